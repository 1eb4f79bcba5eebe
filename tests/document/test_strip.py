"""Stripping: rules of every scope take exactly what they match, where they may, whatever their order."""

from __future__ import annotations

import itertools
import json
import random
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.document.edits import apply_edits
from cleaner.document.fold import fold
from cleaner.document.matcher import AROUND, Matcher
from cleaner.document.ruleset import RuleSet, parse_rules
from cleaner.document.strip import Arrangement, Line, Region, Stripped, lines_of, strip
from cleaner.model import Edit

SITE = '[site]\nname = "example"\nhosts = ["example.org"]\ndetect = ["示例讲话网"]\n'


def table(name: str, scope: str, match: str, **more: str | int | bool | list[str]) -> str:
    keys = {"id": name, "category": "related", "scope": scope, "why": "A test.", "match": match, **more}
    if not more.get("protects"):
        keys.setdefault("removes", ["[-x-]"])
    return "[[rule]]\n" + "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in keys.items())


def ruleset(*tables: str, site: str = "") -> RuleSet:
    return parse_rules([("\n".join(tables), "common.toml"), *([(SITE + site, "site.toml")] if site else [])])


def run(text: str, *tables: str) -> Stripped:
    return strip(text, Matcher(ruleset(*tables)))


def left(text: str, *tables: str) -> list[str]:
    """Return the lines that are left, without the blank ones."""
    return [line for line in apply_edits(text, run(text, *tables).edits).split("\n") if line.strip()]


def taken(text: str, *tables: str) -> list[str]:
    return [text[edit.start : edit.end] for edit in run(text, *tables).edits]


INLINE = table("stamp", "inline", r"\(本文来自某网\)")
LINE = table("more", "line", r"更多.{0,8}>>")
BLOCK = table("list", "block", "相关阅读:?", until="阅读完毕", within=5)
KEEPS = table("list", "block", "相关阅读:?", until="[一二]、.*", within=5, until_keeps=True)
REST = table("rest", "block", "网友评论:?", until="$end", within=4)
HEAD = table("crumb", "head", ".{0,20}>.{0,20}")
TAIL = table("name", "tail", r"作者:.+")

STAYS = {
    "no rule": ("同志们，大家好。", ()),
    "empty text": ("", (INLINE, LINE, BLOCK, HEAD, TAIL)),
    "blank text": (" \n\u3000\n\r\n", (INLINE, LINE, BLOCK, REST, HEAD, TAIL)),
    "a line that goes on behind the match": ("更多文章>>以及其他", (LINE,)),
    "a line that begins before the match": ("请看更多文章>>", (LINE,)),
    "a block that never closes": ("相关阅读\n一\n二", (BLOCK,)),
    "a block that closes too late": ("相关阅读\n一\n二\n三\n四\n阅读完毕", (BLOCK,)),
    "blank lines count": ("相关阅读\n一\n\n\n二\n阅读完毕", (BLOCK,)),
    "a block that closes before it opens": ("阅读完毕\n相关阅读", (BLOCK,)),
    "a block that opens in mid-line": ("请看相关阅读\n一\n阅读完毕", (BLOCK,)),
    "a block that closes in mid-line": ("相关阅读\n一\n阅读完毕了", (BLOCK,)),
    "the rest is longer than it may be": ("网友评论\n一\n二\n三\n四", (REST,)),
    "a head line below the body": ("同志们：\n首页>讲话", (HEAD,)),
    "a tail line above the body": ("作者：张三\n同志们：", (TAIL,)),
    "a tail run that is too short": ("同志们：\n甲>\n乙>", (table("run", "tail", ".>", run=3),)),
    "a head run that is too short": ("甲>\n同志们：\n乙>\n丙>", (table("run", "head", ".>", run=3),)),
    "an exception in the line": ("更多同志>>", (table("more", "line", r"更多.{0,8}>>", unless="同志"),)),
    "an exception elsewhere in the line": (
        "(本文来自某网)，同志们。",
        (table("stamp", "inline", r"\(本文来自某网\)", unless="同志"),),
    ),
    "a protected line": ("谢谢大家！", (table("thanks", "line", "谢谢大家!", protects=True, keeps=["谢谢大家！"]),)),
}


@pytest.mark.parametrize(("text", "tables"), STAYS.values(), ids=STAYS.keys())
def test_takes_nothing(text: str, tables: tuple[str, ...]) -> None:
    assert run(text, *tables).edits == []


