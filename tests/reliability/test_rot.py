"""Row 11: the check finds every flipped bit, every line that went, came twice or changed its place, every truncation."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.commands.check import check
from cleaner.commands.restore import restore
from cleaner.errors import CleanerError
from cleaner.pipeline import run
from cleaner.store.commit import LOCK
from tests.reliability.material import assert_whole


@pytest.fixture(scope="module")
def built(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("rot") / "out"
    run([small], out)
    return out


def files(out: Path) -> list[Path]:
    return sorted(path for path in out.rglob("*") if path.is_file() and path.name != LOCK and path.stat().st_size)


def assert_found(out: Path, path: Path) -> None:
    """The check names the file."""
    report = check(out)
    assert not report.passed
    name = path.relative_to(out).as_posix()
    assert any(name in finding.place for finding in report.findings), report.findings


def spoilt(path: Path, change: Callable[[bytes], bytes], out: Path) -> None:
    """Change a file, see that it is found, and put it right again."""
    data = path.read_bytes()
    changed = change(data)
    assert changed != data
    path.write_bytes(changed)
    try:
        assert_found(out, path)
    finally:
        path.write_bytes(data)


def test_sound_is_sound(built: Path) -> None:
    assert check(built).findings == ()


def test_every_flipped_bit_is_found(built: Path, full: bool) -> None:
    """300 places, spread over all files by their sizes and at least one in each."""
    draw = random.Random(11)
    paths = files(built)
    chosen = [
        *paths,
        *draw.choices(paths, [path.stat().st_size for path in paths], k=(300 if full else 30) - len(paths)),
    ]
    for path in chosen:
        at, bit = draw.randrange(path.stat().st_size), 1 << draw.randrange(8)
        spoilt(path, lambda data, at=at, bit=bit: data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :], built)  # type: ignore[misc]


def test_every_line_of_the_ledger_that_is_not_in_its_place_is_found(built: Path, full: bool) -> None:
    """100 lines that went, came twice, or changed places."""
    (ledger,) = (built / "ledger").iterdir()
    draw = random.Random(12)
    lines = ledger.read_bytes().splitlines(keepends=True)
    for number in range(102 if full else 12):
        at = draw.randrange(len(lines) - 1)
        changes = (
            [*lines[:at], *lines[at + 1 :]],
            [*lines[:at], lines[at], *lines[at:]],
            [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]],
        )
        spoilt(ledger, lambda _, changed=changes[number % 3]: b"".join(changed), built)  # type: ignore[misc]


def test_every_truncation_is_found(built: Path, full: bool) -> None:
    draw = random.Random(13)
    paths = files(built)
    for number in range(50 if full else 8):
        path = paths[number % len(paths)]
        size = draw.randrange(path.stat().st_size)
        spoilt(path, lambda data, size=size: data[:size], built)  # type: ignore[misc]


def test_what_is_gone_is_found(built: Path) -> None:
    for path in files(built):
        if path.name == "manifest.json":
            continue
        data = path.read_bytes()
        path.unlink()
        assert_found(built, path)
        path.write_bytes(data)


def test_a_forged_ledger_does_not_restore(built: Path, reseal: Callable[[Path], None], tmp_path: Path) -> None:
    """Whoever makes all checksums right again is found out by the raw files, which do not come back."""
    (ledger,) = (built / "ledger").iterdir()
    data = ledger.read_bytes()
    manifest = (built / "manifest.json").read_bytes()
    try:
        at = data.index("谢谢".encode()) if "谢谢".encode() in data else data.index("，".encode())
        ledger.write_bytes(
            data[:at] + "，".encode() + data[at + 3 :]
            if data[at : at + 3] != "，".encode()
            else data[:at] + "。".encode() + data[at + 3 :]
        )
        reseal(built)
        assert_whole(built)
        assert not check(built).passed
        with pytest.raises(CleanerError):
            restore(built, tmp_path / "raw")
    finally:
        ledger.write_bytes(data)
        (built / "manifest.json").write_bytes(manifest)
