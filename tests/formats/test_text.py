import csv
import io
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest

from cleaner.config import Config
from cleaner.errors import OutputError
from cleaner.formats import reader_of, text
from cleaner.formats.frame import bytes_of
from cleaner.model import Piece
from cleaner.store.records import RECORD_KEYS


def read(data: bytes, **settings: Any) -> Piece:
    (piece,) = text.read(io.BytesIO(data), "a.txt", 0, len(data), Config(**settings))
    return piece


WHOLE = {
    "UTF-8": "今天开会。\r\n".encode(),
    "a mark": "今天开会。".encode("utf-8-sig"),
    "UTF-16 with its mark": "今天开会。".encode("utf-16"),
    "HZ, which is kept raw": "今天我们召开会议，总结工作。\n".encode("hz"),
    "Big5 that is written otherwise": "各位領導、同志們：今天召開這個會議，主要是總結工作。\n".encode("big5hkscs"),
}


@pytest.mark.parametrize("data", WHOLE.values(), ids=WHOLE)
def test_a_file_is_one_document_that_makes_its_bytes_again(data: bytes) -> None:
    piece = read(data)
    assert piece.document is not None
    assert bytes_of(piece.frame, piece.document.decoded) == data


NOTHING = {"empty": b"", "blank": b" \r\n\t", "only a mark": b"\xef\xbb\xbf", "full-width blanks": "　　\n".encode()}


@pytest.mark.parametrize("data", NOTHING.values(), ids=NOTHING)
def test_a_file_without_text_is_an_error_with_its_name(data: bytes) -> None:
    error = read(data).error
    assert error is not None
    assert (error.code, error.file) == ("empty", "a.txt")


def test_a_binary_file_is_an_error() -> None:
    assert read(b"\x89PNG\r\n\x1a\n" + bytes(200)).error is not None


@pytest.mark.parametrize(
    ("name", "reader"),
    [("a.txt", text), ("讲话.TXT", text), ("a.text", text), ("a.pdf", None), ("txt", None), (".txt", text)],
)
def test_which_files_are_text(name: str, reader: object) -> None:
    assert reader_of(name) is reader


SAFE = {
    "Chinese stays": ("在全县工作会议上的讲话", "在全县工作会议上的讲话"),
    "blanks inside stay": ("a b", "a b"),
    "slashes": ("a/b\\c", "a_b_c"),
    "a drive": ("c:", "c_"),
    "controls and direction": ("a\n\x1b\u202eb", "a___b"),
    "dots at the end": ("讲话...", "讲话"),
    "only dots": ("..", "_"),
    "nothing": ("", "_"),
    "a device": ("NUL", "_NUL"),
    "a device with an ending": ("aux.txt", "_aux.txt"),
    "half of a pair": ("a\ud800", "a_"),
}


@pytest.mark.parametrize(("name", "safe"), SAFE.values(), ids=SAFE)
def test_names_are_safe_on_every_system(name: str, safe: str) -> None:
    assert text.safe_name(name) == safe


@pytest.mark.parametrize("name", ["讲" * 300, "\U00020000" * 100, "x" * 300])
def test_long_names_are_cut_between_characters(name: str) -> None:
    safe = text.safe_name(name)
    assert name.startswith(safe)
    assert 100 < len(safe.encode()) <= text.LONGEST_NAME


DEFUSED = {
    "text stays": ("讲话", "讲话"),
    "a number stays": (12, "12"),
    "nothing stays": (None, ""),
    "an equals sign inside stays": ("a=b", "a=b"),
    "a formula": ("=1+1", "'=1+1"),
    "a plus": ("+1", "'+1"),
    "a minus": ("-1", "'-1"),
    "an at": ("@SUM(A1)", "'@SUM(A1)"),
    "after blanks": ("  =1", "'  =1"),
    "a tab": ("\t讲", "'\t讲"),
    "a carriage return": ("\r=讲", "' =讲"),
    "lines become one": ("讲\n=1+1", "讲 =1+1"),
    "a full-width equals sign": ("＝1+1", "'＝1+1"),
}


@pytest.mark.parametrize(("value", "cell"), DEFUSED.values(), ids=DEFUSED)
def test_no_cell_is_a_formula(value: object, cell: str) -> None:
    assert text.defused(value) == cell


def record(number: int, **values: Any) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(RECORD_KEYS)
    return empty | {
        "id": f"{number:016x}-1",
        "source": "a/b.txt",
        "key": "",
        "part": 1,
        "title": "题目",
        "text": f"讲话{number}\n谢谢大家！",
        "characters": 9,
        "meta": [],
        **values,
    }


