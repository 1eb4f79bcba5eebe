"""How much of each site's documents stayed, and which sites stand out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from statistics import median
from urllib.parse import urlsplit

from cleaner.draws import Smallest
from cleaner.report.corpus import Json, Text
from cleaner.report.figures import Share, Shown, Site
from cleaner.report.texts import NAME, place

SITES = 200  # sites that are shown
LEAST = 20  # documents of which the least stayed
GROUPS = 10_000  # sites that are told apart; further ones are counted as one
OTHERS = "…"

ENOUGH = 5  # documents that a site must have to stand out, and sites that there must be
FAR = 3.5  # modified z-score of an outlier (Iglewicz and Hoaglin 1993, How to Detect and Handle Outliers)
LEAST_SPREAD = 0.02  # a spread that is taken to be there, lest trifles stand out among sites that are all alike


@dataclass(slots=True)
class _Site:
    documents: int = 0
    characters: int = 0
    kept: int = 0
    repeated: int = 0
    records: int = 0
    untitled: int = 0
    undated: int = 0
    removed: Counter[str] = field(default_factory=Counter)


class Sites:
    """Counts one document after the other."""

    def __init__(self) -> None:
        self.sites: dict[str, _Site] = {}
        self.least = Smallest[Share](LEAST)

    def add(self, text: Text, removed: Counter[str]) -> None:
        """Count a document, of which so much was removed by category."""
        name = site_of(text)
        site = self.sites.setdefault(name if name in self.sites or len(self.sites) < GROUPS else OTHERS, _Site())
        size, kept, repeated = lengths_of(text)
        site.documents += 1
        site.characters += size
        site.kept += kept
        site.repeated += repeated
        site.removed.update(removed)
        for record in text.records:
            site.records += 1
            site.untitled += not record.get("title")
            site.undated += not (record.get("date") or record.get("published"))
        if size:
            left = kept + repeated
            self.least.add((left / size, text.source, text.key), Share(place(text.source, text.key), size, left))

    def figures(self) -> Shown[Site]:
        """Return the sites, those of most characters first; outliers are always among them."""
        found = [_figures(name, site) for name, site in self.sites.items()]
        marked = sorted(marked_outliers(found), key=lambda site: (-site.characters, site.name))
        shown = marked[:SITES] + [site for site in marked[SITES:] if site.outlier][:SITES]
        return Shown(tuple(shown), len(marked))


def _figures(name: str, site: _Site) -> Site:
    removed = dict(site.removed.most_common())
    counts = (site.documents, site.characters, site.kept, site.repeated, site.records, site.untitled, site.undated)
    return Site(name, *counts, removed)


def site_of(text: Text) -> str:
    """Return whose document it is: the site that rules knew, else the host of its address, else its folder."""
    for record in text.records:
        if record.get("site"):
            return str(record["site"])[:NAME]
        host = _host(record)
        if host:
            return host[:NAME]
    return f"{text.source.rpartition('/')[0]}/"[-NAME:]


def _host(record: Json) -> str:
    try:
        return urlsplit(record.get("url") or "").hostname or ""
    except ValueError:  # what is no address names no site
        return ""


def lengths_of(text: Text) -> tuple[int, int, int]:
    """Return how many characters a document has, how many stayed, and how many went as near-duplicates.

    Without a ledger only those that stayed are known.
    """
    if not text.entries:
        kept = sum(len(record["text"]) for record in text.records)
        return kept, kept, 0
    size = kept = repeated = 0
    for span in text.spans:
        length = span["end"] - span["start"]
        size += length
        if "record" in span:
            kept += length
        elif span["cause"] == "near-duplicate":
            repeated += length
    return size, kept, repeated


def marked_outliers(sites: Iterable[Site]) -> list[Site]:
    """Return the sites with those marked whose kept share is far from the median of all.

    >>> [site.outlier for site in marked_outliers(Site(str(n), 9, 100, k, 0, 9, 0, 0, {}) for n, k in enumerate((90, 91, 92, 93, 20)))]
    [False, False, False, False, True]
    """
    sites = list(sites)
    judged = [site.share for site in sites if site.documents >= ENOUGH]
    if len(judged) < ENOUGH:
        return sites
    middle = median(judged)
    spread = max(median(abs(share - middle) for share in judged), LEAST_SPREAD)
    return [
        replace(site, outlier=site.documents >= ENOUGH and 0.6745 * abs(site.share - middle) / spread > FAR)
        for site in sites
    ]
