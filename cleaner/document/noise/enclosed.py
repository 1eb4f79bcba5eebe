"""Comments, scripts and styles between their tags: ``<!-- … -->``, ``<script>…</script>``, ``<style>…</style>``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.document.noise.base import HAN, compiled, noise, within_line
from cleaner.model import Edit

_TAG = r"(?i)<!--|-->|<(?P<close>/?)(?P<name>script|style)(?=[\s/>])[^<>]{0,2000}>"
MOST_HAN = 60  # what holds more Chinese than this is no comment: then only its tags go


def may_be_in(text: str) -> bool:
    """Whether there is the sign of one."""
    return "<!--" in text or "</" in text


def find(text: str) -> Iterator[Edit]:
    """Yield each pair of tags with what is between."""
    opened: re.Match[str] | None = None
    for match in compiled(_TAG).finditer(text):
        closes = match[0] == "-->" or bool(match["close"])
        if opened is None:
            opened = None if closes else match
        elif closes and _name(match) == _name(opened):
            yield from _pair(text, opened, match)
            opened = None


def _name(match: re.Match[str]) -> str:
    return (match["name"] or "markup").lower()


def _pair(text: str, opened: re.Match[str], closed: re.Match[str]) -> Iterator[Edit]:
    rule = _name(opened)
    start, end = opened.start(), closed.end()
    if len(compiled(f"[{HAN}]").findall(text, opened.end(), closed.start())) <= MOST_HAN:
        new = within_line(text, start, end, "\n") if "\n" in text[opened.end() : closed.start()] else ""
        yield noise(start, end, rule, new)
    elif rule == "markup":
        yield noise(*opened.span(), rule)
        yield noise(*closed.span(), rule)