TAKEN = {
    "inline, in mid-line": ("大家好(本文来自某网)。", (INLINE,), ["(本文来自某网)"]),
    "inline, twice": ("(本文来自某网)好(本文来自某网)", (INLINE,), ["(本文来自某网)"] * 2),
    "inline, full-width on the page": ("大家好（本文來自某網）。", (INLINE,), ["（本文來自某網）"]),
    "inline, behind a character beyond the basic plane": ("\U00020000😀(本文来自某网)", (INLINE,), ["(本文来自某网)"]),
    "a line, not its indent": ("一\n　　更多文章>>　\n二", (LINE,), ["更多文章>>"]),
    "a line with CRLF": ("一\r\n更多文章>>\r\n二", (LINE,), ["更多文章>>"]),
    "a line with old Mac line ends": ("一\r更多文章>>\r二", (LINE,), ["更多文章>>"]),
    "a line behind a line separator": ("一\u2028更多文章>>\u2029二", (LINE,), ["更多文章>>"]),
    "a block with its last line": ("一\n相关阅读\n甲\n阅读完毕\n二", (BLOCK,), ["相关阅读", "甲", "阅读完毕"]),
    "a block as long as it may be": ("相关阅读\n甲\n\n乙\n阅读完毕", (BLOCK,), ["相关阅读", "甲", "乙", "阅读完毕"]),
    "a block but for its last line": ("相关阅读\n甲\n一、抓好落实", (KEEPS,), ["相关阅读", "甲"]),
    "a block of its first line only": ("相关阅读\n一、抓好落实", (KEEPS,), ["相关阅读"]),
    "the rest": ("一\n网友评论\n甲\n乙", (REST,), ["网友评论", "甲", "乙"]),
    "the rest, nothing behind": ("一\n网友评论", (REST,), ["网友评论"]),
    "two blocks, one behind the other": (
        "相关阅读\n甲\n阅读完毕\n一\n相关阅读\n乙\n阅读完毕",
        (BLOCK,),
        ["相关阅读", "甲", "阅读完毕", "相关阅读", "乙", "阅读完毕"],
    ),
    "an unclosed block does not hide the next": (
        "相关阅读\n一\n二\n三\n四\n五\n相关阅读\n甲\n阅读完毕",
        (BLOCK,),
        ["相关阅读", "甲", "阅读完毕"],
    ),
    "the opening line inside a block": (
        "相关阅读\n相关阅读\n阅读完毕\n一",
        (BLOCK,),
        ["相关阅读", "相关阅读", "阅读完毕"],
    ),
    "head lines, blank lines between them": ("首页>讲话\n\n讲话>正文\n同志们：", (HEAD,), ["首页>讲话", "讲话>正文"]),
    "a head line behind a marked line": ("更多>>\n首页>讲话\n同志们：", (LINE, HEAD), ["更多>>", "首页>讲话"]),
    "tail lines, blank lines between them": ("同志们：\n作者：甲\n\n作者：乙\n", (TAIL,), ["作者：甲", "作者：乙"]),
    "a tail line before a marked line": ("同志们：\n作者：甲\n更多>>", (LINE, TAIL), ["作者：甲", "更多>>"]),
    "peeling stops at the first body line": ("甲>乙\n同志们：\n丙>丁\n谢谢。", (HEAD,), ["甲>乙"]),
    "a head block": (
        "声明\n甲\n完\n同志们：\n声明\n乙\n完",
        (table("note", "head", "声明", until="完", within=4),),
        ["声明", "甲", "完"],
    ),
    "a tail block": (
        "声明\n甲\n完\n同志们：\n声明\n乙\n完",
        (table("note", "tail", "声明", until="完", within=4),),
        ["声明", "乙", "完"],
    ),
    "a tail block to the end": (
        "同志们：\n声明\n乙\n丙",
        (table("note", "tail", "声明", until="$end", within=4),),
        ["声明", "乙", "丙"],
    ),
    "a tail run": (
        "同志们：\n甲>\n\n乙>\n丙>",
        (table("run", "tail", ".>", run=3),),
        ["甲>", "乙>", "丙>"],
    ),
    "a head run": (
        "甲>\n乙>\n\n丙>\n同志们：",
        (table("run", "head", ".>", run=3),),
        ["甲>", "乙>", "丙>"],
    ),
    "a run over a marked line": (
        "同志们：\n甲>\n更多>>\n丙>",
        (LINE, table("run", "tail", ".>", run=3)),
        ["甲>", "更多>>", "丙>"],
    ),
}


@pytest.mark.parametrize(("text", "tables", "gone"), TAKEN.values(), ids=TAKEN.keys())
def test_takes_exactly_what_matches(text: str, tables: tuple[str, ...], gone: list[str]) -> None:
    assert taken(text, *tables) == gone


