"""What the kernel does, in Python and NumPy: the reference that the kernel is held to, and its stand-in where it is not built.

It scans no lines, which Python's own JSON reader does then. All else takes and gives the same bytes.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

from cleaner.neardup import bands, signatures
from cleaner.neardup.bands import ALONE, BANDS
from cleaner.neardup.keys import BITS, SLOT, decimal_points
from cleaner.neardup.keys import key as key_of
from cleaner.neardup.verify import WIDTH, Similarities, numerals

if TYPE_CHECKING:
    from mmap import mmap

    import numpy as np
    from numpy.typing import NDArray

    from cleaner.neardup.memory import Room

    # what NumPy takes for a buffer
    Buffer = bytes | bytearray | memoryview | array[Any] | mmap

EXACT, NEAR, TEMPLATE = range(3)
MOST_LEADERS = 64
REMEMBERED = 256
"""Keys that are held."""

LONG, MOST_LONG = 1 << 14, 32
"""5-grams of a long key, and how many of these are remembered by their hashes."""

ASKERS = 512
"""Paragraphs that ask for others whose proposals are judged together."""

MASK = 0xFFFFFFFFFFFFFFFF
MASKS = BITS["×*○"] | BITS["X"] | BITS["x"]


def fold(text: str, table: Buffer) -> str:
    """Return a text with what the table has for its characters, or these where that is 0."""
    import numpy as np

    points = signatures.code_points(text)
    folded = np.frombuffer(table, dtype=np.uint32)[points]
    return str(np.where(folded != 0, folded, points).astype("<u4").tobytes(), "utf-32-le", "surrogatepass")


def key(text: str, table: Buffer) -> str:
    """Return the key of a text; the table is made from the same definition, so it is not needed."""
    return key_of(text)


def profiles(
    texts: list[str], table: Buffer | None, minimum: int, window: int, permutations: Buffer, whole: bool
) -> tuple[bytes, bytes, bytes, bytes, bytes, bytes]:
    """Return the lengths of the keys, and, of those long enough, hashes, bands by column, signatures if ``whole``, fingerprints."""
    keys = texts if table is None else keys_of(texts, table)
    lengths = array("I", map(len, keys)).tobytes()
    chosen = [number for number, key in enumerate(keys) if len(key) >= minimum]
    keys = [keys[number] for number in chosen]
    hashes = content_hashes(keys)
    if table is not None:
        for row, number in enumerate(chosen):
            hashes[row, 0] = (int(hashes[row, 0]) + sum(map(point_hash, decimal_points(texts[number])))) & MASK
    found = signatures.signatures(keys)
    columns = bands.band_keys(found).T.tobytes()
    counts, prints = _fingerprints(keys, window)
    return lengths, hashes.tobytes(), columns, found.tobytes() if whole else b"", counts, prints


def keys_of(texts: Sequence[str], table: Buffer) -> list[str]:
    """Return the keys of many texts, by the kernel's table; those with what may be a mask one by one."""
    import numpy as np

    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    codes = np.frombuffer(table, dtype=np.uint32)[signatures.code_points("".join(texts))]
    points = codes & np.uint32((1 << 21) - 1)
    kept = np.concatenate(([0], np.cumsum(points != 0)))
    masks = np.concatenate(([0], np.cumsum((codes & np.uint32(MASKS)) != 0)))
    whole = points[points != 0].astype("<u4").tobytes().decode("utf-32-le")
    ends = np.cumsum(lengths)
    starts = ends - lengths
    plain = masks[ends] == masks[starts]
    rows = zip(texts, plain.tolist(), kept[starts].tolist(), kept[ends].tolist(), strict=True)
    return [whole[start:end] if simple else key_of(text) for text, simple, start, end in rows]


def _by_table(text: str, table: Buffer) -> str:
    """Return the key of a text by the kernel's table; nothing where there may be masks in it."""
    import numpy as np

    codes = np.frombuffer(table, dtype=np.uint32)[signatures.code_points(text)]
    if np.bitwise_or.reduce(codes, initial=0) & MASKS:
        return ""
    points = codes & np.uint32((1 << 21) - 1)
    return str(points[points != 0].astype("<u4").tobytes(), "utf-32-le")


def point_hash(place: int) -> int:
    """Return what a decimal point adds to the hash of a key."""
    value = (place + 1) * 0x9E3779B97F4A7C15 & MASK
    return (value ^ (value >> 29)) * 0xBF58476D1CE4E5B9 & MASK


