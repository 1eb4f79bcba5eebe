"""Which paragraphs go: a walk in one total order, in which only kept paragraphs can make another go.

The walk follows (speech id, paragraph index), so no order of input and no number of workers can change its result. A
paragraph goes iff one kept earlier, of another speech, is similar enough and does not state other facts: a chain A ~ B ~ C
loses B and keeps both ends where they are unlike. Speeches are walked one at a time, and what a speech keeps joins the
leaders only when the speech is done, so its paragraphs never meet.

A bucket holds 64 leaders. Where more come, as in families of paragraphs from one template, the bucket is overfull: a
paragraph then meets the bucket's first leader and those with the same numerals, and numerals alone tell whether two state
other facts. So the work grows with the number of paragraphs, not with its square. What was capped so is told.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise
from typing import Literal, NamedTuple
from zlib import crc32

from cleaner.neardup.kernel import kernel
from cleaner.neardup.keys import SLOT, code_table
from cleaner.neardup.paragraphs import Paragraphs, Record
from cleaner.neardup.strings import Strings
from cleaner.neardup.units import Unit, Units

__all__ = ["Capped", "Pair", "Search", "Twin", "Unit", "Walk", "find_near_duplicates", "search"]

Kind = Literal["exact", "near", "template"]
KINDS: tuple[Kind, ...] = ("exact", "near", "template")
STEP = 1 << 14
"""Paragraphs decided between two reports of progress."""


@dataclass(frozen=True, slots=True)
class Twin:
    """A paragraph that goes, and the kept one it is a copy of; or, of kind ``template``, one that stays and that one.

    ``exact`` is identity of keys, with a similarity of 1.0; a ``near`` pair reaches 1.0 where the same 5-grams recur in
    different numbers. The similarity is the Jaccard index itself, not rounded, so it never seems to miss the threshold;
    where the kept paragraph holds the other (``contained``) it is the share held, by it and the ``others`` of its speech.
    """

    speech: str
    index: int
    kept_speech: str
    kept_index: int
    kind: Literal["exact", "near", "contained", "template"]
    similarity: float
    others: tuple[int, ...] = ()


class Pair(NamedTuple):
    """Two paragraphs by their numbers: one that goes, or is of the same template, and a kept one."""

    item: int
    kept: int
    kind: Kind
    similarity: float


class Capped(NamedTuple):
    """A family of buckets that were overfull: the first leader's number, the paragraphs not compared with all, the leaders."""

    item: int
    paragraphs: int
    leaders: int


@dataclass(frozen=True, slots=True)
class Search:
    """What a search found: the paragraphs that go, and those that stay because they state other facts.

    ``overfull`` are the places of those of overfull buckets, but for the first of each family.
    """

    twins: tuple[Twin, ...]
    templates: tuple[Twin, ...] = ()
    overfull: frozenset[tuple[str, int]] = frozenset()


def find_near_duplicates(
    paragraphs: Iterable[Unit],
    *,
    threshold: float = 0.8,
    progress: Callable[[int], None] | None = None,
) -> list[Twin]:
    """Return the paragraphs that go; see ``search``."""
    return list(search(paragraphs, threshold=threshold, progress=progress).twins)


