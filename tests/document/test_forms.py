"""What kind of line a line is, by its form."""

from __future__ import annotations

import pytest

from cleaner.document.forms import could_be_title, is_document_number, is_signature


@pytest.mark.parametrize(
    ("line", "signed"),
    [
        ("某某县人民政府办公室", True),
        ("中共某某县委", True),
        ("某某市中心血站", True),
        ("倡议单位:某某街道办事处", True),
        ("述职人:李某某", True),
        ("版权所有 某某县人民政府", False),
        ("主办:某某县人民政府", False),
        ("来源某某县人民政府", False),
        ("要建设人民满意的政府,就要", False),
        ("今年政府工作报告", False),
    ],
)
def test_signatures(line: str, signed: bool) -> None:
    assert is_signature(line) is signed


@pytest.mark.parametrize(
    ("line", "numbered"),
    [
        ("某政发[2013]88号", True),
        ("某政办函(2020)第7号", True),
        ("文号:某政发[2013]88号", True),
        ("根据某政发[2013]88号文件,我们", False),
        ("2013年88号", False),
    ],
)
def test_numbers_of_official_texts_are_no_titles(line: str, numbered: bool) -> None:
    assert is_document_number(line) is numbered
    assert not (numbered and could_be_title(line))
