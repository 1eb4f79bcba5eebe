import random
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.neardup import leaders
from cleaner.neardup.figures import figures, other_facts
from cleaner.neardup.keys import MINIMUM, key
from cleaner.neardup.leaders import Twin, Unit, find_near_duplicates, search
from cleaner.neardup.verify import jaccard, shingles

# 100 characters, all different: each edit's effect on the similarity can be counted.
TEXT = "".join(chr(0x4E00 + 7 * number) for number in range(100))
OTHER = "".join(chr(0x7000 + 7 * number) for number in range(100))


def changed(text: str, *positions: int) -> str:
    """Replace the characters at ``positions`` by others, a different one for each text and place."""
    chars = list(text)
    for position in positions:
        chars[position] = chr(ord(chars[position]) + 1)
    return "".join(chars)


# 96 5-grams, of which a change in the middle replaces 5: common are 91/101 after one, 86/106 after two, 81/111 after 3.
ONE, TWO, THREE = changed(TEXT, 50), changed(TEXT, 30, 50), changed(TEXT, 10, 30, 50)
FOUR = changed(TEXT, 30, 50, 70, 85)


def places(twins: list[Twin]) -> list[tuple[str, int, str, int, str]]:
    return [(twin.speech, twin.index, twin.kept_speech, twin.kept_index, twin.kind) for twin in twins]


STAYS = [
    pytest.param([], id="nothing at all"),
    pytest.param([Unit("a", 0, TEXT)], id="one paragraph"),
    pytest.param([Unit("a", 0, TEXT), Unit("b", 0, OTHER)], id="unlike"),
    pytest.param([Unit("a", 0, TEXT), Unit("b", 0, THREE)], id="similar, but below the threshold"),
    pytest.param([Unit("a", 0, TEXT[:29]), Unit("b", 0, TEXT[:29])], id="key under 30 characters"),
    pytest.param([Unit("a", 0, ""), Unit("b", 0, "")], id="empty keys"),
    pytest.param([Unit("a", 0, "好"), Unit("b", 0, "好")], id="one character"),
    pytest.param([Unit("a", 0, TEXT, True), Unit("b", 0, TEXT, True)], id="both protected"),
    pytest.param([Unit("a", 0, TEXT, True), Unit("b", 0, TEXT)], id="the earlier protected"),
    pytest.param([Unit("a", 0, TEXT), Unit("b", 0, TEXT, True)], id="the later protected"),
    pytest.param([Unit("a", 0, TEXT), Unit("a", 2, TEXT)], id="refrain of one speech"),
    pytest.param([Unit("a", 0, TEXT), Unit("a", 1, ONE)], id="neighbours that are only similar"),
    pytest.param([Unit("a", 0, TEXT), Unit("a", 1, OTHER), Unit("a", 2, TEXT)], id="one paragraph between"),
    pytest.param([Unit("a", 9, TEXT), Unit("b", 10, OTHER), Unit("b", 0, OTHER)], id="one speech, far apart"),
    pytest.param([Unit("a", 0, TEXT, True), Unit("a", 1, TEXT, True)], id="protected neighbours"),
    pytest.param([Unit("a", 0, TEXT[:29]), Unit("a", 1, TEXT[:29])], id="short neighbours"),
]

