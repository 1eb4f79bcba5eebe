"""Third pass: write records, ledger, duplicates, errors and the card, in the order of the inputs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cleaner.card import card
from cleaner.config import Config
from cleaner.document.script import script_of
from cleaner.errors import InputError
from cleaner.formats import WRITERS, jsonl
from cleaner.inputs import Found
from cleaner.model import Cleaned
from cleaner.passes.cleaning import Pieces
from cleaner.progress import Progress
from cleaner.store import ledger, spool
from cleaner.store.records import UNIQUE, Decision, make_records, record_ids, removed_by_speech

COUNTS = (
    *("files", "documents", "speeches", "records", "paragraphs", "characters_in", "characters_kept"),
    *("characters_in_ledger", "near_duplicate_paragraphs", "reposts"),
)

MOSTLY_CHROME = "mostly-chrome"  # the status of documents of which rules took nearly all
NEARLY_ALL = 0.95  # of the non-blank characters


@dataclass(slots=True)
class Tally:
    """The counts of a run and its list of errors, as they grow."""

    counts: Counter[str] = field(default_factory=Counter)
    errors: list[InputError] = field(default_factory=list)
    damaged: list[InputError] = field(default_factory=list)
    skipped: list[InputError] = field(default_factory=list)
    mostly: list[InputError] = field(default_factory=list)
    removed: Counter[str] = field(default_factory=Counter)
    encodings: Counter[str] = field(default_factory=Counter)

    def add(self, piece: spool.Spooled, records: Sequence[Mapping[str, Any]], entry: Mapping[str, Any]) -> None:
        """Count one document, and list it where it is damaged or where little or nothing is left of it."""
        cleaned = piece.cleaned
        assert cleaned is not None
        document = cleaned.document
        kept = sum(span["end"] - span["start"] for span in entry["spans"] if "record" in span)
        covered = sum(span["end"] - span["start"] for span in entry["spans"])
        if covered != len(document.text):
            raise AssertionError(f"{document.source}: {len(document.text) - covered} characters unaccounted for")
        self.counts.update(
            documents=1,
            speeches=len(cleaned.speeches),
            records=len(records),
            paragraphs=sum(len(record["paragraphs"]) for record in records),
            characters_in=len(document.text),
            characters_kept=kept,
            characters_in_ledger=covered - kept,
        )
        self.encodings[document.decoded.encoding] += 1
        for removed in removed_by_speech(cleaned):
            self.removed.update(removed)
        file, offset = document.source, piece.offset
        if not cleaned.speeches:
            what = "nothing is left of it: it is all chrome"
            advice = "see `cleaner explain`; if a rule is too wide, see docs/rules.md"
            self.errors.append(InputError(what, code="all-chrome", file=file, offset=offset, advice=advice))
        elif (share := taken_share(cleaned)) > NEARLY_ALL:
            what = f"rules took {share:.0%} of it"
            advice = "see `cleaner explain`; if a rule is too wide, see docs/rules.md"
            self.mostly.append(InputError(what, code=MOSTLY_CHROME, file=file, offset=offset, advice=advice))
        for spot in document.decoded.damage:
            what = f"{len(spot.raw)} undecodable bytes; one U+FFFD stands for them"
            advice = "the ledger holds the bytes"
            self.damaged.append(InputError(what, code="undecodable", file=file, offset=spot.offset, advice=advice))

    def totals(self) -> dict[str, Any]:
        """Return all counts as the manifest holds them."""
        lists = {"errors": len(self.errors), "damaged": len(self.damaged), "skipped": len(self.skipped)}
        lists["mostly_chrome"] = len(self.mostly)
        return {
            **{name: self.counts[name] for name in COUNTS},
            **lists,
            "removed_by_category": dict(sorted(self.removed.items())),
            "encodings": dict(sorted(self.encodings.items())),
        }

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of errors.jsonl: what failed, what was damaged, what was nearly all chrome, what was not read."""
        for status, errors in (
            ("error", self.errors),
            ("damaged", self.damaged),
            (MOSTLY_CHROME, self.mostly),
            ("skipped", self.skipped),
        ):
            for error in errors:
                yield {
                    "status": status,
                    "code": error.code,
                    "file": error.file,
                    "line": error.line,
                    "offset": error.offset,
                    "message": error.what,
                    "advice": error.advice,
                }


