#!/usr/bin/env python3
r"""Measure what more rules cost: the same text cleaned with 100 and with 1,000 made-up rules.

    rules_scale.py [--pages N] [--seed S] [--rounds N]

There are two mixes, for what a rule costs depends on how often a line holds a literal that it needs:

specific  whole wordings with which pages.py writes chrome, two words of them with a gap, names of sites: such rules come
          with every site, and few lines hold their literals
broad     lists of two-letter words on either side of a gap, as in the rules that hold everywhere: of a hundred lines about
          three hold a literal of such a rule, as of a rule of the built-in pack

Scopes are mixed as in that pack: line most, then head, tail and inline, a few blocks. A third belongs to sites, some of
which are on the pages. The 100 are the first of the 1,000; both are read as a user's rule files are. The text is the pages
and, once more, their speeches without chrome. A round cleans all of it with each set, in turning order, and no set
remembers lines from the round before. Time is processor time.

cleaning  decoded text to speeches, as `cleaner file` does it
rules     of that, the rules alone: folding, matching, peeling, to a fixed point
reading   the rule files, once a run

Claim: cleaning with 1,000 rules takes no more than twice the time of cleaning with 100.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import json
import pathlib
import random
import re
import statistics
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import compare
import pages as made
import pages_material as material
import score_pages
import speed

from cleaner.document.clean import clean
from cleaner.document.matcher import Matcher
from cleaner.document.noise import find_noise
from cleaner.document.ruleset import RuleSet, parse_rules
from cleaner.document.speeches import outline
from cleaner.document.strip import Arrangement, Line, strip
from cleaner.model import Decoded, Document, Edit

FEW, MANY, CLAIM = 100, 1000, 2.0
LEAST_TEXT = 2_000_000  # bytes of UTF-8
SCOPES = {"line": 54, "head": 15, "tail": 15, "inline": 13, "block": 3}  # as in rules/, by a hundred
MIXES = {"specific": {"wording": 45, "two words": 30, "named": 25}, "broad": {"broad": 1}}
GAPS = {
    "site": r"[^。,]{2,12}", "host": r"[\w.-]+", "cat": r"\S{2,8}", "title": ".{2,60}", "t": ".{2,60}", "t1": ".{2,60}",
    "t2": ".{2,60}", "date": r"\d{4}[-/]\d{1,2}[-/]\d{1,2}", "datetime": r"\d{4}[-/]\d{1,2}[-/]\d{1,2} ?[\d:]*",
    "cdate": r"\d{4}年\d{1,2}月\d{1,2}日", "author": r"\S{1,12}", "author2": r"\S{1,12}", "user": r"\S{1,12}",
    "mail": r"[\w.@-]+", "icp": r"\S{5,20}",
}  # fmt: skip
FIRST, LAST = "东西南北青白金云长新华山海江", "山河川城桥溪湖原林泉峰岛湾坪"
TRADES = ("范文网", "文库", "公文网", "材料网", "秘书网", "讲话稿网", "资料库", "写作网")


@dataclass(frozen=True)
class Draft:
    """A rule to be written: its site, if it has one, and its table."""

    site: str
    table: dict[str, object]

    def toml(self) -> str:
        """Return the rule as it stands in a rule file."""
        return "\n".join(
            ["[[rule]]", *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in self.table.items())]
        )


def wordings() -> list[str]:
    """Return the lines of chrome that say enough for a rule, slots unfilled."""
    lines = (
        line.replace("¦", "").strip()
        for family in material.WORDINGS.values()
        for texts in family.values()
        for wording in material.table(texts)
        for line in wording.split("⏎")
    )
    return sorted({line for line in lines if len(re.findall("[一-龥]", made.SLOT.sub("", line))) >= 4})


def words() -> list[str]:
    """Return the words of the wordings."""
    plain = (made.SLOT.sub(" ", line) for line in wordings())
    return sorted({word for line in plain for word in re.findall("[一-龥]{2,}", line) if len(word) <= 4})


def names() -> list[str]:
    """Return names of sites that no page has."""
    real = {site.name for half in made.HALVES for site in made.sites(half)}
    invented = {f"{a}{b}{trade}" for a, b, trade in itertools.product(FIRST, LAST, TRADES)}
    return sorted(invented - real)


class Drafter:
    """Makes rules of a mix, the same ones for the same seed."""

    def __init__(self, seed: int, mix: str) -> None:
        self.rng, self.kinds = random.Random(f"{mix} rules {seed}"), MIXES[mix]
        self.lines, self.words, self.names = wordings(), words(), names()
        self.rng.shuffle(self.lines)
        real = [site.name for half in made.HALVES for site in made.sites(half) if len(site.name) >= 4]
        self.sites = [*self.rng.sample(real, min(len(real), 20)), *self.rng.sample(self.names, 40)]

    def draft(self, number: int) -> Draft:
        """Return a rule."""
        kind, scope = self._one_of(self.kinds), self._one_of(SCOPES)
        making = {"wording": self._wording, "two words": self._two_words, "named": self._named, "broad": self._broad}
        match, example = making[kind]()
        table: dict[str, object] = {
            "id": f"made-{number:04}", "category": "related", "scope": scope, "why": f"Made up: {kind}.", "match": match,
            "removes": [f"[-{example}-]"],
        }  # fmt: skip
        if scope == "block":
            table |= {"until": f".{{0,20}}{self.rng.choice(self.words)}.{{0,20}}", "within": self.rng.randint(3, 12)}
        if self.rng.random() < 0.2:
            table["unless"] = self.rng.choice(("群众", "同志们", "我们", "会议要求"))
        return Draft(self.rng.choice(self.sites) if self.rng.random() < 1 / 3 else "", table)

    def _one_of(self, weights: dict[str, int]) -> str:
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def _wording(self) -> tuple[str, str]:
        line = self.lines.pop() if self.lines else self.rng.choice(wordings())
        parts = made.SLOT.split(line)
        pattern = "".join(
            GAPS.get(part, r"\d+") if i % 2 else re.sub(r"[\\.^$*+?()\[\]{}|]", r"\\\g<0>", part)
            for i, part in enumerate(parts)
        )
        return pattern, made.SLOT.sub("12", line).replace("[-", "").replace("-]", "")

    def _two_words(self) -> tuple[str, str]:
        one, two, three = self.rng.sample(self.words, 3)
        return f"(?:本文|该文|{three})?{one}[^。]{{0,20}}{two}.{{0,12}}", f"{one}{two}"

    def _named(self) -> tuple[str, str]:
        name, word = self.rng.choice(self.names), self.rng.choice(self.words)
        return f"[【\\[(]?{name}[-_—:]*(?:为您|为大家)?{word}.{{0,40}}", f"{name}{word}"

    def _broad(self) -> tuple[str, str]:
        short = [word for word in self.words if len(word) == 2]
        ones, twos = (self.rng.sample(short, self.rng.randint(2, 14)) for _ in range(2))
        pattern = f"[-·>【\\[( ]*(?:{'|'.join(ones)})(?:本文|全文|文章)?[^。]{{0,20}}(?:{'|'.join(twos)}).{{0,20}}"
        return pattern, ones[0] + twos[0]


def rule_files(seed: int, count: int, mix: str) -> list[tuple[str, str]]:
    """Return `count` rules as texts of rule files with their names: a file a site, and one for the rest."""
    drafter = Drafter(seed, mix)
    drafts = [drafter.draft(number) for number in range(count)]
    files = []
    for site in sorted({draft.site for draft in drafts}):
        head = [f"[site]\nname = {json.dumps(site, ensure_ascii=False)}\ndetect = [{json.dumps(site)}]"] if site else []
        own = [draft.toml() for draft in drafts if draft.site == site]
        files.append(("\n\n".join([*head, *own]), f"{site or 'common'}.toml"))
    return files


def documents(seed: int, count: int) -> list[str]:
    """Return made-up pages, and their speeches alone."""
    found = []
    for half, number in made.plan(count, None):
        text, gold, _ = made.make_page(seed, half, number)
        found += [text, compare.without_chrome(score_pages.Text(text), gold)]
    return found


def cleaning(texts: Sequence[str], ruleset: RuleSet) -> Callable[[], int]:
    """Make ready to clean texts with rules that remember no line; the number of edits is returned."""
    rules = Matcher(ruleset)
    found = [Document("page.txt", "", Decoded(text, "utf-8")) for text in texts]
    return lambda: sum(len(clean(document, rules).edits) for document in found)


def stripping(texts: Sequence[str], noise: Sequence[Sequence[Edit]], ruleset: RuleSet) -> Callable[[], int]:
    """Make ready to run the rules alone over texts; the number of edits is returned."""
    rules = Matcher(ruleset)

    def arrange(lines: list[Line], *marked: set[int]) -> Arrangement:
        return outline(lines, *marked).arrangement(lines)

    pairs = list(zip(texts, noise, strict=True))
    return lambda: sum(len(strip(text, rules, noise=own, arrange=arrange).edits) for text, own in pairs)


def reading(files: Sequence[tuple[str, str]]) -> Callable[[], int]:
    """Make ready to read rule files; the number of rules is returned."""
    return lambda: len(Matcher(parse_rules(files)).ruleset.rules)


@dataclass(frozen=True)
class Measured:
    """What one kind of work took with the few and with the many rules, and what it came to."""

    ratio: speed.Ratio
    seconds: tuple[float, float]
    results: tuple[int, int]


def measure(texts: Sequence[str], seed: int, rounds: int, mix: str) -> dict[str, Measured]:
    """Time cleaning, the rules alone, and reading them."""
    files = {count: rule_files(seed, count, mix) for count in (FEW, MANY)}
    sets = {count: parse_rules(own) for count, own in files.items()}
    noise = [find_noise(text) for text in texts]
    ready: dict[str, Callable[[int], Callable[[], int]]] = {
        "cleaning": lambda count: cleaning(texts, sets[count]),
        "rules": lambda count: stripping(texts, noise, sets[count]),
        "reading": lambda count: reading(files[count]),
    }
    found = {}
    for kind, task in ready.items():
        results = task(FEW)(), task(MANY)()  # patterns are compiled here, out of the clock
        tasks: dict[str, speed.Task] = {str(count): functools.partial(task, count) for count in (FEW, MANY)}
        few, many = speed.paired(tasks, rounds).values()
        seconds = statistics.median(few), statistics.median(many)
        found[kind] = Measured(speed.ratio(many, few), seconds, results)
    return found


def rows(mix: str, found: Mapping[str, Measured]) -> Iterator[list[object]]:
    """Yield the rows of the table for a mix of rules."""
    for kind, one in found.items():
        few, many = one.results
        unit = "rules" if kind == "reading" else "edits"
        yield [mix, kind, *(f"{s:.3f} s" for s in one.seconds), one.ratio, f"{few:,} and {many:,} {unit}"]


def main() -> int:
    """Print the section of the results that is about the number of rules."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=180)
    parser.add_argument("--seed", type=int, default=21)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    texts = documents(args.seed, args.pages)
    size = sum(len(text.encode()) for text in texts)
    if size < LEAST_TEXT:
        parser.error(f"{size} bytes of text are too few: give more pages")
    print("## What more rules cost\n")
    print(
        f"{speed.command()}: {len(texts)} documents, {size / 1e6:.2f} MB; rules and pages of seed {args.seed}, "
        f"{args.rounds} paired rounds.\n"
    )
    found = {mix: measure(texts, args.seed, args.rounds, mix) for mix in MIXES}
    head = ["rules", "work", f"{FEW} rules", f"{MANY:,} rules", "time", "came to"]
    print(speed.table(head, [row for mix, kinds in found.items() for row in rows(mix, kinds)], texts=2))
    print(f"\nClaim: cleaning with {MANY:,} rules takes at most {CLAIM:g} times as long as with {FEW}.\n")
    for mix, kinds in found.items():
        print(f"- {mix} rules: {'holds' if kinds['cleaning'].ratio.median <= CLAIM else 'does not hold'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
