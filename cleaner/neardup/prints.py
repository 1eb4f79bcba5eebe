"""How often fingerprints come: counted by slots of their hashes, so that no fingerprint itself is held for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

OFTEN = 64
"""How often a fingerprint comes is counted so far; rarer ones tell which paragraphs of a speech share anything."""


def slot_bits(total: int) -> int:
    """Return the bits of a slot, by which so many fingerprints are known: there are two slots or more for each."""
    return min(max((2 * total - 1).bit_length(), 16), 31)


def slots_of(fingerprints: NDArray[np.uint32], bits: int) -> NDArray[np.int64]:
    """Return the slots of fingerprints."""
    import numpy as np

    return ((fingerprints * np.uint32(0x9E3779B1)) >> np.uint32(32 - bits)).astype(np.int64)
