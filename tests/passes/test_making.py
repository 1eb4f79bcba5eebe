"""What is written does not depend on where stretches of documents end, nor on who makes their lines."""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from cleaner.config import Config
from cleaner.passes import writing
from cleaner.passes.making import Made, Unwritten, make
from cleaner.pipeline import run

Pages = Callable[[dict[str, str | bytes]], Path]


@pytest.fixture
def folder(pages: Pages, speech: Callable[[int], str]) -> Path:
    """Speeches of which some are reposts, some share a paragraph; records, one of which is broken; what is all chrome."""
    texts = {f"{number}.txt": speech(number % 4) + (speech(9) if number > 5 else "") for number in range(8)}
    rows = "".join(f'{{"id": {number}, "text": "{speech(number).splitlines()[1]}"}}\n' for number in range(3))
    return pages({**texts, "rows.jsonl": rows + "{broken\n\n", "chrome.txt": "上一篇：物理\n下一篇：化学\n"})


@pytest.mark.parametrize("mode", ["drop", "reposts", "tag"])
@pytest.mark.parametrize("format_", ["jsonl", "jsonl.gz", "text"])
def test_where_stretches_end_has_no_say(
    folder: Path,
    tmp_path: Path,
    tree: Callable[[Path], dict[str, bytes]],
    monkeypatch: pytest.MonkeyPatch,
    mode: str,
    format_: str,
) -> None:
    config = Config(near_duplicates=mode, format=format_, max_errors=9)
    whole = run([folder], tmp_path / "whole", config)
    monkeypatch.setattr(writing, "STRETCH", 1)
    cut = run([folder], tmp_path / "cut", config)
    assert tree(tmp_path / "cut") == tree(tmp_path / "whole")
    assert cut.errors == whole.errors != ()
    assert whole.counts["near_duplicate_paragraphs"] > 0
    assert whole.counts["reposts"] > 0


def _dies_in_a_worker(config: Config, stretch: Sequence[Unwritten]) -> Made:
    if multiprocessing.parent_process() is not None:
        os._exit(9)
    return make(config, stretch)


def test_a_worker_that_dies_costs_nothing(
    folder: Path, tmp_path: Path, tree: Callable[[Path], dict[str, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = Config(workers=2, max_errors=9)
    run([folder], tmp_path / "whole", config)
    monkeypatch.setattr(writing, "make", _dies_in_a_worker)
    run([folder], tmp_path / "out", config)
    assert tree(tmp_path / "out") == tree(tmp_path / "whole")


@pytest.mark.parametrize(("documents", "told"), [(2, 1), (1, 2)], ids=["more", "fewer"])
def test_other_documents_than_were_told_are_no_corpus(documents: int, told: int) -> None:
    """A share that somebody changed may hold more documents than its journal tells, or fewer."""
    line = b'{"source":"a","offset":0,"frame":["raw","",""],"document":["a","",{},{}]}\n'
    pieces = SimpleNamespace(keys=[""] * told, lines=lambda: iter([line] * documents))
    with pytest.raises(AssertionError, match="documents were cleaned than"):
        list(writing._unwritten(pieces, {}))  # type: ignore[arg-type]
    pieces.keys = [""] * documents
    assert len(list(writing._unwritten(pieces, {}))) == documents  # type: ignore[arg-type]
