import hashlib
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner.commands.check import check
from cleaner.commands.restore import restore
from cleaner.errors import CleanerError, OutputError, RefusedError
from cleaner.pipeline import run

Pages = Callable[[dict[str, Any]], Path]
Speech = Callable[[int], str]
Tree = Callable[[Path], dict[str, bytes]]


@pytest.fixture
def corpus(pages: Pages, speech: Speech, tmp_path: Path) -> Path:
    run(
        [
            pages(
                {"a/甲.txt": speech(1), "a/b/c.txt": speech(2), "乙.jsonl": json.dumps({"text": speech(3)}) + "\nbad\n"}
            )
        ],
        tmp_path / "out",
    )
    return tmp_path / "out"


def test_folders_come_back_as_they_were(corpus: Path, tmp_path: Path, tree: Tree) -> None:
    restored = restore(corpus, tmp_path / "new" / "raw")
    assert restored.files == ["a/b/c.txt", "a/甲.txt", "乙.jsonl"]
    assert tree(tmp_path / "new" / "raw") == tree(tmp_path / "pages")


def test_an_empty_folder_will_do_and_one_with_things_in_it_will_not(corpus: Path, tmp_path: Path, tree: Tree) -> None:
    (tmp_path / "raw").mkdir()
    restore(corpus, tmp_path / "raw")
    before = tree(tmp_path / "raw")
    with pytest.raises(RefusedError):
        restore(corpus, tmp_path / "raw")
    assert tree(tmp_path / "raw") == before


def test_what_was_not_cleaned_is_named(pages: Pages, speech: Speech, tmp_path: Path) -> None:
    run([pages({"a.txt": speech(1), "b.txt": "", "c.txt": bytes(range(256)) * 9})], tmp_path / "out")
    assert restore(tmp_path / "out", tmp_path / "raw").absent == ["b.txt", "c.txt"]


@pytest.mark.parametrize("at", ["pages/a/甲.txt", "pages/a/甲.txt/below"])
def test_a_place_that_cannot_be_written_is_told(corpus: Path, tmp_path: Path, at: str) -> None:
    with pytest.raises(CleanerError):
        restore(corpus, tmp_path / at)


@pytest.mark.parametrize("name", ["out/corpus", "pages", "missing"])
def test_what_is_no_corpus_is_told(corpus: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="no corpus"):
        restore(tmp_path / name, tmp_path / "raw")


@pytest.mark.parametrize("source", ["../x", "/etc/x", "a/../../x", "", ".", "a\0b"], ids=repr)
def test_nothing_is_written_outside_the_folder(corpus: Path, tmp_path: Path, tree: Tree, source: str) -> None:
    """Who forges a ledger and its manifest gains nothing."""
    path = corpus / "ledger/part-00000.jsonl"
    path.write_text(path.read_text().replace('"a/b/c.txt"', json.dumps(source)))
    manifest = json.loads((corpus / "manifest.json").read_text())
    manifest.pop("checksum")
    manifest["inputs"][0]["source"] = source
    manifest["checksum"] = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()
    (corpus / "manifest.json").write_text(json.dumps(manifest))
    before = set(tree(tmp_path))
    with pytest.raises(OutputError):
        restore(corpus, tmp_path / "raw")
    assert {name for name in set(tree(tmp_path)) - before if not name.startswith("raw/")} == set()


def test_a_damaged_ledger_or_corpus_never_gives_a_wrong_file(corpus: Path, tmp_path: Path, tree: Tree) -> None:
    """Whatever byte is hit, every file that appears is right, and the error is one of ours."""
    right = tree(tmp_path / "pages")
    draw = random.Random(1)
    for number in range(60):
        path = corpus / ("ledger", "corpus")[number % 3 == 0] / "part-00000.jsonl"
        whole = path.read_bytes()
        at = draw.randrange(len(whole))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << draw.randrange(7)]) + whole[at + 1 :])
        try:
            restore(corpus, tmp_path / f"raw{number}")
        except CleanerError:
            pass
        finally:
            path.write_bytes(whole)
        if (tmp_path / f"raw{number}").exists():
            back = tree(tmp_path / f"raw{number}")
            assert all(right.get(name) == data for name, data in back.items())


def edited(line: str, key: str, value: object) -> str:
    entry = json.loads(line)
    if value is None:
        entry.pop(key, None)
    else:
        entry[key] = value
    return json.dumps(entry)


ODD: dict[str, tuple[str, object]] = {
    "no source": ("source", None),
    "no frame": ("frame", None),
    "no encoding": ("encoding", None),
    "an encoding of no codec": ("encoding", "nonsense"),
    "a frame of numbers": ("frame", [1, 2, 3]),
    "a short frame": ("frame", ["plain"]),
    "base64 that is none": ("frame", ["raw", {"base64": "%"}, ""]),
    "spans that are none": ("spans", 3),
    "a span without ends": ("spans", [{}]),
    "a span of an unknown record": ("spans", [{"start": 0, "end": 1, "record": "x", "at": 0}]),
    "a mark that is no hexadecimal": ("mark", "zz"),
    "damage that is none": ("damage", [[1]]),
}


@pytest.mark.parametrize(("key", "value"), ODD.values(), ids=ODD)
def test_an_odd_ledger_is_an_error_of_ours(
    corpus: Path, tmp_path: Path, reseal: Callable[[Path], None], key: str, value: object
) -> None:
    path = corpus / "ledger/part-00000.jsonl"
    first, *rest = path.read_text().splitlines()
    path.write_text("\n".join([edited(first, key, value), *rest]) + "\n")
    reseal(corpus)
    with pytest.raises(CleanerError):
        restore(corpus, tmp_path / "raw")
    assert not check(corpus).passed


def test_no_temporary_file_stays(corpus: Path, tmp_path: Path) -> None:
    path = corpus / "ledger/part-00000.jsonl"
    path.write_bytes(path.read_bytes().replace("谢谢".encode(), "谢谢谢".encode(), 1)[:-400])
    with pytest.raises(CleanerError):
        restore(corpus, tmp_path / "raw")
    assert not list((tmp_path / "raw").rglob(".*"))
