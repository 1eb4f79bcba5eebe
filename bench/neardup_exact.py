#!/usr/bin/env python3
r"""Find all pairs of paragraphs whose Jaccard index reaches a threshold, without MinHash and without cleaner.

    neardup_exact.py FILE.jsonl [--of key|text] [--threshold T]

Writes FILE.jsonl.truth-key.npz or FILE.jsonl.truth-text.npz: `numbers`, the class of each line (lines of one class are
equal; -1 where the line is too short to count), and `first`, `second`, `similarity`: the pairs of unlike classes.

The key is written anew here, after its definition in the documentation and with OpenCC's own dictionary, so that a slip in
cleaner's shows. The join is a prefix filter (Bayardo, Ma and Srikant, "Scaling up all pairs similarity search", 2007):
two sets at the threshold share at least one of the rarest 5-grams of each. Any total order of 5-grams makes the filter
exact; here it is a count in a hashed table, then the hash. Candidates come from 64-bit hashes of 5-grams, which loses
a pair only where hashes collide; they are decided on the 5-grams themselves.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import json
import math
import pathlib
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import opencc
from numpy.typing import NDArray

WIDTH = 5
SHORTEST = 30
THRESHOLD = 0.8
BLOCK = 20_000
"""Classes looked at together."""

TABLE_BITS = 16, 26
"""Least and most bits of a hash that number the entries of the table of counts."""

SLOT = "\uffff"
CIRCLE_ZERO = re.compile("(?<=[〇零一二三四五六七八九])○+")
MASK = re.compile("(?:[×*○]|X{2,}|(?<![A-Za-z])[Xx]+(?=[省市县区镇委局]))+")
CROSSES = dict.fromkeys("✕✖╳", "×")
STROKES = "丨ː\ue5e5"
"""Han, a letter and a private character by name, but in use a bar, a colon and a blank."""

OWN_PLANES = ((0xE000, 0xF8FF), (0x20000, 0x3FFFF), (0xF0000, 0x10FFFF))

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.int64]


# --- key and similarity ----------------------------------------------------------------------------------------------


class Characters(dict[int, str]):
    """What each character becomes in a key, found out when it is first met."""

    def __init__(self) -> None:
        super().__init__()
        self.convert: Callable[[str], str] = opencc.OpenCC("t2s").convert

    def __missing__(self, code: int) -> str:
        self[code] = found = self.look_up(chr(code))
        return found

    def look_up(self, char: str) -> str:
        """Return the simplified, half-width form of a letter, a digit, Han or part of a mask, "" for all else."""
        code = ord(char)
        if 0xFF01 <= code <= 0xFF5E:
            char = chr(code - 0xFEE0)
        elif "RADICAL" in unicodedata.name(char, ""):
            char = RADICALS.get(char) or unicodedata.normalize("NFKC", char)
        char = CROSSES.get(char, char)
        simple = self.convert(char)
        char = simple if len(simple) == 1 else char
        if char in STROKES:
            return ""
        kept = char in "×*○" or char.isalnum() or any(low <= ord(char) <= high for low, high in OWN_PLANES)
        return char if kept else ""


# Radicals of the supplement which stand for a character; Unicode has no compatibility mapping for most of them.
RADICALS = dict(zip(*["⺁⺒⺟⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳", "厂巳母民虎西见角贝车长长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟"], strict=True))  # fmt: skip


@functools.cache
def characters() -> Characters:
    """Return the table, made once."""
    return Characters()


def key(text: str) -> str:
    """Return what is compared of a paragraph.

    >>> key("　各位代表：現在，我代表 ××省……") == "各位代表现在我代表" + SLOT + "省"
    True
    """
    bare = text.translate(characters())
    if "○" in bare:
        bare = CIRCLE_ZERO.sub(lambda match: "〇" * len(match[0]), bare)
    return MASK.sub(SLOT, bare)


def grams(text: str) -> set[str]:
    """Return the 5-grams of a key or a text."""
    return {text[start : start + WIDTH] for start in range(len(text) - WIDTH + 1)}


def jaccard(a: str, b: str) -> float:
    """Return the Jaccard index of the 5-grams of two keys; 0.0 where one has none.

    >>> jaccard("甲乙丙丁戊己", "甲乙丙丁戊庚")
    0.3333333333333333
    """
    first, second = grams(a), grams(b)
    return len(first & second) / max(1, len(first | second))


# --- join ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Truth:
    """The class of each text (equal texts share one, -1 is too short), and the similar pairs of unlike classes."""

    numbers: Numbers
    first: Numbers
    second: Numbers
    similarity: NDArray[np.float64]

    def save(self, path: pathlib.Path) -> None:
        """Write the truth to a file."""
        np.savez(path, numbers=self.numbers, first=self.first, second=self.second, similarity=self.similarity)

    @classmethod
    def load(cls, path: pathlib.Path) -> Truth:
        """Read a truth from a file."""
        with np.load(path) as columns:
            return cls(*(columns[name] for name in ("numbers", "first", "second", "similarity")))


def find_truth(texts: Iterable[str], threshold: float = THRESHOLD, shortest: int = SHORTEST) -> Truth:
    """Return classes and similar pairs of keys or texts."""
    distinct: list[str] = []
    known: dict[bytes, int] = {}
    numbers = []
    for text in texts:
        if len(text) < shortest:
            numbers.append(-1)
            continue
        digest = hashlib.blake2b(text.encode("utf-32-le", "surrogatepass"), digest_size=16).digest()
        number = known.setdefault(digest, len(distinct))
        if number == len(distinct):
            distinct.append(text)
        numbers.append(number)
    del known
    return Truth(np.array(numbers, np.int64), *similar(distinct, threshold))


def similar(texts: Sequence[str], threshold: float) -> tuple[Numbers, Numbers, NDArray[np.float64]]:
    """Return the pairs (first, second, similarity) of distinct texts, first < second, in order."""
    found: list[tuple[int, int, float]] = []
    number, members = -1, set[str]()
    for a, b in candidates(texts, threshold).tolist():
        if a != number:
            number, members = a, grams(texts[a])
        other = grams(texts[b])
        common = len(members & other)
        if (similarity := common / (len(members) + len(other) - common)) >= threshold:
            found.append((a, b, similarity))
    first, second, similarities = zip(*found, strict=True) if found else ((), (), ())
    return np.array(first, np.int64), np.array(second, np.int64), np.array(similarities, np.float64)


def candidates(texts: Sequence[str], threshold: float) -> Numbers:
    """Return the pairs of texts that may reach the threshold, as rows in order."""
    least, most = TABLE_BITS
    bits = min(most, max(least, sum(map(len, texts)).bit_length()))
    counts, shift = np.zeros(1 << bits, np.uint32), np.uint64(64 - bits)
    sizes = np.zeros(len(texts), np.int64)
    for number, hashes in hashed(texts):
        sizes[number] = len(hashes)
        counts[hashes >> shift] += 1  # a text's own collisions count once: no matter for an order
    entries: list[Hashes] = []
    owners: list[Numbers] = []
    for number, hashes in hashed(texts):
        often = counts[hashes >> shift]
        length = len(hashes) - math.ceil(threshold * len(hashes) - 1e-9) + 1
        rarest = np.lexsort((hashes, often))[:length]
        shared = rarest[often[rarest] > 1]
        entries.append(hashes[shared])
        owners.append(np.full(len(shared), number, np.int64))
    return paired(
        np.concatenate(entries or [np.zeros(0, np.uint64)]), np.concatenate(owners or [sizes[:0]]), sizes, threshold
    )


def paired(entries: Hashes, owners: Numbers, sizes: Numbers, threshold: float) -> Numbers:
    """Return each pair of owners that share an entry, where their sizes allow the threshold."""
    order = np.lexsort((sizes[owners], entries))
    entries, owners = entries[order], owners[order]
    size = sizes[owners]
    pairs: list[Numbers] = []
    # Neighbours at distance 1, 2, … in groups of one entry, in which sizes ascend: at each distance fewer are left.
    left = np.arange(len(entries))
    for distance in range(1, len(entries)):
        left = left[left + distance < len(entries)]
        left = left[
            (entries[left] == entries[left + distance]) & (size[left] >= threshold * size[left + distance] - 1e-9)
        ]
        if not len(left):
            break
        a, b = owners[left], owners[left + distance]
        pairs.append(np.unique(np.minimum(a, b) << 32 | np.maximum(a, b)))
        if len(pairs) == 64:
            pairs = [np.unique(np.concatenate(pairs))]
    both = np.unique(np.concatenate(pairs)) if pairs else np.zeros(0, np.int64)
    return np.stack([both >> 32, both & 0xFFFFFFFF], axis=1)


def hashed(texts: Sequence[str]) -> Iterator[tuple[int, Hashes]]:
    """Yield each text's number and the sorted distinct 64-bit hashes of its 5-grams."""
    for start in range(0, len(texts), BLOCK):
        block = texts[start : start + BLOCK]
        codes = np.frombuffer("".join(block).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
        hashes = gram_hashes(codes)
        at = 0
        for number, text in enumerate(block, start):
            yield number, np.unique(hashes[at : at + max(0, len(text) - WIDTH + 1)])
            at += len(text)


def gram_hashes(codes: Hashes) -> Hashes:
    """Return a hash for each window of code points: Horner's rule with an odd multiplier, mixed after each step."""
    windows = max(0, len(codes) - WIDTH + 1)
    state = np.full(windows, 0x9E3779B97F4A7C15, np.uint64)
    for shift in range(WIDTH):
        state = (state ^ codes[shift : shift + windows]) * np.uint64(0xFF51AFD7ED558CCD)
        state ^= state >> np.uint64(32)
    return state * np.uint64(0xC4CEB9FE1A85EC53)


# --- files -----------------------------------------------------------------------------------------------------------


def texts_of(path: pathlib.Path) -> Iterator[str]:
    """Yield the texts of a JSON Lines file."""
    with path.open("rb") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def bare(text: str) -> str:
    """Return a text as it stands, nothing where its key is too short to count."""
    return text if len(key(text)) >= SHORTEST else ""


OF: dict[str, Callable[[str], str]] = {"key": key, "text": bare}


def truth_of(path: pathlib.Path, of: str = "key", threshold: float = THRESHOLD) -> Truth:
    """Return the truth about a file; read where it was written before, else found and written."""
    place = path.with_name(f"{path.name}.truth-{of}.npz")
    if not place.exists() or place.stat().st_mtime < path.stat().st_mtime:
        find_truth(map(OF[of], texts_of(path)), threshold).save(place)
    return Truth.load(place)


def main() -> int:
    """Find the truth about a file, and print how much there is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--of", choices=OF, default="key")
    parser.add_argument("--threshold", type=float, default=THRESHOLD)
    args = parser.parse_args()
    truth = truth_of(args.file, args.of, args.threshold)
    counts = {
        "lines": len(truth.numbers),
        "classes": int(truth.numbers.max(initial=-1)) + 1,
        "pairs": len(truth.first),
    }
    print(json.dumps(counts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