def write(folder: Path, *records: dict[str, Any]) -> None:
    writer = text.Writer(folder, "text")
    for item in records:
        writer.add(item)
    writer.close()


TREES: dict[str, list[dict[str, Any]]] = {
    "one": [record(1)],
    "parts of one file": [record(1), record(2, part=2)],
    "documents of one file with one title": [record(1, key="id:1"), record(2, key="id:2")],
    "no title": [record(1, title=None)],
    "sources that differ only in what Windows forbids": [record(1, source="a?.txt"), record(2, source="a*.txt")],
    "sources that differ only in case": [record(1, source="a.txt"), record(2, source="A.txt")],
    "sources that differ only at the end of a long name": [
        record(1, source="讲" * 60 + "1.txt"),
        record(2, source="讲" * 60 + "2.txt"),
    ],
    "a source that differs only in a dot at the end": [record(1, source="a.txt"), record(2, source="a.txt.")],
    "a source like a formula": [record(1, source="=a.txt"), record(2, source="-b.txt")],
    "a source called as the index": [record(1, source="index.csv")],
    "a title of 200,000 characters": [record(1, title="题" * 200_000)],
    "a title in lines": [record(1, title='甲,"乙"\r\n丙')],
    "a title with half a pair": [record(1, title="题\ud800目")],
    "a title with a null": [record(1, title="题\0目")],
    "a source with a line end": [record(1, source="a\nb.txt")],
    "a text with every line end": [record(1, text="甲\r乙\x85丙\u2028丁\r\n")],
}


@pytest.mark.parametrize("records", TREES.values(), ids=TREES)
def test_every_record_has_a_file_of_its_own_and_is_read_back(tmp_path: Path, records: list[dict[str, Any]]) -> None:
    write(tmp_path / "corpus", *records)
    assert list(text.read_back(sorted((tmp_path / "corpus").rglob("*")))) == [
        (item["id"], item["text"]) for item in records
    ]
    names = [path.relative_to(tmp_path).as_posix().lower() for path in tmp_path.rglob("*.txt") if path.is_file()]
    assert len(set(names)) == len(records)
    assert not any(PureWindowsPath(name).is_reserved() for name in names)


def test_no_record_is_written_outside_the_folder(tmp_path: Path) -> None:
    write(tmp_path / "corpus", record(1, source="../../x.txt", title="../y"), record(2, source="/etc/z.txt"))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 3
    assert all(tmp_path / "corpus" in path.parents for path in files)


def test_a_file_is_named_by_its_title_whatever_else_is_known_of_the_page(tmp_path: Path) -> None:
    write(tmp_path / "corpus", record(1, meta=[{"key": "collection", "value": "讲话两篇"}]))
    assert (tmp_path / "corpus" / "a" / "b.txt" / "01-题目.txt").is_file()


def test_the_index_opens_in_excel(tmp_path: Path) -> None:
    write(tmp_path / "corpus", record(1, title="=cmd|' /C calc'!A0"))
    data = (tmp_path / "corpus" / text.INDEX).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == text.COLUMNS
    assert rows[1][4].startswith("'=")


BROKEN = {
    "no index": {},
    "a file is missing": {text.INDEX: "id,file\r\na,b.txt\r\n"},
    "a column is missing": {text.INDEX: "id,name\r\na,b.txt\r\n"},
    "a text is no UTF-8": {text.INDEX: "id,file\r\na,b.txt\r\n", "b.txt": b"\xff"},
    "a row is short": {text.INDEX: "id,file\r\na\r\n"},
}


@pytest.mark.parametrize("files", BROKEN.values(), ids=BROKEN)
def test_a_damaged_tree_is_told(tmp_path: Path, files: dict[str, str | bytes]) -> None:
    for name, data in files.items():
        (tmp_path / name).write_bytes(data.encode() if isinstance(data, str) else data)
    with pytest.raises(OutputError):
        list(text.read_back(sorted(tmp_path.rglob("*"))))


def test_the_index_holds_nothing_that_a_terminal_obeys_or_that_turns_a_line(tmp_path: Path) -> None:
    writer = text.Writer(tmp_path / "texts", "text")
    writer.add(record(1, title="\x1b]0;x\x07\u202e讲话\x00\u200b"))
    writer.close()
    index = (tmp_path / "texts" / "index.csv").read_text(encoding="utf-8-sig")
    assert not set(index) & set("\x1b\x07\x00\u202e\u200b")
    assert "讲话" in index
