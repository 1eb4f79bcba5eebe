"""A list of what is known about documents (清单): a table with a row a document, joined by a key.

What the list says goes before what a document or its page says, which stays beside it in ``meta``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from cleaner.errors import ConfigError, InputError
from cleaner.formats.fields import known_fields
from cleaner.model import Document, Piece

UNLISTED = "unlisted"  # the status of documents without a row, and of rows without a document


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the list: its line, and what it says, by column."""

    line: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, by key; ``repeated`` are rows whose key an earlier row has."""

    file: str = ""
    key: str = ""
    rows: Mapping[str, Row] = field(default_factory=dict)
    repeated: Sequence[Row] = ()

    @property
    def sha256(self) -> str:
        """A hash of all that the list says."""
        value = [self.key, *([key, dict(row.values)] for key, row in self.rows.items())] if self.rows else []
        return hashlib.sha256(json.dumps(value).encode("ascii")).hexdigest()

    def join(self, piece: Piece) -> Piece:
        """Return a piece whose document has what its row of the list says."""
        document = piece.document
        if document is None or not self.rows:
            return piece
        keys = _keys(document, piece.own_id, self.key)
        row = next((self.rows[key] for key in keys if key in self.rows), None)
        if row is None:
            return piece
        meta = {**document.meta, **row.values}
        joined = replace(document, meta=meta, listed=known_fields(row.values), row=row.line)
        return replace(piece, document=joined)

    def unmatched(self, seen: set[int]) -> Iterator[InputError]:
        """Yield the rows that no document has, and those whose key an earlier row has."""
        for row in self.repeated:
            what, advice = f"an earlier row has the same {self.key}; this one was not used", "leave one of them"
            yield InputError(what, code="same-key", file=self.file, line=row.line, advice=advice)
        for key, row in self.rows.items():
            if row.line not in seen:
                what = f"no document has the {self.key} {key!r}"
                yield InputError(what, code=UNLISTED, file=self.file, line=row.line)


def parse_listing(table: Sequence[Sequence[str]], key: str | None, file: str) -> Listing:
    """Return the list that a table holds, whose first row that is not blank names the columns; ConfigError where ``key`` is none.

    >>> parse_listing([["文件名", "标题"], ["a.txt", "讲话"]], "文件名", "清单.csv").rows["a.txt"].values["标题"]
    '讲话'
    """
    lines = [(number, [cell.strip() for cell in row]) for number, row in enumerate(table, 1)]
    lines = [(number, row) for number, row in lines if any(row)]
    if not lines:
        raise ConfigError("is empty", code="metadata", file=file, advice="its first row must name the columns")
    top, names = lines[0]
    if key is None or key not in names:
        what = "no column is named by --key" if key is None else f"has no column '{key}'"
        advice = f"its first row must name the columns; its columns are {', '.join(filter(None, names[:12]))}"
        raise ConfigError(what, code="metadata", file=file, line=top, advice=advice)
    rows: dict[str, Row] = {}
    repeated = []
    for line, cells in lines[1:]:
        values = {name: cell for name, cell in zip(names, cells, strict=False) if name and cell}
        found = _normal(values.get(key, ""))
        if not found:
            continue
        row = Row(line, values)
        if found in rows:
            repeated.append(row)
        else:
            rows[found] = row
    return Listing(file, key, rows, tuple(repeated))


def _keys(document: Document, own_id: str | None, column: str) -> Iterator[str]:
    """Yield the names by which a list may call a document, the surest first."""
    if isinstance(document.meta.get(column), str | int):
        yield _normal(str(document.meta[column]))
    if own_id is not None:
        yield _normal(own_id)
    if "url" in document.fields:
        yield _normal(document.fields["url"])
    if not document.many:
        path = PurePosixPath(document.source)
        yield from (document.source, path.name, str(path.with_suffix("")), path.stem)


def _normal(key: str) -> str:
    return key.strip().replace("\\", "/").removeprefix("./").rstrip("/")
