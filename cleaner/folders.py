"""What lies below a folder, for Path.rglob passes over what it may not open as if nothing were there; and whether it is ours."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

MANIFEST = "manifest.json"  # of a corpus, or of a share of one
SPOOL = "pieces.jsonl"  # the outcome of the first pass


def is_corpus(folder: Path) -> bool:
    """Whether a folder is a corpus of ours, or a share of one; one that may not be entered is none."""
    held = os.path.isdir(folder / "corpus") or os.path.isfile(folder / SPOOL)
    return held and os.path.isfile(folder / MANIFEST)


def ordinary(path: Path) -> Path:
    """Return the path of a file that can be read to its end. Raises OSError for a pipe or a device, which may have none."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "is no ordinary file", str(path))
    return path


def files_below(folder: Path) -> Iterator[Path]:
    """Yield all that is no folder below one, links to folders among it; nothing where there is no folder.

    Raises OSError where a folder cannot be read.
    """
    for place, folders, files in os.walk(folder, onerror=_unless_none):
        here = Path(place)
        yield from (here / name for name in files)
        yield from (here / name for name in folders if (here / name).is_symlink())


def _unless_none(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        raise error
