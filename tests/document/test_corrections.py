"""Rows of a table of corrections: which are possible, which are meant for a document, what is said of those that are not."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from cleaner.document.corrections import Corrections, add_outcomes, parse_corrections, stale, text_hash
from cleaner.errors import ConfigError
from cleaner.model import Decoded, Document, Outcome

HEADER = ["source", "part", "action", "value", "sha256"]
HASH = text_hash("同志们：")


def rows(*cells: Sequence[str], header: Sequence[str] = HEADER) -> Corrections:
    return parse_corrections([header, *cells], "corrections.csv")


def document(source: str = "a.txt", text: str = "同志们：", **meta: object) -> Document:
    return Document(source, "", Decoded(text, "utf-8"), {}, meta)


POSSIBLE = {
    "keep": ["a.txt", "", "keep", "上一篇：略", ""],
    "drop a passage": ["a.txt", "", "drop", "广告", ""],
    "drop a line of a speech": ["a.txt", "2", "drop", "广告", ""],
    "drop a speech": ["a.txt", "2", "drop", "", ""],
    "merge": ["a.txt", "2", "merge", "", ""],
    "split": ["a.txt", "", "split", "各位代表：", ""],
    "a title": ["a.txt", "1", "title", "讲话", ""],
    "no title": ["a.txt", "1", "title", "-", ""],
    "a date as Excel shows it": ["a.txt", "", "date", "2023/3/1", ""],
    "a date as Excel stores it": ["a.txt", "", "published", "2023-03-01 00:00:00", ""],
    "a year alone": ["a.txt", "", "date", "2023", ""],
    "a bound row": ["a.txt", "", "origin", "县政府网", HASH.upper()],
    "a number as Excel stores it": ["a.txt", "2.0", "merge", "", ""],
    "capitals and blanks": [" a.txt ", "", " Keep ", " 上一篇 ", ""],
}


@pytest.mark.parametrize("cells", POSSIBLE.values(), ids=POSSIBLE)
def test_rows_that_are_possible(cells: list[str]) -> None:
    (row,) = rows(cells).rows
    assert (row.line, row.source, row.rule) == (2, "a.txt", "correction:2")
    assert row.sha256 in ("", HASH)


def test_rows_bear_the_numbers_that_a_spreadsheet_shows() -> None:
    table = [[], HEADER, ["", "", "", "", ""], ["a.txt", "", "keep", "甲\n乙", ""], ["b.txt", "", "keep", "丙", ""]]
    assert [row.line for row in parse_corrections(table, "c.csv").rows] == [4, 5]


def test_columns_may_change_places_and_some_may_be_missing() -> None:
    found = rows(["甲", "keep", "a.txt", "看过"], header=["Value", "action", "source", "note", ""]).rows
    assert [(row.source, row.value, row.sha256) for row in found] == [("a.txt", "甲", "")]


WRONG = {
    "an unknown action": (["a.txt", "", "kep", "x", ""], "did you mean 'keep'"),
    "an action like nothing": (["a.txt", "", "删", "x", ""], "known actions: keep, drop"),
    "no source": (["", "", "keep", "x", ""], "no source"),
    "keep with a part": (["a.txt", "1", "keep", "x", ""], "takes no part"),
    "keep without a value": (["a.txt", "", "keep", "", ""], "needs a value"),
    "drop of nothing": (["a.txt", "", "drop", "", ""], "needs a value or a part"),
    "merge without a part": (["a.txt", "", "merge", "", ""], "takes a part from 2"),
    "merge of the first speech": (["a.txt", "1", "merge", "", ""], "takes a part from 2"),
    "merge with a value": (["a.txt", "2", "merge", "x", ""], "no value"),
    "split without a value": (["a.txt", "", "split", "", ""], "needs a value"),
    "a title without a value": (["a.txt", "1", "title", "", ""], "- to empty the field"),
    "a date that is none": (["a.txt", "1", "date", "昨天", ""], "like 2023-03-01"),
    "a part that is no number": (["a.txt", "二", "merge", "", ""], "part is no number"),
    "part zero": (["a.txt", "0", "drop", "", ""], "part is no number"),
    "a hash that is none": (["a.txt", "", "keep", "x", "abc"], "no SHA-256"),
    "more cells than columns": (["a.txt", "", "keep", "x", "", "y"], "more cells than columns"),
}


@pytest.mark.parametrize("cell", ["2", "02", "2.0", "２", "２．０"])
def test_a_number_of_a_part_is_read_as_spreadsheets_and_people_write_it(cell: str) -> None:
    (row,) = parse_corrections([HEADER, ["a.txt", cell, "merge", "", ""]], "c.csv").rows
    assert row.part == 2


@pytest.mark.parametrize(("cells", "what"), WRONG.values(), ids=WRONG)
def test_rows_that_are_not_possible_are_told_with_file_and_line(cells: list[str], what: str) -> None:
    with pytest.raises(ConfigError) as caught:
        rows(["b.txt", "", "keep", "x", ""], cells)
    assert what in str(caught.value)
    assert str(caught.value).startswith("corrections.csv:3: ")


HEADERS = {
    "an unknown column": (["source", "acton"], "did you mean 'action'"),
    "a column without a name": (["source", "", "action"], "unknown column ''"),
    "no source": (["part", "action"], "no column 'source'"),
    "no action": (["source", "value"], "no column 'action'"),
    "one twice": (["source", "action", "source"], "two columns"),
}


@pytest.mark.parametrize(("header", "what"), HEADERS.values(), ids=HEADERS)
def test_headers_that_are_not_possible_are_told(header: list[str], what: str) -> None:
    with pytest.raises(ConfigError, match=r"corrections\.csv:1: ") as caught:
        rows(header=header)
    assert what in str(caught.value)


def test_an_empty_table_is_told() -> None:
    with pytest.raises(ConfigError, match="is empty"):
        parse_corrections([["", ""], []], "c.csv")


MEANT = {
    "a row without a hash": (["a.txt", "", "keep", "x", ""], document(), True),
    "a row with the hash of the text": (["a.txt", "", "keep", "x", HASH], document(), True),
    "a row for another text": (["a.txt", "", "keep", "x", HASH], document(text="各位代表："), False),
    "a row for another file": (["b.txt", "", "keep", "x", HASH], document(), False),
    "a row for a file in a folder": (["x/a.txt", "", "keep", "x", ""], document(), False),
}


@pytest.mark.parametrize(("cells", "text", "meant"), MEANT.values(), ids=MEANT)
def test_which_rows_are_meant_for_a_file(cells: list[str], text: Document, meant: bool) -> None:
    assert bool(rows(cells).of(text)) is meant


KEYED = {
    "its id": ("7", "", True),
    "its key as records have it": ("id:7", "", True),
    "its hash": ("", HASH, True),
    "both": ("7", HASH, True),
    "another id": ("8", "", False),
    "another id with its hash": ("8", HASH, False),
    "nothing": ("", "", False),
}


@pytest.mark.parametrize(("key", "sha256", "meant"), KEYED.values(), ids=KEYED)
def test_a_document_among_others_is_named_by_id_or_hash(key: str, sha256: str, meant: bool) -> None:
    found = rows(["a.jsonl", key, "keep", "x", sha256], header=["source", "key", "action", "value", "sha256"])
    assert bool(found.of(replace(document("a.jsonl", id=7), many=True))) is meant


def test_a_single_file_is_known_by_the_end_of_its_path() -> None:
    table = rows(*([source, "", "keep", "x", ""] for source in ("a.txt", "x/a.txt", "y/a.txt", "ba.txt")))
    assert [row.line for row in table.at("/home/x/a.txt", "a.txt").of(document())] == [2, 3]


def test_the_hash_is_that_of_the_text_whatever_its_encoding() -> None:
    assert text_hash("同志们：".encode("gb18030").decode("gb18030")) == HASH


def test_rows_that_say_the_same_have_the_same_hash_wherever_the_table_lies() -> None:
    cells = ["a.txt", "", "keep", "x", ""]
    assert rows(cells).sha256 == parse_corrections([HEADER, cells], "elsewhere.csv").sha256
    assert rows(cells).sha256 != rows([*cells[:3], "y", ""]).sha256


STALE = {
    "a source that is gone": (["b.txt", "", "keep", "x", ""], "no input 'b.txt'"),
    "a text that has changed": (["a.txt", "", "keep", "x", HASH], "has changed"),
    "a document that is not told": (["a.txt", "", "keep", "x", ""], "which document"),
}


@pytest.mark.parametrize(("cells", "what"), STALE.values(), ids=STALE)
def test_rows_that_met_no_document_are_told(cells: list[str], what: str) -> None:
    (error,) = stale(rows(cells), ["a.txt"], {})
    assert what in str(error)
    assert (error.file, error.line, bool(error.advice)) == ("corrections.csv", 2, True)


def test_a_key_that_no_document_has_is_told() -> None:
    table = rows(["a.jsonl", "9", "keep", "x"], header=["source", "key", "action", "value"])
    (error,) = stale(table, ["a.jsonl"], {})
    assert "key '9'" in str(error)


def test_rows_that_were_applied_are_not_told() -> None:
    table = rows(["a.txt", "", "keep", "x", ""], ["a.txt", "", "keep", "y", ""])
    errors = stale(table, ["a.txt"], {2: Outcome(2), 3: Outcome(3, "why", "what to do")})
    assert [(error.line, error.what, error.advice) for error in errors] == [(3, "not applied: why", "what to do")]


def test_of_several_documents_one_that_took_a_row_is_enough() -> None:
    for order in ([Outcome(2, "no"), Outcome(2)], [Outcome(2), Outcome(2, "no")]):
        known: dict[int, Outcome] = {}
        add_outcomes(known, order)
        assert known == {2: Outcome(2)}


@pytest.mark.parametrize(
    ("other", "same"),
    [
        pytest.param(["b.txt", "1", "title", "讲话", HASH], False, id="another file"),
        pytest.param(["a.txt", "2", "title", "讲话", HASH], False, id="another speech"),
        pytest.param(["a.txt", "1", "origin", "讲话", HASH], False, id="another field"),
        pytest.param(["a.txt", "1", "title", "报告", HASH], False, id="another value"),
        pytest.param(["a.txt", "1", "title", "讲话", text_hash("x")], False, id="another text"),
        pytest.param(["a.txt", "1", "title", "讲话", HASH], True, id="elsewhere in the table"),
        pytest.param(["a.txt", "1", "title", "讲话", ""], True, id="not bound yet"),
    ],
)
def test_when_rows_say_the_same(other: list[str], same: bool) -> None:
    (own,) = rows(["a.txt", "1", "title", "讲话", HASH]).rows
    *_, found = rows([""] * 5, ["a.txt", "", "keep", "x", ""], other).rows
    assert own.says_as(found.to_values()) is found.says_as(own.to_values()) is same
