"""What a pattern needs: whatever it matches holds one of its literals and is no longer than it says, or hits would hide."""

from __future__ import annotations

from math import inf
from pathlib import Path
from typing import Any

import pytest
import re2
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cleaner.document import literals
from cleaner.document.literals import ANY, LONGEST_CLASS, MOST_STRINGS, Chars, Needs, compute_needs, required
from cleaner.document.ruleset import load_rules

UNKNOWN = {
    "empty": "",
    "anything": ".*",
    "a class": "[0-9]+",
    "a class that excludes": "[^。]+",
    "a large class": "[一二三四五六七八九十]",
    "optional literal": "(?:下载)?",
    "an empty branch": "下载|",
    "a branch without a literal": r"下载|\d+",
    "flags": "(?i)download",
    "flags of a group": "(?i:download)",
    "repeated from nought": "(?:下载)*",
    "repeated nought times": "(?:下载){0,3}",
    "assertions only": r"^\b$",
    "a property": r"\p{Han}+",
    "escaped class": r"\d{4}\s",
}
KNOWN = {
    "a word": ("下载", {"下载"}),
    "alternatives": ("下载|打印", {"下载", "打印"}),
    "a class is spelt out": ("[上下]一篇", {"上一篇", "下一篇"}),
    "a class with a hyphen at its end": ("[a-]b", {"ab", "-b"}),
    "a class that begins with its own bracket": ("[]a]b", {"]b", "ab"}),
    "an optional character": ("第?一页", {"一页"}),
    "the longest stretch": (r"来.*自动发布.?于", {"自动发布"}),
    "what is optional is left out": (r"(?:本文)?来源:", {"来源:"}),
    "one character repeated": ("-{3}", {"---"}),
    "at least once": ("(?:更多)+", {"更多"}),
    "lazy": ("点击.*?阅读全文", {"阅读全文"}),
    "escaped metacharacters": (r"\(完\)", {"(完)"}),
    "named group": (r"时间:(?P<date>\d+)", {"时间:"}),
    "named group without P": (r"时间:(?<date>\d+)", {"时间:"}),
    "anchors": (r"^打印$", {"打印"}),
    "a literal inside another one is enough": ("下载|免费下载", {"下载"}),
    "beyond the basic plane": ("𠀀+好的", {"好的"}),
}

# In the style of the built-in rules, with a text that each matches.
RULES_AND_TEXTS = (
    (r"-? ?[上下]一[篇页]:.*", "下一页:没有了"),
    (r"(?:来源|出处)[:] ?(?P<origin>\S{2,20})", "出处:某某网"),
    (r"[-|·/【\[( ]*(?:您好[,!]? ?)?(?:请先? ?)?(?:登录|注册)[】\])]*", "【您好,请 登录】"),
    (r".{0,80}(?:[Cc]opy ?[Rr]ight|©|\([cC]\) ?(?:19|20)\d\d).{0,80}", "(c) 2012 某网"),
    (r"(?:第 ?)?(?:(?:【\d{1,2}】|\[\d{1,2}\]|\(\d{1,2}\)) ?){2,}", "[1] [2]"),
    (r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?: \d{2}:\d{2})? 点击:\d+次?", "2012-3-9 点击:7"),
    (r"(?:打印|关闭|收藏)(?: ?[|·] ?(?:打印|关闭|收藏))*", "收藏|打印"),
    (r"(?:https?://)?[Ww]{3}\.[a-z0-9-]{2,20}\.(?:com|cn|net)", "Www.abc.cn"),
    (r"更多(?:精彩)?(?:内容|文章)?>{1,3}", "更多>>"),
    (r"[(\[](?:本文)?(?:共|约)\d+字[)\]]", "[约30字]"),
    (r"a{2,3}b{0,1}c{1}", "aac"),
    (r"(?:|甲)乙(?:丙|)", "乙"),
    (r"[[:digit:]x]y", "xy"),
    (r"[\d-]号", "-号"),
    (r"[\]\-a]号", "]号"),
    (r"\x{4e0a}\x4a篇", "上J篇"),
    (r"\Q(下载\E", "(下载"),
    (r"\pL篇", "a篇"),
)
# Odd spellings that RE2 reads in a way of its own.
ODD = (
    (r"ab{0,1,2}c", "ab{0,1,2}c"),
    (r"a{,3}b", "a{,3}b"),
    (r"a{b", "a{b"),
    (r"\101号", "A号"),
    (r"\0601", "01"),
    (r"\a\f\n\t\r\v。", "\a\f\n\t\r\v。"),
)


def compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    return re2.compile(pattern, options)


def misses(pattern: str, matched: str) -> bool:
    """Whether the prefilter would keep ``pattern`` from a text that it matches."""
    needs = required(pattern)
    literal_stands = needs.literals is None or any(literal in matched for literal in needs.literals)
    other_stands = needs.also is None or any(literal in matched for literal in needs.also)
    ends_fit = not matched or (matched[0] in needs.first and matched[-1] in needs.last)
    return not (literal_stands and other_stands and ends_fit and needs.least <= len(matched) <= needs.longest)


@pytest.mark.parametrize("pattern", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_says_none_where_no_literal_is_required(pattern: str) -> None:
    assert required(pattern).literals is None


@pytest.mark.parametrize(("pattern", "literals"), KNOWN.values(), ids=KNOWN.keys())
def test_finds_what_must_stand_there(pattern: str, literals: set[str]) -> None:
    assert set(required(pattern).literals or ()) == literals


@pytest.mark.parametrize(("pattern", "text"), RULES_AND_TEXTS)
def test_what_a_rule_matches_holds_one_of_its_literals(pattern: str, text: str) -> None:
    assert compiled(pattern).fullmatch(text) is not None
    assert not misses(pattern, text)


@pytest.mark.parametrize(("pattern", "text"), ODD)
def test_odd_spellings_hide_no_match(pattern: str, text: str) -> None:
    assert compiled(pattern).search(text) is not None
    assert not misses(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "longest"),
    [
        ("", 0),
        ("下载", 2),
        ("下载|打印本页", 4),
        ("[上下]一篇.{0,80}", 83),
        (r"\d{4}年?", 5),
        ("(?:共|约){2,3}", 3),
        ("^下载$", 2),
        (r"\b下载\b", 2),
        ("(?:下载){0}", 0),
        ("下.*", inf),
        ("下+", inf),
        ("(?:下载){2,}", inf),
        ("𠀀{2}", 2),
        ("(?i)下载", inf),
    ],
)
def test_knows_how_long_a_match_can_be(pattern: str, longest: float) -> None:
    assert required(pattern).longest == longest


@pytest.mark.parametrize(
    ("pattern", "least", "first", "last"),
    [
        ("下载", 2, Chars(frozenset("下")), Chars(frozenset("载"))),
        ("(?:下载|打印本页)?[。!]", 1, Chars(frozenset("下打。!")), Chars(frozenset("。!"))),
        ("[^。]{4,60}。?", 4, Chars(frozenset("。"), True), ANY),
        ("[-|]*(?:更多)+[^a-c]", 3, Chars(frozenset("-|更")), Chars(frozenset("abc"), True)),
        (r"\d{4}年\S", 6, Chars(frozenset("0123456789")), Chars(frozenset(" \t\n\f\r"), True)),
        ("[一-龥]+", 1, ANY, ANY),
        (r"[^\x41]", 1, ANY, ANY),
        ("(?i)a", 0, ANY, ANY),
        ("(?:下载)*", 0, Chars(frozenset("下")), Chars(frozenset("载"))),
    ],
)
def test_knows_how_a_match_begins_and_ends(pattern: str, least: int, first: Chars, last: Chars) -> None:
    needs = compute_needs(pattern)
    assert (needs.least, needs.first, needs.last) == (least, first, last)


@pytest.mark.parametrize(
    ("pattern", "literals", "also"),
    [
        ("下载", {"下载"}, None),
        ("下载.{0,9}范文", {"下载"}, {"范文"}),
        ("下载.{0,9}范文大全", {"范文大全"}, {"下载"}),
        ("(?:下载|打印).*(?:本页|全文)", {"下载", "打印"}, {"本页", "全文"}),
        ("下载.?范文|打印.?全文", {"下载", "打印"}, {"范文", "全文"}),
        ("下载.?范文|打印", {"下载", "打印"}, None),
        ("(?:下载.?范文)+", {"下载"}, {"范文"}),
        ("(?:下载.?范文)?本页", {"本页"}, None),
    ],
)
def test_finds_a_second_set_where_there_is_one(pattern: str, literals: set[str], also: set[str] | None) -> None:
    needs = compute_needs(pattern)
    assert needs.literals == frozenset(literals)
    assert needs.also == (None if also is None else frozenset(also))


