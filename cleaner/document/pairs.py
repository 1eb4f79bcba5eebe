"""Characters that belong together: what stands between two of them cuts a word."""

from __future__ import annotations

from functools import cache
from pathlib import Path


def makes_word(first: str, second: str) -> bool:
    """Whether two folded characters belong together in a word, as far as is known.

    >>> makes_word("安", "全"), makes_word("全", "安")
    (True, False)
    """
    return first + second in _pairs()


@cache
def _pairs() -> frozenset[str]:
    lines = Path(__file__).with_name("pairs.txt").read_text(encoding="utf-8").split("\n")
    return frozenset(line[0] + second for line in lines if line[:1] not in ("", "#") for second in line[1:])
