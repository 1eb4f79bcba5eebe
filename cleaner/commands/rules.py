"""``cleaner rules``: list the rules, with what they do to given inputs; hold them to their examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleaner.config import Config
from cleaner.document.clean import clean
from cleaner.document.examples import Failure, check_examples
from cleaner.document.ruleset import Rule, builtin_rules, load_rules
from cleaner.errors import InputError
from cleaner.formats import reader_of, text
from cleaner.inputs import find_sources
from cleaner.prepare import matcher, options


@dataclass(frozen=True, slots=True)
class Listed:
    """A rule, how often it fired on the inputs given, and how many characters it took."""

    rule: Rule
    hits: int
    characters: int


def list_rules(config: Config | None = None, inputs: Sequence[str | Path] = ()) -> list[Listed]:
    """Return all rules in force, by id, with what each does to ``inputs``; inputs that cannot be read are left out."""
    config = config or Config()
    hits: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    for source in find_sources(inputs).sources if inputs else ():
        reader = reader_of(source.name) or text
        with source.path.open("rb") as stream:
            for piece in reader.read(stream, source.name, 0, source.path.stat().st_size, config):
                for edit in clean(piece.document, matcher(config), options(config)).edits if piece.document else ():
                    if edit.cause in ("rule", "lift"):
                        hits[edit.rule] += 1
                        characters[edit.rule] += edit.end - edit.start
    rules = matcher(config).ruleset.rules
    return [Listed(rule, hits[rule.id], characters[rule.id]) for rule in rules]


def check_rules(config: Config | None = None, file: str | Path | None = None) -> tuple[int, list[Failure]]:
    """Check the examples of all rules, or of those in ``file``; return how many rules were checked and what failed.

    The rules of ``file`` are held to their examples together with all rules of ``config``.
    """
    config = config or Config()
    if file is None:
        ruleset = matcher(config).ruleset
        return len(ruleset.rules), check_examples(ruleset)
    if not Path(file).exists():
        raise InputError("no such rule file", code="no-file", file=str(file))
    known = {rule.id for rule in load_rules([Path(file)], builtin=False).rules}
    loaded = [Path(place) for place in config.rules] + ([builtin_rules()] if config.builtin_rules else [])
    inside = any(Path(file).resolve().is_relative_to(place.resolve()) for place in loaded)
    folders = [Path(place) for place in config.rules] + ([] if inside else [Path(file)])
    ruleset = load_rules(folders, builtin=config.builtin_rules)
    chosen = [rule for rule in ruleset.rules if rule.id in known]
    return len(chosen), check_examples(ruleset, chosen)


def rules_lines(listed: Sequence[Listed], *, counted: bool) -> list[str]:
    """Return a line a rule, for people."""
    lines = []
    for item in listed:
        rule = item.rule
        kind = "protects" if rule.protects else rule.category
        count = f"{item.hits:8,} hits {item.characters:10,} characters  " if counted else ""
        lines.append(f"{count}{rule.id:32} {kind:12} {rule.scope:7} {rule.place}: {rule.why}")
    return [*lines, f"{len(listed)} rules"]


def rules_json(listed: Sequence[Listed]) -> list[dict[str, Any]]:
    """Return the rules as plain objects."""
    names = ("id", "category", "scope", "why", "match", "site", "file", "line", "removes", "keeps")
    return [
        {name: getattr(item.rule, name) for name in names} | {"hits": item.hits, "characters": item.characters}
        for item in listed
    ]
