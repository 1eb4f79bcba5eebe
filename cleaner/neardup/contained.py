"""Paragraphs that another speech holds within its own: boundaries differ between sites, and Jaccard does not see it.

One page's paragraph is two of another's. A second search over the paragraphs that the first one kept, longest key first,
takes out each of which nine tenths of the 5-grams lie in kept paragraphs of one other speech.

Candidates are found by winnowing (S. Schleimer, D. Wilkerson, A. Aiken, "Winnowing: local algorithms for document
fingerprinting", 2003): of every ``WINDOW`` 5-grams in a row the one with the least hash is a fingerprint. Two paragraphs
that share a run of 20 characters of their keys share a fingerprint with certainty, and about one 5-gram in eight is one.
Each edit of a character takes four or five 5-grams from the tenth that may be missing, so some run of a paragraph that is
held is as long as that but in constructed text. A paragraph asks for others with the ``RAREST`` of its fingerprints, among
which are those that nobody else has: what is held has few of them, so most paragraphs are done with that. A fingerprint of
more than ``MOST_HOLDERS`` paragraphs proposes the first of those alone, and a paragraph is compared with ``MOST_TRIED``
speeches at most: what hides behind more is not found.

Of a family of paragraphs whose buckets were overfull (see ``leaders``) only the first takes part.

What is found is counted exactly: the share is that of the 5-grams that lie in the paragraphs that are named.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING, Any, Literal

from cleaner.neardup.figures import figures, lacks
from cleaner.neardup.kernel import kernel
from cleaner.neardup.keys import code_table
from cleaner.neardup.leaders import Search, Twin, Unit, ordered
from cleaner.neardup.memory import Numbers, Room
from cleaner.neardup.paragraphs import Paragraphs as Held
from cleaner.neardup.strings import Strings
from cleaner.neardup.units import Units
from cleaner.neardup.verify import WINDOW

SHARE = 0.9
"""The share of a paragraph's 5-grams that the paragraphs of one other speech must hold."""

FEWEST_GRAMS = 20
"""5-grams by which a paragraph must add to what others hold, to count: less is what any two texts share."""

MOST_HOLDERS = 16
"""Paragraphs that one fingerprint proposes, longest first."""

MOST_TRIED = 16
"""Speeches that one paragraph is compared with, those with most of its fingerprints first."""

RAREST = 1 / 3
"""The share of a paragraph's fingerprints by which it asks for others: those that come least often."""

FEWEST_ASKED = 8
"""Fingerprints that it asks with at least, if it has them: where two paragraphs became one, there are some of its own."""

LEAST_SHARED = 0.3
"""Of these, what a speech must share to be looked at. What edits change nobody else has, so it is all among the rarest:
a speech is looked at as long as two thirds of the fingerprints are left."""

SIEVES = 64 << 20
"""Bytes that a thread of the kernel may take for what it knows of large keys."""

BATCH = 1 << 14
"""Paragraphs whose fingerprints are taken at a time."""


if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

    # a column of numbers of 32 bits
    Series = array[int] | memoryview


@dataclass(frozen=True, slots=True)
class Prints:
    """Of numbered paragraphs the lengths of their keys, how many fingerprints each has, and these in a row."""

    lengths: Buffer
    counts: Buffer
    values: Buffer


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """What the search asks of numbered paragraphs: texts to read, figures, and columns.

    These are, by paragraph, its speech and its index in it, and by speech its rank in the order in which one goes before
    another; speeches of a rank below ``first_own`` are references. ``prints`` are the fingerprints of all, if they are known.
    The search has its memory in ``room``, and so many threads as ``workers``.
    """

    texts: Any
    figures: Callable[[int], frozenset[str]]
    speeches: Series
    indices: Series
    ranks: Series
    first_own: int = 0
    prints: Prints | None = None
    room: Room = field(default_factory=Room)
    workers: int = 1


@dataclass(frozen=True, slots=True)
class Holding:
    """A paragraph, the paragraphs of one other speech that hold it, most first, and the share of it that they hold.

    The share is that of the counts ``held`` and ``all``.
    """

    item: int
    holders: tuple[int, ...]
    held: int
    all: int

    @property
    def share(self) -> float:
        """One correctly rounded division."""
        return self.held / self.all


