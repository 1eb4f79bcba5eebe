import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner.config import Config
from cleaner.errors import UsageError
from cleaner.neardup import Units
from cleaner.passes.gathering import files_of, refer
from cleaner.pipeline import run
from cleaner.store.manifest import read_manifest

Pages = Callable[[dict[str, str | bytes]], Path]
Records = Callable[[Path], list[dict[str, Any]]]

PARAGRAPH = "".join(chr(0x4E10 + 7 * number) for number in range(60)) + "。"
OTHER = "".join(chr(0x7010 + 7 * number) for number in range(60)) + "。"


def references(folder: Path, *rows: Any) -> Path:
    path = folder / "references.jsonl"
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return path


def test_a_run_drops_what_references_have_and_names_them(pages: Pages, tmp_path: Path, records: Records) -> None:
    given = references(tmp_path, {"id": "exam-1", "text": f"题目\n{PARAGRAPH}"})
    source = pages({"a.txt": f"同志们：\n{PARAGRAPH}\n{OTHER}\n", "b.txt": f"同志们：\n{OTHER}\n{PARAGRAPH}\n"})
    run([source], tmp_path / "alone")
    assert sum(PARAGRAPH in record["text"] for record in records(tmp_path / "alone")) == 1
    run([source], tmp_path / "out", Config(against=(str(given),)))
    found = records(tmp_path / "out")
    assert all(PARAGRAPH not in record["text"] for record in found)
    assert {omitted["kept"] for record in found for omitted in record["omitted"]} >= {"exam-1#1"}
    assert len(read_manifest(tmp_path / "out").rules["against"]) == 1


@pytest.mark.parametrize("row", ["{", {"id": 1}, "[]"])
def test_a_reference_that_is_not_read_whole_is_none(tmp_path: Path, row: Any) -> None:
    with pytest.raises(UsageError, match=r"references\.jsonl:2"):
        refer(Units(), [str(references(tmp_path, {"text": PARAGRAPH}, row))], None)


def test_a_reference_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        refer(Units(), [str(tmp_path / "nothing")], None)


def test_the_files_of_a_corpus_and_of_a_folder(tmp_path: Path) -> None:
    corpus, folder = tmp_path / "corpus", tmp_path / "folder"
    (corpus / "corpus").mkdir(parents=True)
    folder.mkdir()
    for path in (
        corpus / "corpus" / "part-00000.jsonl.gz",
        corpus / "errors.jsonl",
        folder / "b.jsonl",
        folder / "a.parquet",
    ):
        path.touch()
    assert list(files_of([corpus, folder])) == [
        corpus / "corpus" / "part-00000.jsonl.gz",
        folder / "a.parquet",
        folder / "b.jsonl",
    ]
