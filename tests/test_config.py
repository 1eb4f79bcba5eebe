from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from cleaner.config import Config, load_config, with_options
from cleaner.errors import ConfigError


def load(folder: Path, text: str, name: str = "cleaner.toml", **options: Any) -> Config:
    (folder / name).write_text(text, encoding="utf-8")
    return load_config(None, options, folder)


def test_without_a_file_everything_is_as_documented(tmp_path: Path) -> None:
    assert load_config(None, {}, tmp_path) == Config()
    assert load_config(None, {field.name: None for field in fields(Config)}, tmp_path) == Config()


FILES = {
    "a string": ('script = "simplified"', Config(script="simplified")),
    "a share written as a whole number": ("check_max_short = 1", Config(check_max_short=1.0)),
    "a switch": ("builtin_rules = false", Config(builtin_rules=False)),
    "an empty file": ("", Config()),
    "a byte-order mark": ("\ufeffworkers = 2", Config(workers=2)),
}


@pytest.mark.parametrize(("text", "config"), FILES.values(), ids=FILES)
def test_a_file_sets_what_it_names(tmp_path: Path, text: str, config: Config) -> None:
    assert load(tmp_path, text) == config


def test_rules_are_named_as_seen_from_the_file(tmp_path: Path) -> None:
    assert load(tmp_path, 'rules = ["a", "/b"]').rules == (str(tmp_path / "a"), "/b")
    assert load(tmp_path, 'rules = ["a"]', rules=["c"]).rules == ("c",)


def test_options_go_before_the_file(tmp_path: Path) -> None:
    assert load(tmp_path, 'workers = 2\nscript = "simplified"', workers=3) == Config(workers=3, script="simplified")


@pytest.mark.parametrize(
    ("text", "options", "mode"),
    [
        ("", {}, "drop"),
        ('profile = "training"', {}, "drop"),
        ('profile = "research"', {}, "reposts"),
        ("", {"profile": "research"}, "reposts"),
        ('profile = "research"', {"profile": "training"}, "drop"),
        ('profile = "research"\nnear_duplicates = "keep"', {}, "keep"),
        ('near_duplicates = "keep"\nprofile = "research"', {}, "keep"),
        ('near_duplicates = "keep"', {"profile": "research"}, "reposts"),
        ('profile = "training"', {"near_duplicates": "tag"}, "tag"),
        ("", {"profile": "research", "near_duplicates": "tag"}, "tag"),
    ],
)
def test_a_profile_gives_way_to_what_is_said_beside_it(
    tmp_path: Path, text: str, options: dict[str, Any], mode: str
) -> None:
    assert load(tmp_path, text, **options) == Config(near_duplicates=mode)


def test_a_pyproject_is_read_in_its_section_and_only_where_there_is_no_file_of_ours(tmp_path: Path) -> None:
    assert load(tmp_path, "[tool.cleaner]\nworkers = 2\n[tool.other]\nx = 1", "pyproject.toml").workers == 2
    assert load(tmp_path, "workers = 5").workers == 5


WRONG = {
    "a misspelt key": ('skript = "keep"', "did you mean 'script'"),
    "a key like no other": ("zzz = 1", "known keys"),
    "a value out of the list": ('script = "latin"', "keep, simplified, traditional"),
    "a profile that nobody knows": ('profile = "work"', "research, training"),
    "a profile that is no name": ("profile = []", "research, training"),
    "a wish that nobody knows": ('prefer = ["newest"]', "'earliest', 'longest' and 'site:NAME'"),
    "a site without a name": ('prefer = ["site:"]', "'site:NAME'"),
    "wishes that are no list": ('prefer = "earliest"', "list of strings"),
    "a number too large": ("threshold = 1.5", "from 0.5 to 1.0"),
    "a number that is none": ("threshold = nan", "from 0.5 to 1.0"),
    "a size that is none": ('memory = "viel"', "or a size such as 512M or 2G"),
    "a size too small": ('memory = "1K"', "or a size such as 512M or 2G"),
    "a fraction of a process": ("workers = 1.5", "whole number"),
    "a switch for a number": ("workers = true", "whole number"),
    "a string for a switch": ('builtin_rules = "no"', "true or false"),
    "a number for a string": ("encoding = 1", "a string"),
    "phrases without a name": ('phrases = [""]', "must be a list of non-empty strings"),
    "corrections without a name": ('corrections = ""', "must be a non-empty string"),
    "a string for rules": ('rules = "a"', "must be a list"),
    "a list for a choice": ('script = ["keep"]', "one of"),
    "no TOML": ("workers == 1", "is not TOML"),
    "a section": ("[cleaner]\nworkers = 1", "unknown key 'cleaner'"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_followed_is_told_with_the_file(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    assert said in str(caught.value)
    assert "cleaner.toml" in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("text", ["tool = 3", "[tool]\ncleaner = 3"], ids=["tool is a number", "cleaner is a number"])
def test_a_pyproject_that_is_otherwise_odd_is_no_crash(tmp_path: Path, text: str) -> None:
    with suppress(ConfigError):
        assert load(tmp_path, text, "pyproject.toml") == Config()


@pytest.mark.parametrize(
    "data",
    [b"\xff\xfe", b"x = " + b"[" * 50_000, b"workers = " + b"9" * 5_000],
    ids=["no UTF-8", "nested deep", "a number of 5,000 digits"],
)
def test_a_file_of_other_things_is_no_configuration(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.toml").write_bytes(data)
    with pytest.raises(ConfigError, match="not TOML"):
        load_config(tmp_path / "x.toml", {})


def test_options_are_laid_over_settings_and_checked() -> None:
    config = Config(allow_rules=("a",), threshold=0.9)
    assert with_options(config, {"allow_rules": ["b"], "memory": "2G", "threshold": None}) == Config(
        allow_rules=("b",), threshold=0.9, memory=2 << 30
    )
    with pytest.raises(ConfigError, match="'max_errors' must be a whole number"):
        with_options(config, {"max_errors": -1})


def test_a_file_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such"):
        load_config(tmp_path / "x.toml", {})


@pytest.mark.parametrize(
    ("given", "expected"), [("512K", 512 << 10), ("2g", 2 << 30), ("2 GB", 2 << 30), ("1000", 1000), (7, 7)], ids=str
)
def test_limits_are_sizes(given: Any, expected: int) -> None:
    for name in ("max_file", "max_line", "max_unpacked"):
        assert getattr(load_config(None, {name: given}), name) == expected
