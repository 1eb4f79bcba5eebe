"""First pass: clean every document, by itself, into a spool on disk; in several processes where that pays."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from cleaner.config import Config
from cleaner.document.clean import clean
from cleaner.document.corrections import Corrections, add_outcomes
from cleaner.engine import map_in_order, worker_count
from cleaner.errors import CleanerError, InputError, RefusedError
from cleaner.formats import parquet, warc
from cleaner.formats.archives import INSIDE
from cleaner.formats.frame import bytes_of
from cleaner.inputs import Files, Source
from cleaner.listing import Listing
from cleaner.model import Cleaned, Document, Frame, Outcome, Piece, record_id
from cleaner.neardup import Units, profile
from cleaner.passes.digests import Digest, from_values, to_values
from cleaner.passes.gathering import refer
from cleaner.passes.guard import Guard, Sentences, sentences
from cleaner.passes.preference import Facts
from cleaner.prepare import corrections, deciding, listing, matcher, options
from cleaner.progress import Progress
from cleaner.reading import Stretch, cut, documents, read
from cleaner.store import spool
from cleaner.store.journal import Journal

BATCH = 1 << 20  # bytes of input that a worker gets at a time
LEAST = 64  # bytes that any stretch counts as: there may be a million empty ones
NATIVE = (*parquet.SUFFIXES, *warc.SUFFIXES)  # read by libraries in which a wrong byte may end the process
BUG = "bug"  # the code of an error that is ours
NOTHING = Sentences((), {}, {})


# A line for the spool, a digest of the document, and the sources that held a document or an error here.
_Result = tuple[bytes, Digest | None, tuple[str, ...]]
_Told = tuple[int, Digest | None, Sequence[str]]  # the same, of the line only its length


@dataclass(slots=True)
class Pieces:
    """The outcome of the pass, of which ``path`` names the file with a line a piece.

    ``keys`` are the documents', in order, ``units`` the paragraphs to compare, ``facts`` by speech what says which of them
    goes before another; ``empty`` names the sources that held neither
    a document nor an error, ``members`` the files that archives held; ``outcomes`` tells by row how the ``corrections`` fared, where they met their document;
    ``listed`` are the lines of the ``listing`` that did, ``unlisted`` the documents that have none, with their offsets.
    """

    path: Path
    keys: list[str] = field(default_factory=list)
    units: Units = field(default_factory=Units)
    facts: dict[str, Facts] = field(default_factory=dict)
    guard: Guard = field(default_factory=Guard)
    corrections: Corrections = field(default_factory=Corrections)
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    listing: Listing = field(default_factory=Listing)
    listed: set[int] = field(default_factory=set)
    unlisted: list[tuple[str, int]] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    members: list[dict[str, Any]] = field(default_factory=list)

    def note(self, digest: Digest) -> None:
        """Note whether the list of metadata has a row for a document."""
        if digest.row is not None:
            self.listed.add(digest.row)
        elif self.listing.rows:
            self.unlisted.append((digest.source, digest.offset))


def clean_all(sources: Sequence[Source], config: Config, path: Path, progress: Progress, key: str = "") -> Pieces:
    """Clean all documents of all sources into the spool at ``path``.

    Where a run of the same ``key``, a hash of all that decides, was broken off there, this one goes on.
    """
    began = deciding(config)
    size = sum(source.size for source in sources)
    progress.stage("cleaning", size, "B")
    pieces = Pieces(
        path, units=Units(config.memory, path.parent), corrections=corrections(config), listing=listing(config)
    )
    refer(pieces.units, config.against, config.text_field)
    digests: list[Digest] = []
    written = 0
    answered: set[str] = set()
    with closing(Journal(path, key)) as journal:
        batches = _batches(documents(sources, config), config, pieces.members)
        workers = worker_count(config.workers, size)
        apart = any(source.name.lower().endswith(NATIVE) for source in sources)
        for done, results in chain(
            _finished(journal, batches), _cleaned(journal, batches, config, began, workers, apart=apart)
        ):
            for length, digest, names in results:
                at, written = written, written + length
                answered.update(names)
                if digest is None:
                    continue
                if digests and digests[-1].source != digest.source:
                    _identify(digests, pieces)
                    digests = []
                # there may be a million of one file: only what naming them needs is held
                digests.append(replace(digest, line=at, sentences=NOTHING, corrected=()))
                pieces.guard.add(digest.sentences)
                add_outcomes(pieces.outcomes, digest.corrected)
                pieces.note(digest)
            progress.step(done)
    _identify(digests, pieces)
    pieces.units.texts_in(path)
    archives = {name.partition(INSIDE)[0] for name in answered}
    known = {*(source.name for source in sources), *(member["source"] for member in pieces.members)}
    pieces.empty = sorted(known - answered - archives)
    return pieces


def _finished(journal: Journal, batches: Iterator[list[Stretch]]) -> Iterator[tuple[int, list[_Told]]]:
    """Yield what an earlier run has done already, and pass over its batches."""
    for done, results in journal.finished():
        next(batches)
        yield done, [(length, values and from_values(values), names) for length, values, names in results]


def _cleaned(
    journal: Journal,
    batches: Iterator[list[Stretch]],
    config: Config,
    began: tuple[str, str, str],
    workers: int,
    *,
    apart: bool,
) -> Iterator[tuple[int, list[_Told]]]:
    """Clean the batches into the journal's spool."""
    clean_batch = partial(_clean_batch, config, began)
    lost = partial(_lost, config)
    for done, results in map_in_order(clean_batch, batches, workers, smaller=_smaller, lost=lost, apart=apart):
        told = [(len(line), digest and to_values(digest), names) for line, digest, names in results]
        journal.add(b"".join(line for line, _, _ in results), [done, told])
        yield done, [(len(line), digest, names) for line, digest, names in results]


