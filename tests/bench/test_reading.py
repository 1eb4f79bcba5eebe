"""What reading costs is said of texts that are the same both ways; the pages are made up."""

import pathlib
import sys
from importlib.util import find_spec

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "bench"))

import reading

SEED, PAGES = 51, 3
NEEDS = {"Word": "docx", "Markdown": "markdown_it"} | {name: "orjson" for name in reading.FORMATS if "JSON" in name}


@pytest.fixture(scope="module")
def pages() -> list[reading.Page]:
    return reading.make_pages(SEED, PAGES)


@pytest.mark.parametrize("name", reading.FORMATS)
def test_both_ways_read_what_was_written(name: str, pages: list[reading.Page], tmp_path: pathlib.Path) -> None:
    format_, need = reading.FORMATS[name], NEEDS.get(name)
    if need is not None and find_spec(need) is None:
        pytest.skip(f"{need} is one of bench/requirements.txt")
    paths = reading.write(tmp_path, format_.make(pages))
    own = reading.texts_of(paths)
    assert list(reading.differing(own, format_.bare(paths), marked=format_.marked)) == []
    written = [page.text for page in pages]
    if name == "text, one file":
        written = ["\n".join(written)]
    assert all(
        reading.ink(found) in reading.ink(text) or format_.marked for found, text in zip(own, written, strict=True)
    )


DIFFERING = {
    "the same": (["甲 乙", "丙"], ["甲乙", "丙"], False, []),
    "marks of Markdown": (["# " + "甲" * 100], ["甲" * 100], True, []),
    "another text": (["甲", "乙"], ["甲", "丙"], False, [1]),
    "less than marks can be": (["甲" * 100], ["甲" * 90], True, [0]),
    "nothing": (["甲"], [""], True, [0]),
    "one is missing": (["甲", "乙"], ["甲"], False, [1]),
}


@pytest.mark.parametrize(("own", "other", "marked", "wrong"), DIFFERING.values(), ids=DIFFERING)
def test_texts_that_differ_are_found(own: list[str], other: list[str], marked: bool, wrong: list[int]) -> None:
    assert list(reading.differing(own, other, marked=marked)) == wrong


def test_an_input_that_is_not_read_ends_it(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\x89PNG" + bytes(range(256)))
    with pytest.raises(Exception, match="PNG"):
        reading.texts_of([path])


def test_files_are_the_same_each_time(pages: list[reading.Page]) -> None:
    again = reading.make_pages(SEED, PAGES)
    assert again == pages
    for name in ("text", "rich text", "WARC", "zip of text", "tar.gz of text", "JSON Lines, gzip"):
        assert reading.FORMATS[name].make(again) == reading.FORMATS[name].make(pages), name
