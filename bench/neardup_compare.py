#!/usr/bin/env python3
r"""Measure `cleaner dedup` beside other tools, whole processes: JSON Lines in, the result on disk.

    neardup_compare.py [--sizes N ...] [--hot N] [--real] [--rounds N] [--peers-up-to N] [--only NAME ...] [--seed S]
                       [--memory SIZE] [--folder DIR] [--cleaner COMMAND]

--sizes        paragraphs of the mixed workloads (default: 20000 100000)
--hot          paragraphs of the workloads of one formula and of one template, beside as many distinct ones; 0: none
--real         real paragraphs too, where ``../shared`` is there: crawls of work reports, transcripts, Hansard; all tools
               for accuracy, times of cleaner and the floors only
--rounds       paired rounds (default: 5); one run before them, out of the clock, is for memory and accuracy
--peers-up-to  the largest size at which the other tools run as well (default: 100000)
--only         tools to run beside cleaner (default: all)
--memory       what cleaner gets as its ``--memory``
--cleaner      the command to measure as cleaner, such as another version's (default: this checkout's)

Workloads, truths and results go to DIR (default: build/neardup) and are made only where they are not there.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import pathlib
import shlex
import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import neardup_workload
from neardup_exact import Truth, truth_of
from neardup_score import Result, Score, Share, read_result, score
from neardup_truth import CORPORA, documents
from neardup_workload import Workload
from processes import Command, Cost, FailedError, Memory, memory, rounds, times
from speed import Ratio, about_machine, command, table, version

CLEANER, REFERENCE, FLOOR, COUNT = "cleaner", "cleaner, NumPy", "orjson + xxh3", "wc -m"
PEERS = {
    "datasketch, SHA-1": ("with_datasketch", "sha1"),
    "datasketch, xxh32": ("with_datasketch", "xxh32"),
    "rensa, README": ("with_rensa", "readme"),
    "rensa, prehashed": ("with_rensa", "prehashed"),
    "rensa, rho": ("with_rensa", "rho"),
    "text-dedup": ("with_text_dedup", ""),
    "datatrove": ("with_datatrove", ""),
    FLOOR: ("parse_and_hash", ""),
}
TOOLS = (CLEANER, REFERENCE, *PEERS, COUNT)
ALWAYS = (CLEANER, FLOOR, COUNT)
PACKAGES = ("datasketch", "rensa", "text-dedup", "datatrove", "orjson", "xxhash", "numpy")
REAL = {
    "work reports": ("work-reports-a", "work-reports-b", "work-reports-c"),
    "transcripts": ("taiwan-transcripts",),
    "Hansard": ("hongkong-hansard",),
}
PLAIN, HOT = "distinct", ("formula", "template")
CLAIMED_AT = 100_000
MB = 1_000_000


@dataclass(frozen=True)
class Task:
    """A file to deduplicate, how many lines it has, and what is true of it (nothing where it was made to be known)."""

    name: str
    path: pathlib.Path
    size: int
    truths: tuple[Truth, ...] = ()


@dataclass
class Measured:
    """What tools did with a task: costs of the rounds, memory, accuracy; and why a tool did not take part."""

    task: Task
    costs: dict[str, list[Cost]] = field(default_factory=dict)
    memory: dict[str, Memory] = field(default_factory=dict)
    scores: dict[str, Score] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def median(self, tool: str, what: str) -> float:
        """Return the median seconds of a tool."""
        return statistics.median(float(getattr(one, what)) for one in self.costs[tool])

    def times(self, tool: str, base: str, what: str) -> float:
        """Return how many times as much as ``base`` a tool took, the median of the rounds."""
        return times(self.costs[tool], self.costs[base], what).median


@dataclass(frozen=True)
class Hot:
    """What cleaner did with workloads of one size and other kinds, all in the same rounds."""

    tasks: Mapping[str, Task]
    costs: Mapping[str, list[Cost]]
    memory: Mapping[str, Memory]
    results: Mapping[str, Result]

    def times(self, kind: str, what: str) -> Ratio:
        """Return how many times as much a kind took as paragraphs of which none repeats."""
        return times(self.costs[kind], self.costs[PLAIN], what)


# --- tasks and commands ----------------------------------------------------------------------------------------------


def made(folder: pathlib.Path, kind: str, size: int, seed: int) -> Task:
    """Return a made workload; the mixed ones with their truth, found by an exact join."""
    path = folder / f"{kind}-{size}-{seed}.jsonl"
    if not path.exists():
        draft = path.with_suffix(".draft")
        neardup_workload.write(Workload(kind, size, seed), draft)
        neardup_workload.parts_path(draft).rename(neardup_workload.parts_path(path))
        draft.rename(path)
    return Task(f"{kind}, {size:,}", path, size, truths_of(path) if kind == "mixed" else ())


def truths_of(path: pathlib.Path) -> tuple[Truth, ...]:
    """Return the truth by key and by the bare text."""
    return truth_of(path, "key"), truth_of(path, "text")


def real(folder: pathlib.Path, name: str) -> Task:
    """Return the lines of real documents, each a record of its own."""
    path = folder / f"{name.replace(' ', '-')}.jsonl"
    if not path.exists():
        draft = path.with_suffix(".draft")
        with draft.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in real_lines(name))
        draft.rename(path)
    truths = truths_of(path)
    return Task(name, path, len(truths[0].numbers), truths)


def real_lines(name: str) -> Iterator[dict[str, str]]:
    """Yield the lines of real documents as records."""
    for corpus in REAL[name]:
        for document in documents(corpus):
            for number, line in enumerate(document["text"].split("\n")):
                yield {"id": f"{corpus}/{document['id']}#{number}", "text": line}


@dataclass(frozen=True)
class Bench:
    """How tools are run: the command that is cleaner, what memory it gets, and how many rounds."""

    cleaner: tuple[str, ...]
    memory: str
    rounds: int

    def command(self, tool: str, task: Task) -> Command:
        """Return the command line of a tool."""
        out = self.result(tool, task)
        if tool == COUNT:
            return Command(("wc", "-m", str(task.path)), {"LC_ALL": "C.UTF-8"}, out)
        if tool in (CLEANER, REFERENCE):
            extra = ("--memory", self.memory) if self.memory else ()
            env = {"CLEANER_REFERENCE": "1"} if tool == REFERENCE else {}
            paths = str(HERE.parent)
            return Command((*self.cleaner, str(task.path), "--out", str(out), *extra), {"PYTHONPATH": paths, **env})
        module, way = PEERS[tool]
        return Command(
            (sys.executable, "-m", f"peers.{module}", str(task.path), str(out), way), {"PYTHONPATH": str(HERE)}
        )

    def result(self, tool: str, task: Task) -> pathlib.Path:
        """Return where a tool's result goes."""
        return task.path.with_name(f"{task.path.stem}.{tool.replace(', ', '-').replace(' ', '')}.out")

    def measure(self, task: Task, tools: Sequence[str], timed: Sequence[str] = TOOLS) -> Measured:
        """Run tools over a task: once for memory and accuracy, then some of them in rounds for time."""
        found = Measured(task)
        for tool in tools:
            print(f"{task.name}: {tool}", file=sys.stderr, flush=True)
            self.result(tool, task).unlink(missing_ok=True)
            try:
                found.memory[tool] = memory(self.command(tool, task))
            except FailedError as error:
                if tool == CLEANER:
                    raise
                found.failed[tool] = str(error)
                continue
            if tool != COUNT:
                found.scores[tool] = score(task.path, read_result(self.result(tool, task)), task.truths)
        found.costs = rounds({tool: self.command(tool, task) for tool in found.memory if tool in timed}, self.rounds)
        return found

    def measure_hot(self, tasks: Mapping[str, Task]) -> Hot:
        """Run cleaner over workloads of one size: once for memory and outcome, then in rounds for time."""
        peaks, results = {}, {}
        for kind, task in tasks.items():
            print(f"{task.name}: {CLEANER}", file=sys.stderr, flush=True)
            peaks[kind] = memory(self.command(CLEANER, task))
            results[kind] = read_result(self.result(CLEANER, task))
        costs = rounds({kind: self.command(CLEANER, task) for kind, task in tasks.items()}, self.rounds)
        return Hot(tasks, costs, peaks, results)


