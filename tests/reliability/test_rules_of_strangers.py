"""Rows 17 and 18: rules that would take time, memory or speech are refused by name, or are harmless."""

import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cleaner.config import Config
from cleaner.document.matcher import Matcher
from cleaner.document.ruleset import load_rules
from cleaner.document.strip import strip
from cleaner.errors import CleanerError, RefusedError, RuleError
from cleaner.pipeline import run
from tests.reliability.material import errors, run_command, shards, speech, tree, write_files

SECOND = 1.0
BUSY = 5  # how much slower a machine may be that does other things as well
TEXT = "下载" + "a" * 20_000 + "（" * 2000 + "\n" + "下" * 20_000 + "\n" + speech(1)


def rule(**changes: Any) -> str:
    """Return a rule as TOML, whatever is in it."""
    values: Mapping[str, Any] = {
        "id": "strange",
        "category": "share",
        "scope": "line",
        "why": "A test.",
        "match": "下载",
        "removes": ["[-下载-]"],
        **changes,
    }
    return "[[rule]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())


PATTERNS = {
    "nested stars": "(?:a*)*下载",
    "nested pluses": "(a+)+下载",
    "alternation under a star": "(?:a|a)*下载",
    "overlapping alternation": "(?:a|aa|aaa)+下载",
    "many optional": "a?" * 500 + "下载" + "a" * 500,
    "three stars": ".*.*.*下载.*.*.*",
    "a star of a dot of a star": "(.*)*下载",
    "the end": "(?:下载)?$",
    "exponential by classes": "([a-zA-Z]+)*下载",
    "an address": r"^(([a-z])+.)+[A-Z]([a-z])+$下载",
    "repeats of repeats": "(?:(?:a{1000}){1000}){1000}下载",
    "a large repeat": "a{1000000}下载",
    "a repeat that is no number for RE2": "x{2147483647}下载",
    "open repeats": "(?:a{1,}){1,}下载",
    "nested too deep": "(" * 5000 + "下载" + ")" * 5000,
    "too long": "下载" + "a" * 5000,
    "one byte": r"\C下载",
    "look-ahead": "下载(?=a)",
    "look-behind": "(?<=a)下载",
    "negative look-ahead": "下载(?!a)",
    "back-reference": r"(下)载\1",
    "a named back-reference": "(?P<x>下)载(?P=x)",
    "a condition": "(下)?(?(1)载|a)",
    "recursion": "(?R)下载",
    "code": "(?{ system('id') })下载",
    "atomic group": "(?>下载)",
    "unclosed": "(下载",
    "a lone surrogate": "\\udc80下载",
    "all of Unicode many times": r"(?:\pL\pM*){300}下载(?:\pL\pM*){300}",
    "half a class": "[下载",
    "backwards": "[载-下]",
    "flags": "(?imsU)下载",
}


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_a_pattern_is_refused_by_name_and_line_or_quick(pattern: str, tmp_path: Path) -> None:
    place = tmp_path / "strange.toml"
    place.write_text(rule(match=pattern, scope="inline"), encoding="utf-8", errors="surrogatepass")
    start = time.monotonic()
    matcher, refused = None, ""
    try:
        matcher = Matcher(load_rules([place], builtin=False))
    except RuleError as error:
        refused = str(error)
    if matcher is not None:
        strip(TEXT, matcher)
    assert time.monotonic() - start < SECOND * BUSY
    assert matcher is not None or ("strange.toml:6: rule 'strange'" in refused), refused


