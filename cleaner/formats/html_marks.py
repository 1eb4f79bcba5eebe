"""What markup tells of the lines of a page, as edits: its title, its byline, its chrome."""

from __future__ import annotations

import re

from cleaner.formats.html_chrome import ABOVE, Page
from cleaner.formats.html_facts import said_lines, title_in, title_line, title_of
from cleaner.formats.html_lines import MarkedLine
from cleaner.model import Edit

_DATE = re.compile(  # also 2020 06/17, of which style sheets make a calendar's leaf
    r"(?<!\d)((?:19|20)\d\d)(?:\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})|\s*(\d\d)/(\d\d))(?!\d{3}|\d(?!\d?:))"
)
_CLOCK = re.compile(r"\d{1,2}[:：]\d\d")
_BYLINE = re.compile("time|date|pub|meta|info|source|author|from|laiyuan|shijian|riqi")
_LABELLED = re.compile(
    "发布|发表|更新|时间|日期|来源|作者|编辑|点击|浏览|阅读|(?<!\\d)(?:19|20)\\d\\d([-/])\\d{1,2}\\1\\d{1,2}"
)
_OTHER = re.compile("^[(（]|注册|登录|生日|。$")  # a date of something else
OVER = 4  # lines above the title that may hold the date
LONGEST_BYLINE = 80  # code points
SHORTEST_TITLE = 6  # code points


def marks_of(lines: list[MarkedLine], facts: dict[str, str], browser: str) -> tuple[Edit, ...]:
    """Return as edits what markup tells of the lines; put into ``facts`` what it tells of the page."""
    page = Page(lines, said_lines(lines, facts.get("title", ""), browser))
    title = page.answer_title()
    if title is None:
        title = title_line(lines, page.start, facts.get("title", ""), browser)
    if title is None:
        title = page.title if page.title is not None else _dated_heading(lines, page.start)
    chrome = page.chrome(title)
    lifted = {} if title is None else _title_rows(lines, title, page.start)
    if title is not None:
        facts["title"] = title_in(lines[title].text, browser)
    elif "title" not in facts and page.sentences and title_of(browser) and not _may_have_title(page, chrome):
        facts["title"] = title_of(browser)
    byline = _byline(page, title, chrome)
    if byline is not None:
        facts.setdefault("published", byline[1])
        if byline[0] is not None:
            lifted[byline[0]] = "markup-byline"
    edits, position = [], 0
    for number, line in enumerate(lines):
        end = position + len(line.text)
        if number in lifted:
            edits.append(Edit(position, end, "", "lift", "metadata", lifted[number]))
        elif number in chrome:
            edits.append(Edit(position, end, "", "rule", "markup", chrome[number]))
        position = end + 1
    return tuple(edits)


def _dated_heading(lines: list[MarkedLine], start: int) -> int | None:
    """Return the heading above the text right under which stands when it was published, of a page whose head names the site."""
    for number in range(max(start - ABOVE, 0), start - 1):
        line, below = lines[number], lines[number + 1].text
        named = _DATE.search(below) and _LABELLED.search(below) and not _OTHER.search(below)
        if named and line.heading and not line.linked and len(line.text) >= SHORTEST_TITLE:
            return number
    return None


def _title_rows(lines: list[MarkedLine], title: int, start: int) -> dict[int, str]:
    """Return the lines above the text that say the title."""
    wanted = lines[title].text
    return {
        number: "markup-title"
        for number in range(max(start, title + 1))
        if number == title or lines[number].text == wanted
    }


def _may_have_title(page: Page, chrome: dict[int, str]) -> bool:
    """Whether a line right above the text, or its first, may be a title that nothing else names: structure will judge."""
    rows = range(max(page.start - ABOVE, 0), page.start)
    texts = [page.lines[number].text for number in rows if number not in chrome]
    return any(len(text) >= SHORTEST_TITLE and text[-1] not in "：:，。" and not _DATE.search(text) for text in texts)


def _byline(page: Page, title: int | None, chrome: dict[int, str]) -> tuple[int | None, str] | None:
    """Return a line above the text that tells when the page was published, None if it is chrome anyway, and that date.

    What stands in brackets is when the speech was given. A date above the title counts in a box that is named for it.
    """
    first = page.main.first if page.main is not None else 0
    under = range(
        max(first - ABOVE, 0) if title is None else title + 1, max(first, page.start if title is not None else 0)
    )
    over = range(max((title or 0) - OVER, 0), title or 0)
    for number in (*(n for n in under if n not in chrome), *(n for n in under if n in chrome), *reversed(over)):
        line = page.lines[number]
        match = _DATE.search(line.text) or _DATE.search(line.time)
        clock = _CLOCK.search(line.text)
        named = line.time or clock or _BYLINE.search(line.box.name) or _LABELLED.search(line.text)
        if number in over and not _BYLINE.search(line.box.name):
            continue
        if match and named and len(line.text) <= LONGEST_BYLINE and not _OTHER.search(line.text):
            return (None if number in chrome or number in over else number), line.time or "-".join(
                filter(None, match.groups())
            )
    return None
