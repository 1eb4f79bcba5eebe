"""Corrections by hand: rows of a table that say what a document should have come out as, bound to the document's text.

A row names the document (``source``, in a file of many also ``key``), perhaps the speech in it (``part``), what is to be
done (``action``) and with what (``value``). ``sha256`` is that of the text for which the row was written; with another text
it is out of date and never applied. Rows of one document take effect from top to bottom.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, replace
from functools import cached_property
from pathlib import PurePath
from typing import Any

from cleaner.document.dates import DATED, given_date, iso_date
from cleaner.document.fold import fold
from cleaner.errors import ConfigError, InputError
from cleaner.model import Document, Outcome

COLUMNS = ("source", "key", "part", "action", "value", "sha256", "note")
NEEDED = ("source", "action")
FIELDS = ("title", "date", "published", "speaker", "author", "origin")
ACTIONS = ("keep", "drop", "merge", "split", *FIELDS)
EMPTY = "-"  # the value that empties a field
STALE = "stale-correction"  # the code of what is said of a row that was not applied


@dataclass(frozen=True, slots=True)
class Correction:
    """One row; ``line`` is its number in the table as a spreadsheet counts, the header included."""

    line: int
    source: str
    key: str
    part: int | None
    action: str
    value: str
    sha256: str

    @property
    def rule(self) -> str:
        """The row as edits name it."""
        return f"correction:{self.line}"

    def to_values(self) -> dict[str, Any]:
        """Return what the row says, wherever it stands."""
        return {name: value for name, value in asdict(self).items() if name != "line"}

    def says_as(self, other: Mapping[str, Any]) -> bool:
        """Whether a row with these values does to its document what this one does; a hash may have come or gone since."""
        own = self.to_values()
        return all(own[name] == other[name] for name in own if name != "sha256") and (
            own["sha256"] == other["sha256"] or "" in (own["sha256"], other["sha256"])
        )


@dataclass(frozen=True)
class Corrections:
    """All rows of a table; ``file`` is its name for messages."""

    file: str = ""
    rows: tuple[Correction, ...] = ()

    @cached_property
    def sha256(self) -> str:
        """A hash of what the rows say."""
        return hashlib.sha256(json.dumps([astuple(row) for row in self.rows]).encode("ascii")).hexdigest()

    @cached_property
    def _by_source(self) -> Mapping[str, Sequence[Correction]]:
        found: dict[str, list[Correction]] = {}
        for row in self.rows:
            found.setdefault(row.source, []).append(row)
        return found

    def named(self, source: str) -> Sequence[Correction]:
        """Return the rows of all documents of a file."""
        return self._by_source.get(source, ())

    def at(self, path: str, name: str) -> Corrections:
        """Return the rows whose source a path ends with, as rows of a source that is called ``name``."""
        rows = (row for row in self.rows if f"/{path}".endswith(f"/{row.source}"))
        return Corrections(self.file, tuple(replace(row, source=name) for row in rows))

    def of(self, document: Document) -> tuple[Correction, ...]:
        """Return the rows that are meant for a document as it reads now; where a file holds many, by key or hash."""
        rows = self.named(document.source)
        if not rows:
            return ()
        own, keys = text_hash(document.text), _keys(document)
        return tuple(
            row
            for row in rows
            if row.sha256 in ("", own) and (row.key in keys if row.key else not document.many or row.sha256 == own)
        )


def _keys(document: Document) -> tuple[str, ...]:
    """Return how a document may be called: its own id, or the ``key`` that its records have because of it."""
    own = document.meta.get("id")
    return (str(own), f"id:{own}") if isinstance(own, str | int) else ()


def text_hash(text: str) -> str:
    """Return the SHA-256 of a document's decoded text, in UTF-8: the same whatever encoding its file has.

    >>> text_hash("讲话")[:16]
    'de3a42f434dd02fd'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def add_outcomes(known: dict[int, Outcome], found: Iterable[Outcome]) -> None:
    """Add how rows fared with one document; of several that a row is meant for, one that took it is enough."""
    for outcome in found:
        if outcome.line not in known or known[outcome.line].problem:
            known[outcome.line] = outcome


def applied(corrections: Corrections, outcomes: Mapping[int, Outcome]) -> list[Correction]:
    """Return the rows that a document took."""
    return [row for row in corrections.rows if row.line in outcomes and not outcomes[row.line].problem]


def stale(corrections: Corrections, seen: Iterable[str], outcomes: Mapping[int, Outcome]) -> list[InputError]:
    """Say of the rows that were not applied why not; ``outcomes`` holds those that met their document.

    ``seen`` are the sources that were read.
    """
    file = PurePath(corrections.file).name  # not where it lies on this machine
    return [
        InputError(f"not applied: {missed.problem}", code=STALE, file=file, line=missed.line, advice=missed.advice)
        for missed in _missed(corrections, seen, outcomes)
    ]


