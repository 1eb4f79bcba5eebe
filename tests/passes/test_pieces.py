import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from cleaner.inputs import Source
from cleaner.model import record_id
from cleaner.neardup import profile
from cleaner.passes.digests import Digest, to_values
from cleaner.passes.guard import Sentences
from cleaner.passes.pieces import Pieces
from cleaner.passes.preference import Facts

NOTHING = Sentences((), {}, {})
LINE = json.dumps(["甲。", "乙。", "丙。"]).encode()
FACTS = Facts("a.txt", None, None, None, 2)
X, Y = "0a" * 16, "0b" * 16  # hashes of contents


def identified(digests: Sequence[Digest]) -> list[str]:
    pieces = Pieces()
    pieces.add([[len(LINE), to_values(digest), []] for digest in digests])
    pieces.end([])
    return list(pieces.keys)


def digest(own_id: str | None = None, content: str | None = None, source: str = "a.jsonl") -> Digest:
    return Digest(source, own_id, content, (profile([("甲。", False)], LINE),), (FACTS,), NOTHING)


KEYS = {
    "a file is its document": ([digest()], [""]),
    "its own id": ([digest("7", X)], ["id:7"]),
    "no id": ([digest(None, X)], [f"text:{X}:1"]),
    "equal texts are numbered": (
        [digest(None, X), digest(None, Y), digest(None, X)],
        [f"text:{X}:1", f"text:{Y}:1", f"text:{X}:2"],
    ),
    "an id that is not unique is no id": ([digest("7", X), digest("7", Y)], [f"text:{X}:1", f"text:{Y}:1"]),
    "an id that is not unique, in another order": (
        [digest("7", X), digest("8", X), digest("7", X)],
        [f"text:{X}:1", "id:8", f"text:{X}:2"],
    ),
    "an empty id is an id": ([digest("", X)], ["id:"]),
    "an empty id is not unique": ([digest("", X), digest("", Y)], [f"text:{X}:1", f"text:{Y}:1"]),
    "an empty id, and none": ([digest("", X), digest(None, Y)], ["id:", f"text:{Y}:1"]),
    "an id that looks like a hash": (
        [digest(f"text:{X}:1", Y), digest(None, X)],
        [f"id:text:{X}:1", f"text:{X}:1"],
    ),
    "in another file all is new": (
        [digest("7", X), digest(None, Y), digest("7", X, "b.jsonl"), digest(None, Y, "b.jsonl")],
        ["id:7", f"text:{Y}:1", "id:7", f"text:{Y}:1"],
    ),
}


@pytest.mark.parametrize(("digests", "keys"), KEYS.values(), ids=KEYS)
def test_how_documents_of_a_file_are_told_apart(digests: list[Digest], keys: list[str]) -> None:
    assert identified(digests) == keys


def test_units_bear_the_ids_of_records(tmp_path: Path) -> None:
    spools = [tmp_path / "1", tmp_path / "2"]
    two = (profile([("甲。", False)], LINE), profile([("乙。", True), ("丙。", False)], LINE))
    pieces = Pieces(spools)
    for spool, source, speeches in zip(spools, ("a.txt", "b.txt"), (two, two[1:]), strict=True):
        spool.write_bytes(b"[]\n" + LINE)
        facts = tuple(Facts(source, None, None, None, len(each.lengths)) for each in speeches)
        told = to_values(Digest(source, None, None, speeches, facts, NOTHING))
        pieces.add([[3, None, []], [len(LINE), told, [source]]])
    pieces.end([])
    ids = [record_id("a.txt", "", 1), record_id("a.txt", "", 2), record_id("b.txt", "", 1)]
    assert [unit.text for unit in pieces.units] == ["甲。", "乙。", "丙。", "乙。", "丙。"]
    assert [(unit.speech, unit.index, unit.key, unit.protected) for unit in pieces.units] == [
        (ids[0], 0, "甲", False),
        (ids[1], 0, "乙", True),
        (ids[1], 1, "丙", False),
        (ids[2], 0, "乙", True),
        (ids[2], 1, "丙", False),
    ]
    assert list(pieces.facts) == ids
    assert {name: (known.source, known.characters) for name, known in pieces.facts.items()} == {
        ids[0]: ("a.txt", 1),
        ids[1]: ("a.txt", 2),
        ids[2]: ("b.txt", 2),
    }
    assert b"".join(pieces.lines()) == b"".join(spool.read_bytes() for spool in spools)


def test_files_that_say_nothing_are_named(tmp_path: Path) -> None:
    pieces = Pieces(members=[{"source": "c.zip!/x.txt"}, {"source": "c.zip!/y.txt"}])
    pieces.add([[0, None, ["a.txt"]], [0, None, ["c.zip!/x.txt"]]])
    pieces.end([Source(tmp_path, name, 1) for name in ("a.txt", "b.txt", "c.zip")])
    assert pieces.empty == ["b.txt", "c.zip!/y.txt"]
