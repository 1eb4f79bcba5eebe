"""Text for a terminal: printable, cut and padded to columns, of which a Han character takes two."""

from __future__ import annotations

from unicodedata import combining, east_asian_width


def printable(text: str) -> str:
    r"""Return ``text`` on one line, with nothing in it that plays with a terminal.

    >>> printable("分享\t到\x1b[2J")
    '分享 到\\x1b[2J'
    """
    shown = " ".join(text.split())
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in shown)


def width(text: str) -> int:
    """Return how many columns a text takes; ambiguous quotation marks take one.

    >>> width("讲话a")
    5
    """
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    return 0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1


def cut(text: str, columns: int) -> str:
    """Return ``text``, printable and shortened to so many columns.

    >>> cut("上一篇：物理教学", 9), cut("首页", 9)
    ('上一篇：…', '首页')
    """
    text = printable(text[: columns * 4])  # combining marks take no column: there may be more characters than columns
    if width(text) <= columns:
        return text
    kept, room = "", columns - 1
    for char in text:
        room -= _columns(char)
        if room < 0:
            break
        kept += char
    return f"{kept}…"


def padded(text: str, columns: int) -> str:
    """Return ``text``, cut and filled up with blanks to so many columns.

    >>> padded("首页", 6) + "|"
    '首页  |'
    """
    shown = cut(text, columns)
    return shown + " " * (columns - width(shown))