# --- tables ----------------------------------------------------------------------------------------------------------


def time_rows(found: Measured) -> Iterator[list[object]]:
    """Yield a row of the table of times for each tool."""
    for tool, costs in found.costs.items():
        peak, size = found.memory[tool], found.task.size
        seconds = [f"{found.median(tool, what):.2f} s" for what in ("wall", "cpu")]
        ratios = [times(costs, found.costs[CLEANER], what) for what in ("wall", "cpu")]
        megabytes = [f"{part / MB:.0f} MB" for part in (peak.resident, peak.anonymous)]
        yield [tool, *seconds, *ratios, *megabytes, f"{peak.anonymous / size:.0f}"]


TIME_HEAD = (
    "tool", "wall", "CPU", "wall : cleaner", "CPU : cleaner", "peak resident", "peak anonymous", "anonymous bytes a paragraph",
)  # fmt: skip
SCORE_HEAD = (
    "tool", "removed", "equal pairs", "near pairs", "pairs by bare text", "removed: like another", "removed: like one kept",
    "named pairs confirmed", "both ends of chains", "template variants gone", "contained gone",
)  # fmt: skip


def score_rows(found: Measured) -> Iterator[list[object]]:
    """Yield a row of the table of accuracy for each tool."""
    for tool, one in found.scores.items():
        shares = [one.exact, one.near, one.by_text, one.like_any, one.like_kept, one.named, one.chains]
        yield [tool, f"{one.removed:,}", *shares, one.templates, one.contained]


