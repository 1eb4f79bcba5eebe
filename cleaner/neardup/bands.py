"""Locality-sensitive hashing: signatures that agree in all rows of one band meet in a bucket and are candidates.

With 25 bands of 5 rows a pair of similarity s meets with probability 1 - (1 - s^5)^25: 0.99995 at 0.8, 0.99 at 0.7,
0.55 at 0.5. Below a threshold of 0.8 the search is therefore not complete. A band is known by a hash of 32 bits, so now
and then two meet that do not agree; the exact similarity decides anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.neardup.signatures import murmur

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BANDS = 25
ROWS = 5
ALONE = 0xFFFFFFFF
"""The bucket of a key that shares its band with no other."""


def band_keys(signatures: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return for each signature the hash of each band, which is MurmurHash3 of its five values."""
    rows = signatures[:, : BANDS * ROWS].reshape(len(signatures), BANDS, ROWS)
    return murmur(rows, 1, ROWS)[..., 0]


def number_buckets(keys: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], int]:
    """Return the bucket of each key, ``ALONE`` for a key that no other equals, and how many buckets there are."""
    import numpy as np

    _, numbers, counts = np.unique(keys, return_inverse=True, return_counts=True)
    shared = counts > 1
    renumbered = np.where(shared, np.cumsum(shared) - 1, ALONE).astype(np.uint32)
    return renumbered[numbers], int(shared.sum())
