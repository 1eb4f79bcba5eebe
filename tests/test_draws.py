"""Draws are small, fair and the same whatever came first."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from cleaner.draws import Frequent, Groups, Smallest, rank

WORDS = st.lists(st.text("ab", max_size=4), max_size=60)


@given(st.lists(st.text("abc", max_size=5), unique=True), st.randoms())
def test_a_draw_does_not_depend_on_the_order(words: list[str], chance: st.DataObject) -> None:
    shuffled = list(words)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    draws = []
    for given_ in (words, shuffled):
        held = Smallest[str](3)
        for word in given_:
            held.add(rank(word), word)
        draws.append(list(held))
    assert draws[0] == draws[1] == sorted(words, key=rank)[:3]


@given(WORDS, st.integers(1, 5))
def test_groups_that_are_held_have_their_right_size(words: list[str], most: int) -> None:
    held = Groups[int](most, members=2)
    for number, word in enumerate(words):
        held.add(word, number, number)
    sizes = Counter(words)
    expected = sorted(sizes, key=rank)[:most]
    assert [(group.name, group.size) for group in held] == [(word, sizes[word]) for word in expected]
    assert all(list(group.few) == [n for n, word in enumerate(words) if word == group.name][:2] for group in held)
    assert len(held.groups) <= most


@given(WORDS, st.integers(1, 9))
def test_a_count_is_never_too_large_and_too_small_by_no_more_than_is_said(words: list[str], most: int) -> None:
    counts = Frequent[str](most)
    for word in words:
        counts.add(word)
    assert len(counts.counts) <= most
    for word, size in Counter(words).items():
        assert size - counts.missed <= counts.counts.get(word, 0) <= size
    if len(set(words)) <= most:
        assert counts.missed == 0


def test_the_top_is_ordered_by_count_then_by_name() -> None:
    counts = Frequent[str](9)
    for letter in "bbaacd":
        counts.add(letter)
    assert counts.top(3) == [("a", 2), ("b", 2), ("c", 1)]
