"""The rules that an action is about: all, or those of one file, which other files may give words to."""

from __future__ import annotations

from pathlib import Path

from cleaner.config import Config
from cleaner.document.ruleset import Rule, RuleSet, builtin_rules, load_rules
from cleaner.errors import UsageError


def load_chosen(config: Config, file: str | Path | None) -> tuple[RuleSet, list[Rule]]:
    """Return all rules of ``config``, with those of ``file``, and of these the ones that are meant: without a file, all.

    ``file`` may be a folder. Raises UsageError where it is not there, RuleError where a rule file is wrong.
    """
    folders, phrases = [Path(place) for place in config.rules], [Path(place) for place in config.phrases]
    if file is None:
        ruleset = load_rules(folders, builtin=config.builtin_rules, phrases=phrases)
        return ruleset, list(ruleset.rules)
    wanted = Path(file).resolve()
    if not wanted.exists():
        raise UsageError("no such rule file", code="no-file", file=str(file))
    places = folders + ([builtin_rules()] if config.builtin_rules else [])
    inside = any(wanted.is_relative_to(place.resolve()) for place in places)
    ruleset = load_rules(folders + ([] if inside else [Path(file)]), builtin=config.builtin_rules, phrases=phrases)
    return ruleset, [rule for rule in ruleset.rules if _path(rule, ruleset).is_relative_to(wanted)]


def _path(rule: Rule, ruleset: RuleSet) -> Path:
    return (Path(rule.file) if rule.id in ruleset.added else builtin_rules() / rule.file).resolve()
