"""Find the headers of a collection: 第一篇:, 【篇一】, 篇1, 范文三, X(二), and their like.

A style counts only where its numbers run 1, 2, 3 … down the page with a speech under each. What headings of one speech look
like too (一、X) counts only where the page says of itself how many speeches it holds, and it is as many, or where a
salutation stands right under each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from cleaner.document.dates import chinese_number
from cleaner.document.forms import LONGEST_TITLE, is_salutation, names_a_speech
from cleaner.document.strip import Line
from cleaner.document.titles import title_key

SHORTEST_SPEECH = 40  # characters between two headers: what is shorter is a table of contents
ANNOUNCED_AMONG = 12  # lines among which a page says how many speeches it holds

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_N = rf"(?:\d{{1,3}}|[一二三四五六七八九十百]{{1,4}}|[{_CIRCLED}])"
_MARKS = "·|◆■★☆●▪▲△▼◎○※✦#*=~_ "
_OPEN, _CLOSE = rf"[->▍▎▌→{_MARKS}]*[【\[(《<〖『]*", rf"[】\])》>〗』]*[-<«←{_MARKS}]*"
_REST = r"(?:(?:\s*[:、.|·/-]+\s*|\s+|(?<=[】\])〗』])|(?=《))《?(?P<title>[^《》\s][^《》]*?)》?)?[:、.★☆◆■●*#=~ -]*"
_ITEM = r"(?:篇|则|份|例)(?:范文|例文|讲话稿?|发言稿?|演讲稿?|致辞|稿件?)?"
_WORD = (
    r"(?:篇章?|(?:优秀|精选|参考|最新|经典)?(?:范文|例文|样例|示例|样本|样文|模板|范本|讲话稿?|发言稿?|演讲稿?|致辞|主持词|报告"
    r"|总结|心得(?:体会)?|材料|文章|稿件?|文稿|范例|参考|例)(?:篇|之)?|精选|优秀|其|Part\.?|PART\.?|part|N[oO]\.?|№)"
)
_KINDS = r"(?:讲话稿?|发言稿?|演讲稿?|范文|致辞|稿|报告|总结|体会|主持词|材料|方案)"
# Header styles, the least doubtful first.
STYLES = (
    re.compile(rf"{_OPEN}第(?P<n>{_N}){_ITEM}{_CLOSE}{_REST}"),
    re.compile(rf"{_OPEN}{_WORD}\s?[(【\[]?(?P<n>{_N})[)】\]]?{_CLOSE}{_REST}"),
    re.compile(
        rf"{_OPEN}(?P<title>[^《》\s].{{2,45}}?)》?[-_:|·/~、\s]*"
        rf"(?:(?:第|篇章?|之|其|范文|例文|模板|范例|样本|样文|精选|参考|示例|Part ?)(?P<n>{_N}){_ITEM[:11]}?|[(【\[](?:第|篇)?(?P<m>{_N})篇?[)】\]]){_CLOSE}"
    ),
    re.compile(rf"{_OPEN}(?P<title>\S.{{2,45}}?{_KINDS})\s?(?P<n>{_N}){_CLOSE}"),
    re.compile(rf"{_OPEN}(?P<n>{_N})(?:[)】\]][、.:|\s]?|[、.:|\s])\s*《?(?P<title>[^《》\s][^《》]*)》?"),
)
NUMBERED_TITLES = (2, 3)  # of the styles: those that number a title, as table rows do
HEADINGS = (4,)  # those that headings of one speech have too
_ANNOUNCED = re.compile(r"(\d{1,2}|[一二三四五六七八九十]{1,3})\s?篇(?!章|幅|文)")


@dataclass(frozen=True, slots=True)
class Header:
    """A line that heads a speech: its number in the page, the speech's number, where in the line its title stands."""

    row: int
    number: int
    start: int
    end: int


