"""Colours for a terminal."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TextIO

RED, GREEN, CYAN, DIM, BOLD = "31", "32", "36", "2", "1"
WHEN = ("auto", "always", "never")


def colour_on(stream: TextIO, environment: Mapping[str, str] = os.environ, when: str = "auto") -> bool:
    """Whether to colour what is printed: ``auto`` on a terminal, unless NO_COLOR is set or the terminal is a dumb one."""
    if when != "auto":
        return when == "always"
    return stream.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


def plain(_: str, text: str) -> str:
    """Return ``text`` as it is."""
    return text


def painted(code: str, text: str) -> str:
    """Return ``text`` in a colour, or bold, or dim."""
    return f"\x1b[{code}m{text}\x1b[0m"
