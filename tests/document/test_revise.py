"""Corrections of one document: what stays, what goes, which speeches there are; all else is as without them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.document.clean import Options, clean
from cleaner.document.corrections import ACTIONS, FIELDS, Correction, parse_corrections
from cleaner.document.edits import apply_edits
from cleaner.document.matcher import Matcher
from cleaner.document.ruleset import parse_rules
from cleaner.model import Cleaned, Decoded, Document, Frame
from cleaner.store.ledger import document_entries, text_of
from cleaner.store.records import make_records

RULES = """
[[rule]]
id = "next"
category = "related"
scope = "line"
why = "A test."
match = "[上下]一篇:.*"
removes = ["[-上一篇：甲-]"]

[[rule]]
id = "stamp"
category = "related"
scope = "inline"
why = "A test."
match = '\\(本文来自某网\\)'
removes = ["今天[-（本文来自某网）-]开会"]

[[rule]]
id = "list"
category = "related"
scope = "block"
why = "A test."
match = "相关阅读"
until = "阅读完毕"
within = 5
removes = ["[-相关阅读-]\\n[-甲-]\\n[-阅读完毕-]"]

[[rule]]
id = "crumb"
category = "related"
scope = "tail"
why = "A test."
match = ".{0,20}>.{0,20}"
removes = ["[-首页>讲话-]"]
"""
MATCHER = Matcher(parse_rules([(RULES, "test.toml")]))
BODY = [
    "同志们：",
    "今天我们召开会议，总结去年的工作，部署今年的任务，大家要高度重视。",
    "一要统一思想，提高认识；二要明确任务，压实责任。",
    "谢谢大家！",
]
PAGE = "\n".join(["在全县工作会议上的讲话", "（2023年5月8日）", *BODY, "上一篇：工作报告", "下一篇：没有了"])
TWO = "\n".join(
    [
        "党建讲话两篇",
        *("第一篇：甲地会议讲话", "（2012年3月9日）", *BODY * 2),
        *("第二篇：乙地会议讲话", *BODY * 2),
        "上一篇：别处",
    ]
)

Row = tuple[str, str, str]  # action, value, part


def rows(*given: Row) -> tuple[Correction, ...]:
    table = [["source", "action", "value", "part"], *(["a.txt", *row] for row in given)]
    return parse_corrections(table, "c.csv").rows


def corrected(text: str, *given: Row, script: str = "keep") -> Cleaned:
    document = Document("a.txt", "", Decoded(text, "utf-8"))
    return clean(document, MATCHER, Options(script, corrections=rows(*given)))


def lines(result: Cleaned) -> list[list[str]]:
    return [[paragraph.text for paragraph in speech.paragraphs] for speech in result.speeches]


def problems(result: Cleaned) -> list[str]:
    return [outcome.problem for outcome in result.corrected]


def rules(result: Cleaned) -> dict[str, str]:
    """What each correction took."""
    text = result.document.text
    return {edit.rule: text[edit.start : edit.end] for edit in result.edits if edit.cause == "correction"}


# ------------------------------------------------------------------------------------------------ keep


def test_without_corrections_nothing_is_told() -> None:
    assert corrected(PAGE).corrected == ()
    assert lines(corrected(PAGE)) == [BODY]


def test_a_line_that_a_rule_takes_is_kept_and_the_next_one_goes() -> None:
    result = corrected(PAGE, ("keep", "上一篇：工作报告", ""))
    assert lines(result) == [[*BODY, "上一篇：工作报告"]]
    assert problems(result) == [""]


KEPT = {
    "a title that was lifted": (PAGE, "在全县工作会议上的讲话", "在全县工作会议上的讲话"),
    "a stamp inside a sentence": (
        "同志们：\n今天（本文来自某网）开会。",
        "今天（本文来自某网）开会。",
        "（本文来自某网）",
    ),
    "only the stamp": ("同志们：\n今天（本文来自某网）开会。", "（本文来自某网）", "今天（本文来自某网）开会。"),
    "the opening of a block": ("同志们：\n相关阅读\n今天开会。\n阅读完毕\n谢谢大家！", "相关阅读", "今天开会。"),
    "one line of a block": ("同志们：\n相关阅读\n今天开会。\n阅读完毕\n谢谢大家！", "今天开会。", "今天开会。"),
    "what a tail rule peels": ("同志们：\n今天开会。\n首页>讲话", "首页>讲话", "首页>讲话"),
    "in the other script and width": ("同志们：\n今天开会。\n上一篇：工作报告", "上一篇:工作報告", "上一篇：工作报告"),
    "without the noise in it": ("同志们：\n今天开会。\n上一\u200b篇：工作报告", "上一篇：工作报告", "上一篇：工作报告"),
    "two lines in one cell": ("同志们：\n上一篇：甲\r\n下一篇：乙\r\n", "上一篇：甲\n下一篇：乙", "下一篇：乙"),
    "a part of a line": ("同志们：\n上一篇：工作报告", "工作报告", "工作报告"),
}


@pytest.mark.parametrize(("text", "value", "there"), KEPT.values(), ids=KEPT)
def test_what_is_kept_stays(text: str, value: str, there: str) -> None:
    result = corrected(text, ("keep", value, ""))
    assert there in result.text.split("\n") or any(there in line for line in result.text.split("\n"))
    assert there in "\n".join("\n".join(speech) for speech in lines(result))
    assert problems(result) == [""]


def test_what_is_kept_takes_nothing_more_with_it() -> None:
    text = "同志们：\n今天开会。\n首页>讲话\n上一篇：工作报告\n栏目>文章"
    assert lines(corrected(text, ("keep", "上一篇：工作报告", ""))) == [["同志们：", "今天开会。", "上一篇：工作报告"]]


def test_a_kept_block_line_reaches_no_further_block() -> None:
    text = "同志们：\n相关阅读\n阅读完毕\n今天开会。\n阅读完毕\n谢谢大家！"
    assert "今天开会。" in lines(corrected(text, ("keep", "相关阅读", "")))[0]


def test_a_doubled_line_can_be_kept() -> None:
    text = "同志们：\n今天我们在这里召开会议，总结去年的各项工作。\n今天我们在这里召开会议，总结去年的各项工作。\n谢谢大家！"
    once, twice = corrected(text), corrected(text, ("keep", "今天我们在这里召开会议，总结去年的各项工作。", ""))
    assert (len(lines(once)[0]), len(lines(twice)[0])) == (3, 4)


# ------------------------------------------------------------------------------------------------ drop


DROPPED = {
    "a line": ("一要统一思想，提高认识；二要明确任务，压实责任。", [*BODY[:2], BODY[3]]),
    "a passage": ("总结去年的工作，", [BODY[0], BODY[1].replace("总结去年的工作，", ""), *BODY[2:]]),
    "two lines": ("\n".join(BODY[1:3]), [BODY[0], BODY[3]]),
    "in the other width": ("一要统一思想,提高认识;", [*BODY[:2], "二要明确任务，压实责任。", BODY[3]]),
}


@pytest.mark.parametrize(("value", "left"), DROPPED.values(), ids=DROPPED)
def test_what_is_dropped_goes_and_says_why(value: str, left: list[str]) -> None:
    result = corrected(PAGE, ("drop", value, ""))
    assert lines(result) == [left]
    assert list(rules(result)) == ["correction:2"]


def test_a_whole_speech_goes_and_the_next_takes_its_number() -> None:
    result = corrected(TWO, ("drop", "", "1"))
    assert [speech.title for speech in result.speeches] == ["乙地会议讲话"]
    assert rules(result)["correction:2"] == BODY[3]


def test_a_line_goes_from_one_speech_only() -> None:
    first, second = lines(corrected(TWO, ("drop", BODY[1], "2")))
    assert (first, second) == (BODY * 2, [line for line in BODY * 2 if line != BODY[1]])


def test_a_document_may_go_as_a_whole() -> None:
    result = corrected(PAGE, ("drop", "", "1"))
    assert (result.speeches, problems(result)) == ((), [""])


def test_of_two_rows_about_the_same_characters_the_lower_one_decides() -> None:
    keep, drop = ("keep", "上一篇：工作报告", ""), ("drop", "工作报告", "")
    assert lines(corrected(PAGE, keep, drop))[0][-1] == "上一篇："
    assert lines(corrected(PAGE, drop, keep))[0][-1] == "上一篇：工作报告"


# ------------------------------------------------------------------------------------------------ speeches and fields


def test_a_merged_speech_is_as_if_it_had_never_been_split() -> None:
    result = corrected(TWO, ("merge", "", "2"))
    assert lines(result) == [[*BODY * 2, "第二篇：乙地会议讲话", *BODY * 2]]
    assert (result.speeches[0].title, result.speeches[0].date) == ("甲地会议讲话", "2012-03-09")
    assert "collection" not in result.metadata


def test_a_speech_begins_where_a_row_says() -> None:
    text = PAGE.replace("谢谢大家！", "谢谢大家！\n各位代表：\n现在开会。\n请审议。")
    result = corrected(text, ("split", "各位代表：", ""), ("title", "在会上的报告", "2"), ("date", "2023年6月", "2"))
    assert lines(result) == [BODY, ["各位代表：", "现在开会。", "请审议。"]]
    assert [speech.title for speech in result.speeches] == ["在全县工作会议上的讲话", "在会上的报告"]
    assert [speech.date for speech in result.speeches] == ["2023-05-08", "2023-06"]


def test_a_speech_cut_off_has_no_title_and_date_yet() -> None:
    second = corrected(PAGE, ("split", BODY[2], "")).speeches[1]
    assert (second.title, second.date, second.speaker) == (None, None, None)


def test_a_place_is_told_by_the_lines_that_follow_it() -> None:
    text = "\n".join([*BODY, *BODY[:2], "再说一点。"])
    result = corrected(text, ("split", f"{BODY[0]}\n{BODY[1]}\n再说一点。", ""))
    assert lines(result) == [BODY, [*BODY[:2], "再说一点。"]]


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_is_set_and_emptied(field: str) -> None:
    value = "2023-03-01" if field in ("date", "published") else "张三"
    speech = corrected(PAGE, (field, value, "")).speeches[0]
    assert getattr(speech, field) == value
    assert getattr(corrected(PAGE, (field, value, ""), (field, "-", "")).speeches[0], field) is None


@pytest.mark.parametrize("field", ["date", "published"])
def test_a_year_alone_is_a_date(field: str) -> None:
    assert getattr(corrected(PAGE, (field, "2021", "")).speeches[0], field) == "2021"


def test_a_field_of_all_speeches() -> None:
    result = corrected(TWO, ("speaker", "张三", ""), ("speaker", "李四", "2"))
    assert [speech.speaker for speech in result.speeches] == ["张三", "李四"]


def test_rows_take_effect_from_top_to_bottom() -> None:
    result = corrected(TWO, ("split", BODY[2], "2"), ("merge", "", "2"))
    assert problems(result) == [
        "2 lines are: 一要统一思想，提高认识；二要明确任务，压实责任。",
        "",
    ]
    result = corrected(TWO, ("drop", "", "1"), ("title", "乙", "1"))
    assert [speech.title for speech in result.speeches] == ["乙"]


NOT_APPLIED: dict[str, tuple[list[Row], str]] = {
    "a passage that is not there": ([("keep", "没有这句", "")], "the text does not have"),
    "a passage to drop that is not there": ([("drop", "没有这句", "")], "the text does not have"),
    "only noise": ([("drop", "\u200b", "")], "the text does not have"),
    "a speech that is not there": ([("merge", "", "3")], "there is no speech 3: it has 2"),
    "a speech that an upper row dropped": ([("drop", "", "2"), ("title", "乙", "2")], "there is no speech 2: it has 1"),
    "nothing left": ([("drop", "", "1"), ("drop", "", "1"), ("speaker", "张三", "")], "nothing is left"),
    "a line that is not there": ([("split", "没有这句", "")], "no line of a speech is"),
    "a piece of a line": ([("split", "一要统一思想", "")], "no line of a speech is"),
    "the first line of a speech": ([("split", f"{BODY[0]}\n{BODY[1]}", ""), ("split", BODY[0], "3")], "lines are"),
    "a line that is in the other speech": ([("drop", "没有这句", "1")], "no line of speech 1 is"),
    "a title for all": ([("title", "讲话", "")], "the document has 2 speeches"),
}


@pytest.mark.parametrize(("given", "what"), NOT_APPLIED.values(), ids=NOT_APPLIED)
def test_what_cannot_be_applied_is_told_and_changes_nothing(given: list[Row], what: str) -> None:
    result, before = corrected(TWO, *given), corrected(TWO, *given[:-1])
    assert what in problems(result)[-1] or what in problems(result)[0]
    assert result.corrected[-1].advice
    assert lines(result) == lines(before)


def test_a_speech_that_begins_there_already_is_told() -> None:
    result = corrected(PAGE, ("split", BODY[0], ""))
    assert "a speech begins there already" in problems(result)[0]


def test_fields_are_converted_with_the_text() -> None:
    result = corrected(PAGE, ("speaker", "张书记", ""), script="traditional")
    assert result.speeches[0].speaker == "張書記"


def test_what_is_kept_is_converted_too() -> None:
    assert "工作報告" in corrected(PAGE, ("keep", "上一篇：工作报告", ""), script="traditional").text


# ------------------------------------------------------------------------------------------------ what always holds

BITS = [
    *BODY,
    "上一篇：甲",
    "相关阅读",
    "阅读完毕",
    "首页>讲话",
    "（本文来自某网）",
    "\u200b",
    "\n",
    "\r\n",
    "第一篇：甲地讲话",
    "第二篇：乙地讲话",
    "　",
    "⻩",
]


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, tuple[Correction, ...]]:
    text = "".join(draw(st.lists(st.sampled_from([*BITS, "\n"]), max_size=25)))
    if draw(st.booleans()):
        text = TWO + "\n" + text
    given: list[Correction] = []
    for _ in range(draw(st.integers(0, 5))):
        action = draw(st.sampled_from(ACTIONS))
        start = draw(st.integers(0, len(text)))
        value = text[start : start + draw(st.integers(1, 40))] if draw(st.booleans()) else draw(st.sampled_from(BITS))
        part: Any = draw(st.sampled_from([None, 1, 2, 3]))
        if action == "keep":
            part = None
        if action == "merge":
            value, part = "", 2
        if action == "drop" and part is not None and draw(st.booleans()):
            value = ""
        given.append(Correction(len(given) + 2, "a.txt", "", part, action, value, ""))
    return text, tuple(given)


@settings(deadline=None, max_examples=150)
@given(cases(), st.sampled_from(["keep", "simplified", "traditional"]))
def test_the_text_comes_back_and_every_character_is_accounted_for(
    case: tuple[str, tuple[Correction, ...]], script: str
) -> None:
    text, given_rows = case
    result = clean(Document("a.txt", "", Decoded(text, "utf-8")), MATCHER, Options(script, corrections=given_rows))
    (entry,) = document_entries(result, "", 0, Frame("plain"), {}, "drop", full=True)
    texts = {record["id"]: record["text"] for record in make_records(result, "", {}, "drop", "")}
    assert text_of(entry, texts) == text
    assert len(result.corrected) == len(given_rows)
    position = 0
    for edit in result.edits:
        assert position <= edit.start < edit.end
        position = edit.end
    for paragraph in (paragraph for speech in result.speeches for paragraph in speech.paragraphs):
        inside = [edit for edit in result.edits if paragraph.start <= edit.start < paragraph.end]
        assert apply_edits(text, inside, paragraph.start, paragraph.end) == paragraph.text
        assert paragraph.text.strip()
        assert "\n" not in paragraph.text


@settings(deadline=None, max_examples=100)
@given(cases())
def test_no_rule_takes_what_a_row_keeps(case: tuple[str, tuple[Correction, ...]]) -> None:
    text, _ = case
    for value in ("上一篇：甲", "首页>讲话", BODY[1]):
        result = corrected(text, ("keep", value, ""))
        written = "\n".join("\n".join(speech) for speech in lines(result)).replace("\n", "")
        assert problems(result) != [""] or value in written
