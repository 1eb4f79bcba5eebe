"""What a command may not write over: what it reads, and what belongs to a corpus."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from cleaner.errors import OutputError, RefusedError
from cleaner.folders import MANIFEST, is_corpus


def refuse_read(path: Path, read: Collection[str | Path], advice: str = "name another file") -> None:
    """Raise RefusedError for an output that is among the files that are ``read``."""
    if os.path.realpath(path) in {os.path.realpath(file) for file in read}:
        raise RefusedError("is read, so it is not written", code="output", file=str(path), advice=advice)


def refuse_sealed(path: Path) -> None:
    """Raise RefusedError for the manifest of a corpus, and for what it names: with other bytes the corpus is damaged."""
    place = Path(os.path.realpath(path))
    for folder in filter(is_corpus, place.parents):
        if _names(folder, place.relative_to(folder).as_posix()):
            what = "belongs to a corpus, so it is not written"
            raise RefusedError(what, code="output", file=str(path), advice="name another file")


def _names(corpus: Path, name: str) -> bool:
    """Whether a file belongs to a corpus; of one whose manifest cannot be read, and of a share, all that lies in it does."""
    from cleaner.store.manifest import read_manifest  # few outputs lie in a corpus

    try:
        outputs = read_manifest(corpus).outputs
    except OutputError:
        return True
    return name == MANIFEST or any(item["path"] == name for item in outputs)
