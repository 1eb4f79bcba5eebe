"""Find where rules meet a line: literals first, then RE2, then what a rule asks beside its pattern.

A line is looked at again and again: in every round, at either edge, and on the next page of the site. So what was found in
short lines is remembered, one automaton looks for the literals of all rules at once, and a rule is asked only where the
state of the page lets it hold.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import Any

from ahocorasick_rs import AhoCorasick

from cleaner.document.literals import ANY, Chars
from cleaner.document.ruleset import Rule, RuleSet
from cleaner.document.sitenames import SiteNames

LONGEST_REMEMBERED_LINE = 200  # code points; chrome repeats, paragraphs do not
MOST_REMEMBERED_LINES = 150_000  # of one document and those before it; some 450 bytes each
AROUND = 60  # code points of its sentence on either side of a match, in which ``unless`` is searched
PROTECTED = "protected"  # the edge, so to say, of rules that protect
_SENTENCE_ENDS = "。!?"

Spans = Sequence[tuple[int, int]]  # of a match: of the whole and of each group, as RE2 numbers them


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule met a line: the range in the stripped line, and the named groups that took part."""

    rule: Rule
    start: int
    end: int
    groups: tuple[tuple[str, int, int], ...] = ()


class _Ends:
    """At one end of a line: which rules, as bits, may hold with the character there."""

    def __init__(self) -> None:
        self.any = 0
        self._with: dict[str, int] = {}
        self._without: dict[str, int] = {}

    def add(self, bit: int, chars: Chars) -> None:
        named = self._without if chars.excluded else self._with
        self.any |= bit if chars.excluded else 0
        for char in chars.chars:
            named[char] = named.get(char, 0) | bit

    def of(self, char: str) -> int:
        """Return the rules that a line with this character at the end may be met by."""
        return self.any & ~self._without.get(char, 0) | self._with.get(char, 0)


