r"""Escapes: the line ends, blanks and characters of another notation, such as ``\r\n``, ``x0dx0a`` and ``\u4e2d``."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.document.noise.base import compiled, noise, within_line
from cleaner.model import Edit

_SIGNS = ("\\", "x0", "X0", "/r/n", "%u", "%0", "&#")
_ESCAPE = (
    r"(?P<end>(?:(?:\\?x0[dD]\\?x0[aA]|(?<![0-9A-Za-z#])\\?[xX]0[dDaA](?![0-9B-Zb-z])|%0[dD]%0[aA]"
    r"|&#(?:[xX]0*[dDaA]|0*1[03]);|_x000[dDaA]_|\\r\\n|(?<![!-~])/r/n(?![!-~]))[ \t]*+)++"
    r"|(?<![!-~])(?:\\[rn])++(?![A-Za-z]))"
    r"|(?P<blank>(?:_x00(?:09|20|[aA]0)_|\\u3000|\\xa0|\\u00[aA]0|(?<![!-~])(?:\\t)++(?![A-Za-z]))++)"
    r"|(?:\\|%)u(?P<code>20[12][0-9a-fA-F]|30[01][0-9a-fA-F]|[4-9][0-9a-fA-F]{3}|[fF][fF][0-6][0-9a-fA-F])"
)


def may_be_in(text: str) -> bool:
    """Whether there is a sign of one."""
    return any(sign in text for sign in _SIGNS)


def find(text: str) -> Iterator[Edit]:
    """Give each escape way to what it stands for."""
    for match in compiled(_ESCAPE).finditer(text):
        start, end = match.span()
        if match["code"]:
            new = chr(int(match["code"], 16))
        else:
            new = within_line(text, start, end, " " if match["blank"] else "\n")
        yield noise(start, end, "escape", new)
