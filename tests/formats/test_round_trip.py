"""Every format brings the seeds in as text does: the same nine speeches, and the bytes of the file again."""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from html import escape
from pathlib import Path
from typing import Any

import pytest

from cleaner import formats
from cleaner.config import Config
from cleaner.document.clean import clean
from cleaner.document.decode import decode
from cleaner.formats.frame import bytes_of
from cleaner.model import Decoded, Piece
from cleaner.prepare import matcher, options

SEEDS = Path(__file__).parents[2] / "seeds"
TEXTS = {path.stem: decode(path.read_bytes()).text for path in sorted(SEEDS.glob("*.txt"))}
Speeches = list[tuple[str | None, tuple[str, ...]]]


def page(text: str, charset: str = "big5") -> str:
    lines = "\n".join(f"<p>{escape(line)}</p>" for line in text.splitlines())
    return f'<!DOCTYPE html><html><head><meta charset="{charset}"></head><body><div>{lines}</div></body></html>'


def as_mhtml(text: str) -> bytes:
    message = EmailMessage()
    message["Subject"] = "saved"
    message.set_content(page(text).encode("gb18030"), "text", "html", cte="base64")
    message["Content-Location"] = "http://www.example.cn/a.html"
    return message.as_bytes()


def as_docx(text: str) -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    paragraphs = "".join(
        f'<w:p><w:pPr><w:jc w:val="left"/></w:pPr><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for line in text.splitlines()
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document {space}><w:body>{paragraphs}</w:body></w:document>")
        archive.writestr("word/header1.xml", f"<w:hdr {space}><w:p><w:r><w:t>页眉</w:t></w:r></w:p></w:hdr>")
    return stream.getvalue()


def as_rtf(text: str) -> bytes:
    def spelled(char: str) -> str:
        if char in "\\{}":
            return f"\\{char}"
        return char if char.isascii() else "".join(f"\\'{byte:02x}" for byte in char.encode("gb18030"))

    lines = "\\par\n".join("".join(map(spelled, line)) for line in text.splitlines())
    return ("{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0\\fcharset134 SimSun;}}\\f0 " + lines + "}").encode("ascii")


def as_markdown(text: str) -> bytes:
    return text.encode()


SINGLE: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "text": ("a.txt", str.encode),
    "markup in GB18030 that says it is Big5": ("a.html", lambda text: page(text).encode("gb18030")),
    "markup in UTF-8 that says it is GB2312": ("a.htm", lambda text: page(text, "gb2312").encode()),
    "markup called .doc": ("a.doc", lambda text: page(text).encode("gb18030")),
    "markup called .txt": ("a.txt", lambda text: page(text).encode("gb18030")),
    "text called .html": ("a.html", lambda text: text.replace("<", "＜").encode("gb18030")),
    "a saved page": ("a.mht", as_mhtml),
    "Word": ("a.docx", as_docx),
    "Word called .doc": ("a.doc", as_docx),
    "rich text": ("a.rtf", as_rtf),
    "rich text called .doc": ("a.doc", as_rtf),
    "Markdown": ("a.md", as_markdown),
}


def records() -> list[dict[str, str]]:
    return [{"title": "", "content": text, "编号": name} for name, text in TEXTS.items()]


def as_csv(encoding: str, delimiter: str = ",") -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, ["编号", "title", "content"], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(records())
    return stream.getvalue().encode(encoding)


def as_xlsx() -> bytes:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["no text here"])
    sheet = book.create_sheet()
    sheet.append(["编号", "title", "content"])
    for record in records():
        sheet.append([record["编号"], record["title"], record["content"]])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_parquet() -> bytes:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    stream = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(records()), stream, row_group_size=2)
    return stream.getvalue()


