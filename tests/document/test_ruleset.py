"""Rule files: every way one can be wrong is refused, with file, line and advice; patterns are folded and capped."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import re2

from cleaner.config import Config, load_config
from cleaner.document.edits import apply_edits
from cleaner.document.examples import check_examples
from cleaner.document.fold import fold
from cleaner.document.matcher import Matcher
from cleaner.document.ruleset import (
    CATEGORIES,
    MOST_NESTING,
    MOST_PATTERN_BYTES,
    MOST_REPEATS,
    Rule,
    RuleSet,
    builtin_rules,
    checked_pattern,
    fold_pattern,
    load_rules,
    parse_rules,
)
from cleaner.document.strip import strip
from cleaner.errors import RuleError, UsageError
from cleaner.prepare import matcher

Value = str | int | bool | float | list[str] | list[int] | None
GOOD: dict[str, Value] = {
    "id": "download",
    "category": "download",
    "scope": "line",
    "why": "A link to a file.",
    "match": "点击下载.*",
    "removes": ["[-点击下载全文-]"],
}
BLOCK: dict[str, Value] = {"scope": "block", "until": "完", "within": 3}
WORDS: dict[str, Value] = {
    "match": None,
    "words": ["打印", "收藏", "关闭"],
    "at_least": 2,
    "removes": ["[-打印 关闭-]"],
}
SITE = '[site]\nname = "example"\nhosts = ["example.org"]\ndetect = ["示例讲话网"]\n'


def table(**changes: Value) -> str:
    """Return a good rule as TOML, with some keys changed; None leaves one out."""
    keys = {key: value for key, value in (GOOD | changes).items() if value is not None}
    return "[[rule]]\n" + "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in keys.items())


def parse(text: str) -> RuleSet:
    return parse_rules([(text, "rules/x.toml")])


def rule(**changes: Value) -> Rule:
    return parse(table(**changes)).rules[0]


def refusal(text: str) -> RuleError:
    with pytest.raises(RuleError) as caught:
        parse(text)
    return caught.value


ALLOWED: dict[str, dict[str, Value]] = {
    "a line rule": {},
    "an inline rule": {"scope": "inline", "match": "点击下载"},
    "a block": BLOCK,
    "a block that keeps its last line": BLOCK | {"until_keeps": True},
    "a block to the end": BLOCK | {"until": "$end"},
    "a head block": BLOCK | {"scope": "head", "until_keeps": True},
    "a tail block": BLOCK | {"scope": "tail"},
    "a run at the tail": {"scope": "tail", "run": 3},
    "a head line without a literal": {"scope": "head", "match": r"\d{4}-\d\d-\d\d", "removes": ["[-2012-03-09-]"]},
    "a lift of all that matches": {"lifts": "origin"},
    "a lift of a group": {"match": "下载自(?P<origin>.+)", "lifts": "origin"},
    "a lift of two groups": {"match": "(?P<origin>.+)下载于(?P<published>.+)", "lifts": ["origin", "published"]},
    "a group without a lift": {"match": "下载自(?P<origin>.+)"},
    "an exception": {"unless": "同志"},
    "a protected formula": {
        "category": None,
        "scope": None,
        "removes": None,
        "protects": True,
        "keeps": ["谢谢大家！"],
        "match": "谢谢大家!?",
    },
    "a Chinese id": {"id": "下载-1.0_a"},
    "the largest repeat": {"match": f"下载.{{0,{MOST_REPEATS}}}"},
    "the deepest nesting": {"match": "(" * MOST_NESTING + "下载" + ")" * MOST_NESTING},
    "the longest pattern": {"match": "下载" + "a" * (MOST_PATTERN_BYTES - 6)},
    "brackets in a class are no nesting": {"match": "下载[(]{2}" + "[(]" * 200},
    "escaped brackets are no nesting": {"match": "下载" + r"\(" * 200},
    "an escaped backslash before C": {"match": r"下载\\C"},
    "a bounded wildcard": {"match": ".{0,20}下载.{0,20}"},
    "text that must be short": {"match": r"\d{1,3}"},
    "a common pattern with an exception": {"match": "[一-龥]{2}:.+", "unless": "同志"},
    "words and nothing else": WORDS,
    "words in lines of a form": WORDS | {"match": "【.{2,20}】"},
    "words that fill a line": WORDS | {"at_least": None, "fills": 100},
    "words at the tail": WORDS | {"scope": "tail"},
}


@pytest.mark.parametrize("changes", ALLOWED.values(), ids=ALLOWED.keys())
def test_takes(changes: dict[str, Value]) -> None:
    assert len(parse(table(**changes)).rules) == 1


# What is wrong with one rule: the changed keys, the key whose line is named, words of the message.
WRONG: dict[str, tuple[dict[str, Value], str | None, tuple[str, ...]]] = {
    "misspelt key": ({"mach": "下载"}, "mach", ("unknown key 'mach'", "did you mean 'match'?")),
    "key like no other": ({"zzz": "1"}, "zzz", ("unknown key 'zzz'", "known keys:", "until_keeps")),
    "key with a capital": ({"Match": "下载"}, "Match", ("unknown key 'Match'", "did you mean 'match'?")),
    "unknown category": ({"category": "downlod"}, "category", ("category 'downlod'", "did you mean 'download'?")),
    "strange category": ({"category": "网页"}, "category", ("unknown category '网页'", CATEGORIES[0], CATEGORIES[-1])),
    "unknown scope": ({"scope": "lines"}, "scope", ("unknown scope 'lines'", "did you mean 'line'?")),
    "no id": ({"id": None}, None, ("needs 'id'",)),
    "id with a blank": ({"id": "a b"}, "id", ("an id is made of",)),
    "endless id": ({"id": "a" * 81}, "id", ("an id is made of",)),
    "no category": ({"category": None}, None, ("needs 'category'",)),
    "no scope": ({"scope": None}, None, ("needs 'scope'",)),
    "no why": ({"why": None}, None, ("'download'", "needs 'why'")),
    "blank why": ({"why": "  "}, "why", ("needs 'why'",)),
    "no match": ({"match": None}, None, ("needs 'match'",)),
    "empty match": ({"match": ""}, "match", ("needs 'match'",)),
    "no removes": ({"removes": None}, None, ("needs 'removes'",)),
    "empty removes": ({"removes": []}, None, ("needs 'removes'",)),
    "removes is a string": ({"removes": "[-下载-]"}, "removes", ("must be a list",)),
    "removes holds a number": ({"removes": [1]}, "removes", ("must be a list",)),
    "keeps holds an empty string": ({"keeps": [""]}, "keeps", ("non-empty",)),
    "match is a number": ({"match": 1}, "match", ("must be a string",)),
    "until on a line rule": ({"until": "完", "within": 3}, "until", ("scope block, head or tail",)),
    "until without within": (BLOCK | {"within": None}, "within", ("'within'", "most lines")),
    "within without until": ({"scope": "head", "within": 3}, "within", ("go together",)),
    "block without until": ({"scope": "block"}, "scope", ("needs 'until'", "$end")),
    "within of nought": (BLOCK | {"within": 0}, "within", ("from 1 to",)),
    "within below nought": (BLOCK | {"within": -1}, "within", ("from 1 to",)),
    "within beyond the cap": (BLOCK | {"within": 1001}, "within", ("from 1 to 1000",)),
    "within is a fraction": (BLOCK | {"within": 1.5}, "within", ("whole number",)),
    "within is true": (BLOCK | {"within": True}, "within", ("whole number",)),
    "run of a line rule": ({"run": 3}, "run", ("scope head or tail",)),
    "run with until": (BLOCK | {"scope": "tail", "run": 3}, "run", ("without 'until'",)),
    "run of nought": ({"scope": "tail", "run": 0}, "run", ("from 1 to",)),
    "until_keeps without until": ({"until_keeps": True}, "until_keeps", ("needs an 'until'",)),
    "until_keeps with the end": (BLOCK | {"until": "$end", "until_keeps": True}, "until_keeps", ("needs an 'until'",)),
    "until_keeps at the tail": (BLOCK | {"scope": "tail", "until_keeps": True}, "until_keeps", ("other than tail",)),
    "until_keeps is a word": (BLOCK | {"until_keeps": "yes"}, "until_keeps", ("true or false",)),
    "lifts what there is not": ({"lifts": "dates"}, "lifts", ("cannot lift 'dates'", "date, published")),
    "lifts two without groups": ({"lifts": ["date", "origin"]}, "lifts", ("no group named 'date'", "(?P<date>…)")),
    "lifts beside the group": (
        {"match": "下载自(?P<from>.+)", "lifts": "origin"},
        "lifts",
        ("no group named 'origin'", "(?P<origin>…)"),
    ),
    "lifts one of two without a group": (
        {"match": "下载自(?P<origin>.+)", "lifts": ["origin", "date"]},
        "lifts",
        ("no group named 'date'",),
    ),
    "protects with removes": ({"protects": True, "keeps": ["a"]}, "protects", ("takes nothing out",)),
    "protects with lifts": (
        {"protects": True, "removes": None, "keeps": ["a"], "lifts": "origin"},
        "protects",
        ("takes nothing out",),
    ),
    "weighed without likely": (
        {"scope": "tail", "run": 2, "weighed": True},
        "weighed",
        ("goes with 'run' and 'likely'",),
    ),
    "near in the midst": ({"near": 2}, "near", ("goes with scope head or tail",)),
    "opens without run": ({"scope": "tail", "opens": "甲"}, "opens", ("goes with 'run'",)),
    "opens with lifts": (
        {"scope": "tail", "run": 2, "opens": "甲", "lifts": "origin"},
        "opens",
        ("goes with 'run', without 'lifts'",),
    ),
    "a part in a head rule": ({"scope": "head", "match": "(?P<goes>甲)乙"}, "match", ("'goes'", "inline or line")),
    "a site's name in unless": ({"unless": "{site}"}, "unless", ("{site}", "in 'match' only")),
    "a bad pattern around a site's name": ({"match": "({site}"}, "match", ("missing )",)),
    "a protected site's name": (
        {"protects": True, "removes": None, "keeps": ["甲"], "match": "甲{site}?"},
        "match",
        ("protects", "{site}"),
    ),
    "protects without keeps": ({"protects": True, "removes": None}, None, ("needs 'keeps'",)),
    "protects a block": ({**BLOCK, "protects": True, "removes": None, "keeps": ["a"]}, "protects", ("nothing out",)),
    "unbalanced bracket": ({"match": "下载("}, "match", ("in 'match'", "missing )")),
    "unclosed class": ({"match": "下载["}, "match", ("in 'match'", "missing ]")),
    "wrong until": (BLOCK | {"until": "完("}, "until", ("in 'until'", "missing )")),
    "wrong unless": ({"unless": "完("}, "unless", ("in 'unless'", "missing )")),
    "pattern too long": ({"match": "下" * 1366}, "match", ("longer than 4096 bytes",)),
    "nested too deep": ({"match": "(" * 101 + "下载" + ")" * 101}, "match", ("nested deeper than 100",)),
    "repeats too often": ({"match": "下载.{0,1001}"}, "match", ("repeats more than 1000",)),
    "repeats as RE2 would not count": ({"match": "下载a{2147483647}"}, "match", ("repeats more than 1000",)),
    "repeated repeats": ({"match": "(?:(?:下{100}){100}){100}"}, "match", ("in 'match'",)),
    "a single byte": ({"match": r"下载\C"}, "match", (r"\C", "use . for a character")),
    "a single byte after a backslash": ({"match": r"下载\\\C"}, "match", (r"\C",)),
    "words of any speech": (WORDS | {"words": ["工作", "报告", "同志"]}, "match", ("would take any text",)),
    "words that fill nothing": (WORDS | {"fills": 101}, "fills", ("from 1 to 100",)),
    "more words than there are": (WORDS | {"at_least": 4}, "words", ("holds 3 words",)),
    "a number of no words": ({"at_least": 2}, None, ("go with 'words'",)),
    "only words inside a line": (WORDS | {"scope": "inline", "match": None}, "words", ("needs 'match' beside",)),
    "look-ahead": ({"match": "下载(?=全文)"}, "match", ("look-ahead", "'unless'")),
    "negative look-ahead": ({"match": "下载(?!全文)"}, "match", ("look-ahead", "'unless'")),
    "look-behind": ({"match": "(?<!可以)下载"}, "match", ("look-behind", "'unless'")),
    "back-reference": ({"match": r"(下载)\1"}, "match", ("back-references",)),
    "possessive quantifier": ({"match": "下载.*+"}, "match", ("in 'match'",)),
}


@pytest.mark.parametrize(("changes", "key", "words"), WRONG.values(), ids=WRONG.keys())
def test_refuses(changes: dict[str, Value], key: str | None, words: tuple[str, ...]) -> None:
    """The line is that of the key where it is written, else that of the rule."""
    text = "# a comment\n\n" + table(id="other") + "\n" + table(**changes)
    error = refusal(text)
    lines = text.split("\n")
    first = max(number for number, line in enumerate(lines, 1) if line == "[[rule]]")
    wanted = [number for number, line in enumerate(lines, 1) if number > first and line.startswith(f"{key} =")]
    assert (error.file, error.line) == ("rules/x.toml", wanted[0] if wanted else first)
    for word in words:
        assert word in str(error)


WRONG_FILES = {
    "not TOML": ("[[rule]]\nid = \n", 2, ("is not TOML",)),
    "backslash in double quotes": ('[[rule]]\nmatch = "\\d"\n', 2, ("is not TOML", "single quotes")),
    "a key twice": ('[[rule]]\nid = "a"\nid = "b"\n', 3, ("is not TOML",)),
    "not closed at its end": ('[[rule]]\nwhy = """abc', None, ("is not TOML",)),
    "single brackets": ('[rule]\nid = "a"\n', None, ("[[rule]]",)),
    "a list of numbers": ("rule = [1]\n", None, ("[[rule]]",)),
    "unknown table": ('[[rules]]\nid = "a"\n', 1, ("unknown key 'rules'", "did you mean 'rule'?")),
    "a key outside any table": ('why = "a"\n' + table(), 1, ("unknown key 'why'",)),
    "site without a name": ('[site]\nhosts = ["a.cn"]\n', 1, ("needs a name",)),
    "site without hosts and detect": ('[site]\nname = "a"\n', 1, ("needs hosts or detect",)),
    "site with an address for a host": (
        '[site]\nname = "a"\nhosts = ["a.cn", "http://x.cn/"]\n',
        3,
        ("'http://x.cn/' is no host", "like example.com"),
    ),
    "site with any host": ('[site]\nname = "a"\nhosts = ["*"]\n', 3, ("'*' is no host",)),
    "site with all subdomains": ('[site]\nname = "a"\nhosts = [".a.cn"]\n', 3, ("'.a.cn' is no host",)),
    "site with a host in capitals": (
        '[site]\nname = "a"\nhosts = ["A.cn"]\n',
        3,
        ("'A.cn' is no host", "small letters"),
    ),
    "site that detects short words": ('[site]\nname = "a"\ndetect = ["网站"]\n', 3, ("at least 4 characters",)),
    "site that detects no list": ('[site]\nname = "a"\ndetect = "讲话网站"\n', 3, ("must be a list",)),
    "site with a misspelt key": ('[site]\nname = "a"\nhost = ["a.cn"]\n', 3, ("'host'", "did you mean 'hosts'?")),
    "site as a list": ('[[site]]\nname = "a"\n', 1, ("[site]",)),
    "a number too long for Python": ("[[rule]]\nwithin = " + "1" * 5000 + "\n", None, ("is not TOML",)),
    "arrays too deep": ("rule = " + "[" * 100_000, None, ("is not TOML",)),
}