def test_an_edit_names_the_rule_and_its_category() -> None:
    assert run("一(本文来自某网)", INLINE).edits == [Edit(1, 9, "", "rule", "related", "stamp")]


def test_a_stamp_inside_a_chrome_line_goes_first_then_the_line() -> None:
    text = "同志们：\n更多(本文来自某网)文章>>"
    assert left(text, INLINE, LINE) == ["同志们："]
    assert {edit.rule for edit in run(text, INLINE, LINE).edits} == {"stamp", "more"}


def test_a_block_closes_in_a_later_round() -> None:
    text = "相关阅读\n甲\n阅读(本文来自某网)完毕\n一"
    assert left(text, INLINE, BLOCK) == ["一"]


def test_rounds_come_to_an_end() -> None:
    """Each round uncovers the next stamp; after four rounds what is left is left."""
    shell = table("shell", "inline", r"\[\]")
    assert left("一" + "[" * 4 + "]" * 4, shell) == ["一"]
    assert left("一" + "[" * 6 + "]" * 6, shell) == ["一[[]]"]


def test_noise_inside_a_match_goes_with_it() -> None:
    text = "一\u200b(本文\u200b来自某网)\u200b二"
    noise = [Edit(at, at + 1, "", "noise", "artefact", "invisible") for at in (1, 5, 11)]
    edits = strip(text, Matcher(ruleset(INLINE)), noise=noise).edits
    assert [(edit.start, edit.end) for edit in edits] == [(2, 11)]


def test_noise_that_hides_a_line_end_does_not_join_lines() -> None:
    text = "更多\u200b\n文章>>"
    noise = [Edit(2, 3, "", "noise", "artefact", "invisible")]
    assert strip(text, Matcher(ruleset(LINE)), noise=noise).edits == []


def test_what_noise_stands_for_is_what_rules_read() -> None:
    """An entity that means a colon is a colon to a rule, as it will be to the reader."""
    text = "作者&#65306;张三"
    noise = [Edit(2, 10, "：", "noise", "artefact", "entity")]
    edits = strip(text, Matcher(ruleset(table("name", "line", "作者:.+"))), noise=noise).edits
    assert [(edit.start, edit.end) for edit in edits] == [(0, len(text))]


def test_overlapping_rules_leave_disjoint_edits() -> None:
    text = "甲乙丙丁"
    edits = run(text, table("a", "inline", "甲乙丙"), table("b", "inline", "乙丙丁")).edits
    assert [(edit.start, edit.end, edit.rule) for edit in edits] == [(0, 3, "a"), (3, 4, "b")]


LIFTS = table("source", "line", r"来源:(?P<origin>\S+)(?: 时间:(?P<published>\S+))?", lifts=["origin", "published"])


def test_named_groups_are_lifted_as_they_are_written() -> None:
    found = run("来源：某網　时间：２０１２年\n同志们：", LIFTS)
    assert [(lift.field, lift.value, lift.row) for lift in found.lifted] == [
        ("origin", "某網", 0),
        ("published", "２０１２年", 0),
    ]
    assert [(edit.start, edit.end, edit.cause) for edit in found.edits] == [(0, 14, "lift")]


def test_a_group_that_took_no_part_lifts_nothing() -> None:
    assert [(lift.field, lift.value) for lift in run("来源：某网", LIFTS).lifted] == [("origin", "某网")]


def test_only_the_fields_named_are_lifted() -> None:
    rule = table("source", "line", r"来源:(?P<origin>\S+) (?P<author>\S+)", lifts="origin")
    assert [lift.field for lift in run("来源：某网 张三", rule).lifted] == ["origin"]


def test_without_groups_all_that_matched_is_lifted() -> None:
    found = run("二〇一二年三月", table("date", "line", "二〇一二年.月", lifts="date"))
    assert [(lift.field, lift.value) for lift in found.lifted] == [("date", "二〇一二年三月")]


def test_every_lift_is_told_in_the_order_of_the_text() -> None:
    found = run("来源：甲\n来源：乙", LIFTS)
    assert [(lift.value, lift.start) for lift in found.lifted] == [("甲", 3), ("乙", 8)]


def test_the_first_line_of_a_block_lifts() -> None:
    rule = table("box", "block", r"来源:(?P<origin>\S+)", until="完", within=3, lifts="origin")
    found = run("来源：某网\n甲\n完", rule)
    assert [lift.value for lift in found.lifted] == ["某网"]
    assert {edit.cause for edit in found.edits} == {"lift"}


