from collections.abc import Callable

import pytest

from cleaner.config import Config
from cleaner.errors import InputError
from cleaner.formats import limits
from cleaner.formats.limits import Budget, Metered


def iter_read(pieces: list[bytes]) -> Callable[[int], bytes]:
    """Return what reads one of the pieces at a time, whatever size is asked for."""
    left = iter(pieces)
    return lambda _: next(left)


def test_what_is_unpacked_is_counted_over_all_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FREE", 100)
    budget = Budget(Config(max_ratio=10), 20, "a.zip")
    budget.spend(100)
    budget.spend(100)
    with pytest.raises(InputError, match="10 times") as caught:
        budget.spend(1)
    assert (caught.value.file, caught.value.code) == ("a.zip", "too-large")
    assert "max_ratio" in caught.value.advice


def test_little_may_be_packed_as_tightly_as_it_likes() -> None:
    Budget(Config(max_ratio=1), 1, "a.zip").spend(limits.FREE)


def test_a_stream_shows_what_comes_without_moving_on() -> None:
    pieces = iter([b"ab", b"cd", b"", b""])
    stream = Metered(lambda _: next(pieces), "a", Budget(Config(), 4, "a"))
    assert stream.peek(3) == b"abc"
    assert stream.read(1) == b"a"
    assert stream.whole() == b"bcd"


def test_a_file_as_large_as_it_may_be_is_read_and_a_larger_one_is_not() -> None:
    for size, fits in ((5, True), (6, False)):
        pieces = [bytes(size), b""]
        stream = Metered(iter_read(pieces), "a", Budget(Config(max_file=5), 9, "b"))
        if fits:
            assert len(stream.whole()) == size
        else:
            with pytest.raises(InputError, match="larger than 5"):
                stream.whole()


def test_whatever_a_library_raises_is_an_error_with_the_file_s_name() -> None:
    def broken(_: int) -> bytes:
        raise EOFError

    with pytest.raises(InputError) as caught:
        Metered(broken, "a.zip!/b.txt", Budget(Config(), 1, "a.zip")).read(1)
    assert (caught.value.code, caught.value.file) == ("archive", "a.zip!/b.txt")
