"""JSON Lines: an object a line, of which one field is the text; written plain or compressed with gzip or Zstandard."""

from __future__ import annotations

import gzip
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from cleaner.config import Config
from cleaner.document.decode import decode
from cleaner.errors import InputError, OutputError
from cleaner.formats.compressed import opened
from cleaner.formats.fields import document_of, own_id
from cleaner.model import Damage, Decoded, Frame, Piece

SUFFIXES = (".jsonl", ".ndjson")
SHARD = "part-{:05}.jsonl"
DEEPEST = 200  # lists and objects within each other
WIDE = (b"\xff\xfe", b"\xfe\xff")  # marks of UTF-16 and UTF-32
PACKED = (".gz", ".zst")  # endings of shards that are compressed
FIRST = 1 << 20  # bytes in which the end of the first line is looked for
_RETURN = re.compile(rb"\}[ \t]*\r[ \t\r]*\{")  # between two objects, which no line of JSON holds
LARGEST_SHARD = 256 << 20  # bytes before compression


def cut(path: Path, total: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield stretches of about ``size`` bytes that end at the end of a line; together they are ``total`` bytes."""
    if total <= size:
        yield 0, total
        return
    with path.open("rb") as stream:
        returns = _by_returns(stream)
        start = 0
        while start < total:
            stop = min(start + size, total)
            stream.seek(stop)
            with _lines(stream, returns) as next_line:
                stop = min(stop + len(next_line(-1)), total)
            yield start, stop
            start = stop


def read(stream: BinaryIO, source: str, start: int, end: int, config: Config) -> Iterator[Piece]:
    """Yield a Piece for every line of a stretch; a line that is no record costs only itself."""
    stream.seek(0)
    if stream.read(2) in WIDE:
        if start == 0:
            what, advice = "is UTF-16 or UTF-32, in which lines have no single end", "save it as UTF-8"
            error = InputError(what, code="encoding", file=source, offset=0, advice=advice)
            yield Piece(source, 0, Frame("raw"), error=error)
        return
    returns = _by_returns(stream)
    stream.seek(start)
    with _lines(stream, returns) as next_line:
        yield from _pieces(next_line, b"\r\n" if returns else b"\n", source, start, end, config)


def _by_returns(stream: BinaryIO) -> bool:
    """Whether lines end with a carriage return alone, as the first ones do: what old programs write, and some exports.

    The stream is at its beginning, or a little behind it.
    """
    return _RETURN.search(stream.readline(FIRST)) is not None


@contextmanager
def _lines(stream: BinaryIO, returns: bool) -> Iterator[Callable[[int], bytes]]:
    """Lend what reads the next line of a stream, or as much of it as it is told; ``returns`` are ends of lines, too."""
    if not returns:
        yield stream.readline
        return
    text = io.TextIOWrapper(stream, "latin-1", newline="")
    try:
        yield lambda most: text.readline(most).encode("latin-1")
    finally:
        text.detach()  # else it would close the stream


def _pieces(
    next_line: Callable[[int], bytes], ends: bytes, source: str, start: int, end: int, config: Config
) -> Iterator[Piece]:
    offset, too_long = start, config.max_line + len(b"\n") + 1
    while offset < end:
        line = next_line(too_long)
        if not line:
            return
        if len(line) == too_long:
            what = f"a line is longer than {config.max_line:,} bytes"
            advice = "split it, or raise max_line in cleaner.toml"
            error = InputError(what, code="too-large", file=source, offset=offset, advice=advice)
            yield Piece(source, offset, Frame("raw", line), error=error)
            while line and line[-1] not in ends:
                offset += len(line)
                line = next_line(too_long)
                yield Piece(source, offset, Frame("raw", line))
        elif line.strip():
            yield _piece(line, offset, source, config)
        else:
            yield Piece(source, offset, Frame("raw", line))
        offset += len(line)


def _piece(line: bytes, offset: int, source: str, config: Config) -> Piece:
    try:
        decoded = decode(line, encoding=config.encoding, fallback=config.fallback_encoding, file=source)
        values = object_in(decoded.text, source)
        document = document_of(values, source, config, "utf-8" if decoded.encoding == "ascii" else decoded.encoding)
    except InputError as error:
        error.offset = offset + (error.offset or 0)
        return Piece(source, offset, Frame("raw", line), error=error)
    text = document.text
    if document.decoded.damage:  # halves of characters, as JSON can spell them
        damage = tuple(replace(spot, offset=offset) for spot in document.decoded.damage)
        document = replace(document, decoded=replace(document.decoded, damage=damage))
    if decoded.damage:
        damage = (*document.decoded.damage, *_damage_of(decoded, text, offset))
        document = replace(document, decoded=replace(document.decoded, damage=damage))
    return Piece(source, offset, _frame(line, text), document, own_id=own_id(values))


def object_in(text: str, source: str) -> dict[str, Any]:
    """Return the object that a text is in JSON; raises InputError."""
    values = value_in(text, source)
    if not isinstance(values, dict):
        raise InputError("is JSON but no object", code="json", file=source, advice='write {"text": …}, one a line')
    return values


def value_in(text: str, source: str) -> Any:
    """Return the value that a text is in JSON; raises InputError, also where it is nested too deep."""
    try:
        values = json.loads(text, parse_constant=str)
    except RecursionError:
        raise InputError("is nested too deep", code="json", file=source) from None
    except json.JSONDecodeError as error:
        raise InputError(f"is not JSON: {error}", code="json", file=source, advice="one object a line") from None
    except ValueError:
        advice = "write it as a string"
        raise InputError("holds a number of thousands of digits", code="json", file=source, advice=advice) from None
    if _depth(values) > DEEPEST:
        raise InputError(f"is nested deeper than {DEEPEST}", code="json", file=source)
    return values


def _depth(value: Any) -> int:
    """Return how deep lists and objects are nested; counted without recursion, up to what is too deep anyway."""
    depth = 0
    layer = [value]
    while (inner := [item for item in layer if isinstance(item, dict | list)]) and depth <= DEEPEST:
        layer = [child for item in inner for child in (item.values() if isinstance(item, dict) else item)]
        depth += 1
    return depth


def _damage_of(line: Decoded, text: str, offset: int) -> list[Damage]:
    """Return the damage of a line; ``offset`` is where the line starts in the file.

    What fell on another field is the record's damage too; no place in the text stands for it.
    """
    if not line.damage:
        return []
    literal = json.dumps(text, ensure_ascii=False)
    start = line.text.find(literal)
    places = iter([at for at, char in enumerate(text) if char == "\ufffd"])
    return [
        Damage(next(places, 0) if start < spot.at < start + len(literal) else 0, offset + spot.offset, spot.raw)
        for spot in line.damage
    ]


def _frame(line: bytes, text: str) -> Frame:
    """Find the text's own literal in the line, so that the ledger need not hold the text twice."""
    for form in ("json", "json-ascii"):
        literal = json.dumps(text, ensure_ascii=form == "json-ascii").encode("utf-8", "surrogatepass")
        before, found, behind = line.partition(literal)
        if found:
            return Frame(form, before, behind)
    return Frame("raw", line)


def encoded(value: dict[str, Any]) -> bytes:
    """Return an object as a line, with its end."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace") + b"\n"


class Lines:
    """Writes objects to a file, one a line; compressed where its name ends in .gz or .zst."""

    def __init__(self, path: Path) -> None:
        self.below: BinaryIO = path.open("wb")
        self.stream: Any = _packing(self.below, path.suffix)
        self.written = 0

    def add(self, value: dict[str, Any]) -> None:
        """Append one object."""
        self.add_line(encoded(value))

    def add_line(self, line: bytes) -> None:
        """Append one object that is ``encoded``."""
        self.stream.write(line)
        self.written += len(line)

    def close(self) -> None:
        """Close the file; a compressed stream does not close the file below it."""
        self.stream.close()
        self.below.close()


def _packing(below: BinaryIO, suffix: str) -> Any:
    if suffix == ".gz":  # no file name and no time in the header: the same lines are the same bytes
        return gzip.GzipFile("", "wb", 6, below, mtime=0)
    if suffix == ".zst":
        import zstandard

        return zstandard.ZstdCompressor(level=9).stream_writer(below)
    return below


@contextmanager
def _unpacked(path: Path) -> Iterator[BinaryIO]:
    """Open a file that Lines has written."""
    with path.open("rb") as below:
        yield opened(below, str(path)) if path.suffix in PACKED else below


class Writer:
    """Writes ``part-00000.jsonl`` and on, a record a line, or the same with ``.gz`` or ``.zst``.

    The first part is that of the number ``first``.
    """

    def __init__(self, folder: Path, format: str = "jsonl", *, first: int = 0) -> None:
        folder.mkdir(parents=True, exist_ok=first > 0)
        self.folder, self.suffix = folder, format.removeprefix("jsonl") if format.startswith("jsonl.") else ""
        self.shards = first
        self.lines = self._next()

    def _next(self) -> Lines:
        self.shards += 1
        return Lines(self.folder / (SHARD.format(self.shards - 1) + self.suffix))

    def add(self, record: dict[str, Any]) -> None:
        """Append one record."""
        self.add_line(encoded(record))

    def add_line(self, line: bytes) -> None:
        """Append one record that is ``encoded``."""
        if self.lines.written > LARGEST_SHARD:
            self.lines.close()
            self.lines = self._next()
        self.lines.add_line(line)

    def close(self) -> None:
        """Close the last shard."""
        self.lines.close()


def read_records(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Yield the records of these shards, in order."""
    for path in paths:
        yield from read_lines(path)


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file of ours; OutputError, with the line, where it is damaged."""
    number = 1
    try:
        with _unpacked(path) as stream:
            for line in stream:
                value = json.loads(line)
                if not isinstance(value, dict):
                    raise ValueError("no object")  # noqa: TRY004 - one way to report damage
                yield value
                number += 1
    except InputError as error:
        what = error.what.removeprefix("is damaged: ").removeprefix("is ")
        raise OutputError(f"damaged: {what}", code="damaged", file=str(path), line=number) from None
    except (ValueError, OSError, RecursionError) as error:
        raise OutputError(f"damaged: {error}", code="damaged", file=str(path), line=number) from None


def read_back(paths: Iterable[Path]) -> Iterator[tuple[Any, Any]]:
    """Yield (record id, text) in the order they were written."""
    for record in read_records(paths):
        yield record.get("id"), record.get("text")
