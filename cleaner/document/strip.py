"""Strip the chrome: read a folded view with the rules and say, as edits, what goes and what is lifted.

All rules of a round read the same view, so their order cannot matter. Then the text is folded again without what is
marked, until nothing new is found, at most ROUNDS times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ahocorasick_rs import AhoCorasick

from cleaner.document.edits import disjoint, overlay
from cleaner.document.fold import View, view
from cleaner.document.ruleset import END, MOST_WITHIN, Rule, RuleSet
from cleaner.model import Edit

ROUNDS = 4
LONGEST_REMEMBERED_LINE = 200  # code points; chrome repeats, paragraphs do not
ANYWHERE = ("artefact", "pagination")  # categories that documents have too: page numbers, running heads
MOST_REMEMBERED_LINES = 50_000


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the view, stripped of blanks; ``start`` is its offset in the view."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule met a line: the range in the stripped line, and the named groups that took part."""

    rule: Rule
    start: int
    end: int
    groups: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """Lines ``[first, last]`` from whose two ends head and tail rules peel."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Where peeling takes place: the regions, and lines (titles, headers) that it looks through.

    ``heading`` is the line of a heading under which the text begins, for rules that hold above it; 0 where none is sure.
    """

    regions: tuple[Region, ...]
    transparent: frozenset[int] = frozenset()
    heading: int = 0


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


class _Index:
    """Some rules, found in a line through one literal a rule, and remembered with the lines seen."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        literals: dict[str, list[Rule]] = {}
        self.always: list[Rule] = []
        for rule in rules:
            for literal in rule.needs.literals or ():
                literals.setdefault(literal, []).append(rule)
            if rule.needs.literals is None:
                self.always.append(rule)
        self.by_literal = list(literals.values())
        self.automaton = AhoCorasick(list(literals)) if literals else None
        self.seen: dict[str, tuple[Hit, ...]] = {}

    def hits(self, line: str) -> tuple[Hit, ...]:
        known = self.seen.get(line)
        if known is None:
            known = tuple(self.find(line))
            if len(line) <= LONGEST_REMEMBERED_LINE:
                if len(self.seen) >= MOST_REMEMBERED_LINES:
                    self.seen.clear()
                self.seen[line] = known
        return known

    def find(self, line: str) -> Iterator[Hit]:
        rules = set(self.always)
        if self.automaton is not None:
            for index in {found[0] for found in self.automaton.find_matches_as_indexes(line, overlapping=True)}:
                rules.update(self.by_literal[index])
        for rule in sorted(rules, key=lambda rule: rule.id):
            if rule.scope == "inline" or len(line) <= rule.needs.longest:
                yield from _meet(rule, line)


class Matcher:
    """A RuleSet made ready; what it finds in a line may belong to any site."""

    def __init__(self, ruleset: RuleSet) -> None:
        self.ruleset = ruleset
        self.by_id = {rule.id: rule for rule in ruleset.rules}
        self.protecting = [rule for rule in ruleset.rules if rule.protects]
        indexed: dict[str, list[Rule]] = {"anywhere": [], "head": [], "tail": [], "tail block": []}
        for rule in ruleset.rules:
            if not rule.protects:
                scope = rule.scope if rule.scope in ("head", "tail") else "anywhere"
                indexed["tail block" if scope == "tail" and rule.until is not None else scope].append(rule)
        self._indexes = {name: _Index(rules) for name, rules in indexed.items()}

    def hits(self, line: str) -> tuple[Hit, ...]:
        """Return the hits of inline, line and block rules in a stripped folded line."""
        return self._indexes["anywhere"].hits(line)

    def edge_hits(self, line: str, scope: str) -> tuple[Hit, ...]:
        """Return the hits of ``head`` or ``tail`` rules in a line, or of rules that open a ``tail block``."""
        return self._indexes[scope].hits(line)

    def protects(self, folded: str) -> bool:
        """Whether a whole paragraph, folded and stripped, is a formula that is never a near-duplicate."""
        return any(_may_meet(rule, folded) and any(_meet(rule, folded)) for rule in self.protecting)


def _may_meet(rule: Rule, line: str) -> bool:
    needs = rule.needs
    return len(line) <= needs.longest and (needs.literals is None or any(literal in line for literal in needs.literals))


def _meet(rule: Rule, line: str) -> Iterator[Hit]:
    if rule.scope == "inline":
        matches: Iterable[Any] = rule.pattern.finditer(line)
    else:
        whole = rule.pattern.fullmatch(line)
        matches = () if whole is None else (whole,)
    for match in matches:
        if match.end() > match.start() and not (rule.exception and rule.exception.search(line)):
            spans = ((name, *match.span(number)) for name, number in rule.pattern.groupindex.items())
            yield Hit(rule, match.start(), match.end(), tuple(span for span in spans if span[1] >= 0))


@dataclass(slots=True)
class _Marks:
    """What one round has marked so far: hits by line, and the lines that are wholly marked."""

    hits: list[tuple[int, Hit]] = field(default_factory=list)
    whole: set[int] = field(default_factory=set)
    chrome: set[int] = field(default_factory=set)  # of the whole ones, those that only a page has; in all rounds

    def add(self, number: int, hit: Hit, line: Line) -> None:
        self.hits.append((number, hit))
        if hit.start == 0 and hit.end == len(line.text):
            self.whole.add(number)
            if hit.rule.category not in ANYWHERE:
                self.chrome.add(number)

    def add_lines(
        self, first: int, last: int, hit: Hit, lines: Sequence[Line], spare: frozenset[int] = frozenset()
    ) -> None:
        """Mark whole lines, but not those in ``spare``; the hit's groups belong to the first of them."""
        for number in range(first, last + 1):
            length = len(lines[number].text)
            if length and number not in self.whole and number not in spare:
                groups = hit.groups if number == first else ()
                self.add(number, Hit(hit.rule, 0, length, groups), lines[number])


