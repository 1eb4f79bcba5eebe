"""The over-removal guard: it judges rules, not pages, by the distinct sentences that they take from a corpus.

A disclaimer on every page counts once; a rule that eats speech takes another sentence on every page. Head and tail rules
and those of a site are exempt, because they hold only where chrome is expected. Memory is bounded: past MOST_SENTENCES the
guard keeps an even sample, those whose hash is small (Flajolet's adaptive sampling, 1990).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from cleaner.document.ruleset import Rule
from cleaner.errors import RefusedError
from cleaner.model import Cleaned

SHORTEST_SENTENCE = 30  # code points
LARGEST_SHARE = 0.05
FEWEST_TAKEN = 10  # distinct sentences: on a handful of pages any share is chance
MOST_SENTENCES = 100_000

_END = re.compile("[。！？!?]")


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
