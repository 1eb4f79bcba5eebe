"""Chinese whose bytes look like something else: UTF-16, with NULs or without, HZ in ASCII, two bytes of UTF-8."""

from __future__ import annotations

import re

from cleaner.document.decoding.contest import LEGACY, PRIOR, SAMPLE, WIDE, contest, price
from cleaner.document.decoding.costs import MARGIN, PLAUSIBLE, cost, cost_in_any_language, mean_cost
from cleaner.document.decoding.damage import read, strict
from cleaner.document.decoding.pieces import build, too_damaged
from cleaner.document.decoding.refusals import refusal, tie
from cleaner.model import Decoded

_HARDLY = 11.5  # nats a character; above this not even rare characters: it is something else
_HZ = re.compile(rb"~\{(?:[!-w][!-~])+")
_ISO_2022 = re.compile(rb"\x1b\$[@AB()*+]")


def read_with_nuls(body: bytes, mark: bytes) -> Decoded | None:
    """Read bytes with NULs among them: UTF-16 or UTF-32 without a mark; None for a text into which a few strayed."""
    for encoding in ("utf-32-le", "utf-32-be"):
        text = strict(body, encoding)
        if text is not None and "\0" not in text and mean_cost(text[:SAMPLE]) <= PLAUSIBLE:
            return Decoded(text, encoding, mark)
    (best, first), (next_best, second) = sorted((price(body[:SAMPLE], encoding), encoding) for encoding in WIDE)
    decoded = build([(body, first)], mark)
    if "\0" in decoded.text or too_damaged(decoded, body) or mean_cost(decoded.text[:SAMPLE]) > PLAUSIBLE:
        if not body.isascii() and body.count(b"\0") * 100 <= len(body):
            return None
        raise refusal("binary", "NUL bytes that are not UTF-16: this is no text", len(mark) + body.index(b"\0"))
    if next_best - best < MARGIN:
        raise tie(first, second, 0)
    return decoded


def read_seven_bits(body: bytes) -> Decoded | None:
    """Look for Chinese behind ASCII: HZ writes it between ``~{`` and ``~}``, ISO-2022 behind escape sequences."""
    if escape := _ISO_2022.search(body):
        raise refusal("foreign", "ISO-2022 escape sequences: Chinese, Japanese or Korean mail", escape.start())
    hz = _HZ.search(body)
    if hz is None:
        return None
    decoded = build([(body, "hz")])
    mean = mean_cost(decoded.text[:SAMPLE])
    if too_damaged(decoded, body) or not 0 < mean <= _HARDLY:
        return None
    if mean > PLAUSIBLE:
        raise tie("HZ", "ASCII", hz.start())
    return decoded


def wide_without_nul(body: bytes, offset: int) -> str | None:
    """Recognise UTF-16 that has neither mark nor ASCII nor line ends, so no NUL: a few words at most."""
    if min(mean_cost(read(body, encoding)[0]) for encoding in WIDE) > PLAUSIBLE:
        return None  # as nearly always: no need to hear the others
    (best, first), (next_best, _), *_ = contest(body, ("utf-8", *LEGACY, *WIDE, "euc_tw"))
    if first not in WIDE or mean_cost(read(body, first)[0]) > PLAUSIBLE:
        return None
    if next_best - best < MARGIN:
        raise tie("UTF-16", "a legacy encoding", offset)
    return first


def rival_of_utf8(body: bytes, text: str) -> Decoded | None:
    """Find another reading of bytes that are UTF-8 by accident: a few characters of UTF-16 or GB18030 can be."""
    if body.isascii():
        rivals: tuple[str, ...] = WIDE
    elif len(body) <= 16 or (len(body) <= 64 and max(text) <= "\u07ff"):
        rivals = (*WIDE, *LEGACY)
    else:
        return None
    readings = {encoding: other for encoding in rivals if (other := strict(body, encoding))}
    prices = sorted((cost(other), name) for name, other in readings.items() if mean_cost(other) <= PLAUSIBLE)
    if not prices:
        return None
    as_utf8, (best, first) = cost_in_any_language(text), prices[0]
    if best + MARGIN + (PRIOR if body.isascii() else 0) < as_utf8:
        return Decoded(readings[first], first)
    if best < as_utf8 and not body.isascii():
        raise tie("utf-8", first, 0)
    return None
