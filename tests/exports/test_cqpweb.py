"""Held to the manual for administrators: ids of letters, digits, underscores; tabs; no header; as many columns in each line."""

import csv
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from cleaner.exports import Origin, cqpweb


def test_texts_and_table_have_the_same_ids(
    tmp_path: Path, origin: Origin, speech_record: dict[str, Any], record: Any
) -> None:
    writer = cqpweb.Writer(tmp_path / "x", origin)
    writer.add(speech_record)
    writer.add(record(("正文", "大家好。"), id="98b34ae951dc4e5d-2", title='"在\t会上"', published="近日"))
    writer.close()
    table = (tmp_path / "x" / "metadata.tsv").read_text(encoding="utf-8")
    rows = list(csv.reader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert table.count("\n") == 2
    assert {len(row) for row in rows} == {1 + len(cqpweb.COLUMNS)}
    texts = ElementTree.fromstring(f"<all>{(tmp_path / 'x/texts/part-00000.xml').read_text(encoding='utf-8')}</all>")
    ids = [text.get("id") or "" for text in texts]
    assert ids == [row[0] for row in rows]
    assert all(re.fullmatch("[A-Za-z0-9_]+", name) for name in ids)
    assert [[child.tag for child in text] for text in texts] == [["head"] + ["p"] * 10, ["head", "p"]]
    named = [dict(zip(cqpweb.COLUMNS, row[1:], strict=True)) for row in rows]
    assert [row["year"] for row in named] == ["2020", "unknown"]
    assert [row["title"] for row in named][1] == '"在 会上"'
    kinds = [name for name, kind in cqpweb.COLUMNS.items() if kind == "classification"]
    assert all(re.fullmatch("[A-Za-z0-9_]+", row[name]) for row in named for name in kinds)


def test_the_columns_are_named_beside_the_table(tmp_path: Path, origin: Origin) -> None:
    cqpweb.Writer(tmp_path / "x", origin).close()
    readme = (tmp_path / "x" / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", readme, re.MULTILINE) == ["text_id", *cqpweb.COLUMNS]
