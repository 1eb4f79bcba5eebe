"""``cleaner rules lint``: rules that load and hold their examples, and yet are not what their authors mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cleaner.commands.rules.loading import load_chosen
from cleaner.config import Config
from cleaner.document.examples import parse_example
from cleaner.document.fold import fold
from cleaner.document.keepset import keep_set
from cleaner.document.matcher import Matcher
from cleaner.document.noise import find_noise
from cleaner.document.ruleset import Rule, RuleSet, Site
from cleaner.document.speeches import outline
from cleaner.document.strip import Arrangement, Line, strip

WIDEST_GAP = 400  # characters that one repetition may take
SHORTEST_LITERAL = 2  # code points, but for signs that prose hardly has
_IN_PROSE = frozenset('。,;:!?、…".')

# What reads as if it did more, or less, than RE2 on the folded view does.
_TRIPS = (
    (
        r"\\s",
        r"\s knows no U+3000",
        "write a blank: the folded view has only plain blanks, and a line is stripped of them",
    ),
    (r"\\[wW]", r"\w knows no Han", "write [一-龥A-Za-z0-9_], or [^ ] for anything but a blank"),
    (r"\\[bB]", r"\b sees no border between Han characters", "leave it out, or name the character that stands there"),
    (r"\(\?[a-zA-Z-]+[:)]|\(\?\^", "a flag of RE2's own", "write out both cases, such as [Ww]"),
    (r"\\[pP]", r"\p{…} is spelt otherwise in other engines", "write the range, such as [一-龥]"),
    (r"\\[zAQE]", r"\z, \A, \Q and \E are not in every engine", "a line rule matches the whole line already"),
    (r"\[\[:", "a POSIX class knows ASCII only", "write the characters, such as [0-9]"),
    (r"[*+?}]\+", "a possessive repetition means another thing in other engines", "put it in a group: (?:x+)+ is x+"),
)
_ENDS_SENTENCE = re.compile(r"。|一-龥|\\u4e00|\\s| ")  # what a repetition that leaves them out cannot run over
_CONTEXT = (
    "在全市重点工作推进会上的讲话",
    "同志们：",
    "今天召开这次会议，主要任务是总结前一阶段的工作，部署下一阶段的任务。",
    "要以更大的决心、更实的举措，把各项任务一件一件落到实处。",
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a rule: which check found it, what it is, what to do."""

    rule: Rule
    check: str
    what: str
    help: str

    def __str__(self) -> str:
        return f"{self.rule.place}: {self.check}: rule '{self.rule.id}': {self.what}: {self.help}"


@dataclass(frozen=True, slots=True)
class Linted:
    """How many rules were looked at, what was found, and how many sentences of the keep-set there were (0: it is not here)."""

    rules: int
    problems: tuple[Problem, ...]
    kept: int


def lint_rules(config: Config | None = None, file: str | Path | None = None) -> Linted:
    """Look at all rules, or at those in ``file`` among all of ``config``, and return what would trip people up."""
    config = config or Config()
    ruleset, chosen = load_chosen(config, file)
    sentences = tuple(line.text for line in keep_set())
    problems: list[Problem] = []
    for rule in chosen:
        problems += _literal(rule)
        problems += _wide(rule)
        problems += _portable(rule)
    problems += _shadowed(ruleset, chosen)
    problems += _touching(chosen, sentences)
    problems.sort(key=lambda problem: (problem.rule.file, problem.rule.line, problem.check))
    return Linted(len(chosen), tuple(problems), len(sentences))


def _literal(rule: Rule) -> Iterator[Problem]:
    if rule.protects or rule.names_site or rule.scope in ("head", "tail"):  # tried on a few lines only
        return
    needs = rule.needs
    if needs.literals is None:
        help_ = "name a word that every match has; without one the rule is tried on every line"
        yield Problem(rule, "no-literal", "no literal is sure to stand in a match", help_)
    elif rule.scope == "inline" and not rule.marked:  # with marked it is tried only on pages that have chrome
        common = [sorted(filter(_is_common, literals)) for literals in (needs.literals, needs.also) if literals]
        if all(common):
            what = f"a match may have no more than {common[0][0]!r}"
            yield Problem(rule, "no-literal", what, "name a longer word, or one beside it")


def _is_common(literal: str) -> bool:
    """Whether a literal stands in many paragraphs: a character, a figure or a mark of prose by itself; Latin letters do not."""
    latin = literal.isascii() and literal.isalpha()
    return len(literal) < SHORTEST_LITERAL and not latin and (literal.isalnum() or literal in _IN_PROSE)


def _wide(rule: Rule) -> Iterator[Problem]:
    judged = rule.protects or rule.likely or rule.fills  # by what is in it, however long it is
    until = None if rule.until_keeps or rule.until == "$end" else rule.until
    for pattern in () if judged else filter(None, (_going(rule.match), until)):
        gap = _widest_gap(pattern)
        if gap:
            yield Problem(rule, "too-wide", f"{gap} takes any text of any length", "bound it, such as .{0,80}")
    if rule.protects or rule.scope in ("head", "tail"):
        return
    if rule.scope == "inline" and rule.pattern.fullmatch(fold(_CONTEXT[2]).encode()) is not None:
        yield Problem(rule, "too-wide", f"takes a whole sentence: {_CONTEXT[2]}", "name what is peculiar to the chrome")


