"""Find the speeches of a page: split collections, lift titles, dates and speakers.

Works on the lines of the folded view; what it says are line numbers and ranges in lines. Nothing here knows rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from cleaner.document.dates import chinese_number
from cleaner.document.strip import Arrangement, Line, Region

LONGEST_TITLE = 60  # code points
LONGEST_FRONT = 30  # lines above the first line of a speech in which a title may be repeated
TITLE_AMONG = 8  # lines among which a title is looked for that is not repeated
SHORTEST_SURE_TITLE = 6  # code points
SHORTEST_SPEECH = 40  # characters between two headers: what is shorter is a table of contents

_NUMERAL = r"(?P<n>\d{1,3}|[一二三四五六七八九十百]{1,4})"
_REST = r"(?:\s*[:、.]\s*|\s+)(?P<title>\S.*)"
# Header styles, the least doubtful first. A style counts only where its numbers run 1, 2, 3 … down the page.
HEADER_STYLES = (
    re.compile(rf"第{_NUMERAL}篇(?:{_REST}|[:、]?)"),
    re.compile(rf"[【\[](?:第{_NUMERAL}篇|篇{_NUMERAL.replace('<n>', '<m>')})[】\]]\s*[:、.]?\s*(?P<title>.*)"),
    re.compile(rf"篇{_NUMERAL}(?:{_REST}|[:、]?)"),
    re.compile(rf"(?:范文|例文|样本|模板|讲话稿?|发言稿?|演讲稿|致辞|精选)[(]?{_NUMERAL}[)]?(?:{_REST}|[:、]?)"),
    re.compile(rf"(?P<title>\S.{{3,40}}?)(?:篇{_NUMERAL}|[(]{_NUMERAL.replace('<n>', '<m>')}[)])"),
)
NUMBERED_TITLES = 4  # of the styles, the one that numbers one and the same title
_ENUMERATION = re.compile(
    r"(?:[(]?[一二三四五六七八九十]{1,3}[)、.]|[(]?\d{1,2}[)、.](?!\d)|第[一二三四五六七八九十]{1,3}[,、:章节条部个项]|[①-⑳])"
)
_SALUTATION = re.compile(
    r".{0,40}(?:同志们|代表们|委员们|朋友们|同学们|老师们|战友们|乡亲们|女士们|先生们|来宾们|各位\S{1,12}|同志|代表|委员|领导|来宾|朋友|家长|嘉宾)[:!]"
)
_TITLE_WORDS = re.compile(
    r"讲话|发言|[致谢酒迎别送][辞词]|演讲|报告|讲稿|稿|范文|总结|心得|体会|主持[词辞]|贺[词信电]|献词|寄语|述职|汇报|倡议|公报|纪要|[开闭]幕[词辞]"
    r"|答[辞词]|祝[词辞]|悼[词辞]|宣言|谈话|党课|方案|意见|要点|材料|感言|动员|表态"
)
_DATE_LINE = re.compile(
    r"[(]?(?:\d{4}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?|[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月"
    r"(?:[一二三四五六七八九十]{1,3}日)?|\d{4}[-./]\d{1,2}[-./]\d{1,2})[)]?"
)
_OFFICE = r"(?:书记|主席|总理|部长|省长|市长|县长|区长|镇长|乡长|州长|旗长|局长|处长|厅长|司长|校长|院长|行长|主任|会长|委员长|检察长|董事长|总经理|总裁|秘书长|政委)"
_SPEAKER = re.compile(
    rf"(?:[(]?(?:主?讲话?人|发言人|演讲人|报告人|致辞人|讲话者)[:]\s*(?P<a>[^\s:)]{{2,20}})[)]?"
    rf"|\S{{0,24}}{_OFFICE}\s+(?P<b>[\u4e00-\u9fff]{{1,2}}\s?[\u4e00-\u9fff]{{1,2}}))"
)
_SUBTITLE = re.compile(r"--?\s*\S.{3,60}")
_SITE_SUFFIX = re.compile(r"(?:\s*_[^_]{2,20})+$|\s*[-|]+\s*[^-_|]{2,20}$")
_SENTENCE_END = re.compile(r"[。;!?…][\"')】》]*$")


@dataclass(frozen=True, slots=True)
class Lift:
    """A field and the range of its value in the stripped line; the whole line is lifted."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """One speech: its lines ``[first, last]`` and what is lifted out of them, by line."""

    first: int
    last: int
    lifts: dict[int, tuple[Lift, ...]] = field(default_factory=dict)
    header: int | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """The page as speeches; ``lifts`` holds what belongs to the page as a whole."""

    parts: tuple[Part, ...]
    lifts: dict[int, tuple[Lift, ...]]

    def lifted_lines(self) -> frozenset[int]:
        """Return the numbers of all lines that are lifted."""
        return frozenset(self.lifts).union(*(part.lifts for part in self.parts))

    def arrangement(self, lines: Sequence[Line]) -> Arrangement:
        """Return where heads and tails are peeled: at the ends of the page and of each speech."""
        page = Region(0, len(lines) - 1)
        regions = tuple(Region(part.first, part.last) for part in self.parts if len(self.parts) > 1)
        return Arrangement((page, *regions), self.lifted_lines())


def outline(lines: Sequence[Line], done: set[int], *, split: bool = True, title: bool = True) -> Outline:
    """Read the structure of a page off its lines; ``done`` are lines that are wholly marked already.

    ``split`` allows several speeches; ``title`` allows a title to be lifted (False where the input names it).
    """
    rows = [number for number, line in enumerate(lines) if line.text and number not in done]
    headers = _headers(lines, rows) if split else []
    if not headers:
        lifts = _front_matter(lines, rows, wanted=None) if title else {}
        return Outline((Part(0, len(lines) - 1, lifts),), {})
    front = [row for row in rows if row < headers[0].row]
    page = _front_matter(lines, front, wanted=None, alone=True) if title else {}
    page |= _table_of_contents(lines, [row for row in front if row not in page], headers)
    parts: list[Part] = []
    for header, following in pairwise([*headers, None]):
        assert header is not None  # only the sentinel that closes the last pair is None
        last = following.row - 1 if following is not None else len(lines) - 1
        first = header.row if parts else 0
        parts.append(Part(first, last, _part_lifts(lines, rows, header, last), header.row))
    return Outline(tuple(parts), page)


@dataclass(frozen=True, slots=True)
class _Header:
    row: int
    number: int
    style: int
    start: int
    end: int


def title_key(folded: str) -> str:
    """Return what makes two titles the same: letters and digits of the folded text."""
    return re.sub(r"[\W_]+", "", folded)


def _headers(lines: Sequence[Line], rows: Sequence[int]) -> list[_Header]:
    """Return the headers of the style that splits the page into the most speeches, or nothing."""
    best: list[_Header] = []
    for style in range(len(HEADER_STYLES)):
        for chain in _chains(_candidates(lines, rows, style)):
            kept = _long_enough(lines, rows, chain) if style != NUMBERED_TITLES or _titles(lines, chain) else []
            if len(kept) > len(best) and (len(kept) > 1 or _opens_page(lines, rows, kept[0])):
                best = kept
        if len(best) > 1:
            break
    return best


def _titles(lines: Sequence[Line], chain: list[_Header]) -> bool:
    """Whether numbered lines are titles: all the same, or each says what kind of speech it is. Table rows are not."""
    texts = [lines[header.row].text[header.start : header.end] for header in chain]
    return len(set(map(title_key, texts))) == 1 or all(_TITLE_WORDS.search(text) for text in texts)


def _candidates(lines: Sequence[Line], rows: Sequence[int], style: int) -> Iterator[_Header]:
    for row in rows:
        text = lines[row].text
        if len(text) > LONGEST_TITLE + 12:
            continue
        match = HEADER_STYLES[style].fullmatch(text)
        if match is None or (text[-1] in "。;,!" and style != 0):
            continue
        groups = match.groupdict()
        number = chinese_number(groups["n"] or groups["m"] or "")
        start, end = match.span("title") if groups.get("title") else (0, 0)
        yield _Header(row, number, style, start, end)


def _chains(headers: Iterator[_Header]) -> Iterator[list[_Header]]:
    """Yield runs of headers numbered 1, 2, 3 …; a number may be missing, because pages lose lines."""
    chain: list[_Header] = []
    for header in headers:
        if header.number == 1:
            yield chain
            chain = [header]
        elif chain and 0 < header.number - chain[-1].number <= 2:
            chain.append(header)
    yield chain


def _long_enough(lines: Sequence[Line], rows: Sequence[int], chain: list[_Header]) -> list[_Header]:
    """Return the chain if there is a speech under each header, else nothing (a table of contents, a list of topics)."""
    for header, following in pairwise([*chain, None]):
        assert header is not None
        last = following.row if following is not None else len(lines)
        if sum(len(lines[row].text) for row in rows if header.row < row < last) < SHORTEST_SPEECH:
            return []
    return chain


def _opens_page(lines: Sequence[Line], rows: Sequence[int], header: _Header) -> bool:
    """A single header counts only in the least doubtful style, with a title, near the top."""
    return header.style == 0 and header.end > header.start and header.row in rows[:3]


def _table_of_contents(
    lines: Sequence[Line], front: Sequence[int], headers: Sequence[_Header]
) -> dict[int, tuple[Lift, ...]]:
    """Lift the lines before the first header that name speeches which follow."""
    names = {title_key(lines[header.row].text) for header in headers}
    names |= {title_key(lines[header.row].text[header.start : header.end]) for header in headers} - {""}
    listed = [row for row in front if title_key(lines[row].text) in names]
    heading = (
        [row for row in front if lines[row].text.strip(" :") in ("目录", "目 录", "本文目录", "导航")] if listed else []
    )
    return {row: (Lift("contents", 0, len(lines[row].text)),) for row in heading + listed}


def _part_lifts(lines: Sequence[Line], rows: Sequence[int], header: _Header, last: int) -> dict[int, tuple[Lift, ...]]:
    """Lift a speech's header, and what stands between it and the speech."""
    lifts: dict[int, tuple[Lift, ...]] = {}
    titled = header.end > header.start
    lifts[header.row] = (Lift("title", header.start, header.end),) if titled else (Lift("header", 0, 0),)
    following = [row for row in rows if header.row < row <= last]
    wanted = title_key(lines[header.row].text[header.start : header.end]) if titled else None
    return lifts | _front_matter(lines, following, wanted=wanted)


