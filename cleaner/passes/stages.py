"""What the second pass had found when a run was broken off, stage by stage, so that the same call goes on from there.

A stage is a file of JSON lines whose last line is the checksum of all before it. One that is not whole, or is of another run,
is made anew: a resumed run trusts only what it can verify.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from cleaner.neardup import Search
from cleaner.neardup.leaders import Twin
from cleaner.store.shapes import many, number, one_of, row, share, string

_TWIN = row(string, number, string, number, one_of("exact", "near", "contained", "template"), share, many(number))
_PLACE = row(string, number)


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages of the run that ``key`` names, in a folder that outlives it; without a folder none is kept."""

    folder: Path | None = None
    key: str = ""

    def of(self, name: str, search: Callable[[], Search]) -> Search:
        """Return what a stage found: what is kept of it, or what ``search`` finds, which is kept then."""
        if self.folder is None:
            return search()
        path = self.folder / f"{self.key[:16]}-{name}.jsonl"
        first = f"{self.key} {name}"
        found = _read(path, first) if path.is_file() else None
        if found is None:
            found = search()
            _write(path, first, found)
        return found


def _write(path: Path, first: str, found: Search) -> None:
    """Write what a stage found: what it is of, counts, twins, templates, and the places of overfull buckets."""
    digest = hashlib.sha256()
    heads = [first, [len(found.twins), len(found.templates), len(found.overfull)]]
    rows = chain(heads, map(astuple, found.twins), map(astuple, found.templates), sorted(found.overfull))
    with path.open("wb") as stream:
        for values in rows:
            line = json.dumps(values, separators=(",", ":")).encode("ascii") + b"\n"
            digest.update(line)
            stream.write(line)
        stream.write(digest.hexdigest().encode("ascii"))


def _read(path: Path, first: str) -> Search | None:
    """Return what a stage found, or None where the file is not whole or of something else."""
    if not _is_whole(path):
        return None
    with path.open("rb") as stream:
        if json.loads(stream.readline()) != first:
            return None
        twins, templates, overfull = json.loads(stream.readline())
        lines = map(json.loads, stream)
        try:
            return Search(
                tuple(_twins(islice(lines, twins))),
                tuple(_twins(islice(lines, templates))),
                frozenset((speech, index) for speech, index in _held_to(_PLACE, islice(lines, overfull))),
            )
        except ValueError:
            return None


def _is_whole(path: Path) -> bool:
    """Whether the last line of a file is the checksum of those before it."""
    digest = hashlib.sha256()
    before = b""
    with path.open("rb") as stream:
        for line in stream:
            digest.update(before)
            before = line
    return before == digest.hexdigest().encode("ascii")


def _twins(lines: Iterator[Any]) -> Iterator[Twin]:
    for speech, index, kept_speech, kept_index, kind, similarity, others in _held_to(_TWIN, lines):
        yield Twin(speech, index, kept_speech, kept_index, kind, similarity, tuple(others))


def _held_to(shape: Callable[[Any], object], lines: Iterator[Any]) -> Iterator[Any]:
    """Yield values of a shape; raises ValueError for others."""
    for value in lines:
        if shape(value) is not None:
            raise ValueError("is no line of a stage")
        yield value
