"""Private-use characters: those of names stay, those that are known give way."""

from collections.abc import Callable

import pytest

from cleaner.document.noise import find_noise


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("王\ue863同志", id="in a Simplified name"),
        pytest.param("张\ue000", id="at the end of a name"),
        pytest.param("姓名：\ue123志强", id="at the start of a name"),
        pytest.param("李 \ue863 王明", id="a name spaced out"),
        pytest.param("測試\uf6cf產品", id="Traditional, but no character of Hong Kong's"),
        pytest.param("王\U000f0012圳", id="another plane"),
        pytest.param("我们的安\ue816全同志来了。", id="one of GBK's rare characters"),
        pytest.param("\ue123志强：今天开会。", id="a name that opens a short line"),
        pytest.param("张\ue000到了，张\ue000说，张\ue000走了", id="a name that comes again"),
    ],
)
def test_a_private_character_may_be_of_a_name(text: str, left: Callable[[str], str]) -> None:
    assert left(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("廣福\ue473、黃大仙", "廣福邨、黃大仙", id="Hong Kong"),
        pytest.param("食物及\ue40c生局局長", "食物及衞生局局長", id="Hong Kong, in a title"),
        pytest.param("李慧\ue6ea議員", "李慧琼議員", id="Hong Kong, in a name"),
        pytest.param("隨\ue2e5國家", "隨着國家", id="Hong Kong, a particle"),
        pytest.param(
            "深水\n\ue88c睡在天花板的青年人與國家", "深水\n埗睡在天花板的青年人與國家", id="at a line's start"
        ),
        pytest.param("呃呃\uec95\uec95，國家", "呃呃𧨾𧨾，國家", id="twice"),
        pytest.param("很可惜\uf0be\uf0be這", "很可惜——這", id="dash of the Symbol font"),
        pytest.param("拓展部\uf8e7\uf8e7即", "拓展部——即", id="dash of Adobe's fonts"),
        pytest.param("要點\uf0b7要點", "要點•要點", id="dot"),
        pytest.param("\uf0b7 要點", " 要點", id="bullet"),
        pytest.param("\uf0fc \uf0fc", "✓ ✓", id="ticks of a table"),
        pytest.param("\uf06c\n要点", "\n要点", id="bullet alone"),
        pytest.param("\uf0d8加强领导", "加强领导", id="arrow"),
        pytest.param("我们要把安\ue004全放在第一位。", "我们要把安全放在第一位。", id="cutting a word"),
        pytest.param("深\U000f0012圳", "深圳", id="cutting a word, of another plane"),
        pytest.param("一件一件抓落实。\ue004要真抓实干。", "一件一件抓落实。要真抓实干。", id="before a sentence"),
        pytest.param("同志们：\n\ue671\n\ue673\n今天", "同志们：\n\n\n今天", id="alone in a line"),
        pytest.param("同志\ue5e5们", "同志们", id="GBK's blank"),
        pytest.param("我们\ue004要，都\ue004来看\ue004。", "我们要，都来看。", id="strewn over a text"),
        pytest.param("我們\ue004要，都\ue004來看\ue004。", "我們要，都來看。", id="strewn over a Traditional text"),
        pytest.param("\ue60e4\n今天", "4\n今天", id="beside a figure"),
        pytest.param("\ue617标签\n\ue609微博\n\ue608微信", "标签\n微博\n微信", id="a page of icons"),
    ],
)
def test_a_private_character_that_is_known(text: str, expected: str, left: Callable[[str], str]) -> None:
    assert left(text) == expected
    assert {edit.rule for edit in find_noise(text)} == {"private-use"}
