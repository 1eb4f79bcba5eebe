"""Paragraphs that another speech holds within its own: boundaries differ between sites, and Jaccard does not see it.

One page's paragraph is two of another's. A second search over the paragraphs that the first one kept, longest key first,
takes out each of which nine tenths of the 5-grams lie in kept paragraphs of one other speech.

Candidates are found by winnowing (S. Schleimer, D. Wilkerson, A. Aiken, "Winnowing: local algorithms for document
fingerprinting", 2003): of every ``WINDOW`` 5-grams in a row the one with the least hash is a fingerprint. Two paragraphs
that share a run of 20 characters of their keys share a fingerprint with certainty, and about one 5-gram in eight is one.
Each edit of a character takes four or five 5-grams from the tenth that may be missing, so some run of a paragraph that is
held is as long as that but in constructed text. A fingerprint of more than ``MOST_HOLDERS`` paragraphs proposes the first
of those alone, and a paragraph is compared with ``MOST_TRIED`` speeches at most: what hides behind more is not found.

What is found is counted exactly: the share is that of the 5-grams that lie in the paragraphs that are named.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import groupby
from operator import itemgetter
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Literal

from cleaner.neardup.figures import figures, lacks
from cleaner.neardup.leaders import Search, Twin, Unit
from cleaner.neardup.verify import WIDTH, shingles

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHARE = 0.9
"""The share of a paragraph's 5-grams that the paragraphs of one other speech must hold."""

WINDOW = 16
"""5-grams in a row of which one is a fingerprint."""

FEWEST_GRAMS = 20
"""5-grams by which a paragraph must add to what others hold, to count: less is what any two texts share."""

MOST_HOLDERS = 16
"""Paragraphs that one fingerprint proposes, longest first."""

MOST_TRIED = 16
"""Speeches that one paragraph is compared with, those with most of its fingerprints first."""

LEAST_SHARED = 0.25
"""Of a paragraph's fingerprints, what a speech must share to be looked at: edits as dense as can be leave a third."""

_LOWER = 0xFFFFFFFF

BATCH = 1 << 16
"""Characters hashed at a time."""

PARTS = 16
"""Fingerprints are sorted in so many parts, which wait on disk once there are more than ``BUFFERED`` in memory."""

BUFFERED = 1 << 22

PAIRS = 1 << 20
"""Pairs of paragraphs that are counted at a time."""

LARGE = 2000
"""Characters from which a paragraph is large: its 5-grams take some 130 bytes each in memory."""


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """What the search asks of numbered paragraphs: key and figures, and columns: length of the key, speech, index in it.

    Speeches are numbered in the order in which one goes before another.
    """

    key: Callable[[int], str]
    figures: Callable[[int], frozenset[str]]
    lengths: Sequence[int]
    speeches: Sequence[int]
    indices: Sequence[int]


