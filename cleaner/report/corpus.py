"""Read a corpus folder document by document: what the ledger says of each, with the records that came of it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import chain, dropwhile, groupby, takewhile
from pathlib import Path
from typing import Any

from cleaner.errors import OutputError
from cleaner.folders import files_below
from cleaner.formats import WRITERS, jsonl, text
from cleaner.model import record_id
from cleaner.store.manifest import DUPLICATES, ERRORS, Manifest, read_manifest
from cleaner.store.records import family_order

Json = Mapping[str, Any]
TEMPLATE = "template"  # the kind of rows of paragraphs that stay


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus folder: where its files are, and what its manifest says of the run."""

    folder: Path
    version: str
    config: Json
    counts: Json
    records: Sequence[Path]
    ledger: Sequence[Path]
    duplicates: Sequence[Path]
    errors: Sequence[Path]

    @property
    def full(self) -> bool:
        """Whether the ledger holds the text that went."""
        return bool(self.config["ledger"] == "full")


@dataclass(frozen=True, slots=True)
class Text:
    """A document: its lines in the ledger, one a file, and its records; without a ledger only the records."""

    source: str
    key: str
    entries: Sequence[Json]
    records: Sequence[Json]

    @property
    def spans(self) -> Iterator[Json]:
        """What became of each stretch of the document."""
        return chain.from_iterable(entry["spans"] for entry in self.entries)


def opened(folder: Path) -> Corpus:
    """Return a corpus that was published: what its manifest names. Raises OutputError where there is none."""
    manifest = read_manifest(folder)
    return found(folder, manifest, manifest.counts, lambda path: folder / path)


def found(folder: Path, manifest: Manifest, counts: Json, place: Callable[[str], Path]) -> Corpus:
    """Return the corpus that a manifest names; ``place`` says where each of its files is."""
    named = [list(map(place, manifest.files(name))) for name in ("corpus", "ledger")]
    named += [list(map(place, manifest.lists(name))) for name in (DUPLICATES, ERRORS)]
    return Corpus(folder, manifest.version, manifest.config, counts, *named)


def written(folder: Path, manifest: Manifest, counts: Json) -> Corpus:
    """Return a corpus that is about to be published: what lies in ``folder``."""
    named = [sorted(files_below(folder / name)) for name in ("corpus", "ledger")]
    named += [[folder / DUPLICATES], [folder / ERRORS]]
    return Corpus(folder, manifest.version, manifest.config, counts, *named)


def repetitions(corpus: Corpus) -> Iterator[Json]:
    """Yield what repeats what; templates come last, family by family, whichever batches they are of."""
    families = []
    for path in corpus.duplicates:
        rows = jsonl.read_lines(path)
        yield from takewhile(lambda row: row["kind"] != TEMPLATE, rows)
        families.append(dropwhile(lambda row: row["kind"] != TEMPLATE, jsonl.read_lines(path)))
    yield from merge(*families, key=family_order)


def documents(corpus: Corpus) -> Iterator[Text]:
    """Yield all documents in the order of the corpus; OutputError where ledger and records do not fit."""
    records = _records(corpus)
    if corpus.config["ledger"] == "off":
        for _, group in groupby(records, key=_stem):
            alone = tuple(group)
            yield Text(str(alone[0]["source"]), "", (), alone)
        return
    ahead = next(records, None)
    for entries in _entries(corpus):
        source, key = str(entries[0]["source"]), str(entries[0]["key"])
        stem = record_id(source, key, 1)[:-2]
        mine: list[Json] = []
        while ahead is not None and _stem(ahead) == stem:
            mine.append(ahead)
            ahead = next(records, None)
        yield Text(source, key, entries, mine)
    if ahead is not None:
        what = f"ledger and records do not fit: {ahead['id']} is in no entry"
        raise OutputError(what, code="ledger", file=str(corpus.folder), advice="see `cleaner check`")


def _stem(record: Json) -> str:
    return str(record["id"]).rpartition("-")[0]


def _entries(corpus: Corpus) -> Iterator[Sequence[Json]]:
    """Yield the lines of the ledger that belong to one document."""
    pages: list[Json] = []
    for entry in jsonl.read_records(corpus.ledger):
        if "spans" in entry:
            pages.append(entry)
            if len(pages) == entry.get("pages", 1):
                yield tuple(pages)
                pages = []


def _records(corpus: Corpus) -> Iterator[Json]:
    """Yield the records; of a tree of text files as much of them as its index has."""
    if corpus.config["format"] != "text":
        records: Iterator[Json] = WRITERS[corpus.config["format"]].read_records(corpus.records)
        return records
    return _indexed(corpus.folder / "corpus")


def _indexed(folder: Path) -> Iterator[Json]:
    try:
        with (folder / text.INDEX).open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.DictReader(stream):
                cells = {name: cell.removeprefix("'") if cell else None for name, cell in row.items()}
                yield {**cells, "text": (folder / str(cells["file"])).read_bytes().decode("utf-8")}
    except (OSError, UnicodeDecodeError, KeyError, AttributeError, csv.Error) as error:
        what = f"cannot be read back: {error}"
        raise OutputError(what, code="damaged", file=str(folder / text.INDEX)) from None
