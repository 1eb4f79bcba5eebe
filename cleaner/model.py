"""The data every room hands on: frozen, and counted in code points of the decoded text.

All ranges are half-open, ``[start, end)``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cleaner.errors import InputError

CAUSES = ("correction", "rule", "lift", "noise", "near-duplicate", "join", "script", "layout")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a decoded text that was written in one encoding."""

    start: int
    end: int
    encoding: str


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes that no encoding explains; the text holds one U+FFFD at ``at`` in their stead.

    ``offset`` is where they stand in the bytes, counted from the very start (the mark included).
    """

    at: int
    offset: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text made of bytes, with all that is needed to make the bytes again.

    ``encoding`` is a Python codec name, or ``mixed`` where ``segments`` say which stretch is in which. ``mark`` is the
    byte-order mark, which is no part of ``text``.
    """

    text: str
    encoding: str
    mark: bytes = b""
    segments: tuple[Segment, ...] = ()
    damage: tuple[Damage, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """The bytes around a document's text in its file, and the form the text has between them.

    ``plain`` is the text in its encoding, ``json`` and ``json-ascii`` a JSON string with and without characters beyond
    ASCII; ``raw`` says that ``before`` holds all there is, because the text does not make the same bytes again.
    """

    form: str
    before: bytes = b""
    after: bytes = b""


@dataclass(frozen=True, slots=True)
class Page:
    """One file of a document that its site paged over several files.

    ``start`` is where its text begins in the document's; ``frame`` and ``decoded`` make its bytes again. A line end that is in
    no file parts it from the next.
    """

    source: str
    start: int
    frame: Frame
    decoded: Decoded

    @property
    def end(self) -> int:
        """Where its text ends in the document's."""
        return self.start + len(self.decoded.text)


@dataclass(frozen=True, slots=True)
class Document:
    """One text of an input: a whole file or one record of it.

    ``source`` is the path relative to the input's root, with slashes; ``key`` tells the documents of one file apart and is
    empty where the file is the document. ``fields`` is what the input itself says of it (title, url, …), ``meta`` all of
    the input's fields, which are carried into the record. ``marks`` are edits that the input asks for: lines of a page that its
    markup says are chrome or the title, sorted and disjoint; ``many`` says that the file may hold other documents, ``listed`` is what
    the line ``row`` of a list of metadata says of it, which goes before all else. ``pages`` are the files of a document that lies in several, of which
    ``source`` is the first.
    """

    source: str
    key: str
    decoded: Decoded
    fields: Mapping[str, str] = field(default_factory=dict)
    meta: Mapping[str, Any] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()
    marks: tuple[Edit, ...] = ()
    many: bool = False
    listed: Mapping[str, str] = field(default_factory=dict)
    row: int | None = None

    @property
    def text(self) -> str:
        """The decoded text, without a byte-order mark."""
        return self.decoded.text


def record_id(source: str, key: str, part: int) -> str:
    """Return the id of a speech: a hash of where its document comes from, and its number (from 1) in the document.

    >>> record_id("a/b.txt", "", 1)
    '1f695becce3a043e-1'
    """
    origin = f"{source}\0{key}".encode("utf-8", "surrogatepass")
    return f"{hashlib.blake2b(origin, digest_size=8).hexdigest()}-{part}"


def parent_of(name: str) -> str:
    """Return what the ids of all speeches of a document have in common.

    >>> parent_of("1f695becce3a043e-1")
    '1f695becce3a043e'
    """
    return name.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Edit:
    """The characters ``[start, end)`` give way to ``new``, because of ``cause`` (one of CAUSES).

    ``category`` says what kind of thing it was, ``rule`` the id of the rule or the name of the step that wants it.
    """

    start: int
    end: int
    new: str
    cause: str
    category: str
    rule: str


KINDS = ("标题", "称谓", "正文", "落款")  # of paragraphs


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a speech: ``text`` is ``raw[start:end]`` with its edits applied, ``kind`` is one of KINDS."""

    start: int
    end: int
    text: str
    kind: str
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Speech:
    """One speech (篇): what was lifted out of the page and the paragraphs that are left."""

    title: str | None
    date: str | None
    published: str | None
    speaker: str | None
    author: str | None
    origin: str | None
    paragraphs: tuple[Paragraph, ...]
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the row ``line`` of the corrections fared: ``problem`` is empty where it was applied."""

    line: int
    problem: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A document with its edits, sorted and disjoint, and the speeches that come of it.

    ``metadata`` holds what was lifted for the page as a whole; ``site`` names the sites whose rules were in force.
    ``corrected`` says of each row of the corrections that is meant for the document how it fared.
    """

    document: Document
    edits: tuple[Edit, ...]
    speeches: tuple[Speech, ...]
    metadata: Mapping[str, str]
    site: str | None = None
    corrected: tuple[Outcome, ...] = ()

    @property
    def text(self) -> str:
        """The clean text as people read it: a line a paragraph, titles above, a blank line between speeches."""
        return "\n\n".join(
            "\n".join(([speech.title] if speech.title else []) + [paragraph.text for paragraph in speech.paragraphs])
            for speech in self.speeches
        )


@dataclass(frozen=True, slots=True)
class Piece:
    """What a reader makes of a stretch of a file: a document, an error, or bytes between records.

    ``source`` names the file, ``offset`` is where the stretch starts in it, in bytes; ``own_id`` is the id that the input
    itself gives the document. An error whose frame is empty is that of the whole file.
    """

    source: str
    offset: int
    frame: Frame
    document: Document | None = None
    error: InputError | None = None
    own_id: str | None = None
