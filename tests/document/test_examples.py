"""Rules are held to their examples: what is marked goes, exactly; what is kept survives every rule."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.document.examples import check_examples, marked, parse_example
from cleaner.document.ruleset import RuleSet, parse_rules
from cleaner.model import Edit

SITE = '[site]\nname = "example"\ndetect = ["示例讲话网"]\n'


def table(name: str = "more", **keys: str | int | bool | list[str]) -> str:
    defaults = {"id": name, "category": "related", "scope": "line", "why": "A test.", "match": "更多.{0,8}>>"}
    keys = defaults | keys
    return "[[rule]]\n" + "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in keys.items())


def rules(*tables: str, site: str = "") -> RuleSet:
    return parse_rules([("".join(tables), "a.toml"), *([(SITE + site, "site.toml")] if site else [])])


@pytest.mark.parametrize(
    ("example", "text", "ranges"),
    [
        ("", "", []),
        ("大家好", "大家好", []),
        ("[编辑]", "[编辑]", []),
        ("a-b [c] d", "a-b [c] d", []),
        ("[-更多-]", "更多", [(0, 2)]),
        ("好[-更多-]好[-下载-]", "好更多好下载", [(1, 3), (4, 6)]),
        ("一\n[-更多\n下载-]\n二", "一\n更多\n下载\n二", [(2, 7)]),
        ("[--- 上一篇-]", "-- 上一篇", [(0, 6)]),
        ("[-上一篇--]", "上一篇-", [(0, 4)]),
        ("[[-不是标记-]]", "[-不是标记-]", []),
        ("[-[[-更多-]]-]", "[-更多-]", [(0, 6)]),
        ("[--]", "", [(0, 0)]),
    ],
)
def test_reads_the_marks_of_an_example(example: str, text: str, ranges: list[tuple[int, int]]) -> None:
    assert parse_example(example) == (text, ranges)


@pytest.mark.parametrize("example", ["[-更多", "更多-]", "[-更多[-下载-]", "[-更多-]-]", "-][-", "[-[-更多-]-]"])
def test_refuses_a_mark_without_its_partner(example: str) -> None:
    with pytest.raises(ValueError, match="without its partner"):
        parse_example(example)


HOLDS = {
    "what is marked goes": table(removes=["[-更多文章>>-]", "一\n[-更多>>-]\n二"], keeps=["更多的人来了"]),
    "blanks are not counted": table(removes=["一\n　　[-更多文章>>-]　\n二", "[- 更多>> -]"]),
    "inline": table(scope="inline", match="更多>>", removes=["好[-更多>>-]好"]),
    "several ranges": table(scope="inline", match="更多>>", removes=["[-更多>>-]好[-更多>>-]"]),
    "a block": table(scope="block", until="完", within=3, match="更多", removes=["一\n[-更多\n甲\n完-]\n二"]),
    "a lift": table(match="来源:(?P<origin>.+)", lifts="origin", removes=["[-来源：某网-]"]),
    "a protected formula": table(match="谢谢大家!?", protects=True, keeps=["谢谢大家！", "謝謝大家"]),
    "noise beside it": table(removes=["[-更多\u200b文章>>-]"]),
}


@pytest.mark.parametrize("tables", HOLDS.values(), ids=HOLDS.keys())
def test_finds_no_fault(tables: str) -> None:
    assert check_examples(rules(tables)) == []


FAILS = {
    "nothing goes": (table(removes=["[-更少>>-]"]), "removes", "wanted '[-更少>>-]', got '更少>>'"),
    "more goes than is marked": (table(removes=["[-更多-]文章>>"]), "removes", "got '[-更多文章>>-]'"),
    "less goes than is marked": (
        table(scope="inline", match="更多>>", removes=["[-好更多>>-]"]),
        "removes",
        "got '好[-更多>>-]'",
    ),
    "something goes that is not marked": (table(removes=["更多文章>>"]), "removes", "got '[-更多文章>>-]'"),
    "unbalanced mark": (table(removes=["[-更多>>"]), "removes", "without its partner"),
    "a keep that goes": (
        table(removes=["[-更多>>-]"], keeps=["更多文章>>"]),
        "keeps",
        "must stay, but 'more' would take '[-更多文章>>-]'",
    ),
    "a formula that is not protected": (
        table(match="谢谢大家!?", protects=True, keeps=["谢谢各位！"]),
        "keeps",
        "is not protected: '谢谢各位！'",
    ),
}


@pytest.mark.parametrize(("tables", "key", "words"), FAILS.values(), ids=FAILS.keys())
def test_names_the_fault(tables: str, key: str, words: str) -> None:
    (failure,) = check_examples(rules(tables))
    assert failure.key == key
    assert str(failure).startswith(f"a.toml:1: rule 'more': in '{key}': ")
    assert words in str(failure)


def test_what_one_rule_keeps_survives_all_others() -> None:
    other = table("other", match="谁都更多.*", removes=["[-谁都更多-]"])
    failures = check_examples(rules(table(removes=["[-更多>>-]"], keeps=["谁都更多"]), other))
    assert [(failure.rule.id, failure.what) for failure in failures] == [
        ("more", "must stay, but 'other' would take '[-谁都更多-]'")
    ]


def test_what_a_common_rule_keeps_is_not_held_against_a_site() -> None:
    """A site's rules hold on the site only."""
    common = table(removes=["[-更多>>-]"], keeps=["阅读排行"])
    assert check_examples(rules(common, site=table("ranks", match="阅读排行", removes=["[-阅读排行-]"]))) == []


