"""Running heads go wherever a page of print ends; what returns for another reason stays."""

from __future__ import annotations

import pytest

from cleaner.document.clean import clean
from cleaner.document.fold import fold
from cleaner.document.matcher import Matcher
from cleaner.document.ruleset import RuleSet
from cleaner.document.runningheads import find_running_heads
from cleaner.document.strip import Line
from cleaner.model import Decoded, Document

UP, DOWN = "要抓好春耕生产，种子、化肥都要备足，农技人", "员要下到田间，把问题解决在地头。"
BETWEEN = ["第一项工作已经开始。", "第二项工作正在准备。", "第三项工作下周启动。", "第四项工作年底完成。"]


def page(head: str, above: str = UP, below: str = DOWN) -> list[str]:
    return [above, head, below, *BETWEEN]


def heads(*lines: str) -> list[str]:
    return [lines[row] for row in sorted(find_running_heads([Line(0, fold(text)) for text in lines]))]


STAYS = {
    "nothing": [],
    "what returns between sentences": page("春耕会议文件汇编", "农技人员要下到田间。") * 4,
    "what returns twice": page("春耕会议文件汇编") * 2,
    "applause": page("（热烈的掌声）") * 4,
    "a name with a colon": page("主持人：") * 4,
    "rows of a table that follow each other": [UP, "某某工程", DOWN] * 5,
    "a list of names": page("张某某、李某某、王某某") * 4,
    "the head of a column in one part of a text": [*page("按年度分列") * 3, *BETWEEN * 20],
    "a heading": page("一、提高认识") * 4,
    "what is too short": page("地区") * 4,
}


@pytest.mark.parametrize("lines", STAYS.values(), ids=STAYS)
def test_stays(lines: list[str]) -> None:
    assert heads(*lines) == []


def test_a_line_that_cuts_sentences_on_every_page_is_found() -> None:
    assert heads(*page("春耕会议文件汇编") * 3) == ["春耕会议文件汇编"] * 3


def test_with_the_number_of_its_page_and_between_sentences_too() -> None:
    whole = page("- 4 - 春耕会议文件汇编", "农技人员要下到田间。")
    lines = [line for number in (1, 2, 3) for line in page(f"- {number} - 春耕会议文件汇编")] + whole
    assert heads(*lines) == [f"- {number} - 春耕会议文件汇编" for number in (1, 2, 3, 4)]


def test_the_title_of_which_it_is_a_copy_stays() -> None:
    title = "在春耕会议上的讲话要点汇编"
    assert heads(title, *BETWEEN, *page(title) * 3) == [title] * 3


def test_the_sentence_that_it_cut_is_mended() -> None:
    text = "\n".join(page("春耕会议文件汇编") * 3)
    cleaned = clean(Document("x.txt", "", Decoded(text, "utf-8")), Matcher(RuleSet((), (), "")))
    assert [edit.rule for edit in cleaned.edits if edit.cause == "rule"] == ["running-head"] * 3
    assert cleaned.speeches[0].paragraphs[0].text == UP + DOWN
