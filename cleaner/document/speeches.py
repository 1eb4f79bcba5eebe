"""Find the speeches of a page: split collections, and hand each speech to who finds its title.

Works on the lines of the folded view; what it says are line numbers and ranges in lines. Nothing here knows rules.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from cleaner.document.forms import is_salutation, opens_speech
from cleaner.document.headers import Header, ends, find_headers
from cleaner.document.strip import Arrangement, Line, Region
from cleaner.document.titles import Lift, Lifts, front_matter, heading, title_key

_CONTENTS = re.compile(
    r"(?:本文|文章|本篇文章)?(?:目录|导航)(?:导航|索引)?|(?:本文|本页)(?:内容|导读)|CONTENTS|Contents"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One speech: its lines ``[first, last]`` and what is lifted out of them."""

    first: int
    last: int
    lifts: Lifts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outline:
    """The page as speeches; ``lifts`` holds what belongs to the page as a whole.

    ``heading`` is the line that says the page's first line again: above it there is only the page's head.
    """

    parts: tuple[Part, ...]
    lifts: Lifts
    heading: int = 0

    def lifted_lines(self) -> frozenset[int]:
        """Return the numbers of all lines that are lifted."""
        return frozenset(self.lifts).union(*(part.lifts for part in self.parts))

    def arrangement(self, lines: Sequence[Line]) -> Arrangement:
        """Return where heads and tails are peeled: at the ends of the page and of each speech."""
        page = Region(0, len(lines) - 1)
        regions = tuple(Region(part.first, part.last) for part in self.parts if len(self.parts) > 1)
        return Arrangement((page, *regions), self.lifted_lines() | _cut_off_opening(lines), self.heading)


def _cut_off_opening(lines: Sequence[Line]) -> frozenset[int]:
    """Return the page's last line if it opens a speech and breaks off in dots: sites show speeches so, as a preview.

    It may be a teaser for another page as well; what cannot be told apart from a speech stays, and rules look past it.
    """
    last = max((number for number, line in enumerate(lines) if line.text), default=None)
    if last is None or not lines[last].text.endswith(("...", "…")):
        return frozenset()
    return frozenset({last}) if opens_speech(lines[last].text) else frozenset()


def outline(
    lines: Sequence[Line], done: set[int], dated: Collection[int] = (), *, split: bool = True, title: bool = True
) -> Outline:
    """Read the structure of a page off its lines.

    ``done`` are lines that are wholly marked already, ``dated`` those that gave a date of publication, an author, a source.
    ``split`` allows several speeches; ``title`` allows a title to be lifted (False where the input names it).
    """
    rows = [number for number, line in enumerate(lines) if line.text and number not in done]
    headers = find_headers(lines, rows) if split else []
    if headers and _are_chapters(lines, rows, headers):
        headers = []
    above = heading(lines, rows) if title else None
    if not headers:
        lifts = front_matter(lines, rows, dated, wanted=None) if title else {}
        return Outline((Part(0, len(lines) - 1, lifts),), {}, above or 0)
    front = [row for row in rows if row < headers[0].row]
    page = _table_of_contents(lines, front, headers)
    if title:
        page |= front_matter(lines, [row for row in front if row not in page], dated, wanted=None, alone=True)
    parts: list[Part] = []
    for header, last in zip(headers, ends(headers, len(lines)), strict=True):
        first = header.row if parts else 0
        parts.append(Part(first, last, _part_lifts(lines, rows, header, last)))
    return Outline(tuple(parts), page, above if above is not None and above < headers[0].row else 0)


def _are_chapters(lines: Sequence[Line], rows: Sequence[int], headers: Sequence[Header]) -> bool:
    """Whether headers divide one speech: it has begun with a salutation above them, and under none is there one again."""
    texts = {row: lines[row].text for row in rows}
    if not any(is_salutation(text) for row, text in texts.items() if row < headers[0].row):
        return False
    return not any(is_salutation(text) or opens_speech(text) for row, text in texts.items() if row > headers[0].row)


def _table_of_contents(lines: Sequence[Line], front: Sequence[int], headers: Sequence[Header]) -> Lifts:
    """Lift the lines before the first header that name speeches which follow, and the word above them."""
    texts = [(lines[header.row].text, header) for header in headers]
    names = {title_key(text) for text, _ in texts} | {title_key(text[h.start : h.end]) for text, h in texts}
    listed = [row for row in front if _names(title_key(lines[row].text), names - {""})]
    if len(listed) < 2:  # a single line may be the page's title
        return {}
    heads = [row for row in front if row < listed[0] and _CONTENTS.fullmatch(title_key(lines[row].text))]
    return {row: (Lift("contents", 0, len(lines[row].text)),) for row in heads[-1:] + listed}


def _names(key: str, names: Collection[str]) -> bool:
    """Whether a line's key is one of the names, perhaps with a number before it or a page behind it."""
    return key in names or any(len(name) >= 6 and name in key and len(key) - len(name) <= 6 for name in names)


def _part_lifts(lines: Sequence[Line], rows: Sequence[int], header: Header, last: int) -> Lifts:
    """Lift a speech's header, and what stands between it and the speech."""
    lifts: Lifts = {}
    titled = header.end > header.start
    lifts[header.row] = (Lift("title", header.start, header.end),) if titled else (Lift("header", 0, 0),)
    following = [row for row in rows if header.row < row <= last]
    wanted = title_key(lines[header.row].text[header.start : header.end]) if titled else None
    return lifts | front_matter(lines, following, (), wanted=wanted, headed=True)
