"""What became of each character of a document in two runs, where that differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import Any

from cleaner.report.corpus import Text

Span = Mapping[str, Any]
KEPT = "kept"
AROUND = 12  # characters that are shown beside a piece


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a file that the runs treat differently: what it says (empty where no ledger holds it), and its size.

    ``before`` and ``after`` are what stands beside it in its line.
    """

    source: str
    what: str
    old: str
    new: str
    text: str
    characters: int
    before: str = ""
    after: str = ""


def differing(old: Text, new: Text) -> Iterator[Piece]:
    """Yield what two runs made differently of a document whose raw text is the same; blanks do not count."""
    texts = tuple({str(record["id"]): str(record["text"]) for record in text.records} for text in (old, new))
    others = {entry["source"]: entry for entry in new.entries}
    for entry in old.entries:
        if entry["source"] in others:
            spans = entry["spans"], others[entry["source"]]["spans"]
            yield from _joined(entry["source"], _stretches(spans, texts))


def _stretches(
    spans: tuple[Sequence[Span], Sequence[Span]], texts: Sequence[Mapping[str, str]]
) -> Iterator[tuple[Span, Span, str, int]]:
    """Yield the stretches on which each run does one thing, with their text, or without it their length."""
    first, second = (iter([span for span in side if span["start"] < span["end"]]) for side in spans)
    a, b = next(first, None), next(second, None)
    position = 0
    while a is not None and b is not None:
        end = min(a["end"], b["end"])
        text = _text(a, texts[0], position, end) or _text(b, texts[1], position, end)
        yield a, b, text, end - position
        position = end
        if a["end"] == end:
            a = next(first, None)
        if b["end"] == end:
            b = next(second, None)


def _text(span: Span, texts: Mapping[str, str], start: int, end: int) -> str:
    """Return the raw text of ``[start, end)`` within a span, or nothing where the ledger does not hold it."""
    start, end = start - span["start"], end - span["start"]
    if "record" in span:
        return texts[span["record"]][span["at"] + start : span["at"] + end]
    return str(span.get("old", ""))[start:end]


def _joined(source: str, stretches: Iterator[tuple[Span, Span, str, int]]) -> Iterator[Piece]:
    """Yield the stretches that differ; those of one kind that follow upon each other are one piece."""
    waiting: Piece | None = None
    last = ""
    for kind, group in groupby(((_kind(a, b), text, length) for a, b, text, length in stretches), key=itemgetter(0)):
        same = list(group)
        text = "".join(piece for _, piece, _ in same)
        size = sum(len("".join(piece.split())) if piece else length for _, piece, length in same)
        if waiting is not None:
            yield replace(waiting, after=_line(text[:AROUND], 0))
        waiting = None
        if kind is not None and size:
            waiting = Piece(source, kind[0], kind[1], kind[2], text, size, _line(last, -1))
        last = text[-AROUND:]
    if waiting is not None:
        yield waiting


def _line(text: str, part: int) -> str:
    """Return what of ``text`` stands in its first or last line."""
    line = text.replace("\r", "\n").split("\n")[part]
    return line if line.strip() else ""


def _kind(a: Span, b: Span) -> tuple[str, str, str] | None:
    """Return what differs (see ``Fate``), with what each run did; None where both did the same."""
    old, new = _done(a), _done(b)
    if old == new and a.get("new") == b.get("new"):
        return None
    gone = _gone(a), _gone(b)
    if gone[0] != gone[1]:
        return ("removed", _stays(a), new) if gone[1] else ("restored", old, _stays(b))
    return "reason" if gone[0] else "rewritten", old, new


def _gone(span: Span) -> bool:
    return span.get("new") == ""


def _done(span: Span) -> str:
    return KEPT if "record" in span else f"{span['category']}/{span['rule']}"


def _stays(span: Span) -> str:
    """Return what was done to characters that stay; those that only changed script are kept."""
    return KEPT if span.get("cause") == "script" else _done(span)
