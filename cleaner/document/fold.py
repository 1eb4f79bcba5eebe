"""Fold text into the one form that rules and near-duplicate search read, with the way back to the original.

Every character folds to one character: Traditional to Simplified, full-width to half-width, punctuation variants to one,
CJK radicals to characters, exotic blanks to a space, line ends to ``\\n``. A rule is written once and meets every variant.
Spans that are noise or already marked are left out of the view.

The pairs of ``fold.txt`` are OpenCC's ``t2s``, each character converted by itself;
``python -m cleaner.document.fold > cleaner/document/fold.txt`` makes the file again.
"""

from __future__ import annotations

import sys
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

PUNCTUATION = {
    '"': "“”„‟〝〞〟「」『』﹁﹂﹃﹄",
    "'": "‘’‚‛",
    "-": "‐‑‒–—―─━﹣﹘−",
    "~": "〜∼˜",
    "·": "・•‧∙⋅･●▪◦∘",
    "<": "〈﹤‹",
    ">": "〉﹥›",
    "【": "〖",
    "】": "〗",
    "|": "︱丨│┃¦",
    ":": "︰∶﹕ː",
    ",": "﹐",
    ";": "﹔",
    "!": "﹗",
    "?": "﹖",
    "(": "﹙",
    ")": "﹚",
    "。": "｡",
    "、": "､﹑",
    "×": "✕✖╳",
    "…": "⋯",
}
BLANKS = "\t\v\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\ue5e5\x85"
LINE_ENDS = "\f\u2028\u2029"


def opencc_pairs() -> Iterator[tuple[str, str]]:
    """Yield (Traditional, Simplified) for each Han character that OpenCC's t2s, given it alone, turns into another."""
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    blocks = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F))
    for first, last in blocks:
        for code in range(first, last + 1):
            folded = convert(chr(code))
            if folded != chr(code) and len(folded) == 1:
                yield chr(code), folded


# Radicals that stand for a whole character; the others are mere parts and stay. PDF extraction puts them into running text.
RADICALS = "⺁厂⺒巳⺟母⺠民⻁虎⻄西⻅见⻆角⻉贝⻋车⻑長⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻰龙⻳龟"


@cache
def radicals() -> dict[str, str]:
    """Return each CJK radical that stands for a character, with that character (not yet folded).

    >>> radicals()["⻩"], radicals()["⽇"]
    ('黄', '日')
    """
    supplement = dict(zip(RADICALS[::2], RADICALS[1::2], strict=True))
    kangxi = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    return kangxi | supplement


def _pairs() -> list[str]:
    return Path(__file__).with_name("fold.txt").read_text(encoding="utf-8").split()


@cache
def script_characters() -> tuple[frozenset[str], frozenset[str]]:
    """Return the characters that only Simplified and those that only Traditional text is written with.

    The national standards tell: 后 and 里 are in Big5 too, so they are no evidence of Simplified text.
    """
    simplified = {pair[1] for pair in _pairs() if not _encodable(pair[1], "big5")}
    traditional = {pair[0] for pair in _pairs() if not _encodable(pair[0], "gb2312")}
    return frozenset(simplified - traditional), frozenset(traditional - simplified)


def _encodable(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@cache
def fold_table() -> dict[int, str]:
    """Return the whole character table, as ``str.translate`` reads it."""
    table = {pair[0]: pair[1] for pair in _pairs()}
    table |= {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table |= {variant: char for char, variants in PUNCTUATION.items() for variant in variants}
    table |= dict.fromkeys(map(chr, range(0xD800, 0xE000)), "\ufffd")  # lone surrogates, which RE2 cannot read
    table |= dict.fromkeys(BLANKS, " ") | dict.fromkeys(LINE_ENDS, "\n")
    table |= {radical: table.get(char, char) for radical, char in radicals().items()}
    return str.maketrans(table)


def fold(text: str) -> str:
    """Fold ``text``, character by character; the result is as long as ``text``.

    A carriage return before a line feed becomes a blank, one by itself a line end.

    >>> fold("導語：區委書記（講話）　１２％")
    '导语:区委书记(讲话) 12%'
    """
    folded = text.translate(fold_table())
    if "\r" in folded:
        folded = folded.replace("\r\n", " \n").replace("\r", "\n")
    return folded


@dataclass(frozen=True, slots=True)
class View:
    """A folded text and the way back: ``at`` is None where the two have the same offsets, else sorted breakpoints.

    A breakpoint is (offset in the view, offset in the original, end in the original); the end is 0 where both sides
    advance together from here on, else this part of the view stands for the original up to it, as a whole.
    """

    text: str
    at: tuple[tuple[int, int, int], ...] | None = None

    def _breakpoint(self, offset: int) -> tuple[int, int, int]:
        if self.at is None:
            return 0, 0, 0
        return self.at[bisect_right(self.at, (offset, sys.maxsize, 0)) - 1]

    def original(self, offset: int) -> int:
        """Return the offset in the original text of the character at ``offset`` of the view."""
        here, there, whole = self._breakpoint(offset)
        return there if whole else there + offset - here

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original range of the view's non-empty range, with what was left out inside it."""
        here, there, whole = self._breakpoint(end - 1)
        return self.original(start), whole or there + end - here


@lru_cache(maxsize=1)  # a document is viewed in every round
def _folded(text: str) -> str:
    return fold(text)


def view(text: str, changes: Iterable[tuple[int, int, str]] = ()) -> View:
    """Fold ``text`` and make the sorted and disjoint ``changes`` (start, end, new) to it, which move no line end.

    >>> v = view("谢谢\u200b大家！&ldquo;下载", [(2, 3, ""), (6, 13, "“")])
    >>> v.text, v.span(0, 4), v.span(5, 6)
    ('谢谢大家!"下载', (0, 5), (6, 13))
    """
    folded = _folded(text)  # before anything is left out: a carriage return must not meet another line's line feed
    pieces: list[str] = []
    at: list[tuple[int, int, int]] = []
    length = position = 0
    for start, end, new in changes:
        for piece, there, whole in ((folded[position:start], position, 0), (fold(new) if new else "", start, end)):
            if piece:
                at.append((length, there, whole))
                pieces.append(piece)
                length += len(piece)
        position = end
    if position == 0:
        return View(folded)
    at.append((length, position, 0))
    pieces.append(folded[position:])
    return View("".join(pieces), tuple(at))


if __name__ == "__main__":
    sys.stdout.write("\n".join(a + b for a, b in opencc_pairs()) + "\n")
