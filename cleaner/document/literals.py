"""What a text must have for a pattern to match it: the prefilter's question.

``required`` reads the part of RE2's syntax that rules use and errs on the side of "nothing is known", which only costs
time. The method is that of RE2's own FilteredRE2: exact sets while they stay small, else the best set seen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import inf
from pathlib import Path
from string import ascii_letters

MOST_STRINGS = 24
LONGEST_CLASS = 8
LONGEST_RANGE = 64  # of characters that are spelt out
PERL_CLASSES = {"d": "0123456789", "s": " \t\n\f\r", "w": f"{ascii_letters}0123456789_"}
_PLAIN_GROUP = re.compile(r"([^\\\[\](){}.*+?^$]*)\)")
_PLAIN = re.compile(r"[^\\\[\](){}.*+?|^$]+(?![*+?{])")


@dataclass(frozen=True, slots=True)
class Chars:
    """A set of characters: these, or all but these."""

    chars: frozenset[str]
    excluded: bool = False

    def __or__(self, other: Chars) -> Chars:
        if self.excluded and other.excluded:
            return Chars(self.chars & other.chars, True)
        if self.excluded or other.excluded:
            out, of = (self, other) if self.excluded else (other, self)
            return Chars(out.chars - of.chars, True)
        return Chars(self.chars | other.chars)

    def __contains__(self, char: str) -> bool:
        return (char in self.chars) is not self.excluded


ANY = Chars(frozenset(), excluded=True)
NONE = Chars(frozenset())


@dataclass(frozen=True, slots=True)
class Node:
    """What is known of a part of a pattern.

    ``exact`` is every string it can match, where these are few; ``required`` are at most two sets, the better first, of each
    of which one string must occur; ``least`` and ``longest`` are the bounds of a match's length, in code points; ``first``
    and ``last`` are the characters that a match which is not empty may begin and end with.
    """

    exact: frozenset[str] | None
    required: tuple[frozenset[str], ...] = ()
    longest: float = inf
    least: int = 0
    first: Chars = ANY
    last: Chars = ANY

    def best(self) -> tuple[frozenset[str], ...]:
        """Return the best of what is required and what is exact."""
        return _best([*self.required, self.exact or frozenset()])


def _exactly(strings: frozenset[str]) -> Node:
    return _one_of(strings, strings)


def _one_of(words: frozenset[str], exact: frozenset[str] | None = None) -> Node:
    """Return what is known of a choice among words, which are ``exact`` where they are few."""
    if exact is None and len(words) <= MOST_STRINGS:
        exact = words
    lengths = [*map(len, words)]
    first, last = (Chars(frozenset(word[end] for word in words if word)) for end in (0, -1))
    return Node(exact, () if exact is not None else _best([words]), max(lengths), min(lengths), first, last)


def _character(chars: Chars) -> Node:
    return Node(None, longest=1, least=1, first=chars, last=chars)


CHARACTER = _character(ANY)
EMPTY = _exactly(frozenset({""}))


def _best(sets: Iterable[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """Return the two sets whose shortest string is longest, those with fewer strings first."""

    def worth(literals: frozenset[str]) -> tuple[int, int]:
        return min(map(len, literals)), -len(literals)

    telling = dict.fromkeys(literals for literals in sets if literals and all(literals))
    return tuple(sorted(telling, key=worth, reverse=True)[:2])


def _concatenate(nodes: list[Node]) -> Node:
    sets: list[frozenset[str]] = []
    run: frozenset[str] = frozenset({""})
    whole = True
    for node in nodes:
        joined = frozenset(a + b for a in run for b in node.exact) if node.exact is not None else None
        if joined is not None and len(joined) <= MOST_STRINGS:
            run = joined
            continue
        whole = False
        sets += [run, *node.best()]
        run = node.exact if node.exact is not None and len(node.exact) <= MOST_STRINGS else frozenset({""})
    if whole:
        return _exactly(run)
    longest, least = sum(node.longest for node in nodes), sum(node.least for node in nodes)
    first = _reached([(node.first, node.least) for node in nodes])
    last = _reached([(node.last, node.least) for node in reversed(nodes)])
    return Node(None, _best([*sets, run]), longest, least, first, last)


def _reached(ends: Iterable[tuple[Chars, int]]) -> Chars:
    """Return the characters at the end of parts in a row: those of the first part that cannot be empty, and of all before it."""
    found = NONE
    for chars, least in ends:
        found |= chars
        if least:
            break
    return found


def _alternate(nodes: list[Node]) -> Node:
    if len(nodes) == 1:
        return nodes[0]
    exacts = [node.exact for node in nodes if node.exact is not None]
    if len(exacts) == len(nodes) and sum(map(len, exacts)) <= MOST_STRINGS:
        return _exactly(frozenset().union(*exacts))
    bests = [node.best() for node in nodes]
    required = tuple(frozenset().union(*sets) for sets in zip(*bests, strict=False))  # as many as all branches have
    first, last = NONE, NONE
    for node in nodes:
        first, last = first | node.first, last | node.last
    longest, least = max(node.longest for node in nodes), min(node.least for node in nodes)
    return Node(None, required, longest, least, first, last)


class _Parser:
    """A recursive descent over alternation, concatenation, quantifier and atom."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.position = 0
        self.ranged = False  # whether the member of a class that was taken last is a range

    def peek(self) -> str:
        return self.pattern[self.position : self.position + 1]

    def take(self) -> str:
        char = self.peek()
        self.position += 1
        return char

    def alternation(self) -> Node:
        branches = [self.concatenation()]
        while self.peek() == "|":
            self.take()
            branches.append(self.concatenation())
        return _alternate(branches)

    def concatenation(self) -> Node:
        nodes: list[Node] = []
        while self.peek() not in ("", "|", ")"):
            run = _PLAIN.match(self.pattern, self.position)
            if run is not None:  # most of a pattern is plain characters: take them at once
                nodes.append(_exactly(frozenset({run[0]})))
                self.position = run.end()
                continue
            atom = self.atom()
            nodes.append(self.quantified(atom))
        return _concatenate(nodes)

    def quantified(self, atom: Node) -> Node:
        char = self.peek()
        if char not in ("*", "+", "?", "{"):
            return atom
        least, most = self.bounds()
        if self.peek() in ("?", "+"):
            self.take()
        longest = inf if most is None else atom.longest * most if most else 0
        if (least, most) == (0, 1) and atom.exact is not None:
            return _exactly(atom.exact | {""})
        if least == 0:
            return Node(None, (), longest, 0, atom.first, atom.last)
        if least == most and atom.exact is not None and len(atom.exact) == 1 and least <= LONGEST_CLASS:
            return _exactly(frozenset({next(iter(atom.exact)) * least}))
        return Node(None, atom.best(), longest, atom.least * least, atom.first, atom.last)

    def bounds(self) -> tuple[int, int | None]:
        char = self.take()
        if char != "{":
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[char]
        end = self.pattern.find("}", self.position)
        parts = self.pattern[self.position : end].split(",") if end > 0 else [""]
        if len(parts) > 2 or not all(part.isdigit() or (part == "" and i == 1) for i, part in enumerate(parts)):
            raise ValueError("a literal brace")
        self.position = end + 1
        least = int(parts[0])
        return least, least if len(parts) == 1 else (int(parts[1]) if parts[1] else None)

    def atom(self) -> Node:
        char = self.take()
        if char == "(":
            return self.group()
        if char == "[":
            return self.character_class()
        if char == "\\":
            return self.escape()
        if char in "^$":
            return EMPTY
        return CHARACTER if char == "." else _exactly(frozenset({char}))

    def group(self) -> Node:
        if self.peek() == "?":
            rest = self.pattern[self.position :]
            if rest.startswith("?:"):
                self.position += 2
            elif rest.startswith(("?P<", "?<")):
                self.position = self.pattern.index(">", self.position) + 1
            else:
                raise ValueError("flags")
        plain = _PLAIN_GROUP.match(self.pattern, self.position)
        if plain is not None:  # most groups are lists of words: take them at once
            self.position = plain.end()
            return _one_of(frozenset(plain[1].split("|")))
        node = self.alternation()
        if self.take() != ")":
            raise ValueError("unbalanced")
        return node

    def character_class(self) -> Node:
        negated = self.peek() == "^"
        if negated:
            self.take()
        chars: set[str] = set()
        known, first = True, True
        while first or self.peek() != "]":
            first = False
            found = self.class_member()
            known = known and (found is not None or (negated and self.ranged))
            chars |= found or set()
        self.take()
        if negated:  # a range that is not spelt out leaves more than there is
            return _character(Chars(frozenset(chars), excluded=True) if known else ANY)
        if not known or not chars:
            return CHARACTER
        few = len(chars) <= LONGEST_CLASS
        return _exactly(frozenset(chars)) if few else _character(Chars(frozenset(chars)))

    def class_member(self) -> set[str] | None:
        """Take one character, escape or range of a class; return its characters, or None where they are not known or too many."""
        self.ranged = False
        char = self.take()
        if char == "":
            raise ValueError("unclosed class")
        if char == "[" and self.peek() == ":":
            self.position = self.pattern.index(":]", self.position) + 2
            return None
        if char == "\\":
            char = self.take()
            if char.isalnum():
                return set(PERL_CLASSES[char]) if char in PERL_CLASSES else None
        if self.peek() != "-" or self.pattern[self.position + 1 : self.position + 2] == "]":
            return {char}
        self.take()
        end = self.take()
        if end == "\\":
            end = self.take()
            if end.isalnum():
                return None
        self.ranged = True
        spelt = range(ord(char), ord(end) + 1) if end else range(0)
        return set(map(chr, spelt)) if len(spelt) <= LONGEST_RANGE else None

    def escape(self) -> Node:
        char = self.take()
        if char in "bBAz":
            return EMPTY
        if char in "pPxQ" or char.isdigit():
            raise ValueError("an escape with an argument")
        if char in PERL_CLASSES:
            return _character(Chars(frozenset(PERL_CLASSES[char])))
        if char.lower() in PERL_CLASSES:
            return _character(Chars(frozenset(PERL_CLASSES[char.lower()]), excluded=True))
        return CHARACTER if char.isalnum() else _exactly(frozenset({char}))


