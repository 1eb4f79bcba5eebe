"""UTF-8 and a legacy codec in one text: the cheapest way through the lines.

A page and its appended teaser may differ in encoding. A line of two characters may read well in the wrong codec, so a
change of encoding costs something and the neighbours of a line count.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from cleaner.document.decoding.contest import price
from cleaner.document.decoding.costs import COST_OF_DAMAGE, COST_OF_SWITCH
from cleaner.document.decoding.damage import strict
from cleaner.document.decoding.pieces import Piece, allowed_damage

Way = list[Piece]  # how to read a line: as a whole, or cut where the encoding changes

_UTF8_RUN = re.compile(rb"(?:\xc2\xa0)*(?:[\xe1-\xef][\x80-\xbf]{2})+")
_SURE = 9  # bytes: three characters of UTF-8 in a row are no accident; hardly a pair in use in GB18030 has the shape


def lines_of(body: bytes) -> list[bytes]:
    """Split at line feeds only; ``splitlines`` also cuts at carriage returns."""
    return io.BytesIO(body).readlines()


def has_sure_utf8(data: bytes) -> bool:
    """Say whether there is UTF-8 somewhere in bytes that a legacy codec reads without complaint."""
    return any(length >= _SURE for _, _, length in _stretches(data))


def cut_by_encoding(body: bytes, base: str, legacy: str) -> list[Piece]:
    """Give each line its encoding, UTF-8 or ``legacy``, or cut it where that changes; ``base`` is the likelier one."""
    hopeless, allowed = 0, allowed_damage(body)
    states = ("utf-8", legacy)
    totals = {state: float(state != base) for state in states}  # what the lines so far cost, by where they end
    steps: list[dict[str, tuple[str, Way]]] = []
    for line in lines_of(body):
        before, totals = totals, {}
        step: dict[str, tuple[str, Way]] = {}
        ways = _ways(line, legacy)
        hopeless += not any(_fits(way) for _, way in ways)
        if hopeless > allowed:
            return [(body, base)]  # it will be refused: no need to go on
        for cost, way in ways:
            for state in states:
                first, last = way[0][1] or state, way[-1][1] or state
                total = before[state] + cost + (COST_OF_SWITCH if first != state else 0.0)
                if last not in totals or total < totals[last]:
                    totals[last], step[last] = total, (state, way)
        steps.append(step)
    state = min(states, key=totals.__getitem__)
    pieces: list[Piece] = []
    for step in reversed(steps):
        state, way = step[state]
        pieces += reversed(way)
    return pieces[::-1]


def _fits(way: Way) -> bool:
    return all(strict(data, encoding or "ascii") is not None for data, encoding in way)


def _ways(line: bytes, legacy: str) -> list[tuple[float, Way]]:
    """Price the ways to read a line; a page that is Chinese elsewhere is Chinese here, so foreign letters cost."""
    if line.isascii():
        return [(0.0, [(line, "")])]
    stretches = list(_stretches(line))
    sure = [(start, stop) for start, stop, length in stretches if length >= _SURE]
    plain = "utf-8" if sure else "" if stretches else legacy
    if plain and strict(line, plain) is not None and (plain == "utf-8" or strict(line, "utf-8") is None):
        other = "utf-8" if plain == legacy else legacy
        return [(0.0, [(line, plain)]), (COST_OF_DAMAGE * 10, [(line, other)])]  # saves the reading
    ways = [[(line, legacy)], [(line, "utf-8")]]
    for doubtful in ((), stretches[:1], stretches[-1:]):
        chosen = sorted({*sure, *((start, stop) for start, stop, _ in doubtful)})
        way = _cut(line, chosen, legacy)
        if len(way) > 1 and way not in ways:
            ways.append(way)
    return [(COST_OF_SWITCH * (len(way) - 1) + sum(price(*piece, chinese=True) for piece in way), way) for way in ways]


def _stretches(line: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield start and end of each stretch of UTF-8, and how many of its bytes are ideographs and the like."""
    start = stop = length = 0
    for run in _UTF8_RUN.finditer(line):
        if length and strict(line[stop : run.start()], "utf-8") is None:
            yield start, stop, length
            length = 0
        start = start if length else run.start()
        stop, length = run.end(), length + len(run[0])
    if length:
        yield start, stop, length


def _cut(line: bytes, stretches: list[tuple[int, int]], legacy: str) -> Way:
    """Cut a line into its stretches of UTF-8 and what is between them; ASCII goes with the UTF-8 it touches."""
    way: Way = []
    end = 0
    for start, stop in stretches:
        if line[end:start].isascii() and not way:
            start = end
        if start > end:
            way.append((line[end:start], legacy))
        way.append((line[start:stop], "utf-8"))
        end = stop
    if line[end:].isascii() and way:
        way[-1] = (way[-1][0] + line[end:], "utf-8")
    elif end < len(line):
        way.append((line[end:], legacy))
    return way
