import random
from array import array
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.neardup import contained as module
from cleaner.neardup import signatures
from cleaner.neardup.contained import SHARE, find_contained, held_share
from cleaner.neardup.kernel import kernel
from cleaner.neardup.keys import MINIMUM, key
from cleaner.neardup.leaders import Search, Twin, Unit, search
from cleaner.neardup.paragraphs import Paragraphs
from cleaner.neardup.verify import WINDOW, shingles


def letters(start: int, count: int) -> str:
    """Characters that are all different and no figures."""
    return "".join(chr(0x5000 + 3 * (start + step)) for step in range(count))


P, Q, R = letters(0, 100), letters(200, 60), letters(400, 40)


def found(units: Sequence[Unit]) -> Search:
    return find_contained(units, search(units))


def places(twins: Sequence[Twin]) -> list[tuple[str, int, str, int, str, tuple[int, ...]]]:
    return [(twin.speech, twin.index, twin.kept_speech, twin.kept_index, twin.kind, twin.others) for twin in twins]


STAYS = [
    pytest.param([], id="nothing"),
    pytest.param([Unit("a", 0, P), Unit("b", 0, Q)], id="unlike"),
    pytest.param([Unit("a", 0, P + Q), Unit("a", 1, Q)], id="its own speech holds it"),
    pytest.param([Unit("a", 0, P), Unit("b", 0, P[:50] + Q)], id="half of it"),
    pytest.param([Unit("a", 0, P + Q, True), Unit("b", 0, Q)], id="a protected one holds it"),
    pytest.param([Unit("a", 0, P + Q), Unit("b", 0, Q, True)], id="it is protected"),
    pytest.param([Unit("a", 0, P + Q), Unit("b", 0, Q[:29])], id="it is short"),
    pytest.param(
        [Unit("a", 0, P[:60] + letters(700, 60)), Unit("b", 0, P[60:] + letters(900, 60)), Unit("c", 0, P)],
        id="two speeches hold it between them",
    ),
]

GOES = [
    pytest.param(
        [Unit("a", 0, P + Q), Unit("b", 0, P), Unit("b", 1, Q)],
        [("a", 0, "b", 0, "contained", (1,))],
        id="merged: of one long and two short ones the long one is looked at first",
    ),
    pytest.param([Unit("a", 0, Q), Unit("b", 3, P + Q + R)], [("a", 0, "b", 3, "contained", ())], id="a part"),
    pytest.param(
        [Unit("a", 0, Q + P), Unit("b", 0, P + R), Unit("b", 1, Q + R)],
        [("a", 0, "b", 0, "contained", (1,))],
        id="the one that holds most is named first",
    ),
    pytest.param(
        [Unit("a", 0, Q), Unit("b", 0, P + Q), Unit("c", 0, R + Q + letters(700, 90))],
        [("a", 0, "b", 0, "contained", ())],
        id="of two speeches that hold it all the first is named",
    ),
    pytest.param(
        [Unit("a", 0, Q), Unit("b", 0, Q), Unit("c", 0, P + Q + R)],
        [("a", 0, "c", 0, "contained", ()), ("b", 0, "c", 0, "contained", ())],
        id="what named the one that goes names what holds it",
    ),
]


@pytest.mark.parametrize("units", STAYS)
def test_stays(units: list[Unit]) -> None:
    assert found(units).twins == ()


@pytest.mark.parametrize(("units", "expected"), GOES)
def test_goes(units: list[Unit], expected: list[tuple[str, int, str, int, str, tuple[int, ...]]]) -> None:
    assert places(found(units).twins) == expected


def test_the_share_is_counted_exactly_and_nine_tenths_are_enough() -> None:
    held = letters(0, 90 + 4)
    own = held + letters(700, 10)  # 90 of 100 5-grams
    [twin] = found([Unit("a", 0, own), Unit("b", 0, held + P[95:] + Q + R)]).twins
    assert twin.similarity == SHARE
    assert found([Unit("a", 0, own + letters(900, 1)), Unit("b", 0, held + Q + R)]).twins == ()


def test_a_kept_twin_stays_where_the_speech_that_holds_it_is_that_of_its_copy() -> None:
    units = [Unit("a", 0, Q), Unit("b", 0, Q), Unit("b", 1, P + Q + R)]
    assert places(found(units).twins) == [("b", 0, "a", 0, "exact", ())]


def test_what_states_more_stays_and_is_told() -> None:
    units = [Unit("a", 0, Q, text=Q + "3%"), Unit("b", 0, P + Q, text=P + Q + "4%，5%")]
    outcome = found(units)
    assert outcome.twins == ()
    assert places(outcome.templates) == [("a", 0, "b", 0, "template", ())]


def test_what_states_less_goes() -> None:
    units = [Unit("a", 0, Q, text=Q + "3%"), Unit("b", 0, P + Q, text=P + Q + "3%，4%")]
    assert [twin.kind for twin in found(units).twins] == ["contained"]


