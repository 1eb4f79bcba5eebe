"""Hold the near-duplicate search against all true pairs of real corpora: ``python bench/neardup_truth.py``.

The truth comes from the exact join of ``neardup_exact.py``, and shares only the keys with the search; these are held
against the keys that are written anew there. Lines are paragraphs, documents are speeches. Without ``../shared`` there
is nothing to measure.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CORPORA = ROOT.parent / "shared" / "data" / "corpora"
REPORTS = ("work-reports-a", "work-reports-b", "work-reports-c")
ALL = (*REPORTS, "taiwan-transcripts", "hongkong-hansard")
ORDERS = 20

sys.path[:0] = [str(Path(__file__).parent), str(ROOT)]

import neardup_exact
from neardup_exact import THRESHOLD, grams, similar

from cleaner.neardup import MINIMUM, Search, Twin, Unit, find_near_duplicates, find_reposts, key, search
from cleaner.neardup.figures import figures, other_facts
from cleaner.neardup.keys import decimal_points

Pairs = dict[int, dict[int, float]]
Identity = tuple[str, tuple[int, ...]]


def read(corpora: tuple[str, ...]) -> list[Unit]:
    """Read each line of each document as a paragraph."""
    units = []
    for corpus in corpora:
        for document in documents(corpus):
            for index, line in enumerate(document["text"].split("\n")):
                units.append(Unit(f"{corpus}/{document['id']}", index, key(line), text=line))
    return units


def documents(corpus: str) -> Iterator[dict[str, Any]]:
    """Yield the documents of a crawl."""
    with gzip.open(CORPORA / f"{corpus}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def true_pairs(keys: list[str]) -> Pairs:
    """Return for each key the other keys, with the exact Jaccard index, where that reaches the threshold."""
    pairs: Pairs = {number: {} for number in range(len(keys))}
    for first, second, similarity in zip(*(column.tolist() for column in similar(keys, THRESHOLD)), strict=True):
        pairs[first][second] = pairs[second][first] = similarity
    return pairs


def identity(unit: Unit) -> Identity:
    """Return what makes two paragraphs exact copies: the key, and the decimal numbers, of which a key drops the points."""
    return unit.key, tuple(decimal_points(unit.text))


def walk(units: list[Unit], pairs: Pairs, numbers: dict[Identity, int]) -> list[Twin]:
    """Decide by the true pairs and the figures alone: what states other facts makes nothing go."""
    ordered = sorted(units, key=lambda unit: unit.place)
    facts = {numbers[identity(unit)]: figures(unit.text) for unit in reversed(ordered)}
    kept: defaultdict[int, list[Unit]] = defaultdict(list)
    heads: dict[tuple[str, int], Unit] = {}
    twins = []
    for unit in ordered:
        number = numbers[identity(unit)]
        head = heads.get((unit.speech, unit.index - 1))
        heads[unit.place] = head if head and identity(head) == identity(unit) else unit
        found = [
            (other != number, -similarity, leader.place)
            for other, similarity in {number: 1.0, **pairs[number]}.items()
            for leader in kept[other]
            if leader.speech != unit.speech and (other == number or not other_facts(facts[number], facts[other]))
        ]
        if found:
            near, similarity, place = min(found)
            twins.append(Twin(*unit.place, *place, "near" if near else "exact", -similarity))
        elif heads[unit.place] is not unit:
            twins.append(Twin(*unit.place, *heads[unit.place].place, "exact", 1.0))
        else:
            kept[number].append(unit)
    return twins


def pairs_of_units(units: list[Unit], pairs: Pairs, numbers: dict[Identity, int]) -> Iterator[tuple[Unit, Unit, float]]:
    """Yield each true pair of paragraphs of different speeches once, with its similarity."""
    holders: defaultdict[int, list[Unit]] = defaultdict(list)
    for unit in units:
        number = numbers[identity(unit)]
        for other, similarity in {number: 1.0, **pairs[number]}.items():
            for holder in holders[other]:
                if holder.speech != unit.speech:
                    yield holder, unit, similarity
        holders[number].append(unit)


def share(part: int, whole: int) -> str:
    """Return a share for people."""
    return f"{part:,} of {whole:,} ({part / max(whole, 1):.5f})"


def listed(found: Search) -> set[tuple[str, int]]:
    """Return the places of the paragraphs that stand in a pair of one template."""
    pairs = [((twin.speech, twin.index), (twin.kept_speech, twin.kept_index)) for twin in found.templates]
    return {place for pair in pairs for place in pair}


def check_truth(units: list[Unit], found: Search) -> None:
    """Print recall and precision against the true pairs, and whether the decisions are those of an exact walk."""
    units = [unit for unit in units if len(unit.key) >= MINIMUM]
    twins = list(found.twins)
    numbers = {one: number for number, one in enumerate(dict.fromkeys(map(identity, units)))}
    pairs = true_pairs([text for text, _ in numbers])
    gone = {(twin.speech, twin.index) for twin in twins}
    told = gone | listed(found)
    by_place = {unit.place: unit for unit in units}
    seen: Counter[str] = Counter()
    removed: Counter[str] = Counter()
    covered: Counter[str] = Counter()
    for a, b, _ in pairs_of_units(units, pairs, numbers):
        kind = "exact" if identity(a) == identity(b) else "near"
        seen[kind] += 1
        removed[kind] += a.place in gone or b.place in gone
        covered[kind] += a.place in told or b.place in told
    for kind in ("exact", "near"):
        print(f"  true pairs, {kind}: a member removed in {share(removed[kind], seen[kind])}")
        print(f"  true pairs, {kind}: a member removed or listed as template in {share(covered[kind], seen[kind])}")
    right = 0
    for twin in twins:
        unit, kept = by_place[twin.speech, twin.index], by_place[twin.kept_speech, twin.kept_index]
        first, second = grams(unit.key), grams(kept.key)
        similarity = len(first & second) / len(first | second)
        right += kept.place not in gone and similarity == twin.similarity >= THRESHOLD and kept.place < unit.place
    print(f"  removals with a kept twin, similar enough, similarity as stated: {share(right, len(twins))}")
    exact = walk(units, pairs, numbers)
    print(f"  the same as walking all true pairs: {exact == twins} ({len(set(exact) ^ set(twins))} differ)")


def check_given_pairs(units: list[Unit], found: Search) -> None:
    """Compare with the pairs listed beside the corpora, whose keys keep punctuation."""
    by_place = {unit.place: unit for unit in units}
    told = {(twin.speech, twin.index) for twin in found.twins} | listed(found)
    counts: Counter[str] = Counter()
    covered: Counter[str] = Counter()
    for line in (CORPORA / "near-duplicate-pairs.jsonl").read_text(encoding="utf-8").splitlines():
        pair = json.loads(line)
        a, b = (by_place[f"{side['corpus']}/{side['doc']}", side["line"]] for side in (pair["a"], pair["b"]))
        theirs = f"listed {'>=' if pair['jaccard_char5'] >= THRESHOLD else '< '} {THRESHOLD}"
        first, second = grams(a.key), grams(b.key)
        ours = len(first & second) / max(len(first | second), 1)
        case = f"{theirs}, by our key {'>=' if ours >= THRESHOLD else '< '} {THRESHOLD}"
        case += ", one speech" if a.speech == b.speech else ""
        case += f", key under {MINIMUM}" if min(len(a.key), len(b.key)) < MINIMUM else ""
        counts[case] += 1
        covered[case] += a.place in told or b.place in told
    for case in sorted(counts, reverse=True):
        print(f"  {case}: a member removed or listed as template in {share(covered[case], counts[case])}")


def check_orders(units: list[Unit], twins: list[Twin]) -> None:
    """Print how many shuffled input orders gave the same twins and reposts."""
    reposts = find_reposts(units, twins)
    same = 0
    for seed in range(ORDERS):
        shuffled = list(units)
        random.Random(seed).shuffle(shuffled)
        found = find_near_duplicates(shuffled)
        same += found == twins and find_reposts(shuffled, found) == reposts
    print(f"  shuffled input orders with the same result: {same} of {ORDERS}")


def check_keys(corpora: tuple[str, ...]) -> None:
    """Print how many lines have the key that the definition written anew gives them."""
    lines = {line for corpus in corpora for document in documents(corpus) for line in document["text"].split("\n")}
    same = sum(key(line) == neardup_exact.key(line) for line in lines)
    print(f"  lines with the key as written anew: {share(same, len(lines))}")


def measure(corpora: tuple[str, ...]) -> dict[str, Any]:
    """Search in this process, and return counts, seconds and peak memory in MB."""
    started = time.perf_counter()
    units = read(corpora)
    read_at = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    twins = find_near_duplicates(units)
    found_at = time.perf_counter()
    reposts = find_reposts(units, twins)
    return {
        "paragraphs": len(units),
        "compared": sum(unit.takes_part for unit in units),
        "exact": sum(twin.kind == "exact" for twin in twins),
        "near": sum(twin.kind == "near" for twin in twins),
        "whole": sum(repost.whole for repost in reposts.values()),
        "partial": sum(not repost.whole for repost in reposts.values()),
        "read_s": round(read_at - started, 2),
        "search_s": round(found_at - read_at, 2),
        "reposts_s": round(time.perf_counter() - found_at, 2),
        "read_mb": before // 1024,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    """Print all figures, for the work reports and for all corpora together."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--measure", nargs="+", metavar="CORPUS", help="search these, print counts, time and memory")
    options = parser.parse_args()
    if not CORPORA.exists():
        print(f"skipped: there is no {CORPORA}")
        return
    if options.measure:
        print(json.dumps(measure(tuple(options.measure))))
        return
    sets = {"work reports": REPORTS, "all corpora": ALL}
    for name, corpora in sets.items():
        # In a process of its own and before this one grows, which a child's peak memory would count as its own.
        command = [sys.executable, __file__, "--measure", *corpora]
        print(
            f"{name}:", subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip(), flush=True
        )
    for name, corpora in sets.items():
        print(name, flush=True)
        units = read(corpora)
        found = search(units)
        check_keys(corpora)
        check_truth(units, found)
        if corpora == REPORTS:
            check_given_pairs(units, found)
        check_orders(units, list(found.twins))


if __name__ == "__main__":
    main()
