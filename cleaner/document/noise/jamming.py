"""Jamming: random characters that forums put between the lines against copying."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import dropwhile
from typing import NamedTuple

from cleaner.document.noise.base import BLANKS, HAN, ascii_of, closes_line, compiled, noise, opens_line
from cleaner.document.noise.jammed_rims import FEWEST_ODD, SHORTEST_ODD, before_body, unlike_runs
from cleaner.document.noise.oddness import ENOUGH, ODD, PROVED, SIGNS, is_garble, oddness, points
from cleaner.model import Edit

_LONG_RUN = 5  # characters: fewer at the rim of a line prove nothing
# Discuz writes five to fourteen times chr(32…59), a blank, chr(63…126); browsers make two blanks one.
_SPACED = r"(?:(?:(?<![0-9A-Za-z])[!-;])[ \xa0]|(?<![!-~]))[?-~](?:[!-;]?[ \xa0]{1,3}[?-~](?![a-z])){4,}+"
_SPACED_PAIR = r"[ \xa0][?-~][!-;]?[ \xa0]{1,3}[?-~]"  # in every match of _SPACED
_SITE_INSIDE = (
    rf"(?m)(?:^|(?<=[。！？；]))(?P<before>[ -~]{{3,60}})[{HAN}]{{0,10}}"
    r"(?:网|網|论坛|論壇|社区|社區|之家|在线|在線|文库|文庫)"
    rf"[{HAN}]{{0,4}}(?P<after>[ -~]{{4,60}}[!-~])$"
)
_WORD = r"[A-Za-z]{4}"
_NO_JAM = r"[=<>]|//|www\.|@\w+\."  # none of them is ever in it
_ADDRESS = r"[ ]?(?:(?:https?:)?//|www\.)[A-Za-z0-9./_-]+(?= )"  # of a stamp, behind which jamming may stand
_TAG = r"\[/?[a-z]{1,8}(?:=[^\]\s]{0,40})?\]"
_FIGURE = r"\(?[0-9][0-9.,]+[%.)]?"
_SENTENCE_ENDS = frozenset("。！？；：…”’』」）》】—～")
_BODY_BEFORE = r"(?:[0-9]+(?:[.,:/-][0-9]+)*%?|[A-Za-z]{2,})?[)\]\"']{0,2}[.;:!?,]{0,9}"


class _Run(NamedTuple):
    """An ASCII run at the rim of a line, less the words and figures of the text; ``points`` say how odd it is."""

    start: int
    end: int
    points: float


def may_be_in(text: str) -> bool:
    """Whether a line has three words or four signs of ASCII at its rim, several end with some, or letters are spaced out."""
    behind = 0
    for line in text.splitlines():
        line = line.strip(BLANKS)
        behind += line[-SHORTEST_ODD:].isascii() and not line.isascii()
        if line[:_LONG_RUN].isascii() or line[-_LONG_RUN:].isascii():
            run = ascii_of(line)
            if len(run.split()) > 2 or len(SIGNS.intersection(run)) > 3:
                return True
    return behind >= FEWEST_ODD or compiled(_SPACED_PAIR).search(text) is not None


def find(text: str) -> Iterator[Edit]:
    """Yield Discuz's runs wherever they stand, other random runs at the rim of a line.

    Where jamming is proved, runs count that would not have proved it.
    """
    spaced = list(_discuz(text)) if compiled(_SPACED_PAIR).search(text) else []
    for start, end in spaced:
        yield noise(start, end, "jamming")
    long = compiled(rf"[ -~]{{{_LONG_RUN},}}+").finditer(text)
    jammed = [run for match in long for run in _jammed(text, *match.span())]
    runs = [run for run in jammed if not _overlaps(run.start, run.end, spaced)]
    proved = bool(spaced) or any(run.points >= ENOUGH for run in runs)
    odd = [(run.start, run.end) for run in runs if run.points >= (PROVED if proved else ENOUGH)]
    for start, end in (*odd, *unlike_runs(text, proved=proved)):
        yield noise(start, end, "jamming")
    for match in compiled(_SITE_INSIDE).finditer(text):
        halves = [match["before"].split(), match["after"].split()]
        words = [*halves[0], *halves[1]]
        if len(words) > 3 and all(sum(map(oddness, half)) >= 1 for half in halves) and points(words) >= ENOUGH:
            yield noise(match.start(), match.end(), "jamming")


def _discuz(text: str) -> Iterator[tuple[int, int]]:
    for match in compiled(_SPACED).finditer(text):
        start = match.start()
        before = text[start - 1] if start else "\n"
        if text[start] in ".,;:!?%)0123456789" and before not in _SENTENCE_ENDS and not before.isspace():
            start += 2  # the sign may be of the text before
        if _is_discuz(match[0]):
            yield start, match.end()


def _overlaps(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    """Whether a range shares something with one of ``spans``, which are disjoint and in order."""
    before = bisect_left(spans, (end,))
    return before > 0 and spans[before - 1][1] > start


def _is_discuz(run: str) -> bool:
    """Whether a run that has Discuz's form has its odd characters too: 5 in 8 pairs by chance; lists of letters have none.

    >>> _is_discuz("7 X2 F0 n) p- Q: o"), _is_discuz("A B C D E F"), _is_discuz("a, b, c, d, e, f")
    (True, False, False)
    """
    odd = [char for char in run.replace("-", "+") if char in ODD]
    return len(set(odd)) >= 2 and len(odd) * 5 >= len("".join(run.split())) / 2


def _jammed(text: str, start: int, end: int) -> Iterator[_Run]:
    """Yield what may be jamming in an ASCII run that touches the rim of a line."""
    opens, closes = opens_line(text, start), closes_line(text, end)
    start, end = _without_tags(text, start, end)
    if not opens and not closes:
        return
    if not opens:
        start = _after_body(text, start, end)
    if not closes:
        end = before_body(text, start, end)
    address = compiled(_ADDRESS).match(text, start, end)
    start = address.end() if address and not opens else start
    if compiled(_NO_JAM).search(text, start, end):
        return
    tokens = _without_words(list(compiled("[!-~]+").finditer(text, start, end)), head=not closes)
    if not opens and text[start - 1] not in _SENTENCE_ENDS and text[start - 1] not in ".;!?":
        tokens = list(dropwhile(lambda token: oddness(token[0]) < 1, tokens))
    while not closes and tokens and compiled(_FIGURE).fullmatch(tokens[-1][0]):
        tokens.pop()
    if not tokens or text[tokens[0].start()] == text[tokens[-1].end() - 1] == "$":  # a formula
        return
    odd = points([token[0] for token in tokens])
    if odd >= PROVED:
        yield _Run(tokens[0].start(), tokens[-1].end(), odd)


def _without_tags(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out the BBCode before and behind a run: [/size] at the end of a line is neither word nor jamming."""
    if "[" not in text[start:end]:
        return start, end
    opening = compiled(rf"(?:[ ]*{_TAG})+").match(text, start, end)
    start = opening.end() if opening else start
    closing = compiled(rf"(?:[ ]*{_TAG})+[ ]*\Z").search(text[start:end])
    return start, start + closing.start() if closing else end


def _without_words(tokens: list[re.Match[str]], *, head: bool) -> list[re.Match[str]]:
    """Return the tokens before the first word where they are at the ``head`` of a line, else those after the last."""
    words = [
        number for number, token in enumerate(tokens) if compiled(_WORD).search(token[0]) and not is_garble(token[0])
    ]
    if not words:
        return tokens
    return tokens[: words[0]] if head else tokens[words[-1] + 1 :]


def _after_body(text: str, start: int, end: int) -> int:
    """Leave the figure, word or sign that belongs to the Chinese before ``start``."""
    if text[start - 1] in _SENTENCE_ENDS:
        return start
    match = compiled(_BODY_BEFORE).match(text, start, end)
    return match.end() if match else start
