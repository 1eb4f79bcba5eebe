"""What readers of containers share: the bytes stay whole in the ledger, the text is what was found in them."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cleaner.errors import InputError
from cleaner.model import Damage, Decoded, Document, Frame, Piece


def whole_file(data: bytes, source: str, read: Callable[[bytes], Document]) -> Piece:
    """Return the Piece of a file that is one document; an InputError, or a text without a character, is its error."""
    try:
        document = read(data)
        if not document.text.strip():
            raise InputError("holds no text", code="empty", file=source, advice="nothing to clean")
    except InputError as error:
        return Piece(source, 0, Frame("raw"), error=error)
    return Piece(source, 0, Frame("raw", data), document)


def library(name: str, source: str, extra: str = "") -> Any:
    """Return a library that reads a format; InputError where it is not installed, with the ``extra`` that brings it."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        what = f"reading it needs {name.partition('.')[0]}, which is not installed"
        advice = f"pip install 'speech-cleaner[{extra}]'" if extra else "pip install speech-cleaner"
        raise InputError(what, code="extra", file=source, advice=advice) from None


def extracted(text: str, decoded: Decoded) -> Decoded:
    """Return a text that was taken out of ``decoded``, with its encoding; damage is found again where U+FFFD stands.

    >>> extracted("今天\\ufffd", Decoded("<p>今天\\ufffd</p>", "gb18030", damage=(Damage(5, 7, b"\\xff"),))).damage
    (Damage(at=2, offset=7, raw=b'\\xff'),)
    """
    places = iter([at for at, char in enumerate(text) if char == "\ufffd"] if decoded.damage else ())
    damage = tuple(Damage(next(places, 0), spot.offset, spot.raw) for spot in decoded.damage)
    return replace(decoded, text=text, mark=b"", segments=(), damage=damage)
