"""Rich text: a paragraph is a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from cleaner.config import Config
from cleaner.errors import InputError
from cleaner.formats import text
from cleaner.formats.extracted import library, whole_file
from cleaner.model import Decoded, Document, Piece

SUFFIXES = (".rtf",)
cut = text.cut
START = b"{\\rtf"


def read(stream: BinaryIO, source: str, start: int, end: int, config: Config) -> Iterator[Piece]:
    """Yield the file as one Piece."""
    yield whole_file(stream.read(), source, lambda data: document_of(data, source))


def document_of(data: bytes, source: str) -> Document:
    """Return the document that a file of rich text is; raises InputError."""
    striprtf = library("striprtf.striprtf", source)
    if not data.lstrip().startswith(START):
        raise InputError("is no rich text", code="format", file=source)
    codepage = re.search(rb"\\ansicpg(\d{3,5})", data[:4096])
    encoding = {"936": "gb18030", "950": "big5hkscs"}.get(
        name := codepage[1].decode() if codepage else "936", f"cp{name}"
    )
    try:
        found = striprtf.rtf_to_text(data.decode("latin-1"), encoding=encoding, errors="replace")
    except Exception as error:  # the library raises whatever a damaged file leads it to
        raise InputError(f"is damaged rich text: {error}", code="office", file=source) from None
    return Document(source, "", Decoded(found.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), encoding))
