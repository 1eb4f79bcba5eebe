"""Rows 6, 7 and 9: failing system calls, a full or read-only disk, the death of a worker, too little memory."""

import errno
import faulthandler
import gzip
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import repeat
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from cleaner import formats
from cleaner.config import FORMATS, Config
from cleaner.engines import local
from cleaner.errors import CleanerError, OutputError
from cleaner.formats import NEEDS, html, parquet, warc
from cleaner.passes import cleaning
from cleaner.pipeline import run
from tests.reliability.material import (
    ROOT,
    assert_conserved,
    assert_whole,
    command,
    errors,
    json_lines,
    run_command,
    shards,
    speech,
    tree,
    write_files,
    zipped,
)

AFTER = 5  # seconds after which a full disk must be told
linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")


@pytest.fixture(scope="module")
def built(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("right") / "out"
    run([small], out)
    return out


@pytest.fixture(scope="module")
def right(built: Path) -> dict[str, str]:
    return tree(built)


def assert_told(done: "subprocess.CompletedProcess[str]", out: Path) -> None:
    """A named error, never a traceback, and nothing wrong under a final name."""
    assert done.returncode in (1, 2, 4), (done.returncode, done.stderr[-2000:])
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("cleaner: ") or done.stderr == ""
    assert_whole(out)


# ------------------------------------------------------------------------------------------------ row 6

FAULTS = ("EIO", "ENOSPC", "EACCES")
CALLS = {
    "main": (
        *("openat", "read", "write", "close", "lseek", "newfstatat", "getdents64", "readlink", "fcntl", "fsync"),
        *("ftruncate", "rename", "link", "mkdir", "unlink", "unlinkat", "rmdir", "ioctl", "mmap"),
    ),
    "worker": ("openat", "read", "close", "lseek", "newfstatat", "fcntl", "ioctl"),
}
STRACE = ("strace", "-f", "-qq", "-y", "--seccomp-bpf")


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of each way in which files are read, so few that every call of a run over them can fail once."""
    page = f"<html><body><p>{speech(4, 3)}</p></body></html>"
    files = {
        "a.txt": speech(1, 3).encode("gb18030"),
        "b.jsonl": json_lines([{"text": speech(2, 3)}, {"text": speech(1, 3)}]),
        "c.zip": zipped({"d.txt": speech(3, 3).encode()}),
        "e.html": page.encode(),
        "f.txt.gz": gzip.compress(speech(5, 3).encode(), mtime=0),
    }
    return write_files(tmp_path_factory.mktemp("few") / "in", files)


def runs(few: Path, place: Path, call: str, where: str, numbers: Iterable[int], fault: str = "", when: int = 0) -> str:
    """Run the tool once for each number, so that this call of it fails; return what strace saw. See `failing.py`."""
    place.mkdir()
    log = place / "log"
    inject = ["-e", f"inject={call}:error={fault}:when={when}"] if fault else []
    script = [sys.executable, str(Path(__file__).with_name("failing.py")), call, str(when), where, str(few), str(place)]
    traced = [*STRACE, "-o", str(log), "-e", f"trace={call}", *inject, *script, *map(str, numbers)]
    done = subprocess.run(traced, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return log.read_text(errors="replace")


def calls_of(few: Path, place: Path, call: str, where: str) -> tuple[list[int], int]:
    """Return which calls of a process have to do with the run's folders, and a number that no process reaches."""
    lines = [line.split(maxsplit=1) for line in runs(few, place, call, where, [1]).splitlines()]
    made = [(process, rest) for process, rest in lines if rest.startswith(f"{call}(")]
    process = (place / "1.process").read_text()
    if where == "worker":  # the one that was started last
        process = max((own for own, rest in made if str(few) in rest and int(own) > int(process)), key=int, default="")
    own = [rest for other, rest in made if other == process]
    places = (str(few), str(place / "1"), "/dev/null")
    most = max(Counter(process for process, _ in made).values(), default=0)
    return [number for number, rest in enumerate(own, 1) if any(place in rest for place in places)], most + 100


@pytest.mark.nightly
@pytest.mark.skipif(shutil.which("strace") is None or os.uname().machine != "x86_64", reason="needs strace on x86-64")
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("where", "call"), [(where, call) for where, calls in CALLS.items() for call in calls])
def test_any_call_that_fails_is_told_or_does_not_matter(
    few: Path, where: str, call: str, fault: str, tmp_path: Path
) -> None:
    """Every call of a small run that touches its input or output: the same corpus, or an error; and then it goes on."""
    run([few], tmp_path / "right")
    right = tree(tmp_path / "right")
    numbers, when = calls_of(few, tmp_path / "counted", call, where)
    place = tmp_path / "failing"
    assert "(INJECTED)" in runs(few, place, call, where, numbers, fault, when) or not numbers
    for number in numbers:
        out, told = place / f"{number}", (place / f"{number}.told").read_text()
        code, finished = (place / f"{number}.code").stat().st_size, (out / "manifest.json").exists()
        assert "Traceback" not in told, f"{number}: {told}"
        assert code in (0, 1, 2, 4), number
        assert_whole(out)
        if tree(out) != right:
            assert code, f"{number}: not told"
            assert errors(out) or not finished, number  # an input that could not be read is listed
            assert told.startswith("cleaner: ") or finished, number
            run([few], out, restart=finished)
        assert tree(out) == right, number
        shutil.rmtree(out)


