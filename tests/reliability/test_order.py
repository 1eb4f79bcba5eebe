"""Row 19: neither the order of files and lines nor the number of workers nor hash seeds have a say."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from cleaner.config import Config
from cleaner.passes import cleaning
from cleaner.pipeline import run
from tests.reliability.material import json_lines, lines, page, run_command, shards, speech, tree, write_files


def test_files_in_any_order(small: Path, full: bool, tmp_path: Path) -> None:
    files = sorted(path for path in small.rglob("*") if path.is_file())
    found: set[str] = set()
    for shuffle in range(100 if full else 10):
        random.Random(shuffle).shuffle(files)
        run(files, tmp_path / f"out{shuffle}", Config(workers=(1, 1, 1, 1, 2)[shuffle % 5]))
        found.add(json.dumps(tree(tmp_path / f"out{shuffle}")))
    assert len(found) == 1


def test_any_number_of_workers(
    small: Path, full: bool, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder: Path = request.getfixturevalue("folder") if full else small
    monkeypatch.setattr(cleaning, "BATCH", cleaning.BATCH if full else 1 << 12)  # so that there is work for all of them
    found = []
    for workers in (1, 2, 4, 8):
        run([folder], tmp_path / f"out{workers}", Config(workers=workers))
        found.append(tree(tmp_path / f"out{workers}"))
    assert found[0] == found[1] == found[2] == found[3] != {}


def test_any_hash_seed(small: Path, full: bool, tmp_path: Path) -> None:
    found = []
    for seed in range(10 if full else 2):
        done = run_command("run", small, "--out", tmp_path / f"out{seed}", "--quiet", PYTHONHASHSEED=str(seed * 4241))
        assert done.returncode in (0, 1), done.stderr
        found.append(tree(tmp_path / f"out{seed}"))
    assert all(each == found[0] for each in found)


def decided(out: Path) -> tuple[set[str], set[str]]:
    """Return records and decisions, whatever order they stand in; `after` is a place among records."""
    rows = lines(out / "duplicates.jsonl")
    for row in rows:
        row.get("removed", {}).pop("after", None)
    return tuple({json.dumps(each, sort_keys=True) for each in found} for found in (shards(out, "corpus"), rows))  # type: ignore[return-value]


def test_lines_in_any_order(full: bool, tmp_path: Path) -> None:
    """Records with ids and without, equal ids, equal texts, near-duplicates."""
    rows: list[dict[str, Any]] = [{"id": str(number), "text": speech(number % 7)} for number in range(12)]
    rows += [{"text": page(number % 4)} for number in range(6)]
    rows += [{"id": "same", "text": speech(number + 50).replace("任务", "工作", 1)} for number in range(3)]
    rows += [{"text": speech(number + 50)} for number in range(3)]
    found = []
    for shuffle in range(20 if full else 4):
        random.Random(shuffle).shuffle(rows)
        run([write_files(tmp_path / f"in{shuffle}", {"a.jsonl": json_lines(rows)})], tmp_path / f"out{shuffle}")
        found.append(decided(tmp_path / f"out{shuffle}"))
    assert all(each == found[0] for each in found)
    assert found[0][1]


def test_a_second_call_in_one_process_knows_nothing_of_the_first(small: Path, tmp_path: Path) -> None:
    """No table is kept between calls: another corpus in between changes nothing."""
    run([small], tmp_path / "first")
    run(
        [write_files(tmp_path / "other", {"a.txt": speech(1).encode(), "b.txt": page(1).encode()})],
        tmp_path / "between",
    )
    run([small], tmp_path / "second")
    assert tree(tmp_path / "first") == tree(tmp_path / "second")
