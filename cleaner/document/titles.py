"""Find what stands above a speech: title, subtitle, date, speaker. What it says are lines and ranges in them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from cleaner.document.dates import iso_date
from cleaner.document.forms import (
    LONGEST_TITLE,
    could_be_title,
    ends_as_title,
    is_date,
    is_name,
    is_salutation,
    is_subtitle,
    names_a_kind,
    names_a_speech,
    opens_paragraph,
    opens_with_salutation,
    speaker_in,
)
from cleaner.document.hosts import TLD
from cleaner.document.strip import Line

LONGEST_FRONT = 30  # lines above the first line of a speech in which a title may be repeated
LONGEST_SALUTATION = 30  # code points of a salutation
LONGEST_HEAD = 300  # lines of a page's head, above the heading of its text
LEADS = 3  # sentences of a site's lead that may stand between front rows and the salutation
TITLE_AMONG = 8  # lines among which a title is looked for that is not repeated
SHORTEST_SURE_TITLE = 6  # code points
SHORTEST_SUBTITLED = 3  # of a title with its subtitle on the next line

_NO_LETTERS = re.compile(r"[\W_]+")
_PAUSES = frozenset("。!?;:,…")
_SITE_SUFFIX = re.compile(r"(?:\s*_[^_]{2,20})+$|\s*[-|]+\s*[^-_|]{2,20}$")
_LABEL_BEFORE = re.compile(
    r"(?:[★☆◆●■※▲◎♥❤☞◇♦~=|#* ]+|[【\[(](?:原创|分享|转[载帖贴]|推荐|精品|精华|置顶|范文|热门|讨论|求助|最新|整理|资料|公文|实用|转发|荐|热|顶|首发|独家|精选|党课|材料|领导讲话|讲话稿?|演讲稿?|发言稿?|致辞)[】\])] ?|(?:主 ?题|标 ?题|题目|题名|文章标题|帖子标题) ?: ?|[跪急]?求(?:[一两二几\d]?[篇份个]))+"
)
_LABEL_BEHIND = re.compile(
    r"(?: ?(?:\(\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{2}(?::\d{2})?\)(?:转载)?▼?|\[(?:复制链接|打印|收藏|转帖|原创|推荐|精华)\]|[(](?:全文|实录|附?全文实录|只有中文|附?短片|附?视频|附?[组多]?图|精品|精选|推荐|最新|优秀|原创|热门|通用|范文|模板|完整版|免费|荐|热|VIP)[)]|[,!]? ?(?:急[用求需]?|在线等|跪求|谢谢)!*|\.(?:docx?|pptx?|pdf|txt|wps|rtf)|[★☆◆●■※▲◎♥❤☜◇♦~=|#*]+)"
    r"| (?:精品|推荐|精华|热门|原创))+ ?$"
)
_SITE_LINE = re.compile(
    rf"[|>»→❤♥·☎{{}}]|[A-Za-z0-9]\.(?:{TLD})(?![a-z])|"
    r"首页|博客|论坛|[\u4e00-\u9fff] [A-Z][A-Za-z]{3,}$|(?:^| )[\u4e00-\u9fff]{2,4}(?: +[\u4e00-\u9fff]{2,4}){2,}"
)
_QUOTED = re.compile("《[^《》]{4,}》")
_SITE = re.compile(r"_|网|站|文库|论坛|频道|门户|\.com|\.cn|平台|资讯")


@dataclass(frozen=True, slots=True)
class Lift:
    """A field and the range of its value in the stripped line; the whole line is lifted."""

    field: str
    start: int
    end: int


Lifts = dict[int, tuple[Lift, ...]]  # by the line's number


@lru_cache(maxsize=4096)  # the same lines are asked about in every round
def title_key(folded: str) -> str:
    """Return what makes two titles the same: letters and digits of the folded text."""
    return _NO_LETTERS.sub("", folded)


def front_matter(
    lines: Sequence[Line],
    rows: Sequence[int],
    dated: Collection[int],
    *,
    wanted: str | None,
    alone: bool = False,
    headed: bool = False,
    gone: Collection[int] = (),
) -> Lifts:
    """Lift title, subtitle, dates and speaker from the ``rows`` before the body.

    ``dated`` are lines that told when and by whom the page was published: they stand right under the title.
    ``wanted`` is the key of a title that is already known: only its repetitions are lifted. ``alone`` says that the rows
    are all there is before the first header, so nothing need follow a title; ``headed``, that they stand under a header, so
    that a date or a speaker counts even without a title. ``gone`` are lines that rules took out: chrome stood there.
    """
    title = heading(lines, rows) if wanted is None else None
    headline = title is not None
    front = _front(lines, rows if title is None else [rows[0], *_told_above(lines, rows, title)])
    if wanted is None:
        if title is None:
            title = _title_row(lines, front, dated, top=rows[:1], body=len(front) < len(rows) or alone)
        if title is None and not headed:
            return {}
    lifts: Lifts = {}
    if title is not None:
        start, end = _title_range(lines[title].text)
        lifts[title] = (Lift("title", start, end),)
        wanted = title_key(lines[title].text[start:end])
    alone_above = title is not None and len(_told_above(lines, rows, title)) == len(rows)
    counting = front[1:] if headline else front if alone_above else ()
    lifts = _with_front(lines, front, lifts, _dates(lines, front, gone), title, wanted or "", counting)
    spoken = any(lift.field == "speaker" for found in lifts.values() for lift in found)
    return lifts if spoken else lifts | _name_alone(lines, rows, lifts, headed=headed)


def _with_front(
    lines: Sequence[Line],
    front: Sequence[int],
    lifts: Lifts,
    dates: Mapping[int, str],
    title: int | None,
    wanted: str,
    counting: Collection[int],
) -> Lifts:
    """Add to ``lifts`` what the other front rows are; above the title dates and speakers are only in rows that are ``counting``."""
    lifts = dict(lifts)
    subtitled = {row for row, below in pairwise(front) if is_subtitle(lines[below].text)}
    told: set[str] = set()
    for row in front:
        if row != title:
            lift = _lift(
                lines[row].text,
                wanted,
                above=title is not None and row < title,
                between=row in counting,
                after=row - 1 in lifts,
                before=row in subtitled,
                date=dates.get(row),
                said=any(lift.field == "title" for other in lifts if other < row for lift in lifts[other]),
            )
            if lift is not None and (lift.field == "title" or lift.field not in told):
                lifts[row] = (lift,)
                told.add(lift.field)  # a second date or speaker is not the speech's: it stays
    return lifts


def _name_alone(lines: Sequence[Line], rows: Sequence[int], lifts: Lifts, *, headed: bool) -> Lifts:
    """Lift the name, and nothing else, of who speaks: between what is lifted or the header and the salutation."""
    for above, row, below in zip([-1, *rows], rows, rows[1:LONGEST_FRONT], strict=False):
        stands_under = above in lifts or (headed and above < 0)
        if stands_under and is_name(lines[row].text) and (below in lifts or is_salutation(lines[below].text)):
            return {row: (Lift("speaker", 0, len(lines[row].text)),)}
    return {}


def heading(lines: Sequence[Line], rows: Sequence[int]) -> int | None:
    """Return the row where a page's first line, the browser's title, is said again above the text; or None.

    What lies between the two is the page's head, however long it is. Said several times, the last one counts, as long as
    nothing but short lines stands between them and the text begins below.
    """
    if not rows or not could_be_title(bare(lines[rows[0]].text)) or opens_paragraph(lines[rows[0]].text):
        return None
    again = _said_again(lines, rows)
    if not again:
        return None
    last = again[0]
    for earlier, later in pairwise(again):
        between = [lines[row].text for row in rows if earlier < row < later]
        if any(len(text) > LONGEST_TITLE or text[-1] in _PAUSES or opens_paragraph(text) for text in between):
            break
        last = later
    below = (lines[row].text for row in rows if row > last)
    return last if last == again[0] or any(text[-1] in _PAUSES for text in below) else again[0]


def _said_again(lines: Sequence[Line], rows: Sequence[int]) -> list[int]:
    """Return the rows that say the first one again, before the text has begun for sure."""
    again = []
    sentences = 0
    for row in rows[1:LONGEST_HEAD]:
        text = lines[row].text
        key = title_key(text)
        if len(key) >= SHORTEST_SURE_TITLE and _says_again(lines, rows[0], row):
            again.append(row)
        sentences += len(text) > LONGEST_TITLE and "。" in text
        if sentences > 1 or (len(text) <= LONGEST_SALUTATION and opens_with_salutation(text)):
            break
    return again


def _told_above(lines: Sequence[Line], rows: Sequence[int], title: int) -> list[int]:
    """Return the rows from the heading ``title`` on, and those above it that give the speech's date or speaker."""
    texts = {row: lines[row].text for row in rows}
    return [row for row, text in texts.items() if row >= title or is_date(text) or speaker_in(text) is not None]


