"""``cleaner dedup``: the near-duplicate search alone, on records that somebody else has cleaned."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress, groupby
from pathlib import Path
from typing import IO, Any, BinaryIO

from cleaner.atomic import atomically
from cleaner.commands.overwriting import refuse_read, refuse_sealed
from cleaner.errors import InputError, UsageError
from cleaner.neardup import contained
from cleaner.neardup.figures import figures
from cleaner.neardup.jsontext import as_json
from cleaner.neardup.kernel import kernel
from cleaner.neardup.keys import code_table
from cleaner.neardup.leaders import KINDS, Capped, Walk
from cleaner.neardup.memory import MEMORY
from cleaner.neardup.paragraphs import Fields, Paragraphs, Source
from cleaner.passes.gathering import COMPRESSED, LINES, Gathering, files_of
from cleaner.progress import Progress, Silence

UNITS = ("record", "paragraph")
TEMPLATE = KINDS.index("template")
STRETCH = 1 << 14
"""Rows that become lines at a time."""
SHOWN = 40  # characters of a text in a summary
FAMILIES = 10  # of texts that were not all compared, in a summary


@dataclass(frozen=True, slots=True)
class Dedup:
    """What is asked for: ``unit`` is a record's whole text or each line of it; ``memory`` is in bytes."""

    text: str = "text"
    id: str = "id"
    unit: str = "record"
    threshold: float = 0.8
    memory: int = MEMORY
    workers: int = 0
    guard: bool = True


@dataclass(frozen=True, slots=True)
class Family:
    """Paragraphs like ``text`` that were not all compared with each other, because too many share a bucket."""

    text: str
    paragraphs: int
    leaders: int


@dataclass(slots=True)
class Outcome:
    """How it went: counts, the lines that could not be read, and what was capped.

    ``leaked`` are the references, or paragraphs of them, that stand inside of what stays.
    """

    records: int = 0
    references: int = 0
    compared: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    leaked: int = 0
    written: int | None = None
    errors: Sequence[InputError] = ()
    capped: Sequence[Family] = ()


def dedup(
    files: Sequence[Path],
    out: Path,
    settings: Dedup | None = None,
    *,
    write: Path | None = None,
    against: Sequence[Path] = (),
    progress: Progress | None = None,
) -> Outcome:
    """Find the near-duplicates among the records of ``files`` and write a line of JSON for each to ``out``.

    ``write`` gets the records that survive. Records of ``against`` are only compared with: they are kept before all others.
    Which of two stays is decided by their ids; those without one come after these, in the order in which they stand. A line
    that is no record is listed, and no file is half written. Raises InputError for a file that cannot be read, UsageError
    for a call that makes no sense, RefusedError where a file would be overwritten that is read, or belongs to a corpus.
    """
    settings, progress = settings or Dedup(), progress or Silence()
    references = list(files_of(against))
    refuse_outputs((*files, *references), [out] if write is None else [out, write])
    with scratch(out, settings) as held:
        gathered = gather(held, files, references, settings, progress)
        blanks = _blank_lines(held)
        progress.stage("comparing", len(held), "paragraphs")
        walk = Walk(held, threshold=settings.threshold, guard=settings.guard)
        pairs = _Pairs(held)
        found = array("I")
        for rows in walk.rows(progress.step):
            found.extend(rows)
        capped = walk.capped()
        holdings = _contained(walk, found, pairs, guard=settings.guard)
        with atomically(out) as stream:
            for line in pairs.all_lines(found, holdings):
                stream.write(line)
            stream.write(pairs.capped_lines(capped))
        outcome = Outcome(
            held.records - held.reference_records - blanks,
            held.reference_records,
            len(held) - held.references,
            pairs.kinds,
            leaked=len({leak.item for leak in holdings.leaks}),
            errors=gathered.errors,
            capped=[Family(held.text(family.item), family.paragraphs, family.leaders) for family in capped],
        )
        if write is not None:
            progress.stage("writing", sum(source.stream.seek(0, os.SEEK_END) for source in held.sources), "B")
            with atomically(write) as stream:
                outcome.written = _Survivors(held, pairs.gone, gathered.wrong, settings).write(stream, progress)
    return outcome


