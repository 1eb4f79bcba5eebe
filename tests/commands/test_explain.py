import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.commands.explain import explain, explained
from cleaner.commands.file import clean_text
from cleaner.config import Config
from cleaner.errors import UsageError

Pages = Callable[[dict[str, Any]], Path]
TEXT = "同志们：\n今天\u200b开会。\r\n上一篇：物理\n谢谢大家！\n"


def test_what_stays_is_unmarked() -> None:
    assert explained(clean_text("同志们：\n今天开会。\n")) == "同志们：\n今天开会。\n"


def test_what_goes_is_marked_with_its_reason(pages: Pages) -> None:
    lines = explain(pages({"a.txt": TEXT}) / "a.txt").split("\n")
    assert lines[0] == "同志们："
    assert lines[1].startswith("今天[-\u200b-]<")
    assert lines[2].startswith("[-上一篇:物理".replace(":", "：") + "-]<")


def test_what_comes_is_marked_too() -> None:
    shown = explained(clean_text("各位領導，現在開會。", Config(script="simplified")))
    assert "[-領-]{+领+}<simplified>" in shown


@pytest.mark.parametrize("number", [1, 3, 5])
def test_one_line_can_be_asked_for(pages: Pages, number: int) -> None:
    path = pages({"a.txt": TEXT}) / "a.txt"
    assert explain(path, line=number) == explain(path).split("\n")[number - 1]


@pytest.mark.parametrize("number", [0, -1, 6])
def test_a_line_that_is_not_there_is_told(pages: Pages, number: int) -> None:
    with pytest.raises(UsageError, match="it has 5"):
        explain(pages({"a.txt": TEXT}) / "a.txt", line=number)


BITS = [
    "同志们：",
    "上一篇：物理",
    "<br>",
    "</p>",
    "<p>",
    "&nbsp;",
    "\u200b",
    "\r",
    "\r\n",
    "\n",
    "\n\n",
    "我们要坚持，",
    "[url=x]",
    "[/url]",
]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(BITS), max_size=10).map("".join))
def test_the_number_of_lines_stays(text: str) -> None:
    assert explained(clean_text(text)).count("\n") == len(re.findall("\r\n|\r|\n", text))


def test_a_lone_carriage_return_ends_a_line(pages: Pages) -> None:
    path = pages({"a.txt": "同志们：\r今天开会。\r上一篇：物理\r"}) / "a.txt"
    assert explain(path, line=2) == "今天开会。"
    assert explain(path, line=3).startswith("[-上一篇：物理-]<")
