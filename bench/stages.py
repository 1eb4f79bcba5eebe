#!/usr/bin/env python3
r"""Measure what each stage of `cleaner run` costs a paragraph, at several sizes, and reckon from it what larger corpora cost.

    stages.py [--pages N ...] [--seed S] [--rounds N] [--folder DIR]

The corpora are those of whole_runs.py. Each run is a process of its own with one worker; processor time, the peak of resident
memory while the stage ran (Linux: the peak is set back when a stage begins) and bytes on disk are divided by paragraphs.
The slope between the smallest and the largest size is what a paragraph more costs; start-up is not in it.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from speed import about_machine, command, table
from whole_runs import corpus

import cleaner

STATUS, PEAKS = pathlib.Path("/proc/self/status"), pathlib.Path("/proc/self/clear_refs")
MB = 1_000_000
LARGER = (10**7, 10**8, 10**9, 10**10)
"""Paragraphs for which costs are reckoned."""


@dataclass(frozen=True)
class Stage:
    """What a stage took: seconds of processor time, and the peak of resident memory in bytes."""

    name: str
    cpu: float
    peak: int


@dataclass(frozen=True)
class Outcome:
    """One run: how many paragraphs and bytes came in, its stages, and bytes on disk by folder."""

    paragraphs: int
    size: int
    stages: tuple[Stage, ...]
    disk: dict[str, int]


class Watch:
    """A Progress that notes what each stage has cost when the next one begins."""

    def __init__(self) -> None:
        self.stages: list[Stage] = []
        self.name, self.began = "start", 0.0

    def stage(self, name: str, total: int, unit: str) -> None:
        """End one stage, begin another."""
        now = time.process_time()
        self.stages.append(Stage(self.name, now - self.began, _peak()))
        self.name, self.began = name, now
        PEAKS.write_text("5")

    def step(self, count: int) -> None:
        """Take no notice."""


def _peak() -> int:
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def run_once(path: pathlib.Path) -> Outcome:
    """Clean a corpus in this process."""
    out, watch = path.with_name(f"{path.stem}.stages"), Watch()
    config = cleaner.Config(workers=1, max_errors=1_000_000)
    summary = cleaner.run([path], out, config, restart=True, progress=watch)
    watch.stage("end", 0, "")
    disk = {
        folder: sum(file.stat().st_size for file in (out / folder).rglob("*") if file.is_file())
        for folder in ("corpus", "ledger")
    }
    return Outcome(summary.counts["paragraphs"], path.stat().st_size, tuple(watch.stages), disk)


def run_apart(path: pathlib.Path) -> Outcome:
    """Clean a corpus in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", str(path)], capture_output=True, text=True, check=True, cwd=HERE.parent
    )
    values = json.loads(done.stdout)
    return Outcome(**{**values, "stages": tuple(Stage(**stage) for stage in values["stages"])})


def slopes(small: list[Outcome], large: list[Outcome]) -> dict[str, float]:
    """Return what a paragraph more costs: seconds by stage, bytes of memory as ``memory``, bytes on disk by folder."""
    more = large[0].paragraphs - small[0].paragraphs

    def median(outcomes: list[Outcome], number: int, what: str) -> float:
        return statistics.median(float(getattr(outcome.stages[number], what)) for outcome in outcomes)

    found = {
        stage.name: (median(large, number, "cpu") - median(small, number, "cpu")) / more
        for number, stage in enumerate(large[0].stages)
        if number  # what comes before the first stage is the same for all
    }
    peaks = [
        max(median(outcomes, number, "peak") for number in range(len(outcomes[0].stages)))
        for outcomes in (small, large)
    ]
    disk = {name: (large[0].disk[name] - small[0].disk[name]) / more for name in large[0].disk}
    size = (large[0].size - small[0].size) / more
    return {**found, "memory": (peaks[1] - peaks[0]) / more, "input": size, **disk}


def measured(sizes: dict[int, list[Outcome]]) -> str:
    """Return a table of the runs, a row a size."""
    names = [stage.name for stage in next(iter(sizes.values()))[0].stages]
    rows = []
    for pages, outcomes in sizes.items():
        count = outcomes[0].paragraphs
        cpu = [statistics.median(outcome.stages[number].cpu for outcome in outcomes) for number in range(len(names))]
        peak = statistics.median(max(stage.peak for stage in outcome.stages) for outcome in outcomes)
        costs = [f"{seconds:.2f} s" for seconds in cpu]
        rows.append([f"{pages:,}", f"{count:,}", f"{outcomes[0].size / MB:.1f} MB", *costs, f"{peak / MB:.0f} MB"])
    return table(("pages", "paragraphs", "input", *names, "peak resident"), rows)


def reckoned(cost: dict[str, float]) -> str:
    """Return a table of what larger corpora come to, by the slopes."""
    cpu = {name: cost[name] for name in cost if name not in ("memory", "input", "corpus", "ledger")}
    rows = []
    for count in LARGER:
        hours = [f"{seconds * count / 3600:,.1f} h" for seconds in cpu.values()]
        disk = (cost["corpus"] + cost["ledger"]) * count / 1e9
        rows.append([f"{count:.0e}", f"{cost['input'] * count / 1e9:,.0f} GB", *hours, f"{disk:,.0f} GB"])
    return table(("paragraphs", "input", *cpu, "corpus and ledger"), rows)


def main() -> int:
    """Print what was measured, and what it comes to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, nargs="+", default=[600, 2400, 9600])
    parser.add_argument("--seed", type=int, default=41)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=pathlib.Path, default=HERE.parent / "build" / "runs")
    parser.add_argument("--one", type=pathlib.Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one is not None:
        print(json.dumps(asdict(run_once(args.one))))
        return 0
    args.folder.mkdir(parents=True, exist_ok=True)
    paths = {pages: corpus(args.folder, pages, args.seed) for pages in sorted(args.pages)}
    sizes: dict[int, list[Outcome]] = {pages: [] for pages in paths}
    for _ in range(args.rounds):
        for pages, path in paths.items():
            sizes[pages].append(run_apart(path))
    print(f"## Stages\n\n{command()}: pages of seed {args.seed}, median of {args.rounds}. {about_machine()}.\n")
    print(measured(sizes))
    cost = slopes(sizes[min(sizes)], sizes[max(sizes)])
    told = ", ".join(f"{name} {value * 1e6:.0f} µs" for name, value in cost.items() if value < 0.1)
    print(f"\nA paragraph more costs: {told}; {cost['memory']:.0f} bytes of memory.\n")
    print(reckoned(cost))
    return 0


if __name__ == "__main__":
    sys.exit(main())
