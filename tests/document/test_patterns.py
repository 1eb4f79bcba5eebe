"""Patterns are compiled quietly and hold little memory; whatever RE2 cannot take is an error of one kind."""

from __future__ import annotations

import pytest
import re2

from cleaner.document.patterns import MOST_MEMORY, compiled
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
