"""Documents as lines, in groups that share a site; and where, in each, the running text begins and ends."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from urllib.parse import urlsplit

from cleaner.document.hosts import DOMAIN
from cleaner.document.matcher import Matcher
from cleaner.document.noise import find_noise
from cleaner.document.speeches import outline
from cleaner.document.strip import Arrangement, Line, strip
from cleaner.document.titles import title_key
from cleaner.model import Document
from cleaner.suggest.words import strong_sign

SHORTEST_PROSE = 25  # code points
LONG_PROSE = 80
LONGEST_AROUND = 60  # code points of a line in which a site's name is looked for
OPENING = 8  # code points; lines that begin alike on many pages are no running text
FEWEST_IN_GROUP = 3  # documents
MOST_IN_GROUP = 500  # documents; shares need no more
MOST_DETECT = 4
SHORTEST_DETECT, LONGEST_DETECT = 4, 9  # code points
DETECT_PAGES = 60  # pages of a site that its literals are looked for in
OVERALL = ""  # the group of documents that no site is known of

_DOMAIN = re.compile(rf"(?:[a-z0-9-]+\.)+(?:gov|edu|{DOMAIN})(?:\.(?:cn|tw|hk))?", re.IGNORECASE)
_NAME = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:网|论坛|文库|在线|之家|社区|图书馆|政府|日报|时报)(?![\u4e00-\u9fff])")
_RUN = re.compile(r"[\u4e00-\u9fff]{4,16}|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_LABEL = re.compile(r".{0,14}[:】\]]")


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line that the rules leave: folded and raw, and where it stands: ``head``, ``body`` or ``tail``."""

    folded: str
    raw: str
    region: str = "body"


@dataclass(frozen=True, slots=True)
class Page:
    """A document: where it is from, the group it belongs to, its lines and the keys of its titles."""

    source: str
    group: str
    lines: tuple[PageLine, ...]
    titles: frozenset[str]

    def folded(self) -> str:
        """Return all lines, folded."""
        return "\n".join(line.folded for line in self.lines)


def read_page(document: Document, matcher: Matcher) -> Page:
    """Return what the rules leave of a document; the group is its host, else its folder, else not known."""
    host = urlsplit(document.fields.get("url", "")).hostname

    def arrange(lines: list[Line], *marked: set[int]) -> Arrangement:
        return outline(lines, *marked).arrangement(lines)

    stripped = strip(document.text, matcher, noise=find_noise(document.text), host=host, arrange=arrange)
    found = outline(stripped.lines, set())
    lifts = dict(found.lifts)
    for part in found.parts:
        lifts |= part.lifts
    titles = {
        title_key(stripped.lines[row].text[lift.start : lift.end])
        for row, row_lifts in lifts.items()
        for lift in row_lifts
        if lift.field == "title"
    }
    lines = []
    for line in stripped.lines:
        if line.text:
            start, end = stripped.view.span(line.start, line.start + len(line.text))
            lines.append(PageLine(line.text, document.text[start:end]))
    folder = document.source.rpartition("/")[0]
    return Page(f"{document.source}#{document.key}", host or folder, tuple(lines), frozenset(titles - {""}))


def grouped(pages: Iterable[Page]) -> dict[str, list[Page]]:
    """Return the pages by group, each with the regions of its lines; small groups go to the one without a site."""
    groups: dict[str, list[Page]] = defaultdict(list)
    for page in pages:
        groups[page.group].append(page)
    loose = groups.pop(OVERALL, [])
    for name in [name for name, members in groups.items() if len(members) < FEWEST_IN_GROUP]:
        loose += groups.pop(name)
    for page in loose:
        groups[page.group if page.group in groups else OVERALL].append(page)
    loose = groups.pop(OVERALL, [])
    for page, name in zip(loose, _named_by_literal(loose), strict=True):
        groups[name].append(page)
    sample = {name: sorted(members, key=_hash)[:MOST_IN_GROUP] for name, members in groups.items()}
    return {name: _with_regions(name, sample[name]) for name in sorted(sample)}


