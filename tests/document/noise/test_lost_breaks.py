"""Line breaks lost between headers and first words come back; headers in sentences, and what counts nothing, stay as they are."""

from __future__ import annotations

import pytest

from cleaner.document.edits import apply_edits
from cleaner.document.noise.lost_breaks import find, may_be_in

SPEECH = "今天我们开会，研究春耕生产。\n大家要抓好落实。\n谢谢大家！\n"

STAYS = {
    "headers on lines of their own": f"范文一：\n同志们：\n{SPEECH}范文二：\n同志们：\n{SPEECH}",
    "one header": f"范文一：同志们：\n{SPEECH}",
    "points of one speech": "第一篇：抓好学习。\n第二篇：抓好落实。\n",
    "numbers that do not run": f"篇一：同志们：\n{SPEECH}篇三：同志们：\n{SPEECH}",
    "sentences about texts": "第一篇文章讲春耕，各位都看了。\n第二篇文章讲秋收，各位也看了。\n",
    "examples": "例1：大棚种菜，一年两季。\n例2：河塘养鱼，三年见效。\n",
}


@pytest.mark.parametrize("text", STAYS.values(), ids=STAYS)
def test_stays(text: str) -> None:
    assert list(find(text)) == []


HEADERS = [
    ("篇一：", "篇二："),
    ("　　讲话稿篇1 ", "　　讲话稿篇2　　"),
    ("家长会发言稿一：", "家长会发言稿二： "),
    ("【篇1】", "【篇2】"),
    ("第1篇 ", "第2篇:"),
    ("模板一：", "模板二："),
    ("經典講話稿1 ", "經典講話稿2："),
]


@pytest.mark.parametrize("headers", HEADERS)
def test_parts_headers_from_first_words(headers: tuple[str, str]) -> None:
    text = "".join(f"{header}尊敬的各位领导：{SPEECH}" for header in headers)
    assert may_be_in(text)
    lines = apply_edits(text, sorted(find(text), key=lambda edit: edit.start)).split("\n")
    assert [line for line in lines if line.startswith("尊敬")] == ["尊敬的各位领导：今天我们开会，研究春耕生产。"] * 2


def test_goes_on_where_only_some_are_glued() -> None:
    text = f"范文一：同志们：\n{SPEECH}范文二：\n同志们：\n{SPEECH}范文三：各位家长，大家好！{SPEECH}"
    assert [edit.new for edit in find(text)] == ["\n", "\n"]
