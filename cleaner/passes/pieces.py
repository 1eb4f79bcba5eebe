"""What the first pass hands on to the others: all that they must know before they read its spool again.

It is kept in columns, because there may be millions of documents, even in one file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from cleaner.document.corrections import Corrections, add_outcomes
from cleaner.formats.archives import INSIDE
from cleaner.inputs import Source
from cleaner.listing import Listing
from cleaner.model import Outcome, record_id
from cleaner.neardup import Units
from cleaner.neardup.kernel import kernel
from cleaner.neardup.memory import Column, Numbers, Room
from cleaner.neardup.strings import Strings
from cleaner.passes.digests import Digest, from_values
from cleaner.passes.guard import Guard
from cleaner.passes.preference import SpeechFacts

HASH = 16  # bytes of the hashes by which equal ids and equal contents are told


@dataclass(slots=True)
class Pieces:
    """The outcome of the first pass; ``spools`` are the files with a line a piece, in order.

    ``keys`` are the documents', in order, ``units`` the paragraphs to compare, ``facts`` by speech what says which of them
    goes before another; ``empty`` names the sources that held neither
    a document nor an error, ``members`` the files that archives held; ``outcomes`` tells by row how the ``corrections`` fared, where they met their document;
    ``listed`` are the lines of the ``listing`` that did, ``unlisted`` the documents that have none, with their offsets.
    """

    spools: list[Path] = field(default_factory=list)
    units: Units = field(default_factory=Units)
    keys: Strings = field(init=False)
    facts: SpeechFacts = field(init=False)
    guard: Guard = field(default_factory=Guard)
    corrections: Corrections = field(default_factory=Corrections)
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    listing: Listing = field(default_factory=Listing)
    listed: set[int] = field(default_factory=set)
    unlisted: list[tuple[str, int]] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    members: list[dict[str, Any]] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)
    file: File = field(init=False)
    written: int = 0

    def __post_init__(self) -> None:
        """Know speeches by the names that their paragraphs have; what grows is where the paragraphs are."""
        room = self.units.held.room
        self.keys, self.facts, self.file = Strings(room=room), SpeechFacts(self.units.names, room), File(room)

    def add(self, told: Sequence[Sequence[Any]]) -> None:
        """Add what the lines of the spool to come hold: for each its length, the values of a digest, and its sources."""
        for length, values, names in told:
            at, self.written = self.written, self.written + length
            self.answered.update(names)
            if values is not None:
                self.add_document(from_values(values), at)

    def add_document(self, digest: Digest, line: int) -> None:
        """Add a document, which stands at an offset of all spools together."""
        if digest.source != self.file.source:
            self.end_file()
            self.file = File(self.units.held.room, digest.source)
        self.file.add(digest)
        for paragraphs, facts in zip(digest.speeches, digest.facts, strict=True):
            self.units.add_unnamed(paragraphs, line)
            self.facts.add(facts)
        self.guard.add(digest.sentences)
        add_outcomes(self.outcomes, digest.corrected)
        if digest.row is not None:
            self.listed.add(digest.row)
        elif self.listing.rows:
            self.unlisted.append((digest.source, digest.offset))

    def end_file(self) -> None:
        """Name what the last file held: only now it is known which ids are unique in it."""
        for key, speeches in zip(self.file.keys(), self.file.speeches, strict=True):
            self.keys.append(key)
            for part in range(1, speeches + 1):
                self.units.names.append(record_id(self.file.source, key, part))

    def end(self, sources: Sequence[Source]) -> None:
        """Nothing is to come: what ``sources`` held is in the spools."""
        self.end_file()
        self.file = File(self.units.held.room)
        for spool in self.spools:
            self.units.texts_in(spool)
        archives = {name.partition(INSIDE)[0] for name in self.answered}
        known = {*(source.name for source in sources), *(member["source"] for member in self.members)}
        self.empty = sorted(known - self.answered - archives)
        self.answered = set()

    def compared(self) -> None:
        """Let go of paragraphs and facts, and of the memory that their files are mapped to: it is known what goes."""
        self.units.held.close()
        self.units = Units()
        self.facts = SpeechFacts(self.units.names)

    def lines(self) -> Iterator[bytes]:
        """Yield the lines of all spools."""
        for spool in self.spools:
            with spool.open("rb") as stream:
                yield from stream


@dataclass(slots=True)
class File:
    """The documents of one file: their own ids, a hash of each, one of their content, and how many speeches they have."""

    room: Room
    source: str = ""
    ids: Strings = field(init=False)
    owned: Numbers = field(init=False)  # whether a document has an id of its own
    many: Numbers = field(init=False)  # whether the file may hold other documents
    own: Column = field(init=False)
    contents: Column = field(init=False)
    speeches: Numbers = field(init=False)

    def __post_init__(self) -> None:
        """Begin the columns."""
        self.ids, self.own, self.contents = Strings(room=self.room), self.room.column(), self.room.column()
        self.owned, self.many, self.speeches = (Numbers(code, self.room) for code in "BBI")

    def add(self, digest: Digest) -> None:
        """Add a document."""
        self.ids.append(digest.own_id or "")
        self.owned.append(digest.own_id is not None)
        self.many.append(digest.content is not None)
        own = (digest.own_id or "").encode("utf-8", "surrogatepass")
        self.own.append(blake2b(own, digest_size=HASH).digest())
        self.contents.append(bytes.fromhex(digest.content) if digest.content is not None else bytes(HASH))
        self.speeches.append(len(digest.speeches))

    def keys(self) -> Iterator[str]:
        """Yield the keys of the documents: their own id where it is unique, else their content, equal ones numbered."""
        hashes = self.contents.view()
        own, contents = _numbers(self.own.view(), self.room), _numbers(hashes, self.room)
        bearers, seen = (self.room.zeros(4 * len(own)).cast("I") for _ in range(2))
        for number, owned in zip(own, self.owned, strict=True):
            bearers[number] += owned
        for document, number in enumerate(contents):
            if self.owned[document] and bearers[own[document]] == 1:
                yield f"id:{self.ids[document]}"
            elif self.many[document]:
                seen[number] += 1
                content = hashes[HASH * document : HASH * (document + 1)].hex()
                yield f"text:{content}:{seen[number]}"
            else:
                yield ""


def _numbers(hashes: memoryview, room: Room) -> Sequence[int]:
    """Number equal hashes alike, from 0."""
    count = len(hashes) // HASH
    if count < 2:  # a file is most often one document
        return range(count)
    return memoryview(kernel().distinct(hashes, room.numbers("I", range(count)), room)[0]).cast("I")
