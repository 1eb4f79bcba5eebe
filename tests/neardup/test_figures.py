import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.neardup.figures import figures, lacks, numeral, other_facts
from cleaner.neardup.keys import SLOT

NONE = [
    pytest.param("一、加强领导", id="the number of a part"),
    pytest.param("（一）提高认识（2）狠抓落实(十二)", id="numbers in brackets"),
    pytest.param("1、加强领导。2.提高认识；3)狠抓落实", id="the same in digits"),
    pytest.param("一是抓学习，二是抓落实", id="一是, 二是"),
    pytest.param("第一，提高认识。第二产业，第三章，第 4 条", id="ordinals"),
    pytest.param("千方百计、万众一心、千家万户", id="words that are made of numerals"),
    pytest.param("几十个项目，数百人，十几年，三四年", id="what leaves the number open"),
    pytest.param("十分重要，统一思想，一定要", id="numerals without a unit"),
    pytest.param("在××省××市××镇××同志", id="names that are hidden"),
    pytest.param("**重点**是XX学校", id="stars as markup"),
]

FOUND = [
    pytest.param("2019年3月5日", {"2019年", "3月", "5日"}, id="a date"),
    pytest.param("2019-03-05和2019.3.5", {"2019年", "3月", "5日"}, id="a date in digits"),
    pytest.param("1.2019年", {"2019年"}, id="a date behind the number of a part"),
    pytest.param("二○一九年三月", {"2019年", "3月"}, id="circles as zeros"),
    pytest.param("2018-2019年、3至5万人", {"2018年", "2019年", "30000", "50000"}, id="what the last unit counts for"),
    pytest.param("增长3.50%、百分之三点五", {"3.5%"}, id="shares"),
    pytest.param("提高两个百分点，三分之二，百分之百", {"2%", "2/3", "100%"}, id="other shares"),
    pytest.param("12,345人，1万2千元", {"12345", "10000", "2000"}, id="thousands"),
    pytest.param("1.2万亿元，12000亿元", {"1200000000000"}, id="scales"),
    pytest.param("三万五千个，三十五项，十位", {"35000", "35", "10"}, id="Chinese numerals with a unit"),
    pytest.param("第十三届第2次", {"13", "2"}, id="ordinals that tell a fact"),
    pytest.param("“十三五”规划", {"十三五"}, id="a plan"),
    pytest.param("20××年×月", {f"20{SLOT}1年", f"{SLOT}1月"}, id="masks"),
    pytest.param("共有××户，投资XX万元", {f"{SLOT}1", f"{SLOT}2"}, id="each mask is one figure"),
]

SAME = [
    pytest.param("建成三个园区", "建成3个园区", id="Chinese numerals"),
    pytest.param("二〇一九年增长百分之五", "2019年增长５％", id="years and shares"),
    pytest.param("投资3.5万亿元", "投资35000亿元", id="scales"),
    pytest.param("3名教师", "3位教师", id="another classifier"),
    pytest.param("2019年增长5%，新增3个", "2019年增长5%", id="one side says more"),
    pytest.param("20××年增长5%，新增3个", "2019年增长5%", id="a masked year"),
    pytest.param("共有××贫困户，今年脱贫3户", "共有356贫困户，今年脱贫3户", id="a masked number"),
    pytest.param("一、2019年", "二、2019年", id="another number of the part"),
    pytest.param("第一，抓好3件事", "2.抓好3件事", id="and in digits"),
    pytest.param("", "2019年", id="no figure on one side"),
]