@pytest.mark.parametrize(
    ("body", "host", "holds"),
    [
        ("同志们：", None, False),
        ("同志们：", "example.com", False),
        ("同志们，这里是示例讲话网。", None, True),
        ("同志們，這裡是示例講話網。", None, True),
        ("同志们：", "www.example.org", True),
    ],
)
@pytest.mark.parametrize(("scope", "times"), [("inline", 2), ("line", 2), ("head", 1), ("tail", 1)])
def test_rules_of_a_site_hold_only_there(body: str, host: str | None, holds: bool, scope: str, times: int) -> None:
    matcher = Matcher(ruleset(site=table("ranks", scope, "阅读排行")))
    found = strip(f"阅读排行\n{body}\n阅读排行", matcher, host=host)
    assert len(found.edits) == (times if holds else 0)
    assert found.sites == (frozenset({"example"}) if holds else frozenset())


def test_a_site_is_detected_before_any_rule_takes_its_name() -> None:
    matcher = Matcher(ruleset(table("name", "line", "示例讲话网"), site=table("ranks", "line", "阅读排行")))
    text = "示例讲话网\n同志们：\n阅读排行"
    assert apply_edits(text, strip(text, matcher).edits).split() == ["同志们："]


def test_heads_and_tails_are_those_of_each_region() -> None:
    text = "甲>乙\n一\n作者：甲\n丙>丁\n二\n作者：乙"
    arrangement = Arrangement((Region(0, 5), Region(0, 2), Region(3, 5)))
    found = strip(text, Matcher(ruleset(HEAD, TAIL)), arrange=lambda *_: arrangement)
    assert apply_edits(text, found.edits).split() == ["一", "二"]


def test_what_is_known_to_be_text_is_not_peeled_nor_what_lies_between() -> None:
    text = "甲>乙\n丙>丁\n一\n作者：甲\n作者：乙"
    found = strip(text, Matcher(ruleset(HEAD, TAIL)), arrange=lambda *_: Arrangement((Region(0, 4, text=(1, 3)),)))
    assert apply_edits(text, found.edits).split() == ["丙>丁", "一", "作者：甲"]


def test_no_block_reaches_over_the_end_of_a_page() -> None:
    text = "一\n网友评论\n甲\n二\n三"
    assert apply_edits(text, strip(text, Matcher(ruleset(REST)), breaks=(3,)).edits).split() == ["一", "二", "三"]


def test_peeling_looks_through_transparent_lines_and_leaves_them() -> None:
    text = "标题在此\n甲>乙\n同志们："
    found = strip(
        text,
        Matcher(ruleset(HEAD)),
        arrange=lambda *_: Arrangement((Region(0, 2),), frozenset({0})),
    )
    assert apply_edits(text, found.edits).split() == ["标题在此", "同志们："]


def test_the_number_of_lines_never_changes() -> None:
    text = "更多>>\n一(本文来自某网)\n\n相关阅读\n甲\n阅读完毕\n二"
    found = run(text, INLINE, LINE, BLOCK)
    assert [line.text for line in found.lines] == ["", "一", "", "", "", "", "二"]


@pytest.mark.parametrize(
    ("folded", "lines"),
    [
        ("", [Line(0, "")]),
        ("a", [Line(0, "a")]),
        ("  a b  \n\n   \n c", [Line(2, "a b"), Line(8, ""), Line(9, ""), Line(14, "c")]),
        ("a\n", [Line(0, "a"), Line(2, "")]),
    ],
)
def test_lines_are_stripped_and_know_where_they_start(folded: str, lines: list[Line]) -> None:
    assert lines_of(folded) == lines


