"""First pass: clean every document, by itself, into a spool on disk; in several processes where that pays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from cleaner.config import Config
from cleaner.document.clean import clean
from cleaner.engine import map_in_order, worker_count
from cleaner.errors import InputError, RefusedError
from cleaner.formats import jsonl, reader_of, text
from cleaner.inputs import Source
from cleaner.model import Frame, Piece, record_id
from cleaner.neardup import Unit, key
from cleaner.passes.guard import Guard, Sentences, sentences
from cleaner.prepare import matcher, options
from cleaner.progress import Progress
from cleaner.store import spool

BATCH = 1 << 20  # bytes of input that a worker gets at a time

Stretch = tuple[Source, int, int]  # a file, and from which to which byte of it


@dataclass(frozen=True, slots=True)
class Digest:
    """What later passes must know of a document before they read it again: its identity, its paragraphs' keys."""

    source: str
    own_id: str | None
    content: str | None
    speeches: tuple[tuple[tuple[str, bool], ...], ...]
    sentences: Sentences


# A line for the spool, a digest of the document, and the source if it held a document or an error here.
_Result = tuple[bytes, Digest | None, str | None]


@dataclass(slots=True)
class Pieces:
    """The outcome of the pass, of which ``path`` names the file with a line a piece.

    ``keys`` are the documents', in order, ``units`` the paragraphs to compare; ``empty`` names the sources that held neither
    a document nor an error.
    """

    path: Path
    keys: list[str] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    guard: Guard = field(default_factory=Guard)
    empty: list[str] = field(default_factory=list)


def clean_all(sources: Sequence[Source], config: Config, path: Path, progress: Progress) -> Pieces:
    """Clean all documents of all sources into the spool at ``path``."""
    size = sum(source.size for source in sources)
    progress.stage("cleaning", size, "B")
    pieces = Pieces(path)
    digests: list[Digest] = []
    empty = {source.name for source in sources}
    with path.open("wb") as stream:
        workers = worker_count(config.workers, size)
        for done, results in map_in_order(
            partial(_clean_batch, config, matcher(config).ruleset.sha256), _batches(sources), workers
        ):
            for line, digest, source in results:
                stream.write(line)
                empty.discard(source or "")
                if digest is None:
                    continue
                if digests and digests[-1].source != digest.source:
                    _identify(digests, pieces)
                    digests = []
                digests.append(digest)
                pieces.guard.add(digest.sentences)
            progress.step(done)
    _identify(digests, pieces)
    pieces.empty = sorted(empty)
    return pieces


def _batches(sources: Iterable[Source]) -> Iterator[list[Stretch]]:
    """Cut the inputs into stretches of about BATCH bytes: many small files, or part of a large one."""
    batch: list[Stretch] = []
    size = 0
    for source in sources:
        for start, end in _cut(source):
            batch.append((source, start, end))
            size += end - start
            if size >= BATCH:
                yield batch
                batch, size = [], 0
    if batch:
        yield batch


def _cut(source: Source) -> Iterator[tuple[int, int]]:
    try:
        yield from (reader_of(source.name) or text).cut(source.path, source.size, BATCH)
    except OSError:
        yield 0, source.size  # reading it will say what is wrong


def _clean_batch(config: Config, rules: str, batch: Sequence[Stretch]) -> tuple[int, list[_Result]]:
    """Clean one batch, in whatever process; return its size in bytes, and what came of each piece.

    ``rules`` is the hash of the rules that the run began with: a rule file edited meanwhile must not mix with them.
    """
    if matcher(config).ruleset.sha256 != rules:
        raise RefusedError("a rule file changed during the run, so nothing was written", code="rules-changed")
    results = [_clean_piece(piece, config) for stretch in batch for piece in _pieces_of(stretch, config)]
    return sum(end - start for _, start, end in batch), results


def _pieces_of(stretch: Stretch, config: Config) -> Iterator[Piece]:
    source, start, end = stretch
    try:
        with source.path.open("rb") as stream:
            yield from (reader_of(source.name) or text).read(stream, source.name, start, end, config)
    except OSError as error:
        problem = InputError(f"cannot be read: {error.strerror}", code="unreadable", file=source.name)
        yield Piece(source.name, start, Frame("raw"), error=problem)


def _clean_piece(piece: Piece, config: Config) -> _Result:
    document = piece.document
    if document is None:
        return spool.to_line(piece, None), None, piece.source if piece.error is not None else None
    cleaned = clean(document, matcher(config), options(config))
    keys = tuple(tuple((key(p.text), p.protected) for p in speech.paragraphs) for speech in cleaned.speeches)
    content = spool.content_hash(document) if reader_of(document.source) is jsonl else None
    judged = sentences(cleaned, matcher(config).by_id)
    digest = Digest(document.source, piece.own_id, content, keys, judged)
    return spool.to_line(piece, cleaned), digest, document.source


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
        for part, paragraphs in enumerate(digest.speeches, 1):
            speech = record_id(digest.source, name, part)
            pieces.units += [Unit(speech, i, unit_key, protected) for i, (unit_key, protected) in enumerate(paragraphs)]
