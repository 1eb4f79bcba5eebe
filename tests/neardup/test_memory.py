"""Memory that grows: what stands in it stays, whether the system moves it or it must be copied."""

from __future__ import annotations

import json
import mmap
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.neardup import Units, find_contained, memory, profile, search
from cleaner.neardup.memory import Growing, Numbers, Room, zeros


@given(st.lists(st.binary(max_size=200)), st.sampled_from([1, 7, memory.FIRST]))
def test_what_was_added_is_there_in_order(pieces: list[bytes], first: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory, "FIRST", first)
        growing = Growing()
        for piece in pieces:
            growing.append(piece)
    assert bytes(growing.view()) == b"".join(pieces)
    assert growing.size == len(growing.view())


def test_a_system_that_moves_no_memory_copies_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Rigid(mmap.mmap):
        def resize(self, newsize: int) -> None:
            raise SystemError

    monkeypatch.setattr(memory, "zeros", lambda size: Rigid(-1, size))
    growing = Growing()
    for number in range(100_000):
        growing.append(number.to_bytes(4, "big"))
    assert bytes(growing.view()) == b"".join(number.to_bytes(4, "big") for number in range(100_000))


def test_what_is_viewed_can_be_changed_in_place() -> None:
    growing = Growing()
    growing.append(b"abc")
    growing.view()[1:2] = b"x"
    assert bytes(growing.view()) == b"axc"


def test_zeros_are_zeros() -> None:
    assert bytes(zeros(5000)) == bytes(5000)


def test_what_is_much_is_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST_MAPPED", -1)
    room = Room(memory.SHARE * 10, tmp_path)
    little, much, column = room.zeros(10), room.zeros(11), room.column()
    much[3:5], little[1:2] = b"ab", b"x"
    for number in range(9):
        column.append(bytes([number]) * 3)
    assert column.size == len(column.view()) == 27
    room.forget()
    assert (bytes(much), bytes(little)) == (b"\0\0\0ab" + bytes(6), b"\0x" + bytes(8))
    assert bytes(column.view()) == b"".join(bytes([number]) * 3 for number in range(9))
    column.append(b"z")
    assert bytes(column.view())[-2:] == b"\x08z"
    assert list(tmp_path.iterdir()) == []


def test_a_disk_without_room_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"."):
        Room(0, tmp_path).zeros(1 << 60)


@pytest.mark.parametrize("statm", [b"9 9 x", b"", None])
def test_where_the_system_does_not_tell_memory_is_given_back(
    statm: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if statm is not None:
        (tmp_path / "statm").write_bytes(statm)
    monkeypatch.setattr(memory, "RESIDENT", str(tmp_path / "statm"))
    assert memory._resident() > memory.MOST_MAPPED


@given(st.lists(st.lists(st.integers(0, 2**32 - 1))), st.sampled_from([0, 9, 1 << 20]))
def test_numbers_come_back(pieces: list[list[int]], most: int) -> None:
    with TemporaryDirectory() as folder:
        numbers = Numbers("I", Room(memory.SHARE * most, Path(folder)))
        expected: list[int] = []
        for piece in pieces:
            numbers.extend(piece)
            numbers.append(7)
            expected += [*piece, 7]
            assert numbers[-1] == 7
        assert (list(numbers), len(numbers)) == (expected, len(expected))
        assert list(numbers[1:3]) == expected[1:3]


def test_a_search_in_files_finds_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a budget of nothing, and pages that are given back at each time."""
    text = "".join(chr(0x4E00 + 7 * number) for number in range(120))
    speeches = {
        f"{number}": [text[number : number + 90], f"第{number}个" + text[60:], text[::-1], text[30:80]]
        for number in range(40)
    }
    found = []
    for name, most in (("much", memory.MEMORY), ("little", 0)):
        monkeypatch.setattr(memory, "MOST_MAPPED", -1 if most == 0 else memory.MEMORY)
        folder = tmp_path / name
        folder.mkdir()
        units = Units(most, folder)
        with (folder / "spool").open("wb") as stream:
            for speech, paragraphs in speeches.items():
                line = json.dumps(paragraphs).encode() + b"\n"
                units.add(speech, profile([(each, False) for each in paragraphs], line), stream.tell())
                stream.write(line)
        units.texts_in(folder / "spool")
        found.append(find_contained(units, search(units)))
    assert found[0] == found[1]
    assert found[0].twins
