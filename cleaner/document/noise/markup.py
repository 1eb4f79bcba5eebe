"""Tags of HTML and BBCode that a scraper left in the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from cleaner.document.noise import bbcode, html_tags
from cleaner.document.noise.base import ascii_of, compiled, noise, within_line
from cleaner.model import Edit

_POWER = r"(?i)[<\[]sup[>\]]\s{0,3}(?P<power>[-+]?[0-9.,]{0,8}[0-9])\s{0,3}[<\[]/sup[>\]]"
_TAG_END = (
    r"""(?i)(?:(?<![!-~])["']\s{0,2}|(?<![!-~]))"""
    r"""(?:(?:style|class|align|valign|href|src|target|width|height|border|color|face|size|lang|id)\s?=\s?"""
    r"""(?:"[^"<>\n]{0,300}"|'[^'<>\n]{0,300}')\s{0,4})++/?>"""
)


def may_be_in(text: str) -> bool:
    """Whether there is the beginning of a tag, or the end of one with attributes."""
    return compiled(r"<[A-Za-z/?!]|\[/?[A-Za-z]|\{:|[\"'] ?/?>").search(ascii_of(text)) is not None


def find(text: str) -> Iterator[Edit]:
    """Yield tags; a power keeps its meaning, 10<sup>4</sup> without its tags would be 104."""
    powers = list(compiled(_POWER).finditer(text))
    for match in powers:
        if len(match["power"]) == 1:
            yield noise(match.start(), match.end(), "markup", "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(match["power"])])
    starts, ends = {match.start() for match in powers}, {match.end() for match in powers}
    tags = sorted((*html_tags.tags(text), *bbcode.tags(text)))
    yield from _together(text, (tag for tag in tags if tag[0] not in starts and tag[1] not in ends))
    for start, end in bbcode.objects(text):
        yield noise(start, end, "markup")
    if compiled(r"[\"'] ?/?>").search(text):
        for match in compiled(_TAG_END).finditer(text):  # of a tag that lost its beginning: " target="_blank">
            yield noise(match.start(), match.end(), "markup")


def _together(text: str, tags: Iterable[tuple[int, int, str]]) -> Iterator[Edit]:
    """Make one edit of tags that stand side by side: of several line ends one is enough."""
    group: list[tuple[int, int, str]] = []
    for tag in tags:
        if group and (tag[0] < group[-1][1] or text[group[-1][1] : tag[0]].strip(" \t")):
            yield _edit(text, group)
            group = []
        group.append(tag)
    if group:
        yield _edit(text, group)


def _edit(text: str, group: Sequence[tuple[int, int, str]]) -> Edit:
    start, end = group[0][0], group[-1][1]
    meant = {tag[2] for tag in group}
    if "\n" in meant or "\n" in text[start:end]:
        new = "\n"
    elif " " in meant:
        new = " "
    else:  # a blank between tags counts between English words only
        blank = any(" " in text[one[1] : two[0]] for one, two in pairwise(group))
        new = " " if blank and (text[start - 1 : start] + text[end : end + 1]).isascii() else ""
    return noise(start, end, "markup", within_line(text, start, end, new))
