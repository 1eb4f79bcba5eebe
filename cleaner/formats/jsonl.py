"""JSON Lines: an object a line, of which one field is the text; written plain or compressed with gzip."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from cleaner.config import Config
from cleaner.document.decode import decode
from cleaner.errors import InputError, OutputError
from cleaner.model import Damage, Decoded, Document, Frame, Piece

SUFFIXES = (".jsonl", ".ndjson")
TEXT_FIELDS = ("text", "content", "body", "正文")
FIELDS = {
    "title": ("title", "标题"),
    "url": ("url", "网址", "链接"),
    "published": ("published", "date", "日期", "发布日期"),
    "author": ("author", "作者"),
    "speaker": ("speaker", "讲话人"),
    "origin": ("origin", "来源"),
}
SHARD = "part-{:05}.jsonl"
DEEPEST = 200  # lists and objects within each other
LARGEST_SHARD = 256 << 20  # bytes before compression


def cut(path: Path, total: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield stretches of about ``size`` bytes that end at the end of a line; together they are ``total`` bytes."""
    if total <= size:
        yield 0, total
        return
    with path.open("rb") as stream:
        start = 0
        while start < total:
            stream.seek(min(start + size, total))
            stream.readline()
            stop = min(stream.tell(), total)
            yield start, stop
            start = stop


def read(stream: BinaryIO, source: str, start: int, end: int, config: Config) -> Iterator[Piece]:
    """Yield a Piece for every line of a stretch; a line that is no record costs only itself."""
    stream.seek(start)
    offset = start
    while offset < end:
        line = stream.readline()
        if not line:
            return
        if line.strip():
            yield _piece(line, offset, source, config)
        else:
            yield Piece(source, offset, Frame("raw", line))
        offset += len(line)


def _piece(line: bytes, offset: int, source: str, config: Config) -> Piece:
    try:
        decoded = decode(line, encoding=config.encoding, fallback=config.fallback_encoding, file=source)
        values = _values(decoded.text, source)
        field = _text_field(values, config.text_field, source)
    except InputError as error:
        error.offset = offset + (error.offset or 0)
        return Piece(source, offset, Frame("raw", line), error=error)
    text, damage = _whole_characters(values[field])
    damage += _damage_of(decoded, text, offset)
    own = Decoded(text, "utf-8" if decoded.encoding == "ascii" else decoded.encoding, damage=tuple(damage))
    fields = {name: _first(values, keys) for name, keys in FIELDS.items()}
    document = Document(
        source,
        "",
        own,
        {name: _whole_characters(value)[0] for name, value in fields.items() if value},
        {key: _whole(value) for key, value in values.items() if key != field},
    )
    own_id = values.get("id")
    return Piece(
        source, offset, _frame(line, text), document, own_id=str(own_id) if isinstance(own_id, str | int) else None
    )


def _values(text: str, source: str) -> dict[str, Any]:
    try:
        values = json.loads(text, parse_constant=str)
    except RecursionError:
        raise InputError("is nested too deep", code="json", file=source) from None
    except ValueError as error:
        raise InputError(f"is not JSON: {error}", code="json", file=source, advice="one object a line") from None
    if _depth(values) > DEEPEST:
        raise InputError(f"is nested deeper than {DEEPEST}", code="json", file=source)
    if not isinstance(values, dict):
        raise InputError("is JSON but no object", code="json", file=source, advice='write {"text": …}, one a line')
    return values


def _depth(value: Any) -> int:
    """Return how deep lists and objects are nested; counted without recursion, up to what is too deep anyway."""
    depth = 0
    layer = [value]
    while layer and depth <= DEEPEST:
        inner = [item for item in layer if isinstance(item, dict | list)]
        layer = [child for item in inner for child in (item.values() if isinstance(item, dict) else item)]
        depth += bool(inner)
        if not inner:
            break
    return depth


