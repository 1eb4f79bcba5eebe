"""Many strings one behind the other: as objects they would take several times as much memory."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import overload

from cleaner.neardup.kernel import kernel
from cleaner.neardup.memory import Numbers, Room


class Strings(Sequence[str]):
    """Strings that are only ever added to, in columns of a room.

    >>> names = Strings(["丙", "甲"])
    >>> names.append("乙")
    >>> list(names), names.find("甲"), list(names.in_order())
    (['丙', '甲', '乙'], 1, [0, 2, 1])
    """

    __slots__ = ("_ends", "_heap", "_order", "_room")

    def __init__(self, texts: Iterable[str] = (), room: Room | None = None) -> None:
        self._room = room or Room()
        self._heap, self._ends = self._room.column(), Numbers("Q", self._room)
        self._order: memoryview | None = None
        for text in texts:
            self.append(text)

    def append(self, text: str) -> None:
        """Add a string at the end."""
        self._heap.append(text.encode("utf-8", "surrogatepass"))
        self._ends.append(self._heap.size)
        self._order = None

    def in_order(self) -> memoryview:
        """Return the numbers of the strings in the order of their code points; none may be empty or begin with a quote."""
        if self._order is None:
            order = kernel().order_records(self._heap.view(), self._ends.view(), self._room)
            self._order = memoryview(order).cast("I")
        return self._order

    def find(self, text: str) -> int:
        """Return the number of a string, under the same terms. Raises KeyError where it is not there."""
        order = self.in_order()
        at = bisect_left(order, text, key=self.__getitem__)
        if at == len(order) or self[order[at]] != text:
            raise KeyError(text)
        return order[at]

    def __contains__(self, text: object) -> bool:
        """Whether a string is there."""
        try:
            return isinstance(text, str) and self.find(text) >= 0
        except KeyError:
            return False

    @overload
    def __getitem__(self, number: int) -> str: ...

    @overload
    def __getitem__(self, number: slice) -> list[str]: ...

    def __getitem__(self, number: int | slice) -> str | list[str]:
        """Return a string."""
        if isinstance(number, slice):
            return [self[at] for at in range(*number.indices(len(self)))]
        if not -len(self) <= number < len(self):
            raise IndexError(number)
        number %= len(self)
        start = self._ends[number - 1] if number else 0
        return str(self._heap.view()[start : self._ends[number]], "utf-8", "surrogatepass")

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._ends)
