"""What the kinds of noise share: their contract, their edit, patterns, and where a line begins and ends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Protocol

from cleaner.document.fold import fold
from cleaner.document.pairs import makes_word
from cleaner.model import Edit

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
CJK = f"{HAN}\u2014\u2018\u2019\u201c\u201d\u2026\u3001-\u301f\uff01-\uff65"  # with the punctuation that goes with it
BLANKS = " \t\xa0\u3000"
_CLAUSE_ENDS = frozenset("，。；：、！？…")
LINE_ENDS = "\r\n\f\u2028\u2029"


class Kind(Protocol):
    """A kind of noise: a module with these two functions."""

    def may_be_in(self, text: str, /) -> bool:
        """Whether ``find`` is worth its cost: true of every text that has any."""

    def find(self, text: str, /) -> Iterable[Edit]:
        """Yield the noise; edits may overlap and come in any order."""


def noise(start: int, end: int, rule: str, new: str = "") -> Edit:
    """Make an edit of cause ``noise``."""
    return Edit(start, end, new, "noise", "artefact", rule)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile on first use: few texts need any of it, and all of it takes longer than cleaning one."""
    return re.compile(pattern)


def ascii_of(text: str) -> str:
    """Return what is left of ``text`` without all that is not ASCII, which for a gate is as good and far shorter."""
    return text.encode("ascii", "ignore").decode("ascii")


def opens_line(text: str, at: int) -> bool:
    """Whether only blanks stand before ``at`` in its line."""
    while at and text[at - 1] in BLANKS:
        at -= 1
    return at == 0 or text[at - 1] in LINE_ENDS


def closes_line(text: str, at: int) -> bool:
    """Whether only blanks stand from ``at`` to the end of the line."""
    return compiled(rf"[{BLANKS}]*+(?:[{LINE_ENDS}]|\Z)").match(text, at) is not None


def cuts_word(text: str, start: int, end: int) -> bool:
    """Whether ``[start, end)`` stands between two characters that belong together.

    >>> cuts_word("安某全", 1, 2), cuts_word("全某安", 1, 2)
    (True, False)
    """
    return start > 0 and end < len(text) and makes_word(fold(text[start - 1]), fold(text[end]))


def within_line(text: str, start: int, end: int, new: str) -> str:
    r"""Return ``new``, a blank or a line end, where text stands on both sides of ``[start, end)``; the rim of a line needs none.

    Nor does a mark that ends a clause need a blank, and no word has one inside.

    >>> within_line("好。<br>一、", 2, 6, "\n"), within_line("好。<br>", 2, 6, "\n")
    ('\n', '')
    >>> within_line("王某&nbsp;李某", 2, 8, " "), within_line("安&nbsp;全", 1, 7, " "), within_line("好。&nbsp;一、", 2, 8, " ")
    (' ', '', '')
    """
    if not new or opens_line(text, start) or closes_line(text, end):
        return ""
    blank = new == " " and (text[start - 1] in _CLAUSE_ENDS or cuts_word(text, start, end))
    return "" if blank else new
