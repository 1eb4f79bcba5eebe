#!/usr/bin/env python3
r"""Write made-up template pages with exact gold labels: speeches in the chrome of invented sites.

    pages.py --out DIR --pages N --seed S [--half development|measuring] [--html]

DIR/raw/ID.txt is a page as text, DIR/gold/ID.json its labels: spans of chrome and of metadata, speeches, lines to
join, pitfalls (sentences of the body that look like chrome) and the names of the phenomena on the page. Lines are
text.split("\n"), 1-based; offsets are code points in the line, end exclusive. What no span covers is body.
The sites of the two halves are disjoint, and each half has wordings that the other lacks: rules may be written
against pages of the development half; pages of the measuring half show what those rules do on unseen sites.
"""

import argparse
import dataclasses
import functools
import html
import json
import pathlib
import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import opencc
import pages_material as material

HALVES = ("development", "measuring")
NUMERALS = "零一二三四五六七八九十"
HALF_WIDTH = str.maketrans("，；：！？（）", ",;:!?()")
SLOT = re.compile(r"\{(\w+)\}")
CJK = re.compile(r"[\u4e00-\u9fff]")
METADATA = {"title": "title", "header": "collection_header", "speech-date": "speech_date", "speaker": "speaker"}
LABELS = {
    "menu-words": "navigation", "site-header": "navigation", "search-line": "navigation", "ad-top": "advertisement",
    "breadcrumb": "navigation", "breadcrumb-words": "navigation", "date-line": "date", "date-split": "date",
    "keywords": "tags", "tags": "tags", "intro-lead": "intro", "intro-summary": "intro", "intro-copy": "intro",
    "download-top": "download", "download-box": "download", "doc-shell": "download", "toc": "navigation",
    "share-top": "share", "share": "share", "signature": "signature", "editor": "byline", "copyright": "copyright",
    "disclaimer": "disclaimer", "report": "disclaimer", "prev-next": "navigation", "related": "related",
    "related-teasers": "related", "comments": "comments", "qr-app": "share", "pagination": "pagination",
    "pagination-mid": "pagination", "preview": "pagination", "inline-promo": "related", "stamp-mid": "stamp",
    "stamp-end": "stamp", "stamp-spaced": "stamp", "footer-links": "copyright", "footer-icp": "copyright",
    "footer-licence": "copyright", "back-top": "navigation", "forum-bar": "navigation", "forum-post": "byline",
    "forum-tail": "comments", "tw-menu": "navigation", "tw-breadcrumb": "navigation", "tw-date": "date",
    "tw-tools": "share", "tw-source": "byline", "tw-share": "share", "tw-prev-next": "navigation",
    "tw-related": "related", "tw-disclaimer": "disclaimer", "tw-footer": "copyright",
}  # fmt: skip
PARTS = {
    "download": re.compile("下载|下載|收藏"),
    "byline": re.compile("来源|來源|稿|作者|编辑|編輯|發布人|发布人|责任人|张贴人|張貼人|分享|记者|記者|文/"),
    "navigation": re.compile(
        "浏览|瀏覽|阅读|閱讀|点击|點擊|點閱|人气|人氣|人看过|热度|訪問|访问|字号|字体|T小|纠错|围观"
    ),
}
GLUED = {"prev-next", "editor", "signature", "disclaimer", "copyright", "share", "pagination", "tw-source"}
NOISE = ("jamming", "zero-width", "pinyin", "x0d", "bbcode", "css", "doubled")
STRUCTURE = (
    "collection", "collection-bare-headers", "collection-title-lines", "headings-kept", "title-repeated",
    "speech-date", "speaker", "glued-tail", "broken-midword", "broken-midclause", "broken-semicolon", "truncated",
    "list-items-apart",
)  # fmt: skip
PHENOMENA = (*LABELS, *(f"noise-{name}" for name in NOISE), *STRUCTURE)


@dataclasses.dataclass(frozen=True)
class Piece:
    """Some characters of one line with one label; without a phenomenon they are body."""

    text: str
    phenomenon: str = ""
    label: str = ""
    pitfall: bool = False
    optional: bool = False

    def cut(self, text: str) -> "Piece":
        """Return the piece with other text."""
        return dataclasses.replace(self, text=text)


@dataclasses.dataclass
class Line:
    """A line of a page: its pieces, what it is, and how it continues the line before, if it does."""

    pieces: list[Piece]
    role: str
    join: str = ""
    broken: bool = False
    speech: int = -1

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(piece.text for piece in self.pieces)


@dataclasses.dataclass
class Speech:
    """A speech: its title, its date in ISO form, and its paragraphs as lines."""

    title: str
    lines: list[Line]
    date: str = ""
    date_line: str = ""
    speaker: str = ""
    truncated: bool = False
    names: set[str] = dataclasses.field(default_factory=set)


def numeral(number: int) -> str:
    """Return a number below 100 in Chinese numerals.

    >>> numeral(3), numeral(12), numeral(25)
    ('三', '十二', '二十五')
    """
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else NUMERALS[tens]) + "十" if tens else ""
    return head + (NUMERALS[ones] if ones or not tens else "")


