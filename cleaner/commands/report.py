"""``cleaner report``: the report of a corpus folder, made again."""

from __future__ import annotations

import hashlib
from pathlib import Path

from cleaner.errors import UsageError
from cleaner.progress import Progress, Silence
from cleaner.report import JSON, gather, opened, to_html, to_json
from cleaner.store.manifest import MANIFEST, read_manifest


def report(corpus: str | Path, to: Path, language: str | None = None, *, progress: Progress | None = None) -> bytes:
    """Return the bytes of the report that is to be written to ``to``: JSON where its name ends so, else the page.

    A corpus is not touched: raises UsageError where ``to`` lies in one, unless its manifest names these very bytes.
    Raises OutputError where there is no corpus, or a damaged one.
    """
    found, progress = opened(Path(corpus)), progress or Silence()
    progress.stage("reporting", found.counts["documents"], "documents")
    figures = gather(found, progress.step)
    data = to_json(figures) if to.suffix == Path(JSON).suffix else to_html(figures, language)
    for folder in to.absolute().parents:
        if (folder / MANIFEST).is_file() and not _named(folder, to.absolute(), data):
            advice = "name another place with --to"
            raise UsageError("lies in a corpus folder, whose manifest names other bytes", file=str(to), advice=advice)
    return data


def _named(folder: Path, to: Path, data: bytes) -> bool:
    """Whether a corpus has this file with these bytes."""
    name, sha256 = to.relative_to(folder).as_posix(), hashlib.sha256(data).hexdigest()
    return any(item["path"] == name and item["sha256"] == sha256 for item in read_manifest(folder).outputs)
