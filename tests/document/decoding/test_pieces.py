"""Putting together and taking apart: the bytes come back."""

from __future__ import annotations

import pytest

from cleaner.document.decoding.pieces import Piece, build, encode, too_damaged
from cleaner.model import Damage, Decoded, Segment


@pytest.mark.parametrize(
    ("pieces", "decoded"),
    [
        ([], Decoded("", "utf-8")),
        ([(b"a\n", ""), (b"b", "")], Decoded("a\nb", "utf-8")),
        ([(b"a\n", ""), ("代".encode("gbk"), "gb18030")], Decoded("a\n代", "gb18030")),
        (
            [("代".encode(), "utf-8"), (b"-", ""), ("表".encode("gbk") + b"\xff", "gb18030")],
            Decoded(
                "代-表\ufffd",
                "mixed",
                b"",
                (Segment(0, 2, "utf-8"), Segment(2, 4, "gb18030")),
                (Damage(3, 6, b"\xff"),),
            ),
        ),
    ],
)
def test_build_and_encode(pieces: list[Piece], decoded: Decoded) -> None:
    assert build(pieces) == decoded
    assert encode(decoded) == b"".join(data for data, _ in pieces)


@pytest.mark.parametrize(
    ("data", "refused"),
    [
        (b"ten bytes and one\xff", False),
        (b"two \xff spots \xff", True),
        (b"a\n" * 200 + b"two \xff spots \xff", False),
        (b"one spot of many bytes" + b"\xff" * 5, True),
    ],
)
def test_one_spot_in_a_hundred_lines(data: bytes, refused: bool) -> None:
    assert too_damaged(build([(data, "utf-8")]), data) is refused
