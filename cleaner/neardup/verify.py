"""The exact similarity of two keys: the Jaccard index of their sets of 5-grams."""

from __future__ import annotations

import re
from collections.abc import Sequence

WIDTH = 5
"""Characters in a gram."""

WINDOW = 16
"""5-grams in a row of which one is a fingerprint (see ``contained``)."""

REMEMBERED = 500_000
"""5-grams held in memory, some 130 bytes each."""


def shingles(key: str) -> frozenset[str]:
    """Return the set of 5-grams of ``key``; it is empty where the key is shorter.

    >>> sorted(shingles("为人民服务为人民服务"))
    ['为人民服务', '人民服务为', '务为人民服', '服务为人民', '民服务为人']
    """
    return frozenset([key[start : start + WIDTH] for start in range(len(key) - WIDTH + 1)])


NUMERALS = "0-9〇零一二两三四五六七八九十百千万亿\uffff"
_RUN = re.compile(rf"[{NUMERALS}]+")


def numerals(key: str) -> frozenset[str]:
    """Return the numerals of a key, with masks, each with the character before it and two behind.

    Two keys with the same numerals have the same figures, near enough, and these are found quicker.

    >>> sorted(numerals("在2019年增长百分之三"))
    ['之三', '在2019年增', '长百分之']
    """
    return frozenset(key[max(run.start() - 1, 0) : run.end() + 2] for run in _RUN.finditer(key))


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Return the share of common members among all members of two sets, 0.0 for two empty ones.

    One correctly rounded division of two counts, so every engine gets the same double, and 4/5 equals ``0.8``.
    """
    common = len(a & b)
    return common / (len(a) + len(b) - common) if common else 0.0


class Similarities:
    """Similarities of numbered keys; remembers the sets used last, up to ``REMEMBERED`` 5-grams."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = keys
        self.sets: dict[int, frozenset[str]] = {}
        self.held = 0

    def shingles(self, number: int) -> frozenset[str]:
        """Return the set of one key."""
        found = self.sets.pop(number, None)
        if found is None:
            found = shingles(self.keys[number])
            self.held += len(found)
        self.sets[number] = found  # last in the dict's order: used last
        while self.held > REMEMBERED and len(self.sets) > 1:
            oldest = next(iter(self.sets))
            self.held -= len(self.sets.pop(oldest))
        return found

    def counts(self, a: int, b: int) -> tuple[int, int]:
        """Return how many 5-grams keys ``a`` and ``b`` have in common, and how many they have together."""
        first, second = self.shingles(a), self.shingles(b)
        common = len(first & second)
        return common, len(first) + len(second) - common
