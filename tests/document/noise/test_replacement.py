"""U+FFFD: one that stands for a lost character stays, those that were set between others go."""

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("他是李�国强同志。", id="a character of a name is lost"),
        pytest.param("今天我�在这里开会。", id="a character of a word is lost"),
        pytest.param("我们要把安�全放在第一位。", id="one amid a word"),
        pytest.param("�们要真抓实干。", id="the first of a line is lost"),
        pytest.param("我们要把�全放在第一�。同�们�要真抓�干，一�一件抓落实。", id="several are lost"),
        pytest.param("同志们：��\n��", id="no character beside it"),
    ],
)
def test_a_sign_of_what_is_lost_stays(text: str, left: Callable[[str], str]) -> None:
    assert left(text) == text


@pytest.mark.parametrize(
    "case",
    [
        pytest.param("我们要把安⟦�⟧全放在第一位，抓落⟦��⟧实。", id="twice"),
        pytest.param("我們要把經⟦�⟧濟放在第一位，⟦�⟧發⟦�⟧展。", id="Traditional"),
        pytest.param(
            "我们要把安⟦�⟧全放在第一位。⟦�⟧要真抓实干，一件一件⟦�⟧抓落实，一年接着一年⟦�⟧。同⟦�⟧志们⟦�⟧",
            id="in all places where several cut words",
        ),
    ],
)
def test_a_sign_that_was_set_between_goes(case: str, goes: Callable[[str, str], None]) -> None:
    goes(case, "replacement")
