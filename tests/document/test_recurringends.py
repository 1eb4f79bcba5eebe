"""What recurs behind the last sentences of paragraphs: what speakers say there, and what sites set there."""

from __future__ import annotations

import pytest

from cleaner.document.recurringends import ends_set
from cleaner.document.sitenames import SiteNames

SENTENCES = (
    "我们要把这项工作一件一件抓好,抓出成效。",
    "会后请大家分头行动,下周一以前把进展报上来。",
    "去年冬天修的那条路,今年春天就用上了。",
    "有的同志问我怎么办,我说先到田里去看看。",
)


def goes(end: str, times: int, chrome: str = "版权所有 大山网", others: int = 0) -> set[str]:
    lines = {row: sentence + end for row, sentence in enumerate(SENTENCES[:times])}
    lines |= {100 + row: f"{SENTENCES[0]}第{chr(0x4E00 + row)}件事" for row in range(others)}
    return {lines[row][start:stop] for row, start, stop in ends_set(lines, {9: chrome} if chrome else {})}


STAYS = {
    "thanks": ("谢谢大家", 4),
    "what is heard": ("(热烈的掌声)", 4),
    "who speaks in turn": ("(男女齐)", 4),
    "what speakers call each other": ("亲爱的同志们", 4),
    "a refrain": ("我们要坚定不移", 4),
    "figures": ("2019", 4),
    "two letters": ("政府", 4),
    "a mark said once": ("|小山手记", 1),
    "a note in brackets": ("(试行办法)", 4),
}


@pytest.mark.parametrize(("end", "times"), STAYS.values(), ids=STAYS)
def test_what_a_speaker_says_stays(end: str, times: int) -> None:
    assert goes(end, times) == set()


def test_without_chrome_nothing_was_set() -> None:
    assert goes("|小山手记", 4, chrome="") == set()


def test_in_lines_of_print_sentences_begin_alike_at_the_ends_of_lines() -> None:
    assert goes("-县政府的", 2, others=40) == set()


GOES = {
    "a name behind a mark": ("|小山手记", 2, "版权所有"),
    "a name that the chrome has": ("小山手记", 2, "欢迎关注小山手记"),
    "a body in brackets that the chrome has": ("(小山县政府)", 2, "主办:小山县政府"),
    "a body that signs again and again": ("(小山县新闻处)", 3, "版权所有"),
    "a slogan": ("小山文档,您身边的写作专家", 3, "版权所有"),
}


@pytest.mark.parametrize(("end", "times", "chrome"), GOES.values(), ids=GOES)
def test_what_sites_set_there_goes(end: str, times: int, chrome: str) -> None:
    assert goes(end, times, chrome) == {end}


def test_twice_is_enough_for_what_begins_with_the_name_of_the_site() -> None:
    lines = {row: sentence + "小山论坛,人气最旺的社区" for row, sentence in enumerate(SENTENCES[:2])}
    assert [*ends_set(lines, {9: "版权所有"})] == []
    assert len([*ends_set(lines, {9: "版权所有"}, SiteNames(("小山论坛",)))]) == 2


def test_a_formula_that_lines_of_print_break_each_time_stays() -> None:
    """Of a verbatim record: 請各位委員核對所作的表決。如果沒有問題，現在停止 / 表決，顯示結果。"""
    lines = {}
    for row in range(0, 12, 2):
        lines |= {row: "主席:请各位委员核对所作的表决。小山论坛现在停止", row + 1: "表决,显示结果。"}
    assert [*ends_set(lines, {99: "小山论坛现在停止"})] == []