def _text_field(values: dict[str, Any], wanted: str | None, source: str) -> str:
    for field in (wanted,) if wanted else TEXT_FIELDS:
        value = values.get(field)
        if isinstance(value, str) and value.strip():
            return field
        if value is not None:
            what = "is empty" if isinstance(value, str) else "is no string"
            raise InputError(f"field '{field}' {what}", code="empty" if isinstance(value, str) else "json", file=source)
    has = ", ".join(list(values)[:8])
    raise InputError(
        f"no field '{wanted}'" if wanted else "no field with a text",
        code="no-text-field",
        file=source,
        advice=f"it has {has}; name the text's field with --text-field",
    )


def _whole_characters(text: str) -> tuple[str, list[Damage]]:
    """Replace lone surrogates, which JSON can spell and no encoding can write, by U+FFFD."""
    lone = [at for at, char in enumerate(text) if "\ud800" <= char <= "\udfff"] if not _writable(text) else []
    damage = [Damage(at, 0, text[at].encode("utf-8", "surrogatepass")) for at in lone]
    return (text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if lone else text), damage


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


def _whole(value: Any) -> Any:
    """Replace the lone surrogates in a value of whatever shape."""
    if isinstance(value, str):
        return _whole_characters(value)[0]
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return {_whole(key): _whole(item) for key, item in value.items()} if isinstance(value, dict) else value


def _writable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _first(values: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    return next((value for key in keys if isinstance(value := values.get(key), str) and value.strip()), None)


def _frame(line: bytes, text: str) -> Frame:
    """Find the text's own literal in the line, so that the ledger need not hold the text twice."""
    for form in ("json", "json-ascii"):
        literal = json.dumps(text, ensure_ascii=form == "json-ascii").encode("utf-8", "surrogatepass")
        at = line.find(literal)
        if at >= 0:
            return Frame(form, line[:at], line[at + len(literal) :])
    return Frame("raw", line)


class Lines:
    """Writes objects to a file, one a line; compressed where its name ends in .gz."""

    def __init__(self, path: Path) -> None:
        self.below: BinaryIO = path.open("wb")
        # no file name and no time in the gzip header: the same lines are the same bytes
        self.stream: Any = gzip.GzipFile("", "wb", 6, self.below, mtime=0) if path.suffix == ".gz" else self.below
        self.written = 0

    def add(self, value: dict[str, Any]) -> None:
        """Append one object."""
        line = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace") + b"\n"
        self.stream.write(line)
        self.written += len(line)

    def close(self) -> None:
        """Close the file; a gzip stream does not close the file below it."""
        self.stream.close()
        self.below.close()


class Writer:
    """Writes ``part-00000.jsonl`` and on, a record a line, or the same with ``.gz``."""

    def __init__(self, folder: Path, format: str = "jsonl") -> None:  # noqa: A002 - the option has this name
        folder.mkdir(parents=True)
        self.folder, self.suffix = folder, ".gz" if format.endswith(".gz") else ""
        self.shards = 0
        self.lines = self._next()

    def _next(self) -> Lines:
        self.shards += 1
        return Lines(self.folder / (SHARD.format(self.shards - 1) + self.suffix))

    def add(self, record: dict[str, Any]) -> None:
        """Append one record."""
        if self.lines.written > LARGEST_SHARD:
            self.lines.close()
            self.lines = self._next()
        self.lines.add(record)

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
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
            for line in stream:
                value = json.loads(line)
                if not isinstance(value, dict):
                    raise ValueError("no object")  # noqa: TRY004 - one way to report damage
                yield value
                number += 1
    except (ValueError, OSError, EOFError, RecursionError, zlib.error) as error:
        raise OutputError(f"damaged: {error}", code="damaged", file=str(path), line=number) from None


def read_back(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Yield (record id, text) in the order they were written."""
    for path in paths:
        for number, record in enumerate(read_lines(path), 1):
            name, text = record.get("id"), record.get("text")
            if not isinstance(name, str) or not isinstance(text, str):
                raise OutputError("damaged: a record without id or text", code="damaged", file=str(path), line=number)
            yield name, text
