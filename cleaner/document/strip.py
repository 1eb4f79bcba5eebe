"""Strip the chrome: read a folded view with the rules and say, as edits, what goes and what is lifted.

All rules of a round read the same view, so their order cannot matter. Then the text is folded again without what is
marked, until nothing new is found, at most ROUNDS times.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from cleaner.document.edits import disjoint, overlay, without
from cleaner.document.fold import View, view
from cleaner.document.forms import is_salutation
from cleaner.document.hosts import DOMAIN
from cleaner.document.likeness import least_likeness, likeness, log_odds
from cleaner.document.matcher import Hit, Matcher
from cleaner.document.owntitles import OwnTitles, own_titles
from cleaner.document.recurringends import ends_set
from cleaner.document.ruleset import END, Rule
from cleaner.document.setamid import set_amid, trades_in_texts
from cleaner.document.sitenames import (
    BEFORE,
    Naming,
    SiteNames,
    betrayed,
    names_in,
    names_in_title,
    names_of_host,
)
from cleaner.document.stampednames import names_set_in, names_stamped, names_that_cut
from cleaner.model import Edit

ROUNDS = 4
SHORTEST_WRAPPED = 20  # code points of a line that was wrapped: shorter ones are headings, salutations, items
FURTHEST_ABOVE = 8  # lines, blank ones counted, in which a wrapped line is looked for
ANYWHERE = ("artefact", "pagination")  # categories that documents have too: page numbers, running heads
_OF_ITSELF = re.compile(
    "[本此]文|本站|小编|》由|》来自|小程序|公众号|客户端|APP|版权"
)  # in other chrome: the site speaks of a text and of itself
_SET_AMID = re.compile(
    r"([一-龥])[(\[【][^()\[\]【】]{2,24}[)\]】]([一-龥])"
)  # what stands in the midst of a line may be a stamp
_ADDRESS = re.compile(
    rf"[一-龥A-Za-z0-9]{{0,12}}[ (:|·-]{{0,3}}(?:https?://)?(?:[A-Za-z0-9-]+\.){{1,3}}{DOMAIN}\)?"
)  # a line of it
_names_in = lru_cache(maxsize=4096)(names_in)  # chrome repeats, on a page and from page to page
_OF_SENTENCE = re.compile("[一-龥,、]{1,10} ?")
_SAID_OF_SITES = re.compile("整理|[本此该原]文|首发|原创|公众号|范文|精彩|稿|找|请|由")  # besides what leads to a name
_LAST_WORDS = re.compile(
    "(?:(?:我的|以上|这就是我的)(?:讲话|发言|演讲|汇报|报告|致辞|述职)?(?:完了|完毕|结束|到此结束|到此为止)?[,。!] ?)?(?:再次|最后,?)?谢谢(?:大家|各位)[^,。!]{0,6}[。!]"
)
_LETTERS_APART = re.compile("[^ ](?: [^ ]){1,5}")  # the rest of a stamp that is written so
NAMING = ("copyright", "navigation", "disclaimer", "share", "download", "advert", "intro")  # chrome that names its site


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the view, stripped of blanks; ``start`` is its offset in the view."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Region:
    """Lines ``[first, last]`` from whose two ends head and tail rules peel.

    ``heading`` is the line of a heading under which the text begins, for rules that hold above it; 0 where none is sure.
    ``text`` is the first and the last line of what is known to be text, which no peeling reaches; ``signed`` the date under
    which an official text ends, -1 where there is none.
    """

    first: int
    last: int
    heading: int = 0
    text: tuple[int, int] | None = None
    signed: int = -1


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Where peeling takes place: the regions, and lines (titles, headers) that it looks through.

    ``copies`` are lines that only copy the beginning of a text below them, ``heads`` those that every page of print has.
    """

    regions: tuple[Region, ...]
    transparent: frozenset[int] = frozenset()
    copies: frozenset[int] = frozenset()
    heads: frozenset[int] = frozenset()


