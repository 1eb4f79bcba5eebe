"""Tables as text, with commas, semicolons or tabs between the cells: a row is a document, the first names the columns."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
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
LARGEST_ROW = 64 << 20  # bytes
WIDE = (b"\xff\xfe", b"\xfe\xff")  # marks of UTF-16, in which a line end is no single byte


def cut(path: Path, total: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield stretches of about ``size`` bytes that end at the end of a row: of a line outside of quotes."""
    with path.open("rb") as stream:
        if total <= size or stream.read(2) in WIDE:
            yield 0, total
            return
        stream.seek(0)
        start = position = quotes = 0
        for line in stream:
            position += len(line)
            quotes += line.count(b'"')
            length = position - start
            if length >= size and (quotes % 2 == 0 or length >= LARGEST_ROW):  # a quote that is never closed
                yield start, position
                start = position
        if start < total:
            yield start, total


def read(stream: BinaryIO, source: str, start: int, end: int, config: Config) -> Iterator[Piece]:
    """Yield the bytes of a stretch, and a Piece for every row in it; a row that cannot be read costs only itself."""
    stream.seek(start)
    data = stream.read(end - start)
    try:
        names, separator = _header(stream, source, config)
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
        yield from _row_by_row(data, names, separator, source, start, decoded.encoding or None, config)
        return
    try:
        rows = rows_in(decoded.text, separator, source)
        if start == 0:
            next(rows)
        for number, cells in rows:
            if any(cell.strip() for cell in cells):
                yield from pieces_of([(number, record(names, cells))], source, start, config, decoded.encoding)
    except InputError as error:
        yield Piece(source, start, Frame("raw"), error=error)


def _row_by_row(
    data: bytes, names: list[str], separator: str, source: str, start: int, encoding: str | None, config: Config
) -> Iterator[Piece]:
    """Yield a Piece for every row of a stretch with undecodable bytes, each decoded by itself."""
    for number, offset, row in _split(data, start):
        if number == 1 and start == 0:
            continue
        try:
            wanted = config.encoding or (encoding if encoding in ("utf-8", "gb18030") else None)
            decoded = decode(row, encoding=wanted, fallback=config.fallback_encoding, file=source)
            cells = next((cells for _, cells in rows_in(decoded.text, separator, source)), [])
        except InputError as error:
            error.line, error.offset = number, offset + (error.offset or 0)
            yield Piece(source, offset, Frame("raw"), error=error)
            continue
        if any(cell.strip() for cell in cells):
            for piece in pieces_of([(number, record(names, cells))], source, start, config, decoded.encoding):
                yield _with_damage(piece, decoded, offset)


def _split(data: bytes, start: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield the number of the line on which each row ends, the byte at which it begins, and its bytes."""
    number, offset, row = 0, start, b""
    for line in data.splitlines(keepends=True):
        number, row = number + 1, row + line
        if row.count(b'"') % 2 == 0:
            yield number, offset, row
            offset, row = offset + len(row), b""
    if row:
        yield number, offset, row


def _with_damage(piece: Piece, row: Decoded, offset: int) -> Piece:
    """Return a row's piece with the damage of the row; what fell on another cell is the record's damage too."""
    document = piece.document
    if document is None or not row.damage:
        return piece
    places = iter([at for at, char in enumerate(document.text) if char == "\ufffd"])
    damage = tuple(Damage(next(places, 0), offset + spot.offset, spot.raw) for spot in row.damage)
    return replace(piece, document=replace(document, decoded=replace(document.decoded, damage=damage)))


def _header(stream: BinaryIO, source: str, config: Config) -> tuple[list[str], str]:
    """Return the names of the columns, and what stands between cells."""
    stream.seek(0)
    head = stream.read(LONGEST_HEADER)
    if len(head) == LONGEST_HEADER:
        head = head[: head.rfind(b"\n") + 1] or head
    try:
        text = decode(head, encoding=config.encoding, fallback=config.fallback_encoding, file=source).text
    except InputError:  # what is wrong further down says nothing of the header
        _, _, head = next(_split(head, 0))
        text = decode(head, encoding=config.encoding, fallback=config.fallback_encoding, file=source).text
    if not text.strip():
        raise InputError("holds no row", code="empty", file=source, advice="nothing to clean")
    separator = separator_of(text)
    _, cells = next(rows_in(text, separator, source))
    return header_of(cells, config, source), separator


def separator_of(text: str) -> str:
    """Return what stands between the cells of a table, by its first row.

    >>> [separator_of(row) for row in ("a,b", "a;b;c,d", "a\\tb")]
    [',', ';', '\\t']
    """
    first = text.lstrip("\r\n").partition("\n")[0]
    return max(",;\t", key=first.count)


def rows_in(text: str, separator: str, source: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a text with the number of the line on which each ends; raises InputError."""
    import csv

    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise InputError(f"is no table: {error}", code="table", file=source, line=reader.line_num) from None
