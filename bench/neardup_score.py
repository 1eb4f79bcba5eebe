#!/usr/bin/env python3
r"""Hold what a tool removed against the truth: ``neardup_score.py FILE.jsonl RESULT.jsonl``.

A result has a line for every paragraph that goes, ``{"removed": {"id"}}``, with ``kept``, ``kind`` and ``jaccard`` where the
tool says for which other one, and lines ``{"kept", "like", "kind": "template"}`` for pairs of one template that both stay.
Paragraphs with a key under 30 characters count for nobody.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from neardup_exact import THRESHOLD, Truth, grams, key, truth_of
from neardup_workload import parts_path
from numpy.typing import NDArray

CONTAINED = 0.9
"""Share of a paragraph's 5-grams that another one must hold for the first to be contained in it."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Share:
    """A part of a whole, both counted."""

    part: int
    whole: int

    def __str__(self) -> str:
        return "–" if not self.whole else f"{self.value:.5f}" if self.value < 1 else "1"

    @property
    def value(self) -> float:
        """The share as a number; 1.0 of nothing."""
        return self.part / self.whole if self.whole else 1.0


@dataclass(frozen=True)
class Result:
    """What a tool wrote: removals as rows, the ids that went by kind, the ids that stand in a pair of one template.

    ``capped`` are the families that it says were not compared whole.
    """

    rows: list[dict[str, Any]] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    listed: frozenset[str] = frozenset()
    capped: int = 0


@dataclass(frozen=True)
class Score:
    """How right a result is.

    exact, near   of the true pairs by key (equal, or similar), those with a member removed or listed as template
    by_text       of the true pairs by the bare text, equal ones among them, those with a member removed or listed
    like_any      of the removed, those which by key or by text are similar to some other paragraph
    like_kept     … to one that stays
    named         of the removals that name what stays, those which recomputing confirms
    chains        of the chains A ~ B ~ C, those of which both ends stay
    templates     members of template families that went
    contained     of halves and merged paragraphs, those that went
    """

    removed: int
    exact: Share
    near: Share
    by_text: Share
    like_any: Share
    like_kept: Share
    named: Share
    chains: Share
    templates: Share
    contained: Share


def read_result(path: pathlib.Path) -> Result:
    """Read a result."""
    rows, kinds, listed, capped = [], {}, set(), 0
    with path.open("rb") as lines:
        for row in map(json.loads, lines):
            if "removed" in row:
                rows.append(row)
                kinds[row["removed"]["id"]] = row.get("kind", "")
            elif "capped" in row:
                capped += 1
            else:
                listed |= {row["kept"]["id"], row["like"]["id"]}
    return Result(rows, kinds, frozenset(listed), capped)