ALL = (
    *(INLINE, LINE, BLOCK, REST, HEAD, TAIL, LIFTS),
    table("run", "tail", ".>", run=2),
    table("run-head", "head", ".>", run=2),
    table("note", "tail", "声明", until="$end", within=4),
    table("note-head", "head", "声明", until="阅读完毕", within=4),
    table("more-inline", "inline", "更多"),
    table("again", "block", "更多.*", until="作者:.*", within=3),
    table("digits", "inline", r"第\d{3,}号"),
)
PIECES = (
    *(
        "更多>>",
        "更多文章>>",
        "相关阅读",
        "阅读完毕",
        "网友评论",
        "首页>讲话",
        "作者：张三",
        "来源：某网",
        "甲>",
        "声明",
    ),
    *("同志们：", "大家好(本文来自某网)。", "", "　　", "更多(本文来自某网)>>", "第2012号", "一、抓好落实"),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("\n".join)
MATCHER = Matcher(ruleset(*ALL))


@given(TEXTS, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=150)
def test_the_order_of_rules_does_not_matter(text: str, random: random.Random) -> None:
    wanted = strip(text, MATCHER)
    rules = list(MATCHER.ruleset.rules)
    random.shuffle(rules)
    found = strip(text, Matcher(replace(MATCHER.ruleset, rules=tuple(rules))))
    assert (found.edits, found.lifted) == (wanted.edits, wanted.lifted)


@given(st.lists(TEXTS, min_size=2, max_size=5))
@settings(deadline=None, max_examples=100)
def test_what_was_seen_before_changes_nothing(texts: list[str]) -> None:
    """One Matcher remembers lines of all documents; a new one knows none."""
    shared = Matcher(MATCHER.ruleset)
    assert [strip(text, shared).edits for text in texts] == [
        strip(text, Matcher(MATCHER.ruleset)).edits for text in texts
    ]


@given(TEXTS)
@settings(deadline=None, max_examples=200)
def test_edits_are_sorted_disjoint_and_within_lines(text: str) -> None:
    edits = strip(text, MATCHER).edits
    assert all(a.end <= b.start for a, b in itertools.pairwise(edits))
    for edit in edits:
        piece = text[edit.start : edit.end]
        assert edit.new == ""
        assert piece == piece.strip()
        assert piece
        assert "\n" not in piece


@given(TEXTS)
@settings(deadline=None, max_examples=200)
def test_what_rules_leave_is_what_the_view_shows(text: str) -> None:
    found = strip(text, MATCHER)
    assert found.view.text == fold(apply_edits(text, found.edits))


@given(TEXTS)
@settings(deadline=None, max_examples=200)
def test_stripping_what_is_stripped_takes_nothing_in_line(text: str) -> None:
    """Of rules that look at no neighbours; blocks and heads may meet once the lines between have gone."""
    matcher = Matcher(ruleset(INLINE, LINE, LIFTS))
    once = apply_edits(text, strip(text, matcher).edits)
    assert strip(once, matcher).edits == []


def test_protected_formulas_are_known_whole() -> None:
    matcher = Matcher(ruleset(table("thanks", "line", "谢谢大家!?", protects=True, keeps=["谢谢大家！"])))
    assert [matcher.protects(text) for text in ("谢谢大家!", "谢谢大家", "谢谢大家。", "再次谢谢大家!", "")] == [
        *(True, True, False, False, False)
    ]


def test_a_matcher_of_no_rules_takes_nothing() -> None:
    assert strip("同志们：\n更多>>", Matcher(ruleset())).edits == []


def test_many_lines_of_chrome_come_to_an_end() -> None:
    """Tail blocks are looked for backwards: that must not cost a search over the whole text for each line."""
    text = "同志们：\n" + "声明\n甲\n" * 5_000
    strip(text, MATCHER)


PART = table("stamp", "inline", "[。!?](?P<goes>某某网整理)(?:$|[一-龥])")


def test_only_the_part_that_goes_is_taken() -> None:
    assert left("要抓好落实。某某网整理我们再看。", PART) == ["要抓好落实。我们再看。"]
    assert left("要抓好落实。某某网整理", PART) == ["要抓好落实。"]


@pytest.mark.parametrize("text", ["某某网整理", "要抓好落实，某某网整理。", "要抓好落实。某某网整理，很好。"])
def test_what_must_stand_around_the_part_does(text: str) -> None:
    assert taken(text, PART) == []


@pytest.mark.parametrize("count", [1, 2, 5, 40])
def test_parts_that_share_their_context_are_all_found(count: int) -> None:
    """What stands between two parts is context for both; in a first round, without waiting for a second."""
    rule = table("x", "inline", "甲(?P<goes>乙)甲")
    text = "甲乙" * count + "甲"
    matcher = Matcher(ruleset(rule))
    assert [(hit.start, hit.end) for hit in matcher.hits(text)] == [(2 * n + 1, 2 * n + 2) for n in range(count)]
    assert apply_edits(text, strip(text, matcher).edits) == "甲" * (count + 1)


def test_a_part_of_a_line_goes_and_the_line_stays() -> None:
    rule = table("x", "line", "(?:一|二)、.*(?P<goes>【推荐】)")
    assert left("一、抓落实【推荐】\n请看【推荐】", rule) == ["一、抓落实", "请看【推荐】"]


def test_nothing_goes_where_the_part_did_not_take_part() -> None:
    assert taken("甲。", table("x", "inline", "甲(?P<goes>乙)?")) == []
    assert taken("甲乙甲", table("x", "inline", "甲(?P<goes>乙)?")) == ["乙"]


@given(st.lists(st.sampled_from(["甲", "乙", "乙乙", "丙", "𠀀", "。"]), max_size=30).map("".join))
def test_offsets_of_parts_are_those_of_the_line(text: str) -> None:
    hits = Matcher(ruleset(table("x", "inline", "甲?(?P<goes>乙+)(?P<rest>丙?)"))).hits(text)
    assert [(hit.start, hit.end) for hit in hits] == [found.span() for found in re.finditer("乙+", text)]
    assert all(text[start:end] in ("", "丙") for hit in hits for _, start, end in hit.groups)


def test_parts_before_endless_context_take_linear_time() -> None:
    rule = table("x", "inline", "(?P<goes>乙).*")
    matcher = Matcher(ruleset(rule))
    assert 2 <= len(matcher.hits("乙" * 20_000)) < 100, "what is read twice is bounded"


UNLESS = table("stamp", "inline", r"\(本文来自某网\)", unless="同志")


@pytest.mark.parametrize(
    "text",
    ["同志(本文来自某网)。", "我们，(本文来自某网)同志。", "完了。同志们(本文来自某网)要看。好。"],
)
def test_an_exception_in_the_sentence_of_a_match_spares_it(text: str) -> None:
    assert taken(text, UNLESS) == []


@pytest.mark.parametrize(
    "text",
    [
        "同志。(本文来自某网)",
        "(本文来自某网)好。同志们",
        "好！(本文来自某网)",
        "同志" + "一" * AROUND + "(本文来自某网)",
    ],
)
def test_an_exception_elsewhere_in_the_line_spares_nothing(text: str) -> None:
    assert taken(text, UNLESS) == ["(本文来自某网)"]


FOOTER = table("footer", "line", "版权所有.*", category="copyright")
NAMING = table("site", "inline", r"(?:本文来自)?{site}(?:整理)?", category="copyright")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("要抓好落实。本文来自小山范文网", id="a page without chrome"),
        pytest.param("小山范文网欢迎您\n要抓好落实。本文来自小山范文网", id="what no rule knows as chrome"),
        pytest.param("版权所有 青山范文网\n要抓好落实。本文来自小山范文网", id="another site"),
        pytest.param("版权所有 某某市人民政府\n要抓好落实。本文来自某某市人民政府", id="an institution"),
    ],
)
def test_a_name_that_the_page_does_not_betray_stays(text: str) -> None:
    assert left(text, FOOTER, NAMING)[-1] == text.split("\n")[-1]


