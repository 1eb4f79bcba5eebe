"""Pages of markup: a file is a document; its text is what a reader of the page sees, line by line.

The decoder finds the encoding, whatever the page says of itself. What markup tells beyond the text goes with the document:
fields, and as edits the lines that are its title or chrome.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from cleaner.config import Config
from cleaner.document.decode import decode
from cleaner.errors import InputError
from cleaner.formats import text
from cleaner.formats.extracted import extracted, library, whole_file
from cleaner.model import Decoded, Document, Piece

SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")
cut = text.cut
MOST_ATTRIBUTES = 2000  # of one tag: parsing takes the square of their number

_TAG = re.compile(r"<[a-zA-Z!/?]")
_ATTRIBUTE = r"""[\s/]*+=?+[^\s=>/]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+))?+"""
_MANY_ATTRIBUTES = re.compile(rf"<[a-zA-Z][^\s/>]*+(?:{_ATTRIBUTE}){{{MOST_ATTRIBUTES}}}")


def read(stream: BinaryIO, source: str, start: int, end: int, config: Config) -> Iterator[Piece]:
    """Yield the page as one Piece."""
    yield whole_file(stream.read(), source, lambda data: page_of(data, source, config))


def page_of(data: bytes, source: str, config: Config) -> Document:
    """Return the document that the bytes of a page are; raises InputError."""
    decoded = decode(data, encoding=config.encoding, fallback=config.fallback_encoding, file=source)
    if not _TAG.search(decoded.text):
        return Document(source, "", decoded)
    return document_of(decoded, source)


def document_of(decoded: Decoded, source: str, given: dict[str, str] | None = None) -> Document:
    """Return the document of a page that is decoded already; what is ``given`` goes before what the page says."""
    from cleaner.formats.html_facts import CARRIED, facts_of
    from cleaner.formats.html_lines import lines_of
    from cleaner.formats.html_marks import marks_of

    if _MANY_ATTRIBUTES.search(decoded.text):
        what = f"a tag has more than {MOST_ATTRIBUTES} attributes"
        raise InputError(what, code="markup", file=source, advice="mend the page, or save it as text")
    tree = library("resiliparse.parse.html", source).HTMLTree.parse(decoded.text.replace("\0", "\ufffd"))
    notes: list[Any] = []
    lines = lines_of(tree, notes)
    facts = facts_of(tree, notes) | (given or {})
    marks = marks_of(lines, facts, " ".join((tree.title or "").split()))
    fields = {name: value for name, value in facts.items() if name not in CARRIED}
    meta: dict[str, Any] = {name: facts[name] for name in CARRIED if name in facts}
    text = "\n".join(line.text for line in lines)
    return Document(source, "", extracted(text, decoded), fields, meta, marks=marks)
