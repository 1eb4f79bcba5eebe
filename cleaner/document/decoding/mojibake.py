"""Text that was decoded wrongly, or lost its characters, before these bytes were written: refused, never passed on."""

from __future__ import annotations

import functools

from cleaner.document.decoding.costs import (
    COST_OF_BYTE,
    MARGIN,
    PLAUSIBLE,
    REPLACEMENT,
    common_characters,
    cost,
    mean_cost,
)
from cleaner.document.decoding.pieces import encode
from cleaner.document.decoding.refusals import refusal
from cleaner.errors import DecodingError
from cleaner.model import Decoded

_SAMPLE = 32_768  # characters looked at


def refuse_mojibake(decoded: Decoded) -> None:
    """Refuse a text of which a good part is nonsense."""
    questions = decoded.text.count("?")
    if questions > 8 and questions * 3 > len(decoded.text):
        raise _refusal("the characters were replaced by question marks before this was written", decoded, "")
    lines = [line[:2048] for line in decoded.text.split("\n") if not line.isascii()]
    lines = lines[:: 1 + sum(map(len, lines)) // _SAMPLE]
    beyond = sum(map(_beyond_ascii, lines))
    lost = [line for line in lines if REPLACEMENT in line or "锟斤拷" in line]
    lost_count = sum(line.count(REPLACEMENT) + 3 * line.count("锟斤拷") for line in lost) - len(decoded.damage)
    if lost_count * 2 > beyond or (lost_count > 8 and lost_count * 20 > beyond):
        raise _refusal("characters were lost before this was written (锟斤拷 or U+FFFD)", decoded, lost[0])
    common = common_characters()
    odd = [line for line in lines if sum(map(common.__contains__, line)) * 6 < _beyond_ascii(line)]
    if sum(map(_beyond_ascii, odd)) * 10 <= beyond:
        return  # nearly all lines have common characters: no need to load the costs of all others
    misread = [(line, codecs) for line in odd if (codecs := _misreading(line))]
    if sum(_beyond_ascii(line) for line, _ in misread) * 10 > beyond:
        line, (right, wrong) = misread[0]
        raise _refusal(f"{right} that was read as {wrong} and saved so", decoded, line)


def _refusal(what: str, decoded: Decoded, line: str) -> DecodingError:
    at = decoded.text.index(line)
    damage = tuple(spot for spot in decoded.damage if spot.at < at)
    before = Decoded(decoded.text[:at], decoded.encoding, decoded.mark, decoded.segments, damage)
    return refusal("mojibake", what, len(encode(before)), "get the original again")


def _beyond_ascii(line: str) -> int:
    return len(line) - len(line.encode("ascii", "ignore"))


def _misreading(line: str) -> tuple[str, str] | None:
    """Name the codec a line is in and the one it was read with, if undoing that makes it Chinese."""
    if mean_cost(line) <= 9.0:
        return None
    for wrong in ("gb18030", "big5hkscs", "latin-1"):
        raw = (line.translate(_from_cp1252()) if wrong == "latin-1" else line).encode(wrong, "replace")
        for right in ("utf-8", "gb18030", "big5hkscs"):
            if right != wrong:
                mended = "?".join(_reread(piece, right) for piece in raw.split(b"?"))
                enough = sum("一" <= character <= "鿿" for character in mended) * 4 > max(8, _beyond_ascii(line))
                if enough and mean_cost(mended) <= PLAUSIBLE and cost(mended) + 2 * MARGIN < 0.8 * cost(line):
                    return right, wrong
    return None


def _reread(piece: bytes, encoding: str) -> str:
    """Read bytes behind a lost one, which may have been the first half of a character."""
    first, second = (piece[skip:].decode(encoding, "replace") for skip in (0, 1))
    return second if cost(second) + COST_OF_BYTE < cost(first) else first


@functools.cache
def _from_cp1252() -> dict[int, int]:
    """Map the characters that only Windows-1252 has to the bytes they were."""
    return {
        ord(bytes((byte,)).decode("cp1252")): byte for byte in range(0x80, 0xA0) if byte not in b"\x81\x8d\x8f\x90\x9d"
    }