@pytest.mark.parametrize(("text", "line", "words"), WRONG_FILES.values(), ids=WRONG_FILES.keys())
def test_refuses_a_file(text: str, line: int | None, words: tuple[str, ...]) -> None:
    error = refusal(text)
    assert (error.file, error.line) == ("rules/x.toml", line)
    for word in words:
        assert word in str(error)


def test_a_refusal_is_a_usage_error() -> None:
    assert issubclass(RuleError, UsageError)
    assert refusal("[").exit_code == 2


def test_the_message_reads_as_a_sentence_with_its_place() -> None:
    assert str(refusal(table(mach="a"))) == "rules/x.toml:8: unknown key 'mach': did you mean 'match'?"


def test_ids_are_unique_over_files() -> None:
    with pytest.raises(RuleError, match=r"b\.toml:2: rule 'download' is already in a\.toml:1"):
        parse_rules([(table(), "a.toml"), ("\n" + table(), "b.toml")])


def test_sites_are_unique_over_files() -> None:
    with pytest.raises(RuleError, match=r"b\.toml: site 'example' is also in a\.toml"):
        parse_rules([(SITE, "a.toml"), (SITE, "b.toml")])


TAKES_ANYTHING = {
    "any characters": r"[\s\S]*",
    "any text": ".+",
    "any text or none": ".*",
    "any text over lines": "(?s).*",
    "alternatives that leave nothing out": r"(?:.|\n)*",
    "all but one letter": "[^x]+",
    "no blanks": r"\S+",
    "the end": "$",
    "the start": "^",
    "nothing": "(?:)",
    "nothing, optionally": "(?:下载)?",
    "an optional literal before anything": "(?:下载)?.+",
    "anything lazily": ".+?",
    "two or more": ".{2,}",
    "anything, bounded": ".{1,100}",
    "anything in a group": "(?P<title>.+)",
    "several anythings": ".*.*.+",
    "a branch that takes anything": "下载|.+",
    "punctuation and text": "[一-龥,。、;:!?0-9A-Za-z\"' ]+",
}