def taken_share(cleaned: Cleaned) -> float:
    """Return the share of a document's non-blank characters that rules took; what they lifted is not lost."""
    text = cleaned.document.text
    taken = sum(_ink(text[edit.start : edit.end]) for edit in cleaned.edits if edit.cause == "rule")
    return taken / max(_ink(text), 1)


def _ink(text: str) -> int:
    return len("".join(text.split()))


def write(
    pieces: Pieces, decided: Mapping[str, Decision], found: Found, config: Config, files: Path, progress: Progress
) -> Tally:
    """Write the whole corpus into the folder ``files``; return the counts."""
    progress.stage("writing", len(pieces.keys), "documents")
    tally = Tally(errors=list(found.failed), skipped=list(found.skipped))
    for name in pieces.empty:
        tally.errors.append(InputError("holds no record", code="empty", file=name, advice="nothing to clean"))
    tally.counts["files"] = len(found.sources)
    keys, mode = iter(pieces.keys), config.near_duplicates
    with (
        closing(WRITERS[config.format].Writer(files / "corpus", config.format)) as corpus,
        closing(jsonl.Writer(files / "ledger")) as entries,
        closing(jsonl.Lines(files / "duplicates.jsonl")) as duplicates,
        pieces.path.open("rb") as stream,
    ):
        for line in stream:
            piece = spool.from_line(line)
            if piece.cleaned is None:
                if piece.error is not None:
                    tally.errors.append(piece.error)
                if piece.frame.before and config.ledger != "off":
                    entries.add(ledger.raw_entry(piece.source, piece.offset, piece.frame))
                continue
            key = next(keys)
            records = make_records(piece.cleaned, key, decided, mode, script_of(piece.cleaned.document.text))
            for record in records:
                corpus.add(record)
            entry = ledger.document_entry(
                piece.cleaned, key, piece.offset, piece.frame, decided, mode, full=config.ledger == "full"
            )
            if config.ledger != "off":
                entries.add(entry)
            for row in duplicate_rows(record_ids(piece.cleaned, key), piece.cleaned, decided, mode):
                tally.counts["reposts" if row["kind"] == "repost" else "near_duplicate_paragraphs"] += 1
                duplicates.add(row)
            tally.add(piece, records, entry)
            progress.step(1)
    with closing(jsonl.Lines(files / "errors.jsonl")) as errors:
        for row in tally.rows():
            errors.add(row)
    (files / "README.md").write_text(card(tally.totals(), config), encoding="utf-8")
    return tally


def duplicate_rows(
    names: Sequence[str], cleaned: Cleaned, decided: Mapping[str, Decision], mode: str
) -> Iterator[dict[str, Any]]:
    """Yield the rows of duplicates.jsonl for one document: each paragraph and speech that repeats another."""
    done = "removed" if mode == "drop" else "tagged"
    for name, speech in zip(names, cleaned.speeches, strict=True):
        decision = decided.get(name, UNIQUE)
        for number, kept in sorted(decision.twins.items()):
            yield {
                done: {"id": name, "paragraph": number, "text": speech.paragraphs[number].text},
                "kept": {"id": kept.record, "paragraph": kept.paragraph},
                "kind": kept.kind,
                "similarity": kept.similarity,
            }
        if decision.duplicate_of is not None:
            yield {
                done: {"id": name, "paragraph": None, "text": speech.title or ""},
                "kept": {"id": decision.duplicate_of, "paragraph": None},
                "kind": "repost",
                "similarity": 1.0,
            }
