"""Putting edits together, held against plain per-character lists."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaner.document.edits import apply_edits, disjoint, overlay
from cleaner.model import Edit

LENGTH = 24
TEXT = "abcdefghijklmnopqrstuvwx"


def edit(start: int, end: int, new: str = "", rule: str = "r") -> Edit:
    return Edit(start, end, new, "rule", "artefact", rule)


@st.composite
def sorted_edits(draw: st.DrawFn, name: str) -> list[Edit]:
    """Draw sorted, disjoint edits; touching ones among them."""
    cuts = sorted(draw(st.sets(st.integers(0, LENGTH), max_size=10)))
    taken = [draw(st.booleans()) for _ in cuts]
    return [
        edit(start, end, draw(st.sampled_from(["", "", "X", "YZ"])), f"{name}{start}")
        for start, end, take in zip(cuts, cuts[1:], taken, strict=False)
        if take
    ]


any_edits = st.lists(
    st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 8), st.sampled_from("abc")).map(
        lambda drawn: edit(drawn[0], min(drawn[0] + drawn[1], LENGTH), "", drawn[2])
    ),
    max_size=10,
)


def owners(edits: Sequence[Edit]) -> list[str | None]:
    """Return for each character of the text the rule of the first edit that covers it."""
    return [next((e.rule for e in edits if e.start <= at < e.end), None) for at in range(LENGTH)]


def is_sorted_and_disjoint(edits: Sequence[Edit]) -> bool:
    return all(e.start < e.end for e in edits) and all(a.end <= b.start for a, b in itertools.pairwise(edits))


def replaced(edits: Sequence[Edit]) -> str:
    """Apply edits to TEXT one character at a time."""
    out = ""
    for at in range(LENGTH):
        found = [e for e in edits if e.start <= at < e.end]
        out += TEXT[at] if not found else found[0].new if found[0].start == at else ""
    return out


NOTHING_TO_DECIDE = {
    "both empty": ([], [], []),
    "nothing over": ([], [edit(1, 3)], [edit(1, 3)]),
    "nothing under": ([edit(1, 3)], [], [edit(1, 3)]),
    "side by side": ([edit(0, 2)], [edit(2, 4)], [edit(0, 2), edit(2, 4)]),
    "under comes first": ([edit(5, 6)], [edit(2, 4)], [edit(2, 4), edit(5, 6)]),
}
OVERLAID = {
    "under is hidden": ([edit(0, 9, "A")], [edit(2, 4, "B")], [edit(0, 9, "A")]),
    "same range": ([edit(2, 4, "A")], [edit(2, 4, "B")], [edit(2, 4, "A")]),
    "under loses its head": ([edit(0, 3)], [edit(2, 6, "B")], [edit(0, 3), edit(3, 6, "B")]),
    "under loses its tail": ([edit(4, 8)], [edit(2, 6, "B")], [edit(2, 4, "B"), edit(4, 8)]),
    "under is cut in three, what it writes is written once": (
        [edit(1, 2), edit(4, 5)],
        [edit(0, 7, "B")],
        [edit(0, 1, "B"), edit(1, 2), edit(2, 4), edit(4, 5), edit(5, 7)],
    ),
}


@pytest.mark.parametrize(("over", "under", "merged"), NOTHING_TO_DECIDE.values(), ids=NOTHING_TO_DECIDE.keys())
def test_overlay_leaves_apart_what_does_not_meet(over: list[Edit], under: list[Edit], merged: list[Edit]) -> None:
    assert overlay(over, under) == merged


@pytest.mark.parametrize(("over", "under", "merged"), OVERLAID.values(), ids=OVERLAID.keys())
def test_overlay_gives_a_character_to_the_edit_above(over: list[Edit], under: list[Edit], merged: list[Edit]) -> None:
    assert overlay(over, under) == merged


@given(sorted_edits("over"), sorted_edits("under"))
@settings(deadline=None, max_examples=300)
def test_overlay_character_by_character(over: list[Edit], under: list[Edit]) -> None:
    merged = overlay(over, under)
    assert is_sorted_and_disjoint(merged)
    assert owners(merged) == owners([*over, *under])
    assert [e for e in merged if e.rule.startswith("over")] == over, "what lies above is never changed"


@given(sorted_edits("over"), sorted_edits("under"))
@settings(deadline=None, max_examples=200)
def test_overlay_writes_what_an_edit_writes_once_and_first(over: list[Edit], under: list[Edit]) -> None:
    merged = overlay(over, under)
    for below in under:
        pieces = [e.new for e in merged if e.rule == below.rule]
        assert pieces == [below.new, *[""] * (len(pieces) - 1)][: len(pieces)]


def test_overlay_does_not_change_its_arguments() -> None:
    over, under = [edit(1, 2)], [edit(0, 4)]
    overlay(over, under)
    assert (over, under) == ([edit(1, 2)], [edit(0, 4)])


@given(any_edits, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=300)
def test_disjoint_covers_the_same_characters_in_any_order(edits: list[Edit], random: random.Random) -> None:
    made = disjoint(edits)
    assert is_sorted_and_disjoint(made)
    assert [owner is None for owner in owners(made)] == [owner is None for owner in owners(edits)]
    shuffled = list(edits)
    random.shuffle(shuffled)
    assert disjoint(shuffled) == made


@given(any_edits)
@settings(deadline=None, max_examples=200)
def test_disjoint_gives_a_character_to_the_edit_that_starts_first(edits: list[Edit]) -> None:
    """Then to the longer one, then to the first by rule: by which a character passes on only when its owner ends."""
    ranked = sorted(edits, key=lambda e: (e.start, -e.end, e.rule))
    wanted: list[str | None] = [None] * LENGTH
    end = 0
    for e in ranked:
        for at in range(max(e.start, end), e.end):
            wanted[at] = e.rule
        end = max(end, e.end)
    assert owners(disjoint(edits)) == wanted


def test_disjoint_leaves_disjoint_edits_as_they_are() -> None:
    edits = [edit(0, 2, "A"), edit(2, 3), edit(7, 9, "B")]
    assert disjoint(reversed(edits)) == edits


@given(sorted_edits("e"))
@example([])
@example([edit(0, LENGTH, "X")])
@settings(deadline=None, max_examples=200)
def test_apply_edits_character_by_character(edits: list[Edit]) -> None:
    assert apply_edits(TEXT, edits) == replaced(edits)


@given(sorted_edits("e"), st.integers(0, LENGTH), st.integers(0, LENGTH))
@settings(deadline=None, max_examples=200)
def test_apply_edits_to_a_range_reads_only_the_edits_inside_it(edits: list[Edit], one: int, two: int) -> None:
    start, end = sorted((one, two))
    inside = [e for e in edits if start <= e.start and e.end <= end]
    across = [e for e in edits if e not in inside and e.start < end and e.end > start]
    if not across:
        assert apply_edits(TEXT, edits, start, end) == apply_edits(TEXT[:end], inside)[start:]