KNOWN = 1.5  # what a line of known chrome adds to the logarithm of the odds of those around it
SPEECH = -2.0  # the logarithm of the odds below which a line is speech for sure; titles of texts are not
FEWEST_BEGUN = 2  # lines of running text among the three below a salutation with which a speech begins
FEWEST_SPOKEN, MOST_SPOKEN = 4, 0.6  # lines of speech, and their share, from which on what a heading opens is a text
LONGEST_UNTOLD = 60  # lines that are weighed without any gain
MOST_TOLD, LEAST_TOLD = 2.5, -3.0  # what one line adds at most, and takes at most before the run ends there

COPY = Rule("intro-copy", "intro", "line", "A cut-off copy of the text's opening stands above it.", "")
HEAD = Rule(
    "running-head", "pagination", "line", "A line that every page has stands between the lines of a sentence.", ""
)
STAMP = Rule(
    "site-set-amid",
    "copyright",
    "inline",
    "The page's own site stands where no sentence has it: amid a word, between marks or blanks, as an address.",
    "",
)

# From the lines, the numbers of those wholly marked, and of those that give a date, an author or the like.
Arrange = Callable[[list[Line], set[int], set[int]], Arrangement]


@dataclass(frozen=True, slots=True)
class Lifted:
    """A value that a rule lifted: the field, the line's number, the offset in the text, and the text itself."""

    field: str
    row: int
    start: int
    value: str


@dataclass(frozen=True)
class Stripped:
    """What the rules did to a text: edits of cause rule or lift, lifted values, and the view that is left."""

    edits: list[Edit]
    lifted: list[Lifted]
    lines: list[Line]
    view: View
    sites: frozenset[str]


def lines_of(folded: str) -> list[Line]:
    """Cut a view into its lines; their number never changes from round to round."""
    lines = []
    start = 0
    for raw in folded.split("\n"):
        text = raw.strip(" ")
        lines.append(Line(start + (len(raw) - len(raw.lstrip(" ")) if text else 0), text))
        start += len(raw) + 1
    return lines


