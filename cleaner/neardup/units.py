"""Paragraphs as the passes of a run know them: by speech and index, with their text in memory or in a file."""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import overload

from cleaner.neardup.kernel import kernel
from cleaner.neardup.keys import MINIMUM, code_table
from cleaner.neardup.memory import MEMORY, Numbers
from cleaner.neardup.paragraphs import Paragraphs
from cleaner.neardup.signatures import permutations
from cleaner.neardup.strings import Strings
from cleaner.neardup.verify import WINDOW

STRETCH = 1 << 14
"""Paragraphs whose fingerprints are looked at at a time."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph as the search sees it: record id of its speech, 0-based index in it, key; protected ones never go.

    ``text`` is the paragraph itself, for its figures; without it the key is read for them.
    """

    speech: str
    index: int
    key: str
    protected: bool = False
    text: str = ""

    @property
    def length(self) -> int:
        """The characters of its key."""
        return len(self.key)

    @property
    def takes_part(self) -> bool:
        """Whether it is compared at all."""
        return not self.protected and self.length >= MINIMUM

    @property
    def place(self) -> tuple[str, int]:
        """Its place in the total order."""
        return self.speech, self.index


class StoredUnit(Unit):
    """A paragraph of ``Units``: key and text are read when they are asked for."""

    __slots__ = ("number", "units")

    units: Units
    number: int

    def __init__(self, units: Units, number: int, speech: str) -> None:
        index, protected = units.indices[number], bool(units.protected[number])
        named = (("units", units), ("number", number), ("speech", speech), ("index", index), ("protected", protected))
        for name, value in named:
            object.__setattr__(self, name, value)

    @property
    def text(self) -> str:
        """The paragraph, read from the file that holds it."""
        return self.units.text(self.number)

    @property
    def key(self) -> str:
        """Its key."""
        return kernel().key(self.text, code_table())

    @property
    def length(self) -> int:
        """The characters of its key."""
        return self.units.lengths[self.number]


@dataclass(frozen=True, slots=True)
class Profile:
    """What is kept of a speech's paragraphs: lengths of keys, which are protected, where the texts stand in a line.

    Of those that take part it holds hashes and bands as well.
    """

    lengths: array[int]
    protected: bytes
    places: array[int]
    hashes: bytes
    bands: bytes


def profile(paragraphs: Sequence[tuple[str, bool]], line: bytes) -> Profile:
    """Return the profile of a speech's paragraphs, text and whether it is protected, which stand in a line of JSON."""
    free = [text for text, protected in paragraphs if not protected]
    found, hashes, bands, *_ = kernel().profiles(free, code_table(), MINIMUM, WINDOW, permutations(), False)
    free_lengths = iter(array("I", found))
    lengths = array("I")
    places = array("Q")
    at = 0
    for text, protected in paragraphs:
        lengths.append(len(kernel().key(text, code_table())) if protected else next(free_lengths))
        literal = json.dumps(text).encode()
        # texts follow each other; wherever the same literal stands, it says the same
        at = max(line.find(literal, at), line.find(literal) if line.find(literal, at) < 0 else -1)
        assert at >= 0, "a paragraph is not in its line"
        places.append(at + 1)
    return Profile(lengths, bytes(protected for _, protected in paragraphs), places, hashes, bands)


