"""What executors make of stretches, without Spark between: the rows that one machine writes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner.config import Config
from cleaner.engines.spark import writing
from cleaner.engines.spark.cleaning import NUMBERED, _clean_rows, _stretches, _to_json
from cleaner.engines.spark.writing import _decided, _line_rows
from cleaner.formats.jsonl import read_records
from cleaner.inputs import find_sources
from cleaner.passes.tally import Tally
from cleaner.pipeline import run
from cleaner.prepare import deciding
from cleaner.reading import documents
from cleaner.store.records import Decision, Kept
from tests.reliability.material import tarred

CONFIG = Config(near_duplicates="keep")


@pytest.fixture
def folder(pages: Callable[..., Path], speech: Callable[[int], str]) -> Path:
    """Texts, an archive of some, one that is damaged, and one that holds nothing."""
    texts = {f"{number}.txt": speech(number) for number in range(5)}
    packed = tarred({"x.txt": speech(7).encode(), "y.txt": speech(8).encode("gb18030"), "z.pdf": b"%PDF"})
    return pages(texts | {"a.tar": packed, "bad.txt": b"\0\1\2" * 50, "none.txt": ""})


def test_rows_are_those_of_one_machine(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "STRETCH", 3)
    given = (
        (number, _to_json(files)) for number, files in enumerate(documents(find_sources([folder]).sources, CONFIG))
    )
    pieces = list(_clean_rows(CONFIG, deciding(CONFIG), _stretches(CONFIG, given)))
    places = [(file, at) for file, at, line, *_ in pieces if line is not None]
    assert places == sorted(set(places))
    assert max(at >> NUMBERED for _, at in places) > 1  # an archive has stretches of its own
    made = list(_line_rows(CONFIG, iter([(*row[:3], None, None) for row in pieces if row[2] is not None])))
    summary = run([folder], tmp_path / "out", Config(near_duplicates="keep", max_errors=9))
    for folder_, at in (("corpus", 0), ("ledger", 1)):
        written = list(read_records(sorted((tmp_path / "out" / folder_).glob("part-*"))))
        assert [json.loads(line) for row in made for line in row[at]] == written != []
    tally = Tally()
    for *_, told in made:
        tally.merge(Tally.from_values(json.loads(told)))
    ours, theirs = tally.totals(), dict(summary.counts)
    assert ours | {"files": theirs["files"]} == theirs
    assert list(tally.rows()) == list(summary.errors)
    members = [json.loads(row[-1]) for row in pieces if row[-1] is not None]
    assert [member["source"] for member in members[0]] == ["a.tar!/x.txt", "a.tar!/y.txt"]


def test_decisions_are_put_together_by_speech() -> None:
    def row(speech: str, index: int | None, kind: str | None, whole: bool | None, **more: Any) -> dict[str, Any]:
        kept = {"kept_speech": "k-1", "kept_index": 3, "similarity": 0.9, "others": None}
        return {"speech": speech, "index": index, "kind": kind, "whole": whole, **kept, **more}

    rows = [
        row("a-1", 1, "near", None),
        row("a-1", 2, "contained", None, others=[4]),
        row("a-1", 0, "template", None),
        row("a-1", None, None, False),
        row("a-2", 0, "exact", None),
        row("a-2", None, None, True),
    ]
    near, held, like, same = (
        Kept("k-1", 3, kind, 0.9, others)
        for kind, others in (("near", ()), ("contained", (4,)), ("template", ()), ("exact", ()))
    )
    assert _decided(rows) == {
        "a-1": Decision({1: near, 2: held}, None, "k-1", {0: like}),
        "a-2": Decision({0: same}, "k-1", None),
    }
