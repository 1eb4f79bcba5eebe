"""Find the headers of a collection: 第一篇:, 【篇一】, 篇1, 范文三, X(二), and their like.

A style counts only where its numbers run 1, 2, 3 … down the page with a speech under each. What headings of one speech look
like too (一、X) counts only where the page says of itself how many speeches it holds, and it is as many, or where a
salutation stands right under each.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from cleaner.document.captions import COUNTER, LABEL, NOTE, number_last, own_titles
from cleaner.document.dates import chinese_number
from cleaner.document.forms import LONGEST_TITLE, is_date, names_a_speech, opens_with_salutation
from cleaner.document.strip import Line
from cleaner.document.titles import title_key
from cleaner.document.unnumbered import find_titles

SHORTEST_SPEECH = 40  # characters between two headers: what is shorter is a table of contents
LONGEST_TOP = 30  # lines above the first header in which the page's titles are looked for
ADDRESSED_AMONG = 4  # lines under a header among which a salutation stands, behind a title, a date, a speaker
ANNOUNCED_AMONG = 12  # lines among which a page says how many speeches it holds

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_FORMAL = "壹贰叁肆伍陆柒捌玖拾"
_N = rf"(?:(?<!\d)(?<!\d\.)\d{{1,3}}(?!\d)|(?<![一二三四五六七八九十百])[一二三四五六七八九十百]{{1,4}}|[{_CIRCLED}{_ROMAN}]|[{_FORMAL}]{{1,2}})"
_MARKS = "·|◆■★☆●▪▲△▼◎○※✦☛☞❤♥♦◇►◄▶◀#*=~_ "
_LEAD = rf"[->▍▎▌→{_MARKS}]*[【\[(《<〔\"]*"
_BEHIND = rf"(?P<title>(?:[:、|/>»)】\]〉》〗』\"〔(【\[《<←«\s{_MARKS}-]|\.(?!\d)).*)?"
_ITEM = r"(?:篇|则|份|例)(?:范文|例文|讲话稿?|发言稿?|演讲稿?|致辞|稿件?)?"
_SURE = (
    r"(?:篇[章目]?之?|(?:优秀|精选|参考|最新|经典|本站)?(?:范文|例文|样例|示例|样本|样文|模[板版]|范本|范例|讲话稿|发言稿|演讲稿|主持词|稿件|文稿)"
    r"(?:篇|之)?|之(?=[一二三四五六七八九十]{1,3} ?[|:])|精选|优秀|Part\.?|PART\.?|part|N[oO]\.?|№)"
)
_DOUBTFUL = r"(?:(?:优秀|精选|参考|最新|经典)?(?:讲话|发言|演讲|致[辞词]|报告|总结|心得(?:体会)?|材料|文章|稿|参考|例)(?:篇|之)?|其)"
_KINDS = r"(?:讲话稿?|发言稿?|演讲稿?|范文|致[辞词]|稿|报告|总结|体会|主持词|材料|方案)"
_END = rf"[】\])》>〔〕\"←«{_MARKS}-]*[:、]?(?:\s?{NOTE}|{LABEL})?"
# Header styles, the least doubtful first.
STYLES = (
    re.compile(rf"{_LEAD}(?:范文|例文)?第(?P<n>{_N}){_ITEM}{_BEHIND}"),
    re.compile(rf"{_LEAD}{_SURE}\s?[(【\[]?(?P<n>{_N}){_BEHIND}"),
    re.compile(rf"{_LEAD}{_DOUBTFUL}\s?[(【\[]?(?P<n>{_N}|[{_STEMS}]){_BEHIND}"),
    re.compile(
        rf"{_LEAD}(?P<title>\S.{{2,}}?)(?:(?:{COUNTER}|{LABEL})\s?(?P<n>{_N})(?:{_ITEM})?"
        rf"|[(【\[〔<\"](?:共?\d+篇|{LABEL})*{COUNTER}?\s?(?P<m>{_N})(?:{_ITEM})?(?:{LABEL})?[)】\]〕>\"]){_END}"
    ),
    re.compile(rf"{_LEAD}(?P<title>\S.{{2,}}?{_KINDS})\s?(?P<n>{_N}){_END}"),
    re.compile(rf"{_LEAD}(?P<n>{_N})(?:(?<=[{_CIRCLED}])|[)】\]][、.:|\s]?|[、.:|\s])\s*(?P<title>\S.*)"),
    re.compile(
        rf"(?P<frame>{_LEAD}[^\W\d_]{{0,5}}?)(?P<n>{_N})(?P<mid>\w{{0,2}}?(?:/\s?\w+)?[^\w,。;!?\"《【(\[]+)(?P<title>\S.*)"
    ),
    re.compile(rf"{_LEAD}(?P<title>\S.{{3,}}?)(?P<n>{_N})(?P<frame>[^{_CIRCLED}\d一二三四五六七八九十百]{{0,6}})"),
    re.compile(rf"{_LEAD}第(?P<n>{_N})部分{_BEHIND}"),
    re.compile(rf"(?P<frame>{_LEAD})(?P<n>{_N}){_END}(?P<title>)"),
)
WORDS = (2,)  # of the styles: those whose word counts examples and points as well
NUMBERED_TITLES = (3, 4, 7)  # those that number a title, as table rows and pages of print do
HEADINGS = (5, 6, 7, 8, 9)  # those that headings of one speech have too
_NUMERAL = re.compile(rf"{_N}|[{_STEMS}]")
_WRITTEN_OUT = str.maketrans(_FORMAL, "一二三四五六七八九十")
_COUNT = re.compile(rf"[(【\[〔<](?:{LABEL}|共|合集)\s?{_N}[篇则份][)】\]〕>]")  # how many there are: (精选3篇)
_SAID = frozenset("。!?;,")
_ENDS = frozenset('。!?;…:)】》"~')
_COLLECTION = re.compile("范文|例文|大全|合集|汇编|汇总|集锦|锦集|精选|通用|多篇")
_ANNOUNCED = re.compile(
    r"(?<!第)(\d{1,2}|[一二三四五六七八九十]{1,3})\s?(?:篇(?!章|幅|文|大|好文|锦|答卷)|[则份](?![。,;]))"
)


@dataclass(frozen=True, slots=True)
class Header:
    """A line that heads a speech: its number in the page, the speech's number, where in the line its title stands."""

    row: int
    number: int
    start: int
    end: int
    frame: str = ""


