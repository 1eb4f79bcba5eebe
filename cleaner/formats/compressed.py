"""Compressed streams: gzip, bzip2, xz, Zstandard."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, BinaryIO

from cleaner.config import Config
from cleaner.errors import InputError
from cleaner.formats.limits import WINDOW, Budget, Metered, Unpacker

BLOCK = 1 << 16  # bytes of compressed data that are read at a time
LONGEST_START = 10  # bytes by which a stream is known
STEP = 512  # bytes of Zstandard that are unpacked at a time: they become 16 MiB at most


def _gzip(stream: Metered) -> Callable[[int], bytes]:
    import zlib

    return _Members(stream, lambda: zlib.decompressobj(wbits=31)).read


def _bzip2(stream: Metered) -> Callable[[int], bytes]:
    import bz2

    return _Members(stream, bz2.BZ2Decompressor).read


def _xz(stream: Metered) -> Callable[[int], bytes]:
    import lzma

    return _Members(stream, lambda: lzma.LZMADecompressor(memlimit=WINDOW)).read


def _zstd(stream: Metered) -> Callable[[int], bytes]:
    try:
        import zstandard
    except ModuleNotFoundError:
        advice = "pip install zstandard"
        raise InputError("zstandard is not installed", code="format", file=stream.name, advice=advice) from None
    unpacker = zstandard.ZstdDecompressor(max_window_size=WINDOW)
    return _Members(stream, lambda: _Frame(unpacker.decompressobj())).read


class _Frame:
    """A frame of Zstandard, unpacked a little at a time: its library bounds no output, and says nothing of a broken end."""

    def __init__(self, below: Any) -> None:
        self.below = below
        self.input = self.output = b""

    @property
    def eof(self) -> bool:
        """Whether all of the frame was given out."""
        return bool(self.below.eof) and not self.output

    @property
    def unused_data(self) -> bytes:
        """What stands behind the frame."""
        return bytes(self.below.unused_data) + self.input

    @property
    def needs_input(self) -> bool:
        """Whether nothing can be given out without more of the stream."""
        return not self.input and not self.output

    def decompress(self, data: bytes, count: int) -> bytes:
        """Return up to ``count`` bytes."""
        self.input += data
        while self.input and not self.output and not self.below.eof:
            self.output = self.below.decompress(self.input[:STEP])
            self.input = self.input[STEP:]
        given, self.output = self.output[:count], self.output[count:]
        return given


class _Members:
    """What several compressed streams, one behind the other, unpack to; zeros may stand behind the last."""

    def __init__(self, stream: Metered, begin: Callable[[], Any]) -> None:
        self.stream, self.begin = stream, begin
        self.current: Any = None
        self.left = b""

    def read(self, count: int) -> bytes:
        """Return up to ``count`` bytes; EOFError where the stream breaks off."""
        while self.current is not None or self._begins():
            self.left = self.left or (self.stream.read(BLOCK) if getattr(self.current, "needs_input", True) else b"")
            ended = not self.left and getattr(self.current, "needs_input", True)
            data: bytes = self.current.decompress(self.left, count)
            if self.current.eof:
                self.left, self.current = self.current.unused_data, None
            elif ended and not data:
                raise EOFError("it breaks off")
            else:
                self.left = getattr(self.current, "unconsumed_tail", b"")
            if data:
                return data
        return b""

    def _begins(self) -> bool:
        """Begin the next stream, if there is one."""
        self.left = self.left.lstrip(b"\0")
        while not self.left:
            block = self.stream.read(BLOCK)
            if not block:
                return False
            self.left = block.lstrip(b"\0")
        self.current = self.begin()
        return True


# By what their streams begin with: how each is unpacked, and the endings that its files bear.
COMPRESSED: tuple[tuple[bytes, Unpacker, tuple[str, ...]], ...] = (
    (b"\x1f\x8b\x08", _gzip, (".gz", ".tgz")),
    (b"BZh", _bzip2, (".bz2", ".tbz2", ".tbz")),
    (b"\xfd7zXZ\0", _xz, (".xz", ".txz")),
    (b"\x28\xb5\x2f\xfd", _zstd, (".zst", ".tzst")),
)


def unpacker_of(head: bytes) -> Unpacker | None:
    """Return what unpacks a stream that begins with ``head``, or None."""
    found = next(((start, unpack) for start, unpack, _ in COMPRESSED if head.startswith(start)), None)
    if found is None or (found[0] == b"BZh" and head[4:10] not in (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90")):
        return None  # a text may begin with the three letters
    return found[1]


def opened(stream: BinaryIO, name: str) -> BinaryIO:
    """Return what a compressed file unpacks to, whatever there is of it; raises InputError, also while it is read."""
    budget = Budget(Config(), 0, name)
    packed = Metered(stream.read, name, budget, counted=False)
    unpack = unpacker_of(packed.peek(LONGEST_START))
    if unpack is None:
        what = "is not compressed as its name says" if packed.peek(1) else "is damaged: it breaks off"
        raise InputError(what, code="archive", file=name)
    return io.BufferedReader(_Unpacked(Metered(unpack(packed), name, budget, counted=False)), BLOCK)


class _Unpacked(io.RawIOBase):
    """A metered stream as a file."""

    def __init__(self, stream: Metered) -> None:
        self.stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def inner_name(name: str) -> str:
    """Return the name of what a compressed file holds.

    >>> inner_name("讲话.txt.gz"), inner_name("a.TGZ"), inner_name("a.txt")
    ('讲话.txt', 'a.tar', 'a.txt')
    """
    lower = name.lower()
    for _, _, (plain, *packed) in COMPRESSED:
        if lower.endswith(plain):
            return name[: -len(plain)]
        if ending := next((ending for ending in packed if lower.endswith(ending)), None):
            return f"{name[: -len(ending)]}.tar"
    return name
