"""Texts as a rule file writes them: TOML strings, and examples with their marks."""

from __future__ import annotations

import re
from unicodedata import category

_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def quoted(text: str) -> str:
    """Return ``text`` as a TOML string; a pattern in single quotes where that is possible.

    >>> print(quoted("a\\\\.b"), quoted("it's"))
    'a\\.b' "it's"
    """
    if "'" not in text and text.isprintable():
        return f"'{text}'"
    return basic(text)


def basic(text: str) -> str:
    """Return ``text`` as a TOML string in double quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(f"\\U{ord(c):08x}" if category(c) in _UNSEEN else c for c in escaped) + '"'


def example(raw: str) -> str:
    """Return a line as an example of which all goes.

    >>> example("[-] 首页")
    '[-[[-] 首页-]'
    """
    return f"[-{plain_example(raw)}-]"


def plain_example(raw: str) -> str:
    """Return a text in which what looks like the marks of examples is written out."""
    return re.sub(r"\[-|-\]", lambda mark: f"[{mark[0]}" if mark[0] == "[-" else f"{mark[0]}]", raw)
