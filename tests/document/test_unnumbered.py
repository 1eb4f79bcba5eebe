"""Titles without numbers split a collection; headings of one speech, its own title, and lists of other texts do not."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from cleaner.document.fold import fold
from cleaner.document.strip import Line
from cleaner.document.unnumbered import find_titles

BODY = ["同志们：", "今天我们开会，研究春耕生产，请大家认真讨论，抓好落实。", "谢谢大家！"]
TITLES = ["在春耕动员会上的讲话", "开学典礼校长致辞", "镇党委书记述职报告"]


def titles(*lines: str, announced: Collection[int] = ()) -> list[str]:
    rows = [number for number, line in enumerate(lines) if line]
    found = find_titles([Line(0, fold(line)) for line in lines], rows, announced)
    return [lines[row] for row in found]


def collection(*heads: str) -> list[str]:
    return [line for head in heads for line in (head, *BODY)]


STAYS = {
    "one speech": ["讲话稿", TITLES[0], *BODY],
    "two titles of which the page says nothing": collection(*TITLES[:2]),
    "headings without a kind of speech": collection("抓好春耕", "建好学校", "管好水库"),
    "numbered headings": collection("一、抓好春耕的讲话", "二、建好学校的讲话", "三、管好水库的讲话"),
    "a list of other texts below": [*TITLES, TITLES[0], *BODY, "相关文章", *TITLES[1:]],
    "a salutation in the midst of a speech": [TITLES[0], *BODY[:2], "同志们：", "要抓好落实。", *BODY],
}


@pytest.mark.parametrize("lines", STAYS.values(), ids=STAYS)
def test_stays_one_speech(lines: list[str]) -> None:
    assert titles(*lines) == []


@pytest.mark.parametrize(
    ("lines", "announced"),
    [
        (collection(*TITLES), ()),
        (["领导讲话稿（3篇）", *collection("抓好春耕", "建好学校", "管好水库")], {3}),
        (["目录", "抓好春耕", "建好学校", *collection("抓好春耕", "建好学校")], ()),
        (["目录：春耕生产动员、学校建设汇报", *collection("春耕生产动员", "学校建设汇报")], ()),
    ],
    ids=["three of a kind", "as many as the page says", "listed line by line", "listed in one line"],
)
def test_splits(lines: list[str], announced: Collection[int]) -> None:
    assert titles(*lines, announced=announced) == [lines[row - 1] for row, line in enumerate(lines) if line == BODY[0]]


def test_a_date_and_a_speaker_may_stand_between() -> None:
    head = ["（2012年3月9日）", "县长 李四光"]
    lines = [line for title in TITLES for line in (title, *head, *BODY)]
    assert titles(*lines) == TITLES


def test_as_many_titles_as_the_page_says_need_no_salutations() -> None:
    text = ["去年以来，各项工作都有了新的进展，现在报告如下。", "要抓好落实。"]
    lines = ["讲话稿范文3篇", *(line for title in TITLES for line in (f"●{title}", "【点评】开门见山。", *text))]
    assert titles(*lines, announced={3}) == [f"●{title}" for title in TITLES]
    assert titles(*lines, announced={4}) == []


def test_a_listed_title_needs_no_salutation() -> None:
    report = [TITLES[2], "一年来，我认真履行职责，各项工作都有了新的进展，现在报告如下。", "请予评议。"]
    assert titles("目录", *TITLES, *collection(*TITLES[:2]), *report) == TITLES
