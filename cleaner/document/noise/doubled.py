"""Lines that only say again what the line before them says.

This is found last, in the lines of a speech that are left, since chrome may stand between the two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

SHORTEST = 20  # code points: shorter lines may be refrains, slogans, cells of a table
SHORTEST_CALL = 40  # the same for lines that end in an exclamation mark
SHORTEST_OPEN = 60  # the same for lines that break off, as at the end of a page, behind a sentence that does not
_MARKS = frozenset(",;:、")


def repeats(lines: Sequence[str]) -> list[int]:
    """Return the numbers, from 0, of the lines of one speech's body that only repeat the one before.

    ``lines`` are folded, stripped and not empty. Such a line is a sentence of running prose that comes twice in them.
    Slogans, refrains and forms are repeated on purpose: they are short, or end in an exclamation, or come again elsewhere.

    >>> repeats(["会议表彰了先进,我代表区委向他们表示祝贺。"] * 2), repeats(["中国共产党万岁!"] * 2)
    ([1], [])
    """
    again = [number for number, (one, two) in enumerate(pairwise(lines), 1) if one == two and _is_prose(one)]
    times: Counter[str] = Counter(lines) if again else Counter()
    return [number for number in again if times[lines[number]] == 2]


def _is_prose(line: str) -> bool:
    """Whether a line is a sentence with a pause in it, and that not at its very end."""
    if line[-1] not in "。;!":
        return len(line) >= SHORTEST_OPEN and "。" in line
    return len(line) >= (SHORTEST_CALL if line[-1] == "!" else SHORTEST) and not _MARKS.isdisjoint(line[:-5])
