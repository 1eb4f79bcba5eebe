"""The guards: against rules that eat speech, before a run and after the first pass; against near-duplicates that do.

The keep-set is held, before a run, against the rules that are not built in; tests hold it against those that are.

The over-removal guard judges rules, not pages, by the distinct sentences that they take from a corpus. A disclaimer on
every page counts once; a rule that eats speech takes another sentence on every page. Head and tail rules and those of a
site are exempt, because they hold only where chrome is expected. Memory is bounded: past MOST_SENTENCES the guard keeps an
even sample, those whose hash is small (Flajolet's adaptive sampling, 1990).

Nearly all of a file may repeat one other speech, which is a repost. A file that is scattered over many others, here a
paragraph like this one, there one like that, tells of a threshold or a key that takes what it should not.
"""

from __future__ import annotations

import difflib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import groupby
from operator import attrgetter

from cleaner.document.fold import fold
from cleaner.document.keepset import KeptLine, keep_set
from cleaner.document.matcher import Matcher
from cleaner.document.ruleset import PHRASE, Rule, RuleSet, Site
from cleaner.document.sitenames import names_in
from cleaner.document.speeches import outline
from cleaner.document.strip import Arrangement, Line, strip
from cleaner.errors import ConfigError, RefusedError
from cleaner.model import Cleaned
from cleaner.neardup import Repost, Twin, Unit
from cleaner.passes.preference import Facts

SHORTEST_SENTENCE = 30  # code points
LARGEST_SHARE = 0.05
FEWEST_TAKEN = 10  # distinct sentences: on a handful of pages any share is chance
MOST_SENTENCES = 100_000
LARGEST_SCATTERED = 0.9  # of the key characters of a file

_END = re.compile("[。！？!?]")

MOST_NAMED = 5  # sentences of the keep-set in one message
# What a sentence of the keep-set is tried in: a rule may ask where in a speech a line stands.
_SPEECH = (
    "在全市重点工作推进会上的讲话",
    "同志们：",
    "今天召开这次会议，主要任务是总结前一阶段的工作，部署下一阶段的任务。",
    "去年以来，全市上下团结一心，各项事业都取得了新的成绩。",
    "要以更大的决心、更实的举措，把各项任务一件一件落到实处。",
    "同志们，任务已经明确，关键在于落实。",
)
# What tells a page's site in which a sentence of the keep-set names one, for rules that ask for the page's own.
_FOOTER = Rule("keep-set-footer", "copyright", "line", "It betrays what the page calls its site.", "版权所有 .*")


@dataclass(frozen=True, slots=True)
class Touch:
    """A rule takes something of a sentence of the keep-set."""

    rule: Rule
    kept: KeptLine

    def __str__(self) -> str:
        where = f"'{self.rule.id}' ({self.rule.place})"
        return f"{where} would take of the keep-set ({self.kept.place}): {self.kept.text[:60]}"


def keep_set_touches(ruleset: RuleSet) -> list[Touch]:
    """Return, for each rule that is not built in, the first sentence of the keep-set that it would take something of.

    Rules of sites are tried as if their site were everywhere, and rules with ``{site}`` as if a site that a sentence names
    were the page's own. Only sentences that a rule may meet are tried in a speech.
    """
    # a phrase that is a sentence of the keep-set does not even load
    added = [rule for rule in ruleset.rules if rule.id in ruleset.added and not rule.protects and rule.why != PHRASE]
    if not added:
        return []
    together = _everywhere(added, ruleset)
    naming = {rule for rule in added if rule.names_site}
    # where two want the same, one would hide the other
    alone = {rule: _everywhere([rule, _FOOTER] if rule in naming else [rule], ruleset) for rule in added}
    found: dict[str, Touch] = {}
    for kept in keep_set():
        line = fold(kept.text).strip()
        hits = (*together.hits(line), *together.hits(line, "head"), *together.hits(line, "tail"))
        names = sorted(met.name for met in names_in(line) if met.sure) if naming else []
        for rule in {hit.rule for hit in hits} | (naming if names else set()):
            if rule.id not in found and _takes(alone[rule], kept.text, names):
                found[rule.id] = Touch(rule, kept)
    return [found[rule] for rule in sorted(found)]