def _batches(
    inputs: Iterable[Files], config: Config, members: list[dict[str, Any]] | None = None
) -> Iterator[list[Stretch]]:
    """Cut the inputs into stretches of about BATCH bytes: many small files, or part of a large one."""
    batch: list[Stretch] = []
    size = 0
    for files in inputs:
        for stretch in cut(files, BATCH, config, members):
            batch.append(stretch)
            size += max(stretch.end - stretch.start, LEAST)
            if size >= BATCH:
                yield batch
                batch, size = [], 0
    if batch:
        yield batch


def _clean_batch(config: Config, began: tuple[str, str, str], batch: Sequence[Stretch]) -> tuple[int, list[_Result]]:
    """Clean one batch, in whatever process; return its size in bytes, and what came of each piece.

    ``began`` are the hashes of the rules and corrections that the run began with: one edited meanwhile must not mix with
    them.
    """
    if deciding(config) != began:
        what = "a rule file or the corrections changed during the run, so nothing was written"
        raise RefusedError(what, code="rules-changed")
    results = [result for stretch in batch for result in _clean_stretch(stretch, config)]
    return _size(batch), results


def _size(batch: Sequence[Stretch]) -> int:
    return sum(stretch.end - stretch.start for stretch in batch)


def _clean_stretch(stretch: Stretch, config: Config) -> list[_Result]:
    """Clean what a stretch holds; whatever is wrong with it, ourselves included, costs no other."""
    try:
        return [result for piece in read(stretch, config) for result in _clean_piece(piece, config)]
    except CleanerError:
        raise
    except Exception as error:
        return _given_up(stretch, config, _trouble(error))


def _clean_piece(piece: Piece, config: Config) -> list[_Result]:
    if piece.document is None:
        return [_untold(piece)]
    try:
        return [_clean_document(piece, piece.document, config)]
    except CleanerError:
        raise
    except Exception as error:
        names = [page.source for page in piece.document.pages] or [piece.source]
        data = bytes_of(piece.frame, piece.document.decoded) if piece.document.many else b""
        trouble = _trouble(error)
        return [_untold(_failure(name, piece.offset, data, trouble)) for name in names]


def _untold(piece: Piece) -> _Result:
    return spool.to_line(piece, None), None, (piece.source,) if piece.error is not None else ()


