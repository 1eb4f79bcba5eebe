"""The kernel in force: the C extension, or the reference where that was not built; both give the same results."""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from _typeshed import ReadableBuffer as Buffer

    from cleaner.neardup.memory import Room

REFERENCE = "CLEANER_REFERENCE"
"""The environment variable that asks for the reference even where the extension is there."""

Scanned = tuple[int, int, bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes]


class Kernel(Protocol):
    """What extension and reference offer; numbers in buffers are unsigned, in the machine's byte order.

    The extension takes memory for what grows with the corpus from a ``room``.
    """

    def scan(
        self,
        data: Buffer,
        start: int,
        stop: int,
        base: int,
        text_field: bytes,
        id_field: bytes,
        by_line: bool,
        minimum: int,
        window: int,
        table: Buffer,
        permutations: Buffer,
        /,
    ) -> Scanned:
        """Scan whole lines of JSON from ``start``; stop early before a line that Python must look at.

        Return where it stopped, and records, hashes, bands, places, numbers of records, indices, ids and their lengths, lengths
        of keys, and fingerprints as ``winnow`` does.
        """

    def fold(self, text: str, table: Buffer, /) -> str:
        """Return a text with what the table has for its characters, or these where that is 0."""

    def key(self, text: str, table: Buffer, /) -> str:
        """Return the key of a text."""

    def profiles(
        self, texts: list[str], table: Buffer | None, minimum: int, window: int, permutations: Buffer, whole: bool, /
    ) -> tuple[bytes, bytes, bytes, bytes, bytes, bytes]:
        """Return lengths of keys, and, of those of ``minimum`` characters or more, hashes, bands by column, signatures.

        Behind them come fingerprints as ``winnow`` returns them. Signatures are only there if the result is to be ``whole``.
        Where the table is None the texts are keys.
        """

    def gram_hashes(self, key: str, /) -> bytes:
        """Return the hash of each 5-gram."""

    def shift(self, column: Buffer, amount: int, /) -> None:
        """Add a number to each number of a column."""

    def order_records(self, ids: Buffer, ends: Buffer, room: Room | None = None, /) -> Buffer:
        """Return the records in the order of their ids."""

    def ends(self, lengths: Buffer, room: Room | None = None, /) -> Buffer:
        """Return where each of some lengths, one behind the other, ends, in numbers of 64 bits."""

    def places(self, order: Buffer, room: Room | None = None, /) -> Buffer:
        """Return where in an order each number stands."""

    def order_items(self, records: Buffer, order: Buffer, room: Room | None = None, /) -> Buffer:
        """Return the items in the order of their records."""

    def distinct(self, hashes: Buffer, order: Buffer, room: Room | None = None, /) -> tuple[Buffer, Buffer]:
        """Number the distinct hashes in order; return the number of each item and the first item of each number."""

    def group(self, keys: Buffer, firsts: Buffer, result: Buffer, scratch: Buffer, room: Room | None = None, /) -> int:
        """Number the band keys that several share; return how many there are.

        ``scratch`` is memory to work with, 24 bytes for each of ``firsts`` and 256 more.
        """

    def texts(
        self, places: Buffer, sources: list[tuple[int, int, Buffer | int]], table: Buffer | None, by_line: bool, /
    ) -> Any:
        """Prepare texts to be read again, by the numbers of their places."""

    def winnow(self, texts: Any, items: Buffer, window: int, /) -> tuple[bytes, bytes, bytes]:
        """Return lengths of keys, how many fingerprints each has, and these: of ``window`` hashes in a row the least, once."""

    def sharers(
        self,
        texts: Any,
        items: Buffer,
        told: Buffer,
        lengths: Buffer,
        counts: Buffer,
        prints: Buffer,
        speeches: Buffer,
        ranks: Buffer,
        indices: Buffer,
        first_own: int,
        holders: int,
        tried: int,
        fewest: int,
        rarest: float,
        least: float,
        share: float,
        workers: int,
        room: Room | None = None,
        /,
    ) -> bytes:
        """Return rows of numbers, longest key first: an item, how many others come, and these, which may hold it.

        By position are given items, ascending, and whether one is told as made from a template, which is held only with its
        numerals; by item length of the key, how many fingerprints, these, speech, and index in it; by speech its rank. An
        item asks with the ``rarest`` share of its fingerprints, ``fewest`` at least; of those that have one the first
        ``holders`` are looked at; of the speeches that share ``least`` of what is asked with, the ``tried`` that share most;
        of these, those that together have ``share`` of its 5-grams. Ranks below ``first_own`` are references. ``prints`` are
        written over. The work is shared out among ``workers``, which are threads, 1 or more.
        """

    def hold(self, texts: Any, item: int, others: Buffer, fewest: int, /) -> tuple[bytes, int, int]:
        """Return those of others that hold an item, most first, how many 5-grams of it they hold, and how many it has.

        Each that is chosen adds ``fewest`` 5-grams to those before it.
        """

    def has_more_numerals(self, texts: Any, item: int, others: Buffer, /) -> bool:
        """Whether an item has numerals that the others lack, or may have, as one of them has decimal points."""

    def walk(
        self,
        order: Buffer,
        numbers: Buffer,
        records: Buffer,
        indices: Buffer,
        firsts: Buffer,
        places: Buffer,
        buckets: Iterable[tuple[int, memoryview]],
        sources: list[tuple[int, int, Buffer | int]],
        table: Buffer | None,
        by_line: bool,
        threshold: float,
        references: int,
        figures: Callable[[int], tuple[int, int]] | None,
        other_facts: Callable[[int, int], bool] | None,
        room: Room | None = None,
        /,
    ) -> Any:
        """Prepare the walk."""

    def walk_on(self, walk: Any, stop: int, /) -> tuple[int, bytes]:
        """Decide paragraphs up to a rank; return the rank reached, and rows of five numbers."""

    def overfull(self, walk: Any, /) -> bytes:
        """Return the items, of each distinct key the first, that were in an overfull bucket."""

    def lines(
        self, rows: Buffer, start: int, records: Buffer, ids: Buffer, ends: Buffer, first_own: int, /
    ) -> tuple[bytes, int]:
        """Return rows from ``start`` on as lines of JSON, and at which row it stopped, which Python must write."""

    def capped(self, walk: Any, /) -> bytes:
        """Return the families that were not compared whole, in rows of three numbers."""


@cache
def kernel() -> Kernel:
    """Return the kernel in force."""
    if not os.environ.get(REFERENCE):
        try:
            return cast(Kernel, import_module("cleaner.neardup._kernel"))
        except ImportError:
            pass
    from cleaner.neardup import reference

    return cast(Kernel, reference)


def is_reference() -> bool:
    """Whether the reference is in force, which scans no lines."""
    return getattr(kernel(), "__name__", "") == "cleaner.neardup.reference"
