import io
from pathlib import Path

import pytest

from cleaner import formats
from cleaner.config import Config
from cleaner.formats import table
from cleaner.model import Document, Piece

TEXT = "各位同志，今天我们召开会议。"


def read(text: str | bytes, name: str = "a.csv", text_field: str | None = None) -> list[Piece]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(formats.read(io.BytesIO(data), name, 0, len(data), Config(text_field=text_field)))


def documents(pieces: list[Piece]) -> list[Document]:
    return [piece.document for piece in pieces if piece.document is not None]


def test_columns_that_are_known_become_fields_and_all_others_are_carried() -> None:
    (document,) = documents(read(f"编号,标题,日期,网址,正文,备注\n7,讲话,2020-01-02,http://a.cn/x,{TEXT},\n"))
    assert document.text == TEXT
    assert document.fields == {"title": "讲话", "published": "2020-01-02", "url": "http://a.cn/x"}
    assert document.meta == {"编号": "7", "标题": "讲话", "日期": "2020-01-02", "网址": "http://a.cn/x"}


def test_the_column_of_the_text_can_be_named() -> None:
    (document,) = documents(read(f"正文,稿件\n摘要,{TEXT}\n", text_field="稿件"))
    assert (document.text, document.meta) == (TEXT, {"正文": "摘要"})


def test_a_row_without_a_text_costs_only_itself() -> None:
    pieces = read(f"id,text\n1,{TEXT}\n2,\n\n4,{TEXT}\n")
    assert [piece.own_id for piece in pieces if piece.document] == ["1", "4"]
    assert [(piece.error.code, piece.error.line) for piece in pieces if piece.error] == [("empty", 3)]


SHAPES = {
    "line ends and quotes in a cell": (f'text\n"{TEXT}\n他说：""好""，\n就好"\n', f'{TEXT}\n他说："好"，\n就好'),
    "line ends of Windows": (f"text,x\r\n{TEXT},1\r\n", TEXT),
    "more cells than columns": (f"text\n{TEXT},多,余\n", TEXT),
    "fewer cells than columns": (f"text,a,b\n{TEXT}\n", TEXT),
    "a cell beyond what the library takes": (f"text\n{TEXT * 20_000}\n", TEXT * 20_000),
}


@pytest.mark.parametrize(("rows", "text"), SHAPES.values(), ids=SHAPES)
def test_shapes(rows: str, text: str) -> None:
    assert [document.text for document in documents(read(rows))] == [text]


BLANK = {
    "blank lines": "\n\n",
    "lines of blanks": " \n　\n",
    "rows without a value": ",,\n,,\n",
    "rows of empty quotes": '"",""\n',
}


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("above", BLANK.values(), ids=BLANK)
def test_blank_rows_above_the_header_are_no_header(above: str, codec: str) -> None:
    pieces = read(f"{above}id,text\n1,{TEXT}\n2,\n".encode(codec))
    assert [piece.own_id for piece in pieces if piece.document] == ["1"]
    assert [piece.error.line for piece in pieces if piece.error] == [above.count("\n") + 3]


def test_blank_rows_above_the_header_are_no_header_of_a_table_with_other_separators() -> None:
    assert [document.text for document in documents(read(f"\n;;\nid;正文\n1;{TEXT}\n"))] == [TEXT]


def test_a_title_above_the_header_is_told_with_its_line() -> None:
    (piece,) = read(f"\n讲话汇编,\nid,正文\n1,{TEXT}\n")
    assert str(piece.error).startswith(
        "a.csv:2: no field with a text: the first row must name the columns; it has 讲话汇编"
    )


def test_a_page_in_a_cell_is_read_as_a_page() -> None:
    (document,) = documents(read(f'html,title\n"<!DOCTYPE html><p>{TEXT}</p><p>散会。</p>",讲话\n'))
    assert (document.text, document.fields["title"]) == (f"{TEXT}\n散会。", "讲话")


