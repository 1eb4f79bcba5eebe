"""How what Python compares is told to Spark, which compares bytes and signed numbers."""

from hypothesis import given
from hypothesis import strategies as st

from cleaner.engines.spark.cleaning import _preferred, _signed
from cleaner.passes.preference import Facts, ranks

TEXTS = st.one_of(st.none(), st.sampled_from(["", "2019", "2019-03", "2019-03-01", "2020", "a\0", "a\0b", "龙"]))
FACTS = st.builds(Facts, st.sampled_from(["x/a.txt", "y/b.txt"]), TEXTS, st.none(), TEXTS, st.integers(0, 1 << 40))
WISHES = st.lists(st.sampled_from(["earliest", "longest", "site:x"]), min_size=1, max_size=3)


@given(st.lists(FACTS, max_size=8), WISHES)
def test_speeches_are_sorted_as_the_wishes_say(facts: list[Facts], wishes: list[str]) -> None:
    speeches = {f"s-{number}": each for number, each in enumerate(facts)}
    order = ranks(speeches, wishes)
    assert sorted(speeches, key=lambda speech: (_preferred(speeches[speech], wishes), speech)) == sorted(
        speeches, key=order.__getitem__
    )


def test_without_wishes_all_are_equal() -> None:
    assert _preferred(Facts("a", None, None, "2020", 3), ()) == b""


@given(st.integers(0, (1 << 64) - 1))
def test_a_hash_keeps_its_bits(number: int) -> None:
    signed = _signed(number)
    assert signed % (1 << 64) == number
    assert -(1 << 63) <= signed < 1 << 63