def test_any_input_that_fails_once_is_told_or_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same without strace, for every opening of an input: a disk that fails once and then no more."""
    text = speech(1).encode()
    folder = write_files(
        tmp_path / "pages",
        {"a.txt": text, "b.jsonl": json_lines([{"text": speech(2)}]), "c.zip": zipped({"d.txt": text})},
    )
    run([folder], tmp_path / "right")
    right, real, opened = tree(tmp_path / "right"), Path.open, [0]
    fails = 0

    def failing(path: Path, *arguments: Any, **options: Any) -> Any:
        opened[0] += path.is_relative_to(folder)
        if path.is_relative_to(folder) and opened[0] == fails:
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
        return real(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", failing)
    run([folder], tmp_path / "counted")
    for fails in range(1, opened[0] + 1):
        out, opened[0] = tmp_path / f"out{fails}", 0
        summary = None
        with suppress(CleanerError):
            summary = run([folder], out)
        assert tree(out) == ({} if summary is None else right) or (summary and summary.errors), f"opening {fails}"
    assert fails > 6


# ------------------------------------------------------------------------------------------------ row 7


def no_file_beyond(size: int) -> Callable[[], None]:
    """Return what a process is to call that stands before a full disk: no file of it may grow beyond so many bytes."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@linux
def test_a_disk_that_is_full_is_told_and_the_run_goes_on_when_it_is_not(
    small: Path, built: Path, right: dict[str, str], full: bool, tmp_path: Path
) -> None:
    largest = max(path.stat().st_size for path in built.rglob("*") if path.is_file())
    count = 50 if full else 2
    for number in range(count):
        limit = largest * 3 * number // count
        out = tmp_path / f"out{number}"
        start = time.monotonic()
        done = run_command("run", small, "--out", out, "--quiet", preexec=no_file_beyond(limit))
        if done.returncode:
            assert time.monotonic() - start < AFTER + 10  # the run itself, and what a busy machine adds
            assert_told(done, out)
            assert str(out) in done.stderr
        run([small], out)
        assert tree(out) == right