GOES = [
    pytest.param(
        [Unit("a", 3, TEXT), Unit("b", 5, TEXT)],
        [("b", 5, "a", 3, "exact")],
        id="exact copy: the smaller id keeps it",
    ),
    pytest.param(
        [Unit("a", 0, TEXT[:30]), Unit("b", 0, TEXT[:30])],
        [("b", 0, "a", 0, "exact")],
        id="30 characters are enough",
    ),
    pytest.param(
        [Unit("a", 0, TEXT), Unit("b", 0, TWO)],
        [("b", 0, "a", 0, "near")],
        id="near copy",
    ),
    pytest.param(
        [Unit("a", 0, TEXT), Unit("b", 0, TWO), Unit("c", 0, FOUR)],
        [("b", 0, "a", 0, "near")],
        id="a chain keeps both ends",
    ),
    pytest.param(
        [Unit("b", 0, TEXT), Unit("a", 0, TWO), Unit("c", 0, FOUR)],
        [("b", 0, "a", 0, "near"), ("c", 0, "a", 0, "near")],
        id="a chain whose middle comes first loses both ends",
    ),
    pytest.param(
        [Unit("a", 0, FOUR), Unit("b", 0, TEXT), Unit("c", 0, ONE)],
        [("c", 0, "b", 0, "near")],
        id="the only one similar enough is named",
    ),
    pytest.param(
        [Unit("a", 0, changed(TEXT, 50, 70, 85)), Unit("b", 0, TEXT), Unit("c", 0, ONE)],
        [("c", 0, "b", 0, "near")],
        id="of two similar ones the more similar is named",
    ),
    pytest.param(
        [Unit("a", 2, changed(TEXT, 10)), Unit("a", 7, changed(TEXT, 90)), Unit("b", 0, TEXT)],
        [("b", 0, "a", 2, "near")],
        id="of two equally similar ones the smaller place is named",
    ),
    pytest.param(
        [Unit("a", 0, ONE), Unit("a", 4, TEXT), Unit("b", 0, TEXT)],
        [("b", 0, "a", 4, "exact")],
        id="an exact twin goes before a near one",
    ),
    pytest.param(
        [Unit("a", 0, TEXT), Unit("b", 0, TEXT), Unit("b", 4, TEXT), Unit("c", 1, TEXT)],
        [("b", 0, "a", 0, "exact"), ("b", 4, "a", 0, "exact"), ("c", 1, "a", 0, "exact")],
        id="copies in one speech each go against another speech",
    ),
    pytest.param(
        [Unit("a", 0, TEXT), Unit("a", 4, TEXT), Unit("b", 0, TEXT)],
        [("b", 0, "a", 0, "exact")],
        id="of a kept refrain the first is named",
    ),
    pytest.param(
        [Unit("a", 4, TEXT), Unit("a", 5, TEXT)],
        [("a", 5, "a", 4, "exact")],
        id="doubled paragraph",
    ),
    pytest.param(
        [Unit("a", 4, TEXT), Unit("a", 5, TEXT), Unit("a", 6, TEXT)],
        [("a", 5, "a", 4, "exact"), ("a", 6, "a", 4, "exact")],
        id="trebled paragraph: the twin is one that stays",
    ),
    pytest.param(
        [Unit("a", 0, TEXT), Unit("b", 0, ONE), Unit("b", 1, ONE)],
        [("b", 0, "a", 0, "near"), ("b", 1, "a", 0, "near")],
        id="doubled, and near to another speech: the twin is one that stays",
    ),
    pytest.param(
        [Unit("a", 0, TEXT), Unit("b", 0, TEXT + TEXT[:10]), Unit("c", 0, ONE)],
        [("b", 0, "a", 0, "near"), ("c", 0, "a", 0, "near")],
        id="a dropped paragraph makes none go",
    ),
    pytest.param(
        [Unit("a", 0, "为人民服务" * 6), Unit("b", 0, "为人民服务" * 7)],
        [("b", 0, "a", 0, "near")],
        id="the same 5-grams in another number are near, not exact",
    ),
]


@pytest.mark.parametrize("units", STAYS)
def test_stays(units: list[Unit]) -> None:
    assert find_near_duplicates(units) == []


@pytest.mark.parametrize(("units", "expected"), GOES)
def test_goes(units: list[Unit], expected: list[tuple[str, int, str, int, str]]) -> None:
    assert places(find_near_duplicates(units)) == expected


@pytest.mark.parametrize(
    ("key_of_b", "similarity"),
    [(TEXT, 1.0), (ONE, 91 / 101), (TWO, 86 / 106), (TEXT[:-1], 95 / 96), (changed(TEXT, 0), 95 / 97)],
)
def test_similarity_is_the_exact_quotient(key_of_b: str, similarity: float) -> None:
    [twin] = find_near_duplicates([Unit("a", 0, TEXT), Unit("b", 0, key_of_b)])
    assert twin.similarity == similarity


