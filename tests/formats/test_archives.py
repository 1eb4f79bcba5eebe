"""Archives: every file in them is found, and nothing that they hold leads anywhere or fills memory."""

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.config import Config
from cleaner.errors import InputError
from cleaner.formats.archives import is_archive, is_office, members_of
from cleaner.formats.limits import Budget

TEXT = "今天我们召开会议，总结去年的工作。\n".encode() * 40


def zipped(files: Mapping[str, bytes], **settings: Any) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content, **settings)
    return data.getvalue()


def tarred(files: Mapping[str, bytes], *others: tarfile.TarInfo) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        for entry in others:
            archive.addfile(entry)
    return data.getvalue()


def unflagged(files: Mapping[bytes, bytes]) -> bytes:
    """A zip archive as older programs write them: names in any bytes, without the flag of UTF-8."""
    data = zipped({f"{number:0{len(name)}}": content for number, (name, content) in enumerate(files.items())})
    for number, name in enumerate(files):
        data = data.replace(f"{number:0{len(name)}}".encode(), name)
    return data


def unpacked(name: str, data: bytes, **settings: Any) -> dict[str, bytes | str]:
    """Return what an archive holds, by name: bytes, or the code of the error."""
    config = Config(**settings)
    found: dict[str, bytes | str] = {}
    try:
        for member in members_of(io.BytesIO(data), name, Budget(config, len(data), name)):
            try:
                found[member.name] = member.error.code if member.stream is None and member.error else _whole(member)
            except InputError as error:
                found[member.name] = error.code
    except InputError as error:
        found[error.file or ""] = error.code
    return found


def _whole(member: Any) -> bytes:
    data: bytes = member.stream.whole()
    return data


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstandard.compress,
}


@pytest.mark.parametrize(("ending", "pack"), PACKERS.items(), ids=PACKERS)
def test_a_compressed_file_holds_one_that_is_called_as_it_without_the_ending(ending: str, pack: Any) -> None:
    assert unpacked(f"讲话.txt{ending}", pack(TEXT)) == {f"讲话.txt{ending}!/讲话.txt": TEXT}
    assert unpacked("a.txt", pack(TEXT)) == {"a.txt!/a.txt": TEXT}, "whatever its name says"


@pytest.mark.parametrize(("ending", "pack"), PACKERS.items(), ids=PACKERS)
def test_streams_one_behind_the_other_are_one(ending: str, pack: Any) -> None:
    assert unpacked(f"a{ending}", pack(TEXT) + pack(b"") + pack(TEXT)) == {f"a{ending}!/a": TEXT * 2}


@pytest.mark.parametrize("cut", [1, 9, 30])
@pytest.mark.parametrize(("ending", "pack"), PACKERS.items(), ids=PACKERS)
def test_a_stream_that_breaks_off_is_an_error_and_never_a_shorter_text(ending: str, pack: Any, cut: int) -> None:
    assert "archive" in unpacked(f"a{ending}", pack(TEXT)[:-cut]).values()
    assert TEXT not in unpacked(f"a{ending}", pack(TEXT)[:-cut]).values()


@pytest.mark.parametrize(("ending", "pack"), {"": bytes, **PACKERS}.items(), ids=["plain", *PACKERS])
def test_a_tar_archive_holds_its_files_whatever_it_is_compressed_with(ending: str, pack: Any) -> None:
    files = {"讲话/甲.txt": TEXT, "乙.txt": b""}
    name = f"a.tar{ending}"
    assert unpacked(name, pack(tarred(files))) == {f"{name}!/{file}": data for file, data in files.items()}


def test_archives_in_archives_are_opened() -> None:
    data = zipped({"b.tar.gz": gzip.compress(tarred({"c.zip": zipped({"d.txt": TEXT})}))})
    assert unpacked("a.zip", data) == {"a.zip!/b.tar.gz!/c.zip!/d.txt": TEXT}


