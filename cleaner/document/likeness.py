"""How much a line reads like chrome and how little like speech: what ``likely`` in a rule asks.

No list of wordings is ever complete, but the wordings of sites nobody has seen are put together from the same words, signs
and endings. So a line is told by its characters, and pairs and triples of neighbouring characters, each with a weight: a
logistic regression, learnt from the lines in ``tests/likeness`` and the keep-set (``bench/likeness.py`` makes ``likeness.json``).
The weights are data that anybody can read, and the same on every machine.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import repeat
from operator import add
from pathlib import Path

SCALE = 100  # the weights in the file are whole numbers of hundredths
LONGEST = 400  # code points of a line that are looked at
UNSURE, DOUBTFUL = -1.8, -1.0  # logarithms of odds: 你怎么看? (-1.6) tells nothing; 谢谢! has -3, 谢谢大家! -4.5
SHORTEST_TELLING = 11  # code points of a sentence that must not be below DOUBTFUL; of a shorter one, UNSURE
SHORTEST_SPOKEN = 5  # of one that tells something where lines are weighed together
BIAS = ""  # the key of the weight that every line has
_DIGITS = re.compile(r"\d+")
_LATIN = re.compile(r"[A-Za-z]+")
_SENTENCE = re.compile("[^。!?]{2,}[。!?]*")
_BLANKS = re.compile(" {2,}")
_SPACED = re.compile(r"\S([ .·*_|#^+★※◆~/-]|  )(?:\S\1){2,}\S?")


def features(line: str) -> frozenset[str]:
    """Return what is looked at in a folded line: its characters, pairs and triples, figures as 0, Latin words as one letter.

    Letters set apart by blanks or marks, as stamps are to escape filters, are read without them.

    >>> sorted(features("第12页")), features("版 权 所 有") == features("版*权*所*有")
    (['0', '0页', '0页$', '^第', '^第0', '第', '第0', '第0页', '页', '页$'], True)
    """
    text = _SPACED.sub(_closed, line[:LONGEST])
    text = _BLANKS.sub(" ", _LATIN.sub(_letter, _DIGITS.sub("0", text)))
    framed = f"^{text}$"
    pairs = [*map(add, framed, framed[1:])]
    return frozenset(text).union(pairs, map(add, pairs, framed[2:]))


def _closed(spaced: re.Match[str]) -> str:
    return "≡" + spaced[0].replace(spaced[1], "")


def _letter(word: re.Match[str]) -> str:
    return "w" if len(word[0]) == 1 else "W"


@cache
def _weights() -> dict[str, int]:
    weights: dict[str, int] = json.loads(Path(__file__).with_name("likeness.json").read_bytes())
    return weights


@lru_cache(maxsize=20_000)
def likeness(line: str) -> float:
    """Return, as the logarithm of the odds, how much a folded line reads like chrome.

    >>> likeness("点击下载Word文档") > 1 > -1 > likeness("同志们,我们要抓好落实。")
    True
    """
    return odds(line, _weights())


def odds(line: str, weights: Mapping[str, int]) -> float:
    """Return the logarithm of the odds that ``weights`` give a folded line."""
    found = features(line)
    total = sum(map(weights.get, found, repeat(0)))
    return (weights.get(BIAS, 0) + total / math.sqrt(len(found))) / SCALE


def log_odds(percent: int) -> float:
    """Return the logarithm of the odds that a share of 100 stands for."""
    return math.log(percent / (100 - percent))


def least_likeness(line: str) -> float:
    """Return the likeness of a folded line, or of the one of its sentences that reads most like speech.

    >>> least_likeness("点击下载全文") > 1, least_likeness("点击下载全文。同志们,我们要抓好落实。") < 0
    (True, True)
    """
    telling = [sentence for sentence in _SENTENCE.findall(line) if SHORTEST_SPOKEN <= len(sentence) < len(line)]
    return min(map(likeness, (line, *telling)))


def reads_like_chrome(line: str, percent: int) -> bool:
    """Whether a folded line is chrome with at least this probability, as far as its characters tell.

    Of several sentences none may read more like speech: a button may be glued to the last words of a speech.
    """
    if likeness(line) < log_odds(percent):
        return False
    sentences = _SENTENCE.findall(line)
    return len(sentences) < 2 or all(
        likeness(sentence) > (UNSURE if len(sentence) < SHORTEST_TELLING else DOUBTFUL) for sentence in sentences
    )