@dataclass(frozen=True, slots=True)
class _Reader:
    """A Matcher on one page: without rules of other sites, and with what the page calls its own."""

    matcher: Matcher
    sites: frozenset[str]
    names: SiteNames
    titles: OwnTitles = field(default_factory=OwnTitles)
    seen: defaultdict[tuple[str, int, bool], dict[str, Sequence[Hit]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    naming: defaultdict[str, dict[str, Sequence[Hit]]] = field(default_factory=lambda: defaultdict(dict))

    def hits(self, line: str, edge: str = "", *, beyond: int = 0, marked: bool = False) -> Sequence[Hit]:
        """Return the hits in a line, as a Matcher does."""
        seen = self.seen[edge, beyond, marked]
        hits = seen.get(line)
        if hits is None:
            hits = seen[line] = self.of_page(self.matcher.hits(line, edge, beyond=beyond, marked=marked))
        naming = self.naming_hits(line, edge) if self.names.names or self.titles.titles else ()
        return [*hits, *naming] if naming else hits

    def naming_hits(self, line: str, edge: str) -> Sequence[Hit]:
        """Return the hits of rules that name the page's site or its title."""
        naming = self.naming[edge]
        if line not in naming:
            found = [*self.matcher.naming_hits(line, edge, self.names)] if self.names.found_in(line) else []
            if self.titles.found_in(line):
                hits = self.matcher.hits(self.titles.told_apart(line), edge)
                found += (hit for hit in hits if hit.rule.names_title)
            naming[line] = self.of_page(found)
        return naming[line]

    def of_page(self, hits: Sequence[Hit]) -> Sequence[Hit]:
        """Return the hits but for those of other sites' rules."""
        return [hit for hit in hits if hit.rule.site is None or hit.rule.site in self.sites] if hits else ()

    def knowing(self, names: SiteNames, titles: OwnTitles) -> _Reader:
        """Return a reader that knows these names of the page's site, and these titles."""
        known = (names, titles) == (self.names, self.titles)
        return self if known else _Reader(self.matcher, self.sites, names, titles, self.seen)


@dataclass(slots=True)
class _Marks:
    """What one round has marked so far: hits by line, and the lines that are wholly marked."""

    hits: list[tuple[int, Hit]] = field(default_factory=list)
    whole: set[int] = field(default_factory=set)
    parts: dict[int, list[Hit]] = field(default_factory=dict)  # by line, those that mark a part of it
    chrome: set[int] = field(default_factory=set)  # of the whole ones, those that only a page has; in all rounds
    looked_through: frozenset[int] = frozenset()  # titles and what belongs to them

    def add(self, number: int, hit: Hit, line: Line) -> None:
        self.hits.append((number, hit))
        if hit.start == 0 and hit.end == len(line.text):
            self.whole.add(number)
            if hit.rule.category not in ANYWHERE:
                self.chrome.add(number)
        else:
            self.parts.setdefault(number, []).append(hit)

    def doubts(self, rule: Rule, number: int, line: Line) -> bool:
        """Whether a rule that asks what a line reads like met it by a part only that goes anyway, and not by the rest."""
        if not rule.likely or number not in self.parts:
            return False
        rest = list(line.text)
        for hit in self.parts[number]:
            rest[hit.start : hit.end] = [""] * (hit.end - hit.start)
        left = "".join(rest).strip(" ")
        return bool(left) and not rule.may_begin(left) and _LETTERS_APART.fullmatch(left) is None

    def add_lines(
        self, first: int, last: int, hit: Hit, lines: Sequence[Line], spare: frozenset[int] = frozenset()
    ) -> None:
        """Mark whole lines, but not those in ``spare``; the hit's groups belong to the first of them."""
        for number in range(first, last + 1):
            length = len(lines[number].text)
            if length and number not in self.whole and number not in spare:
                groups = hit.groups if number == first else ()
                self.add(number, Hit(hit.rule, 0, length, groups), lines[number])

    def add_stamps(self, stamps: Iterable[tuple[int, int, int]], lines: Sequence[Line]) -> None:
        """Mark these ranges, by line in order, but for those inside what a rule marks, which says more of them."""
        for row, group in groupby(stamps, key=itemgetter(0)):
            hits = iter(sorted(self.parts.get(row, ()), key=lambda hit: hit.start))
            hit, reached = next(hits, None), 0
            for _, start, end in group:
                while hit is not None and hit.start <= start:
                    reached, hit = max(reached, hit.end), next(hits, None)
                if end > reached:
                    self.add(row, Hit(STAMP, start, end), lines[row])

    def namings(self, lines: Sequence[Line]) -> Iterator[tuple[Naming, int]]:
        """Yield the names of sites in what was marked, and behind titles, and the line of each."""
        for number, hit in self.hits:
            taken = lines[number].text[hit.start : hit.end]
            if hit.rule.category in NAMING or _OF_ITSELF.search(taken) or _ADDRESS.fullmatch(taken):
                for naming in _names_in(taken):
                    yield naming, number
        titles = {lines[number].text for number in self.looked_through}
        for number in self.looked_through:
            for naming in names_in_title(lines[number].text, titles - {lines[number].text}):
                yield naming, number


@dataclass(slots=True)
class _Told:
    """What a page has told of its site so far: names and chrome, by their lines, and what is ``set_in`` its sentences.

    ``texts`` are its lines as they were, until it is known that some are chrome: without any, what is set in means nothing.
    """

    met: dict[Naming, set[int]]
    texts: Sequence[str]
    chrome: dict[int, str] = field(default_factory=dict)
    set_in: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def by(cls, host: str | None, lines: Sequence[Line]) -> _Told:
        """Begin with its address and its stamps."""
        texts = [line.text for line in lines]
        return cls({naming: set() for naming in names_of_host(host) | names_stamped(texts)}, texts)

    def learn(self, marks: _Marks, lines: Sequence[Line]) -> None:
        """Add the names that a round has met, and the chrome in which names may stand as well."""
        for naming, line in marks.namings(lines):
            self.met.setdefault(naming, set()).add(line)
        for line, hit in marks.hits:
            if hit.rule.category != "related":
                self.chrome[line] = self.chrome.get(line, "") + lines[line].text[hit.start : hit.end] + "\n"
        if self.chrome and self.texts:
            cut = names_that_cut(
                self.chrome.values(), [text for row, text in enumerate(self.texts) if row not in marks.whole]
            )
            set_in = names_set_in(self.texts, trades=trades_in_texts(self.chrome))
            self.set_in, self.texts = {name: cut.get(name, 0) + set_in.get(name, 0) for name in cut | set_in}, ()

    def names(self) -> SiteNames:
        """Return the names that are known by now."""
        return betrayed(self.met, self.chrome, self.set_in)

    def stamps(self, lines: Sequence[Line], names: SiteNames, passed: AbstractSet[int]) -> list[tuple[int, int, int]]:
        """Return, by line, where ``names`` are set amid lines and what recurs behind them, but for lines that are passed over."""
        prose = {row: line.text for row, line in enumerate(lines) if row not in passed}
        found = [*ends_set(prose, self.chrome, names)]
        if names.names:
            found += set_amid(prose, names, self.set_in, trades=trades_in_texts(self.chrome))
        return sorted(found, key=lambda stamp: (stamp[0], stamp[1], -stamp[2]))


def strip(
    text: str,
    matcher: Matcher,
    *,
    noise: Sequence[Edit] = (),
    kept: Sequence[Edit] = (),
    given: Sequence[Edit] = (),
    host: str | None = None,
    arrange: Arrange | None = None,
    breaks: Sequence[int] = (),
) -> Stripped:
    """Run the rules over ``text``; ``arrange`` tells where heads and tails are.

    ``noise`` is left out of what the rules read; what ``kept`` marks is read, and no rule takes it. What is ``given`` as chrome
    is read in the first round only, since it names what stands around it. ``breaks`` are the lines at which later pages of a
    document begin; no block reaches over them. Edits come sorted and disjoint; noise inside them is theirs.
    """
    matcher.make_room()
    edits: list[Edit] = []
    lifted: list[Lifted] = []
    renumbered = 0
    chrome: set[int] = set()
    for number in range(ROUNDS + 1):
        folded = view(text, _changes(edits, noise))
        lines = lines_of(folded.text)
        if number == 0:
            told = _Told.by(host, lines)
            reader = _Reader(matcher, matcher.ruleset.active_sites(folded.text, host), told.names())
        if number == ROUNDS:
            break
        dated = {lift.row for lift in lifted[renumbered:]}
        spare = _kept_lines(lines, folded, kept, noise) if kept else frozenset()
        marks = _round(lines, reader, dated, chrome, spare, arrange or _whole_document, breaks)
        marks.add_stamps(told.stamps(lines, reader.names, marks.whole | spare), lines)
        chrome |= marks.chrome
        told.learn(marks, lines)
        titles = own_titles(lines[row].text for row in marks.looked_through)
        known, reader = reader.names, reader.knowing(told.names(), titles)
        settled = not marks.hits and reader.names == known
        lifted += _values(marks, lines, folded, text)
        if given and number == 0:
            noise = overlay(without(given, kept), noise)
            chrome, renumbered = set(), len(lifted)  # lines go with it, so from now on others have their numbers
        elif settled:
            break
        new = disjoint(_edit(hit, lines[line], folded) for line, hit in _trimmed(marks.hits, lines, reader.names))
        edits = overlay(edits, without(new, kept))
    return Stripped(edits, lifted, lines, folded, reader.sites)


def _trimmed(hits: Sequence[tuple[int, Hit]], lines: Sequence[Line], names: SiteNames) -> Iterator[tuple[int, Hit]]:
    """Yield the hits; one that takes words of a sentence with the name of the site, which was not known yet, leaves these."""
    for row, hit in hits:
        text = lines[row].text
        if hit.rule.scope == "inline" and hit.start and names.found_in(text[hit.start : hit.end]):
            start = hit.start + names.first_in(text[hit.start : hit.end])
            if _OF_SENTENCE.fullmatch(text, hit.start, start) and not (
                _SAID_OF_SITES.search(text, hit.start, start) or BEFORE.search(text, hit.start, start)
            ):
                hit = replace(hit, start=start)
        yield row, hit


def _kept_lines(lines: Sequence[Line], folded: View, kept: Sequence[Edit], noise: Sequence[Edit]) -> frozenset[int]:
    """Return the numbers of the lines of which every character is kept."""
    covered = overlay(kept, noise)
    found = set()
    for number, line in enumerate(lines):
        if line.text:
            start, end = folded.span(line.start, line.start + len(line.text))
            if not without([Edit(start, end, "", "", "", "")], covered):
                found.add(number)
    return frozenset(found)


def _changes(edits: Sequence[Edit], noise: Sequence[Edit]) -> Iterator[tuple[int, int, str]]:
    """Yield what the view leaves out or replaces: noise, except where a rule has taken it."""
    for edit in overlay(edits, noise):
        yield edit.start, edit.end, edit.new


def _whole_document(lines: list[Line], *_: object) -> Arrangement:
    return Arrangement((Region(0, len(lines) - 1),))


def _round(
    lines: list[Line],
    reader: _Reader,
    dated: set[int],
    chrome: set[int],
    spare: frozenset[int],
    arrange: Arrange,
    breaks: Sequence[int],
) -> _Marks:
    marks = _sweep(lines, reader, chrome, spare, breaks)
    dated |= {number for number, hit in marks.hits if hit.rule.lifts}
    arrangement = arrange(lines, marks.whole, dated)
    for rule, rows in ((COPY, arrangement.copies), (HEAD, arrangement.heads)):
        for number in sorted(rows - marks.whole - spare):
            marks.add(number, Hit(rule, 0, len(lines[number].text)), lines[number])
    looked_through = arrangement.transparent
    arrangement = replace(arrangement, transparent=looked_through | spare)
    known = len(marks.chrome)
    for region in arrangement.regions:
        _Peeling(lines, reader, marks, arrangement, known).peel(region)
    marks.looked_through = looked_through
    return marks


def _sweep(
    lines: list[Line], reader: _Reader, chrome: set[int], spare: frozenset[int], breaks: Sequence[int]
) -> _Marks:
    """Apply inline, line and block rules to every line but ``spare``; ``chrome`` are lines that earlier rounds know."""
    marks = _Marks(chrome=set(chrome))
    resume: dict[str, int] = {}
    ends = [*breaks, len(lines)]
    for number, line in enumerate(lines):
        if not line.text or number in spare:
            continue
        hits = reader.hits(line.text, marked=bool(chrome))
        for hit in hits:
            if hit.rule.scope == "inline" and hit.rule.marked <= len(chrome):
                marks.add(number, hit, line)
        for hit in hits:
            rule = hit.rule
            if rule.scope == "line":
                unsure = marks.doubts(rule, number, line) or (rule.likely and _continues(lines, number))
                if rule.marked <= len(chrome) and not unsure:
                    marks.add(number, hit, line)
            elif rule.scope == "block" and resume.get(rule.id, 0) <= number:
                last = _block_end(lines, number, ends[bisect_right(breaks, number)] - 1, rule)
                if last is not None:
                    marks.add_lines(number, last, hit, lines, spare)
                    resume[rule.id] = last + 1
    return marks


def _continues(lines: Sequence[Line], number: int) -> bool:
    """Whether the line above breaks off in mid-sentence, as in hard-wrapped text: what reads like chrome may be its end."""
    before = _line_above(lines, number)
    return len(before) >= SHORTEST_WRAPPED and (before[-1].isalnum() or before[-1] in ",、-")


def _line_above(lines: Sequence[Line], number: int) -> str:
    """Return the text of the next line above that is not blank; empty, if it is far."""
    return next((line.text for line in reversed(lines[max(0, number - FURTHEST_ABOVE) : number]) if line.text), "")


def _block_end(lines: Sequence[Line], first: int, end: int, rule: Rule) -> int | None:
    """Return the last line of the block that begins at ``first``, or None.

    It must close in time, and a line that ``unless`` finds something in, anywhere in it, leaves all of it alone.
    """
    last = end if rule.until == END else _closing_line(lines, first, end, rule)
    if last is None or last - first >= rule.within:
        return None
    inside = [line.text for line in lines[first + 1 : last + 1] if line.text]
    if any(map(rule.excepts, inside)):
        return None
    return None if rule.until == END and _is_speech(inside) else last


def _is_speech(texts: Sequence[str]) -> bool:
    """Whether most of some lines are speech for sure, one is the last of a speech, or a speech begins among them.

    Of a list of other texts with their beginnings half are titles.
    """
    if any(map(_LAST_WORDS.fullmatch, texts)) or _begins(texts):
        return True
    spoken = sum(likeness(text) < SPEECH for text in texts)
    return spoken >= FEWEST_SPOKEN and spoken > MOST_SPOKEN * len(texts)


def _begins(texts: Sequence[str]) -> bool:
    """Whether a salutation stands among some lines with running text below it; what announces a text is cut off."""
    called = (row for row, text in enumerate(texts) if is_salutation(text))
    return any(sum(map(_runs_on, texts[row + 1 : row + 4])) >= FEWEST_BEGUN for row in called)


def _runs_on(text: str) -> bool:
    return len(text) >= SHORTEST_WRAPPED and re.search("[,。]", text) is not None and not text.endswith(("...", "…"))


def _closing_line(lines: Sequence[Line], first: int, end: int, rule: Rule) -> int | None:
    for number in range(first + 1, min(end, first + rule.within - 1) + 1):
        if lines[number].text and rule.ends_with(lines[number].text):
            return number - 1 if rule.until_keeps else number
    return None


class _Peeling:
    """Head and tail rules at work on one region: they hold only while they reach in from its end."""

    def __init__(
        self,
        lines: list[Line],
        reader: _Reader,
        marks: _Marks,
        arrangement: Arrangement,
        of_page: int,
    ) -> None:
        self.lines, self.reader, self.marks = lines, reader, marks
        self.of_page = of_page  # lines of the page, wherever they stand, that are known chrome
        self.transparent, self.heading = arrangement.transparent, 0
        self.nearest = reader.matcher.nearest
        self.failed: dict[tuple[str, int], tuple[int, int | None]] = {}
        self.opens: list[int] | None = None

    def peel(self, region: Region) -> None:
        self.heading = region.heading
        self.failed.clear()
        self.opens = None
        start, stop = region.text or (region.last + 1, region.first - 1)
        first = self.peel_head(Region(region.first, start - 1))
        self.peel_tail(Region(max(first, stop + 1, region.signed + 1), region.last))

    def see_through(self, number: int) -> bool:
        return not self.lines[number].text or number in self.marks.whole or number in self.transparent

    def known(self, number: int) -> bool:
        """Whether a line is wholly known to be chrome, by what only web pages have."""
        return number in self.marks.chrome

    def hits(self, number: int, edge: str, left: int = 0) -> list[Hit]:
        """Return the hits in a line of the rules that may hold there, with ``left`` lines that stay beyond it."""
        found = self.reader.hits(self.lines[number].text, edge, beyond=left, marked=bool(self.marks.chrome))
        return [
            hit
            for hit in found
            if hit.rule.near >= left
            and (number < self.heading or not hit.rule.above_heading)
            and (hit.rule.run or hit.rule.marked <= self.of_page)
            and (hit.rule.run or not self.marks.doubts(hit.rule, number, self.lines[number]))
        ]

    def goes_on(self, number: int, rule: Rule) -> bool:
        """Whether the run of a rule that holds here reaches over a line."""
        if rule.reads_page:
            return any(hit.rule is rule for hit in self.hits(number, rule.scope))
        below = rule.above_heading and number >= self.heading
        return not below and self.reader.matcher.meets(rule, self.lines[number].text)

    def take(self, first: int, last: int, hit: Hit) -> None:
        self.marks.add_lines(first, last, hit, self.lines, self.transparent)

    def peel_head(self, region: Region) -> int:
        """Peel from the top; return the first line that is left."""
        number, passed = region.first, 0
        left: list[int] = []  # lines that stay, over which only rules that ask for nearness reach
        while number <= region.last and len(left) <= self.nearest:
            if not self.see_through(number):
                reaches = [
                    (self.head_reach(number, region.last, hit, passed), hit)
                    for hit in self.hits(number, "head", len(left))
                ]
                last, hit = max(reaches, key=lambda reach: (reach[0], reach[1].rule.id), default=(-1, None))
                if hit is None or last < number:
                    left.append(number)
                else:
                    self.take(number, last, hit)
            passed += self.known(number)
            number += 1
        return left[0] if left else number

    def head_reach(self, number: int, end: int, hit: Hit, passed: int) -> int:
        """Return the last line that a head rule takes from ``number`` on, or -1."""
        if hit.rule.run:
            return self.run_reach(number, end, 1, hit.rule, passed)
        if hit.rule.until is None:
            return number
        last = _block_end(self.lines, number, end, hit.rule)
        return -1 if last is None else last

    def run_reach(self, number: int, end: int, step: int, rule: Rule, passed: int) -> int:
        """Follow a run of lines that match from ``number`` towards ``end``.

        Return the last of them, or -1 where the run has fewer than ``rule.run`` lines, or fewer than ``rule.marked`` of
        them are known to be chrome by other rules. ``passed`` such lines lie between the region's end and ``number``; they
        belong to the run of a rule that asks for known chrome. The first line of a run that ``rule.opens`` must be met by it, and
        below a heading, or where known chrome is asked for as well, the run's own lines alone make it long enough;
        with ``rule.likely`` the line next to the text must be known chrome or read like it.
        """
        if rule.weighed:
            return self.weighed_reach(number, end, step, rule)
        if self.fails(number, step, rule, passed):
            return -1
        below = rule.opens is not None and step > 0
        if below and not self.opened(number, rule):
            return -1
        count, reach = int(below and not rule.opens_with(self.lines[number].text)), -1
        marked = passed if rule.marked else 0
        for at in range(number, end + step, step):
            if self.known(at):
                marked += 1
                bounds = rule.opens_with(self.lines[at].text) if rule.opens is not None else bool(rule.likely)
                reach = at if bounds else reach
            elif not self.lines[at].text or at in self.transparent:
                continue
            elif self.goes_on(at, rule):
                count += 1
                bounds = rule.may_begin(self.lines[at].text) and (
                    rule.opens is None or step > 0 or rule.opens_with(self.lines[at].text)
                )
                reach = at if bounds else reach
            else:
                break
        else:
            at = end + step
        if rule.opens is None or not (below or rule.marked):
            count += marked
        if not below and (reach < 0 or count < rule.run or marked < rule.marked):
            few = marked < rule.marked and reach >= 0 and count >= rule.run
            self.failed[rule.id, step] = at, passed if few else None
        return reach if count >= rule.run and marked >= rule.marked else -1

    def fails(self, number: int, step: int, rule: Rule, passed: int) -> bool:
        """Whether ``number`` lies in a run that was too short already, or had too little known chrome where no more is passed now.

        Without this, a run that is long, but fails, would be followed again from each of its lines.
        """
        broken, before = self.failed.get((rule.id, step), (number, None))
        return (broken - number) * step > 0 and (before is None or passed <= before)

    def weighed_reach(self, number: int, end: int, step: int, rule: Rule) -> int:
        """Follow a run whose lines are judged together: return the line up to which the logarithms of their odds sum to most.

        A line between others may read a little like speech, the last must not. -1 where the sum is less than what the rule
        asks, or the page has too little known chrome.
        """
        if self.of_page < rule.marked:
            return -1
        total = most = 0.0
        reach = -1
        for at in range(number, end + step, step):
            if self.known(at):
                odds = KNOWN
            elif self.see_through(at):
                continue
            elif self.goes_on(at, rule) and not self.belongs_to_text(at, rule):
                text = self.lines[at].text
                odds = min(MOST_TOLD, *map(least_likeness, {text, _SET_AMID.sub(r"\1\2", text)}))
            else:
                break
            total += odds
            least = SPEECH if self.lines[at].text.endswith(("。", "!", "?")) else LEAST_TOLD
            if total > most and odds > 0:
                most, reach = total, at
            elif (
                odds < least or total < most + LEAST_TOLD or abs(at - (number if reach < 0 else reach)) > LONGEST_UNTOLD
            ):
                break
        return reach if most >= log_odds(rule.likely) else -1

    def belongs_to_text(self, number: int, rule: Rule) -> bool:
        """Whether the rest of a line that is chrome in part reads like speech, or the line goes on with a sentence."""
        if self.marks.doubts(rule, number, self.lines[number]):
            return True
        text = self.lines[number].text
        goes_on = _continues(self.lines, number) and likeness(_line_above(self.lines, number)) < SPEECH
        wrapped = len(text) >= SHORTEST_WRAPPED and "," in text
        return goes_on and (wrapped or text[-1] in "。!?" or least_likeness(text) < -SPEECH)

    def opened(self, number: int, rule: Rule) -> bool:
        """Whether a line opens a run of this rule, or stands right below one that does and is known chrome already."""
        if rule.opens_with(self.lines[number].text):
            return True
        above = next((at for at in range(number - 1, -1, -1) if self.lines[at].text), -1)
        return above in self.marks.whole and rule.opens_with(self.lines[above].text)

    def peel_tail(self, region: Region) -> None:
        number, passed, left = region.last, 0, 0
        while number >= region.first and left <= self.nearest:
            if not self.see_through(number):
                reaches = [
                    (self.tail_reach(number, region.first, hit, passed), hit) for hit in self.hits(number, "tail", left)
                ]
                reaches = [reach for reach in reaches if reach[0] >= 0]
                reaches += self.blocks_ending(number, region, left)
                if reaches:
                    first, hit = min(reaches, key=lambda reach: (reach[0], reach[1].rule.id))
                    self.take(first, number, hit)
                else:
                    left += 1
            passed += self.known(number)
            number -= 1

    def tail_reach(self, number: int, start: int, hit: Hit, passed: int) -> int:
        """Return the first line that a tail line or run rule takes upwards from ``number``, or -1."""
        return self.run_reach(number, start, -1, hit.rule, passed) if hit.rule.run else number

    def blocks_ending(self, number: int, region: Region, left: int) -> list[tuple[int, Hit]]:
        """Return the nearest block that ends with the line ``number``, ``left`` lines below which stay; or nothing."""
        opening = self.opening(region)
        nearest = number - self.reader.matcher.longest_blocks[left] + 1
        for first in reversed(opening[bisect_left(opening, nearest) : bisect_right(opening, number)]):
            for hit in self.hits_of_blocks(first, left, marked=bool(self.marks.chrome)):
                rule = hit.rule
                if number - first < rule.within and rule.marked <= self.of_page and self.closes(rule, first, number):
                    return [(first, hit)]
        return []

    def opening(self, region: Region) -> list[int]:
        """Return the lines of a region with which any block under a text opens; it is asked for from each line that goes."""
        if self.opens is None:
            rows = range(region.first, region.last + 1)
            self.opens = [row for row in rows if self.hits_of_blocks(row, 0, marked=True)]
        return self.opens

    def hits_of_blocks(self, number: int, left: int, *, marked: bool) -> Sequence[Hit]:
        """Return the hits in a line of the rules with which a block under a text opens."""
        text = self.lines[number].text
        return self.reader.hits(text, "tail block", beyond=left, marked=marked) if text else ()

    def closes(self, rule: Rule, first: int, number: int) -> bool:
        """Whether the block of ``rule`` that begins at ``first`` ends with the line ``number``."""
        if rule.until != END and not rule.ends_with(self.lines[number].text):
            return False
        return _block_end(self.lines, first, number, rule) == number


def _edit(hit: Hit, line: Line, folded: View) -> Edit:
    start, end = folded.span(line.start + hit.start, line.start + hit.end)
    return Edit(start, end, "", "lift" if hit.rule.lifts else "rule", hit.rule.category, hit.rule.id)


def _values(marks: _Marks, lines: Sequence[Line], folded: View, text: str) -> list[Lifted]:
    """Return what this round lifts: the named groups of each lifting rule, or all that it matched."""
    values = []
    for row, hit in marks.hits:
        named = {name: (start, end) for name, start, end in hit.groups}
        if hit.rule.lifts and not hit.rule.pattern.groupindex:
            named = {hit.rule.lifts[0]: (hit.start, hit.end)}
        for name in hit.rule.lifts:
            start, end = named.get(name, (0, 0))
            if start < end:
                at = lines[row].start
                start, end = folded.span(at + start, at + end)
                values.append(Lifted(name, row, start, text[start:end].strip()))
    return values
