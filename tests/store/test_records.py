from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner.commands.file import clean_text
from cleaner.model import Cleaned, Decoded, Document, Edit, Paragraph, Speech, record_id
from cleaner.store.records import (
    RECORD_KEYS,
    Decision,
    Kept,
    dropped,
    make_records,
    near_duplicate_edits,
    record_ids,
    removed_by_speech,
)

TEXT = "同志们：\n今天开会。\n上一篇：物理\n谢谢大家！\n"
NAME = record_id("", "", 1)
TWIN = Kept("other-1", 4, "near", 0.9)


def records(mode: str, decision: Decision | None = None, text: str = TEXT) -> list[dict[str, Any]]:
    decisions = {} if decision is None else {NAME: decision}
    return make_records(clean_text(text), "", decisions, mode, "simplified")


def test_a_record_has_every_key_in_order() -> None:
    (record,) = records("drop")
    assert tuple(record) == RECORD_KEYS
    assert record["id"] == NAME
    assert (record["part"], record["parts"], record["parent"]) == (1, 1, None)


@pytest.mark.parametrize("decision", [None, Decision({1: TWIN})], ids=["nothing dropped", "the second dropped"])
def test_offsets_cut_the_text_into_its_paragraphs(decision: Decision | None) -> None:
    (record,) = records("drop", decision)
    spans = [record["text"][span["start"] : span["end"]] for span in record["paragraphs"]]
    assert "\n".join(spans) == record["text"]
    assert record["characters"] == len(record["text"])


def test_keep_and_tag_leave_every_paragraph() -> None:
    for mode in ("keep", "tag"):
        assert records(mode, Decision({1: TWIN}))[0]["text"] == "同志们：\n今天开会。\n谢谢大家！"


def test_a_repost_has_a_record_only_where_it_stays_and_what_is_left_of_it_is_there_to_be_asked_for() -> None:
    repost = Decision({1: TWIN}, duplicate_of="other-1")
    assert [len(records(mode, repost)) for mode in ("keep", "tag", "reposts", "drop")] == [1, 1, 0, 0]
    (left,) = make_records(clean_text(TEXT), "", {NAME: repost}, "reposts", "simplified", reposts=True)
    assert (left["text"], left["duplicate_of"]) == ("同志们：\n谢谢大家！", "other-1")
    assert [omission["kept"] for omission in left["omitted"]] == ["other-1#4"]


def test_dropping_reposts_leaves_the_paragraphs_of_others() -> None:
    (record,) = records("reposts", Decision({1: TWIN}, partial_duplicate_of="other-1"))
    assert record["text"] == "同志们：\n今天开会。\n谢谢大家！"
    assert [paragraph["duplicate_of"] for paragraph in record["paragraphs"]] == [None, "other-1#4", None]


def test_tag_names_the_twin_at_the_paragraph() -> None:
    (record,) = records("tag", Decision({1: TWIN}))
    assert [span["duplicate_of"] for span in record["paragraphs"]] == [None, "other-1#4", None]
    assert record["omitted"] == []


def test_drop_says_what_is_missing_where() -> None:
    (record,) = records("drop", Decision({1: TWIN}, None, "other-1"))
    assert record["text"] == "同志们：\n谢谢大家！"
    assert record["partial_duplicate_of"] == "other-1"
    assert record["omitted"] == [{"after": 1, "kept": "other-1#4", "kind": "near", "similarity": 0.9, "characters": 5}]


def test_a_repost_has_no_record_when_dropped_and_names_its_original_when_tagged() -> None:
    repost = Decision({1: TWIN}, "other-1")
    assert records("drop", repost) == []
    assert records("tag", repost)[0]["duplicate_of"] == "other-1"


def test_a_repost_drops_also_what_has_no_twin() -> None:
    repost = Decision({1: TWIN}, "other-1")
    assert [dropped(repost, "drop", number) for number in range(3)] == [True, True, True]
    assert [dropped(repost, "tag", number) for number in range(3)] == [False, False, False]
    (speech,) = clean_text(TEXT).speeches
    found = near_duplicate_edits(speech, repost, "drop")
    assert [kept for _, kept in found] == [None, TWIN, None]


def test_removed_counts_what_is_not_blank_and_not_layout() -> None:
    assert records("drop")[0]["removed"] == [{"category": "navigation", "characters": 6}]


def test_what_stands_above_the_first_speech_counts_for_it() -> None:
    speeches = tuple(
        Speech(None, None, None, None, None, None, (Paragraph(start, start + 2, "讲话", "正文"),)) for start in (4, 10)
    )
    edits = (
        Edit(0, 2, "", "rule", "share", "a"),
        Edit(2, 4, "", "layout", "layout", "b"),
        Edit(6, 10, "", "rule", "date", "c"),
    )
    cleaned = Cleaned(Document("", "", Decoded("分享\n\n讲话 日期\n讲话", "utf-8")), edits, speeches, {})
    assert [dict(counts) for counts in removed_by_speech(cleaned)] == [{"share": 2, "date": 2}, {}]


def test_parts_of_a_collection_know_their_parent(
    pages: Callable[[dict[str, bytes]], Path],
    encoded_pages: dict[str, bytes],
) -> None:
    cleaned = clean_text(encoded_pages["collection.txt"].decode())
    made = make_records(cleaned, "", {}, "drop", "simplified")
    assert [record["part"] for record in made] == [1, 2]
    assert {record["parent"] for record in made} == {NAME.split("-")[0]}
    assert [record["id"] for record in made] == record_ids(cleaned, "")


def test_parts_of_a_collection_bear_its_title(encoded_pages: dict[str, bytes]) -> None:
    cleaned = clean_text("公文讲话稿范文两篇\n" + encoded_pages["collection.txt"].decode().partition("\n")[2])
    made = make_records(cleaned, "", {}, "drop", "simplified")
    assert [record["meta"] for record in made] == [[{"key": "collection", "value": "公文讲话稿范文两篇"}]] * 2
    assert "公文讲话稿范文两篇" not in {record["title"] for record in made}


def test_meta_values_are_strings_whatever_they_were() -> None:
    whole = clean_text(TEXT)
    document = Document("", "", whole.document.decoded, {}, {"a": "x", "b": 1, "c": None, "d": {"e": [True]}})
    (record,) = make_records(Cleaned(document, whole.edits, whole.speeches, {}), "", {}, "drop", "simplified")
    assert [item["value"] for item in record["meta"]] == ["x", "1", "null", '{"e": [true]}']
