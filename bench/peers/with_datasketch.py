"""datasketch: signatures in bulk (affine32, its default), `MinHashLSH` with its own bands; the first of each group stays.

WAY: ``sha1`` (its default hash) or ``xxh32``.
"""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Iterator
from typing import Any

from datasketch import MinHash, MinHashLSH
from peers.records import PERMUTATIONS, THRESHOLD, arguments, grams, read, write

xxhash = importlib.import_module("xxhash")

BATCH = 1000
OPTIONS: dict[str, dict[str, Any]] = {"sha1": {}, "xxh32": {"hashfunc": xxhash.xxh32_intdigest}}


def removed(source: str, way: str) -> Iterator[str]:
    """Yield the ids of the paragraphs for which the index already holds a candidate."""
    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    rows = read(source)
    while batch := list(itertools.islice(rows, BATCH)):
        tokens = [[gram.encode("utf-8", "surrogatepass") for gram in grams(text)] for _, text in batch]
        signatures = MinHash.bulk(tokens, num_perm=PERMUTATIONS, **OPTIONS[way])
        for (id_, _), signature in zip(batch, signatures, strict=True):
            if index.query(signature):
                yield id_
            else:
                index.insert(id_, signature, check_duplication=False)


if __name__ == "__main__":
    given, out, way = arguments()
    write(out, removed(given, way))
