"""Pieces of bytes, each with its encoding, put together to one text, and a text taken apart to its bytes again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cleaner.document.decoding.costs import HOLE, REPLACEMENT
from cleaner.document.decoding.damage import read
from cleaner.model import Damage, Decoded, Segment

Piece = tuple[bytes, str]  # the encoding is empty where ASCII leaves it open


def build(pieces: Iterable[Piece], mark: bytes = b"") -> Decoded:
    """Read pieces that follow each other; return the text with its segments and its damage."""
    texts: list[str] = []
    segments: list[Segment] = []
    damage: list[Damage] = []
    at, offset = 0, len(mark)
    for data, encoding in _joined(pieces):
        text, spots = read(data, encoding)
        hole = -1
        for start, end in spots:
            hole = text.index(HOLE, hole + 1)
            damage.append(Damage(at + hole, offset + start, data[start:end]))
        segments.append(Segment(at, at + len(text), encoding))
        texts.append(text.replace(HOLE, REPLACEMENT))
        at, offset = at + len(text), offset + len(data)
    if len(segments) == 1:
        return Decoded(texts[0], segments[0].encoding, mark, (), tuple(damage))
    return Decoded("".join(texts), "mixed", mark, tuple(segments), tuple(damage))


def encode(decoded: Decoded) -> bytes:
    r"""Make the bytes again that a text was decoded from, the damaged ones included.

    HZ and some Big5 can be written in more than one way; there the result may differ from what was read.

    >>> encode(build([("现在开会".encode("gbk") + b"\xff", "gb18030")])) == "现在开会".encode("gbk") + b"\xff"
    True
    """
    text, holes = decoded.text, iter((*decoded.damage, None))
    pieces, hole = [decoded.mark], next(holes)
    for segment in decoded.segments or (Segment(0, len(text), decoded.encoding),):
        at = segment.start
        while hole is not None and hole.at < segment.end:
            pieces += [text[at : hole.at].encode(segment.encoding), hole.raw]
            at, hole = hole.at + 1, next(holes)
        pieces.append(text[at : segment.end].encode(segment.encoding))
    return b"".join(pieces)


def allowed_damage(data: bytes) -> int:
    """Return how many damaged spots are tolerated: one in a hundred lines, a long line counting as several."""
    return max(1, data.count(b"\n") // 100, len(data) // 10_000)


def too_damaged(decoded: Decoded, data: bytes) -> bool:
    """Say whether there is more damage than allowed."""
    return damage_of(decoded) > allowed_damage(data) or 2 * sum(len(spot.raw) for spot in decoded.damage) > len(data)


def damage_of(decoded: Decoded) -> int:
    """Return the number of damaged spots; one with more bytes than a character has counts as several."""
    return sum(-(-len(spot.raw) // 4) for spot in decoded.damage)


def sure_characters(decoded: Decoded) -> int:
    """Return how many characters were written with three bytes or more, which in UTF-8 are no accident."""
    return sum("\u07ff" < character != "\ufffd" for character in decoded.text)


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Join neighbours of one encoding; ASCII belongs to whatever it stands beside."""
    run: list[bytes] = []
    current = ""
    for data, encoding in pieces:
        if current and encoding and encoding != current:
            yield b"".join(run), current
            run = []
        current = encoding or current
        run.append(data)
    yield b"".join(run), current or "utf-8"
