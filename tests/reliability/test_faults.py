"""Rows 6, 7 and 9: failing system calls, a full or read-only disk, the death of a worker, too little memory."""

import faulthandler
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cleaner import formats
from cleaner.config import Config
from cleaner.errors import OutputError
from cleaner.formats import parquet
from cleaner.passes import cleaning
from cleaner.pipeline import run
from tests.reliability.material import (
    ROOT,
    assert_conserved,
    assert_whole,
    command,
    errors,
    run_command,
    shards,
    speech,
    tree,
    write_files,
)

AFTER = 5  # seconds after which a full disk must be told
linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")


@pytest.fixture(scope="module")
def right(small: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    out = tmp_path_factory.mktemp("right") / "out"
    run([small], out)
    return tree(out)


def assert_told(done: "subprocess.CompletedProcess[str]", out: Path) -> None:
    """A named error, never a traceback, and nothing wrong under a final name."""
    assert done.returncode in (1, 2), (done.returncode, done.stderr[-2000:])
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("cleaner: ") or done.stderr == ""
    assert_whole(out)


# ------------------------------------------------------------------------------------------------ row 6

FAULTS = ("EIO", "ENOSPC", "EACCES")
CALLS = ("openat", "write", "fsync", "rename", "mkdir", "unlink", "ftruncate", "close", "lseek", "newfstatat")
TOUCHES = "openat,mkdir,rename,unlink,rmdir,newfstatat"


def traced(small: Path, out: Path, call: str, error: str, when: int, log: Path) -> "subprocess.CompletedProcess[str]":
    """Run the tool and let the when-th call of a kind fail, once its imports are done."""
    options = ["-f", "-qq", "-o", str(log), "-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={when}"]
    arguments = command("run", small, "--out", out, "--quiet", "--workers", "1")
    return subprocess.run(["strace", *options, *arguments], capture_output=True, text=True, timeout=120, check=False)


def calls_of(small: Path, out: Path, call: str, log: Path) -> list[int]:
    """Return which calls of a kind have to do with the run: those with its folders, and what is written after them."""
    subprocess.run(
        [
            "strace",
            "-f",
            "-qq",
            "-y",
            "-o",
            str(log),
            "-e",
            f"trace={call}",
            *command("run", small, "--out", out, "--quiet", "--workers", "1"),
        ],
        check=False,
        timeout=120,
    )
    found = [line for line in log.read_text(errors="replace").splitlines() if f"{call}(" in line]
    places = (str(small), str(out), "/dev/null")
    return [number for number, line in enumerate(found, 1) if any(place in line for place in places)]


@pytest.mark.nightly
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.parametrize("call", CALLS)
def test_any_call_that_fails_is_told_or_does_not_matter(
    small: Path, right: dict[str, str], call: str, tmp_path: Path
) -> None:
    """Every call of a small run that touches its input or output, with each error."""
    log = tmp_path / "log"
    # calls that only close or ask fail in ways that no system knows: fewer of them are tried
    tried = calls_of(small, tmp_path / "counted", call, log)[
        :: 1 if call in TOUCHES or call in ("write", "fsync") else 5
    ]
    silent = []
    for error in FAULTS:
        for when in tried:
            out = tmp_path / "out"
            done = traced(small, out, call, error, when, log)
            if done.returncode == 0:
                if tree(out) != right:
                    silent.append((call, error, when))
            elif (out / "manifest.json").exists() and tree(out) != right:
                assert errors(out), f"{call} {error} {when}"  # an input that could not be read is listed
            else:
                assert_told(done, out)
            again = run_command("run", small, "--out", out, "--quiet", "--restart")
            assert again.returncode == 0, again.stderr
            assert tree(out) == right
            shutil.rmtree(out)
    assert silent == []


# ------------------------------------------------------------------------------------------------ row 7


@linux
def test_a_disk_that_is_full_is_told_and_the_run_goes_on_when_it_is_not(
    small: Path, right: dict[str, str], full: bool, tmp_path: Path
) -> None:
    """RLIMIT_FSIZE stands for the disk: no file may grow beyond it."""
    largest = max((path.stat().st_size for path in _built(small, tmp_path).rglob("*") if path.is_file()), default=0)
    count = 50 if full else 2
    for number in range(count):
        limit = largest * 3 * number // count
        out = tmp_path / f"out{number}"

        def limited(limit: int = limit) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        start = time.monotonic()
        done = run_command("run", small, "--out", out, "--quiet", preexec=limited)
        if done.returncode:
            assert time.monotonic() - start < AFTER + 10  # the run itself, and what a busy machine adds
            assert_told(done, out)
            assert str(out) in done.stderr
        assert run_command("run", small, "--out", out, "--quiet").returncode == 0
        assert tree(out) == right


def _built(small: Path, tmp_path: Path) -> Path:
    run([small], tmp_path / "built")
    return tmp_path / "built"


@linux
def test_an_earlier_corpus_outlives_a_full_disk(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_files(tmp_path / "first", {"a.txt": speech(1).encode()})
    run([tmp_path / "first"], out)
    before = tree(out)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = run_command("run", small, "--out", out, "--restart", "--quiet", preexec=limited)
    assert_told(done, out)
    assert tree(out) == before


@linux
@pytest.mark.parametrize(
    "kibibytes",
    [
        16,
        pytest.param(64, marks=pytest.mark.nightly),
        256,
        *(pytest.param(size, marks=pytest.mark.nightly) for size in (300, 400, 512, 700, 1000)),
    ],
)
def test_a_small_disk(small: Path, right: dict[str, str], kibibytes: int, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kibibytes}k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a file system is not allowed here")
    try:
        done = run_command("run", small, "--out", disk / "out", "--quiet")
        if done.returncode:
            assert_told(done, disk / "out")
            subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        assert run_command("run", small, "--out", disk / "out", "--quiet").returncode == 0
        assert tree(disk / "out") == right
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@linux
@pytest.mark.parametrize("there", [False, True])
def test_a_folder_that_cannot_be_written_is_told(small: Path, there: bool, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    (disk / "out" if there else disk).mkdir(parents=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(disk)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("mounting a file system is not allowed here")
    try:
        start = time.monotonic()
        with pytest.raises(OutputError) as caught:
            run([small], disk / "out")
        assert time.monotonic() - start < AFTER
        assert str(disk) in str(caught.value)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


# ------------------------------------------------------------------------------------------------ row 9


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    return write_files(tmp_path / "texts", {f"{number:02}.txt": speech(number).encode() for number in range(30)})


@pytest.fixture
def killer(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], None]:
    """Let reading a file end the process that reads it."""

    def prepare(name: str, number: int) -> None:
        real = formats.text.read
        parent = os.getpid()

        def read(stream: object, source: str, *rest: object) -> Iterator[object]:
            if source == name and os.getpid() != parent:
                faulthandler.disable()
                os.kill(os.getpid(), number)
            yield from real(stream, source, *rest)  # type: ignore[arg-type]

        monkeypatch.setattr(formats.text, "read", read)
        monkeypatch.setattr(cleaning, "BATCH", 1 << 12)

    return prepare


@linux
@pytest.mark.parametrize("at", [3, *(pytest.param(at, marks=pytest.mark.nightly) for at in range(0, 30, 2))])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV], ids=["SIGKILL", "SIGSEGV"])
def test_the_file_that_kills_a_worker_is_named_and_all_others_are_cleaned(
    texts: Path, tmp_path: Path, killer: Callable[[str, int], None], at: int, number: int
) -> None:
    killer(f"{at:02}.txt", number)
    start = time.monotonic()
    summary = run([texts], tmp_path / "out", Config(workers=2))
    assert time.monotonic() - start < 60
    assert [(row["file"], row["code"], row["offset"]) for row in summary.errors] == [(f"{at:02}.txt", "crashed", 0)]
    assert len(shards(tmp_path / "out", "corpus")) == 29
    assert_conserved(tmp_path / "out")


@linux
def test_a_worker_that_dies_of_nothing_it_reads_costs_nothing(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run([texts], tmp_path / "right")
    once, real, parent = tmp_path / "once", formats.text.read, os.getpid()

    def read(*arguments: object) -> Iterator[object]:
        if os.getpid() != parent and not once.exists():
            once.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        yield from real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(formats.text, "read", read)
    monkeypatch.setattr(cleaning, "BATCH", 1 << 12)
    run([texts], tmp_path / "out", Config(workers=2))
    assert tree(tmp_path / "out") == tree(tmp_path / "right")


@linux
def test_the_parquet_reader_has_a_process_of_its_own(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = os.getpid()

    def read(*_: object) -> Iterator[object]:
        assert os.getpid() != parent
        faulthandler.disable()
        os.kill(os.getpid(), signal.SIGSEGV)
        yield from ()

    monkeypatch.setattr(parquet, "read", read)
    write_files(texts, {"bad.parquet": b"PAR1" * 10})
    summary = run([texts], tmp_path / "out")
    assert [(row["file"], row["code"]) for row in summary.errors] == [("bad.parquet", "crashed")]
    assert len(shards(tmp_path / "out", "corpus")) == 30


def test_a_bug_of_ours_costs_one_document_and_is_told(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = vars(cleaning)["clean"]

    def clean(document: object, *rest: object) -> object:
        if document.source == "07.txt":  # type: ignore[attr-defined]
            raise IndexError("seven")
        return real(document, *rest)

    monkeypatch.setattr(cleaning, "clean", clean)
    summary = run([texts], tmp_path / "out")
    assert [(row["file"], row["code"]) for row in summary.errors] == [("07.txt", "bug")]
    assert "seven" in summary.errors[0]["message"]
    assert len(shards(tmp_path / "out", "corpus")) == 29


def test_too_little_memory_for_one_document_costs_only_it(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = vars(cleaning)["clean"]

    def clean(document: object, *rest: object) -> object:
        if document.source == "07.txt":  # type: ignore[attr-defined]
            raise MemoryError
        return real(document, *rest)

    monkeypatch.setattr(cleaning, "clean", clean)
    summary = run([texts], tmp_path / "out")
    assert [(row["file"], row["code"]) for row in summary.errors] == [("07.txt", "memory")]


@linux
@pytest.mark.nightly
@pytest.mark.parametrize("mebibytes", [40, 80, 120, 160, 200, 250, 300, 400, 600, 1000])
def test_too_little_memory_is_told(small: Path, right: dict[str, str], mebibytes: int, tmp_path: Path) -> None:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (mebibytes << 20, mebibytes << 20))

    done = run_command("run", small, "--out", tmp_path / "out", "--quiet", "--workers", "2", preexec=limited)
    assert re.search("bug of ours|Segmentation", done.stderr) is None
    if done.returncode == 0:
        assert tree(tmp_path / "out") == right
    else:
        assert_whole(tmp_path / "out")
    assert run_command("run", small, "--out", tmp_path / "out", "--quiet", "--restart").returncode == 0
    assert tree(tmp_path / "out") == right


def test_the_project_is_found_by_its_tests() -> None:
    assert Path(cleaning.__file__).is_relative_to(ROOT)
