"""Jamming that no run proves alone: at the rims of lines, of any alphabet, where several runs that are all unlike prove each other.

What means something returns, or is a word, a figure, an address; behind a last sentence nothing of ASCII stands at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cleaner.document.hosts import DOMAIN
from cleaner.document.noise.base import BLANKS, HAN, compiled
from cleaner.document.noise.oddness import oddness

FEWEST_ODD = 3  # runs, all unlike, that prove each other
CHANCE = 0.5  # of a run more is what one word counts for that changes its kind all the time: two of them are proof
SHORTEST_ODD = 3  # characters of a word that only chance makes
_FEWEST_TINY = 4  # words of a run of characters set apart
_LONGEST_TINY, _KINDS = 3, 3  # characters of such a word, and their kinds
_LONGEST_SIGNED = 6  # characters of such a word with a sign amid it
_FEW_LONGER = 0.2  # of the words may be longer without one
_SHORTEST_CODED = 5  # characters of a word with signs amid it, at the beginning of a line
_SHORTEST_CODE = 8  # characters of a line that is one word, which only chance makes

_HOST = rf"(?:[A-Za-z0-9-]+\.)+{DOMAIN}"
_TINY = rf"(?:[!-~]{{0,4}}{_HOST}[!-~]{{0,8}}|[!-~]{{1,6}})"
_APART = rf"{_TINY}(?:[ \xa0]{{1,2}}{_TINY})"
_END = rf"(?=[{BLANKS}\r]*$)"
_BEHIND_SENTENCE = (
    rf"(?m)(?<=[。！？；…”’』」）])[ \xa0]{{0,2}}([!-~]{{1,48}}(?:[ \xa0]{{1,2}}[!-~]{{1,48}}){{0,24}}){_END}"
)
_BEHIND_ANY = rf"(?m)(?:(?<=：)|(?<=[{HAN}）》”0-9])[ \xa0])[ \xa0]?({_APART}{{2,24}}){_END}"
_WRAPPED = r"[-#$*@^~\[{(<_=+|]{0,2}[A-Za-z0-9]{6,40}[-#$*@^~\]})>_=+|]{0,2}"  # codes, some forums put them in brackets
_BEHIND_GLUED = rf"(?m)(?<=[{HAN}：；，、])({_WRAPPED}){_END}"
_BEFORE = (
    rf"(?m)^[{BLANKS}]*({_APART}{{3,24}})[{BLANKS}]*(?:(?=[{HAN}“《（])|(?<![0-9{BLANKS}])(?=[0-9]{{1,4}}[年月日、.]))"
)
_BEFORE_GLUED = rf"(?m)^[{BLANKS}]*([A-Za-z0-9]{{6,40}})(?=[{HAN}“《])"
_BEFORE_CODE = rf"(?m)^[{BLANKS}]*((?:[!-~]{{1,3}}[ \xa0]{{1,2}}){{0,3}}[!-~]{{5,40}})[{BLANKS}]{{0,4}}(?=[{HAN}“《])"
_BEFORE_INDENT = rf"(?m)^([!-~]{{1,48}}(?:[ \xa0]{{1,2}}[!-~]{{1,48}}){{0,24}})[ \xa0]?\u3000+(?=[{HAN}“《（])"
_BEFORE_SIGNS = (
    rf"(?m)^[{BLANKS}]*([!-~]{{2,40}}(?:[ \xa0]{{1,2}}[!-~]{{1,40}}){{0,12}})[{BLANKS}]{{1,3}}(?=[{HAN}“《])"
)
_ODD_SIGNS = frozenset("#$&*+<=>?@[]^`{|}~;!\"'\\")
_FEWEST_SIGNS = 2  # of these, unlike, in a run beside jamming that is proved
_LABEL = r"[A-Za-z]{0,3}[0-9]{0,4}[.)、:-]?|[A-Za-z]+"  # of a line, which stands before its text on purpose
_ALONE = rf"(?m)^[{BLANKS}]*([!-~]{{5,48}}(?:[ \xa0]{{1,2}}[!-~]{{1,48}}){{0,24}}|{_APART}{{3,24}}){_END}"
_BODY_AFTER = r"(?:(?<![!-~])[A-Z]?[a-z]+|(?<![!-~])[A-Z0-9-]+|[0-9]+(?:[.,][0-9]+)*%?)?[.)、:]?[(\[\"']{0,2}\Z"
_SIGNS_AMID = r"[A-Za-z0-9](?=[^A-Za-z0-9\s]*[#$%&*^~`|!?;])[^A-Za-z0-9\s@]+[A-Za-z0-9]"
_PLAIN = r"[A-Za-z][a-z]+\W?"  # a word of a language
_WRAPPERS = "-#$*@^~[]{}()<>_=+|"
# The forum's name, and signs set apart behind it.
_NAME = rf"((?:[{HAN}][ \xa0]?){{2,10}})"
_NAMED = (
    rf"(?m)(?<=[。！？；…”’』」）])[ \xa0]{{0,2}}{_NAME}({_APART}{{3,24}}){_END}",
    rf"(?m)^[{BLANKS}]*{_NAME}({_APART}{{3,24}})[ \xa0]*(?=[{HAN}“《（])",
)
# A word that only chance makes, and the forum's name behind it.
_CODE_AND_NAME = rf"(?m)(?<=[。！？；…”’』」）])[ \xa0]{{0,2}}([!-~]{{6,40}})[ \xa0]([{HAN}]{{2,10}}){_END}"
_CODES = r"[!-~]?[A-Z0-9]{2,6}(?:[ \xa0]{1,2}[A-Z0-9]{2,6}){1,8}|(?=.*[^A-Za-z \xa0])[!-~]{1,2}(?:[ \xa0]{1,2}[!-~]{1,2}){1,3}"
_OWN_ADDRESS = rf"(?<![/@.]){_HOST}(?!/)"
_MARKUP = (
    r"//|@\w+\.|\[/?[a-z]{1,8}[=\]]|</?[A-Za-z][A-Za-z0-9]{0,9}(?: +[a-z-]+=[^<>]{0,80})? ?/?>|&(?:[a-z]{2,8}|#\d+);"
)
# What one of these forums writes in clear amid its jamming.
_CLEAR = "放上鼠标按照提示查看更多"
_OWNED = rf"([ -~]{{0,60}})(本资料权属[^\n,，。]{{2,20}}[,，]{_CLEAR}(?:资料)?)([ -~]{{0,60}})"


def unlike_runs(text: str, *, proved: bool) -> Iterator[tuple[int, int]]:
    """Yield the ranges of such runs; ``proved`` says that the text is known to be jammed."""
    owned = [*compiled(_OWNED).finditer(text)] if _CLEAR in text else []
    behind = [run for run in compiled(_BEHIND_SENTENCE).finditer(text) if means_nothing(run[1])]
    spans = (run.span(1) for run in compiled(_BEFORE).finditer(text))
    trimmed = [(start, before_body(text, start, end)) for start, end in spans]
    before = [(start, end) for start, end in trimmed if set_apart(text[start:end])]
    alone = [run for run in compiled(_ALONE).finditer(text) if _is_random(run[1], least=_SHORTEST_CODE)]
    glued = [run for run in _glued(text) if _is_chance(run[1])]
    heads = [(run, run[1].split()[-1]) for run in compiled(_BEFORE_CODE).finditer(text)]
    coded = [run for run, word in heads if _is_code(word)]
    set_before = [run for run in compiled(_BEFORE_INDENT).finditer(text) if not compiled(_LABEL).fullmatch(run[1])]
    odd = {run[1] for run in (*behind, *alone, *glued, *coded, *set_before)} | {
        text[start:end] for start, end in before
    }
    if proved or owned or len(odd) + CHANCE * sum(map(_is_chance, odd)) >= FEWEST_ODD:
        yield from {run.span(1) for run in (*behind, *_beside_proof(text))}
        yield from before
        yield from (run.span(1) for run in set_before)
        beside = (*compiled(_BEHIND_SENTENCE).finditer(text), *compiled(_BEFORE_SIGNS).finditer(text))
        yield from (run.span(1) for run in beside if _has_odd_signs(run[1]))
        odd_heads = (run for run, word in heads if oddness(word) >= 1 or _is_random(word))
        yield from ((run.start(1), before_body(text, *run.span(1))) for run in odd_heads)
    yield from _named(text)
    for run in owned:
        yield run.start(1 if _is_rest(run[1]) else 2), run.end(3 if _is_rest(run[3]) else 2)


def _has_odd_signs(run: str) -> bool:
    """Whether a run has several signs among letters or figures that no label, formula or markup has together.

    >>> [_has_odd_signs(run) for run in ("X&zL /", "X&z~L", "Q&A", "C++", "[1]", "(a+b)", '"OK"')]
    [False, True, False, False, False, False, False]
    """
    inner = run.strip("[]<>\"'*#")
    letters = any(map(str.isalnum, run))
    return letters and len(_ODD_SIGNS.intersection(inner)) >= _FEWEST_SIGNS and not compiled(_MARKUP).search(run)


def _beside_proof(text: str) -> Iterator[re.Match[str]]:
    """Yield the runs that prove nothing themselves."""
    yield from (run for run in compiled(_BEHIND_SENTENCE).finditer(text) if compiled(_CODES).fullmatch(run[1]))
    yield from (run for run in compiled(_BEHIND_ANY).finditer(text) if set_apart(run[1]))
    yield from (run for run in compiled(_ALONE).finditer(text) if means_nothing(run[1]))
    yield from _glued(text)


def _named(text: str) -> Iterator[tuple[int, int]]:
    """Yield the runs that the same name stands before, each time another run behind it."""
    runs = [run for form in _NAMED for run in compiled(form).finditer(text) if set_apart(run[2])]
    names = Counter("".join(run[1].split()) for run in runs)
    yield from ((run.start(1), run.end(2)) for run in runs if names["".join(run[1].split())] > 1)
    signed = [run for run in compiled(_CODE_AND_NAME).finditer(text) if oddness(run[1]) >= 1 and means_nothing(run[1])]
    names = Counter(run[2] for run in signed)
    yield from (run.span() for run in signed if names[run[2]] > 1)


def _glued(text: str) -> Iterator[re.Match[str]]:
    for form in (_BEHIND_GLUED, _BEFORE_GLUED):
        yield from (run for run in compiled(form).finditer(text) if _is_random(run[1]))


def means_nothing(run: str) -> bool:
    """Whether a run has a word that only chance makes, or is of characters set apart; no address and no markup.

    >>> [means_nothing(run) for run in ("54441bdb10933854", "NT9 WH9CY U6TH4", "?=?|-+%^", "- L D K z 1+ t Z")]
    [True, True, True, True]
    >>> [means_nothing(run) for run in ("WTO", "GDP 5.2%", "www.example.com", "[/size]", "A B C D", "......", "(1)")]
    [False, False, False, False, False, False, False]
    """
    rest = compiled(_OWN_ADDRESS).sub(" ", run)  # forums write their own address among it
    if compiled(_MARKUP).search(rest):
        return False
    odd = [word for word in rest.split() if len(word) >= SHORTEST_ODD and oddness(word) >= 1]
    return (bool(odd) and rest == run) or set_apart(rest)


def set_apart(run: str) -> bool:
    """Whether a run is single characters, or hardly more, of three kinds with blanks between them."""
    words = compiled(_OWN_ADDRESS).sub(" ", run).split()
    longest = _LONGEST_TINY + (len(words) > 2 * _FEWEST_TINY)
    longer = [word for word in words if len(word) > longest and not _signed(word)]
    if len(words) < _FEWEST_TINY or len(longer) > _FEW_LONGER * len(words):
        return False
    if max(map(len, words)) > _LONGEST_SIGNED or any(map(compiled(_PLAIN).fullmatch, longer)):
        return False
    kinds = {_kind(char) for word in words for char in word}
    return len(kinds) >= _KINDS and len(set(words)) >= len(words) / 2


def _signed(word: str) -> bool:
    """Whether letters and figures of a short word have a sign amid them, and are of no shape that means something."""
    return compiled(r"[A-Za-z0-9]+[^\w.,:'/%-]+[A-Za-z0-9].*").match(word) is not None


def _kind(char: str) -> str:
    return "digit" if char.isdigit() else "upper" if char.isupper() else "lower" if char.islower() else "sign"


def _is_random(word: str, least: int = 6) -> bool:
    """Whether one word of letters and digits is of no language: capitals amid it, or figures and letters mixed."""
    word = word.strip(_WRAPPERS)
    return word.isalnum() and len(word) >= least and oddness(word) >= 1


def _is_chance(word: str) -> bool:
    """Whether one word changes between small letters, capitals and figures all the time; names of products are of longer pieces.

    >>> [_is_chance(word) for word in ("fvKvfWfKF", "7N92dRqb", "MacBookPro14", "iPhone15", "L D K z 1 t")]
    [True, True, False, False, False]
    """
    word = word.strip(_WRAPPERS)
    return (
        word.isalnum()
        and len(word) >= 6
        and len(word) <= 2 * len(compiled(r"[A-Z]?[a-z]{2,}|[A-Z]+|[0-9]+|[a-z]").findall(word))
    )


def _is_code(word: str) -> bool:
    """Whether one word mixes small letters, capitals and figures with signs that no product, address or formula has.

    >>> [_is_code(word) for word in ("zk~j6mDCc", "q*w;UtHT~HBKb#YjW", "ISO9001:2015", "Wi-Fi6E", "C++", "e-mail:ab@c")]
    [True, True, False, False, False, False]
    """
    kinds = {_kind(char) for char in word if char.isalnum()}
    return len(word) >= _SHORTEST_CODED and len(kinds) > 1 and compiled(_SIGNS_AMID).search(word) is not None


def _is_rest(run: str) -> bool:
    """Whether what stands beside jamming is more of it, and no word or figure of the text."""
    return not run or compiled(r"[^0-9A-Za-z.,%\s]|[A-Za-z0-9] [A-Za-z0-9] ").search(run) is not None


def before_body(text: str, start: int, end: int) -> int:
    """Leave the figure, word or bracket that belongs to the Chinese after ``end``: 5G…, 1.…, (一)…."""
    tail = max(start, end - 20)
    match = compiled(_BODY_AFTER).search(text[tail:end])
    return tail + match.start() if match else end
