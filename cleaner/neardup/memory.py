"""Large stretches of memory: what nobody touches costs nothing, and what grows is not copied, where the system can do so.

What would outgrow a budget is in files that are mapped. Of these the system takes back what fills memory, so that a corpus of
any size is searched in as much of it.
"""

from __future__ import annotations

import errno
import mmap
import os
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, overload
from weakref import WeakSet

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

MEMORY = 1 << 30
"""What a search may use, by default."""

FIRST = 1 << 16
"""Bytes that a growing stretch has at first."""

SHARE = 64
"""Stretches of less than this part of the budget are always in memory: there are some dozens of them at a time."""

MOST_MAPPED = 384 << 20
"""Bytes of files that may be in memory: with less, a large search would map the same pages again and again."""

BATCH = 1 << 14
"""Numbers that are added to a column at a time."""

UNABLE = (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP)
"""What a system says that cannot keep room on a disk."""

RESIDENT = "/proc/self/statm"
"""Where Linux tells how many pages of files are in memory."""


def zeros(size: int) -> mmap.mmap:
    """Return so many zero bytes that can be written, 1 or more."""
    if hasattr(mmap, "MAP_PRIVATE"):
        return mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    return mmap.mmap(-1, size)


class Growing:
    """Bytes in memory that grow at the end.

    >>> growing = Growing()
    >>> growing.append(b"ab"), growing.append(b"c"), bytes(growing.view())
    (None, None, b'abc')
    """

    def __init__(self) -> None:
        self.size = 0
        self._data: mmap.mmap | None = None

    def append(self, data: bytes | bytearray | memoryview) -> None:
        """Add bytes. Raises BufferError where there is no room left while somebody views those that are there."""
        end = self.size + len(data)
        if self._data is None:
            self._data = zeros(max(end, FIRST))
        elif end > len(self._data):
            self._data = _resized(self._data, max(end, 2 * len(self._data)))
        self._data[self.size : end] = data
        self.size = end

    def view(self) -> memoryview:
        """Return all bytes, to be read and written in place."""
        return memoryview(bytearray() if self._data is None else self._data)[: self.size]


def _resized(data: mmap.mmap, size: int) -> mmap.mmap:
    """Return a larger stretch that begins with the same bytes."""
    try:
        data.resize(size)
    except (OSError, SystemError, ValueError):  # not every system moves memory without copying it
        fresh = zeros(size)
        fresh[: len(data)] = data[:]
        return fresh
    return data


