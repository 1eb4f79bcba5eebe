"""Of a document in several files: what its pages say of their place, and what they say again."""

import pytest

from cleaner.document.fold import fold
from cleaner.document.paging import Signs, leads_elsewhere, said_again, signs_of, turns
from cleaner.document.strip import Line, lines_of
from cleaner.document.titles import Lift

NO_SIGNS: dict[str, str] = {
    "a speech": "同志们：\n今天开会，我讲三点意见。",
    "a speaker turns the page": "把历史翻到下一页。\n请大家看第3页\n上一页写满了辉煌，下一页等着我们去写",
    "figures": "2023\n完成投资1/3的任务\n1 2 3",
    "notes": "参见文献[1][2]",
    "headings in brackets": "（一）加强领导\n【1】",
    "the neighbouring articles": "上一页：物理教学论文\n下一篇：没有了",
}


@pytest.mark.parametrize("text", NO_SIGNS.values(), ids=NO_SIGNS)
def test_what_says_nothing_of_a_place(text: str) -> None:
    assert signs_of(fold(text).split("\n")) == Signs(frozenset(), frozenset(), False, False)


SIGNS: dict[str, tuple[str, list[int], list[int], bool, bool]] = {
    "a first page": ("[1][2][3]下一页", [], [1, 2, 3], False, True),
    "a middle page": ("上一页 1 2 3 下一页", [], [1, 2, 3], True, True),
    "a last page": ("上一页【1】【2】", [], [1, 2], True, False),
    "numbers alone": ("[1] [2] [3]", [], [1, 2, 3], False, False),
    "this page is no link": ("[1] 2 [3] 下一页", [2], [1, 2, 3], False, True),
    "this page is in brackets": ("上一页 1 [2] 3", [2], [1, 2, 3], True, False),
    "which of two is this one is not said": ("上一页 [1] 2", [], [1, 2], True, False),
    "a number of all": ("第2页/共3页", [2], [], False, False),
    "in words": ("第二页　共三页", [2], [], False, False),
    "a fraction": ("页次：2/3", [2], [], False, False),
    "glued to the text": ("抓好落实。[1] [2] 下一页", [], [1, 2], False, True),
    "a link alone": ("下一页", [], [], False, True),
    "Traditional and full-width": ("上一頁［１］［２］下一頁", [], [1, 2], True, True),
    "printed pages": ("第1页 共2页\n今天开会。\n第2页 共2页", [1, 2], [], False, False),
}


@pytest.mark.parametrize(("text", "said", "linked", "back", "on"), SIGNS.values(), ids=SIGNS)
def test_what_a_row_of_links_says(text: str, said: list[int], linked: list[int], back: bool, on: bool) -> None:
    assert signs_of(fold(text).split("\n")) == Signs(frozenset(said), frozenset(linked), back, on)


def joined(*pages: str) -> tuple[list[Line], list[int], list[int]]:
    lines = lines_of("\n".join(fold(page) for page in pages))
    breaks = [sum(page.count("\n") + 1 for page in pages[:number]) for number in range(1, len(pages))]
    return lines, [row for row, line in enumerate(lines) if line.text], breaks


AGAIN: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "nothing": (("同志们：\n今天开会。", "明天开会。"), []),
    "a salutation in the text": (("同志们：\n今天开会。", "同志们：\n明天开会。"), []),
    "applause": (("今天开会。\n（热烈鼓掌）", "明天开会。\n（热烈鼓掌）"), []),
    "a head": (("某站\n在会上的讲话\n今天开会。", "某站\n在会上的讲话\n明天开会。"), ["某站", "在会上的讲话"]),
    "a tail": (("今天开会。\n某站制作", "明天开会。\n某站制作"), ["某站制作"]),
    "a tail that the last page has not": (("今天开会。\n某站制作", "明天开会。\n某站制作", "散会。"), []),
}


@pytest.mark.parametrize(("pages", "again"), AGAIN.values(), ids=AGAIN)
def test_what_stands_at_the_edge_of_another_page_too(pages: tuple[str, ...], again: list[str]) -> None:
    lines, rows, breaks = joined(*pages)
    assert [lines[row].text for row in sorted(said_again(lines, rows, breaks))] == again


def test_of_a_head_the_first_page_s_stays_and_of_a_tail_the_last_page_s() -> None:
    lines, rows, breaks = joined("某站\n今天开会。\n某站制作", "某站\n明天开会。\n某站制作", "某站\n散会。\n某站制作")
    assert sorted(said_again(lines, rows, breaks)) == [2, 3, 5, 6]


def test_a_title_that_later_pages_repeat_and_links_to_pages_lead_elsewhere() -> None:
    lines, rows, breaks = joined(
        "在会上的讲话\n今天开会。\n[1][2]下一页", "在会上的讲话(2)_某站\n明天开会。\n上一页[1][2]"
    )
    assert sorted(leads_elsewhere(lines, rows, breaks, {0: (Lift("title", 0, 6),)})) == [2, 3, 5]


CUTS: dict[str, tuple[str, str, tuple[int, int] | None]] = {
    "a sentence that ends": ("今天开会，总结去年的各项工作。", "明天继续开会。", None),
    "a heading": ("今天开会，总结去年的各项工作。\n加强领导", "明天继续开会。", None),
    "a new point": ("今天开会，总结去年的各项工作，部署今年", "一、抓好落实。", None),
    "a sentence that breaks off": ("今天开会，总结去年的各项工作，部署今年", "的任务。", (0, 1)),
    "one under which chrome stands": ("今天开会，总结去年的各项工作，部署今年\n某站制作", "的任务。", (0, 2)),
}


@pytest.mark.parametrize(("before", "after", "cut"), CUTS.values(), ids=CUTS)
def test_a_sentence_that_is_cut_where_a_page_ends(before: str, after: str, cut: tuple[int, int] | None) -> None:
    lines, rows, breaks = joined(before, after)
    assert [turn.cut for turn in turns(lines, rows, breaks, {})] == [cut]
