import io

import pytest

from cleaner import formats
from cleaner.config import Config
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


@pytest.mark.parametrize(("table", "text"), SHAPES.values(), ids=SHAPES)
def test_shapes(table: str, text: str) -> None:
    assert [document.text for document in documents(read(table))] == [text]


def test_a_page_in_a_cell_is_read_as_a_page() -> None:
    (document,) = documents(read(f'html,title\n"<!DOCTYPE html><p>{TEXT}</p><p>散会。</p>",讲话\n'))
    assert (document.text, document.fields["title"]) == (f"{TEXT}\n散会。", "讲话")


def test_columns_beyond_count_are_an_error() -> None:
    (piece,) = read("a," * 20_000 + "text\n")
    assert piece.error is not None
    assert piece.error.code == "table"
