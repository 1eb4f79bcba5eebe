"""What a comparison of two corpora says: frozen, in plain numbers, and of everything only a few samples.

Characters are code points that are no blanks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that decides a run, and what it was in each."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Sides:
    """How many things of a kind there are in each corpus, how many in one only, and a random few of these.

    ``changed`` counts those that are in both and differ.
    """

    old: int
    new: int
    only_old: int
    only_new: int
    old_samples: Sequence[str] = ()
    new_samples: Sequence[str] = ()
    changed: int = 0

    @property
    def same(self) -> bool:
        """Whether there is no difference."""
        return not (self.only_old or self.only_new or self.changed)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the record that differs in so many records; samples are (record, source, old, new)."""

    name: str
    records: int
    samples: Sequence[tuple[str, str, Any, Any]]


@dataclass(frozen=True, slots=True)
class Sample:
    """A piece of text, and what stands beside it in its line; empty where no ledger holds the text."""

    source: str
    before: str
    text: str
    after: str


@dataclass(frozen=True, slots=True)
class Fate:
    """Characters that the two runs treat differently.

    ``what`` is ``removed`` (they stayed and now go), ``restored`` (they went and now stay), ``reason`` (they go, and for
    another reason) or ``rewritten`` (something else stands in their place). ``old`` and ``new`` name what was done and why:
    ``category/rule``, or ``kept``.
    """

    what: str
    old: str
    new: str
    pieces: int
    characters: int
    documents: int
    samples: Sequence[Sample]


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that two corpora differ in.

    ``settings`` and ``inputs`` say what went into the runs, all else what came out. ``fates`` is None where a ledger is
    missing, so that nothing is known of single characters.
    """

    settings: Sequence[Setting]
    inputs: Sides
    errors: Sides
    documents: Sides
    records: Sides
    paragraphs: Sides
    fields: Sequence[Field]
    fates: Sequence[Fate] | None
    near_duplicates: Mapping[str, Sides]

    @property
    def same(self) -> bool:
        """Whether the same came out of both runs."""
        sides = (self.errors, self.documents, self.records, self.paragraphs, *self.near_duplicates.values())
        return all(side.same for side in sides) and not self.fields and not self.fates
