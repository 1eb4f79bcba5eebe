"""Cut-off copies of a text's opening go; what is said twice, or has something of its own, stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.document.clean import clean
from cleaner.document.copies import find_copies, find_copies_below
from cleaner.document.matcher import Matcher
from cleaner.document.ruleset import RuleSet
from cleaner.document.strip import Line
from cleaner.model import Decoded, Document

FIRST = "同志们:今天我们召开全区教育工作会议,主要任务是总结去年的工作,部署今年的任务。下面我讲三点意见。"
SECOND = "第一,提高认识。教育是最大的民生,办好教育是我们共同的责任,各单位都要当作大事来抓。"
TITLE = "在全区教育工作会议上的讲话"


def copies(*lines: str) -> list[str]:
    numbered = [Line(0, text) for text in lines]
    return [lines[row] for row in sorted(find_copies(numbered, range(len(lines))))]


STAYS = {
    "nothing": [],
    "a text without copies": [TITLE, FIRST, SECOND],
    "a title that is said again": [TITLE + "_小山文库", TITLE, FIRST],
    "a long title that is said again, longer": ["关于" * 16 + "工作", "关于" * 16 + "工作的讲话", FIRST],
    "a cut-off title above the title": ["首页>在全区教育工作会议上...", TITLE, FIRST],
    "a lead with words of its own": ["导语:今天我们召开全区教育工作会议,气氛热烈...", FIRST],
    "fewer than fifteen letters": ["摘要:同志们:今天我们召开全区...", FIRST],
    "without a label or dots, short": ["同志们:今天我们召开全区教育工作会议,主要", FIRST],
    "whole sentences said twice": ["今天我们召开全区教育工作会议,主要任务是总结去年的工作,部署今年的任务。", FIRST],
    "a copy of what stands above it": [FIRST, FIRST[:30] + "..."],
    "a copy below the beginning": ["同志们:", SECOND, "摘要:" + FIRST[4:30] + "...", FIRST[4:]],
    "a copy of the middle of a paragraph": ["摘要:主要任务是总结去年的工作,部署今年的任务...", FIRST],
    "a line that ends like the original": ["摘要:" + FIRST, FIRST],
    "a numbered title": ["内容一:" + TITLE + "全文", TITLE, "全文发言,请看下面。" + FIRST],
    "a passage of which a teaser says more": [FIRST[:32], SECOND, FIRST[:42] + "......"],
    "a contents page": [
        "一、提高思想认识,切实增强做好教育工作的责任感",
        "一、提高思想认识,切实增强做好教育工作的责任感",
        FIRST,
    ],
}


@pytest.mark.parametrize("lines", STAYS.values(), ids=STAYS.keys())
def test_stays(lines: list[str]) -> None:
    assert copies(*lines) == []


GOES = {
    "a label of any wording before dots": "第1页预览 同志们:今天我们召开全区教育工作会议,主要任务是总结去年...",
    "label and dots": "导语:同志们:今天我们召开全区教育工作会议,主要任务是...",
    "a label in brackets": "【内容摘要】同志们:今天我们召开全区教育工作会议,主要任务是总结去年的",
    "dots only": "同志们:今天我们召开全区教育工作会议,主要任务是……",
    "without the salutation": "简介:今天我们召开全区教育工作会议,主要任务是总结...",
    "the title before it": f"{TITLE} 同志们:今天我们召开全区教育工作会议,主要...",
    "a label in tortoise-shell brackets": "〔内容看点〕同志们:今天我们召开全区教育工作会议,主要任务是总结...",
    "a number of letters instead of dots": "正文看点:" + FIRST[:30] + "(共1204字)",
    "a note in brackets instead of dots": "正文看点:" + FIRST[:30] + "(略)",
    "other marks": "摘要:同志们！今天,我们召开全区教育工作会议。主要任务是总结…",
    "a link behind the dots": "同志们:今天我们召开全区教育工作会议,主要任务是...[查看全文]",
    "long, broken off in mid-sentence": FIRST[:44],
    "an unknown label and an arrow": "文内速览→同志们:今天我们召开全区教育工作会议,主要任务是…",
    "in quotation marks": '"同志们:今天我们召开全区教育工作会议,主要任务是……"',
    "over the end of a paragraph": "摘要:" + FIRST + SECOND[:12] + "...",
}


@pytest.mark.parametrize("line", GOES.values(), ids=GOES.keys())
def test_goes(line: str) -> None:
    assert copies(TITLE, line, "2019年3月4日", FIRST, SECOND) == [line]


def test_goes_where_the_site_left_lines_out() -> None:
    copy = "摘要:" + FIRST[4:] + SECOND[:20] + "..."
    assert copies(TITLE, copy, "同志们:", FIRST[4:], "县长:孙某", SECOND) == [copy]


def test_each_speech_of_a_collection_has_its_copy() -> None:
    other = "各位老师:新学期开始了,今天我们在这里举行开学典礼,我代表学校讲几句话。祝大家新学期进步!"
    lines = ["第一篇:" + TITLE, "摘要:" + FIRST[:30] + "...", FIRST, SECOND]
    lines += ["第二篇:开学典礼上的讲话", "摘要:" + other[:30] + "...", other, SECOND[3:]]
    cleaned = clean(Document("x", "", Decoded("\n".join(lines), "utf-8"), {}), Matcher(RuleSet((), (), "")))
    gone = [edit for edit in cleaned.edits if edit.rule == "intro-copy"]
    assert len(cleaned.speeches) == 2
    assert [cleaned.document.text[edit.start : edit.end][:3] for edit in gone] == ["摘要:"] * 2
    assert {edit.category for edit in gone} == {"intro"}


@given(st.lists(st.text("同志们,。:今天…", max_size=70), max_size=12))
def test_what_goes_is_said_again_below(lines: list[str]) -> None:
    texts = [text.strip() or "题" for text in lines]
    for copy in copies(*texts):
        rest = "".join(texts[texts.index(copy) + 1 :])
        assert len(rest) > 15


def below(*lines: str) -> list[str]:
    numbered = [Line(0, text) for text in lines]
    return [lines[row] for row in sorted(find_copies_below(numbered, range(len(lines))))]


@pytest.mark.parametrize(
    "last",
    [
        "谢谢大家!",
        FIRST,  # a refrain, whole
        SECOND[:40],  # not from the beginning on, for a line stands between
        "同志们:今天我们召开全区教育工作会议",  # short
    ],
)
def test_the_end_of_a_text_stays(last: str) -> None:
    assert below(TITLE, FIRST, *["要抓好落实,一件一件办。"] * 9, SECOND, "要见行动。", last) == []


@pytest.mark.parametrize("copy", [FIRST[:37], "1、" + FIRST[:37], "同志们:今天" + FIRST[6:44] + "..."])
def test_a_copy_below_the_text_goes(copy: str) -> None:
    """What sites that share documents show under the text, as its summary."""
    assert below(TITLE, FIRST, SECOND, "谢谢大家!", copy) == [copy]
