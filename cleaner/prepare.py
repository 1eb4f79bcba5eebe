"""From a Config to what cleans a document: the rules, ready for use, and the options."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from cleaner.config import Config
from cleaner.document.clean import Options
from cleaner.document.ruleset import load_rules
from cleaner.document.strip import Matcher


def matcher(config: Config) -> Matcher:
    """Return the rules of ``config``, ready for use; a process loads them once. Raises RuleError for a wrong file."""
    return _matcher(config.rules, config.builtin_rules)


@lru_cache(maxsize=4)
def _matcher(rules: tuple[str, ...], builtin: bool) -> Matcher:
    return Matcher(load_rules([Path(place) for place in rules], builtin=builtin))


def options(config: Config) -> Options:
    """Return what of ``config`` concerns a single document."""
    return Options(script=config.script, split=config.split == "auto")
