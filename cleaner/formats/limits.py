"""Limits on what is unpacked: whoever packs zeros shall not fill memory, disk or time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cleaner.config import Config
from cleaner.errors import InputError

FREE = 64 << 20  # bytes that any archive may unpack to, however small it is
WINDOW = 128 << 20  # bytes that a decompressor may take: xz -9 needs 65 MiB, zstd --ultra 128 MiB


@dataclass(slots=True)
class Budget:
    """What may be unpacked of one file of ``packed`` bytes, and how much of it is spent already."""

    config: Config
    packed: int
    file: str
    unpacked: int = 0
    members: int = 0

    def spend(self, count: int) -> None:
        """Count bytes that were unpacked, at whatever depth; raises InputError where they are too many."""
        self.unpacked += count
        if self.unpacked > self.config.max_unpacked:
            raise self.over(f"unpacks to more than {self.config.max_unpacked:,} bytes", "max_unpacked")
        if self.unpacked > FREE and self.unpacked > self.config.max_ratio * self.packed:
            raise self.over(f"unpacks to more than {self.config.max_ratio} times its size", "max_ratio")

    def enter(self) -> None:
        """Count a member; raises InputError where there are too many."""
        self.members += 1
        if self.members > self.config.max_members:
            raise self.over(f"holds more than {self.config.max_members:,} files", "max_members")

    def descend(self, depth: int) -> None:
        """Raise InputError where archives lie too deep within each other."""
        if depth > self.config.max_depth:
            raise self.over(f"holds archives within archives, more than {self.config.max_depth} deep", "max_depth")

    def over(self, what: str, setting: str) -> InputError:
        """Return the error of an archive that exceeds a limit."""
        advice = f"if it is sound, raise {setting} in cleaner.toml"
        return InputError(what, code="too-large", file=self.file, advice=advice)


class Metered:
    """A stream that counts what is read of it against a budget, and turns every failure into an InputError.

    Not ``counted`` is what lies on disk as it is, or was counted below.
    """

    def __init__(self, read: Callable[[int], bytes], name: str, budget: Budget, *, counted: bool = True) -> None:
        self._read, self.name, self.budget, self.counted = read, name, budget, counted
        self._ahead = b""

    def peek(self, count: int) -> bytes:
        """Return up to ``count`` bytes without moving on."""
        while len(self._ahead) < count and (more := self._fetch(count - len(self._ahead))):
            self._ahead += more
        return self._ahead[:count]

    def read(self, count: int) -> bytes:
        """Return at most ``count`` bytes, none at the end."""
        if self._ahead:
            data, self._ahead = self._ahead[:count], self._ahead[count:]
            return data
        return self._fetch(count)

    def _fetch(self, count: int) -> bytes:
        try:
            data = self._read(count)
        except InputError:
            raise
        except Exception as error:  # each format has failures of its own, and damage calls forth any of them
            what = f"is damaged: {error}" if str(error) else "is damaged"
            raise InputError(what, code="archive", file=self.name, advice="fetch or pack it again") from None
        if self.counted:
            self.budget.spend(len(data))
        return data

    def whole(self) -> bytes:
        """Return all bytes; raises InputError where they are more than a file may have that is read at once."""
        limit = self.budget.config.max_file
        data = bytearray()
        while block := self.read(1 << 20):
            data += block
            if len(data) > limit:
                raise too_large(self.name, limit)
        return bytes(data)


@contextmanager
def little_memory(most: int) -> Iterator[None]:
    """Let nothing in the block allocate more than ``most`` bytes beyond what is there, where the system can hold to that."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (ImportError, OSError):  # no Linux
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = pages * resource.getpagesize() + most
    limit = min(limit, *(known for known in (soft, hard) if known != resource.RLIM_INFINITY), limit)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def too_large(file: str, limit: int) -> InputError:
    """Return the error of a file that is larger than one that is read at once may be."""
    what = f"is larger than {limit:,} bytes"
    advice = "split it, write it as JSON Lines, or raise max_file in cleaner.toml"
    return InputError(what, code="too-large", file=file, advice=advice)


Unpacker = Callable[[Metered], Callable[[int], bytes]]  # from a stream to what reads the unpacked bytes of it
