"""What is written of documents: made of any stretch of them anywhere, by workers too, and put into the files in order."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from cleaner.config import Config
from cleaner.document.script import script_of
from cleaner.formats.jsonl import encoded
from cleaner.model import Cleaned
from cleaner.passes.tally import Tally
from cleaner.store import ledger, spool
from cleaner.store.records import (
    UNIQUE,
    Decision,
    Kept,
    dropped,
    dropped_whole,
    make_records,
    record_ids,
)


class Sink(Protocol):
    """Where rows of one kind go."""

    def add(self, value: dict[str, Any], /) -> None:
        """Take a row."""

    def add_line(self, line: bytes, /) -> None:
        """Take a row that is a line of JSON already."""

    def close(self) -> None:
        """Nothing more comes."""


@dataclass(slots=True)
class Writers:
    """Writes what a document becomes into records, ledger and lists, and counts the repetitions.

    ``written`` is how many records there are so far.
    """

    config: Config
    records: Sink
    entries: Sink
    duplicates: Sink
    reposts: Sink
    written: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def add_bytes(self, piece: spool.Spooled) -> None:
        """Write what the ledger holds of bytes that are no document."""
        if piece.frame.before and self.config.ledger != "off":
            self.entries.add(ledger.raw_entry(piece.source, piece.offset, piece.frame))

    def add(
        self, piece: spool.Spooled, cleaned: Cleaned, key: str, decided: Mapping[str, Decision]
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Write one document; return its records and its entries."""
        mode = self.config.near_duplicates
        for row in repost_rows(cleaned, key, decided, mode, self.written):
            self.reposts.add(row)
        records = make_records(cleaned, key, decided, mode, script_of(cleaned.document.text))
        for record in records:
            self.records.add(record)
        self.written += len(records)
        full = self.config.ledger == "full"
        entries = ledger.document_entries(cleaned, key, piece.offset, piece.frame, decided, mode, full=full)
        for entry in entries if self.config.ledger != "off" else ():
            self.entries.add(entry)
        for row in duplicate_rows(record_ids(cleaned, key), cleaned, decided, mode):
            self.counts["reposts" if row["kind"] == "repost" else "near_duplicate_paragraphs"] += 1
            self.duplicates.add(row)
        return records, entries

    def put(self, made: Made) -> None:
        """Write what was made of the documents that come next."""
        for sink, lines in (
            (self.entries, made.entries),
            (self.duplicates, made.duplicates),
            (self.records, made.records),
        ):
            for line in lines:
                sink.add_line(line)
        for line in made.reposts:
            row = json.loads(line)
            self.reposts.add({**row, "after": self.written + row["after"]})
        self.written += len(made.records)

    def add_templates(self, decided: Mapping[str, Decision]) -> None:
        """Write the families of templates, when all documents are written."""
        for row in template_rows(decided):
            self.counts["template_paragraphs"] += 1
            self.duplicates.add(row)

    def close(self) -> None:
        """Close all files."""
        for writer in (self.records, self.entries, self.duplicates, self.reposts):
            writer.close()


class Unwritten(NamedTuple):
    """A line of the spool; if it is a document, its key, and what was decided on its speeches."""

    line: bytes
    key: str = ""
    decided: Mapping[str, Decision] = {}


@dataclass(frozen=True, slots=True)
class Made:
    """The lines of a stretch of documents, by file, and what is counted there.

    Reposts count the records before them from the beginning of the stretch.
    """

    records: Sequence[bytes]
    entries: Sequence[bytes]
    duplicates: Sequence[bytes]
    reposts: Sequence[bytes]
    tally: Tally


class _Sheaf:
    """Takes rows as lines of JSON."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []

    def add(self, value: dict[str, Any]) -> None:
        self.add_line(encoded(value))

    def add_line(self, line: bytes) -> None:
        self.lines.append(line)

    def close(self) -> None:
        """Nothing is open."""


def make(config: Config, stretch: Sequence[Unwritten]) -> Made:
    """Make what is to be written of some documents, in order."""
    records, entries, duplicates, reposts = _Sheaf(), _Sheaf(), _Sheaf(), _Sheaf()
    writers, tally = Writers(config, records, entries, duplicates, reposts), Tally()
    for line, key, decided in stretch:
        piece = spool.from_line(line)
        if piece.cleaned is None:
            tally.add_failure(piece.error)
            writers.add_bytes(piece)
        else:
            tally.add(piece, *writers.add(piece, piece.cleaned, key, decided))
    tally.counts.update(writers.counts)
    return Made(records.lines, entries.lines, duplicates.lines, reposts.lines, tally)


def repost_rows(
    cleaned: Cleaned, key: str, decided: Mapping[str, Decision], mode: str, before: int
) -> Iterator[dict[str, Any]]:
    """Yield the rows of reposts.jsonl for one document: each speech that is left out, with the record that it would be.

    ``after`` is the number of records above it, ``before`` that above the document. With these and duplicates.jsonl another
    variant of the corpus can be made without cleaning again.
    """
    wholes = [dropped_whole(decided.get(name, UNIQUE), mode) for name in record_ids(cleaned, key)]
    if any(wholes):
        script = script_of(cleaned.document.text)
        for record in make_records(cleaned, key, decided, mode, script, reposts=True):
            yield {"after": before + wholes[: record["part"]].count(False), "record": record}


def duplicate_rows(
    names: Sequence[str], cleaned: Cleaned, decided: Mapping[str, Decision], mode: str
) -> Iterator[dict[str, Any]]:
    """Yield the rows of duplicates.jsonl for one document: each paragraph and speech that repeats another."""
    for name, speech in zip(names, cleaned.speeches, strict=True):
        decision = decided.get(name, UNIQUE)
        for number, kept in sorted(decision.twins.items()):
            paragraph = speech.paragraphs[number]
            done = "removed" if dropped(decision, mode, number) else "tagged"
            yield {
                done: {"id": name, "paragraph": number, "kind": paragraph.kind, "text": paragraph.text},
                "kept": _place(kept),
                "kind": kept.kind,
                "similarity": kept.similarity,
            }
        if decision.duplicate_of is not None:
            yield {
                "removed" if dropped_whole(decision, mode) else "tagged": {
                    "id": name,
                    "paragraph": None,
                    "text": speech.title or "",
                },
                "kept": {"id": decision.duplicate_of, "paragraph": None},
                "kind": "repost",
                "similarity": 1.0,
            }


def template_rows(decided: Mapping[str, Decision]) -> Iterator[dict[str, Any]]:
    """Yield the rows of paragraphs that stay because they state other facts, family by family: those like one kept one."""
    found = [
        ((kept.record, kept.paragraph), (name, number), kept)
        for name, decision in decided.items()
        for number, kept in decision.templates.items()
    ]
    for _, (name, number), kept in sorted(found, key=lambda row: row[:2]):
        yield {
            "kept": _place(kept),
            "like": {"id": name, "paragraph": number},
            "kind": kept.kind,
            "similarity": kept.similarity,
        }


def _place(kept: Kept) -> dict[str, Any]:
    others = {"others": list(kept.others)} if kept.others else {}
    return {"id": kept.record, "paragraph": kept.paragraph, **others}
