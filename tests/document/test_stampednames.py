"""What stamps betray of a page's site, and what a speaker says that betrays none."""

from __future__ import annotations

import pytest

from cleaner.document.sitenames import Naming
from cleaner.document.stampednames import MOST_SET_IN, names_stamped


def sure(lines: list[str]) -> list[str]:
    return sorted(met.name for met in names_stamped(lines) if met.sure)


STAMPED = {
    "a host amid two sentences": (["要负起责xsjct.cn任,抓好落实。", "我们(www.xsjct.cn)要带头。"], ["xsjct.cn"]),
    "a name with blanks, each time others": (
        ["抓好落来源小山 家 常谈实", "不走过来源小 山家常 谈场。", "一起来 源小 山 家 常谈努力"],
        ["小山家常谈"],
    ),
    "a name with marks": (
        ["抓好落来源小.山.书.屋实", "不走过来源小~山~书~屋场", "我们来源小/山/书/屋要带头"],
        ["小山书屋"],
    ),
}


@pytest.mark.parametrize(("lines", "expected"), STAMPED.values(), ids=STAMPED)
def test_stamps_betray_whose_they_are(lines: list[str], expected: list[str]) -> None:
    assert sure(lines) == expected


NOT_STAMPED = {
    "an address that people are sent to": ["请登录www.xsjct.cn查询。", "也可以上www.xsjct.cn看。"],
    "an address said once": ["要负起责xsjct.cn任,抓好落实。", "我们要带头。"],
    "an office's address": ["要负起责xs.gov.cn任,抓好落实。", "我们(www.xs.gov.cn)要带头。"],
    "a label that is always written so": ["主 持 人:请坐", "主 持 人:散会", "主 持 人:谢谢"],
    "lists": ["老-中-青三代", "德/智/体/美", "衣.食.住.行"],
    "a text read off paper": ["今 天 我 们 在 这 里 开 会 讨 论 春 耕 生 产 工 作"] * 9,
}


@pytest.mark.parametrize("lines", NOT_STAMPED.values(), ids=NOT_STAMPED)
def test_what_a_speaker_says_betrays_no_site(lines: list[str]) -> None:
    assert sure(lines) == []


def test_a_line_of_a_million_blanks_takes_no_time() -> None:
    assert names_stamped(["春 " * 500_000] * 3) == set()


@pytest.mark.parametrize(
    "line",
    ["要抓好(小山书屋)落实。", "要抓好落实。-小山书屋", "要抓好落实。小山书屋,您的书友!", "要抓*小山书屋*好落实。"],
)
def test_what_stands_between_marks_is_doubtful(line: str) -> None:
    assert names_stamped([line]) == {Naming("小山书屋", sure=False)}


@pytest.mark.parametrize(
    "line",
    [
        "谢谢大家。(热烈的掌声)",
        "(某某县委办公室)文件",
        "《小山书屋》这本书",
        "要抓好(试行)办法。",
        "我们说。谢谢同志们",
    ],
)
def test_what_may_be_said_between_marks_is_no_name(line: str) -> None:
    assert names_stamped([line]) == set()


def test_of_many_the_most_frequent_are_asked_about() -> None:
    names = [f"要抓好(小山{chr(0x4E00 + number)}书屋)落实。" for number in range(100)]
    assert len(names_stamped([*names, "要抓好(大山书屋)落实。", "要抓好(大山书屋)落实。"])) == MOST_SET_IN
    assert Naming("大山书屋", sure=False) in names_stamped([*names, "要抓好(大山书屋)落实。", "要抓好(大山书屋)落实。"])