def pick(rng: random.Random, text: str) -> str:
    """Return one of the alternatives that "|" divides."""
    return rng.choice(text.split("|"))


@functools.cache
def converter(script: str) -> Callable[[str], str]:
    """Return what turns Simplified text into the script of a site."""
    if script == "s":
        return str
    convert = opencc.OpenCC("s2tw" if script == "tw" else "s2t").convert
    return functools.cache(lambda text: str(convert(text)))


class Site:
    """An invented site: its look is fixed by its name, so that its pages resemble each other."""

    def __init__(self, name: str, host: str, kind: str, script: str, half: str) -> None:
        self.name, self.host, self.kind, self.script, self.half = name, host, kind, script, half
        rng = random.Random(f"site {name}")
        self.convert = converter(script)
        self.blocks = [self._fixed(rng, part) for part in material.KINDS[kind]]
        self.words = {family: self._wordings(rng, split_wordings(lists)) for family, lists in material.WORDINGS.items()}
        self.headers = self._wordings(rng, material.HEADERS)
        self.bare_headers = self._wordings(rng, material.BARE_HEADERS)
        self.collection_titles = self._wordings(rng, material.COLLECTION_TITLES)
        self.page_titles = self._wordings(rng, material.PAGE_TITLES)
        self.bullets = self._wordings(rng, material.BULLETS)
        self.half_width = kind != "portal" and rng.random() < 0.3
        self.body_gap = rng.choice(("\n", "\n", "\n\n", "\n\n", "\n\n\n"))
        self.chrome_gap = rng.choice(("\n", "\n", "\n\n"))
        self.body_indent = rng.choice(("", "", "　　", "　　", "    ", "\xa0\xa0\xa0\xa0"))
        self.chrome_indent = rng.choice(("", "", " ", "    "))
        self.line_end = rng.choice(("\n",) * 5 + ("\r\n",))
        self.breaks_lines = rng.random() < 0.4

    @staticmethod
    def _fixed(rng: random.Random, part: str) -> list[str]:
        return [name for name in part.split() if name in {"H1", "TITLE", "toc"} or rng.random() < 0.8]

    def _wordings(self, rng: random.Random, lists: dict[str, tuple[str, ...]]) -> list[str]:
        """Return the few wordings this site has out of a family: mostly of its own half."""
        own = lists[self.half[0]]
        chosen = rng.sample(own, min(len(own), 3))
        if rng.random() < 0.5:
            chosen.append(rng.choice(lists["*"]))
        return chosen


@functools.cache
def _split(text: str) -> tuple[str, ...]:
    return material.table(text)