def strip(
    text: str,
    matcher: Matcher,
    *,
    noise: Sequence[Edit] = (),
    host: str | None = None,
    arrange: Arrange | None = None,
) -> Stripped:
    """Run the rules over ``text``; ``arrange`` tells where heads and tails are.

    ``noise`` is left out of what the rules read. Edits come sorted and disjoint; noise inside them is theirs.
    """
    edits: list[Edit] = []
    lifted: list[Lifted] = []
    sites: frozenset[str] = frozenset()
    chrome: set[int] = set()
    for number in range(ROUNDS + 1):
        folded = view(text, _changes(edits, noise))
        lines = lines_of(folded.text)
        if number == 0:
            sites = matcher.ruleset.active_sites(folded.text, host)
        dated = {lift.row for lift in lifted}
        marks = (
            _round(lines, matcher, sites, dated, chrome, arrange or _whole_document) if number < ROUNDS else _Marks()
        )
        chrome |= marks.chrome
        if not marks.hits:
            break
        lifted += _values(marks, lines, folded, text)
        new = disjoint(_edit(hit, lines[line], folded) for line, hit in marks.hits)
        edits = overlay(edits, new)
    return Stripped(edits, lifted, lines, folded, sites)


def _changes(edits: Sequence[Edit], noise: Sequence[Edit]) -> Iterator[tuple[int, int, str]]:
    """Yield what the view leaves out or replaces: noise, except where a rule has taken it."""
    for edit in overlay(edits, noise):
        yield edit.start, edit.end, edit.new


def _whole_document(lines: list[Line], *_: object) -> Arrangement:
    return Arrangement((Region(0, len(lines) - 1),))


def _round(
    lines: list[Line],
    matcher: Matcher,
    sites: frozenset[str],
    dated: set[int],
    chrome: set[int],
    arrange: Arrange,
) -> _Marks:
    marks = _sweep(lines, matcher, sites, chrome)
    dated |= {number for number, hit in marks.hits if hit.rule.lifts}
    arrangement = arrange(lines, marks.whole, dated)
    for region in arrangement.regions:
        _Peeling(lines, matcher, sites, marks, arrangement).peel(region)
    return marks


def _sweep(lines: list[Line], matcher: Matcher, sites: frozenset[str], chrome: set[int]) -> _Marks:
    """Apply inline, line and block rules to every line; ``chrome`` are lines that earlier rounds know."""
    marks = _Marks(chrome=set(chrome))
    resume: dict[str, int] = {}
    for number, line in enumerate(lines):
        if not line.text:
            continue
        for hit in matcher.hits(line.text):
            rule = hit.rule
            if rule.site is not None and rule.site not in sites:
                continue
            if rule.scope in ("inline", "line"):
                marks.add(number, hit, line)
            elif rule.scope == "block" and resume.get(rule.id, 0) <= number:
                last = _block_end(lines, number, len(lines) - 1, rule)
                if last is not None:
                    marks.add_lines(number, last, hit, lines)
                    resume[rule.id] = last + 1
    return marks


