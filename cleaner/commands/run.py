"""``cleaner run``: a corpus from files and folders; here, how its progress and its outcome are told."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, TextIO

from cleaner.pipeline import Summary, run
from cleaner.progress import Progress, Silence

__all__ = ["progress_on", "run", "summary_lines"]

QUIET_SECONDS = 5.0  # between two plain lines


def progress_on(stream: TextIO, *, quiet: bool) -> Progress:
    """Return a progress bar for a terminal, plain lines for anything else, nothing if ``quiet``."""
    if quiet:
        return Silence()
    return _Bar(stream) if stream.isatty() else _Lines(stream)


class _Bar:
    """A tqdm bar a stage."""

    def __init__(self, stream: TextIO) -> None:
        from tqdm import tqdm

        tqdm.monitor_interval = 0  # no thread beside the worker processes
        self.tqdm, self.stream = tqdm, stream
        self.bar: Any = None

    def stage(self, name: str, total: int, unit: str) -> None:
        self.close()
        self.bar = self.tqdm(
            total=total,
            desc=name,
            unit=unit if unit == "B" else f" {unit}",
            unit_scale=True,
            file=self.stream,
            leave=False,
            dynamic_ncols=True,
        )

    def step(self, count: int) -> None:
        self.bar.update(count)

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()


class _Lines:
    """A line when a stage begins, and one every few seconds while it lasts."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.name, self.total, self.done, self.told = "", 0, 0, 0.0

    def stage(self, name: str, total: int, unit: str) -> None:
        self.name, self.total, self.done, self.told = name, total, 0, time.monotonic()
        self.stream.write(f"{name} {_amount(total, unit)}\n")
        self.stream.flush()

    def step(self, count: int) -> None:
        self.done += count
        if time.monotonic() - self.told > QUIET_SECONDS and self.total:
            self.told = time.monotonic()
            self.stream.write(f"{self.name}: {self.done * 100 // self.total} %\n")
            self.stream.flush()


def _amount(total: int, unit: str) -> str:
    return f"{total / 1e6:.1f} MB" if unit == "B" else f"{total:,} {unit}"


def summary_lines(summary: Summary, out: str) -> list[str]:
    """Return what a person wants to know at the end of a run."""
    counts: Mapping[str, Any] = summary.counts
    lines = [
        f"{out}: {counts['records']:,} records of {counts['documents']:,} documents in {counts['files']:,} files",
        f"  characters: {counts['characters_in']:,} in = {counts['characters_kept']:,} kept"
        f" + {counts['characters_in_ledger']:,} in the ledger; 0 unaccounted for",
        f"  near-duplicates: {counts['near_duplicate_paragraphs']:,} paragraphs, {counts['reposts']:,} whole speeches",
    ]
    troubles = [f"{counts[kind]:,} {kind}" for kind in ("errors", "damaged", "skipped") if counts[kind]]
    if troubles:
        lines.append(f"  {', '.join(troubles)}: see {out}/errors.jsonl")
    return lines