def test_a_pair_right_at_the_threshold_goes() -> None:
    shorter = TEXT[:84]  # 80 of 100 5-grams
    [twin] = find_near_duplicates([Unit("a", 0, TEXT + OTHER[:4]), Unit("b", 0, shorter)])
    assert twin.similarity == 0.8


def test_a_higher_threshold_keeps_more() -> None:
    units = [Unit("a", 0, TEXT), Unit("b", 0, ONE), Unit("c", 0, TEXT)]
    assert [twin.speech for twin in find_near_duplicates(units, threshold=0.95)] == ["c"]
    assert [twin.speech for twin in find_near_duplicates(units, threshold=1.0)] == ["c"]


SENTENCE = "各位代表，現在，我代表×××省人民政府，向大會報告二○○八年的工作，請予審議，並請各位政協委員提出意見。"


@pytest.mark.parametrize(
    "variant",
    [
        pytest.param(
            "各位代表，现在，我代表×××省人民政府，向大会报告二○○八年的工作，请予审议，并请各位政协委员提出意见。",
            id="Simplified",
        ),
        pytest.param(
            "各位代表,現在,我代表XX省人民政府,向大會報告二〇〇八年的工作,請予審議,並請各位政協委員提出意見.", id="width"
        ),
        pytest.param("　　" + SENTENCE.replace("×××", "＊＊").replace("，", "、 "), id="masks, blanks, punctuation"),
    ],
)
def test_what_only_looks_different_is_an_exact_copy(variant: str) -> None:
    [twin] = find_near_duplicates([Unit("a", 0, key(SENTENCE)), Unit("b", 0, key(variant))])
    assert (twin.kind, twin.similarity) == ("exact", 1.0)


@pytest.mark.parametrize("threshold", [0, -1, 1.01, float("nan")])
def test_an_impossible_threshold_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="threshold must be"):
        find_near_duplicates([], threshold=threshold)


def test_two_paragraphs_in_one_place_are_refused() -> None:
    with pytest.raises(ValueError, match="speech 'a', index 3"):
        find_near_duplicates([Unit("a", 3, TEXT), Unit("b", 3, TEXT), Unit("a", 3, OTHER)])


@pytest.mark.parametrize("step", [1, leaders.STEP])
def test_progress_counts_every_compared_paragraph(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaders, "STEP", step)
    counts: list[int] = []
    units = [Unit("a", 0, TEXT), Unit("a", 1, "short"), Unit("b", 0, TEXT), Unit("b", 1, OTHER)]
    find_near_duplicates(units, progress=counts.append)
    assert sum(counts) == 3


def test_a_copy_of_a_dropped_paragraph_meets_the_leaders_that_came_since() -> None:
    units = [
        Unit("a", 0, changed(TEXT, 50, 70)),
        Unit("b", 0, TEXT),
        Unit("c", 0, changed(TEXT, 10)),  # unlike a, and more like TEXT than a is
        Unit("d", 0, TEXT),
        Unit("e", 0, TEXT),
    ]
    assert places(find_near_duplicates(units)) == [
        ("b", 0, "a", 0, "near"),
        ("d", 0, "c", 0, "near"),
        ("e", 0, "c", 0, "near"),
    ]


def by_brute_force(units: list[Unit], threshold: float = 0.8) -> list[Twin]:
    """Walk as the contract says it, comparing everything with everything."""
    kept: list[Unit] = []
    twins: list[Twin] = []
    heads: dict[tuple[str, int], Unit] = {}
    for unit in sorted((unit for unit in units if unit.takes_part), key=lambda unit: unit.place):
        head = heads.get((unit.speech, unit.index - 1))
        heads[unit.place] = head if head and head.key == unit.key else unit
        found = [
            (1.0 if other.key == unit.key else jaccard(shingles(unit.key), shingles(other.key)), other)
            for other in kept
            if other.speech != unit.speech
            and (other.key == unit.key or not other_facts(figures(unit.key), figures(other.key)))
        ]
        best = min(found, key=lambda pair: (pair[1].key != unit.key, -pair[0], pair[1].place), default=None)
        if best and best[0] >= threshold:
            twins.append(Twin(*unit.place, *best[1].place, "exact" if best[1].key == unit.key else "near", best[0]))
        elif heads[unit.place] is not unit:
            twins.append(Twin(*unit.place, *heads[unit.place].place, "exact", 1.0))
        else:
            kept.append(unit)
    return twins