def content_hashes(keys: Sequence[str]) -> NDArray[np.uint64]:
    """Return 128 bits for each key: two sums over its characters, each mixed with its place."""
    import numpy as np

    lengths = np.array([len(key) for key in keys], dtype=np.int64)
    result = np.zeros((len(keys), 2), dtype=np.uint64)
    starts = np.cumsum(lengths) - lengths
    points = signatures.code_points("".join(keys)).astype(np.uint64)
    places = (np.arange(len(points)) - np.repeat(starts, lengths)).astype(np.uint64)
    value = (places << np.uint64(21) | points) + np.uint64(0x9E3779B97F4A7C15)
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    filled = np.flatnonzero(lengths)
    if len(filled):
        bounds = starts[filled]
        result[filled, 0] = np.add.reduceat(value ^ (value >> np.uint64(31)), bounds)
        second = (value ^ (value >> np.uint64(32))) * np.uint64(0xD6E8FEB86659FD93)
        result[filled, 1] = np.add.reduceat(second, bounds)
    result[:, 0] += lengths.astype(np.uint64)
    result[:, 1] ^= result[:, 1] >> np.uint64(32)
    return result


def gram_hashes(key: str) -> bytes:
    """Return the hash of each 5-gram."""
    return signatures.gram_hashes(key).tobytes()


def shift(column: Buffer, amount: int) -> None:
    """Add a number to each number of a column."""
    import numpy as np

    numbers = np.frombuffer(column, dtype=np.uint32)
    numbers += np.uint32(amount)


def order_records(ids: Buffer, ends: Buffer, room: Room | None = None) -> bytes:
    """Return the records in the order of their ids; those without one come last, as they stand."""
    heap, stops = memoryview(ids), array("Q", bytes(ends))
    literals = [bytes(heap[start:stop]) for start, stop in zip([0, *stops], stops, strict=False)]
    names = [literal[1:-1] if len(literal) > 1 and literal[:1] == b'"' else literal for literal in literals]
    order = sorted(range(len(stops)), key=lambda record: (not literals[record], names[record]))
    return array("I", order).tobytes()


def ends(lengths: Buffer, room: Room | None = None) -> bytes:
    """Return where each of some lengths, one behind the other, ends, in numbers of 64 bits."""
    import numpy as np

    return np.cumsum(np.frombuffer(lengths, dtype=np.uint32), dtype=np.uint64).tobytes()


def places(order: Buffer, room: Room | None = None) -> bytes:
    """Return where in an order each number stands."""
    import numpy as np

    numbers = np.frombuffer(order, dtype=np.uint32)
    found = np.empty(len(numbers), dtype=np.uint32)
    found[numbers] = np.arange(len(numbers), dtype=np.uint32)
    return found.tobytes()


def order_items(records: Buffer, order: Buffer, room: Room | None = None) -> bytes:
    """Return the items in the order of their records."""
    import numpy as np

    numbers, ranks = np.frombuffer(records, dtype=np.uint32), np.frombuffer(places(order), dtype=np.uint32)
    return np.argsort(ranks[numbers], kind="stable").astype(np.uint32).tobytes()


