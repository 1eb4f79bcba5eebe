import json

import pytest

from cleaner.formats.frame import bytes_of
from cleaner.model import Damage, Decoded, Frame

STRETCHES = {
    "plain": (Frame("plain"), Decoded("讲话\r\n", "gb18030"), "讲话\r\n".encode("gb18030")),
    "plain with a mark": (Frame("plain"), Decoded("讲", "utf-8", b"\xef\xbb\xbf"), "讲".encode("utf-8-sig")),
    "plain with damage": (
        Frame("plain"),
        Decoded("讲\ufffd", "utf-8", damage=(Damage(1, 3, b"\xff"),)),
        "讲".encode() + b"\xff",
    ),
    "a JSON string": (
        Frame("json", b'{"t": ', b"}\r\n"),
        Decoded('"讲"\n', "utf-8"),
        '{"t": "\\"讲\\"\\n"}\r\n'.encode(),
    ),
    "an ASCII JSON string": (
        Frame("json-ascii", b"", b""),
        Decoded("讲\U0001f600", "utf-8"),
        b'"\\u8bb2\\ud83d\\ude00"',
    ),
    "raw, whatever the text": (Frame("raw", b"\xff\0"), Decoded("讲", "utf-8"), b"\xff\0"),
}


@pytest.mark.parametrize(("frame", "decoded", "data"), STRETCHES.values(), ids=STRETCHES)
def test_a_frame_makes_its_bytes(frame: Frame, decoded: Decoded, data: bytes) -> None:
    assert bytes_of(frame, decoded) == data


def test_a_json_literal_reads_as_the_text() -> None:
    text = '\x00\x1f\x7f\u2028\\/"讲'
    assert json.loads(bytes_of(Frame("json"), Decoded(text, "utf-8"))) == text