@dataclass(frozen=True, slots=True)
class Needs:
    """What every match has: one of ``literals`` (None: not known), one of ``also``, a length in code points, and its ends."""

    literals: frozenset[str] | None
    longest: float = inf
    also: frozenset[str] | None = None
    least: int = 0
    first: Chars = ANY
    last: Chars = ANY


def required(pattern: str) -> Needs:
    r"""Return what a text needs for ``pattern`` to match in it.

    >>> needs = required(r"-? ?[上下]一[篇页]:.{0,80}")
    >>> sorted(needs.literals), needs.least, needs.longest, sorted(needs.first.chars)
    (['上一篇:', '上一页:', '下一篇:', '下一页:'], 4, 86, [' ', '-', '上', '下'])
    >>> sorted(required(r"(?:来源|出处):\s*(?P<origin>.+)").literals)
    ['出处:', '来源:']
    >>> needs = required(r"[^。]{1,20}\d")
    >>> needs.literals, needs.longest, "。" in needs.first, "。" in needs.last
    (None, 21, False, False)
    """
    known = _known().get(pattern)
    return compute_needs(pattern) if known is None else known


@cache
def _known() -> dict[str, Needs]:
    """Return the needs of the built-in rules, made ahead: reading their patterns takes longer than cleaning a page.

    ``make needs`` makes the file again; a pattern that is not in it costs only time.
    """
    path = Path(__file__).with_name("needs.json")
    table = json.loads(path.read_bytes()) if path.is_file() else {}
    return {
        pattern: Needs(_set(literals), inf if longest is None else longest, _set(also), least, *map(_chars, ends))
        for pattern, (literals, longest, also, least, *ends) in table.items()
    }


