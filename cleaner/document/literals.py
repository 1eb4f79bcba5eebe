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

MOST_STRINGS = 24
LONGEST_CLASS = 8
_PLAIN_GROUP = re.compile(r"([^\\\[\](){}.*+?^$]*)\)")
_PLAIN = re.compile(r"[^\\\[\](){}.*+?|^$]+(?![*+?{])")


@dataclass(frozen=True, slots=True)
class Node:
    """What is known of a part of a pattern.

    ``exact`` is every string it can match, where these are few; ``required`` are at most two sets, the better first, of each
    of which one string must occur; ``longest`` is the greatest length of a match, in code points.
    """

    exact: frozenset[str] | None
    required: tuple[frozenset[str], ...] = ()
    longest: float = inf

    def best(self) -> tuple[frozenset[str], ...]:
        """Return the best of what is required and what is exact."""
        return _best([*self.required, self.exact or frozenset()])


def _exactly(strings: frozenset[str]) -> Node:
    return Node(strings, longest=max(map(len, strings)))


def _one_of(words: frozenset[str]) -> Node:
    if len(words) <= MOST_STRINGS:
        return _exactly(words)
    return Node(None, _best([words]), max(map(len, words)))


CHARACTER = Node(None, longest=1)
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
    return Node(None, _best([*sets, run]), sum(node.longest for node in nodes))


def _alternate(nodes: list[Node]) -> Node:
    if len(nodes) == 1:
        return nodes[0]
    exacts = [node.exact for node in nodes if node.exact is not None]
    if len(exacts) == len(nodes) and sum(map(len, exacts)) <= MOST_STRINGS:
        return _exactly(frozenset().union(*exacts))
    bests = [node.best() for node in nodes]
    required = tuple(frozenset().union(*sets) for sets in zip(*bests, strict=False))  # as many as all branches have
    return Node(None, required, max(node.longest for node in nodes))


class _Parser:
    """A recursive descent over alternation, concatenation, quantifier and atom."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.position = 0

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
            return Node(None, (), longest)
        if least == most and atom.exact is not None and len(atom.exact) == 1 and least <= LONGEST_CLASS:
            return _exactly(frozenset({next(iter(atom.exact)) * least}))
        return Node(None, atom.best(), longest)

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
        chars: set[str] | None = set()
        if self.peek() == "^":
            chars = None
            self.take()
        first = True
        while first or self.peek() != "]":
            first = False
            char = self.take()
            if char == "":
                raise ValueError("unclosed class")
            if char == "\\":
                char = self.take()
                if char.isalnum():
                    chars = None
                    continue
            elif char == "[" and self.peek() == ":":
                self.position = self.pattern.index(":]", self.position) + 2
                chars = None
                continue
            if self.peek() == "-" and self.pattern[self.position + 1 : self.position + 2] != "]":
                self.position += 2 if self.pattern[self.position + 1] != "\\" else 3
                chars = None
            if chars is not None:
                chars.add(char)
        self.take()
        return _exactly(frozenset(chars)) if chars and len(chars) <= LONGEST_CLASS else CHARACTER

    def escape(self) -> Node:
        char = self.take()
        if char in "bBAz":
            return EMPTY
        if char in "pPxQ" or char.isdigit():
            raise ValueError("an escape with an argument")
        return CHARACTER if char.isalnum() else _exactly(frozenset({char}))


@dataclass(frozen=True, slots=True)
class Needs:
    """What every match has: one of ``literals`` (None: not known), one of ``also``, and no more than ``longest`` code points."""

    literals: frozenset[str] | None
    longest: float
    also: frozenset[str] | None = None


def required(pattern: str) -> Needs:
    r"""Return what a text needs for ``pattern`` to match in it.

    >>> needs = required(r"-? ?[上下]一[篇页]:.{0,80}")
    >>> sorted(needs.literals), needs.longest
    (['上一篇:', '上一页:', '下一篇:', '下一页:'], 86)
    >>> sorted(required(r"(?:来源|出处):\s*(?P<origin>.+)").literals)
    ['出处:', '来源:']
    >>> required(r"\d{4}.{1,20}")
    Needs(literals=None, longest=24, also=None)
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
        pattern: Needs(_set(literals), inf if longest is None else longest, _set(also))
        for pattern, (literals, longest, also) in table.items()
    }


def _set(literals: list[str] | None) -> frozenset[str] | None:
    return None if literals is None else frozenset(literals)


def compute_needs(pattern: str) -> Needs:
    """Return what ``required`` returns, from the pattern alone."""
    parser = _Parser(pattern)
    try:
        node = parser.alternation()
    except (ValueError, IndexError, KeyError, RecursionError):
        return Needs(None, inf)
    if parser.position < len(pattern):
        return Needs(None, inf)
    first, second = (*map(_shortest, node.best()), None, None)[:2]
    worth = second is not None and len(second) <= MOST_STRINGS  # looking for many takes longer than RE2 does
    return Needs(first, node.longest, second if worth else None)


def _shortest(literals: frozenset[str]) -> frozenset[str]:
    """Drop each literal that contains another one: where it stands, the other stands too."""
    return frozenset(
        literal
        for literal in literals
        if not any(
            literal[start:end] in literals
            for start in range(len(literal))
            for end in range(start + 1, len(literal) + 1)
            if end - start < len(literal)
        )
    )


def needs_table(patterns: Iterable[str]) -> str:
    """Return needs.json for these patterns: an entry a line, ordered, infinity as null."""
    entries = []
    for pattern in sorted(set(patterns)):
        needs = compute_needs(pattern)
        literals, also = (None if found is None else sorted(found) for found in (needs.literals, needs.also))
        value = [literals, None if needs.longest == inf else needs.longest, also]
        entries.append(f"{json.dumps(pattern, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(entries) + "\n}\n"
