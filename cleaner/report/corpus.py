"""Read a corpus folder document by document: what the ledger says of each, with the records that came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import chain, dropwhile, groupby, takewhile
from pathlib import Path
from typing import Any

from cleaner.errors import OutputError
from cleaner.folders import files_below
from cleaner.model import Edit, record_id
from cleaner.store import contents
from cleaner.store.ledger import text_of
from cleaner.store.manifest import DUPLICATES, ERRORS, Manifest, read_manifest
from cleaner.store.records import family_order

Json = Mapping[str, Any]
TEMPLATE = "template"  # the kind of rows of paragraphs that stay
EDIT = ("start", "end", "new", "cause", "category", "rule")  # what spans of the ledger have of an edit


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
        yield from takewhile(lambda row: row["kind"] != TEMPLATE, contents.repetitions([path]))
        families.append(dropwhile(lambda row: row["kind"] != TEMPLATE, contents.repetitions([path])))
    yield from merge(*families, key=family_order)


def documents(corpus: Corpus) -> Iterator[Text]:
    """Yield all documents in the order of the corpus; OutputError where ledger and records do not fit."""
    records: Iterator[Json] = contents.records(corpus.records, corpus.config["format"])
    if corpus.config["ledger"] == "off":
        for _, group in groupby(records, key=_stem):
            alone = tuple(group)
            yield Text(str(alone[0]["source"]), "", (), alone)
        return
    ahead = next(records, None)
    for entries in contents.documents(corpus.ledger, full=corpus.full):
        if "spans" not in entries[0]:
            continue
        source, key = entries[0]["source"], entries[0]["key"]
        stem = record_id(source, key, 1)[:-2]
        mine: list[Json] = []
        while ahead is not None and _stem(ahead) == stem:
            mine.append(ahead)
            ahead = next(records, None)
        yield Text(source, key, entries, mine)
    if ahead is not None:
        what = f"ledger and records do not fit: {ahead['id']} is in no entry"
        raise OutputError(what, code="ledger", file=str(corpus.folder), advice="see `cleaner check`")


def raw_files(text: Text) -> Iterator[tuple[str, str, list[Edit]]]:
    """Yield each file of a document with its raw text and what was done to it, out of a full ledger.

    Raises OutputError where ledger and records do not fit.
    """
    texts = {record["id"]: record["text"] for record in text.records}
    for entry in text.entries:
        edits = [Edit(*(span[name] for name in EDIT)) for span in entry["spans"] if "record" not in span]
        yield entry["source"], text_of(entry, texts), edits


def _stem(record: Json) -> str:
    return str(record["id"]).rpartition("-")[0]
