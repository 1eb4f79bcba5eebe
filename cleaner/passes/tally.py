"""What a run counts, and what it lists in errors.jsonl."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cleaner.document.corrections import STALE, Corrections, applied, stale
from cleaner.document.revise import CAUSE as CORRECTION
from cleaner.errors import InputError
from cleaner.listing import UNLISTED
from cleaner.model import Cleaned, Outcome
from cleaner.passes.pieces import Pieces
from cleaner.store import spool
from cleaner.store.records import removed_by_speech

COUNTS = (
    *("files", "documents", "speeches", "records", "paragraphs", "characters_in", "characters_kept"),
    *("characters_in_ledger", "near_duplicate_paragraphs", "template_paragraphs", "reposts", "corrections"),
)

COUNTED = ("counts", "removed", "encodings")  # the counts of a Tally, and its lists
LISTED = ("errors", "damaged", "skipped", "mostly", "stale", "unbound", "unlisted")
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
