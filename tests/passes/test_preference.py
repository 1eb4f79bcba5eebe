import itertools

import pytest

from cleaner.neardup.strings import Strings
from cleaner.passes.preference import Facts, SpeechFacts, is_of_site, ranks

FACTS = {
    "a": Facts("crawl/1.txt", None, None, None, 500),
    "b": Facts("crawl/2.txt", None, "https://www.gov.cn/x.htm", "2019-03-05", 400),
    "c": Facts("crawl/3.txt", "people", None, "2019", 500),
    "d": Facts("crawl/4.txt", None, "http://news.gov.cn/y.htm", "2018-12", 400),
}

ORDERS = [
    pytest.param(("earliest",), "dcba", id="undated ones last"),
    pytest.param(("longest",), "acbd", id="equals by id"),
    pytest.param(("site:gov.cn",), "bdac", id="a site, then ids"),
    pytest.param(("site:gov.cn", "earliest", "longest"), "dbca", id="one wish after the other"),
    pytest.param(("site:people", "site:gov.cn"), "cbda", id="sites in order"),
]


@pytest.mark.parametrize(("prefer", "order"), ORDERS)
def test_the_order_of_speeches(prefer: tuple[str, ...], order: str) -> None:
    for speeches in itertools.permutations(FACTS):
        placed = ranks({speech: FACTS[speech] for speech in speeches}, prefer)
        assert "".join(sorted(placed, key=placed.__getitem__)) == order


def test_without_a_wish_ids_alone_decide() -> None:
    assert ranks(FACTS, ()) == {}


@pytest.mark.parametrize("url", ["", "no address", "http://[::1", "https://notgov.cn/", "https://gov.cn.example/"])
def test_an_address_of_no_such_site(url: str) -> None:
    assert not is_of_site(Facts("a.txt", None, url, None, 1), "gov.cn")


def in_columns(facts: dict[str, Facts]) -> SpeechFacts:
    names = Strings()
    columns = SpeechFacts(names)
    for known in facts.values():
        columns.add(known)
    for name in facts:
        names.append(name)
    return columns


def test_facts_in_columns_are_the_same_in_any_order() -> None:
    columns = in_columns(FACTS)
    assert dict(columns.items()) == FACTS
    assert {**columns} == FACTS
    for speeches in itertools.permutations(FACTS):
        assert [columns[speech] for speech in speeches] == [FACTS[speech] for speech in speeches]
    assert len(columns) == len(FACTS)
    with pytest.raises(KeyError):
        columns["x"]
    with pytest.raises(KeyError):
        columns[""]


@pytest.mark.parametrize(("prefer", "order"), ORDERS)
def test_facts_in_columns_give_the_same_order(prefer: tuple[str, ...], order: str) -> None:
    placed = ranks(in_columns(FACTS), prefer)
    assert "".join(sorted(placed, key=placed.__getitem__)) == order