def test_another_speech_that_holds_less_but_lacks_nothing_takes_it() -> None:
    texts = (("a", Q + "3%"), ("b", P + Q + "4%"), ("c", R + Q[:-1] + P[50:] + "3%"))
    units = [Unit(speech, 0, key(text), text=text) for speech, text in texts]
    assert places(found(units).twins) == [("a", 0, "c", 0, "contained", ())]


def fingerprints(text: str) -> set[int]:
    held = Paragraphs(keys=True)
    places = array("Q", [held.to_spool(text)])
    texts = kernel().texts(places, held.walk_sources(), None, False)
    lengths, counts, prints = kernel().winnow(texts, array("I", [0]), WINDOW)
    found = array("I", prints)
    assert (array("I", lengths)[0], array("I", counts)[0]) == (len(text), len(set(found)))
    return set(found)


def test_a_run_of_twenty_characters_is_always_found() -> None:
    run = letters(2000, WINDOW + 4)
    for before in range(40):
        keys = [letters(3000, before) + run + letters(4000, 30), letters(5000, 77 - before) + run + letters(6000, 5)]
        assert fingerprints(keys[0]) & fingerprints(keys[1])


def rebounded(seed: int) -> list[Unit]:
    """Return speeches, and others that repeat paragraphs of theirs with other boundaries, some with an edit."""
    chance = random.Random(seed)
    words = [chr(0x5000 + number) for number in range(3000)]
    units: list[Unit] = []
    for number in range(40):
        texts = ["".join(chance.choices(words, k=chance.randrange(60, 260))) for _ in range(8)]
        units += [Unit(f"s{number:02}", index, text) for index, text in enumerate(texts)]
        copies = [texts[0] + texts[1], texts[2][:55], texts[2][55:], "".join(texts[3:6])]
        for index, text in enumerate(copies):
            if len(text) > 50 and chance.random() < 0.5:
                at = chance.randrange(len(text))
                text = text[:at] + chance.choice(words) + text[at + 1 :]
            units.append(Unit(f"t{number:02}", index, text))
    return units


def grams_of(units: Sequence[Unit], speech: str, indices: Sequence[int]) -> frozenset[str]:
    return frozenset[str]().union(
        *(shingles(unit.key) for unit in units if unit.speech == speech and unit.index in indices)
    )


def check(units: Sequence[Unit], outcome: Search) -> None:
    """Every twin is kept, of another speech, and holds the share that is told, counted anew."""
    by_place = {unit.place: unit for unit in units}
    gone = {(twin.speech, twin.index) for twin in outcome.twins}
    assert len(gone) == len(outcome.twins)
    for twin in outcome.twins:
        named = (twin.kept_index, *twin.others)
        assert not {(twin.kept_speech, index) for index in named} & gone
        if twin.kind == "contained":
            own = shingles(by_place[twin.speech, twin.index].key)
            assert twin.speech != twin.kept_speech
            assert twin.similarity == held_share(own, grams_of(units, twin.kept_speech, named)) >= SHARE


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_merged_and_split_paragraphs_are_found(seed: int) -> None:
    units = rebounded(seed)
    outcome = found(units)
    check(units, outcome)
    gone = {(twin.speech, twin.index) for twin in outcome.twins}
    # of a paragraph and those that it is made of, either side is to go
    missed = [
        (number, copy)
        for number in range(40)
        for copy, parts in enumerate(((0, 1), (2,), (2,), (3, 4, 5)))
        if (f"t{number:02}", copy) not in gone and not {(f"s{number:02}", part) for part in parts} <= gone
        if len(next(unit.key for unit in units if unit.place == (f"t{number:02}", copy))) >= MINIMUM
    ]
    assert len(missed) <= 0.05 * 160


TEXTS = [P, Q, R, P + Q, Q + R, P + Q + R, P[:50], P[50:] + Q[:30], Q[:35], R + P, P + "3" * 5]


@settings(deadline=None, max_examples=80)
@given(
    st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from(TEXTS), max_size=5), max_size=6),
    st.randoms(use_true_random=False),
)
def test_order_never_matters_and_what_is_named_stays(speeches: dict[str, list[str]], order: random.Random) -> None:
    units = [Unit(name, index, text) for name, texts in speeches.items() for index, text in enumerate(texts)]
    outcome = found(units)
    check(units, outcome)
    order.shuffle(units)
    assert found(units) == outcome


def test_bounded_memory_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    units = rebounded(5)
    before = found(units)
    monkeypatch.setattr(module, "BATCH", 7)
    monkeypatch.setattr(signatures, "BATCH", 500)
    assert found(units) == before


def test_a_formula_in_very_many_paragraphs_does_not_hide_what_holds_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_HOLDERS", 4)
    units = [Unit(f"s{n:02}", 0, letters(1000 + 200 * n, 120) + R) for n in range(30)]
    outcome = found([*units, *(Unit(f"t{n:02}", 0, units[n].key[60:]) for n in range(30))])
    assert places(outcome.twins) == [(f"t{n:02}", 0, f"s{n:02}", 0, "contained", ()) for n in range(30)]
