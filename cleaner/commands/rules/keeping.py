"""``cleaner rules test``, second part: rules that are not built in are held against the keep-set."""

from __future__ import annotations

from pathlib import Path

from cleaner.config import Config
from cleaner.document.ruleset import builtin_rules, load_rules
from cleaner.passes.guard import Touch, keep_set_touches
from cleaner.prepare import matcher


def check_keep_set(config: Config | None = None, file: str | Path | None = None) -> list[Touch]:
    """Return the rules that are neither built in nor allowed and take of the keep-set: of all rules, or of those in ``file``."""
    config = config or Config()
    if file is None:
        touches = keep_set_touches(matcher(config).ruleset)
    elif Path(file).resolve().is_relative_to(builtin_rules().resolve()):  # tests hold the built-in rules against it
        return []
    else:
        touches = keep_set_touches(load_rules([Path(file)], builtin=False))
    return [touch for touch in touches if touch.rule.id not in config.allow_rules]


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
