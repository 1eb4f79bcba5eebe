"""``cleaner file``: clean one text, and say what was done to it."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from cleaner import formats
from cleaner.config import Config
from cleaner.document.clean import clean
from cleaner.document.corrections import stale as unapplied
from cleaner.document.corrections import text_hash
from cleaner.errors import InputError, UsageError
from cleaner.formats.archives import HEAD, INSIDE, is_archive, is_office, members_of
from cleaner.formats.compressed import inner_name
from cleaner.formats.limits import Budget, too_large
from cleaner.inputs import READ, unread
from cleaner.model import Cleaned, Decoded, Document, record_id
from cleaner.prepare import corrections, matcher, options
from cleaner.reading import AT_ONCE
from cleaner.remote import files_at, is_address


def clean_file(path: str | Path, config: Config | None = None, *, stale: list[InputError] | None = None) -> Cleaned:
    """Clean the file at ``path`` (``-`` is standard input), of any format that is read; of an archive the one file in it.

    Of the corrections those rows count whose source the path ends with; what is said of rows that do not fit any more is
    added to ``stale``. Raises UsageError where there is no such file, InputError where it cannot be read or decoded or holds no text, and
    RuleError where a rule file is wrong.

    >>> clean_file("seeds/002_f310defe6bf166cb.txt").speeches[0].title
    '工作动员大会讲话稿'
    """
    config = config or Config()
    name = str(path) if str(path) == "-" or is_address(str(path)) else Path(path).name
    data, source = _unpacked(read_input(path), name, str(path), config)
    document = _document(data, source, f"{path}{source.removeprefix(name)}", config)
    there = str(path) if name == str(path) else Path(path).resolve().as_posix()
    whole = "" if name == "-" else there + source.removeprefix(name)
    cleaned = clean(document, matcher(config), options(config, document, path=whole))
    if stale is not None:
        meant, outcomes = (
            corrections(config).at(whole, source),
            {outcome.line: outcome for outcome in cleaned.corrected},
        )
        stale += unapplied(meant, [source], outcomes)
    return cleaned


def _unpacked(data: bytes, name: str, path: str, config: Config) -> tuple[bytes, str]:
    """Return the one file that an archive holds, with its name as a source; a file that is none as it is."""
    if not is_archive(data[:HEAD]) or is_office(name) or formats.reader_of(name) is formats.warc:
        return data, name
    found: list[tuple[bytes, str]] = []
    refused: InputError | None = None
    try:
        for member in members_of(io.BytesIO(data), name, Budget(config, len(data), name)):
            packed = member.name == f"{name}{INSIDE}{inner_name(name)}"  # as a stream: whoever names it means it
            error = member.error or (None if packed else unread(member.name))
            if member.stream is None or error is not None:
                refused = refused or (error if error and error.code != "skipped" else None)
            else:
                found.append((member.stream.whole(), member.name))
            if len(found) > 1:
                both = ", ".join(source.partition(INSIDE)[2] for _, source in found)
                advice = "use `cleaner run`, or `cleaner preview` to look at some"
                raise UsageError(f"holds several files: {both} …", code="many", file=path, advice=advice)
    except InputError as error:
        refused, found = error, []
    if refused is not None and not found:
        refused.file = f"{path}{(refused.file or name).removeprefix(name)}"
        raise refused
    if not found:
        raise InputError("holds no file that is read", code="empty", file=path, advice=READ)
    return found[0]


def _document(data: bytes, name: str, path: str, config: Config) -> Document:
    """Return the one document that a file holds, of whatever format."""
    if len(data) > config.max_file and formats.reader_for(name, data[: formats.HEAD]) in AT_ONCE:
        raise too_large(path, config.max_file)
    found: Document | None = None
    for piece in formats.read(io.BytesIO(data), name, 0, len(data), config):
        if piece.error is not None:
            piece.error.file = path
            raise piece.error
        if found is not None and piece.document is not None:
            what = "holds several documents"
            raise UsageError(
                what, code="many", file=path, advice="use `cleaner run`, or `cleaner preview` to look at some"
            )
        found = piece.document or found
    if found is None:
        raise InputError("holds no document", code="empty", file=path, advice="nothing to clean")
    return found


def clean_text(text: str, config: Config | None = None) -> Cleaned:
    """Clean a text that is a string already.

    >>> cleaned = clean_text("工作会议讲话稿\\n同志们：\\n今天开会。\\n上一篇：物理课论文")
    >>> cleaned.speeches[0].title
    '工作会议讲话稿'
    >>> print(cleaned.text)
    工作会议讲话稿
    同志们：
    今天开会。
    """
    config = config or Config()
    document = Document("", "", Decoded(text, "utf-8"))
    return clean(document, matcher(config), options(config, document))


def read_input(path: str | Path) -> bytes:
    """Return the bytes of a file, on the disk or at an address, or of standard input for ``-``."""
    if str(path) == "-":
        return sys.stdin.buffer.read()
    if is_address(str(path)):
        return _fetched(str(path))
    place = Path(path)
    try:
        if place.is_dir():
            raise UsageError("is a folder", code="not-a-file", file=str(path), advice="use `cleaner run` for folders")
        if place.exists() and not place.is_file():
            raise UsageError("is no ordinary file", code="not-a-file", file=str(path))
        return place.read_bytes()
    except FileNotFoundError:
        raise UsageError("no such file", code="no-file", file=str(path)) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError(f"cannot be read: {reason}", code="unreadable", file=str(path)) from None


def _fetched(address: str) -> bytes:
    first, *others = islice(files_at(address), 2)
    if others:
        raise UsageError("is a folder", code="not-a-file", file=address, advice="use `cleaner run` for folders")
    copy = first.fetch()
    try:
        return copy.read_bytes()
    finally:
        copy.unlink()


def to_json(cleaned: Cleaned) -> dict[str, Any]:
    """Return ``cleaned`` as the object that ``cleaner file --format json`` prints; its form is stable.

    Offsets count code points of the decoded text after any byte-order mark; ``text_sha256`` hashes that text as UTF-8.
    """
    document = cleaned.document
    text = document.text
    return {
        "source": document.source,
        "encoding": document.decoded.encoding,
        "text_sha256": text_hash(text),
        "characters": len(text),
        "metadata": dict(cleaned.metadata),
        "speeches": [
            {
                "id": record_id(document.source, document.key, part),
                "title": speech.title,
                "date": speech.date,
                "published": speech.published,
                "speaker": speech.speaker,
                "paragraphs": [{"text": p.text, "start": p.start, "end": p.end} for p in speech.paragraphs],
            }
            for part, speech in enumerate(cleaned.speeches, 1)
        ],
        "edits": edits_json(cleaned),
    }


def edits_json(cleaned: Cleaned) -> Sequence[dict[str, Any]]:
    """Return the edits as plain objects."""
    keys = ("start", "end", "new", "cause", "category", "rule")
    return [{key: getattr(edit, key) for key in keys} for edit in cleaned.edits]