def _everywhere(rules: Sequence[Rule], ruleset: RuleSet) -> Matcher:
    sites = tuple(Site(site.name, (), ("",), site.file) for site in ruleset.sites)
    return Matcher(RuleSet(tuple(rules), sites, ruleset.sha256))


def _takes(matcher: Matcher, sentence: str, names: Sequence[str]) -> bool:
    """Whether rules take something of a sentence, by itself or at the start, in the middle or at the end of a speech.

    ``names`` are what the page calls its site.
    """
    middle, below = len(_SPEECH) // 2, [f"版权所有 {name}" for name in names]
    for before, after in (((), ()), ((), _SPEECH), (_SPEECH[:middle], _SPEECH[middle:]), (_SPEECH, ())):
        text = "\n".join((*before, sentence, *after, *below))
        start = sum(len(line) + 1 for line in before)
        for arrange in (None, _arrange):
            edits = strip(text, matcher, arrange=arrange).edits
            if any(edit.start < start + len(sentence) and edit.end > start for edit in edits):
                return True
    return False


def _arrange(lines: list[Line], done: set[int], dated: set[int]) -> Arrangement:
    return outline(lines, done, dated).arrangement(lines)


def refuse_unknown_rules(ruleset: RuleSet, allowed: Collection[str]) -> None:
    """Raise ConfigError if a rule is ``allowed`` that there is not: whoever allows it means another."""
    known = {rule.id for rule in ruleset.rules}
    for rule in sorted({*allowed} - known):
        near = difflib.get_close_matches(rule, known, 1)
        advice = f"did you mean '{near[0]}'?" if near else "see `cleaner rules list`"
        raise ConfigError(f"there is no rule '{rule}' to allow", code="allow-rules", advice=advice)