NAMES: dict[str, tuple[bytes, str]] = {
    "GBK": ("讲话/张三.txt".encode("gbk"), "讲话/张三.txt"),
    "UTF-8 that does not say so": ("讲话/张三.txt".encode(), "讲话/张三.txt"),
    "of Windows": ("讲话\\张三.txt".encode("gbk"), "讲话/张三.txt"),
    "no encoding at all": (b"a\xff\xff.txt", "a\\xff\\xff.txt"),
    "a line end": (b"a\nb.txt", "a\nb.txt"),
}


@pytest.mark.parametrize(("raw", "name"), NAMES.values(), ids=NAMES)
def test_names_are_read_in_the_encoding_they_are_in(raw: bytes, name: str) -> None:
    assert unpacked("a.zip", unflagged({raw: TEXT})) == {f"a.zip!/{name}": TEXT}
    if b"\\" not in raw:
        entry = raw.decode("utf-8", "surrogateescape")
        assert unpacked("a.tar", tarred({entry: TEXT})) == {f"a.tar!/{name}": TEXT}


@pytest.mark.parametrize("name", ["../x.txt", "/etc/x.txt", "a/../../x.txt", "C:/x.txt", "."])
def test_names_that_lead_out_are_passed_over_and_told(name: str) -> None:
    for archive, data in (
        ("a.zip", zipped({name: TEXT, "b.txt": TEXT})),
        ("a.tar", tarred({name: TEXT, "b.txt": TEXT})),
    ):
        assert unpacked(archive, data) == {f"{archive}!/{name}": "skipped", f"{archive}!/b.txt": TEXT}


def test_links_and_devices_are_passed_over_and_told() -> None:
    kinds = {"link": tarfile.SYMTYPE, "hard": tarfile.LNKTYPE, "pipe": tarfile.FIFOTYPE, "zero": tarfile.CHRTYPE}
    others = []
    for name, kind in kinds.items():
        entry = tarfile.TarInfo(name)
        entry.type, entry.linkname = kind, "/etc/passwd"
        others.append(entry)
    found = unpacked("a.tar", tarred({"b.txt": TEXT}, *others))
    assert found == {"a.tar!/b.txt": TEXT, **{f"a.tar!/{name}": "skipped" for name in kinds}}
    link = zipfile.ZipInfo("link")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert unpacked("a.zip", data.getvalue()) == {"a.zip!/link": "skipped"}


def test_a_name_that_stands_twice_is_read_once() -> None:
    data = zipped({"a.txt": TEXT, "b.txt": TEXT}).replace(b"b.txt", b"a.txt")
    assert list(unpacked("a.zip", data).values()) == ["same-name"]


def test_an_encrypted_file_is_told_and_the_others_are_read() -> None:
    data = bytearray(zipped({"a.txt": TEXT, "b.txt": TEXT}))
    for start in (data.find(b"PK\3\4") + 6, data.find(b"PK\1\2") + 8):
        data[start] |= 1
    assert unpacked("a.zip", bytes(data)) == {"a.zip!/a.txt": "encrypted", "a.zip!/b.txt": TEXT}


def test_damage_in_a_zip_archive_costs_one_file() -> None:
    data = bytearray(zipped({"a.txt": TEXT, "b.txt": TEXT}))
    data[50] ^= 0xFF
    assert unpacked("a.zip", bytes(data)) == {"a.zip!/a.txt": "archive", "a.zip!/b.txt": TEXT}


@pytest.mark.parametrize(("name", "data"), [("a.zip", b"PK\3\4" + bytes(90)), ("a.tar", tarred({"a": TEXT})[:700])])
def test_a_damaged_archive_is_told(name: str, data: bytes) -> None:
    assert "archive" in unpacked(name, data).values()


def test_files_of_other_programs_are_told_with_what_to_do() -> None:
    files = {"a.txt": b"Rar!\x1a\x07\0", "b.txt": b"7z\xbc\xaf\x27\x1c", "c.txt": b"%PDF-1.4"}
    assert set(unpacked("a.zip", zipped(files)).values()) == {"format"}


