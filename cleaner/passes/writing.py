"""Third pass: write records, ledger, duplicates, errors and the card, in the order of the inputs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from cleaner.card import card
from cleaner.config import Config
from cleaner.document.corrections import STALE, Corrections, applied, stale
from cleaner.document.revise import CAUSE as CORRECTION
from cleaner.document.script import script_of
from cleaner.errors import InputError
from cleaner.exports import EXPORTS, Origin
from cleaner.formats import WRITERS, jsonl
from cleaner.formats.archives import INSIDE
from cleaner.inputs import Found
from cleaner.listing import UNLISTED
from cleaner.model import Cleaned, Outcome
from cleaner.passes.pieces import Pieces
from cleaner.progress import Progress
from cleaner.store import ledger, spool
from cleaner.store.commit import EXPORT
from cleaner.store.manifest import DUPLICATES, ERRORS, REPOSTS
from cleaner.store.records import (
    UNIQUE,
    Decision,
    Kept,
    dropped,
    dropped_whole,
    make_records,
    record_ids,
    removed_by_speech,
)

COUNTS = (
    *("files", "documents", "speeches", "records", "paragraphs", "characters_in", "characters_kept"),
    *("characters_in_ledger", "near_duplicate_paragraphs", "template_paragraphs", "reposts", "corrections"),
)

COUNTED = ("counts", "removed", "encodings")  # the counts of a Tally, and its lists
LISTED = ("errors", "damaged", "skipped", "mostly", "stale", "unbound", "unlisted")
MOSTLY_CHROME = "mostly-chrome"  # the status of documents of which rules took nearly all
UNBOUND = "unbound-correction"  # the status of rows that were applied without a hash that ties them to the text
NEARLY_ALL = 0.95  # of the non-blank characters


@dataclass(frozen=True, slots=True)
class Start:
    """Where a batch of a growing corpus goes on: the folder of its lists, the free numbers of parts.

    ``records`` were written before by others who write this batch, ``sources`` are those of other batches, of whose rows
    in the corrections ``unapplied`` is told.
    """

    lists: str = ""
    corpus: int = 0
    ledger: int = 0
    records: int = 0
    sources: Collection[str] = ()
    unapplied: Sequence[InputError] = ()


@dataclass(slots=True)
class Tally:
    """The counts of a run and its list of errors, as they grow."""

    counts: Counter[str] = field(default_factory=Counter)
    errors: list[InputError] = field(default_factory=list)
    damaged: list[InputError] = field(default_factory=list)
    skipped: list[InputError] = field(default_factory=list)
    mostly: list[InputError] = field(default_factory=list)
    stale: list[InputError] = field(default_factory=list)
    unbound: list[InputError] = field(default_factory=list)
    unlisted: list[InputError] = field(default_factory=list)
    removed: Counter[str] = field(default_factory=Counter)
    encodings: Counter[str] = field(default_factory=Counter)

    def add(
        self, piece: spool.Spooled, records: Sequence[Mapping[str, Any]], entries: Sequence[Mapping[str, Any]]
    ) -> None:
        """Count one document, and list it where it is damaged or where little or nothing is left of it."""
        cleaned = piece.cleaned
        assert cleaned is not None
        document = cleaned.document
        parts = [(page.source, page.decoded) for page in document.pages] or [(document.source, document.decoded)]
        for (name, decoded), entry in zip(parts, entries, strict=True):
            missing = len(decoded.text) - sum(span["end"] - span["start"] for span in entry["spans"])
            if missing:
                raise AssertionError(f"{name}: {missing} characters unaccounted for")
        size = sum(len(decoded.text) for _, decoded in parts)
        spans = [span for entry in entries for span in entry["spans"]]
        kept = sum(span["end"] - span["start"] for span in spans if "record" in span)
        self.counts.update(
            documents=1,
            speeches=len(cleaned.speeches),
            records=len(records),
            paragraphs=sum(len(record["paragraphs"]) for record in records),
            characters_in=size,
            characters_kept=kept,
            characters_in_ledger=size - kept,
        )
        self.encodings[document.decoded.encoding] += 1
        for removed in removed_by_speech(cleaned):
            self.removed.update(removed)
        file, offset = document.source, piece.offset
        if not cleaned.speeches and not any(edit.cause == CORRECTION for edit in cleaned.edits):
            what = "nothing is left of it: it is all chrome"
            advice = "see `cleaner explain`; if a rule is too wide, see docs/rules.md"
            self.errors.append(InputError(what, code="all-chrome", file=file, offset=offset, advice=advice))
        elif (share := taken_share(cleaned)) > NEARLY_ALL:
            what = f"rules took {share:.0%} of it"
            advice = "see `cleaner explain`; if a rule is too wide, see docs/rules.md"
            self.mostly.append(InputError(what, code=MOSTLY_CHROME, file=file, offset=offset, advice=advice))
        for name, spot in ((name, spot) for name, decoded in parts for spot in decoded.damage):
            what = f"{len(spot.raw)} undecodable bytes; one U+FFFD stands for them"
            advice = "the ledger holds the bytes"
            self.damaged.append(InputError(what, code="undecodable", file=name, offset=spot.offset, advice=advice))

    def merge(self, other: Tally) -> None:
        """Add what another has counted and listed of the documents that follow."""
        for name in COUNTED:
            getattr(self, name).update(getattr(other, name))
        for name in LISTED:
            getattr(self, name).extend(getattr(other, name))

    def to_values(self) -> dict[str, Any]:
        """Return what is counted and listed as values that JSON has."""
        counted = {name: dict(getattr(self, name)) for name in COUNTED}
        return counted | {name: [error.to_values() for error in getattr(self, name)] for name in LISTED}

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Tally:
        """Return what ``to_values`` was given."""
        found: dict[str, Any] = {name: Counter(values[name]) for name in COUNTED}
        return cls(**found | {name: [InputError.from_values(*each) for each in values[name]] for name in LISTED})

    def add_failure(self, error: InputError | None) -> None:
        """List what is no document; bytes between records are no failure."""
        if error is not None:
            (self.skipped if error.code in ("skipped", "unsupported") else self.errors).append(error)

    def judge_corrections(self, rows: Corrections, outcomes: Mapping[int, Outcome], seen: Sequence[str]) -> None:
        """Count the rows of the corrections that were applied, and list those that were not, or that have no hash."""
        self.stale += stale(rows, seen, outcomes)
        taken = applied(rows, outcomes)
        self.counts["corrections"] = len(taken)
        for row in taken:
            if not row.sha256:
                what = "applied, but its sha256 is empty: it would be applied to another text as well"
                advice = "`cleaner corrections` fills it in"
                file = Path(rows.file).name
                self.unbound.append(InputError(what, code=UNBOUND, file=file, line=row.line, advice=advice))

    def judge_listing(self, pieces: Pieces, *, rows: bool) -> None:
        """List the documents that the list of metadata does not have, and if ``rows`` its rows that no document has."""
        advice = f"add a row for it to {pieces.listing.file}"
        for name, offset in pieces.unlisted:
            what = "has no row in the list of metadata"
            self.unlisted.append(InputError(what, code=UNLISTED, file=name, offset=offset, advice=advice))
        self.unlisted += pieces.listing.unmatched(pieces.listed) if rows else ()

    def totals(self) -> dict[str, Any]:
        """Return all counts as the manifest holds them."""
        lists = {"errors": len(self.errors), "damaged": len(self.damaged), "skipped": len(self.skipped)}
        lists |= {"mostly_chrome": len(self.mostly), "stale_corrections": len(self.stale)}
        lists |= {"unlisted": len(self.unlisted)} if self.unlisted else {}
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
            (STALE, self.stale),
            (UNBOUND, self.unbound),
            (UNLISTED, self.unlisted),
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
    pieces: Pieces,
    decided: Mapping[str, Decision],
    found: Found,
    config: Config,
    files: Path,
    progress: Progress,
    origin: Origin,
    start: Start | None = None,
) -> Tally:
    """Write the whole corpus, or a batch of one, into the folder ``files``; return the counts.

    ``origin`` is what an export says of its making, ``start`` where a batch goes on.
    """
    progress.stage("writing", len(pieces.keys), "documents")
    start = start or Start()
    tally = begun(pieces, found, start)
    keys = iter(pieces.keys)
    with closing(opened(files, config, origin, start)) as writers:
        for line in pieces.lines():
            piece = spool.from_line(line)
            if piece.cleaned is None:
                tally.add_failure(piece.error)
                writers.add_bytes(piece)
            else:
                tally.add(piece, *writers.add(piece, piece.cleaned, next(keys), decided))
                progress.step(1)
        writers.add_templates(decided)
    tally.counts.update(writers.counts)
    ended(tally, config, files, start)
    return tally


def ended(tally: Tally, config: Config, files: Path, start: Start) -> None:
    """Write what is told of the whole when all documents are written."""
    with closing(jsonl.Lines(files / start.lists / ERRORS)) as errors:
        for row in tally.rows():
            errors.add(row)
    (files / "README.md").write_text(card(tally.totals(), config), encoding="utf-8")


def begun(pieces: Pieces, found: Found, start: Start) -> Tally:
    """Return the counts and lists as they are before the first document is written."""
    tally = Tally(errors=list(found.failed), skipped=list(found.skipped), stale=list(start.unapplied))
    for name in pieces.empty:
        tally.errors.append(InputError("holds no record", code="empty", file=name, advice="nothing to clean"))
    tally.counts["files"] = len(found.sources)
    rows = tuple(row for row in pieces.corrections.rows if row.source.partition(INSIDE)[0] not in start.sources)
    seen = [*(source.name for source in found.sources), *(str(member["source"]) for member in pieces.members)]
    tally.judge_corrections(replace(pieces.corrections, rows=rows), pieces.outcomes, seen)
    tally.judge_listing(pieces, rows=not start.lists)
    return tally


class Sink(Protocol):
    """Where rows of one kind go."""

    def add(self, value: dict[str, Any], /) -> None:
        """Take a row."""

    def close(self) -> None:
        """Nothing more comes."""


def opened(files: Path, config: Config, origin: Origin, start: Start) -> Writers:
    """Open the files of a corpus."""
    lists = files / start.lists
    lists.mkdir(parents=True, exist_ok=True)
    records = _Records(files, config.format, origin, start.corpus)
    entries = jsonl.Writer(files / "ledger", first=start.ledger)
    return Writers(
        config, records, entries, jsonl.Lines(lists / DUPLICATES), jsonl.Lines(lists / REPOSTS), start.records
    )


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

    def add_templates(self, decided: Mapping[str, Decision]) -> None:
        """Write the families of templates, when all documents are written."""
        for row in template_rows(decided):
            self.counts["template_paragraphs"] += 1
            self.duplicates.add(row)

    def close(self) -> None:
        """Close all files."""
        for writer in (self.records, self.entries, self.duplicates, self.reposts):
            writer.close()


class _Records:
    """Writes each record to the corpus, and to the export where the format asks for one beside it."""

    def __init__(self, files: Path, format: str, origin: Origin, first: int) -> None:
        going_on = {"first": first} if first else {}  # a tree of text files has no parts
        self.writers = [WRITERS[format].Writer(files / "corpus", format, **going_on)]
        if format in EXPORTS:
            self.writers.append(EXPORTS[format].Writer(files / EXPORT, origin))

    def add(self, record: dict[str, Any]) -> None:
        for writer in self.writers:
            writer.add(record)

    def close(self) -> None:
        for writer in self.writers:
            writer.close()


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