@dataclass(frozen=True, slots=True)
class Outcome:
    """What goes because it is held; what stays although it is, because it states a figure that the holders lack; references.

    Of these, ``leaks``, each is told with every speech that holds it.
    """

    gone: tuple[Holding, ...]
    templates: tuple[Holding, ...]
    leaks: tuple[Holding, ...] = ()


def asked_of(count: int) -> tuple[int, int]:
    """Return with how many of its fingerprints a paragraph asks for others, and how many of these a speech must share.

    >>> asked_of(3), asked_of(22), asked_of(300)
    ((3, 1), (8, 3), (100, 30))
    """
    asked = min(max(ceil(count * RAREST), FEWEST_ASKED), count)
    return asked, max(ceil(asked * LEAST_SHARED), 1)


def contained(
    survivors: Iterable[int],
    paragraphs: Paragraphs,
    *,
    named: Mapping[int, Sequence[int]],
    told: Collection[int] = (),
) -> Outcome:
    """Search the kept paragraphs ``survivors``, whose keys have ``keys.MINIMUM`` characters or more.

    ``named`` are the dropped paragraphs that name a kept one as their twin: it goes only if the same speech holds those
    too, which then stand in ``gone`` with it. What holds another paragraph stays. ``told`` are the survivors that are
    known to be made from a template; they are not told again. The outcome depends on keys, figures and places alone.
    """
    known = frozenset(told)
    return judge(
        _candidates(paragraphs.room.numbers("I", survivors), paragraphs, known), paragraphs, named=named, told=known
    )


def judge(
    candidates: Iterable[tuple[int, Sequence[Sequence[int]]]],
    paragraphs: Paragraphs,
    *,
    named: Mapping[int, Sequence[int]],
    told: Collection[int] = (),
) -> Outcome:
    """Decide which paragraphs go; ``candidates`` are, longest key first, each that others may hold, with these by speech."""
    search = _Search(paragraphs, named, frozenset(told))
    references = []
    for item, by_speech in candidates:
        if search.rank(item) < paragraphs.first_own:
            references.append((item, by_speech))
        else:
            search.decide(item, by_speech)
    leaks = [holding for item, by_speech in references for holding in search.found(item, by_speech)]
    return Outcome(tuple(search.gone), tuple(search.templates), tuple(leaks))


def _candidates(
    items: memoryview, paragraphs: Paragraphs, told: frozenset[int]
) -> Iterator[tuple[int, list[list[int]]]]:
    """Yield, longest key first, each paragraph that others may hold, with these by speech, in the order of their places.

    They are of the speeches that share most fingerprints with it, and enough of its 5-grams if nothing of them goes.
    """
    prints = paragraphs.prints or _prints(paragraphs, items)
    rows = array(
        "I",
        kernel().sharers(
            paragraphs.texts,
            items,
            _marked(told, items, paragraphs.room),
            prints.lengths,
            prints.counts,
            prints.values,
            paragraphs.speeches,
            paragraphs.ranks,
            paragraphs.indices,
            paragraphs.first_own,
            MOST_HOLDERS,
            MOST_TRIED,
            FEWEST_ASKED,
            RAREST,
            LEAST_SHARED,
            SHARE,
            paragraphs.room.threads(paragraphs.workers, SIEVES),
            paragraphs.room,
        ),
    )
    at = 0
    while at < len(rows):
        end = at + 2 + rows[at + 1]
        yield rows[at], [list(group) for _, group in groupby(rows[at + 2 : end], key=paragraphs.speeches.__getitem__)]
        at = end


def _marked(chosen: Iterable[int], items: memoryview, room: Room) -> memoryview:
    """Return a byte for each of some items, which ascend: whether it is chosen."""
    marks = room.zeros(len(items))
    for item in chosen:
        at = bisect_left(items, item)
        if at < len(items) and items[at] == item:
            marks[at] = 1
    return marks