def _contained(walk: Walk, rows: array[int], pairs: _Pairs, *, guard: bool) -> contained.Outcome:
    """Search what the walk has kept for what one other record holds; the walk itself is then over."""
    held = walk.paragraphs
    if not len(held):
        return contained.Outcome((), ())
    keeps = bytearray(b"\1") * len(held)
    told: set[int] = set()
    for item, kept, kind in zip(rows[::5], rows[1::5], rows[2::5], strict=True):
        if kind == TEMPLATE:
            told.update((item, kept))
        else:
            keeps[item] = 0
    for item in walk.overfull():
        keeps[item] = 0
    ranks = memoryview(kernel().places(walk.order, held.room)).cast("I")
    walk.close()
    texts = kernel().texts(held.columns["places"].view(), walk.sources, code_table(), held.by_line)
    outcome = contained.contained(
        compress(range(len(held)), keeps),
        contained.Paragraphs(
            texts,
            (lambda item: figures(held.text(item))) if guard else lambda _: frozenset(),
            pairs.records,
            pairs.indices,
            ranks,
            held.reference_records,
            contained.Prints(*(held.columns[name].view() for name in ("lengths", "counts", "prints"))),
            held.room,
            held.workers,
        ),
        named=_Followers(rows),
        told=told,
    )
    held.forget()
    gone = sorted(outcome.gone, key=lambda holding: (ranks[pairs.records[holding.item]], holding.item))
    return replace(outcome, gone=tuple(gone))


class _Followers(Mapping[int, Sequence[int]]):
    """The paragraphs that go, by the kept one that they name; two numbers each in a row, as there may be very many."""

    def __init__(self, rows: array[int]) -> None:
        named = zip(rows[1::5], rows[::5], rows[2::5], strict=True)
        self.pairs = array("Q", sorted(kept << 32 | item for kept, item, kind in named if kind != TEMPLATE))

    def __getitem__(self, kept: int) -> Sequence[int]:
        pairs = self.pairs[bisect_left(self.pairs, kept << 32) : bisect_left(self.pairs, kept + 1 << 32)]
        if not pairs:
            raise KeyError(kept)
        return [pair & 0xFFFFFFFF for pair in pairs]

    def __iter__(self) -> Iterator[int]:
        return (kept for kept, _ in groupby(self.pairs, key=lambda pair: pair >> 32))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def refuse_outputs(inputs: Sequence[Path], outputs: Sequence[Path]) -> None:
    """Raise UsageError or RefusedError where inputs are not there, or outputs are inputs or cannot be written."""
    for path in inputs:
        if not path.is_file():
            what = "is no ordinary file" if path.exists() else "no such file"
            raise UsageError(what, code="no-input", file=str(path))
    for path in outputs:
        refuse_read(path, inputs)
        refuse_sealed(path)
        if path.is_dir() or not path.absolute().parent.is_dir():
            what = "is a folder" if path.is_dir() else "its folder is not there"
            raise UsageError(what, code="output", file=str(path), advice="name a file with --out and --write")
    if len({os.path.realpath(path) for path in outputs}) < len(outputs):
        raise UsageError("--out and --write name the same file", code="output", file=str(outputs[0]))


def gather(
    held: Paragraphs, files: Sequence[Path], references: Sequence[Path], settings: Dedup, progress: Progress
) -> Gathering:
    """Read all files, references first."""
    progress.stage("reading", sum(path.stat().st_size for path in (*references, *files)), "B")
    gathered = Gathering(held, Fields(settings.text, settings.id), progress.step)
    for path in references:
        gathered.refer(path)
    held.end_references()
    for path in files:
        gathered.add(path)
    return gathered


@contextlib.contextmanager
def scratch(out: Path, settings: Dedup) -> Iterator[Paragraphs]:
    """No paragraphs yet, with a folder beside the output for what does not fit into memory; all is let go of in the end."""
    try:
        with tempfile.TemporaryDirectory(prefix=".cleaner-dedup-", dir=out.absolute().parent) as folder:
            workers = settings.workers or os.cpu_count() or 1
            held = Paragraphs(
                settings.unit == "paragraph", memory=settings.memory, folder=Path(folder), workers=workers
            )
            try:
                yield held
            finally:
                held.close()
    except OSError as error:
        place = str(error.filename or out)
        raise UsageError(f"cannot be written: {error.strerror or error}", code="output", file=place) from error