@pytest.mark.parametrize("stamp", ["本文来自小山范文网", "小 山 范 文 网整理", "WWW.XSFW.CN", "w w w.xsfw.cn整理"])
def test_a_name_that_the_page_betrays_goes(stamp: str) -> None:
    page = f"要抓好{stamp}落实。\n版权所有 小山范文网 www.xsfw.cn"
    assert left(page, FOOTER, NAMING) == ["要抓好落实。"]


def test_the_host_of_the_page_is_a_name() -> None:
    text = "要抓好xsfw.cn落实。"
    assert strip(text, Matcher(ruleset(NAMING))).edits == []
    edits = strip(text, Matcher(ruleset(NAMING)), host="www.xsfw.cn").edits
    assert apply_edits(text, edits) == "要抓好落实。"


@pytest.mark.parametrize("scope", ["head", "tail", "line"])
def test_names_hold_in_every_scope(scope: str) -> None:
    rule = table("site", scope, "尽在{site}", category="copyright")
    page = {
        "head": "尽在小山范文网\n同志们：",
        "tail": "同志们：\n尽在小山范文网",
        "line": "同志们：\n尽在小山范文网\n完。",
    }
    assert "尽在小山范文网" not in left(page[scope] + "\n版权所有 小山范文网", FOOTER, rule)


def test_names_learnt_act_in_the_next_round_whatever_the_order_of_rules() -> None:
    page = "要抓好落实。本文来自小山范文网\n版权所有 小山范文网"
    results = [left(page, *tables) for tables in itertools.permutations((FOOTER, NAMING, PART))]
    assert all(result == ["要抓好落实。"] for result in results)


TITLED = table("titled", "line", "看完了{title}的(?:读者|人)")


@pytest.mark.parametrize(
    ("page", "goes"),
    [
        pytest.param(
            "在春耕会上的讲话\n今天开会。\n看完了在春耕会上的讲话的读者\n版权所有 小山范文网", True, id="its own title"
        ),
        pytest.param(
            "在秋收会上的讲话\n今天开会。\n看完了在春耕会上的讲话的读者\n版权所有 小山范文网", False, id="another title"
        ),
        pytest.param("在春耕会上的讲话\n今天开会。\n看完了在春耕会上的讲话的读者", False, id="a page without chrome"),
    ],
)
def test_a_line_that_names_the_title_of_the_page_goes(page: str, goes: bool) -> None:
    def headed(lines: list[Line], *_: object) -> Arrangement:
        return Arrangement((Region(0, len(lines) - 1),), frozenset({0}))

    edits = strip(page, Matcher(ruleset(FOOTER, TITLED)), arrange=headed).edits
    assert any(edit.rule == "titled" for edit in edits) is goes


