"""How addresses end is written twice, for rules and for structure: both say the same."""

from __future__ import annotations

import tomllib

from cleaner.document.hosts import TLD
from cleaner.document.ruleset import builtin_rules


def test_rules_and_structure_know_the_same_endings() -> None:
    rules = tomllib.loads((builtin_rules() / "common" / "vocabulary.toml").read_text(encoding="utf-8"))
    assert rules["vocabulary"]["tld"] == TLD.split("|")