def search(
    paragraphs: Iterable[Unit],
    *,
    threshold: float = 0.8,
    ranks: Mapping[str, int] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Search:
    """Search for near-duplicates, in the order of (rank of the speech, speech, index); ``ranks`` not given are 0.

    What goes names the most similar paragraph kept before it. An exact copy is named before all others; of equally
    similar ones the first is named. A pair that states other facts makes nothing go: the paragraph is judged by its other
    leaders, and if it stays, the first that is only its template is told. Within a speech only a paragraph that repeats
    the one right before it goes; of a run of repetitions the first stays, and all others name it. ``progress`` gets the
    number of compared paragraphs decided since its last call. The search is complete for thresholds from 0.8; see
    ``bands``.

    Raises ValueError for a threshold outside (0, 1] and for two paragraphs in the same place.
    """
    rank = (ranks or {}).get
    if isinstance(paragraphs, Units):
        return _search_stored(paragraphs, threshold, ranks or {}, progress)
    units = sorted(
        (unit for unit in paragraphs if unit.takes_part), key=lambda unit: (rank(unit.speech, 0), *unit.place)
    )
    for a, b in pairwise(units):
        if a.place == b.place:
            raise ValueError(f"two paragraphs in one place: speech {a.speech!r}, index {a.index}")
    whole = all(unit.text for unit in units)
    held = Paragraphs(keys=not whole)
    speeches = groupby(units, key=lambda unit: unit.speech)
    held.add_records(
        [Record(texts=[(unit.index, unit.text if whole else unit.key) for unit in speech]) for _, speech in speeches]
    )
    walk = Walk(held, threshold=threshold, text=lambda item: units[item].text or units[item].key)
    return _found(walk, lambda item: units[item].place, progress)


def _search_stored(
    units: Units, threshold: float, ranks: Mapping[str, int], progress: Callable[[int], None] | None
) -> Search:
    """Search among paragraphs whose texts are in a file."""
    held, names = units.held, units.names
    references = held.record_order()[: held.reference_records]
    own = ordered(names, ranks)
    order = held.room.numbers("I", chain(references, (speech + held.reference_records for speech in own)))
    return _found(Walk(held, threshold=threshold, order=order), units.place, progress)


def ordered(names: Strings, ranks: Mapping[str, int]) -> Sequence[int]:
    """Return the numbers of speeches in the order of ranks, then names."""
    own = names.in_order()
    return sorted(own, key=lambda number: ranks.get(names[number], 0)) if ranks else own


def _found(walk: Walk, place: Callable[[int], tuple[str, int]], progress: Callable[[int], None] | None) -> Search:
    """Walk, and tell the pairs by the places of the paragraphs."""
    twins: list[Twin] = []
    templates: list[Twin] = []
    for pair in walk.pairs(progress):
        twin = Twin(*place(pair.item), *place(pair.kept), pair.kind, pair.similarity)
        (templates if pair.kind == "template" else twins).append(twin)
    return Search(tuple(twins), tuple(templates), frozenset(map(place, walk.overfull())))


class Walk:
    """The walk over all paragraphs of a ``Paragraphs``, to which nothing may be added any more.

    ``guard`` keeps what states other facts. ``order`` names the records in another total order than that of their ids.
    ``text`` gives the text of a paragraph, for its figures. Raises ValueError for a threshold outside (0, 1].
    """

    def __init__(
        self,
        paragraphs: Paragraphs,
        *,
        threshold: float = 0.8,
        guard: bool = True,
        order: memoryview | None = None,
        text: Callable[[int], str] | None = None,
    ) -> None:
        if not 0 < threshold <= 1:
            raise ValueError(f"threshold must be above 0 and at most 1: {threshold}")
        self.paragraphs = paragraphs
        columns = paragraphs.columns
        figures = _Figures(text or paragraphs.text) if guard else None
        room = paragraphs.room
        self.order = paragraphs.record_order() if order is None else order
        ranked = kernel().order_items(columns["records"].view(), self.order, room)
        numbers, firsts = kernel().distinct(columns["hashes"].view(), ranked, room)
        columns["hashes"].clear()
        self.sources = paragraphs.walk_sources()
        self.state = kernel().walk(
            ranked,
            numbers,
            columns["records"].view(),
            columns["indices"].view(),
            firsts,
            columns["places"].view(),
            _buckets(paragraphs, memoryview(firsts)),
            self.sources,
            None if paragraphs.keys else code_table(),
            paragraphs.by_line,
            threshold,
            paragraphs.references,
            figures.of if figures else None,
            figures.other_facts if figures else None,
            room,
        )

    def pairs(self, progress: Callable[[int], None] | None = None) -> Iterator[Pair]:
        """Walk; yield the pairs in the order of their first members."""
        for rows in self.rows(progress):
            numbers = iter(rows)
            for item, kept, kind, common, union in zip(numbers, numbers, numbers, numbers, numbers, strict=True):
                yield Pair(item, kept, KINDS[kind], common / union)

    def rows(self, progress: Callable[[int], None] | None = None) -> Iterator[array[int]]:
        """Walk; yield rows of five numbers: item, kept item, number of the kind, common and all 5-grams."""
        reached = 0
        while reached < len(self.paragraphs):
            before = reached
            reached, rows = kernel().walk_on(self.state, reached + STEP)
            self.paragraphs.forget()
            yield array("I", rows)
            if progress:
                progress(reached - before)

    def capped(self) -> list[Capped]:
        """Return, after the walk, the families that were not compared whole."""
        numbers = array("I", kernel().capped(self.state))
        return [Capped(*numbers[at : at + 3]) for at in range(0, len(numbers), 3)]

    def overfull(self) -> list[int]:
        """Return, after the walk, what was in overfull buckets: of each distinct key the first, but not of each family."""
        firsts = {family.item for family in self.capped()}
        return [item for item in array("I", kernel().overfull(self.state)) if item not in firsts]

    def close(self) -> None:
        """Let go of what only the walk needs."""
        self.state = None
        for band in self.paragraphs.bands:
            band.clear()


def _buckets(paragraphs: Paragraphs, firsts: memoryview) -> Iterator[tuple[int, memoryview]]:
    """Put, in each band's column, the bucket of each distinct key in place of the band keys; yield how many there are, and these.

    One after the other: grouping takes little time, and 24 bytes a paragraph of the room, the same for all; but of columns in
    files one is in memory, and nothing beside it.
    """
    room, size = paragraphs.room, len(firsts)
    scratch: memoryview | None = None
    for column in paragraphs.bands:
        view = memoryview(column.view())
        scratch = scratch or room.zeros(6 * size + 256)
        count = kernel().group(view, firsts, view[:size], scratch, room)
        if paragraphs.in_files:
            scratch = None
        yield count, view[:size]
        column.forget()


class _Figures:
    """Numbers sets of figures, so that the kernel can hold them: 0 is the empty one.

    Each set has a pattern of bits too, one a figure: where each of two patterns has a bit that the other lacks, so have the
    sets a figure. A set with a masked figure, which may be any other, has all bits.
    """

    def __init__(self, text: Callable[[int], str]) -> None:
        from cleaner.neardup.figures import figures, other_facts

        self.text, self.figures, self.judge = text, figures, other_facts
        self.numbers: dict[frozenset[str], int] = {frozenset(): 0}
        self.sets: list[frozenset[str]] = [frozenset()]

    def of(self, item: int) -> tuple[int, int]:
        """Return number and bits of a paragraph's figures."""
        found = self.figures(self.text(item))
        number = self.numbers.setdefault(found, len(self.sets))
        if number == len(self.sets):
            self.sets.append(found)
        if any(SLOT in figure for figure in found):
            return number, (1 << 64) - 1
        bits = 0
        for figure in found:
            bits |= 1 << (crc32(figure.encode()) % 63)
        return number, bits

    def other_facts(self, a: int, b: int) -> bool:
        """Whether each of two sets has a figure that the other lacks."""
        return self.judge(self.sets[a], self.sets[b])
