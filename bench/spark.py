#!/usr/bin/env python3
r"""Measure `cleaner run --engine spark` beside the local engine: the same bytes, and what each pass costs on either.

    spark.py [--paragraphs N] [--pages N] [--seed S] [--master URL] [--partitions N ...] [--kills N] [--folder DIR]

The corpus is made-up: paragraphs of neardup_workload.py as speeches in JSON Lines, among them copies, near ones, families
of one template and one formula, reposts, paragraphs put together and reposts with a little of their own; and pages of
pages.py. With --kills executors are killed in the midst of so many stages, with speculative attempts on. DIR (default:
build/spark) holds corpus and results. Processor time is that of all processes together, Java's too. The corpus is made, and
the local run done, in a process of its own, so what the driver holds is what Spark's run makes it hold.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import pathlib
import random
import shutil
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE.parent), *filter(None, [os.environ.get("PYTHONPATH")])])
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")

import pages as made
from neardup_workload import Workload
from processes import descendants
from speed import about_machine, command, table

from cleaner.config import Config
from cleaner.pipeline import run
from cleaner.store.manifest import file_sha256

MASTER = "local-cluster[2,1,1024]"
FILES = 5
SIZES = (1, 2, 3, 5, 8, 13)
"""Paragraphs of a speech."""
KILLED_AFTER = (0.2, 1.5)
"""Seconds after the start of a stage in which an executor is killed."""
EXECUTOR = b"CoarseGrainedExecutorBackend"


def paragraphs(count: int, seed: int) -> list[str]:
    """Return paragraphs without line ends, of which some repeat others, in an order of their own."""
    parts = {"mixed": count * 17 // 20, "template": count // 10, "formula": count // 20}
    texts = [
        row.text.replace("\n", " ") for kind, size in parts.items() for _, row in Workload(kind, size, seed).rows()
    ]
    random.Random(seed).shuffle(texts)
    return texts


def speeches(count: int, seed: int) -> list[list[str]]:
    """Return speeches, of which some are reposts, whole, with something of their own, or with paragraphs put together."""
    rng = random.Random(seed + 1)
    texts = paragraphs(count, seed)
    found: list[list[str]] = []
    while texts:
        size = rng.choice(SIZES)
        found.append(texts[-size:])
        del texts[-size:]
    few = len(found) // 20
    found += [list(rng.choice(found)) for _ in range(few)]
    own = "只有这一篇里才有这样一段话，说的是第{}号村子的水渠、道路和学校，在场的人都记得很清楚。"
    found += [["".join(rng.choice(found)[:3]), own.format(rng.randrange(10**6))] for _ in range(few)]
    found += [[f"{text}。" for text in rng.choice(found)] + [own.format(rng.randrange(10**6))] for _ in range(few)]
    rng.shuffle(found)
    return found


def write_corpus(folder: pathlib.Path, count: int, pages: int, seed: int) -> pathlib.Path:
    """Return a folder of speeches and pages, made where it is not there."""
    if folder.exists():
        return folder
    draft = folder.with_name(f"{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    rng = random.Random(seed + 2)
    lines: list[list[str]] = [[] for _ in range(FILES)]
    for number, texts in enumerate(speeches(count, seed)):
        row: dict[str, Any] = {"text": "\n".join(("同志们：", *texts))}
        if rng.random() < 0.5:
            row["id"] = f"d{number}" if rng.random() < 0.9 else "the same"
        if rng.random() < 0.3:
            row["date"] = f"20{rng.randrange(1, 23):02}-0{rng.randrange(1, 10)}"
        lines[number % FILES].append(json.dumps(row, ensure_ascii=False))
    lines[0] += ["no JSON", ""]
    for number, some in enumerate(lines):
        (draft / f"speeches-{number}.jsonl").write_text("\n".join([*some, ""]), encoding="utf-8")
    if pages:
        made.write_pages(draft / "pages", seed, made.plan(pages, made.HALVES[0]))
        shutil.rmtree(draft / "pages" / "gold")
    draft.rename(folder)
    return folder


def files_of(folder: pathlib.Path) -> dict[str, bytes]:
    """Return the files of a corpus."""
    return {name: path.read_bytes() for name, path in _paths(folder)}


def _paths(folder: pathlib.Path) -> Iterator[tuple[str, pathlib.Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(".cleaner"):
            yield path.relative_to(folder).as_posix(), path


def digests_of(folder: pathlib.Path) -> dict[str, str]:
    """Return the hashes of the files of a corpus, so that nothing of it stays in memory."""
    return {name: file_sha256(path) for name, path in _paths(folder)}


def record_counts(folder: pathlib.Path) -> Counter[str]:
    """Return how often each record is in a corpus."""
    return Counter(
        json.loads(line)["id"]
        for path in sorted((folder / "corpus").glob("part-*"))
        for line in path.read_text(encoding="utf-8").splitlines()
    )


class Meter(threading.Thread):
    """The processor time of this process and all below it; what one that nobody waits for takes with it is added again."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.seen = self.lost = 0.0
        self.lock = threading.Lock()

    def run(self) -> None:
        """Look often: of a process that ends unseen only the time since the last look is lost."""
        while True:
            self.seconds()
            time.sleep(0.5)

    def seconds(self) -> float:
        """Return the seconds so far."""
        with self.lock:
            now = cpu()
            self.lost += max(self.seen - now, 0.0)
            self.seen = now
            return now + self.lost


