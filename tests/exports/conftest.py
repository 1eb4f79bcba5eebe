"""What the tests of exports share: records with all that may stand in one."""

from collections.abc import Callable
from typing import Any

import pytest

from cleaner.exports import Origin
from cleaner.store.records import RECORD_KEYS

Record = Callable[..., dict[str, Any]]

ODD = "增长<5%> & \"两会\"\x0b'工作'\u2028"  # for XML, cells and file names


@pytest.fixture
def origin() -> Origin:
    return Origin("0.1.0", "0" * 64, 3, "tag", 0.8, "keep")


@pytest.fixture
def record() -> Record:
    """Make up a record out of paragraphs, each a kind and a text; nothing else is known of it but what is given."""

    def make(*paragraphs: tuple[str, str], **given: Any) -> dict[str, Any]:
        places, at = [], 0
        for kind, text in paragraphs:
            places.append({"start": at, "end": at + len(text), "kind": kind, "duplicate_of": None})
            at += len(text) + 1
        text = "\n".join(text for _, text in paragraphs)
        values: dict[str, Any] = dict.fromkeys(RECORD_KEYS)
        values |= {"id": "98b34ae951dc4e5d-1", "source": "a/1.txt", "key": "", "part": 1, "parts": 1, "text": text}
        values |= {"encoding": "utf-8", "script": "simplified", "characters": len(text), "damaged": 0}
        values |= {"paragraphs": places, "removed": [], "omitted": [], "meta": [], "truncated": False}
        return values | given

    return make


@pytest.fixture
def speech_record(record: Record) -> dict[str, Any]:
    """A speech with every kind of paragraph, at odd places too, and odd characters in all that is text."""
    made = record(
        ("称谓", "各位代表："),
        ("称谓", "同志们："),
        ("正文", f"今天开会。{ODD}"),
        ("标题", "一、提高认识"),
        ("称谓", "同志们！"),
        ("正文", "各村要早安排。"),
        ("标题", "二、抓好落实"),
        ("正文", "谢谢大家！"),
        ("落款", "某某县人民政府"),
        ("落款", "2020年5月6日"),
        title=f"讲话{ODD}",
        date="2020-05-06",
        published="2020-05",
        speaker=f"李某{ODD}",
        author=ODD,
        origin=ODD,
        url='http://a.cn/?a=1&b="2"',
        site="公文网,a",
        meta=[{"key": "keywords", "value": ODD}],
    )
    made["paragraphs"][5]["duplicate_of"] = "0123456789abcdef-1#3"
    return made
