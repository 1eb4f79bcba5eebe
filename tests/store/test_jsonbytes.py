import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.store.jsonbytes import bytes_from_json, bytes_to_json


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=40))
def test_any_bytes_come_back(data: bytes) -> None:
    assert bytes_from_json(bytes_to_json(data)) == data


@pytest.mark.parametrize("data", [b"", b"\0", "讲话\r\n".encode()], ids=["nothing", "a null", "Chinese"])
def test_utf8_stays_readable(data: bytes) -> None:
    assert bytes_to_json(data) == data.decode()


@pytest.mark.parametrize("data", [b"\xff", b"\xed\xa0\x80", b"\xc0\x80"], ids=["no UTF-8", "surrogate", "overlong"])
def test_what_is_no_utf8_becomes_base64(data: bytes) -> None:
    assert set(bytes_to_json(data)) == {"base64"}
    assert bytes_from_json(bytes_to_json(data)) == data
