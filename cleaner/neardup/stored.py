"""The paragraphs of references in one file, so that their keys need not be made anew: `cleaner index build` writes it.

It holds the columns of ``Paragraphs`` in the order in which they are added, and the texts, for exact verification, as JSON
literals; columns that shrink are compressed. Behind them stand a table of them, with checksums, and its length in 8 bytes.
An index of another scheme would propose other pairs, so it is refused: the scheme is the version below, the table by which
keys are made, the permutations, and the shapes of grams and bands.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import IO, Any

from cleaner.neardup.bands import BANDS, ROWS
from cleaner.neardup.jsontext import as_json
from cleaner.neardup.kernel import kernel
from cleaner.neardup.keys import MINIMUM, code_table
from cleaner.neardup.paragraphs import SPOOL, Paragraphs, Source
from cleaner.neardup.signatures import permutations
from cleaner.neardup.verify import WIDTH, WINDOW

MAGIC = b"cleaner-index\n"
VERSION = 2
"""Of the file's form, and of how keys, content hashes and bands are made; a change of any needs another."""

COLUMNS = ("hashes", "bands", "places", "records", "indices", "ids", "id_lengths", "lengths", "counts", "prints")
RANDOM = ("hashes", "bands", "prints")
"""Columns that do not shrink."""

ROOM, MOST_UNPACKED = 1 << 26, 32
"""What all sections may unpack to: bytes, and times the size of the file besides. Half of it or so does not shrink, texts to a
third; but a forged section could fill the memory with a few bytes."""


class UnfitIndexError(ValueError):
    """An index that cannot be used: damaged, or made by another scheme or for other paragraphs."""


def scheme() -> str:
    """Return what decides the keys and bands of a paragraph, as one hash."""
    shape = f"{VERSION} {sys.byteorder} {WIDTH} {MINIMUM} {BANDS} {ROWS}".encode()
    return hashlib.sha256(b"\n".join((shape, code_table().tobytes(), permutations().tobytes()))).hexdigest()


def is_index(path: Path) -> bool:
    """Whether a file is an index, of whatever version. Raises OSError."""
    with path.open("rb") as stream:
        return stream.read(len(MAGIC)) == MAGIC


def write_index(held: Paragraphs, stream: IO[bytes], step: Callable[[int], None] | None = None) -> None:
    """Write all paragraphs, to which nothing may be added any more; ``step`` hears how many are written."""
    stream.write(MAGIC)
    places = array("Q")
    sections = [write_section(stream, "texts", literals(map(held.text, range(len(held))), places, step))]
    for name in COLUMNS:
        if name == "bands":
            chunks = [bytes(band.view()) for band in held.bands]
        else:
            chunks = [places.tobytes() if name == "places" else bytes(held.columns[name].view())]
        sections.append(write_section(stream, name, chunks))
    table = {
        "by_line": held.by_line,
        "records": held.records,
        "sources": [[source.name, source.record] for source in held.sources],
    }
    write_table(stream, table, sections)


def literals(texts: Iterable[str], places: array[int], step: Callable[[int], None] | None = None) -> Iterator[bytes]:
    """Yield texts as JSON, one behind the other, and note their ``places``; ``step`` hears how many."""
    at = 0
    for text in texts:
        literal = as_json(text)
        places.append(at + 1)
        at += len(literal)
        yield literal
        if step:
            step(1)


def write_section(stream: IO[bytes], name: str, chunks: Iterable[bytes]) -> list[Any]:
    """Write a section; return what the table says of it."""
    shrinks = name not in RANDOM
    packer, size, crc = zlib.compressobj(1), 0, 0
    for chunk in chunks:
        packed = packer.compress(chunk) if shrinks else chunk
        crc, size = zlib.crc32(packed, crc), size + stream.write(packed)
    packed = packer.flush() if shrinks else b""
    return [name, size + stream.write(packed), zlib.crc32(packed, crc), shrinks]


def write_table(stream: IO[bytes], table: Mapping[str, Any], sections: Sequence[Any]) -> None:
    """Write the table of the sections, and what else it is to say, behind them."""
    footer = json.dumps({"version": VERSION, "scheme": scheme(), **table, "sections": sections}).encode()
    stream.write(footer + len(footer).to_bytes(8, "little"))


def add_index(held: Paragraphs, path: Path) -> None:
    """Add the paragraphs of an index. Raises UnfitIndexError, OSError."""
    with path.open("rb") as stream:
        table = read_table(stream)
        if table.get("by_line") != held.by_line:
            raise UnfitIndexError(f"was built with --unit {'paragraph' if table.get('by_line') else 'record'}")
        sections = read_sections(stream, table)
    try:
        sound = _is_sound(table, sections)
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError):
        sound = False
    if not sound:
        raise UnfitIndexError("is damaged")
    if held.spool.size == 0 and held.folder is not None:
        held.spool.move(held.folder)
    start = SPOOL + held.spool.size
    held.spool.append(sections["texts"])
    places = array("Q", sections["places"])
    at_end = held.sources[-1].base + held.sources[-1].size if held.sources else 0
    file = path.open("rb")
    held.sources += [Source(name, at_end, 0, held.records + first, file, b"") for name, first in table["sources"]]
    held.add_columns(
        table["records"],
        sections["hashes"],
        sections["bands"],
        array("Q", (start + place for place in places)),
        *(sections[name] for name in COLUMNS[3:]),
    )


