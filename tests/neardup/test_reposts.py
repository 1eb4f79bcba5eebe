import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.neardup.contained import find_contained
from cleaner.neardup.keys import key
from cleaner.neardup.leaders import Twin, Unit, find_near_duplicates, search
from cleaner.neardup.reposts import Repost, find_reposts

# Six paragraphs of 40 different characters, unlike one another.
P, Q, R, S, T, U = ("".join(chr(start + 3 * step) for step in range(40)) for start in range(0x4E00, 0x5400, 0x100))
SHORT = "一二三四五六七八九十" * 2


def speech(name: str, *keys: str, protected: str = "") -> list[Unit]:
    return [Unit(name, index, key, key == protected) for index, key in enumerate(keys)]


NONE = [
    pytest.param([], id="nothing at all"),
    pytest.param(speech("a", P) + speech("b", Q), id="unlike speeches"),
    pytest.param(speech("a", P, P) + speech("b", Q), id="doubled in itself only"),
    pytest.param(speech("a", SHORT) + speech("b", SHORT), id="short paragraphs only"),
    pytest.param(speech("a", P, protected=P) + speech("b", P, protected=P), id="protected paragraphs only"),
]

PARTIAL = [
    pytest.param(speech("a", P) + speech("b", P, Q), {"b": Repost(False, "a")}, id="a paragraph of its own"),
    pytest.param(
        speech("a", P) + speech("b", P, SHORT, SHORT[:10]),
        {"b": Repost(False, "a")},
        id="30 characters of its own in short paragraphs",
    ),
    pytest.param(
        speech("a", P) + speech("b", P, SHORT) + speech("c", SHORT, P, SHORT[:11]),
        {"b": Repost(True, "a"), "c": Repost(False, "a")},
        id="what only a third speech has as well is its own",
    ),
    pytest.param(
        speech("a", P) + speech("b", P, Q) + speech("c", Q),
        {"b": Repost(False, "a"), "c": Repost(True, "b")},
        id="a holder of a kept twin",
    ),
    pytest.param(
        speech("a", P, Q, protected=Q) + speech("b", P, Q) + speech("c", Q),
        {"b": Repost(False, "a"), "c": Repost(True, "b")},
        id="a holder of a kept twin, with nothing of its own",
    ),
    pytest.param(
        speech("a", P, Q, protected=Q) + speech("b", P, Q, Q),
        {"b": Repost(False, "a")},
        id="a holder of its own doubled paragraph's twin",
    ),
    pytest.param(
        speech("a", P, "零" * 9) + speech("b", P, SHORT, SHORT[:10]),
        {"b": Repost(False, "a")},
        id="what is its own is so although the other has short paragraphs as well",
    ),
    pytest.param(
        speech("a", P) + speech("b", Q, R) + speech("c", P, Q, R, S),
        {"c": Repost(False, "b")},
        id="the speech with most twins is named",
    ),
]

WHOLE = [
    pytest.param(speech("a", P, Q) + speech("b", P, Q), {"b": Repost(True, "a")}, id="the same speech"),
    pytest.param(speech("a", P, Q) + speech("b", Q), {"b": Repost(True, "a")}, id="an excerpt"),
    pytest.param(speech("a", P) + speech("b", P, SHORT), {"b": Repost(True, "a")}, id="under 30 characters of its own"),
    pytest.param(
        speech("a", P, SHORT, SHORT[:19]) + speech("b", P, SHORT, SHORT[:19]),
        {"b": Repost(True, "a")},
        id="short paragraphs that the other has too",
    ),
    pytest.param(
        speech("a", P) + speech("b", P, Q, protected=Q),
        {"b": Repost(True, "a")},
        id="a protected formula is nobody's own",
    ),
    pytest.param(
        speech("a", P) + speech("b", P, P, P),
        {"b": Repost(True, "a")},
        id="doubled as well",
    ),
    pytest.param(
        speech("a", P) + speech("b", Q) + speech("c", Q, P),
        {"c": Repost(True, "a")},
        id="of two with as many twins the smaller id is named",
    ),
    pytest.param(
        speech("a", P, Q) + speech("b", P, Q) + speech("c", P, Q),
        {"b": Repost(True, "a"), "c": Repost(True, "a")},
        id="all copies name the one that stays",
    ),
]


def test_what_is_contained_is_not_its_own_and_what_holds_it_stays() -> None:
    units = speech("a", P + Q, SHORT) + speech("b", P, Q, R)
    twins = find_contained(units, search(units)).twins
    assert [twin.kind for twin in twins] == ["contained"]
    assert find_reposts(units, twins) == {"a": Repost(True, "b")}


def test_what_has_one_key_and_states_other_facts_is_its_own() -> None:
    texts = (("a", 0, P + "3.5%"), ("b", 0, P + "35%"), ("a", 1, Q), ("b", 1, Q))
    units = [Unit(name, index, key(text), text=text) for name, index, text in texts]
    found = search(units)
    assert [twin.kind for twin in (*found.twins, *found.templates)] == ["exact", "template"]
    assert find_reposts(units, found.twins) == {"b": Repost(False, "a")}


def test_of_two_speeches_with_as_many_twins_the_preferred_is_named() -> None:
    twins = [Twin("c", 0, "a", 0, "near", 0.9), Twin("c", 1, "b", 0, "near", 0.9)]
    units = speech("a", P) + speech("b", Q) + speech("c", P, Q)
    assert find_reposts(units, twins, {"a": 2, "b": 1, "c": 3}) == {"c": Repost(True, "b")}


@pytest.mark.parametrize("units", NONE)
def test_no_repost(units: list[Unit]) -> None:
    assert find_reposts(units, find_near_duplicates(units)) == {}


@pytest.mark.parametrize(("units", "expected"), PARTIAL)
def test_the_rest_stays(units: list[Unit], expected: dict[str, Repost]) -> None:
    assert find_reposts(units, find_near_duplicates(units)) == expected


@pytest.mark.parametrize(("units", "expected"), WHOLE)
def test_goes_as_a_whole(units: list[Unit], expected: dict[str, Repost]) -> None:
    assert find_reposts(units, find_near_duplicates(units)) == expected


PARAGRAPHS = [P, Q, R, S, T, U, P[:39], Q[3:], R + S[:3], SHORT, ""]


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from(PARAGRAPHS), max_size=6), max_size=6),
    st.integers(0, 100),
)
def test_what_a_whole_repost_points_at_stays(speeches: dict[str, list[str]], seed: int) -> None:
    units = [unit for name, keys in speeches.items() for unit in speech(name, *keys, protected=U)]
    twins = find_near_duplicates(units)
    reposts = find_reposts(iter(units), iter(twins))
    whole = {name for name, repost in reposts.items() if repost.whole}
    assert all(repost.of not in whole and repost.of != name for name, repost in reposts.items())
    assert not any(twin.kept_speech in whole for twin in twins)
    assert set(reposts) == {twin.speech for twin in twins if twin.kept_speech != twin.speech}
    random.Random(seed).shuffle(units)
    assert find_reposts(units, twins[::-1]) == reposts
