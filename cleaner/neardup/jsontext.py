"""Texts as JSON has them: the search reads paragraphs where they stand in a file, and writes them so."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

_REST = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_REST_OF_LINE = re.compile(rb'[^"\\]*+(?:\\(?!n|u000[aA]).[^"\\]*+)*+', re.DOTALL)


def rest_of_string(data: Buffer, offset: int, *, by_line: bool) -> bytes:
    """Return, as JSON, the rest of a JSON string from ``offset`` on, or of its line if ``by_line``."""
    found = (_REST_OF_LINE if by_line else _REST).match(data, offset)
    assert found is not None
    return b'"%b"' % found[0]


def as_json(value: Any) -> bytes:
    """Return a text, or another value, as JSON, in UTF-8 where that can write it."""
    try:
        return json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(value).encode()
