import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.names import original, written

NAMES = {
    "Chinese stays": ("讲话.txt".encode(), "讲话.txt"),
    "blanks stay": (b" a b.txt", " a b.txt"),
    "no UTF-8": (b"\xff\xc4.txt", "\\xff\\xc4.txt"),
    "a surrogate half": (b"\xed\xa0\x80", "\\xed\\xa0\\x80"),
}


@pytest.mark.skipif(os.name == "nt", reason="names are no bytes there")
@pytest.mark.parametrize(("raw", "shown"), NAMES.values(), ids=NAMES)
def test_how_a_name_is_written(raw: bytes, shown: str) -> None:
    assert written(os.fsdecode(raw)) == shown


@pytest.mark.skipif(os.name == "nt", reason="names are no bytes there")
@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([b"\xff", b"\\", b"x", b"ff", b"\\xff", "讲".encode(), b"\xe8", b"/"])).map(b"".join))
def test_a_written_name_is_utf8_and_the_name_comes_back(raw: bytes) -> None:
    name = written(os.fsdecode(raw))
    name.encode("utf-8")
    assert os.fsencode(original(name)) == raw
