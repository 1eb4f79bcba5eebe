from dataclasses import replace

import pytest

from cleaner.commands.file import clean_text
from cleaner.config import Config
from cleaner.document.clean import clean
from cleaner.document.decode import decode
from cleaner.errors import InputError
from cleaner.model import Cleaned, Decoded, Document, Frame, Piece
from cleaner.prepare import matcher, options
from cleaner.reading import joined
from cleaner.store.spool import Spooled, content_hash, from_line, source_of, to_line


def cleaned(data: bytes) -> Cleaned:
    document = Document("a/b.txt", "", decode(data), {"title": "题目"}, {"n": 10**30, "list": [1, None, {"x": "讲"}]})
    return clean(document, matcher(Config()), options(Config(), document))


TEXTS = {
    "UTF-8 with its mark": "同志们：\n今天开会。\n上一篇：物理\n".encode("utf-8-sig"),
    "two encodings": "同志们：今天我们召开全县工作会议。\n".encode("gb18030") * 3
    + "同志们：今天开会，大家好。\n".encode() * 3,
    "a damaged spot": "同志们：今天我们召开全县工作会议。\n".encode() * 120 + b"\xff",
    "line ends of all kinds": "同志们：\r\n今天开会。\r再见。\u2028谢谢大家！\x85\f".encode(),
}


@pytest.mark.parametrize("data", TEXTS.values(), ids=TEXTS)
def test_a_cleaned_document_comes_back_the_same(data: bytes) -> None:
    whole = cleaned(data)
    frame = Frame("plain", b"\xff{", b"}\r\n")
    line = to_line(Piece("a/b.txt", 7, frame, whole.document), whole)
    assert from_line(line) == Spooled("a/b.txt", 7, frame, whole)


@pytest.mark.parametrize("name", ["a/b.txt", 'x","document":["y', '讲\\\\"\n\udcff.txt'])
def test_the_source_is_told_without_reading_the_rest(name: str) -> None:
    text = '同志们：\n,"document":["other.txt", "document":["third.txt"\n'
    whole = cleaned(text.encode())
    document = replace(whole.document, source=name)
    frame = Frame("plain", b',"document":["fourth.txt"', b"\n")
    assert source_of(to_line(Piece("piece", 7, frame, document), replace(whole, document=document))) == name
    error = InputError('",,"document":["x"', code="json", file='","document":["x"', advice="do this")
    assert source_of(to_line(Piece(name, 9, frame, error=error), None)) is None


def test_a_spooled_document_is_one_line_of_ascii() -> None:
    line = to_line(Piece("s", 0, Frame("raw"), clean_text("讲\u2028话\n").document), clean_text("讲\u2028话\n"))
    assert line.isascii()
    assert line.count(b"\n") == 1


def test_an_error_comes_back_with_all_it_says() -> None:
    error = InputError("what", code="json", file="a\nb", line=3, offset=9, advice="do this")
    back = from_line(to_line(Piece("a\nb", 9, Frame("raw", b"\xff\n"), error=error), None))
    assert back.error is not None
    assert (back.error.what, back.error.code, back.error.file) == ("what", "json", "a\nb")
    assert (back.error.line, back.error.offset, back.error.advice) == (3, 9, "do this")
    assert (back.frame.before, back.cleaned) == (b"\xff\n", None)


def test_the_content_of_a_document_is_its_text_and_all_that_came_with_it() -> None:
    others = [("", {}), ("讲", {}), ("讲 ", {}), ("\ud800", {}), ("讲", {"title": "题"}), ("讲", {"title": "\ud800"})]
    assert len({content_hash(Document("s", "", Decoded(text, "utf-8"), {}, meta)) for text, meta in others}) == 6
    same = (
        Document(name, "", Decoded("讲", "utf-8"), {}, meta)
        for name, meta in [("a", {"x": 1, "y": 2}), ("b", {"y": 2, "x": 1})]
    )
    assert len({content_hash(document) for document in same}) == 1


def test_the_pages_of_a_document_come_back_each_with_what_makes_its_bytes() -> None:
    datas = (
        "同志们：\n今天开会，".encode("utf-8-sig"),
        "总结工作。\n".encode("gb18030"),
        "谢谢大家！".encode() * 9 + b"\xff",
    )
    pieces = [
        Piece(name, 0, Frame("plain"), Document(name, "", decode(data)))
        for name, data in zip(("x", "x_2", "x_3"), datas, strict=True)
    ]
    piece = joined(pieces)
    assert piece.document is not None
    assert [page.decoded for page in piece.document.pages] == [decode(data) for data in datas]
    whole = clean(piece.document, matcher(Config()))
    assert from_line(to_line(piece, whole)) == Spooled("x", 0, Frame("plain"), whole)