def find_headers(lines: Sequence[Line], rows: Sequence[int]) -> list[Header]:
    """Return the headers of the first style that splits the page, in its longest run of numbers; else titles without numbers.

    A later style that finds the same headers and more goes before, unless it is one of headings.
    """
    kept = set(rows)
    lengths = [len(line.text) if number in kept else 0 for number, line in enumerate(lines)]
    before = list(accumulate(lengths, initial=0))  # characters above each line
    numbered = [row for row in rows if _may_head(lines[row].text)]
    announced = _announced(lines, rows)
    best: list[Header] = []
    for style, pattern in enumerate(STYLES):
        found = [*_candidates(lines, numbered, style, pattern)]
        addressed = _addressed(lines, rows, found) if style in HEADINGS else []
        for run in (*_runs(addressed), *_runs(found)):
            single = style == 0 and len(run) == 1 and not best and run[0].row in rows[:3]
            longer = len(run) > max(len(best), 1) and {h.row for h in best} <= {h.row for h in run}
            if (single or longer) and _speeches_under(run, before) and _promises(lines, rows, run, style, announced):
                titled = _titled(lines, rows, run)
                if _credible(lines, rows, titled, style, announced) and (longer or titled[0].end > titled[0].start):
                    best = titled
    return best or _unnumbered(lines, rows, announced, before)


def _unnumbered(
    lines: Sequence[Line], rows: Sequence[int], announced: Collection[int], before: Sequence[int]
) -> list[Header]:
    found = find_titles(lines, rows, announced)
    run = [Header(row, number, 0, len(lines[row].text)) for number, row in enumerate(found, 1)]
    return _titled(lines, rows, run) if run and _speeches_under(run, before) else []


def ends(headers: Sequence[Header], count: int) -> list[int]:
    """Return the last line under each header of a page of ``count`` lines."""
    return [*(header.row - 1 for header in headers[1:]), count - 1]


def _announced(lines: Sequence[Line], rows: Sequence[int]) -> set[int]:
    """Return how many speeches the head of the page says there are, as in 讲话稿范文[大全5篇]."""
    found = (_ANNOUNCED.findall(lines[row].text) for row in rows[:ANNOUNCED_AMONG] if len(lines[row].text) <= 200)
    return {chinese_number(numeral) for numerals in found for numeral in numerals}


def _may_head(text: str) -> bool:
    return len(text) <= LONGEST_TITLE + 12 and text[-1] not in "。;,!" and _NUMERAL.search(text) is not None


def _candidates(lines: Sequence[Line], rows: Sequence[int], style: int, pattern: re.Pattern[str]) -> Iterator[Header]:
    """Yield the lines of a style; the title stands anywhere before the number, or behind it."""
    for row in rows:
        text = lines[row].text
        match = pattern.fullmatch(text)
        if match is None:
            continue
        groups = match.groupdict()
        number = "n" if groups["n"] else "m"
        if number == "m" and _COUNT.search(text):
            continue
        start, end = match.span("title")
        if style in NUMBERED_TITLES:
            start, end = 0, number_last(text, match.start(number))
        elif style and text.startswith("(") and text.find(")") == len(text) - 1 and title_key(text) != match[number]:
            continue  # (Part 1: opening), a stage direction
        frame = "|".join(groups.get(part) or "" for part in ("frame", "mid"))
        yield Header(row, _number(groups[number]), max(start, 0), max(end, 0), frame)


