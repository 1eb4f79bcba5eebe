"""MinHash signatures of keys, bit by bit those of ``datasketch.MinHash(num_perm=128, scheme="affine32")``.

A. Broder, "On the resemblance and containment of documents", 1997: two sets share a value of their signatures with the
probability of their Jaccard similarity. The permutations are datasketch's own: NumPy's generator with seed 1 draws them,
which is Python's as well. Here they are applied with NumPy to many keys at a time; the C kernel does the same.

The input hash of a 5-gram is MurmurHash3 (x86, 32 bits, seed 0) of its twenty bytes in UTF-32-LE: well known, and with
one step a code point quick on whole arrays.
"""

from __future__ import annotations

import random
from array import array
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from cleaner.neardup.verify import WIDTH

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PERMUTATIONS = 128
BATCH = 1 << 15
"""Characters hashed at a time: their working arrays stay within a processor's cache."""

STATE = 624
"""Words of the Mersenne Twister's state."""


@cache
def permutations() -> array[int]:
    """Return the 128 multipliers, all odd, and the 128 summands.

    >>> permutations()[0], permutations()[128]
    (3582191691, 214548472)
    """
    state = [1]
    for step in range(1, STATE):
        state.append((1812433253 * (state[-1] ^ (state[-1] >> 30)) + step) & 0xFFFFFFFF)
    twister = random.Random()  # noqa: S311 - a fixed sequence, no secret
    twister.setstate((3, (*state, STATE), None))
    multipliers = [(twister.getrandbits(32) & 0x7FFFFFFF) * 2 + 1 for _ in range(PERMUTATIONS)]
    return array("I", multipliers + [twister.getrandbits(32) for _ in range(PERMUTATIONS)])


def gram_hashes(text: str) -> NDArray[np.uint32]:
    """Return the input hash of each 5-gram of ``text``, in order and repeated as they are."""
    points = code_points(text)
    return murmur(points, max(len(points) - WIDTH + 1, 0), WIDTH)


def code_points(text: str) -> NDArray[np.uint32]:
    """Return a text as an array."""
    import numpy as np

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint32, copy=False)


def murmur(values: NDArray[np.uint32], count: int, width: int) -> NDArray[np.uint32]:
    """Return MurmurHash3 of ``width`` values from each of the first ``count`` places on; places are along the last axis."""
    import numpy as np

    words = rotated(values * np.uint32(0xCC9E2D51), 15) * np.uint32(0x1B873593)
    hashes = np.zeros((*values.shape[:-1], count), dtype=np.uint32)
    for step in range(width):
        hashes = rotated(hashes ^ words[..., step : step + count], 13) * np.uint32(5) + np.uint32(0xE6546B64)
    return finalized(hashes ^ np.uint32(4 * width))


def rotated(values: NDArray[np.uint32], bits: int) -> NDArray[np.uint32]:
    """Rotate each value to the left by ``bits``."""
    import numpy as np

    return (values << np.uint32(bits)) | (values >> np.uint32(32 - bits))


def finalized(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Mix each value with the finalizer of MurmurHash3, which is also the first step of ``affine32``."""
    import numpy as np

    values = (values ^ (values >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    values = (values ^ (values >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return values ^ (values >> np.uint32(16))


def signatures(keys: Sequence[str]) -> NDArray[np.uint32]:
    """Return one row of 128 values for each key; a key under five characters has the empty set's, all ones."""
    import numpy as np

    values = np.frombuffer(permutations(), dtype=np.uint32)
    result = np.full((len(keys), PERMUTATIONS), 0xFFFFFFFF, dtype=np.uint32)
    for batch in batches(keys):
        # A column for each key; the last 5-gram of a shorter one is repeated, which changes no minimum.
        lengths = np.array([len(keys[number]) for number in batch])
        grams = lengths - (WIDTH - 1)
        mixed = finalized(gram_hashes("".join(keys[number] for number in batch)))
        rows = np.minimum(np.arange(int(grams.max()))[:, None], grams - 1)
        columns = mixed[rows + (np.cumsum(lengths) - lengths)]
        permuted = np.empty_like(columns)
        for column in range(PERMUTATIONS):
            np.multiply(columns, values[column], out=permuted)
            np.add(permuted, values[PERMUTATIONS + column], out=permuted)
            result[batch, column] = np.minimum.reduce(permuted, axis=0)
    return result


def batches(keys: Sequence[str]) -> Iterator[list[int]]:
    """Yield the numbers of the keys that have a 5-gram, like lengths together, about ``BATCH`` characters at a time."""
    batch: list[int] = []
    size = 0
    for number in sorted(range(len(keys)), key=lambda number: len(keys[number])):
        if len(keys[number]) < WIDTH:
            continue
        if batch and size + len(keys[number]) > BATCH:
            yield batch
            batch, size = [], 0
        batch.append(number)
        size += len(keys[number])
    if batch:
        yield batch
