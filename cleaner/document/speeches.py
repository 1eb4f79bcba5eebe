"""Find the speeches of a page: split collections, and hand each speech to who finds its title.

Works on the lines of the folded view; what it says are line numbers and ranges in lines. Nothing here knows rules.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from cleaner.document.dates import chinese_number
from cleaner.document.forms import LONGEST_TITLE, names_a_speech, opens_speech
from cleaner.document.strip import Arrangement, Line, Region
from cleaner.document.titles import Lift, Lifts, front_matter, heading, title_key

SHORTEST_SPEECH = 40  # characters between two headers: what is shorter is a table of contents

_NUMERAL = r"(?P<n>\d{1,3}|[一二三四五六七八九十百]{1,4})"
_OTHER_NUMERAL = _NUMERAL.replace("<n>", "<m>")
_REST = r"(?:\s*[:、.]\s*|\s+)(?P<title>\S.*)"
# Header styles, the least doubtful first. A style counts only where its numbers run 1, 2, 3 … down the page.
HEADER_STYLES = (
    re.compile(rf"第{_NUMERAL}篇(?:{_REST}|[:、]?)"),
    re.compile(rf"[【\[](?:第{_NUMERAL}篇|篇{_OTHER_NUMERAL})[】\]]\s*[:、.]?\s*(?P<title>.*)"),
    re.compile(rf"篇{_NUMERAL}(?:{_REST}|[:、]?)"),
    re.compile(rf"(?:范文|例文|样本|模板|讲话稿?|发言稿?|演讲稿|致辞|精选)[(]?{_NUMERAL}[)]?(?:{_REST}|[:、]?)"),
    re.compile(rf"(?P<title>\S.{{3,40}}?)(?:篇{_NUMERAL}|[(]{_OTHER_NUMERAL}[)])"),
)
NUMBERED_TITLES = 4  # of the styles, the one that numbers a title, which table rows do too


@dataclass(frozen=True, slots=True)
class Part:
    """One speech: its lines ``[first, last]`` and what is lifted out of them."""

    first: int
    last: int
    lifts: Lifts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outline:
    """The page as speeches; ``lifts`` holds what belongs to the page as a whole.

    ``heading`` is the line that says the page's first line again: above it there is only the page's head.
    """

    parts: tuple[Part, ...]
    lifts: Lifts
    heading: int = 0

    def lifted_lines(self) -> frozenset[int]:
        """Return the numbers of all lines that are lifted."""
        return frozenset(self.lifts).union(*(part.lifts for part in self.parts))

    def arrangement(self, lines: Sequence[Line]) -> Arrangement:
        """Return where heads and tails are peeled: at the ends of the page and of each speech."""
        page = Region(0, len(lines) - 1)
        regions = tuple(Region(part.first, part.last) for part in self.parts if len(self.parts) > 1)
        return Arrangement((page, *regions), self.lifted_lines() | _cut_off_opening(lines), self.heading)


def _cut_off_opening(lines: Sequence[Line]) -> frozenset[int]:
    """Return the page's last line if it opens a speech and breaks off in dots: sites show speeches so, as a preview.

    It may be a teaser for another page as well; what cannot be told apart from a speech stays, and rules look past it.
    """
    last = max((number for number, line in enumerate(lines) if line.text), default=None)
    if last is None or not lines[last].text.endswith(("...", "…")):
        return frozenset()
    return frozenset({last}) if opens_speech(lines[last].text) else frozenset()


def outline(
    lines: Sequence[Line], done: set[int], dated: Collection[int] = (), *, split: bool = True, title: bool = True
) -> Outline:
    """Read the structure of a page off its lines.

    ``done`` are lines that are wholly marked already, ``dated`` those that gave a date of publication, an author, a source.
    ``split`` allows several speeches; ``title`` allows a title to be lifted (False where the input names it).
    """
    rows = [number for number, line in enumerate(lines) if line.text and number not in done]
    headers = _headers(lines, rows) if split else []
    above = heading(lines, rows) if title else None
    if not headers:
        lifts = front_matter(lines, rows, dated, wanted=None) if title else {}
        return Outline((Part(0, len(lines) - 1, lifts),), {}, above or 0)
    front = [row for row in rows if row < headers[0].row]
    page = _table_of_contents(lines, front, headers)
    if title:
        page |= front_matter(lines, [row for row in front if row not in page], dated, wanted=None, alone=True)
    parts: list[Part] = []
    for header, last in zip(headers, _ends(headers, len(lines)), strict=True):
        first = header.row if parts else 0
        parts.append(Part(first, last, _part_lifts(lines, rows, header, last)))
    return Outline(tuple(parts), page, above if above is not None and above < headers[0].row else 0)


@dataclass(frozen=True, slots=True)
class _Header:
    """A line that heads a speech: its number in the page, the speech's number, where in the line its title stands."""

    row: int
    number: int
    start: int
    end: int


