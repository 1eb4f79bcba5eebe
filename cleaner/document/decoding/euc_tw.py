"""EUC-TW, for which Python has no codec: read well enough to be recognised and named."""

from __future__ import annotations

import re

_CHARACTER = re.compile(rb"\x8e[\xa1-\xb0][\xa1-\xfe]{2}|[\xa1-\xfe]{2}|[\x80-\xff]")


def read_euc_tw(data: bytes) -> str:
    """Read by way of Big5: plane 1 of CNS 11643 has its characters in the same order, so counting leads across."""
    return _CHARACTER.sub(_to_big5, data).decode("big5hkscs", "replace")


def _to_big5(match: re.Match[bytes]) -> bytes:
    if len(match[0]) == 1:
        return b"\xff"
    if len(match[0]) == 4:
        return b"\xc9\x40"  # any of the rare characters of plane 2 and beyond
    row, cell = match[0]
    first, lead = (0xC4, 0xA4) if row >= 0xC4 else (0xA1, 0xA1)
    index = (row - first) * 94 + cell - 0xA1
    if row < 0xC4 and index >= 3 * 157:
        return b"\xff\xff"  # hardly a row between the signs and the ideographs is in use
    trail = index % 157
    return bytes((lead + index // 157, trail + (0x40 if trail < 63 else 0x62)))
