"""Tables: rows under a header, each a record. What every reader of tables does with them, wherever they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cleaner.config import Config
from cleaner.errors import InputError
from cleaner.formats.fields import document_of, own_id, text_field
from cleaner.model import Frame, Piece

MOST_COLUMNS = 16_384  # as many as a sheet of Excel has


def pieces_of(
    rows: Iterable[tuple[int, Mapping[str, Any]]], source: str, offset: int, config: Config, encoding: str = "utf-8"
) -> Iterator[Piece]:
    """Yield a Piece for every row, which comes with its number; a row that is no record costs only itself.

    The bytes are in a Piece of their own, ``whole``.
    """
    for number, values in rows:
        try:
            document = document_of(values, source, config, encoding)
            meta = {name: value for name, value in document.meta.items() if value not in ("", None)}
        except InputError as error:
            error.line = number
            yield Piece(source, offset, Frame("raw"), error=error)
        else:
            yield Piece(source, offset, Frame("raw"), replace(document, meta=meta), own_id=own_id(values))


def whole(data: bytes, source: str, offset: int = 0) -> Piece:
    """Return the bytes of a stretch of rows, which the ledger keeps."""
    return Piece(source, offset, Frame("raw", data))


def header_of(row: Sequence[str], config: Config, source: str, line: int = 1) -> list[str]:
    """Return the names of the columns, those without one numbered; InputError where none of them is the text's.

    >>> header_of(["标题", "", "正文"], Config(), "a.csv")
    ['标题', 'column 2', '正文']
    """
    if len(row) > MOST_COLUMNS:
        raise InputError(f"has more than {MOST_COLUMNS:,} columns", code="table", file=source, line=line)
    names: list[str] = []
    for number, cell in enumerate(row, 1):
        name = cell.strip() or f"column {number}"
        names.append(name if name not in names else f"{name} {number}")
    try:
        text_field(dict.fromkeys(names, "."), config.text_field, source)
    except InputError as error:
        error.line, error.advice = line, f"the first row must name the columns; {error.advice}"
        raise
    return names


def record(names: Sequence[str], cells: Sequence[Any]) -> dict[str, Any]:
    """Return a row as a record; cells beyond the header are numbered, cells that are missing are empty."""
    extra = [f"column {number}" for number in range(len(names) + 1, len(cells) + 1)]
    missing = [""] * (len(names) - len(cells))
    return dict(zip([*names, *extra], [*cells, *missing], strict=True))