def _lift(
    text: str, wanted: str, *, above: bool, between: bool, after: bool, before: bool, date: str | None, said: bool
) -> Lift | None:
    """Say what a line of the front matter is, if anything; ``above`` the title only its copies count.

    ``between`` the browser's title and the heading, or where nothing else stands above, a date or a speaker counts as well;
    ``after`` a title or another line that is lifted comes a subtitle, and ``before`` one what the title begins with. ``date``
    is the field of a line that is a date. Where the title was ``said`` before, a date above it is at least the page's.
    """
    key = title_key(text)
    if after and not above and is_subtitle(text):
        return Lift("subtitle", 0, len(text))
    begins = before and len(key) >= SHORTEST_SUBTITLED and wanted.startswith(key)
    if _repeats(key, wanted) or (above and _same_title(key, wanted)) or begins:
        return Lift("title", 0, len(text))
    if above and not between:
        return Lift(date, 0, len(text)) if date == "published" and said else None
    if date is not None:
        return Lift(date, 0, len(text))
    speaker = speaker_in(text)
    return None if speaker is None else Lift("speaker", *speaker)


def _dates(lines: Sequence[Line], front: Sequence[int], gone: Collection[int]) -> dict[int, str]:
    """Return the rows that are dates, and whether the speech was given then or the page published.

    A date in brackets or written out is the speech's, as is the last of several; one in figures next to chrome is the page's.
    """
    rows = [row for row in front if is_date(lines[row].text) and iso_date(lines[row].text) is not None]
    sure = [row for row in rows if lines[row].text.startswith("(") or not re.search(r"\d", lines[row].text)]
    own = sure or [row for row in rows[-1:] if not _above_chrome(row, gone, len(lines), lines)]
    return {row: "date" if row in own else "published" for row in rows}


