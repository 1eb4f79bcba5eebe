"""Row 25: memory does not grow with the corpus, nothing leaks. 2 GB by night, 20 GB with `make release-check`."""

import os
import shutil
import subprocess
import sys
import time
from array import array
from pathlib import Path
from typing import Any

import pytest

from cleaner import pipeline
from cleaner.config import Config
from cleaner.folders import SPOOL
from cleaner.neardup import leaders
from cleaner.neardup.bands import BANDS
from cleaner.neardup.paragraphs import Paragraphs, Record
from cleaner.passes.searching import search
from cleaner.passes.writing import write
from cleaner.pipeline import run
from tests.reliability.material import command, json_lines, speech, write_files
from tests.reliability.test_bombs import MEASURE

MOST = 1.5 * (1 << 20)  # KiB of memory at any size
SPEED = 0.9  # of the speed at a tenth of the size
MOST_A_LINE = 600  # bytes of memory that a line of one paragraph may cost
GROWTH = 1.2  # of the memory at a tenth of the size
BUDGET = (
    "--memory",
    "64M",
)  # which the search may fill, with what it maps as well; of the usual 1 GiB a small run fills less
linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def lines_of(path: Path, size: int) -> None:
    """Write a file of JSON Lines of about so many bytes, every line another speech."""
    number = written = 0
    with path.open("wb") as stream:
        while written < size:
            written += stream.write(json_lines([{"id": f"{number}", "text": speech(number, 8)}]))
            number += 1


def files_of(folder: Path, count: int) -> None:
    for number in range(count):
        (folder / f"{number // 1000}").mkdir(parents=True, exist_ok=True)
        (folder / f"{number // 1000}" / f"{number}.txt").write_bytes(speech(number, 2).encode())


def peak(folder: Path, out: Path, *options: str) -> tuple[int, float]:
    """Return the peak memory in KiB of the largest process of a run, and its seconds."""
    start = time.monotonic()
    arguments = command("run", folder, "--out", out, "--quiet", "--ledger", "spans", *options)
    done = subprocess.run([sys.executable, "-c", MEASURE, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return int(done.stdout.split()[-1]), time.monotonic() - start


@linux
@pytest.mark.nightly
def test_memory_and_speed_do_not_depend_on_the_size(tmp_path: Path) -> None:
    """CLEANER_LOAD is the size in bytes, 2 GB if it is not said; a tenth of it is what is compared with."""
    size = int(os.environ.get("CLEANER_LOAD", 2 << 30))
    found = []
    for part in (size // 10, size):
        folder = tmp_path / "pages"
        folder.mkdir()
        lines_of(folder / "a.jsonl", part)
        found.append((part, *peak(folder, tmp_path / "out", *BUDGET)))
        shutil.rmtree(folder)
        shutil.rmtree(tmp_path / "out")
    (small, little, soon), (large, much, late) = found
    assert much <= MOST, f"{much >> 10} MiB"
    assert much <= max(GROWTH * little, MOST / 2), f"{little >> 10} MiB, {much >> 10} MiB"
    assert large / late >= SPEED * small / soon


@linux
@pytest.mark.nightly
def test_a_file_of_many_short_lines(tmp_path: Path) -> None:
    """What is kept of a document until its file ends is a few hundred bytes."""
    found = []
    for count in (20_000, 200_000):
        rows = ({"id": f"{number}", "text": speech(number, 1).split("\n")[2]} for number in range(count))
        folder = write_files(tmp_path / f"{count}", {"a.jsonl": json_lines(list(rows))})
        found.append(peak(folder, tmp_path / f"out{count}", *BUDGET)[0])
    assert (found[1] - found[0]) * 1024 / 180_000 <= MOST_A_LINE, found


@linux
@pytest.mark.nightly
@pytest.mark.parametrize("near_duplicates", ["drop", "keep"])
def test_a_hundred_thousand_files(near_duplicates: str, tmp_path: Path) -> None:
    files_of(tmp_path / "pages", 100_000)
    memory, _ = peak(tmp_path / "pages", tmp_path / "out", "--near-duplicates", near_duplicates)
    assert memory <= MOST, f"{memory >> 10} MiB"


def mapped(folder: Path) -> dict[str, int]:
    """Return the files in a folder, removed ones too, that this process has mapped, and the KiB of them that are resident."""
    found: dict[str, int] = {}
    name = ""
    for line in Path("/proc/self/smaps").read_text().splitlines():
        key, *rest = line.split(maxsplit=5)
        if not key.endswith(":"):
            name = rest[-1] if len(rest) == 5 else ""
        elif key == "Rss:" and name.startswith(str(folder)):
            found[name] = found.get(name, 0) + int(rest[0])
    return found


@linux
def test_what_is_compared_in_files_does_not_fill_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts are not read from memory that the spool is mapped to; while a run writes nothing is mapped any more."""
    seen = []

    def comparing(*arguments: Any) -> Any:
        found = search(*arguments)
        seen.append(mapped(tmp_path))
        return found

    def writing(*arguments: Any) -> Any:
        seen.append(mapped(tmp_path))
        return write(*arguments)

    monkeypatch.setattr(pipeline, "search", comparing)
    monkeypatch.setattr(pipeline, "write", writing)
    rows = [{"text": speech(number // 2).replace("第1组", f"第{number}组")} for number in range(60)]
    folder = write_files(tmp_path / "pages", {"a.jsonl": json_lines(rows)})
    run([folder], tmp_path / "out", Config(memory=1 << 16))
    compared, written = seen
    assert {size for name, size in compared.items() if name.endswith(SPOOL)} == {0}
    assert any(name.endswith("(deleted)") for name in compared), "no column was in a file"
    assert written == {}


@linux
def test_bands_in_files_are_in_memory_one_at_a_time(tmp_path: Path) -> None:
    held = Paragraphs(memory=1, folder=tmp_path)
    for number in range(20):
        held.add_records([Record(texts=list(enumerate(speech(number).split("\n"))))])
    assert held.in_files
    resident = [
        sum(size > 0 for size in mapped(tmp_path).values())
        for _ in leaders._buckets(held, memoryview(array("I", range(len(held)))).cast("B"))
    ]
    assert resident == [1] * BANDS
    held.close()


@linux
def test_many_runs_in_one_process_leave_nothing(full: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_files(tmp_path / "pages", {"a.txt": speech(1).encode(), "b.txt": b"\xff\xff", "c.jsonl": b"{"})
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    run([folder], tmp_path / "out")
    before = len(os.listdir("/proc/self/fd"))
    for number in range(300 if full else 15):
        run([folder], tmp_path / "out", Config(workers=2 if number % 10 == 9 else 1), restart=number % 2 == 0)
    assert len(os.listdir("/proc/self/fd")) <= before
    assert list(temporary.iterdir()) == []
    assert [path.name for path in (tmp_path / "out").glob(".cleaner-attempt-*")] == []
