"""Which paragraphs go: a walk in one total order, in which only kept paragraphs can make another go.

The walk follows (speech id, paragraph index), so no order of input and no number of workers can change its result. A
paragraph goes iff one kept earlier, of another speech, is similar enough: a chain A ~ B ~ C loses B and keeps both ends
where they are unlike. Speeches are walked one at a time, and what a speech keeps joins the leaders only when the speech
is done, so its paragraphs never meet.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Literal

from cleaner.neardup.bands import ALONE, buckets
from cleaner.neardup.keys import MINIMUM
from cleaner.neardup.signatures import signatures
from cleaner.neardup.verify import Similarities

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph as the search sees it: record id of its speech, 0-based index in it, key; protected ones never go."""

    speech: str
    index: int
    key: str
    protected: bool = False

    @property
    def takes_part(self) -> bool:
        """Whether it is compared at all."""
        return not self.protected and len(self.key) >= MINIMUM

    @property
    def place(self) -> tuple[str, int]:
        """Its place in the total order."""
        return self.speech, self.index


@dataclass(frozen=True, slots=True)
class Twin:
    """A paragraph that goes, and the kept one it is a copy of.

    ``exact`` is identity of keys, with a similarity of 1.0; a ``near`` pair reaches 1.0 where the same 5-grams recur in
    different numbers. The similarity is the Jaccard index itself, not rounded, so it never seems to miss the threshold.
    """

    speech: str
    index: int
    kept_speech: str
    kept_index: int
    kind: Literal["exact", "near"]
    similarity: float


def find_near_duplicates(
    paragraphs: Iterable[Unit],
    *,
    threshold: float = 0.8,
    progress: Callable[[int], None] | None = None,
) -> list[Twin]:
    """Return the paragraphs that go, in order of (speech, index); each names the most similar one kept before it.

    An exact copy is named before all others; of equally similar ones the smaller (speech, index) is named. Within a
    speech only a paragraph that repeats the one right before it goes; of a run of repetitions the first stays, and all
    others name it. ``progress`` gets the number of compared paragraphs decided since its last call. The search is
    complete for thresholds from 0.8; see ``bands``.

    Raises ValueError for a threshold outside (0, 1] and for two paragraphs in the same place.
    """
    if not 0 < threshold <= 1:
        raise ValueError(f"threshold must be above 0 and at most 1: {threshold}")
    units = sorted((unit for unit in paragraphs if unit.takes_part), key=lambda unit: unit.place)
    for a, b in pairwise(units):
        if a.place == b.place:
            raise ValueError(f"two paragraphs in one place: speech {a.speech!r}, index {a.index}")
    numbers, keys = distinct_keys(units)
    if len(keys) == 0:
        return []
    leaders = Leaders(keys, buckets(signatures(keys)), threshold)
    twins: list[Twin] = []
    for _, members in groupby(zip(units, numbers, strict=True), key=lambda member: member[0].speech):
        speech = list(members)
        twins += decide(speech, leaders)
        if progress:
            progress(len(speech))
    return twins


def distinct_keys(units: Sequence[Unit]) -> tuple[list[int], list[str]]:
    """Number the distinct keys, told apart by 128-bit hashes; return the number of each unit, and the keys."""
    known: dict[bytes, int] = {}
    numbers: list[int] = []
    keys: list[str] = []
    for unit in units:
        digest = blake2b(unit.key.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        number = known.setdefault(digest, len(keys))
        if number == len(keys):
            keys.append(unit.key)
        numbers.append(number)
    return numbers, keys


class Leaders:
    """The kept paragraphs of the speeches walked so far, one for each key, in the order in which they were kept."""

    def __init__(self, keys: Sequence[str], rows: NDArray[np.int32], threshold: float) -> None:
        self.rows = rows
        self.threshold = threshold
        self.similarities = Similarities(keys)
        self.kept: list[tuple[Unit, int]] = []
        self.by_key: dict[int, Unit] = {}
        self.by_bucket: dict[int, list[int]] = {}
        self.found: dict[int, tuple[int, int, float]] = {}

    def add(self, unit: Unit, number: int) -> None:
        """Take in a kept paragraph; of one speech's kept repetitions the first stands for all."""
        if number in self.by_key:
            return
        self.by_key[number] = unit
        for bucket in self.rows[number].tolist():
            if bucket != ALONE:
                self.by_bucket.setdefault(bucket, []).append(len(self.kept))
        self.kept.append((unit, number))

    def twin(self, unit: Unit, number: int) -> Twin | None:
        """Return the paragraph as the twin of its most similar leader, or None where none is similar enough."""
        same = self.by_key.get(number)
        if same is not None:
            return Twin(*unit.place, *same.place, "exact", 1.0)
        position, similarity = self.most_similar(number)
        if similarity == 0:
            return None
        return Twin(*unit.place, *self.kept[position][0].place, "near", similarity)

    def most_similar(self, number: int) -> tuple[int, float]:
        """Return position and similarity of the first most similar leader; a similarity of 0.0 means there is none.

        What was found for a key is remembered, so its next copy meets only the leaders that have come since.
        """
        seen, best, highest = self.found.get(number, (0, 0, 0.0))
        candidates: set[int] = set()
        for bucket in self.rows[number].tolist():
            members = self.by_bucket.get(bucket)
            if members:
                candidates.update(members[bisect_left(members, seen) :])
        for position in sorted(candidates):
            similarity = self.similarities.at_least(max(self.threshold, highest), number, self.kept[position][1])
            if similarity > highest:
                best, highest = position, similarity
        if candidates:
            self.found[number] = (len(self.kept), best, highest)
        return best, highest


def decide(speech: Sequence[tuple[Unit, int]], leaders: Leaders) -> list[Twin]:
    """Return the twins among the compared paragraphs of one speech; add those it keeps to the leaders."""
    twins: list[Twin] = []
    kept: list[tuple[Unit, int]] = []
    # The last paragraph, its key, and the first of its run of repetitions. That one is kept if the present one meets no
    # leader: their keys, and so their leaders, are the same.
    before, before_number, head = -2, -1, speech[0][0]
    for unit, number in speech:
        repeats = number == before_number and unit.index == before + 1
        head = head if repeats else unit
        before, before_number = unit.index, number
        twin = leaders.twin(unit, number)
        if twin is None and repeats:
            twin = Twin(*unit.place, *head.place, "exact", 1.0)
        if twin is None:
            kept.append((unit, number))
        else:
            twins.append(twin)
    for unit, number in kept:
        leaders.add(unit, number)
    return twins