@linux
def test_an_earlier_corpus_outlives_a_full_disk(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_files(tmp_path / "first", {"a.txt": speech(1).encode()})
    run([tmp_path / "first"], out)
    before = tree(out)
    done = run_command("run", small, "--out", out, "--restart", "--quiet", preexec=no_file_beyond(20_000))
    assert_told(done, out)
    assert tree(out) == before


OTHERS = [pytest.param(kind, marks=pytest.mark.nightly) for kind in FORMATS if kind != "antconc"]


@linux
@pytest.mark.parametrize("limit", [100, 1000, 9000])
@pytest.mark.parametrize("kind", ["antconc", *OTHERS])
def test_a_disk_that_is_full_is_told_once_by_an_export(built: Path, kind: str, limit: int, tmp_path: Path) -> None:
    """The library for spreadsheets has words of its own for it, and says it again when it is thrown away."""
    pytest.importorskip(NEEDS.get(kind, ("json",))[0])
    done = run_command("export", built, "--to", kind, "--out", tmp_path / "x", preexec=no_file_beyond(limit))
    if done.returncode == 0:
        assert kind in ("text", "tei"), "of all others a file is larger"
        assert limit > 100
    else:
        assert done.returncode == 2
        assert re.fullmatch(r"cleaner: .+: cannot be written: .*File too large\n", done.stderr)
        assert list(tmp_path.iterdir()) == []


@linux
def test_a_disk_that_is_full_is_told_once_by_a_sheet(built: Path, tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    sheet = tmp_path / "sheet.xlsx"
    done = run_command("audit", built, "--out", sheet, preexec=no_file_beyond(1000))
    assert done.returncode == 2
    assert re.fullmatch(r"cleaner: .*File too large.*: make room .*\n", done.stderr)
    assert not sheet.exists()


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


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs to be somebody who may not write everywhere")
def test_an_earlier_corpus_outlives_a_folder_that_is_closed(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run([write_files(tmp_path / "first", {"a.txt": speech(1).encode()})], out)
    before = tree(out)
    held_back = ["setpriv", "--bounding-set", "-dac_override"] if os.getuid() == 0 else []
    (out / "corpus").chmod(0o500)
    try:
        again = [*held_back, *command("run", small, "--out", out, "--restart", "--quiet")]
        done = subprocess.run(again, capture_output=True, text=True, timeout=60, check=False)
    finally:
        (out / "corpus").chmod(0o700)
    assert_told(done, out)
    assert str(out / "corpus") in done.stderr
    assert tree(out) == before


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


HANGS: dict[str, Callable[[], object]] = {
    "asleep": lambda: time.sleep(3600),
    "in a loop of a library": lambda: deque(repeat(None), maxlen=0),  # no handler of a signal would be called
}


@linux
@pytest.mark.parametrize("hang", HANGS.values(), ids=HANGS)
def test_the_file_on_which_a_worker_hangs_is_named_and_all_others_are_cleaned(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hang: Callable[[], object]
) -> None:
    run([texts], tmp_path / "warm")  # workers inherit the rules, so that no time is needed for them
    real, parent = formats.text.read, os.getpid()

    def read(stream: object, source: str, *rest: object) -> Iterator[object]:
        if source == "07.txt" and os.getpid() != parent:
            hang()
        yield from real(stream, source, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(formats.text, "read", read)
    monkeypatch.setattr(cleaning, "LONGEST", 2.0)
    monkeypatch.setattr(local, "IDLE", 1)
    monkeypatch.setattr(cleaning, "BATCH", cleaning.LEAST)
    summary = run([texts], tmp_path / "out", Config(workers=2))
    assert [(row["file"], row["code"], row["offset"]) for row in summary.errors] == [("07.txt", "crashed", 0)]
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


NATIVE = {
    "Parquet": (parquet, "bad.parquet", b"PAR1" * 10),
    "a crawl": (warc, "bad.warc", b"WARC/1.0\r\n"),
    "a page": (html, "bad.html", b"<p>"),
    "a page that is packed": (html, "bad.html.gz", gzip.compress(b"<p>")),
}


@linux
@pytest.mark.parametrize(("reader", "name", "data"), NATIVE.values(), ids=NATIVE)
def test_a_reader_that_is_a_library_of_c_has_a_process_of_its_own(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: ModuleType, name: str, data: bytes
) -> None:
    parent = os.getpid()

    def read(*_: object) -> Iterator[object]:
        assert os.getpid() != parent
        faulthandler.disable()
        os.kill(os.getpid(), signal.SIGSEGV)
        yield from ()

    monkeypatch.setattr(reader, "read", read)
    write_files(texts, {name: data})
    summary = run([texts], tmp_path / "out")
    assert [(row["file"].partition("!/")[0], row["code"]) for row in summary.errors] == [(name, "crashed")]
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