TAKES_ANY_HAN = {
    "Han characters": "[一-龥]+",
    "Han by property": r"\p{Han}+",
    "Han, bounded": "[一-龥]{2,20}",
}


@pytest.mark.parametrize("scope", ["inline", "line", "head", "tail"])
@pytest.mark.parametrize("match", TAKES_ANYTHING.values(), ids=TAKES_ANYTHING.keys())
def test_refuses_a_pattern_that_takes_anything(match: str, scope: str) -> None:
    error = refusal(table(match=match, scope=scope))
    assert error.line == 6, "the line of 'match'"


@pytest.mark.parametrize("scope", ["inline", "line"])
@pytest.mark.parametrize("match", TAKES_ANY_HAN.values(), ids=TAKES_ANY_HAN.keys())
def test_refuses_a_pattern_that_takes_any_han(match: str, scope: str) -> None:
    """At the head or tail a line of nothing but Han may be a name; elsewhere it may be a slogan or a heading."""
    assert "would take any text" in str(refusal(table(match=match, scope=scope)))


def test_refuses_a_pattern_that_takes_any_single_character_anywhere() -> None:
    assert "would take any text" in str(refusal(table(match="[一-龥]", scope="inline")))


def test_refuses_a_block_that_starts_anywhere() -> None:
    assert "would take any text" in str(refusal(table(**BLOCK | {"match": ".+"})))


