import errno
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from cleaner import formats
from cleaner.cli import main
from cleaner.commands.check import check
from cleaner.commands.export import export
from cleaner.config import FORMATS, Config
from cleaner.errors import OutputError, RefusedError, UsageError
from cleaner.exports import EXPORTS
from cleaner.formats import NEEDS
from cleaner.pipeline import run

Pages = Callable[[Mapping[str, str | bytes]], Path]
Speech = Callable[[int], str]
Tree = Callable[[Path], dict[str, bytes]]


@pytest.fixture
def folder(pages: Pages, speech: Speech) -> Path:
    return pages({"a/1.txt": speech(1), "a/2.txt": speech(1), "b.txt": speech(3)})


@pytest.fixture
def corpus(folder: Path, tmp_path: Path) -> Path:
    run([folder], tmp_path / "out")
    return tmp_path / "out"


@pytest.mark.parametrize("kind", FORMATS)
def test_an_export_is_what_a_run_writes_in_that_format(
    corpus: Path, folder: Path, tmp_path: Path, tree: Tree, kind: str
) -> None:
    pytest.importorskip(NEEDS.get(kind, ("json",))[0])
    run([folder], tmp_path / "run", Config(format=kind))
    exported = export(corpus, kind, tmp_path / "new" / "x")
    right = tree(tmp_path / "run" / ("export" if kind in EXPORTS else "corpus"))
    assert tree(tmp_path / "new" / "x") == right
    assert (exported.records, exported.files) == (2, len(right))
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["x"]
    assert not check(tmp_path / "run").findings


@pytest.mark.parametrize("kind", ["jsonl", "parquet", "tei"])
def test_every_format_can_be_exported_from(corpus: Path, folder: Path, tmp_path: Path, tree: Tree, kind: str) -> None:
    pytest.importorskip(NEEDS.get(kind, ("json",))[0])
    run([folder], tmp_path / "run", Config(format=kind, near_duplicates="tag"))
    export(tmp_path / "run", "jsonl", tmp_path / "x", near_duplicates="drop")
    assert tree(tmp_path / "x") == tree(corpus / "corpus")


def test_an_export_says_its_variant(corpus: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    exported = export(corpus, "huggingface", tmp_path / "x", near_duplicates="tag", script="traditional")
    assert exported.records == 3
    assert "`tag` from a similarity of 0.8; script: `traditional`" in (tmp_path / "x/README.md").read_text("utf-8")


@pytest.mark.parametrize("there", ["folder", "file", "link"])
def test_what_is_there_is_never_touched(corpus: Path, tmp_path: Path, tree: Tree, there: str) -> None:
    out = tmp_path / "x"
    if there == "folder":
        out.mkdir()
        (out / "mine.txt").write_text("mine")
    elif there == "file":
        out.write_text("mine")
    else:
        out.symlink_to(tmp_path / "nowhere")
    before = tree(tmp_path)
    with pytest.raises(RefusedError):
        export(corpus, "jsonl", out)
    assert tree(tmp_path) == before


def test_an_empty_folder_will_do(corpus: Path, tmp_path: Path, tree: Tree) -> None:
    (tmp_path / "x").mkdir()
    export(corpus, "jsonl", tmp_path / "x")
    assert tree(tmp_path / "x") == tree(corpus / "corpus")


def test_an_export_that_fails_leaves_nothing(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    before = set(tmp_path.iterdir())
    with pytest.raises(OutputError, match="No space left"):
        export(corpus, "tei", tmp_path / "x")
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize("kind", NEEDS)
def test_a_library_that_is_not_there_is_told_before_the_work(
    corpus: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match="not installed: pip install 'speech-cleaner"):
        export(corpus, kind, tmp_path / "x")
    with pytest.raises(UsageError, match="not installed"):
        run([folder], tmp_path / "y", Config(format=kind))
    assert not (tmp_path / "x").exists()
    assert not (tmp_path / "y").exists()


def test_the_command_tells_the_outcome(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["export", str(corpus), "--to", "tei", "--near-duplicates", "keep", "--out"]
    assert main([*arguments, str(tmp_path / "x")]) == 0
    assert "3 records in 3 files (near-duplicates: keep, script: keep)" in capsys.readouterr().out
    assert main([*arguments, str(tmp_path / "x")]) == 4
    assert main(["export", str(tmp_path / "x"), "--to", "tei", "--out", str(tmp_path / "y")]) == 2
    assert "no corpus" in capsys.readouterr().err


def test_a_run_takes_a_profile(folder: Path, tmp_path: Path, tree: Tree) -> None:
    for name, given in (("x", ["--profile", "research"]), ("y", ["--near-duplicates", "reposts"])):
        assert main(["run", str(folder), "--out", str(tmp_path / name), "--quiet", *given]) == 0
    assert tree(tmp_path / "x") == tree(tmp_path / "y")
