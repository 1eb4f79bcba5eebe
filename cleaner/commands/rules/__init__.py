"""``cleaner rules``: list the rules, hold them to their examples, look for their weak spots, write and suggest new ones."""

from __future__ import annotations

from cleaner.commands.rules.checking import check_rules, failure_lines
from cleaner.commands.rules.linting import lint_lines, lint_rules
from cleaner.commands.rules.listing import list_rules, rules_json, rules_lines
from cleaner.commands.rules.making import new_rule
from cleaner.commands.rules.suggesting import refuse_place, suggest_rules, write_drafts
from cleaner.suggest.draft import one_file

__all__ = [
    "check_rules",
    "failure_lines",
    "lint_lines",
    "lint_rules",
    "list_rules",
    "new_rule",
    "one_file",
    "refuse_place",
    "rules_json",
    "rules_lines",
    "suggest_rules",
    "write_drafts",
]