class Units(Sequence[Unit]):
    """All paragraphs of a run, in the order in which they came, without their texts.

    These are in a file, the spool, of which each profile names a line by its offset; ``texts_in`` says where it is, when it
    is written. Where there are several they count as one, in that order. ``names`` are those of the speeches, which may come
    after them. ``settled`` are paragraphs of speeches that are decided: they come before all others, and stay.
    """

    def __init__(self, memory: int = MEMORY, folder: Path | None = None, held: Paragraphs | None = None) -> None:
        self.held = held or Paragraphs(memory=memory, folder=folder)
        self.settled: Settled | None = None
        room = self.held.room
        self.names = Strings(room=room)
        self.added = 0
        self._speeches, self._indices, self._lengths = Numbers("I", room), Numbers("I", room), Numbers("I", room)
        self._places, self._protected = Numbers("Q", room), Numbers("B", room)
        self.base = 0

    @property
    def speeches(self) -> memoryview:
        """By paragraph, the number of its speech; nothing may be added while this and the others are in use."""
        return self._speeches.view()

    @property
    def indices(self) -> memoryview:
        """By paragraph, its index in its speech."""
        return self._indices.view()

    @property
    def lengths(self) -> memoryview:
        """By paragraph, how many characters its key has."""
        return self._lengths.view()

    @property
    def places(self) -> memoryview:
        """By paragraph, the place of its text."""
        return self._places.view()

    @property
    def protected(self) -> memoryview:
        """By paragraph, whether it is protected."""
        return self._protected.view()

    def add_columns(
        self,
        speeches: Iterable[int],
        indices: Iterable[int],
        lengths: Iterable[int],
        places: Iterable[int],
        protected: Iterable[int],
    ) -> None:
        """Add paragraphs, of which ``held`` gets those that are compared."""
        self._speeches.extend(speeches)
        self._indices.extend(indices)
        self._lengths.extend(lengths)
        self._places.extend(places)
        self._protected.extend(protected)

    def end_references(self) -> None:
        """All records that ``held`` has so far are only compared with; the file with the texts to come stands behind theirs."""
        self.held.end_references()
        self.base = sum(source.size for source in self.held.sources)

    def place(self, item: int) -> tuple[str, int]:
        """Return where a compared paragraph stands: the id of its speech, or the name of a reference, and its index there."""
        record = self.held.record(item)
        own = record - self.held.reference_records
        return (self.names[own] if own >= 0 else self._reference(record)), self.held.index(item)

    def begin_settled(self) -> Settled:
        """Return where settled paragraphs are to be added, which count as references in ``held``."""
        if self.settled is None:
            self.settled = Settled(self.held)
        return self.settled

    def taking_part(self) -> memoryview:
        """Return the numbers of the paragraphs that are compared."""
        columns = enumerate(zip(self.lengths, self.protected, strict=True))
        taking = (at for at, (length, protected) in columns if length >= MINIMUM and not protected)
        return self.held.room.numbers("I", taking)

    def fingerprints(self, window: int) -> Iterator[tuple[bytes, bytes]]:
        """Yield how many fingerprints each of some paragraphs that are compared has, and these; see ``contained``."""
        texts = kernel().texts(self.places, self.held.walk_sources(), code_table(), False)
        taking = self.taking_part()
        for start in range(0, len(taking), STRETCH):
            _, counts, prints = kernel().winnow(texts, taking[start : start + STRETCH], window)
            yield counts, prints

    def range_of(self, speech: int) -> range:
        """Return the numbers of the paragraphs of a speech, by its number."""
        return range(bisect_left(self.speeches, speech), bisect_right(self.speeches, speech))

    def after(self, others: Units, chosen: Sequence[int]) -> Units:
        """Return some of other paragraphs, whose numbers ascend, and behind them all of these."""
        whole = Units(held=self.held)
        numbers = {speech: at for at, speech in enumerate(dict.fromkeys(others.speeches[number] for number in chosen))}
        for speech in numbers:
            whole.names.append(others.names[speech])
        for name in self.names:
            whole.names.append(name)
        old = others.speeches, others.indices, others.lengths, others.places, others.protected
        speeches, *columns = (map(column.__getitem__, chosen) for column in old)
        whole.add_columns((numbers[speech] for speech in speeches), *columns)
        own = (speech + len(numbers) for speech in self.speeches)
        whole.add_columns(own, self.indices, self.lengths, self.places, self.protected)
        return whole

    def _reference(self, record: int) -> str:
        if self.settled is not None and record >= self.settled.first:
            return self.settled.names[record - self.settled.first]
        source = self.held.source(record)
        own = self.held.id(record)
        name = str(json.loads(own)) if own else ""
        if source is None or (name and name not in self.names):
            return name
        # a reference without an id, or with that of a speech of the run: both may have been made of one file
        return f"{source.name}:{record - source.record + 1}"

    def add(self, speech: str, found: Profile, offset: int) -> None:
        """Add the paragraphs of a speech, whose texts stand in the line at ``offset``."""
        self.add_unnamed(found, offset)
        self.names.append(speech)

    def add_unnamed(self, found: Profile, offset: int) -> None:
        """Add the paragraphs of a speech that is to be named when those before it are."""
        count = len(found.lengths)
        places = array("Q", (place + offset + self.base for place in found.places))
        taking = [at for at in range(count) if found.lengths[at] >= MINIMUM and not found.protected[at]]
        self.held.add_profiles(found.hashes, found.bands, array("Q", (places[at] for at in taking)), array("I", taking))
        self.add_columns([self.added] * count, range(count), found.lengths, places, found.protected)
        self.added += 1

    def texts_in(self, path: Path) -> None:
        """Name the file that holds the texts."""
        self.held.add_source(path, mapped=True)

    def text(self, number: int) -> str:
        """Return the text of a paragraph."""
        return self.held.text_at(self.places[number])

    @overload
    def __getitem__(self, number: int) -> Unit: ...

    @overload
    def __getitem__(self, number: slice) -> list[Unit]: ...

    def __getitem__(self, number: int | slice) -> Unit | list[Unit]:
        """Return a paragraph."""
        if isinstance(number, slice):
            return [self[at] for at in range(*number.indices(len(self)))]
        if not -len(self) <= number < len(self):
            raise IndexError(number)
        number %= len(self)
        return StoredUnit(self, number, self.names[self.speeches[number]])

    def __iter__(self) -> Iterator[Unit]:
        """Yield all paragraphs, in order."""
        for speech, numbers in groupby(range(len(self)), key=self.speeches.__getitem__):
            name = self.names[speech]
            if speech % STRETCH == STRETCH - 1:
                self.held.forget()
            for number in numbers:
                yield StoredUnit(self, number, name)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._lengths)


class Settled(Units):
    """Paragraphs of speeches that are decided, in that order; ``first`` is the number of the first of their records.

    ``prints`` are the fingerprints of those that are compared, ``counts`` how many each has.
    """

    def __init__(self, held: Paragraphs) -> None:
        super().__init__(held=held)
        self.first = held.records
        self.prints, self.counts = held.room.column(alone=False), array("I")
        if held.folder is not None:
            self.prints.move(held.folder)

    def sharing(self, prints: Iterable[bytes]) -> list[int]:
        """Return, in order, the numbers of those that share a fingerprint with some others, of which these are ``prints``."""
        import numpy as np

        wanted = np.unique(np.concatenate([np.zeros(0, np.uint32), *(np.frombuffer(p, np.uint32) for p in prints)]))
        known = np.frombuffer(self.prints.view(), dtype=np.uint32)
        found: list[int] = []
        at = 0
        taking, counts = self.taking_part(), np.frombuffer(self.counts, dtype=np.uint32).astype(np.int64)
        for start in range(0, len(taking), STRETCH):
            many = counts[start : start + STRETCH]
            shared = np.isin(known[at : at + int(many.sum())], wanted)
            owners = np.repeat(np.arange(len(many)), many)[shared]
            found += (taking[start + owner] for owner in np.unique(owners).tolist())
            at += int(many.sum())
        return found
