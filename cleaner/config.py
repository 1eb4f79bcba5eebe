"""``cleaner.toml`` (or ``[tool.cleaner]`` of a pyproject.toml) and options, made into one frozen Config; strict."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from cleaner.errors import ConfigError

SCRIPTS = ("keep", "simplified", "traditional")
SPLITS = ("auto", "off")
NEAR_DUPLICATES = ("drop", "tag", "keep")
FORMATS = ("jsonl", "jsonl.gz", "text")
LEDGERS = ("full", "spans", "off")


@dataclass(frozen=True, slots=True)
class Config:
    """All settings; a key of the configuration file has the name of its field here.

    ``phrases`` are text files of whole lines to remove. ``allow_rules`` are ids that the guards let pass. ``workers`` is the
    number of processes, 0 for as many as pay. ``max_errors`` is how many inputs may fail before the exit code says so. The ``check_*`` settings are the thresholds of the data check: shares are of all records or paragraphs.
    """

    rules: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    builtin_rules: bool = True
    allow_rules: tuple[str, ...] = ()
    encoding: str | None = None
    fallback_encoding: str | None = None
    script: str = "keep"
    split: str = "auto"
    near_duplicates: str = "drop"
    threshold: float = 0.8
    text_field: str | None = None
    format: str = "jsonl"
    ledger: str = "full"
    workers: int = 0
    max_errors: int = 0
    check_min_characters: int = 20
    check_max_short: float = 0.0
    check_max_chrome: float = 0.0
    check_max_near_duplicates: float = 0.0
    check_max_damaged: float = 0.0


_CHOICES = {
    "script": SCRIPTS,
    "split": SPLITS,
    "near_duplicates": NEAR_DUPLICATES,
    "format": FORMATS,
    "ledger": LEDGERS,
}
_RANGES: dict[str, tuple[float, float]] = {
    "threshold": (0.5, 1.0),
    "workers": (0, 1024),
    "max_errors": (0, 10**9),
    "check_min_characters": (0, 10**6),
    "check_max_short": (0.0, 1.0),
    "check_max_chrome": (0.0, 1.0),
    "check_max_near_duplicates": (0.0, 1.0),
    "check_max_damaged": (0.0, 1.0),
}


def load_config(file: Path | None, options: Mapping[str, Any], folder: Path | None = None) -> Config:
    """Read ``file``, or the configuration of ``folder`` if there is one, and lay ``options`` that are not None over it.

    Raises ConfigError for unknown keys and for values that are not possible.
    """
    name, values = _read(file, folder or Path())
    config = Config()
    for source, given in ((name, values), ("", options)):
        known = [field.name for field in fields(Config)]
        for key, value in given.items():
            if key not in known:
                near = difflib.get_close_matches(key, known, 1)
                advice = f"did you mean '{near[0]}'?" if near else "known keys: " + ", ".join(known)
                raise ConfigError(f"unknown key '{key}'", code="config-key", file=source or None, advice=advice)
            if value is not None:
                config = replace(config, **{key: _checked(key, value, source)})
        if source and "rules" in given:  # a configuration file names rules as seen from where it is
            config = replace(config, rules=tuple(str(Path(source).parent / place) for place in config.rules))
        if source and "phrases" in given:
            config = replace(config, phrases=tuple(str(Path(source).parent / place) for place in config.phrases))
    return config


def _read(file: Path | None, folder: Path) -> tuple[str, dict[str, Any]]:
    if file is not None:
        if not file.is_file():
            raise ConfigError("no such configuration file", code="config-file", file=str(file))
        return str(file), _section(file)
    for candidate in (folder / "cleaner.toml", folder / "pyproject.toml"):
        if candidate.is_file():
            return str(candidate), _section(candidate)
    return "", {}


def _section(file: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", code="config-file", file=str(file)) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"is not TOML: {error}", code="config-file", file=str(file)) from None
    if file.name != "pyproject.toml":
        return data
    tool = data.get("tool")
    section = tool.get("cleaner", {}) if isinstance(tool, dict) else {}
    if not isinstance(section, dict):
        raise ConfigError("'tool.cleaner' must be a table", code="config-value", file=str(file))
    return section


def _checked(key: str, value: Any, source: str) -> Any:
    """Return ``value`` as its field holds it, or say what is possible."""

    def wrong(what: str) -> ConfigError:
        return ConfigError(f"'{key}' {what}, not {value!r}", code="config-value", file=source or None)

    default = getattr(Config(), key)
    if isinstance(default, tuple):
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            raise wrong("must be a list of strings")
        return tuple(value)
    if key in _CHOICES:
        if value not in _CHOICES[key]:
            raise wrong("must be one of " + ", ".join(_CHOICES[key]))
        return value
    if isinstance(default, bool) or default is None:
        kind, name = (bool, "true or false") if isinstance(default, bool) else (str, "a string")
        if not isinstance(value, kind):
            raise wrong(f"must be {name}")
        return value
    low, high = _RANGES[key]
    whole = isinstance(default, int)
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)) or not low <= value <= high:
        raise wrong(f"must be a {'whole ' if whole else ''}number from {low} to {high}")
    return value if whole else float(value)
