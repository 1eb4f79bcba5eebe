"""Private-use characters: those that only one font knows.

Known ones give way to what they stand for; icons, bullets and what cuts a word go; any other may be a rare character of a name
and stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cleaner.document.fold import script_characters
from cleaner.document.noise.base import HAN, LINE_ENDS, compiled, cuts_word, noise, opens_line
from cleaner.model import Edit

_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010ffff"
# Symbol and Wingdings as Word and PDF leave them: the bullets, ticks and dashes that are in use.
_SYMBOLS = dict(
    zip(
        "\uf06c\uf06e\uf075\uf076\uf09f\uf0a1\uf0a7\uf0a8\uf0b7\uf0be\uf0d8\uf0e0\uf0f0\uf0fb\uf0fc\uf0fe\uf8e7",
        "●■◆❖•○▪◻•—➢→⇨✗✓☑—",
        strict=True,
    )
)
_BULLETS = frozenset("●■◆❖•○▪◻➢")  # which open a line for the eye and say nothing
_OF_GBK = "[\ue815-\ue864]"  # rare Han characters that GB18030 had there before Unicode had them
NO_NAME = 20  # code points from which on a line is no name
_BLANK = "\ue5e5"  # 0xA3A0 of GBK, which pages of the time used as a blank
MANY = 3  # times that a character stands in ever other places: no letter does
_HKSCS = ((0xE000, 0xE310, 0xFA), (0xE311, 0xEEB7, 0x8E), (0xEEB8, 0xF6B0, 0x81))  # first, last, lead byte of the first


def may_be_in(text: str) -> bool:
    """Whether there is one."""
    return compiled(f"[{_PRIVATE}]").search(text) is not None


def find(text: str) -> Iterator[Edit]:
    """Yield those that are known, those on a page of icons or strewn over the text, and those in lines without Chinese.

    Hong Kong's characters had private places before Unicode had them; in Traditional text beside a Han character they are
    meant.
    """
    traditional = _is_traditional(text)
    icons = not traditional and _are_icons(text)
    strewn = _strewn(text) | {_BLANK}
    for line in compiled(f"[^{LINE_ENDS}]+").finditer(text):
        goes = icons or compiled(f"[{HAN}]").search(line[0]) is None
        for match in compiled(f"[{_PRIVATE}]").finditer(text, *line.span()):
            new = _SYMBOLS.get(match[0], "")
            if not new and traditional and match[0] not in strewn and _touches_han(text, match.start()):
                new = _hong_kong(match[0])
            if new in _BULLETS and opens_line(text, match.start()):
                yield noise(match.start(), match.end(), "private-use")
            elif new or goes or match[0] in strewn or _is_set_in(text, match, line):
                yield noise(match.start(), match.end(), "private-use", new)


def _is_set_in(text: str, char: re.Match[str], line: re.Match[str]) -> bool:
    """Whether a character cuts a word in two, or stands before a sentence: no letter of a name does."""
    if compiled(_OF_GBK).match(char[0]):
        return False
    behind_sentence = text[char.start() - 1 : char.start()] in tuple("。！？；")
    before = behind_sentence or (opens_line(text, char.start()) and len(line[0]) >= NO_NAME)
    follows = compiled(f"[{HAN}]").match(text, char.end()) is not None
    return cuts_word(text, *char.span()) or (before and follows)


def _are_icons(text: str) -> bool:
    """Whether it is a page of icons: three at least, none between two Han characters, and most of them open a line."""
    places = [match.start() for match in compiled(f"[{_PRIVATE}]").finditer(text)]
    if len(places) < 3 or any(_touches_han(text, at) == 2 for at in places):
        return False
    return sum(opens_line(text, at) for at in places) * 2 >= len(places)


def _strewn(text: str) -> set[str]:
    """Return those that stand several times, never twice before or behind the same character: they belong to no word."""
    beside: dict[str, list[tuple[str, str]]] = {}
    for match in compiled(f"[{_PRIVATE}]").finditer(text):
        beside.setdefault(match[0], []).append(
            (text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1])
        )
    return {
        char
        for char, places in beside.items()
        if len(places) >= MANY and all(len(set(side)) == len(places) for side in zip(*places, strict=True))
    }


def _is_traditional(text: str) -> bool:
    counts = Counter(text)
    simplified, traditional = (sum(counts[char] for char in chars & counts.keys()) for chars in script_characters())
    return traditional > simplified


def _touches_han(text: str, at: int) -> int:
    """Return on how many sides of the character a Han character stands, or another private one."""
    han = compiled(f"[{HAN}{_PRIVATE}]")
    return (at > 0 and han.match(text, at - 1) is not None) + (han.match(text, at + 1) is not None)


def _hong_kong(char: str) -> str:
    r"""Return the character that Big5-HKSCS has at the place of a private one, or nothing.

    >>> _hong_kong("\ue473"), _hong_kong("\uf6cf")
    ('邨', '')
    """
    for first, last, lead in _HKSCS:
        if first <= ord(char) <= last:
            row, cell = divmod(ord(char) - first, 157)
            trail = 0x40 + cell if cell < 63 else 0xA1 + cell - 63
            meant = bytes((lead + row, trail)).decode("big5hkscs", "ignore")
            return meant if compiled(f"[{HAN}]").fullmatch(meant) else ""
    return ""