def test_sets_stay_small() -> None:
    large = "[甲乙丙丁戊己]" * 3
    needs = required(large)
    assert needs.literals is not None
    assert len(needs.literals) <= MOST_STRINGS
    chars = "甲乙丙丁戊己庚辛壬癸"
    assert required(f"[{chars[:LONGEST_CLASS]}]").literals == frozenset(chars[:LONGEST_CLASS])
    assert required(f"[{chars[: LONGEST_CLASS + 1]}]").literals is None


@pytest.mark.parametrize(
    "pattern", ["(", ")", "a)", "[", "[a", "[a-", "\\", "(?", "(?P<", "a{", "*", "{2}", "(" * 5000]
)
def test_broken_patterns_never_raise(pattern: str) -> None:
    assert isinstance(required(pattern), Needs)


ALPHABET = "ab篇"
ATOMS = st.sampled_from(
    [
        "a",
        "b",
        "篇",
        "ab",
        ".",
        "[ab]",
        "[^a]",
        "[a篇]",
        r"\.",
        r"\w",
        "^",
        "$",
        r"\b",
        "(?:)",
        "[a-b]",
        r"[\]b]",
        "[^.-1]",
        r"[^\d]",
        r"\D",
        "[0-9-]",
        "{",
        "-",
    ]
)
QUANTIFIERS = st.sampled_from(
    ["", "", "", "", "?", "*", "+", "??", "{2}", "{0,1}", "{1,2}", "{0}", "{2,}", "{1}?", "{1,2,3}"]
)


def grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    grouped = st.tuples(st.sampled_from(["(?:{})", "({})", "(?P<n>{})"]), inner)
    return st.one_of(
        st.lists(inner, min_size=2, max_size=4).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda branches: f"(?:{'|'.join(branches)})"),
        st.tuples(grouped.map(lambda drawn: drawn[0].replace("{}", drawn[1])), QUANTIFIERS).map("".join),
    )


PATTERNS = st.recursive(st.tuples(ATOMS, QUANTIFIERS).map("".join), grow, max_leaves=8)
TEXTS = st.text(st.sampled_from(ALPHABET + ".]{}-1,2 "), max_size=8)


@given(PATTERNS, st.lists(TEXTS, min_size=5, max_size=20))
@settings(deadline=None, max_examples=400)
def test_generated_patterns_hide_no_match(pattern: str, texts: list[str]) -> None:
    try:
        matcher = compiled(pattern)
    except re2.error:
        assume(False)
    for text in texts:
        found = matcher.search(text)
        if found is not None:
            assert not misses(pattern, found[0]), f"{pattern!r} matches {found[0]!r} in {text!r}"


@given(st.data())
@settings(deadline=None, max_examples=100)
def test_texts_made_from_a_pattern_hold_a_literal(data: st.DataObject) -> None:
    """Texts drawn at random seldom match long patterns; texts made from alternatives and repeats always do."""
    words = st.sampled_from(["下载", "打印", "来源:", "共", "页"])
    pattern = text = ""
    for _ in range(data.draw(st.integers(1, 4))):
        branches = data.draw(st.lists(words, min_size=1, max_size=3))
        least = data.draw(st.integers(0, 2))
        pattern += f"(?:{'|'.join(branches)}){{{least},{least + 1}}}" + data.draw(st.sampled_from(["", ".?", r"\d*"]))
        times = data.draw(st.integers(least, least + 1))
        text += "".join(data.draw(st.sampled_from(branches)) for _ in range(times))
    assert compiled(pattern).fullmatch(text) is not None
    assert not misses(pattern, text)


def test_the_needs_made_ahead_are_those_of_the_rules() -> None:
    """Mended by ``make needs``."""
    made = Path(literals.__file__).with_name("needs.json").read_text(encoding="utf-8")
    assert made == literals.needs_table(rule.shape for rule in load_rules().rules)
