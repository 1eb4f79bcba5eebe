#!/usr/bin/env python3
r"""Measure how fast documents are cleaned, beside two floors that nothing which reads them can be faster than.

    speed.py [--pages N] [--seed S] [--rounds N] [--about]

Documents are made-up pages (pages.py) and, where ``../shared`` is there, crawls of work reports. Cleaning is what
`cleaner file` does to bytes in memory: decode, clean, split; the rules are loaded, their memory of lines seen is empty.

parse and hash   orjson parses each document's JSON line, xxh3_128 hashes each of its paragraphs
decode and fold  UTF-8 to text, then the character fold (`str.translate`) that every rule needs

A round times all three, one after the other in turning order; ratios are of one round, and the median of all counts.
Time is processor time: one process works, and what else the machine does must not count.
--about prints what machine and which versions measured, and nothing else.
"""

from __future__ import annotations

import argparse
import datetime
import gc
import gzip
import importlib
import importlib.metadata
import os
import pathlib
import platform
import shlex
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import pages as made

import cleaner
from cleaner.config import Config
from cleaner.document.clean import clean
from cleaner.document.decode import decode
from cleaner.document.fold import fold
from cleaner.document.matcher import Matcher
from cleaner.model import Document
from cleaner.prepare import matcher

CORPORA = HERE.parent.parent / "shared" / "data" / "corpora"
CRAWLS = "work-reports-*.jsonl.gz"
PACKAGES = ("google-re2", "ahocorasick-rs", "trafilatura", "jusText", "lxml", "orjson", "xxhash")
CLEAN, PARSE, FOLD = "cleaner", "parse and hash", "decode and fold"

# What gets a task ready, out of the clock, and returns what the clock is for.
Task = Callable[[], Callable[[], object]]


@dataclass(frozen=True)
class Ratio:
    """How many times as long one thing took as another: the median of some rounds, the least and the most."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{figure(self.median)}× ({figure(self.low)}–{figure(self.high)})"


def figure(value: float) -> str:
    """Return a number with the digits that mean something.

    >>> figure(0.1234), figure(1.234), figure(45.67), figure(456.7)
    ('0.12', '1.23', '45.7', '457')
    """
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def ratio(times: Sequence[float], base: Sequence[float]) -> Ratio:
    """Return the ratio of two lists of times, round by round.

    >>> str(ratio([2.0, 3.0, 9.0], [1.0, 1.0, 1.0]))
    '3.00× (2.00–9.00)'
    """
    every = [one / other for one, other in zip(times, base, strict=True)]
    return Ratio(statistics.median(every), min(every), max(every))


def turning(names: Sequence[str], number: int) -> list[str]:
    """Return the names in the order of a round: another one goes first each time.

    >>> turning(["a", "b", "c"], 1)
    ['b', 'c', 'a']
    """
    first = number % len(names)
    return [*names[first:], *names[:first]]


def paired(tasks: Mapping[str, Task], rounds: int) -> dict[str, list[float]]:
    """Time every task once a round."""
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for number in range(rounds):
        for name in turning(list(tasks), number):
            run = tasks[name]()
            gc.collect()
            start = time.process_time()
            run()
            times[name].append(time.process_time() - start)
    return times


def table(head: Sequence[str], rows: Iterable[Sequence[object]], texts: int = 1) -> str:
    """Return a Markdown table; all columns but the first (or the first few) are figures.

    >>> print(table(["what", "n"], [["x", 1]]))
    | what | n |
    |---|--:|
    | x | 1 |
    """
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in [head, *rows]]
    return "\n".join([lines[0], "|" + "---|" * texts + "--:|" * (len(head) - texts), *lines[1:]])


def command() -> str:
    """Return the command that runs, as it would be typed in the checkout."""
    return f"`{shlex.join(['python', f'bench/{pathlib.Path(sys.argv[0]).name}', *sys.argv[1:]])}`"


def processor() -> str:
    """Return the model of the processor."""
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def version(package: str) -> str:
    """Return the version of a package, or that it is missing."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def about_machine() -> str:
    """Return on what machine this runs, in a few words."""
    return f"{processor()}, {os.cpu_count()} cores, {platform.python_implementation()} {platform.python_version()}"


