"""The matcher: what the prefilter leaves out never meets, and a rule is asked only where it may hold."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.document.fold import fold
from cleaner.document.matcher import LONGEST_REMEMBERED_LINE, Matcher
from cleaner.document.ruleset import load_rules, parse_rules
from tests.document.test_strip import table

RULES = [rule for rule in load_rules().rules if not rule.names_site]
LINES = sorted(
    {
        line.strip()
        for rule in RULES
        for example in (*rule.removes, *rule.keeps)
        for line in fold(example.replace("[-", "").replace("-]", "")).split("\n")
        if line.strip()
    }
)
BUILT_IN = Matcher(load_rules())


def unfiltered(line: str) -> set[str]:
    """Return the ids of the rules whose pattern meets a line and of whose words one stands there, asked one by one."""
    return {
        rule.id
        for rule in RULES
        if (rule.pattern.search if rule.scope == "inline" else rule.pattern.fullmatch)(line) is not None
        and (not rule.words or any(word in line for word in rule.words))
    }


def matcher(*tables: str) -> Matcher:
    return Matcher(parse_rules([("\n".join(tables), "test.toml")]))


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=2), st.integers(0, 40), st.integers(0, 40))
@settings(deadline=None, max_examples=60)
def test_the_prefilter_hides_no_rule(lines: list[str], start: int, end: int) -> None:
    line = "".join(lines)[start:][: -end or None].strip()
    if line:
        candidates = BUILT_IN._prefilter.candidates(line)
        asked = {rule.id for number, rule in enumerate(BUILT_IN._rules) if candidates >> number & 1}
        assert unfiltered(line) <= asked


@pytest.mark.parametrize(
    ("edge", "beyond", "marked", "ids"),
    [
        ("", False, True, ["anywhere", "anywhere-marked"]),
        ("", False, False, ["anywhere"]),
        ("head", False, True, ["head", "head-marked", "head-near"]),
        ("head", True, True, ["head-near"]),
        ("head", False, False, ["head", "head-near"]),
        ("tail", False, True, ["tail"]),
        ("tail block", False, True, ["tail-block"]),
        ("protected", False, True, ["formula"]),
    ],
)
def test_a_rule_is_asked_only_where_it_may_hold(edge: str, beyond: bool, marked: bool, ids: list[str]) -> None:
    rules = matcher(
        table("anywhere", "line", "下载全文"),
        table("anywhere-marked", "line", "下载全文.?", marked=2),
        table("head", "head", "下载全文.?.?"),
        table("head-marked", "head", "下载全.", marked=1),
        table("head-near", "head", "下载.文", near=2),
        table("tail", "tail", "下.全文"),
        table("tail-block", "tail", "下载.*", until="$end", within=3),
        table("formula", "line", ".载全文", protects=True, keeps=["下载全文"]),
    )
    assert [hit.rule.id for hit in rules.hits("下载全文", edge, beyond=beyond, marked=marked)] == ids


@pytest.mark.parametrize("length", [10, LONGEST_REMEMBERED_LINE + 1])
def test_asking_twice_and_in_parts_tells_the_same(length: int) -> None:
    rules = matcher(table("b", "line", "甲+"), table("a", "line", "甲*乙?甲", marked=1), table("c", "inline", "甲{2}"))
    line = "甲" * length
    first = rules.hits(line, marked=False)
    both = rules.hits(line)
    assert [hit.rule.id for hit in both] == ["a", "b", *["c"] * (length // 2)]
    assert first == [hit for hit in both if hit.rule.id != "a"]
    assert rules.hits(line) == both


@pytest.mark.parametrize("most", [0, 3, 8, 9])
def test_what_is_remembered_has_no_say(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """More lines than are remembered: within a document none is forgotten, before the next all are."""
    monkeypatch.setattr("cleaner.document.matcher.MOST_REMEMBERED_LINES", most)
    rules = matcher(table("a", "line", "甲+"))
    lines = ["甲" * length for length in range(1, 6)] + ["乙"]
    for _ in range(2):
        assert [len(rules.hits(line)) for line in lines * 2] == [1, 1, 1, 1, 1, 0] * 2
        assert len(rules._seen) == min(most, 6)
        rules.make_room()
        assert len(rules._seen) == (6 if most == 9 else 0)


def test_an_empty_line_is_met_by_nothing() -> None:
    assert BUILT_IN.hits("") == []
    assert not BUILT_IN.protects("")


def test_a_rule_that_names_the_site_asks_nothing_of_the_length_of_its_name() -> None:
    """The stand-in for a name is longer than many names, and shorter than others."""
    from cleaner.document.sitenames import SiteNames

    rules = matcher(table("named", "line", "{site}", removes=["[-某某范文网-]"]))
    for name in ("材料圈", "某某某某某某某某某某某某范文资料大全网"):
        assert [hit.rule.id for hit in rules.naming_hits(name, "", SiteNames((name,)))] == ["named"]
