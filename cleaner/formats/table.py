"""Tables as text, with commas, semicolons or tabs between the cells: a row is a document, the first names the columns."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO

from cleaner.config import Config
from cleaner.document.decode import decode
from cleaner.errors import InputError
from cleaner.formats.rows import header_of, pieces_of, record, whole
from cleaner.model import Damage, Decoded, Frame, Piece

SUFFIXES = (".csv", ".tsv", ".tab")
LONGEST_CELL = 64 << 20  # code points
LONGEST_HEADER = 1 << 20  # bytes
LARGEST_ROW = 64 << 20  # bytes, or code points
WIDE = (b"\xff\xfe", b"\xfe\xff")  # marks of UTF-16, in which a line end is no single byte
BYTES = "latin-1"  # bytes as text, each a character: quotes, separators and line ends are what they are in all codecs
_MARKS = ("\ufeff", "\ufeff".encode().decode(BYTES))  # byte-order marks, before the first quote
_CLOSING = re.compile(r'[^"]*+(?:""[^"]*+)*+"')


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands, with the number of the line on which it ends; if ``open``, a quote on this line is not closed."""

    line: int
    text: str
    open: bool = False


@dataclass(frozen=True, slots=True)
class _Header:
    """The names of the columns, what stands between cells, and the number of the line on which the header ends."""

    names: list[str]
    separator: str
    line: int


class _End(Enum):
    """How a line of a table ends: with its row, inside a quote that it opened, inside one from above, or wrong."""

    ROW, OPENED, WITHIN, STRAY = range(4)


