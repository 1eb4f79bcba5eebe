import io
import sys
from typing import Any

import pytest

from cleaner import formats
from cleaner.config import Config
from cleaner.model import Piece

PAGE = "<!DOCTYPE html><p>各位同志，今天我们召开会议。</p>"


def read(name: str, data: bytes, **settings: Any) -> list[Piece]:
    return list(formats.read(io.BytesIO(data), name, 0, len(data), Config(**settings)))


NAMES = {
    "a page": ("a.html", PAGE, "html"),
    "text with a tag in it": ("a.txt", "讲话<br>全文", "text"),
    "a page called .txt": ("a.txt", PAGE, "html"),
    "a page behind a declaration": ("a.doc", f'<?xml version="1.0"?>\n<!-- x -->{PAGE}', "html"),
    "a page called .xls": ("a.xls", PAGE, "html"),
    "a page called .md": ("a.md", PAGE, "markdown"),
    "text called .doc": ("a.doc", "讲话", "text"),
    "a table called .xls": ("a.xls", "正文\t标题", "table"),
    "rich text called .txt": ("a.txt", "{\\rtf1 x}", "rtf"),
    "no name at all": ("-", PAGE, "html"),
}


@pytest.mark.parametrize(("name", "text", "module"), NAMES.values(), ids=NAMES)
def test_content_goes_before_the_name(name: str, text: str, module: str) -> None:
    assert formats.reader_for(name, text.encode()).__name__ == f"cleaner.formats.{module}"


def test_a_page_in_utf_16_is_known() -> None:
    assert formats.reader_for("a.txt", PAGE.encode("utf-16")).__name__ == "cleaner.formats.html"


BAD: dict[str, tuple[str, bytes, str | None]] = {
    "JSON that is cut off": ("a.json", b'[{"text": "x"', "json"),
    "JSON that is a number": ("a.json", b"1", "json"),
    "JSON nested too deep": ("a.json", b"[" * 100_000, "json"),
    "an empty table": ("a.csv", b"", "empty"),
    "a table without a text": ("a.csv", "标题,日期\n讲话,2020\n".encode(), "no-text-field"),
    "a sheet that is none": ("a.xlsx", b"PK\3\4rubbish", "office"),
    "a Word file that is none": ("a.docx", b"PK\3\4rubbish", "office"),
    "Parquet that is cut off": ("a.parquet", b"PAR1rubbish", "parquet"),
    "a saved page without a page": ("a.mht", b"Subject: x\r\n\r\ntext", "mhtml"),
    "rich text that is none": ("a.rtf", b"x", "format"),
    "an empty page": ("a.html", b"<html></html>", "empty"),
}


@pytest.mark.parametrize(("name", "data", "code"), BAD.values(), ids=BAD)
def test_what_cannot_be_read_is_one_named_error(name: str, data: bytes, code: str) -> None:
    (piece,) = read(name, data)
    assert piece.error is not None
    assert (piece.error.code, piece.error.file) == (code, name)


def test_older_office_files_ask_for_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    for name in ("a.doc", "a.xls", "a.wps", "a.txt"):
        (piece,) = read(name, formats.OLE + b"rest")
        assert piece.error is not None
        assert "LibreOffice" in piece.error.what


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize(
    "suffix", ["html", "mht", "json", "csv", "xlsx", "docx", "rtf", "md", "parquet", "warc", "wet"]
)
def test_rubbish_is_never_an_exception(suffix: str, seed: int) -> None:
    import random

    rng = random.Random(f"{suffix} {seed}")
    heads = {"xlsx": b"PK\3\4", "docx": b"PK\3\4", "rtf": b"{\\rtf1", "parquet": b"PAR1", "warc": b"WARC/1.0\r\n"}
    data = heads.get(suffix, b"") + rng.choice(
        [rng.randbytes(200), PAGE.encode()[: rng.randrange(60)] * 3, b"\\'u{}" * 9]
    )
    assert all(isinstance(piece, Piece) for piece in read(f"a.{suffix}", data))


LIBRARIES = {
    "a.html": ("resiliparse", PAGE.encode()),
    "a.parquet": ("pyarrow", b"PAR1"),
    "a.rtf": ("striprtf", b"{\\rtf1 x}"),
    "a.warc": ("fastwarc", b"WARC/1.0\r\n"),
}


@pytest.mark.parametrize(
    ("name", "library", "data"), [(name, *rest) for name, rest in LIBRARIES.items()], ids=LIBRARIES
)
def test_a_library_that_is_not_there_is_a_named_error(
    name: str, library: str, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in [loaded for loaded in sys.modules if loaded.partition(".")[0] == library]:
        monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setitem(sys.modules, library, None)
    (error,) = (piece.error for piece in read(name, data) if piece.error)
    assert (error.code, f"needs {library}" in error.what) == ("extra", True)


def test_a_line_that_is_too_long_costs_only_itself() -> None:
    good = '{"text": "各位同志"}\n'.encode()
    data = good + b'{"text": "' + b"x" * 250 + b'"}\n' + good
    pieces = read("a.jsonl", data, max_line=100)
    assert [piece.error.code for piece in pieces if piece.error] == ["too-large"]
    assert [piece.document.text for piece in pieces if piece.document] == ["各位同志"] * 2
    raw = [piece.frame.before for piece in pieces if piece.document is None]
    assert b"".join(raw) == data[len(good) : -len(good)]