def recall(truth: Truth, gone: Flags, listed: Flags) -> tuple[Share, Share]:
    """Return of the equal pairs and of the similar pairs the share that has a member removed, or listed as template.

    Classes stand for their members, so a text with 200,000 copies costs no more than any other.
    """
    counted = truth.numbers >= 0
    numbers = truth.numbers[counted]
    classes = int(numbers.max(initial=-1)) + 1
    size = np.bincount(numbers, minlength=classes)
    left = np.bincount(numbers, weights=~(gone | listed)[counted], minlength=classes).astype(np.int64)
    equal, missed = int((size * (size - 1) // 2).sum()), int((left * (left - 1) // 2).sum())
    similar = int((size[truth.first] * size[truth.second]).sum())
    lost = int((left[truth.first] * left[truth.second]).sum())
    return Share(equal - missed, equal), Share(similar - lost, similar)


def alike(truth: Truth, among: Flags) -> Flags:
    """Return of each line whether it is equal or similar to another one of those that ``among`` marks."""
    counted = truth.numbers >= 0
    numbers = truth.numbers[counted]
    classes = int(numbers.max(initial=-1)) + 1
    marked = np.bincount(numbers, weights=among[counted], minlength=classes)
    near = np.zeros(classes, bool)
    near[truth.first[marked[truth.second] > 0]] = True
    near[truth.second[marked[truth.first] > 0]] = True
    found = np.zeros(len(truth.numbers), bool)
    found[counted] = near[numbers] | (marked[numbers] - among[counted] > 0)
    return found


def confirmed(path: pathlib.Path, result: Result) -> Share:
    """Recompute every pair that the result names: what stays did stay, and is as similar as stated and as it must be."""
    named = [row for row in result.rows if "kept" in row]
    wanted = {row[side]["id"] for row in named for side in ("removed", "kept")}
    keys = {id_: key(text) for id_, text in paragraphs(path) if id_ in wanted}
    known: dict[tuple[str, str], bool] = {}
    right = 0
    for row in named:
        a, b = keys[row["removed"]["id"]], keys[row["kept"]["id"]]
        pair = (f"{row.get('kind')}{row.get('jaccard')}{a}", b)
        if pair not in known:
            known[pair] = is_right(row, a, b)
        right += known[pair] and row["kept"]["id"] not in result.kinds
    return Share(right, len(named))


def is_right(row: dict[str, Any], a: str, b: str) -> bool:
    """Return whether key ``a`` may go for key ``b``, as a row says."""
    first, second = grams(a), grams(b)
    common = len(first & second)
    if row.get("kind") == "contained":
        return common >= CONTAINED * len(first)
    similarity = common / (len(first) + len(second) - common) if common else 0.0
    stated = row.get("jaccard", similarity)
    return similarity >= THRESHOLD and abs(stated - similarity) < 1e-6 and (row.get("kind") != "exact" or a == b)


def paragraphs(path: pathlib.Path) -> Iterator[tuple[str, str]]:
    """Yield id and text of each line of a workload."""
    with path.open("rb") as lines:
        for row in map(json.loads, lines):
            yield row["id"], row["text"]


def read_parts(path: pathlib.Path) -> list[dict[str, Any]]:
    """Read what the paragraphs of a workload were made as; nothing where it was not made."""
    place = parts_path(path)
    return [json.loads(line) for line in place.open(encoding="utf-8")] if place.exists() else []


def chains_kept(parts: Iterable[dict[str, Any]], gone: dict[str, str]) -> Share:
    """Return of the chains the share of which both ends stay."""
    ends = Counter(
        part["group"] for part in parts if part["part"] == "chain" and part["role"] != "B" and part["id"] not in gone
    )
    whole = {part["group"] for part in parts if part["part"] == "chain"}
    return Share(sum(count == 2 for count in ends.values()), len(whole))


def held_inside(parts: Iterable[dict[str, Any]]) -> list[str]:
    """Return the ids of paragraphs that another one holds whole."""
    ids: list[str] = []
    for part in parts:
        ids += [part["id"]] if part["part"] == "split" else part["of"] if part["part"] == "merged" else []
    return ids


def score(path: pathlib.Path, result: Result, truths: Sequence[Truth]) -> Score:
    """Return how right a result is; ``truths`` are those by key and by text, or none where all was made to be known."""
    ids = [id_ for id_, _ in paragraphs(path)]
    gone = np.array([id_ in result.kinds for id_ in ids], bool)
    listed = np.array([id_ in result.listed for id_ in ids], bool)
    parts = read_parts(path)
    inside = held_inside(parts)
    variants = [part["id"] for part in parts if part["part"] == "template"]
    whole = np.array([result.kinds.get(id_) == "contained" for id_ in ids], bool)
    none = Share(0, 0)
    exact = near = by_text = any_ = kept = none
    if truths:
        exact, near = recall(truths[0], gone, listed)
        equal, similar = recall(truths[1], gone, listed)
        by_text = Share(equal.part + similar.part, equal.whole + similar.whole)
        counted = gone & ~whole & (truths[0].numbers >= 0)
        others = [alike(truth, np.ones_like(gone)) for truth in truths]
        stay = [alike(truth, ~gone) for truth in truths]
        any_ = Share(int((counted & (others[0] | others[1])).sum()), int(counted.sum()))
        kept = Share(int((counted & (stay[0] | stay[1])).sum()), int(counted.sum()))
    return Score(
        removed=int(gone.sum()),
        exact=exact,
        near=near,
        by_text=by_text,
        like_any=any_,
        like_kept=kept,
        named=confirmed(path, result),
        chains=chains_kept(parts, result.kinds),
        templates=Share(sum(id_ in result.kinds for id_ in variants), len(variants)),
        contained=Share(sum(id_ in result.kinds for id_ in inside), len(inside)),
    )


def main() -> int:
    """Print the score of a result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("result", type=pathlib.Path)
    args = parser.parse_args()
    found = score(args.file, read_result(args.result), [truth_of(args.file, of) for of in ("key", "text")])
    for name, value in vars(found).items():
        print(f"{name:10} {value}" + (f" ({value.part:,} of {value.whole:,})" if isinstance(value, Share) else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
