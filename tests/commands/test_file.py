import bz2
import gzip
import hashlib
import io
import json
import lzma
import os
import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard

from cleaner.commands.file import clean_file, clean_text, read_input, to_json
from cleaner.config import Config
from cleaner.errors import CleanerError, DecodingError, UsageError

Pages = Callable[[dict[str, Any]], Path]
TEXT = "在全县工作会议上的讲话\n（2023年5月8日）\n同志们：\n今天开会。\n上一篇：物理\n谢谢大家！\n"


def test_a_file_and_its_text_are_cleaned_alike(pages: Pages) -> None:
    whole = clean_file(pages({"a.txt": TEXT}) / "a.txt")
    assert whole.text == clean_text(TEXT).text == "在全县工作会议上的讲话\n同志们：\n今天开会。\n谢谢大家！"
    assert whole.document.source == "a.txt"


def test_every_source_of_the_small_corpus_is_read(pages: Pages, encoded_pages: dict[str, bytes]) -> None:
    folder = pages(dict(encoded_pages))
    for name in encoded_pages:
        if name.endswith(".txt"):
            assert clean_file(folder / name).speeches, name


def test_standard_input_is_called_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode("gb18030"))))
    whole = clean_file("-")
    assert (whole.document.source, whole.document.decoded.encoding) == ("-", "gb18030")


def test_an_object_has_exactly_the_keys_that_are_promised() -> None:
    value = to_json(clean_text(TEXT))
    assert list(value) == ["source", "encoding", "text_sha256", "characters", "metadata", "speeches", "edits"]
    (speech,) = value["speeches"]
    assert list(speech) == ["id", "title", "date", "published", "speaker", "paragraphs"]
    assert all(list(paragraph) == ["text", "start", "end"] for paragraph in speech["paragraphs"])
    assert value["edits"]
    assert all(list(edit) == ["start", "end", "new", "cause", "category", "rule"] for edit in value["edits"])
    assert json.loads(json.dumps(value)) == value


def test_an_object_says_what_it_is_of() -> None:
    value = to_json(clean_text(TEXT))
    assert value["characters"] == len(TEXT)
    assert value["text_sha256"] == hashlib.sha256(TEXT.encode()).hexdigest()
    (speech,) = value["speeches"]
    assert (speech["title"], speech["date"]) == ("在全县工作会议上的讲话", "2023-05-08")
    assert [TEXT[p["start"] : p["end"]] for p in speech["paragraphs"]] == ["同志们：", "今天开会。", "谢谢大家！"]


def test_offsets_do_not_count_the_mark(pages: Pages) -> None:
    marked = to_json(clean_file(pages({"a.txt": TEXT.encode("utf-8-sig")}) / "a.txt"))
    assert {**marked, "source": "", "speeches": []} == {**to_json(clean_text(TEXT)), "speeches": []}


def test_an_empty_text_has_no_speeches() -> None:
    value = to_json(clean_text(""))
    assert (value["characters"], value["speeches"], value["edits"]) == (0, [], [])


@pytest.mark.parametrize("text", ["\ud800", "\0", "\ufeff", "\u2028\f\x85\r"], ids=ascii)
def test_odd_texts_are_no_crash(text: str) -> None:
    json.dumps(to_json(clean_text(text * 3 + "讲话。\n")))


def test_what_cannot_be_read_is_told_with_its_name(pages: Pages) -> None:
    folder = pages({"a.png": b"\x89PNG\r\n\x1a\n" + bytes(300)})
    os.mkfifo(folder / "pipe")
    (folder / "loop").symlink_to("loop")
    for name in ("missing.txt", "a.png", "pipe", "loop", ".", "a.png/x", "x" * 300):
        with pytest.raises(CleanerError) as caught:
            clean_file(folder / name)
        assert str(folder) in str(caught.value)
        assert caught.value.exit_code == (1 if name in ("a.png", "loop", "a.png/x", "x" * 300) else 2)


def test_a_name_with_a_null_is_no_crash() -> None:
    with pytest.raises(CleanerError):
        read_input("a\0b")


def test_an_encoding_that_is_named_decides() -> None:
    with pytest.raises(UsageError, match="gbkk"):
        clean_file(__file__, Config(encoding="gbkk"))


def test_bytes_of_no_encoding_are_refused_by_name(pages: Pages) -> None:
    folder = pages({"a.txt": bytes(range(128, 256)) * 40})
    with pytest.raises(DecodingError, match=r"a\.txt"):
        clean_file(folder / "a.txt")


def packed(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return stream.getvalue()


ONE = TEXT.encode("gb18030")
PACKED = {
    "gzip": ("a.txt.gz", gzip.compress(ONE), "a.txt.gz!/a.txt"),
    "a name without an ending": ("a.gz", gzip.compress(ONE), "a.gz!/a"),
    "bzip2": ("a.txt.bz2", bz2.compress(ONE), "a.txt.bz2!/a.txt"),
    "xz that is called otherwise": ("a.txt", lzma.compress(ONE), "a.txt!/a.txt"),
    "Zstandard": ("a.txt.zst", zstandard.compress(ONE), "a.txt.zst!/a.txt"),
    "a page": ("a.html.gz", gzip.compress(f"<html><p>{TEXT}".replace("\n", "<p>").encode()), "a.html.gz!/a.html"),
    "a zip archive": ("a.zip", packed(a_txt=ONE), "a.zip!/a.txt"),
    "one with a picture beside it": ("a.zip", packed(a_txt=ONE, b_jpg=b"\xff\xd8"), "a.zip!/a.txt"),
    "an archive in an archive": ("a.zip", packed(a_zip=packed(a_txt=ONE)), "a.zip!/a.zip!/a.txt"),
}


@pytest.mark.parametrize(("name", "data", "source"), PACKED.values(), ids=PACKED)
def test_the_one_file_of_an_archive_is_cleaned(name: str, data: bytes, source: str, pages: Pages) -> None:
    whole = clean_file(pages({name: data}) / name)
    assert (whole.text, whole.document.source) == (clean_text(TEXT).text, source)


def test_a_file_that_is_too_large_is_told(pages: Pages) -> None:
    with pytest.raises(CleanerError, match="is larger than 9 bytes"):
        clean_file(pages({"a.txt": TEXT}) / "a.txt", Config(max_file=9))


UNPACKABLE = {
    "several files": ("a.zip", packed(a_txt=ONE, b_txt=ONE), "holds several files: a.txt, b.txt", 2),
    "none that is read": ("a.zip", packed(a_jpg=b"\xff\xd8"), ".jpg files are not read", 1),
    "none at all": ("a.zip", packed(), "holds no file that is read", 1),
    "one that breaks off": ("a.txt.gz", gzip.compress(ONE)[:60], "is damaged", 1),
    "too much": ("a.txt.gz", gzip.compress(bytes(2000)), "larger than 1,000 bytes", 1),
    "several documents": ("a.jsonl.gz", gzip.compress(b'{"text": "\xe5\xa5\xbd"}\n' * 2), "several documents", 2),
}


@pytest.mark.parametrize(("name", "data", "what", "code"), UNPACKABLE.values(), ids=UNPACKABLE)
def test_an_archive_without_one_text_is_told(name: str, data: bytes, what: str, code: int, pages: Pages) -> None:
    folder = pages({name: data})
    with pytest.raises(CleanerError, match=re.escape(what)) as caught:
        clean_file(folder / name, Config(max_file=1000))
    assert (caught.value.exit_code, str(folder) in str(caught.value)) == (code, True)
