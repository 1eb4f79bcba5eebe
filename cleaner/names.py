"""File names as text that can be written down, and back: names are bytes, and not all of them are UTF-8."""

from __future__ import annotations

import os
import re


def written(name: str) -> str:
    r"""Return a file's name with ``\x..`` for bytes that are no UTF-8; a backslash is doubled, so no two names meet.

    >>> written("讲话.txt"), written("\udcff.txt"), written(r"\xff.txt")
    ('讲话.txt', '\\xff.txt', '\\\\xff.txt')
    """
    separator = "/" if os.name == "nt" else "\\\\"
    return os.fsencode(name.replace("\\", separator)).decode("utf-8", "backslashreplace")


def original(text: str) -> str:
    """Return the file's name that ``written`` was given.

    >>> original(written("\\udcff.txt")) == "\\udcff.txt"
    True
    """
    parts = re.split(r"(\\\\|\\x[0-9a-f]{2})", text)
    data = b"".join(_byte(part) if i % 2 else part.encode("utf-8") for i, part in enumerate(parts))
    return os.fsdecode(data)


def _byte(escape: str) -> bytes:
    return b"\\" if escape == "\\\\" else bytes.fromhex(escape[2:])
