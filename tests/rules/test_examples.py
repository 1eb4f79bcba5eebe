"""Every rule holds what its examples say."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest

from cleaner.commands.rules.linting import lint_rules
from cleaner.document.examples import Failure, check_examples
from cleaner.document.ruleset import Rule, RuleSet, builtin_rules, load_rules

RULES: RuleSet = load_rules()


def _id(rule: Rule) -> str:
    return rule.id


@cache
def failures() -> list[Failure]:
    """Return what does not hold, of all rules at once: making them ready costs more than all their examples."""
    return check_examples(RULES)


@pytest.mark.parametrize("rule", RULES.rules, ids=_id)
def test_examples_hold(rule: Rule) -> None:
    assert [str(failure) for failure in failures() if failure.rule == rule] == []


@pytest.mark.parametrize("rule", RULES.rules, ids=_id)
def test_why_says_something(rule: Rule) -> None:
    assert len(rule.why) >= 8
    assert rule.why.endswith((".", "。"))


@pytest.mark.parametrize("rule", [rule for rule in RULES.rules if rule.scope in ("inline", "line", "block")], ids=_id)
def test_rules_that_read_every_line_have_a_literal(rule: Rule) -> None:
    """Without one the prefilter cannot help, and the rule is tried on every line of the corpus."""
    assert rule.protects or rule.names_site or rule.needs.literals is not None


def test_the_linter_finds_nothing_to_say() -> None:
    assert [str(problem) for problem in lint_rules().problems] == []


def test_no_tail_rule_takes_all_the_rest() -> None:
    """A heading such as 推荐阅读 stands in sidebars above the text too: what it takes must leave sentences alone."""
    assert [rule.id for rule in RULES.rules if rule.until == "$end" and rule.site is None and not rule.unless] == []


def test_one_family_a_file() -> None:
    files = sorted(path.relative_to(builtin_rules()).as_posix() for path in builtin_rules().rglob("*.toml"))
    assert all(re.fullmatch(r"(?:common|sites)/[a-z0-9-]+\.toml", file) for file in files)
    written = {rule.file for rule in RULES.rules}
    assert sorted(written) == files
    assert all((rule.site is None) is rule.file.startswith("common/") for rule in RULES.rules)


def test_sites_are_told_apart() -> None:
    literals = Counter(literal for site in RULES.sites for literal in site.detect)
    assert [literal for literal, count in literals.items() if count > 1] == []
