"""How surprising a text is: nats a character, by how frequent the character is in running Chinese.

All evidence of this package is in this one currency, so that readings of the same bytes can be compared.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from pathlib import Path

HOLE = "\udcff"  # stands for a damaged spot until the text is done; no strict codec makes a lone surrogate
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

MARGIN = 5.0  # nats between first and second: one chance in 150 of the other
EVIDENT = 8.4  # nats a character; a long reading as good as this needs no comparison with other languages
PLAUSIBLE = 9.6  # nats a character; Chinese prose costs 7 to 8, one read with the wrong codec 10 to 13
COST_OF_DAMAGE = 12.0  # of a damaged spot, and of each further byte in it:
COST_OF_BYTE = 7.0
COST_OF_SWITCH = 16.0  # of a change of encoding: two bytes alone are no evidence for one

_COMMON = 7.0
_LISTING = Path(__file__).parents[1] / "frequencies.txt"


def cost(text: str) -> float:
    """Return what a text costs if it is Chinese."""
    return sum(map(_costs("zh").__getitem__, text))


def cost_in_any_language(text: str) -> float:
    """Return what a text costs if it may be in any language of the list."""
    return sum(map(_costs("all").__getitem__, text))


def mean_cost(text: str) -> float:
    """Return the mean cost of a character that is not ASCII, as Chinese; 0 where there is none."""
    beyond = [character for character in text if character > "\x7f"]
    return cost("".join(beyond)) / max(1, len(beyond))


@functools.cache
def common_characters() -> frozenset[str]:
    """Return the 300 commonest characters: half of any Chinese text, and for a quick look enough.

    >>> sorted(common_characters() & set("的鐨, "))
    ['的']
    """
    rows = itertools.takewhile(lambda row: row[1] <= _COMMON, _listing())  # Chinese comes first, the commonest foremost
    return frozenset("".join(characters for _, _, characters in rows))


class _Costs(dict[str, float]):
    """What a character costs: listed ones by their frequency, the others by the class they belong to."""

    def __init__(self, listed: dict[str, float], of_foreign_letters: float) -> None:
        super().__init__(listed)
        self.of_foreign_letters = of_foreign_letters

    def __missing__(self, character: str) -> float:
        foreign = 0x180 <= ord(character) < 0x3000 and character.isalpha()
        price = self[character] = _cost_by_class(character) + (self.of_foreign_letters if foreign else 0.0)
        return price


@functools.cache
def _costs(languages: str) -> _Costs:
    """Load the costs of characters; ``zh`` for readings that would be Chinese, ``all`` for any other."""
    costs = _Costs({"\n": 3.0, "\r": 3.0, "\t": 4.0, " ": 3.0, "\xa0": 6.0}, 1.5 if languages == "zh" else 0.0)
    costs.update(dict.fromkeys("abcdefghijklmnopqrstuvwxyz", 3.3))
    costs.update(dict.fromkeys("0123456789", 4.0))
    costs.update(dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 4.5))
    if languages == "all":  # KS X 1001 has rows for the syllables that Korean uses
        rows = bytes(byte for row in range(0xB0, 0xC9) for cell in range(0xA1, 0xFF) for byte in (row, cell))
        costs.update(dict.fromkeys(rows.decode("euc_kr"), 9.2))
    for language, price, characters in _listing():
        if languages in ("all", language):
            costs.update(dict.fromkeys(characters, price))
    return costs


def _listing() -> Iterator[tuple[str, float, str]]:
    """Yield the rows of the listing: a language, a cost, and the characters that cost so much."""
    for row in _LISTING.read_text("utf-8").split("\n"):
        if row and not row.startswith("#"):
            language, price, characters = row.split(" ")
            yield language, float(price), characters


def _cost_by_class(character: str) -> float:
    """Judge a character that is not in the list by where the standards put it."""
    import unicodedata  # a library of its own, which clean files do without

    code = ord(character)
    if character == HOLE:
        return COST_OF_DAMAGE
    if character == REPLACEMENT:
        return 18.0  # written on purpose by nobody
    if 0x4E00 <= code <= 0x9FFF:
        return _cost_of_ideograph(character)
    if code < 0x80:
        return 15.0 if code < 0x20 or code == 0x7F else 5.0
    if 0x3000 <= code <= 0x303F or 0xFF01 <= code <= 0xFF5E:
        return 9.5
    by_category = {"Cn": 18.0, "Co": 17.0, "Cs": 18.0, "Cc": 15.0, "Ll": 9.0, "Lu": 10.0}
    return by_category.get(unicodedata.category(character), 11.0 if code < 0x3400 else 15.5)


def _cost_of_ideograph(character: str) -> float:
    in_gb2312, in_big5 = (character.encode(codec, "ignore") for codec in ("gb2312", "big5"))
    if b"\xb0" <= in_gb2312 < b"\xd8" or b"\xa4" <= in_big5 < b"\xc7":
        return 11.0  # on the first level of a standard, though not in the list
    return 13.0 if in_gb2312 or in_big5 else 14.5
