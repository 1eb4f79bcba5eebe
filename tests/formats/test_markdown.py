import io

import pytest

from cleaner import formats
from cleaner.config import Config
from cleaner.document.clean import clean
from cleaner.model import Document
from cleaner.prepare import matcher, options


def document_of(text: str) -> Document:
    (piece,) = formats.read(io.BytesIO(text.encode()), "a.md", 0, len(text.encode()), Config())
    assert piece.document is not None, piece.error
    return piece.document


def without_marks(text: str) -> str:
    pieces, position = [], 0
    for mark in document_of(text).marks:
        pieces.append(text[position : mark.start])
        position = mark.end
    return "".join([*pieces, text[position:]])


STAYS = {
    "masks": "20*年和20**年，张**同志、李*同志",
    "a number sign in a line": "全县第#1号文件",
    "a sum": "3 * 4 - 5 > 2",
    "square brackets": "[鼓掌]大家好（笑）",
    "a dash that opens a line": "——从严治党",
}
GOES = {
    "headings": ("# 讲话\n## 一、提高认识 ##\n正文", "讲话\n一、提高认识\n正文"),
    "bold, where there are other marks": ("# 题\n**一、提高认识。**各村要抓好。", "题\n一、提高认识。各村要抓好。"),
    "lists and quotations": ("* 一\n- 二\n> 三", "一\n二\n三"),
    "links and pictures": ("见[通知](http://a.cn/x)。![图](x.png)", "见通知。"),
    "rules and tables": ("甲\n---\n|甲|乙|\n|---|---|", "甲\n\n|甲|乙|\n"),
    "escapes": ("20\\*年", "20*年"),
}


@pytest.mark.parametrize("text", STAYS.values(), ids=STAYS)
def test_what_is_text_stays(text: str) -> None:
    assert without_marks(text) == text


@pytest.mark.parametrize(("text", "expected"), GOES.values(), ids=GOES)
def test_marks_go(text: str, expected: str) -> None:
    assert without_marks(text) == expected


def test_front_matter_becomes_fields() -> None:
    document = document_of(
        "---\ntitle: 在大会上的讲话\ndate: 2020-01-02\ntags: [a]\n---\n\n同志们：\n今天我们召开会议。\n"
    )
    assert document.fields == {"title": "在大会上的讲话", "published": "2020-01-02"}
    config = Config()
    (speech,) = clean(document, matcher(config), options(config, document)).speeches
    assert [paragraph.text for paragraph in speech.paragraphs] == ["同志们：", "今天我们召开会议。"]
