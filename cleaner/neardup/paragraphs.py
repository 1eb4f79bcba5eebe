"""The paragraphs of a search: what is kept of each, and where its text can be read again.

A paragraph (an item) is a 128-bit hash of its key, 25 band keys, the place of its text in a file, its record, and its index
in it: 132 bytes. These stand in columns, which are in memory, or in files once they outgrow what they may have. The length of
its key and its fingerprints are wanted last and go to files sooner.
"""

from __future__ import annotations

import mmap
import os
import sys
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from cleaner.neardup.ahead import ahead
from cleaner.neardup.bands import BANDS
from cleaner.neardup.jsontext import as_json, rest_of_string, rest_of_string_at
from cleaner.neardup.kernel import is_reference, kernel
from cleaner.neardup.keys import MINIMUM, code_table, key
from cleaner.neardup.memory import MEMORY, Column, Room
from cleaner.neardup.signatures import permutations
from cleaner.neardup.verify import WINDOW

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

STRETCH = 2 << 20
"""Bytes of a file that are scanned at a time."""

BATCH = 512
"""Records that Python reads at a time."""

SPOOL = 1 << 62
"""Where the counting of places begins for texts that no file holds as the kernel reads them."""

COLUMNS = ("hashes", "places", "records", "indices", "ids", "id_lengths", "lengths", "counts", "prints")
IN_FILES = ("hashes", "places", "records", "indices")
"""Columns that go to files together, with the bands, when memory is short."""

LATE = ("lengths", "counts", "prints")
"""Columns that are wanted only when the walk is over."""

ALONE = ("ids", "id_lengths", *LATE)
"""Columns that go to files each by itself, as soon as they are not little."""


