"""The exact similarity of two keys: the Jaccard index of their sets of 5-grams."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

WIDTH = 5
"""Characters in a gram."""

REMEMBERED = 500_000
"""5-grams held in memory, some 130 bytes each."""

BITS = 2048
"""Bits of a sketch; a paragraph has a few hundred 5-grams."""


def shingles(key: str) -> frozenset[str]:
    """Return the set of 5-grams of ``key``; it is empty where the key is shorter.

    >>> sorted(shingles("为人民服务为人民服务"))
    ['为人民服务', '人民服务为', '务为人民服', '服务为人民', '民服务为人']
    """
    return frozenset(key[start : start + WIDTH] for start in range(len(key) - WIDTH + 1))


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Return the share of common members among all members of two sets, 0.0 for two empty ones.

    One correctly rounded division of two counts, so every engine gets the same double, and 4/5 equals ``0.8``.
    """
    common = len(a & b)
    return common / (len(a) + len(b) - common) if common else 0.0


def sketch(grams: frozenset[str]) -> int:
    """Return a set of 5-grams as a pattern of ``BITS`` bits; each gram sets one."""
    pattern = 0
    for gram in grams:
        pattern |= 1 << (crc32(gram.encode("utf-8", "surrogatepass")) % BITS)
    return pattern


class Similarities:
    """Similarities of numbered keys; remembers the sets used last, up to ``REMEMBERED`` 5-grams.

    Of every key looked at it remembers size and sketch, which tell most unlike pairs apart without their sets: in a
    family of many paragraphs from one template nearly every pair is a candidate.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = keys
        self.sets: dict[int, frozenset[str]] = {}
        self.profiles: dict[int, tuple[int, int]] = {}
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

    def profile(self, number: int) -> tuple[int, int]:
        """Return size and sketch of one key's set."""
        found = self.profiles.get(number)
        if found is None:
            grams = self.shingles(number)
            found = self.profiles[number] = (len(grams), sketch(grams))
        return found

    def at_most(self, a: int, b: int) -> float:
        """Return a bound that the similarity of keys ``a`` and ``b`` cannot exceed.

        A bit that only one sketch has stands for a gram, or more, that only that set has. Rounding keeps the order of
        quotients, so the bound holds for the rounded similarity too.
        """
        size_a, sketch_a = self.profile(a)
        size_b, sketch_b = self.profile(b)
        common = min(size_a - (sketch_a & ~sketch_b).bit_count(), size_b - (sketch_b & ~sketch_a).bit_count())
        return common / (size_a + size_b - common) if common else 0.0

    def at_least(self, threshold: float, a: int, b: int) -> float:
        """Return the similarity of keys ``a`` and ``b``, or 0.0 where it is below ``threshold``."""
        if self.at_most(a, b) < threshold:
            return 0.0
        similarity = jaccard(self.shingles(a), self.shingles(b))
        return similarity if similarity >= threshold else 0.0
