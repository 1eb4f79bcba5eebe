"""What a page sets amid its sentences of the names of its site, and what a sentence says of a site."""

from __future__ import annotations

import pytest

from cleaner.document.setamid import set_amid
from cleaner.document.sitenames import SiteNames

NAMES = SiteNames(("小山书屋", "xsjct.cn"))
AMID = {
    "a word is cut": ("我们要把安小山书屋全放在心上。", "小山书屋"),
    "blanks around it": ("我们要真抓 小山书屋 实干。", " 小山书屋 "),
    "marks around it": ("我们要真┊小山书屋┊抓实干。", "┊小山书屋┊"),
    "the site's own words": ("我们要真抓欢迎访问小山书屋实干。", "欢迎访问小山书屋"),
    "its slogan": ("我们要把安小山书屋,您的好帮手全放在心上。", "小山书屋,您的好帮手"),
    "its address": ("我们要真抓xsjct.cn实干。", "xsjct.cn"),
    "its address, in capitals as nobody writes them": ("我们要真抓在『xsJct.cN』实干上。", "『xsJct.cN』"),
    "letter by letter, where a clause ends": ("我们要真抓实干小·山·书·屋,不走过场。", "小·山·书·屋"),
    "letter by letter, behind a verb": ("我们要真抓在小`山`书`屋实干上。", "小`山`书`屋"),
    "with its address behind a star": ("我们要真┊小山书屋★xsjct.cn┊抓实干。", "┊小山书屋★xsjct.cn┊"),
    "jammed at the end": ("我们要真抓实干。G d; E= 小山书屋 k( z :p", "G d; E= 小山书屋 k( z :p"),
    "jammed in mid-sentence": ("我们要真抓小山书屋u| 3 g> W", "小山书屋u| 3 g> W"),
    "its address, misspelt": ("我们要真抓 Www.Xsjct_cn 实干。", " Www.Xsjct_cn "),
}


@pytest.mark.parametrize(("line", "goes"), AMID.values(), ids=AMID)
def test_what_no_sentence_has_so_was_set_there(line: str, goes: str) -> None:
    assert [line[start:end] for _, start, end in set_amid({0: line}, NAMES)] == [goes]


SAID = [
    "去年小山书屋报道了我们的经验,今年小山书屋又来采访。",
    "祝小山书屋越办越好!",
    "大家可以到小山书屋去看看。",
    "我们感谢小山书屋多年的支持。",
    "小山书屋要带头。",
    "请登录xsjct.cn查询一下。",
    "(小山书屋)的同志来过。",
    "我们都喜欢小山书屋 A4",
]


@pytest.mark.parametrize("line", SAID)
def test_what_a_sentence_says_of_a_site_stays(line: str) -> None:
    assert [*set_amid({0: line}, NAMES)] == []


def test_where_a_page_sets_its_name_amid_sentences_it_goes_wherever_nothing_governs_it() -> None:
    lines = {0: "我们要把安小山书屋全放在心上。", 1: "大家都很小山书屋满意。", 2: "我们感谢小山书屋的支持。"}
    assert [row for row, *_ in set_amid(lines, NAMES)] == [0]
    assert [row for row, *_ in set_amid(lines, NAMES, {"小山书屋": 1})] == [0, 1]
    assert [row for row, *_ in set_amid(lines, NAMES, trades=True)] == [0, 1]


def test_a_line_of_very_many_names_takes_no_longer_than_it_is() -> None:
    line = "要安小山书屋全。" * 20_000
    found = [*set_amid({0: line}, NAMES)]
    assert len(found) == 20_000
    assert {line[start:end] for _, start, end in found} == {"小山书屋"}


def test_a_clause_may_end_with_an_address_that_nothing_leads_to() -> None:
    lines = {
        0: "默默做了六年,这份心意xsjct.cn,大家都记在心里。",
        1: "我们要真抓xsjct.cn实干。",
        2: "请登录xsjct.cn,查一查。",
    }
    assert [(row, lines[row][start:end]) for row, start, end in set_amid(lines, NAMES, trades=True)] == [
        (0, "xsjct.cn"),
        (1, "xsjct.cn"),
    ]
    assert [row for row, _, _ in set_amid({0: lines[0]}, NAMES)] == []
