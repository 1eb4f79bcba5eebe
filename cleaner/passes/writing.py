"""Third pass: write records, ledger, duplicates, errors and the card, in the order of the inputs.

Workers make the lines, stretch by stretch; one process puts them into the files.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from cleaner.card import card
from cleaner.config import Config
from cleaner.engines.local import map_in_order, worker_count
from cleaner.errors import InputError
from cleaner.exports import EXPORTS, Origin
from cleaner.formats import WRITERS, jsonl
from cleaner.formats.archives import INSIDE
from cleaner.inputs import Found
from cleaner.model import parent_of, record_id
from cleaner.passes.making import Unwritten, Writers, make
from cleaner.passes.pieces import Pieces
from cleaner.passes.tally import Tally
from cleaner.progress import Progress
from cleaner.store import spool
from cleaner.store.commit import EXPORT
from cleaner.store.manifest import DUPLICATES, ERRORS, REPOSTS
from cleaner.store.records import Decision

STRETCH = 1 << 20  # bytes of the spool that a worker is given at a time


@dataclass(frozen=True, slots=True)
class Start:
    """Where a batch of a growing corpus goes on: the folder of its lists, the free numbers of parts.

    ``records`` were written before by others who write this batch, ``sources`` are those of other batches, of whose rows
    in the corrections ``unapplied`` is told.
    """

    lists: str = ""
    corpus: int = 0
    ledger: int = 0
    records: int = 0
    sources: Collection[str] = ()
    unapplied: Sequence[InputError] = ()


def write(
    pieces: Pieces,
    decided: Mapping[str, Decision],
    found: Found,
    config: Config,
    files: Path,
    progress: Progress,
    origin: Origin,
    start: Start | None = None,
) -> Tally:
    """Write the whole corpus, or a batch of one, into the folder ``files``; return the counts.

    ``origin`` is what an export says of its making, ``start`` where a batch goes on.
    """
    progress.stage("writing", len(pieces.keys), "documents")
    start = start or Start()
    tally = begun(pieces, found, start)
    workers, made_by = worker_count(config.workers, pieces.written), partial(make, config)
    with closing(opened(files, config, origin, start)) as writers:
        for made in map_in_order(made_by, _stretches(pieces, decided), workers, lost=made_by):
            writers.put(made)
            tally.merge(made.tally)
            progress.step(made.tally.counts["documents"])
        writers.add_templates(decided)
    tally.counts.update(writers.counts)
    ended(tally, config, files, start)
    return tally


def _stretches(pieces: Pieces, decided: Mapping[str, Decision]) -> Iterator[list[Unwritten]]:
    """Cut what is to be written into stretches for workers."""
    size, stretch = 0, list[Unwritten]()
    for unwritten in _unwritten(pieces, decided):
        stretch.append(unwritten)
        size += len(unwritten.line)
        if size >= STRETCH:
            yield stretch
            size, stretch = 0, []
    if stretch:
        yield stretch


def _unwritten(pieces: Pieces, decided: Mapping[str, Decision]) -> Iterator[Unwritten]:
    """Yield the lines of the spool, each document with its key and with what was decided on its speeches.

    Raises AssertionError where these are not the documents that were told.
    """
    by_document: defaultdict[str, dict[str, Decision]] = defaultdict(dict)
    for name, decision in decided.items():
        by_document[parent_of(name)][name] = decision
    keys = iter(pieces.keys)
    for line in pieces.lines():
        source = spool.source_of(line)
        if source is None:
            yield Unwritten(line)
            continue
        key = next(keys, None)
        if key is None:
            raise AssertionError(f"more documents were cleaned than the {len(pieces.keys)} that were told")
        yield Unwritten(line, key, by_document.get(parent_of(record_id(source, key, 1)), {}))
    if next(keys, None) is not None:
        raise AssertionError(f"fewer documents were cleaned than the {len(pieces.keys)} that were told")


def ended(tally: Tally, config: Config, files: Path, start: Start) -> None:
    """Write what is told of the whole when all documents are written."""
    with closing(jsonl.Lines(files / start.lists / ERRORS)) as errors:
        for row in tally.rows():
            errors.add(row)
    (files / "README.md").write_text(card(tally.totals(), config), encoding="utf-8")


def begun(pieces: Pieces, found: Found, start: Start) -> Tally:
    """Return the counts and lists as they are before the first document is written."""
    tally = Tally(errors=list(found.failed), skipped=list(found.skipped), stale=list(start.unapplied))
    for name in pieces.empty:
        tally.errors.append(InputError("holds no record", code="empty", file=name, advice="nothing to clean"))
    tally.counts["files"] = len(found.sources)
    rows = tuple(row for row in pieces.corrections.rows if row.source.partition(INSIDE)[0] not in start.sources)
    seen = [*(source.name for source in found.sources), *(str(member["source"]) for member in pieces.members)]
    tally.judge_corrections(replace(pieces.corrections, rows=rows), pieces.outcomes, seen)
    tally.judge_listing(pieces, rows=not start.lists)
    return tally


def opened(files: Path, config: Config, origin: Origin, start: Start) -> Writers:
    """Open the files of a corpus."""
    lists = files / start.lists
    lists.mkdir(parents=True, exist_ok=True)
    records = _Records(files, config.format, origin, start.corpus)
    entries = jsonl.Writer(files / "ledger", first=start.ledger)
    return Writers(
        config, records, entries, jsonl.Lines(lists / DUPLICATES), jsonl.Lines(lists / REPOSTS), start.records
    )


class _Records:
    """Writes each record to the corpus, and to the export where the format asks for one beside it."""

    def __init__(self, files: Path, format: str, origin: Origin, first: int) -> None:
        going_on = {"first": first} if first else {}  # a tree of text files has no parts
        self.writers = [WRITERS[format].Writer(files / "corpus", format, **going_on)]
        if format in EXPORTS:
            self.writers.append(EXPORTS[format].Writer(files / EXPORT, origin))

    def add(self, record: dict[str, Any]) -> None:
        for writer in self.writers:
            writer.add(record)

    def add_line(self, line: bytes) -> None:
        for writer in self.writers:
            if isinstance(writer, jsonl.Writer):
                writer.add_line(line)
            else:
                writer.add(json.loads(line))

    def close(self) -> None:
        for writer in self.writers:
            writer.close()