def _block_end(lines: Sequence[Line], first: int, end: int, rule: Rule) -> int | None:
    """Return the last line of the block that begins at ``first``, or None.

    It must close in time, and a line that ``unless`` finds something in, anywhere in it, leaves all of it alone.
    """
    last = end if rule.until == END else _closing_line(lines, first, end, rule)
    if last is None or last - first >= rule.within:
        return None
    if rule.exception and any(rule.exception.search(line.text) for line in lines[first + 1 : last + 1]):
        return None
    return last


def _closing_line(lines: Sequence[Line], first: int, end: int, rule: Rule) -> int | None:
    for number in range(first + 1, min(end, first + rule.within - 1) + 1):
        if lines[number].text and rule.end_pattern.fullmatch(lines[number].text) is not None:
            return number - 1 if rule.until_keeps else number
    return None


class _Peeling:
    """Head and tail rules at work on one region: they hold only while they reach in from its end."""

    def __init__(
        self,
        lines: list[Line],
        matcher: Matcher,
        sites: frozenset[str],
        marks: _Marks,
        arrangement: Arrangement,
    ) -> None:
        self.lines, self.matcher, self.sites, self.marks = lines, matcher, sites, marks
        self.transparent, self.heading = arrangement.transparent, arrangement.heading

    def peel(self, region: Region) -> None:
        first = self.peel_head(region)
        self.peel_tail(Region(first, region.last))

    def see_through(self, number: int) -> bool:
        return not self.lines[number].text or number in self.marks.whole or number in self.transparent

    def known(self, number: int) -> bool:
        """Whether a line is wholly known to be chrome, by what only web pages have."""
        return number in self.marks.chrome

    def hits(self, number: int, scope: str) -> list[Hit]:
        found = self.matcher.edge_hits(self.lines[number].text, scope)
        here = [hit for hit in found if hit.rule.site is None or hit.rule.site in self.sites]
        return [hit for hit in here if number < self.heading or not hit.rule.above_heading]

    def take(self, first: int, last: int, hit: Hit) -> None:
        self.marks.add_lines(first, last, hit, self.lines, self.transparent)

    def peel_head(self, region: Region) -> int:
        """Peel from the top; return the first line that is left."""
        number, passed = region.first, 0
        while number <= region.last:
            if not self.see_through(number):
                reaches = [
                    (self.head_reach(number, region.last, hit, passed), hit) for hit in self.hits(number, "head")
                ]
                last, hit = max(reaches, key=lambda reach: (reach[0], reach[1].rule.id), default=(-1, None))
                if hit is None or last < number:
                    break
                self.take(number, last, hit)
            passed += self.known(number)
            number += 1
        return number

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
        belong to the run of a rule that asks for known chrome.
        """
        count, reach = 0, -1
        marked = passed if rule.marked else 0
        for at in range(number, end + step, step):
            if self.known(at):
                marked += 1
            elif not self.lines[at].text or at in self.transparent:
                continue
            elif any(hit.rule is rule for hit in self.hits(at, rule.scope)):
                count, reach = count + 1, at
            else:
                break
        return reach if count + marked >= rule.run and marked >= rule.marked else -1

    def peel_tail(self, region: Region) -> None:
        number, passed = region.last, 0
        while number >= region.first:
            if not self.see_through(number):
                reaches = [
                    (self.tail_reach(number, region.first, hit, passed), hit) for hit in self.hits(number, "tail")
                ]
                reaches = [reach for reach in reaches if reach[0] >= 0] + self.blocks_ending(number, region.first)
                if not reaches:
                    break
                first, hit = min(reaches, key=lambda reach: (reach[0], reach[1].rule.id))
                self.take(first, number, hit)
            passed += self.known(number)
            number -= 1

    def tail_reach(self, number: int, start: int, hit: Hit, passed: int) -> int:
        """Return the first line that a tail line or run rule takes upwards from ``number``, or -1."""
        return self.run_reach(number, start, -1, hit.rule, passed) if hit.rule.run else number

    def blocks_ending(self, number: int, start: int) -> list[tuple[int, Hit]]:
        """Return the nearest block that ends with the line ``number``, as a list of one, or nothing."""
        for first in range(number, max(start, number - MOST_WITHIN + 1) - 1, -1):
            text = self.lines[first].text
            for hit in self.hits(first, "tail block") if text else ():
                if number - first < hit.rule.within and self.closes(hit.rule, first, number):
                    return [(first, hit)]
        return []

    def closes(self, rule: Rule, first: int, number: int) -> bool:
        """Whether the block of ``rule`` that begins at ``first`` ends with the line ``number``."""
        if rule.until != END and rule.end_pattern.fullmatch(self.lines[number].text) is None:
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
