"""Mend broken lines: join two lines where the sentence evidently goes on, and nowhere else.

What is evident: a line that stops inside a word, a clause, a bracket or a mask, and a next line that opens nothing new. Some
of that is proof by itself; a mere missing full stop counts only in a page that breaks its lines so more than once, since
writers forget full stops too. After a semicolon lines are joined only in such a page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from cleaner.document.forms import is_heading, is_salutation, opens_paragraph

SHORTEST_PROSE = 60  # code points: shorter lines without a full stop may be headings
SHORTEST_CLAUSE = 12  # code points: shorter lines may be verse, names, menu items
ENOUGH = 200  # code points of a paragraph that are looked back on
BREAKS_THAT_PROVE = 2  # mid-clause breaks after which a page is taken to break its lines anywhere

_OPENS_TEXT = re.compile(
    r"[一二三四五六七八九十][是要]|(?:首先|其次|再次|最后|总之|此外|同时|另外|综上|一方面|另一方面|近年来|当前|今年|去年|今天|同志们|各位|谢谢|刚才|下面|回顾)"
)
_CANNOT_END = frozenset("和与及或在对把被将从向以为于让使并而且但要应能可会必不没很更最还就才也都只又再已正因由所")
_GOES_ON = frozenset(",。、;:!?)》】的了着们")
_MASK = frozenset("×*○X")
_OPENING = {"(": ")", "《": "》", "【": "】"}
_CLOSED = frozenset("。.!?…:)】》\"'~")


@dataclass(frozen=True, slots=True)
class _Seam:
    """The place between two lines: how surely the sentence goes on there."""

    proof: bool = False
    clause: bool = False
    semicolon: bool = False


@cache
def _pairs() -> frozenset[str]:
    lines = Path(__file__).with_name("pairs.txt").read_text(encoding="utf-8").split("\n")
    return frozenset(line[0] + second for line in lines if line[:1] not in ("", "#") for second in line[1:])


def joins(speeches: Sequence[Sequence[str]]) -> list[list[bool]]:
    """Say, for each speech of a page and each line but its first, whether it goes on the sentence before it.

    ``speeches`` holds folded body lines, none of them blank. How the page breaks its lines is evidence for all of them.

    >>> joins([["去年,我们打造了(区)财政局、(区)教育局、(区)××", "×院等机关党建阵地示范点。", "一、抓好落实", "要高度重视。"]])
    [[True, False, False]]
    """
    seams = [_seams(lines) for lines in speeches]
    proofs = sum(seam.proof for row in seams for seam in row)
    proven = proofs + sum(seam.clause and not seam.proof for row in seams for seam in row) >= BREAKS_THAT_PROVE
    return [
        [seam.proof or (proven and seam.clause) or ((proven or proofs > 0) and seam.semicolon) for seam in row]
        for row in seams
    ]


def _seams(lines: Sequence[str]) -> list[_Seam]:
    seams: list[_Seam] = []
    so_far = lines[0] if lines else ""
    for before, after in pairwise(lines):
        seam = _seam(before, so_far, after)
        seams.append(seam)
        so_far = (so_far + after)[-ENOUGH:] if seam != _Seam() else after
    return seams


def _seam(before: str, so_far: str, after: str) -> _Seam:
    """Judge the place between ``before``, the last line of the paragraph ``so_far``, and ``after``."""
    last = before[-1]
    pause = last in ",、"
    if last in _CLOSED or opens_paragraph(after) or is_salutation(before):
        return _Seam()
    if not pause and _OPENS_TEXT.match(after):
        return _Seam()
    prose = re.search(r"[,。;、]", so_far) is not None
    long_enough = len(so_far) >= (SHORTEST_CLAUSE if prose else 2 * SHORTEST_CLAUSE)
    if last == ";":
        return _Seam(semicolon=long_enough)
    if last in _MASK and after[0] == last:
        return _Seam(proof=True)
    if is_heading(after) and after[0] != "(":
        return _Seam()
    if is_heading(before) and before == so_far:
        return _Seam(proof=len(before) >= SHORTEST_CLAUSE and _cut_word(before, after))
    if pause or last == "(" or last in _CANNOT_END or after[0] in _GOES_ON or _open_bracket(before, after):
        return _Seam(proof=long_enough, clause=long_enough)
    if last + after[0] in _pairs():
        evident = after[:2] not in _pairs()
        return _Seam(proof=long_enough and evident, clause=long_enough)
    return _Seam(clause=after[0] == "(" or (prose and len(so_far) >= SHORTEST_PROSE))


def _cut_word(before: str, after: str) -> bool:
    """Whether the last character belongs to the next line's first, and not to the one before it."""
    return before[-1] + after[0] in _pairs() and before[-2:] not in _pairs()


def _open_bracket(before: str, after: str) -> bool:
    """Whether a bracket opened near the end of ``before`` is closed near the start of ``after``."""
    for opening, closing in _OPENING.items():
        start = before.rfind(opening)
        if start > before.rfind(closing) and closing in after[:60] and opening not in after[: after.find(closing)]:
            return True
    return False
