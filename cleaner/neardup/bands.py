"""Locality-sensitive hashing: signatures that agree in all rows of one band meet in a bucket and are candidates.

With 25 bands of 5 rows a pair of similarity s meets with probability 1 - (1 - s^5)^25: 0.99995 at 0.8, 0.99 at 0.7,
0.55 at 0.5. Below a threshold of 0.8 the search is therefore not complete.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BANDS = 25
ROWS = 5
ALONE = -1


def buckets(signatures: NDArray[np.uint32]) -> NDArray[np.int32]:
    """Return for each signature its bucket in each band, ``ALONE`` where no other shares it.

    Numbers are not repeated from band to band. Whole bands are compared, not hashes of them, so two signatures share a
    bucket if and only if they agree in it.
    """
    import numpy as np

    result = np.full((len(signatures), BANDS), ALONE, dtype=np.int32)
    used = 0
    for band in range(BANDS):
        rows = np.ascontiguousarray(signatures[:, band * ROWS : (band + 1) * ROWS])
        numbers: dict[bytes, int] = {}
        values = rows.view(f"V{rows.itemsize * ROWS}").ravel().tolist()
        column = np.fromiter((numbers.setdefault(value, len(numbers)) for value in values), np.int64, len(values))
        shared = np.bincount(column, minlength=1) > 1
        renumbered = np.where(shared, np.cumsum(shared) - 1 + used, ALONE)
        result[:, band] = renumbered[column]
        used += int(shared.sum())
    return result
