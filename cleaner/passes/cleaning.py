"""First pass: clean every document, by itself, into a spool on disk; in several processes where that pays."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.config import Config
from cleaner.document.clean import clean
from cleaner.engines.local import at_most, map_in_order, worker_count
from cleaner.errors import CleanerError, InputError, RefusedError
from cleaner.formats import archives, html, mhtml, office, parquet, warc
from cleaner.formats.frame import bytes_of
from cleaner.inputs import Files, Source
from cleaner.model import Cleaned, Document, Frame, Piece
from cleaner.neardup import Units, profile
from cleaner.passes.digests import Digest, to_values
from cleaner.passes.gathering import refer, settle
from cleaner.passes.guard import sentences
from cleaner.passes.pieces import Pieces
from cleaner.passes.preference import Facts
from cleaner.prepare import corrections, deciding, listing, matcher, options
from cleaner.progress import Progress
from cleaner.reading import Stretch, cut, documents, read
from cleaner.store import spool
from cleaner.store.journal import Journal

BATCH = 1 << 20  # bytes of input that a worker gets at a time
LEAST = 64  # bytes that any stretch counts as: there may be a million empty ones
# Read by libraries in which a wrong byte may end the process, or may hold what is.
NATIVE = (*parquet.SUFFIXES, *warc.SUFFIXES, *html.SUFFIXES, *mhtml.SUFFIXES, *archives.SUFFIXES)
LONGEST = (
    60.0  # seconds of a processor that a worker may take for a stretch of no length, hundreds of times what it takes
)
LONGEST_EACH = 120.0  # more for each MiB
BUG = "bug"  # the code of an error that is ours

# A line for the spool, a digest of the document, and the sources that held a document or an error here.
_Result = tuple[bytes, Digest | None, tuple[str, ...]]


class _Step(NamedTuple):
    """What comes of a batch: its size in bytes, what it adds to the spool, and what Pieces are told of it, as JSON."""

    done: int
    lines: bytes
    told: bytes


def clean_all(
    sources: Sequence[Source],
    config: Config,
    path: Path,
    progress: Progress,
    key: str = "",
    settled: Iterable[Path] = (),
) -> Pieces:
    """Clean all documents of all sources into the spool at ``path``.

    Where a run of the same ``key``, a hash of all that decides, was broken off there, this one goes on. ``settled`` are
    the files of what earlier batches of the corpus have kept.
    """
    progress.stage("cleaning", sum(source.size for source in sources), "B")
    pieces = empty_pieces(config, path.parent)
    settle(pieces.units, settled)
    stretches = stretches_of(documents(sources, config), config, pieces.members)
    for done, told in cleaned(stretches, sources, config, path, key):
        pieces.add(told)
        progress.step(done)
    pieces.spools.append(path)
    pieces.end(sources)
    return pieces


def empty_pieces(config: Config, folder: Path) -> Pieces:
    """Return Pieces of which only the references are there; what does not fit in memory goes to ``folder``."""
    pieces = Pieces(units=Units(config.memory, folder), corrections=corrections(config), listing=listing(config))
    refer(pieces.units, config.against, config.text_field)
    return pieces


def stretches_of(inputs: Iterable[Files], config: Config, members: list[dict[str, Any]]) -> Iterator[Stretch]:
    """Cut inputs into what is read at a time; what archives among them hold is noted in ``members``."""
    for files in inputs:
        yield from cut(files, BATCH, config, members)


def cleaned(
    stretches: Iterable[Stretch], sources: Sequence[Source], config: Config, path: Path, key: str
) -> Iterator[tuple[int, list[Any]]]:
    """Clean stretches of ``sources`` into the spool at ``path``; yield how many bytes are done, and what Pieces are told.

    What an earlier run of the same ``key`` has done already is only told again.
    """
    began, batches = deciding(config), _batches(stretches)
    with closing(Journal(path, key)) as journal:
        for told in journal.finished():
            yield _size(next(batches)), told
        for step in map_in_order(
            partial(_clean_step, config, began),
            batches,
            worker_count(config.workers, sum(source.size for source in sources)),
            smaller=smaller,
            lost=partial(_lost_step, config),
            together=_together,
            apart=any(source.name.lower().endswith(NATIVE) for source in sources),
        ):
            journal.add(step.lines, step.told)
            yield step.done, json.loads(step.told)


def _batches(stretches: Iterable[Stretch]) -> Iterator[list[Stretch]]:
    """Put stretches together that are about BATCH bytes: many small files, or part of a large one."""
    batch: list[Stretch] = []
    size = 0
    for stretch in stretches:
        batch.append(stretch)
        size += max(stretch.end - stretch.start, LEAST)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def clean_batch(config: Config, began: tuple[str, str, str], batch: Sequence[Stretch]) -> tuple[int, list[_Result]]:
    """Clean one batch, in whatever process; return its size in bytes, and what came of each piece.

    ``began`` are the hashes of the rules and corrections that the run began with: one edited meanwhile must not mix with
    them.
    """
    if deciding(config) != began:
        what = "a rule file or the corrections changed during the run, so nothing was written"
        raise RefusedError(what, code="rules-changed")
    results = [result for stretch in batch for result in _clean_stretch(stretch, config)]
    return _size(batch), results


def _clean_step(config: Config, began: tuple[str, str, str], batch: Sequence[Stretch]) -> _Step:
    return _step(*clean_batch(config, began, batch))


def _step(size: int, results: Sequence[_Result]) -> _Step:
    """Put what came of each piece of a batch together; as bytes it takes the least memory while it waits for its turn."""
    told = [(len(line), digest and to_values(digest), names) for line, digest, names in results]
    lines = b"".join(line for line, _, _ in results)
    return _Step(size, lines, json.dumps(told, separators=(",", ":")).encode("ascii"))


def _together(steps: Sequence[_Step]) -> _Step:
    """Put the steps of the parts of one batch together."""
    told = b",".join(step.told[1:-1] for step in steps if step.told != b"[]")
    return _Step(sum(step.done for step in steps), b"".join(step.lines for step in steps), b"[%b]" % told)


def _size(batch: Sequence[Stretch]) -> int:
    return sum(stretch.end - stretch.start for stretch in batch)


def _clean_stretch(stretch: Stretch, config: Config) -> list[_Result]:
    """Clean what a stretch holds; whatever is wrong with it, ourselves included, costs no other."""
    try:
        with at_most(_longest(stretch)):
            return [result for piece in read(stretch, config) for result in _clean_piece(piece, config)]
    except CleanerError:
        raise
    except Exception as error:
        return _given_up(stretch, config, _trouble(error))


def _longest(stretch: Stretch) -> float:
    """Return the seconds after which a worker that is at a stretch is taken to hang."""
    converted = any(file.name.lower().endswith(office.SUFFIXES) for file in stretch.files)
    return LONGEST + LONGEST_EACH * (stretch.end - stretch.start) / (1 << 20) + (office.LONGEST if converted else 0)


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


def smaller(batch: Sequence[Stretch]) -> Sequence[list[Stretch]]:
    """Cut a batch in two, or files that were read together apart."""
    if len(batch) > 1:
        return [list(batch[: len(batch) // 2]), list(batch[len(batch) // 2 :])]
    stretch = batch[0]
    if stretch.parts:
        return [[part] for part in stretch.parts]
    if len(stretch.files) > 1:
        return [[Stretch((file,), 0, file.size)] for file in stretch.files]
    return [list(batch)]


def lost(config: Config, batch: Sequence[Stretch]) -> tuple[int, list[_Result]]:
    """Return what comes of a stretch of which every process dies."""
    what = "the process that read it died or hung"
    error = InputError(what, code="crashed", advice="it may need more memory than there is, or be made to do harm")
    return _size(batch), [result for stretch in batch for result in _given_up(stretch, config, error)]


def _lost_step(config: Config, batch: Sequence[Stretch]) -> _Step:
    return _step(*lost(config, batch))


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