class _Pairs:
    """Turns rows of the walk into lines of JSON, and remembers what goes."""

    def __init__(self, held: Paragraphs) -> None:
        self.held = held
        self.gone = array("I")
        self.kinds: Counter[str] = Counter()
        self.records = memoryview(held.columns["records"].view()).cast("I")
        self.indices = memoryview(held.columns["indices"].view()).cast("I")
        self.ids = held.columns["ids"].view()
        self.ends = held.ends

    def all_lines(self, rows: array[int], holdings: contained.Outcome) -> Iterator[bytes]:
        """Yield the lines of the rows of the walk that still hold, then those of what is contained, in their order."""
        gone = {holding.item for holding in holdings.gone}
        for start in range(0, len(rows), 5 * STRETCH):
            some = rows[start : start + 5 * STRETCH]
            yield self.lines(_without(some, gone) if gone else some)
        for holding in holdings.gone:
            self.gone.append(holding.item)
            yield self.holding_line("removed", self.place(holding.item), "kept", holding, "contained")
        for holding in holdings.templates:
            if not gone.intersection((holding.item, *holding.holders)):
                yield self.holding_line("kept", self.place(holding.item), "like", holding, "template")
        for holding in holdings.leaks:
            held = self.place(holding.item)
            line = f'{{"kept":{self.holders(holding)},"holds":{held},"kind":"contained","jaccard":{holding.share!r}}}\n'
            yield line.encode()

    def holding_line(self, first: str, own: str, second: str, holding: contained.Holding, kind: str) -> bytes:
        """Return the line of a paragraph that others hold."""
        self.kinds[kind] += 1
        places = f'"{first}":{own},"{second}":{self.holders(holding)}'
        return f'{{{places},"kind":"{kind}","jaccard":{holding.share!r}}}\n'.encode()

    def holders(self, holding: contained.Holding) -> str:
        """Return what names the paragraphs that hold another: the first, with the numbers of the others."""
        first, *others = holding.holders
        if not others:
            return self.place(first)
        return f'{self.place(first)[:-1]},"others":{json.dumps([self.indices[other] for other in others])}}}'

    def lines(self, rows: array[int]) -> bytes:
        """Return a line for each row."""
        kinds = rows[2::5]
        self.kinds.update(KINDS[kind] for kind in kinds)
        self.gone.extend(item for item, kind in zip(rows[::5], kinds, strict=True) if kind != TEMPLATE)
        lines = []
        at = 0
        while at < len(kinds):
            if not self.held.by_line:
                written, at = kernel().lines(rows, at, self.records, self.ids, self.ends, self.held.reference_records)
                lines.append(written)
            if at < len(kinds):
                lines.append(self.line(*rows[5 * at : 5 * at + 5]))
                at += 1
        return b"".join(lines)

    def line(self, item: int, kept: int, kind: int, common: int, union: int) -> bytes:
        """Return the line of one row."""
        first, second = ("kept", "like") if kind == TEMPLATE else ("removed", "kept")
        places = f'"{first}":{self.place(item)},"{second}":{self.place(kept)}'
        return f'{{{places},"kind":"{KINDS[kind]}","jaccard":{common / union!r}}}\n'.encode()

    def place(self, item: int) -> str:
        """Return what names a paragraph, as JSON: id, or file and line, and the number of the paragraph in the record."""
        record = self.records[item]
        name = str(self.ids[self.ends[record - 1] if record else 0 : self.ends[record]], "utf-8")
        rest = ""
        if not name or record < self.held.reference_records:
            source = self.held.source(record)
            assert source is not None
            file, name = as_json(source.name).decode(), name or "null"
            rest = f',"file":{file},"line":{record - source.record + 1}'
        if self.held.by_line:
            rest += f',"paragraph":{self.indices[item]}'
        return f'{{"id":{name}{rest}}}'

    def capped_lines(self, families: Iterable[Capped]) -> bytes:
        """Return a line for each family that was not compared whole."""
        lines = [
            f'{{"capped":{self.place(family.item)},"text":{as_json(self.held.text(family.item)).decode()},'
            f'"paragraphs":{family.paragraphs},"leaders":{family.leaders}}}\n'
            for family in families
        ]
        return "".join(lines).encode()


def _without(rows: array[int], gone: set[int]) -> array[int]:
    """Return the rows but for those of what goes for another reason, and of pairs of one template that it was in."""
    left = array("I")
    for at in range(0, len(rows), 5):
        if rows[at] not in gone and (rows[at + 2] != TEMPLATE or rows[at + 1] not in gone):
            left.extend(rows[at : at + 5])
    return left


def _own_sources(held: Paragraphs) -> Sequence[Source]:
    """Return the files that are no references."""
    return held.sources[bisect_left(held.sources, held.reference_records, key=lambda source: source.record) :]


