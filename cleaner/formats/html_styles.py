"""What a page's styles hide: of an element by its own, of classes by the page's style sheets."""

from __future__ import annotations

import re

JAMMERS = frozenset(("jammer",))
"""Classes that the style sheets of Discuz, which a saved page lacks, give the colour of the page."""

_HIDDEN = re.compile(r"(?:^|;)(?:display:none|visibility:hidden|(?:left|top|text-indent):-\d{4,}px)")
_NO_SIZE = re.compile(r"(?:^|;)font-size:(?:0(?:px|pt|em|%)?|[01](?:\.\d+)?p[xt])(?:;|!|$)")
_PIECES = re.compile(r"[{}]|[^{}]+")
_CLASS = re.compile(r"[a-z0-9]*\.([\w-]+)")


def hides(style: str) -> bool:
    """Whether nobody sees an element of this style, or anything in it.

    >>> hides("DISPLAY : none"), hides("position:absolute;left:-9999px"), hides("font-size: 0")
    (True, True, False)
    """
    return _HIDDEN.search(_bare(style)) is not None


def shrinks(style: str) -> bool:
    """Whether letters of this style are too small to be seen.

    >>> [shrinks(style) for style in ("font-size:0", "color:#fff;font-size:1px", "font-size:0.9em", "font-size:12px")]
    [True, True, False, False]
    """
    return _NO_SIZE.search(_bare(style)) is not None


def hidden_classes(sheet: str) -> set[str]:
    """Return the classes that a style sheet hides wherever they are, not only on some media.

    >>> sorted(hidden_classes("p{color:red} .a, span.b{display:none} @media print{.c{display:none}} .d{font-size:0}"))
    ['a', 'b', 'd']
    """
    found: set[str] = set()
    selectors, depth = "", 0
    for piece in _PIECES.findall(sheet):
        if piece in "{}":
            depth = max(0, depth + (1 if piece == "{" else -1))
        elif depth == 0:
            selectors = piece
        elif depth == 1 and "@" not in selectors and (hides(piece) or shrinks(piece)):
            found |= {match[1] for part in selectors.split(",") if (match := _CLASS.fullmatch(part.strip()))}
    return found


def _bare(style: str) -> str:
    return "".join(style.lower().split())
