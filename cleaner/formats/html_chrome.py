"""Which lines of a page are chrome by its markup: lists of links, named areas, and what lies outside the main text.

The main text is the smallest box that holds nearly all sentences of the page. In doubt a line stays, for rules can still
take it: sentences go only from areas that say what they are, or far from the main text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate

from cleaner.formats.html_facts import LONGEST_TITLE
from cleaner.formats.html_lines import CELLS, Box, MarkedLine
from cleaner.formats.html_sections import Sections

LINK, AREA, OUTSIDE = "markup-link", "markup-area", "markup-outside"

LINKED = 0.8  # share of a line's characters: a line of links
MAIN = 0.75  # share of the mass of the page's sentences that the box of the main text holds at least
SMALL = 0.2  # share of the page's sentences that an area may hold at most
FEWEST = 100  # characters of sentences; below that there is no telling what the main text is
FEWEST_TITLED = 30  # the same where the title above them is known
SHORTEST_SENTENCE = 20  # characters
LONG = 40  # characters of a sentence that is no headline
PARAGRAPH = 200  # characters of a full paragraph
LIST = 3  # lines of links in a row are a list, and so are as many teasers
TEASER = 3  # lines beside the sentence of a teaser: what it leads to, by whom, when
ABOVE, BELOW = 6, 3  # lines next to the main text that may belong to it: who spoke and when
ABOVE_TITLE = 0.3  # share of the mass of the page's sentences that may stand above their title
MOSTLY = 0.5  # share of the page's sentences that stands above what readers say of it
SHORTER = 0.35  # of the sentences of the longest of several posts another one may hold that is no part of its text
NAME, VOICE = 16, 6  # characters of a name, and lines that who is named says
SHORTEST_TITLE = 4  # characters
ALL = 0.9  # share of a line's characters: a link and nothing else

_BOXES = frozenset(
    ("body", "div", "article", "section", "main", "center", "form", "fieldset", "table", "tbody", *CELLS)
)
_DATE = re.compile(r"[\[(（]?(?:(?:19|20)\d\d[-/.年])?\d{1,2}[-/.月]\d{1,2}日?[\])）]?|\d{1,2}[:：]\d\d(?:[:：]\d\d)?")
_PAUSE = re.compile("[，。！？；、,!?;]")
_ENDED = re.compile("[。！？…：；.!?:;][”’」』）)]*$")
_WORDS = re.compile(r"[\u3400-\u9fff\s·、]+")
_NUMBERED = re.compile(r"[（(]?(?:[一二三四五六七八九十百]+|\d+|第.{1,3}[章节条部])[）)、.．:： ]|附件")
_NUMBER = re.compile(r"\d+")  # of a post, in its name
_POST = re.compile(
    r"发表[于在]|發表於|只看该作者|^\d{1,3} ?[#楼樓]|[回覆复] ?举报|举报$|^举报 ?[|｜]|来自.{1,12}客户端|檢舉|评论\(\d|留言\(\d|继续阅读|閱讀更多|阅读(?:更多|全文|原文)"
    r"|繼續閱讀|查看全文|^推荐于|^发布于|赞\(?\d|^(?:[^，。！？；：]{1,16} )?\d{4}[-/]\d{1,2}[-/]\d{1,2} \d{1,2}:\d\d"
)
_ANSWER = re.compile(  # stands above an answer: what is above it is the question
    r"(?:(?:最佳|满意|推荐|采纳|优质|精选|网友|专家|热心网友)(?:的)?(?:答案|回答|解答)|(?:最佳|滿意|推薦|採納)(?:解答|答案|回答))(?:推荐于.{0,20}|[:：]|\s*\d.{0,20})?"
    r"|[\d,.]+ ?[万萬kK]? ?人(?:也)?(?:赞同|贊同|认可|推荐)了?(?:该|此|这个)?(?:回答|答案)"
)
_ASKS = re.compile(r"[?？]$|^[跪急]?求|怎么写|怎样写|如何写|有没有|谁有|哪位|急[用求]|求一?[份篇]|跪求|求助")
_AREAS = frozenset(("nav", "footer", "aside", "figcaption"))
_NAMED = re.compile(
    r"(?<![a-z])(?:(?:top|main|sub|side|left|right|site|page|foot|head|bottom)?[-_]?(?:nav|navi|navbar|navigation|menu|menubar)"
    r"|foot|footer|copyright|copy|crumbs?|breadcrumbs?|bread|place|path|position|location|weizhi|dangqian|mianbaoxie"
    r"|side|sidebar|aside|rightbar|leftbar|relat(?:ed|e|ion)s?|recommend|recommends|tuijian|xiangguan|xgyd|hot|hotnews|rank|ranking|paihang"
    r"|comment|comments|cmt|cmts|decmt|pinglun|discuss|reply|replies|feed|groom|digg|newdigg|diggbox|likes?|zan"
    r"|share|bdsharebuttonbox|bshare|jiathis|fenxiang|toolbar|tools|login|search|searchbox|newsletter|subscribe"
    r"|friendlinks?|links|yqlj|pager|pages|pagination|fenye|prenext|prevnext|pre_next|prev_next|tags?|tagbar|qrcode|erweima|weixin"
    r"|(?:wp-)?caption|(?:img|pic|photo|image|fig)[-_]?(?:caption|desc|note|info|text|txt|title|intro|credit)|tuzhu|tushuo|cta|donat(?:e|ion)s?|reward|dashang"
    r"|videos?|video-?box|player|ads?|ad(?:box|slot|wrap|left|right|area)|advert|guanggao|gg|banner|topbar|statement|disclaim|disclaimer|mianze)(?![a-z])"
)
_SURE = re.compile(  # areas that hold no speech, however many sentences they hold
    r"(?<![a-z])(?:foot|footer|copyright|comments?|cmts?|decmt|pinglun|discuss|relat(?:ed|e|ion)s?|recommends?|groom|feed|tuijian|xiangguan"
    r"|disclaim|disclaimer|mianze|statement|newsletter|subscribe|sidebar|aside|(?:wp-)?caption|reward|dashang)(?![a-z])"
)


class Page:
    """The lines of a page, and where its main text is."""

    def __init__(self, lines: Sequence[MarkedLine], said: Sequence[int] = ()) -> None:
        """Read the ``lines``, of which ``said`` say the title that the page has by its head."""
        self.lines = lines
        trusted = _links_tell(lines)
        self.links = [trusted and _is_link(line) for line in lines]
        self.weights = [_weight(line, trusted=trusted) for line in lines]
        self.boxes = _boxes(lines)
        self._weigh(self.weights)
        self._find_areas()
        self.teasers, self.voices = self._teasers(), frozenset(self._voices())
        self.title = self._title(said)
        self.named = Sections(lines, self.weights, self.links, self.title).found
        own = [number for number in range(self.title or 0, len(lines)) if not self._in_area(number)]
        total = sum(self.weights[number] for number in own)
        # a paragraph tells more of where the text is than as many characters in teasers and comments
        masses = [0] * len(lines)
        for number in own:
            masses[number] = _mass(self.weights[number])
        self._weigh(masses)
        self.main = self._main(sum(masses)) if total >= (FEWEST if self.title is None else FEWEST_TITLED) else None
        self.near = self._near()
        beside = [n for n in own if self.weights[n] and self.near is not None and _in(self.near, n)]
        self.reach = (beside[0], beside[-1]) if beside else (0, -1)
        self.joining = set(self._joining(-1)) | set(self._joining(1))
        self.sentences = [n for n in own if self.weights[n] and self.main is not None and _in(self.main, n)]
        self.question = self._question()

    @property
    def start(self) -> int:
        """The first sentence of the main text; the number of all lines where none is known."""
        return self.sentences[0] if self.sentences else len(self.lines)

    def chrome(self, title: int | None) -> dict[int, str]:
        """Return the lines that are chrome, with the name of the reason; ``title`` is the line of the page's title."""
        reasons = {number: self._reason(number, title) for number in range(len(self.lines)) if number != title}
        return {number: reason for number, reason in reasons.items() if reason}

    def _title(self, said: Sequence[int]) -> int | None:
        """Return the line that is the title of what stands below it: a heading if there is one, and the first."""
        above = [0, *accumulate(0 if n in self.teasers else _mass(weight) for n, weight in enumerate(self.weights))]
        titles = [n for n in said if above[n] <= ABOVE_TITLE * above[-1] and self.lines[n].box.area is None]
        return min(titles, key=lambda number: (not self.lines[number].heading, number), default=None)

    def _question(self) -> range:
        """Return the lines of a question that the text answers: from the title to the line that says that an answer follows."""
        below = range((self.title or 0) + 1, min(self.start, len(self.lines)))
        ends = (number for number in below if _ANSWER.fullmatch(self.lines[number].text))
        end = next(ends, None) if self.title is not None else None
        return range(0) if self.title is None or end is None else range(self.title, end + 1)

    def answer_title(self) -> int | None:
        """Return the line right below a question that is the title of the answer, where the question only asks for a text."""
        if not self.question or not _ASKS.search(self.lines[self.question[0]].text):
            return None
        below = range(self.question[-1] + 1, len(self.lines))
        first = next((number for number in below if not self._in_area(number)), None)
        text = "" if first is None else self.lines[first].text.strip()
        fits = SHORTEST_TITLE <= len(text) <= LONGEST_TITLE and not _ENDED.search(text) and not _NUMBERED.match(text)
        return first if fits else None

    def _in_area(self, number: int) -> bool:
        beside = number in self.named or number in self.teasers or number in self.voices
        return beside or self.lines[number].box.area is not None

    def _teasers(self) -> set[int]:
        """Return the lines of boxes that each hold a link and a sentence about it, where there are several in a row."""
        groups: dict[tuple[Box | None, str, str], set[int]] = {}
        counts: Counter[tuple[Box | None, str, str]] = Counter()
        for number in range(1, len(self.lines)):
            line, above = self.lines[number], self.lines[number - 1]
            if not (0 < self.weights[number] <= PARAGRAPH and self.links[number - 1]) or _NUMBERED.match(above.text):
                continue
            box: Box | None = line.box
            while box is not None and box.first >= number:
                box = box.parent
            item: tuple[Box | None, str, str]
            if box is not None and (line.box.tag, above.box.tag) == ("dd", "dt"):
                item, lines = (box, "dd", ""), range(number - 1, number + 1)
            elif box is not None and number - TEASER <= box.first and box.last <= number + TEASER:
                item, lines = (box.parent, box.tag, box.name), range(box.first, box.last + 1)
            else:
                continue
            groups.setdefault(item, set()).update(lines)
            counts[item] += 1
        return {number for item, lines in groups.items() if counts[item] >= LIST for number in lines}

    def _reason(self, number: int, title: int | None) -> str:
        sentence, area = self.weights[number] > 0, self.lines[number].box.area
        inside = self.main is not None and _in(self.main, number)
        if self.links[number] and (
            not inside or self._in_list(number) or number > self.sentences[-1] or self._is_insert(number)
        ):
            return LINK
        if number in self.named or number in self.voices or number in self.question:
            return AREA
        if area is not None and (not sentence or _SURE.search(area.name) or area.tag in _AREAS):
            return AREA
        if self.main is None or inside:
            return ""
        if number in self.teasers:
            return AREA
        if title is not None and title < number < self.main.first:  # who, when, from where: rules read it
            return ""
        if title is not None and number < title:
            near = self.near is not None and _in(self.near, number)
            return "" if near and sentence and title != self.title else OUTSIDE
        return "" if self._belongs(number) else OUTSIDE

    def _belongs(self, number: int) -> bool:
        """Whether a line outside of the box of the main text may belong to it."""
        assert self.main is not None
        if number in self.joining:
            return True
        if self.near is None or not _in(self.near, number):
            return False
        between = self.reach[0] <= number <= self.reach[1]  # two sentences near the text: it may be a heading
        above = self.main.first - ABOVE <= number < self.main.first
        return between or above or self._signs(number)

    def _signs(self, number: int) -> bool:
        """Whether a line right below the main text may end it: a sentence, or who signs it and when."""
        assert self.main is not None
        text = self.lines[number].text
        below = self.main.last < number <= self.main.last + BELOW
        return below and bool(_ENDED.search(text) or _DATE.search(text) or _WORDS.fullmatch(text))

    def _is_insert(self, number: int) -> bool:
        """Whether a line of the text is a link and nothing else, neither a heading nor a sentence."""
        line = self.lines[number]
        bare = line.linked >= ALL * line.size and not line.heading
        return bare and not _ENDED.search(line.text) and not _NUMBERED.match(line.text)

    def _weigh(self, weights: Sequence[int]) -> None:
        """Add up the weights of lines by box."""
        for box in self.boxes:
            box.prose = 0
        for line, weight in zip(self.lines, weights, strict=True):
            line.box.prose += weight
        for box in reversed(self.boxes):
            if box.parent is not None:
                box.parent.prose += box.prose

    def _find_areas(self) -> None:
        """Let each box know the area it is in: one that is named for what is no text, and that holds few sentences."""
        total = sum(self.weights)
        for box in self.boxes:
            named = box.tag in _AREAS or (box.tag not in ("html", "body") and _NAMED.search(box.name) is not None)
            outer = box.parent.area if box.parent is not None else None
            small = total >= FEWEST and box.prose <= SMALL * total
            box.area = outer or (box if named and small else None)

    def _main(self, total: int) -> Box | None:
        """Return the smallest box of several lines that holds nearly all sentences outside of areas."""
        return next(
            (
                box
                for box in reversed(self.boxes)
                if box.prose >= MAIN * total and box.tag in _BOXES and box.area is None and box.last > box.first
            ),
            None,
        )

    def _voices(self) -> Iterator[int]:
        """Yield the lines of boxes of a kind that hold other texts than the longest of them: posts, articles, answers.

        They are told by what stands on each post, or are articles by name, and are far shorter. So are boxes below most of the
        text, three or more of a kind, in each of which somebody is named who says the rest of it.
        """
        alike: dict[tuple[int, str, str], list[Box]] = {}
        for box in self.boxes:
            alike.setdefault((id(box.parent), box.tag, _NUMBER.sub("", box.name)), []).append(box)
        above = [0, *accumulate(self.weights)]
        for (_, tag, name), boxes in alike.items():
            longest = max(boxes, key=lambda box: box.prose)
            others = [box for box in boxes if box is not longest]
            if len(boxes) >= LIST and above[boxes[0].first] >= MOSTLY * above[-1] and all(map(self._is_said, boxes)):
                others = boxes
            elif others and (tag == "article" or (name and all(map(self._is_post, others)))):
                others = [box for box in others if box.prose <= SHORTER * longest.prose]
            else:
                continue
            yield from (number for box in others for number in range(box.first, box.last + 1))

    def _is_post(self, box: Box) -> bool:
        """Whether something in a box is what stands on each post of a thread, or leads on to an article."""
        return any(_POST.search(self.lines[number].text) for number in range(box.first, box.last + 1))

    def _is_said(self, box: Box) -> bool:
        """Whether a box holds a name and what somebody says."""
        name, said = self.lines[box.first], box.last - box.first
        return (
            0 < said <= VOICE and name.size <= NAME and not _PAUSE.search(name.text) and not _NUMBERED.match(name.text)
        )

    def _near(self) -> Box | None:
        """Return the smallest box around the main text that holds more than it."""
        main = self.main
        if main is None:
            return None
        return next((box for box in main.around() if (box.first, box.last) != (main.first, main.last)), None)

    def _joining(self, step: int) -> Iterator[int]:
        """Yield the lines next to the main text up to the last sentence that no link nor area parts from it."""
        if self.main is None:
            return
        between: list[int] = []
        number = (self.main.first if step < 0 else self.main.last) + step
        while 0 <= number < len(self.lines) and not self.links[number] and not self._in_area(number):
            between.append(number)
            if self.weights[number]:
                yield from between
                between.clear()
            elif len(between) > BELOW:
                return
            number += step

    def _in_list(self, number: int) -> bool:
        first = last = number
        while first > 0 and last - first < LIST and self.links[first - 1]:
            first -= 1
        while last + 1 < len(self.links) and last - first < LIST and self.links[last + 1]:
            last += 1
        return last - first + 1 >= LIST