def _is_sound(table: Mapping[str, Any], sections: Mapping[str, bytes]) -> bool:
    """Whether all columns fit together, as far as a search relies on it; checksums tell damage, but not what was forged.

    May raise KeyError, TypeError, ValueError, OverflowError, RecursionError where they do not.
    """
    records, sources = table["records"], table["sources"]
    numbers, counts, ends = (array("I", sections[name]) for name in ("records", "counts", "id_lengths"))
    items = len(numbers)
    sizes = {"hashes": 16, "bands": 4 * BANDS, "places": 8, "indices": 4, "lengths": 4, "counts": 4}
    firsts = [first for _, first in sources]
    ids = sections["ids"]
    stops = [0, *accumulate(ends)]
    literals = json.loads(b"[%b]" % b",".join(ids[start:stop] or b'""' for start, stop in pairwise(stops)))
    return (
        all(len(sections[name]) == size * items for name, size in sizes.items())
        and len(sections["prints"]) == 4 * sum(counts)
        and isinstance(records, int)
        and len(ends) == len(literals) == records
        and all(type(literal) in (str, int) for literal in literals)
        and stops[-1] == len(ids)
        and all(before <= after for before, after in pairwise(numbers))
        and (not items or numbers[-1] < records)
        and all(isinstance(name, str) and isinstance(first, int) and 0 <= first <= records for name, first in sources)
        and firsts == sorted(firsts)
        and bool(firsts or not records)
        and lengths_of(sections) == sections["lengths"]
    )


def lengths_of(sections: Mapping[str, bytes]) -> bytes:
    """Return the lengths of the keys of all texts. Raises ValueError where one cannot be read."""
    texts, places = sections["texts"], array("Q", sections["places"])
    if any(not 0 < place < len(texts) for place in places):
        raise ValueError
    read = kernel().texts(places, [(0, len(texts), texts)], code_table(), False)
    return kernel().winnow(read, array("I", range(len(places))), WINDOW)[0]


def read_table(stream: IO[bytes], magic: bytes = MAGIC) -> dict[str, Any]:
    """Return the table of an index that begins with ``magic``. Raises UnfitIndexError where it does not fit."""
    end = stream.seek(0, 2)
    stream.seek(max(end - 8, 0))
    length = int.from_bytes(stream.read(8), "little")
    if length > end - 8 - len(magic):
        raise UnfitIndexError("is damaged")
    stream.seek(end - 8 - length)
    try:
        table = json.loads(stream.read(length))
        version, made_by = table["version"], table["scheme"]
        stream.seek(0)
        begins = stream.read(len(magic))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UnfitIndexError("is damaged") from None
    if begins != magic:
        raise UnfitIndexError("is damaged")
    if version != VERSION:
        raise UnfitIndexError(f"is an index of version {version}, not {VERSION}")
    if made_by != scheme():
        raise UnfitIndexError("was made by another version of cleaner, which makes other keys")
    return dict(table)


def read_sections(stream: IO[bytes], table: Mapping[str, Any]) -> dict[str, bytes]:
    """Return all sections of an index, of which only the table is read. Raises UnfitIndexError where one is damaged."""
    at = stream.tell()
    left = ROOM + MOST_UNPACKED * stream.seek(0, 2)
    stream.seek(at)
    sections: dict[str, bytes] = {}
    try:
        for name, size, crc, packed in table["sections"]:
            sections[name] = _section(stream, size, crc, packed, left)
            left -= len(sections[name])
    except UnfitIndexError:
        raise
    except (KeyError, TypeError, ValueError, OverflowError, zlib.error):
        raise UnfitIndexError("is damaged") from None
    return sections


def _section(stream: IO[bytes], size: int, crc: int, packed: bool, most: int) -> bytes:
    """Return a section that comes to ``most`` bytes or fewer."""
    data = stream.read(max(size, 0))
    if len(data) != size or zlib.crc32(data) != crc:
        raise UnfitIndexError("is damaged")
    if not packed:
        return data
    packer = zlib.decompressobj()
    unpacked = packer.decompress(data, max(most, 0) + 1)
    if len(unpacked) > most:
        raise UnfitIndexError("unpacks to more than an index of its size holds")
    if not packer.eof:
        raise UnfitIndexError("is damaged")
    return unpacked
