import errno
import io
import zipfile

import pytest
from openpyxl import Workbook

from cleaner.config import Config
from cleaner.formats import xlsx

TEXT = "同志们，今天开会，主要是部署秋收工作，请大家认真听、认真记。"


def workbook(rows: int) -> io.BytesIO:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["text"])
    for _ in range(rows):
        sheet.append([TEXT])
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


@pytest.mark.parametrize(("rows", "code"), [(3, None), (4, "too-large")])
def test_a_workbook_of_more_rows_than_a_sheet_of_excel_has_is_refused(
    rows: int, code: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a megabyte can hold many million rows, each of which costs time and memory."""
    monkeypatch.setattr(xlsx, "MOST_ROWS", 4)
    pieces = list(xlsx.read(workbook(rows), "a.xlsx", 0, 0, Config()))
    assert [piece.error.code for piece in pieces if piece.error] == ([code] if code else [])
    assert sum(piece.document is not None for piece in pieces) == (0 if code else rows)


def sheet(*rows: list[str]) -> io.BytesIO:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


def test_blank_rows_above_the_header_are_no_header() -> None:
    pieces = list(xlsx.read(sheet([], ["", " "], ["id", "text"], ["1", TEXT]), "a.xlsx", 0, 0, Config()))
    assert [piece.own_id for piece in pieces if piece.document] == ["1"]


def test_a_title_above_the_header_is_told_with_its_row() -> None:
    (piece,) = xlsx.read(sheet([], ["讲话汇编", ""], ["id", "text"], ["1", TEXT]), "a.xlsx", 0, 0, Config())
    assert str(piece.error).startswith("a.xlsx:2: no field with a text: the first row must name the columns; it has ")


@pytest.mark.parametrize(("ratio", "code"), [(1, "too-large"), (100, None)])
def test_a_workbook_that_unpacks_to_far_more_than_its_size_is_refused_before_a_row_is_read(
    ratio: int, code: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three million small rows, the same over and over, are 190 KB, and would take a minute."""
    monkeypatch.setattr(xlsx, "FREE", 1000)
    data = workbook(30).getvalue()
    pieces = list(xlsx.read(io.BytesIO(data), "a.xlsx", 0, len(data), Config(max_ratio=ratio)))
    assert [piece.error.code for piece in pieces if piece.error] == ([code] if code else [])
    assert [str(piece.error).rpartition(": ")[2] for piece in pieces if piece.error] == (
        ["if it is sound, raise max_ratio in cleaner.toml"] if code else []
    )


def test_rows_that_are_only_counted_come_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row may say which number it has; the library makes up all those before it."""
    monkeypatch.setattr(xlsx, "MOST_BLANK", 1000)
    stream = io.BytesIO()
    with zipfile.ZipFile(workbook(2)) as sound, zipfile.ZipFile(stream, "w") as odd:
        for name in sound.namelist():
            odd.writestr(name, sound.read(name).replace(b'<row r="3"', b'<row r="999999999999"'))
    (piece,) = xlsx.read(io.BytesIO(stream.getvalue()), "a.xlsx", 0, 0, Config())
    assert piece.error is not None
    assert piece.error.code == "too-large"


class LxmlError(Exception):
    """Stands for an error of lxml, which may not be there."""

    __module__ = "lxml.etree"


FULL: dict[str, tuple[Exception, int]] = {
    "a system's error": (OSError(errno.ENOSPC, "No space left on device"), errno.ENOSPC),
    "one of lxml": (LxmlError("IO_EFBIG"), errno.EFBIG),
    "one of lxml that has no number": (LxmlError("unknown error"), errno.EIO),
}


@pytest.mark.parametrize(("error", "number"), FULL.values(), ids=FULL)
def test_a_full_disk_is_a_system_s_error_whoever_says_it_and_ends_the_workbook(error: Exception, number: int) -> None:
    book = Workbook(write_only=True)
    book.create_sheet()
    with pytest.raises(OSError, match=r".+") as caught, xlsx.disk_errors(book):
        raise error
    assert caught.value.errno == number
    assert book.worksheets == []


def test_what_is_no_full_disk_is_left_alone() -> None:
    book = Workbook(write_only=True)
    book.create_sheet()
    with pytest.raises(KeyError), xlsx.disk_errors(book):
        raise KeyError("a bug")
    assert len(book.worksheets) == 1
