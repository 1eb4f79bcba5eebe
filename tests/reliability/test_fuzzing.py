"""Row 13: mutants of sound files, by reader. No crash, no hang, every failure a named error; what lies beside is cleaned.

`fuzz.py` in this folder does the same with coverage-guided mutants (Atheris).
"""

import bz2
import gzip
import io
import lzma
import random
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cleaner.config import Config
from cleaner.errors import CleanerError
from cleaner.inputs import Source
from cleaner.pipeline import run
from cleaner.reading import cut, read
from tests.hostile import hostile
from tests.reliability.material import (
    assert_conserved,
    csv_table,
    errors,
    json_lines,
    shards,
    speech,
    tarred,
    write_files,
    zipped,
)

HANG = 20  # seconds that no file of 100 KB takes on the busiest machine; a second is measured by `make nightly`
TEXT = speech(1)
ROWS = [{"id": str(number), "text": speech(number)} for number in range(4)]


def seeds() -> dict[str, bytes]:
    """Return a sound file of each reader."""
    import zstandard

    return {
        "txt": TEXT.encode(),
        "gb18030.txt": TEXT.encode("gb18030"),
        "html": hostile._html(TEXT).encode(),
        "jsonl": json_lines(ROWS),
        "json": b"[" + json_lines(ROWS).replace(b"\n", b",")[:-1] + b"]",
        "csv": csv_table(ROWS),
        "md": ("# 讲话\n\n" + TEXT.replace("\n", "\n\n* ")).encode(),
        "parquet": hostile._table(),
        "xlsx": hostile._sheet(),
        "docx": hostile.word(TEXT),
        "rtf": hostile.rich(TEXT),
        "mhtml": hostile.mail(TEXT),
        "warc": hostile.crawl(TEXT),
        "txt.gz": gzip.compress(TEXT.encode(), mtime=0),
        "txt.bz2": bz2.compress(TEXT.encode()),
        "txt.xz": lzma.compress(TEXT.encode()),
        "txt.zst": zstandard.ZstdCompressor().compress(TEXT.encode()),
        "zip": zipped({"a.txt": TEXT.encode(), "b.jsonl": json_lines(ROWS)}),
        "tar": tarred({"a.txt": TEXT.encode(), "b.html": hostile._html(TEXT).encode()}),
    }


TOKENS = (
    b"\0",
    b"\xff",
    b"\xff\xfe",
    b'"',
    b"<",
    b">",
    b"<!--",
    b"]]>",
    b"{",
    b"[",
    b"\\",
    b"\\u",
    b"PK\x03\x04",
    b"\n",
    b"\r",
    b"&#",
    b"\x7f\xff\xff\xff",
    b"%s",
    "\u202e".encode(),
    "讲".encode(),
)


def mutant(data: bytes, draw: random.Random) -> bytes:
    """Return a file with some bits flipped, stretches cut out, doubled or exchanged, and what parsers trip over put in."""
    changed = bytearray(data)
    for _ in range(draw.choice((1, 1, 2, 4, 12))):
        if not changed:
            break
        at = draw.randrange(len(changed))
        length = draw.choice((1, 2, 4, 30, 300))
        kind = draw.randrange(6)
        if kind == 0:
            changed[at] ^= 1 << draw.randrange(8)
        elif kind == 1:
            del changed[at : at + length]
        elif kind == 2:
            changed[at:at] = changed[at : at + length] * draw.choice((1, 2, 50))
        elif kind == 3:
            changed[at : at + length] = draw.randbytes(length)
        elif kind == 4:
            changed[at:at] = draw.choice(TOKENS) * draw.choice((1, 1, 2, 200))
        else:
            del changed[at:]
    return bytes(changed[:100_000])


@contextmanager
def within(seconds: int, name: str) -> Iterator[None]:
    """Fail where reading takes too long."""

    def too_long(*_: object) -> None:
        raise AssertionError(f"{name} hangs")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def read_one(path: Path) -> None:
    """Read a file as a run does; whatever is wrong with it must be an error that has a code and the file."""
    source = Source(path, path.name, path.stat().st_size)
    config = Config()
    for stretch in cut((source,), 1 << 20, config, []):
        for piece in read(stretch, config):
            if piece.error is not None:
                assert piece.error.code != "error"
                assert piece.error.file, piece.error
                assert piece.error.what


@pytest.mark.skipif(sys.platform == "win32", reason="needs an alarm")
@pytest.mark.parametrize("reader", seeds())
def test_no_mutant_crashes_a_reader(reader: str, full: bool, tmp_path: Path) -> None:
    """10,000 mutants a reader every night, 500 among all on every commit."""
    seed = seeds()[reader]
    path = tmp_path / f"mutant.{reader}"
    for number in range(10_000 if full else 30):
        draw = random.Random(f"{reader} {number}")
        data = mutant(seed, draw)
        path.write_bytes(data)
        try:
            with within(HANG, path.name):
                read_one(path)
        except CleanerError:
            pass
        except Exception as error:
            raise AssertionError(f"{reader}, mutant {number} of {len(data)} bytes") from error


def test_the_sound_files_beside_a_mutant_are_cleaned(tmp_path: Path) -> None:
    """One run over three mutants of each reader, and nine sound files."""
    files = {f"sound-{number}.txt": speech(100 + number).encode() for number in range(9)}
    for reader, seed in seeds().items():
        files |= {f"mutant-{number}.{reader}": mutant(seed, random.Random(f"{number}{reader}")) for number in range(3)}
    run([write_files(tmp_path / "pages", files)], tmp_path / "out", Config(near_duplicates="keep", pages="off"))
    assert_conserved(tmp_path / "out")
    cleaned = {record["source"] for record in shards(tmp_path / "out", "corpus")}
    assert {f"sound-{number}.txt" for number in range(9)} <= cleaned
    for row in errors(tmp_path / "out"):
        assert row["code"]
        assert row["file"].startswith("mutant-")


def test_reading_from_a_stream_that_ends_early_is_no_crash() -> None:
    for reader, seed in seeds().items():
        from cleaner import formats

        list(
            formats.read(io.BytesIO(seed[: len(seed) // 2]), f"a.{reader.removesuffix('.gz')}", 0, len(seed), Config())
        )
