"""``cleaner report``: the report of a corpus folder, made again."""

from __future__ import annotations

import hashlib
from pathlib import Path

from cleaner.errors import UsageError
from cleaner.folders import MANIFEST
from cleaner.progress import Progress, Silence
from cleaner.report import JSON, gather, opened, to_html, to_json
from cleaner.store.commit import PAGES
from cleaner.store.manifest import read_manifest


def report(corpus: str | Path, to: Path, language: str | None = None, *, progress: Progress | None = None) -> bytes:
    """Return the bytes of the report that is to be written to ``to``: JSON where its name ends so, else the page.

    A corpus is not touched: raises UsageError where ``to`` lies in one, unless it is its own report, with these very bytes.
    Raises OutputError where there is no corpus, or a damaged one.
    """
    found, progress = opened(Path(corpus)), progress or Silence()
    progress.stage("reporting", found.counts["documents"], "documents")
    figures = gather(found, progress.step)
    data = to_json(figures) if to.suffix == Path(JSON).suffix else to_html(figures, language)
    for folder in to.absolute().parents:
        if (folder / MANIFEST).is_file() and not _is_own(folder, to.absolute(), data, Path(corpus), language):
            advice = "name another place with --to"
            raise UsageError("lies in a corpus folder, whose manifest names other bytes", file=str(to), advice=advice)
    return data


def _is_own(folder: Path, to: Path, data: bytes, corpus: Path, language: str | None) -> bool:
    """Whether a corpus has this file with these bytes; that of one that has grown is not in its manifest."""
    name, sha256, manifest = to.relative_to(folder).as_posix(), hashlib.sha256(data).hexdigest(), read_manifest(folder)
    if manifest.batches and name in PAGES:
        return language is None and folder == corpus.absolute()
    return any(item["path"] == name and item["sha256"] == sha256 for item in manifest.outputs)
