"""What a share has made, held to what the first pass makes, when later passes could do nothing with it.

Shares come from other machines, and checksums tell only that they came whole. To look at every line would cost each merge as
much as reading all of it, so it is done where something went wrong: the share is named, or it is a bug of ours.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from cleaner.errors import RefusedError
from cleaner.neardup import profile
from cleaner.passes.digests import from_values
from cleaner.store import shapes, spool
from cleaner.store.journal import JOURNAL, noted
from cleaner.store.ledger import document_entries, is_partition
from cleaner.store.records import Decision, record_ids

UNLIKELY = (LookupError, ValueError, TypeError, AttributeError, OverflowError)


def refuse_unsound(path: Path, again: str) -> None:
    """Raise RefusedError, with file and line, where a spool or its journal holds what no first pass writes.

    ``again`` says how to make it anew.
    """
    fault = next(chain(_in_journal(path), _in_spool(path)), None)
    if fault is not None:
        file, line, what = fault
        raise RefusedError(what, code="shard-damaged", file=str(file), line=line, advice=again)


def _in_journal(path: Path) -> Iterator[tuple[Path, int, str]]:
    journal = path.with_name(JOURNAL)
    for line, value in enumerate(noted(path), 2):
        wrong = shapes.NOTED(value)
        if wrong is not None:
            yield journal, line, shapes.said(wrong)


def _in_spool(path: Path) -> Iterator[tuple[Path, int, str]]:
    """Yield lines that are misshapen, or of which the journal tells something else; the journal's shape is known."""
    told = chain.from_iterable(values for _, _, values in noted(path))
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            wrong = shapes.SPOOLED(json.loads(line))
            if wrong is not None:
                yield path, number, shapes.said(wrong)
                return
            length, values, _ = next(told, (0, None, ()))
            if length != len(line) or not _is_sound(line, values):
                yield path, number, "damaged: its ranges do not fit, or it is not what the journal tells"


def _is_sound(line: bytes, values: list[Any] | None) -> bool:
    """Whether the ranges of a line fit its text, and the values of a digest are those of the line."""
    try:
        piece = spool.from_line(line)
        if piece.cleaned is None or values is None:
            return piece.cleaned is None and values is None
        digest = from_values(values)
        made = [profile([(p.text, p.protected) for p in speech.paragraphs], line) for speech in piece.cleaned.speeches]
        fit = _fit(piece, {}) and _fit(piece, dict.fromkeys(record_ids(piece.cleaned, ""), Decision(duplicate_of="-")))
    except UNLIKELY:
        return False
    return fit and list(digest.speeches) == made


def _fit(piece: spool.Spooled, decided: Mapping[str, Decision]) -> bool:
    """Whether the ledger covers the text, page by page, with what is ``decided``; what goes may not hide what is nowhere."""
    assert piece.cleaned is not None
    pages = piece.cleaned.document.pages
    sizes = [len(page.decoded.text) for page in pages] or [len(piece.cleaned.document.text)]
    entries = document_entries(piece.cleaned, "", 0, piece.frame, decided, "drop", full=True)
    ends = [entry["spans"][-1]["end"] if entry["spans"] else 0 for entry in entries]
    return ends == sizes and all(is_partition(entry["spans"]) for entry in entries)