OPENED = table("list", "tail", "[^。!]{2,20}", run=3, opens="推荐阅读:?")
OPENED_ABOVE = table("list", "head", "[^。!]{2,20}", run=3, opens="栏目:?")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        pytest.param("同志们。\n甲乙\n丙丁\n戊己", OPENED, id="no line opens it"),
        pytest.param("同志们。\n推荐阅读\n甲乙", OPENED, id="the run is too short"),
        pytest.param("推荐阅读\n甲乙\n同志们。\n丙丁\n戊己", OPENED, id="what opens it stands above the text"),
        pytest.param("推荐阅读\n甲乙\n丙丁\n同志们。", OPENED, id="not at the end"),
        pytest.param("甲乙\n栏目\n丙丁\n同志们。", OPENED_ABOVE, id="what opens it is not its first line"),
    ],
)
def test_a_run_stays_without_the_line_that_opens_it(text: str, rule: str) -> None:
    assert taken(text, rule) == []


def test_a_run_goes_from_the_line_that_opens_it() -> None:
    assert left("同志们。\n新年快乐\n推荐阅读:\n甲乙\n\n丙丁", OPENED) == ["同志们。", "新年快乐"]
    assert left("推荐阅读\n甲乙\n同志们。\n推荐阅读\n丙丁\n推荐阅读\n戊己", OPENED) == ["推荐阅读", "甲乙", "同志们。"]
    assert left("栏目:\n甲乙\n丙丁\n同志们。\n戊己", OPENED_ABOVE) == ["同志们。", "戊己"]


def test_a_line_that_opens_a_run_may_be_known_by_another_rule() -> None:
    known = table("known", "line", "推荐阅读")
    assert left("同志们。\n新年快乐\n推荐阅读\n甲乙\n丙丁", OPENED, known) == ["同志们。", "新年快乐"]


@pytest.mark.parametrize(
    ("above", "goes"),
    [
        ("市民如有疑问，可以登录政务服务网站，在首页上", False),
        ("市民如有疑问，可以登录市里的政务服务网站，", False),
        ("市民如有疑问，可以登录政务服务网站查询。", True),
        ("二、服务要更好", True),
    ],
)
def test_a_line_that_goes_on_a_wrapped_sentence_stays(above: str, goes: bool) -> None:
    button = "点击下载Word文档"
    rule = table("reads", "line", "点击.{2,20}", likely=60)
    assert taken(f"同志们：\n{above}\n{button}\n第二项工作是修路。", rule) == ([button] if goes else [])


def test_contents_go_below_a_heading_that_another_rule_has_taken() -> None:
    known = table("known", "line", "栏目:?")
    assert left("栏目:\n甲乙\n丙丁\n同志们。\n戊己", OPENED_ABOVE, known) == ["同志们。", "戊己"]
    assert left("题目:\n甲乙\n丙丁\n同志们。", OPENED_ABOVE, known) == ["题目:", "甲乙", "丙丁", "同志们。"]


WEIGHED = table("weighed", "tail", "[^。]{1,40}[。!]?", run=1, weighed=True, likely=72, marked=1, unless="谢谢")
BUTTON = table("button", "line", "点击下载.*")

ABOVE_CHROME = {
    "reads like chrome": ("登录后查看全文", False),
    "goes between lines that do": ("扫码关注公众号\n石桥县\n上一篇 下一篇 返回列表", False),
    "speech": ("同志们,我们要抓好落实。", True),
    "what unless names": ("登录后查看更多,谢谢", True),
    "a line that goes on with a sentence": (
        "今年以来全镇上下齐心协力,有问题的群众可以到网站上\n点击登录后注册。",
        True,
    ),
}


@pytest.mark.parametrize(("lines", "stays"), ABOVE_CHROME.values(), ids=ABOVE_CHROME)
def test_lines_at_the_edge_are_weighed_together(lines: str, stays: bool) -> None:
    text = f"今天开会,我讲三点意见。\n{lines}\n点击下载Word文档"
    assert left(text, WEIGHED, BUTTON) == ["今天开会,我讲三点意见。", *(lines.split("\n") if stays else [])]


def test_without_known_chrome_nothing_is_weighed() -> None:
    assert taken("今天开会,我讲三点意见。\n首页 | 登录 | 注册", WEIGHED, BUTTON) == []


