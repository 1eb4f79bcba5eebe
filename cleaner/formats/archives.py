"""Archives, which hold files: zip and tar, and either compressed, and within each other. Nothing is written to disk.

A member is called ``archive.zip!/folder/file.txt``. Names are text for people only, so none leads anywhere; links, devices and
names that lead out of the archive are told and passed over.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast

from cleaner.errors import InputError
from cleaner.formats.compressed import COMPRESSED, inner_name, unpacker_of
from cleaner.formats.limits import Budget, Metered
from cleaner.names import written

SUFFIXES = (".zip", ".tar", *(ending for *_, endings in COMPRESSED for ending in endings))
INSIDE = "!/"  # parts an archive's name from a member's
LOCAL_HEADER = 30  # bytes of a zip entry before its name
HEAD = 512  # bytes by which an archive is known
LONGEST_NOTE = 1 << 20  # bytes of a tar header's additions, which are read at once
_TAR = b"ustar"
_ZIP = (b"PK\3\4", b"PK\5\6")
_UTF8 = 0x800
_ENCRYPTED = 1
# What begins so holds files that are not read.
_OTHERS = (
    (b"Rar!\x1a", "a RAR archive", "unpack it, or pack it as .zip"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it, or pack it as .zip"),
    (b"%PDF-", "a PDF document", "save its text: pdftotext -layout file.pdf, or an office program"),
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its name and its bytes, which must be read before the next one is asked for; or an error."""

    name: str
    stream: Metered | None
    error: InputError | None = None


def is_archive(head: bytes) -> bool:
    """Whether what begins so is read as an archive; an office file is a zip archive too, which its name must tell."""
    return unpacker_of(head) is not None or head.startswith(_ZIP) or head[257:262] == _TAR


def refuse_others(head: bytes, name: str) -> None:
    """Raise InputError for kinds of files that are known and not read."""
    for start, kind, advice in _OTHERS:
        if head.startswith(start):
            raise InputError(f"is {kind}, which is not read", code="format", file=name, advice=advice)


def members_of(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Member]:
    """Yield the files in an archive, and in archives in it. Raises InputError where it is damaged or exceeds a limit."""
    if stream.read(4) in _ZIP:
        stream.seek(0)
        yield from _entries(_zip_entries(stream, name, budget), budget, 1)
    else:
        stream.seek(0)
        yield from _walk(Metered(stream.read, name, budget, counted=False), name, budget, 1)


def _walk(stream: Metered, name: str, budget: Budget, depth: int) -> Iterator[Member]:
    """Yield what an archive of any kind holds."""
    budget.descend(depth)
    head = stream.peek(HEAD)
    unpack = unpacker_of(head)
    if unpack is not None:
        inner = inner_name(name.rpartition("/")[2])
        unpacked = Metered(unpack(stream), name, budget)
        if unpacked.peek(HEAD)[257:262] == _TAR or (inner.lower().endswith(".tar") and unpacked.peek(1)):
            yield from _walk_tar(unpacked, name, budget, depth + 1)
        else:
            yield from _entries(iter([Member(f"{name}{INSIDE}{inner}", unpacked)]), budget, depth)
    elif head.startswith(_ZIP):
        yield from _entries(_zip_entries(io.BytesIO(stream.whole()), name, budget), budget, depth)
    else:
        yield from _walk_tar(stream, name, budget, depth)


def _walk_tar(stream: Metered, name: str, budget: Budget, depth: int) -> Iterator[Member]:
    budget.descend(depth)
    yield from _entries(_tar_entries(stream, name, budget), budget, depth)


def _entries(entries: Iterator[Member], budget: Budget, depth: int) -> Iterator[Member]:
    """Yield entries, and instead of archives among them what they hold; what goes wrong in one costs only that."""
    seen = set()
    for entry in entries:
        budget.enter()
        if entry.name in seen:
            yield Member(entry.name, None, InputError("stands in the archive twice", code="same-name", file=entry.name))
            continue
        seen.add(entry.name)
        if entry.stream is None:
            yield entry
            continue
        try:
            head = entry.stream.peek(HEAD)
            refuse_others(head, entry.name)
            if is_archive(head) and not is_office(entry.name):
                yield from _walk(entry.stream, entry.name, budget, depth + 1)
            else:
                yield entry
        except InputError as error:
            if error.file == budget.file:
                raise
            yield Member(entry.name, None, error)


def is_office(name: str) -> bool:
    """Whether a zip archive is by its name a document.

    >>> is_office("讲话.docx"), is_office("讲话.txt")
    (True, False)
    """
    return name.lower().endswith(
        (".docx", ".docm", ".xlsx", ".xlsm", ".pptx", ".odt", ".ods", ".epub", ".wps", ".doc", ".xls", ".et")
    )