def _set(literals: list[str] | None) -> frozenset[str] | None:
    return None if literals is None else frozenset(literals)


def _chars(written: str) -> Chars:
    return Chars(frozenset(written[1:]), written[0] == "-")


def _written(chars: Chars) -> str:
    return "+-"[chars.excluded] + "".join(sorted(chars.chars))


def compute_needs(pattern: str) -> Needs:
    """Return what ``required`` returns, from the pattern alone."""
    parser = _Parser(pattern)
    try:
        node = parser.alternation()
    except (ValueError, IndexError, KeyError, RecursionError):
        return Needs(None)
    if parser.position < len(pattern):
        return Needs(None)
    first, second = (*map(_shortest, node.best()), None, None)[:2]
    worth = second is not None and len(second) <= MOST_STRINGS  # looking for many takes longer than RE2 does
    return Needs(first, node.longest, second if worth else None, node.least, node.first, node.last)


def _shortest(literals: frozenset[str]) -> frozenset[str]:
    """Drop each literal that contains another one: where it stands, the other stands too."""
    lengths = {len(literal) for literal in literals}
    return frozenset(
        literal
        for literal in literals
        if not any(
            literal[start : start + length] in literals
            for length in lengths
            if length < len(literal)
            for start in range(len(literal) - length + 1)
        )
    )


def needs_table(patterns: Iterable[str]) -> str:
    """Return needs.json for these patterns: an entry a line, ordered, infinity as null."""
    entries = []
    for pattern in sorted(set(patterns)):
        needs = compute_needs(pattern)
        literals, also = (None if found is None else sorted(found) for found in (needs.literals, needs.also))
        longest = None if needs.longest == inf else needs.longest
        value = [literals, longest, also, needs.least, _written(needs.first), _written(needs.last)]
        entries.append(f"{json.dumps(pattern, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(entries) + "\n}\n"
