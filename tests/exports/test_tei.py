"""Held to TEI P5: well-formed, and in the order that the guidelines ask of what is used."""

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from cleaner.exports import Origin, tei
from cleaner.exports.markup import UNFIT

TEI = "{http://www.tei-c.org/ns/1.0}"
ID = "{http://www.w3.org/XML/1998/namespace}id"

# What the guidelines let stand in an element, of the elements that are used, as expressions over their children.
CONTENT = {
    "TEI": "teiHeader text",
    "teiHeader": "fileDesc encodingDesc profileDesc",
    "fileDesc": "titleStmt extent publicationStmt sourceDesc",
    "titleStmt": "title( author)?( respStmt)?",
    "extent": "measure",
    "publicationStmt": "p",
    "sourceDesc": "bibl",
    "bibl": "(title )?(publisher )?(date )?(ptr )?idno idno",
    "respStmt": "resp name",
    "encodingDesc": "appInfo",
    "appInfo": "application",
    "application": "label ptr",
    "profileDesc": "(creation )?langUsage",
    "creation": "date",
    "langUsage": "language",
    "text": "body",
    "body": "div",
    "div": "(head ?)?(opener ?)?((p|ab) ?)*(div ?)*(closer)?",
    "opener": "(salute ?)+",
    "closer": "(signed ?)+",
}


def written(folder: Path, origin: Origin, record: dict[str, Any]) -> ElementTree.Element:
    writer = tei.Writer(folder, origin)
    writer.add(record)
    writer.close()
    (path,) = folder.iterdir()
    return ElementTree.parse(path).getroot()


def assert_content(root: ElementTree.Element) -> None:
    for element in root.iter():
        name = element.tag.removeprefix(TEI)
        children = " ".join(child.tag.removeprefix(TEI) for child in element)
        assert re.fullmatch(CONTENT.get(name, ""), children), f"<{name}> holds: {children}"
        if name == "div" and element.find(f"{TEI}closer") is not None:
            assert len(element) > 1 + (element.find(f"{TEI}head") is not None) + (
                element.find(f"{TEI}opener") is not None
            )


def test_a_speech_with_everything(tmp_path: Path, origin: Origin, speech_record: dict[str, Any]) -> None:
    root = written(tmp_path / "x", origin, speech_record)
    assert_content(root)
    assert root.get(ID) == "s98b34ae951dc4e5d_1"
    text = root.find(f"{TEI}text")
    assert text is not None
    said = [(element.tag.removeprefix(TEI), element.text) for element in text.iter() if (element.text or "").strip()]
    names = ["head", "salute", "salute", "p", "head", "ab", "p", "head", "p", "signed", "signed"]
    assert [name for name, _ in said] == names
    lines = f"{speech_record['title']}\n{speech_record['text']}".split("\n")
    assert [line for _, line in said] == [UNFIT.sub("\ufffd", line) for line in lines]


def test_dates_are_said_as_machines_read_them(tmp_path: Path, origin: Origin, speech_record: dict[str, Any]) -> None:
    root = written(tmp_path / "x", origin, speech_record)
    assert [date.get("when") for date in root.iter(f"{TEI}date")] == ["2020-05", "2020-05-06"]
    root = written(tmp_path / "y", origin, speech_record | {"date": "去年春天"})
    assert [(date.get("when"), date.text) for date in root.iter(f"{TEI}date")][1] == (None, "去年春天")


@pytest.mark.parametrize(
    "paragraphs",
    [
        [("正文", "大家好。")],
        [("称谓", "同志们：")],
        [("落款", "某某")],
        [("标题", "一、提高认识")],
        [("称谓", "同志们："), ("称谓", "各位代表：")],
        [("称谓", "同志们："), ("落款", "某某"), ("落款", "某日")],
        [("标题", "一、提高认识"), ("标题", "二、抓好落实"), ("落款", "某某")],
        [("正文", "大家好。"), ("落款", "某某"), ("正文", "完")],
    ],
)
def test_every_order_of_paragraphs_is_valid_and_whole(
    tmp_path: Path, origin: Origin, record: Any, paragraphs: list[tuple[str, str]]
) -> None:
    root = written(tmp_path / "x", origin, record(*paragraphs))
    assert_content(root)
    text = root.find(f"{TEI}text")
    assert text is not None
    assert "".join("".join(text.itertext()).split()) == "".join(line for _, line in paragraphs)