def _missed(corrections: Corrections, seen: Iterable[str], outcomes: Mapping[int, Outcome]) -> Iterator[Outcome]:
    sources = set(seen)
    for row in corrections.rows:
        outcome = outcomes.get(row.line)
        if outcome is None:
            yield _unmet(row, known=row.source in sources)
        elif outcome.problem:
            yield outcome


def _unmet(row: Correction, *, known: bool) -> Outcome:
    if not known:
        what = f"there is no input '{row.source}'"
        return Outcome(row.line, what, "write the source as the records have it, or delete the row")
    if row.sha256:
        what = f"the text of '{row.source}' has changed since this row was written (its sha256 differs)"
        return Outcome(row.line, what, "look at it again; if the row still holds, empty its sha256, else delete it")
    what = f"'{row.source}' has no document with the key '{row.key}'" if row.key else "it does not say which document"
    several = "where a file holds several documents, write the id of one into the column key"
    return Outcome(row.line, what, f"{several}; where a document lies in several files, name the first of them")


def parse_corrections(table: Sequence[Sequence[str]], file: str) -> Corrections:
    """Read the rows of a table, of which the first that is not blank names the columns.

    Raises ConfigError, with the row, for columns, actions and values that are not possible.
    """
    lines = [(number, [cell.strip() for cell in row]) for number, row in enumerate(table, 1)]
    lines = [(number, row) for number, row in lines if any(row)]
    if not lines:
        raise ConfigError("is empty", code="corrections", file=file, advice="its header is " + ",".join(COLUMNS))
    columns = header(lines[0][1], lines[0][0], file)
    rows = []
    for number, cells in lines[1:]:
        if any(cells[len(columns) :]):
            raise _wrong(file, number, "has more cells than columns", "put a value with commas in quotation marks")
        missing = [""] * (len(columns) - len(cells))
        rows.append(_row(number, dict(zip(columns, [*cells, *missing], strict=False)), file))
    return Corrections(file, tuple(rows))


def header(cells: Sequence[str], line: int, file: str) -> list[str]:
    """Return the names of the columns. Raises ConfigError for those that are unknown, missing or there twice."""
    columns = [cell.strip().lower() for cell in cells]
    while columns and not columns[-1]:
        columns.pop()
    for name in columns:
        if name not in COLUMNS:
            raise _wrong(file, line, f"unknown column '{name}'", _meant(name, COLUMNS, "columns"))
        if columns.count(name) > 1:
            raise _wrong(file, line, f"two columns are called '{name}'", "delete one")
    for name in NEEDED:
        if name not in columns:
            raise _wrong(file, line, f"there is no column '{name}'", "the header is " + ",".join(COLUMNS))
    return columns


def _wrong(file: str, line: int, what: str, advice: str) -> ConfigError:
    return ConfigError(what, code="corrections", file=file, line=line, advice=advice)


def _meant(name: str, known: Sequence[str], kind: str) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"did you mean '{near[0]}'?" if near else f"known {kind}: " + ", ".join(known)


def _row(line: int, cells: Mapping[str, str], file: str) -> Correction:
    action, value, sha256 = cells["action"].lower(), cells.get("value", ""), cells.get("sha256", "").lower()
    part = _part(cells.get("part", ""), line, file)
    if not cells["source"]:
        raise _wrong(file, line, "it has no source", "write the path of the file as the records have it")
    if action not in ACTIONS:
        raise _wrong(file, line, f"unknown action '{action}'", _meant(action, ACTIONS, "actions"))
    if sha256 and not re.fullmatch("[0-9a-f]{64}", sha256):
        raise _wrong(file, line, "sha256 is no SHA-256", "empty it, and `cleaner corrections` fills it in")
    problem, advice = _unfit(action, part, value)
    if problem:
        raise _wrong(file, line, f"{action} {problem}", advice)
    return Correction(line, cells["source"], cells.get("key", ""), part, action, value, sha256)


def _unfit(action: str, part: int | None, value: str) -> tuple[str, str]:
    """Say what is wrong with the part or the value of an action, and what to do."""
    if action == "keep" and part is not None:
        return "takes no part", "empty it: a passage is kept wherever it stands in the document"
    if action == "merge" and (part is None or part < 2 or value):
        return "takes a part from 2, and no value", "write the number of the speech to be joined onto the one before"
    if action == "drop" and part is None and not value:
        return "needs a value or a part", "write the passage that is to go, or the number of the speech"
    if action not in ("drop", "merge") and not value:
        hint = f", or {EMPTY} to empty the field" if action in FIELDS else ""
        return "needs a value", f"write it into the column value{hint}"
    if action in DATED and value != EMPTY and iso_date(fold(given_date(value))) is None:
        return f"has no date: {value}", "write it like 2023-03-01, 2023-03 or 2023"
    return "", ""


def _part(cell: str, line: int, file: str) -> int | None:
    if not cell:
        return None
    whole = re.fullmatch(r"0*([1-9]\d{0,5})(?:\.0+)?", fold(cell), re.ASCII)
    if whole is None:
        advice = "write the number that the speech has in the column part of the records, from 1"
        raise _wrong(file, line, f"part is no number: {cell}", advice)
    return int(whole[1])
