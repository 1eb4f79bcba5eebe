"""Titles of the page's own: told apart where other lines name them, left alone where they are the heading."""

import pytest

from cleaner.document.owntitles import SIGN, OwnTitles, own_titles

HEADING = "在春耕会上的讲话"


@pytest.mark.parametrize(
    ("heading", "titles"),
    {
        "a title by itself": (HEADING, (HEADING,)),
        "a browser's title": (f"{HEADING}_讲话稿_小山文库", (HEADING,)),
        "behind its number in a collection": (f"第三篇:{HEADING}", (HEADING,)),
        "with what a site adds": (f"{HEADING}(精选3篇)", (HEADING,)),
        "a kind of speech is none": ("述职报告", ()),
        "a date is none": ("2023年5月4日", ()),
        "a speaker is none": ("市教育局局长 王某", ()),
    }.values(),
)
def test_titles_are_read_off_headings(heading: str, titles: tuple[str, ...]) -> None:
    assert own_titles([heading]).titles == titles


def test_a_heading_is_not_told_apart() -> None:
    known = own_titles([HEADING, f"{HEADING}_小山文库"])
    assert not known.found_in(HEADING)
    assert not known.found_in(f"{HEADING}_小山文库")
    assert known.found_in(f"看完了{HEADING}的读者还看了:")


def test_no_character_changes_its_place() -> None:
    line = f"看完了{HEADING}的读者还看了{HEADING}"
    told = own_titles([HEADING]).told_apart(line)
    assert len(told) == len(line)
    assert [told.index(SIGN), told.count(SIGN)] == [3, 2 * len(HEADING)]


def test_the_longer_of_two_titles_counts() -> None:
    longer = f"镇长{HEADING}"
    assert own_titles([HEADING, longer]).told_apart(f"下载{longer}") == f"下载{SIGN * len(longer)}"


def test_nothing_is_found_without_titles() -> None:
    assert not OwnTitles().found_in("看完了在春耕会上的讲话的读者")