def _front_matter(
    lines: Sequence[Line], rows: Sequence[int], *, wanted: str | None, alone: bool = False
) -> dict[int, tuple[Lift, ...]]:
    """Lift title, subtitle, date and speaker from the lines before the body.

    ``wanted`` is the title key that is already known: only its repetitions are lifted. ``alone`` says that the lines are
    all there is before the first header, so nothing need follow a title.
    """
    front = _front(lines, rows)
    body = len(front) < len(rows) or alone
    lifts: dict[int, tuple[Lift, ...]] = {}
    title = None if wanted is not None else _title_row(lines, front, body=body)
    if title is not None:
        lifts[title] = (Lift("title", 0, _title_end(lines, title, front)),)
        wanted = title_key(lines[title].text[: lifts[title][0].end])
    if wanted is None:
        return lifts
    previous = title
    for row in front:
        text = lines[row].text
        if row == title or (title is not None and row < title and not _repeats(title_key(text), wanted)):
            continue
        if _repeats(title_key(text), wanted):
            lifts[row] = (Lift("title", 0, len(text)),)
        elif previous is not None and _SUBTITLE.fullmatch(text) and lifts.get(previous):
            lifts[row] = (Lift("subtitle", 0, len(text)),)
        elif _DATE_LINE.fullmatch(text):
            lifts[row] = (Lift("date", 0, len(text)),)
        elif found := _SPEAKER.fullmatch(text):
            start, end = found.span("a") if found["a"] else found.span("b")
            lifts[row] = (Lift("speaker", start, end),)
        previous = row
    return lifts


