"""U+FFFD: a sign that a character was lost stays, for it is all that is left of it; those that were set between others go.

Where most of a text's stand between two characters that belong together, or before a sentence, nothing is missing: the
neighbours of a lost character belong together by chance only, and few characters open a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.document.noise.base import HAN, compiled, cuts_word, noise
from cleaner.model import Edit

_SIGN = "\N{REPLACEMENT CHARACTER}"
FEWEST = 2  # places that show what all are
# The share of the places before Han characters. In work reports 59 in a hundred places between two of them cut a word, 5 where
# a character is missing, and 4 in a hundred characters open a sentence.
SHARE = 0.5


def may_be_in(text: str) -> bool:
    """Whether there is one."""
    return _SIGN in text


def find(text: str) -> Iterator[Edit]:
    """Yield all of a text in which more of them are set between others than chance makes."""
    places = [match.span() for match in compiled(f"{_SIGN}+").finditer(text)]
    before_han = [place for place in places if compiled(f"[{HAN}]").match(text, place[1])]
    set_between = sum(
        text[start - 1 : start] in tuple("。！？") or cuts_word(text, start, end) for start, end in before_han
    )
    if set_between >= max(FEWEST, SHARE * len(before_han)):
        yield from (noise(*place, "replacement") for place in places)
