#!/usr/bin/env python3
r"""Measure `cleaner run`, rules and ledger and all, beside merely parsing and hashing the same corpus, as whole processes.

    whole_runs.py [--pages N] [--seed S] [--rounds N] [--workers N ...] [--folder DIR]

The corpus is made-up pages (pages.py) as JSON Lines, about 7 KB each. Below some 20 MB cleaner works in one process
whatever --workers says; the default is above that. DIR (default: build/runs) holds corpus and results.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import statistics
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import pages as made
from processes import Command, memory, rounds, times
from speed import about_machine, command, table

FLOOR = "orjson + xxh3"
MB = 1_000_000
GIB = 1 << 30


def corpus(folder: pathlib.Path, count: int, seed: int) -> pathlib.Path:
    """Return a file of made-up pages, made where it is not there."""
    path = folder / f"pages-{count}-{seed}.jsonl"
    if not path.exists():
        draft = path.with_suffix(".draft")
        with draft.open("w", encoding="utf-8") as out:
            for half, number in made.plan(count, None):
                row = {"id": f"{half[0]}{number}", "text": made.make_page(seed, half, number)[0]}
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
        draft.rename(path)
    return path


def run(path: pathlib.Path, workers: int) -> Command:
    """Return the command that cleans a corpus; what it lists as errors must not fail it."""
    out = path.with_name(f"{path.stem}.out")
    options = ("--out", str(out), "--restart", "--workers", str(workers), "--max-errors", "1000000", "--quiet")
    return Command((sys.executable, "-m", "cleaner", "run", str(path), *options), {"PYTHONPATH": str(HERE.parent)})


def floor(path: pathlib.Path) -> Command:
    """Return the command that parses and hashes a corpus."""
    out = path.with_name(f"{path.stem}.floor")
    return Command((sys.executable, "-m", "peers.parse_and_hash", str(path), str(out)), {"PYTHONPATH": str(HERE)})


def measure(path: pathlib.Path, workers: list[int], number: int) -> str:
    """Return a table of what runs cost, and which claims hold."""
    one, *more = (f"cleaner run, {count} worker{'s' * (count > 1)}" for count in workers)
    commands = {name: run(path, count) for name, count in zip([one, *more], workers, strict=True)} | {
        FLOOR: floor(path)
    }
    peaks = {name: memory(what) for name, what in commands.items()}
    costs = rounds(commands, number)
    rows = []
    for name, all_ in costs.items():
        seconds = [
            f"{statistics.median(float(getattr(cost, what)) for cost in all_):.2f} s" for what in ("wall", "cpu")
        ]
        ratios = [times(all_, costs[FLOOR], "cpu"), times(costs[one], all_, "wall")]
        rows.append([name, *seconds, *ratios, f"{peaks[name].resident / MB:.0f} MB"])
    cpu = times(costs[one], costs[FLOOR], "cpu").median
    stated = [(f"{one}: at most 5 times the CPU of {FLOOR}", cpu, cpu <= 5)]
    for name in more:
        faster = times(costs[one], costs[name], "wall").median
        stated.append((f"{name}: at least 1.7 times as fast", faster, faster >= 1.7))
    peak = max(peaks[name].resident for name in (one, *more)) / GIB
    stated.append((f"peak over {path.stat().st_size / MB:,.0f} MB of input ≤ 1.5 GiB", peak, peak <= 1.5))
    head = ("command", "wall", "CPU", f"CPU : {FLOOR}", f"{one} : wall", "peak resident")
    words = {True: "holds", False: "does not hold"}
    return "\n\n".join(
        [table(head, rows), "\n".join(f"- {text}: {value:.3g}, {words[ok]}" for text, value, ok in stated)]
    )


def main() -> int:
    """Print the section of the results that is about whole runs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=41)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--folder", type=pathlib.Path, default=HERE.parent / "build" / "runs")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    path = corpus(args.folder, args.pages, args.seed)
    size = f"{args.pages} pages of seed {args.seed}, {path.stat().st_size / MB:.1f} MB, {args.rounds} paired rounds"
    print(f"## Whole runs\n\n{command()}: {size}. {about_machine()}.\n")
    print(measure(path, args.workers, args.rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