def _above_chrome(row: int, gone: Collection[int], count: int, lines: Sequence[Line]) -> bool:
    """Whether the next line that holds anything was taken out by a rule."""
    below = next((other for other in range(row + 1, count) if other in gone or lines[other].text), None)
    return below in gone


def front_rows(lines: Sequence[Line], rows: Sequence[int]) -> list[int]:
    """Return the rows before the first that is running text, a salutation or a numbered heading."""
    front: list[int] = []
    for row in rows[:LONGEST_FRONT]:
        text = lines[row].text
        if len(text) > LONGEST_TITLE + 20 or opens_paragraph(text) or text[-1] in "。;":
            break
        front.append(row)
    return front


def _front(lines: Sequence[Line], rows: Sequence[int]) -> list[int]:
    """Return the front rows, and those further down that stand above the salutation: what lies between is a site's lead."""
    front = front_rows(lines, rows)
    further = rows[len(front) : LONGEST_FRONT]
    salutation = next((n for n, row in enumerate(further) if is_salutation(lines[row].text)), None)
    if salutation is None:
        return front
    between = further[:salutation]
    leads = [row for row in between if not front_rows(lines, [row])]
    if len(leads) > LEADS or any(opens_paragraph(lines[row].text) for row in leads):
        return front
    said = {title_key(lines[row].text) for row in front}
    return front + [row for row in between if row not in leads and _goes_on_front(lines[row].text, said)]


def _goes_on_front(text: str, said: Collection[str]) -> bool:
    """Whether a line behind a lead may be front matter: what could be a title ends so, or one that was said above begins so."""
    return not could_be_title(text) or ends_as_title(text) or any(title.startswith(title_key(text)) for title in said)