def find_headers(lines: Sequence[Line], rows: Sequence[int]) -> list[Header]:
    """Return the headers of the first style that splits the page, in its longest run of numbers; or nothing."""
    kept = set(rows)
    lengths = [len(line.text) if number in kept else 0 for number, line in enumerate(lines)]
    before = list(accumulate(lengths, initial=0))  # characters above each line
    announced = _announced(lines, rows)
    for style, pattern in enumerate(STYLES):
        found = list(_candidates(lines, rows, pattern))
        if style in HEADINGS:
            found = _addressed(lines, rows, found) or found
        runs = (run for run in _runs(found) if _speeches_under(run, before))
        best = max((run for run in runs if _credible(lines, rows, run, style, announced)), key=len, default=[])
        if len(best) > 1 or (best and style == 0 and best[0].end > best[0].start and best[0].row in rows[:3]):
            return best
    return []


def ends(headers: Sequence[Header], count: int) -> list[int]:
    """Return the last line under each header of a page of ``count`` lines."""
    return [*(header.row - 1 for header in headers[1:]), count - 1]


def _announced(lines: Sequence[Line], rows: Sequence[int]) -> set[int]:
    """Return how many speeches the head of the page says there are, as in 讲话稿范文[大全5篇]."""
    found = (_ANNOUNCED.findall(lines[row].text) for row in rows[:ANNOUNCED_AMONG] if len(lines[row].text) <= 200)
    return {chinese_number(numeral) for numerals in found for numeral in numerals}


def _candidates(lines: Sequence[Line], rows: Sequence[int], pattern: re.Pattern[str]) -> Iterator[Header]:
    for row in rows:
        text = lines[row].text
        if len(text) > LONGEST_TITLE + 12 or text[-1] in "。;,!":
            continue
        match = pattern.fullmatch(text)
        if match is not None:
            groups = match.groupdict()
            start, end = match.span("title") if groups.get("title") else (0, 0)
            if text.count(")", start, end) > text.count("(", start, end):
                continue  # (Part 1: opening), a stage direction
            yield Header(row, _number(groups["n"] or groups["m"]), start, end)


def _addressed(lines: Sequence[Line], rows: Sequence[int], headers: Sequence[Header]) -> list[Header]:
    """Return the headers that have a salutation right below, under which no heading of one speech stands."""
    below = dict(pairwise(rows))
    return [h for h in headers if h.row in below and is_salutation(lines[below[h.row]].text)]


def _number(numeral: str) -> int:
    return _CIRCLED.index(numeral) + 1 if numeral in _CIRCLED else chinese_number(numeral)


def _runs(headers: Iterable[Header]) -> Iterator[list[Header]]:
    """Yield runs of headers numbered 1, 2, 3 …; a number may be missing, because pages lose lines."""
    run: list[Header] = []
    for header in headers:
        if header.number == 1:
            if run:
                yield run
            run = [header]
        elif run and 0 < header.number - run[-1].number <= 2:
            run.append(header)
    if run:
        yield run


def _speeches_under(run: Sequence[Header], before: Sequence[int]) -> bool:
    """Whether there is a speech under each header: there is none in a table of contents or a list of topics."""
    under = zip(run, ends(run, len(before) - 1), strict=True)
    return all(before[last + 1] - before[header.row + 1] >= SHORTEST_SPEECH for header, last in under)


def _credible(
    lines: Sequence[Line], rows: Sequence[int], run: Sequence[Header], style: int, announced: set[int]
) -> bool:
    """Whether lines of a doubtful style are titles: all the same, or each says what kind of speech it is."""
    texts = [lines[header.row].text[header.start : header.end] for header in run]
    named = all(map(names_a_speech, texts))
    if style in HEADINGS:
        return named and (len(run) in announced or len(_addressed(lines, rows, run)) == len(run))
    return style not in NUMBERED_TITLES or named or len(set(map(title_key, texts))) == 1 or len(run) in announced
