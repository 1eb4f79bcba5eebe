"""The report for people: what came in and out of a corpus, and samples of it, as one page and as JSON.

``corpus`` reads the corpus folder, ``gather`` makes the ``figures`` in one pass, ``page`` shows them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cleaner.report.corpus import found, opened, written
from cleaner.report.gather import gather
from cleaner.report.page import HTML, JSON, to_html, to_json
from cleaner.store.manifest import Manifest

__all__ = ["HTML", "JSON", "gather", "opened", "to_html", "to_json", "write"]


def write(
    folder: Path,
    manifest: Manifest,
    counts: Mapping[str, Any],
    step: Callable[[int], None],
    place: Callable[[str], Path] | None = None,
) -> None:
    """Write the report of a corpus into its own folder, before it is published; ``step`` is told of each document.

    ``place`` says where the files are that the manifest names, if they are not all in the folder.
    """
    corpus = written(folder, manifest, counts) if place is None else found(folder, manifest, counts, place)
    report = gather(corpus, step)
    (folder / HTML).write_bytes(to_html(report))
    (folder / JSON).write_bytes(to_json(report))