def about() -> str:
    """Return what measured: the machine, the day, the versions."""
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    rows = [
        ["processor", f"{processor()}, {os.cpu_count()} cores"],
        ["system", f"{platform.system()} {platform.machine()}"],
        ["Python", f"{platform.python_implementation()} {platform.python_version()}"],
        ["cleaner", f"{cleaner.__version__}, rules {matcher(Config()).ruleset.sha256[:12]}"],
        *([name, version(name)] for name in PACKAGES),
    ]
    return "\n\n".join(
        [
            "# Results",
            f"Written by `make bench` on {day}; [README.md](README.md) says what is measured. Times are "
            "processor times of one process; only their ratios within a round count, as median (least–most) of the rounds.",
            table(["what", "version"], rows, texts=2),
        ]
    )


def page_documents(seed: int, count: int) -> list[bytes]:
    """Return made-up pages of both halves."""
    return [made.make_page(seed, half, number)[0].encode() for half, number in made.plan(count, None)]


def crawled_documents(folder: pathlib.Path = CORPORA) -> list[bytes]:
    """Return the reports of the crawls, as far as they are there."""
    orjson = importlib.import_module("orjson")
    return [
        orjson.loads(line)["text"].encode()
        for path in sorted(folder.glob(CRAWLS))
        for line in gzip.decompress(path.read_bytes()).splitlines()
    ]


def clean_all(documents: Sequence[bytes]) -> Callable[[], object]:
    """Make ready to clean documents with rules that remember no line."""
    config = Config()
    rules = Matcher(matcher(config).ruleset)

    def run() -> None:
        for data in documents:
            clean(Document("page.txt", "", decode(data)), rules)

    return run


def parse_all(documents: Sequence[bytes]) -> Callable[[], object]:
    """Make ready to parse documents as JSON lines and to hash their paragraphs."""
    orjson, xxhash = importlib.import_module("orjson"), importlib.import_module("xxhash")
    records = [orjson.dumps({"text": data.decode()}) for data in documents]

    def run() -> None:
        loads, digest = orjson.loads, xxhash.xxh3_128_digest
        for record in records:
            for line in loads(record)["text"].split("\n"):
                if line:
                    digest(line.encode())

    return run


def fold_all(documents: Sequence[bytes]) -> Callable[[], object]:
    """Make ready to decode and fold documents."""

    def run() -> None:
        for data in documents:
            fold(data.decode())

    return run


def measure(name: str, documents: Sequence[bytes], rounds: int) -> list[str]:
    """Return a row of the table."""
    tasks: dict[str, Task] = {
        CLEAN: lambda: clean_all(documents),
        PARSE: lambda: parse_all(documents),
        FOLD: lambda: fold_all(documents),
    }
    for task in tasks.values():
        task()()
    times = paired(tasks, rounds)
    size, characters = sum(map(len, documents)), sum(len(data.decode()) for data in documents)
    seconds = statistics.median(times[CLEAN])
    return [
        name,
        f"{len(documents)}",
        f"{size / 1e6:.2f}",
        f"{size / 1e6 / seconds:.2f}",
        f"{characters / 1e6 / seconds:.2f}",
        str(ratio(times[CLEAN], times[PARSE])),
        str(ratio(times[CLEAN], times[FOLD])),
    ]


def main() -> int:
    """Print the section of the results that is about speed, or what they were measured on."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--seed", type=int, default=31)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--about", action="store_true", help="print the machine and the versions only")
    args = parser.parse_args()
    if args.about:
        print(about())
        return 0
    rows = [measure("generated pages", page_documents(args.seed, args.pages), args.rounds)]
    if crawls := crawled_documents():
        rows.append(measure("crawled work reports", crawls, args.rounds))
    head = ["input", "documents", "MB", "MB/s", "M code points/s", f"time : {PARSE}", f"time : {FOLD}"]
    print("## Speed of cleaning\n")
    print(f"{command()}: pages of seed {args.seed}, {args.rounds} paired rounds; MB are 10⁶ bytes of UTF-8.\n")
    print(table(head, rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
