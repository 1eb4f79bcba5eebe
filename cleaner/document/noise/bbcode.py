"""Which tags in brackets are a forum's markup, and what each stands for; a bare [b] may be an item of a list, or a sound."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.document.noise.base import CJK, HAN, compiled, opens_line

_SURE = "url img size font color align email flash attach attachimg backcolor postbg fly float indent sound media"
_UNSURE = "b i u s p quote code list table tr td th free hide hr left right center audio video qq em sub sup index page"
_NEEDS_PROOF = frozenset(_UNSURE.split())
_NAMES = _NEEDS_PROOF.union(_SURE.split())
_LETTERS = frozenset("bius")  # where no other letter stands in brackets, one before a line of Chinese is no item
_STANDS_FOR = {"tr": "\n", "hr": "\n", "p": "\n", "td": " "}
_TAG = (
    r"(?i)\[(?P<close>/?)(?P<name>[a-z]{1,9})(?P<rest>=[^\[\]\n]{1,300})?\]"
    r"|\{:[a-z0-9_]{1,20}:\}|\[s:[0-9]{1,5}\]"  # smileys
)
# What stands between these is an address or a number, never text.
_OBJECT = (
    r"(?i)\[(?P<name>img|attach|attachimg|flash|media|audio|video|sound)(?:=[^\[\]\n]{1,100})?\]"
    rf"[^\[\]\n{HAN}]{{0,500}}\[/(?P=name)\]"
)


def tags(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, what it stands for) of each tag."""
    matches = list(compiled(_TAG).finditer(text))
    closed = {(match["name"] or "").lower() for match in matches if match["close"]}
    letters = {match["name"].lower() for match in matches if len(match[0]) == 3}
    for match in matches:
        name = (match["name"] or "").lower()
        if name and name not in _NAMES:
            continue
        bare = name in _NEEDS_PROOF and not match["close"] and not match["rest"]
        bold = len(name) == 1 and letters <= _LETTERS and _opens_chinese_line(text, match)
        if not bare or bold or name in closed:
            yield match.start(), match.end(), _STANDS_FOR.get(name, "")


def objects(text: str) -> Iterator[tuple[int, int]]:
    """Yield the range of each picture and file: its tags with what stands between them."""
    for match in compiled(_OBJECT).finditer(text):
        yield match.span()


def _opens_chinese_line(text: str, match: re.Match[str]) -> bool:
    return opens_line(text, match.start()) and compiled(f"[{CJK}0-9]").match(text, match.end()) is not None
