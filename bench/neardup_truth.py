"""Hold the near-duplicate search against all true pairs of real corpora: ``python bench/neardup_truth.py``.

The truth comes from an exact join without MinHash (prefix filter over the rarest 5-grams: Bayardo, Ma and Srikant,
"Scaling up all pairs similarity search", 2007) and shares only the keys with the search. Lines are paragraphs,
documents are speeches. Without ``../shared`` there is nothing to measure.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
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
THRESHOLD = 0.8
ORDERS = 20

sys.path.insert(0, str(ROOT))

from cleaner.neardup import MINIMUM, Twin, Unit, find_near_duplicates, find_reposts, key

Pairs = dict[int, dict[int, float]]


def read(corpora: tuple[str, ...]) -> list[Unit]:
    """Read each line of each document as a paragraph."""
    units = []
    for corpus in corpora:
        with gzip.open(CORPORA / f"{corpus}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for document in map(json.loads, lines):
                for index, line in enumerate(document["text"].split("\n")):
                    units.append(Unit(f"{corpus}/{document['id']}", index, key(line)))
    return units


def grams(text: str) -> set[str]:
    """Return the 5-grams of a key."""
    return set(map("".join, zip(*(text[shift:] for shift in range(5)), strict=False)))


def true_pairs(keys: list[str]) -> Pairs:
    """Return for each key the other keys, with the exact Jaccard index, where that reaches the threshold."""
    sets = [grams(text) for text in keys]
    frequency = Counter(gram for members in sets for gram in members)
    index: defaultdict[str, list[int]] = defaultdict(list)
    pairs: Pairs = {number: {} for number in range(len(keys))}
    for number in sorted(range(len(keys)), key=lambda number: len(sets[number])):
        members = sets[number]
        # A pair at the threshold shares at least this many grams of the larger set, so one of its rarest others.
        prefix = len(members) - math.ceil(THRESHOLD * len(members) - 1e-9) + 1
        rarest = sorted(members, key=lambda gram: (frequency[gram], gram))[:prefix]
        for other in {other for gram in rarest for other in index[gram]}:
            common = len(members & sets[other])
            similarity = common / (len(members) + len(sets[other]) - common)
            if similarity >= THRESHOLD:
                pairs[number][other] = pairs[other][number] = similarity
        for gram in rarest:
            index[gram].append(number)
    return pairs


def walk(units: list[Unit], pairs: Pairs, numbers: dict[str, int]) -> list[Twin]:
    """Decide by the true pairs alone."""
    kept: defaultdict[int, list[Unit]] = defaultdict(list)
    heads: dict[tuple[str, int], Unit] = {}
    twins = []
    for unit in sorted(units, key=lambda unit: unit.place):
        number = numbers[unit.key]
        head = heads.get((unit.speech, unit.index - 1))
        heads[unit.place] = head if head and head.key == unit.key else unit
        found = [
            (other != number, -similarity, leader.place)
            for other, similarity in {number: 1.0, **pairs[number]}.items()
            for leader in kept[other]
            if leader.speech != unit.speech
        ]
        if found:
            near, similarity, place = min(found)
            twins.append(Twin(*unit.place, *place, "near" if near else "exact", -similarity))
        elif heads[unit.place] is not unit:
            twins.append(Twin(*unit.place, *heads[unit.place].place, "exact", 1.0))
        else:
            kept[number].append(unit)
    return twins


def pairs_of_units(units: list[Unit], pairs: Pairs, numbers: dict[str, int]) -> Iterator[tuple[Unit, Unit, float]]:
    """Yield each true pair of paragraphs of different speeches once, with its similarity."""
    holders: defaultdict[int, list[Unit]] = defaultdict(list)
    for unit in units:
        number = numbers[unit.key]
        for other, similarity in {number: 1.0, **pairs[number]}.items():
            for holder in holders[other]:
                if holder.speech != unit.speech:
                    yield holder, unit, similarity
        holders[number].append(unit)


def share(part: int, whole: int) -> str:
    """Return a share for people."""
    return f"{part:,} of {whole:,} ({part / max(whole, 1):.5f})"


def check_truth(units: list[Unit], twins: list[Twin]) -> None:
    """Print recall and precision against the true pairs, and whether the decisions are those of an exact walk."""
    units = [unit for unit in units if len(unit.key) >= MINIMUM]
    numbers = {text: number for number, text in enumerate(dict.fromkeys(unit.key for unit in units))}
    pairs = true_pairs(list(numbers))
    gone = {(twin.speech, twin.index) for twin in twins}
    by_place = {unit.place: unit for unit in units}
    seen: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for a, b, _ in pairs_of_units(units, pairs, numbers):
        kind = "exact" if a.key == b.key else "near"
        seen[kind] += 1
        lost[kind] += a.place in gone or b.place in gone
    for kind in ("exact", "near"):
        print(f"  true pairs, {kind}: a member removed in {share(lost[kind], seen[kind])}")
    right = 0
    for twin in twins:
        unit, kept = by_place[twin.speech, twin.index], by_place[twin.kept_speech, twin.kept_index]
        first, second = grams(unit.key), grams(kept.key)
        similarity = len(first & second) / len(first | second)
        right += kept.place not in gone and similarity == twin.similarity >= THRESHOLD and kept.place < unit.place
    print(f"  removals with a kept twin, similar enough, similarity as stated: {share(right, len(twins))}")
    exact = walk(units, pairs, numbers)
    print(f"  the same as walking all true pairs: {exact == twins} ({len(set(exact) ^ set(twins))} differ)")


def check_given_pairs(units: list[Unit], twins: list[Twin]) -> None:
    """Compare with the pairs listed beside the corpora, whose keys keep punctuation."""
    by_place = {unit.place: unit for unit in units}
    gone = {(twin.speech, twin.index) for twin in twins}
    counts: Counter[str] = Counter()
    lost: Counter[str] = Counter()
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
        lost[case] += a.place in gone or b.place in gone
    for case in sorted(counts, reverse=True):
        print(f"  {case}: a member removed in {share(lost[case], counts[case])}")


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
        twins = find_near_duplicates(units)
        check_truth(units, twins)
        if corpora == REPORTS:
            check_given_pairs(units, twins)
        check_orders(units, twins)


if __name__ == "__main__":
    main()
