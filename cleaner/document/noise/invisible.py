"""Characters that no reader sees."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.document.noise.base import compiled, noise
from cleaner.model import Edit

# Controls (not tab and line ends), soft hyphen, zero-width and direction marks, interlinear anchors, noncharacters.
_INVISIBLE = (
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
# Joiners and direction marks mean something behind these: emoji, and scripts of the Near East, India, Tibet, Mongolia.
_JOINED = r"[\u0590-\u08ff\u0900-\u109f\u1780-\u18af\u200d\u2600-\u27bf\ufb1d-\ufdff\ufe0f\U0001f000-\U0001faff]"
_JOINERS = frozenset("\u061c\u180e\u200c\u200d\u200e\u200f")


def may_be_in(text: str) -> bool:
    """Whether there is one."""
    return compiled(_INVISIBLE).search(text) is not None


def find(text: str) -> Iterator[Edit]:
    """Yield each run of them, except where they join."""
    for match in compiled(f"{_INVISIBLE}+").finditer(text):
        start, end = match.span()
        joins = start > 0 and compiled(_JOINED).match(text, start - 1)
        if not (joins and _JOINERS.issuperset(match[0])):
            yield noise(start, end, "invisible")
