"""What a site sets behind the last sentence of several paragraphs: its name, a slogan, who signs for it.

A speaker may come back to the same words, but he ends them as a sentence ends. What stands behind the full stop each time,
and is no thanks, opens with a mark, or stands in the page's chrome as well, or reads like it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from cleaner.document.likeness import likeness
from cleaner.document.sitenames import SiteNames

SHORTEST_PARAGRAPH = 20  # code points
SHARE = 0.15  # of the paragraphs that do not end with a full stop
FEWEST = 3  # letters
BEGINNING = 4  # code points of the next line: where it is the same each time, a formula is broken there
TIMES, TIMES_ALONE = 2, 3  # paragraphs that end so, and as many where nothing but its wording tells

_END = re.compile(r"[。!?…][\")]? {0,3}([^。!?…;]{2,30})$")
_NO_LETTER = re.compile("[^一-龥A-Za-z]")
_BRACKETED = re.compile(r"[(\[【<{]")
_MARKED = re.compile(r"[^一-龥A-Za-z0-9\s(\[【<{\"'《*]")
_SAID = re.compile(
    "谢|祝|掌声|笑声|鼓掌|欢呼|起立|敬礼|鞠躬|[齐合众男女甲乙丙]$|音乐|同志|朋友|老师|同学|我|^[你您他]|完毕|批评|指正|审议|加油|^[一-龥]+[了吗呢吧啊]$"
)
_SIGNS = re.compile(
    r"[(\[【<{][^()\[\]【】<>{}]{3,16}(?:[处局委会社办部院校站网室团]|中心)[)\]】>}]"
)  # a body, in brackets


def ends_set(
    lines: Mapping[int, str], chrome: Mapping[int, str], names: SiteNames | None = None
) -> Iterator[tuple[int, int, int]]:
    """Yield the line and the range of what recurs behind the last sentences of folded lines.

    ``chrome`` and the ``names`` of its site are the page's.

    >>> lines = {1: "我们要把工作一件一件抓好,抓出成效。|小山手记", 5: "会后请大家分头行动,下周一汇报进展。|小山手记"}
    >>> [*ends_set(lines, {9: "关注我们"})], [*ends_set(lines, {})]
    ([(1, 18, 23), (5, 18, 23)], [])
    """
    found: dict[str, list[tuple[int, int, int]]] = {}
    for row, line in lines.items():
        match = _END.search(line) if chrome and len(line) >= SHORTEST_PARAGRAPH else None
        if match is not None:
            found.setdefault(match[1].strip(" "), []).append((row, *match.span(1)))
    open_ended = sum(map(len, found.values()))  # in lines of print each ends otherwise
    below = dict(pairwise(row for row, line in lines.items() if line))
    for end, places in found.items():
        often = len(places) >= max(TIMES, SHARE * open_ended)
        goes_on = {lines[below[row]][:BEGINNING] if row in below else "" for row, _, _ in places}
        if often and 2 * len(goes_on) > len(places) and (_names_site(end, names) or _was_set(end, len(places), chrome)):
            yield from places


def _names_site(end: str, names: SiteNames | None) -> bool:
    return names is not None and not _SAID.search(end) and names.found_in(end) and names.first_in(end) == 0


def _was_set(end: str, times: int, chrome: Mapping[int, str]) -> bool:
    letters = _NO_LETTER.sub("", end)
    if len(letters) < FEWEST or _SAID.search(letters):
        return False
    if any(letters in _NO_LETTER.sub("", text) for text in chrome.values()):
        return True
    if _BRACKETED.match(end):
        return times >= TIMES_ALONE and _SIGNS.fullmatch(end) is not None
    return _MARKED.match(end) is not None or (times >= TIMES_ALONE and likeness(end) > 0)