@dataclass(slots=True)
class Source:
    """A file with texts: its first byte is at ``base`` in the counting of all files, its first record's number is ``record``."""

    name: str
    base: int
    size: int
    record: int
    stream: BinaryIO
    data: mmap.mmap | bytes

    def forget(self, start: int, stop: int) -> None:
        """Let the system take back the memory that reading a stretch has filled."""
        if isinstance(self.data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            start -= start % mmap.PAGESIZE
            self.data.madvise(mmap.MADV_DONTNEED, start, stop - start)


@dataclass(frozen=True, slots=True)
class Record:
    """What Python knows of a record: its id, a JSON literal or empty, and its texts, each with its index."""

    id: bytes = b""
    texts: Sequence[tuple[int, str]] = ()


@dataclass(frozen=True, slots=True)
class Fields:
    """The names of the members of a line that hold its text and its id."""

    text: str = "text"
    id: str = "id"


# What a stretch holds: what the kernel scanned, or a line that it left to Python.
_Piece = tuple[Any, ...] | bytes


@dataclass(slots=True)
class Paragraphs:
    """All paragraphs of a search, numbered as they come, and the records that they are in.

    ``by_line``: each line of a text is a paragraph. ``keys``: texts are keys already. The first ``references`` paragraphs, in
    the first ``reference_records`` records, are only compared with. Past half of ``memory``, in bytes, columns go to files in
    ``folder``, if there is one. So many ``workers``, which are threads, search at the same time.
    """

    by_line: bool = False
    keys: bool = False
    memory: int = MEMORY
    folder: Path | None = None
    workers: int = 1
    references: int = 0
    reference_records: int = 0
    records: int = 0
    columns: dict[str, Column] = field(default_factory=dict)
    bands: list[Column] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    spool: Column = field(init=False)
    room: Room = field(init=False)
    in_files: bool = False
    ends: array[int] | memoryview = field(default_factory=lambda: array("Q"))

    def __post_init__(self) -> None:
        """Begin the columns."""
        self.room = Room(self.memory, self.folder)
        self.columns |= {name: self.room.column(alone=name in ALONE) for name in COLUMNS}
        self.bands += (self.room.column(alone=False) for _ in range(BANDS))
        self.spool = self.room.column(alone=False)

    def __len__(self) -> int:
        """Return how many there are."""
        return self.columns["records"].size // 4

    def end_references(self) -> None:
        """All that came so far is only compared with."""
        self.references, self.reference_records = len(self), self.records

    def add_file(
        self,
        path: Path,
        fields: Fields,
        odd: Callable[[bytes, int, int], Record],
        *,
        step: Callable[[int], None] | None = None,
    ) -> None:
        """Add the records of a file of JSON, one a line.

        ``odd`` makes a record of what the kernel leaves to Python: a line, its number in the file, from 1, and the number of the
        record. ``step`` hears how many bytes are read. Raises OSError.
        """
        source = self.add_source(path, mapped=True)
        kernel(), code_table(), permutations()  # before several threads want them
        for start, stop, pieces in self._scanned(source, fields):
            for lines, group in groupby(pieces, key=lambda piece: isinstance(piece, bytes)):
                if not lines:
                    for piece in group:
                        self.add_columns(*piece[1:])
                    continue
                while batch := list(islice(group, BATCH)):
                    numbers = enumerate(batch, self.records)
                    self.add_records([odd(line, n - source.record + 1, n) for n, line in numbers])  # type: ignore[arg-type]
            if self.is_large:
                source.forget(start, stop)
            if step:
                step(stop - start)

    def add_source(self, path: Path, *, mapped: bool = False) -> Source:
        """Name the file that the records to come are in; only if it is ``mapped`` texts are read from it again."""
        base = self.sources[-1].base + self.sources[-1].size if self.sources else 0
        stream = path.open("rb")
        size = os.fstat(stream.fileno()).st_size if mapped else 0
        data: mmap.mmap | bytes = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        source = Source(str(path), base, size, self.records, stream, data)
        self.sources.append(source)
        return source

    @property
    def is_large(self) -> bool:
        """Whether the files must not all be in memory at once."""
        return bool(self.sources) and self.sources[-1].base + self.sources[-1].size > self.memory // 2

    @property
    def by_descriptor(self) -> bool:
        """Whether texts are read from the files, and not from memory that the files are mapped to, which would fill up."""
        return self.is_large and hasattr(os, "pread")

    def _scanned(self, source: Source, fields: Fields) -> Iterator[tuple[int, int, list[_Piece]]]:
        """Yield the pieces of all stretches, in order; several threads scan ahead."""

        def scanned(stretch: tuple[int, int]) -> tuple[int, int, list[_Piece]]:
            return *stretch, self._pieces(source, *stretch, fields)

        return ahead(scanned, _stretches(source), self.workers if source.size > STRETCH else 1)

    def _pieces(self, source: Source, start: int, stop: int, fields: Fields) -> list[_Piece]:
        pieces: list[_Piece] = []
        names = fields.text.encode(), fields.id.encode()
        while start < stop:
            if not is_reference():
                scanned = kernel().scan(
                    source.data,
                    start,
                    stop,
                    source.base,
                    *names,
                    self.by_line,
                    MINIMUM,
                    WINDOW,
                    code_table(),
                    permutations(),
                )
                pieces.append(scanned)
                start = scanned[0]
            if start < stop:
                end = source.data.find(b"\n", start, stop) + 1 or stop
                pieces.append(bytes(source.data[start:end]))
                start = end
        return pieces

    def add_columns(
        self,
        records: int,
        hashes: Buffer,
        bands: bytes,
        places: Buffer,
        numbers: bytes,
        indices: Buffer,
        ids: Buffer,
        id_lengths: Buffer,
        lengths: Buffer = b"",
        counts: Buffer = b"",
        prints: Buffer = b"",
    ) -> None:
        """Add paragraphs of so many new records; ``numbers`` counts these from 0. Fingerprints are given for all or for none."""
        shifted = bytearray(numbers)
        kernel().shift(shifted, self.records)
        self.records += records
        added = (hashes, places, shifted, indices, ids, id_lengths, lengths, counts, prints)
        for column, data in zip(self.columns.values(), added, strict=True):
            column.append(data)
        size = len(bands) // BANDS
        with memoryview(bands) as view:
            for band, column in enumerate(self.bands):
                column.append(view[band * size : (band + 1) * size])
        if self.folder is not None and not self.in_files and self.size > self.memory // 2:
            self._to_files(self.folder)

    @property
    def size(self) -> int:
        """The bytes in all columns."""
        columns = (column for name, column in self.columns.items() if name not in LATE)
        return sum(column.size for column in (*columns, *self.bands))

    def _to_files(self, folder: Path) -> None:
        self.in_files = True
        for name in IN_FILES:
            self.columns[name].move(folder)
        for band in self.bands:
            band.move(folder)

    def add_records(self, records: Sequence[Record]) -> None:
        """Add records of which Python has the texts; these go to the spool."""
        texts = [text for record in records for _, text in record.texts]
        table = None if self.keys else code_table()
        found, hashes, bands, _, counts, prints = kernel().profiles(
            texts, table, MINIMUM, WINDOW, permutations(), False
        )
        lengths = array("I", found)
        kept = iter(lengths)
        places, numbers, indices = array("Q"), array("I"), array("I")
        for number, record in enumerate(records):
            for index, text in record.texts:
                if next(kept) >= MINIMUM:
                    places.append(self.to_spool(text))
                    numbers.append(number)
                    indices.append(index)
        self.add_columns(
            len(records),
            hashes,
            bands,
            places,
            numbers.tobytes(),
            indices,
            b"".join(record.id for record in records),
            array("I", [len(record.id) for record in records]),
            array("I", (length for length in lengths if length >= MINIMUM)),
            counts,
            prints,
        )

    def add_profiles(self, hashes: bytes, bands: bytes, places: array[int], indices: array[int]) -> None:
        """Add a record of which the paragraphs are profiled; their texts stand in a file at ``places``."""
        numbers = bytes(4 * len(places))
        self.add_columns(1, hashes, bands, places, numbers, indices, b"", array("I", [0]))

    def to_spool(self, text: str) -> int:
        """Keep a text in the spool; return its place."""
        place = SPOOL + self.spool.size + 1
        if self.spool.size == 0 and self.folder is not None:
            self.spool.move(self.folder)
        self.spool.append(as_json(text))
        return place

    def record_order(self) -> memoryview:
        """Return the numbers of the records in their total order: references, then by id, then those without one as they came."""
        ids = self.columns["ids"].view()
        if not ids:
            self.ends = self.room.zeros(8 * self.records).cast("Q")
            return self.room.numbers("I", range(self.records))
        self.ends = memoryview(kernel().ends(self.columns["id_lengths"].view(), self.room)).cast("Q")
        self.columns["id_lengths"].clear()
        if not self.reference_records:
            return memoryview(kernel().order_records(ids, self.ends, self.room)).cast("I")
        first = bytes(kernel().order_records(ids, self.ends[: self.reference_records]))
        start = self.ends[self.reference_records - 1]
        with memoryview(ids) as view:
            own = array("Q", [end - start for end in self.ends[self.reference_records :]])
            rest = bytearray(kernel().order_records(view[start:], own))
        kernel().shift(rest, self.reference_records)
        return memoryview(first + bytes(rest)).cast("I")

    def walk_sources(self) -> list[tuple[int, int, Buffer | int]]:
        """Return the files as the kernel reads them again: from memory, or from a file where they are too large for it."""
        by_descriptor = self.by_descriptor and not is_reference()
        sources: list[tuple[int, int, Buffer | int]] = [
            (source.base, source.size, source.stream.fileno() if by_descriptor else source.data)
            for source in self.sources
        ]
        if not sources:
            sources.append((0, 0, b""))
        return [*sources, (SPOOL, self.spool.size, self.spool.view())]

    def text(self, item: int) -> str:
        """Return the text of a paragraph, or its key where only that is known."""
        return self.text_at(self._number("places", item, 8))

    def text_at(self, place: int) -> str:
        """Return the text that stands at a place."""
        if place >= SPOOL:
            return rest_of_string(self.spool.view(), place - SPOOL, by_line=self.by_line)
        source = self.sources[bisect_right(self.sources, place, key=lambda source: source.base) - 1]
        if self.by_descriptor:
            return rest_of_string_at(source.stream.fileno(), place - source.base, by_line=self.by_line)
        return rest_of_string(source.data, place - source.base, by_line=self.by_line)

    def key(self, item: int) -> str:
        """Return the key of a paragraph."""
        return self.text(item) if self.keys else key(self.text(item))

    def record(self, item: int) -> int:
        """Return the number of the record that a paragraph is in."""
        return self._number("records", item)

    def index(self, item: int) -> int:
        """Return the index of a paragraph in its record, from 0."""
        return self._number("indices", item)

    def _number(self, column: str, item: int, size: int = 4) -> int:
        return int.from_bytes(self.columns[column].view()[size * item : size * (item + 1)], sys.byteorder)

    def id(self, record: int) -> bytes:
        """Return the id of a record, as JSON, or nothing."""
        start = self.ends[record - 1] if record else 0
        return bytes(self.columns["ids"].view()[start : self.ends[record]])

    def source(self, record: int) -> Source | None:
        """Return the file that a record is in."""
        number = bisect_right(self.sources, record, key=lambda source: source.record) - 1
        return self.sources[number] if number >= 0 else None

    def forget(self) -> None:
        """Let the system take back the memory that reading files has filled, if they are large."""
        self.room.forget()
        if self.is_large:
            for source in self.sources:
                source.forget(0, source.size)

    def close(self) -> None:
        """Let go of all files, and of the memory that they are mapped to."""
        for column in (*self.columns.values(), *self.bands, self.spool):
            column.clear()
        for source in self.sources:
            source.stream.close()
        self.sources.clear()


def _stretches(source: Source) -> Iterator[tuple[int, int]]:
    """Cut a file at ends of lines."""
    start = 0
    while start < source.size:
        stop = source.data.find(b"\n", min(start + STRETCH, source.size) - 1) + 1 or source.size
        yield start, stop
        start = stop