@pytest.mark.parametrize("scope", ["inline", "line"])
@pytest.mark.parametrize("match", [r"\b", r"\b.+", r"(?:\b|.)+", r"\B.+", "(?m)^.+$"])
def test_an_assertion_makes_a_wide_pattern_no_narrower(match: str, scope: str) -> None:
    text = "各位代表，2023年我们加快发展，完成了GDP增长的目标。"
    try:
        ruleset = parse(table(match=match, scope=scope))
    except RuleError:
        return
    assert strip(text, Matcher(ruleset)).edits == [], "harmless or refused, nothing between"


@pytest.mark.parametrize("match", [".{30,}", "[^a-z]{40,400}", "[一-龥,。]{25,}"])
def test_refuses_a_pattern_that_takes_any_long_paragraph(match: str) -> None:
    assert "would take any text" in str(refusal(table(match=match)))


FOLDED_PATTERNS = {
    "plain": ("下载.*", "下载.*"),
    "an ASCII class": ("[-a-z:]", "[-a-z:]"),
    "an escape": (r"\(\d", r"\(\d"),
    "full-width brackets are literal": ("导语（.+）", r"导语\(.+\)"),
    "full-width colon": ("来源：", "来源:"),
    "lenticular brackets stay": ("【原创】", "【原创】"),
    "white lenticular brackets": ("〖原创〗", "【原创】"),
    "full-width marks that RE2 would read": ("真的？＊＋．｛１｝＾＄｜", r"真的\?\*\+\.\{1\}\^\$\|"),
    "full-width backslash": ("＼d", r"\\d"),
    "full-width square brackets": ("［编辑］", r"\[编辑\]"),
    "Traditional": ("下載：點擊", "下载:点击"),
    "quotes": ("“编者按”", '"编者按"'),
    "a dash in a class": ("[—·]", r"[\-·]"),
    "brackets in a class": ("[（［］）]", r"[(\[\])]"),
    "a range of Han stays": ("[一-龥]", "[一-龥]"),
    "a class that opens with its bracket": ("[]：]", "[]:]"),
    "ideographic blank": ("共　页", "共 页"),
    "a colon after a leading hyphen in a class": ("[-：]", "[-:]"),
    "a colon before a trailing hyphen in a class": ("[：-]", "[:-]"),
    "a colon beside an escaped hyphen in a class": (r"[\-：]", r"[\-:]"),
    "a range of full-width digits": ("[０-９]", "[0-9]"),
}


