"""Large stretches of memory: what nobody touches costs nothing, and what grows is not copied, where the system can do so."""

from __future__ import annotations

import mmap

FIRST = 1 << 16
"""Bytes that a growing stretch has at first."""


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
