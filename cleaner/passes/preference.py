"""Which of several copies stays: ``prefer`` of the settings, made into one order of all speeches.

The order is total: speeches that all wishes find equal follow their ids. It holds for paragraphs and for whole speeches.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cleaner.config import SITE
from cleaner.neardup.memory import Numbers, Room
from cleaner.neardup.strings import Strings


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a speech: its file, the names of its sites, its address, its date (ISO 8601), its length."""

    source: str
    site: str | None
    url: str | None
    date: str | None
    characters: int


class SpeechFacts(Mapping[str, Facts]):
    """The facts of all speeches, in columns; ``names``, which may come after them, are their ids in that order."""

    def __init__(self, names: Strings, room: Room | None = None) -> None:
        self.names = names
        self.sources, self.addresses = Strings(room=room), Strings(room=room)
        self.source, self.site, self.date = Numbers("I", room), Numbers("I", room), Numbers("I", room)
        self.characters = Numbers("Q", room)
        self._last: str | None = None
        self._numbers: dict[str | None, int] = {}
        self._known: list[str | None] = []
        self._next = 0

    def add(self, facts: Facts) -> None:
        """Add the facts of the next speech."""
        if self._last != facts.source:
            self.sources.append(facts.source)
            self._last = facts.source
        self.source.append(len(self.sources) - 1)
        self.site.append(self._number(facts.site))
        self.addresses.append(facts.url or "")
        self.date.append(self._number(facts.date))
        self.characters.append(facts.characters)

    def _number(self, text: str | None) -> int:
        """Return the number of one of few different texts."""
        number = self._numbers.setdefault(text, len(self._known))
        if number == len(self._known):
            self._known.append(text)
        return number

    def at(self, number: int) -> Facts:
        """Return the facts of a speech by its number."""
        site, date = self._known[self.site[number]], self._known[self.date[number]]
        source, address = self.sources[self.source[number]], self.addresses[number]
        return Facts(source, site, address or None, date, self.characters[number])

    def __getitem__(self, speech: str) -> Facts:
        """Return the facts of a speech."""
        if self._next == len(self) or self.names[self._next] != speech:  # most often they are asked for in order
            self._next = self.names.find(speech)
        self._next += 1
        return self.at(self._next - 1)

    def items(self) -> ItemsView[str, Facts]:
        """Return all speeches with their facts, in order, without looking for each."""
        return _Items(self)

    def __iter__(self) -> Iterator[str]:
        """Yield the ids of the speeches."""
        return iter(self.names)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.characters)


class _Items(ItemsView[str, Facts]):
    _mapping: SpeechFacts

    def __iter__(self) -> Iterator[tuple[str, Facts]]:
        return zip(self._mapping.names, map(self._mapping.at, range(len(self._mapping))), strict=True)


def ranks(facts: Mapping[str, Facts], prefer: Sequence[str]) -> dict[str, int]:
    """Return the place of each speech in the order of ``prefer``, then of the ids; nothing where nothing is preferred."""
    if not prefer:
        return {}
    wishes = [sorting(each) for each in prefer]
    order = sorted((*(wish(known) for wish in wishes), speech) for speech, known in facts.items())
    return {speech: rank for rank, (*_, speech) in enumerate(order)}


def sorting(wish: str) -> Callable[[Facts], Any]:
    """Return what sorts speeches by one wish, the preferred first."""
    if wish == "earliest":  # undated ones last; 2019 comes before 2019-03
        return lambda facts: (facts.date is None, facts.date or "")
    if wish == "longest":
        return lambda facts: -facts.characters
    return lambda facts: not is_of_site(facts, wish.removeprefix(SITE))


def is_of_site(facts: Facts, site: str) -> bool:
    """Whether a speech is of a site: by the host of its address, a site's name, or the folder that its file is in.

    >>> page = Facts("gov.cn/2019/a.txt", "people,xinhua", "http://www.Example.com:80/a", None, 9)
    >>> [is_of_site(page, site) for site in ("example.com", "xinhua", "gov.cn", "gov.cn/2019", "ample.com", "gov")]
    [True, True, True, True, False, False]
    """
    return _in_host(facts.url, site) or site in (facts.site or "").split(",") or facts.source.startswith(f"{site}/")


def _in_host(url: str | None, site: str) -> bool:
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:  # an address from the page may be anything
        return False
    return f".{host}".endswith(f".{site.lower()}")
