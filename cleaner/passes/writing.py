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
from cleaner.document.corrections import STALE, Corrections, stale
from cleaner.document.revise import CAUSE as CORRECTION
from cleaner.document.script import script_of
from cleaner.errors import InputError
from cleaner.exports import EXPORTS, Origin
from cleaner.formats import WRITERS, jsonl
from cleaner.inputs import Found
from cleaner.listing import UNLISTED
from cleaner.model import Cleaned, Outcome
from cleaner.passes.cleaning import Pieces
from cleaner.progress import Progress
from cleaner.store import ledger, spool
from cleaner.store.commit import EXPORT
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

MOSTLY_CHROME = "mostly-chrome"  # the status of documents of which rules took nearly all
UNBOUND = "unbound-correction"  # the status of rows that were applied without a hash that ties them to the text
NEARLY_ALL = 0.95  # of the non-blank characters


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

    def judge_corrections(self, rows: Corrections, outcomes: Mapping[int, Outcome], seen: Sequence[str]) -> None:
        """Count the rows of the corrections that were applied, and list those that were not, or that have no hash."""
        self.stale = stale(rows, seen, outcomes)
        applied = [row for row in rows.rows if row.line in outcomes and not outcomes[row.line].problem]
        self.counts["corrections"] = len(applied)
        for row in applied:
            if not row.sha256:
                what = "applied, but its sha256 is empty: it would be applied to another text as well"
                advice = "`cleaner corrections` fills it in"
                file = Path(rows.file).name
                self.unbound.append(InputError(what, code=UNBOUND, file=file, line=row.line, advice=advice))

    def judge_listing(self, pieces: Pieces) -> None:
        """List the documents that the list of metadata does not have, and its rows that no document has."""
        advice = f"add a row for it to {pieces.listing.file}"
        for name, offset in pieces.unlisted:
            what = "has no row in the list of metadata"
            self.unlisted.append(InputError(what, code=UNLISTED, file=name, offset=offset, advice=advice))
        self.unlisted += pieces.listing.unmatched(pieces.listed)

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
) -> Tally:
    """Write the whole corpus into the folder ``files``; return the counts. ``origin`` is what an export says of its making."""
    progress.stage("writing", len(pieces.keys), "documents")
    tally = Tally(errors=list(found.failed), skipped=list(found.skipped))
    for name in pieces.empty:
        tally.errors.append(InputError("holds no record", code="empty", file=name, advice="nothing to clean"))
    tally.counts["files"] = len(found.sources)
    tally.judge_corrections(pieces.corrections, pieces.outcomes, [source.name for source in found.sources])
    tally.judge_listing(pieces)
    keys, mode = iter(pieces.keys), config.near_duplicates
    with (
        closing(_Records(files, config.format, origin)) as corpus,
        closing(jsonl.Writer(files / "ledger")) as entries,
        closing(jsonl.Lines(files / "duplicates.jsonl")) as duplicates,
        closing(jsonl.Lines(files / "reposts.jsonl")) as reposts,
        pieces.path.open("rb") as stream,
    ):
        for line in stream:
            piece = spool.from_line(line)
            if piece.cleaned is None:
                if piece.error is not None:
                    skipped = piece.error.code in ("skipped", "unsupported")
                    (tally.skipped if skipped else tally.errors).append(piece.error)
                if piece.frame.before and config.ledger != "off":
                    entries.add(ledger.raw_entry(piece.source, piece.offset, piece.frame))
                continue
            key = next(keys)
            records = make_records(piece.cleaned, key, decided, mode, script_of(piece.cleaned.document.text))
            for record in records:
                corpus.add(record)
            told = ledger.document_entries(
                piece.cleaned, key, piece.offset, piece.frame, decided, mode, full=config.ledger == "full"
            )
            for entry in told if config.ledger != "off" else ():
                entries.add(entry)
            for row in repost_rows(piece.cleaned, key, decided, mode, tally.counts["records"]):
                reposts.add(row)
            for row in duplicate_rows(record_ids(piece.cleaned, key), piece.cleaned, decided, mode):
                tally.counts["reposts" if row["kind"] == "repost" else "near_duplicate_paragraphs"] += 1
                duplicates.add(row)
            tally.add(piece, records, told)
            progress.step(1)
        for row in template_rows(decided):
            tally.counts["template_paragraphs"] += 1
            duplicates.add(row)
    with closing(jsonl.Lines(files / "errors.jsonl")) as errors:
        for row in tally.rows():
            errors.add(row)
    (files / "README.md").write_text(card(tally.totals(), config), encoding="utf-8")
    return tally


class _Records:
    """Writes each record to the corpus, and to the export where the format asks for one beside it."""

    def __init__(self, files: Path, format: str, origin: Origin) -> None:  # noqa: A002 - the option has this name
        self.writers = [WRITERS[format].Writer(files / "corpus", format)]
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
