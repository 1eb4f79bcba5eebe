"""Row 14: what unpacks to more than anybody has ends at its limit, soon, in little memory, and leaves nothing on the disk."""

import bz2
import gzip
import io
import lzma
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile.hostile import overlapping, word
from tests.reliability.material import command, errors, shards, speech, write_files, zipped

LONGEST = 10  # seconds
MORE = 200 << 10  # KiB of memory beyond those of a run over one speech
MORE_FOR_TABLES = 600 << 10
BUSY = 3  # how much slower a machine may be that does other things as well
MEASURE = "import resource, subprocess, sys; code = subprocess.run(sys.argv[1:]).returncode; print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(code)"


def gzipped_zeros(size: int, name: bytes = b"") -> bytes:
    """Return a gzip file of so many zeros, made of one block again and again."""
    block = 1 << 26
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    one = packer.compress(bytes(block)) + packer.flush(zlib.Z_FULL_FLUSH)
    end = zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    return (
        b"\x1f\x8b\x08\x00\0\0\0\0\x02\xff"
        + one * (size // block)
        + end
        + bytes(4)
        + (size & 0xFFFFFFFF).to_bytes(4, "little")
    )


def zstandard_zeros(size: int) -> bytes:
    """Return a Zstandard frame of so many zeros: blocks that each say one byte many times."""
    block = (128 << 10) - 1
    run = ((block << 3) | (1 << 1)).to_bytes(3, "little") + b"\0"
    last = ((1 << 3) | (1 << 1) | 1).to_bytes(3, "little") + b"\0"
    return b"\x28\xb5\x2f\xfd" + b"\x00\x58" + run * (size // block) + last


def lying(size: int) -> bytes:
    """Return a zip archive whose entry says that it is small."""
    data = bytearray(zipped({"a.txt": bytes(size)}))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.find(mark)
        data[place + at : place + at + 4] = (100).to_bytes(4, "little")
    return bytes(data)


def nested(depth: int) -> bytes:
    data = speech(1).encode()
    for number in range(depth):
        data = gzip.compress(data, mtime=0) if number % 2 else zipped({f"{number}.txt.gz": data})
    return data


def table_of_one_page(size: int) -> bytes:
    import pyarrow
    from pyarrow import parquet

    stream = io.BytesIO()
    values = pyarrow.array(["好" * (size // 3)])
    parquet.write_table(
        pyarrow.table({"text": values}),
        stream,
        compression="zstd",
        use_dictionary=False,
        data_page_size=size,
        write_statistics=False,
    )
    return stream.getvalue()


def laughs() -> str:
    inner = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE a [<!ENTITY l0 "讲话讲话">{inner}]>'


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a gigabyte": ("a.txt.gz", lambda: gzipped_zeros(1 << 30)),
    "a gigabyte of lines": ("a.jsonl.gz", lambda: gzipped_zeros(1 << 30)),
    "two layers": ("a.txt.gz.gz", lambda: gzip.compress(gzipped_zeros(4 << 30), mtime=0)),
    "eight gigabytes in Zstandard": ("a.txt.zst", lambda: zstandard_zeros(8 << 30)),
    "64 gigabytes in entries that share bytes": ("a.zip", lambda: overlapping(1000, 64 << 20)),
    "a size that lies": ("a.zip", lambda: lying(90 << 20)),
    "bzip2": ("a.txt.bz2", lambda: bz2.compress(bytes(90 << 20))),
    "xz": ("a.txt.xz", lambda: lzma.compress(bytes(90 << 20), preset=1)),
    "40 layers": ("a.zip", lambda: nested(40)),
    "entities": ("a.docx", lambda: word("&l9;", laughs())),
    "entities of a page": ("a.html", lambda: (laughs() + f"<html><body><p>{speech(2)}&l9;</p></body></html>").encode()),
    "an office file": ("a.docx", lambda: zipped({"word/document.xml": b"<a>" + bytes(90 << 20)})),
    "a sheet": (
        "a.xlsx",
        lambda: zipped({"xl/workbook.xml": b"<a>", "xl/sharedStrings.xml": b"<a>" + b"x" * (90 << 20)}),
    ),
    "a table of one page": ("a.parquet", lambda: table_of_one_page(1 << 30)),
}
SLOW = (
    "a gigabyte of lines",
    "64 gigabytes in entries that share bytes",
    "two layers",
    "bzip2",
    "xz",
    "a sheet",
    "a table of one page",
    "eight gigabytes in Zstandard",
)


def measured(folder: Path, out: Path) -> tuple[int, int, float]:
    """Run the tool; return its exit code, its peak memory in KiB, and its time in seconds."""
    start = time.monotonic()
    arguments = command("run", folder, "--out", out, "--quiet")
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *arguments], capture_output=True, text=True, timeout=300, check=False
    )
    return done.returncode, int(done.stdout.split()[-1]), time.monotonic() - start


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> int:
    folder = write_files(tmp_path_factory.mktemp("idle") / "pages", {"b.txt": speech(3).encode()})
    return measured(folder, folder.parent / "out")[1]


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured in KiB on Linux")
@pytest.mark.parametrize(
    "what", [pytest.param(what, marks=pytest.mark.nightly if what in SLOW else ()) for what in BOMBS]
)
def test_a_bomb_ends_at_its_limit(what: str, tmp_path: Path, idle: int) -> None:
    name, make = BOMBS[what]
    folder = write_files(tmp_path / "pages", {name: make(), "b.txt": speech(3).encode()})
    code, memory, seconds = measured(folder, tmp_path / "out")
    assert code in (0, 1) if what == "entities of a page" else code == 1
    assert seconds < LONGEST * BUSY
    assert memory - idle < (MORE_FOR_TABLES if name.endswith(".parquet") else MORE), f"{(memory - idle) >> 10} MiB"
    assert any(record["source"] == "b.txt" for record in shards(tmp_path / "out", "corpus"))
    assert {row["file"].partition("!/")[0] for row in errors(tmp_path / "out")} <= {name}
    assert sum(path.stat().st_size for path in (tmp_path / "out").rglob("*") if path.is_file()) < 4 << 20


@pytest.mark.nightly
def test_ten_gigabytes_end_at_their_limit(tmp_path: Path, idle: int) -> None:
    folder = write_files(tmp_path / "pages", {"a.txt.gz": gzipped_zeros(10 << 30), "b.txt": speech(3).encode()})
    code, memory, seconds = measured(folder, tmp_path / "out")
    assert (code, seconds < LONGEST * BUSY, memory - idle < MORE) == (1, True, True)
