"""rensa, three ways.

readme     `RMinHashDeduplicator.add_pairs` with lists of tokens, as its README shows
prehashed  64-bit hashes of 5-grams made in NumPy, `digest_matrix_from_flat_token_hashes`, its LSH index over the matrix
rho        the same with the rho sketch, which looks at a sample of the tokens

The index over a matrix marks all members of a group and names none to keep.
"""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from peers.records import PERMUTATIONS, THRESHOLD, WIDTH, arguments, grams, read, write

rensa = importlib.import_module("rensa")

BATCH = 10_000
BANDS = 16
"""Of its benchmarks' 8 and its accuracy benchmark's 16 the one that finds more."""

SEED = 42


def one_by_one(source: str) -> Iterator[str]:
    """Yield the ids that the deduplicator refuses."""
    index = rensa.RMinHashDeduplicator(threshold=THRESHOLD, num_perm=PERMUTATIONS, use_lsh=True)
    rows = read(source)
    while batch := list(itertools.islice(rows, BATCH)):
        keep = index.add_pairs((id_, list(grams(text))) for id_, text in batch)
        yield from (id_ for (id_, _), stays in zip(batch, keep, strict=True) if not stays)


def hashed(texts: list[str]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the hashes of all texts' 5-grams in a row, and where each text's begin."""
    padded = [text + "\0" * (WIDTH - len(text)) for text in texts]
    lengths = np.array([len(text) for text in padded])
    codes = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    hashes = np.zeros(len(codes) - WIDTH + 1, np.uint64)
    for shift in range(WIDTH):
        hashes = hashes * np.uint64(0x9E3779B97F4A7C15) + codes[shift : shift + len(hashes)]
    hashes = (hashes ^ hashes >> np.uint64(29)) * np.uint64(0xBF58476D1CE4E5B9)
    ends = np.cumsum(lengths)
    inside = np.ones(len(codes), bool)
    for back in range(1, WIDTH):
        inside[ends - back] = False
    offsets = np.concatenate([[0], np.cumsum(lengths - WIDTH + 1)]).astype(np.uint64)
    return hashes[inside[: len(hashes)]], offsets


def all_at_once(source: str, sketch: Any) -> Iterator[str]:
    """Yield the ids that the index marks."""
    ids, texts = zip(*read(source), strict=True)
    matrix = sketch(*hashed(list(texts)), num_perm=PERMUTATIONS, seed=SEED)
    index = rensa.RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=BANDS)
    marks = index.query_duplicate_flags_matrix_one_shot(matrix)
    yield from (id_ for id_, marked in zip(ids, marks, strict=True) if marked)


if __name__ == "__main__":
    given, out, way = arguments()
    sketches = {
        "prehashed": rensa.RMinHash.digest_matrix_from_flat_token_hashes,
        "rho": rensa.RMinHash.digest_matrix_from_flat_token_hashes_rho,
    }
    write(out, all_at_once(given, sketches[way]) if way in sketches else one_by_one(given))
