"""Parquet: a row is a document; read a group of rows at a time."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

from cleaner.config import Config
from cleaner.errors import InputError
from cleaner.formats.extracted import library
from cleaner.formats.fields import text_field
from cleaner.formats.limits import little_memory
from cleaner.formats.rows import pieces_of, whole
from cleaner.model import Frame, Piece

SUFFIXES = (".parquet", ".pq")
START = b"PAR1"
BATCH = 1000  # rows
LARGEST_GROUP = 2 << 30  # bytes, unpacked
UNKNOWN = (ValueError, ArithmeticError, LookupError, NotImplementedError)  # of a value, or of a zone of time
MOST_MEMORY = 512 << 20  # bytes that BATCH rows may take: a megabyte of a file can unpack to a gigabyte


def cut(path: Path, total: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield stretches of about ``size`` bytes or more; the groups of rows that are taken to begin in one belong to it."""
    start = 0
    try:
        for first in _places(_groups(path), total)[1:] if total > size else ():
            if first - start >= size:
                yield start, first
                start = first
    except InputError:  # reading it will say what is wrong
        pass
    yield start, total


def read(stream: BinaryIO, source: str, start: int, end: int, config: Config) -> Iterator[Piece]:
    """Yield the bytes of a stretch, and a Piece for every row of the groups that begin in it."""
    try:
        file = _opened(stream, source)
        places = _places(file.metadata.num_row_groups, stream.seek(0, io.SEEK_END))
        groups = [number for number, place in enumerate(places) if start <= place < end]
        text_field(dict.fromkeys(file.schema_arrow.names, "."), config.text_field, source)
    except InputError as error:
        yield Piece(source, start, Frame("raw"), error=error)
        return
    stream.seek(start)
    yield whole(stream.read(end - start), source, start)
    above = sum(file.metadata.row_group(group).num_rows for group in range(groups[0] if groups else 0))
    for group in groups:
        numbers, above = count(above + 1), above + file.metadata.row_group(group).num_rows
        if file.metadata.row_group(group).total_byte_size > LARGEST_GROUP:
            what = f"a group of rows is larger than {LARGEST_GROUP >> 30} GiB unpacked"
            yield Piece(source, start, Frame("raw"), error=InputError(what, code="too-large", file=source))
            continue
        try:
            for rows in _rows(file, group):
                yield from pieces_of(((next(numbers), _plain(row)) for row in rows), source, start, config)
        except MemoryError:
            what = f"a page of it takes more than {MOST_MEMORY >> 20} MiB of memory"
            yield Piece(
                source, start, Frame("raw"), error=InputError(what, code="too-large", file=source, offset=start)
            )
        except (OSError, ValueError, ArithmeticError, NotImplementedError) as error:
            yield Piece(source, start, Frame("raw"), error=_damaged(source, error))


def _rows(file: Any, group: int) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of a group, some at a time, none of which may take much memory."""
    batches = file.iter_batches(BATCH, row_groups=[group], use_threads=False)
    while True:
        with little_memory(MOST_MEMORY):
            batch = next(batches, None)
            columns = [] if batch is None else [_values(column) for column in batch.columns]
        if batch is None:
            return
        yield [dict(zip(batch.schema.names, row, strict=True)) for row in zip(*columns, strict=True)]


def _values(column: Any) -> list[Any]:
    """Return the values of a column; a date that Python does not know costs itself, as does a text that is no UTF-8."""
    with suppress(*UNKNOWN):
        return list(column.to_pylist())
    with suppress(*UNKNOWN):
        return list(_unchecked(column).to_pylist())
    return [f"<unreadable: {column.type}>"] * len(column)


def _unchecked(column: Any) -> Any:
    """Return a column with texts as bytes, and anything else as text."""
    decoded = column.dictionary_decode() if hasattr(column, "dictionary_decode") else column
    return decoded.cast("binary" if "string" in str(decoded.type) else "string")


def _opened(stream: BinaryIO, source: str) -> Any:
    parquet = library("pyarrow.parquet", source, "parquet")
    try:
        return parquet.ParquetFile(stream)
    except (OSError, ValueError, NotImplementedError) as error:
        raise _damaged(source, error) from None


def _damaged(source: str, error: Exception) -> InputError:
    return InputError(f"is damaged, or no Parquet: {' '.join(str(error).split())}", code="parquet", file=source)


def _groups(path: Path) -> int:
    with path.open("rb") as stream:
        return int(_opened(stream, path.name).metadata.num_row_groups)


def _places(groups: int, total: int) -> list[int]:
    """Return for each group of rows the byte at which it is taken to begin: as if all were of one size.

    Where they really begin their columns tell, and to ask a forged one for that ends the whole process (pyarrow 26 aborts).
    """
    return [group * total // groups for group in range(groups)]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with dates, numbers and bytes that JSON does not know as strings, or what is none."""
    return {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, list):
        return [_value(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _value(item) for key, item in value.items()}
    if isinstance(value, bytes):  # many writers do not say that a column is text
        try:
            return value.decode()
        except UnicodeDecodeError:
            return {"base64": b64encode(value).decode()}
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
