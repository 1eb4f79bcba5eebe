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
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from cleaner.neardup.bands import BANDS, ROWS
from cleaner.neardup.keys import MINIMUM, code_table
from cleaner.neardup.paragraphs import SPOOL, Paragraphs, Source, as_json
from cleaner.neardup.signatures import permutations
from cleaner.neardup.verify import WIDTH

MAGIC = b"cleaner-index\n"
VERSION = 1
"""Of the file's form, and of how keys, content hashes and bands are made; a change of any needs another."""

COLUMNS = ("hashes", "bands", "places", "records", "indices", "ids", "id_lengths")
RANDOM = ("hashes", "bands")
"""Columns that do not shrink."""


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
    sections = []
    places = array("Q")
    packer, size, crc, at = zlib.compressobj(1), 0, 0, 0
    for item in range(len(held)):
        literal = as_json(held.text(item))
        places.append(at + 1)
        at += len(literal)
        packed = packer.compress(literal)
        crc, size = zlib.crc32(packed, crc), size + stream.write(packed)
        if step:
            step(1)
    packed = packer.flush()
    sections.append(["texts", size + stream.write(packed), zlib.crc32(packed, crc), True])
    for name in COLUMNS:
        if name == "bands":
            data = b"".join(band.view() for band in held.bands)
        else:
            data = places.tobytes() if name == "places" else bytes(held.columns[name].view())
        shrinks = name not in RANDOM
        packed = zlib.compress(data, 1) if shrinks else data
        sections.append([name, stream.write(packed), zlib.crc32(packed), shrinks])
    table = {
        "version": VERSION,
        "scheme": scheme(),
        "by_line": held.by_line,
        "records": held.records,
        "sources": [[source.name, source.record] for source in held.sources],
        "sections": sections,
    }
    footer = json.dumps(table).encode()
    stream.write(footer + len(footer).to_bytes(8, "little"))


def add_index(held: Paragraphs, path: Path) -> None:
    """Add the paragraphs of an index. Raises UnfitIndexError, OSError."""
    with path.open("rb") as stream:
        table = _table(stream, held.by_line)
        stream.seek(len(MAGIC))
        sections = {name: _section(stream, *rest) for name, *rest in table["sections"]}
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
        *(sections[name] for name in ("records", "indices", "ids", "id_lengths")),
    )


def _table(stream: IO[bytes], by_line: bool) -> dict[str, Any]:
    """Return the table of an index, if it is one that fits."""
    end = stream.seek(0, 2)
    stream.seek(max(end - 8, 0))
    length = int.from_bytes(stream.read(8), "little")
    if length > end - 8 - len(MAGIC):
        raise UnfitIndexError("is damaged")
    stream.seek(end - 8 - length)
    try:
        table = json.loads(stream.read(length))
        version, made_by, lines = table["version"], table["scheme"], table["by_line"]
    except (ValueError, KeyError, TypeError):
        raise UnfitIndexError("is damaged") from None
    if version != VERSION:
        raise UnfitIndexError(f"is an index of version {version}, not {VERSION}")
    if made_by != scheme():
        raise UnfitIndexError("was made by another version of cleaner, which makes other keys")
    if lines != by_line:
        raise UnfitIndexError(f"was built with --unit {'paragraph' if lines else 'record'}")
    return dict(table)


def _section(stream: IO[bytes], size: int, crc: int, packed: bool) -> bytes:
    data = stream.read(size)
    if zlib.crc32(data) != crc:
        raise UnfitIndexError("is damaged")
    return zlib.decompress(data) if packed else data
