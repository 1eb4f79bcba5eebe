"""A sample of the documents of inputs, spread over folders and sites: the same inputs give the same sample.

What decides is a hash of each document's source and place in it, never the order of files. Only what is drawn is read.
"""

from __future__ import annotations

import sys
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import islice
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from cleaner.config import Config
from cleaner.draws import rank
from cleaner.errors import InputError
from cleaner.inputs import Files, find_sources
from cleaner.model import Document, Piece
from cleaner.reading import cut, documents, read

Item = TypeVar("Item")

STRETCH = 256 << 10  # bytes of a file of many documents that are read at a time
STRETCHES = 500  # places in a large file in which documents are looked for
DEEPEST = 8  # levels of folders over which a sample is spread
SPARE = 5  # documents that are read of a file for each that is wanted, so that sites can be told apart


@dataclass(frozen=True, slots=True)
class Sampled:
    """A document of a sample, and how it is called: its file, and where in it where the file holds many."""

    document: Document
    place: str


def sampled(inputs: Sequence[str | Path], config: Config, wanted: int, failed: list[InputError]) -> Iterator[Sampled]:
    """Yield at most ``wanted`` documents of ``inputs``, in the order of the draw; what cannot be read goes to ``failed``."""
    wanted = min(wanted, sys.maxsize)  # no iterator counts further
    found = find_sources(inputs)
    failed += found.failed
    return islice(_of_folder(documents(found.sources, config), 0, config, wanted, failed), wanted)


def spread(groups: Iterable[Iterator[Item]]) -> Iterator[Item]:
    """Yield from each of the groups in turn until all are at their end.

    >>> "".join(spread(map(iter, ["aaa", "b", "cc"])))
    'abcaca'
    """
    waiting = deque(groups)
    while waiting:
        group = waiting.popleft()
        for item in islice(group, 1):
            yield item
            waiting.append(group)


def _of_folder(
    inputs: Sequence[Files], level: int, config: Config, wanted: int, failed: list[InputError]
) -> Iterator[Sampled]:
    """Yield from each folder at this level in turn; the files that lie here take turns as one folder does."""
    folders: dict[str, list[Files]] = defaultdict(list)
    for files in inputs:
        parts = files[0].name.split("/")
        folders[parts[level] if level < min(len(parts) - 1, DEEPEST) else ""].append(files)
    here = sorted(folders.pop("", ()), key=lambda files: rank(files[0].name))
    groups = [spread(_of_files(files, config, wanted, failed) for files in here)] if here else []
    for name in sorted(folders, key=lambda name: rank(level, name)):
        groups.append(_of_folder(folders[name], level + 1, config, wanted, failed))
    yield from spread(groups)


def _of_files(files: Files, config: Config, wanted: int, failed: list[InputError]) -> Iterator[Sampled]:
    """Yield the documents of one file, or of what may be the pages of one document, from each site in turn."""
    hosts: dict[str, list[Piece]] = defaultdict(list)
    pieces = _drawn(files, config, wanted * SPARE)
    for piece in sorted(pieces, key=lambda piece: rank(piece.source, piece.offset)):
        if piece.document is not None:
            hosts[_host(piece.document)].append(piece)
        elif piece.error is not None:
            failed.append(piece.error)
    for piece in spread(iter(hosts[host]) for host in sorted(hosts, key=rank)):
        assert piece.document is not None
        place = f"#{piece.own_id}" if piece.own_id else f" (byte {piece.offset})" if piece.document.many else ""
        yield Sampled(piece.document, piece.source + place)


def _drawn(files: Files, config: Config, most: int) -> Iterator[Piece]:
    """Yield the pieces of a small file, and the first few of stretches all over a large one."""
    size = sum(file.size for file in files)
    found = cut(files, max(STRETCH, size // STRETCHES), config)
    stretches = nsmallest(most, found, key=lambda stretch: rank(*stretch.place))
    if len(stretches) == 1:  # all of it, so that its order does not matter
        most = sys.maxsize
    few = -(-most // max(len(stretches), 1))
    for stretch in stretches:
        yield from islice(read(stretch, config), few)


def _host(document: Document) -> str:
    try:
        return urlsplit(document.fields.get("url", "")).hostname or ""
    except ValueError:  # what is no address names no site
        return ""