FILES = {
    "no TOML": "[[rule]\nid =",
    "a bomb of tables": "[" + "a." * 20_000 + "a]\n",
    "nested lists": "x = " + "[" * 20_000 + "]" * 20_000,
    "an unknown key": rule(exec="import os"),
    "an unknown table": "[code]\nrun = 'id'\n" + rule(),
    "a rule that is a string": "rule = 'x'\n",
    "rules that are numbers": "rule = [1, 2]\n",
    "an id that plays with terminals": rule(id="\x1b[31mred"),
    "a path for an id": rule(id="../../x"),
    "an unknown scope": rule(scope="everywhere"),
    "bytes of no encoding": "\udcff\udcfe" + rule(),
    "a lift of what there is not": rule(lifts="__class__"),
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_a_file_of_rules_is_refused_by_name(text: str, tmp_path: Path) -> None:
    place = tmp_path / "strange.toml"
    place.write_bytes(text.encode("utf-8", "surrogateescape"))
    pages = write_files(tmp_path / "pages", {"a.txt": speech(1).encode()})
    start = time.monotonic()
    with pytest.raises(CleanerError) as caught:
        run([pages], tmp_path / "out", Config(rules=(str(place),)))
    assert time.monotonic() - start < SECOND * BUSY
    assert caught.value.exit_code == 2
    assert "strange.toml" in str(caught.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_rules_from_a_pipe_are_not_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "rules")
    with pytest.raises(RuleError, match="neither a rule file nor a folder"):
        load_rules([tmp_path / "rules"])


def test_a_list_of_a_million_phrases_is_refused_at_once(tmp_path: Path) -> None:
    place = tmp_path / "strange.txt"
    place.write_text("".join(f"本站声明第{number}条\n" for number in range(1_000_000)), encoding="utf-8")
    with pytest.raises(RuleError, match="more than 100,000 lines"):
        load_rules(phrases=[place], builtin=False)


# ------------------------------------------------------------------------------------------------ row 18

TAKES_ALL = (r"[\s\S]*", "", "[一-龥]", ".+", "$", r"\b", ".", "^", r"\pL+", "(?:)", r"[^\n]*", ".*?", "[一-龥]+.*")


ONE = ("[一-龥]", r"\b", ".")  # as a whole line these are one character or none


@pytest.mark.parametrize(
    ("scope", "pattern"),
    [
        (scope, pattern)
        for scope in ("line", "inline")
        for pattern in TAKES_ALL
        if scope == "inline" or pattern not in ONE
    ],
)
def test_a_rule_that_takes_anything_does_not_load(pattern: str, scope: str, tmp_path: Path) -> None:
    place = tmp_path / "strange.toml"
    place.write_text(rule(match=pattern, scope=scope), encoding="utf-8")
    with pytest.raises(RuleError, match="strange"):
        load_rules([place], builtin=False)


EATERS = {
    "sentences": {"match": "今年以来.*", "removes": ["[-今年以来我们围绕民生抓好落实。-]"]},
    "a word in them": {
        "scope": "block",
        "match": "今年.*",
        "until": "谢谢.*",
        "within": 90,
        "removes": ["[-今年\n谢谢-]"],
    },
    "what stands within": {
        "scope": "inline",
        "match": "今年以来我们围绕.{0,60}，第",
        "removes": ["[-今年以来我们围绕民生，第-]一"],
    },
}


@pytest.mark.parametrize("changes", EATERS.values(), ids=EATERS)
def test_a_rule_that_eats_speech_stops_the_run_with_4(changes: dict[str, Any], tmp_path: Path) -> None:
    place = tmp_path / "strange.toml"
    place.write_text(rule(**changes), encoding="utf-8")
    pages = write_files(tmp_path / "pages", {f"{number}.txt": speech(number).encode() for number in range(20)})
    done = run_command("run", pages, "--out", tmp_path / "out", "--rules", place)
    assert done.returncode == 4, done.stderr
    assert "strange" in done.stderr
    assert tree(tmp_path / "out") == {}


def test_a_rule_for_five_in_a_hundred_is_no_eater(tmp_path: Path) -> None:
    place = tmp_path / "strange.toml"
    place.write_text(
        rule(match="今年以来.*第7组第3项.*", removes=["[-今年以来我们抓好第7组第3项任务。-]"]), encoding="utf-8"
    )
    pages = write_files(tmp_path / "pages", {f"{number}.txt": speech(number).encode() for number in range(20)})
    assert not run([pages], tmp_path / "out", Config(rules=(str(place),))).errors


def test_a_rule_that_touches_the_keep_set_stops_the_run(tmp_path: Path) -> None:
    place = tmp_path / "strange.toml"
    place.write_text(rule(match="谢谢大家.{0,3}", removes=["[-谢谢大家-]"]), encoding="utf-8")
    pages = write_files(tmp_path / "pages", {"a.txt": speech(1).encode()})
    with pytest.raises(RefusedError, match="strange"):
        run([pages], tmp_path / "out", Config(rules=(str(place),)))


def test_pages_that_lose_nearly_all_are_listed(tmp_path: Path) -> None:
    chrome = "上一篇：物理教学论文\n下一篇：没有了\n" * 40
    pages = write_files(
        tmp_path / "pages", {"a.txt": (chrome + "同志们：今天开会。").encode(), "b.txt": speech(1).encode()}
    )
    run([pages], tmp_path / "out")
    assert [row["file"] for row in errors(tmp_path / "out") if row["status"] == "mostly-chrome"] == ["a.txt"]
    assert {record["source"] for record in shards(tmp_path / "out", "corpus")} == {"a.txt", "b.txt"}


def test_an_example_without_a_mark_does_not_hold(tmp_path: Path) -> None:
    place = tmp_path / "strange.toml"
    place.write_text(rule(removes=["点击下载全文"]), encoding="utf-8")
    done = run_command("rules", "test", place, "--no-builtin-rules")
    assert done.returncode == 1
    assert "strange" in done.stdout
