"""No command writes over what belongs to a corpus; beside it, whatever it is called, all may write."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from cleaner.cli import main
from cleaner.commands.check import check
from cleaner.commands.overwriting import refuse_sealed
from cleaner.config import Config
from cleaner.errors import RefusedError
from cleaner.pipeline import run

Pages = Callable[[Mapping[str, str | bytes]], Path]
Speech = Callable[[int], str]
Tree = Callable[[Path], dict[str, bytes]]


@pytest.fixture
def corpus(pages: Pages, speech: Speech, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus ``out`` with records beside it, in the current folder."""
    run([pages({f"{number}.txt": speech(number) for number in range(3)})], tmp_path / "out")
    (tmp_path / "page.txt").write_text(speech(4), encoding="utf-8")
    (tmp_path / "s.jsonl").write_text(json.dumps({"text": speech(4)}) + "\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "out"


SHARD = "out/corpus/part-00000.jsonl"
CALLS = {
    "check, over the records": ["check", "out", "--format", "json", "--output", SHARD],
    "check, over the manifest": ["check", "out", "--format", "sarif", "--output", "out/manifest.json"],
    "check, through a link": ["check", "out", "--format", "json", "--output", "link/manifest.json"],
    "index": ["index", "build", "out", "--out", "out/manifest.json"],
    "dedup, the pairs": ["dedup", "s.jsonl", "--against", "out", "--out", "out/manifest.json"],
    "dedup, what survives": ["dedup", "s.jsonl", "--out", "pairs.jsonl", "--write", "out/errors.jsonl"],
    "file": ["file", "page.txt", "--output", "out/README.md"],
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_corpus_is_not_written_over(
    call: list[str], corpus: Path, tree: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    (corpus.parent / "link").symlink_to(corpus)
    before = tree(corpus)
    assert main(call) == RefusedError.exit_code
    assert "belongs to a corpus, so it is not written: name another file" in capsys.readouterr().err
    assert tree(corpus) == before


def test_nor_is_a_text_of_one_cleaned_where_it_lies(corpus: Path, pages: Pages) -> None:
    run([pages({})], corpus.parent / "texts", Config(format="text"))
    text = next((corpus.parent / "texts" / "corpus").rglob("01-*.txt"))
    assert main(["file", str(text), "--in-place"]) == RefusedError.exit_code
    assert check(corpus.parent / "texts").passed


def test_what_the_manifest_does_not_name_may_be_written(corpus: Path) -> None:
    assert main(["check", "out", "--format", "json", "--output", "out/check.json", "--quiet"]) == 0
    assert main(["file", "page.txt", "--output", "manifest.json"]) == 0  # of no corpus
    assert check(corpus).passed


def test_of_a_corpus_whose_manifest_is_damaged_nothing_is_written_over(corpus: Path) -> None:
    (corpus / "manifest.json").write_bytes(b"{")
    for name in ("manifest.json", "corpus/part-00000.jsonl"):
        with pytest.raises(RefusedError, match="belongs to a corpus"):
            refuse_sealed(corpus / name)