@dataclass(frozen=True, slots=True)
class Holding:
    """A paragraph, the paragraphs of one other speech that hold it, most first, and the share of it that they hold."""

    item: int
    holders: tuple[int, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What goes because it is held, and what stays although it is, because it states a figure that the holders lack."""

    gone: tuple[Holding, ...]
    templates: tuple[Holding, ...]


def contained(
    survivors: Sequence[int],
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
    import numpy as np

    items = np.asarray(survivors, dtype=np.int64)
    columns = (paragraphs.indices, paragraphs.speeches, paragraphs.lengths)
    indices, speeches, lengths = (np.asarray(column, dtype=np.int64)[items] for column in columns)
    order = np.lexsort((indices, speeches, -lengths))
    walk = items[order]
    search = _Search(paragraphs, named, frozenset(told))
    for position, by_speech in candidates(walk, paragraphs.key, speeches[order], indices[order]):
        search.decide(int(walk[position]), [walk[others].tolist() for others in by_speech])
    return Outcome(tuple(search.gone), tuple(search.templates))


def find_contained(units: Iterable[Unit], found: Search, ranks: Mapping[str, int] | None = None) -> Search:
    """Return what ``leaders.search`` found among ``units``, in the order of ``ranks``, with what is contained as well.

    Twins of a paragraph that goes now name what holds it and them. A pair of one template is told while both stay.
    """
    items: Sequence[Unit] = units if isinstance(units, Sequence) else list(units)
    known = {place for twin in (*found.twins, *found.templates) for place in _named(twin)}
    number: dict[tuple[str, int], int] = {}
    names: dict[str, int] = {}
    taking, lengths, speeches, indices = array("Q"), array("I"), array("I"), array("I")
    for item, unit in enumerate(items):
        lengths.append(unit.length)
        speeches.append(names.setdefault(unit.speech, len(names)))
        indices.append(unit.index)
        if unit.takes_part:
            taking.append(item)
            if unit.place in known:
                number[unit.place] = item
    order = _in_order(names, ranks or {})
    named: defaultdict[int, list[int]] = defaultdict(list)
    for twin in found.twins:
        named[number[twin.kept_speech, twin.kept_index]].append(number[twin.speech, twin.index])
    gone = {item for followers in named.values() for item in followers}
    outcome = contained(
        array("Q", (item for item in taking if item not in gone)),
        Paragraphs(
            key=lambda item: items[item].key,
            figures=lambda item: figures(items[item].text or items[item].key),
            lengths=lengths,
            speeches=array("I", (order[speech] for speech in speeches)),
            indices=indices,
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
    sort = partial(sorted, key=lambda twin: (order[names[twin.speech]], twin.index))
    return Search(tuple(sort(twins.values())), tuple(sort(stay)))


def _in_order(names: Mapping[str, int], ranks: Mapping[str, int]) -> array[int]:
    """Return, by their numbers, the places of speeches in the order of ranks, then names."""
    order = array("I", bytes(4 * len(names)))
    for place, name in enumerate(sorted(names, key=lambda name: (ranks.get(name, 0), name))):
        order[names[name]] = place
    return order


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
        self.small, self.large = (lru_cache(most)(lambda item: shingles(paragraphs.key(item))) for most in (512, 16))
        self.dropped: set[int] = set()
        self.holding: set[int] = set()
        self.gone: list[Holding] = []
        self.templates: list[Holding] = []

    def decide(self, item: int, speeches: Sequence[Sequence[int]]) -> None:
        """Let a paragraph go if one other speech holds it; ``speeches`` are the candidates of each."""
        if item in self.holding:
            return
        found = []
        for others in speeches:
            kept = [other for other in others if other not in self.dropped]
            if item in self.told and self.states_more(item, kept):
                continue
            holding = self.held(item, kept)
            if holding:
                found.append(holding)
        stays: Holding | None = None
        for holding in sorted(found, key=lambda each: -each.share):  # of equals the first speech
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

    def grams(self, item: int) -> frozenset[str]:
        """Return the 5-grams of a paragraph; those used last are remembered, of large ones only a few."""
        return (self.large if self.paragraphs.lengths[item] > LARGE else self.small)(item)

    def held(self, item: int, others: Sequence[int]) -> Holding | None:
        """Return which of the paragraphs of one speech hold ``item``, or None if they hold too little of it."""
        grams = self.grams(item)
        rest = {other: grams & self.grams(other) for other in others}
        holders: list[int] = []
        held = 0
        while rest:
            most = max(rest, key=lambda other: len(rest[other]))  # of equals the first
            new = rest.pop(most)
            if len(new) < FEWEST_GRAMS:
                break
            holders.append(most)
            held += len(new)
            rest = {other: common - new for other, common in rest.items()}
        share = held / len(grams)
        return Holding(item, tuple(holders), share) if share >= SHARE else None

    def followers(self, holding: Holding) -> list[Holding] | None:
        """Return what named the paragraph as its twin, as held by its holders; None if one of them is not."""
        held = frozenset[str]().union(*map(self.grams, holding.holders))
        speech = self.paragraphs.speeches[holding.holders[0]]
        shares: dict[str, float] = {}  # by key: a formula may have very many copies
        found = []
        for item in self.named.get(holding.item, ()):
            if self.paragraphs.speeches[item] == speech:
                return None
            key = self.paragraphs.key(item)
            if key not in shares:
                shares[key] = held_share(shingles(key), held)
            if shares[key] < SHARE:
                return None
            found.append(Holding(item, holding.holders, shares[key]))
        return found

    def states_more(self, item: int, holders: Iterable[int]) -> bool:
        """Whether a paragraph states a figure that its holders lack."""
        own = self.figures(item)
        if not own.difference(*map(self.figures, holders)):
            return False
        return lacks(frozenset[str]().union(*map(self.figures, holders)), own)


def held_share(grams: frozenset[str], held: frozenset[str]) -> float:
    """Return the share of ``grams`` that is in ``held``: one correctly rounded division of two counts."""
    return len(grams & held) / len(grams) if grams else 0.0


def candidates(
    walk: NDArray[np.int64], key: Callable[[int], str], speeches: NDArray[np.int64], indices: NDArray[np.int64]
) -> Iterator[tuple[int, list[NDArray[np.int64]]]]:
    """Yield, in order, each position of the walk whose paragraph others may hold.

    With it come the positions of those others, by speech: of the speeches that share most fingerprints with it, all in the
    order of their places.
    """
    import numpy as np

    postings = _Postings()
    counts = np.zeros(len(walk), dtype=np.int64)
    for values in fingerprints(walk, key):
        positions, many = np.unique(values & np.uint64(_LOWER), return_counts=True)
        counts[positions.astype(np.int64)] += many
        postings.add(values)
    fewest = np.maximum(np.ceil(counts * LEAST_SHARED).astype(np.int64), 1)
    in_order = np.lexsort((indices, speeches))
    speech = speeches[in_order]
    for owners, others, shared in postings.pairs(np.argsort(in_order), speeches):
        starts = np.flatnonzero(_changes(owners) | _changes(speech[others]))
        ends = np.append(starts[1:], len(owners))
        totals = np.add.reduceat(shared, starts) if len(starts) else shared
        enough = totals >= fewest[owners[starts]]
        rows = zip(*(column[enough].tolist() for column in (owners[starts], totals, starts, ends)), strict=True)
        for owner, by_speech in groupby(rows, key=itemgetter(0)):
            most = sorted(by_speech, key=lambda row: -row[1])[:MOST_TRIED]  # of equals the first speech
            most.sort(key=itemgetter(2))
            yield owner, [in_order[others[start:end]] for _, _, start, end in most]


def _changes(values: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return where a value differs from the one before it; the first does."""
    import numpy as np

    return np.concatenate((np.ones(min(len(values), 1), dtype=np.bool_), values[1:] != values[:-1]))


def fingerprints(walk: NDArray[np.int64], key: Callable[[int], str]) -> Iterator[NDArray[np.uint64]]:
    """Yield the fingerprints of paragraphs, in their upper half, with their position in the lower; each of one once."""
    import numpy as np

    from cleaner.neardup.signatures import gram_hashes

    for positions, keys in _batches(walk, key):
        lengths = np.fromiter(map(len, keys), np.int64, len(keys))
        least = gram_hashes("".join(keys))
        for step in (1, 2, 4, 8):  # the least of WINDOW hashes in a row
            least = np.minimum(least[:-step], least[step:])
        windows = lengths - (WIDTH - 1) - (WINDOW - 1)
        # 0, 1, 2, … from where each key starts
        starts = np.cumsum(lengths) - lengths - (np.cumsum(windows) - windows)
        at = np.arange(int(windows.sum())) + np.repeat(starts, windows)
        owners = np.repeat(np.array(positions, dtype=np.uint64), windows)
        yield np.unique(least[at].astype(np.uint64) << np.uint64(32) | owners)


def _batches(walk: NDArray[np.int64], key: Callable[[int], str]) -> Iterator[tuple[list[int], list[str]]]:
    """Yield positions and keys in the order of the paragraphs' numbers, about ``BATCH`` characters at a time."""
    import numpy as np

    positions: list[int] = []
    keys: list[str] = []
    size = 0
    for position in np.argsort(walk, kind="stable").tolist():
        positions.append(position)
        keys.append(key(int(walk[position])))
        size += len(keys[-1])
        if size >= BATCH:
            yield positions, keys
            positions, keys, size = [], [], 0
    if keys:
        yield positions, keys


class _Postings:
    """Which fingerprint is in which key, in parts by the lowest bits of the fingerprint."""

    def __init__(self) -> None:
        self.buffered: list[NDArray[np.uint64]] = []
        self.files: list[IO[bytes]] = []
        self.count = 0

    def add(self, values: NDArray[np.uint64]) -> None:
        """Take in fingerprints."""
        self.buffered.append(values)
        self.count += len(values)
        if self.count > BUFFERED:
            self.files = self.files or [TemporaryFile() for _ in range(PARTS)]  # noqa: SIM115 - closed when read
            for part, file in enumerate(self.files):
                file.write(self.chosen(part).tobytes())
            self.buffered, self.count = [], 0

    def chosen(self, part: int) -> NDArray[np.uint64]:
        """Return the buffered fingerprints of one part."""
        import numpy as np

        chosen = [values[(values >> np.uint64(32)) % np.uint64(PARTS) == part] for values in self.buffered]
        return np.concatenate([np.zeros(0, dtype=np.uint64), *chosen])

    def pairs(self, in_order: NDArray[np.int64], speech: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.int64], ...]]:
        """Yield positions, with those of other speeches that share fingerprints with them, and how many they share.

        The others are named by their place ``in_order``. All pairs of one position come together, sorted, positions in order.
        Of the keys that have one fingerprint the first ``MOST_HOLDERS`` are named.
        """
        import numpy as np

        members, starts, sizes, askers, asked = self.shared()
        width = np.minimum(sizes, MOST_HOLDERS)[asked]
        until = np.cumsum(width)
        first = 0
        while first < len(askers):
            last = int(np.searchsorted(until, until[first] + PAIRS, side="right"))
            last = int(np.searchsorted(askers, askers[min(last, len(askers) - 1)], side="right"))
            wide = width[first:last]
            owners = np.repeat(askers[first:last], wide)
            at = np.repeat(starts[asked[first:last]] - (np.cumsum(wide) - wide), wide) + np.arange(len(owners))
            others = members[at]
            apart = speech[owners] != speech[others]
            pairs, shared = np.unique(owners[apart] * len(speech) + in_order[others[apart]], return_counts=True)
            yield pairs // len(speech), pairs % len(speech), shared
            first = last

    def shared(self) -> tuple[NDArray[np.int64], ...]:
        """Return the fingerprints that several keys share.

        First the positions of all keys that have one, in order for each, then where those of each fingerprint start and how
        many they are; last, in order of position, who has a shared fingerprint, and which.
        """
        import numpy as np

        nothing = np.zeros(0, dtype=np.int64)
        members, starts, sizes, asked = [nothing], [nothing], [nothing], [nothing]
        count = groups = 0
        for part in range(PARTS):
            positions, many = _groups(np.sort(self.part(part)))
            members.append(positions)
            starts.append(np.cumsum(many) - many + count)
            sizes.append(many)
            asked.append(np.repeat(np.arange(len(many)) + groups, many))
            count, groups = count + len(positions), groups + len(many)
        everyone = np.concatenate(members)
        order = np.argsort(everyone, kind="stable")
        return everyone, np.concatenate(starts), np.concatenate(sizes), everyone[order], np.concatenate(asked)[order]

    def part(self, part: int) -> NDArray[np.uint64]:
        """Return all fingerprints of one part."""
        import numpy as np

        written: list[NDArray[np.uint64]] = []
        if self.files:
            self.files[part].seek(0)
            written = [np.frombuffer(self.files[part].read(), dtype=np.uint64)]
            self.files[part].close()
        return np.concatenate([*written, self.chosen(part)])


def _groups(values: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the positions of sorted fingerprints that stand more than once, and how often each of those does."""
    import numpy as np

    upper = values >> np.uint64(32)
    first = np.flatnonzero(np.diff(upper, prepend=upper[:1] + np.uint64(1)))
    sizes = np.diff(np.append(first, len(values)))
    many = sizes > 1
    return (values[np.repeat(many, sizes)] & np.uint64(_LOWER)).astype(np.int64), sizes[many]