def cpu() -> float:
    """Return the seconds of processor time of this process and those below it, with what they waited for."""
    ticks = 0
    for pid in descendants(os.getpid()):
        try:
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


@dataclass
class Clock:
    """A Progress that notes wall clock and processor time of each pass."""

    passes: dict[str, list[float]] = field(default_factory=dict)
    name: str = ""
    since: tuple[float, float] = (0.0, 0.0)
    seconds: Callable[[], float] = cpu

    def stage(self, name: str, total: int, unit: str) -> None:
        """A pass begins."""
        now = time.perf_counter(), self.seconds()
        if self.name:
            spent = self.passes.setdefault(self.name, [0.0, 0.0])
            for at in range(2):
                spent[at] += now[at] - self.since[at]
        self.name, self.since = name, now

    def step(self, count: int) -> None:
        """Say nothing."""


@dataclass
class Watch:
    """Notes after each stage what it cost, and what the driver holds: live memory of Java, resident memory of Python."""

    spark: Any
    clock: Clock
    heap: int = 0
    resident: int = 0

    def __call__(self, name: str) -> None:
        """A stage is done."""
        self.clock.name = name.rstrip("-0123456789")
        self.clock.stage("next", 0, "")
        java = self.spark._jvm.java.lang
        java.System.gc()
        used = java.management.ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
        self.heap, self.resident = max(self.heap, used), max(self.resident, resident(os.getpid()))


def resident(pid: int) -> int:
    """Return the bytes of memory that a process has."""
    pages = pathlib.Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


@dataclass
class Killer:
    """Kills an executor in the midst of each of so many stages; hears the names of stages that are done."""

    kills: int
    rng: random.Random = field(default_factory=lambda: random.Random(1))
    asked: int = 0
    killed: int = 0

    def __call__(self, name: str) -> None:
        """A stage is done, and the next one begins."""
        if self.asked < self.kills:
            self.asked += 1
            threading.Timer(self.rng.uniform(*KILLED_AFTER), self.kill).start()

    def kill(self) -> None:
        """Kill one executor."""
        executors = [pid for pid in descendants(os.getpid()) if EXECUTOR in _command_line(pid)]
        if executors:
            os.kill(self.rng.choice(executors), signal.SIGKILL)
            self.killed += 1


