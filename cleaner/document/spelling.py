"""How hosts spell the names of their sites: in Pinyin, by syllables, by their first letters, or by figures that sound like them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

LEAST = 4  # characters of a host's label that are spelt
SHORTEST = 3  # characters of a name
_FIGURES = re.compile("^[0-9]+|[0-9]+$")
_KIND = "网站库"  # what a name may end in that its host leaves out
_KIND_SPELT = ("", "w", "wang", "net", "web")  # what a host may end in that the name leaves out
_FIGURES_SOUND = {
    "1": "一易壹",
    "2": "爱二",
    "4": "四思",
    "5": "我吾五",
    "6": "六留流",
    "7": "七起",
    "8": "吧八发",
    "9": "就久九",
}


def spells(label: str, name: str) -> bool:
    """Whether the label of a host is the Pinyin of a folded name, most of which is Han characters.

    >>> spells("xiaoshanwk", "小山文库"), spells("xswk88", "小山文库"), spells("xiaoshan8", "小山吧"), spells("www", "小山文库")
    (True, True, True, False)
    """
    label = label.lower()
    names = {name, name.rstrip(_KIND)}
    ends = {
        each.removesuffix(kind)
        for each in (label, _FIGURES.sub("", label))
        for kind in _KIND_SPELT
        if each.endswith(kind)
    }
    return any(_spells(end, short) for end in ends if len(end) >= LEAST for short in names if len(short) >= SHORTEST)


def _spells(label: str, name: str) -> bool:
    """Whether a label is spelt out by all characters of a name, one after the other."""
    reached = {0}
    for char in name:
        ways = _readings().get(char, frozenset((char.lower(),)))
        reached = {at + len(way) for at in reached for way in ways if label.startswith(way, at)}
        if not reached:
            break
    return len(label) in reached


@cache
def _readings() -> dict[str, frozenset[str]]:
    """Return how each character can be spelt: its syllables, their first letters, and figures."""
    lines = Path(__file__).with_name("syllables.txt").read_text(encoding="utf-8").splitlines()
    ways: dict[str, set[str]] = {}
    for syllable, chars in [*(line.split(" ") for line in lines if line[:1] != "#"), *_FIGURES_SOUND.items()]:
        initials = {syllable[0], syllable[:2]} if syllable[:2] in ("zh", "ch", "sh") else {syllable[0]}
        for char in chars:
            ways.setdefault(char, set()).update(initials, (syllable,))
    return {char: frozenset(spelt) for char, spelt in ways.items()}