def report(found: Measured) -> str:
    """Return what was measured of one task, as Markdown."""
    parts = [f"### {found.task.name}"]
    if found.costs:
        parts.append(table(TIME_HEAD, time_rows(found)))
    if found.task.truths:
        parts.append(table(SCORE_HEAD, score_rows(found)))
        key, text = found.task.truths
        counts = f"{key.numbers.max(initial=-1) + 1:,} distinct keys, {len(key.first):,} near pairs of them"
        parts.append(f"Truth: {counts}; by bare text {len(text.first):,}.")
    parts += [f"{tool} did not run: {why}" for tool, why in found.failed.items()]
    return "\n\n".join(parts)


def hot_report(hot: Hot) -> str:
    """Return what hot workloads cost beside as many paragraphs of which none repeats."""
    rows = []
    for kind, task in hot.tasks.items():
        result, seconds = hot.results[kind], statistics.median(cost.cpu for cost in hot.costs[kind])
        ratios = [hot.times(kind, what) for what in ("wall", "cpu")]
        megabytes = f"{hot.memory[kind].anonymous / MB:.0f} MB"
        rows.append(
            [
                task.name,
                f"{len(result.rows):,}",
                f"{len(result.listed):,}",
                f"{result.capped:,}",
                f"{seconds:.2f} s",
                *ratios,
                megabytes,
            ]
        )
    head = (
        "workload",
        "removed",
        "listed as template",
        "capped families",
        "CPU",
        "wall : distinct",
        "CPU : distinct",
        "peak anonymous",
    )
    return f"### Hot workloads\n\n{table(head, rows)}"


def exponent(small: Measured, large: Measured, tool: str) -> float:
    """Return the power of the number of paragraphs with which processor time grows."""
    grown = large.median(tool, "cpu") / small.median(tool, "cpu")
    return math.log(grown) / math.log(large.task.size / small.task.size)


def growth(all_: Sequence[Measured]) -> str:
    """Return how time and memory grow from size to size."""
    rows = []
    for tool in TOOLS:
        for small, large in itertools.pairwise(one for one in all_ if tool in one.costs):
            more = large.memory[tool].anonymous - small.memory[tool].anonymous
            steps = f"{small.task.size:,} → {large.task.size:,}"
            each = more / (large.task.size - small.task.size)
            rows.append([tool, steps, f"{exponent(small, large, tool):.2f}", f"{each:.0f}"])
    head = ("tool", "paragraphs", "CPU exponent", "anonymous bytes a further paragraph")
    return f"### Growth\n\n{table(head, rows, texts=2)}" if rows else ""


# --- claims ----------------------------------------------------------------------------------------------------------

Claim = tuple[str, float, bool]


def pace_claims(found: Measured) -> Iterator[Claim]:
    """Yield what is claimed of time, with the figure and whether it holds."""
    wanted = (
        ("datasketch, SHA-1", CLEANER, "wall", 60.0),
        ("datasketch, xxh32", CLEANER, "wall", 35.0),
        ("rensa, README", CLEANER, "wall", 8.0),
        ("rensa, prehashed", CLEANER, "cpu", 3.5),
        ("datasketch, SHA-1", REFERENCE, "wall", 5.0),
    )
    for slow, fast, what, least in wanted:
        if slow in found.costs and fast in found.costs:
            value = found.times(slow, fast, what)
            yield f"{fast} is at least {least:g} times as fast as {slow} ({what})", value, value >= least
    if CLEANER in found.costs and FLOOR in found.costs:
        value = found.times(CLEANER, FLOOR, "cpu")
        yield f"cleaner takes at most 1.5 times the CPU of {FLOOR}", value, value <= 1.5


