"""Whether numbered texts are the pages of one speech: what is not evident is none."""

import pytest

from cleaner.config import Config
from cleaner.document.clean import clean
from cleaner.document.paged import are_pages, may_be_pages
from cleaner.model import Cleaned, Decoded, Document
from cleaner.prepare import matcher

TITLE = "在全镇春耕生产动员会上的讲话"
FIRST = "同志们：\n今天我们召开全镇春耕生产动员会，主要任务是安排部署春耕生产。\n一、提高认识，增强责任感。"
SECOND = "各村要把春耕生产作为头等大事来抓，早安排、早动手、早见效。\n二、突出重点，抓好落实。"
THIRD = "三月十日前，种子、化肥、农药必须到村到户。\n谢谢大家！"
OTHER = "同志们：\n今天召开防汛工作会议，分析形势，安排部署。\n下面我讲三点意见。"
ROW = "[1][2][3]下一页"


def cleaned(text: str) -> Cleaned:
    return clean(Document("", "", Decoded(text, "utf-8")), matcher(Config()))


APART: dict[str, tuple[list[str], bool]] = {
    "two speeches": ([f"{TITLE}\n{FIRST}", f"在防汛工作会议上的讲话\n{OTHER}"], True),
    "speeches without titles": ([FIRST, OTHER], True),
    "pages that do not say so, under no site's names": ([f"{TITLE}\n{FIRST}", f"{TITLE}\n{SECOND}"], False),
    "pages that do not say so, without a title": ([FIRST, SECOND], True),
    "speeches of one title": ([f"{TITLE}\n{FIRST}", f"{TITLE}\n{OTHER}"], True),
    "a copy": ([f"{TITLE}\n{FIRST}\n{SECOND}", f"{TITLE}\n{FIRST}\n{SECOND}"], True),
    "a later version": ([f"{TITLE}\n{FIRST}\n{SECOND}", f"{TITLE}\n{SECOND}\n又加了一段，大家看看。"], True),
    "first pages of two speeches": (
        [f"{TITLE}\n{FIRST}\n上一页 1 2 3 下一页", f"在防汛工作会议上的讲话\n{OTHER}\n上一页 1 2 3 下一页"],
        False,
    ),
    "first pages that say so": ([f"{FIRST}\n第1页/共3页", f"{OTHER}\n第1页/共3页"], False),
    "first pages that show it": ([f"{FIRST}\n1 [2] [3] 下一页", f"{OTHER}\n1 [2] [3] 下一页"], False),
    "first pages with links on": ([f"{FIRST}\n{ROW}", f"{SECOND}\n{ROW}"], False),
    "printed texts of several pages": (
        [f"第1页 共2页\n{FIRST}\n第2页 共2页", f"第1页 共2页\n{SECOND}\n第2页 共2页"],
        False,
    ),
    "links to articles before and after": ([f"甲\n{FIRST}\n下一页", f"乙\n{OTHER}\n上一页"], False),
    "a page without links": ([f"{FIRST}\n{ROW}", SECOND, f"{THIRD}\n上一页[1][2][3]"], False),
}
TOGETHER: dict[str, tuple[list[str], bool]] = {
    "pages that say their numbers": (
        [f"{FIRST}\n第1页/共3页", f"{SECOND}\n第2页/共3页", f"{THIRD}\n第3页/共3页"],
        False,
    ),
    "a title and links": (
        [f"{TITLE}\n{FIRST}\n{ROW}", f"{TITLE}\n{SECOND}\n上一页{ROW}", f"{TITLE}\n{THIRD}\n上一页[1][2][3]"],
        False,
    ),
    "links without a title": (
        [f"{TITLE}\n{FIRST}\n{ROW}", f"{SECOND}\n上一页{ROW}", f"{THIRD}\n上一页[1][2][3]"],
        False,
    ),
    "the first of more pages": ([f"{FIRST}\n{ROW}", f"{SECOND}\n上一页{ROW}"], False),
    "a title, on and back": ([f"{TITLE}\n{FIRST}\n下一页", f"{TITLE}\n{SECOND}\n上一页"], False),
    "a title, under a site's names": ([f"{TITLE}\n{FIRST}", f"{TITLE}\n{SECOND}"], True),
    "a title with the page's number": (
        [f"{TITLE}_某某网\n{FIRST}\n{ROW}", f"{TITLE}(2)_某某网\n{SECOND}\n上一页{ROW}"],
        False,
    ),
    "a collection that goes on": (
        [
            f"讲话稿范文三篇\n第一篇：{TITLE}\n{FIRST}\n[1][2]下一页",
            f"第二篇：在防汛工作会议上的讲话\n{OTHER}\n上一页[1][2]",
        ],
        False,
    ),
}


@pytest.mark.parametrize(("texts", "addressed"), APART.values(), ids=APART)
def test_what_is_not_evident_stays_apart(texts: list[str], addressed: bool) -> None:
    assert not are_pages([cleaned(text) for text in texts], addressed=addressed)


@pytest.mark.parametrize(("texts", "addressed"), TOGETHER.values(), ids=TOGETHER)
def test_what_says_so_is_one(texts: list[str], addressed: bool) -> None:
    assert may_be_pages(texts, addressed=addressed)
    assert are_pages([cleaned(text) for text in texts], addressed=addressed)


def test_texts_without_a_link_are_not_worth_cleaning() -> None:
    assert not may_be_pages([FIRST, f"{SECOND}\n上一页"], addressed=False)
