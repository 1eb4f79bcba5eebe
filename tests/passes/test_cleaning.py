import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from cleaner.config import Config
from cleaner.inputs import Source, find_sources
from cleaner.model import record_id
from cleaner.neardup import profile
from cleaner.passes import cleaning
from cleaner.passes.cleaning import Pieces, clean_all
from cleaner.passes.digests import Digest
from cleaner.passes.guard import Sentences
from cleaner.passes.preference import Facts
from cleaner.progress import Silence

NOTHING = Sentences((), {}, {})
LINE = json.dumps(["甲。", "乙。", "丙。"]).encode()
FACTS = Facts("a.txt", None, None, None, 2)
Pages = Callable[[dict[str, str | bytes]], Path]


def identified(digests: Sequence[Digest]) -> list[str]:
    pieces = Pieces(Path())
    cleaning._identify(digests, pieces)
    return pieces.keys


def digest(own_id: str | None = None, content: str | None = None) -> Digest:
    return Digest("a.jsonl", own_id, content, (profile([("甲。", False)], LINE),), (FACTS,), NOTHING)


KEYS = {
    "a file is its document": ([digest()], [""]),
    "its own id": ([digest("7", "x")], ["id:7"]),
    "no id": ([digest(None, "x")], ["text:x:1"]),
    "equal texts are numbered": (
        [digest(None, "x"), digest(None, "y"), digest(None, "x")],
        ["text:x:1", "text:y:1", "text:x:2"],
    ),
    "an id that is not unique is no id": ([digest("7", "x"), digest("7", "y")], ["text:x:1", "text:y:1"]),
    "an empty id is an id": ([digest("", "x")], ["id:"]),
    "an id that looks like a hash": ([digest("text:x:1", "y"), digest(None, "x")], ["id:text:x:1", "text:x:1"]),
}


@pytest.mark.parametrize(("digests", "keys"), KEYS.values(), ids=KEYS)
def test_how_documents_of_a_file_are_told_apart(digests: list[Digest], keys: list[str]) -> None:
    assert identified(digests) == keys


def test_units_bear_the_ids_of_records(tmp_path: Path) -> None:
    pieces = Pieces(tmp_path / "spool")
    pieces.path.write_bytes(b"[]\n" + LINE)
    speeches = (profile([("甲。", False)], LINE), profile([("乙。", True), ("丙。", False)], LINE))
    cleaning._identify([Digest("a.txt", None, None, speeches, (FACTS, FACTS), NOTHING, line=3)], pieces)
    pieces.units.texts_in(pieces.path)
    assert set(pieces.facts) == {unit.speech for unit in pieces.units}
    assert [unit.text for unit in pieces.units] == ["甲。", "乙。", "丙。"]
    assert [(unit.speech, unit.index, unit.key, unit.protected) for unit in pieces.units] == [
        (record_id("a.txt", "", 1), 0, "甲", False),
        (record_id("a.txt", "", 2), 0, "乙", True),
        (record_id("a.txt", "", 2), 1, "丙", False),
    ]


@pytest.mark.parametrize("size", [1, 50, 1000, 1 << 20])
def test_batches_cover_every_byte_once_whatever_their_size(
    pages: Pages, encoded_pages: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(cleaning, "BATCH", size)
    sources = find_sources([pages({**encoded_pages, "empty.jsonl": b"", "empty.txt": b""})]).sources
    stretches = [
        stretch for batch in cleaning._batches([(source,) for source in sources], Config()) for stretch in batch
    ]
    for source in sources:
        own = [(stretch.start, stretch.end) for stretch in stretches if stretch.files == (source,)]
        assert [start for start, _ in own] == [0, *(end for _, end in own[:-1])]
        assert own[-1][1] == source.path.stat().st_size


def test_the_spool_is_the_same_whatever_the_batches_and_workers(
    pages: Pages, encoded_pages: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = find_sources([pages(dict(encoded_pages))]).sources
    spools = set()
    for number, (size, workers) in enumerate([(1 << 20, 1), (1, 1), (300, 1), (300, 3)]):
        monkeypatch.setattr(cleaning, "BATCH", size)
        pieces = clean_all(sources, Config(workers=workers), tmp_path / f"{number}", Silence())
        spools.add((pieces.path.read_bytes(), tuple(pieces.keys), tuple(pieces.units)))
    assert len(spools) == 1


def test_a_file_that_cannot_be_opened_costs_only_itself(
    pages: Pages, speech: Callable[[int], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = find_sources([pages({"a.txt": speech(1), "b.txt": speech(2)})]).sources
    real = Path.open

    def refuse(self: Path, *args: Any, **kwargs: Any) -> Any:
        if self.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refuse)
    pieces = clean_all(sources, Config(), tmp_path / "spool", Silence())
    assert len(pieces.keys) == 1
    assert b"Permission denied" in pieces.path.read_bytes()


def test_a_file_that_vanished_costs_only_itself(pages: Pages, speech: Callable[[int], str], tmp_path: Path) -> None:
    folder = pages({"a.txt": speech(1)})
    gone = Source(folder / "gone.txt", "gone.txt", 7)
    pieces = clean_all((*find_sources([folder]).sources, gone), Config(), tmp_path / "spool", Silence())
    assert len(pieces.keys) == 1
