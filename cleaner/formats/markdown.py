"""Markdown: the text as it is, and as edits the marks that are no text: of headings, lists, emphasis, links, front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from cleaner.config import Config
from cleaner.formats import text
from cleaner.formats.fields import known_fields
from cleaner.model import Document, Edit, Piece

SUFFIXES = (".md", ".markdown")
cut = text.cut

_FRONT = re.compile(r"\s*^---[ \t]*\n((?:[^\n]*\n){0,60}?)---[ \t]*$", re.MULTILINE)
_FRONT_LINE = re.compile(r"^([\w -]{1,40}):[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_LINE_MARKS = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]+|(?:>[ \t]?)+|[*+-][ \t]+(?=\S)|```[^\n]*|~~~[^\n]*|(?:[-*_][ \t]*){3,}$|=+[ \t]*$|\|?(?:[ \t]*:?-{3,}:?[ \t]*\|)+[ \t]*:?-*:?[ \t]*$)"
    r"|[ \t]+#+[ \t]*$|\\$",
    re.MULTILINE,
)
_STARS = re.compile(r"(?<![\w*])\*\*(?=\S)(?P<words>[^*\n]{1,500})(?<=\S)\*\*(?![*\dA-Za-z])")
_INLINE = re.compile(
    r"(?P<image>!\[[^\]\n]{0,300}\]\([^()\n]{0,2000}\))"
    r"|(?P<link>\[(?P<label>[^\[\]\n]{1,500})\]\([^()\n]{0,2000}\))"
    r"|`(?P<code>[^`\n]{1,500})`|(?P<escape>\\)(?=[\\`*_{}\[\]()#+\-.!|>~])"
)


def read(stream: BinaryIO, source: str, start: int, end: int, config: Config) -> Iterator[Piece]:
    """Yield the file as one Piece."""
    for piece in text.read(stream, source, start, end, config):
        yield piece if piece.document is None else replace(piece, document=_marked(piece.document))


def _marked(document: Document) -> Document:
    marks = []
    front = _FRONT.match(document.text)
    begin = 0
    said: dict[str, str] = {}
    if front:
        begin = front.end()
        said = {match[1].strip(): match[2].strip("\"'") for match in _FRONT_LINE.finditer(front[1])}
        marks.append(Edit(front.start(), begin, "", "lift", "metadata", "markdown"))
    found = [(match.start(), match.end()) for match in _LINE_MARKS.finditer(document.text, begin)]
    found += [place for match in _INLINE.finditer(document.text, begin) for place in _around(match)]
    if front or found:  # stars hide names too: they are marks only where there are other marks
        found += [place for match in _STARS.finditer(document.text, begin) for place in _around(match)]
    position = begin
    for first, last in sorted(found):
        if first >= position and first < last:
            marks.append(Edit(first, last, "", "noise", "artefact", "markdown"))
            position = last
    return replace(document, fields=known_fields(said), meta=said, marks=tuple(marks))


def _around(match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Yield what is not text of an inline element."""
    start, end = match.span()
    inner = next((name for name in ("words", "label", "code") if match.groupdict().get(name) is not None), None)
    if inner is None:
        yield start, end
    else:
        yield start, match.start(inner)
        yield match.end(inner), end
