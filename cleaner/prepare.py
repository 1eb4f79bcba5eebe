"""From a Config to what cleans a document: the rules, ready for use, and the options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from cleaner.config import Config
from cleaner.document.clean import Options
from cleaner.document.ruleset import load_rules
from cleaner.document.strip import Matcher


def matcher(config: Config) -> Matcher:
    """Return the rules of ``config``, ready for use. Raises RuleError for a wrong file.

    A process loads them once, and again when a file of them has changed.
    """
    stamps = tuple(_stamps((*config.rules, *config.phrases)))
    return _matcher(config.rules, config.phrases, config.builtin_rules, stamps)


def _stamps(places: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    for place in places:
        for path in [Path(place), *sorted(Path(place).rglob("*.toml"))]:
            if path.is_file():
                status = path.stat()
                yield str(path), status.st_size, status.st_mtime_ns


@lru_cache(maxsize=4)
def _matcher(rules: tuple[str, ...], phrases: tuple[str, ...], builtin: bool, _stamps: object) -> Matcher:
    return Matcher(load_rules(list(map(Path, rules)), builtin=builtin, phrases=list(map(Path, dict.fromkeys(phrases)))))


def options(config: Config) -> Options:
    """Return what of ``config`` concerns a single document."""
    return Options(script=config.script, split=config.split == "auto")