def _front(lines: Sequence[Line], rows: Sequence[int]) -> list[int]:
    """Return the rows before the first that is running text, a salutation or a numbered heading."""
    front: list[int] = []
    for row in rows[:LONGEST_FRONT]:
        text = lines[row].text
        if len(text) > LONGEST_TITLE + 20 or opens_paragraph(text) or text[-1] in "。;":
            break
        front.append(row)
    return front


def _title_row(lines: Sequence[Line], front: Sequence[int], *, body: bool) -> int | None:
    """Return the row of the title: a line that is repeated, else the first that reads like a title."""
    for index, row in enumerate(front):
        key = title_key(lines[row].text)
        repeated = [other for other in front[index + 1 :] if _same_title(key, title_key(lines[other].text))]
        if repeated and _title_like(lines[row].text):
            return repeated[-1] if len(title_key(lines[repeated[-1]].text)) < len(key) else row
    if not body:
        return None
    likely = [row for row in front[:TITLE_AMONG] if _title_like(lines[row].text)]
    named = [row for row in likely if _TITLE_WORDS.search(lines[row].text)]
    named.sort(key=lambda row: len(lines[row].text) < SHORTEST_SURE_TITLE)  # 述职报告 may be a menu's word
    return next(iter(named or (likely if likely[:1] == list(front[:1]) else ())), None)


