"""Patterns are compiled quietly and hold little memory; whatever RE2 cannot take is an error of one kind."""

from __future__ import annotations

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from cleaner.document.patterns import LONG_REPEAT, MOST_MEMORY, apart, compiled, unbounded
from cleaner.document.ruleset import load_rules


def test_a_pattern_matches_and_holds_little_memory() -> None:
    pattern = compiled("[上下]一篇:.{0,80}")
    assert pattern.fullmatch("下一篇:没有了") is not None
    assert pattern.options.max_mem == MOST_MEMORY


def test_what_is_no_pattern_is_refused_in_silence(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(re2.error):
        compiled("(?=下载)")
    assert capfd.readouterr() == ("", "")


def test_all_built_in_patterns_fit() -> None:
    for rule in load_rules().rules:
        for pattern in (rule.reads, rule.unless, rule.opens, rule.until):
            assert pattern is None or compiled(pattern.replace("{site}", "某某网"))


@pytest.mark.parametrize(
    ("pattern", "without", "shortest"),
    [
        ("下一篇:.{0,80}", "下一篇:.{0,}", 80),
        ("[^。]{2,40}稿.{0,30}", "[^。]{2,}稿.{0,}", 30),
        ("(?:网|站){1,20}?", "(?:网|站){1,}?", 20),
        ("第.{1,19}篇", "第.{1,19}篇", 0),
        ("第.{30}篇", "第.{30}篇", 0),
        ("第.{2,}篇", "第.{2,}篇", 0),
        (r"\{0,40}", r"\{0,40}", 0),
        ("[{0,40}]", "[{0,40}]", 0),
        ("[]{0,40}]x", "[]{0,40}]x", 0),
        (r"[\]{0,40}].", r"[\]{0,40}].", 0),
        ("[[:alpha:]]{0,40}", "[[:alpha:]]{0,}", 40),
    ],
)
def test_the_bounds_of_long_repeats(pattern: str, without: str, shortest: int) -> None:
    assert unbounded(pattern) == (without, shortest)


PARTS = (
    "[^。]{0,20}",
    "甲{1,24}",
    "(?:甲|乙乙){2,30}",
    "(?P<x>.{0,22}?)",
    "乙?",
    "。",
    "[甲乙]{3}",
    "(?:甲?){20,25}",
    "$",
)


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=4), st.text("甲乙。", max_size=LONG_REPEAT))
def test_a_line_that_is_short_is_met_without_bounds_at_the_same_places(parts: list[str], line: str) -> None:
    pattern = "".join(dict.fromkeys(parts))
    without, shortest = unbounded(pattern)
    if len(line) <= shortest:
        bounded, free = compiled(pattern), compiled(without)
        places = range(bounded.groups + 1)
        for one, other in zip(bounded.finditer(line), free.finditer(line), strict=True):
            assert [one.span(place) for place in places] == [other.span(place) for place in places]
        assert (bounded.fullmatch(line) is None) is (free.fullmatch(line) is None)


BRANCHES = st.sampled_from(
    ["^甲", "乙$", "丙", "^甲(?:乙|丙)$", "[|$^]丁", r"\|", "[]|]", "", "^", "(?:甲|^乙)丙", r"\$", "甲{2}"]
)


@given(st.lists(BRANCHES, min_size=1, max_size=5), st.text("甲乙丙丁|$^]", max_size=6))
def test_apart_finds_what_the_whole_finds(branches: list[str], text: str) -> None:
    pattern = "|".join(branches)
    found = any(compiled(part).search(text) is not None for part in apart(pattern))
    assert found is (compiled(pattern).search(text) is not None)
