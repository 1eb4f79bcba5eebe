"""Inputs at addresses (``https://…``, ``s3://…``, ``memory://…``): fetched once, into files that are removed in the end.

An input is read more than once, and must say the same each time. The library that speaks to the system behind an address is
loaded only where one is named.
"""

from __future__ import annotations

import atexit
import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from cleaner.errors import InputError, UsageError

LEAST = 2  # parts of an address that is not a host alone
LONGEST_NAME = 200  # bytes of a file's name, which may be 255
BLOCK = 1 << 20  # bytes that are fetched at a time
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+(?:::[A-Za-z0-9+.:/-]*)?://")
_SPECIAL = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class Remote:
    """A file at an address: the file system behind it, its path there, and the address."""

    system: Any
    path: str
    address: str

    def fetch(self) -> Path:
        """Copy the file to the disk, a block at a time; raises InputError."""
        try:
            with (
                self.system.open(self.path, "rb") as stream,
                tempfile.NamedTemporaryFile(dir=_folder(), delete=False) as copy,
            ):
                shutil.copyfileobj(stream, copy, BLOCK)
        except Exception as error:  # each system has failures of its own
            raise unreachable(self.address, error) from None
        return Path(copy.name)


def is_address(name: str) -> bool:
    """Whether an input is named by an address.

    >>> is_address("https://example.cn/a.html"), is_address("C:/a.txt"), is_address("pages/")
    (True, False, False)
    """
    return _ADDRESS.match(name) is not None


def place_of(address: str) -> str:
    """Return the path, below a folder, of what was read at an address.

    >>> place_of("https://a.cn/b/c.html?id=1/2"), place_of("https://a.cn/../"), place_of("b/c.html")
    ('https/a.cn/b/c.html?id=1%2F2', 'https/a.cn/%2E%2E/index.html', 'b/c.html')
    """
    if not is_address(address):
        return address
    scheme, _, rest = address.partition("://")
    path, mark, query = rest.partition("?")
    parts = [
        part.replace("..", "%2E%2E") if part == ".." else part for part in path.split("/") if part not in ("", ".")
    ]
    parts += ["index.html"] if path.endswith("/") or len(parts) < LEAST else []
    last = parts[-1] + mark + query.replace("/", "%2F")
    if len(last.encode()) > LONGEST_NAME:
        last = f"{last.encode()[:LONGEST_NAME].decode('utf-8', 'ignore')}-{hashlib.sha256(address.encode()).hexdigest()[:16]}"
    return "/".join([scheme.replace("::", "/"), *parts[:-1], last])


def files_at(address: str) -> Iterator[Remote]:
    """Yield the files that an address names: one, those of a folder, or those that fit a pattern, ordered by name.

    Raises UsageError where nothing is there, or where a library is missing; InputError where the address cannot be reached.
    """
    library = _library(address)
    try:
        system, path = library.core.url_to_fs(address)
        if address.lower().startswith(("http://", "https://")):  # what a page links to is no folder
            found = [path]
        elif _SPECIAL.search(path):
            found = [name for name in system.glob(path) if system.isfile(name)]
        elif system.isdir(path):
            found = system.find(path)
        else:
            system.info(path)
            found = [path]
    except FileNotFoundError:
        found = []
    except ImportError as error:
        raise _missing(address, str(error)) from None
    except ValueError as error:
        raise UsageError(f"is no address that can be read: {error}", code="address", file=address) from None
    except Exception as error:  # each system has failures of its own
        raise unreachable(address, error) from None
    if not found:
        raise UsageError("no such file or folder", code="no-input", file=address)
    root, above = _root(path), _root(address)
    for name in sorted(found):
        yield Remote(system, name, address if name == path else above + name.removeprefix(root))


def _root(place: str) -> str:
    """Return the folder at a place, without a slash; of a pattern, the last that it spells out."""
    special = _SPECIAL.search(place)
    return place.rstrip("/") if special is None else place[: special.start()].rpartition("/")[0]


def unreachable(address: str, error: Exception) -> InputError:
    """Return the error of an address that cannot be read."""
    said = "nothing is there" if isinstance(error, FileNotFoundError) else " ".join(str(error).split())
    said = said or type(error).__name__
    advice = "see whether the address is right and can be reached from here"
    return InputError(f"cannot be fetched: {said}", code="unreadable", file=address, advice=advice)


def _library(address: str) -> ModuleType:
    try:
        import fsspec
    except ModuleNotFoundError:
        raise _missing(address, "an address needs fsspec, which is not installed") from None
    library: ModuleType = fsspec
    return library


def _missing(address: str, what: str) -> UsageError:
    advice = "pip install 'speech-cleaner[remote]', and the library for its system where that is another than the web"
    return UsageError(what, code="extra", file=address, advice=advice)


@cache
def _folder() -> str:
    """Return the folder of all copies of this process."""
    folder = tempfile.mkdtemp(prefix="cleaner-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
