"""Bytes as JSON holds them: readable where they are UTF-8, else base64."""

from __future__ import annotations

import base64
from typing import Any


def bytes_to_json(data: bytes) -> Any:
    """Return bytes as a string where they are UTF-8, else as an object with base64.

    >>> bytes_to_json("讲".encode()), bytes_to_json(b"\\xff")
    ('讲', {'base64': '/w=='})
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode("ascii")}


def bytes_from_json(value: Any) -> bytes:
    """Return the bytes that ``bytes_to_json`` was given."""
    return value.encode("utf-8") if isinstance(value, str) else base64.b64decode(value["base64"])