def _going(match: str) -> str:
    """Return what of a pattern goes: from (?P<goes> on, where it says so; what stands before it stays."""
    return match.partition("(?P<goes>")[2] or match


def _widest_gap(pattern: str) -> str:
    """Return a repetition without a bound, or one of over WIDEST_GAP, that runs over the end of a sentence, if there is one."""
    for found in re.finditer(r"(\\.|\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[^.\[\\])(\*|\+|\{\d*,(\d*)\})?", pattern):
        characters, repeated, most = found.groups()
        bounded = repeated is None or (repeated not in "*+" and most and int(most) <= WIDEST_GAP)
        if not bounded and (
            characters == "." or (characters.startswith("[^") and not _ENDS_SENTENCE.search(characters))
        ):
            return found[0]
    return ""


def _portable(rule: Rule) -> Iterator[Problem]:
    for key in ("match", "until", "unless"):
        pattern = getattr(rule, key) or ""
        plain = re.sub(r"\\[\\.()\[\]{}|*+?^$]", "", pattern)
        for trip, what, help_ in _TRIPS:
            if re.search(trip, plain):
                yield Problem(rule, "not-portable", f"in '{key}': {what}", help_)


def _shadowed(ruleset: RuleSet, chosen: Sequence[Rule]) -> Iterator[Problem]:
    """Yield the rules of which every example is gone already by one other rule that holds wherever they do."""
    wide = {
        rule.id: Matcher(RuleSet((rule,), (), "")) for rule in ruleset.rules if rule.site is None and not rule.protects
    }
    everything = Matcher(RuleSet(tuple(rule for rule in ruleset.rules if rule.id in wide), (), ""))
    for rule in chosen:
        if rule.protects or rule.lifts or not rule.removes:
            continue
        others: set[str] | None = None
        for example in rule.removes:
            takers = _takers(example, rule, everything, wide)
            others = takers if others is None else others & takers
            if not others:
                break
        for other in sorted(others or ())[:1]:
            help_ = "add an example that only this rule takes, or drop it"
            yield Problem(rule, "shadowed", f"every example is taken by rule '{other}' too", help_)


def _takers(example: str, rule: Rule, everything: Matcher, wide: dict[str, Matcher]) -> set[str]:
    """Return the other rules that by themselves take all that an example marks, and hold wherever the rule does."""
    try:
        text, ranges = parse_example(example)
    except ValueError:
        return set()
    noise = find_noise(text)
    wanted = {i for a, b in ranges for i in range(a, b) if not text[i].isspace()}
    folded = [line.strip() for line in fold(text).split("\n")]
    likely = {hit.rule.id for line in folded if line for hit in everything.hits(line)}
    likely |= {
        hit.rule.id for scope in ("head", "tail") for line in folded if line for hit in everything.hits(line, scope)
    }
    found = set()
    for name in likely - {rule.id}:
        if not _holds_wherever(everything.by_id[name], rule):
            continue
        gone = {i for edit in strip(text, wide[name], noise=noise).edits for i in range(edit.start, edit.end)}
        if wanted <= gone:
            found.add(name)
    return found


def _holds_wherever(other: Rule, rule: Rule) -> bool:
    """Whether ``other`` asks no more of the place than ``rule``: not of the lines around, nor of chrome, nor how a line reads."""
    if other.scope in ("head", "tail") and other.scope != rule.scope:
        return False
    if (other.run and not rule.run) or (other.until is not None and rule.until is None) or other.above_heading:
        return False
    return other.opens is None and other.marked <= rule.marked and bool(other.likely) <= bool(rule.likely)


def _touching(chosen: Sequence[Rule], sentences: Sequence[str]) -> Iterator[Problem]:
    """Yield the rules that take a sentence of the keep-set, by itself or at either end of a speech."""
    rules = tuple(rule for rule in chosen if not rule.protects)
    everywhere = tuple({rule.site: _everywhere(rule.site) for rule in rules if rule.site is not None}.values())
    matcher = Matcher(RuleSet(rules, everywhere, ""))

    def arrange(lines: list[Line], *marked: set[int]) -> Arrangement:
        return outline(lines, *marked).arrangement(lines)

    told: set[str] = set()
    for sentence in sentences:
        for text in (sentence, "\n".join((sentence, *_CONTEXT)), "\n".join((*_CONTEXT, sentence))):
            for edit in strip(text, matcher, noise=find_noise(text), arrange=arrange).edits:
                if edit.rule not in told and edit.rule in matcher.by_id:
                    told.add(edit.rule)
                    what = f"takes {text[edit.start : edit.end]!r} out of the keep-set's: {sentence}"
                    yield Problem(
                        matcher.by_id[edit.rule], "keep-set", what, "narrow it, or name the exception in 'unless'"
                    )


def _everywhere(name: str | None) -> Site:
    return Site(name or "", (), ("",), "")


def lint_lines(linted: Linted) -> list[str]:
    """Return what was found, for people."""
    lines = [str(problem) for problem in linted.problems]
    if not linted.kept:
        lines.append(
            "the keep-set (tests/keep) is not here, so it was not asked: it comes with the checkout, not the package"
        )
    asked = f", {linted.kept} sentences of the keep-set asked" if linted.kept else ""
    return [*lines, f"{linted.rules} rules: {len(linted.problems) or 'no'} problems{asked}"]