class _Prefilter:
    """Tell from a line's literals, its length and its two ends which rules may meet it; rules are bits of a number."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._first, self._last = _Ends(), _Ends()
        self._literal: dict[str, int] = {}
        self._also: dict[str, int] = {}
        self._always = self._without_also = 0
        for number, rule in enumerate(rules):
            self._add(1 << number, rule)
        literals = list(dict.fromkeys((*self._literal, *self._also)))
        self._found = [(self._literal.get(literal, 0), self._also.get(literal, 0)) for literal in literals]
        self._automaton = AhoCorasick(literals) if literals else None

    def _add(self, bit: int, rule: Rule) -> None:
        needs = rule.needs
        for known, literals in ((self._literal, needs.literals), (self._also, needs.also)):
            for literal in literals or ():
                known[literal] = known.get(literal, 0) | bit
        self._always |= bit if needs.literals is None else 0
        self._without_also |= bit if needs.literals is None or needs.also is None else 0
        whole = rule.scope != "inline"  # of other matches the ends may stand anywhere
        self._first.add(bit, needs.first if whole else ANY)
        self._last.add(bit, needs.last if whole else ANY)

    def candidates(self, line: str) -> int:
        """Return the rules that may meet a line, which is not empty."""
        found, also = self._always, self._without_also
        if self._automaton is not None:
            matches = self._automaton.find_matches_as_indexes(line, overlapping=True)
            for number in {number for number, _, _ in matches}:
                with_literal, with_also = self._found[number]
                found |= with_literal
                also |= with_also
        return found & also & self._first.of(line[0]) & self._last.of(line[-1])


@dataclass(slots=True)
class _Read:
    """What is known of a line: the rules that may still meet it and those that did, as bits; their hits, by number."""

    untried: int
    met: int = 0
    hits: list[tuple[int, Sequence[Hit]]] = field(default_factory=list)


class Matcher:
    """A RuleSet made ready; what it finds in a line may belong to any site."""

    def __init__(self, ruleset: RuleSet) -> None:
        self.ruleset = ruleset
        self.by_id = {rule.id: rule for rule in ruleset.rules}
        self.nearest = max((rule.near for rule in ruleset.rules), default=0)
        blocks = [rule for rule in ruleset.rules if rule.scope == "tail" and rule.until is not None]
        self.longest_blocks = [  # under the text, by how many lines below them stay
            max((rule.within for rule in blocks if rule.near >= left), default=0) for left in range(self.nearest + 1)
        ]
        ordered = sorted(ruleset.rules, key=lambda rule: rule.id)
        self._rules = [rule for rule in ordered if not rule.names_site]
        self._asked: dict[tuple[str, int, bool], int] = {}
        for number, rule in enumerate(self._rules):
            for beyond, marked in product(range(rule.near + 1), (False, True)):
                if marked or not rule.marked:
                    asked = _edge(rule), beyond, marked
                    self._asked[asked] = self._asked.get(asked, 0) | 1 << number
        self._number = {rule: number for number, rule in enumerate(self._rules)}
        self._prefilter = _Prefilter(self._rules)
        self._naming = [rule for rule in ordered if rule.names_site]
        self._naming_prefilter = _Prefilter(self._naming)
        self._seen: dict[str, _Read] = {}

    def hits(self, line: str, edge: str = "", *, beyond: int = 0, marked: bool = True) -> list[Hit]:
        """Return the hits in a stripped folded line, ordered by the rules' ids.

        They are those of inline, line and block rules, or at an ``edge`` those of ``head`` or ``tail`` rules, or of rules that
        open a ``tail block``; ``beyond`` lines that stay only those of rules that reach over so many; and where no chrome is
        ``marked`` on the page those of rules that ask for none.
        """
        wanted = self._asked.get((edge, beyond, marked), 0) if line else 0
        if not wanted:
            return []
        read = self._read(line)
        if read.untried & wanted:
            self._try(line, read, read.untried & wanted)
        return [hit for number, hits in read.hits if wanted >> number & 1 for hit in hits]

    def meets(self, rule: Rule, line: str) -> bool:
        """Whether one rule, which names no site, has a hit in a line that is not empty; no other is tried."""
        read, number = self._read(line), self._number[rule]
        if read.untried >> number & 1:
            self._try(line, read, 1 << number)
        return bool(read.met >> number & 1)

    def _read(self, line: str) -> _Read:
        """Return what is known of a line: chrome repeats, paragraphs do not, so that only short lines are remembered."""
        read = self._seen.get(line)
        if read is None:
            read = _Read(self._prefilter.candidates(line))
            if len(line) <= LONGEST_REMEMBERED_LINE and len(self._seen) < MOST_REMEMBERED_LINES:
                self._seen[line] = read
        return read

    def make_room(self) -> None:
        """Forget the lines of earlier documents where little room is left; within one, read in rounds, none is forgotten."""
        if len(self._seen) > MOST_REMEMBERED_LINES * 2 // 3:
            self._seen.clear()

    def _try(self, line: str, read: _Read, rules: int) -> None:
        """Try some of the rules that were not tried yet on a line."""
        read.untried &= ~rules
        encoded = line.encode()
        for number in _bits(rules):
            rule = self._rules[number]
            if rule.fits(line):
                hits = _meet(rule, line, encoded, rule.pattern_for(line))
                if hits:
                    read.met |= 1 << number
                    insort(read.hits, (number, hits), key=_number)

    def naming_hits(self, line: str, edge: str, names: SiteNames) -> Iterator[Hit]:
        """Yield the hits of rules that name the page's site in a line where one of its names stands."""
        encoded = line.encode()
        for number in _bits(self._naming_prefilter.candidates(line)):
            rule = self._naming[number]
            if _edge(rule) == edge and rule.fits(line):
                yield from _meet(rule, line, encoded, names.fill(rule.reads))

    def protects(self, folded: str) -> bool:
        """Whether a whole paragraph, folded and stripped, is a formula that is never a near-duplicate."""
        return bool(self.hits(folded, PROTECTED))


def _bits(number: int) -> Iterator[int]:
    """Yield the places of the bits that are set, the lowest first."""
    while number:
        yield (number & -number).bit_length() - 1
        number &= number - 1


def _number(met: tuple[int, Sequence[Hit]]) -> int:
    return met[0]


