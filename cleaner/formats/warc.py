"""Archives of crawls: WARC, of which each page that was fetched is a document, and WET, of which each extracted text is one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from cleaner.config import Config
from cleaner.document.decode import decode
from cleaner.errors import InputError
from cleaner.formats import html
from cleaner.formats.extracted import library
from cleaner.formats.fields import is_page
from cleaner.formats.rows import whole
from cleaner.model import Document, Frame, Piece

SUFFIXES = (".warc", ".warc.gz", ".wet", ".wet.gz")
LARGEST_PAGE = 32 << 20  # bytes, unpacked
SUCCESS = 200
MOST_TRIES = 1000  # records of one stretch that may be damaged; each costs a new start
_BEGINS = b"\r\nWARC/1."
_PAGES = ("text/html", "application/xhtml+xml", "text/plain")


def cut(path: Path, total: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield stretches of about ``size`` bytes that end at the end of a record."""
    start = 0
    if total > size:
        try:
            with path.open("rb") as stream:
                for record in library("fastwarc.warc", path.name).ArchiveIterator(stream, parse_http=False):
                    if record.stream_pos - start >= size:
                        yield start, record.stream_pos
                        start = record.stream_pos
        except Exception:  # noqa: S110 - damage: what is left is one stretch, and reading it will say what is wrong
            pass
    yield start, total


def read(stream: BinaryIO, source: str, start: int, end: int, config: Config) -> Iterator[Piece]:
    """Yield the bytes of a stretch, and a Piece for every page in it; a page that cannot be read costs only itself."""
    stream.seek(start)
    data = stream.read(end - start)
    yield whole(data, source, start)
    try:
        library("fastwarc.warc", source)
    except InputError as error:
        yield Piece(source, start, Frame("raw"), error=error)
        return
    at = 0
    for left in range(MOST_TRIES, 0, -1):
        offset = start + at
        try:
            for record in _records(data, at):
                offset = start + record.stream_pos
                try:
                    document = _document(record, source, config)
                except InputError as error:
                    error.offset = offset
                    yield Piece(source, offset, Frame("raw"), error=error)
                else:
                    if document is not None:
                        yield Piece(source, offset, Frame("raw"), document, own_id=record.record_id)
        except Exception as error:  # the library raises whatever a damaged archive leads it to
            at = _next_record(data, offset - start) if left > 1 else -1
            what = f"the rest cannot be read: {error}" if at < 0 else f"is damaged: {error}"
            yield Piece(source, offset, Frame("raw"), error=InputError(what, code="warc", file=source, offset=offset))
        else:
            at = -1
        if at < 0:
            return


def _records(data: bytes, at: int) -> Iterator[Any]:
    fastwarc = library("fastwarc.warc", "")
    kinds = fastwarc.WarcRecordType
    wanted = kinds.response | kinds.resource | kinds.conversion
    stream = io.BytesIO(data)
    stream.seek(at)
    yield from fastwarc.ArchiveIterator(stream, record_types=wanted, auto_decode="all", strict_mode=False)


def _next_record(data: bytes, at: int) -> int:
    """Return where the next record begins behind one whose length is wrong; -1 where there is none, or all is compressed."""
    found = data.find(_BEGINS, at + 1)
    return found + 2 if found >= 0 else -1


def _document(record: Any, source: str, config: Config) -> Document | None:
    """Return the page of a record; None where it is none: a picture, a failure, a redirection."""
    kind = record.http_content_type if record.is_http else record.headers.get("Content-Type")
    status = record.http_headers.status_code if record.is_http else SUCCESS
    if status != SUCCESS or (kind or "text/html").partition(";")[0].strip().lower() not in _PAGES:
        return None
    body = record.reader.read(LARGEST_PAGE + 1)
    if len(body) > LARGEST_PAGE:
        raise InputError(f"a page is larger than {LARGEST_PAGE >> 20} MiB", code="too-large", file=source)
    if not body.strip():
        return None
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
    given = {"url": url} if url else {}
    decoded = decode(body, encoding=config.encoding, fallback=config.fallback_encoding, file=source)
    if "html" in (kind or "text/html") or is_page(decoded.text):
        document = html.document_of(decoded, source, given)
    else:
        document = Document(source, "", decoded, given)
    if not document.text.strip():
        raise InputError("holds no text", code="empty", file=source, advice="nothing to clean")
    crawled = record.headers.get("WARC-Date")
    return replace(document, meta={**document.meta, **({"crawled": crawled} if crawled else {})}, many=True)
