"""Tables as spreadsheets write them, in any encoding, with any separator; cells set in them and nothing else changed."""

from pathlib import Path

import pytest

from cleaner.errors import UsageError
from cleaner.tables import openpyxl, read_tables, with_cells

ROWS = [["source", "action", "value"], ["讲话/a.txt", "keep", "第一行，\n第二行"], [], ["b.txt", "drop", "“引号”"]]
TEXT = 'source,action,value\r\n讲话/a.txt,keep,"第一行，\n第二行"\r\n\r\nb.txt,drop,“引号”\r\n'

WRITTEN = {
    "UTF-8": TEXT.encode(),
    "UTF-8 with a mark, as Excel writes it": TEXT.encode("utf-8-sig"),
    "GBK, as Chinese Windows has it": TEXT.encode("gbk"),
    "UTF-16 with tabs, Unicode text": TEXT.replace(",", "\t").encode("utf-16"),
    "semicolons": TEXT.replace(",", ";").encode("utf-8-sig"),
    "line feeds only": TEXT.replace("\r\n", "\n").encode(),
}


@pytest.mark.parametrize("data", WRITTEN.values(), ids=WRITTEN)
def test_a_table_is_read_whatever_wrote_it(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes(data)
    assert read_tables(path) == [ROWS]


@pytest.mark.parametrize("data", WRITTEN.values(), ids=WRITTEN)
def test_a_cell_is_set_and_all_others_stay(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes(data)
    path.write_bytes(with_cells(path, {(1, 4): "sha256", (4, 4): "abc"}))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")  # else Excel takes it for GBK
    assert read_tables(path) == [[[*ROWS[0], "sha256"], ROWS[1], ROWS[2], [*ROWS[3], "abc"]]]


def test_a_workbook_is_read_and_a_cell_set(tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    book = openpyxl().Workbook()
    for row in ROWS:
        book.active.append(row)
    book.create_sheet("说明").append(["更多"])
    book.active["B2"].font = openpyxl().styles.Font(bold=True)
    book.save(path)
    path.write_bytes(with_cells(path, {(2, 4): "abc"}))
    first, second = read_tables(path)
    assert first[1] == [*ROWS[1], "abc"]
    assert first[3][:3] == ROWS[3]
    assert second == [["更多"]]
    assert openpyxl().load_workbook(path).worksheets[0]["B2"].font.bold


def test_merged_cells_are_parted_where_one_is_set_and_only_there(tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    book = openpyxl().Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active.merge_cells("D2:D4")
    book.active.merge_cells("A6:C6")
    book.save(path)
    path.write_bytes(with_cells(path, {(2, 4): "abc", (4, 4): "def"}))
    assert [row[3:4] for row in read_tables(path)[0]][1:4:2] == [["abc"], ["def"]]
    assert [str(merged) for merged in openpyxl().load_workbook(path).active.merged_cells.ranges] == ["A6:C6"]


@pytest.mark.parametrize(
    ("name", "data"), [("a.xlsx", b"PK\x03\x04"), ("a.xlsx", b""), ("a.csv", b"PK\x03\x04" + b"\0\xff" * 99)]
)
def test_what_is_no_table_is_told(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UsageError, match="is no sheet"):
        read_tables(tmp_path / name)


def test_a_quote_that_nothing_closes_is_told_with_its_line_and_nothing_is_set(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text('source,action,value\na.txt,keep,"甲\n乙"\na.txt,title,"没有关\nb.txt,drop,丙\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"c\.csv:4: a quotation mark opens a cell that nothing closes"):
        read_tables(path)
    with pytest.raises(UsageError, match="close the cell, or delete the mark"):
        with_cells(path, {(1, 4): "sha256"})


def test_a_table_in_no_encoding_is_told_what_to_save_it_as(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(TEXT.encode().replace(b"keep", b"ke\0ep"))
    with pytest.raises(UsageError, match=r"NUL bytes .*: save it as \.xlsx, or as \.csv in UTF-8$"):
        read_tables(tmp_path / "a.csv")


def test_a_table_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_tables(tmp_path / "a.csv")
