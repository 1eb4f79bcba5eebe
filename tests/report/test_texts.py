"""Texts are shown whole or visibly cut, and nothing in them plays tricks."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.report.texts import compared, ending, one_line, visible


@pytest.mark.parametrize(
    "text", ["同志们：", "a b", "全角　空格", "2019年，增长8.1％", "\u00a0", "😎", "𠮷", "e\u0301"], ids=ascii
)
def test_what_is_harmless_stays(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a\u202eb", "a\\u202eb", id="a direction override"),
        pytest.param("\u2066\u2069", "\\u2066\\u2069", id="direction isolates"),
        pytest.param("\u200b\ufeff", "\\u200b\\ufeff", id="no width"),
        pytest.param("\x1b[2J\0\x07", "\\x1b[2J\\x00\\x07", id="controls"),
        pytest.param("\U000e0041", "\\U000e0041", id="a tag character"),
        pytest.param("\ud800", "\\ud800", id="half a surrogate pair"),
        pytest.param("\ue000", "\\ue000", id="private use"),
    ],
)
def test_what_plays_tricks_is_escaped(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_nothing_is_left_that_a_page_would_not_show(text: str) -> None:
    assert not {unicodedata.category(c) for c in visible(text)} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def test_a_text_is_cut_at_the_end_or_at_the_beginning() -> None:
    assert one_line("同志们：\r\n　今天开会", 20) == "同志们：⏎今天开会"
    assert one_line("一二三四五", 5) == "一二三四五"
    assert one_line("一二三四五六", 5) == "一二三四…"
    assert ending("一二三四五六", 5) == "…三四五六"


def test_script_and_width_are_no_difference() -> None:
    left, right = compared("增長8.1%，形勢很好", "增长8.1％,形势很好")
    assert [piece.kind for piece in (*left, *right)] == ["same", "same"]
    assert (left[0].text, right[0].text) == ("增長8.1%，形勢很好", "增长8.1％,形势很好")


def test_differences_are_marked_on_their_own_side() -> None:
    left, right = compared("各位代表，增长百分之八", "增长百分之九")
    assert [(p.kind, p.text) for p in left] == [("gone", "各位代表，"), ("same", "增长百分之"), ("gone", "八")]
    assert [(p.kind, p.text) for p in right] == [("same", "增长百分之"), ("new", "九")]


def test_long_common_stretches_are_cut_around_the_differences() -> None:
    left, _ = compared("前" + "同" * 300 + "后", "先" + "同" * 300 + "末")
    assert len(left[1].text) < 60
    assert left[1].text.count("…") == 1


@given(st.text("同志们好，增长一二三\n", max_size=80), st.text("同志们好，增长一二三\n", max_size=80))
def test_texts_that_are_not_cut_come_back_whole(a: str, b: str) -> None:
    left, right = compared(a, b)
    if not any("…" in piece.text for piece in (*left, *right)):
        assert "".join(piece.text for piece in left) == one_line(a, 1000)
        assert "".join(piece.text for piece in right) == one_line(b, 1000)
