from typing import Any

import pytest

from cleaner.config import Config
from cleaner.errors import InputError
from cleaner.formats.fields import document_of, known_fields

TEXT = "各位同志，今天我们召开会议。"

KNOWN: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "nothing that we know": ({"x": "1"}, {}),
    "no strings": ({"title": 1, "url": None}, {}),
    "capitals and blanks do not matter": (
        {" Title ": "讲话", "URL": "http://a.cn"},
        {"title": "讲话", "url": "http://a.cn"},
    ),
    "the first name that says anything": ({"title": " ", "标题": "讲话"}, {"title": "讲话"}),
    "when it was given and when it appeared": (
        {"讲话日期": "2020-01-01", "发布日期": "2020-01-02"},
        {"date": "2020-01-01", "published": "2020-01-02"},
    ),
}


@pytest.mark.parametrize(("values", "fields"), KNOWN.values(), ids=KNOWN)
def test_known_fields(values: dict[str, Any], fields: dict[str, str]) -> None:
    assert known_fields(values) == fields


@pytest.mark.parametrize("name", ["text", "Content", "BODY", "正文", "内容", "全文", "html"])
def test_the_field_of_the_text_is_guessed(name: str) -> None:
    document = document_of({"id": "1", name: TEXT}, "a.jsonl", Config())
    assert (document.text, document.meta, document.many) == (TEXT, {"id": "1"}, True)


def test_a_record_without_a_text_says_what_it_has() -> None:
    with pytest.raises(InputError, match=r"no field with a text.*it has 题目, 摘要"):
        document_of({"题目": "讲话", "摘要": TEXT}, "a.jsonl", Config())