def _command_line(pid: int) -> bytes:
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def session(master: str, **settings: str) -> Any:
    """Return a session of Spark's."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master).appName("cleaner bench")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.executor.memory": "1g" if master.endswith("1024]") else "512m",
        "spark.task.maxFailures": "100",
        "spark.deploy.maxExecutorRetries": "-1",
        "spark.speculation": "true",
        **settings,
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def locally(source: pathlib.Path, out: pathlib.Path) -> Clock:
    """Run on this machine, in one process; return what each pass cost."""
    clock = Clock()
    run([source], out, Config(workers=1, max_errors=10**6), restart=True, progress=clock)
    clock.stage("", 0, "")
    return clock


def on_spark(
    spark: Any, source: pathlib.Path, out: pathlib.Path, partitions: int, heard: Callable[[str], None], clock: Clock
) -> None:
    """Run on a session."""
    from cleaner.engines.spark import Spark

    engine = Spark(spark, partitions, heard)
    run([source], out, Config(max_errors=10**6), restart=True, progress=clock, engine=engine)
    clock.stage("", 0, "")


def compared(args: argparse.Namespace) -> Iterator[str]:
    """Yield the lines of the section."""
    source, local = args.folder / f"{args.paragraphs}-{args.pages}-{args.seed}", args.folder / "local"
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        pool.apply(write_corpus, (source, args.paragraphs, args.pages, args.seed))
        clocks = {"local": pool.apply(locally, (source, local))}
    wanted = digests_of(local)
    held, meter = [], Meter()
    meter.start()
    spark = session(args.master)
    try:
        for partitions in args.partitions:
            name, killer = f"{partitions} partitions", Killer(args.kills)
            print(f"  {name}", file=sys.stderr, flush=True)
            out = args.folder / f"spark-{partitions}"
            clocks[name], watch = Clock(seconds=meter.seconds), Watch(spark, Clock(seconds=meter.seconds))
            watch.clock.stage("", 0, "")

            def heard(stage: str, killer: Killer = killer, watch: Watch = watch) -> None:
                watch(stage)
                killer(stage)

            on_spark(spark, source, out, partitions, heard, clocks[name])
            stages = (f"{stage} {spent:.0f} s" for stage, (_, spent) in watch.clock.passes.items())
            held.append(f"- {name}: {', '.join(stages)}")
            found = digests_of(out)
            different = [file for file in wanted.keys() | found.keys() if wanted.get(file) != found.get(file)]
            missing, doubled = record_counts(local) - record_counts(out), record_counts(out) - record_counts(local)
            yield (
                f"- {name}, {killer.killed} executors killed: {len(different)} of {len(wanted)} files differ; "
                f"{missing.total()} records missing, {doubled.total()} doubled; the driver held at most "
                f"{watch.heap / 1e6:.0f} MB in Java, {watch.resident / 1e6:.0f} MB in Python"
            )
    finally:
        spark.stop()
    yield ""
    yield table(
        ("pass", *(f"{name}: {what}" for name in clocks for what in ("wall", "CPU", "CPU : local"))), _rows(clocks)
    )
    yield "\nCPU of each stage on Spark:\n"
    yield from held


def _rows(clocks: dict[str, Clock]) -> Iterator[list[str]]:
    base = clocks["local"].passes
    for name in base:
        row = [name]
        for clock in clocks.values():
            wall, spent = clock.passes[name]
            row += [f"{wall:.1f} s", f"{spent:.1f} s", f"{spent / max(base[name][1], 0.01):.1f}"]
        yield row


def main() -> int:
    """Print the section of the results that is about Spark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--paragraphs", type=int, default=20_000)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--seed", type=int, default=61)
    parser.add_argument("--master", default=MASTER)
    parser.add_argument("--partitions", type=int, nargs="+", default=[1, 2, 7, 64])
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--folder", type=pathlib.Path, default=HERE.parent / "build" / "spark")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    print(f"## Spark\n\n{command()}. {about_machine()}.\n")
    for line in compared(args):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
