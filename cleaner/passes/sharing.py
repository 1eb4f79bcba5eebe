"""How a run is shared out among machines: which stretches of the inputs are whose.

The inputs, in their order, are thought of as laid end to end, and that length is cut into as many shares of equal bytes. A
stretch is the share's in which it begins. So a large file of records is divided, between records; files that may be pages of
one document stay together, and so does an archive. Whoever sees the same inputs finds the same shares.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cleaner.config import Config
from cleaner.errors import UsageError
from cleaner.inputs import Files, Source
from cleaner.passes.cleaning import LEAST, stretches_of
from cleaner.reading import Stretch, archived
from cleaner.store.manifest import sha256_if_readable

MOST_SHARES = 10_000
EDGE = 16 << 20  # bytes at both ends of a file that the reading of any part may need: a header, a directory


@dataclass(frozen=True, slots=True)
class Shard:
    """One of so many shares of a run; the first is number 1."""

    number: int
    count: int

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"

    @property
    def folder(self) -> str:
        """The name of its folder among those of the others.

        >>> Shard(3, 8).folder
        '3-of-8'
        """
        return f"{self.number}-of-{self.count}"


def shard_of(text: str) -> Shard:
    """Return the share that is meant by ``3/8``. Raises UsageError where there is none such."""
    found = re.fullmatch(r"([1-9][0-9]{0,4})/([1-9][0-9]{0,4})", text)
    shard = Shard(int(found[1]), int(found[2])) if found else Shard(1, 0)
    if not shard.number <= shard.count <= MOST_SHARES:
        advice = f"write the number of the share and how many there are, such as 3/8; {MOST_SHARES} at most"
        raise UsageError(f"'{text}' is no share of a run", code="shard", advice=advice)
    return shard


@dataclass(frozen=True, slots=True)
class Own:
    """What a share reads of an input: all of its files, or those ``stretches`` of one that is divided.

    The share in which such a file begins knows, by their first and last bytes, the ``parts`` of all; the others their own.
    """

    files: Files
    stretches: tuple[Stretch, ...] = ()
    parts: tuple[tuple[int, int], ...] = ()

    @property
    def size(self) -> int:
        """The bytes that are read."""
        return sum(each.end - each.start for each in self.stretches) or sum(file.size for file in self.files)

    def identity(self) -> list[dict[str, Any]]:
        """Return, for each file, its source, its bytes and hashes of what is read of it."""
        if not self.parts:
            return [_named(file, sha256=sha256_if_readable(file.path)) for file in self.files]
        (file,) = self.files
        parts = _parts_sha256(file.path, self.parts)
        if self.parts[0][0] == 0:
            return [_named(file, sha256=sha256_if_readable(file.path), parts=parts)]
        return [_named(file, part=parts[0])]


def own_inputs(inputs: Sequence[Files], shard: Shard, config: Config) -> list[Own]:
    """Return what is the ``shard``'s of all inputs of a run, in their order."""
    weights = [max(sum(file.size for file in files), LEAST) for files in inputs]
    total, place, found = sum(weights), 0, []
    for files, weight in zip(inputs, weights, strict=True):
        first, last = (1 + at * shard.count // total for at in (place, place + weight - 1))
        if first < last and first <= shard.number <= last and len(files) == 1 and not archived(files[0]):
            found += _divided(files, place, total, shard, config)
        elif first == shard.number:
            found.append(Own(files))
        place += weight
    return found


def _divided(files: Files, place: int, total: int, shard: Shard, config: Config) -> list[Own]:
    """Return what is the shard's of a file, which begins at a ``place`` of ``total``, if anything is."""
    by_shard: dict[int, list[Stretch]] = {}
    for stretch in stretches_of([files], config, []):
        by_shard.setdefault(1 + (place + stretch.start) * shard.count // total, []).append(stretch)
    if shard.number not in by_shard:
        return []
    if len(by_shard) == 1:
        return [Own(files)]
    parts = {number: (stretches[0].start, stretches[-1].end) for number, stretches in by_shard.items()}
    own = parts[shard.number]
    return [Own(files, tuple(by_shard[shard.number]), tuple(parts.values()) if own[0] == 0 else (own,))]


def own_stretches(own: Sequence[Own], config: Config, members: list[dict[str, Any]]) -> Iterator[Stretch]:
    """Yield what is read at a time; what archives hold is noted in ``members``."""
    for each in own:
        yield from each.stretches or stretches_of([each.files], config, members)


def _named(file: Source, **hashes: Any) -> dict[str, Any]:
    return {"source": file.name, "bytes": file.size, **hashes}


def _parts_sha256(path: Path, parts: Sequence[tuple[int, int]]) -> list[list[Any]]:
    """Return parts of a file, each with a checksum of its bytes and of the edges of the file."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        edges = hashlib.sha256()
        _update(edges, stream, 0, min(EDGE, size))
        _update(edges, stream, max(size - EDGE, 0), size)
        found: list[list[Any]] = []
        for start, end in parts:
            digest = edges.copy()
            _update(digest, stream, start, end)
            found.append([start, end, digest.hexdigest()])
    return found


def _update(digest: Any, stream: BinaryIO, start: int, end: int) -> None:
    stream.seek(start)
    while start < end and (block := stream.read(min(end - start, 1 << 20))):
        digest.update(block)
        start += len(block)
