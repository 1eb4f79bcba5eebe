#!/usr/bin/env python3
r"""Measure `cleaner rules suggest --no-builtin-rules` on made-up pages of ten sites: what it finds, and how much of it is right.

    suggest.py [--pages N] [--sites N] [--seed S] [--half HALF] [--flat] [--folder DIR] [--examples N]

The pages are those of pages.py, as many of each site, a folder a site (--flat: all in one folder), or with --folder those
that pages.py wrote. A site's fixed chrome lines are the lines that the gold labels chrome from end to end and that come,
but for slots (titles, names, dates, figures), from one wording, in at least 30 % of the site's pages. Wordings without a
single word beside their slots, such as a bare title in a list, are no line to find.

recall      share of the fixed chrome lines that some suggested rule of the site takes as a whole line
precision   of the lines (and pieces of lines) that the drafted rules take out of the pages, how many are chrome;
            `rules` counts rules that take nothing but chrome
fresh       the same on as many other pages of the same sites, which the suggestions were not made from
"""

import argparse
import collections
import dataclasses
import json
import pathlib
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import pages as made

from cleaner.commands.rules import suggest_rules, write_drafts
from cleaner.config import Config
from cleaner.document.fold import fold
from cleaner.document.matcher import Matcher
from cleaner.document.noise import find_noise
from cleaner.document.ruleset import load_rules
from cleaner.document.speeches import outline
from cleaner.document.strip import Arrangement, Line, strip
from cleaner.model import Edit

FIXED = 0.3  # share of a site's pages from which a chrome line counts as fixed
CHROME, BODY = "chrome", "body"
Gold = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Sample:
    """A page with its gold."""

    text: str
    gold: Gold

    @property
    def site(self) -> str:
        """The name of the site."""
        return str(self.gold["site"])

    def chrome(self) -> set[int]:
        """Return the offsets of characters that the gold labels chrome."""
        starts = [0]
        for line in self.text.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        return {
            starts[span["line"] - 1] + i
            for span in [*self.gold["spans"], *self.gold["optional_spans"]]
            if span.get("keep_as") != "metadata"
            for i in range(span["start"], span["end"])
        }

    def chrome_lines(self) -> Iterator[str]:
        """Yield the lines that are chrome from end to end."""
        chrome, start = self.chrome(), 0
        for line in self.text.split("\n"):
            if line.strip() and all(char.isspace() or start + i in chrome for i, char in enumerate(line)):
                yield line.strip()
            start += len(line) + 1


def samples(seed: int, names: Sequence[str], each: int, first: int = 1) -> list[Sample]:
    """Return `each` pages of each of the named sites."""
    wanted = dict.fromkeys(names, each)
    found: list[Sample] = []
    number = first
    while any(wanted.values()):
        for half in made.HALVES:
            text, gold, _ = made.make_page(seed, half, number)
            if wanted.get(gold["site"], 0):
                wanted[gold["site"]] -= 1
                gold["file"] = f"{half[0]}{seed}-{number:05}.txt"
                found.append(Sample(text, gold))
        number += 1
    return found


def read_samples(folder: pathlib.Path) -> list[Sample]:
    """Return the pages that pages.py wrote."""
    golds = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((folder / "gold").glob("*.json"))]
    return [Sample((folder / "raw" / gold["file"]).read_bytes().decode(), gold) for gold in golds]


def wordings(site: made.Site) -> list[tuple[str, re.Pattern[str]]]:
    """Return each line of each wording that a site has, with a pattern that fills its slots."""
    lines = {line for family in site.words.values() for wording in family for line in site.convert(wording).split("⏎")}
    found = []
    for line in sorted(lines):
        plain = fold(line.replace("¦", "")).strip()
        parts = re.split(r"\{(\w+)\}|(COPY|SPACED)", plain)
        literal = "".join(parts[::3])
        if sum(char.isalnum() for char in literal) < 2:
            continue
        gap = {"site": fold(site.convert(site.name)), "host": site.host}
        pattern = "".join(
            re.escape(part) if i % 3 == 0 else re.escape(gap[part]) if part in gap else ".+?" if part else ""
            for i, part in enumerate(parts)
        )
        found.append((plain, re.compile(pattern.replace("\\ ", r"\s*"))))
    return found


def fixed_lines(found: Iterable[Sample]) -> dict[str, dict[str, list[str]]]:
    """Return by site the fixed chrome lines: wording (or text, digits aside) to the folded lines seen."""
    by_site: dict[str, list[Sample]] = collections.defaultdict(list)
    for sample in found:
        by_site[sample.site].append(sample)
    known = {site.name: wordings(site) for half in made.HALVES for site in made.sites(half)}
    result: dict[str, dict[str, list[str]]] = {}
    for name, members in by_site.items():
        pages: dict[str, set[int]] = collections.defaultdict(set)
        seen: dict[str, list[str]] = collections.defaultdict(list)
        for number, sample in enumerate(members):
            for line in map(fold, sample.chrome_lines()):
                key = next(
                    (plain for plain, pattern in known[name] if pattern.fullmatch(line)), re.sub(r"\d+", "0", line)
                )
                pages[key].add(number)
                seen[key].append(line)
        least = max(2.0, FIXED * len(members))
        result[name] = {key: seen[key] for key, where in pages.items() if len(where) >= least}
    return result