def refuse_rules_that_touch_the_keep_set(ruleset: RuleSet, allowed: Collection[str]) -> None:
    """Raise RefusedError, naming them, if rules that are neither built in nor ``allowed`` take of the keep-set."""
    touches = [touch for touch in keep_set_touches(ruleset) if touch.rule.id not in allowed]
    if touches:
        more = f"; and {len(touches) - MOST_NAMED} more rules" if len(touches) > MOST_NAMED else ""
        raise RefusedError(
            "a rule would take what speakers say: " + "; ".join(map(str, touches[:MOST_NAMED])) + more,
            code="keep-set",
            advice="narrow it, or if it is right allow it with "
            + " ".join(f"--allow-rule {t.rule.id}" for t in touches[:MOST_NAMED]),
        )


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentence-like lines of one document, as hashes; and by rule those that it takes, with the text of some."""

    lines: tuple[int, ...]
    taken: Mapping[str, tuple[int, ...]]
    examples: Mapping[str, str]


def sentences(cleaned: Cleaned, rules: Mapping[str, Rule]) -> Sentences:
    """Return what the guard must know of a document; ``rules`` are those in force, by id."""
    text = cleaned.document.text
    edits = [edit for edit in cleaned.edits if edit.cause in ("rule", "lift") and _judged(rules.get(edit.rule))]
    ends = [edit.end for edit in edits]
    lines: list[int] = []
    taken: dict[str, list[int]] = {}
    examples: dict[str, str] = {}
    for start, line in _sentence_lines(text):
        lines.append(_hash(line))
        for edit in edits[bisect_right(ends, start) :]:
            if edit.start >= start + len(line):
                break
            if min(edit.end, start + len(line)) - max(edit.start, start) >= SHORTEST_SENTENCE:
                taken.setdefault(edit.rule, []).append(lines[-1])
                examples.setdefault(edit.rule, line)
    return Sentences(tuple(lines), {rule: tuple(hashes) for rule, hashes in taken.items()}, examples)


def _judged(rule: Rule | None) -> bool:
    return rule is not None and rule.site is None and rule.scope not in ("head", "tail")


def _sentence_lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        if len(line) >= SHORTEST_SENTENCE and _END.search(line):
            stripped = line.strip()
            if len(stripped) >= SHORTEST_SENTENCE:
                yield start + line.index(stripped[0]), stripped
        start += len(line) + 1


def _hash(line: str) -> int:
    return int.from_bytes(blake2b(line.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


@dataclass(slots=True)
class Guard:
    """Counts the distinct sentences of a corpus, and those that each rule takes."""

    seen: set[int] = field(default_factory=set)
    taken: dict[str, set[int]] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)
    limit: int = 1 << 64  # only hashes below it are counted

    def add(self, found: Sentences) -> None:
        """Count one document."""
        self.seen.update(line for line in found.lines if line < self.limit)
        for rule, lines in found.taken.items():
            self.taken.setdefault(rule, set()).update(line for line in lines if line < self.limit)
            self.examples.setdefault(rule, found.examples[rule])
        while len(self.seen) > MOST_SENTENCES:
            self.limit >>= 1
            self.seen = {line for line in self.seen if line < self.limit}
            self.taken = {rule: {line for line in lines if line < self.limit} for rule, lines in self.taken.items()}

    def check(self, allowed: Collection[str]) -> None:
        """Raise RefusedError, naming them, if rules that are not ``allowed`` take too large a share."""
        wide = [
            f"'{rule}' takes {len(lines) / len(self.seen):.0%} of all sentences, such as: {self.examples[rule][:60]}"
            for rule, lines in sorted(self.taken.items())
            if rule not in allowed and len(lines) >= FEWEST_TAKEN and len(lines) > LARGEST_SHARE * len(self.seen)
        ]
        if wide:
            raise RefusedError(
                "a rule would remove too much, so nothing was written: " + "; ".join(wide),
                code="over-removal",
                advice="narrow it, or if it is right allow it with --allow-rule ID",
            )


def refuse_scattered_sources(
    units: Sequence[Unit], twins: Sequence[Twin], reposts: Mapping[str, Repost], facts: Mapping[str, Facts]
) -> None:
    """Raise RefusedError, naming them, if near-duplicates would take more than nine tenths of files.

    Exact copies do not count, nor what a speech has in common with the one it reposts, wholly or in part. ``facts`` know
    the files of the speeches.
    """
    taking = [twin for twin in twins if _is_scattered(twin, reposts.get(twin.speech))]
    paragraphs = Counter(facts[twin.speech].source for twin in taking)
    many = {source for source, count in paragraphs.items() if count >= FEWEST_TAKEN}
    gone = {(twin.speech, twin.index) for twin in taking}
    taken: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for speech, own in groupby(units if many else (), key=attrgetter("speech")):  # there may be millions
        source = facts[speech].source
        for unit in own if source in many else ():
            if unit.takes_part:
                whole[source] += unit.length
                taken[source] += unit.length if unit.place in gone else 0
    scattered = [source for source in sorted(taken) if taken[source] > LARGEST_SCATTERED * whole[source]]
    if scattered:
        refuse_scattered(scattered[:MOST_NAMED], len(scattered))


def _is_scattered(twin: Twin, repost: Repost | None) -> bool:
    return twin.kind != "exact" and repost is not None and not repost.whole and repost.of != twin.kept_speech


def refuse_scattered(names: Sequence[str], count: int) -> None:
    """Refuse a run for so many files, of which some are named."""
    raise RefusedError(
        f"near-duplicates of many other speeches would take nearly all of {count} files, so nothing was written",
        code="over-removal",
        file=", ".join(names),
        advice="raise the threshold, or leave them in with --near-duplicates tag and look at duplicates.jsonl",
    )
