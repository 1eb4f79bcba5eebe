"""What no reader sees goes; what joins stays."""

from collections.abc import Callable

import pytest

INVISIBLE = [
    *"\x00\x01\x08\x0e\x1a\x1b\x1f\x7f\x80\x84\x86\x9f\xad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060",
    *"\u2061\u2066\u2069\u206f\ufeff\ufff9\ufffa\ufffb\ufffe\uffff",
]


@pytest.mark.parametrize("char", INVISIBLE)
@pytest.mark.parametrize(
    "text", ["同{}志", "{}同志们", "同志们{}", "同志们：\n{}\n今天", "G{}DP", "20{}12年", "同{0}{0}志{0}们"]
)
def test_what_no_reader_sees_goes(char: str, text: str, left: Callable[[str], str]) -> None:
    assert left(text.format(char)) == text.format("")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("同志们\t你好\r\n大家\u2028好\x0b吧\x0c啊\x85\xa0\u3000", id="blanks and line ends"),
        pytest.param("家庭👨\u200d👩\u200d👧", id="an emoji made of several"),
        pytest.param("❤\ufe0f", id="variation selector"),
        pytest.param("葛\U000e0100城", id="variant of a character"),
        pytest.param("می\u200cخواهم", id="Persian"),
        pytest.param("क्\u200dष", id="Hindi"),
        pytest.param("ᠮᠣᠩᠭᠣᠯ\u180e", id="Mongolian"),
        pytest.param("另\ufffd外", id="damage stays visible"),
        pytest.param("\ud800", id="half a pair"),
        pytest.param("⺅⺡⻊", id="radicals that are no characters"),
    ],
)
def test_what_is_seen_or_joins_stays(text: str, left: Callable[[str], str]) -> None:
    assert left(text) == text
