import io

import pytest

from cleaner.config import Config
from cleaner.formats import warc
from tests.formats.test_round_trip import warc_record

PAGE = "<html><body><p>同志们，今天开会，主要是部署秋收工作，请大家认真听、认真记。</p></body></html>"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
SOUND = warc_record("response", "application/http; msgtype=response", HEAD + PAGE.encode(), 1)
LENGTH = SOUND.partition(b"Content-Length: ")[2].partition(b"\r\n")[0]


def outcomes(data: bytes) -> tuple[int, list[tuple[str, int | None]]]:
    """Return how many pages are read, and the errors with their places."""
    pieces = list(warc.read(io.BytesIO(data), "a.warc", 0, len(data), Config()))
    errors = [(piece.error.code, piece.error.offset) for piece in pieces if piece.error is not None]
    return sum(piece.document is not None for piece in pieces), errors


def test_sound_records_are_read() -> None:
    assert outcomes(SOUND * 3) == (3, [])


@pytest.mark.parametrize("length", [b"0", b"-5", b"40", b"many"])
def test_a_record_whose_length_is_wrong_costs_only_itself(length: bytes) -> None:
    wrong = SOUND.replace(b"Content-Length: " + LENGTH, b"Content-Length: " + length, 1)
    pages, errors = outcomes(SOUND + wrong + SOUND)
    assert pages >= 2
    assert ("warc", len(SOUND)) in errors


def test_a_file_of_wrong_records_comes_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "MOST_TRIES", 4)
    wrong = SOUND.replace(b"Content-Length: " + LENGTH, b"Content-Length: 0", 1)
    pages, errors = outcomes(wrong * 9)
    assert (pages, [code for code, _ in errors]) == (0, ["warc"] * 4)
