"""Sheets that people mark in a spreadsheet: rows to the bytes of an .xlsx or .csv file, and back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.errors import UsageError
from cleaner.formats.text import defused
from cleaner.formats.xlsx import disk_errors
from cleaner.tables import openpyxl, read_tables

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SUFFIXES = (".xlsx", ".csv")
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML cannot hold

Cells = Sequence[str | int | float]


def sheet_bytes(
    suffix: str,
    header: Sequence[str],
    rows: Sequence[Cells],
    *,
    choices: tuple[str, Sequence[str]],
    notes: Sequence[str],
) -> bytes:
    """Return a file that a spreadsheet opens; no cell of it is a formula.

    ``choices`` names the column to be marked, and with what. ``notes`` stand on a sheet of their own (not in .csv).
    """
    lines = [[_cell(value) for value in row] for row in rows]
    return _csv(header, lines) if suffix.lower() == ".csv" else _xlsx(header, lines, choices, notes)


def _cell(value: str | int | float) -> str | int | float:
    return defused(_UNFIT.sub("\ufffd", value)) if isinstance(value, str) else value


def plain(cell: str) -> str:
    """Return what a defused cell held."""
    return cell[1:] if cell.startswith("'") else cell


def _csv(header: Sequence[str], rows: Sequence[Cells]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8-sig")


def _xlsx(
    header: Sequence[str], rows: Sequence[Cells], choices: tuple[str, Sequence[str]], notes: Sequence[str]
) -> bytes:
    book = openpyxl().Workbook()
    sheet = book.active
    sheet.title = "抽检"
    for row in (header, *rows):
        sheet.append(list(row))
    _dress(sheet, header, len(rows), choices)
    explained = book.create_sheet("说明")
    for note in notes:
        explained.append([note])
    explained.column_dimensions["A"].width = 100
    stream = io.BytesIO()
    try:
        with disk_errors(book):
            book.save(stream)
    except OSError as error:
        advice = "make room in the folder for temporary files, or name a .csv"
        raise UsageError(f"the sheet cannot be made: {error.strerror or error}", code="output", advice=advice) from None
    return stream.getvalue()


def _dress(sheet: Worksheet, header: Sequence[str], count: int, choices: tuple[str, Sequence[str]]) -> None:
    """Make a sheet easy to mark: a frozen header, wrapped texts in wide columns, a list to choose from."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    name, values = choices
    letters = {title: get_column_letter(number) for number, title in enumerate(header, 1)}
    for title, letter in letters.items():
        sheet.column_dimensions[letter].width = {"前文": 36, "内容": 48, "后文": 36, "文件": 30}.get(title, 12)
        sheet[f"{letter}1"].font = Font(bold=True)
        for row in range(2, count + 2):
            cell = sheet[f"{letter}{row}"]
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.fill = PatternFill("solid", fgColor="FFF2CC") if title == name else PatternFill()
            cell.font = Font(bold=title == "内容")
    listed = DataValidation(type="list", formula1='"' + ",".join(values) + '"', allow_blank=True)
    listed.error = "请选择：" + "、".join(values)
    sheet.add_data_validation(listed)
    listed.add(f"{letters[name]}2:{letters[name]}{max(count + 1, 2)}")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{count + 1}"


def read_sheet(path: str | Path, needed: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of a sheet by the names in its header, as text; rows and columns may have been moved.

    A .csv may have come back in another encoding, or with semicolons. Raises UsageError where it is no such sheet.
    """
    path = Path(path)
    for table in read_tables(path):
        table = [[cell.strip() for cell in row] for row in table]
        for number, row in enumerate(table):
            if set(needed) <= set(row):
                rows = (cells + [""] * (len(row) - len(cells)) for cells in table[number + 1 :] if any(cells))
                return [dict(zip(row, cells, strict=False)) for cells in rows]
    advice = "name a sheet that `cleaner audit --out` has written; its header has " + ", ".join(needed)
    raise UsageError("has no header of ours", code="sheet", file=str(path), advice=advice)
