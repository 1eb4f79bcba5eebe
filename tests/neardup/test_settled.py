"""Paragraphs that earlier batches have kept: what is written is read, they come first, and they stay."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from cleaner.neardup import Units, find_contained, profile, search
from cleaner.neardup.settled import MAGIC, add_settled, write_settled
from cleaner.neardup.stored import UnfitIndexError, read_sections, read_table, write_section, write_table
from cleaner.neardup.verify import WINDOW

A = "".join(chr(0x4E00 + 7 * step) for step in range(60))
B = "".join(chr(0x5E00 + 11 * step) for step in range(60))
Speeches = Sequence[tuple[str, Sequence[str]]]


def units_of(folder: Path, speeches: Speeches, settled: Sequence[Path] = ()) -> Units:
    units = Units(folder=folder)
    for path in settled:
        add_settled(units, path)
    texts = folder / f"texts{len(list(folder.iterdir()))}"
    with texts.open("wb") as stream:
        for name, paragraphs in speeches:
            line = json.dumps(paragraphs).encode() + b"\n"
            units.add(name, profile([(text, text == B[::-1]) for text in paragraphs], line), stream.tell())
            stream.write(line)
    units.texts_in(texts)
    return units


def index(folder: Path, name: str, speeches: Speeches) -> Path:
    with (folder / name).open("wb") as stream:
        write_settled(units_of(folder, speeches), stream)
    return folder / name


def test_what_is_written_is_read(tmp_path: Path) -> None:
    speeches = [("c", [A, "短", "", B[::-1]]), ("b", []), ("a", [B, A + B])]
    paths = [index(tmp_path, "one", speeches[:2]), index(tmp_path, "two", speeches[2:])]
    units = units_of(tmp_path, [("z", [B])], paths)
    assert units.settled is not None
    known = units.after(units.settled, range(6))
    found = [(unit.speech, unit.index, unit.text, unit.takes_part) for unit in known]
    assert found == [
        *(("c", 0, A, True), ("c", 1, "短", False), ("c", 2, "", False), ("c", 3, B[::-1], False)),
        *(("a", 0, B, True), ("a", 1, A + B, True)),
        ("z", 0, B, True),
    ]
    assert list(units.names) == ["z"]


def test_settled_paragraphs_come_first_and_stay(tmp_path: Path) -> None:
    """Of equal ones the first in the order of the file is named, whatever the names; nothing settled goes."""
    paths = [index(tmp_path, "one", [("y", [A]), ("x", [A])]), index(tmp_path, "two", [("w", [A, B])])]
    twins = search(units_of(tmp_path, [("a", [A]), ("b", [B])], paths)).twins
    assert [(twin.speech, twin.kept_speech, twin.kept_index, twin.kind) for twin in twins] == [
        ("a", "y", 0, "exact"),
        ("b", "w", 1, "exact"),
    ]


def test_what_settled_paragraphs_hold_goes_and_what_holds_them_stays(tmp_path: Path) -> None:
    paths = [index(tmp_path, "one", [("y", [A + B]), ("x", [A[:40]])])]
    units = units_of(tmp_path, [("a", [B])], paths)
    assert units.settled is not None
    known = units.after(units.settled, [0, 1])
    order = {"y": -2, "x": -1}
    found = find_contained(known, search(units), order, settled=len(known) - len(units))
    assert [(twin.speech, twin.kept_speech, twin.kind) for twin in found.twins] == [("a", "y", "contained")]


def test_those_that_share_a_fingerprint_are_known(tmp_path: Path) -> None:
    """Two that share a run of 20 characters share one with certainty, others by chance alone."""
    paths = [index(tmp_path, "one", [("y", ["短", A, B]), ("x", [B[::-1]])]), index(tmp_path, "two", [("w", [A[20:]])])]
    units = units_of(tmp_path, [("a", [A[25:] + B[::2]])], paths)
    assert units.settled is not None
    assert units.settled.sharing(prints for _, prints in units.fingerprints(WINDOW)) == [1, 4]
    some = units.after(units.settled, [1, 4])
    assert [(unit.speech, unit.index) for unit in some] == [("y", 1), ("w", 0), ("a", 0)]


@pytest.mark.parametrize("at", [3, 40, -3])
def test_a_damaged_file_is_refused(tmp_path: Path, at: int) -> None:
    path = index(tmp_path, "one", [("y", [A])])
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    with pytest.raises(UnfitIndexError):
        add_settled(Units(), path)


FORGED: dict[str, Callable[[dict[str, Any], dict[str, bytes]], object]] = {
    "no names": lambda table, _: table.pop("names"),
    "a number for the names": lambda table, _: table.update(names=3),
    "a number for a name": lambda table, _: table.update(names=[1, "b"]),
    "a name too few": lambda table, _: table.update(names=["c"]),
    "no window": lambda table, _: table.pop("window"),
    "half a number": lambda _, sections: sections.update(speeches=sections["speeches"][:-1]),
    "a paragraph too few": lambda _, sections: sections.update(lengths=sections["lengths"][4:]),
    "a paragraph less that is protected": lambda _, sections: sections.update(protected=bytes(4)),
    "speeches out of order": lambda _, sections: sections.update(speeches=sections["speeches"][::-1]),
    "a hash too few": lambda _, sections: sections.update(hashes=sections["hashes"][16:]),
    "a band too many": lambda _, sections: sections.update(bands=sections["bands"] + bytes(100)),
    "fingerprints that there are not": lambda _, sections: sections.update(counts=b"\xff" * len(sections["counts"])),
    "a text of another length": lambda _, sections: sections.update(texts=b'""' + sections["texts"][2:]),
    "lengths of other texts": lambda _, sections: sections.update(lengths=sections["lengths"][::-1]),
    "a text beyond the texts": lambda _, sections: sections.update(places=b"\xff" * len(sections["places"])),
}


@pytest.mark.parametrize("change", FORGED.values(), ids=FORGED)
def test_a_file_whose_columns_do_not_fit_is_refused_whatever_its_checksums(tmp_path: Path, change: Any) -> None:
    path = index(tmp_path, "one", [("c", [A, "短", B[::-1]]), ("b", [B])])
    with path.open("rb") as stream:
        table = read_table(stream, MAGIC)
        sections = read_sections(stream, table)
    change(table, sections)
    with path.open("wb") as stream:
        stream.write(MAGIC)
        written = [write_section(stream, name, (data,)) for name, data in sections.items()]
        given = {name: value for name, value in table.items() if name not in ("version", "scheme", "sections")}
        write_table(stream, given, written)
    with pytest.raises(UnfitIndexError):
        add_settled(Units(), path)
