"""Mend broken lines: join two lines where the sentence evidently goes on, and nowhere else.

What is evident: a line that stops inside a word, a clause, a bracket or a mask, and a next line that opens nothing new. Some
of that is proof by itself; a mere missing full stop counts only in a page that breaks its lines so more than once, since
writers forget full stops too. After a semicolon lines are joined only in such a page. Where very many sentences break, and
all at about the same place, the lines are those of print: one that is full goes on unless something speaks against it.
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
LONGEST_STAMP = 60  # code points at a line's end in which the last sentence and a stamp behind it are looked for
ENOUGH = 200  # code points of a paragraph that are looked back on
BREAKS_OF_PRINT = 20  # proven breaks from which a text is taken to be lines of print
NARROWEST = 0.6  # of the usual length: lines of print break at about the same place
BREAKS_THAT_PROVE = 2  # mid-clause breaks after which a page is taken to break its lines anywhere

_OPENS_TEXT = re.compile(
    r"[一二三四五六七八九十][是要]|(?:首先|其次|再次|最后|总之|此外|同时|另外|综上|一方面|另一方面|近年来|当前|今年|去年|今天|同志们|各位|谢谢|刚才|下面|回顾|从.{1,5}[看到起来])"
)
_CANNOT_END = frozenset("和与及或在对把被将从向以为于让使并而且但要应能可会必不没很更最还就才也都只又再已正因由所")
_GOES_ON = frozenset(",。、;:!?)》】的了着们")
# A sentence has ended, and what follows in the line is a site's stamp or jamming that no rule knew: Latin, letters set
# apart, brackets, a dash, an address, or what sites say of themselves.
_STAMP = re.compile(
    r"[。!?…][\"')】》]*(?: *[!-~][ -~]+| ?\S(?: \S){3,}| ?(?:\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|--[^。,;、]*)"
    r"|[^。!?,;、]*(?:[A-Za-z0-9-]\.(?:com|cn|net|org|hk|tw|cc|info)(?![a-z])|[一-龥][ |/_~*^+·][一-龥]|www\.|https?:|(?:本文|内容|文章)(?:来自|来源|出自|转自|摘自|由)"
    r"|[网站库文室吧易大全](?:整理|提供|首发)$|版权所有|更多[^。,;!?]{0,12}(?:请|尽在|关注))[^。!?,;、]*)$"
)
_MASK = frozenset("×*○X")
_OPENING = {"(": ")", "《": "》", "【": "】"}
_CLOSED = frozenset("。.!?…:)】》\"'~")


@dataclass(frozen=True, slots=True)
class _Seam:
    """The place between two lines: how surely the sentence goes on there; ``open`` if only nothing speaks against it."""

    proof: bool = False
    clause: bool = False
    semicolon: bool = False
    open: bool = False


@cache
def _pairs() -> frozenset[str]:
    lines = Path(__file__).with_name("pairs.txt").read_text(encoding="utf-8").split("\n")
    return frozenset(line[0] + second for line in lines if line[:1] not in ("", "#") for second in line[1:])


def joins(speeches: Sequence[Sequence[str]], pages: Sequence[Sequence[int]] = ()) -> list[list[bool]]:
    """Say, for each speech of a page and each line but its first, whether it goes on the sentence before it.

    ``speeches`` holds folded body lines, none of them blank. How the page breaks its lines is evidence for all of them.
    ``pages`` holds the number of each line's page where there are several: a page may end anywhere.

    >>> joins([["去年,我们打造了(区)财政局、(区)教育局、(区)××", "×院等机关党建阵地示范点。", "一、抓好落实", "要高度重视。"]])
    [[True, False, False]]
    """
    seams = [_seams(lines) for lines in speeches]
    turns = [[a != b for a, b in pairwise(row)] for row in pages] or [[False] * len(row) for row in seams]
    places = [list(zip(*rows, strict=False)) for rows in zip(speeches, seams, turns, strict=True)]
    inside = [(line, seam) for row in places for line, seam, turn in row if not turn]
    proofs = sum(seam.proof for _, seam in inside)
    proven = proofs + sum(seam.clause and not seam.proof for _, seam in inside) >= BREAKS_THAT_PROVE
    margin = _margin([len(line) for line, seam in inside if seam.proof])
    return [
        [
            seam.proof
            or (proven and seam.clause)
            or ((proven or proofs > 0) and seam.semicolon)
            or (seam.open and len(line) >= margin > 0)
            or (turn and (seam.clause or (seam.open and _running(line))))
            for line, seam, turn in row
        ]
        for row in places
    ]


def _running(line: str) -> bool:
    """Whether a line is running text, too long for a name or a menu's word, with a pause in it."""
    return len(line) >= SHORTEST_CLAUSE and re.search(r"[,。;、]", line) is not None


def _margin(lengths: Sequence[int]) -> int:
    """Return from which length a line of print is full, given those that break a sentence; 0 where this is no print."""
    if len(lengths) < BREAKS_OF_PRINT:
        return 0
    ordered = sorted(lengths)
    narrow, usual = ordered[len(ordered) // 10], ordered[len(ordered) // 2]
    return narrow if narrow >= NARROWEST * usual else 0


def _seams(lines: Sequence[str]) -> list[_Seam]:
    seams: list[_Seam] = []
    so_far = lines[0] if lines else ""
    for before, after in pairwise(lines):
        seam = _seam(before, so_far, after)
        seams.append(seam)
        so_far = (so_far + after)[-ENOUGH:] if seam.proof or seam.clause or seam.semicolon else after
    return seams


def _seam(before: str, so_far: str, after: str) -> _Seam:
    """Judge the place between ``before``, the last line of the paragraph ``so_far``, and ``after``."""
    last = before[-1]
    pause = last in ",、"
    if last in _CLOSED or opens_paragraph(after) or is_salutation(before) or _STAMP.search(before[-LONGEST_STAMP:]):
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
        return _Seam(open=True)
    if is_heading(before) and before == so_far:
        return _Seam(proof=len(before) >= SHORTEST_CLAUSE and _cut_word(before, after), open=True)
    if pause or last == "(" or last in _CANNOT_END or after[0] in _GOES_ON or _open_bracket(before, after):
        return _Seam(proof=long_enough, clause=long_enough)
    if last + after[0] in _pairs():
        evident = after[:2] not in _pairs()
        return _Seam(proof=long_enough and evident, clause=long_enough, open=True)
    return _Seam(clause=after[0] == "(" or (prose and len(so_far) >= SHORTEST_PROSE), open=True)


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
