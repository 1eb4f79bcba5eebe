"""A speech's own title in the header of a collection: what belongs to it first, then what the header adds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.document.captions import number_last, own_titles
from cleaner.document.fold import fold

TITLES = ("在全区教育大会上的讲话", "“双减”工作总结", "学《论语》心得体会（第二稿）")


def own(*headers: str, above: tuple[str, ...] = ()) -> list[str]:
    """Return the titles in the headers of one collection."""
    texts = [fold(header) for header in headers]
    spans = own_titles(texts, [(0, len(text)) for text in texts], [fold(line) for line in above])
    return [text[start:end] for text, (start, end) in zip(texts, spans, strict=True)]


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(TITLES, id="nothing is added"),
        pytest.param(("“担当”与“作为”", "“奋斗”与“青春”"), id="two words in quotation marks"),
        pytest.param(("《论语》与《孟子》", "《红岩》与《青春之歌》"), id="two books"),
        pytest.param(("教育讲话范文", "卫生讲话"), id="a label that only one of them has"),
        pytest.param(("甲镇-工作报告", "乙镇-工作报告"), id="what follows a dash is the kind of speech"),
        pytest.param(("优秀教师代表发言", "优秀学生代表发言"), id="praise of people, not of the text"),
        pytest.param(("述职范文", "总结范文"), id="too little would be left"),
    ],
)
def test_a_title_stays_whole(headers: tuple[str, ...]) -> None:
    assert own(*headers) == [fold(header) for header in headers]


ADDED = [
    *("：{}", "、{}", "｜{} ★", "】{}", "【{}】", "《{}》", "「{}」", "“{}”", "——{}——", "（{}", "{}（"),
    *("{}（范文）", "{}（优秀）", "{}【精选】", "{}（1200字）", "{}（全文）", "【范文】{}", "范文：{}", "{} 范文"),
    *(
        "{}范文",
        "{}优秀范文",
        "{}的范文",
        "{}精选",
        "最新{}",
        "精选{}",
        "{}_好范文网",
        "{} - 某某文库",
        "{}｜办公室",
    ),
]


@pytest.mark.parametrize("added", ADDED)
def test_what_a_header_adds_goes(added: str) -> None:
    assert own(*(added.format(title) for title in TITLES)) == [fold(title) for title in TITLES]


@pytest.mark.parametrize(
    ("header", "above", "title"),
    [
        ("工作会议讲话稿范文", "工作会议讲话稿范文（通用3篇）", "工作会议讲话稿范文"),
        ("工作会议讲话稿范文", "工作会议讲话稿（通用3篇）", "工作会议讲话稿"),
        ("工作会议讲话稿精选", "工作会议讲话稿精选3篇", "工作会议讲话稿"),
        ("工作会议讲话稿范文范文", "工作会议讲话稿范文3篇", "工作会议讲话稿范文"),
        ("最新工作会议讲话稿", "最新工作会议讲话稿三篇", "最新工作会议讲话稿"),
    ],
)
def test_what_stands_above_the_headers_says_what_the_title_is(header: str, above: str, title: str) -> None:
    assert own(header, header, above=(above,)) == [title, title]


@pytest.mark.parametrize(
    "text",
    ["讲话（{}", "讲话第{}", "讲话（范文{}", "讲话【第{}", "讲话篇{}", "讲话之{}", "讲话 No.{}", "讲话（共3篇之{}"],
)
def test_a_title_ends_before_what_introduces_its_number(text: str) -> None:
    folded = fold(text)
    assert folded[: number_last(folded, folded.index("{"))].rstrip() == "讲话"


@given(st.lists(st.text("讲话会议范文精选（）【】《》“”第篇一二-_ ：", max_size=14), min_size=1, max_size=4))
def test_a_title_is_a_part_of_its_header(headers: list[str]) -> None:
    texts = [fold(header) for header in headers]
    spans = own_titles(texts, [(0, len(text)) for text in texts], [])
    assert all(0 <= start <= end <= len(text) for text, (start, end) in zip(texts, spans, strict=True))
