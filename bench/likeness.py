"""Learn what chrome and speech read like, and write cleaner/document/likeness.json.

    likeness.py [--check]

Chrome are the lines of ``tests/likeness/chrome`` and what the examples of the built-in rules mark; speech are those of
``tests/likeness/speech``, the keep-set, and what the examples keep. The weights are those of a logistic regression found by
stochastic gradient descent with step sizes of its own for each feature (Duchi, Hazan and Singer, 2011, "AdaGrad"), in a fixed
order, and rounded, so that the same lines give the same file. Nothing of the pages that ``pages.py`` makes is learnt from: they
measure what comes of it. ``--check`` learns from four fifths and tells how the rest is
told apart, five times.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from operator import add
from pathlib import Path

from cleaner.document import likeness
from cleaner.document.examples import parse_example
from cleaner.document.fold import fold
from cleaner.document.ruleset import load_rules

ROOT = Path(__file__).parent.parent
MATERIAL = ROOT / "tests" / "likeness"
LEARNT = MATERIAL / "learnt.sha256"  # what the weights were learnt from, and what they are
WEIGHTS = Path(likeness.__file__).with_name("likeness.json")
EPOCHS = 16
AVERAGED = 12  # the last epochs, over which weights are averaged: a line more or less then changes little
STEP = 0.3
SHRINK = 1e-5
SPEECH_COUNTS = 1.6  # how much worse speech taken for chrome is; what rules ask for (`likely`) is set by it
LEAST_LINES = (2, 2, 3)  # in which a character, pair, triple must stand
SMALLEST = 5  # weights below it, in hundredths, are left out

Line = tuple[str, bool]  # folded, and whether it is chrome


def material() -> list[Line]:
    """Return all lines to learn from, each once, those of the keep-set twice, in a fixed order."""
    chrome = [*_lines(MATERIAL / "chrome"), *_examples(marked=True)]
    keep = [*_lines(ROOT / "tests" / "keep"), *_lines(ROOT / "tests" / "keep" / "texts")]
    speech = [*_lines(MATERIAL / "speech"), *keep, *_examples(marked=False)]
    found = dict.fromkeys((fold(line).strip(), True) for line in chrome)
    found |= dict.fromkeys((fold(line).strip(), False) for line in speech)
    again = dict.fromkeys((fold(line).strip(), False) for line in keep)
    return [line for line in (*found, *again) if len(line[0]) > 1]


def _lines(folder: Path) -> Iterator[str]:
    for file in sorted(folder.glob("*.txt")):
        for line in file.read_text(encoding="utf-8").split("\n"):
            if line.strip() and not line.startswith("#"):
                yield line


def _examples(*, marked: bool) -> Iterator[str]:
    """Yield the lines that the examples of the rules mark, or those that they keep."""
    for rule in load_rules().rules:
        for example in rule.removes:
            text, ranges = parse_example(example)
            goes = {at for start, end in ranges for at in range(start, end)}
            kept = "".join(char if (at in goes) is marked else "\n" for at, char in enumerate(text))
            if rule.category != "related" or not marked:  # titles of other texts: they are no chrome in themselves
                yield from kept.split("\n")
        if not marked:
            yield from (line for example in rule.keeps for line in example.split("\n"))


def learn(lines: Sequence[Line]) -> dict[str, int]:
    """Return the weight of each feature, in hundredths."""
    seen = [(likeness.features(text), chrome) for text, chrome in lines]
    counts = Counter(feature for found, _ in seen for feature in found)
    known = sorted(feature for feature, count in counts.items() if count >= LEAST_LINES[len(feature) - 1])
    numbers = {feature: number for number, feature in enumerate(known)}
    rows = [(sorted(numbers[f] for f in found if f in numbers), len(found), chrome) for found, chrome in seen]
    weights, squares = [0.0] * len(known), [1e-3] * len(known)
    bias, bias_squares = 0.0, 1e-3
    order, sums = random.Random(1), [0.0] * (len(known) + 1)
    for epoch in range(EPOCHS):
        order.shuffle(rows)
        for row, length, chrome in rows:
            root = math.sqrt(length)
            odds = bias + sum(weights[number] for number in row) / root
            slope = (1 / (1 + math.exp(-odds)) - chrome) * (1.0 if chrome else SPEECH_COUNTS)
            for number in row:
                step = slope / root + SHRINK * weights[number]
                squares[number] += step * step
                weights[number] -= STEP * step / math.sqrt(squares[number])
            bias_squares += slope * slope
            bias -= STEP * slope / math.sqrt(bias_squares)
        if epoch >= EPOCHS - AVERAGED:
            sums = [*map(add, sums, (*weights, bias))]
    *means, bias = (round(total / AVERAGED * likeness.SCALE) for total in sums)
    found = dict(zip(known, means, strict=True))
    return {likeness.BIAS: bias} | {k: w for k, w in found.items() if abs(w) >= SMALLEST}


def check(lines: list[Line]) -> Iterator[str]:
    """Yield how lines are told apart that were not learnt from."""
    random.Random(2).shuffle(lines)
    for part in range(5):
        weights = learn([line for at, line in enumerate(lines) if at % 5 != part])
        rest = [(likeness.odds(text, weights), chrome) for at, (text, chrome) in enumerate(lines) if at % 5 == part]
        for percent in (50, 73, 88):
            told = Counter((chrome, found >= math.log(percent / (100 - percent))) for found, chrome in rest)
            shares = [told[side, True] / (told[side, True] + told[side, False]) for side in (True, False)]
            yield f"part {part + 1}, likely = {percent}: {shares[0]:.1%} of chrome, {shares[1]:.1%} of speech"


def fingerprint(lines: Sequence[Line]) -> str:
    """Return what tells whether the weights are those that were learnt from ``lines``: a line for either."""
    said = "".join(f"{'+-'[chrome]}{line}\n" for line, chrome in lines).encode()
    return "".join(f"{hashlib.sha256(data).hexdigest()}\n" for data in (said, WEIGHTS.read_bytes()))


def main() -> None:
    """Write the weights, or tell how good they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    lines = material()
    if parser.parse_args().check:
        for line in check(lines):
            print(line)
        return
    weights = learn(lines)
    rows = (f"{json.dumps(key, ensure_ascii=False)}: {weight}" for key, weight in sorted(weights.items()))
    WEIGHTS.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    LEARNT.write_text(fingerprint(lines), encoding="utf-8")
    print(f"{len(lines)} lines, {len(weights)} weights")


if __name__ == "__main__":
    main()
