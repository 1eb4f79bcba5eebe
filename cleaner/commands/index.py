"""``cleaner index build``: references made ready once, for every search that compares with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cleaner.atomic import atomically
from cleaner.commands.dedup import Dedup, gather, refuse_outputs, scratch
from cleaner.errors import InputError
from cleaner.neardup.stored import write_index
from cleaner.passes.gathering import files_of
from cleaner.progress import Progress, Silence


@dataclass(frozen=True, slots=True)
class Built:
    """What an index holds, and the lines that could not be read."""

    records: int
    paragraphs: int
    errors: Sequence[InputError] = ()


def build(
    references: Sequence[Path], out: Path, settings: Dedup | None = None, *, progress: Progress | None = None
) -> Built:
    """Write an index of all records of ``references``, whole or not at all.

    Raises as ``cleaner.commands.dedup.dedup`` does.
    """
    settings, progress = settings or Dedup(), progress or Silence()
    files = list(files_of(references))
    refuse_outputs(files, [out])
    with scratch(out, settings) as held:
        gathered = gather(held, [], files, settings, progress)
        progress.stage("writing", len(held), "paragraphs")
        with atomically(out) as stream:
            write_index(held, stream, progress.step)
        return Built(held.records, len(held), gathered.errors)


def built_lines(built: Built, out: str) -> list[str]:
    """Return what a person wants to know at the end."""
    return [f"{out}: {built.records:,} records, {built.paragraphs:,} texts that are long enough to be compared"]