def _same_title(longer: str, shorter: str) -> bool:
    """Whether a line repeats an earlier one, which may add the site's name behind it."""
    return len(shorter) >= 4 and longer.startswith(shorter) and len(longer) - len(shorter) <= 20


def _repeats(key: str, wanted: str) -> bool:
    """Whether a line is the wanted title again, perhaps without a year or a number that a header adds."""
    return key == wanted or (len(key) >= 6 and len(key) * 2 >= len(wanted) and key in wanted)


def _title_like(text: str) -> bool:
    return (
        4 <= len(text) <= LONGEST_TITLE
        and not text.endswith((",", ":", "。", ";", "、", "..."))
        and sum("\u4e00" <= char <= "\u9fff" for char in text) >= 4
        and not _DATE_LINE.fullmatch(text)
        and not _SPEAKER.fullmatch(text)
        and not _SUBTITLE.fullmatch(text)
    )


def _title_end(lines: Sequence[Line], row: int, front: Sequence[int]) -> int:
    """Return where the title ends in its line: before a site's name, if one is appended."""
    text = lines[row].text
    suffix = _SITE_SUFFIX.search(text)
    if suffix is None or suffix.start() < 4:
        return len(text)
    named = re.search(r"网|站|文库|论坛|频道|门户|\.com|\.cn|平台|资讯", suffix[0])
    underscore = "_" in suffix[0]
    return suffix.start() if named or underscore else len(text)


def opens_paragraph(text: str) -> bool:
    """Whether a folded line begins something new by its form: a numbered point, a heading, a salutation."""
    return _ENUMERATION.match(text) is not None or _SALUTATION.fullmatch(text) is not None


def is_salutation(text: str) -> bool:
    """Whether a folded line is a salutation such as 同志们: or 各位代表:."""
    return len(text) <= LONGEST_TITLE and _SALUTATION.fullmatch(text) is not None


def is_heading(text: str) -> bool:
    """Whether a folded line reads like a heading: short, no end of sentence, numbered or without a pause."""
    if len(text) > LONGEST_TITLE or "。" in text or _SENTENCE_END.search(text) or text[-1] in ":,、":
        return False
    return _ENUMERATION.match(text) is not None or not re.search(r"[,。;]", text)
