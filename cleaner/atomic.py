"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from cleaner.errors import UsageError

BUFFER = 1 << 20  # bytes


@contextmanager
def atomically(path: Path) -> Iterator[IO[bytes]]:
    """Give a stream for a file of which there is never half: under a temporary name, synced, then renamed. Raises OSError.

    What a link leads to is replaced, and not the link; a device or a pipe is written to, and never replaced by a file.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        with path.open("wb") as stream:
            yield stream
        return
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    try:
        with open(descriptor, "wb", buffering=BUFFER) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file as ``atomically`` does. Raises UsageError where it cannot be written."""
    try:
        with atomically(path) as stream:
            stream.write(data)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", code="output", file=str(path.resolve())) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