def _edge(rule: Rule) -> str:
    """Return the edge of the text at which a rule holds, empty for one that holds anywhere."""
    if rule.protects:
        return PROTECTED
    if rule.scope not in ("head", "tail"):
        return ""
    return "tail block" if rule.scope == "tail" and rule.until is not None else rule.scope


def _meet(rule: Rule, line: str, encoded: bytes, pattern: Any) -> Sequence[Hit]:
    """Return what a rule finds in a line, given in UTF-8 as well, with its compiled ``pattern``."""
    if rule.scope != "inline" and not rule.groups:
        met = pattern.fullmatch(encoded) is not None and not rule.spares(line, line)
        return _whole(rule, len(line)) if met else ()
    hits = []
    for spans in _matches(rule, encoded, pattern):
        start, end = spans[rule.part]
        if start < end and not rule.spares(_context(rule, line, start, end), line[start:end]):
            groups = tuple((name, *spans[number]) for name, number in rule.named if spans[number][0] >= 0)
            hits.append(Hit(rule, start, end, groups))
    return hits


@lru_cache(maxsize=10_000)
def _whole(rule: Rule, end: int) -> tuple[Hit]:
    """Return the one hit of a rule in a line of ``end`` code points, all of which it meets."""
    return (Hit(rule, 0, end),)


def _matches(rule: Rule, encoded: bytes, pattern: Any) -> Iterable[Spans]:
    """Return the matches of a rule's pattern in a line, in code points."""
    if rule.scope != "inline":
        whole = pattern.fullmatch(encoded)
        return () if whole is None else (_Offsets(encoded).decoded(_spans(whole, rule)),)
    if rule.part:
        return _parts(pattern, rule, encoded)
    offsets = _Offsets(encoded)
    return (offsets.decoded(_spans(match, rule)) for match in pattern.finditer(encoded))


def _spans(match: Any, rule: Rule) -> Spans:
    return [match.span(number) for number in range(rule.groups + 1)]


def _parts(pattern: Any, rule: Rule, encoded: bytes) -> Iterator[Spans]:
    """Yield the matches of a pattern of which only the rule's ``part`` goes: the search goes on with that group's last character.

    So what stands between two hits, and a mark that ends the first, may be context for both. What is read twice is bounded,
    for time linear in the line.
    """
    part, position, again, gone = rule.part, 0, len(encoded), 0
    offsets = _Offsets(encoded)
    while position < len(encoded) and (match := pattern.search(encoded, position)) is not None:
        spans = _spans(match, rule)
        if position < gone and min(spans[0][1], spans[part][0]) < gone:
            position = gone
            continue
        end = gone = spans[part][1] if spans[part][0] < spans[part][1] else spans[0][1]
        yield offsets.decoded(spans)
        if spans[0][1] <= position:
            return
        last = end - 1
        while encoded[last] & 0xC0 == 0x80:  # inside a character
            last -= 1
        following = last if last > position else end
        again -= spans[0][1] - following
        position = following if again > 0 else spans[0][1]


class _Offsets:
    """Turn offsets in encoded text into code points; those before the last match's start need not be known any more."""

    def __init__(self, encoded: bytes) -> None:
        self.encoded, self.byte, self.point = encoded, 0, 0

    def decoded(self, spans: Spans) -> Spans:
        start = spans[0][0]
        self.point += len(self.encoded[self.byte : start].decode())
        self.byte = start
        known = {-1: -1, start: self.point}
        byte, point = start, self.point
        for offset in sorted({offset for span in spans for offset in span} - {-1, start}):
            point += len(self.encoded[byte:offset].decode())
            known[offset] = point
            byte = offset
        return [(known[first], known[last]) for first, last in spans]


def _context(rule: Rule, line: str, start: int, end: int) -> str:
    """Return what ``unless`` reads: the line; of an inline rule only what would go and its sentence around it."""
    if rule.scope != "inline":
        return line
    before, behind = line[max(0, start - AROUND) : start], line[end : end + AROUND]
    first = max(before.rfind(mark) for mark in _SENTENCE_ENDS) + 1
    if line[end - 1] in _SENTENCE_ENDS:
        behind = ""
    last = min((at for mark in _SENTENCE_ENDS if (at := behind.find(mark)) >= 0), default=len(behind))
    return before[first:] + line[start:end] + behind[:last]
