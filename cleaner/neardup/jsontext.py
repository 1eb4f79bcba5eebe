"""Texts as JSON has them: the search reads paragraphs where they stand in a file, and writes them so."""

from __future__ import annotations

import json
import os
import re
from mmap import mmap
from typing import Any

_REST = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_REST_OF_LINE = re.compile(rb'[^"\\]*+(?:\\(?!n|u000[aA]).[^"\\]*+)*+', re.DOTALL)


_ENCODER = json.JSONEncoder(ensure_ascii=False)  # ``json.dumps`` would make another one for each text


_AHEAD = 4096  # bytes in which most texts end
_ESCAPE = 6  # bytes of the longest escape


def rest_of_string(data: bytes | bytearray | memoryview | mmap, offset: int, *, by_line: bool) -> str:
    """Return the rest of a JSON string from ``offset`` on, or of its line if ``by_line``."""
    ahead, quote, _ = bytes(data[offset : offset + _AHEAD]).partition(b'"')
    if quote and b"\\" not in ahead:
        return ahead.decode("utf-8", "surrogatepass")
    rest = (_REST_OF_LINE if by_line else _REST).match(data, offset)
    assert rest is not None
    text: str = json.loads(b'"%b"' % rest[0])
    return text


def rest_of_string_at(descriptor: int, offset: int, *, by_line: bool) -> str:
    """Return the same of a file that is not in memory, without leaving it there. Raises OSError."""
    size = _AHEAD
    while True:
        window = os.pread(descriptor, size, offset)
        rest = (_REST_OF_LINE if by_line else _REST).match(window)
        assert rest is not None
        if rest.end() + _ESCAPE <= len(window) or len(window) < size:
            return rest_of_string(window, 0, by_line=by_line)
        size *= 8


def as_json(value: Any) -> bytes:
    """Return a text, or another value, as JSON, in UTF-8 where that can write it."""
    try:
        return _ENCODER.encode(value).encode()
    except UnicodeEncodeError:
        return json.dumps(value).encode()
