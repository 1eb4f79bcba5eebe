import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.neardup import verify
from cleaner.neardup.verify import Similarities, jaccard, shingles

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
    assert Similarities(["ABCDEFGH", "ABCDEFGHI"]).at_least(0.8, 0, 1) == 0.8


@given(st.lists(st.text(alphabet="ab", max_size=12), min_size=2, max_size=8), st.sampled_from([0.2, 0.5, 0.8, 1.0]))
def test_remembering_changes_no_similarity(keys: list[str], threshold: float) -> None:
    similarities = Similarities(keys)
    pairs = [(a, b) for a in range(len(keys)) for b in range(len(keys))]
    for a, b in pairs + pairs:
        exact = jaccard(shingles(keys[a]), shingles(keys[b]))
        assert similarities.at_least(threshold, a, b) == (exact if exact >= threshold else 0.0)


@given(st.lists(st.text(alphabet="ab\U00020000", max_size=40), min_size=2, max_size=2), st.sampled_from([1, 7, 2048]))
def test_no_similarity_exceeds_its_bound(keys: list[str], bits: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verify, "BITS", bits)
        assert jaccard(*map(shingles, keys)) <= Similarities(keys).at_most(0, 1) <= 1


def test_the_bound_tells_members_of_a_family_apart() -> None:
    template = "".join(chr(0x4E00 + step) for step in range(300))
    other = template[:200] + template[200:].translate({0x4E00 + step: 0x6000 + step for step in range(300)})
    assert Similarities([template, other]).at_most(0, 1) < 0.6


def test_memory_is_bounded_and_the_last_used_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "REMEMBERED", 25)
    similarities = Similarities([TEXT + str(number) for number in range(4)])
    for number in (0, 1, 0, 2):
        similarities.shingles(number)
    assert list(similarities.sets) == [0, 2]
    assert similarities.held == sum(map(len, similarities.sets.values()))