def warc_record(kind: str, content_type: str, body: bytes, number: int) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>\r\n"
        f"WARC-Target-URI: http://www.example.cn/{number}.html\r\nWARC-Date: 2023-03-02T09:16:00Z\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def as_warc(*, compressed: bool) -> bytes:
    pages = [page(text).encode("gb18030") for text in TEXTS.values()]
    replies = [b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=big5\r\n\r\n" + body for body in pages]
    replies.insert(1, b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>gone</p>")
    found = [warc_record("response", "application/http; msgtype=response", body, n) for n, body in enumerate(replies)]
    return b"".join(gzip.compress(record, mtime=0) if compressed else record for record in found)


def as_wet() -> bytes:
    return b"".join(
        warc_record("conversion", "text/plain", text.encode(), number) for number, text in enumerate(TEXTS.values())
    )


MANY: dict[str, tuple[str, Callable[[], bytes]]] = {
    "JSON Lines": ("a.jsonl", lambda: b"".join(json.dumps(record).encode() + b"\n" for record in records())),
    "JSON, a list": ("a.json", lambda: json.dumps(records(), ensure_ascii=False, indent=1).encode()),
    "JSON, a list in an object": ("a.json", lambda: json.dumps({"count": 5, "data": records()}).encode("utf-8-sig")),
    "JSON, lines": ("a.json", lambda: b"".join(json.dumps(record).encode() + b"\n" for record in records())),
    "CSV with a mark": ("a.csv", lambda: as_csv("utf-8-sig")),
    "CSV in GB18030": ("a.csv", lambda: as_csv("gb18030")),
    "CSV in UTF-16": ("a.csv", lambda: as_csv("utf-16")),
    "CSV with semicolons": ("a.csv", lambda: as_csv("utf-8", ";")),
    "tabs": ("a.tsv", lambda: as_csv("gb18030", "\t")),
    "tabs called .xls": ("a.xls", lambda: as_csv("gb18030", "\t")),
    "a sheet": ("a.xlsx", as_xlsx),
    "Parquet": ("a.parquet", as_parquet),
    "WARC": ("a.warc", lambda: as_warc(compressed=False)),
    "WARC, compressed": ("a.warc.gz", lambda: as_warc(compressed=True)),
    "WET": ("a.wet", as_wet),
}


def read(name: str, data: bytes, **settings: Any) -> list[Piece]:
    return list(formats.read(io.BytesIO(data), name, 0, len(data), Config(**settings)))


def speeches(pieces: list[Piece]) -> Speeches:
    config = Config()
    found: Speeches = []
    for piece in pieces:
        assert piece.error is None, piece.error
        if piece.document is not None:
            cleaned = clean(piece.document, matcher(config), options(config, piece.document))
            found += [(speech.title, tuple(p.text for p in speech.paragraphs)) for speech in cleaned.speeches]
    return found


def bytes_again(pieces: list[Piece]) -> bytes:
    nothing = Decoded("", "utf-8")
    return b"".join(bytes_of(piece.frame, piece.document.decoded if piece.document else nothing) for piece in pieces)


@pytest.fixture(scope="module")
def expected() -> Speeches:
    return [speech for text in TEXTS.values() for speech in speeches(read("a.txt", text.encode()))]


def test_the_seeds_hold_nine_speeches(expected: Speeches) -> None:
    assert len(expected) == 9


@pytest.mark.parametrize(("name", "make"), SINGLE.values(), ids=SINGLE)
def test_a_file_that_is_a_document_gives_the_same_speeches(
    name: str, make: Callable[[str], bytes], expected: Speeches
) -> None:
    found: Speeches = []
    for text in TEXTS.values():
        data = make(text)
        pieces = read(name, data)
        assert bytes_again(pieces) == data
        found += speeches(pieces)
    assert found == expected


@pytest.mark.parametrize(("name", "make"), MANY.values(), ids=MANY)
def test_a_file_of_many_documents_gives_the_same_speeches(
    name: str, make: Callable[[], bytes], expected: Speeches
) -> None:
    data = make()
    pieces = read(name, data)
    assert bytes_again(pieces) == data
    assert speeches(pieces) == expected


CUT = ("CSV in GB18030", "Parquet", "WARC", "WARC, compressed", "WET", "JSON Lines")


@pytest.mark.parametrize("kind", CUT)
def test_a_file_that_is_read_in_stretches_gives_the_same(kind: str, tmp_path: Path) -> None:
    name, make = MANY[kind]
    data = make()
    path = tmp_path / name
    path.write_bytes(data)
    reader = formats.reader_of(name)
    assert reader is not None
    stretches = list(reader.cut(path, len(data), 1000))
    assert len(stretches) > 1
    assert [end for _, end in stretches] == [*(start for start, _ in stretches[1:]), len(data)]
    found = [piece for start, end in stretches for piece in formats.read(io.BytesIO(data), name, start, end, Config())]
    assert bytes_again(found) == data
    texts = [piece.document.text for piece in found if piece.document]
    assert texts == [piece.document.text for piece in read(name, data) if piece.document]