def _hash(page: Page) -> bytes:
    return blake2b(page.source.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _named_by_literal(pages: Sequence[Page]) -> list[str]:
    """Return for each page the address or the name of a site that it shares with others, outside its long lines."""
    found = [_literals(page) for page in pages]
    counts = Counter(literal for literals in found for literal in literals)
    common = {literal for literal, count in counts.items() if FEWEST_IN_GROUP <= count <= max(0.6 * len(pages), 3)}
    names = [max(literals & common, key=lambda one: (counts[one], one), default=OVERALL) for literals in found]
    known: dict[str, list[Page]] = defaultdict(list)
    for page, name in zip(pages, names, strict=True):
        if name != OVERALL:
            known[name].append(_with_region(page, Counter(), 1))
    texts = {name: "\n".join(page.folded() for page in members) for name, members in known.items()}
    signs = {
        name: detecting(members, [text for other, text in texts.items() if other != name])
        for name, members in known.items()
    }
    return [name or _betrayed(page, signs) for page, name in zip(pages, names, strict=True)]


def _betrayed(page: Page, signs: dict[str, list[str]]) -> str:
    """Return the site of which a page has a literal, if there is one and no other."""
    text = page.folded()
    found = [name for name, literals in signs.items() if any(literal in text for literal in literals)]
    return found[0] if len(found) == 1 else OVERALL


def _literals(page: Page) -> set[str]:
    short = [line.folded for line in page.lines if len(line.folded) <= 80]
    domains = {match[0].lower().removeprefix("www.") for text in short for match in _DOMAIN.finditer(text)}
    return domains or {match[0] for text in short for match in _NAME.finditer(text)}


def _with_regions(group: str, pages: Sequence[Page]) -> list[Page]:
    openings = Counter(text for page in pages for text in {line.folded[:OPENING] for line in page.lines})
    most = max(1, len(pages) // 10)
    return [_with_region(replace(page, group=group), openings, most) for page in pages]


def _with_region(page: Page, openings: Counter[str], most: int) -> Page:
    running = [row for row, line in enumerate(page.lines) if is_running(line.folded)]
    rows = [row for row in running if openings[page.lines[row].folded[:OPENING]] <= most] or running
    if not rows:  # a page of chrome alone
        rows = [-1]
    regions = ("head" if row < rows[0] else "tail" if row > rows[-1] else "body" for row in range(len(page.lines)))
    lines = (replace(line, region=region) for line, region in zip(page.lines, regions, strict=True))
    return replace(page, lines=tuple(lines))


def is_running(folded: str) -> bool:
    """Whether a line is running text of a speech: long, with the end of a sentence, nothing that pages say at its head."""
    if len(folded) < SHORTEST_PROSE or not any(char in folded for char in "。!?") or folded.endswith(("...", "…")):
        return False
    label = _LABEL.match(folded)
    sign = len(folded) < LONG_PROSE and strong_sign(folded)  # longer lines may hold a stamp
    return not sign and (label is None or not strong_sign(label[0]))


def detecting(pages: Sequence[Page], others: Sequence[str]) -> list[str]:
    """Return literals, outside running text, that pages of the site have and no other page: as few as cover them all."""
    pages = pages[:DETECT_PAGES]
    pieces, whole = _pieces(pages, body=False)
    likely = _exclusive(pieces, whole, others)
    uncovered = set(range(len(pages)))
    chosen: list[str] = []
    while uncovered and len(chosen) < MOST_DETECT and likely:
        best = max(likely, key=lambda piece: sum(piece in pieces[i] for i in uncovered))
        new = {i for i in uncovered if best in pieces[i]}
        if len(new) < (max(2, len(pages) // 5) if not chosen else 1):
            break
        chosen.append(best)
        uncovered -= new
    return chosen


def names_inside(pages: Sequence[Page], others: Sequence[str]) -> list[str]:
    """Return literals that stand both inside and outside the running text of a site's pages, and on no other page."""
    pages = pages[:DETECT_PAGES]
    around = {piece for own in _pieces(pages, body=False)[0] for piece in own}
    inside, whole = _pieces(pages, body=True)
    return [piece for piece in _exclusive([own & around for own in inside], whole, others) if len(piece) > 3]


def _pieces(pages: Sequence[Page], *, body: bool) -> tuple[list[set[str]], set[str]]:
    """Return for each page the names and pieces of names in its running text, or around it; and the whole names."""
    pieces: list[set[str]] = []
    whole: set[str] = set()
    for page in pages:
        own: set[str] = set()
        for line in page.lines:
            if (line.region == "body") is body and (body or len(line.folded) <= LONGEST_AROUND):
                for run in _RUN.findall(line.folded):
                    whole.add(run)
                    own.add(run)
                    own |= {
                        run[i : i + n] for n in range(SHORTEST_DETECT, LONGEST_DETECT) for i in range(len(run) - n + 1)
                    }
        pieces.append(own)
    return pieces, whole


def _exclusive(pieces: Sequence[set[str]], whole: set[str], others: Sequence[str]) -> list[str]:
    """Return the pieces that recur and that no other text has, the most frequent first, whole names before pieces."""
    counts = Counter(piece for own in pieces for piece in own)
    least = max(2, len(pieces) // 5)
    likely = [piece for piece, count in counts.items() if count >= least and piece[0] != "." and piece[-1] != "."]
    likely.sort(key=lambda piece: (-counts[piece], piece not in whole, -len(piece), piece))
    return [piece for piece in likely[:400] if not any(piece in text for text in others)]
