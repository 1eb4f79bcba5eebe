"""What markup tells of the lines of a page, as edits: its title, its byline, its chrome."""

from __future__ import annotations

import re

from cleaner.formats.html_chrome import ABOVE, Page
from cleaner.formats.html_facts import title_in, title_line, title_of
from cleaner.formats.html_lines import MarkedLine
from cleaner.model import Edit

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_CLOCK = re.compile(r"\d{1,2}[:：]\d\d")
_BYLINE = re.compile("time|date|pub|meta|info|source|author|from|laiyuan")
LONGEST_BYLINE = 80  # code points
SHORTEST_TITLE = 6  # code points


def marks_of(lines: list[MarkedLine], facts: dict[str, str], browser: str) -> tuple[Edit, ...]:
    """Return as edits what markup tells of the lines; put into ``facts`` what it tells of the page."""
    page = Page(lines)
    title = title_line(lines, page.start, facts.get("title", ""), browser)
    chrome = page.chrome(title)
    lifted = {} if title is None else _title_rows(lines, title, page.start)
    if title is not None:
        facts["title"] = title_in(lines[title].text, browser)
    elif "title" not in facts and page.sentences and title_of(browser) and not _may_have_title(page, chrome):
        facts["title"] = title_of(browser)
    byline = _byline(page, title, chrome)
    if byline is not None:
        facts.setdefault("published", byline[1])
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


def _title_rows(lines: list[MarkedLine], title: int, start: int) -> dict[int, str]:
    """Return the lines above the text that say the title."""
    wanted = lines[title].text
    return {number: "markup-title" for number in range(start) if number == title or lines[number].text == wanted}


def _may_have_title(page: Page, chrome: dict[int, str]) -> bool:
    """Whether a line right above the text, or its first, may be a title that nothing else names: structure will judge."""
    rows = range(max(page.start - ABOVE, 0), page.start)
    texts = [page.lines[number].text for number in rows if number not in chrome]
    return any(len(text) >= SHORTEST_TITLE and text[-1] not in "：:，。" and not _DATE.search(text) for text in texts)


def _byline(page: Page, title: int | None, chrome: dict[int, str]) -> tuple[int, str] | None:
    """Return a line between title and text that tells when the page was published, and that date.

    What stands in brackets is when the speech was given.
    """
    first = page.main.first if page.main is not None else 0
    for number in range(max(first - ABOVE, 0) if title is None else title + 1, first):
        line = page.lines[number]
        match = _DATE.search(line.text)
        named = line.time or _CLOCK.search(line.text) or _BYLINE.search(line.box.name)
        if match and named and number not in chrome and len(line.text) <= LONGEST_BYLINE and line.text[0] not in "(（":
            return number, line.time or "-".join(match.groups())
    return None
