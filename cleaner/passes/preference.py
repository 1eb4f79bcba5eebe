"""Which of several copies stays: ``prefer`` of the settings, made into one order of all speeches.

The order is total: speeches that all wishes find equal follow their ids. It holds for paragraphs and for whole speeches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cleaner.config import SITE


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a speech: its file, the names of its sites, its address, its date (ISO 8601), its length."""

    source: str
    site: str | None
    url: str | None
    date: str | None
    characters: int


def ranks(facts: Mapping[str, Facts], prefer: Sequence[str]) -> dict[str, int]:
    """Return the place of each speech in the order of ``prefer``, then of the ids; nothing where nothing is preferred."""
    if not prefer:
        return {}
    wishes = [_wish(each) for each in prefer]
    order = sorted(facts, key=lambda speech: (*(wish(facts[speech]) for wish in wishes), speech))
    return {speech: rank for rank, speech in enumerate(order)}


def _wish(wish: str) -> Callable[[Facts], Any]:
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