def takes(sample: Sample, matcher: Matcher) -> list[Edit]:
    """Return what the rules take out of a page."""

    def arrange(lines: list[Line], *marked: set[int]) -> Arrangement:
        return outline(lines, *marked).arrangement(lines)

    return strip(sample.text, matcher, noise=find_noise(sample.text), arrange=arrange).edits


@dataclasses.dataclass
class Score:
    """What was counted, and examples of what went wrong."""

    fixed: int = 0
    found: int = 0
    taken: int = 0
    right: int = 0
    gone: int = 0
    rules: dict[str, list[int]] = dataclasses.field(default_factory=lambda: collections.defaultdict(lambda: [0, 0]))
    missed: list[str] = dataclasses.field(default_factory=list)
    wrong: list[str] = dataclasses.field(default_factory=list)


def score(found: Sequence[Sample], matcher: Matcher) -> Score:
    """Compare what the drafted rules take with the gold."""
    tally = Score()
    for sample in found:
        chrome = sample.chrome()
        for edit in takes(sample, matcher):
            places = [i for i in range(edit.start, edit.end) if not sample.text[i].isspace()]
            right = sum(i in chrome for i in places) >= 0.9 * len(places)
            tally.taken += 1
            tally.right += right
            tally.rules[edit.rule][right] += 1
            if not right:
                tally.wrong.append(f"{sample.site}: {edit.rule}: {sample.text[edit.start : edit.end][:70]!r}")
    active: dict[str, set[str]] = collections.defaultdict(set)
    for sample in found:
        active[sample.site] |= matcher.ruleset.active_sites(fold(sample.text))
    for name, lines in fixed_lines(found).items():
        rules = [rule for rule in matcher.ruleset.rules if rule.site is None or rule.site in active[name]]
        for key, seen in sorted(lines.items()):
            tally.fixed += 1
            hit = sum(any(rule.pattern.fullmatch(line) for rule in rules) for line in seen)
            tally.found += hit >= 0.5 * len(seen)
            if hit < 0.5 * len(seen):
                tally.missed.append(f"{name}: {hit} of {len(seen)}: {key!r}, such as {seen[0][:60]!r}")
    return tally


def draft(found: Sequence[Sample], *, flat: bool) -> Matcher:
    """Let the command suggest rules for the pages, and load what it drafts."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for sample in found:
            path = folder / "pages" / ("" if flat else sample.site) / sample.gold["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(sample.text.encode())
        drafts = suggest_rules([folder / "pages"], Config(builtin_rules=False))
        write_drafts(drafts, folder / "drafts")
        return Matcher(load_rules([folder / "drafts"], builtin=False))


def figures(name: str, tally: Score) -> str:
    """Return a line of figures."""
    clean = sum(not wrong for wrong, _ in tally.rules.values())
    return (
        f"{name:9} recall {tally.found / max(tally.fixed, 1):6.1%} of {tally.fixed} fixed lines   "
        f"precision {tally.right / max(tally.taken, 1):6.1%} of {tally.taken} removals, "
        f"{clean / max(len(tally.rules), 1):6.1%} of {len(tally.rules)} rules that fired"
    )


def main() -> int:
    """Print recall and precision on the pages that the suggestions were made from and on fresh ones."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--sites", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--half", choices=made.HALVES, help="only sites of this half; without it half of each")
    parser.add_argument("--flat", action="store_true", help="all pages in one folder")
    parser.add_argument("--folder", type=pathlib.Path, help="what pages.py wrote, instead of pages of ten sites")
    parser.add_argument("--examples", type=int, default=0, help="show N lines missed and N removals that are wrong")
    args = parser.parse_args()
    every = [[site.name for site in made.sites(half)] for half in made.HALVES]
    names = [name for pair in zip(*every, strict=False) for name in pair]
    names = [site.name for site in made.sites(args.half)] if args.half else names
    start = args.seed * args.sites % len(names)
    names = [*names[start:], *names[:start]][: args.sites]
    each = args.pages // args.sites
    found = read_samples(args.folder) if args.folder else samples(args.seed, names, each)
    matcher = draft(found, flat=args.flat)
    tally = score(found, matcher)
    print(
        f"{len(found)} pages, {len({sample.site for sample in found})} sites, {len(matcher.ruleset.rules)} rules drafted"
    )
    print(figures("mined", tally))
    if not args.folder:
        print(figures("fresh", score(samples(args.seed + 1000, names, each), matcher)))
    for title, lines in (("missed", tally.missed), ("wrong", tally.wrong)):
        for line in lines[: args.examples]:
            print(f"{title}: {line}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
