"""Pages saved as one file (MHTML): the page in it, without its pictures and styles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from cleaner.config import Config
from cleaner.document.decode import decode
from cleaner.errors import InputError
from cleaner.formats import html, text
from cleaner.formats.extracted import whole_file
from cleaner.model import Document, Piece

SUFFIXES = (".mht", ".mhtml")
cut = text.cut


def read(stream: BinaryIO, source: str, start: int, end: int, config: Config) -> Iterator[Piece]:
    """Yield the page as one Piece."""
    yield whole_file(stream.read(), source, lambda data: document_of(data, source, config))


def document_of(data: bytes, source: str, config: Config) -> Document:
    """Return the page that a file holds; its encoding is found, whatever the file says; raises InputError."""
    import email

    try:
        message = email.message_from_bytes(data)
        part = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
        body = part.get_payload(decode=True) if part is not None else None
    except (ValueError, LookupError, RecursionError) as error:
        raise InputError(f"is no saved page: {error}", code="mhtml", file=source) from None
    if part is None or not isinstance(body, bytes):
        raise InputError("holds no page", code="mhtml", file=source, advice="it is no saved page of markup")
    address = str(part.get("Content-Location") or message.get("Snapshot-Content-Location") or "").strip()
    decoded = decode(body, encoding=config.encoding, fallback=config.fallback_encoding, file=source)
    return html.document_of(decoded, source, {"url": address} if address.startswith("http") else {})
