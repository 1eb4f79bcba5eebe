"""AntConc: a text file a speech in one folder, and a table of metadata that names the files."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

from cleaner.exports.markup import UNFIT
from cleaner.exports.names import file_name
from cleaner.exports.origin import Origin
from cleaner.formats.text import defused
from cleaner.formats.xlsx import disk_errors

TABLE = "metadata.xlsx"
COLUMNS = (
    *("filename", "id", "title", "date", "published", "speaker", "author", "origin", "url", "site", "script"),
    *("characters", "source"),
)
MOST_ROWS = 1_000_000  # of a sheet; Excel takes 1,048,576
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file knows
_TIME = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z")


class Writer:
    """Writes ``{date}_{title}_{id}.txt`` in UTF-8, a paragraph a line, and ``metadata.xlsx``."""

    def __init__(self, folder: Path, origin: Origin) -> None:
        from openpyxl import Workbook

        folder.mkdir(parents=True)
        self.folder = folder
        self.book = Workbook(write_only=True)
        self.rows = 0

    def add(self, record: dict[str, Any]) -> None:
        """Write one speech to a file of its own, and its row of the table."""
        name = file_name(record, ".txt")
        (self.folder / name).write_bytes(f"{record['text']}\n".encode("utf-8", "backslashreplace"))
        self._row([name, *(_cell(record[column]) for column in COLUMNS[1:])])

    def _row(self, cells: list[Any]) -> None:
        with disk_errors(self.book):
            if self.rows % MOST_ROWS == 0:
                self._sheet()
            self.rows += 1
            self.book.worksheets[-1].append(cells)

    def _sheet(self) -> None:
        sheet = self.book.create_sheet("metadata" if not self.rows else f"metadata {self.rows // MOST_ROWS + 1}")
        sheet.freeze_panes = "A2"
        for letter, width in (("A", 60), ("C", 40)):
            sheet.column_dimensions[letter].width = width
        sheet.append(list(COLUMNS))

    def close(self) -> None:
        """Write the table, unless there was no room for its rows."""
        if self.rows and not self.book.worksheets:
            return
        unsealed = self.folder / f".{TABLE}"
        with disk_errors(self.book):
            if not self.rows:
                self._sheet()
            self.book.save(unsealed)
        _without_times(unsealed, self.folder / TABLE)
        unsealed.unlink()


def _cell(value: Any) -> Any:
    """Return a value as a cell: numbers as they are, nothing that a spreadsheet takes for a formula."""
    return value if isinstance(value, int) else defused(UNFIT.sub("\ufffd", value or ""))


def _without_times(book: Path, to: Path) -> None:
    """Copy a workbook without the time of its making: the same rows are the same bytes."""
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(to, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            member = zipfile.ZipInfo(name, EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            with old.open(name) as source, new.open(member, "w") as target:
                if name == "docProps/core.xml":
                    target.write(_TIME.sub(b"1980-01-01T00:00:00Z", source.read()))
                else:
                    while block := source.read(1 << 20):
                        target.write(block)
