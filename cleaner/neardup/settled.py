"""The paragraphs that a batch of a growing corpus has kept, in one file, so that later batches are compared with them.

It holds the speeches in the order in which they were decided: their names, and of their paragraphs the columns of ``Units``
the fingerprints by which
contained paragraphs are found, and the texts, as JSON literals. The form of the file, its checksums and its scheme are those of ``stored``.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

from cleaner.neardup.bands import BANDS
from cleaner.neardup.keys import MINIMUM
from cleaner.neardup.paragraphs import SPOOL
from cleaner.neardup.stored import (
    UnfitIndexError,
    lengths_of,
    literals,
    read_sections,
    read_table,
    write_section,
    write_table,
)
from cleaner.neardup.units import Units
from cleaner.neardup.verify import WINDOW

MAGIC = b"cleaner-settled\n"


def write_settled(units: Units, stream: IO[bytes]) -> None:
    """Write all paragraphs, to which nothing may be added any more, in their order."""
    stream.write(MAGIC)
    places = array("Q")
    sections = [write_section(stream, "texts", literals(map(units.text, range(len(units))), places))]
    for name, data in (
        ("places", places.tobytes()),
        ("speeches", units.speeches.tobytes()),
        ("indices", units.indices.tobytes()),
        ("lengths", units.lengths.tobytes()),
        ("protected", bytes(units.protected)),
        ("hashes", bytes(units.held.columns["hashes"].view())),
    ):
        sections.append(write_section(stream, name, (data,)))
    counts = array("I")

    def prints() -> Iterator[bytes]:
        for many, found in units.fingerprints(WINDOW):
            counts.frombytes(many)
            yield found

    sections.append(write_section(stream, "prints", prints()))
    sections.append(write_section(stream, "counts", (counts.tobytes(),)))
    sections.append(write_section(stream, "bands", (bytes(band.view()) for band in units.held.bands)))
    write_table(stream, {"names": list(units.names), "window": WINDOW}, sections)


def add_settled(units: Units, path: Path) -> None:
    """Add the paragraphs of such a file, before those that are to be decided. Raises UnfitIndexError, OSError."""
    with path.open("rb") as stream:
        table = read_table(stream, MAGIC)
        if table.get("window") != WINDOW:
            raise UnfitIndexError("was made by another version of cleaner, which takes other fingerprints")
        sections = read_sections(stream, table)
    try:
        sound = _is_sound(table, sections)
    except (KeyError, TypeError, ValueError, OverflowError):
        sound = False
    if not sound:
        raise UnfitIndexError("is damaged")
    held, settled = units.held, units.begin_settled()
    if held.spool.size == 0 and held.folder is not None:
        held.spool.move(held.folder)
    start = SPOOL + held.spool.size
    held.spool.append(sections["texts"])
    places = array("Q", (start + place for place in array("Q", sections["places"])))
    speeches, indices, lengths = (array("I", sections[name]) for name in ("speeches", "indices", "lengths"))
    protected = sections["protected"]
    taking = [at for at in range(len(lengths)) if lengths[at] >= MINIMUM and not protected[at]]
    names = table["names"]
    held.add_columns(
        len(names),
        sections["hashes"],
        sections["bands"],
        array("Q", (places[at] for at in taking)),
        array("I", (speeches[at] for at in taking)).tobytes(),
        array("I", (indices[at] for at in taking)),
        b"",
        array("I", bytes(4 * len(names))),
    )
    first = len(settled.names)
    for name in names:
        settled.names.append(name)
    settled.add_columns((speech + first for speech in speeches), indices, lengths, places, protected)
    settled.counts.extend(array("I", sections["counts"]))
    settled.prints.append(sections["prints"])
    units.end_references()


def _is_sound(table: Mapping[str, Any], sections: Mapping[str, bytes]) -> bool:
    """Whether all columns fit together, as far as a search relies on it; checksums tell damage, but not what was forged.

    May raise KeyError, TypeError, ValueError, OverflowError where they do not.
    """
    names, protected = table["names"], sections["protected"]
    speeches, lengths, counts = (array("I", sections[name]) for name in ("speeches", "lengths", "counts"))
    taking = sum(length >= MINIMUM and not formula for length, formula in zip(lengths, protected, strict=True))
    sizes = {"places": 8 * len(lengths), "speeches": 4 * len(lengths), "indices": 4 * len(lengths)}
    sizes |= {"hashes": 16 * taking, "bands": 4 * BANDS * taking, "counts": 4 * taking, "prints": 4 * sum(counts)}
    return (
        isinstance(names, list)
        and all(isinstance(name, str) for name in names)
        and all(len(sections[name]) == size for name, size in sizes.items())
        and all(before <= after for before, after in pairwise(speeches))
        and (not speeches or speeches[-1] < len(names))
        and lengths_of(sections) == sections["lengths"]
    )