@pytest.mark.parametrize(("pattern", "folded"), FOLDED_PATTERNS.values(), ids=FOLDED_PATTERNS.keys())
def test_folds_a_pattern(pattern: str, folded: str) -> None:
    assert fold_pattern(pattern) == folded
    assert fold_pattern(folded) == folded


@pytest.mark.parametrize(
    "text", ["下载：（１）", "【来源】", "“编者按”——某报", "［编辑］", "點擊下載", "真的？＊＋．｛１｝＾＄｜＼", "a+b"]
)
def test_a_pasted_literal_meets_its_own_text(text: str) -> None:
    """Authors paste what they see; ASCII metacharacters are the pattern language, all else is literal."""
    pattern = fold_pattern(text.replace("+", r"\+"))
    assert re2.fullmatch(pattern, fold(text)) is not None


@pytest.mark.parametrize("colon", ["：", ":", "︰"])
def test_a_class_with_a_hyphen_meets_every_colon(colon: str) -> None:
    pattern = checked_pattern(f"来源[-{colon}]+某网")
    assert re2.fullmatch(pattern, fold(f"来源{colon}某网")) is not None


def test_unless_and_until_and_words_are_folded_too() -> None:
    found = rule(**BLOCK | {"until": "（完）", "unless": "講話："})
    assert (found.until, found.unless) == (r"\(完\)", "讲话:")
    assert rule(**WORDS | {"words": ["列印", "轉寄：", "ＰＤＦ"]}).words == ("列印", "转寄:", "PDF")


