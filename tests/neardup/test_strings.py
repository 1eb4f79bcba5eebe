import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.neardup.strings import Strings

TEXTS = st.lists(st.text(st.characters(codec=None), max_size=5))
NAMES = st.lists(st.text(st.characters(exclude_characters='"'), min_size=1, max_size=4), unique=True)


@given(TEXTS)
def test_strings_come_back(texts: list[str]) -> None:
    strings = Strings(texts)
    assert list(strings) == texts
    assert (len(strings), strings[1:3]) == (len(texts), texts[1:3])
    if texts:
        assert strings[-1] == texts[-1]
    with pytest.raises(IndexError):
        strings[len(texts)]


@given(NAMES, st.text(min_size=1, max_size=2))
def test_names_are_found_in_order(names: list[str], other: str) -> None:
    strings = Strings(names)
    assert [strings[number] for number in strings.in_order()] == sorted(names)
    assert [strings.find(name) for name in names] == list(range(len(names)))
    assert (other in strings) == (other in names)
    strings.append("甲" * 9)
    assert strings.find("甲" * 9) == len(names)


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        Strings(["a", "c"]).find("b")
