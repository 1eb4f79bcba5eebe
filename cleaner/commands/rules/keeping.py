"""``cleaner rules test``, second part: rules that are not built in are held against the keep-set."""

from __future__ import annotations

from pathlib import Path

from cleaner.commands.rules.loading import load_chosen
from cleaner.config import Config
from cleaner.passes.guard import Touch, keep_set_touches


def check_keep_set(config: Config | None = None, file: str | Path | None = None) -> list[Touch]:
    """Return the rules that are neither built in nor allowed and take of the keep-set: of all rules, or of those in ``file``."""
    config = config or Config()
    ruleset, chosen = load_chosen(config, file)
    meant = {rule.id for rule in chosen}.difference(config.allow_rules)
    touches = keep_set_touches(ruleset) if meant.intersection(ruleset.added) else []
    return [touch for touch in touches if touch.rule.id in meant]


def touch_lines(touch: Touch) -> list[str]:
    """Return a sentence that a rule would take as a compiler would show it."""
    number = str(touch.rule.line)
    gutter = " " * len(number)
    return [
        f"error: rule '{touch.rule.id}': would take what speakers say",
        f"{gutter}--> {touch.rule.file}:{number}",
        f"{gutter} |",
        f"{gutter} | {touch.kept.text}",
        f"{gutter} |",
        f"{gutter} = help: the sentence is in the keep-set ({touch.kept.place}); narrow the rule,"
        f" or if it is right allow it with --allow-rule {touch.rule.id}",
        "",
    ]
