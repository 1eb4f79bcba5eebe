"""``cleaner.toml`` (or ``[tool.cleaner]`` of a pyproject.toml) and options, made into one frozen Config; strict."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from cleaner.errors import ConfigError

SCRIPTS = ("keep", "simplified", "traditional")
SPLITS = ("auto", "off")
PAGES = ("auto", "off")
NEAR_DUPLICATES = ("drop", "reposts", "tag", "keep")
RECORDS = ("jsonl", "jsonl.gz", "jsonl.zst", "parquet")  # what the corpus can be made of again
FORMATS = (*RECORDS, "text", "huggingface", "antconc", "sketchengine", "cqpweb", "tei")
ENGINES = ("local", "spark")
LEDGERS = ("full", "spans", "off")
# What a profile stands for; whatever is set beside it goes before it.
PROFILES: Mapping[str, Mapping[str, Any]] = {
    "research": {"near_duplicates": "reposts"},  # recurrence is data, a page that was published twice is none
    "training": {"near_duplicates": "drop"},
}
SIZES = ("memory", "max_file", "max_line", "max_unpacked")  # in bytes, also as 512M or 2G
SITE = "site:"  # opens a wish of ``prefer`` that names a site


@dataclass(frozen=True, slots=True)
class Config:
    """All settings; a key of the configuration file has the name of its field here.

    ``phrases`` are text files of whole lines to remove, ``corrections`` is a table of corrections, ``metadata`` a list of
    what is known about the documents, which its column ``metadata_key`` names. ``allow_rules`` are ids that the guards let pass. ``engine`` is what a run is on,
    on Spark in so many ``partitions``; ``workers`` is the number of processes; of both 0 stands for as many as pay. ``max_errors`` is how many inputs may fail before the exit code says so. ``against`` are files and corpora that are only
    compared with. ``memory`` is in bytes what the near-duplicate search may use
    before it takes to the disk. ``max_file`` is how many bytes a file may have that is read at once, ``max_line`` a line of JSON Lines; ``max_unpacked``
    bytes, and ``max_ratio`` times its size, are what an archive may unpack to, ``max_members`` files it may hold, in archives
    ``max_depth`` deep. The ``check_*`` settings are the thresholds of the data check: shares are of all records or paragraphs;
    ``check_baseline`` is a file of figures that go before them.
    """

    rules: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    corrections: str | None = None
    builtin_rules: bool = True
    allow_rules: tuple[str, ...] = ()
    encoding: str | None = None
    fallback_encoding: str | None = None
    script: str = "keep"
    split: str = "auto"
    pages: str = "auto"
    metadata: str | None = None
    metadata_key: str | None = None
    near_duplicates: str = "drop"
    threshold: float = 0.8
    prefer: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    text_field: str | None = None
    format: str = "jsonl"
    ledger: str = "full"
    engine: str = "local"
    partitions: int = 0
    workers: int = 0
    memory: int = 1 << 30
    max_errors: int = 0
    max_file: int = 64 << 20
    max_line: int = 256 << 20
    max_unpacked: int = 64 << 30
    max_ratio: int = 100
    max_members: int = 1_000_000
    max_depth: int = 4
    check_min_characters: int = 20
    check_max_short: float = 0.0
    check_max_chrome: float = 0.0
    check_max_near_duplicates: float = 0.0
    check_max_damaged: float = 0.0
    check_baseline: str | None = None


_CHOICES = {
    "script": SCRIPTS,
    "split": SPLITS,
    "pages": PAGES,
    "near_duplicates": NEAR_DUPLICATES,
    "format": FORMATS,
    "ledger": LEDGERS,
    "engine": ENGINES,
}
_RANGES: dict[str, tuple[float, float]] = {
    "threshold": (0.5, 1.0),
    "partitions": (0, 100_000),
    "workers": (0, 1024),
    "memory": (1 << 20, 1 << 50),
    "max_errors": (0, 10**9),
    "max_file": (1, 1 << 40),
    "max_line": (1, 1 << 31),
    "max_unpacked": (1, 1 << 60),
    "max_ratio": (1, 10**6),
    "max_members": (1, 10**9),
    "max_depth": (1, 100),
    "check_min_characters": (0, 10**6),
    "check_max_short": (0.0, 1.0),
    "check_max_chrome": (0.0, 1.0),
    "check_max_near_duplicates": (0.0, 1.0),
    "check_max_damaged": (0.0, 1.0),
}


def load_config(file: Path | None, options: Mapping[str, Any], folder: Path | None = None) -> Config:
    """Read ``file``, or the configuration of ``folder`` if there is one, and lay ``options`` that are not None over it.

    The key ``profile`` stands for keys of PROFILES; what the same file, or the same options, say beside it goes before it.
    Raises ConfigError for unknown keys and for values that are not possible.
    """
    name, values = _read(file, folder or Path())
    config = Config()
    for source, said in ((name, values), ("", options)):
        known = ["profile", *(field.name for field in fields(Config))]
        given = {**_profile(said.get("profile"), source), **{k: v for k, v in said.items() if v is not None}}
        for key, value in given.items():
            if key not in known:
                import difflib

                near = difflib.get_close_matches(key, known, 1)
                advice = f"did you mean '{near[0]}'?" if near else "known keys: " + ", ".join(known)
                raise ConfigError(f"unknown key '{key}'", code="config-key", file=source or None, advice=advice)
            if key != "profile":
                config = replace(config, **{key: _checked(key, value, source)})
        if source and "rules" in given:  # a configuration file names rules as seen from where it is
            config = replace(config, rules=tuple(str(Path(source).parent / place) for place in config.rules))
        if source and "against" in given:
            config = replace(config, against=tuple(str(Path(source).parent / place) for place in config.against))
        if source and "phrases" in given:
            config = replace(config, phrases=tuple(str(Path(source).parent / place) for place in config.phrases))
        for name in ("corrections", "metadata", "check_baseline"):
            if source and name in given:
                place: Any = str(Path(source).parent / given[name])
                config = replace(config, **{name: place})
    return config


def with_options(config: Config, options: Mapping[str, Any]) -> Config:
    """Return settings with ``options`` that are not None laid over them. Raises ConfigError for values that are not possible."""
    given = {key: _checked(key, value, "") for key, value in options.items() if value is not None}
    return replace(config, **given)


def _profile(name: Any, source: str) -> Mapping[str, Any]:
    """Return the settings that a profile stands for."""
    if name is None:
        return {}
    if not isinstance(name, str) or name not in PROFILES:
        what = f"'profile' must be one of {', '.join(PROFILES)}, not {name!r}"
        raise ConfigError(what, code="config-value", file=source or None)
    return PROFILES[name]


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
    import tomllib  # most commands read no configuration

    try:
        data = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", code="config-file", file=str(file)) from None
    except (ValueError, RecursionError) as error:  # ValueError: a number of more digits than Python reads, too
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
        if "" in value:  # as a name it would be the folder of the file
            raise wrong("must be a list of non-empty strings")
        if key == "prefer" and not all(
            item in ("earliest", "longest") or item.removeprefix(SITE) not in ("", item) for item in value
        ):
            raise wrong(f"must be a list of 'earliest', 'longest' and '{SITE}NAME'")
        return tuple(value)
    if key in _CHOICES:
        if value not in _CHOICES[key]:
            raise wrong("must be one of " + ", ".join(_CHOICES[key]))
        return value
    if isinstance(default, bool) or default is None:
        kind, name = (bool, "true or false") if isinstance(default, bool) else (str, "a string")
        if not isinstance(value, kind):
            raise wrong(f"must be {name}")
        if value == "":
            raise wrong("must be a non-empty string")
        return value
    if key in SIZES:
        value = _bytes(value)
    low, high = _RANGES[key]
    whole = isinstance(default, int)
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)) or not low <= value <= high:
        if key in SIZES:
            raise wrong(f"must be a number of bytes from {low} to {high}, or a size such as 512M or 2G")
        raise wrong(f"must be a {'whole ' if whole else ''}number from {low} to {high}")
    return value if whole else float(value)


def _bytes(value: Any) -> Any:
    """Return a size such as 512M or 2G as a number of bytes, all else as it is; options are strings."""
    if isinstance(value, str) and re.fullmatch("[0-9]{1,19}", value):
        return int(value)
    found = re.fullmatch(r"([0-9]{1,9})\s*([KMGT])B?", value.strip().upper()) if isinstance(value, str) else None
    return int(found[1]) << {"K": 10, "M": 20, "G": 30, "T": 40}[found[2]] if found else value
