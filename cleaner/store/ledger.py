"""The ledger: of every character of every document, whether it was kept and where, or what became of it and why.

A line a document; of one that is paged over several files, a line a file. Its ``spans`` are an ordered partition of the text: ``record`` and ``at`` say where kept characters stand
in a record's text; ``old``, ``new``, ``cause`` and the rest say what an edit did. Reading the spans in order gives the text
again, and the ``frame`` and ``encoding`` make the bytes of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cleaner.document.edits import overlay
from cleaner.errors import OutputError
from cleaner.model import Cleaned, Damage, Decoded, Edit, Frame, Page, Segment
from cleaner.store.jsonbytes import bytes_from_json, bytes_to_json
from cleaner.store.records import TAKING, UNIQUE, Decision, Kept, dropped, near_duplicate_edits, record_ids


def raw_entry(source: str, offset: int, frame: Frame) -> dict[str, Any]:
    """Return the entry of bytes that belong to no document: blank lines and lines that could not be cleaned."""
    return {"source": source, "offset": offset, "frame": _frame_json(frame)}


def document_entries(
    cleaned: Cleaned, key: str, offset: int, frame: Frame, decisions: Mapping[str, Decision], mode: str, *, full: bool
) -> list[dict[str, Any]]:
    """Return the entry of each file of a document; without ``full`` it says only where edits are, not what stood there."""
    document = cleaned.document
    spans = list(_spans(cleaned, key, decisions, mode, full=full))
    if not document.pages:
        place = {"source": document.source, "offset": offset, "key": key}
        return [place | _bytes_json(frame, document.decoded, full=full) | {"spans": spans}]
    return [
        {"source": page.source, "offset": 0, "key": key, "page": number, "pages": len(document.pages)}
        | _bytes_json(page.frame, page.decoded, full=full)
        | {"spans": list(_on_page(spans, page))}
        for number, page in enumerate(document.pages, 1)
    ]


def _bytes_json(frame: Frame, decoded: Decoded, *, full: bool) -> dict[str, Any]:
    """Return what is needed to make bytes of a text."""
    entry = {"frame": _frame_json(frame if full else Frame(frame.form)), "encoding": decoded.encoding}
    if decoded.mark:
        entry["mark"] = decoded.mark.hex()
    if decoded.segments:
        entry["segments"] = [[segment.start, segment.end, segment.encoding] for segment in decoded.segments]
    if decoded.damage:
        entry["damage"] = [[spot.at, spot.offset, bytes_to_json(spot.raw)] for spot in decoded.damage]
    return entry


def _on_page(spans: Iterable[Mapping[str, Any]], page: Page) -> Iterator[dict[str, Any]]:
    """Yield the spans of one file, in offsets of its text.

    An edit over the end of a page is cut in two, and what comes in its stead stands in the first. Where that is only the line
    end that parts the pages, which is in no file, it is a span without length if anything comes in its stead.
    """
    for span in spans:
        start = max(span["start"], page.start)
        end = max(min(span["end"], page.end), start)
        begins = page.start <= span["start"] <= page.end
        if start == end and not (begins and span.get("new")):
            continue
        piece = {**span, "start": start - page.start, "end": end - page.start}
        if "record" in span:
            piece["at"] += start - span["start"]
        elif not begins:
            piece["new"] = ""
        if "old" in span:
            piece["old"] = span["old"][start - span["start"] : end - span["start"]]
        yield piece


def _frame_json(frame: Frame) -> list[Any]:
    return [frame.form, bytes_to_json(frame.before), bytes_to_json(frame.after)]


def _spans(
    cleaned: Cleaned, key: str, decisions: Mapping[str, Decision], mode: str, *, full: bool
) -> Iterator[dict[str, Any]]:
    """Yield the partition: every character of the text is in exactly one span."""
    text = cleaned.document.text
    names = record_ids(cleaned, key)
    edits, twins = _with_drops(cleaned, names, decisions, mode)
    places = iter(_places(cleaned, names, decisions, mode))
    place = next(places, None)
    at = 0
    position = 0
    for edit in (*edits, Edit(len(text), len(text), "", "", "", "")):
        while place is not None and place.end <= position:
            place = next(places, None)
            at = 0
        if place is not None and position < edit.start:
            yield {"start": position, "end": edit.start, "record": place.record, "at": place.at + at}
            at += edit.start - position
        if edit.start < edit.end:
            while place is not None and place.end <= edit.start:
                place = next(places, None)
                at = 0
            if place is not None and place.start <= edit.start:  # what a dropped paragraph gained is in no record
                at += len(edit.new)
            yield _edit_json(edit, text, twins.get(edit.start), full=full)
        position = edit.end


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the kept paragraph ``[start, end)`` of the document stands in a record's text."""

    start: int
    end: int
    record: str
    at: int