def test_rules_are_ordered_by_id_whatever_the_files_say() -> None:
    one = parse_rules([(table(id="b"), "1.toml"), (table(id="a"), "2.toml")])
    two = parse_rules([(table(id="a"), "1.toml"), (table(id="b"), "2.toml")])
    assert [r.id for r in one.rules] == [r.id for r in two.rules] == ["a", "b"]


def test_the_hash_tells_any_change() -> None:
    hashes = {parse(text).sha256 for text in (table(), table() + "\n", table(why="b"), table(keeps=["下载"]))}
    assert len(hashes) == 4
    assert parse(table()).sha256 == parse(table()).sha256


def test_a_rule_knows_its_place() -> None:
    assert parse("\n\n" + table()).rules[0].place == "rules/x.toml:3"


@pytest.mark.parametrize(
    ("folded", "host", "active"),
    [
        ("一篇讲话。", None, False),
        ("一篇讲话。", "example.com", False),
        ("一篇讲话。", "notexample.org", False),
        ("欢迎光临示例讲话网", None, True),
        ("一篇讲话。", "example.org", True),
        ("一篇讲话。", "www.example.org", True),
    ],
)
def test_a_site_is_known_by_its_host_or_by_what_stands_on_the_page(folded: str, host: str | None, active: bool) -> None:
    assert parse(SITE).active_sites(folded, host) == (frozenset({"example"}) if active else frozenset())


def test_what_a_site_detects_is_folded() -> None:
    ruleset = parse('[site]\nname = "a"\ndetect = ["講話網（首頁）"]\n')
    assert ruleset.active_sites(fold("講話網（首頁）")) == {"a"}


def test_the_rules_of_a_site_belong_to_it() -> None:
    assert parse(SITE + table()).rules[0].site == "example"
    assert rule().site is None


def test_reads_files_below_a_folder_and_single_files(tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "a.toml").write_text(SITE + table(id="a"), encoding="utf-8")
    (tmp_path / "b.toml").write_text("\ufeff" + table(id="b").replace("\n", "\r\n"), encoding="utf-8", newline="")
    (tmp_path / "notes.txt").write_text("no rules", encoding="utf-8")
    single = tmp_path / "single.rules"
    single.write_text(table(id="c"), encoding="utf-8")
    assert [r.id for r in load_rules([tmp_path, single], builtin=False).rules] == ["a", "b", "c"]


def test_names_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_bytes(table().encode("gb18030"))
    with pytest.raises(RuleError, match="is not UTF-8") as caught:
        load_rules([tmp_path], builtin=False)
    assert caught.value.file == str(bad)
    assert caught.value.offset is not None
    assert "save the file as UTF-8" in str(caught.value)


def test_names_a_folder_that_is_not_there_or_empty(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="no such rules folder"):
        load_rules([tmp_path / "none"], builtin=False)
    with pytest.raises(RuleError, match=r"no rule file \(\*\.toml\)"):
        load_rules([tmp_path], builtin=False)


def test_built_in_rules_are_found() -> None:
    assert any(builtin_rules().rglob("*.toml"))


NASTY = {
    "nested quantifiers": (r"(a+)+$", "a" * 100_000 + "!"),
    "nested alternatives": (r"(?:a|a)*b", "a" * 100_000),
    "optional repeats": (r"(?:a?){500}a{500}", "a" * 100_000),
    "many wildcards": (r".*.*.*.*=.*.*", "x" * 100_000),
    "bounded wildcards": (r".{0,200}下载.{0,200}完", "下载" * 50_000),
    "greedy before a literal": (r"(?:[一-龥]+,)+下载", "一二三," * 25_000),
    "counted repeats": (r"(?:.{1,30}、){10}下载", "一、" * 50_000),
}


@pytest.mark.parametrize(("match", "text"), NASTY.values(), ids=NASTY.keys())
@pytest.mark.parametrize("scope", ["inline", "line"])
def test_nasty_patterns_come_to_an_end(match: str, text: str, scope: str) -> None:
    """A backtracking engine would not live to see it."""
    ruleset = parse(table(match=match, scope=scope))
    strip(text, Matcher(ruleset))


