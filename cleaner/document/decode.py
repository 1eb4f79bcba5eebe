"""Bytes to text, on evidence: what cannot be explained is kept as damage or refused by name, never read as nonsense.

A byte-order mark decides; strict UTF-8 is its own proof. Everything else is a contest: each codec reads the bytes, and
the reading that costs the fewest nats, by how frequent its characters are in running Chinese, wins. This module is the
order of the proofs; ``decoding`` holds the proofs.
"""

from __future__ import annotations

from cleaner.document.decoding.damage import strict
from cleaner.document.decoding.mojibake import refuse_mojibake
from cleaner.document.decoding.pieces import build, damage_of, encode, sure_characters, too_damaged
from cleaner.document.decoding.refusals import refusal, refuse_binary
from cleaner.errors import DecodingError
from cleaner.model import Decoded

# Modules that clean UTF-8 does without are imported where they are needed: `cleaner file` is to start quickly.

__all__ = ["decode", "encode"]

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),  # before UTF-16, whose mark it begins with
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_FEW = 400  # bytes; more are no UTF-8 by accident
EVIDENT_UTF8 = 30  # characters of three bytes and more, for each damaged spot, that show a text to be UTF-8
_SHORT = 4096  # bytes; more are no UTF-16 without a NUL, of a blank or a line end


def decode(
    data: bytes, *, encoding: str | None = None, fallback: str | None = None, file: str | None = None
) -> Decoded:
    r"""Turn bytes into text and say how; raise ``DecodingError`` where no reading can be trusted.

    ``encoding`` decides everything; ``fallback`` only what would otherwise be a tie or unreadable.

    >>> decode("各位代表，现在开会。".encode("gbk"))
    Decoded(text='各位代表，现在开会。', encoding='gb18030', mark=b'', segments=(), damage=())
    >>> decode(b"\xef\xbb\xbfok\xff").damage
    (Damage(at=2, offset=5, raw=b'\xff'),)
    """
    chosen, spare = _codec(encoding), _codec(fallback)
    try:
        return _decode_as(data, chosen) if chosen else _detect_or(data, spare)
    except DecodingError as error:
        error.file = file
        raise


def _codec(name: str | None) -> str | None:
    if name is None:
        return None
    from cleaner.document.decoding.names import codec_named

    return codec_named(name)


def _detect_or(data: bytes, spare: str | None) -> Decoded:
    try:
        decoded = _detect(data)
        refuse_mojibake(decoded)
    except DecodingError as error:
        if spare is None or error.code not in ("ambiguous", "unreadable"):
            raise
        try:
            return _decode_as(data, spare)
        except DecodingError:
            raise error from None
    return decoded


def _detect(data: bytes) -> Decoded:
    """Follow the order of proofs: mark, NULs, strict UTF-8, and the contest for all else."""
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    if encoding != "utf-8":
        return _decode_as(data, encoding)
    body = data[len(mark) :]
    refuse_binary(body)
    if b"\0" in body:
        from cleaner.document.decoding.disguises import read_with_nuls

        if decoded := read_with_nuls(body, mark):
            return decoded
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        return _detect_legacy(body, mark, len(mark) + error.start)
    return (None if mark else _disguised(body, text)) or Decoded(text, "utf-8", mark)


def _disguised(body: bytes, text: str) -> Decoded | None:
    """Look for Chinese behind what is good UTF-8 by accident: in escapes, or in bytes too few to be a proof."""
    escapes = body.isascii() and (b"~{" in body or b"\x1b$" in body)
    few = len(body) <= _FEW
    if not escapes and not few:
        return None
    from cleaner.document.decoding.disguises import read_seven_bits, rival_of_utf8

    return (read_seven_bits(body) if escapes else None) or (rival_of_utf8(body, text) if few else None)


def _detect_legacy(body: bytes, mark: bytes, offset: int) -> Decoded:
    """Read bytes that are not UTF-8 throughout: a legacy codec, UTF-8 with damage, or both in turns."""
    from cleaner.document.decoding.contest import LEGACY, PRIOR, judge, price, sample_of
    from cleaner.document.decoding.disguises import wide_without_nul
    from cleaner.document.decoding.mixed import cut_by_encoding, has_sure_utf8, lines_of

    if not mark and len(body) <= _SHORT and (wide := wide_without_nul(body, offset)):
        return _decode_as(body, wide)
    beyond_ascii = [line for line in lines_of(body) if not line.isascii()]
    rest = [line for line in beyond_ascii if strict(line, "utf-8") is None]
    sample, uniform = sample_of(rest), len(rest) == len(beyond_ascii)
    try:
        base = judge(sample, offset, PRIOR if uniform else 3 * PRIOR)
    except DecodingError:
        decoded = build([(body, "utf-8")], mark)
        sure = sure_characters(decoded)
        if not too_damaged(decoded, body) and (mark or sure >= 3 * len(decoded.damage)):
            return decoded
        if sure >= EVIDENT_UTF8 * damage_of(decoded):
            return decoded
        raise
    if base in LEGACY and uniform and strict(body, base) is not None and not has_sure_utf8(body):
        return build([(body, base)], mark)
    legacy = base if base in LEGACY else min(LEGACY, key=lambda encoding: price(sample, encoding))
    decoded = build(cut_by_encoding(body, base, legacy), mark)
    if too_damaged(decoded, body):
        plain = build([(body, "utf-8")], mark)
        if sure_characters(plain) >= EVIDENT_UTF8 * damage_of(plain):
            return plain
        raise refusal("damaged", f"{len(decoded.damage)} places fit no encoding", decoded.damage[0].offset)
    return decoded


def _decode_as(data: bytes, encoding: str) -> Decoded:
    """Read with one codec, come what may, as long as it explains nearly all of the bytes."""
    names = (encoding, f"{encoding}-le", f"{encoding}-be")
    mark, marked = next(((mark, name) for mark, name in _MARKS if data.startswith(mark) and name in names), (b"", ""))
    if encoding in ("utf-16", "utf-32"):
        from cleaner.document.decoding.contest import SAMPLE, price

        encoding = marked or min(names[1:], key=lambda name: price(data[:SAMPLE], name))
    try:
        decoded = build([(data[len(mark) :], encoding)], mark)
    except UnicodeError as error:
        offset = len(mark) + error.start if isinstance(error, UnicodeDecodeError) else 0
        raise _undecodable(encoding, offset) from error
    if too_damaged(decoded, data):
        raise _undecodable(encoding, decoded.damage[0].offset)
    return decoded


def _undecodable(encoding: str, offset: int) -> DecodingError:
    advice = "leave the encoding out, or name another with --encoding"
    return refusal("undecodable", f"the bytes are not {encoding}", offset, advice)