def distinct(hashes: Buffer, order: Buffer, room: Room | None = None) -> tuple[bytes, bytes]:
    """Number the distinct hashes in order; return the number of each item and the first item of each number."""
    data = bytes(hashes)
    known: dict[bytes, int] = {}
    numbers = array("I", bytes(len(data) // 4))
    firsts = array("I")
    for item in array("I", bytes(order)):
        number = known.setdefault(data[16 * item : 16 * item + 16], len(firsts))
        if number == len(firsts):
            firsts.append(item)
        numbers[item] = number
    return numbers.tobytes(), firsts.tobytes()


def group(keys: Buffer, firsts: Buffer, result: Buffer, scratch: Buffer, room: Room | None = None) -> int:
    """Number the band keys that several share; return how many there are."""
    import numpy as np

    chosen = np.frombuffer(keys, dtype=np.uint32)[np.frombuffer(firsts, dtype=np.uint32)]
    numbers, used = bands.number_buckets(chosen)
    np.frombuffer(result, dtype=np.uint32)[:] = numbers
    return used


def _distinct(values: NDArray[Any]) -> NDArray[Any]:
    """Return each of some integers once, in order; ``np.unique`` takes several times as long."""
    import numpy as np

    values = np.sort(values)
    return values[np.concatenate(([True], values[1:] != values[:-1]))[: len(values)]]


class _Texts:
    """Texts, read again when they are asked for."""

    def __init__(
        self, places: Buffer, sources: list[tuple[int, int, Any]], table: Buffer | None, by_line: bool
    ) -> None:
        self.places, self.sources, self.table, self.by_line = array("Q", bytes(places)), sources, table, by_line
        self.key = lru_cache(REMEMBERED)(self._key)
        self.long: dict[int, NDArray[np.uint32]] = {}
        self.similarities = Similarities(_Keys(self.key, len(self.places)))

    def hashes(self, items: Iterable[int]) -> dict[int, NDArray[np.uint32]]:
        """Return the distinct hashes of the 5-grams of some items, in order; those of long ones are remembered."""
        wanted = set(items)
        found = {item: self.long[item] for item in wanted & self.long.keys()}
        found |= self._hashes(sorted(wanted - found.keys()))
        if len(self.long) > MOST_LONG:
            self.long.clear()
        self.long |= {item: hashes for item, hashes in found.items() if len(hashes) > LONG}
        return found

    def _hashes(self, items: Sequence[int]) -> dict[int, NDArray[np.uint32]]:
        import numpy as np

        keys = self.keys(items)
        lengths = np.array([len(key) for key in keys], dtype=np.int64)
        grams = np.maximum(lengths - (WIDTH - 1), 0)
        starts = np.cumsum(lengths) - lengths - (np.cumsum(grams) - grams)
        at = np.arange(int(grams.sum())) + np.repeat(starts, grams)
        owners = np.repeat(np.arange(len(keys), dtype=np.uint64), grams)
        values = _distinct(owners << np.uint64(32) | signatures.gram_hashes("".join(keys))[at])
        ends = np.searchsorted(values, np.arange(1, len(keys), dtype=np.uint64) << np.uint64(32))
        parts = np.split((values & np.uint64(0xFFFFFFFF)).astype(np.uint32), ends)
        return dict(zip(items, parts, strict=False))

    def keys(self, items: Sequence[int]) -> list[str]:
        """Return the keys of some items."""
        texts = [self.text(item) for item in items]
        return texts if self.table is None else keys_of(texts, self.table)

    def hold(self, item: int, others: Sequence[int], share: float) -> bool:
        """Whether others together hold a share of the 5-grams of an item."""
        grams = self.similarities.shingles(item)
        left = grams.difference(*map(self.similarities.shingles, others))
        return (len(grams) - len(left)) / len(grams) >= share

    def _key(self, item: int) -> str:
        text = self.text(item)
        return text if self.table is None else _by_table(text, self.table) or key_of(text)

    def text(self, item: int) -> str:
        from cleaner.neardup.jsontext import rest_of_string

        place = self.places[item]
        at = bisect_right(self.sources, place, key=lambda source: source[0]) - 1
        base, _, data = self.sources[at]
        return rest_of_string(data, place - base, by_line=self.by_line)


texts = _Texts


def winnow(texts: _Texts, items: Buffer, window: int) -> tuple[bytes, bytes, bytes]:
    """Return lengths of keys, how many fingerprints each has, and these: of ``window`` hashes in a row the least, once."""
    lengths, counts, prints = array("I"), bytearray(), bytearray()
    keys: list[str] = []
    size = 0
    numbers = array("I", bytes(items))
    for at, item in enumerate(numbers, 1):
        keys.append(texts.key(item))
        size += len(keys[-1])
        if size >= signatures.BATCH or at == len(numbers):
            many, found = _fingerprints(keys, window)
            lengths.extend(map(len, keys))
            counts += many
            prints += found
            keys, size = [], 0
    return lengths.tobytes(), bytes(counts), bytes(prints)


def _fingerprints(keys: Sequence[str], window: int) -> tuple[bytes, bytes]:
    """Return how many fingerprints keys have, and these, of each key in their order."""
    import numpy as np

    lengths = np.array([len(key) for key in keys], dtype=np.int64)
    least = signatures.gram_hashes("".join(keys))
    step = 1
    while step < window:
        least = np.minimum(least[:-step], least[step:])
        step *= 2
    windows = np.maximum(lengths - (WIDTH - 1) - (window - 1), 0)
    # 0, 1, 2, … from where each key starts
    starts = np.cumsum(lengths) - lengths - (np.cumsum(windows) - windows)
    at = np.arange(int(windows.sum())) + np.repeat(starts, windows)
    owners = np.repeat(np.arange(len(keys), dtype=np.uint64), windows)
    values = owners << np.uint64(32) | least[at]
    values = values[np.diff(values, prepend=np.uint64(0xFFFFFFFFFFFFFFFF)) != 0]  # mostly they recur in a row
    _, first = np.unique(values, return_index=True)
    first.sort()
    values = values[first]
    counts = np.bincount((values >> np.uint64(32)).astype(np.int64), minlength=len(keys))
    return counts.astype(np.uint32).tobytes(), (values & np.uint64(0xFFFFFFFF)).astype(np.uint32).tobytes()


def sharers(
    texts: _Texts,
    items: Buffer,
    told: Buffer,
    lengths: Buffer,
    counts: Buffer,
    prints: Buffer,
    speeches: Buffer,
    ranks: Buffer,
    indices: Buffer,
    first_own: int,
    holders: int,
    tried: int,
    fewest: int,
    rarest: float,
    least: float,
    share: float,
    workers: int,
    room: Room | None = None,
) -> bytes:
    """Return rows of numbers, longest key first: an item, how many others come, and these, which may hold it."""
    import numpy as np

    def column(data: Buffer) -> NDArray[np.int64]:
        return np.frombuffer(data, dtype=np.uint32).astype(np.int64)

    numbers, sizes = column(items), column(lengths)
    speech, index = column(ranks)[column(speeches)[numbers]], column(indices)[numbers]
    places = _Places(
        speech, np.lexsort((index, speech, -sizes[numbers])), np.lexsort((index, speech)), first_own, max(len(ranks), 1)
    )
    asking = _Asking(
        column(counts), np.frombuffer(prints, dtype=np.uint32), numbers, places.walk, holders, fewest, rarest, least
    )
    judge = _Judge(texts, numbers, sizes, bytes(told), share)
    rows = array("I")
    proposals = iter(places.proposals(asking, tried))
    while batch := list(islice(proposals, ASKERS)):
        for item, holding in judge.holding(batch):
            rows.extend((item, len(holding), *holding))
    return rows.tobytes()


@dataclass(frozen=True, slots=True)
class _Places:
    """Where positions among some items stand: their speeches, by rank; the walk, longest key first; the order of all speeches.

    ``speeches`` is more than any rank; those below ``first_own`` are references.
    """

    speech: NDArray[np.int64]
    walk: NDArray[np.int64]
    in_order: NDArray[np.int64]
    first_own: int
    speeches: int

    def proposals(self, asking: _Asking, tried: int) -> Iterator[tuple[int, list[list[int]]]]:
        """Yield, in the order of the walk, who asks, and the positions in each speech that shares enough with it, in order."""
        import numpy as np

        first = self.sharing(asking, asking.asked)
        known, shared = np.unique(first[2], return_counts=True)
        enough = shared >= asking.needed[known // self.speeches]
        known, totals = known[enough], dict(zip(known[enough].tolist(), shared[enough].tolist(), strict=True))
        wanted = np.zeros(len(self.walk), dtype=np.bool_)
        wanted[known // self.speeches] = True
        in_walk, place = np.empty_like(self.walk), np.empty_like(self.walk)
        in_walk[self.walk] = place[self.in_order] = np.arange(len(self.walk))
        found = [np.zeros(0, dtype=np.int64)]
        for askers, others, by_speech in (first, self.sharing(asking, wanted[asking.owners] & ~asking.asked)):
            chosen = np.isin(by_speech, known)
            found.append(in_walk[askers[chosen]] * len(self.walk) + place[others[chosen]])
        pairs = _distinct(np.concatenate(found)).tolist()
        for asker, group in groupby(pairs, key=lambda pair: int(pair // len(self.walk))):
            owner = int(self.walk[asker])
            others_of = [int(self.in_order[pair % len(self.walk)]) for pair in group]
            yield owner, self.most(owner, others_of, totals, tried)

    def sharing(self, asking: _Asking, chosen: NDArray[np.bool_]) -> tuple[NDArray[np.int64], ...]:
        """Return who shares one of these fingerprints with whom, and the number of the asker and the other's speech."""
        askers, others = asking.sharing(chosen)
        speech, first_own = self.speech, self.first_own
        apart = (speech[askers] != speech[others]) & ((speech[askers] >= first_own) | (speech[others] >= first_own))
        askers, others = askers[apart], others[apart]
        return askers, others, askers * self.speeches + speech[others]

    def most(self, owner: int, others: list[int], totals: Mapping[int, int], tried: int) -> list[list[int]]:
        """Return the others by speech, of those that share most."""
        by_speech = [(rank, list(some)) for rank, some in groupby(others, key=lambda other: int(self.speech[other]))]
        by_speech = sorted(by_speech, key=lambda pair: -totals[owner * self.speeches + pair[0]])[:tried]
        return [some for _, some in sorted(by_speech)]


@dataclass(frozen=True, slots=True)
class _Judge:
    """Tells of proposals those that hold ``share`` of what asks; what is told as made from a template needs its numerals too."""

    texts: _Texts
    numbers: NDArray[np.int64]
    lengths: NDArray[np.int64]
    told: bytes
    share: float

    def holding(self, proposals: Sequence[tuple[int, list[list[int]]]]) -> Iterator[tuple[int, list[int]]]:
        """Yield the items that others hold, with these; hashes of all at once spare most the exact answer."""
        own = self.texts.hashes(int(self.numbers[owner]) for owner, _ in proposals)
        long_enough = [
            (
                owner,
                [items for items in map(self.items, speeches) if self.may_hold(own[int(self.numbers[owner])], items)],
            )
            for owner, speeches in proposals
        ]
        theirs = self.texts.hashes(item for _, speeches in long_enough for items in speeches for item in items)
        for owner, speeches in long_enough:
            item = int(self.numbers[owner])
            likely = (some for some in speeches if self.seems_held(item, own[item], [theirs[other] for other in some]))
            holding = [other for some in likely if self.holds(owner, item, some) for other in some]
            if holding:
                yield item, holding

    def items(self, positions: Sequence[int]) -> list[int]:
        """Return the items at some positions."""
        items: list[int] = self.numbers[positions].tolist()
        return items

    def may_hold(self, hashes: NDArray[np.uint32], others: Sequence[int]) -> bool:
        """Whether others are long enough."""
        return int(self.lengths[others].sum()) >= self.share * len(hashes)

    def seems_held(self, item: int, own: NDArray[np.uint32], others: Sequence[NDArray[np.uint32]]) -> bool:
        """Whether others have enough of the hashes of an item: each that they lack is a 5-gram or more."""
        import numpy as np

        held = np.zeros(len(own), dtype=np.bool_)
        for hashes in others:
            held |= hashes[np.minimum(np.searchsorted(hashes, own), len(hashes) - 1)] == own
        most = int(self.lengths[item]) - (WIDTH - 1)
        return (most - int(np.count_nonzero(~held))) / most >= self.share

    def holds(self, owner: int, item: int, others: Sequence[int]) -> bool:
        """Whether others hold enough, and the numerals of what is told."""
        if self.told[owner] and has_more_numerals(self.texts, item, array("I", others)):
            return False
        return self.texts.hold(item, others, self.share)


class _Asking:
    """Who asks for others with which fingerprints; owners are positions among some items."""

    def __init__(
        self,
        counts: NDArray[np.int64],
        prints: NDArray[np.uint32],
        items: NDArray[np.int64],
        walk: NDArray[np.int64],
        holders: int,
        fewest: int,
        rarest: float,
        least: float,
    ) -> None:
        import numpy as np

        from cleaner.neardup.prints import OFTEN, slot_bits, slots_of

        many = counts[items]
        starts = (np.cumsum(counts) - counts)[items]
        before = np.cumsum(many) - many
        values = prints[np.repeat(starts - before, many) + np.arange(int(many.sum()))]
        bits = slot_bits(len(values))
        self.slots = slots_of(values, bits)
        self.owners = np.repeat(np.arange(len(many)), many)
        often = np.minimum(np.bincount(self.slots, minlength=1 << bits), OFTEN)[self.slots]
        asked = np.minimum(np.maximum(np.ceil(many * rarest).astype(np.int64), fewest), many)
        self.needed = np.maximum(np.ceil(asked * least), 1).astype(np.int64)
        by_rarity = np.argsort(self.owners * (OFTEN + 1) + often, kind="stable")
        self.asked = np.zeros(len(values), dtype=np.bool_)
        self.asked[by_rarity] = np.arange(len(values)) - np.repeat(before, many) < np.repeat(asked, many)
        alone = np.bincount(self.owners[often == 1], minlength=len(many))
        asks = (often > 1) & (asked >= alone + self.needed)[self.owners]
        self.asked &= asks
        # the owners of what is listed, in the order of the walk
        listed = np.zeros(1 << bits, dtype=np.bool_)
        listed[self.slots[asks & (self.asked | (often < OFTEN))]] = True
        having = np.flatnonzero(listed[self.slots])
        in_walk = np.empty_like(walk)
        in_walk[walk] = np.arange(len(walk))
        having = having[np.lexsort((in_walk[self.owners[having]], self.slots[having]))]
        self.listed, self.listed_owners, self.holders = self.slots[having], self.owners[having], holders

    def sharing(self, chosen: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the owners of some fingerprints, once for each of the first that have the same one, and these."""
        import numpy as np

        slots = self.slots[chosen]
        first = np.searchsorted(self.listed, slots)
        width = np.minimum(np.searchsorted(self.listed, slots, side="right") - first, self.holders)
        at = np.repeat(first - (np.cumsum(width) - width), width) + np.arange(int(width.sum()))
        return np.repeat(self.owners[chosen], width), self.listed_owners[at]


def hold(texts: _Texts, item: int, others: Buffer, fewest: int) -> tuple[bytes, int, int]:
    """Choose, of others, those that hold an item: that which holds most, then that which adds most, at least ``fewest``."""
    grams = texts.similarities.shingles(item)
    rest = [(other, grams & texts.similarities.shingles(other)) for other in array("I", bytes(others))]
    holders = array("I")
    held = 0
    while rest:
        most, new = max(rest, key=lambda pair: len(pair[1]))  # of equals the first
        if not new or len(new) < fewest:
            break
        holders.append(most)
        held += len(new)
        rest = [(other, common - new) for other, common in rest]
    return holders.tobytes(), held, len(grams)


def has_more_numerals(texts: _Texts, item: int, others: Buffer) -> bool:
    """Whether an item has, or may have, numerals that the others lack."""
    own = numerals(texts.key(item))
    if texts.table is not None and decimal_points(texts.text(item)):
        return True
    for other in array("I", bytes(others)):
        if not own:
            return False
        own -= numerals(texts.key(other))
        if texts.table is not None and decimal_points(texts.text(other)):
            return True
    return bool(own)


@dataclass(slots=True)
class _Bucket:
    """The leaders of a bucket, up to 64; overfull once more have come."""

    leaders: list[int] = field(default_factory=list)
    overfull: bool = False


@dataclass(slots=True)
class _Outcome:
    """A key's most similar leader, or else the first of the same template; each with common and all 5-grams."""

    best: int | None = None
    counts: tuple[int, int] = (0, 1)
    template: int | None = None
    template_counts: tuple[int, int] = (0, 1)


class _Walk:
    """The walk; ``leaders.py`` tells its rules."""

    def __init__(
        self,
        order: Buffer,
        numbers: Buffer,
        records: Buffer,
        indices: Buffer,
        firsts: Buffer,
        places: Buffer,
        buckets: Iterable[tuple[int, Buffer]],
        sources: list[tuple[int, int, Any]],
        table: Buffer | None,
        by_line: bool,
        threshold: float,
        references: int,
        figures: Callable[[int], tuple[int, int]] | None,
        other_facts: Callable[[int, int], bool] | None,
        room: Room | None = None,
    ) -> None:
        import numpy as np

        def column(data: Buffer) -> array[int]:
            return array("I", bytes(data))

        self.order, self.numbers, self.records = column(order), column(numbers), column(records)
        self.indices, self.firsts = column(indices), column(firsts)
        self.texts = texts(places, sources, table, by_line)
        self.threshold, self.references = threshold, references
        self.figures_of, self.judge = figures, other_facts
        self.rank = 0
        # the buckets of each number, known by band and number of the bucket, in a row
        rows = np.column_stack([np.frombuffer(view, dtype=np.uint32) for _, view in buckets]).astype(np.int64)
        shared = rows != ALONE
        self.names = array("q", (rows + (np.arange(BANDS) << 32))[shared].tobytes())
        self.ends = array("q", np.cumsum(shared.sum(axis=1)).astype(np.int64).tobytes())
        self.buckets: dict[int, _Bucket] = {}
        self.leaders: set[int] = set()
        self.leaders_below = 0
        self.again = _repeated(self.numbers)
        self.found: dict[int, tuple[int, _Outcome]] = {}
        self.figures: dict[int, tuple[int, frozenset[str]]] = {}
        self.known_numerals: dict[int, frozenset[str]] = {}
        self.listed: dict[tuple[int, frozenset[str]], list[int]] = {}
        self.capped: dict[int, list[int]] = {}
        self.similarities = Similarities(_Keys(lambda number: self.texts.key(self.firsts[number]), len(self.firsts)))
        self.result = array("I")

    def walk_on(self, stop: int) -> tuple[int, bytes]:
        """Decide paragraphs up to a rank, and the rest of the record it is in."""
        self.result = array("I")
        while self.rank < min(stop, len(self.order)):
            end = self.rank + 1
            record = self.records[self.order[self.rank]]
            while end < len(self.order) and self.records[self.order[end]] == record:
                end += 1
            self.walk_record(range(self.rank, end))
            self.rank = end
        return self.rank, self.result.tobytes()

    def walk_record(self, ranks: range) -> None:
        """Decide the paragraphs of one record."""
        kept: list[int] = []
        head, before, index_before = 0, -1, 0
        for rank in ranks:
            item = self.order[rank]
            number, index = self.numbers[item], self.indices[item]
            if number != before or index != index_before + 1:
                head = item
            before, index_before = number, index
            if rank < self.references or self.decide(item, number, head):
                kept.append(number)
        for number in kept:
            if number not in self.leaders:
                self.add_leader(number)

    def decide(self, item: int, number: int, head: int) -> bool:
        """Decide one paragraph; return whether it is kept."""
        if number in self.leaders:
            return self.tell(item, self.firsts[number], EXACT, (1, 1))
        outcome = self.search(number)
        if outcome.best is not None:
            return self.tell(item, self.firsts[outcome.best], NEAR, outcome.counts)
        if head != item:
            return self.tell(item, head, EXACT, (1, 1))
        if outcome.template is not None:
            self.tell(item, self.firsts[outcome.template], TEMPLATE, outcome.template_counts)
        return True

    def tell(self, item: int, kept: int, kind: int, counts: tuple[int, int]) -> bool:
        self.result.extend((item, kept, kind, *counts))
        return False

    def search(self, number: int) -> _Outcome:
        """Find the most similar leader; a key that comes again meets only those that have come since."""
        if number not in self.again:
            return self.most_similar(number, 0, _Outcome())
        seen, before = self.found.get(number, (0, _Outcome()))
        outcome = self.most_similar(number, seen, _Outcome(before.best, before.counts))
        self.found[number] = self.leaders_below, outcome
        return outcome

    def most_similar(self, number: int, seen: int, outcome: _Outcome) -> _Outcome:
        candidates, overfull = self.candidates(number)
        for leader in sorted(candidate for candidate in candidates if candidate >= seen):
            if outcome.template is not None and not overfull and self.is_known_template(number, leader):
                continue
            counts = self.similarities.counts(number, leader)
            similarity = counts[0] / max(counts[1], 1)
            if similarity < self.threshold or similarity <= outcome.counts[0] / outcome.counts[1]:
                continue
            if not self.other_facts(number, leader, overfull):
                outcome.best, outcome.counts = leader, counts
            elif outcome.template is None:
                outcome.template, outcome.template_counts = leader, counts
        return outcome

    def candidates(self, number: int) -> tuple[set[int], bool]:
        """Return the leaders to compare with, and whether a bucket is overfull."""
        ordinary: set[int] = set()
        families: set[int] = set()
        for bucket in self.buckets_of(number):
            if bucket.overfull:
                families.add(bucket.leaders[0])
            else:
                ordinary.update(bucket.leaders)
        if not families:
            return ordinary, False
        own = self.numerals(number)
        found = {leader for leader in ordinary if self.known_numerals.get(leader, own) == own}
        found.add(min(families))
        for seed in families:
            self.capped.setdefault(seed, [0, 0])[0] += 1
            found.update(self.listed.get((seed, own), ()))
        return found, True

    def buckets_of(self, number: int) -> Iterable[_Bucket]:
        return (self.buckets[name] for name in self.names_of(number) if name in self.buckets)

    def names_of(self, number: int) -> array[int]:
        return self.names[self.ends[number - 1] if number else 0 : self.ends[number]]

    def other_facts(self, number: int, leader: int, overfull: bool) -> bool:
        """Whether two similar keys state other facts: by their figures, or in an overfull bucket by their numerals alone."""
        if self.judge is None:
            return False
        a, b = self.numerals(number), self.numerals(leader)
        if a == b:
            return False
        if overfull:
            return not any(SLOT in numeral for numeral in a | b) and bool(a - b) and bool(b - a)
        return self.differ(self.figure_set(number, a), self.figure_set(leader, b))

    def figure_set(self, number: int, numerals: frozenset[str]) -> int:
        if number not in self.figures:
            assert self.figures_of is not None
            self.figures[number] = self.figures_of(self.firsts[number])[0], numerals
        return self.figures[number][0]

    def differ(self, first: int, second: int) -> bool:
        """Whether two sets of figures are those of other facts."""
        return first != second and first != 0 and second != 0 and self.judge is not None and self.judge(first, second)

    def is_known_template(self, number: int, leader: int) -> bool:
        """Whether two keys, which need not be compared for it, are known to be of one template at most."""
        first, second = self.figures.get(number), self.figures.get(leader)
        if first is None or second is None or first[1] == second[1]:
            return False
        return self.differ(first[0], second[0])

    def add_leader(self, number: int) -> None:
        """From now on others may go because of this key."""
        self.leaders.add(number)
        self.leaders_below = number + 1
        families: set[int] = set()
        for name in self.names_of(number):
            bucket = self.buckets.setdefault(name, _Bucket())
            if len(bucket.leaders) < MOST_LEADERS:
                bucket.leaders.append(number)
                continue
            if not bucket.overfull:
                bucket.overfull = True
                for leader in bucket.leaders:
                    self.list_leader(bucket.leaders[0], leader)
            families.add(bucket.leaders[0])
        for seed in families:
            self.list_leader(seed, number)
            self.capped.setdefault(seed, [0, 0])[1] += 1

    def list_leader(self, seed: int, leader: int) -> None:
        """List a leader of an overfull bucket by its numerals."""
        if leader not in self.known_numerals:
            self.known_numerals[leader] = self.numerals(leader)
        listed = self.listed.setdefault((seed, self.known_numerals[leader]), [])
        if leader not in listed and len(listed) < MOST_LEADERS:
            listed.append(leader)

    def numerals(self, number: int) -> frozenset[str]:
        """Return the numerals of a key, and where its decimal points stand."""
        found = numerals(self.texts.key(self.firsts[number]))
        points = [] if self.texts.table is None else decimal_points(self.texts.text(self.firsts[number]))
        return found | {f".{points}"} if points else found


class _Keys(Sequence[str]):
    """Keys, read again when they are asked for."""

    def __init__(self, read: Callable[[int], str], size: int) -> None:
        self.read, self.size = read, size

    def __getitem__(self, number: Any) -> Any:
        return self.read(number)

    def __len__(self) -> int:
        return self.size


def _repeated(numbers: Iterable[int]) -> set[int]:
    seen: set[int] = set()
    again: set[int] = set()
    for number in numbers:
        (again if number in seen else seen).add(number)
    return again


walk = _Walk


def walk_on(walk: _Walk, stop: int) -> tuple[int, bytes]:
    """Decide paragraphs up to a rank; return the rank reached, and rows of five numbers."""
    return walk.walk_on(stop)


def lines(rows: Buffer, start: int, records: Buffer, ids: Buffer, ends: Buffer, first_own: int) -> tuple[bytes, int]:
    """Leave all rows to Python."""
    return b"", start


def overfull(walk: _Walk) -> bytes:
    """Return the items, of each distinct key the first, that were in an overfull bucket."""
    return array("I", [walk.firsts[number] for number in sorted(walk.known_numerals)]).tobytes()


def capped(walk: _Walk) -> bytes:
    """Return the families that were not compared whole: first item, paragraphs, leaders."""
    rows = [(walk.firsts[seed], *counts) for seed, counts in walk.capped.items()]
    return b"".join(struct.pack("=III", *row) for row in rows)
