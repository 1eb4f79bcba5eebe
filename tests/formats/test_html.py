import io
import time
from typing import Any

import pytest

from cleaner import formats
from cleaner.config import Config
from cleaner.document.clean import clean
from cleaner.model import Cleaned, Piece
from cleaner.prepare import matcher, options

BODY = "".join(
    f"<p>　　各位同志，这是第{n}段，主要任务是分析形势，安排部署今后的工作，抓好落实。</p>" for n in range(1, 5)
)
PAGE = f"""<!DOCTYPE html><html><head><meta charset="big5"><title>在全县春耕生产动员会上的讲话_领导讲话_某县人民政府网</title>
<meta name="ContentSource" content="某县政府办"></head><body>
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zw">百姓茶坊</a></li></ul>
<div class="main"><h2>在全县春耕生产动员会上的讲话</h2><div class="info">时间：2023-03-02 09:16 字体：大 中 小</div>
<div class="text"><p>　　（2023年3月1日）</p><p>　　县委书记　李某某</p>{BODY}<p>谢谢大家！</p></div></div>
<div class="foot"><p>主办：某县人民政府，地址：某县人民路1号，邻近火车站，交通便利。</p><p>敬请惠存</p></div></body></html>"""


def piece_of(data: bytes, name: str = "a.html", **settings: Any) -> Piece:
    (piece,) = formats.read(io.BytesIO(data), name, 0, len(data), Config(**settings))
    return piece


def cleaned(markup: str) -> Cleaned:
    document = piece_of(markup.encode("gb18030")).document
    assert document is not None
    config = Config()
    return clean(document, matcher(config), options(config, document))


def test_a_page_gives_the_speech_and_what_the_page_says_of_it() -> None:
    found = cleaned(PAGE)
    (speech,) = found.speeches
    assert (speech.title, speech.date, speech.published) == ("在全县春耕生产动员会上的讲话", "2023-03-01", "2023-03-02")
    assert (speech.speaker, speech.origin) == ("李某某", "某县政府办")
    assert [paragraph.text[:4] for paragraph in speech.paragraphs] == ["各位同志"] * 4 + ["谢谢大家"]


def test_every_character_of_the_extracted_text_is_kept_or_in_an_edit() -> None:
    found = cleaned(PAGE)
    edited = sum(edit.end - edit.start for edit in found.edits)
    inside = sum(
        paragraph.end
        - paragraph.start
        - sum(e.end - e.start for e in found.edits if paragraph.start <= e.start < paragraph.end)
        for speech in found.speeches
        for paragraph in speech.paragraphs
    )
    assert edited + inside == len(found.document.text)
    reasons = {mark.rule for mark in found.document.marks}
    assert reasons == {"markup-title", "markup-byline", "markup-link", "markup-area"}


def test_the_decoder_and_not_the_page_says_what_its_encoding_is() -> None:
    document = piece_of(PAGE.encode("gb18030")).document
    assert document is not None
    assert (document.decoded.encoding, "李某某" in document.text) == ("gb18030", True)


def test_undecodable_bytes_are_damage_at_their_place_in_the_text() -> None:
    data = PAGE.encode().replace("第2段".encode(), b"\xff" + "第2段".encode())
    document = piece_of(data).document
    assert document is not None
    (spot,) = document.decoded.damage
    assert (document.text[spot.at], spot.offset, spot.raw) == ("\ufffd", data.index(b"\xff"), b"\xff")


BAD = {
    "no text": (b"<html><script>x</script></html>", "empty"),
    "nothing": (b"", "empty"),
    "a tag with attributes beyond count": (b"<p" + b" a=1" * 3000 + b">x", "markup"),
    "the same, with quotes in which a tag would end": (b"<p" + b""" a='>' b=">"/c""" * 1500 + b">x", "markup"),
    "another language": ("<p>Добрый день, товарищи! Сегодня мы собрались здесь.</p>".encode("cp1251"), None),
}


@pytest.mark.parametrize(("data", "code"), BAD.values(), ids=BAD)
def test_a_bad_page_is_a_named_error(data: bytes, code: str | None) -> None:
    error = piece_of(data).error
    assert error is not None
    assert code is None or error.code == code


@pytest.mark.parametrize("unit", ["<a b='", '<a b="x" <a ', "<a b=' <a c=\"", "<p a=1 ", "<p a ", "<a/b"])
def test_counting_attributes_takes_no_time(unit: str) -> None:
    start = time.process_time()
    piece_of((unit * (200_000 // len(unit))).encode())
    assert time.process_time() - start < 60  # what is quadratic takes hours


@pytest.mark.parametrize("attribute", ["src", "title", "style"])
def test_a_giant_attribute_is_no_trouble(attribute: str) -> None:
    document = piece_of(f"<p {attribute}='{'x' * 2_000_000}'>各位同志，今天开会。</p>".encode()).document
    assert document is not None
    assert document.text == "各位同志，今天开会。"
