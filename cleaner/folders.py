"""What lies below a folder: Path.rglob passes over what it may not open, as if nothing were there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


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
