import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from cleaner.config import Config
from cleaner.errors import ConfigError
from cleaner.listing import parse_listing
from cleaner.model import Decoded, Document, Frame, Piece
from cleaner.pipeline import run

TEXT = "在全县大会上的讲话\n同志们：\n今天我们召开会议，安排部署今后的工作。\n谢谢大家！\n"


def piece(source: str, own_id: str | None = None, *, many: bool = False, **fields: str) -> Piece:
    document = Document(source, "", Decoded("讲话", "utf-8"), fields, {"编号": "7"}, many=many)
    return Piece(source, 0, Frame("plain"), document, own_id=own_id)


def row_of(found: Piece, key: str, column: str) -> int | None:
    joined = parse_listing([[column, "标题"], ["other", "甲"], [key, "乙"]], column, "x.csv").join(found).document
    assert joined is not None
    return joined.row


KEYS = {
    "another name": (piece("a.txt"), "b.txt", "文件名", None),
    "a file of many is no document": (piece("a.jsonl", many=True), "a.jsonl", "文件名", None),
    "the name": (piece("x/a.txt"), "a.txt", "文件名", 3),
    "the name without its ending": (piece("x/a.txt"), "a", "文件名", 3),
    "the path": (piece("x/a.txt"), "x/a.txt", "文件名", 3),
    "a path of Windows": (piece("x/a.txt"), ".\\x\\a.txt", "文件名", 3),
    "the address": (piece("a.html", url="http://a.cn/x/"), "http://a.cn/x", "网址", 3),
    "the id": (piece("a.jsonl", "17", many=True), "17", "id", 3),
    "a column that the record has too": (piece("a.jsonl", many=True), "7", "编号", 3),
}


@pytest.mark.parametrize(("found", "key", "column", "line"), KEYS.values(), ids=KEYS)
def test_a_row_meets_its_document_by(found: Piece, key: str, column: str, line: int | None) -> None:
    assert row_of(found, key, column) == line


@pytest.mark.parametrize("key", [None, "名"])
def test_a_key_that_is_no_column_is_refused(key: str | None) -> None:
    with pytest.raises(ConfigError, match="its columns are 文件名, 标题"):
        parse_listing([["文件名", "标题"]], key, "x.csv")


HEADED = {
    "the header first": ([], [["a.txt", "甲"]], 2),
    "blank rows above the header": ([[], ["", " "]], [["a.txt", "甲"]], 4),
    "blank rows below the header": ([], [["", ""], [], ["a.txt", "甲"]], 4),
}


@pytest.mark.parametrize(("above", "below", "line"), HEADED.values(), ids=HEADED)
def test_blank_rows_are_no_rows(above: list[list[str]], below: list[list[str]], line: int) -> None:
    found = parse_listing([*above, ["文件名", "标题"], *below], "文件名", "x.csv").rows
    assert {key: (row.line, row.values["标题"]) for key, row in found.items()} == {"a.txt": (line, "甲")}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ([], "x.csv: is empty: its first row must name the columns"),
        ([[], [" "]], "x.csv: is empty: its first row must name the columns"),
        (
            [[], ["讲话汇编", ""], ["文件名", "标题"]],
            "x.csv:2: has no column '文件名': its first row must name the columns",
        ),
    ],
    ids=["no row", "blank rows", "a title above the header"],
)
def test_a_list_without_a_header_is_told_what_is_missing(table: list[list[str]], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        parse_listing(table, "文件名", "x.csv")


def corpus(folder: Path, rows: Sequence[str], **settings: Any) -> tuple[list[Any], list[Any]]:
    (folder / "in").mkdir()
    (folder / "in" / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "in" / "b.txt").write_text(TEXT.replace("部署", "研究"), encoding="utf-8")
    (folder / "in" / "清单.csv").write_bytes("\n".join(rows).encode("gb18030"))
    config = Config(metadata=str(folder / "in" / "清单.csv"), metadata_key="文件名", near_duplicates="keep", **settings)
    run([folder / "in"], folder / "out", config)
    paths = (folder / "out" / "corpus" / "part-00000.jsonl", folder / "out" / "errors.jsonl")
    records, errors = ([json.loads(line) for line in path.read_text("utf-8").splitlines()] for path in paths)
    return records, errors


def test_what_the_list_says_wins_and_what_was_found_stays_beside_it(tmp_path: Path) -> None:
    rows = ["文件名,标题,讲话日期,讲话人,体裁", "a.txt,动员会讲话,2020-01-02,李某某,讲话", "b.txt,,,,讲话"]
    (first, second), errors = corpus(tmp_path, rows)
    assert [first[name] for name in ("title", "date", "speaker")] == ["动员会讲话", "2020-01-02", "李某某"]
    assert {"key": "found_title", "value": "在全县大会上的讲话"} in first["meta"]
    assert {"key": "体裁", "value": "讲话"} in first["meta"]
    assert second["title"] == "在全县大会上的讲话"
    assert first["text"].startswith("同志们：")
    assert [(error["status"], error["file"]) for error in errors] == [("skipped", "清单.csv")]


def test_rows_and_documents_that_do_not_meet_are_told(tmp_path: Path) -> None:
    _, errors = corpus(tmp_path, ["文件名,标题", "a.txt,甲", "c.txt,丙", "a.txt,丁"])
    told = [(error["file"], error["line"], error["code"]) for error in errors if error["status"] == "unlisted"]
    assert told == [("b.txt", None, "unlisted"), ("清单.csv", 4, "same-key"), ("清单.csv", 3, "unlisted")]


def test_a_list_that_changed_makes_another_corpus(tmp_path: Path) -> None:
    corpus(tmp_path, ["文件名,标题", "a.txt,甲"])
    before = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert before["rules"]["metadata"]["count"] == 1
    assert "清单" not in json.dumps(before["config"], ensure_ascii=False)