def test_what_a_site_keeps_is_held_against_it_and_the_common_rules() -> None:
    site = table("ranks", match="阅读排行", removes=["[-阅读排行-]"], keeps=["更多>>"])
    site += table("days", match="阅读日历", removes=["[-阅读日历-]"], keeps=["阅读排行"])
    failures = check_examples(rules(table(removes=["[-更多>>-]"]), site=site))
    assert [(f.rule.id, "'more'" in f.what or "'ranks'" in f.what) for f in failures] == [
        ("days", True),
        ("ranks", True),
    ]


def test_examples_of_a_site_need_not_name_the_site() -> None:
    assert check_examples(rules(site=table("ranks", match="阅读排行", removes=["[-阅读排行-]"]))) == []


def test_checks_only_the_rules_asked_for() -> None:
    ruleset = rules(table(removes=["更多>>"]), table("other", match="另外.*", removes=["另外"]))
    assert [failure.rule.id for failure in check_examples(ruleset, ruleset.rules[1:])] == ["other"]


def test_marks_what_edits_take() -> None:
    assert (
        marked("一二三四", [Edit(0, 1, "", "rule", "share", "a"), Edit(2, 4, "", "rule", "share", "a")])
        == "[-一-]二[-三四-]"
    )


@given(st.lists(st.tuples(st.text("一-[ ]\n", max_size=4), st.booleans()), max_size=6))
@settings(deadline=None, max_examples=200)
def test_marks_can_be_written_for_any_text(pieces: list[tuple[str, bool]]) -> None:
    """Escaping ``[-`` and ``-]`` makes any text an example, marks included."""

    def written(text: str) -> str:
        return text.replace("[-", "\0").replace("-]", "-]]").replace("\0", "[[-")

    # Between two pieces a letter keeps brackets of one from meeting hyphens of the other.
    text = "".join(f"字{piece}字" for piece, _ in pieces)
    example = "".join(f"[-字{written(piece)}字-]" if goes else f"字{written(piece)}字" for piece, goes in pieces)
    if "[-]" in text or any("-]]" in piece or "[[-" in piece for piece, _ in pieces):
        return  # a hyphen shared by two marks, or what is itself written like an escape
    assert parse_example(example)[0] == text
    assert sum(end - start for start, end in parse_example(example)[1]) == sum(len(p) + 2 for p, goes in pieces if goes)


FOOTER = table("footer", match="版权所有.*", category="copyright", removes=["[-版权所有-]"])


def naming(*, removes: str = "版权所有 小山范文网\n好[-小山范文网整理-]好。", keeps: str = "小山范文网") -> str:
    return table("site", scope="inline", match="{site}整理", category="copyright", removes=[removes], keeps=[keeps])


def test_examples_of_a_rule_with_the_site_s_name_are_read_beside_all_others() -> None:
    """Only what this rule takes counts: the chrome that betrays the name may go."""
    assert check_examples(rules(FOOTER, naming(keeps="版权所有 小山范文网\n小山范文网办得很好。"))) == []


def test_an_example_in_which_nothing_betrays_the_name_fails() -> None:
    assert [failure.kind for failure in check_examples(rules(FOOTER, naming(removes="好[-小山范文网整理-]好。")))] == [
        "left"
    ]


def test_a_sentence_that_a_rule_with_the_site_s_name_takes_is_lost() -> None:
    failures = check_examples(rules(FOOTER, naming(keeps="版权所有 小山范文网\n由小山范文网整理。")))
    assert [(failure.rule.id, failure.kind) for failure in failures] == [("site", "lost")]
