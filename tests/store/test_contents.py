import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner.errors import OutputError
from cleaner.store import contents
from tests.store.test_shapes import ENTRY, RECORD, SOUND


def write(path: Path, *rows: Any) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows))
    return path


READERS: dict[str, tuple[Callable[[list[Path]], Any], dict[str, Any]]] = {
    "records": (lambda paths: contents.records(paths, "jsonl"), RECORD),
    "texts": (lambda paths: contents.texts(paths, "jsonl"), RECORD),
    "entries": (contents.entries, ENTRY),
    "documents": (contents.documents, ENTRY),
    "repetitions": (contents.repetitions, SOUND["a template"][1]),
    "reposts": (contents.reposts, SOUND["a repost"][1]),
    "troubles": (contents.troubles, SOUND["a trouble"][1]),
}


@pytest.mark.parametrize(("read", "row"), READERS.values(), ids=READERS)
def test_rows_are_read_in_order(tmp_path: Path, read: Any, row: Any) -> None:
    assert len(list(read([write(tmp_path / "a", row, row), write(tmp_path / "b", row)]))) == 3


@pytest.mark.parametrize(("read", "row"), READERS.values(), ids=READERS)
def test_what_is_misshapen_is_told_by_file_line_and_field(tmp_path: Path, read: Any, row: Any) -> None:
    paths = [write(tmp_path / "a", row), write(tmp_path / "b", row, {})]
    with pytest.raises(OutputError, match=r"/b:2: damaged: '.+' is .+: take a sound copy") as caught:
        list(read(paths))
    assert caught.value.code == "damaged"


ODD: dict[str, Callable[[Path], object]] = {
    "a folder": Path.mkdir,
    "a loop of links": lambda path: path.symlink_to(path.name),
    "a pipe": lambda path: os.mkfifo(path),
}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("make", ODD.values(), ids=ODD)
@pytest.mark.parametrize(("read", "row"), READERS.values(), ids=READERS)
def test_what_is_no_file_is_not_waited_for(tmp_path: Path, read: Any, row: Any, make: Any) -> None:
    make(tmp_path / "b")
    with pytest.raises(OutputError, match="/b: is no ordinary file"):
        list(read([write(tmp_path / "a", row), tmp_path / "b"]))


@pytest.mark.parametrize(("read", "row"), READERS.values(), ids=READERS)
def test_what_is_not_there_is_missing(tmp_path: Path, read: Any, row: Any) -> None:
    with pytest.raises(OutputError, match="/b: is missing"):
        list(read([tmp_path / "b"]))


PAGES: dict[str, tuple[list[tuple[int, int]], str]] = {
    "the first is missing": ([(2, 2)], "does not go on with page 1"),
    "one is missing": ([(1, 3), (3, 3)], "does not go on with page 2"),
    "one more than there are": ([(2, 1)], "does not go on with page 1"),
    "another count": ([(1, 2), (2, 3)], "does not go on with page 2"),
    "the last is missing": ([(1, 2)], "ends before page 2"),
}


def paged(*pages: tuple[int, int]) -> list[dict[str, Any]]:
    return [{**ENTRY, "page": page, "pages": of} for page, of in pages]


def test_pages_of_a_document_belong_together(tmp_path: Path) -> None:
    path = write(tmp_path / "a", *paged((1, 1), (1, 2), (2, 2), (1, 1)))
    assert [len(pages) for pages in contents.documents([path])] == [1, 2, 1]


def test_a_line_that_says_nothing_of_pages_is_a_document_and_so_are_bytes_of_none(tmp_path: Path) -> None:
    alone = {name: value for name, value in ENTRY.items() if name not in ("page", "pages")}
    path = write(tmp_path / "a", alone, SOUND["bytes of no document"][1], alone)
    assert [len(pages) for pages in contents.documents([path])] == [1, 1, 1]


@pytest.mark.parametrize("read", [contents.entries, contents.documents])
def test_a_ledger_holds_what_went_unless_it_is_known_not_to(tmp_path: Path, read: Any) -> None:
    spans = [{name: value for name, value in span.items() if name != "old"} for span in ENTRY["spans"]]
    path = write(tmp_path / "a", {**ENTRY, "spans": spans})
    assert len(list(read([path], full=False))) == 1
    with pytest.raises(OutputError, match=r"'spans\[1\]\.old' is missing"):
        list(read([path]))


@pytest.mark.parametrize(("pages", "said"), PAGES.values(), ids=PAGES)
def test_pages_that_do_not_go_on_are_told(tmp_path: Path, pages: list[tuple[int, int]], said: str) -> None:
    with pytest.raises(OutputError, match=said):
        list(contents.documents([write(tmp_path / "a", *paged(*pages))]))


def tree(folder: Path, file: str) -> list[Path]:
    (folder / "index.csv").write_text(f"id,file,source\na-1,{file},a.txt\n", encoding="utf-8")
    (folder / "a.txt").write_text("讲话", encoding="utf-8")
    return [folder / "a.txt", folder / "index.csv"]


def test_a_tree_of_texts_is_read_by_its_index(tmp_path: Path) -> None:
    paths = tree(tmp_path, "a.txt")
    assert list(contents.texts(paths, "text")) == [("a-1", "讲话")]
    assert [record["source"] for record in contents.records(paths, "text")] == ["a.txt"]


def test_a_tree_of_texts_has_one_index(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    paths = [*tree(tmp_path, "a.txt"), *tree(tmp_path / "b", "a.txt")]
    assert list(contents.texts(paths, "text")) == [("a-1", "讲话")]


@pytest.mark.parametrize("file", ["../a.txt", "/etc/passwd", "b.txt", ".", "", "x/../../a.txt"])
def test_an_index_leads_nowhere_else(tmp_path: Path, file: str) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "a.txt").write_text("别处", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be read back"):
        list(contents.texts(tree(tmp_path / "inner", file), "text"))


def test_a_tree_without_index_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"no index\.csv"):
        list(contents.texts([write(tmp_path / "a")], "text"))
