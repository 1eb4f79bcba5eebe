import dataclasses

import pytest

from cleaner import model
from cleaner.model import Cleaned, Decoded, Document, Paragraph, Speech, record_id


def speech(title: str | None, *texts: str) -> Speech:
    return Speech(title, None, None, None, None, None, tuple(Paragraph(0, 0, text, "正文") for text in texts))


def test_the_text_has_titles_above_and_a_blank_line_between_speeches() -> None:
    speeches = (speech("题目", "甲", "乙"), speech(None, "丙"))
    assert Cleaned(Document("", "", Decoded("", "utf-8")), (), speeches, {}).text == "题目\n甲\n乙\n\n丙"


def test_nothing_left_is_an_empty_text() -> None:
    assert Cleaned(Document("", "", Decoded("", "utf-8")), (), (), {}).text == ""


def test_ids_tell_source_key_and_part_apart() -> None:
    ids = {record_id(*origin) for origin in [("a", "b", 1), ("a", "", 1), ("", "ab", 1), ("ab", "", 1), ("a", "b", 2)]}
    assert len(ids) == 5


def test_ids_stay_the_same_for_ever() -> None:
    assert record_id("讲话/甲.txt", "id:7", 2) == record_id("讲话/甲.txt", "id:7", 2)
    assert record_id("a/b.txt", "", 1) == "1f695becce3a043e-1"


def test_ids_are_made_of_any_name() -> None:
    assert record_id("\udcff", "\ud800", 1).endswith("-1")


@pytest.mark.parametrize("name", [name for name in dir(model) if dataclasses.is_dataclass(getattr(model, name))])
def test_all_data_is_frozen(name: str) -> None:
    assert getattr(model, name).__dataclass_params__.frozen
