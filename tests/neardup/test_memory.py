"""Memory that grows: what stands in it stays, whether the system moves it or it must be copied."""

from __future__ import annotations

import mmap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.neardup import memory
from cleaner.neardup.memory import Growing, zeros


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
