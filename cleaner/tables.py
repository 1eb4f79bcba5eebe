"""Tables of spreadsheets: the rows of a .csv or .xlsx file as text, and cells set in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from zipfile import BadZipFile

from cleaner.document.decode import decode
from cleaner.errors import DecodingError, InputError, UsageError
from cleaner.folders import ordinary
from cleaner.formats import table, xlsx

Table = list[list[str]]
Result = TypeVar("Result")


def read_tables(path: Path) -> list[Table]:
    """Return the tables of a file, row by row; a .csv has one. Raises UsageError where it is no such file.

    A .csv may be in any encoding, with commas, semicolons or tabs.
    """
    return _guarded(path, lambda: _sheets(path) if _is_book(path) else [_csv_rows(path)[0]])


def with_cells(path: Path, cells: Mapping[tuple[int, int], str]) -> bytes:
    """Return the file with some cells of its first table set; they are named by row and column, from 1."""
    return _guarded(path, lambda: _xlsx_with(path, cells) if _is_book(path) else _csv_with(path, cells))


def _sheets(path: Path) -> list[Table]:
    return [list(sheet) for sheet in xlsx.sheets_of(ordinary(path).read_bytes(), str(path))]


def _is_book(path: Path) -> bool:
    return path.suffix.lower() == ".xlsx"


def _guarded(path: Path, read: Callable[[], Result]) -> Result:
    try:
        return read()
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", code="sheet", file=str(path)) from None
    except InputError as error:
        what = error.what if error.code in ("extra", "table") else f"is no sheet: {error.what}"
        code = error.code if error.code == "extra" else "sheet"
        # the settings for the encoding of inputs say nothing of this file
        advice = "save it as .xlsx, or as .csv in UTF-8" if isinstance(error, DecodingError) else error.advice
        raise UsageError(what, code=code, file=str(path), line=error.line, advice=advice) from None
    except (BadZipFile, KeyError, ValueError, TypeError) as error:
        raise UsageError(f"is no sheet: {error}", code="sheet", file=str(path)) from None


def openpyxl() -> Any:
    """Return the library for .xlsx files; UsageError where it is not installed."""
    try:
        import openpyxl as library
    except ModuleNotFoundError:
        raise UsageError(
            "an .xlsx sheet needs openpyxl, which is not installed",
            code="extra",
            advice="pip install 'speech-cleaner[xlsx]', or name a .csv file",
        ) from None
    return library


def _csv_rows(path: Path) -> tuple[Table, str]:
    """Return the rows of a .csv file, and what stands between its cells."""
    text = decode(ordinary(path).read_bytes(), fallback="gb18030", file=str(path)).text
    separator = table.separator_of(text)
    rows = table.rows_of(io.StringIO(text, newline=""), separator)
    return [table.cells_of(row, separator, str(path)) for row in rows], separator


def _csv_with(path: Path, cells: Mapping[tuple[int, int], str]) -> bytes:
    rows, delimiter = _csv_rows(path)
    for (row, column), value in cells.items():
        line = rows[row - 1]
        line += [""] * (column - len(line))
        line[column - 1] = value
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return stream.getvalue().encode("utf-8-sig")


def _xlsx_with(path: Path, cells: Mapping[tuple[int, int], str]) -> bytes:
    book = openpyxl().load_workbook(path)
    sheet = book.worksheets[0]
    for merged in list(sheet.merged_cells.ranges):
        if any(cell in cells for cell in merged.cells):
            sheet.unmerge_cells(merged.coord)  # of merged cells only the first can hold a value
    for (row, column), value in cells.items():
        sheet.cell(row, column, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
