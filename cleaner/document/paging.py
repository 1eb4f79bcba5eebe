"""What the pages of a document that lies in several files say of their place, what they say again, and what they cut.

All of it reads folded lines; whether texts are pages of one document at all is for ``paged`` to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cleaner.document.mend import joins
from cleaner.document.strip import Line
from cleaner.document.titles import Lift, Lifts, front_rows, heading, is_repeated, title_key

EDGE = 12  # lines at a page's end among which one that is cut off is looked for
SHORTEST_CUT = 12  # code points of a line that may be one

# What rows of links between pages are made of; a row is what of a line's end consists of nothing else.
_OF_ROWS = "首上前第共页次当下后末尾一二三四五六七八九十转到全文本 0123456789[]【】()<>«»‹›|/:,.-…·"
_BACK = re.compile(r"[上前]一?页")
_ON = re.compile(r"[下后]一?页")
_SAID = re.compile(
    r"第 ?(\d{1,3}|[一二三四五六七八九十]) ?页|(?:当前|页次)[: ]*(\d{1,3})|(?<!\d)(\d{1,3}) ?/ ?\d{1,3}(?!\d)"
)
_COUNT = re.compile(r"共 ?\d+ ?页|/ ?\d+")
_BRACKETED = re.compile(r"[\[【(] ?(\d{1,3}) ?[\]】)]")
_BARE = re.compile(r"(?<![\d\[【(])\d{1,3}(?![\d\]】)])")
_CHINESE = {char: number for number, char in enumerate("一二三四五六七八九十", 1)}


@dataclass(frozen=True, slots=True)
class Signs:
    """What a text says of its place among pages: the numbers it gives itself, those it links to, links back and on."""

    said: frozenset[int]
    linked: frozenset[int]
    back: bool
    on: bool


def signs_of(folded: Iterable[str]) -> Signs:
    """Read the rows of links between pages in the lines of a text.

    >>> signs = signs_of(["今天开会。", "上一页 [1] 2 [3] 下一页"])
    >>> sorted(signs.said), sorted(signs.linked), signs.back, signs.on
    ([2], [1, 2, 3], True, True)
    """
    said: set[int] = set()
    linked: set[int] = set()
    rows = [row for line in folded if (row := _row(line.strip()))]
    for row in rows:
        said |= {_number(found) for found in _SAID.finditer(row)}
        rest = _COUNT.sub(" ", _SAID.sub(" ", row))
        bracketed = {int(found[1]) for found in _BRACKETED.finditer(rest)}
        bare = {int(found[0]) for found in _BARE.finditer(rest)}
        for one, others in ((bare, bracketed), (bracketed, bare)):
            if len(one) == 1 and len(others) > 1:
                said |= one  # the one page that is written otherwise is this one
        linked |= bracketed | bare
    back, on = (any(word.search(row) for row in rows) for word in (_BACK, _ON))
    return Signs(frozenset(said), frozenset(linked), back, on)


def _number(found: re.Match[str]) -> int:
    digits = found[1] or found[2] or found[3]
    return _CHINESE[digits] if digits in _CHINESE else int(digits)


def _row(text: str) -> str:
    """Return the row of links between pages that a line is or ends with, or nothing.

    A speaker may turn to the next page as well: a row has a word of links and numbers, or is all there is of the line.
    """
    row = text[len(text.rstrip(_OF_ROWS)) :].strip()
    word = _BACK.search(row) or _ON.search(row)
    numbers = len(re.findall(r"\d+", row))
    alone = row == text and (word or _SAID.search(row) or len(_BRACKETED.findall(row)) > 1)
    return row if alone or (word and numbers > 1) else ""


@dataclass(frozen=True, slots=True)
class Turn:
    """Where one page ends and the next begins: the next one's first line, its heading (or its first line again).

    ``cut`` holds the line in which a sentence breaks off and that in which it goes on, where that is evident.
    """

    first: int
    heading: int
    cut: tuple[int, int] | None


def turns(lines: Sequence[Line], rows: Sequence[int], breaks: Sequence[int], lifted: Lifts) -> tuple[Turn, ...]:
    """Return the turn at each of ``breaks``, the rows at which later pages begin; no text stands in ``lifted`` lines."""
    pages = _pages(lines, rows, breaks)
    return tuple(
        Turn(
            first,
            heading(lines, page) or first,
            _cut(lines, *([r for r in p if r not in lifted] for p in (before, page))),
        )
        for first, (before, page) in zip(breaks, pairwise(pages), strict=True)
    )


def _cut(lines: Sequence[Line], before: Sequence[int], after: Sequence[int]) -> tuple[int, int] | None:
    """Return the last line among a page's last ones that the next page's first line evidently goes on."""
    for row in reversed(before[-EDGE:]):
        text = lines[row].text
        if len(text) >= SHORTEST_CUT and after and joins([[text, lines[after[0]].text]], [[0, 1]])[0][0]:
            return row, after[0]
    return None


def leads_elsewhere(lines: Sequence[Line], rows: Sequence[int], breaks: Sequence[int], told: Lifts) -> Lifts:
    """Return the lines that lead to other pages, and those of later pages' heads that say again what was ``told``."""
    titles = [key for row in told for key in _title_keys(lines, row, told)]
    known = {title_key(lines[row].text) for row in told} - {""}
    heads = [row for page in _pages(lines, rows, breaks)[1:] for row in _head(lines, page)]
    again = [
        row
        for row in heads
        if (key := title_key(lines[row].text)) in known or any(is_repeated(key, title) for title in titles)
    ]
    links = [row for row in rows if _row(lines[row].text) == lines[row].text]
    return {row: (Lift("header", 0, 0),) for row in (*links, *again)}


def _title_keys(lines: Sequence[Line], row: int, told: Lifts) -> Iterator[str]:
    return (title_key(lines[row].text[lift.start : lift.end]) for lift in told[row] if lift.field == "title")


def said_again(lines: Sequence[Line], rows: Sequence[int], breaks: Sequence[int]) -> Lifts:
    """Return the lines that stand at the edge of another page too and belong to none: chrome that no rule knows.

    Of the heads the first page's stays, and goes wherever a later one repeats a line of it; of lines in which all pages end
    the last page's stay.
    """
    pages = _pages(lines, rows, breaks)
    known = {title_key(lines[row].text) for row in _head(lines, pages[0])} - {""}
    heads = [row for page in pages[1:] for row in _head(lines, page) if title_key(lines[row].text) in known]
    tails = [row for page in pages[:-1] for row in _common_tail(lines, page, pages[-1])]
    return {row: (Lift("header", 0, 0),) for row in (*heads, *tails)}


def _pages(lines: Sequence[Line], rows: Sequence[int], breaks: Sequence[int]) -> list[list[int]]:
    return [[row for row in rows if first <= row < last] for first, last in pairwise((0, *breaks, len(lines)))]


def _head(lines: Sequence[Line], rows: Sequence[int]) -> list[int]:
    """Return the rows of a page's head: above its heading, and from there to its text."""
    top = heading(lines, rows)
    if top is None:
        return front_rows(lines, rows)
    return [row for row in rows if row < top] + front_rows(lines, [row for row in rows if row >= top])


def _common_tail(lines: Sequence[Line], page: Sequence[int], last: Sequence[int]) -> Iterator[int]:
    """Yield the rows in which a page ends as the last one does; what stands in brackets may be applause."""
    for row, other in zip(reversed(page), reversed(last), strict=False):
        if lines[row].text != lines[other].text or lines[row].text.startswith("("):
            return
        yield row