def _ends(headers: Sequence[_Header], count: int) -> list[int]:
    """Return the last line under each header."""
    return [*(header.row - 1 for header in headers[1:]), count - 1]


def _headers(lines: Sequence[Line], rows: Sequence[int]) -> list[_Header]:
    """Return the headers of the first style that splits the page, in its longest run of numbers; or nothing."""
    kept = set(rows)
    lengths = [len(line.text) if number in kept else 0 for number, line in enumerate(lines)]
    before = list(accumulate(lengths, initial=0))  # characters above each line
    for style, pattern in enumerate(HEADER_STYLES):
        runs = (run for run in _runs(_candidates(lines, rows, pattern)) if _speeches_under(run, before))
        if style == NUMBERED_TITLES:
            runs = (run for run in runs if _titles(lines, run))
        best = max(runs, key=len, default=[])
        if len(best) > 1 or (best and style == 0 and best[0].end > best[0].start and best[0].row in rows[:3]):
            return best
    return []


def _candidates(lines: Sequence[Line], rows: Sequence[int], pattern: re.Pattern[str]) -> Iterator[_Header]:
    for row in rows:
        text = lines[row].text
        if len(text) > LONGEST_TITLE + 12 or text[-1] in "。;,!":
            continue
        match = pattern.fullmatch(text)
        if match is not None:
            groups = match.groupdict()
            start, end = match.span("title") if groups.get("title") else (0, 0)
            yield _Header(row, chinese_number(groups["n"] or groups["m"] or ""), start, end)


def _runs(headers: Iterable[_Header]) -> Iterator[list[_Header]]:
    """Yield runs of headers numbered 1, 2, 3 …; a number may be missing, because pages lose lines."""
    run: list[_Header] = []
    for header in headers:
        if header.number == 1:
            if run:
                yield run
            run = [header]
        elif run and 0 < header.number - run[-1].number <= 2:
            run.append(header)
    if run:
        yield run


def _speeches_under(run: Sequence[_Header], before: Sequence[int]) -> bool:
    """Whether there is a speech under each header: there is none in a table of contents or a list of topics."""
    ends = _ends(run, len(before) - 1)
    return all(before[last + 1] - before[h.row + 1] >= SHORTEST_SPEECH for h, last in zip(run, ends, strict=True))


def _titles(lines: Sequence[Line], run: Sequence[_Header]) -> bool:
    """Whether numbered lines are titles: all the same, or each says what kind of speech it is. Table rows are not."""
    texts = [lines[header.row].text[header.start : header.end] for header in run]
    return len(set(map(title_key, texts))) == 1 or all(map(names_a_speech, texts))


def _table_of_contents(lines: Sequence[Line], front: Sequence[int], headers: Sequence[_Header]) -> Lifts:
    """Lift the lines before the first header that name speeches which follow."""
    texts = [(lines[header.row].text, header) for header in headers]
    names = {title_key(text) for text, _ in texts} | {title_key(text[h.start : h.end]) for text, h in texts}
    listed = [row for row in front if title_key(lines[row].text) in names - {""}]
    if len(listed) < 2:  # a single line may be the page's title
        return {}
    heads = [row for row in front if title_key(lines[row].text) in ("目录", "本文目录", "目录导航", "导航", "文章目录")]
    return {row: (Lift("contents", 0, len(lines[row].text)),) for row in heads + listed}


def _part_lifts(lines: Sequence[Line], rows: Sequence[int], header: _Header, last: int) -> Lifts:
    """Lift a speech's header, and what stands between it and the speech."""
    lifts: Lifts = {}
    titled = header.end > header.start
    lifts[header.row] = (Lift("title", header.start, header.end),) if titled else (Lift("header", 0, 0),)
    following = [row for row in rows if header.row < row <= last]
    wanted = title_key(lines[header.row].text[header.start : header.end]) if titled else None
    return lifts | front_matter(lines, following, (), wanted=wanted)
