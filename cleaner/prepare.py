"""From a Config to what cleans a document: the rules, ready for use, the corrections, and the options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from cleaner.config import Config
from cleaner.document.clean import Options
from cleaner.document.corrections import Corrections, parse_corrections
from cleaner.document.matcher import Matcher
from cleaner.document.ruleset import load_rules
from cleaner.errors import ConfigError
from cleaner.listing import Listing, parse_listing
from cleaner.model import Document
from cleaner.tables import read_tables


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


def corrections(config: Config) -> Corrections:
    """Return the rows of the corrections, none where ``config`` names no file.

    Raises ConfigError for a wrong row, UsageError for a file that is no table. A process reads them as it does rules.
    """
    if config.corrections is None:
        return Corrections()
    path = Path(config.corrections)
    if not path.is_file():
        raise ConfigError("no such file of corrections", code="corrections", file=str(path))
    return _corrections(path, tuple(_stamps([config.corrections])))


@lru_cache(maxsize=4)
def _corrections(path: Path, _stamps: object) -> Corrections:
    return parse_corrections(read_tables(path)[0], str(path))


def listing(config: Config) -> Listing:
    """Return the list of metadata, an empty one where ``config`` names no file.

    Raises ConfigError where it has no such key, UsageError for a file that is no table. A process reads it as it does rules.
    """
    if config.metadata is None:
        return Listing()
    if not Path(config.metadata).is_file():
        raise ConfigError("no such list of metadata", code="metadata", file=config.metadata)
    return _listing(Path(config.metadata), config.metadata_key, tuple(_stamps([config.metadata])))


@lru_cache(maxsize=4)
def _listing(path: Path, key: str | None, _stamps: object) -> Listing:
    return parse_listing(read_tables(path)[0], key, path.name)


def deciding(config: Config) -> tuple[str, str, str]:
    """Return hashes of the rules, of the corrections and of the list of metadata."""
    return matcher(config).ruleset.sha256, corrections(config).sha256, listing(config).sha256


def options(config: Config, document: Document, *, path: str = "") -> Options:
    """Return what of ``config`` concerns a single document; ``path`` is that of a file which is cleaned by itself."""
    rows = corrections(config)
    if path:
        rows = rows.at(path, document.source)
    return Options(script=config.script, split=config.split == "auto", corrections=rows.of(document))
