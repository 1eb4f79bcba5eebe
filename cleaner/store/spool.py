"""Cleaned documents on their way between two passes, as lines of JSON: nothing is ever unpickled."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import astuple, dataclass
from typing import Any

from cleaner.errors import InputError
from cleaner.model import Cleaned, Damage, Decoded, Document, Edit, Frame, Page, Paragraph, Piece, Segment, Speech
from cleaner.store.jsonbytes import bytes_from_json, bytes_to_json

_DOCUMENT = re.compile(rb',"document":\[("(?:[^"\\]|\\.)*")')


@dataclass(frozen=True, slots=True)
class Spooled:
    """One piece of an input after cleaning: a cleaned document, or an error, or bytes between records."""

    source: str
    offset: int
    frame: Frame
    cleaned: Cleaned | None = None
    error: InputError | None = None


def content_hash(document: Document) -> str:
    """Return the key of a document that has no id of its own: a hash of its text and of all that came with it."""
    value = json.dumps([document.text, dict(document.fields), dict(document.meta)], sort_keys=True)
    return hashlib.blake2b(value.encode("ascii"), digest_size=16).hexdigest()


def to_line(piece: Piece, cleaned: Cleaned | None) -> bytes:
    """Return a piece and what cleaning made of it as one line."""
    value: dict[str, Any] = {"source": piece.source, "offset": piece.offset, "frame": _frame_values(piece.frame)}
    if piece.error is not None:
        value["error"] = piece.error.to_values()
    if cleaned is not None:
        document = cleaned.document
        decoded = document.decoded
        value["document"] = [document.source, document.key, dict(document.fields), dict(document.meta)]
        value["text"] = decoded.text
        value["decoded"] = _decoded_values(decoded)
        value["pages"] = [
            [page.source, page.start, page.end, _frame_values(page.frame), _decoded_values(page.decoded)]
            for page in document.pages
        ]
        value["edits"] = [astuple(edit) for edit in cleaned.edits]
        value["speeches"] = [_speech_values(speech) for speech in cleaned.speeches]
        value["metadata"], value["site"] = dict(cleaned.metadata), cleaned.site
    return json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"


def _frame_values(frame: Frame) -> list[Any]:
    return [frame.form, bytes_to_json(frame.before), bytes_to_json(frame.after)]


def _decoded_values(decoded: Decoded) -> list[Any]:
    """Return all but the text, which is written once for all pages of a document."""
    damage = [[spot.at, spot.offset, bytes_to_json(spot.raw)] for spot in decoded.damage]
    return [decoded.encoding, bytes_to_json(decoded.mark), [astuple(s) for s in decoded.segments], damage]


def _speech_values(speech: Speech) -> list[Any]:
    facts = [speech.title, speech.date, speech.published, speech.speaker, speech.author, speech.origin]
    return [*facts, [astuple(paragraph) for paragraph in speech.paragraphs], speech.truncated]


def from_line(line: bytes) -> Spooled:
    """Return what ``to_line`` was given."""
    value = json.loads(line)
    error = None
    if "error" in value:
        error = InputError.from_values(*value["error"])
    cleaned = _cleaned(value) if "document" in value else None
    return Spooled(value["source"], value["offset"], _frame(value["frame"]), cleaned, error)


def source_of(line: bytes) -> str | None:
    """Return the source of the document that a line holds, without reading the rest of it; None where it holds none."""
    found = _DOCUMENT.search(line)  # in a string its quotes would be escaped
    return None if found is None else str(json.loads(found[1]))


def _frame(values: list[Any]) -> Frame:
    form, before, after = values
    return Frame(form, bytes_from_json(before), bytes_from_json(after))


def _decoded(text: str, values: list[Any]) -> Decoded:
    encoding, mark, segments, damage = values
    spots = tuple(Damage(at, offset, bytes_from_json(raw)) for at, offset, raw in damage)
    return Decoded(text, encoding, bytes_from_json(mark), tuple(Segment(*segment) for segment in segments), spots)


def _cleaned(value: dict[str, Any]) -> Cleaned:
    text = value["text"]
    pages = tuple(
        Page(name, start, _frame(frame), _decoded(text[start:end], decoded))
        for name, start, end, frame, decoded in value["pages"]
    )
    source, key, fields, meta = value["document"]
    speeches = tuple(
        Speech(title, date, published, speaker, author, origin, tuple(Paragraph(*p) for p in paragraphs), truncated)
        for title, date, published, speaker, author, origin, paragraphs, truncated in value["speeches"]
    )
    edits = tuple(Edit(*edit) for edit in value["edits"])
    document = Document(source, key, _decoded(text, value["decoded"]), fields, meta, pages)
    return Cleaned(document, edits, speeches, value["metadata"], value["site"])
