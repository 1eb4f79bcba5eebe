"""What is known of a page and of each of its speeches: what the input says, what a list says, what was lifted."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from cleaner.document.dates import DATED, given_date
from cleaner.document.speeches import Outline
from cleaner.document.strip import Stripped
from cleaner.model import Speech

COLLECTION = "collection"  # the key of the metadata that holds the title of a whole collection
SHORTEST_NAME = 3  # code points of a site's name
FOUND = "found_"  # before the name of a field in the metadata: what was found where a list says otherwise


def lifted(
    given: Mapping[str, str], page: Outline, stripped: Stripped, text: str
) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Return what is known of the page and of each speech: the input's own word, then lifts in order, the first wins.

    Where a title is repeated the last one counts: the first may carry a site's name.
    """
    firsts = [part.first for part in page.parts]
    whole = _with_dates(given)
    parts: list[dict[str, str]] = [{} for _ in firsts]
    for name, row, value in _structure_values(page, stripped, text):
        target = whole if row in page.lifts else parts[bisect_right(firsts, row) - 1]
        target[name] = value if name == "title" else target.get(name, value)
    for lift in sorted(stripped.lifted, key=lambda lift: lift.start):
        part = bisect_right(firsts, lift.row) - 1
        (parts[part] if part > 0 else whole).setdefault(lift.field, lift.value)
    if len(parts) == 1:
        whole = parts[0] | whole
    return whole, [whole | part if len(parts) == 1 else _inherit(whole, part) for part in parts]


def listed(
    said: Mapping[str, str], found: tuple[dict[str, str], list[dict[str, str]]]
) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Let what a list says of the document go before what was found, which stays beside it."""
    whole, parts = found
    said = _with_dates(said)
    beside = {FOUND + name: whole[name] for name, value in said.items() if whole.get(name, value) != value}
    own = said if len(parts) == 1 else _inherit(said, {})
    return {**whole, **said, **beside}, [{**part, **own} for part in parts]


def _with_dates(given: Mapping[str, str]) -> dict[str, str]:
    return {name: given_date(value) if name in DATED else value for name, value in given.items()}


def _inherit(whole: Mapping[str, str], part: Mapping[str, str]) -> dict[str, str]:
    """A speech of a collection has the page's facts, but a title, date and speaker of its own."""
    return {name: value for name, value in whole.items() if name not in ("title", "date", "speaker")} | dict(part)


def _structure_values(page: Outline, stripped: Stripped, text: str) -> Iterable[tuple[str, int, str]]:
    lifts = dict(page.lifts)
    for part in page.parts:
        lifts |= part.lifts
    title = ""
    for row in sorted(lifts):
        for lift in lifts[row]:
            if lift.end <= lift.start:
                continue
            at = stripped.lines[row].start
            start, end = stripped.view.span(at + lift.start, at + lift.end)
            value = text[start:end].strip()
            if lift.field == "subtitle":
                yield "title", row, title + value
            else:
                yield lift.field, row, value
            title = value if lift.field == "title" else title


def collection(page: Outline, speeches: Sequence[Speech], whole: Mapping[str, str]) -> dict[str, str]:
    """Return the title of a collection as a whole, which is none of its speeches'."""
    title = whole.get("title")
    return {COLLECTION: title} if title and len(page.parts) > 1 and len(speeches) > 1 else {}


def site_names(page: Outline, stripped: Stripped) -> frozenset[str]:
    """Return the names of the site that stand behind a title in its line, folded."""
    by_row = [page.lifts, *(part.lifts for part in page.parts)]
    lifts = [(row, lift) for rows in by_row for row, found in rows.items() for lift in found]
    behind = (stripped.lines[row].text[lift.end :] for row, lift in lifts if lift.field == "title")
    names = (re.split(r"[\s_|·-]+", rest)[-1] for rest in behind)
    return frozenset(name for name in names if len(name) >= SHORTEST_NAME)