BOMBS: dict[str, tuple[str, bytes, dict[str, Any]]] = {
    "ratio": ("a.txt.gz", gzip.compress(bytes(80 << 20)), {"max_file": 1 << 30}),
    "ratio, packed twice": ("a.txt.gz", gzip.compress(gzip.compress(bytes(80 << 20))), {"max_file": 1 << 30}),
    "ratio, Zstandard": ("a.txt.zst", zstandard.compress(bytes(80 << 20)), {"max_file": 1 << 30}),
    "one file": ("a.txt.gz", gzip.compress(bytes(9 << 20)), {"max_file": 8 << 20}),
    "all files": ("a.zip", zipped({f"{n}.txt": TEXT for n in range(9)}), {"max_unpacked": len(TEXT) * 5}),
    "how many files": ("a.tar", tarred({f"{n}.txt": TEXT for n in range(9)}), {"max_members": 5}),
    "how many files, by the directory": ("a.zip", zipped({f"{n}.txt": TEXT for n in range(9)}), {"max_members": 5}),
    "depth": ("a.zip", zipped({"b.zip": zipped({"c.zip": zipped({"d.txt": TEXT})})}), {"max_depth": 2}),
}


@pytest.mark.parametrize(("name", "data", "limits"), BOMBS.values(), ids=BOMBS)
def test_what_exceeds_a_limit_ends_there(name: str, data: bytes, limits: dict[str, Any]) -> None:
    assert list(unpacked(name, data, **limits).values())[-1] == "too-large"


def test_a_lying_size_helps_nobody() -> None:
    data = zipped({"a.txt": bytes(9 << 20)})
    at = data.find(b"PK\1\2") + 24
    lying = data[:at] + (5).to_bytes(4, "little") + data[at + 4 :]
    assert set(unpacked("a.zip", lying, max_file=1 << 20).values()) <= {"archive", "too-large"}


def test_entries_that_share_bytes_are_refused() -> None:
    data = zipped({"a.txt": TEXT, "b.txt": TEXT})
    second = data.find(b"PK\1\2", data.find(b"PK\1\2") + 1)
    same = data[: second + 42] + bytes(4) + data[second + 46 :]
    assert unpacked("a.zip", same) == {"a.zip": "archive"}


def test_what_is_no_archive() -> None:
    assert not any(map(is_archive, (b"", b"BZhao", "讲话".encode(), b"{}", b"%PDF-")))
    assert is_office("讲话.docx")


SOUND = {
    "a.zip": zipped({"甲.txt": TEXT, "b.txt.gz": gzip.compress(TEXT), "c.txt": b"x"}),
    "a.tar": tarred({"甲" * 60 + ".txt": TEXT, "b.zip": zipped({"c.txt": TEXT})}),
    **{f"a.tar{ending}": pack(tarred({"甲.txt": TEXT, "b.txt": b"x"})) for ending, pack in PACKERS.items()},
}


@settings(max_examples=400, deadline=None, derandomize=True)
@given(
    st.sampled_from(sorted(SOUND)),
    st.lists(st.tuples(st.integers(0, 10**6), st.binary(min_size=1, max_size=8)), min_size=1, max_size=4),
    st.integers(0, 10**6),
)
def test_whatever_is_damaged_every_failure_has_a_name(name: str, hits: list[tuple[int, bytes]], end: int) -> None:
    data = bytearray(SOUND[name])
    for at, new in hits:
        at %= len(data)
        data[at : at + len(new)] = new
    if end % 3 == 0:
        del data[end % len(data) :]
    for found, content in unpacked(name, bytes(data), max_file=1 << 20).items():
        assert found.startswith(name)
        assert isinstance(content, bytes) or content in {
            "archive",
            "skipped",
            "same-name",
            "encrypted",
            "too-large",
            "format",
        }
