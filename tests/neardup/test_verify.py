import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.neardup import verify
from cleaner.neardup.keys import SLOT
from cleaner.neardup.verify import Similarities, jaccard, numerals, shingles

TEXT = "全心全意为人民服务是我们的宗旨"


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        pytest.param("", "", 0.0, id="two empty keys have nothing in common"),
        pytest.param("为人民服", "为人民服", 0.0, id="nor have keys under five characters"),
        pytest.param("为人民服务", "为人民币值", 0.0, id="nothing in common"),
        pytest.param("为人民服务", "为人民服务", 1.0, id="the same"),
        pytest.param("ABCDEFGH", "ABCDEFGHI", 4 / 5, id="four of five"),
        pytest.param("为人民服务" * 3, "为人民服务" * 5, 1.0, id="sets, not counts"),
        pytest.param("𠮷𠮷𠮷𠮷𠮷野", "𠮷𠮷𠮷𠮷𠮷", 1 / 2, id="astral characters are one each"),
    ],
)
def test_jaccard(a: str, b: str, expected: float) -> None:
    assert jaccard(shingles(a), shingles(b)) == jaccard(shingles(b), shingles(a)) == expected


def test_four_of_five_reach_a_threshold_of_eight_tenths() -> None:
    common, union = Similarities(["ABCDEFGH", "ABCDEFGHI"]).counts(0, 1)
    assert common / union == 0.8


@given(st.lists(st.text(alphabet="ab", max_size=12), min_size=2, max_size=8))
def test_remembering_changes_no_count(keys: list[str]) -> None:
    similarities = Similarities(keys)
    pairs = [(a, b) for a in range(len(keys)) for b in range(len(keys))]
    for a, b in pairs + pairs:
        common, union = similarities.counts(a, b)
        assert common / max(union, 1) == jaccard(shingles(keys[a]), shingles(keys[b]))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        pytest.param("全心全意为人民服务", [], id="none"),
        pytest.param(
            "在2019年增长百分之三",
            ["在2019年增", "长百分之", "之三"],
            id="digits and numerals, with what is beside them",
        ),
        pytest.param("3个3个", ["3个3", "个3个"], id="what stands between two belongs to both"),
        pytest.param(f"计{SLOT}人", [f"计{SLOT}人"], id="a mask"),
        pytest.param("5", ["5"], id="nothing beside it"),
    ],
)
def test_numerals(key: str, expected: list[str]) -> None:
    assert numerals(key) == frozenset(expected)


def test_memory_is_bounded_and_the_last_used_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "REMEMBERED", 25)
    similarities = Similarities([TEXT + str(number) for number in range(4)])
    for number in (0, 1, 0, 2):
        similarities.shingles(number)
    assert list(similarities.sets) == [0, 2]
    assert similarities.held == sum(map(len, similarities.sets.values()))
