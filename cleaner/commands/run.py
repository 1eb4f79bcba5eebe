"""``cleaner run``: a corpus from files and folders; here, how its progress and its outcome are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cleaner.commands.showing import progress_on
from cleaner.pipeline import Summary, run

__all__ = ["progress_on", "run", "summary_lines"]


def summary_lines(summary: Summary, out: str) -> list[str]:
    """Return what a person wants to know at the end of a run."""
    counts: Mapping[str, Any] = summary.counts
    lines = [
        f"{out}: {counts['records']:,} records of {counts['documents']:,} documents in {counts['files']:,} files",
        f"  characters: {counts['characters_in']:,} in = {counts['characters_kept']:,} kept"
        f" + {counts['characters_in_ledger']:,} in the ledger; 0 unaccounted for",
        f"  near-duplicates: {counts['near_duplicate_paragraphs']:,} paragraphs, {counts['reposts']:,} whole speeches",
    ]
    troubles = [f"{counts[kind]:,} {kind}" for kind in ("errors", "damaged", "unlisted", "skipped") if counts.get(kind)]
    if troubles:
        lines.append(f"  {', '.join(troubles)}: see {out}/errors.jsonl")
    lines.append(f"  what became of the texts, with samples: {out}/report.html")
    return lines
