"""What went, by cause, category and rule, with a random few removals of each rule in their context."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cleaner.draws import Smallest, rank
from cleaner.report.corpus import Json, Text
from cleaner.report.figures import Amount, Removal, Rule, Shown
from cleaner.report.texts import ending, one_line, place
from cleaner.store.ledger import text_of
from cleaner.store.records import TAKING

RULES = 300  # rules that are shown
OF_A_RULE = 5  # removals of a rule that are drawn; one of each rule past the first MANY, as of a long list of phrases
MANY = 2000
REMOVALS = 600  # removals that are shown
CONTEXT = 40  # characters on either side of a removal
LONGEST = 120  # characters of a removal


@dataclass(slots=True)
class _Rule:
    cause: str
    category: str
    drawn: Smallest[Removal]
    pieces: int = 0
    ink: int = 0
    documents: int = 0
    last: int = 0


class Removals:
    """Counts what the ledger says of one document after the other."""

    def __init__(self, *, full: bool) -> None:
        self.full = full
        self.number = 0
        self.pieces: Counter[str] = Counter()
        self.characters: Counter[str] = Counter()
        self.categories: Counter[str] = Counter()
        self.inks: Counter[str] = Counter()
        self.rules: dict[str, _Rule] = {}

    def add(self, text: Text) -> Counter[str]:
        """Count a document; return how many non-blank characters of it went, by category."""
        self.number += 1
        gone: Counter[str] = Counter()
        for entry in text.entries:
            for span in entry["spans"]:
                cause = "kept" if "record" in span else span["cause"]
                self.pieces[cause] += 1
                self.characters[cause] += span["end"] - span["start"]
                if cause in TAKING:
                    ink = self._ink(span)
                    gone[span["category"]] += ink
                    self.categories[span["category"]] += 1
                    self._count(span, ink, _Context(text, entry))
        if not text.entries:  # no ledger: the records say as much
            for item in (item for record in text.records for item in record.get("removed", ())):
                gone[item["category"]] += item["characters"]
        self.inks.update(gone)
        return gone

    def _ink(self, span: Json) -> int:
        return len("".join(span["old"].split())) if self.full else int(span["end"] - span["start"])

    def _count(self, span: Json, ink: int, context: _Context) -> None:
        rule = self.rules.get(span["rule"])
        if rule is None:
            drawn = Smallest[Removal](OF_A_RULE if len(self.rules) < MANY else 1)
            rule = self.rules[span["rule"]] = _Rule(span["cause"], span["category"], drawn)
        rule.pieces += 1
        rule.ink += ink
        rule.documents += rule.last != self.number
        rule.last = self.number
        number = rank(span["rule"], context.entry["source"], context.text.key, span["start"])
        if self.full and span["old"].strip() and rule.drawn.wants(number):
            rule.drawn.add(number, context.around(span))

    def fates(self) -> list[Amount]:
        """Return what became of all characters, by cause; blanks included."""
        return [Amount(name, self.pieces[name], count) for name, count in self.characters.most_common()]

    def by_category(self) -> list[Amount]:
        """Return what went, by category, in non-blank characters."""
        return [Amount(name, self.categories[name], count) for name, count in self.inks.most_common()]

    def by_rule(self) -> Shown[Rule]:
        """Return what each rule took, the greatest takers first."""
        ordered = sorted(self.rules.items(), key=lambda item: (-item[1].ink, item[0]))[:RULES]
        most = max(REMOVALS // max(len(ordered), 1), 1)
        return Shown(tuple(_figures(name, rule, most) for name, rule in ordered), len(self.rules))


def _figures(name: str, rule: _Rule, most: int) -> Rule:
    drawn = tuple(rule.drawn)[:most]
    return Rule(name, rule.cause, rule.category, rule.pieces, rule.ink, rule.documents, drawn)


@dataclass(frozen=True, slots=True)
class _Context:
    """A file of a document; its raw text is put together only where something of it is shown."""

    text: Text
    entry: Json

    def around(self, span: Json) -> Removal:
        raw = text_of(self.entry, dict(self._texts()))
        before, after = raw[: span["start"]], raw[span["end"] : span["end"] + CONTEXT + 1]
        return Removal(
            source=place(self.entry["source"], self.text.key),
            before=ending(before[-CONTEXT - 1 :], CONTEXT),
            old=one_line(span["old"], LONGEST),
            new=one_line(span["new"], LONGEST),
            after=one_line(after, CONTEXT),
        )

    def _texts(self) -> Iterator[tuple[str, Any]]:
        return ((record["id"], record["text"]) for record in self.text.records)
