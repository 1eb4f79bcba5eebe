"""Reading past bad bytes: each spot is found, and hopeless bytes cost no time."""

from __future__ import annotations

import time

import pytest

from cleaner.document.decoding.costs import HOLE
from cleaner.document.decoding.damage import read


@pytest.mark.parametrize(
    ("data", "encoding", "text", "spots"),
    [
        (b"good", "utf-8", "good", []),
        ("代表".encode(), "utf-8", "代表", []),
        (b"a\xff\xfeb", "utf-8", f"a{HOLE}b", [(1, 3)]),  # touching spots are one
        ("代表".encode("gbk") + b"\xff" + "代表".encode("gbk"), "gb18030", f"代表{HOLE}代表", [(4, 5)]),
        ("代表".encode("gbk")[:-1], "gb18030", f"代{HOLE}", [(2, 3)]),
    ],
)
def test_every_spot_is_a_hole(data: bytes, encoding: str, text: str, spots: list[tuple[int, int]]) -> None:
    assert read(data, encoding) == (text, spots)


def test_readings_do_not_share_their_spots() -> None:
    assert read(b"a\xffb", "utf-8")[1] == [(1, 2)]
    assert read(b"\xffab", "utf-8")[1] == [(0, 1)]


def test_the_rest_of_hopeless_bytes_is_one_hole() -> None:
    data = b"\xe4\xb8\xad\xff" * 250_000
    start = time.perf_counter()
    text, spots = read(data, "gb18030")
    assert time.perf_counter() - start < 2  # it takes 0.05 s
    assert text.count(HOLE) == len(spots) < len(data) // 50
    assert spots[-1][1] == len(data)
