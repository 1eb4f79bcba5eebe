from typing import Any

import pytest

from cleaner.commands.recount import wrong
from cleaner.neardup import Unit, key
from cleaner.neardup.verify import jaccard, shingles

TEXT = "我们要坚持以经济建设为中心，大力推进产业结构调整，加快发展现代农业和先进制造业，努力提高人民生活水平。"
NEAR = TEXT[:-3] + "。"
SECOND = "要切实加强党的领导，认真落实党建责任制，充分发挥基层党组织的战斗堡垒作用和党员的先锋模范作用。"
OLD, NEW = TEXT + "增长3%。", TEXT + "增长4%。"
PARAGRAPHS = {
    (name, number): Unit(name, number, key(text), False, text)
    for name, number, text in (("a", 0, TEXT), ("a", 1, SECOND), ("b", 0, OLD), ("c", 0, NEW))
}
WHOLE = TEXT + SECOND
LIKE = jaccard(shingles(key(OLD)), shingles(key(NEW)))


def told(text: str, kind: str, similarity: float, kept: dict[str, Any] | None = None) -> dict[str, Any]:
    kept = kept or {"id": "a", "paragraph": 0}
    return {"removed": {"id": "x", "paragraph": 0, "text": text}, "kept": kept, "kind": kind, "similarity": similarity}


TEMPLATE = {"kept": {"id": "b", "paragraph": 0}, "like": {"id": "c", "paragraph": 0}, "kind": "template"}

RIGHT = [
    pytest.param(told(TEXT, "exact", 1.0), id="exact"),
    pytest.param(told(NEAR, "near", jaccard(shingles(key(NEAR)), shingles(key(TEXT)))), id="near"),
    pytest.param(told(SECOND, "contained", 1.0, {"id": "a", "paragraph": 1}), id="contained"),
    pytest.param(TEMPLATE | {"similarity": LIKE}, id="template"),
    pytest.param(told("", "repost", 1.0, {"id": "a", "paragraph": None}), id="repost"),
]
WRONG = [
    pytest.param(told(NEAR, "near", 0.9), id="another similarity"),
    pytest.param(told(NEAR, "exact", 1.0), id="not the same"),
    pytest.param(told(SECOND, "near", 0.9), id="unlike"),
    pytest.param(told(NEW, "near", LIKE, {"id": "b", "paragraph": 0}), id="other facts"),
    pytest.param(told(TEXT, "exact", 1.0, {"id": "a", "paragraph": 7}), id="no such paragraph"),
    pytest.param(told(WHOLE, "contained", 1.0, {"id": "a", "paragraph": 0, "others": [7]}), id="no such other"),
    pytest.param(told(WHOLE, "contained", 1.0), id="only half of it"),
    pytest.param(TEMPLATE | {"like": {"id": "x", "paragraph": 0}, "similarity": LIKE}, id="its like is gone"),
    pytest.param(told("", "repost", 1.0, {"id": "x", "paragraph": None}), id="no such record"),
]


def counted(row: dict[str, Any]) -> str:
    return wrong(row, PARAGRAPHS, {"a", "b", "c"}, 0.8)


@pytest.mark.parametrize("row", RIGHT)
def test_right(row: dict[str, Any]) -> None:
    assert counted(row) == ""


@pytest.mark.parametrize("row", WRONG)
def test_wrong(row: dict[str, Any]) -> None:
    assert counted(row)
