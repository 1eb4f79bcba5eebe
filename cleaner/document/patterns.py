"""Compile RE2 patterns, each with little memory: a run holds a thousand of them; and make them cheaper to read."""

from __future__ import annotations

import re
from typing import Any

import re2

MOST_MEMORY = 2 << 20  # bytes for a pattern's program and the states it remembers; a quarter of RE2's own
LONG_REPEAT = 20  # times; fewer are cheap to count
_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]|.", re.DOTALL)
_INSEPARABLE = re.compile(r"\(\?[a-zA-Z-]+\)|\\Q")  # flags hold for what follows; quotes hide marks
_REPEAT = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{(\d+),(\d+)\}", re.DOTALL)  # or what may hold a brace


def compiled(pattern: str) -> Any:
    """Return ``pattern`` compiled, quietly; raises re2.error, or UnicodeEncodeError or OverflowError for what is no text."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MOST_MEMORY
    return re2.compile(pattern, options)


def unbounded(pattern: str) -> tuple[str, int]:
    """Return a pattern without the upper bounds of long repeats, and the shortest of them, or 0.

    Both match the same texts among those of so many code points: what is repeated more often than there are code points is
    empty once, and can be left out.

    >>> unbounded(r"[^{1,30}]{0,40}稿.{0,30}(?:网|站){1,2}")
    ('[^{1,30}]{0,}稿.{0,}(?:网|站){1,2}', 30)
    """
    bounds: list[int] = []

    def without_bound(found: re.Match[str]) -> str:
        if found[2] is None or int(found[2]) < LONG_REPEAT:
            return found[0]
        bounds.append(int(found[2]))
        return f"{{{found[1]},}}"

    return _REPEAT.sub(without_bound, pattern), min(bounds, default=0)


def apart(pattern: str) -> list[str]:
    """Return patterns of which one is found wherever ``pattern`` is: those bound to the beginning, those to the end, the others.

    Searched one by one, those bound to the beginning end after a few characters; together, RE2 follows all of them through
    the whole text, in ever new states.

    >>> apart("^甲{2}|乙$|丙|^(?:丁|戊)"), apart("甲[|]乙"), apart("(?i)甲|^乙")
    (['^甲{2}|^(?:丁|戊)', '乙$', '丙'], ['甲[|]乙'], ['(?i)甲|^乙'])
    """
    if _INSEPARABLE.search(pattern):
        return [pattern]
    branches, depth = [""], 0
    for piece in _PIECE.findall(pattern):
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and depth == 0:
            branches.append("")
        else:
            branches[-1] += piece
    kinds: dict[str, list[str]] = {"^": [], "$": [], "": []}
    for branch in branches:
        kinds["^" if branch.startswith("^") else "$" if branch.endswith("$") else ""].append(branch)
    return ["|".join(found) for found in kinds.values() if found]
