"""``cleaner run``: a corpus from files and folders; here, how its progress and its outcome are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleaner.commands.showing import progress_on
from cleaner.config import Config
from cleaner.errors import UsageError
from cleaner.growing import run_in_batches, update
from cleaner.pipeline import Summary, run
from cleaner.progress import Progress

__all__ = ["Growth", "progress_on", "run", "run_or_grow", "summary_lines"]


@dataclass(frozen=True, slots=True)
class Growth:
    """What is asked of a corpus that grows: to add to the one that is there, to withdraw from it, or another's batches."""

    update: bool = False
    withdrawn: Sequence[str] = ()
    batches: Path | None = None


def run_or_grow(
    inputs: Sequence[str],
    out: Path,
    config: Config,
    growth: Growth,
    *,
    restart: bool = False,
    progress: Progress | None = None,
) -> Summary:
    """Make a corpus, or change one. Raises UsageError where both are asked for, and as ``run`` and ``update``."""
    if growth.update or growth.withdrawn:
        if restart or growth.batches is not None:
            advice = "leave --restart and --batches out"
            raise UsageError("--update and --withdraw change the corpus that is there", code="update", advice=advice)
        if inputs and not growth.update:
            raise UsageError("what is to be added?", code="update", advice="say --update as well, or name no inputs")
        if growth.update and not inputs:
            raise UsageError("what is to be added?", code="update", advice="name the new files")
        return update(inputs, out, config, withdrawn=growth.withdrawn, progress=progress)
    if not inputs:
        raise UsageError("what is to be cleaned?", code="no-input", advice="name files or folders")
    if growth.batches is not None:
        return run_in_batches(inputs, out, growth.batches, config, restart=restart, progress=progress)
    return run(inputs, out, config, restart=restart, progress=progress)


def summary_lines(summary: Summary, out: str) -> list[str]:
    """Return what a person wants to know at the end of a run."""
    counts: Mapping[str, Any] = summary.counts
    lines = [
        f"{out}: {counts['records']:,} records of {counts['documents']:,} documents in {counts['files']:,} files",
        f"  characters: {counts['characters_in']:,} in = {counts['characters_kept']:,} kept"
        f" + {counts['characters_in_ledger']:,} in the ledger; 0 unaccounted for",
        f"  near-duplicates: {counts['near_duplicate_paragraphs']:,} paragraphs, {counts['reposts']:,} whole speeches",
    ]
    if summary.withdrawn:
        lines.append(f"  withdrawn: {summary.withdrawn:,} files")
    own = summary.own
    if summary.added:
        lines.append(f"  added: {own['records']:,} records of {own['documents']:,} documents in {own['files']:,} files")
    elif summary.added is not None and not summary.withdrawn:
        lines.append("  added: nothing, all of it is there already")
    troubles = [f"{own[kind]:,} {kind}" for kind in ("errors", "damaged", "unlisted", "skipped") if own.get(kind)]
    if troubles:
        lines.append(f"  {', '.join(troubles)}: see {out}/{summary.list}")
    lines.append(f"  what became of the texts, with samples: {out}/report.html")
    return lines
