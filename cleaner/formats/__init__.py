"""The kinds of files that are read and written: a module a format, one table here names them.

A reader's module has ``SUFFIXES``, ``cut(path, total, size)``, which says in what stretches a file may be read apart from each other,
and ``read(stream, source, start, end, config)``, which yields a Piece for every document of a stretch. A writer's module has
``Writer(folder, format)`` with ``add(record)`` and ``close()``, and ``read_back(paths)``, which yields (record id, text) again;
one that writes whole records has ``read_records(paths)`` as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from types import ModuleType
from typing import BinaryIO

from cleaner.config import FORMATS, Config
from cleaner.errors import UsageError
from cleaner.formats import (
    docx,
    html,
    jsonfile,
    jsonl,
    markdown,
    mhtml,
    office,
    parquet,
    parquet_records,
    rtf,
    table,
    text,
    warc,
    xlsx,
)
from cleaner.formats.archives import LOCAL_HEADER
from cleaner.model import Piece

READERS: tuple[ModuleType, ...] = (
    *(text, jsonl, html, mhtml, jsonfile, table, xlsx, parquet, docx, rtf, markdown, warc, office),
)
# Formats for the tools of others are exports, which stand beside records in JSON Lines.
WRITERS: dict[str, ModuleType] = {**dict.fromkeys(FORMATS, jsonl), "parquet": parquet_records, "text": text}
# What a writer needs beyond what is always installed: the library, and the extra that brings it.
NEEDS = {
    "parquet": ("pyarrow", "parquet"),
    "huggingface": ("pyarrow", "parquet"),
    "antconc": ("openpyxl", "xlsx"),
}

HEAD = 4096  # bytes by which a format is known
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # older files of Microsoft Office
# What begins so is of that format, whatever its name says.
STARTS: tuple[tuple[bytes, ModuleType], ...] = (
    (rtf.START, rtf),
    (parquet.START, parquet),
    (b"WARC/1.", warc),
    (OLE, office),
)
# Readers of files that people name so although they hold a page of markup.
MISNAMED = (text, table, xlsx, docx, rtf, office)


def refuse_without_library(format: str) -> None:
    """Raise UsageError where what writes a format is not installed: before the work, not after it."""
    library, extra = NEEDS.get(format, ("json", ""))
    if find_spec(library) is None:
        what = f"'{format}' needs {library}, which is not installed"
        raise UsageError(what, code="extra", advice=f"pip install 'speech-cleaner[{extra}]'")


def reader_of(name: str) -> ModuleType | None:
    """Return the module that reads a file of this name, or None.

    >>> reader_of("讲话.TXT").__name__, reader_of("scan.pdf")
    ('cleaner.formats.text', None)
    """
    lower = name.lower()
    return next((module for module in READERS if lower.endswith(module.SUFFIXES)), None)


def reader_for(name: str, head: bytes) -> ModuleType:
    """Return the module that reads a file, by its name and its first bytes; a page that is called .doc is a page.

    >>> [reader_for("a.doc", head).__name__.rpartition(".")[2] for head in (b"<html>", b"{\\\\rtf1", b"PK\\3\\4")]
    ['html', 'rtf', 'docx']
    """
    named = reader_of(name) or text
    begun = next((module for start, module in STARTS if head.startswith(start)), None)
    if begun is not None:
        return begun
    if head.startswith(b"PK\3\4"):
        return docx if named is office and not head.startswith(office.START, LOCAL_HEADER) else named
    if named in MISNAMED and is_page_of(head):
        return html
    return {xlsx: table, office: text}.get(named, named)


def is_page_of(head: bytes) -> bool:
    """Whether a file that begins so is a page of markup."""
    from cleaner.formats.fields import is_page

    return is_page(head.decode("utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8", "ignore"))


def read(stream: BinaryIO, source: str, start: int, end: int, config: Config) -> Iterator[Piece]:
    """Yield the pieces of a stretch of a file, by the reader that its name and content ask for."""
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(0)
    yield from reader_for(source, head).read(stream, source, start, end, config)