def _prints(paragraphs: Paragraphs, items: memoryview) -> Prints:
    """Return the fingerprints of some paragraphs, which are numbered in order."""
    room, size = paragraphs.room, 4 * len(paragraphs.speeches)
    lengths, counts = (room.zeros(size).cast("I") for _ in range(2))
    values = room.column()
    for start in range(0, len(items), BATCH):
        batch = items[start : start + BATCH]
        more, many, prints = kernel().winnow(paragraphs.texts, batch, WINDOW)
        for item, length, count in zip(batch, array("I", more), array("I", many), strict=True):
            lengths[item], counts[item] = length, count
        values.append(prints)
        room.forget()
    return Prints(lengths, counts, values.view())


def find_contained(
    units: Iterable[Unit], found: Search, ranks: Mapping[str, int] | None = None, *, settled: int = 0
) -> Search:
    """Return what ``leaders.search`` found among ``units``, in the order of ``ranks``, with what is contained as well.

    The first ``settled`` units, which by their ranks come before all others, may hold some of these, and stay.
    Twins of a paragraph that goes now name what holds it and them. A pair of one template is told while both stay.
    """
    items: Sequence[Unit] = units if isinstance(units, Sequence) else list(units)
    names, speeches, indices = _columns(items)
    held = items.held if isinstance(items, Units) else Held()
    room = held.room
    taking, number = _taking_part(items, found, room)
    order = _in_order(names, ranks or {}, room)
    named: defaultdict[int, list[int]] = defaultdict(list)
    for twin in found.twins:
        named[number[twin.kept_speech, twin.kept_index]].append(number[twin.speech, twin.index])
    gone = {item for followers in named.values() for item in followers}
    outcome = contained(
        (item for item in taking if item not in gone),
        Paragraphs(
            texts=_texts(items),
            figures=lambda item: figures(items[item].text or items[item].key),
            speeches=speeches,
            indices=indices,
            ranks=order,
            first_own=len(set(speeches[:settled])),
            room=room,
            workers=held.workers,
        ),
        named=named,
        told={number[place] for twin in found.templates for place in _named(twin)},
    )

    def told(holding: Holding, kind: Literal["contained", "template"]) -> Twin:
        kept, *others = (items[item] for item in holding.holders)
        also = tuple(other.index for other in others)
        return Twin(*items[holding.item].place, *kept.place, kind, holding.share, also)

    twins = {(twin.speech, twin.index): twin for twin in found.twins}
    twins |= {(twin.speech, twin.index): twin for twin in (told(each, "contained") for each in outcome.gone)}
    templates = [*found.templates, *(told(each, "template") for each in outcome.templates)]
    stay = [twin for twin in templates if not twins.keys() & _named(twin)]
    sort = partial(sorted, key=lambda twin: (order[names.find(twin.speech)], twin.index))
    return Search(tuple(sort(twins.values())), tuple(sort(stay)))


def _taking_part(items: Sequence[Unit], found: Search, room: Room) -> tuple[Numbers, dict[tuple[str, int], int]]:
    """Return the numbers of what is compared, and by their places those of what was found already."""
    known = {place for twin in (*found.twins, *found.templates) for place in _named(twin)}
    number: dict[tuple[str, int], int] = {}
    taking = Numbers("I", room)
    for item, unit in enumerate(items):
        if unit.takes_part:
            if unit.place not in found.overfull:
                taking.append(item)
            if unit.place in known:
                number[unit.place] = item
    return taking, number


def _texts(items: Sequence[Unit]) -> Any:
    """Prepare the texts of paragraphs to be read again: from their file, or put into one."""
    if isinstance(items, Units):
        return kernel().texts(items.places, items.held.walk_sources(), code_table(), False)
    whole = all(unit.text for unit in items)
    held = Held(keys=not whole)
    places = array("Q", (held.to_spool(unit.text if whole else unit.key) for unit in items))
    return kernel().texts(places, held.walk_sources(), code_table() if whole else None, False)


def _columns(items: Sequence[Unit]) -> tuple[Strings, Series, Series]:
    """Return the names of the speeches, and by paragraph the number of its speech and its index there."""
    if isinstance(items, Units):
        return items.names, items.speeches, items.indices
    names: dict[str, int] = {}
    speeches = array("I", (names.setdefault(unit.speech, len(names)) for unit in items))
    return Strings(names), speeches, array("I", (unit.index for unit in items))


