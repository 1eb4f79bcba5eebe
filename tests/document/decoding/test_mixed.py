"""Lines in two encodings: cut where they change, and given up soon where nothing fits."""

from __future__ import annotations

import pytest

from cleaner.document.decoding.mixed import cut_by_encoding, has_sure_utf8, lines_of
from cleaner.document.decoding.pieces import build


@pytest.mark.parametrize("data", [b"", b"a\r\nb\rc\n\x0b\x85\n\nd", b"\n"])
def test_lines_end_at_line_feeds(data: bytes) -> None:
    lines = lines_of(data)
    assert b"".join(lines) == data
    assert all(line.find(b"\n") in (-1, len(line) - 1) for line in lines)


@pytest.mark.parametrize(
    ("first", "second"), [("代表：\n", "大家好"), ("ok\n代表们", "大家好。\n"), ("各位代表", "谢谢大家\n")]
)
def test_the_cut_is_where_the_encoding_changes(first: str, second: str) -> None:
    for one, other in (("utf-8", "gb18030"), ("gb18030", "utf-8")):
        body = first.encode(one) + second.encode(other)
        decoded = build(cut_by_encoding(body, one, "gb18030"))
        assert decoded.text == first + second
        assert [segment.encoding for segment in decoded.segments] == [one, other]


def test_sure_utf8_is_three_characters_in_a_row() -> None:
    assert has_sure_utf8(b"\xb4\xfa" + "大家好".encode() + b"\xb1\xed")
    assert not has_sure_utf8("各位代表，大家好".encode("gbk"))


def test_what_fits_nowhere_is_not_cut() -> None:
    body = b"\xe4\xb8\xad\xff\n" * 1000
    assert cut_by_encoding(body, "utf-8", "gb18030") == [(body, "utf-8")]