OTHER = [
    pytest.param("2019年增长5%", "2020年增长6%", id="all"),
    pytest.param("2019年增长5%", "2019年增长6%", id="one of them"),
    pytest.param("3月5日", "5月3日", id="the same numbers of other units"),
    pytest.param("增长3.5%", "增长35%", id="a decimal point"),
    pytest.param("建成三个园区", "建成4个园区", id="in two ways of writing"),
    pytest.param("20××年增长5%", "2019年增长6%", id="one masked, another changed"),
    pytest.param("第十二届人大", "第十三届人大", id="a congress"),
]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_figure(text: str) -> None:
    assert figures(text) == frozenset()


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_what_is_one(text: str, expected: set[str]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(("a", "b"), SAME)
def test_what_may_be_the_same_is_no_other_fact(a: str, b: str) -> None:
    assert not other_facts(figures(a), figures(b))
    assert not other_facts(figures(b), figures(a))


@pytest.mark.parametrize(("a", "b"), OTHER)
def test_other_facts(a: str, b: str) -> None:
    assert other_facts(figures(a), figures(b))
    assert other_facts(figures(b), figures(a))


def test_a_mask_hides_one_figure() -> None:
    assert not lacks(figures("投资××万元"), figures("投资5万元"))
    assert lacks(figures("投资××万元"), figures("投资5万元，建成8个"))


@pytest.mark.parametrize(
    ("text", "value"),
    [("三千零五", "3005"), ("一亿三千万", "130000000"), ("三万亿", "3000000000000"), ("二十三四", ""), ("九" * 25, "")],
)
def test_numerals(text: str, value: str) -> None:
    assert numeral(text) == value


DIGITS = "零一二三四五六七八九"
TEMPLATES = (
    "{0}年，全市实现地区生产总值{1}亿元，比上年增长{2}，完成财政收入{3}亿元，各项主要指标好于预期。",
    "去年以来，我县共实施重点项目{3}个，完成投资{1}万元，新建标准厂房{0}栋，结案率达到{2}，群众的获得感明显增强。",
    "我们新修农村公路{1}公里，解决了{0}个村、{3}名群众的饮水安全问题，贫困发生率下降到{2}。",
)


def in_han(number: int) -> str:
    """Write a number below 10,000 as people do."""
    text = ""
    for scale, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        text += f"{DIGITS[digit]}{unit}" if digit else "零" if text and not text.endswith("零") else ""
    return text.rstrip("零")


def pairs() -> list[tuple[str, str, bool]]:
    """1,800 pairs of texts, and whether they state other facts."""
    chance = random.Random(4)
    made = []
    for _ in range(200):
        for template in TEMPLATES:
            # one range for each place, so that no figure changes into one that stands elsewhere
            values = [chance.randrange(2000, 2020), *(chance.randrange(n, n + 40) for n in (100, 20, 300))]
            own = template.format(values[0], values[1], f"{values[2]}%", values[3])
            place = chance.randrange(4)
            values[place] += 1
            share = f"百分之{in_han(values[2])}"
            made.append((own, template.format(values[0], values[1], f"{values[2]}%", values[3]), True))
            made.append((own, template.format(values[0], in_han(values[1]), share, in_han(values[3])), True))
            values[place] -= 1
            share = f"百分之{in_han(values[2])}"
            again = template.format(values[0], in_han(values[1]), share, in_han(values[3]))
            made.append((own, "一、" + again.replace("，", ", ") + "这些成绩来之不易。", False))
    return made


def test_made_pairs_are_all_told_apart() -> None:
    wrong = [(a, b) for a, b, other in pairs() if other_facts(figures(a), figures(b)) != other]
    assert len(pairs()) == 1800
    assert wrong == []


@given(st.text("一二三十百万亿〇两几年月日个%.,-、第×*X12３分之点 （)。", max_size=40))
def test_any_text_has_figures_and_lacks_none_of_its_own(text: str) -> None:
    found = figures(text)
    assert not lacks(found, found)
    assert all(
        re.fullmatch(rf"(?:[0-9]+(?:\.[0-9]+)?(?:/[0-9]+)?|[0-9.]*{SLOT}[0-9]+|十.五)[年月日%‰]?", f) for f in found
    )


@given(*[st.frozensets(st.sampled_from(["1", "2年", "3%", f"{SLOT}1", f"20{SLOT}1年", "2019年", "2020年"]))] * 2)
def test_other_facts_are_so_from_both_sides(a: frozenset[str], b: frozenset[str]) -> None:
    assert other_facts(a, b) == other_facts(b, a)
    if not any(SLOT in figure for figure in a | b):
        assert other_facts(a, b) == (bool(a - b) and bool(b - a))


@pytest.mark.parametrize("text", ["1", "一", "×", "某", "1-", "十点五", "(1)", "百分之百", "*"])
def test_long_runs_take_no_time_of_their_own(text: str) -> None:
    assert len(figures(text * 20_000)) <= 20_000
