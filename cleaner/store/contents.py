"""The files of a corpus, read back: the one way in which records, ledger and lists come from the disk.

What is no ordinary file is not opened, for a pipe would be waited for; every value has the shape that a run gives it, or an
OutputError names file, line and field. Nothing that goes through here can surprise whoever uses it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from cleaner.errors import OutputError
from cleaner.formats import WRITERS, jsonl, text
from cleaner.store.shapes import (
    DUPLICATE,
    ENTRY,
    INDEXED,
    PLACES,
    RECORD,
    REPOSTED,
    TEXT,
    TROUBLE,
    Shape,
    Wrong,
    said,
)

Row = dict[str, Any]
ADVICE = "the corpus was changed since it was made: take a sound copy, or make it anew with `cleaner run`"


def records(paths: Iterable[Path], form: str) -> Iterator[Row]:
    """Yield the records of a corpus in the format ``form``; of a tree of text files as much of each as its index has."""
    for path, line, record, wrong in judged_records(paths, form):
        if wrong is not None:
            raise damaged(said(wrong), path, line)
        yield record


def judged_records(paths: Iterable[Path], form: str) -> Iterator[tuple[Path, int, Row, Wrong | None]]:
    """Yield each record with its file, its number there from 1, and what is wrong with its shape."""
    shape = INDEXED if form == "text" else RECORD
    for path in _shards(paths, form):
        for line, record in enumerate(WRITERS[form].read_records([path]), 1):
            yield path, line, record, shape(record)


def texts(paths: Iterable[Path], form: str) -> Iterator[tuple[str, str]]:
    """Yield (record id, text) in the order of the corpus."""
    for path in _shards(paths, form):
        for line, (name, content) in enumerate(WRITERS[form].read_back([path]), 1):
            _hold([name, content], TEXT, path, line)
            yield name, content


def entries(paths: Iterable[Path], *, full: bool = True) -> Iterator[Row]:
    """Yield the lines of a ledger, which is ``full`` where it holds the text that went."""
    return _rows(paths, ENTRY if full else PLACES)


def documents(paths: Iterable[Path], *, full: bool = True) -> Iterator[tuple[Row, ...]]:
    """Yield the lines of the ledger that belong together: those of the pages of a document; bytes of no document alone."""
    pages: list[Row] = []
    for entry in entries(paths, full=full):
        page, of = entry.get("page", 1), entry.get("pages", 1)
        if page != len(pages) + 1 or of < page or (pages and of != pages[0]["pages"]):
            what = f"the ledger does not go on with page {len(pages) + 1} of what is above"
            raise OutputError(what, code="ledger", file=entry["source"], advice=ADVICE)
        pages.append(entry)
        if page == of:
            yield tuple(pages)
            pages = []
    if pages:
        what = f"the ledger ends before page {len(pages) + 1} of it"
        raise OutputError(what, code="ledger", file=pages[0]["source"], advice=ADVICE)


def repetitions(paths: Iterable[Path]) -> Iterator[Row]:
    """Yield the rows of ``duplicates.jsonl``."""
    return _rows(paths, DUPLICATE)


def reposts(paths: Iterable[Path]) -> Iterator[Row]:
    """Yield the rows of ``reposts.jsonl``."""
    return _rows(paths, REPOSTED)


def troubles(paths: Iterable[Path]) -> Iterator[Row]:
    """Yield the rows of ``errors.jsonl``."""
    return _rows(paths, TROUBLE)


def _rows(paths: Iterable[Path], shape: Shape) -> Iterator[Row]:
    for path in paths:
        refuse_odd(path)
        for line, value in enumerate(jsonl.read_lines(path), 1):
            _hold(value, shape, path, line)
            yield value


def _hold(value: Any, shape: Shape, path: Path, line: int) -> None:
    wrong = shape(value)
    if wrong is not None:
        raise damaged(said(wrong), path, line)


def damaged(what: str, path: Path, line: int | None = None) -> OutputError:
    """Return the error of a file that is not as a run has written it."""
    return OutputError(what, code="damaged", file=str(path), line=line, advice=ADVICE)


def _shards(paths: Iterable[Path], form: str) -> Sequence[Path]:
    """Return the files that are read one after the other; a tree of text files is read by its index."""
    found = list(paths)
    for path in found:
        refuse_odd(path)
    if form == "text":
        found = [path for path in found if path.name == text.INDEX][:1]
        if not found:
            raise OutputError("there is no index.csv", code="damaged", file="corpus", advice=ADVICE)
    return found


def refuse_odd(path: Path) -> None:
    """Raise OutputError for what is not there, and for pipes, devices, folders and loops of links."""
    if not path.is_file():
        raise damaged("is no ordinary file" if os.path.lexists(path) else "is missing", path)
