import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.exports.names import file_name, text_id

WINDOWS = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


@pytest.mark.parametrize(
    ("date", "title", "name"),
    [
        ("2020-05-06", "在会上的讲话", "2020-05-06_在会上的讲话_a1-1.txt"),
        (None, None, "undated_untitled_a1-1.txt"),
        ("2020/5", "重在 落实", "2020_5_重在_落实_a1-1.txt"),
        ("2020", "../con?", "2020_.._con__a1-1.txt"),
    ],
)
def test_names_say_date_title_and_id(record: Callable[..., Any], date: str, title: str, name: str) -> None:
    assert file_name(record(id="a1-1", date=date, title=title), ".txt") == name


@given(date=st.none() | st.text(), title=st.none() | st.text())
def test_windows_takes_every_name(date: str | None, title: str | None) -> None:
    name = file_name({"id": "98b34ae951dc4e5d-1", "date": date, "title": title}, ".txt")
    assert not WINDOWS.search(name)
    assert name.endswith("_98b34ae951dc4e5d-1.txt")
    assert len(name.encode()) <= 120


def test_ids_are_words_that_begin_with_a_letter() -> None:
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", text_id({"id": "98b34ae951dc4e5d-12"}))
