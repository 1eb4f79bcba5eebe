"""Rows 5, 8, 10 and 12: killed, stopped, started twice, and with what it reads edited meanwhile."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from cleaner.errors import CleanerError, RefusedError
from cleaner.pipeline import run
from cleaner.store.commit import ATTEMPT, KEPT
from tests.reliability.material import assert_whole, command, run_command, running, speech, tree, write_files

SOON = 5  # seconds in which a run that is told to stop has stopped
AT_ONCE = 1  # second in which a second run is refused


@pytest.fixture(scope="module")
def right(small: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a run over the small folder gives if nothing disturbs it."""
    out = tmp_path_factory.mktemp("right") / "out"
    run([small], out)
    return tree(out)


# ------------------------------------------------------------------------------------------------ row 5


def touches(small: Path, out: Path, step: int) -> int:
    """Run in a child that is killed before the step-th time it opens, names or removes something of the output.

    Return how many times it did, negative where it was killed.
    """
    child = os.fork()
    if child == 0:
        calls = 0

        def audit(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal calls
            if event in TOUCHING and str(out) in str(arguments[:2]):
                calls += 1
                if calls == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(audit)
        run([small], out)
        out.with_suffix(".count").write_text(str(calls))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return -step if os.WIFSIGNALED(status) else int(out.with_suffix(".count").read_text())


TOUCHING = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_any_step_it_goes_on_to_the_same_bytes(
    small: Path, right: dict[str, str], full: bool, tmp_path: Path
) -> None:
    """At no step that touches the output folder is there half of a file under its name."""
    steps = touches(small, tmp_path / "out", 0)
    draw = random.Random(5)
    for step in range(1, steps + 1) if full else sorted(draw.sample(range(1, steps + 1), 20)):
        out = tmp_path / f"out{step}"
        assert touches(small, out, step) == -step
        assert_whole(out)
        for again in range(draw.randint(1, 3) if step % 4 == 0 else 0):
            touches(small, out, draw.randrange(1, steps - again))
            assert_whole(out)
        run([small], out)
        assert tree(out) == right, f"killed at step {step} of {steps}"
        assert not list(out.glob(f"{ATTEMPT}*"))


PATIENCE = 30  # times what a run takes that nobody disturbs: who else uses the machine is not known
KILLS = (1, 2, 4, 8, 16)  # of one run until it is let go on to its end


@pytest.mark.nightly
def test_killed_at_any_moment_it_goes_on_to_the_same_bytes(folder: Path, full: bool, tmp_path: Path) -> None:
    """200 kills at moments spread over the run; most runs are killed again while they go on, up to sixteen times."""
    start = time.monotonic()
    run([folder], tmp_path / "right")
    length = time.monotonic() - start
    wanted, draw, killed = tree(tmp_path / "right"), random.Random(51), 0
    out = tmp_path / "out"
    while killed < (200 if full else 20):
        times = draw.choice(KILLS)
        for _ in range(times):  # what is done stays done, so that together they reach over all of it
            seconds = draw.uniform(0, min(1, 2 / times) * length)
            if not killed_after(seconds, folder, out, workers=draw.choice((1, 2))):
                break
            killed += 1
            assert_whole(out)
        assert run_command("run", folder, "--out", out, "--quiet", timeout=PATIENCE * length).returncode in (0, 1)
        assert tree(out) == wanted, f"{killed} kills"
        shutil.rmtree(out)


def killed_after(seconds: float, folder: Path, out: Path, *, workers: int) -> bool:
    """Run the tool, and kill it with its workers; return whether it was still at work."""
    with running("run", folder, "--out", out, "--quiet", "--workers", str(workers)) as process:
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        at_work = process.poll() is None
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    return at_work


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A folder that is several batches of work."""
    return write_files(tmp_path / "many", {f"{number:03}.txt": speech(number, 5).encode() for number in range(50)})


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[int]]:
    """Let the first pass fail after so many batches; the list tells how many were cleaned in all."""
    from cleaner.passes import cleaning

    real, done = cleaning.clean_batch, [0]

    def prepare(most: int) -> list[int]:
        done[0] = 0

        def clean_batch(*arguments: object) -> object:
            if done[0] == most:
                raise KeyboardInterrupt
            done[0] += 1
            return real(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(cleaning, "clean_batch", clean_batch)
        monkeypatch.setattr(cleaning, "BATCH", 1 << 13)
        return done

    return prepare


def interrupted(many: Path, out: Path, batches: Callable[[int], list[int]], most: int = 3) -> None:
    batches(most)
    with pytest.raises(KeyboardInterrupt):
        run([many], out)


def test_what_was_finished_is_not_done_again(many: Path, tmp_path: Path, batches: Callable[[int], list[int]]) -> None:
    done = batches(1000)
    run([many], tmp_path / "right")
    whole = done[0]
    interrupted(many, tmp_path / "out", batches)
    done = batches(1000)
    run([many], tmp_path / "out")
    assert done[0] == whole - 3
    assert tree(tmp_path / "out") == tree(tmp_path / "right")


def test_restart_begins_anew(many: Path, tmp_path: Path, batches: Callable[[int], list[int]]) -> None:
    interrupted(many, tmp_path / "out", batches)
    done = batches(1000)
    run([many], tmp_path / "out", restart=True)
    assert done[0] > 3
    assert not (tmp_path / "out" / KEPT).exists()


STATES = [
    (name, how) for name in ("pieces.jsonl", "pieces.jsonl.journal") for how in ("flip", "cut", "double", "empty")
]


@pytest.mark.parametrize(("name", "how"), STATES)
def test_a_damaged_state_is_never_trusted(
    many: Path, tmp_path: Path, batches: Callable[[int], list[int]], name: str, how: str
) -> None:
    batches(1000)
    run([many], tmp_path / "right")
    interrupted(many, tmp_path / "out", batches)
    state = tmp_path / "out" / KEPT / name
    data = state.read_bytes()
    middle = len(data) // 2
    flipped = data[:middle] + bytes([data[middle] ^ 4]) + data[middle + 1 :]
    state.write_bytes({"flip": flipped, "cut": data[:middle], "double": data + data, "empty": b""}[how])
    done = batches(1000)
    run([many], tmp_path / "out")
    assert done[0] > 0
    assert tree(tmp_path / "out") == tree(tmp_path / "right")


# ------------------------------------------------------------------------------------------------ row 8

SIGNALS = {"terminated": (signal.SIGTERM, 143), "interrupted": (signal.SIGINT, 130)}


def children(parent: int) -> list[int]:
    """Return the processes of a group that are still there."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError):
            fields = (place / "stat").read_text().rpartition(")")[2].split()
            if int(fields[2]) == parent and fields[0] != "Z":
                found.append(int(place.name))
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize(("number", "code"), SIGNALS.values(), ids=SIGNALS)
def test_a_run_that_is_told_to_stop_stops(
    small: Path, right: dict[str, str], full: bool, tmp_path: Path, number: int, code: int
) -> None:
    """At moments spread over the run, with eight workers: soon, with nothing left running, and it can go on."""
    draw = random.Random(8)
    for moment in range(25 if full else 2):
        out = tmp_path / f"out{moment}"
        with running("run", small, "--out", out, "--quiet", "--workers", "8") as process:
            while process.poll() is None and not (out / KEPT / "pieces.jsonl").exists():
                time.sleep(0.005)
            time.sleep(draw.uniform(0, 0.5))
            process.send_signal(number)
            start = time.monotonic()
            ended = process.wait(20)
            assert time.monotonic() - start < SOON
            assert ended in (0, code)
            time.sleep(0.1)
            assert children(process.pid) == []
        assert_whole(out)
        assert [path.name for path in out.glob(f"{ATTEMPT}*") if path.name != KEPT] == []
        run([small], out)
        assert tree(out) == right


# ------------------------------------------------------------------------------------------------ row 10


def test_of_two_at_once_one_works_and_the_other_is_refused_at_once(
    small: Path, right: dict[str, str], full: bool, tmp_path: Path
) -> None:
    refused = 0
    for number in range(50 if full else 1):
        out = tmp_path / f"out{number}"
        both = [
            subprocess.Popen(command("run", small, "--out", out, "--quiet"), stderr=subprocess.PIPE) for _ in range(2)
        ]
        codes = []
        for process in both:
            _, told = process.communicate(timeout=60)
            codes.append(process.returncode)
            assert process.returncode == 0 or b"another run is at work" in told
        assert sorted(codes) in ([0, 0], [0, 4])  # the one may have ended before the other began
        refused += 4 in codes
        assert tree(out) == right
    assert refused or not full


def test_the_second_is_refused_within_a_second(small: Path, tmp_path: Path) -> None:
    held = tmp_path / "out"
    with running("run", small, "--out", held, "--quiet") as process:
        while not (held / KEPT).exists():
            time.sleep(0.005)
        process.send_signal(signal.SIGSTOP)
        start = time.monotonic()
        with pytest.raises(RefusedError, match="another run is at work"):
            run([small], held)
        assert time.monotonic() - start < AT_ONCE
        process.send_signal(signal.SIGKILL)
    run([small], held)
    assert_whole(held)


# ------------------------------------------------------------------------------------------------ row 12

RULE = '[[rule]]\nid = "test-{0}"\ncategory = "share"\nscope = "line"\nwhy = "A test."\nmatch = "分享{0}"\nremoves = ["[-分享{0}-]"]\n'


def edits(many: Path, rules: Path, phrases: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield 35 ways in which somebody edits what a run reads; six more are made between two passes."""
    files = sorted(many.iterdir())
    for number in range(12):
        file = files[number * 4]
        yield f"{file.name} grows", partial(file.write_bytes, file.read_bytes() + "又一段。\n".encode())
        yield f"{file.name} shrinks", partial(file.write_bytes, file.read_bytes()[:-40])
    for number in range(6):
        file = files[number * 8 + 1]
        turned = file.read_bytes().replace("同志们".encode(), "朋友们".encode())
        yield f"{file.name} has as many bytes", partial(file.write_bytes, turned)
    yield "a file goes", files[3].unlink
    yield "a file comes", partial((many / "new.txt").write_bytes, speech(999).encode())
    yield "a file is called otherwise", partial(files[5].rename, many / "other.txt")
    yield "a rule is another", partial(rules.write_text, RULE.format(1), encoding="utf-8")
    yield "a phrase is another", partial(phrases.write_text, "本站声明第五条\n", encoding="utf-8")


@pytest.mark.parametrize(
    "number", [pytest.param(n, marks=() if n % 10 == 4 else pytest.mark.nightly) for n in range(35)]
)
def test_what_is_edited_before_going_on_is_done_anew(
    many: Path, tmp_path: Path, batches: Callable[[int], list[int]], number: int
) -> None:
    """The state belongs to bytes that are gone: the outcome is that of a run which has seen the new ones alone."""
    from cleaner.config import Config

    rules, phrases = tmp_path / "rules.toml", tmp_path / "phrases.txt"
    rules.write_text(RULE.format(0), encoding="utf-8")
    phrases.write_text("本站声明第一条\n", encoding="utf-8")
    config = Config(rules=(str(rules),), phrases=(str(phrases),))
    batches(2)
    with pytest.raises(KeyboardInterrupt):
        run([many], tmp_path / "out", config)
    name, edit = list(edits(many, rules, phrases))[number]
    edit()
    batches(1000)
    run([many], tmp_path / "out", config)
    run([many], tmp_path / "right", config)
    assert tree(tmp_path / "out") == tree(tmp_path / "right"), name


CORRECTIONS = "source,key,part,action,value,sha256\n001.txt,,,{0},同志们：,\n"
MEANWHILE = ("grows", "as many bytes", "rule", "phrase", "corrections", "goes")


@pytest.mark.parametrize("what", MEANWHILE)
def test_what_is_edited_between_two_passes_is_noticed(
    many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    from cleaner.config import Config
    from cleaner.passes import cleaning

    rules, phrases, table = tmp_path / "rules.toml", tmp_path / "phrases.txt", tmp_path / "corrections.csv"
    rules.write_text(RULE.format(0), encoding="utf-8")
    phrases.write_text("本站声明第一条\n", encoding="utf-8")
    table.write_text(CORRECTIONS.format("keep"), encoding="utf-8")
    config = Config(rules=(str(rules),), phrases=(str(phrases),), corrections=str(table))
    real, calls = cleaning.clean_batch, [0]
    first = many / "000.txt"
    changes: dict[str, Callable[[], object]] = {
        "grows": lambda: first.write_bytes(first.read_bytes() + b"a"),
        "as many bytes": lambda: first.write_bytes(first.read_bytes().replace("同志们".encode(), "朋友们".encode())),
        "rule": lambda: rules.write_text(RULE.format(7), encoding="utf-8"),
        "phrase": lambda: phrases.write_text("本站声明第二条\n", encoding="utf-8"),
        "corrections": lambda: table.write_text(CORRECTIONS.format("drop"), encoding="utf-8"),
        "goes": first.unlink,
    }

    def clean_batch(*arguments: object) -> object:
        calls[0] += 1
        if calls[0] == 2:
            changes[what]()
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(cleaning, "clean_batch", clean_batch)
    monkeypatch.setattr(cleaning, "BATCH", 1 << 13)
    with pytest.raises(CleanerError) as caught:
        run([many], tmp_path / "out", config)
    assert caught.value.code in ("input-changed", "rules-changed")
    assert tree(tmp_path / "out") == {}
