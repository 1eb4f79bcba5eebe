"""What the kinds of noise share: their contract, their edit, patterns, and where a line begins and ends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Protocol

from cleaner.model import Edit

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
CJK = f"{HAN}\u2014\u2018\u2019\u201c\u201d\u2026\u3001-\u301f\uff01-\uff65"  # with the punctuation that goes with it
BLANKS = " \t\xa0\u3000"
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


def within_line(text: str, start: int, end: int, new: str) -> str:
    r"""Return ``new``, a blank or a line end, where text stands on both sides of ``[start, end)``; the rim of a line needs none.

    >>> within_line("好。<br>一、", 2, 6, "\n"), within_line("好。<br>", 2, 6, "\n")
    ('\n', '')
    """
    return "" if not new or opens_line(text, start) or closes_line(text, end) else new
