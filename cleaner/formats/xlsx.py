"""Sheets of Excel: a row is a document, the first row of a sheet names the columns; sheets without a text are left alone."""

from __future__ import annotations

import errno
import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from cleaner.config import Config
from cleaner.errors import InputError
from cleaner.formats import text
from cleaner.formats.extracted import library
from cleaner.formats.packages import damaged, opened
from cleaner.formats.rows import header_of, pieces_of, record, whole
from cleaner.model import Frame, Piece

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".et")
cut = text.cut

MOST_ROWS = 1 << 20  # of a workbook; Excel's own limit for a sheet
MOST_BLANK = 8 * MOST_ROWS  # rows without a value: who formats a sheet to its end has many
FREE = 8 << 20  # bytes that any workbook may unpack to
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def read(stream: BinaryIO, source: str, start: int, end: int, config: Config) -> Iterator[Piece]:
    """Yield the bytes of the workbook, and a Piece for every row of its sheets."""
    data = stream.read()
    try:
        found = list(rows_of(data, source, config))
    except InputError as error:
        yield Piece(source, 0, Frame("raw"), error=error)
        return
    yield whole(data, source)
    yield from pieces_of(found, source, 0, config)


def rows_of(data: bytes, source: str, config: Config) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the rows of all sheets that have a text, with their numbers; raises InputError."""
    refusal: InputError | None = None
    sheets = 0
    for sheet in sheets_of(data, source, config.max_ratio):
        names: list[str] = []
        for number, cells in enumerate(sheet, 1):
            if not any(cell.strip() for cell in cells):
                continue
            if names:
                yield number, record(names, cells)
                continue
            try:
                names = header_of(cells, config, source, number)
                sheets += 1
            except InputError as error:
                refusal = refusal or error
                break
    if not sheets:
        raise refusal or InputError("holds no row", code="empty", file=source, advice="nothing to clean")


def sheets_of(data: bytes, source: str, ratio: int = Config().max_ratio) -> Iterator[Iterator[list[str]]]:
    """Yield the sheets of a workbook, each its rows as text, to be read before the next is asked for; raises InputError.

    What unpacks to more than ``ratio`` times its size holds the same rows over and over: a second goes to some 50,000 of them.
    """
    with opened(data, source) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > max(FREE, ratio * len(data)):
        what, advice = f"unpacks to more than {ratio} times its size", "if it is sound, raise max_ratio in cleaner.toml"
        raise InputError(what, code="too-large", file=source, advice=advice)
    openpyxl = library("openpyxl", source, "xlsx")
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        worksheets = book.worksheets
    except Exception as error:  # the library raises whatever a damaged file leads it to
        raise damaged(source, error) from None
    left, blank = iter(range(MOST_ROWS)), iter(range(MOST_BLANK))
    yield from (_rows(sheet, source, left, blank) for sheet in worksheets)


def _rows(sheet: Any, source: str, left: Iterator[int], blank: Iterator[int]) -> Iterator[list[str]]:
    """Yield as many rows of a sheet as are ``left``: a file of a few bytes can say that its row is the last of a billion."""
    try:
        sheet.reset_dimensions()  # what a sheet says of its size may be wrong
        for row in sheet.iter_rows(values_only=True):
            if next(left if any(row) else blank, None) is None:
                what = f"has more than {MOST_ROWS:,} rows"
                raise InputError(what, code="too-large", file=source, advice="save it as CSV")
            yield [_text(value) for value in row]
    except InputError:
        raise
    except Exception as error:  # the library raises whatever a damaged file leads it to
        raise damaged(source, error) from None


@contextmanager
def disk_errors(book: Any) -> Iterator[None]:
    """Raise OSError where there is no room for what is written of a workbook, whose sheets are gone then.

    openpyxl writes sheets to temporary files, by lxml if it is there, which has errors of its own; and what it leaves open it
    closes when it is thrown away, which fails again: so that is done here, where nobody is told twice.
    """
    try:
        yield
    except Exception as error:
        if not isinstance(error, OSError) and not type(error).__module__.startswith("lxml"):
            raise
        import gc
        from tempfile import gettempdir
        from traceback import clear_frames

        told, sys.unraisablehook = sys.unraisablehook, lambda _: None
        try:
            while book.worksheets:
                book.remove(book.worksheets[0])
            clear_frames(error.__traceback__)
            gc.collect()
        finally:
            sys.unraisablehook = told
        if isinstance(error, OSError):
            raise
        number = getattr(errno, str(error).removeprefix("IO_"), errno.EIO)
        raise OSError(number, os.strerror(number), gettempdir()) from None


def _text(value: Any) -> str:
    """Return a cell as text: dates in ISO 8601, whole numbers without a point, what Excel escapes as what it is.

    >>> _text(3.0), _text(None), _text("一_x000D_")
    ('3', '', '一\\r')
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "isoformat"):
        return str(value.isoformat(" ") if hasattr(value, "hour") and hasattr(value, "year") else value.isoformat())
    text = str(value)
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
