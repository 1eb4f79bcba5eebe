"""Office files are zip archives of XML: their members, read within limits, and the XML in them, without entities."""

from __future__ import annotations

import io
import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cleaner.errors import InputError
from cleaner.formats.extracted import library

if TYPE_CHECKING:
    from zipfile import ZipFile

LARGEST_MEMBER = 256 << 20  # bytes, unpacked
LARGEST = 1 << 30  # bytes, all members unpacked
STEEPEST = 1000  # times as large unpacked: deflate reaches 1,032, which no text does
MOST_MEMBERS = 10_000


def opened(data: bytes, source: str) -> ZipFile:
    """Return the archive that an office file is; raises InputError where it is none, or larger than anyone writes."""
    import zipfile

    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise damaged(source, error) from None
    total = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or total > LARGEST or total > STEEPEST * max(len(data), 1 << 10):
        raise InputError("unpacks to more than an office file may hold", code="too-large", file=source)
    if any(member.flag_bits & 1 for member in members):
        raise InputError("is encrypted", code="encrypted", file=source, advice="save it without a password")
    return archive


def member(archive: ZipFile, name: str, source: str) -> bytes | None:
    """Return what a member holds, or None where there is none of this name."""
    try:
        with archive.open(name) as stream:
            data = stream.read(LARGEST_MEMBER + 1)
    except KeyError:
        return None
    except Exception as error:  # the library raises whatever a damaged file leads it to
        raise damaged(source, error) from None
    if len(data) > LARGEST_MEMBER:
        raise InputError(f"{name} is larger than {LARGEST_MEMBER >> 20} MiB", code="too-large", file=source)
    return data


def related(archive: ZipFile, part: str, source: str) -> dict[str, str]:
    """Return the members that a part names as related to it, by kind; ``""`` is the package, which names the main part.

    Only members that are there count; what cannot be read names none.
    """
    folder, name = posixpath.split(part)
    there = set(archive.namelist())
    found: dict[str, str] = {}
    try:
        data = member(archive, posixpath.join(folder, "_rels", f"{name}.rels"), source)
        for _, element in elements(data, source) if data else ():
            place = posixpath.normpath(posixpath.join("/", folder, element.get("Target", ""))).lstrip("/")
            if place in there:
                found.setdefault(element.get("Type", "").rpartition("/")[2], place)
    except InputError:
        return {}
    return found


def elements(data: bytes, source: str) -> Iterator[tuple[str, Any]]:
    """Yield ("start" or "end", element) of XML; InputError where it is damaged, or has entities or a document type."""
    trees, refused = library("defusedxml.ElementTree", source), library("defusedxml.common", source).DefusedXmlException
    try:
        yield from trees.iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True)
    except (refused, trees.ParseError, ValueError, RecursionError) as error:
        raise damaged(source, error) from None


def damaged(source: str, error: Exception) -> InputError:
    """Return the error of an office file that cannot be read."""
    what = f"is damaged, or no file of this kind: {error}"
    return InputError(what, code="office", file=source, advice="open it in an office program and save it again")
