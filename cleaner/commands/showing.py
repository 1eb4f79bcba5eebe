"""How progress is shown: a bar with rate and remaining time on a terminal, nothing elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TextIO

from cleaner.progress import Progress, Silence


def progress_on(stream: TextIO, *, quiet: bool, said: Callable[[str], str] = str) -> Progress:
    """Return a progress bar for a terminal, its words as ``said``; nothing for anything else, or if ``quiet``."""
    return _Bar(stream, said) if stream.isatty() and not quiet else Silence()


class _Bar:
    """A tqdm bar a stage."""

    def __init__(self, stream: TextIO, said: Callable[[str], str]) -> None:
        from tqdm import tqdm

        tqdm.monitor_interval = 0  # no thread beside the worker processes
        self.tqdm, self.stream, self.said = tqdm, stream, said
        self.bar: Any = None

    def stage(self, name: str, total: int, unit: str) -> None:
        self.close()
        self.bar = self.tqdm(
            total=total,
            desc=self.said(name),
            unit=unit if unit == "B" else f" {self.said(unit)}",
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
