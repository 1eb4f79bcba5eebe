"""The key of a paragraph: what is left of it for comparing, once script, width, punctuation, blanks and masks are out.

Kept are letters, digits and Han, that is all ``str.isalnum`` accepts; the two ideographic planes whole, so that Han
newer than Python's Unicode tables count as well; and private-use characters, which stand for Han in old Big5 and GBK
texts. All else goes: blanks, punctuation, symbols, marks, controls, halves of surrogate pairs. Case stays as it is.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterable, Iterator
from functools import cache

from cleaner.document.fold import fold, fold_table
from cleaner.neardup.memory import zeros

MINIMUM = 30
"""The shortest key, in characters, that is compared: shorter paragraphs recur by nature."""

SLOT = "\uffff"
"""What a mask becomes: a noncharacter, which is dropped where a text holds it, so nothing but a mask makes one."""

WHOLE = (("\ue000", "\uf8ff"), ("\U00020000", "\U0003ffff"), ("\U000f0000", "\U0010ffff"))
"""Ranges of which every character is kept."""

DROPPED = re.compile(rf"[^\w×*○{''.join(f'{first}-{last}' for first, last in WHOLE)}]+|_+")

DIGITS = "〇零一二三四五六七八九"
UNITS = "省市县区镇委局"

# 二○○八年 is a year and 一○○人 are not 一○人: behind a Chinese digit the circle is the zero 〇 and hides nothing.
ZERO = re.compile(rf"(?<=[{DIGITS}])○+")

# x may be an unknown or a size; before an administrative unit, and where it does not end a Latin word, it hides a name.
MASK = re.compile(rf"(?:[×*○]|X{{2,}}|(?<![A-Za-z])[Xx]+(?=[{UNITS}]))+")

# The kernel's table: a code point's lower 21 bits say what it folds to, the others what the patterns above look for.
BITS = {
    "×*○": 1 << 21,
    "X": 1 << 22,
    "x": 1 << 23,
    "○": 1 << 24,
    DIGITS: 1 << 25,
    UNITS: 1 << 26,
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz": 1 << 27,
    ".": 1 << 28,  # dropped, but see decimal_points
}
CODES = 0x110000
WHOLE_PLANES = (2, 3, 15, 16)
"""Planes of code points of which all are kept; of those between them and the first two none is."""
_POINT = re.compile(r"(?<=[0-9])\.(?=[0-9])")


def key(text: str) -> str:
    """Return the key of a paragraph; texts equal but for script, width, punctuation, blanks and masks share it.

    Masks are looked for when blanks and punctuation are gone, so ``× ×`` and ``××、××`` are one mask too.

    >>> key("各位代表：　现在，我代表 ××省……") == key("各位代表,现在我代表XX省") == "各位代表现在我代表" + SLOT + "省"
    True
    >>> key("二○○八年")
    '二〇〇八年'
    """
    bare = DROPPED.sub("", fold(text))
    if "○" in bare:
        bare = ZERO.sub(lambda zeros: "〇" * len(zeros[0]), bare)
    return MASK.sub(SLOT, bare)


def decimal_points(text: str) -> list[int]:
    """Return how many characters are kept before each decimal point: a key drops it, and yet 3.5 is not 35.

    >>> decimal_points("增长３．５％，35亿元。")
    [3]
    """
    if "." not in text and "．" not in text:
        return []
    folded = fold(text)
    return [len(DROPPED.sub("", folded[: point.start()])) for point in _POINT.finditer(folded)]


def _planes(numbers: Iterable[int]) -> Iterator[tuple[int, memoryview]]:
    """Yield some planes and the numbers of all code points in each, which is much quicker than one at a time."""
    plane = bytearray(array("I", range(0x10000)).tobytes())
    for number in numbers:
        plane[2 if sys.byteorder == "little" else 1 :: 4] = bytes([number]) * 0x10000
        yield number, memoryview(plane).cast("I")


@cache
def code_table() -> memoryview:
    """Return the table by which the kernel makes keys: for each code point what it becomes, 0 where it is dropped.

    >>> table = code_table()
    >>> chr(table[ord("導")]), table[ord("，")], table[ord("Ｘ")] - ord("X") == BITS["X"] | 1 << 27
    ('导', 0, True)
    """
    table = memoryview(zeros(4 * CODES)).cast("I")
    for number, codes in _planes((0, 1, *WHOLE_PLANES)):
        own = table[number << 16 : number + 1 << 16]
        if number in WHOLE_PLANES:
            own[:] = codes
            continue
        characters = codes.tobytes().decode(f"utf-32-{sys.byteorder[0]}e", "replace")  # surrogates are dropped
        for run in DROPPED.sub(" ", characters).split():
            here = slice(ord(run[0]) & 0xFFFF, (ord(run[-1]) & 0xFFFF) + 1)
            own[here] = codes[here]
    for characters, bit in BITS.items():
        for character in characters:
            table[ord(character)] |= bit
    folded = {code: table[ord(character)] for code, character in fold_table().items()}
    for code, entry in folded.items():
        table[code] = entry
    return table


@cache
def fold_codes() -> memoryview:
    """Return the table by which the kernel folds texts: what a code point folds to, 0 where that is itself.

    >>> chr(fold_codes()[ord("導")]), fold_codes()[ord("导")]
    ('导', 0)
    """
    table = memoryview(zeros(4 * CODES)).cast("I")
    for code, folded in fold_table().items():
        table[code] = ord(folded)
    return table
