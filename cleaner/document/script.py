"""Tell Simplified from Traditional, and convert: only what is written in the other script, paragraph by paragraph."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from functools import cache

from cleaner.document.fold import script_characters

_LONE = re.compile("[\ud800-\udfff]")  # surrogates that OpenCC cannot read


def script_of(text: str) -> str:
    """Return ``simplified``, ``traditional``, ``mixed``, or ``neutral`` where no character tells.

    Mixed means that the rarer script has over a fifth of the characters that tell.

    >>> script_of("同志们，现在开会"), script_of("區委書記全區工作會議講話稿"), script_of("大家好")
    ('simplified', 'traditional', 'neutral')
    """
    simplified, traditional = _counts(text)
    if simplified + traditional == 0:
        return "neutral"
    if min(simplified, traditional) * 5 > simplified + traditional:
        return "mixed"
    return "simplified" if simplified > traditional else "traditional"


def _counts(text: str) -> tuple[int, int]:
    """Return how many characters only Simplified has, and how many only Traditional."""
    simplified, traditional = script_characters()
    counts = Counter(text)
    # no intersection of sets: the text has far fewer different characters than either script
    one, other = (sum(n for c, n in counts.items() if c in script) for script in (simplified, traditional))
    return one, other


def changes(text: str, target: str, *, taiwan: bool = False) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, new) for what must change to bring ``text`` into the ``target`` script.

    Nothing changes in a text that is not in the other script: OpenCC turns 乾安县, which is Simplified, into 干安县.

    >>> list(changes("會議講話", "simplified"))
    [(0, 1, '会'), (1, 2, '议'), (2, 3, '讲'), (3, 4, '话')]
    >>> list(changes("乾安县的同志们", "simplified"))
    []
    """
    text = _LONE.sub("\ufffd", text)
    simplified, traditional = _counts(text)
    if target == "simplified":
        wanted, config = traditional > simplified, "tw2s" if taiwan else "t2s"
    else:
        wanted, config = simplified > traditional, "s2t"
    if not wanted:
        return
    converted = _converter(config)(text)
    if len(converted) == len(text):
        for position, (old, new) in enumerate(zip(text, converted, strict=True)):
            if old != new:
                yield position, position + 1, new
        return
    for tag, start, end, new_start, new_end in SequenceMatcher(None, text, converted, autojunk=False).get_opcodes():
        if tag != "equal":
            yield start, end, converted[new_start:new_end]


def convert(text: str, target: str) -> str:
    """Return ``text`` in the ``target`` script.

    >>> convert("區委書記", "simplified")
    '区委书记'
    """
    pieces = []
    position = 0
    for start, end, new in changes(text, target):
        pieces += [text[position:start], new]
        position = end
    return "".join([*pieces, text[position:]])


def is_taiwanese(text: str) -> bool:
    """Whether a Traditional text writes 著 where mainland and Hong Kong writers use 着."""
    return "著" in text and "着" not in text


@cache
def _converter(config: str) -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC(config).convert
    return convert
