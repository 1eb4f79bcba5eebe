"""``cleaner show removed``: all text that went, in one stream, with where it stood and why it went."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from cleaner.commands.rules.reading import Readings
from cleaner.config import Config
from cleaner.document.clean import clean
from cleaner.errors import InputError, OutputError, UsageError
from cleaner.folders import MANIFEST
from cleaner.model import Cleaned, Edit
from cleaner.passes.preference import Facts, is_of_site
from cleaner.prepare import matcher, options
from cleaner.report.corpus import Text, documents, opened, raw_files
from cleaner.store.records import TAKING

GONE = (*TAKING, "near-duplicate")  # other causes change text, or take blanks


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; None asks for all. ``source`` is a glob, ``context`` counts characters."""

    rule: str | None = None
    site: str | None = None
    category: str | None = None
    source: str | None = None
    context: int = 0

    def of_page(self, facts: Facts) -> bool:
        """Whether text of this page is wanted."""
        fits = self.source is None or fnmatchcase(facts.source, self.source)
        return fits and (self.site is None or is_of_site(facts, self.site))

    def of_edit(self, edit: Edit) -> bool:
        """Whether what this edit took is wanted."""
        named = self.rule in (None, edit.rule) and self.category in (None, edit.category)
        return named and edit.cause in GONE


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text that went: its file, which document of it, its line there (from 1), why, and what stood around it."""

    source: str
    key: str
    line: int
    cause: str
    category: str
    rule: str
    text: str
    new: str
    before: str
    after: str


def removed(
    inputs: Sequence[str | Path],
    wanted: Wanted,
    config: Config | None = None,
    *,
    failed: list[InputError] | None = None,
) -> Iterator[Piece]:
    """Yield what was removed in a corpus folder, or what cleaning raw inputs would remove, in the order of the texts.

    Inputs that cannot be read are added to ``failed``. Raises OutputError where the corpus has no ledger with old text.
    """
    if wanted.context < 0:
        raise UsageError("'--context' must not be negative", code="context")
    folder = Path(inputs[0]) if len(inputs) == 1 and (Path(inputs[0]) / MANIFEST).is_file() else None
    if folder is not None:
        yield from _of_corpus(folder, wanted)
        return
    readings = Readings(inputs, config or Config())
    for document, _ in readings:
        cleaned = clean(document, matcher(readings.config), options(readings.config, document))
        if wanted.of_page(_facts(cleaned)):
            yield from _pieces(document.source, document.key, document.text, cleaned.edits, wanted)
    if failed is not None:
        failed += readings.failed


def _facts(cleaned: Cleaned) -> Facts:
    return Facts(cleaned.document.source, cleaned.site, cleaned.metadata.get("url"), None, 0)


def _of_corpus(folder: Path, wanted: Wanted) -> Iterator[Piece]:
    corpus = opened(folder)
    if not corpus.full:
        advice = "it was written without --ledger full; name the raw files instead"
        raise OutputError("the ledger holds no old text", code="ledger", file=str(folder), advice=advice)
    for text in documents(corpus):
        record: Mapping[str, Any] = next(iter(text.records), {})
        if wanted.of_page(Facts(text.source, record.get("site"), record.get("url"), None, 0)):
            yield from _of_text(text, wanted)


def _of_text(text: Text, wanted: Wanted) -> Iterator[Piece]:
    for source, raw, edits in raw_files(text):
        yield from _pieces(source, text.key, raw, edits, wanted)


def _pieces(source: str, key: str, text: str, edits: Iterable[Edit], wanted: Wanted) -> Iterator[Piece]:
    line, counted, around = 1, 0, wanted.context
    for edit in edits:
        old = text[edit.start : edit.end]
        if not old.strip() or not wanted.of_edit(edit):
            continue
        line += text.count("\n", counted, edit.start)
        counted = edit.start
        before, after = text[max(edit.start - around, 0) : edit.start], text[edit.end : edit.end + around]
        yield Piece(source, key, line, edit.cause, edit.category, edit.rule, old, edit.new, before, after)


def removed_line(piece: Piece) -> str:
    """Return a piece on one line, for people: ``[-…-]`` goes, ``{+…+}`` comes in its place, ⏎ is a line end."""
    place = f"{piece.source}#{piece.key}" if piece.key else piece.source
    new = f"{{+{piece.new}+}}" if piece.new else ""
    shown = f"{piece.before}[-{piece.text}-]{new}{piece.after}".replace("\r\n", "\n").replace("\r", "\n")
    return f"{place}:{piece.line}: {piece.category}/{piece.rule}: {shown.replace(chr(10), '⏎')}"


def removed_json(piece: Piece) -> str:
    """Return a piece as a line of JSON; what plays with a terminal is escaped."""
    line = json.dumps(asdict(piece), ensure_ascii=False)
    return "".join(char if char.isprintable() or char in "\u3000\xa0" else json.dumps(char)[1:-1] for char in line)