class Room:
    """Memory for what grows with a corpus: private as long as it is little, else of files in ``folder``, which are mapped.

    ``most`` is the budget, in bytes. Without a folder all is private. Files have no name and end with who uses them.
    """

    def __init__(self, most: int = MEMORY, folder: Path | None = None) -> None:
        self.folder = folder
        self.most, self.little = most, most // SHARE
        self._maps: WeakSet[mmap.mmap] = WeakSet()

    def threads(self, wanted: int, size: int) -> int:
        """Return how many threads may have ``size`` bytes each: of those ``wanted`` as many as take a quarter of the budget, or one.

        >>> Room(1 << 30).threads(16, 64 << 20), Room(1 << 20).threads(16, 64 << 20)
        (4, 1)
        """
        return max(1, min(wanted, self.most // 4 // size))

    def zeros(self, size: int) -> memoryview:
        """Return so many zero bytes that can be written. Raises OSError where the disk has no room for them."""
        if self.folder is None or size <= self.little:
            return memoryview(zeros(max(size, 1)))[:size]
        with TemporaryFile(dir=self.folder) as file:
            _reserve(file.fileno(), size)
            return memoryview(self.mapped(file, size))

    def column(self, *, alone: bool = True) -> Column:
        """Begin a column, which if it is ``alone`` goes to a file when it is no longer little."""
        return Column(self, alone=alone)

    def numbers(self, code: str, values: Iterable[int]) -> memoryview:
        """Return numbers of one type in a row."""
        found = Numbers(code, self)
        found.extend(values)
        return found.view()

    def mapped(self, file: IO[bytes], size: int) -> mmap.mmap:
        """Return the memory that a file is mapped to."""
        mapped = mmap.mmap(file.fileno(), size)
        self._maps.add(mapped)
        return mapped

    def forget(self) -> None:
        """Let the system take back the memory that files have filled, if it is much; the bytes stay in the files."""
        if self._maps and hasattr(mmap, "MADV_DONTNEED") and _resident() > MOST_MAPPED:
            for mapped in self._maps:
                mapped.madvise(mmap.MADV_DONTNEED)


def _reserve(descriptor: int, size: int) -> None:
    """Make a file so large, and the disk keep room for it: to write where there is none left would end the process."""
    os.truncate(descriptor, size)
    if hasattr(os, "posix_fallocate"):
        try:
            os.posix_fallocate(descriptor, 0, size)
        except OSError as error:
            if error.errno not in UNABLE:
                raise


def _resident() -> int:
    """Return how many bytes of files are in memory, as far as the system tells; else it may be any number."""
    try:
        with open(RESIDENT, "rb") as stream:
            return int(stream.read().split()[2]) * mmap.PAGESIZE
    except (OSError, ValueError, IndexError):
        return MOST_MAPPED + 1


class Column:
    """Bytes that grow at the end, in memory or in a file; ``alone``, it goes to a file as soon as it is not little."""

    def __init__(self, room: Room | None = None, *, alone: bool = False) -> None:
        self._room = room or Room()
        self._alone = alone
        self._size = 0
        self._memory = Growing()
        self._file: IO[bytes] | None = None
        self._map: mmap.mmap | None = None

    def append(self, data: Buffer) -> None:
        """Add bytes at the end."""
        with memoryview(data).cast("B") as view:
            if self._file is None:
                self._memory.append(view)
            else:
                self._map = None
                self._size += self._file.write(view)
        if self._alone and self._file is None and self._room.folder and self._memory.size > self._room.little:
            self.move(self._room.folder)

    def move(self, folder: Path) -> None:
        """Go on in a file, which ends with the column."""
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - for as long as the column
        self._size = self._file.write(self._memory.view())
        self._memory = Growing()

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return self._memory.size if self._file is None else self._size

    def view(self) -> memoryview:
        """Return all bytes, to be read and written in place; they are no longer all when something is added."""
        if self._file is None or self._size == 0:
            return self._memory.view()
        if self._map is None:
            self._file.flush()
            self._map = self._room.mapped(self._file, self._size)
        return memoryview(self._map)

    def forget(self) -> None:
        """Let the system take back the memory that reading a file has filled; the bytes stay in the file."""
        if self._map is not None and hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def clear(self) -> None:
        """Forget the bytes."""
        self._memory, self._map, self._size = Growing(), None, 0
        if self._file is not None:
            self._file.close()
            self._file = None


class Numbers(Sequence[int]):
    """Numbers of one type, by its code, that are only ever added to, in a column.

    >>> numbers = Numbers("I")
    >>> numbers.append(7), numbers.extend([8, 9]), list(numbers), numbers[1], len(numbers)
    (None, None, [7, 8, 9], 8, 3)
    """

    __slots__ = ("_code", "_column", "_size", "_view")

    def __init__(self, code: str, room: Room | None = None) -> None:
        self._code, self._column = code, Column(room, alone=True)
        self._size = array(code).itemsize
        self._view: memoryview | None = None

    def append(self, number: int) -> None:
        """Add a number at the end."""
        self._view = None  # it must not be viewed while it grows
        self._column.append(array(self._code, (number,)))

    def extend(self, numbers: Iterable[int]) -> None:
        """Add numbers at the end."""
        self._view = None
        rest = iter(numbers)
        while batch := array(self._code, islice(rest, BATCH)):
            self._column.append(batch)

    def view(self) -> memoryview:
        """Return all numbers, as the column's bytes."""
        if self._view is None:
            self._view = self._column.view().cast(self._code)  # type: ignore[call-overload]
        return self._view

    @overload
    def __getitem__(self, number: int) -> int: ...

    @overload
    def __getitem__(self, number: slice) -> memoryview: ...

    def __getitem__(self, number: int | slice) -> int | memoryview:
        """Return a number, or some."""
        return self.view()[number]

    def __iter__(self) -> Iterator[int]:
        """Yield all numbers."""
        return iter(self.view())

    def __len__(self) -> int:
        """Return how many there are."""
        return self._column.size // self._size