# ------------------------------------------------------------------------------------------------ phrase lists


def phrases(text: str, file: str = "删除语.txt") -> RuleSet:
    return parse_rules([], phrases=[(text, file)])


def test_a_phrase_list_is_a_rule_a_line() -> None:
    found = phrases("# 本站\n\n  独家整理 \n　　\n返回（顶部）\n").rules
    assert [(r.id, r.match, r.scope, r.category, r.why) for r in found] == [
        ("phrase-删除语-3", "独家整理", "line", "artefact", "phrase list"),
        ("phrase-删除语-5", r"返回\(顶部\)", "line", "artefact", "phrase list"),
    ]


TAKEN_BY_PHRASE: dict[str, tuple[str, str, str]] = {
    "a line of which it is a part": ("独家整理", "本站独家整理。", "本站独家整理。"),
    "another line": ("a.c", "abc", "abc"),
    "the line itself": ("独家整理", "同志们：\n　独家整理 \n开会。", "同志们：\n　 \n开会。"),
    "what a pattern would mean": (r"a.c*(讲话)+?^$|\d{2}", r"a.c*(讲话)+?^$|\d{2}", ""),
    "the other script and width": ("讲话网（首页）", "講話網(首頁)", ""),
    "with tags and entities as pages have them": ("&nbsp;<b>讲话网</b>", "讲话网", ""),
    "marks of examples": ("[-讲-]话[-]网-]]", "[-讲-]话[-]网-]]", ""),
    "a line that begins with a hash": ("＃讲话网＃", "#讲话网#", ""),
}


@pytest.mark.parametrize(("phrase", "text", "left"), TAKEN_BY_PHRASE.values(), ids=TAKEN_BY_PHRASE)
def test_a_phrase_takes_exactly_its_line(phrase: str, text: str, left: str) -> None:
    ruleset = phrases(phrase)
    edits = strip(text, Matcher(ruleset)).edits
    assert apply_edits(text, edits) == left
    assert check_examples(ruleset) == []


NO_PHRASES: dict[str, tuple[str, int, str]] = {
    "one character": ("独家整理\n〉\n", 2, "too short"),
    "nothing but noise": ("\u200b\u200b&nbsp;\u200b", 1, "too short"),
    "several lines": ("首页<br>下一页", 1, "more than one line"),
    "endless": ("长" * MOST_PATTERN_BYTES, 1, "longer than"),
    "what opens any speech": ("独家\n\n同志們︰\n", 3, "ordinary line of speech"),
    "a year": ("2024年", 1, "ordinary line of speech"),
    "a sentence of the keep-set": ("会员日的销售额，一天顶过去一个月。", 1, "of the keep-set (company.txt:"),
}


@pytest.mark.parametrize(("text", "line", "said"), NO_PHRASES.values(), ids=NO_PHRASES)
def test_what_is_no_phrase_is_refused_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(RuleError) as caught:
        phrases(text)
    assert (caught.value.file, caught.value.line) == ("删除语.txt", line)
    assert said in str(caught.value)
    assert caught.value.advice