def _titled(lines: Sequence[Line], rows: Sequence[int], run: Sequence[Header]) -> list[Header]:
    """Narrow the headers of a run to the speeches' own titles."""
    names = {title_key(lines[header.row].text) for header in run}
    above = [lines[row].text for row in rows[:LONGEST_TOP] if row < run[0].row]
    above = [text for text in above if title_key(text) not in names]  # a table of contents
    spans = own_titles([lines[header.row].text for header in run], [(h.start, h.end) for h in run], above)
    return [replace(header, start=start, end=end) for header, (start, end) in zip(run, spans, strict=True)]


def _addressed(lines: Sequence[Line], rows: Sequence[int], headers: Sequence[Header]) -> list[Header]:
    """Return the headers that have a salutation below, under which no heading of one speech stands.

    A title, a date or a speaker may stand between them.
    """
    place = {row: number for number, row in enumerate(rows, 1)}
    below = ((header, rows[place[header.row] : place[header.row] + ADDRESSED_AMONG]) for header in headers)
    return [header for header, under in below if _is_addressed([lines[row].text for row in under])]


def _is_addressed(below: Sequence[str]) -> bool:
    """Whether of the lines below a header the first that is not front matter is a salutation, perhaps with more behind it."""
    for text in below:
        if opens_with_salutation(text):
            return True
        if len(text) > LONGEST_TITLE or text[-1] in _SAID or (_NUMERAL.match(text) and not is_date(text)):
            return False
    return False


def _number(numeral: str) -> int:
    for row in (_CIRCLED, _ROMAN, _STEMS):
        if numeral in row:
            return row.index(numeral) + 1
    return chinese_number(numeral.translate(_WRITTEN_OUT))


def _runs(headers: Iterable[Header]) -> Iterator[list[Header]]:
    """Yield runs of headers numbered 1, 2, 3 …; a number may be missing, because pages lose lines."""
    runs: dict[str, list[Header]] = {}
    for header in headers:
        run = runs.setdefault(header.frame, [])
        if header.number == 1:
            if run:
                yield run
            runs[header.frame] = [header]
        elif run and 0 < header.number - run[-1].number <= 2:
            run.append(header)
    yield from filter(None, runs.values())


def _speeches_under(run: Sequence[Header], before: Sequence[int]) -> bool:
    """Whether there is a speech under each header: there is none in a table of contents or a list of topics."""
    under = zip(run, ends(run, len(before) - 1), strict=True)
    return all(before[last + 1] - before[header.row + 1] >= SHORTEST_SPEECH for header, last in under)


def _promises(
    lines: Sequence[Line], rows: Sequence[int], run: Sequence[Header], style: int, announced: set[int]
) -> bool:
    """Whether lines of a doubtful style may be headers, whatever titles are in them."""
    if style in NUMBERED_TITLES and _interrupted(lines, rows, run):
        return False
    return style not in HEADINGS or len(run) in announced or len(_addressed(lines, rows, run)) == len(run)


def _credible(
    lines: Sequence[Line], rows: Sequence[int], run: Sequence[Header], style: int, announced: set[int]
) -> bool:
    """Whether lines of a doubtful style are titles: each says what kind of speech it is, or the page that it has several."""
    if style not in (*WORDS, *NUMBERED_TITLES, *HEADINGS):
        return True
    texts = [lines[header.row].text[header.start : header.end] for header in run]
    addressed = {header.row for header in _addressed(lines, rows, run)}
    if all(names_a_speech(text) or header.row in addressed for text, header in zip(texts, run, strict=True)):
        return True
    if style in HEADINGS:
        return False
    return len(run) in announced or _in_title(lines, rows, run, set(texts))


def _in_title(lines: Sequence[Line], rows: Sequence[int], run: Sequence[Header], titles: Collection[str]) -> bool:
    """Whether a line above the headers is the title of a collection, or says the one title that all of them have."""
    above = [lines[row].text for row in rows[:LONGEST_TOP] if row < run[0].row]
    if titles == {""}:
        return any(_COLLECTION.search(text) for text in above)
    keys = set(map(title_key, titles))
    return len(keys) == 1 and any(key in title_key(text) for text in above for key in keys)


def _interrupted(lines: Sequence[Line], rows: Sequence[int], run: Sequence[Header]) -> bool:
    """Whether most of the headers stand in mid-sentence, as numbered lines at the edge of printed pages do."""
    above = dict(zip(rows[1:], rows, strict=False))
    texts = [lines[above[header.row]].text for header in run[1:]]
    return 2 * sum(len(text) >= SHORTEST_SPEECH // 2 and text[-1] not in _ENDS for text in texts) > len(texts)
