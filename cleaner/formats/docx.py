"""Word files: a paragraph is a line, a row of a table is a line with tabs between its cells; notes come at the end.

Headers, footers, comments and what a tracked change took out are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from cleaner.config import Config
from cleaner.errors import InputError
from cleaner.formats import text
from cleaner.formats.extracted import whole_file
from cleaner.formats.packages import elements, member, opened, related
from cleaner.model import Decoded, Document, Piece

SUFFIXES = (".docx", ".docm")
cut = text.cut
BODY, ABOUT = "word/document.xml", "docProps/core.xml"  # where they are, if the file does not name other members
NOTES = {"footnotes": "word/footnotes.xml", "endnotes": "word/endnotes.xml"}

_SILENT = frozenset(("del", "moveFrom", "instrText", "Fallback", "rPr", "pPr", "sectPr", "rt"))
_ABOUT = {
    "title": "document_title",
    "creator": "document_author",
    "created": "document_created",
    "subject": "document_subject",
}


def read(stream: BinaryIO, source: str, start: int, end: int, config: Config) -> Iterator[Piece]:
    """Yield the file as one Piece."""
    yield whole_file(stream.read(), source, lambda data: document_of(data, source))


def document_of(data: bytes, source: str) -> Document:
    """Return the document that a Word file is; what the file says about itself goes to ``meta``, since templates say it too."""
    archive = opened(data, source)
    whole = related(archive, "", source)
    place = whole.get("officeDocument", BODY)
    body = member(archive, place, source)
    if body is None or (place != BODY and not _is_text(body, source)):
        raise InputError("is no Word file", code="office", file=source, advice=f"it is a zip archive without {BODY}")
    lines = list(_lines(body, source))
    parts = {**NOTES, **related(archive, place, source)}
    for kind in NOTES:
        notes = member(archive, parts[kind], source)
        lines += _lines(notes, source) if notes else ()
    about = member(archive, whole.get("core-properties", ABOUT), source)
    meta = {}
    for _, element in elements(about, source) if about else ():
        said = (element.text or "").strip()
        if said and _local(element.tag) in _ABOUT:
            meta[_ABOUT[_local(element.tag)]] = said
    return Document(source, "", Decoded("\n".join(lines), "utf-8"), {}, meta)


def _is_text(data: bytes, source: str) -> bool:
    """Whether a main part is that of a text: workbooks and presentations have one, too."""
    _, root = next(elements(data, source))
    return _local(root.tag) == "document"


def _lines(data: bytes, source: str) -> Iterator[str]:
    """Yield the paragraphs of a part of the file, and the rows of its tables."""
    pieces: list[str] = []
    cells: list[list[list[str]]] = []  # by table that is open: the lines of each cell of the row
    silent = 0
    for event, element in elements(data, source):
        name = _local(element.tag)
        if name in _SILENT:
            silent += 1 if event == "start" else -1
        elif silent:
            pass
        elif event == "start":
            if name == "tr":
                cells.append([])
            elif name == "tc" and cells:
                cells[-1].append([])
            elif name == "p" and pieces:  # a text box in a paragraph
                yield from _placed("".join(pieces), cells)
                pieces.clear()
        elif name == "t":
            pieces.append(element.text or "")
        elif name in ("tab", "ptab"):
            pieces.append("\t")
        elif name in ("br", "cr"):
            pieces.append("\n")
        elif name == "noBreakHyphen":
            pieces.append("-")
        elif name == "p":
            yield from _placed("".join(pieces), cells)
            pieces.clear()
        elif name == "tr" and cells:
            yield from _row(cells.pop(), cells)
        if event == "end":
            element.clear()


def _placed(text: str, cells: list[list[list[str]]]) -> Iterator[str]:
    """Yield the lines of a paragraph, or put them into the cell that is open."""
    lines = [line for line in text.split("\n") if line.strip()]
    if cells and cells[-1]:
        cells[-1][-1].extend(lines)
    else:
        yield from lines


def _row(cells: list[list[str]], outer: list[list[list[str]]]) -> Iterator[str]:
    """Yield a row as one line where each cell is one; a cell that holds several lines is a frame around text."""
    texts = [lines for lines in cells if lines]
    lines = (
        ["\t".join(lines[0] for lines in texts)] if all(len(c) == 1 for c in texts) else [x for c in texts for x in c]
    )
    yield from _placed("\n".join(lines), outer)


def _local(tag: str) -> str:
    return re.sub(r"^\{[^}]*\}", "", tag)
