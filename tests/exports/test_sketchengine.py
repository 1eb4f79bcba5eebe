"""Held to https://www.sketchengine.eu/documentation/preparing-corpus-text/ and …/guide/annotating-corpus-text/."""

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from cleaner.exports import Origin, sketchengine
from cleaner.exports.markup import UNFIT


def written(folder: Path, origin: Origin, *records: dict[str, Any]) -> str:
    writer = sketchengine.Writer(folder, origin)
    for record in records:
        writer.add(record)
    writer.close()
    return (folder / "part-00000.xml").read_text(encoding="utf-8")


def test_a_text_is_a_doc_with_head_and_paragraphs(
    tmp_path: Path, origin: Origin, speech_record: dict[str, Any]
) -> None:
    text = written(tmp_path / "x", origin, speech_record)
    (doc,) = ElementTree.fromstring(f"<all>{text}</all>")
    assert [child.tag for child in doc] == ["head"] + ["p"] * 10
    kinds = ["salutation"] * 2 + ["text", "heading", "salutation", "text", "heading", "text"] + ["signature"] * 2
    assert [child.get("kind") for child in doc][1:] == kinds
    said = [(child.text or "").removeprefix("\n").removesuffix("\n") for child in doc]
    assert "\n".join(said) == UNFIT.sub("\ufffd", f"{speech_record['title']}\n{speech_record['text']}")
    assert doc.get("title") == " ".join(UNFIT.sub("\ufffd", speech_record["title"]).split())
    assert (doc.get("year"), doc.get("date"), doc.get("url")) == ("2020", "2020-05-06", speech_record["url"])
    assert doc[6].get("duplicate_of") == "0123456789abcdef-1#3"


def test_each_tag_has_its_line_and_ascii_names(tmp_path: Path, origin: Origin, speech_record: dict[str, Any]) -> None:
    for line in written(tmp_path / "x", origin, speech_record).splitlines():
        if line.startswith("<"):
            name, attributes = re.fullmatch(r"</?([^\s>]+)((?: [^\s=]+=\"[^\"<>]*\")*)>", line).groups()  # type: ignore[union-attr]
            names = [name, *re.findall(r" ([^\s=]+)=", attributes)]
            assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) for name in names)
        else:
            assert "<" not in line


def test_what_is_not_known_is_no_attribute(tmp_path: Path, origin: Origin, record: Any) -> None:
    text = written(tmp_path / "x", origin, record(("正文", "大家好。")))
    head = '<doc id="98b34ae951dc4e5d-1" script="simplified" source="a/1.txt">'
    assert text == f'{head}\n<p kind="text">\n大家好。\n</p>\n</doc>\n'