SPEECH = [
    "有人说现在谁还读纸书，网上什么都有",
    "我不反对，可是那三百多本我一本也没有读完",
    "考得好的同学不要骄傲，考得不理想的同学不要灰心",
    "我们学校的图书馆，去年人均借书六十八册",
    "散的时候都以为来日方长，后来才知道",
]


def test_a_heading_does_not_open_as_a_list_what_is_mostly_speech() -> None:
    rule = table("rest", "tail", "推荐文档", until="$end", within=50)
    assert left("\n".join(["推荐文档", *SPEECH]), rule) == ["推荐文档", *SPEECH]
    titles = ["镇长在春耕会上的讲话", "开学典礼致辞", "述职报告", "五四演讲稿"]
    assert left("\n".join(["谢谢大家！", "推荐文档", *titles, *SPEECH[:2]]), rule) == ["谢谢大家！"]


@pytest.mark.parametrize(
    "last", ["我的讲话完了，谢谢大家。", "以上发言，再次谢谢各位领导！", "谢谢大家！", "最后，谢谢各位！"]
)
def test_a_heading_above_the_last_words_of_a_speech_opens_no_list(last: str) -> None:
    """A heading for other texts stood amid a speech, above its last line."""
    rule = table("rest", "tail", "推荐文档", until="$end", within=50)
    lines = fold(f"推荐文档\n{last}\n开学典礼致辞").split("\n")
    assert left("\n".join(lines), rule) == lines
    assert left("散会。\n推荐文档\n谢谢阅读本文\n开学典礼致辞", rule) == ["散会。"]


def test_a_heading_above_a_speech_that_is_wrapped_opens_no_list() -> None:
    """A heading for other texts stood above the second of two speeches, whose lines were too short to be told as speech."""
    rule = table("rest", "tail", "推荐文档", until="$end", within=50)
    wrapped = [
        "各位贵宾，各位乡亲，大家好：",
        "今天非常高兴能和大家见面，老街的屋檐下又",
        "挂起了灯笼，孩子们跑来跑去，老人家坐着看。",
    ]
    lines = fold("\n".join(["推荐文档", "开学典礼致辞", *wrapped])).split("\n")
    assert left("\n".join(lines), rule) == lines
    announced = ["推荐文档", "各位贵宾，各位乡亲，大家好：", "开学典礼致辞，老街的屋檐下又挂起了灯笼，孩子们跑来…"]
    assert left("\n".join(["散会。", *announced]), rule) == ["散会。"]


BETWEEN = table("weigh", "tail", "[^。]{2,60}。?", run=1, weighed=True, marked=1, likely=72, near=3)


def test_a_sentence_of_the_speech_stays_between_lines_that_are_weighed() -> None:
    text = (
        "散会。\n点击下载Word文档\n前路漫漫亦灿灿，往事堪堪亦澜澜，去吧，天空属于你们。\n首页 | 登录 | 注册\n返回顶部"
    )
    assert "前路漫漫亦灿灿，往事堪堪亦澜澜，去吧，天空属于你们。" in left(text, BETWEEN, BUTTON)


def test_a_line_with_something_set_amid_it_is_weighed_without_that() -> None:
    text = "散会。\n统筹抓好城(点击下载Word文档)区供水管网改造,年内换管十三公\n首页 | 登录 | 注册\n返回顶部\n点击下载Word文档"
    assert left(text, BETWEEN, BUTTON)[:2] == text.split("\n")[:2]


def test_a_block_under_the_text_reaches_over_lines_that_stay() -> None:
    pair = table("pair", "tail", ".{2,10}致辞", until=".{6,}…", within=2, near=1)
    assert left("散会。\n开学致辞\n老师们,新学期到了…\n某某", pair) == ["散会。", "某某"]
    assert left("散会。\n开学致辞\n老师们,新学期到了…\n某某\n某某", pair) != ["散会。", "某某", "某某"]


def test_a_long_run_that_fails_is_not_followed_again_from_each_of_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short numbers, a line each, took a minute for 6,000 lines: the run was walked anew from each line that went."""
    opened = table("opened", "tail", "[0-9]{1,6}", run=4, opens="(?:相关|推荐)文章")
    marked = table("marked", "tail", "[0-9]{1,6}", run=4, marked=3)
    one = table("one", "tail", "[0-9]{1,6}")
    numbers = [str(number) for number in range(300)]
    asked = []
    meets = Matcher.meets
    monkeypatch.setattr(Matcher, "meets", lambda *about: asked.append(about) or meets(*about))
    assert left("\n".join(["散会。", *numbers]), opened, marked, one) == ["散会。"]
    assert len(asked) <= 10 * len(numbers)
