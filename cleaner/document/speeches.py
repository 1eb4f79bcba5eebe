"""Find the speeches of a page: split collections, and hand each speech to who finds its title.

Works on the lines of the folded view; what it says are line numbers and ranges in lines. Nothing here knows rules.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from cleaner.document.copies import find_copies, find_copies_below
from cleaner.document.forms import is_name, is_salutation, is_signature, opens_speech, speaker_in
from cleaner.document.headers import Header, ends, find_headers
from cleaner.document.paging import Turn, leads_elsewhere, said_again, turns
from cleaner.document.runningheads import find_running_heads
from cleaner.document.strip import Arrangement, Line, Region
from cleaner.document.titles import Lift, Lifts, front_matter, heading, title_key

_CONTENTS = re.compile(
    r"(?:本文|文章|本篇文章)?(?:目录|导航)(?:导航|索引)?|(?:本文|本页)(?:内容|导读)|CONTENTS|Contents"
)
_WRITTEN_OUT = re.compile(  # with what may be glued to it: a credit or a stamp in brackets, an address, jamming
    r"(?:\d{4}|[〇零○一二三四五六七八九]{4}|(?:中华)?民国 ?\d{2,3})年(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:\d{1,2}|[一二三四五六七八九十]{1,3})日"
    r"(?: {0,3}[\[(【〔<][^\[\]()【】〔〕<>。]{2,24}[\])】〕>]| {0,3}[!-~][ -~]{3,60})?"
)
_COUNTED_LINE = re.compile(r"(\d{1,2})[、.:](?!\d)[^。!?]{4,60}$")
_ATTACHED, _NEXT_ATTACHED = re.compile(r"附件: ?1[.、]"), re.compile(r"(\d{1,2})[.、](?!\d)[^。!?]{2,40}$")
_SOLEMN = re.compile(r"中华民国|[〇零○一二三四五六七八九]{4}年")  # so no site writes when it published
_BOTH = re.compile(
    r"(\S{2,30}) {1,8}(?:\d{4}年\d{1,2}月\d{1,2}日|\d{4}\.\d{1,2}\.\d{1,2}"
    r"|[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
)
LONGEST_TAIL = 200  # lines under a text among which the date that it is signed with is looked for
FEWEST_ABOVE = 2  # lines of chrome above a title that has some right below it, too
NEAR_SIGNATURE = 8  # lines above a signature, one of which must be a sentence


@dataclass(frozen=True, slots=True)
class Part:
    """One speech: its lines ``[first, last]`` and what is lifted out of them."""

    first: int
    last: int
    lifts: Lifts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outline:
    """The page as speeches; ``lifts`` holds what belongs to the page as a whole.

    ``heading`` is the line that says the page's first line again: above it there is only the page's head. ``copies`` are
    lines that only copy the beginning of a speech below them. ``turns`` are the places where one file of the document ends and
    the next begins, ``again`` lines that stand on another page too.
    """

    parts: tuple[Part, ...]
    lifts: Lifts
    heading: int = 0
    copies: frozenset[int] = frozenset()
    turns: tuple[Turn, ...] = ()
    again: Lifts = field(default_factory=dict)

    def lifted_lines(self) -> frozenset[int]:
        """Return the numbers of all lines that are lifted."""
        return frozenset(self.lifts).union(self.again, *(part.lifts for part in self.parts))

    def arrangement(self, lines: Sequence[Line]) -> Arrangement:
        """Return where heads and tails are peeled: at the ends of each page and of each speech on it."""
        pages = [*_page_regions(self.heading, self.turns, len(lines))]
        parts = self.parts if len(self.parts) > 1 else ()
        speeches = [
            _overlap(part, page)
            for part in parts
            for page in pages
            if part.first <= page.last and page.first <= part.last
        ]
        transparent = self.lifted_lines() - self.again.keys()  # rules may know what is said again
        looked_through = transparent | _cut_off_opening(lines)
        regions = tuple(replace(region, signed=_signed(lines, region)) for region in (*pages, *speeches))
        heads = frozenset() if self.turns else find_running_heads(lines) - self.lifted_lines()  # pages say titles again
        return Arrangement(regions, looked_through, self.copies, heads)


def _overlap(part: Part, page: Region) -> Region:
    """Return the region of a speech as far as it stands on one page."""
    first, last = max(page.first, part.first), min(page.last, part.last)
    known = [row for row in page.text or () if first <= row <= last]
    return Region(first, last, page.heading, (known[0], known[-1]) if known else None)


def _signed(lines: Sequence[Line], region: Region) -> int:
    """Return the last line of what a text ends with: the date that it is signed with, or the list of what is attached; or -1."""
    rows = [row for row in range(region.first, region.last + 1) if lines[row].text]
    return max(_dated(lines, rows), _attached(lines, rows))


def _attached(lines: Sequence[Line], rows: Sequence[int]) -> int:
    """Return the last of the numbered lines that go on a list of what is attached, or -1."""
    for place in range(len(rows) - 1, max(1, len(rows) - LONGEST_TAIL), -1):
        if _ATTACHED.match(lines[rows[place]].text):
            last = place
            while last + 1 < len(rows) and (number := _NEXT_ATTACHED.match(lines[rows[last + 1]].text)):
                if int(number[1]) != last - place + 2:
                    break
                last += 1
            return rows[last] if last > place else -1
    return -1


def _dated(lines: Sequence[Line], rows: Sequence[int]) -> int:
    """Return the last line that is the date of a text, written out under or behind who signs it, or -1; a sentence stands above."""
    for place in range(len(rows) - 1, max(1, len(rows) - LONGEST_TAIL), -1):
        text, above = lines[rows[place]].text, lines[rows[place - 1]].text
        if _signs(text, above):
            before = (lines[row].text for row in rows[max(0, place - 1 - NEAR_SIGNATURE) : place])
            return rows[place] if any(line[-1] in "。!" for line in before) else -1
    return -1


def _signs(text: str, above: str) -> bool:
    """Whether a line is the date of a signature, or holds both: 某某县人民政府 2012年3月9日."""
    if _WRITTEN_OUT.fullmatch(text):
        return _SOLEMN.match(text) is not None or is_signature(above) or is_name(above) or speaker_in(above) is not None
    both = _BOTH.fullmatch(text)
    return both is not None and (is_signature(both[1]) or is_name(both[1]))


def _page_regions(heading: int, turns: Sequence[Turn], count: int) -> Iterator[Region]:
    """Yield the region of each page; of a sentence that is cut at its end both pieces are known to be text."""
    first, begins = 0, None
    for turn in (*turns, None):
        last = turn.first - 1 if turn else count - 1
        ends = turn.cut[0] if turn and turn.cut else None
        known = [row for row in (begins, ends) if row is not None]
        yield Region(first, last, heading, (known[0], known[-1]) if known else None)
        if turn:
            first, heading, begins = turn.first, turn.heading, turn.cut[1] if turn.cut else None


def _cut_off_opening(lines: Sequence[Line]) -> frozenset[int]:
    """Return the page's last line if it opens a speech and breaks off in dots: sites show speeches so, as a preview.

    It may be a teaser for another page as well; what cannot be told apart from a speech stays, and rules look past it.
    """
    last = max((number for number, line in enumerate(lines) if line.text), default=None)
    if last is None or not lines[last].text.endswith(("...", "…")):
        return frozenset()
    return frozenset({last}) if opens_speech(lines[last].text) else frozenset()


def outline(
    lines: Sequence[Line],
    done: set[int],
    dated: Collection[int] = (),
    *,
    split: bool = True,
    title: bool = True,
    known: str | None = None,
    breaks: Sequence[int] = (),
    written: Collection[int] = (),
) -> Outline:
    """Read the structure of a page off its lines.

    ``done`` are lines that are wholly marked already, ``dated`` those that gave a date of publication, an author, a source.
    ``split`` allows several speeches; ``title`` allows a title to be lifted (False where the input names it), ``known`` is the
    key of the title that the input names: what repeats it is lifted, with date and speaker under it. ``breaks`` are the lines
    at which later pages of the document begin; ``written`` are the lines that held anything before rules took some out.
    """
    gone = {row for row in written if row >= len(lines) or not lines[row].text}.union(done)
    rows = [number for number, line in enumerate(lines) if line.text and number not in done]
    copies = find_copies(lines, rows)
    rows = [row for row in rows if row not in copies]
    headers = find_headers(lines, rows) if split else []
    if headers and _are_chapters(lines, rows, headers):
        headers = []
    copies |= _copies_around(lines, rows, headers)
    rows = [row for row in rows if row not in copies]
    own = [row for row in rows if row < min(breaks, default=len(lines))]  # of the first page
    above = (heading(lines, own) if title else None) or 0

    def front(rows: Sequence[int], dated: Collection[int], *, alone: bool) -> Lifts:
        if not title and not known:
            return {}
        return front_matter(lines, rows, dated, wanted=known, alone=alone, headed=bool(known), gone=gone)

    if headers:
        top = [row for row in own if row < headers[0].row]
        lifts = _table_of_contents(lines, top, headers)
        lifts |= front([row for row in top if row not in lifts], (), alone=True)
        above = above or _amid_chrome(lines, lifts, dated, gone)
        above = above if above < headers[0].row else 0
        whole = Outline(_parts(lines, rows, headers, gone), lifts, above, copies)
    else:
        dated = [row for row in dated if row in own] if breaks else dated
        part = Part(0, len(lines) - 1, front(own, dated, alone=bool(breaks)))
        above = above or _amid_chrome(lines, part.lifts, dated, gone)
        whole = Outline((part,), {}, above, copies)
    return _with_turns(whole, lines, rows, breaks)


def _amid_chrome(lines: Sequence[Line], lifts: Lifts, dated: Collection[int], gone: Collection[int]) -> int:
    """Return the row of a title right above chrome, or the date of the page, and below other chrome; 0 where there is none."""
    title = next((row for row in sorted(lifts) if any(lift.field == "title" for lift in lifts[row])), 0)
    below = next((row for row in range(title + 1, len(lines)) if lines[row].text or row in gone), -1)
    return title if (below in dated or below in gone) and sum(row < title for row in gone) >= FEWEST_ABOVE else 0


def _copies_around(lines: Sequence[Line], rows: Sequence[int], headers: Sequence[Header]) -> frozenset[int]:
    """Return the lines that copy the beginning of one speech: above each of several, and below a single one."""
    if not headers:
        return find_copies_below(lines, rows)
    found = (
        find_copies(lines, _between(rows, header.row, last))
        for header, last in zip(headers, ends(headers, len(lines)), strict=True)
    )
    return frozenset().union(*found)


def _between(rows: Sequence[int], above: int, last: int) -> Sequence[int]:
    """Return the rows, which ascend, below one and up to another."""
    return rows[bisect_right(rows, above) : bisect_right(rows, last)]


def _parts(
    lines: Sequence[Line], rows: Sequence[int], headers: Sequence[Header], gone: Collection[int]
) -> tuple[Part, ...]:
    """Return the speeches of a collection; the first has what stands above its header, too."""
    alike = len({lines[header.row].text[header.start : header.end] for header in headers}) < len(headers)
    firsts = [0, *(header.row for header in headers[1:])]
    return tuple(
        Part(first, last, _part_lifts(lines, rows, header, last, gone, alike=alike))
        for first, header, last in zip(firsts, headers, ends(headers, len(lines)), strict=True)
    )


def _with_turns(page: Outline, lines: Sequence[Line], rows: Sequence[int], breaks: Sequence[int]) -> Outline:
    """Add what a document of several pages has besides: where they turn, and lines that lead to or repeat other pages."""
    if not breaks:
        return page
    copied = {title_key(lines[row].text) for row in page.copies}
    copies = page.copies.union(row for row in rows if title_key(lines[row].text) in copied)  # above each page's text
    rows = [row for row in rows if row not in copies]
    told = page.lifts | page.parts[0].lifts
    lifts = leads_elsewhere(lines, rows, breaks, told) | told
    again = said_again(lines, [row for row in rows if row not in lifts], breaks)
    found = turns(lines, rows, breaks, lifts | again)
    return replace(page, lifts=page.lifts | lifts, copies=copies, again=again, turns=found)


def _are_chapters(lines: Sequence[Line], rows: Sequence[int], headers: Sequence[Header]) -> bool:
    """Whether headers divide one speech: it has begun with a salutation above them, and under none is there one again."""
    texts = {row: lines[row].text for row in rows}
    if not any(is_salutation(text) for row, text in texts.items() if row < headers[0].row):
        return False
    return not any(is_salutation(text) or opens_speech(text) for row, text in texts.items() if row > headers[0].row)


def _table_of_contents(lines: Sequence[Line], front: Sequence[int], headers: Sequence[Header]) -> Lifts:
    """Lift the lines before the first header that name speeches which follow, and the word above them."""
    texts = [(lines[header.row].text, header) for header in headers]
    names = {title_key(text) for text, _ in texts} | {title_key(text[h.start : h.end]) for text, h in texts}
    listed = [row for row in front if _names(title_key(lines[row].text), names - {""})]
    listed = listed if len(listed) > 1 else _numbered(lines, front, len(headers))
    if len(listed) < 2:  # a single line may be the page's title
        return {}
    heads = [row for row in front if row < listed[0] and _CONTENTS.fullmatch(title_key(lines[row].text))]
    return {row: (Lift("contents", 0, len(lines[row].text)),) for row in heads[-1:] + listed}


def _numbered(lines: Sequence[Line], front: Sequence[int], most: int) -> list[int]:
    """Return the lines under 目录 that number as many speeches as there are, whose headers do not say their titles."""
    heads = [place for place, row in enumerate(front) if _CONTENTS.fullmatch(title_key(lines[row].text))]
    below = front[heads[-1] + 1 : heads[-1] + 1 + most] if heads else []
    counted = [int(found[1]) for row in below if (found := _COUNTED_LINE.match(lines[row].text))]
    return list(below) if counted == [*range(1, most + 1)] else []


def _names(key: str, names: Collection[str]) -> bool:
    """Whether a line's key is one of the names, perhaps with a number before it or a page behind it."""
    return key in names or any(len(name) >= 6 and name in key and len(key) - len(name) <= 6 for name in names)


def _part_lifts(
    lines: Sequence[Line], rows: Sequence[int], header: Header, last: int, gone: Collection[int], *, alike: bool
) -> Lifts:
    """Lift a speech's header, and what stands between it and the speech: its own title, where headers are ``alike``."""
    following = _between(rows, header.row, last)
    titled = header.end > header.start
    if titled and alike:
        own = front_matter(lines, following, (), wanted=None, headed=True, gone=gone)
        titled = not any(lift.field == "title" for found in own.values() for lift in found)
    lifts: Lifts = {}
    lifts[header.row] = (Lift("title", header.start, header.end),) if titled else (Lift("header", 0, 0),)
    wanted = title_key(lines[header.row].text[header.start : header.end]) if titled else None
    return lifts | front_matter(lines, following, (), wanted=wanted, headed=True, gone=gone)
