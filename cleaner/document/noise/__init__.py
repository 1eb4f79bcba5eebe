"""Find noise: characters that no writer meant, wherever they stand. Each becomes an edit of cause ``noise``.

Each kind of noise is a module: ``may_be_in`` is a gate that costs next to nothing in clean text, ``find`` yields edits. What
was found is taken out and the rest is searched again, since noise hides in noise: ``&lt;p&gt;``, or ``&nbsp;`` with a
zero-width blank inside it. So what is left holds none. In doubt a character stays: text that is lost is worse than noise
that is left.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from cleaner.document.edits import apply_edits
from cleaner.document.noise import (
    enclosed,
    entities,
    escapes,
    glosses,
    invisible,
    jamming,
    lost_breaks,
    markup,
    private_use,
    radicals,
    replacement,
    scripts,
    styles,
)
from cleaner.document.noise.base import Kind, noise
from cleaner.document.noise.doubled import repeats
from cleaner.model import Edit

__all__ = ["KINDS", "find_noise", "repeats"]

KINDS: tuple[Kind, ...] = (
    invisible,
    radicals,
    private_use,
    replacement,
    escapes,
    entities,
    markup,
    enclosed,
    styles,
    scripts,
    glosses,
    jamming,
    lost_breaks,
)
ROUNDS = 8  # real pages need two; only made-up nesting needs more


def find_noise(text: str) -> list[Edit]:
    r"""Return the noise in ``text`` as sorted, disjoint edits; ``new`` is empty or the one character that was meant.

    >>> [(edit.start, edit.new, edit.rule) for edit in find_noise("同\u200b志⻩河&ldquo;")]
    [(1, '', 'invisible'), (3, '黄', 'radical'), (5, '“', 'entity')]
    """
    edits: list[Edit] = []
    left = text
    for _ in range(ROUNDS):
        found = _first_come(edit for kind in KINDS if kind.may_be_in(left) for edit in kind.find(left))
        if not found:
            break
        edits = _after(edits, found)
        left = apply_edits(text, edits)
    return edits


def _first_come(edits: Iterable[Edit]) -> list[Edit]:
    """Sort; of two that overlap the first stays, or the longer where both start together: the next round sees the rest."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end, edit.rule)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def _after(first: Sequence[Edit], second: Iterable[Edit]) -> list[Edit]:
    """Add edits of the edited text to the edits that made it, and say both in offsets of the original.

    As ``new`` is one character at most, an edit of ``first`` is inside one of ``second`` or outside it, never cut.

    >>> nested = _after([noise(1, 5, "entity", "<"), noise(6, 10, "entity", ">")], [noise(1, 4, "markup")])
    >>> [(edit.start, edit.end, edit.new, edit.rule) for edit in nested]
    [(1, 10, '', 'markup')]
    """
    starts, ends, shift = [], [], 0
    for edit in first:
        starts.append(edit.start + shift)
        ends.append(starts[-1] + len(edit.new))
        shift = ends[-1] - edit.end
    merged: list[Edit] = []
    done = 0
    for edit in second:
        low, high = bisect_right(ends, edit.start), bisect_left(starts, edit.end)
        start = edit.start + (first[low - 1].end - ends[low - 1] if low else 0)
        end = edit.end + (first[high - 1].end - ends[high - 1] if high else 0)
        merged += first[done:low]
        merged.append(noise(start, end, edit.rule, edit.new))
        done = high
    return [*merged, *first[done:]]
