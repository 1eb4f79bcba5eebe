"""Run commands as whole processes, and say what they cost: wall clock, processor time, memory; side by side in rounds."""

from __future__ import annotations

import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from speed import Ratio, ratio, turning

PAUSE = 0.005
"""Seconds between two looks at the memory of a process."""


@dataclass(frozen=True)
class Command:
    """A command: its arguments, what its environment has in addition, and a file for what it prints, if that counts."""

    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    output: pathlib.Path | None = None


@dataclass(frozen=True)
class Cost:
    """Seconds of wall clock and of processor time, the latter with all children's."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Memory:
    """Peaks in bytes, of a process and its descendants together: all that is resident, and what of it is anonymous."""

    resident: int
    anonymous: int


class FailedError(Exception):
    """A command ended with an error; holds the end of what it printed."""


@contextlib.contextmanager
def running(command: Command) -> Iterator[subprocess.Popen[bytes]]:
    """Start a command; what it prints goes to its file or nowhere.

    Raises:
        FailedError: it ended with another status than 0; says the last it had to say.

    """
    with contextlib.ExitStack() as files:
        errors = files.enter_context(tempfile.TemporaryFile())
        out = files.enter_context(command.output.open("wb")) if command.output else subprocess.DEVNULL
        process = subprocess.Popen(
            command.argv, stdout=out, stderr=errors, stdin=subprocess.DEVNULL, env={**os.environ, **command.env}
        )
        yield process
        if process.returncode:
            errors.seek(0)
            last = errors.read().decode(errors="replace").strip().split("\n")[-1]
            raise FailedError(f"{last} (exit status {process.returncode})")


def cost(command: Command) -> Cost:
    """Run a command and return what it cost; ``FailedError`` where it fails."""
    began = time.perf_counter()
    with running(command) as process:
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(wall, usage.ru_utime + usage.ru_stime)


def memory(command: Command) -> Memory:
    """Run a command and return its peaks, looked up every few milliseconds; ``FailedError`` where it fails.

    Zeros where there is no ``/proc``.
    """
    resident = anonymous = looks = 0
    with running(command) as process:
        while process.poll() is None:
            if looks % 20 == 0:
                family = descendants(process.pid)
            looks += 1
            sizes = [sizes_of(pid) for pid in family]
            resident = max(resident, sum(size[0] for size in sizes))
            anonymous = max(anonymous, sum(size[1] for size in sizes))
            time.sleep(PAUSE)
    return Memory(resident, anonymous)


def sizes_of(pid: int) -> tuple[int, int]:
    """Return resident and anonymous bytes of a process, zeros when it has gone."""
    try:
        lines = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0, 0
    fields = {name: rest for name, _, rest in (line.partition(":") for line in lines)}
    resident, anonymous = (int(fields.get(name, "0").split()[0]) * 1024 for name in ("VmRSS", "RssAnon"))
    return resident, anonymous


def descendants(pid: int) -> list[int]:
    """Return a process and all below it."""
    found = [pid]
    for one in found:
        for children in pathlib.Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += map(int, children.read_text(encoding="utf-8").split())
            except OSError:
                continue
    return found


def rounds(commands: Mapping[str, Command], number: int) -> dict[str, list[Cost]]:
    """Run every command once a round, in turning order."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for round_ in range(number):
        for name in turning(list(commands), round_):
            print(f"  round {round_ + 1} of {number}: {name}", file=sys.stderr, flush=True)
            costs[name].append(cost(commands[name]))
    return costs


def times(costs: Sequence[Cost], base: Sequence[Cost], what: str) -> Ratio:
    """Return how many times as much wall clock or processor time as another it took, round by round."""
    return ratio([getattr(one, what) for one in costs], [getattr(one, what) for one in base])
