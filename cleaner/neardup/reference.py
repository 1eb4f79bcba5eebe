"""What the kernel does, in Python and NumPy: the reference that the kernel is held to, and its stand-in where it is not built.

It scans no lines, which Python's own JSON reader does then. All else takes and gives the same bytes.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cleaner.neardup import bands, signatures
from cleaner.neardup.bands import ALONE, BANDS
from cleaner.neardup.keys import BITS, SLOT, decimal_points
from cleaner.neardup.keys import key as key_of
from cleaner.neardup.verify import Similarities, numerals

if TYPE_CHECKING:
    from mmap import mmap

    import numpy as np
    from numpy.typing import NDArray

    # what NumPy takes for a buffer
    Buffer = bytes | bytearray | memoryview | array[Any] | mmap

EXACT, NEAR, TEMPLATE = range(3)
MOST_LEADERS = 64
MASK = 0xFFFFFFFFFFFFFFFF
MASKS = BITS["×*○"] | BITS["X"] | BITS["x"]


def key(text: str, table: Buffer) -> str:
    """Return the key of a text; the table is made from the same definition, so it is not needed."""
    return key_of(text)


def profiles(
    texts: list[str], table: Buffer | None, minimum: int, permutations: Buffer, whole: bool
) -> tuple[bytes, bytes, bytes, bytes]:
    """Return the lengths of the keys, and, of those long enough, hashes, bands by column, signatures if ``whole``."""
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
    return lengths, hashes.tobytes(), columns, found.tobytes() if whole else b""


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


def order_records(ids: Buffer, ends: Buffer) -> bytes:
    """Return the records in the order of their ids; those without one come last, as they stand."""
    heap, stops = memoryview(ids), array("Q", bytes(ends))
    literals = [bytes(heap[start:stop]) for start, stop in zip([0, *stops], stops, strict=False)]
    names = [literal[1:-1] if len(literal) > 1 and literal[:1] == b'"' else literal for literal in literals]
    order = sorted(range(len(stops)), key=lambda record: (not literals[record], names[record]))
    return array("I", order).tobytes()


def order_items(records: Buffer, order: Buffer) -> bytes:
    """Return the items in the order of their records."""
    import numpy as np

    numbers, ranked = np.frombuffer(records, dtype=np.uint32), np.frombuffer(order, dtype=np.uint32)
    ranks = np.empty(len(ranked), dtype=np.uint32)
    ranks[ranked] = np.arange(len(ranked), dtype=np.uint32)
    return np.argsort(ranks[numbers], kind="stable").astype(np.uint32).tobytes()


def distinct(hashes: Buffer, order: Buffer) -> tuple[bytes, bytes]:
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


def group(keys: Buffer, firsts: Buffer, result: Buffer) -> int:
    """Number the band keys that several share; return how many there are."""
    import numpy as np

    chosen = np.frombuffer(keys, dtype=np.uint32)[np.frombuffer(firsts, dtype=np.uint32)]
    numbers, used = bands.number_buckets(chosen)
    np.frombuffer(result, dtype=np.uint32)[:] = numbers
    return used


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
        buckets: list[tuple[int, Buffer]],
        sources: list[tuple[int, int, Any]],
        table: Buffer | None,
        by_line: bool,
        threshold: float,
        references: int,
        figures: Callable[[int], tuple[int, int]] | None,
        other_facts: Callable[[int, int], bool] | None,
    ) -> None:
        import numpy as np

        def column(data: Buffer) -> array[int]:
            return array("I", bytes(data))

        self.order, self.numbers, self.records = column(order), column(numbers), column(records)
        self.indices, self.firsts, self.places = column(indices), column(firsts), array("Q", bytes(places))
        self.sources, self.table, self.by_line = sources, table, by_line
        self.threshold, self.references = threshold, references
        self.figures_of, self.judge = figures, other_facts
        self.rank = 0
        rows = [np.frombuffer(view, dtype=np.uint32) for _, view in buckets]
        self.rows = np.column_stack(rows) if rows else np.zeros((0, BANDS), dtype=np.uint32)
        self.buckets: dict[tuple[int, int], _Bucket] = {}
        self.leaders: set[int] = set()
        self.leaders_below = 0
        self.again = _repeated(self.numbers)
        self.found: dict[int, tuple[int, _Outcome]] = {}
        self.figures: dict[int, int] = {}
        self.known_numerals: dict[int, frozenset[str]] = {}
        self.listed: dict[tuple[int, frozenset[str]], list[int]] = {}
        self.capped: dict[int, list[int]] = {}
        self.similarities = Similarities(_Keys(self))
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
        for band, bucket in enumerate(self.rows[number].tolist()):
            if bucket != ALONE and (band, bucket) in self.buckets:
                yield self.buckets[band, bucket]

    def other_facts(self, number: int, leader: int, overfull: bool) -> bool:
        """Whether two similar keys state other facts: by their figures, or in an overfull bucket by their numerals alone."""
        if self.judge is None:
            return False
        a, b = self.numerals(number), self.numerals(leader)
        if a == b:
            return False
        if overfull:
            return not any(SLOT in numeral for numeral in a | b) and bool(a - b) and bool(b - a)
        first, second = self.figure_set(number), self.figure_set(leader)
        return first != second and first != 0 and second != 0 and self.judge(first, second)

    def figure_set(self, number: int) -> int:
        if number not in self.figures:
            assert self.figures_of is not None
            self.figures[number] = self.figures_of(self.firsts[number])[0]
        return self.figures[number]

    def add_leader(self, number: int) -> None:
        """From now on others may go because of this key."""
        self.leaders.add(number)
        self.leaders_below = number + 1
        families: set[int] = set()
        for band, name in enumerate(self.rows[number].tolist()):
            if name == ALONE:
                continue
            bucket = self.buckets.setdefault((band, name), _Bucket())
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
        text = self.text(number)
        if self.table is None:
            return numerals(text)
        points = decimal_points(text)
        return numerals(key_of(text)) | ({f".{points}"} if points else frozenset())

    def key(self, number: int) -> str:
        """Read a key again."""
        return self.text(number) if self.table is None else key_of(self.text(number))

    def text(self, number: int) -> str:
        import json

        from cleaner.neardup.paragraphs import rest_of_string

        place = self.places[self.firsts[number]]
        at = bisect_right(self.sources, place, key=lambda source: source[0]) - 1
        base, _, data = self.sources[at]
        text: str = json.loads(rest_of_string(data, place - base, by_line=self.by_line))
        return text


class _Keys(Sequence[str]):
    """The keys of a walk, read again when they are asked for."""

    def __init__(self, walk: _Walk) -> None:
        self.walk = walk

    def __getitem__(self, number: Any) -> Any:
        return self.walk.key(number)

    def __len__(self) -> int:
        return len(self.walk.firsts)


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


def capped(walk: _Walk) -> bytes:
    """Return the families that were not compared whole: first item, paragraphs, leaders."""
    rows = [(walk.firsts[seed], *counts) for seed, counts in walk.capped.items()]
    return b"".join(struct.pack("=III", *row) for row in rows)
