"""Radicals give way to the characters they stand for."""

from collections.abc import Callable

import pytest

from cleaner.document.noise import find_noise


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("⻩河", "黄河"),
        ("⽇本", "日本"),
        ("⼀、⼆、三", "一、二、三"),
        ("⻓江", "长江"),
        ("⻢上", "马上"),
        ("常⾒", "常見"),
        ("⼈⺠", "人民"),
        ("⻘⻛", "青风"),
        ("禁⽌、⽽且", "禁止、而且"),
        ("⻰⻳⻬⻮", "龙龟齐齿"),
    ],
)
def test_a_radical_gives_way_to_its_character(text: str, expected: str, left: Callable[[str], str]) -> None:
    assert left(text) == expected
    assert {edit.rule for edit in find_noise(text)} == {"radical"}
