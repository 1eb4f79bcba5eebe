"""Hold rules to their examples: what ``removes`` marks goes, exactly; what ``keeps`` says survives every rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cleaner.document.edits import apply_edits
from cleaner.document.fold import fold
from cleaner.document.matcher import Matcher
from cleaner.document.noise import find_noise
from cleaner.document.ruleset import Rule, RuleSet, Site
from cleaner.document.speeches import outline
from cleaner.document.strip import Arrangement, Line, strip
from cleaner.model import Edit

_MARKS = re.compile(r"\[\[-|-\]\]|\[-|-\]")


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that does not hold: the rule it belongs to, which list, and what happened instead.

    ``kind`` says what is wrong: ``unmarked`` text goes, marked text is ``left``, a sentence to keep is ``lost`` or is
    ``unprotected``, or the ``marks`` are not well formed; ``text`` is the example without marks, ``ranges`` what is wrong in
    it, ``help`` what to do.
    """

    rule: Rule
    key: str
    example: str
    what: str
    kind: str = "marks"
    text: str = ""
    ranges: tuple[tuple[int, int], ...] = ()
    help: str = ""

    def __str__(self) -> str:
        return f"{self.rule.place}: rule '{self.rule.id}': in '{self.key}': {self.what}"


def parse_example(example: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the text of an example without its marks, and the ranges that they mark.

    ``[[-`` and ``-]]`` stand for the characters ``[-`` and ``-]``. Raises ValueError for a mark without its partner.

    >>> parse_example("大家好[-分享到-]")
    ('大家好分享到', [(3, 6)])
    """
    pieces: list[str] = []
    ranges: list[tuple[int, int]] = []
    length = position = 0
    opened: int | None = None
    for mark in _MARKS.finditer(example):
        pieces.append(example[position : mark.start()])
        length += mark.start() - position
        position = mark.end()
        if mark[0] in ("[[-", "-]]"):
            pieces.append(mark[0][1:] if mark[0] == "[[-" else mark[0][:-1])
            length += 2
        elif (mark[0] == "[-") is (opened is not None):
            raise ValueError(f"a mark {mark[0]} without its partner")
        elif opened is None:
            opened = length
        else:
            ranges.append((opened, length))
            opened = None
    if opened is not None:
        raise ValueError("a mark [- without its partner")
    return "".join([*pieces, example[position:]]), ranges


def check_examples(ruleset: RuleSet, rules: Iterable[Rule] | None = None) -> list[Failure]:
    """Return the examples that do not hold, of ``rules`` or of all; ``keeps`` are held against the whole ``ruleset``."""
    everything = _everywhere(ruleset)
    found: list[Failure] = []
    for rule in ruleset.rules if rules is None else rules:
        found += _check_removes(rule, everything.get(rule.site) or everything[None])
        found += _check_keeps(rule, everything.get(rule.site) or everything[None])
    return found


def _everywhere(ruleset: RuleSet) -> dict[str | None, Matcher]:
    """Return the common rules, and for each site the common rules with those of the site, made to hold everywhere."""
    matchers: dict[str | None, Matcher] = {}
    for name in (None, *(site.name for site in ruleset.sites)):
        rules = tuple(rule for rule in ruleset.rules if rule.site in (None, name))
        matchers[name] = Matcher(RuleSet(rules, _detected_everywhere(name), ruleset.sha256))
    return matchers


def _by_words(rule: Rule, everything: Matcher) -> Matcher:
    """Return all rules but the others that go by what lines read like, which would take much of any example."""
    others = tuple(other for other in everything.ruleset.rules if not other.likely or other is rule)
    return Matcher(RuleSet(others, everything.ruleset.sites, everything.ruleset.sha256))


def _detected_everywhere(name: str | None) -> tuple[Site, ...]:
    return (Site(name, (), ("",), ""),) if name is not None else ()


def _structure(lines: list[Line], done: set[int], dated: set[int]) -> Arrangement:
    return outline(lines, done, dated).arrangement(lines)


def _check_removes(rule: Rule, everything: Matcher) -> Iterator[Failure]:
    alone = Matcher(RuleSet((rule,), _detected_everywhere(rule.site), everything.ruleset.sha256))
    for example in rule.removes:
        try:
            text, wanted = parse_example(example)
        except ValueError as error:
            yield Failure(rule, "removes", example, str(error), text=example, help="write [-…-] around what goes")
            continue
        # what needs known chrome, or the site's name in it, needs the rules that know it; some, the page's structure
        matcher = _by_words(rule, everything) if rule.marked or rule.reads_page else alone
        arrange = _structure if rule.above_heading or rule.reads_page else None
        gone = strip(text, matcher, noise=find_noise(text), arrange=arrange).edits
        gone = [edit for edit in gone if edit.rule == rule.id]
        taken = _characters(gone, text)
        due = {i for start, end in wanted for i in range(start, end) if not text[i].isspace()}
        if not due and not taken:
            what, advice = "marks nothing, and the rule takes nothing of it", "write [-…-] around what goes"
            yield Failure(rule, "removes", example, what, text=example, help=advice)
        elif taken != due:
            kind = "left" if due - taken else "unmarked"
            yield Failure(
                *(rule, "removes", example, f"wanted {example!r}, got {marked(text, gone)!r}", kind, text),
                ranges=_ranges(due - taken or taken - due, text),
                help=_removes_help(rule, kind, taken),
            )


def _check_keeps(rule: Rule, matcher: Matcher) -> Iterator[Failure]:
    for example in rule.keeps:
        edits = strip(
            example, matcher, noise=find_noise(example), arrange=_structure if rule.reads_page else None
        ).edits
        if rule.reads_page:  # the name must stand in chrome for the example to say anything, and that may go
            edits = [edit for edit in edits if edit.rule == rule.id]
        if edits:
            culprits = ", ".join(sorted({f"'{edit.rule}'" for edit in edits}))
            yield Failure(
                *(
                    rule,
                    "keeps",
                    example,
                    f"must stay, but {culprits} would take {marked(example, edits)!r}",
                    "lost",
                    example,
                ),
                ranges=_ranges(_characters(edits, example), example),
                help=f"{culprits} would take it: narrow that pattern, or name the exception in 'unless'",
            )
        elif rule.protects and rule.pattern.fullmatch(fold(example).strip()) is None:
            yield Failure(
                *(rule, "keeps", example, f"is not protected: {example!r}", "unprotected", example),
                ranges=_ranges(set(range(len(example))), example),
                help="'match' must meet the whole sentence, folded: full-width marks are half-width there",
            )


def _removes_help(rule: Rule, kind: str, taken: set[int]) -> str:
    if kind == "unmarked":
        return "narrow 'match' to what is marked, or mark with [-…-] what is meant to go too"
    if taken:
        return "widen 'match' to all that is marked, or mark less"
    where = {"inline": "", "line": " the whole line,", "block": " the block's first line and 'until' its last,"}
    return f"'match' does not meet it: it must take{where.get(rule.scope, ' the whole line,')} folded (half-width, Simplified)"


def _ranges(characters: set[int], text: str) -> tuple[tuple[int, int], ...]:
    """Return the ranges that characters make up; blanks between them belong to a range, line ends do not."""
    found: list[tuple[int, int]] = []
    for i in sorted(characters):
        if found and not text[found[-1][1] : i].strip(" \t\u3000"):
            found[-1] = (found[-1][0], i + 1)
        else:
            found.append((i, i + 1))
    return tuple(found)


def _characters(edits: Iterable[Edit], text: str) -> set[int]:
    return {i for edit in edits for i in range(edit.start, edit.end) if not text[i].isspace()}


def marked(text: str, edits: Iterable[Edit]) -> str:
    """Return ``text`` with what the edits take out marked as examples mark it."""
    return apply_edits(
        text, [Edit(e.start, e.end, f"[-{text[e.start : e.end]}-]", e.cause, e.category, e.rule) for e in edits]
    )