def _boxes(lines: Sequence[MarkedLine]) -> list[Box]:
    """Return the boxes that hold lines, each behind the one around it; they learn which lines they hold."""
    boxes: list[Box] = []
    for number, line in enumerate(lines):
        fresh = []
        for box in line.box.around():
            if box.first >= 0:
                break
            box.first = number
            fresh.append(box)
        boxes += reversed(fresh)
        line.box.last = number
    for box in reversed(boxes):
        if box.parent is not None:
            box.parent.last = max(box.parent.last, box.last)
    return boxes


def _in(box: Box, number: int) -> bool:
    return box.first <= number <= box.last


def _is_link(line: MarkedLine) -> bool:
    """Whether a line is a link, but for the date that lists of links bear."""
    size = line.size
    if not line.linked or line.linked >= LINKED * size:
        return line.linked > 0
    return line.linked >= LINKED * len("".join(_DATE.sub("", line.text).split()))


def _links_tell(lines: Sequence[MarkedLine]) -> bool:
    """Whether links tell text from chrome: not where one that was never closed holds the text itself."""
    long = [line for line in lines if line.size >= LONG and "。" in line.text]
    linked = sum(line.size for line in long if line.linked >= LINKED * line.size)
    return 2 * linked <= sum(line.size for line in long)


def _mass(weight: int) -> int:
    return weight * min(weight, PARAGRAPH)


def _weight(line: MarkedLine, *, trusted: bool) -> int:
    """Return the number of characters of a line that is like a sentence, else 0."""
    size = line.size
    if size < SHORTEST_SENTENCE or not _PAUSE.search(line.text) or (trusted and 2 * line.linked >= size):
        return 0
    return size
