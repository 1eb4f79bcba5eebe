"""Draw a few of many things in one pass: a hash of what a thing is decides, never where it stands.

The same things give the same draw, in whatever order and by however many workers they were made; memory is bounded.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from operator import itemgetter
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)


def rank(*parts: object) -> int:
    """Return the number by which a thing is drawn: a hash of what it is."""
    data = "\0".join(map(str, parts)).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big")


class Smallest(Generic[Item]):
    """The items of the smallest numbers: by ``rank`` a random sample, by a negative size the largest.

    >>> held = Smallest[str](2)
    >>> for number, name in ((3, "c"), (1, "a"), (2, "b")):
    ...     held.add(number, name)
    >>> list(held)
    ['a', 'b']
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.held: list[tuple[Any, Item]] = []

    def wants(self, number: Any) -> bool:
        """Whether an item of this number would be held."""
        return len(self.held) < self.most or bool(number < self.held[-1][0])

    def add(self, number: Any, item: Item) -> None:
        """Hold an item as long as no more than ``most`` have smaller numbers."""
        if self.wants(number):
            insort(self.held, (number, item), key=itemgetter(0))
            del self.held[self.most :]

    @property
    def last(self) -> Item:
        """The item that goes first when a smaller one comes."""
        return self.held[-1][1]

    def __iter__(self) -> Iterator[Item]:
        return (item for _, item in self.held)


class Frequent(Generic[Key]):
    """Counts of what is frequent among any number of things (Misra and Gries 1982, Science of Computer Programming 2).

    A count is too small by ``missed`` at most, which is 0 as long as no more than ``most`` different things came.

    >>> counts = Frequent[str](2)
    >>> for letter in "aabaca":
    ...     counts.add(letter)
    >>> counts.top(1), counts.missed
    ([('a', 3)], 1)
    """

    def __init__(self, most: int) -> None:
        self.most, self.missed = most, 0
        self.counts: dict[Key, int] = {}

    def add(self, key: Key) -> None:
        """Count one more; where there are too many different ones, take the least frequent half off all."""
        self.counts[key] = self.counts.get(key, 0) + 1
        if len(self.counts) > self.most:
            less = sorted(self.counts.values())[len(self.counts) // 2]
            self.missed += less
            self.counts = {key: count - less for key, count in self.counts.items() if count > less}

    def top(self, most: int) -> list[tuple[Key, int]]:
        """Return the most frequent with their counts, equal ones in the order of their names."""
        return sorted(self.counts.items(), key=lambda pair: (-pair[1], str(pair[0])))[:most]


@dataclass(slots=True)
class Group(Generic[Item]):
    """Members that bear one name: how many, and the few that are held."""

    name: str
    few: Smallest[Item]
    size: int = 0


class Groups(Generic[Item]):
    """Groups drawn by their names, each with a few of its members.

    A group that is held in the end has been held since its first member came, so its size is right.

    >>> held = Groups[int](most=9, members=2)
    >>> for number in range(8):
    ...     held.add("even" if number % 2 == 0 else "odd", number, number)
    >>> sorted((group.name, group.size, list(group.few)) for group in held)
    [('even', 4, [0, 2]), ('odd', 4, [1, 3])]
    """

    def __init__(self, most: int, members: int) -> None:
        self.members = members
        self.names = Smallest[str](most)
        self.groups: dict[str, Group[Item]] = {}

    def wants(self, name: str) -> bool:
        """Whether a member of this group would be counted."""
        return name in self.groups or self.names.wants(rank(name))

    def add(self, name: str, number: Any, item: Item) -> None:
        """Add a member of a group; ``number`` decides whether it is among the few that are held."""
        group = self.groups.get(name)
        if group is None:
            place = rank(name)
            if not self.names.wants(place):
                return
            worst = self.names.last if len(self.groups) == self.names.most else None
            self.names.add(place, name)
            if worst is not None:
                del self.groups[worst]
            group = self.groups[name] = Group(name, Smallest(self.members))
        group.size += 1
        group.few.add(number, item)

    def __iter__(self) -> Iterator[Group[Item]]:
        return (self.groups[name] for name in self.names)
