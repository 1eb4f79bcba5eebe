"""JSON: one object, a list of objects, or an object that holds such a list; lines of objects under this name are read too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from cleaner.config import Config
from cleaner.document.decode import decode
from cleaner.errors import InputError
from cleaner.formats import jsonl, text
from cleaner.formats.rows import pieces_of, whole
from cleaner.model import Frame, Piece

SUFFIXES = (".json",)
cut = text.cut
LARGEST = 1 << 30  # bytes; a JSON file is read as a whole


def read(stream: BinaryIO, source: str, start: int, end: int, config: Config) -> Iterator[Piece]:
    """Yield the bytes of the file, and a Piece for every object in it."""
    data = stream.read(LARGEST + 1)
    try:
        if len(data) > LARGEST:
            raise InputError(
                f"is larger than {LARGEST >> 20} MiB", code="too-large", file=source, advice="write it as .jsonl"
            )
        if _has_lines(data):
            yield from jsonl.read(stream, source, 0, len(data), config)
            return
        decoded = decode(data, encoding=config.encoding, fallback=config.fallback_encoding, file=source)
        found = _objects(jsonl.value_in(decoded.text, source), source)
    except InputError as error:
        yield Piece(source, 0, Frame("raw"), error=error)
        return
    yield whole(data, source)
    yield from pieces_of(enumerate(found, 1), source, 0, config, decoded.encoding)


def _has_lines(data: bytes) -> bool:
    """Whether the first line is an object by itself, and another follows."""
    first, _, rest = data.lstrip().partition(b"\n")
    return first.rstrip().endswith(b"}") and first.startswith((b"{", b"\xef\xbb\xbf{")) and rest.lstrip()[:1] == b"{"


def _objects(value: Any, source: str) -> list[dict[str, Any]]:
    """Return the objects of a file: the value, its items, or those of the longest list of objects in it."""
    if isinstance(value, dict):
        lists = [item for item in value.values() if isinstance(item, list) and item and isinstance(item[0], dict)]
        return max(lists, key=len) if lists else [value]
    if isinstance(value, list):
        return [item if isinstance(item, dict) else {"value": item} for item in value]
    raise InputError("is JSON but neither an object nor a list", code="json", file=source)
