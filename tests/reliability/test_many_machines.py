"""A run that is shared out: what the shares make together is what one run makes, however they are started and stopped."""

import os
import random
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from cleaner.pipeline import run
from cleaner.store.commit import SHARDS
from tests.reliability.material import (
    assert_whole,
    command,
    json_lines,
    run_command,
    running,
    speech,
    tree,
    write_files,
)


def all_at_once(folder: Path, out: Path, count: int, *options: str) -> None:
    """Clean all shares at the same time, each in a process of its own."""
    shards = [f"{number}/{count}" for number in range(1, count + 1)]
    calls = [command("run", folder, "--out", out, "--quiet", "--shard", shard, *options) for shard in shards]
    processes = [subprocess.Popen(call) for call in calls]
    assert [process.wait(600) for process in processes] == [0] * count


@pytest.mark.parametrize(
    ("count", "workers"),
    [pytest.param(count, workers, marks=pytest.mark.nightly) for count in (1, 3, 8, 64) for workers in (1, 2)],
)
def test_shares_of_every_format_make_what_one_run_makes(folder: Path, tmp_path: Path, count: int, workers: int) -> None:
    run([folder], tmp_path / "right")
    all_at_once(folder, tmp_path / "out", count, "--workers", str(workers))
    assert run_command("merge", tmp_path / "out", "--quiet").returncode in (0, 1)
    assert tree(tmp_path / "out") == tree(tmp_path / "right")


@pytest.mark.nightly
def test_a_large_file_is_shared_out(tmp_path: Path) -> None:
    """Each share cleans about as much of it, and notices what the others see."""
    rows = [{"id": f"{number % 9000}", "text": speech(number % 8000, 4)} for number in range(10_000)]
    folder = write_files(tmp_path / "pages", {"a.jsonl": json_lines(rows)})
    run([folder], tmp_path / "right")
    all_at_once(folder, tmp_path / "out", 8)
    sizes = [(tmp_path / "out" / SHARDS / f"{n}-of-8" / "pieces.jsonl").stat().st_size for n in range(1, 9)]
    assert max(sizes) < 2.5 * min(sizes)
    assert run_command("merge", tmp_path / "out", "--quiet").returncode == 0
    assert tree(tmp_path / "out") == tree(tmp_path / "right")


def test_killed_at_any_moment_shares_and_merge_go_on(small: Path, full: bool, tmp_path: Path) -> None:
    run([small], tmp_path / "right")
    wanted = tree(tmp_path / "right")
    draw = random.Random(21)
    for _ in range(30 if full else 1):
        out = tmp_path / "out"
        calls = [("run", str(small), "--out", str(out), "--quiet", "--shard", f"{n}/3") for n in (3, 1, 2)]
        for arguments in (*calls, ("merge", str(out), "--quiet")):
            with running(*arguments) as process:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(draw.uniform(0.3, 1.5))
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            assert_whole(out)
            if arguments[0] == "merge" and (out / "manifest.json").exists() and not (out / SHARDS).exists():
                break  # it was quicker
            assert run_command(*arguments).returncode in (0, 1)
        assert tree(out) == wanted
        shutil.rmtree(out)
