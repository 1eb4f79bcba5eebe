"""Put edits together and apply them: the one place where text is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cleaner.model import Edit


def overlay(over: Sequence[Edit], under: Iterable[Edit]) -> list[Edit]:
    """Merge two sorted lists of disjoint edits; where both want a character, ``over`` has it.

    What is left of an edit of ``under`` keeps its ``new`` on the first piece only.

    >>> a, b = Edit(2, 4, "", "rule", "share", "a"), Edit(0, 6, " ", "join", "layout", "b")
    >>> [(e.start, e.end, e.new) for e in overlay([a], [b])]
    [(0, 2, ' '), (2, 4, ''), (4, 6, '')]
    """
    if not over:
        return list(under)
    merged = list(over)
    position = 0
    for edit in under:
        while position < len(over) and over[position].end <= edit.start:
            position += 1
        ahead, start, new = position, edit.start, edit.new
        while start < edit.end:
            stop = over[ahead].start if ahead < len(over) else edit.end
            if start == edit.start and edit.end <= stop:
                merged.append(edit)
            elif start < min(stop, edit.end):
                merged.append(replace(edit, start=start, end=min(stop, edit.end), new=new))
                new = ""
            start = max(start, over[ahead].end) if ahead < len(over) else edit.end
            ahead += 1
    merged.sort(key=lambda edit: edit.start)
    return merged


def without(edits: Iterable[Edit], kept: Sequence[Edit]) -> list[Edit]:
    """Return what is left of sorted and disjoint ``edits`` outside the ranges of ``kept``.

    >>> [(e.start, e.end) for e in without([Edit(0, 9, "", "rule", "", "a")], [Edit(3, 5, "", "", "", "")])]
    [(0, 3), (5, 9)]
    """
    if not kept:
        return list(edits)
    own = set(map(id, kept))
    return [edit for edit in overlay(kept, edits) if id(edit) not in own]


def disjoint(edits: Iterable[Edit]) -> list[Edit]:
    """Make edits of one rank disjoint, whatever their order: the one that starts first, then the longer, then by rule.

    >>> [(e.start, e.end) for e in disjoint([Edit(3, 8, "", "rule", "", "b"), Edit(0, 5, "", "rule", "", "a")])]
    [(0, 5), (5, 8)]
    """
    kept: list[Edit] = []
    end = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end, edit.rule)):
        if edit.end > end:
            kept.append(edit if edit.start >= end else replace(edit, start=end))
            end = edit.end
    return kept


def apply_edits(text: str, edits: Iterable[Edit], start: int = 0, end: int | None = None) -> str:
    """Return ``text[start:end]`` with the sorted edits that lie inside it applied."""
    return "".join(piece for piece in _pieces(text, edits, start, len(text) if end is None else end))


def _pieces(text: str, edits: Iterable[Edit], start: int, end: int) -> Iterator[str]:
    for edit in edits:
        if edit.start >= end:
            break
        if edit.start >= start:
            yield text[start : edit.start]
            yield edit.new
            start = edit.end
    yield text[start:end]