def split_wordings(lists: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the wordings of a family, one a line, by half."""
    return {key: _split(text) for key, text in lists.items()}


@functools.cache
def sites(half: str) -> tuple[Site, ...]:
    """Return the sites of a half."""
    rows = material.DEVELOPMENT_SITES if half == "development" else material.MEASURING_SITES
    return tuple(Site(*row, half) for row in rows)


class Composer:
    """Composes speeches about one domain, in the script and the punctuation of one site."""

    def __init__(self, rng: random.Random, site: Site, domain: str = "") -> None:
        self.rng, self.site = rng, site
        self.name = domain or rng.choice(list(material.DOMAINS))
        self.domain = material.DOMAINS[self.name]
        self.ceremony = self.name == "ceremony"
        self.fixed = {slot: pick(rng, self.domain[slot]) for slot in ("we", "event", "topic", "role")}
        self.fixed["org"] = pick(rng, material.GENERIC["org"])
        self.used: set[str] = set()
        self.recent: list[str] = []

    def dress(self, text: str) -> str:
        """Return text in the site's script and punctuation."""
        text = self.site.convert(text)
        return text.translate(HALF_WIDTH) if self.site.half_width else text

    def fill(self, template: str, *, fixed: bool = True) -> str:
        """Return a template with its slots filled, however deep they are nested."""
        while SLOT.search(template):
            template = SLOT.sub(lambda match: self._slot(match[1], fixed), template)
        return template.replace("工作工作", "工作")

    def _slot(self, slot: str, fixed: bool) -> str:
        rng = self.rng
        numbers: dict[str, Callable[[], float]] = {
            "n": lambda: rng.choice((rng.randint(11, 99), rng.randint(100, 990))),
            "cnt": lambda: rng.randint(2, 9),
            "pct": lambda: rng.choice((rng.randint(3, 98), round(rng.uniform(1, 99), 1))),
            "money": lambda: round(rng.uniform(1, 600), 1),
            "year": lambda: rng.randint(2008, 2024),
            "month": lambda: rng.randint(1, 12),
            "day": lambda: rng.randint(1, 28),
        }
        if slot in numbers:
            return str(numbers[slot]())
        if fixed and slot in self.fixed:
            return self.fixed[slot]
        options = (self.domain.get(slot) or material.GENERIC[slot]).split("|")
        fresh = [option for option in options if option not in self.recent]
        chosen = rng.choice(fresh or options)
        self.recent = [*self.recent[-9:], chosen]
        return chosen

    def take(self, templates: Sequence[str]) -> str:
        """Return a filled template, one that this speech does not have yet if there is one."""
        fresh = [template for template in templates if template not in self.used] or list(templates)
        template = self.rng.choice(fresh)
        if "{act}" not in template:
            self.used.add(template)
        return self.fill(template)

    def title(self) -> str:
        """Return the title of some speech of the domain."""
        templates = material.CEREMONY_TITLES if self.ceremony else material.TITLES
        return self.dress(self.fill(self.rng.choice(templates), fixed=False))

    def sentence(self, templates: Sequence[str]) -> Piece:
        """Return a new sentence as body."""
        return Piece(self.dress(self.take(templates)))

    def speech(self, sections: int) -> Speech:
        """Return a whole speech."""
        self.used = set()
        speech = Speech(self.title(), [])
        if self.rng.random() < 0.85:
            speech.lines.append(Line([self.sentence(self._salutations())], "salutation"))
        openings = material.CEREMONY_OPENINGS if self.ceremony else material.OPENINGS
        closings = material.CEREMONY_CLOSINGS if self.ceremony else material.CLOSINGS
        speech.lines.append(Line([self.sentence(openings) for _ in range(self.rng.randint(1, 3))], "text"))
        self._sections(speech, sections)
        speech.lines.append(Line([self.sentence(closings) for _ in range(self.rng.randint(1, 2))], "text"))
        self._pitfalls(speech)
        if self.rng.random() < 0.6:
            speech.lines.append(Line([dataclasses.replace(self.sentence(material.ENDINGS), pitfall=True)], "ending"))
        self._under_title(speech)
        return speech

    def _salutations(self) -> list[str]:
        marked = [line.rpartition("|") for line in material.SALUTATIONS]
        own = [text for domain, _, text in marked if domain == self.name]
        return own * 3 + [text for domain, _, text in marked if not domain]

    def _under_title(self, speech: Speech) -> None:
        """Give some speeches a date and a speaker."""
        if self.rng.random() < 0.2:
            speech.speaker = self.dress(self.fill(self.rng.choice(material.SPEAKERS)))
        if self.rng.random() > 0.25:
            return
        year, month, day = self.rng.randint(2005, 2024), self.rng.randint(1, 12), self.rng.randint(1, 28)
        template = self.rng.choice(material.SPEECH_DATES)
        slots = {"y": year, "m": month, "d": day, "cm": numeral(month)}
        slots["cy"] = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year)[2:])
        speech.date_line = self.dress(template.format(**slots))
        speech.date = f"{year}-{month:02}-{day:02}" if "{d}" in template else f"{year}-{month:02}"

    def _sections(self, speech: Speech, count: int) -> None:
        scheme = self.rng.choice(("chinese", "chinese", "parens", "ordinal", "digits", "plain"))
        if self.ceremony:
            scheme = self.rng.choice(("plain", "plain", "ordinal"))
        if scheme != "plain":
            speech.lines.append(Line([self.sentence(material.TRANSITIONS)], "text"))
        if scheme in {"chinese", "parens"}:
            speech.names.add("headings-kept")
        for number in range(1, count + 1):
            self._section(speech, scheme, number)

    def _section(self, speech: Speech, scheme: str, number: int) -> None:
        markers = {"chinese": "{}、", "parens": "（{}）", "ordinal": "第{}，"}
        marker = markers[scheme].format(numeral(number)) if scheme in markers else f"{number}."
        lead: list[Piece] = []
        if scheme != "plain":
            heading = self.dress(marker + self.take(material.HEADINGS))
            if scheme in {"chinese", "parens"}:
                speech.lines.append(Line([Piece(heading)], "heading"))
            else:
                lead = [Piece(heading + "。")]
        for index in range(self.rng.randint(1, 3)):
            speech.lines.append(Line(lead + self._paragraph(number), "text"))
            lead = []
            if scheme == "chinese" and index == 0 and self.rng.random() < 0.4:
                self._subsections(speech)
        if not self.ceremony and self.rng.random() < 0.08:
            self._items(speech)

    def _subsections(self, speech: Speech) -> None:
        for number in range(1, self.rng.randint(2, 4)):
            lead = Piece(self.dress(f"（{numeral(number)}）{self.take(material.SUBHEADINGS)}"))
            speech.lines.append(Line([lead, *self._paragraph(number)], "text"))

    def _items(self, speech: Speech) -> None:
        """Add a list whose items end in semicolons, one a line: they are lines of their own."""
        speech.names.add("list-items-apart")
        count = self.rng.randint(2, 4)
        for number in range(1, count + 1):
            item = f"{numeral(number)}是{self.take(material.ENUMERATION)}"
            if number < count:
                item = item.rstrip("。") + "；"
            speech.lines.append(Line([Piece(self.dress(item))], "item"))

    def _paragraph(self, number: int) -> list[Piece]:
        own = material.table(self.domain["sentences"])
        if self.ceremony:
            pool = [*material.CEREMONY_BODY, *own]
        elif number == 1:
            pool = [*material.REVIEW, *own]
        else:
            pool = [*material.MEASURES, *material.PROBLEMS, *own]
        pieces = [self.sentence(pool) for _ in range(self.rng.randint(2, 5))]
        if not self.ceremony and self.rng.random() < 0.12:
            pieces.insert(self.rng.randint(0, len(pieces)), self.sentence(material.PARALLEL))
        if not self.ceremony and self.rng.random() < 0.15:
            pieces.append(self._enumeration())
        return pieces

    def _enumeration(self) -> Piece:
        count = self.rng.randint(2, 4)
        items = [self.take(material.ENUMERATION).rstrip("。") for _ in range(count)]
        return Piece(self.dress("；".join(f"{numeral(i)}{item}" for i, item in enumerate(items, 1)) + "。"))

    def _pitfalls(self, speech: Speech) -> None:
        for template in self.rng.sample(material.PITFALLS, self.rng.randint(1, 2 + len(speech.lines) // 4)):
            piece = Piece(self.dress(self.fill(template.lstrip("="))), pitfall=True)
            places = [i for i, line in enumerate(speech.lines) if line.role == "text"][1:]
            if not places:
                return
            place = self.rng.choice(places)
            if template.startswith("="):
                speech.lines.insert(place, Line([piece], "own"))
            else:
                pieces = speech.lines[place].pieces
                pieces.insert(self.rng.randint(1, len(pieces)), piece)


class Page:
    """Assembles one page: chrome of the site around speeches, and the mishaps within them."""

    def __init__(self, rng: random.Random, site: Site) -> None:
        self.rng, self.site = rng, site
        self.composer = Composer(rng, site)
        self.names: set[str] = set()
        self.collection = site.kind in {"template", "library", "share", "mobile"} and rng.random() < 0.45
        count = rng.randint(3, 6) if self.collection else 1
        sizes = (1, 2) if self.collection else (2, 5)
        self.speeches = [self.composer.speech(rng.randint(*sizes)) for _ in range(count)]
        self.title = self.speeches[0].title
        self.page_title = self._page_title()
        self.slots = self._slots()
        self.headers = self._headers()
        self._damage()
        self.lines = self._assemble()

    def _page_title(self) -> str:
        if not self.collection:
            return self.title
        if self.rng.random() < 0.5:
            for speech in self.speeches:
                speech.title = self.title
        count = len(self.speeches)
        wording = self.site.convert(self.rng.choice(self.site.collection_titles))
        return wording.format(title=self.title, N=count, C=numeral(count))

    def _slots(self) -> dict[str, str]:
        rng, convert = self.rng, self.site.convert
        year, month, day = rng.randint(2010, 2024), rng.randint(1, 12), rng.randint(1, 28)
        date = rng.choice((f"{year}-{month:02}-{day:02}", f"{year}/{month}/{day}", f"{year}-{month:02}-{day:02}"))
        authors = rng.sample(material.AUTHORS, 2)
        return {
            "site": convert(self.site.name), "host": self.site.host, "title": self.page_title,
            "cat": convert(rng.choice(material.CATEGORIES)), "date": date, "year": str(year),
            "datetime": f"{date} {rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}",
            "cdate": f"{year}年{month}月{day}日", "views": str(rng.randint(12, 98765)), "n": str(rng.randint(3, 60)),
            "cnt": str(rng.randint(2, 9)), "pct": str(rng.randint(20, 90)), "author": convert(authors[0]),
            "author2": convert(authors[1]), "user": convert(rng.choice(material.USERS)),
            "words": str(rng.randint(300, 6000)), "kb": str(rng.randint(12, 180)),
            "qq": str(rng.randint(100000, 999999)),
            "mail": f"kefu@{self.site.host.split('.', 1)[1]}",
            "icp": f"{rng.choice('京沪粤湘鄂皖')}ICP备{rng.randint(10000000, 29999999)}号-{rng.randint(1, 9)}",
        }  # fmt: skip

    def _words(self, name: str) -> str:
        """Return one of the wordings that the site has for a phenomenon, filled."""
        return self._fill(self.rng.choice(self.site.words[name]))

    def _fill(self, wording: str) -> str:
        def slot(match: re.Match[str]) -> str:
            return self.composer.title() if match[1] in {"t", "t1", "t2"} else self.slots[match[1]]

        return SLOT.sub(slot, self.site.convert(wording))

    def _headers(self) -> list[str]:
        if not self.collection:
            return []
        bare = self.rng.random() < 0.12
        if bare:
            self.names.add("collection-bare-headers")
        wording = self.site.convert(self.rng.choice(self.site.bare_headers if bare else self.site.headers))
        self.bare = bare
        return [
            wording.format(title=speech.title, N=number, C=numeral(number))
            for number, speech in enumerate(self.speeches, 1)
        ]

    # What happens to the text of the speeches.

    def _damage(self) -> None:
        self.preview = "preview" in self.site.blocks[2] and self.rng.random() < 0.5
        if self.preview or self.rng.random() < 0.12:
            self._truncate(self.speeches[-1])
        for speech in self.speeches:
            self.names |= speech.names if not self.collection else speech.names - {"headings-kept"}
            if self.rng.random() < (0.6 if self.site.breaks_lines else 0.1):
                self._break_lines(speech)
        for name in self.site.blocks[1]:
            if self.rng.random() < 0.45:
                self._mishap(name)
        for name in NOISE:
            if self.rng.random() < 0.07:
                self._mishap(name)

    def _truncate(self, speech: Speech) -> None:
        """Cut a speech off within a sentence of its later half."""
        places = [i for i, line in enumerate(speech.lines) if line.role == "text" and len(line.text) > 40]
        places = [i for i in places if i >= len(speech.lines) // 2] or places[-1:]
        if not places:
            return
        place = self.rng.choice(places)
        del speech.lines[place + 1 :]
        line = speech.lines[place]
        last = line.pieces[-1]
        end = self.rng.randint(5, max(5, len(last.text) - 4))
        while end > 3 and not CJK.match(last.text[end - 1]):
            end -= 1
        line.pieces[-1] = dataclasses.replace(last, text=last.text[:end], pitfall=False)
        if self.rng.random() < 0.4:
            line.pieces.append(Piece(self.rng.choice(material.ELLIPSES), optional=True))
        speech.truncated = True
        self.names.add("truncated")

    def _break_lines(self, speech: Speech) -> None:
        lines: list[Line] = []
        for line in speech.lines:
            points = break_points(line, self.site) if line.role == "text" and self.rng.random() < 0.22 else []
            if not points:
                lines.append(line)
                continue
            kind = self.rng.choice(sorted({kind for _, kind in points}))
            point = self.rng.choice([point for point, own in points if own == kind])
            head, tail = split_pieces(line.pieces, point)
            lines += [Line(head, "text", line.join, True), Line(tail, "text", kind)]
            self.names.add(f"broken-{kind}")
        speech.lines = lines

    def _whole(self, role: str = "text") -> list[tuple[Speech, int]]:
        """Return the places of the lines that are not broken."""
        return [
            (speech, i)
            for speech in self.speeches
            for i, line in enumerate(speech.lines)
            if line.role == role and not line.join and not line.broken and i
        ]

    def _mishap(self, name: str) -> None:
        places = self._whole()
        if places:
            handler = {
                "stamp-mid": self._stamp_mid, "stamp-end": self._stamp_end, "stamp-spaced": self._stamp_spaced,
                "inline-promo": self._own_line, "pagination-mid": self._own_line, "jamming": self._jamming,
                "zero-width": self._scatter, "pinyin": self._pinyin, "x0d": self._x0d, "bbcode": self._bbcode,
                "css": self._css, "doubled": self._doubled,
            }[name]  # fmt: skip
            handler(name, places)

    def chrome(self, text: str, name: str) -> Piece:
        """Return chrome of a phenomenon, which the page then has."""
        self.names.add(name)
        return Piece(text, name, LABELS.get(name, "artefact"))

    def _stamp_mid(self, name: str, places: list[tuple[Speech, int]]) -> None:
        for speech, place in self.rng.sample(places, min(len(places), self.rng.randint(1, 2))):
            pieces = speech.lines[place].pieces
            points = [i + 1 for i, char in enumerate(speech.lines[place].text) if char in "，、。；,;"][:-1]
            if not points:
                continue
            head, tail = split_pieces(pieces, self.rng.choice(points))
            speech.lines[place].pieces = [*head, self.chrome(self._words(name), name), *tail]

    def _stamp_end(self, name: str, places: list[tuple[Speech, int]]) -> None:
        for speech, place in self.rng.sample(places, min(len(places), self.rng.randint(1, 2))):
            text = self._words(name)
            speech.lines[place].pieces.append(self.chrome(text, name))

    def _stamp_spaced(self, name: str, places: list[tuple[Speech, int]]) -> None:
        speech, place = self.rng.choice(places)
        spaced = " ".join(self.slots["site"])
        text = self.site.convert(self.rng.choice(self.site.words[name])).replace("SPACED", spaced).replace("S", spaced)
        if self.rng.random() < 0.5:
            speech.lines[place].pieces.append(self.chrome(text, name))
        else:
            speech.lines.insert(place, Line([self.chrome(text, name)], "chrome"))

    def _own_line(self, name: str, places: list[tuple[Speech, int]]) -> None:
        speech, place = self.rng.choice(places)
        speech.lines.insert(place, Line([self.chrome(self._words(name), name)], "chrome"))

    def _jam(self) -> Piece:
        alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!@#$%^&*()_+|{}:;.,?~`"
        words = ["".join(self.rng.choices(alphabet, k=self.rng.randint(1, 3))) for _ in range(self.rng.randint(3, 8))]
        return self.chrome(" ".join(words), "noise-jamming")

    def _jamming(self, _: str, places: list[tuple[Speech, int]]) -> None:
        for speech, place in sorted(self.rng.sample(places, min(len(places), 5)), key=lambda item: -item[1]):
            pieces = speech.lines[place].pieces
            where = self.rng.choice(("end", "end", "start", "own"))
            if where == "own":
                speech.lines.insert(place, Line([self._jam()], "chrome"))
            elif where == "start":
                speech.lines[place].pieces = [self._jam(), Piece(" "), *pieces]
            else:
                speech.lines[place].pieces = [*pieces, Piece(" "), self._jam()]

    def _scatter(self, _: str, places: list[tuple[Speech, int]]) -> None:
        for speech, place in self.rng.sample(places, min(len(places), 3)):
            point = self.rng.randint(1, len(speech.lines[place].text) - 1)
            head, tail = split_pieces(speech.lines[place].pieces, point)
            char = self.chrome(self.rng.choice(material.ZERO_WIDTH) * self.rng.randint(1, 2), "noise-zero-width")
            speech.lines[place].pieces = [*head, char, *tail]

    def _pinyin(self, _: str, places: list[tuple[Speech, int]]) -> None:
        glosses = {self.site.convert(word): gloss for word, gloss in material.PINYIN.items()}
        for speech, place in self.rng.sample(places, min(len(places), 4)):
            word = next((word for word in glosses if word in speech.lines[place].text), "")
            if word:
                head, tail = split_pieces(speech.lines[place].pieces, speech.lines[place].text.index(word) + len(word))
                shape = self.rng.choice(("({})", "（{}）", "[{}]"))
                gloss = self.chrome(shape.format(glosses[word]), "noise-pinyin")
                speech.lines[place].pieces = [*head, gloss, *tail]

    def _x0d(self, _: str, places: list[tuple[Speech, int]]) -> None:
        for speech, place in self.rng.sample(places, min(len(places), 3)):
            speech.lines[place].pieces.append(self.chrome(self.rng.choice(material.X0D), "noise-x0d"))

    def _bbcode(self, _: str, places: list[tuple[Speech, int]]) -> None:
        for speech, place in self.rng.sample(places, min(len(places), 3)):
            tag = self.chrome(self.rng.choice(material.BBCODE), "noise-bbcode")
            pieces = speech.lines[place].pieces
            speech.lines[place].pieces = [*pieces, tag] if tag.text.startswith("[/") else [tag, *pieces]

    def _css(self, _: str, places: list[tuple[Speech, int]]) -> None:
        speech, place = self.rng.choice(places)
        speech.lines.insert(place, Line([self.chrome(self.rng.choice(material.CSS), "noise-css")], "chrome"))

    def _doubled(self, _: str, places: list[tuple[Speech, int]]) -> None:
        long = [(speech, place) for speech, place in places if len(speech.lines[place].text) > 20]
        speech, place = self.rng.choice(long or places)
        line = speech.lines[place]
        if all(not piece.phenomenon for piece in line.pieces):
            speech.lines.insert(place + 1, Line([self.chrome(line.text, "noise-doubled")], "chrome"))

    # The chrome around the speeches.

    def _assemble(self) -> list[Line]:
        head, _, tail = self.site.blocks
        lines: list[Line] = []
        shown = self._fill(self.rng.choice(self.site.page_titles))
        top = self.rng.random() < 0.5
        if top:
            lines.append(Line([Piece(shown, "title")], "title"))
        for name in head:
            if name == "H1":
                if not top and self.rng.random() < 0.3:
                    lines.append(Line([Piece(shown, "title")], "title"))
                lines.append(Line([Piece(self.page_title, "title")], "title"))
            elif name == "TITLE":
                lines += self._text()
            else:
                lines += self._block(name)
        for name in tail:
            block = self._block(name)
            text_before = lines[-1].speech >= 0 and not lines[-1].pieces[-1].phenomenon
            if block and text_before and name in GLUED and self.rng.random() < 0.15:
                self.names.add("glued-tail")
                lines[-1].pieces += block.pop(0).pieces
            lines += block
        return lines

    def _text(self) -> list[Line]:
        lines: list[Line] = []
        with_title = self.rng.random() < 0.4
        if self.collection:
            self.names |= {"collection", "collection-title-lines"} if with_title else {"collection"}
        elif with_title:
            self.names.add("title-repeated")
        for number, speech in enumerate(self.speeches):
            head = [Line([Piece(self.headers[number], "header")], "header")] if self.collection else []
            if with_title:
                head.append(Line([Piece(speech.title, "title")], "title"))
            if speech.speaker:
                self.names.add("speaker")
                head.append(Line([Piece(speech.speaker, "speaker")], "meta"))
            if speech.date_line:
                self.names.add("speech-date")
                head.insert(len(head) - self.rng.randint(0, bool(speech.speaker)), date_line(speech))
            for line in head + speech.lines:
                line.speech = number
            lines += head + speech.lines
        return lines

    def _block(self, name: str) -> list[Line]:
        if name == "preview":
            return self._wording(name) if self.preview else []
        if self.rng.random() < 0.12 or (name == "toc" and not self.collection):
            return []
        special = {"intro-copy": self._intro_copy, "toc": self._toc}
        if name in special:
            return special[name]()
        lines = self._wording(name)
        if name in {"related", "tw-related"}:
            lines += self._related(name)
        if name == "related-teasers":
            lines += self._teasers()
        return lines

    def _wording(self, name: str) -> list[Line]:
        return [
            Line([self.chrome_part(part, name) for part in line.split("¦")], "chrome")
            for line in self._words(name).split("⏎")
        ]

    def chrome_part(self, text: str, name: str) -> Piece:
        """Return a part of a chrome line, labelled by what it says where lines of that kind are glued together."""
        piece = self.chrome(text, name)
        if name not in {"date-line", "date-split", "tw-date"}:
            return piece
        label = next((label for label, words in PARTS.items() if words.search(text)), piece.label)
        return dataclasses.replace(piece, label=label)

    def _opening(self, speech: Speech, length: int, *, glue: bool) -> str:
        body = [line for line in speech.lines if line.role in {"salutation", "text", "heading"}]
        text = "".join(piece.text for line in body[:6] for piece in line.pieces if not piece.phenomenon)
        return ((speech.title if glue else "") + text)[:length]

    def _intro_copy(self) -> list[Line]:
        wording = self.site.convert(self.rng.choice(self.site.words["intro-copy"]))
        copy = self._opening(self.speeches[0], self.rng.randint(50, 110), glue=False)
        return [Line([self.chrome(wording.replace("COPY", copy), "intro-copy")], "chrome")]

    def _toc(self) -> list[Line]:
        lines = self._wording("toc") if self.rng.random() < 0.8 else []
        if not lines and self.rng.random() < 0.5:
            return []
        return lines + [Line([self.chrome(header, "toc")], "chrome") for header in self.headers]

    def _related(self, name: str) -> list[Line]:
        bullet = self.rng.choice(self.site.bullets)
        lines = []
        for i in range(1, self.rng.randint(4, 9)):
            self.slots["views"] = str(self.rng.randint(12, 98765))
            lines.append(Line([self.chrome(self._fill(bullet.replace("{i}", str(i))), name)], "chrome"))
        return lines

    def _teasers(self) -> list[Line]:
        lines: list[Line] = []
        end = self.rng.choice(material.ELLIPSES[:3])
        for i in range(self.rng.randint(2, 5)):
            other = Composer(self.rng, self.site, self.composer.name)
            speech = self.speeches[0] if i == 1 and self.rng.random() < 0.5 else other.speech(1)
            teaser = self._opening(speech, self.rng.randint(70, 110), glue=self.rng.random() < 0.4) + end
            lines += [Line([self.chrome(text, "related-teasers")], "chrome") for text in (speech.title, teaser)]
        return lines


def date_line(speech: Speech) -> Line:
    """Return the line with the date of a speech."""
    return Line([Piece(speech.date_line, "speech-date")], "meta")


def split_pieces(pieces: Sequence[Piece], point: int) -> tuple[list[Piece], list[Piece]]:
    """Return the pieces before and after a point of their line."""
    head: list[Piece] = []
    tail: list[Piece] = []
    for piece in pieces:
        cut = max(0, min(len(piece.text), point))
        point -= len(piece.text)
        head += [piece.cut(piece.text[:cut])] if cut else []
        tail += [piece.cut(piece.text[cut:])] if cut < len(piece.text) else []
    return head, tail


def break_points(line: Line, site: Site) -> list[tuple[int, str]]:
    """Return where a line may be broken, and as what: within a word, a clause, or after a semicolon."""
    text = line.text
    points = [(match.end(), "semicolon") for match in re.finditer(r"[；;](?![一二三四五六七八九1-9（(第])", text)]
    for word in material.WORDS:
        points += [(match.start() + 1, "midword") for match in re.finditer(site.convert(word), text)]
    for head in material.CLAUSE_HEADS:
        pattern = f"(?<=[\u4e00-\u9fff]){site.convert(head)}"
        points += [(match.start(), "midclause") for match in re.finditer(pattern, text)]
    points += [(match.end(), "midclause") for match in re.finditer("[，,]", text)]
    return [(point, kind) for point, kind in points if 12 <= point <= len(text) - 12]


# Gold.


@dataclasses.dataclass
class Gold:
    """Lines of a page as written, with everything that is known about them."""

    text: list[str] = dataclasses.field(default_factory=list)
    spans: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    optional: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    pitfalls: list[dict[str, int]] = dataclasses.field(default_factory=list)
    joins: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    places: list[tuple[int, Line]] = dataclasses.field(default_factory=list)

    def add(self, line: Line, indent: str) -> None:
        """Write a line and note its labels."""
        number, position = len(self.text) + 1, len(indent)
        for piece in line.pieces:
            place = {"line": number, "start": position, "end": position + len(piece.text)}
            position = place["end"]
            if piece.phenomenon:
                self._span(piece, {**place, "start": 0} if place["start"] == len(indent) else place)
            elif piece.optional:
                self.optional.append({**place, "label": "ellipsis"})
            elif piece.pitfall:
                self.pitfalls.append(place)
        if line.join:
            self.joins.append({"line": self.places[-1][0], "with": number, "kind": line.join})
        self.places.append((number, line))
        self.text.append(indent + line.text)

    def _span(self, piece: Piece, place: dict[str, Any]) -> None:
        metadata = METADATA.get(piece.phenomenon)
        span = {**place, "label": metadata or piece.label, "phenomenon": piece.phenomenon}
        if metadata:
            span["keep_as"] = "metadata"
        last = self.spans[-1] if self.spans else {}
        same = all(last.get(key) == span.get(key) for key in ("line", "label", "phenomenon", "keep_as"))
        if same and last["end"] == span["start"]:
            last["end"] = span["end"]
        else:
            self.spans.append(span)


def write_lines(page: Page) -> Gold:
    """Return a page's lines with blank lines and indents as its site has them."""
    gold, site = Gold(), page.site
    for index, line in enumerate(page.lines):
        body = line.speech >= 0 and line.role != "chrome"
        if index:
            gap = site.body_gap if body else site.chrome_gap
            gold.text += [""] * (len(gap) - 1)
        indent = site.body_indent if body else site.chrome_indent
        gold.add(line, "" if body and line.role in {"header", "title"} else indent)
    if page.rng.random() < 0.7:
        gold.text.append("")
    return gold


def speech_gold(page: Page, gold: Gold) -> list[dict[str, Any]]:
    """Return what the gold says about each speech."""
    out = []
    for index, speech in enumerate(page.speeches):
        own = [(number, line) for number, line in gold.places if line.speech == index]
        body = [number for number, line in own if any(not piece.phenomenon for piece in line.pieces)]
        title = Piece(speech.title, "title")
        titles = [number for number, line in (own if page.collection else gold.places) if line.pieces[0] == title]
        headers = [number for number, line in own if line.role == "header"]
        entry: dict[str, Any] = {"title": speech.title, "title_line": titles[-1] if titles else None}
        if headers:
            entry["header_line"] = headers[0]
            if page.bare and not titles:
                entry["title"] = None
        entry |= {"start_line": body[0], "end_line": body[-1], "truncated_end": speech.truncated}
        out.append(entry | ({"date": speech.date} if speech.date else {}))
    return out


def make_page(seed: int, half: str, number: int) -> tuple[str, dict[str, Any], Page]:
    """Return the text of a page, its gold, and the page."""
    rng = random.Random(f"{seed} {half} {number}")
    page = Page(rng, rng.choice(sites(half)))
    gold = write_lines(page)
    end = page.site.line_end
    text = "".join(
        line + ("\n" if end == "\r\n" and rng.random() < 0.02 else end) for line in gold.text[:-1]
    ) + gold.text[-1]  # fmt: skip
    labels = {
        "file": "", "site": page.site.name, "host": page.site.host, "kind": page.site.kind, "half": half,
        "lines": len(text.split("\n")), "chars": len(text), "spans": gold.spans, "optional_spans": gold.optional,
        "speeches": speech_gold(page, gold), "joins": gold.joins, "phenomena": sorted(page.names),
        "pitfalls": gold.pitfalls,
    }  # fmt: skip
    return text, labels, page


def line_html(line: Line) -> str:
    """Return a line in plausible markup: chrome that leads elsewhere is a link."""
    tag = {"title": "h1", "header": "h2", "heading": "h3", "chrome": "div"}.get(line.role, "p")
    text = html.escape(line.text)
    if line.role == "chrome" and line.pieces[0].label in {"navigation", "related", "share", "pagination", "tags"}:
        text = f"<a href='#'>{text}</a>"
    return f"<{tag}>{text}</{tag}>"


def as_html(page: Page) -> str:
    """Return a page in plausible markup."""
    head = f"<head><meta charset='utf-8'><title>{html.escape(page.page_title)}</title></head>"
    parts = ["<!DOCTYPE html>", f"<html>{head}<body>"]
    area = ""
    for line in page.lines:
        name = "content" if line.speech >= 0 or line.role == "title" else line.pieces[0].label
        if name != area:
            parts += ["</div>"] * bool(area) + [f"<div class='{name}'>"]
            area = name
        parts.append(line_html(line))
    return "\n".join([*parts, "</div>", "</body></html>", ""])


def plan(pages: int, half: str | None) -> Iterator[tuple[str, int]]:
    """Yield the half and the number of each page."""
    for index in range(pages):
        yield (half, index + 1) if half else (HALVES[index % 2], index // 2 + 1)


def write_pages(out: pathlib.Path, seed: int, pages: Iterable[tuple[str, int]], *, with_html: bool = False) -> None:
    """Write pages and their gold into folders."""
    for folder in ("raw", "gold", *(["html"] if with_html else [])):
        (out / folder).mkdir(parents=True, exist_ok=True)
    for half, number in pages:
        text, gold, page = make_page(seed, half, number)
        name = f"{half[0]}{seed}-{number:04}"
        gold["file"] = f"{name}.txt"
        (out / "raw" / gold["file"]).write_text(text, encoding="utf-8", newline="")
        (out / "gold" / f"{name}.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1), encoding="utf-8")
        if with_html:
            (out / "html" / f"{name}.html").write_text(as_html(page), encoding="utf-8")


def main() -> None:
    """Write the pages that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--pages", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--half", choices=HALVES, help="only sites of this half; without it the halves take turns")
    parser.add_argument("--html", action="store_true", help="also write each page in markup")
    args = parser.parse_args()
    write_pages(args.out, args.seed, plan(args.pages, args.half), with_html=args.html)


if __name__ == "__main__":
    main()