def _blank_lines(held: Paragraphs) -> int:
    """Return how many lines are blank: they are numbered as records are, and have no id and no text."""
    if not held.by_line and len(held) == held.records:  # each has a text that is compared
        return 0
    sources, lengths = _own_sources(held), memoryview(held.columns["id_lengths"].view()).cast("I")
    ends = [*(source.record for source in sources[1:]), held.records]
    blanks = 0
    for source, end in zip(sources, ends, strict=True):
        lined = source.name.lower().endswith((*LINES, *COMPRESSED))
        if lined and 0 in lengths[source.record : end]:  # else each has an id
            with contextlib.suppress(InputError):  # what breaks off is listed
                for line in _lines_of(source):
                    blanks += line.isspace()
    return blanks


class _Survivors:
    """Writes what is left: records as they stood, or without the paragraphs that go."""

    def __init__(self, held: Paragraphs, gone: array[int], wrong: set[int], settings: Dedup) -> None:
        self.held, self.settings, self.wrong = held, settings, wrong
        records = memoryview(held.columns["records"].view()).cast("I")
        indices = memoryview(held.columns["indices"].view()).cast("I")
        self.gone: dict[int, set[int]] = {}
        for item in gone:
            self.gone.setdefault(records[item], set()).add(indices[item])

    def write(self, stream: IO[bytes], progress: Progress) -> int:
        """Write the records of all files that are no references, those of tables as lines too; return how many."""
        written = 0
        for source in _own_sources(self.held):
            for record, line in enumerate(_lines_of(source), source.record):
                left = self.left(record, line)
                if left:
                    stream.write(left if left.endswith(b"\n") else left + b"\n")
                    written += 1
                progress.step(len(line))
        return written

    def left(self, record: int, line: bytes) -> bytes:
        """Return what is left of a record's line."""
        gone = self.gone.get(record)
        if record in self.wrong or (gone and not self.held.by_line) or not line.strip():
            return b""
        if not gone:
            return line
        values = json.loads(line.decode("utf-8-sig"))
        paragraphs = values[self.settings.text].split("\n")
        left = [paragraph for index, paragraph in enumerate(paragraphs) if index not in gone]
        values[self.settings.text] = "\n".join(left)
        return as_json(values) if any(paragraph.strip() for paragraph in left) else b""


def _lines_of(source: Source) -> Iterator[bytes]:
    """Yield the records of a file again, a line each."""
    name = source.name.lower()
    source.stream.seek(0)
    if name.endswith(LINES):
        yield from source.stream
    elif name.endswith(COMPRESSED):
        from cleaner.formats.compressed import opened

        yield from opened(source.stream, source.name)
    else:
        yield from _rows_of(source.stream)


def _rows_of(stream: BinaryIO) -> Iterator[bytes]:
    from pyarrow import parquet

    for batch in parquet.ParquetFile(stream).iter_batches(1024):
        for row in batch.to_pylist():
            yield json.dumps(row, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace") + b"\n"


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """Return the counts as JSON values."""
    return {
        "records": outcome.records,
        "references": outcome.references,
        "compared": outcome.compared,
        "removed": {kind: count for kind, count in outcome.kinds.items() if kind != "template"},
        "template": outcome.kinds["template"],
        "leaked": outcome.leaked,
        "written": outcome.written,
        "errors": [str(error) for error in outcome.errors],
        "capped": [
            {"text": family.text, "paragraphs": family.paragraphs, "leaders": family.leaders}
            for family in outcome.capped
        ],
    }


def outcome_lines(outcome: Outcome, out: str) -> list[str]:
    """Return what a person wants to know at the end."""
    kinds = outcome.kinds
    removed = sum(kinds.values()) - kinds["template"]
    lines = [
        f"{out}: {outcome.records:,} records, {outcome.compared:,} texts compared; {removed:,} go"
        f" ({kinds['exact']:,} exact, {kinds['near']:,} near, {kinds['contained']:,} contained);"
        f" {kinds['template']:,} stay that state other facts"
    ]
    if outcome.leaked:
        lines.append(f"  {outcome.leaked:,} texts of the references stand inside of records that stay")
    if outcome.written is not None:
        lines.append(f"  {outcome.written:,} records written")
    for family in sorted(outcome.capped, key=lambda family: -family.paragraphs)[:FAMILIES]:
        shown = family.text[:SHOWN] + ("…" if len(family.text) > SHOWN else "")
        lines.append(f"  {family.paragraphs:,} texts like this one were not compared with all their like: {shown}")
    if len(outcome.capped) > FAMILIES:
        lines.append(f"  {len(outcome.capped) - FAMILIES:,} more families of such texts")
    return lines