def _clean_document(piece: Piece, document: Document, config: Config) -> _Result:
    cleaned = clean(document, matcher(config), options(config, document))
    line = spool.to_line(piece, cleaned)
    paragraphs = tuple(profile([(p.text, p.protected) for p in each.paragraphs], line) for each in cleaned.speeches)
    content = spool.content_hash(document) if document.many else None
    judged = sentences(cleaned, matcher(config).by_id)
    digest = Digest(
        document.source,
        piece.own_id,
        content,
        paragraphs,
        _facts(cleaned),
        judged,
        cleaned.corrected,
        document.row,
        piece.offset,
    )
    names = tuple(page.source for page in document.pages) or (document.source,)
    return line, digest, names


def _trouble(error: Exception) -> InputError:
    """Return what one input is charged with when it was too much for the machine, or for us."""
    if isinstance(error, MemoryError):
        return InputError("takes more memory than there is", code="memory", advice="use fewer --workers, or split it")
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    what = f"a bug of ours: {type(error).__name__} in {where}: {error}"
    return InputError(what, code=BUG, advice="please report it, with the file")


def _smaller(batch: Sequence[Stretch]) -> Sequence[list[Stretch]]:
    """Cut a batch in two, or files that were read together apart."""
    if len(batch) > 1:
        return [list(batch[: len(batch) // 2]), list(batch[len(batch) // 2 :])]
    stretch = batch[0]
    if stretch.parts:
        return [[part] for part in stretch.parts]
    if len(stretch.files) > 1:
        return [[Stretch((file,), 0, file.size)] for file in stretch.files]
    return [list(batch)]


def _lost(config: Config, batch: Sequence[Stretch]) -> tuple[int, list[_Result]]:
    """Return what comes of a stretch of which every process dies."""
    what = "the process that read it died or hung"
    error = InputError(what, code="crashed", advice="it may need more memory than there is, or be made to do harm")
    return _size(batch), [result for stretch in batch for result in _given_up(stretch, config, error)]


def _given_up(stretch: Stretch, config: Config, error: InputError) -> list[_Result]:
    """Return the error of a stretch; the ledger holds its bytes where they are but a part of a file."""
    results = []
    for each in stretch.parts or [stretch]:
        for file in each.files:
            name = each.name or file.name
            data = each.data or b""
            if each.data is None and (each.start, each.end) != (0, file.size) and len(each.files) == 1:
                with file.path.open("rb") as stream:
                    stream.seek(each.start)
                    data = stream.read(each.end - each.start)
            results.append(_untold(_failure(name, each.start, data, error)))
    return results


def _failure(name: str, offset: int, data: bytes, error: InputError) -> Piece:
    told = InputError(error.what, code=error.code, file=name, offset=offset, advice=error.advice)
    return Piece(name, offset, Frame("raw", data), error=told)


def _facts(cleaned: Cleaned) -> tuple[Facts, ...]:
    source, url = cleaned.document.source, cleaned.metadata.get("url")
    return tuple(
        Facts(source, cleaned.site, url, each.date or each.published, sum(len(p.text) for p in each.paragraphs))
        for each in cleaned.speeches
    )


def _identify(digests: Sequence[Digest], pieces: Pieces) -> None:
    """Give the documents of one file their keys: their own id where unique, else their content, equal ones numbered."""
    own = Counter(digest.own_id for digest in digests if digest.own_id is not None)
    same: Counter[str] = Counter()
    for digest in digests:
        name = ""
        if digest.own_id is not None and own[digest.own_id] == 1:
            name = f"id:{digest.own_id}"
        elif digest.content is not None:
            same[digest.content] += 1
            name = f"text:{digest.content}:{same[digest.content]}"
        pieces.keys.append(name)
        for part, (paragraphs, facts) in enumerate(zip(digest.speeches, digest.facts, strict=True), 1):
            speech = record_id(digest.source, name, part)
            pieces.facts[speech] = facts
            pieces.units.add(speech, paragraphs, digest.line)