def _places(cleaned: Cleaned, names: list[str], decisions: Mapping[str, Decision], mode: str) -> Iterator[_Place]:
    for name, speech in zip(names, cleaned.speeches, strict=True):
        at = 0
        for number, paragraph in enumerate(speech.paragraphs):
            if not dropped(decisions.get(name, UNIQUE), mode, number):
                yield _Place(paragraph.start, paragraph.end, name, at)
                at += len(paragraph.text) + 1


def _with_drops(
    cleaned: Cleaned, names: list[str], decisions: Mapping[str, Decision], mode: str
) -> tuple[Sequence[Edit], dict[int, Kept]]:
    """Lay the dropped paragraphs over the edits; also return the twin of each near-duplicate edit, by its start."""
    drops = [
        drop
        for name, speech in zip(names, cleaned.speeches, strict=True)
        for drop in near_duplicate_edits(speech, decisions.get(name, UNIQUE), mode)
    ]
    if not drops:
        return cleaned.edits, {}
    strong = [edit for edit in cleaned.edits if edit.cause in TAKING]
    weak = [edit for edit in cleaned.edits if edit.cause not in TAKING]
    edits = overlay(overlay(strong, [edit for edit, _ in drops]), weak)
    starts = [edit.start for edit, _ in drops]
    twins = {}
    for edit in edits:
        if edit.cause == "near-duplicate":
            kept = drops[bisect_right(starts, edit.start) - 1][1]
            if kept is not None:
                twins[edit.start] = kept
    return edits, twins


def _edit_json(edit: Edit, text: str, twin: Kept | None, *, full: bool) -> dict[str, Any]:
    value: dict[str, Any] = {"start": edit.start, "end": edit.end}
    if full:
        value["old"] = text[edit.start : edit.end]
    value |= {"new": edit.new, "cause": edit.cause, "category": edit.category, "rule": edit.rule}
    if twin is not None:
        value |= {"twin": twin.name, "similarity": twin.similarity}
        if twin.others:
            value["others"] = twin.other_names
    return value


def records_of(entry: Mapping[str, Any]) -> list[str]:
    """Return the ids of the records that hold text of a document, in the order of the text."""
    return list(dict.fromkeys(span["record"] for span in entry.get("spans", ()) if "record" in span))


def is_partition(spans: Sequence[Mapping[str, Any]]) -> bool:
    """Whether spans cover a text from its beginning on, each character once.

    >>> is_partition([{"start": 0, "end": 2}, {"start": 2, "end": 3}]), is_partition([{"start": 1, "end": 2}])
    (True, False)
    """
    ends = [0, *(span["end"] for span in spans)]
    return all(start == span["start"] <= span["end"] for start, span in zip(ends, spans, strict=False))


def text_of(entry: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    """Return the raw text of a document, given the texts of its records; OutputError where the ledger has holes."""
    pieces = []
    position = 0
    for span in entry["spans"]:
        if span["start"] != position:
            raise _hole(entry, position, "the spans do not join")
        if "record" in span:
            if span["record"] not in texts:
                raise _hole(entry, position, f"record {span['record']} is not there")
            piece = texts[span["record"]][span["at"] : span["at"] + span["end"] - span["start"]]
        elif "old" in span:
            piece = span["old"]
        else:
            raise _hole(entry, position, "it holds no old text", "the run was made without --ledger full")
        if len(piece) != span["end"] - span["start"]:
            raise _hole(entry, position, "a span and its text differ in length")
        pieces.append(piece)
        position = span["end"]
    return "".join(pieces)


def _hole(entry: Mapping[str, Any], position: int, what: str, advice: str = "") -> OutputError:
    what = f"the ledger cannot restore it from character {position} on: {what}"
    return OutputError(what, code="ledger", file=entry["source"], advice=advice)


def decoded_of(entry: Mapping[str, Any], text: str) -> Decoded:
    """Return the text of an entry with its encoding, mark and damage."""
    return Decoded(
        text,
        entry["encoding"],
        bytes.fromhex(entry.get("mark", "")),
        tuple(Segment(*segment) for segment in entry.get("segments", ())),
        tuple(Damage(at, offset, bytes_from_json(raw)) for at, offset, raw in entry.get("damage", ())),
    )


def frame_of(entry: Mapping[str, Any]) -> Frame:
    """Return the frame of an entry."""
    form, before, after = entry["frame"]
    return Frame(form, bytes_from_json(before), bytes_from_json(after))
