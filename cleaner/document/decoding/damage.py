"""Reading past bytes that no codec explains: a hole for each damaged spot, and the next character found again."""

from __future__ import annotations

import codecs
from contextvars import ContextVar

from cleaner.document.decoding.costs import HOLE, cost

_HANDLER = "cleaner.leave-hole"
_DIGITS = b"0123456789\xff"
_LOOK_AHEAD = 24  # bytes that show which of two starts reads better

_spots: ContextVar[list[tuple[int, int]]] = ContextVar("spots")  # codecs know their error handlers by name only


def read(data: bytes, encoding: str) -> tuple[str, list[tuple[int, int]]]:
    r"""Read with a hole for each damaged spot; also return where in the bytes those are.

    >>> read(b"ok\xff.", "utf-8") == ("ok" + HOLE + ".", [(2, 3)])
    True
    """
    if (text := strict(data, encoding)) is not None:
        return text, []
    spots: list[tuple[int, int]] = []
    _spots.set(spots)
    return data.decode(encoding, _HANDLER), spots


def strict(data: bytes, encoding: str) -> str | None:
    """Read where every byte fits, else return nothing."""
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _leave_hole(error: UnicodeError) -> tuple[str, int]:
    """Note a damaged spot and go on behind it; touching spots are one."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    data, start, spots = error.object, error.start, _spots.get()
    end = max(error.end, _resume(data, start, error.encoding))
    if spots and spots[-1][1] == start:
        spots[-1] = (spots[-1][0], end)
        return "", end
    if len(spots) > 1000 + len(data) // 100:  # hopeless: the rest is one hole, which costs no time
        end = len(data)
    spots.append((start, end))
    return HOLE, end


codecs.register_error(_HANDLER, _leave_hole)


def _resume(data: bytes, start: int, encoding: str) -> int:
    """Decide whether a bad byte takes the next one with it: it may have been the first half of a character.

    A wrong step would read every character up to the next ASCII byte from the wrong half.
    """
    if encoding not in ("gb18030", "big5hkscs") or start + 1 >= len(data):
        return start + 1  # the others find the next character by themselves
    lead, trail = data[start], data[start + 1]
    if encoding == "gb18030" and trail in _DIGITS and _is_long(data[start : start + 4]):
        return start + 4
    if trail == 0xFF and 0x81 <= lead <= 0xFE:
        return start + 2
    if trail < 0x40 or trail == 0x7F:
        return start + 1
    if trail < 0x80:
        before, after = data[max(0, start - 2) : start], data[start + 2 : start + 3]
        in_chinese = not before.isascii() or (after >= b"\x80" and not before[-1:].strip())
        return start + 2 if in_chinese and not after.isalnum() else start + 1
    return min((start + 1, start + 2), key=lambda at: _cost_from(data, at, start + 2 + _LOOK_AHEAD, encoding))


def _is_long(four: bytes) -> bool:
    """Say whether bytes are a long character of GB18030, of which one byte may have been hit."""
    return len(four) == 4 and min(four[0], four[2]) > 0x80 and four[1] in _DIGITS and four[3] in _DIGITS


def _cost_from(data: bytes, start: int, stop: int, encoding: str) -> float:
    """Return what the next bytes cost, up to the end of the line, if a character starts here."""
    line_end = data.find(b"\n", start, stop)
    final = line_end >= 0 or stop >= len(data)
    window = data[start : line_end if line_end >= 0 else stop]
    return cost(codecs.getincrementaldecoder(encoding)("replace").decode(window, final))