def test_formulas_of_the_rules_are_no_phrases(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("各位领导、各位来宾：\n", encoding="utf-8")
    with pytest.raises(RuleError, match="ordinary line of speech"):
        load_rules(phrases=[tmp_path / "a.txt"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_neither_a_phrase_list_nor_a_rule_file(tmp_path: Path) -> None:
    """Whoever reads it would wait for ever."""
    os.mkfifo(tmp_path / "a.toml")
    os.mkfifo(tmp_path / "b.txt")
    with pytest.raises(RuleError, match="no ordinary file"):
        load_rules([tmp_path])
    with pytest.raises(RuleError, match="no ordinary file"):
        load_rules(phrases=[tmp_path / "b.txt"])


def test_a_phrase_that_is_said_twice_is_one_rule() -> None:
    two = parse_rules([], phrases=[("讲话网首页\n講話網首頁\n", "a.txt"), ("讲话网首页\n讲话网\n", "b.txt")])
    assert [r.id for r in two.rules] == ["phrase-a-1", "phrase-b-2"]


def test_two_lists_of_one_name_are_told_apart_by_nobody() -> None:
    with pytest.raises(RuleError, match="rename one"):
        parse_rules([], phrases=[("讲话网首页", "a/x.txt"), ("讲话网尾页", "b/x.txt")])


def test_an_id_is_made_of_what_ids_are_made_of() -> None:
    assert phrases("讲话网", f"a/删 除/语(1) {'长' * 99}.txt").rules[0].id == f"phrase-语-1-{'长' * 46}-1"


def test_the_hash_covers_phrases_and_their_name() -> None:
    texts = [("讲话网", "a.txt"), ("讲话网\n", "a.txt"), ("讲话网", "b.txt"), ("讲话网", "c/b.txt")]
    hashes = [phrases(*pair).sha256 for pair in texts]
    assert len({*hashes, parse_rules([]).sha256}) == 4
    assert hashes[2] == hashes[3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_phrase_lists_are_saved_in_any_way(tmp_path: Path, encoding: str, end: str) -> None:
    (tmp_path / "删除语.txt").write_bytes(f"# 网站{end}文章来源：某某文秘网{end}{end}返回首页{end}".encode(encoding))
    found = load_rules(builtin=False, phrases=[tmp_path / "删除语.txt"]).rules
    assert [(r.id, r.match) for r in found] == [
        ("phrase-删除语-2", "文章来源:某某文秘网"),
        ("phrase-删除语-4", "返回首页"),
    ]


NO_LISTS: dict[str, tuple[str, bytes | None, str]] = {
    "missing": ("a.txt", None, "cannot be read"),
    "a rule file": ("a.toml", table().encode(), "--rules"),
    "no text": ("a.txt", b"\x89PNG" + bytes(99), "save it as UTF-8"),
    "a broken character": ("a.txt", "返回首页\n".encode() * 99 + b"\xff\n", "a.txt:100"),
}


@pytest.mark.parametrize(("name", "data", "said"), NO_LISTS.values(), ids=NO_LISTS)
def test_what_is_no_phrase_list_is_told(tmp_path: Path, name: str, data: bytes | None, said: str) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(RuleError) as caught:
        load_rules(phrases=[tmp_path / name])
    assert said in str(caught.value)


def test_a_list_that_was_edited_is_read_again(tmp_path: Path) -> None:
    config = Config(phrases=(str(tmp_path / "a.txt"),))
    hashes = set()
    for text in ("讲话网首页\n", "讲话网首页\n讲话网尾页\n"):
        (tmp_path / "a.txt").write_text(text, encoding="utf-8")
        hashes.add(matcher(config).ruleset.sha256)
    assert len(hashes) == 2


def test_a_configuration_names_lists_as_seen_from_itself(tmp_path: Path) -> None:
    (tmp_path / "cleaner.toml").write_text('phrases = ["删除语.txt"]\nrules = ["r"]\n', encoding="utf-8")
    config = load_config(None, {}, tmp_path)
    assert config.phrases == (str(tmp_path / "删除语.txt"),)


def test_what_is_added_is_told_from_what_is_built_in(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("讲话网首页", encoding="utf-8")
    (tmp_path / "b.toml").write_text(table(), encoding="utf-8")
    assert load_rules([tmp_path / "b.toml"], phrases=[tmp_path / "a.txt"]).added == {"phrase-a-1", "download"}


VOCABULARY = '[vocabulary]\ntools = ["列印", "收藏"]\n'


def test_a_vocabulary_stands_for_its_words() -> None:
    words = table(match=None, words=["{tools}", "关闭"], at_least=2, removes=["[-打印 关闭-]"])
    assert parse(VOCABULARY + words).rules[0].words == ("列印", "收藏", "关闭")
    pattern = parse(VOCABULARY + table(match="点击{tools}", removes=["[-点击收藏-]"])).rules[0].pattern
    assert pattern.fullmatch("点击收藏")
    assert pattern.fullmatch("点击{tools}") is None


@pytest.mark.parametrize("match", ["点击{tool}", "点击{toolss}"])
def test_an_unknown_vocabulary_is_an_error(match: str) -> None:
    assert "no vocabulary is called" in str(refusal(VOCABULARY + table(match=match)))


def test_words_inside_a_line_are_counted_in_what_goes() -> None:
    rule = table(
        scope="inline",
        match="。(?P<goes>【[^】]*】)",
        words=["转载", "注明"],
        at_least=2,
        removes=["好。[-【转载注明】-]"],
    )
    matcher = Matcher(parse(rule))
    assert [(edit.start, edit.end) for edit in strip("好。【转载请注明】转载，注明。", matcher).edits] == [(2, 9)]
    assert strip("转载要注明。【转载】", matcher).edits == []


def test_near_reaches_over_lines_that_stay() -> None:
    rule = table(scope="tail", match="点击下载.*", near=1)
    matcher = Matcher(parse(rule))
    assert [edit.start for edit in strip("甲\n点击下载\n乙", matcher).edits] == [2]
    assert strip("点击下载\n甲\n乙", matcher).edits == []
