"""Bring the documents of two corpora together, whatever order they come in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from cleaner.model import record_id
from cleaner.report.corpus import Corpus, Text, documents


def name_of(text: Text) -> str:
    """Return what the ids of a document's records begin with."""
    name = record_id(text.source, text.key, 1) if text.entries else str(text.records[0]["id"])
    return name.rpartition("-")[0]


def pairs(old: Corpus, new: Corpus) -> Iterator[tuple[Text | None, Text | None]]:
    """Yield each document of either corpus with its other self, or None where there is none.

    Both are read once and alongside each other: what waits for its other self is only what the one has and the other has
    not, or has elsewhere.
    """
    waiting: tuple[dict[str, Text], dict[str, Text]] = {}, {}
    for both in zip_longest(documents(old), documents(new)):
        for side, text in enumerate(both):
            if text is None:
                continue
            name = name_of(text)
            other = waiting[1 - side].pop(name, None)
            if other is None:
                waiting[side][name] = text
            else:
                yield (other, text) if side else (text, other)
    yield from ((text, None) for text in waiting[0].values())
    yield from ((None, text) for text in waiting[1].values())
