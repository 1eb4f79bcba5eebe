"""CJK radicals in place of characters, as PDF extraction writes them: ⻩河 for 黄河."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.document.fold import radicals
from cleaner.document.noise.base import compiled, noise
from cleaner.model import Edit

_RADICAL = "[\u2e80-\u2fd5]"


def may_be_in(text: str) -> bool:
    """Whether there is one."""
    return compiled(_RADICAL).search(text) is not None


def find(text: str) -> Iterator[Edit]:
    """Give each radical that stands for a character way to it."""
    meant = radicals()
    for match in compiled(_RADICAL).finditer(text):
        if match[0] in meant:
            yield noise(match.start(), match.end(), "radical", meant[match[0]])