def mutated(chance: random.Random, text: str) -> str:
    """Change, drop, insert or move a few characters, sometimes none."""
    for _ in range(chance.choice((0, 0, 1, 1, 2, 3, 5))):
        at = chance.randrange(len(text))
        edit: Callable[[str, int], str] = chance.choice(
            (
                lambda text, at: text[:at] + text[at + 1 :],
                lambda text, at: text[:at] + chr(0x5000 + chance.randrange(40)) + text[at:],
                lambda text, at: text[:at] + "\U00020000" + text[at + 1 :],
                lambda text, at: text[at:] + text[:at],
                lambda text, at: text[:at] + text[at : at + 10] + text[at:],
            )
        )
        text = edit(text, at) or text
    return text


def corpus(seed: int) -> list[Unit]:
    """A small corpus whose paragraphs are mutations of a few, and of one another."""
    chance = random.Random(seed)
    pool = [
        "".join(chance.choices("为人民服务改革发展稳定大局一二三四五六七八九十", k=chance.choice((28, 30, 60, 120))))
        for _ in range(4)
    ]
    units: list[Unit] = []
    for number in range(chance.randrange(1, 9)):
        for index in range(chance.randrange(1, 6)):
            text = mutated(chance, chance.choice(pool))
            pool.append(text)
            units.append(Unit(f"s{number:02}", index, text, chance.random() < 0.1))
    return units


# Derandomized: near the threshold the search misses one pair in 20,000 by design, which no run should find by accident.
@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.integers(0, 2**32))
def test_brute_force_decides_the_same(seed: int) -> None:
    units = corpus(seed)
    assert find_near_duplicates(units) == by_brute_force(units)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32), st.randoms(use_true_random=False), st.sampled_from([0.5, 0.8, 0.95]))
def test_input_order_never_matters_and_every_twin_is_kept(seed: int, order: random.Random, threshold: float) -> None:
    units = corpus(seed)
    twins = find_near_duplicates(units, threshold=threshold)
    shuffled = list(units)
    order.shuffle(shuffled)
    assert find_near_duplicates(iter(shuffled), threshold=threshold) == twins
    assert all((a.speech, a.index) < (b.speech, b.index) for a, b in pairwise(twins))
    gone = {(twin.speech, twin.index) for twin in twins}
    by_place = {unit.place: unit for unit in units}
    for twin in twins:
        unit, kept = by_place[twin.speech, twin.index], by_place[twin.kept_speech, twin.kept_index]
        assert kept.place not in gone
        assert kept.place < unit.place
        assert unit.takes_part
        assert kept.takes_part
        assert (twin.kind == "exact") == (unit.key == kept.key)
        assert twin.similarity == jaccard(shingles(unit.key), shingles(kept.key)) >= threshold
        assert kept.speech != unit.speech or unit.key == kept.key


SHORT = st.text(alphabet="好a\U00020000\U0001f600\uffff", max_size=6)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.one_of(SHORT, st.text(max_size=60))), max_size=12))
def test_any_text_is_decided_as_by_brute_force(paragraphs: list[tuple[str, str]]) -> None:
    units = [Unit(speech, index, text) for index, (speech, text) in enumerate(paragraphs)]
    twins = find_near_duplicates(units)
    assert twins == by_brute_force(units)
    assert all(len(units[twin.index].key) >= MINIMUM for twin in twins)


def test_many_exact_copies_take_no_quadratic_time() -> None:
    units = [Unit(f"{number:05}", 0, TEXT) for number in range(20_000)]
    twins = find_near_duplicates(units)
    assert len(twins) == 19_999
    assert {twin.kept_speech for twin in twins} == {"00000"}


def stated(speech: str, key: str, figures: str) -> Unit:
    return Unit(speech, 0, key, text=key + figures)


