import os
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest

from cleaner.config import Config
from cleaner.inputs import Source, find_sources
from cleaner.passes import cleaning
from cleaner.passes.cleaning import clean_all
from cleaner.progress import Silence

Pages = Callable[[dict[str, str | bytes]], Path]


@pytest.mark.parametrize("size", [1, 50, 1000, 1 << 20])
def test_batches_cover_every_byte_once_whatever_their_size(
    pages: Pages, encoded_pages: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(cleaning, "BATCH", size)
    sources = find_sources([pages({**encoded_pages, "empty.jsonl": b"", "empty.txt": b""})]).sources
    cut = cleaning.stretches_of([(source,) for source in sources], Config(), [])
    stretches = [stretch for batch in cleaning._batches(cut) for stretch in batch]
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
        spools.add((b"".join(pieces.lines()), tuple(pieces.keys), tuple(map(astuple, pieces.units))))
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
    assert b"Permission denied" in b"".join(pieces.lines())


def test_a_file_that_vanished_costs_only_itself(pages: Pages, speech: Callable[[int], str], tmp_path: Path) -> None:
    folder = pages({"a.txt": speech(1)})
    gone = Source(folder / "gone.txt", "gone.txt", 7)
    pieces = clean_all((*find_sources([folder]).sources, gone), Config(), tmp_path / "spool", Silence())
    assert len(pieces.keys) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that see what the test has changed")
def test_a_run_goes_on_behind_a_batch_that_a_worker_died_of(
    pages: Pages, speech: Callable[[int], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {f"{number}.txt": speech(number) for number in range(8)}
    sources = find_sources([pages(dict(texts))]).sources
    monkeypatch.setattr(cleaning, "BATCH", 4 * max(source.size for source in sources) - 1)  # so four are too many
    real, here = cleaning._clean_stretch, os.getpid()

    def clean_stretch(stretch: Any, config: Config) -> Any:
        if stretch.files[0].name == "1.txt" and os.getpid() != here:
            os._exit(9)
        return real(stretch, config)

    monkeypatch.setattr(cleaning, "_clean_stretch", clean_stretch)
    config = Config(workers=2)
    right = clean_all(sources, config, tmp_path / "right", Silence(), "key")
    assert len(right.keys) == 7
    stretches = cleaning.stretches_of([(source,) for source in sources], config, [])
    steps = cleaning.cleaned(stretches, sources, config, tmp_path / "spool", "key")
    assert len(next(steps)[1]) > 2
    steps.close()  # type: ignore[attr-defined]
    pieces = clean_all(sources, config, tmp_path / "spool", Silence(), "key")
    assert list(pieces.lines()) == list(right.lines())
    assert list(pieces.keys) == list(right.keys)