def _title_row(
    lines: Sequence[Line], front: Sequence[int], dated: Collection[int], *, top: Sequence[int], body: bool
) -> int | None:
    """Return the row of the title: one that is repeated, else one right above its date, else the first likely one.

    A refrain is repeated too: a repetition counts only where no earlier line says what kind of speech this is.
    """
    likely = [row for row in front if could_be_title(bare(lines[row].text))]
    named = [row for row in likely[:TITLE_AMONG] if names_a_speech(lines[row].text)]
    named.sort(key=lambda row: _doubts(bare(lines[row].text)))
    for row in likely:
        copies = [other for other in likely if other > row and _says_again(lines, row, other)]
        if copies and (not named or row <= named[0] or row in named):
            longer, shorter = _keys(lines, row, copies[-1])
            return copies[-1] if len(shorter) < len(longer) else row
    if not body:
        return None
    above = [row for row in likely if row < min(dated, default=0)]
    if above and above[-1] in named:
        return above[-1]
    first = likely[:1] if likely[:1] == list(top) else []
    return next(iter(named or first), None)


def _doubts(text: str) -> tuple[bool, ...]:
    """Return what speaks against a title, the weightiest first.

    述职报告 may be a menu's word; 优质范文 may be any text; a line with marks or a host may be the name of a site.
    """
    return (
        len(text) < SHORTEST_SURE_TITLE,
        _SITE_LINE.search(text) is not None,
        not names_a_kind(text),
        not ends_as_title(text),
    )


def _keys(lines: Sequence[Line], row: int, other: int) -> tuple[str, str]:
    return title_key(lines[row].text), title_key(lines[other].text)


def _says_again(lines: Sequence[Line], row: int, other: int) -> bool:
    """Whether the row ``other`` says the title in ``row`` again, and not the name of the site."""
    title = lines[row].text[: title_end(lines[row].text)]
    return _same_title(*_keys(lines, row, other)) and names_a_speech(title) <= names_a_speech(lines[other].text)


def _same_title(longer: str, shorter: str) -> bool:
    """Whether a line repeats an earlier one, which may add the site's name behind it."""
    return len(shorter) >= 4 and longer.startswith(shorter) and len(longer) - len(shorter) <= 20


def is_repeated(key: str, title: str) -> bool:
    """Whether a line's key says a title again, perhaps with the site's name or a page's number behind it."""
    return _repeats(key, title) or _same_title(key, title)


def _repeats(key: str, wanted: str) -> bool:
    """Whether a line is the wanted title again, perhaps without a year or a number that a header adds."""
    return key == wanted or (len(key) >= 6 and len(key) * 2 >= len(wanted) and key in wanted)


def _title_range(text: str) -> tuple[int, int]:
    """Return where the title stands in its line: inside 《》, and before a site's name, if one is appended."""
    if _QUOTED.fullmatch(text):
        return 1, len(text) - 1
    return title_start(text), title_end(text)


def title_end(text: str) -> int:
    """Return where a title ends before what a site appends to it: its name, the ending of a file, a button."""
    end = len(text)
    label = _LABEL_BEHIND.search(text)
    if label is not None and label.start() >= 4:
        end = label.start()
    suffix = _SITE_SUFFIX.search(text[:end])
    if suffix is None or suffix.start() < 4:
        return end
    named = _SITE.search(suffix[0]) or (suffix[0].startswith(" -") and ends_as_title(text[: suffix.start()]))
    return suffix.start() if named else end


def title_start(text: str) -> int:
    """Return where a title begins behind what a forum puts before it: a label in brackets, marks.

    >>> title_start("【原创】在全区会议上的讲话"), title_start("主题: 在全区会议上的讲话"), title_start("【农业】在全区会议上的讲话")
    (4, 4, 0)
    """
    label = _LABEL_BEFORE.match(text)
    return label.end() if label is not None and len(text) - label.end() >= 4 else 0


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """Return a title without what sites put before it and append to it."""
    start, end = _title_range(text)
    return text[start:end] if start < end else text