def test_what_states_other_facts_stays_and_names_the_first_of_its_template() -> None:
    found = search([stated("a", TEXT, "3%"), stated("b", ONE, "4%"), stated("c", changed(TEXT, 0), "5%")])
    assert found.twins == ()
    assert places(list(found.templates)) == [("b", 0, "a", 0, "template"), ("c", 0, "a", 0, "template")]


def test_a_leader_less_similar_that_states_the_same_takes_it() -> None:
    found = search([stated("a", TEXT, "3%"), stated("b", ONE, "4%"), stated("c", changed(TEXT, 0), "4%")])
    assert places(list(found.twins)) == [("c", 0, "b", 0, "near")]
    assert places(list(found.templates)) == [("b", 0, "a", 0, "template")]


MASKED = ("20××年", "增长××%", "20××年增长5%", "××年增长××%", "共×户")


@pytest.mark.parametrize(("one", "other"), [("20××年", "2019年"), *pairwise(MASKED)])
def test_a_masked_figure_may_be_any(one: str, other: str) -> None:
    found = search([stated("a", TEXT, one), stated("b", ONE, other)])
    assert places(list(found.twins)) == [("b", 0, "a", 0, "near")]
    assert found.templates == ()


def test_of_families_that_are_not_compared_whole_all_but_the_first_are_told() -> None:
    before, after = ("".join(chr(start + 7 * number) for number in range(99)) for start in (0x4E10, 0x7010))
    template = f"{before}生产总值{{}}万元{after}"
    texts = [template.format(10_007 * number) for number in range(100, 400)]
    found = search([Unit(f"{number:03}", 0, key(text), text=text) for number, text in enumerate(texts)])
    assert len(found.templates) == 299
    assert found.overfull == {(f"{number:03}", 0) for number in range(2, 300)}


def test_copies_of_one_key_with_other_decimals_are_a_template() -> None:
    found = search(
        [Unit(name, 0, key(TEXT + figure), text=TEXT + figure) for name, figure in (("a", "3.5%"), ("b", "35%"))]
    )
    assert places(list(found.templates)) == [("b", 0, "a", 0, "template")]


def test_a_speech_of_smaller_rank_goes_before() -> None:
    units = [Unit("a", 0, TEXT), Unit("b", 0, TEXT), Unit("c", 0, TEXT)]
    found = search(units, ranks={"a": 2, "b": 3, "c": 1})
    assert places(list(found.twins)) == [("a", 0, "c", 0, "exact"), ("b", 0, "c", 0, "exact")]


def test_a_speech_without_a_rank_goes_before_all_that_come_behind() -> None:
    found = search([Unit("a", 0, TEXT), Unit("b", 0, TEXT)], ranks={"a": 1})
    assert places(list(found.twins)) == [("a", 0, "b", 0, "exact")]


def test_sets_of_figures_have_numbers_of_their_own_whatever_comes_first() -> None:
    texts = ["新增3名", "没有数字", "新增4名", "新增3名，又是3名", "没有", "新增4名和3名"]
    held = leaders._Figures(texts.__getitem__)
    numbers = [held.of(item)[0] for item in range(len(texts))]
    assert [numbers[1], numbers[4]] == [0, 0]
    assert numbers[0] == numbers[3]
    assert len({numbers[0], numbers[2], numbers[5], 0}) == 4
    assert [held.sets[number] for number in numbers] == [figures(text) for text in texts]


def test_what_two_patterns_of_bits_say_apart_are_other_facts() -> None:
    """A masked figure may be any other: nothing may seem to lack it."""
    texts = ["没有数字", *(f"新增{number}名" for number in range(100, 900)), "新增×名", "新增×名和100名"]
    held = leaders._Figures(texts.__getitem__)
    found = [held.of(item) for item in range(len(texts))]
    assert found[0] == (0, 0)
    assert {bits.bit_count() for _, bits in found[1:-2]} == {1}
    assert len({bits for _, bits in found[1:-2]}) > 60
    assert [bits for _, bits in found[-2:]] == [(1 << 64) - 1] * 2
    for a, bits in found[-3:]:
        for b, others in found:
            assert held.other_facts(a, b) or not (bits & ~others and others & ~bits)
