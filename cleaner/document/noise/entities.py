"""HTML entities, those too that lost their ``&`` or their semicolon, or were escaped twice."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.document.noise.base import BLANKS, LINE_ENDS, compiled, noise, opens_line, within_line
from cleaner.model import Edit

_ALWAYS = (
    "nbsp",
    "ldquo",
    "rdquo",
    "lsquo",
    "rsquo",
    "middot",
    "hellip",
    "mdash",
    "emsp",
    "ensp",
)  # known by their name
_NAMES = "|".join(_ALWAYS)
_ENTITY = (
    r"&(?:amp;)*(?:(?P<name>[a-zA-Z][a-zA-Z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6})[;；]"
    rf"|(?P<loose>(?i:{_NAMES}))(?![A-Za-z0-9=]))|(?<![0-9A-Za-z&#])(?P<bare>{_NAMES});"
)
_EMPTY = r"&(?:amp;)*ldquo;[ \xa0]*+&(?:amp;)*rdquo;"  # quotation marks around nothing
_BLANK_NAMES = frozenset({"nbsp", "ensp", "emsp", "thinsp", "#160", "#xa0", "#32", "#x20", "#12288", "#x3000"})
_BLANKS_TO_LINE_END = rf"(?:[{BLANKS}]|&(?:nbsp|ensp|emsp|thinsp);?)*+(?:[{LINE_ENDS}]|\Z)"
_LINE_END_NAMES = frozenset({"#13", "#10", "#xd", "#xa", "newline"})


def may_be_in(text: str) -> bool:
    """Whether there is a sign of one."""
    return "&" in text or (";" in text and any(f"{name};" in text for name in _ALWAYS))


def find(text: str) -> Iterator[Edit]:
    """Give entities back their character; a run of blanks is one blank, and none at the rim of a line, of a clause, in a word."""
    for empty in compiled(_EMPTY).finditer(text):
        yield noise(*empty.span(), "entity")
    edge, at_rim = -1, False  # where the blanks before end, and whether they open a line
    for match in compiled(_ENTITY).finditer(text):
        name = match["name"] or match["loose"] or match["bare"]
        start, end = match.span()
        if name.lower() in _BLANK_NAMES:
            again = edge >= 0 and not text[edge:start].strip()
            at_rim = at_rim if again else opens_line(text, start)
            drop = again or at_rim or compiled(_BLANKS_TO_LINE_END).match(text, end)
            edge = end
            yield noise(start, end, "entity", "" if drop else within_line(text, start, end, " "))
        elif name.lower() in _LINE_END_NAMES:
            yield noise(start, end, "entity", within_line(text, start, end, "\n"))
        elif char := _meant(name):
            yield noise(start, end, "entity", char)


def _meant(name: str) -> str:
    """Return the character of an entity, or nothing where none or no single one is meant.

    >>> _meant("ldquo"), _meant("#8220"), _meant("LDQUO"), _meant("#0"), _meant("dti")
    ('“', '“', '“', '', '')
    """
    from html import unescape  # only texts with entities need its 2,231 names
    from html.entities import html5

    if name.startswith("#"):
        char = unescape(f"&{name};")
    else:
        char = html5.get(f"{name};") or html5.get(f"{name.lower()};" if name.lower() in _ALWAYS else "", "")
    return char if len(char) == 1 and char not in "\ufffd\r" and not "\ud800" <= char <= "\udfff" else ""
