"""EUC-TW, for which Python has no codec: read well enough to be recognised and named."""

from __future__ import annotations

import functools
import re

_CHARACTER = re.compile(rb"\x8e[\xa1-\xb0][\xa1-\xfe]{2}|[\xa1-\xfe]{2}|[\x00-\xff]")


def read_euc_tw(data: bytes) -> str:
    """Read by way of Big5: plane 1 of CNS 11643 has its characters in the same order, so counting leads across."""
    return b"".join(map(_to_big5, _CHARACTER.findall(data))).decode("big5hkscs", "replace")


@functools.lru_cache(1 << 14)
def _to_big5(character: bytes) -> bytes:
    if len(character) == 1:
        return character if character < b"\x80" else b"\xff"
    if len(character) == 4:
        return b"\xc9\x40"  # any of the rare characters of plane 2 and beyond
    row, cell = character
    first, lead = (0xC4, 0xA4) if row >= 0xC4 else (0xA1, 0xA1)
    index = (row - first) * 94 + cell - 0xA1
    if row < 0xC4 and index >= 3 * 157:
        return b"\xff\xff"  # hardly a row between the signs and the ideographs is in use
    trail = index % 157
    return bytes((lead + index // 157, trail + (0x40 if trail < 63 else 0x62)))
