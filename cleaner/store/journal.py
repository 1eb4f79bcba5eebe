"""What a run had finished when it was broken off, so that the same call goes on from there.

A spool grows step by step; a line of the journal names what a step added to it, with the checksums of both. What does not
match, and all that follows it, is forgotten: a resumed run trusts only what it can verify.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from cleaner.folders import SPOOL
from cleaner.store.shapes import NOTED

JOURNAL = f"{SPOOL}.journal"
_SUM = 64  # hexadecimal digits of a SHA-256


class Journal:
    """A spool and its journal, which belong to the run that ``key`` names; without a key nothing is resumed.

    ``finished`` must be read to its end before anything is added.
    """

    def __init__(self, spool: Path, key: str = "") -> None:
        self.key = key
        path = spool.with_name(f"{spool.name}.journal")
        self.spool, self.notes = _opened(spool), _opened(path)

    def finished(self) -> Iterator[Any]:
        """Yield the values of every step that is whole, in order, and forget the rest."""
        noted = written = 0
        first = self.notes.readline()
        if self.key and _value(first) == self.key:
            noted = len(first)
            for line in self.notes:
                step = _value(line)
                if NOTED(step) is not None:
                    break
                digest, length, values = step
                if hashlib.sha256(self.spool.read(length)).hexdigest() != digest:
                    break
                noted, written = noted + len(line), written + length
                yield values
        for stream, size in ((self.spool, written), (self.notes, noted)):
            stream.seek(size)
            stream.truncate()
        if not noted:
            self.notes.write(_sealed(json.dumps(self.key).encode("ascii")))

    def add(self, lines: bytes, values: bytes) -> None:
        """Write what a step adds to the spool, and note it; ``values`` are a line of JSON."""
        self.spool.write(lines)
        self.spool.flush()
        self.notes.write(_sealed(b'["%b",%d,%b]' % (hashlib.sha256(lines).hexdigest().encode(), len(lines), values)))
        self.notes.flush()

    def close(self) -> None:
        """Close both files."""
        self.spool.close()
        self.notes.close()


def steps(spool: Path) -> Iterator[Any]:
    """Yield the values of every step of a journal that is known to be whole."""
    for _, _, values in noted(spool):
        yield values


def noted(spool: Path) -> Iterator[Any]:
    """Yield what each line of a journal says of a step: the checksum of what it added, its length, the values."""
    with spool.with_name(f"{spool.name}.journal").open("rb") as notes:
        for line in islice(notes, 1, None):
            yield _value(line)


def _opened(path: Path) -> BinaryIO:
    path.touch()
    return path.open("r+b")


def _sealed(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode("ascii") + data + b"\n"


def _value(line: bytes) -> Any:
    """Return what a line of the journal says; None where it is not whole."""
    data = line[_SUM:].removesuffix(b"\n")
    whole = line.endswith(b"\n") and hashlib.sha256(data).hexdigest().encode("ascii") == line[:_SUM]
    return json.loads(data) if whole else None
