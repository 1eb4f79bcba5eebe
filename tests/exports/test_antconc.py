import zipfile
from pathlib import Path
from typing import Any

import pytest

from cleaner.exports import Origin, antconc
from cleaner.exports.markup import UNFIT

openpyxl = pytest.importorskip("openpyxl")


def write(folder: Path, origin: Origin, *records: dict[str, Any]) -> None:
    writer = antconc.Writer(folder, origin)
    for record in records:
        writer.add(record)
    writer.close()


def rows(folder: Path) -> list[list[dict[str, Any]]]:
    book = openpyxl.load_workbook(folder / "metadata.xlsx")
    sheets = [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
    return [[dict(zip(head, row, strict=True)) for row in body] for head, *body in sheets]


def test_each_row_names_a_text(tmp_path: Path, origin: Origin, speech_record: dict[str, Any], record: Any) -> None:
    write(tmp_path / "x", origin, speech_record, record(("正文", "大家好。"), id="98b34ae951dc4e5d-2"))
    (table,) = rows(tmp_path / "x")
    assert sorted(path.name for path in (tmp_path / "x").iterdir()) == sorted(
        [*(row["filename"] for row in table), "metadata.xlsx"]
    )
    texts = [(tmp_path / "x" / row["filename"]).read_bytes().decode("utf-8") for row in table]
    assert texts == [f"{speech_record['text']}\n", "大家好。\n"]
    assert table[0]["characters"] == speech_record["characters"]
    assert table[0]["title"] == " ".join(UNFIT.sub("\ufffd", speech_record["title"]).splitlines())
    assert {name for name, value in table[1].items() if value} == {"filename", "id", "script", "characters", "source"}


def test_a_table_is_whole_whatever_a_title_holds(tmp_path: Path, origin: Origin, record: Any) -> None:
    write(tmp_path / "x", origin, record(("正文", "大家好。"), title="在春耕\ufffe会上\uffff的讲话"))
    ((row,),) = rows(tmp_path / "x")
    assert (row["filename"], row["title"]) == (
        "undated_在春耕_会上_的讲话_98b34ae951dc4e5d-1.txt",
        "在春耕\ufffd会上\ufffd的讲话",
    )
    assert (tmp_path / "x" / row["filename"]).is_file()


def test_no_cell_is_a_formula(tmp_path: Path, origin: Origin, record: Any) -> None:
    write(tmp_path / "x", origin, record(("正文", "大家好。"), title="=1+1", speaker="@SUM(A1)"))
    (sheet,) = openpyxl.load_workbook(tmp_path / "x" / "metadata.xlsx").worksheets
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


def test_the_same_records_are_the_same_bytes(
    tmp_path: Path, origin: Origin, speech_record: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "x", origin, speech_record)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    write(tmp_path / "y", origin, speech_record)
    with zipfile.ZipFile(tmp_path / "x" / "metadata.xlsx") as book:
        assert {member.date_time for member in book.infolist()} == {antconc.EPOCH}
        assert b"1980-01-01T00:00:00Z" in book.read("docProps/core.xml")
    assert (tmp_path / "x" / "metadata.xlsx").read_bytes() == (tmp_path / "y" / "metadata.xlsx").read_bytes()


def test_a_sheet_that_is_full_is_followed_by_another(
    tmp_path: Path, origin: Origin, record: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(antconc, "MOST_ROWS", 2)
    write(tmp_path / "x", origin, *(record(("正文", "大家好。"), id=f"a-{number}") for number in range(5)))
    assert [[row["id"] for row in sheet] for sheet in rows(tmp_path / "x")] == [["a-0", "a-1"], ["a-2", "a-3"], ["a-4"]]
