"""``cleaner run --shard`` and ``cleaner merge``: a run on many machines; here, how a share tells its outcome."""

from __future__ import annotations

from cleaner.commands.run import summary_lines
from cleaner.commands.showing import progress_on
from cleaner.passes.sharing import shard_of
from cleaner.sharding import Cleaned, merge, run_shard

__all__ = ["merge", "progress_on", "run_shard", "shard_lines", "shard_of", "summary_lines"]


def shard_lines(cleaned: Cleaned, out: str) -> list[str]:
    """Return what a person wants to know when a share is cleaned."""
    shard = cleaned.shard
    if cleaned.already:
        line = f"{out}: share {shard.number} of {shard.count} is there already"
    else:
        line = (
            f"{out}: share {shard.number} of {shard.count} is cleaned:"
            f" {cleaned.documents:,} documents in {cleaned.files:,} files, {cleaned.errors:,} errors"
        )
    return [line, f"  when all are there: cleaner merge {out}"]