def _in_order(names: Strings, ranks: Mapping[str, int], room: Room) -> memoryview:
    """Return, by their numbers, the places of speeches in the order of ranks, then names."""
    return memoryview(kernel().places(room.numbers("I", ordered(names, ranks)), room)).cast("I")


def _named(twin: Twin) -> set[tuple[str, int]]:
    """Return the places of all paragraphs that a pair names."""
    return {(twin.speech, twin.index), *((twin.kept_speech, index) for index in (twin.kept_index, *twin.others))}


class _Search:
    """The walk over kept paragraphs."""

    def __init__(self, paragraphs: Paragraphs, named: Mapping[int, Sequence[int]], told: frozenset[int]) -> None:
        self.paragraphs = paragraphs
        self.named = named
        self.told = told
        self.figures = lru_cache(1024)(paragraphs.figures)
        self.dropped: set[int] = set()
        self.holding: set[int] = set()
        self.gone: list[Holding] = []
        self.templates: list[Holding] = []

    def rank(self, item: int) -> int:
        """Return the rank of the speech that a paragraph is in."""
        return self.paragraphs.ranks[self.paragraphs.speeches[item]]

    def decide(self, item: int, speeches: Sequence[Sequence[int]]) -> None:
        """Let a paragraph go if one other speech holds it; ``speeches`` are the candidates of each."""
        if item in self.holding:
            return
        stays: Holding | None = None
        for holding in sorted(self.found(item, speeches), key=lambda each: -each.share):  # of equals the first speech
            followers = self.followers(holding)
            if followers is None:
                continue
            if any(self.states_more(each.item, each.holders) for each in (holding, *followers)):
                stays = stays or holding
                continue
            self.gone += (holding, *followers)
            self.dropped.add(item)
            self.holding.update(holding.holders)
            return
        if stays and item not in self.told:
            self.templates.append(stays)

    def found(self, item: int, speeches: Sequence[Sequence[int]]) -> Iterator[Holding]:
        """Yield what each speech holds of a paragraph, where it is enough."""
        for others in speeches:
            kept = [other for other in others if other not in self.dropped]
            if item in self.told and self.has_more_numerals(item, kept):
                continue
            holding = self.held(item, kept, FEWEST_GRAMS)
            if holding and holding.share >= SHARE:
                yield holding

    def held(self, item: int, others: Sequence[int], fewest: int) -> Holding | None:
        """Return which of some paragraphs hold ``item``, or None if none does."""
        holders, held, grams = kernel().hold(self.paragraphs.texts, item, array("I", others), fewest)
        return Holding(item, tuple(array("I", holders)), held, grams) if holders else None

    def followers(self, holding: Holding) -> list[Holding] | None:
        """Return what named the paragraph as its twin, as held by its holders; None if one of them is not."""
        speech = self.paragraphs.speeches[holding.holders[0]]
        found = []
        for item in self.named.get(holding.item, ()):
            if self.paragraphs.speeches[item] == speech:
                return None
            held = self.held(item, holding.holders, 1)
            if held is None or held.share < SHARE:
                return None
            found.append(Holding(item, holding.holders, held.held, held.all))
        return found

    def has_more_numerals(self, item: int, others: Sequence[int]) -> bool:
        """Whether a paragraph has, or may have, a numeral that others lack."""
        return kernel().has_more_numerals(self.paragraphs.texts, item, array("I", others))

    def states_more(self, item: int, holders: Sequence[int]) -> bool:
        """Whether a paragraph states a figure that its holders lack; where they have all its numerals it does not."""
        if not self.has_more_numerals(item, holders):
            return False
        own = self.figures(item)
        if not own.difference(*map(self.figures, holders)):
            return False
        return lacks(frozenset[str]().union(*map(self.figures, holders)), own)


def held_share(grams: frozenset[str], held: frozenset[str]) -> float:
    """Return the share of ``grams`` that is in ``held``: one correctly rounded division of two counts."""
    return len(grams & held) / len(grams) if grams else 0.0
