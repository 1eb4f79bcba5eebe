"""How often fingerprints come: counted by slots of their hashes, so that no fingerprint itself is held for it."""

from __future__ import annotations

OFTEN = 64
"""How often a fingerprint comes is counted so far; rarer ones tell which paragraphs of a speech share anything."""


def slot_bits(total: int) -> int:
    """Return the bits of a slot, by which so many fingerprints are known: there are two slots or more for each."""
    return min(max((2 * total - 1).bit_length(), 16), 31)


def slot_of(fingerprint: int, bits: int) -> int:
    """Return the slot of a fingerprint."""
    return (fingerprint * 0x9E3779B1 & 0xFFFFFFFF) >> (32 - bits)