def cut(path: Path, total: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield stretches of about ``size`` bytes that end at the end of a row; the first holds the header."""
    with path.open("rb") as stream:
        head = stream.read(LONGEST_HEADER)
        if total <= size or head.startswith(WIDE):
            yield 0, total
            return
        stream.seek(0)
        start = position = 0
        headed = False
        for row in rows_of((line.decode(BYTES) for line in stream), separator_of(head.decode(BYTES))):
            position += len(row.text)
            headed = headed or not _is_blank(row)
            if headed and position - start >= size:
                yield start, position
                start = position
        if start < total:
            yield start, total


def read(stream: BinaryIO, source: str, start: int, end: int, config: Config) -> Iterator[Piece]:
    """Yield the bytes of a stretch, and a Piece for every row in it; a row that cannot be read costs only itself."""
    stream.seek(start)
    data = stream.read(end - start)
    try:
        header = _header(stream, source, config)
    except InputError as error:
        yield Piece(source, start, Frame("raw", data if start else b""), error=error)
        return
    yield whole(data, source, start)
    try:
        decoded = decode(data, encoding=config.encoding, fallback=config.fallback_encoding, file=source)
    except InputError as error:
        if data.startswith(WIDE):
            yield Piece(source, start, Frame("raw"), error=error)
            return
        decoded = Decoded("", "", damage=(Damage(0, 0, b""),))
    if decoded.damage and not data.startswith(WIDE):
        yield from _row_by_row(data, header, source, start, decoded.encoding or None, config)
        return
    lines = data.splitlines(keepends=True) if start > 0 else ()
    places = list(accumulate(map(len, lines), initial=start))
    for row in rows_of(io.StringIO(decoded.text, newline=""), header.separator):
        if start > 0 or row.line > header.line:
            place = places[row.line - 1] if start > 0 else None
            yield from _pieces(row, place, header, source, start, config, decoded.encoding)


def _pieces(
    row: Row, place: int | None, header: _Header, source: str, start: int, config: Config, encoding: str
) -> Iterator[Piece]:
    """Yield the Piece of a row, none of a blank one; an error has the byte ``place`` where nobody has counted the lines."""
    try:
        cells = cells_of(row, header.separator, source)
    except InputError as error:
        found = iter([Piece(source, start, Frame("raw"), error=error)])
    else:
        rows = [(row.line, record(header.names, cells))] if any(map(str.strip, cells)) else []
        found = pieces_of(rows, source, start, config, encoding)
    for piece in found:
        if piece.error is not None and place is not None:
            piece.error.line, piece.error.offset = None, place
        yield piece


def _row_by_row(
    data: bytes, header: _Header, source: str, start: int, encoding: str | None, config: Config
) -> Iterator[Piece]:
    """Yield a Piece for every row of a stretch with undecodable bytes, each decoded by itself."""
    wanted = config.encoding or (encoding if encoding in ("utf-8", "gb18030") else None)
    offset = start
    for row in _split(data, header.separator):
        raw = row.text.encode(BYTES)
        if start > 0 or row.line > header.line:
            place = offset if start > 0 else None
            try:
                decoded = decode(raw, encoding=wanted, fallback=config.fallback_encoding, file=source)
            except InputError as error:
                error.line = row.line if place is None else None
                error.offset = offset + (error.offset or 0)
                yield Piece(source, offset, Frame("raw"), error=error)
            else:
                own = replace(row, text=decoded.text)
                for piece in _pieces(own, place, header, source, start, config, decoded.encoding):
                    yield _with_damage(piece, decoded, offset)
        offset += len(raw)


def _split(data: bytes, separator: str) -> Iterator[Row]:
    """Yield the rows of a stretch, their texts its bytes."""
    return rows_of((line.decode(BYTES) for line in data.splitlines(keepends=True)), separator)


def _with_damage(piece: Piece, row: Decoded, offset: int) -> Piece:
    """Return a row's piece with the damage of the row; what fell on another cell is the record's damage too."""
    document = piece.document
    if document is None or not row.damage:
        return piece
    places = iter([at for at, char in enumerate(document.text) if char == "\ufffd"])
    damage = tuple(Damage(next(places, 0), offset + spot.offset, spot.raw) for spot in row.damage)
    return replace(piece, document=replace(document, decoded=replace(document.decoded, damage=damage)))


def _header(stream: BinaryIO, source: str, config: Config) -> _Header:
    """Return the first row that has a value; raises InputError where there is none, or it names no text."""
    stream.seek(0)
    head = stream.read(LONGEST_HEADER)
    if len(head) == LONGEST_HEADER:
        head = head[: head.rfind(b"\n") + 1] or head
    try:
        text = decode(head, encoding=config.encoding, fallback=config.fallback_encoding, file=source).text
        separator = separator_of(text)
        rows = rows_of(io.StringIO(text, newline=""), separator)
    except InputError:  # what is wrong further down says nothing of the header
        separator = separator_of(head.decode(BYTES))
        rows = (_decoded(row, source, config) for row in _split(head, separator) if not _is_blank(row))
    for row in rows:
        if _is_blank(row):
            continue
        names = header_of(cells_of(row, separator, source), config, source, row.line)
        return _Header(names, separator, row.line)
    raise InputError("holds no row", code="empty", file=source, advice="nothing to clean")


def _decoded(row: Row, source: str, config: Config) -> Row:
    raw = row.text.encode(BYTES)
    return replace(row, text=decode(raw, encoding=config.encoding, fallback=config.fallback_encoding, file=source).text)


def _is_blank(row: Row) -> bool:
    """Whether a row has no value in it, whatever stands between its cells."""
    return not row.text.removeprefix(_MARKS[1]).strip(' \t\r\n,;"\u3000\ufeff')


def separator_of(text: str) -> str:
    """Return what stands between the cells of a table, by its first row that has a value.

    >>> [separator_of(row) for row in ("a,b", "a;b;c,d", "a\\tb", "\\n \\na;b")]
    [',', ';', '\\t', ';']
    """
    rows = (line for line in io.StringIO(text) if not _is_blank(Row(0, line)))
    return max(",;\t", key=next(rows, "").count)


def rows_of(lines: Iterable[str], separator: str) -> Iterator[Row]:
    """Yield the rows of a table, whose cells may hold line ends where they stand in quotes.

    A quote that opens a cell and is never closed, or behind which words go on where the next one stands, takes no more than
    its own line: the lines below are read again as rows.
    """
    above = 0
    lines, again = iter(lines), list[str]()  # lines to be read again, the next one last
    held, opened, size = (
        list[str](),
        0,
        0,
    )  # the lines of a row, how many of them up to the quote that is open, characters
    while True:
        line = again.pop() if again else next(lines, None)
        if line is not None:
            held.append(line)
            size += len(line)
        elif not held:
            return
        too_large = opened > 0 and size > LARGEST_ROW
        end = _End.STRAY if line is None or too_large else _end_of(line, separator, within=opened > 0)
        if end is _End.OPENED:
            opened = len(held)
        elif end is not _End.WITHIN:
            stray = end is _End.STRAY
            count = opened if stray else len(held)
            again.extend(reversed(held[count:]))
            above += count
            yield Row(above, "".join(held[:count]), stray)
            held, opened, size = [], 0, 0


def _end_of(line: str, separator: str, *, within: bool) -> _End:
    """Say how a line ends that begins ``within`` a quote, or with a cell."""
    if '"' not in line:
        return _End.WITHIN if within else _End.ROW
    at = 0 if within else next((len(mark) for mark in _MARKS if line.startswith(mark)), 0)
    end = _End.WITHIN
    while True:
        if not within:
            if not line.startswith('"', at):
                at = line.find(f'{separator}"', at) + 1
                if at == 0:
                    return _End.ROW
            at, within, end = at + 1, True, _End.OPENED
        closing = _CLOSING.match(line, at)
        if closing is None:
            return end
        at = closing.end()
        if end is _End.WITHIN and line[at : at + 1] not in ("", separator, *" \t\r\n"):
            return _End.STRAY
        at, within = line.find(separator, at) + 1, False
        if at == 0:
            return _End.ROW


def cells_of(row: Row, separator: str, source: str) -> list[str]:
    """Return the cells of a row; raises InputError where a quote in it is open."""
    if row.open:
        what, advice = "a quotation mark opens a cell that nothing closes", "close the cell, or delete the mark"
        raise InputError(what, code="table", file=source, line=row.line, advice=advice)
    import csv

    csv.field_size_limit(LONGEST_CELL)
    try:
        return next(csv.reader([row.text], delimiter=separator), [])
    except csv.Error as error:
        raise InputError(f"is no table: {error}", code="table", file=source, line=row.line) from None