def accuracy_claims(found: Measured, least: float) -> Iterator[Claim]:
    """Yield what is claimed of accuracy."""
    if CLEANER in found.scores and found.task.truths:
        one = found.scores[CLEANER]
        shares: tuple[tuple[str, Share, float], ...] = (
            ("equal pairs with a member removed", one.exact, least),
            ("near pairs with a member removed or listed", one.near, least),
            ("named pairs confirmed", one.named, 1.0),
            ("chains of which both ends stay", one.chains, 1.0),
            ("contained paragraphs gone", one.contained, 0.95),
        )
        for name, share, bound in shares:
            if share.whole:
                yield f"{found.task.name}: {name} ≥ {bound:g}", share.value, share.value >= bound
        if one.templates.whole:
            yield f"{found.task.name}: template variants gone: none", one.templates.part, not one.templates.part


def growth_claims(all_: Sequence[Measured]) -> Iterator[Claim]:
    """Yield what is claimed of growth."""
    for small, large in itertools.pairwise(one for one in all_ if CLEANER in one.costs):
        value = exponent(small, large, CLEANER)
        yield f"CPU exponent from {small.task.size:,} to {large.task.size:,} ≤ 1.1", value, value <= 1.1


def hot_claims(hot: Hot) -> Iterator[Claim]:
    """Yield what is claimed of formulas and templates."""
    for kind in HOT:
        value = hot.times(kind, "cpu").median
        yield f"{hot.tasks[kind].name}: at most twice the CPU of as many distinct paragraphs", value, value <= 2


def claims(all_: Sequence[Claim]) -> str:
    """Return all claims as a list."""
    words = {True: "holds", False: "does not hold"}
    return "\n".join(f"- {text}: {value:.5g}, {words[holds]}" for text, value, holds in all_)


# --- the whole -------------------------------------------------------------------------------------------------------


def tools_at(size: int, only: Sequence[str], limit: int) -> list[str]:
    """Return the tools that run at a size."""
    return [tool for tool in TOOLS if tool in ALWAYS or (tool in only and size <= limit)]


def parsed() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[20_000, 100_000])
    parser.add_argument("--hot", type=int, default=100_000)
    parser.add_argument("--real", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers-up-to", type=int, default=100_000)
    parser.add_argument("--only", nargs="*", choices=TOOLS, default=TOOLS, metavar="NAME")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--memory", default="")
    parser.add_argument("--folder", type=pathlib.Path, default=HERE.parent / "build" / "neardup")
    parser.add_argument("--cleaner", type=shlex.split, default=[sys.executable, "-m", "cleaner", "dedup"])
    return parser.parse_args()


def main() -> int:
    """Print the section of the results that is about near-duplicates."""
    args = parsed()
    args.folder.mkdir(parents=True, exist_ok=True)
    bench = Bench(tuple(args.cleaner), args.memory, args.rounds)
    tasks = [made(args.folder, "mixed", size, args.seed) for size in sorted(args.sizes)]
    mixed = [bench.measure(task, tools_at(task.size, args.only, args.peers_up_to)) for task in tasks]
    crawls = [real(args.folder, name) for name in REAL] if args.real and CORPORA.exists() else []
    found = [bench.measure(task, tools_at(0, args.only, 0), ALWAYS) for task in crawls]
    stated = [claim for one in mixed if one.task.size == CLAIMED_AT for claim in pace_claims(one)]
    stated += [claim for one in mixed for claim in accuracy_claims(one, 0.9999)]
    stated += [claim for one in found for claim in accuracy_claims(one, 0.999)]
    stated += growth_claims(mixed)
    reports = [*map(report, [*mixed, *found]), growth(mixed)]
    if args.hot:
        hot = bench.measure_hot({kind: made(args.folder, kind, args.hot, args.seed) for kind in (PLAIN, *HOT)})
        reports.append(hot_report(hot))
        stated += hot_claims(hot)
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    sections = [
        "## Near-duplicates",
        f"{command()}: workloads of seed {args.seed}, {args.rounds} paired rounds, medians (least–most). {about_machine()}; {packages}.",
        *reports,
        claims(stated),
    ]
    print("\n\n".join(filter(None, sections)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
