"""Paragraphs as the passes of a run know them: by speech and index, with their text in memory or in a file."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import overload

from cleaner.neardup.kernel import kernel
from cleaner.neardup.keys import MINIMUM, code_table
from cleaner.neardup.paragraphs import MEMORY, Paragraphs
from cleaner.neardup.signatures import permutations


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

    def __init__(self, units: Units, number: int) -> None:
        speech, index = units.names[units.speeches[number]], units.indices[number]
        protected = bool(units.protected[number])
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
    found, hashes, bands, _ = kernel().profiles(free, code_table(), MINIMUM, permutations(), False)
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
    is written.
    """

    def __init__(self, memory: int = MEMORY, folder: Path | None = None) -> None:
        self.held = Paragraphs(memory=memory, folder=folder)
        self.names: list[str] = []
        self.speeches, self.indices, self.lengths = array("I"), array("I"), array("I")
        self.places = array("Q")
        self.protected = bytearray()
        self.base = 0

    def end_references(self) -> None:
        """All records that ``held`` has so far are only compared with; the file with the texts to come stands behind theirs."""
        self.held.end_references()
        self.base = sum(source.size for source in self.held.sources)

    def place(self, item: int) -> tuple[str, int]:
        """Return where a compared paragraph stands: the id of its speech, or the name of a reference, and its index there."""
        record = self.held.record(item)
        own = record - self.held.reference_records
        return (self.names[own] if own >= 0 else self._reference(record)), self.held.index(item)

    def _reference(self, record: int) -> str:
        source = self.held.source(record)
        own = self.held.id(record)
        if own or source is None:
            return str(json.loads(own))
        return f"{source.name}:{record - source.record + 1}"

    def add(self, speech: str, found: Profile, offset: int) -> None:
        """Add the paragraphs of a speech, whose texts stand in the line at ``offset``."""
        count = len(found.lengths)
        places = array("Q", (place + offset + self.base for place in found.places))
        taking = [at for at in range(count) if found.lengths[at] >= MINIMUM and not found.protected[at]]
        self.held.add_profiles(found.hashes, found.bands, array("Q", (places[at] for at in taking)), array("I", taking))
        self.speeches.extend([len(self.names)] * count)
        self.names.append(speech)
        self.indices.extend(range(count))
        self.lengths.extend(found.lengths)
        self.places.extend(places)
        self.protected += found.protected

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
            return [StoredUnit(self, at) for at in range(*number.indices(len(self)))]
        if not -len(self) <= number < len(self):
            raise IndexError(number)
        return StoredUnit(self, number % len(self))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.lengths)
