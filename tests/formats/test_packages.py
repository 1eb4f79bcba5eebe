import io
import zipfile

import pytest

from cleaner import formats
from cleaner.config import Config
from cleaner.model import Piece

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MANY = 30_000_000


def word(body: str, **parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"{body}")
        for name, part in parts.items():
            archive.writestr(f"word/{name}.xml", part)
    return stream.getvalue()


def zipped(members: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in members.items():
            archive.writestr(name, part)
    return stream.getvalue()


def body(inner: str, head: str = "") -> str:
    return f"{head}<w:document {SPACE}><w:body>{inner}</w:body></w:document>"


def read(data: bytes, name: str = "a.docx") -> Piece:
    (piece,) = formats.read(io.BytesIO(data), name, 0, len(data), Config())
    return piece


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


PARAGRAPHS = {
    "runs make one line": (f"<w:p>{run('经济')}{run('发展')}</w:p><w:p>{run('好')}</w:p>", "经济发展\n好"),
    "a break is a line end": (
        "<w:p><w:r><w:t>一</w:t><w:br/><w:t>二</w:t><w:tab/><w:t>三</w:t></w:r></w:p>",
        "一\n二\t三",
    ),
    "a row is a line": (
        f"<w:tbl><w:tr><w:tc><w:p>{run('甲')}</w:p></w:tc><w:tc><w:p>{run('3')}</w:p></w:tc></w:tr></w:tbl>",
        "甲\t3",
    ),
    "a cell of several lines": (
        f"<w:tbl><w:tr><w:tc><w:p>{run('甲')}</w:p><w:p>{run('乙')}</w:p></w:tc></w:tr></w:tbl>",
        "甲\n乙",
    ),
    "what a tracked change took out": (f"<w:p><w:del>{run('旧')}</w:del><w:ins>{run('新')}</w:ins></w:p>", "新"),
    "the gloss of a ruby": (
        f"<w:p><w:ruby><w:rt>{run('hàn')}</w:rt><w:rubyBase>{run('汉')}</w:rubyBase></w:ruby></w:p>",
        "汉",
    ),
    "a field's code": ("<w:p><w:r><w:instrText>PAGE</w:instrText></w:r>" + run("一") + "</w:p>", "一"),
}


@pytest.mark.parametrize(("inner", "text"), PARAGRAPHS.values(), ids=PARAGRAPHS)
def test_paragraphs_of_word(inner: str, text: str) -> None:
    document = read(word(body(inner))).document
    assert document is not None
    assert document.text == text


def test_notes_come_at_the_end_and_headers_not_at_all() -> None:
    notes = f"<w:footnotes {SPACE}><w:footnote><w:p>{run('注释')}</w:p></w:footnote></w:footnotes>"
    header = f"<w:hdr {SPACE}><w:p>{run('页眉')}</w:p></w:hdr>"
    document = read(word(body(f"<w:p>{run('正文')}</w:p>"), footnotes=notes, header1=header)).document
    assert document is not None
    assert document.text == "正文\n注释"


def related(*parts: tuple[str, str]) -> str:
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rows = "".join(
        f'<Relationship Id="r{at}" Type="{kinds}/{kind}" Target="{to}"/>' for at, (kind, to) in enumerate(parts)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


TEXT = body(f"<w:p>{run('正文')}</w:p>")
FOOTNOTES = f"<w:footnotes {SPACE}><w:footnote><w:p>{run('注释')}</w:p></w:footnote></w:footnotes>"
# The members of a file, and the text that it is.
NAMED = {
    "by the usual names, which nothing says": (
        {"word/document.xml": TEXT, "word/footnotes.xml": FOOTNOTES},
        "正文\n注释",
    ),
    "by the names that the file says": (
        {
            "_rels/.rels": related(("officeDocument", "word/document2.xml")),
            "word/document2.xml": TEXT,
            "word/_rels/document2.xml.rels": related(("styles", "styles2.xml"), ("footnotes", "footnotes2.xml")),
            "word/footnotes2.xml": FOOTNOTES,
        },
        "正文\n注释",
    ),
    "by a name from the root": (
        {"_rels/.rels": related(("officeDocument", "/text/a.xml")), "text/a.xml": TEXT},
        "正文",
    ),
    "by the usual name, where the one that is said is not there": (
        {"_rels/.rels": related(("officeDocument", "word/document2.xml")), "word/document.xml": TEXT},
        "正文",
    ),
    "by the usual name, where what is said is damaged": ({"_rels/.rels": "<Rel", "word/document.xml": TEXT}, "正文"),
    "by the usual name, where what is said has entities": (
        {"_rels/.rels": '<!DOCTYPE x [<!ENTITY a "b">]><x/>', "word/document.xml": TEXT},
        "正文",
    ),
}


@pytest.mark.parametrize(("members", "text"), NAMED.values(), ids=NAMED)
def test_the_parts_of_word_are_found(members: dict[str, str], text: str) -> None:
    document = read(zipped(members)).document
    assert document is not None
    assert document.text == text


OTHERS = {
    "no part of that name": {"_rels/.rels": related(("officeDocument", "../../etc/passwd"))},
    "a workbook": {"_rels/.rels": related(("officeDocument", "xl/workbook.xml")), "xl/workbook.xml": "<workbook/>"},
    "nothing": {},
}


@pytest.mark.parametrize("members", OTHERS.values(), ids=OTHERS)
def test_a_file_without_a_main_part_is_no_word_file(members: dict[str, str]) -> None:
    error = read(zipped(members)).error
    assert error is not None
    assert error.what == "is no Word file"


def test_a_main_part_of_another_name_has_the_limits_of_any() -> None:
    members = {"_rels/.rels": related(("officeDocument", "word/document2.xml")), "word/document2.xml": body(" " * MANY)}
    error = read(zipped(members)).error
    assert error is not None
    assert error.code == "too-large"


ENTITIES = '<!DOCTYPE x [<!ENTITY a "哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'

BOMBS = {
    "entities": (word(body(f"<w:p>{run('&b;')}</w:p>", ENTITIES)), "office"),
    "an entity from outside": (word(body(f"<w:p>{run('&a;')}</w:p>", OUTSIDE)), "office"),
    "a member that unpacks beyond all measure": (word(body(" " * MANY)), "too-large"),
    "XML that breaks off": (word(f"<w:document {SPACE}><w:body>"), "office"),
    "no document": (word("").replace(b"word/document.xml", b"word/documens.xml"), "office"),
}


@pytest.mark.parametrize(("data", "code"), BOMBS.values(), ids=BOMBS)
def test_bombs_and_damage_are_named_errors(data: bytes, code: str) -> None:
    error = read(data).error
    assert error is not None
    assert error.code == code


def test_an_encrypted_file_is_a_named_error() -> None:
    data = bytearray(word(body("")))
    at = data.rindex(b"PK\1\2")
    data[at + 8] |= 1
    error = read(bytes(data)).error
    assert error is not None
    assert error.code == "encrypted"
