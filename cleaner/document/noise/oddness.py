"""How unlike anything meant a string of ASCII is: what tells random characters from words, figures and formulas."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.document.noise.base import compiled

ENOUGH = 2.4  # in 17.5 million characters of clean speech the oddest run has 1.9
PROVED = 0.9  # beside a run that has ENOUGH

ODD = frozenset("\"#$%&'()*+/:?@[\\]^_`{|}~!")
SIGNS = ODD | frozenset(",-.;")
_RARE = frozenset("^~`|@#$%&*")
_GLUED = r"(?:[!-;][?-~]){5,14}"  # Discuz's pairs, which an older version wrote without blanks
_NATURAL = (
    r"""[(\["'“]{0,2}(?:"""
    r"[A-Z]?[a-z]+(?:['’][A-Za-z]+)*|[A-Z]+s?"  # words, abbreviations
    r"|[A-Za-z0-9]+(?:[./&+*~_-][A-Za-z0-9]+)+\.?"  # B-52, R&D, km/h, p.m., M-I-2, T_T
    r"|[A-Z][A-Za-z]?[0-9]+[A-Z]?|[A-Z]+(?:[0-9]+[A-Z]?)+|[a-z][0-9]|[0-9]+[A-Za-z]{1,3}"  # H2O, A4, SO2, x1, 5G
    r"|[A-Z]{1,3}[+-]{1,3}|[A-G]#m?|[A-Za-z0-9.]{1,6}(?:\([A-Za-z0-9]{1,3}\))+"  # AA+, C++, F#, f(x), 12(a)
    r""")[)\]"'”]{0,2}[.,;:?!*]{0,3}"""
    r"|\^[_.o-]*\^|[:;]-?[()DPp]|@_*@"
    r"|[^A-Za-z`_|{}\\@]*[0-9][^A-Za-z`_|{}\\@]*"  # figures, with brackets and marks of footnotes
)
# What one character alone is worth.
_LONE = dict.fromkeys("()#&+-/*%.,:;!?^'\"@", 0.3) | {"|": 0.4}


def points(tokens: Sequence[str]) -> float:
    """Return how odd tokens are together; ENOUGH is proof of random characters.

    >>> points("m$ K7v ^z Q 3;x".split()), points("y k x + b".split()), points("SO2 NO2 PM10 O3 CO".split())
    (5.8, 0, 0)
    >>> points("CN8 oO@ GAE UO 2Qh a1 d L".split()), points("- - - 40 - 40 - 13 - 13".split())
    (2.7, 0)
    """
    if len(tokens) == 1:
        return ENOUGH if is_garble(tokens[0]) else ENOUGH / 2 if is_garble(tokens[0], least=2) else 0
    odd = [oddness(token) for token in tokens]
    least = 0.2 if _mixed(tokens) else 0.4
    return round(sum(odd), 1) if len(odd) >= 3 and sum(odd) >= least * len(odd) else 0


def _mixed(tokens: Sequence[str]) -> bool:
    """Whether hardly a token comes twice and three kinds of them are there, as in no list of figures, letters or marks."""
    return len(set(tokens)) >= 0.8 * len(tokens) and len({_kind(token) for token in tokens}) >= 3


def _kind(token: str) -> str:
    if not token.isalpha():
        return "figure" if token.isdigit() else "code" if token.isalnum() else "signs"
    return "lower" if token.islower() else "upper" if token.isupper() else "letters"


def oddness(word: str) -> float:
    """Return how unlike anything meant a word is: 0 a word or a figure, 1 and more what only chance makes."""
    if len(word) == 1:
        return _LONE.get(word, 0.1 if word.isdigit() or word in "aAI" else 0.3 if word.isalpha() else 1)
    if compiled(_NATURAL).fullmatch(word):
        return 0.3 if len(word) == 2 and word.isalnum() and not word.isdigit() else 0
    if len(set(word)) == 1 or set(word) <= set("()[]"):
        return 0.2
    return 1 if word.isalnum() else 1.5


def is_garble(token: str, least: int = 3) -> bool:
    """Whether a string without blanks is random: several kinds of odd signs among letters and digits.

    >>> is_garble("%^&*a1Bc~"), is_garble("(*^__^*)"), is_garble("P@ssw0rd"), is_garble("2]'K0q$b)_")
    (True, False, False, True)
    """
    if not 6 <= len(token) <= 40 or token[0] + token[-1] == "$$":
        return False
    if len(SIGNS.intersection(token)) <= least:
        return False
    if compiled(_GLUED).fullmatch(token):
        return len(ODD.intersection(token)) >= least
    classes = sum(compiled(kind).search(token) is not None for kind in ("[a-z]", "[A-Z]", "[0-9]"))
    return len(_RARE.intersection(token)) >= least and classes >= 2