STRAY = "a quotation mark opens a cell that nothing closes"
# The table without its header; the ids of the rows that are read; the lines that hold the quote which nothing closes.
QUOTES = {
    "none": (f"1,{TEXT}\n2,{TEXT}\n", "12", []),
    "around cells of several lines": (f'1,"{TEXT}\n{TEXT}"\n2,"{TEXT}\n\n"\n', "12", []),
    "in the midst of a cell": (f'1,他说"{TEXT}\n2,{TEXT}\n', "12", []),
    "closed before the cell ends": (f'1,"{TEXT}"好\n2,{TEXT}\n', "12", []),
    "closed before a blank": (f'1,"{TEXT}\n好" \n2,{TEXT}\n', "12", []),
    "never closed": (f'1,{TEXT}\n2,"{TEXT}\n3,{TEXT}\n4,{TEXT}\n', "134", [3]),
    "never closed, in the last row": (f'1,{TEXT}\n2,"{TEXT}', "1", [3]),
    "never closed, with cells in quotes below": (f'1,"{TEXT}\n2,{TEXT}\n3,"{TEXT}"\n4,"甲\n乙"\n', "234", [2]),
    "never closed, with quotes in words below": (f'1,"{TEXT}\n2,"他说""好"""\n3,{TEXT}\n', "23", [2]),
    "never closed, in two rows": (f'1,"{TEXT}\n2,{TEXT}\n3,"{TEXT}\n4,{TEXT}\n', "24", [2, 4]),
    "never closed, behind a cell of two lines": (f'1,{TEXT}\n2,"{TEXT}\n好","外\n4,{TEXT}\n', "14", [4]),
}


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(("rows", "ids", "lines"), QUOTES.values(), ids=QUOTES)
def test_a_quote_that_nothing_closes_costs_only_its_row(rows: str, ids: str, lines: list[int], codec: str) -> None:
    pieces = read(f"id,text\n{rows}".encode(codec))
    assert [piece.own_id for piece in pieces if piece.document] == [*ids]
    assert [piece.error.line for piece in pieces if piece.error] == lines
    assert all(STRAY in str(piece.error) for piece in pieces if piece.error)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_a_quote_that_nothing_closes_costs_only_its_row_among_bytes_that_no_codec_knows(end: bytes) -> None:
    rows = [b"id,text", *(f"{number},{TEXT}".encode() for number in range(9))]
    rows[3] = rows[3].replace(b",", b',"')
    rows[5] = rows[5].replace("会议".encode(), b"\xff\xff")
    pieces = read(end.join(rows) + end)
    assert [piece.own_id for piece in pieces if piece.document] == [*"01345678"]
    assert [piece.error.line for piece in pieces if piece.error] == [4]


@pytest.mark.parametrize("size", range(1, 200, 7))
@pytest.mark.parametrize("blank", ["", "\n \n,,\n"])
def test_a_table_cut_at_any_size_gives_the_same_rows(tmp_path: Path, size: int, blank: str) -> None:
    data = (blank + "id,text\n" + "".join(rows for rows, _, _ in QUOTES.values() if rows.endswith("\n"))).encode()
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    stretches = list(table.cut(path, len(data), size))
    assert [start for start, _ in stretches] == [0, *(end for _, end in stretches[:-1])]
    with path.open("rb") as stream:
        pieces = [piece for start, end in stretches for piece in table.read(stream, "a.csv", start, end, Config())]
    assert [piece.document for piece in pieces if piece.document] == documents(read(data))
    assert b"".join(piece.frame.before for piece in pieces) == data
    wrong = [data.count(b"\n", 0, piece.error.offset) + 1 for piece in pieces if piece.error and piece.error.offset]
    lines = [piece.error.line for piece in pieces if piece.error and piece.error.line is not None]
    assert lines + wrong == [piece.error.line for piece in read(data) if piece.error]


def test_a_quote_that_nothing_closes_is_not_followed_through_a_large_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "LARGEST_ROW", 1000)
    rows = [f"{number},{TEXT}\n" for number in range(1000)]
    rows[5] = rows[5].replace(",", ',"')
    path = tmp_path / "a.csv"
    path.write_text("id,text\n" + "".join(rows), encoding="utf-8")
    stretches = list(table.cut(path, path.stat().st_size, 100))
    assert max(end - start for start, end in stretches) < 200


def test_columns_beyond_count_are_an_error() -> None:
    (piece,) = read("a," * 20_000 + "text\n")
    assert piece.error is not None
    assert piece.error.code == "table"
