"""What a page calls its own text: its titles, told apart where other lines name them, for rules that say ``{title}``.

A site offers and closes a text in its own words, and names it: 看完了…的读者还看了. A speaker hardly names his speech by its
title. So each such title in a line is written as signs, as many as it has characters: what is left of the line is the
site's wording alone, the same on all of its pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

TITLE = "{title}"
SIGN = "\uf8f0"  # of private use: what no text has
SIGNS = f"{SIGN}+"  # what the placeholder means
SHORTEST_TITLE = 7  # code points; shorter ones (述职报告) are kinds of speech
LONGEST_TITLE = 60  # code points
MOST_TITLES = 24  # of a page: a collection has many
_NUMBER = re.compile(
    r"^[^\u4e00-\u9fffA-Za-z0-9]*(?:(?:第|篇|范文)[一二三四五六七八九十\d]{1,3}[篇章]?|[一二三四五六七八九十\d]{1,3}(?=[、.]))[^\u4e00-\u9fffA-Za-z0-9]*"
)
_BEHIND = re.compile(r"_|\|| -|-+(?=[^-]{2,16}$)")  # the names of columns and sites behind a title
_SPEECH = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9\"《].*(?:讲话|发言|致[辞词]|演[讲说]|讲稿|报告|总结|打算|计划|汇报|体会|述职|主持[词稿]|材料|倡议书|(?:开幕|闭幕|祝酒|答谢|欢迎|欢送|贺|悼)[词辞]|贺信|感言|表态"
    r"|竞聘|提纲|寄语)(?:稿|词)?"
)


@dataclass(frozen=True, slots=True)
class OwnTitles:
    """The titles of a page, longest first, and the folded lines that are titles themselves."""

    titles: tuple[str, ...] = ()
    lines: frozenset[str] = frozenset()

    def found_in(self, line: str) -> bool:
        """Whether a folded line names one of the titles and is none itself."""
        return any(title in line for title in self.titles) and line not in self.lines

    def told_apart(self, line: str) -> str:
        """Return a folded line with signs in place of its titles; no character changes its place.

        >>> own_titles(["在春耕会上的讲话_小山文库"]).told_apart("看完了在春耕会上的讲话的读者") == f"看完了{8 * SIGN}的读者"
        True
        """
        for title in self.titles:
            line = line.replace(title, SIGN * len(title))
        return line


def own_titles(lines: Iterable[str]) -> OwnTitles:
    """Return the titles of speeches in the folded lines of a page's headings."""
    known = frozenset(lines)
    found = {title for line in known if (title := _title(line))}
    return OwnTitles(tuple(sorted(found, key=lambda title: (-len(title), title))[:MOST_TITLES]), known)


def _title(line: str) -> str:
    """Return the title of a speech in a heading without its number, column and site, or the empty text."""
    speech = _SPEECH.match(_BEHIND.split(_NUMBER.sub("", line))[0])
    return speech[0] if speech and SHORTEST_TITLE <= len(speech[0]) <= LONGEST_TITLE else ""