def _member(archive: str, name: str, stream: Metered | None, refused: str | None) -> Member:
    whole = f"{archive}{INSIDE}{written(name)}"
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name or name[1:3] == ":/":
        refused = "has a name that leads out of the archive"
    if refused is not None:
        code = "encrypted" if refused == "is encrypted" else "skipped"
        advice = "unpack it with its password" if code == "encrypted" else ""
        return Member(whole, None, InputError(refused, code=code, file=whole, advice=advice))
    return Member(whole, stream)


def _zip_entries(file: BinaryIO, archive: str, budget: Budget) -> Iterator[Member]:
    try:
        opened = zipfile.ZipFile(file)
    except Exception as error:  # damage calls forth any of them
        raise InputError(
            f"is damaged: {error}", code="archive", file=archive, advice="fetch or pack it again"
        ) from None
    with opened:
        entries = opened.infolist()
        if len(entries) > budget.config.max_members:
            raise budget.over(f"holds more than {budget.config.max_members:,} files", "max_members")
        _refuse_overlaps(entries, archive)
        for entry in sorted(entries, key=_zip_name):
            name = _zip_name(entry)
            if name.endswith("/"):  # a folder
                continue
            refused = "is encrypted" if entry.flag_bits & _ENCRYPTED else None
            if entry.external_attr >> 28 not in (0, 8) and entry.create_system == 3:  # the kind of a Unix file
                refused = "is no ordinary file"
            lazy = _Lazy(opened, entry)
            yield _member(archive, name, Metered(lazy.read, f"{archive}{INSIDE}{written(name)}", budget), refused)
            lazy.close()


class _Lazy:
    """An entry of a zip archive that is opened when it is read."""

    def __init__(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        self.archive, self.entry = archive, entry
        self.stream: Any = None

    def read(self, count: int) -> bytes:
        if self.stream is None:
            self.stream = self.archive.open(self.entry)
        data: bytes = self.stream.read(count)
        return data

    def close(self) -> None:
        if self.stream is not None:
            self.stream.close()


def _zip_name(entry: zipfile.ZipInfo) -> str:
    """Return an entry's name: in UTF-8 where it says so, else in whichever of UTF-8 and GB18030 it is."""
    name = entry.orig_filename
    if not entry.flag_bits & _UTF8:
        name = _decoded(name.encode("cp437"))
    return name if "/" in name else name.replace("\\", "/")


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "surrogateescape")


def _refuse_overlaps(entries: list[zipfile.ZipInfo], archive: str) -> None:
    """Entries that share their bytes are how 10 MB become petabytes (CVE-2024-0450); no program writes such."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            what = "holds entries that overlap, as no sound archive does"
            raise InputError(what, code="archive", file=archive, advice="do not trust where it comes from")
        end = entry.header_offset + LOCAL_HEADER + entry.compress_size


class _Header(tarfile.TarInfo):
    """A header of a tar archive; one whose additions are too large to be read at once is refused."""

    @classmethod
    def frombuf(cls, buf: Any, encoding: str, errors: str) -> _Header:
        """Return the header that a block holds."""
        found = super().frombuf(buf, encoding, errors)
        added = (*tarfile.GNU_TYPES, tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE)
        if found.type in added and found.type != tarfile.GNUTYPE_SPARSE and found.size > LONGEST_NOTE:
            raise tarfile.ReadError("a header is too large")
        return found


def _tar_entries(stream: Metered, archive: str, budget: Budget) -> Iterator[Member]:
    def damaged(error: Exception) -> InputError:
        return InputError(f"is damaged: {error}", code="archive", file=archive, advice="fetch or pack it again")

    settings: dict[str, Any] = {"tarinfo": _Header, "encoding": "utf-8", "errors": "surrogateescape"}
    try:
        opened = tarfile.TarFile.open(fileobj=cast(Any, stream), mode="r|", bufsize=1 << 16, **settings)
    except (tarfile.TarError, ValueError, EOFError) as error:
        raise damaged(error) from None
    with opened:
        while True:
            try:
                entry = opened.next()
                cast(Any, opened).members = []  # a stream needs no way back
            except (tarfile.TarError, ValueError, EOFError) as error:
                raise damaged(error) from None
            if entry is None:
                return
            if entry.isdir():
                continue
            name = _decoded(entry.name.encode("utf-8", "surrogateescape")).removeprefix("./")
            refused = None if entry.isreg() and not entry.issparse() else "is no ordinary file"
            file = opened.extractfile(entry) if refused is None else None
            whole = f"{archive}{INSIDE}{written(name)}"
            yield _member(archive, name, Metered(file.read, whole, budget, counted=False) if file else None, refused)
