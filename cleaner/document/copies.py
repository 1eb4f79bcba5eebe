"""Find cut-off copies of a text's opening above or below it: what sites show as 导语, 摘要 or a teaser.

No wording gives them away, but the text below does: it begins with the same words and goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleaner.document.forms import LONGEST_TITLE, is_salutation
from cleaner.document.strip import Line
from cleaner.document.titles import title_key

SHORTEST_COPY = 15  # letters and digits that must be the same
SHORTEST_BARE_COPY = 30  # likewise, where neither dots nor a label say that it is one
LONGEST_COPY = 500  # code points
LONGEST_LEAD = 16  # letters and digits of a label of any wording before a copy that ends in dots
COPIED_AMONG = 40  # lines at the top among which copies are looked for
COPIED_FROM = 80  # lines below a copy among which its original is looked for
LONGEST_OPENING = 8  # lines of a text's beginning that stand below it again
MOST_LEFT_OUT = 2  # lines of the original that a copy may lack

_CLOSED = frozenset('。!?:;)】"')
_DOTS = re.compile(
    r"(?:…|\.{2,}|。{2,})[ \[【(<>»\"]*[一-龥]{0,8}[ >\])】»\"]*$"
    r"|[\[【(<〔] ?(?:共.{1,8}字|[^\W\d_A-Za-z一二三四五六七八九十]{1,6}) ?[>»]*[\])】>〕]$"  # a button, not the number of a part
)
_LABEL = re.compile(
    r"[-·|>»◆■★●【\[(<《〔 ]*[一-龥]{0,6}(?:导语|导读|导言|简介|摘要|提要|概要|概述|前言|引言|引文|描述|梗概|预览|简述|提示|编者按|内容|节选|试读|description)"
    r"[一-龥]{0,4}(?:[】\])>》〕]+[: ]*|[: ]+)"
)
_NUMBER = re.compile(r"^\d{1,2}[、.] ?")
_ANY_LABEL = re.compile(r"[^,。;:!?]{1,40}[:】\]|→>] ?")


def find_copies(lines: Sequence[Line], rows: Sequence[int]) -> frozenset[int]:
    """Return which of ``rows``, the lines from the top of a speech on, only copy the beginning of a paragraph below them.

    >>> page = ["摘要:今天我们召开全区教育工作会议,主要任务是...", "今天我们召开全区教育工作会议,主要任务是总结去年。"]
    >>> sorted(find_copies([Line(0, text) for text in page], [0, 1]))
    [0]
    """
    texts = [lines[row].text for row in rows[: COPIED_AMONG + COPIED_FROM]]
    if not any(map(_may_be_copy, texts[:COPIED_AMONG])):
        return frozenset()
    keys = [title_key(text[: 2 * LONGEST_COPY]) for text in texts]
    found = set()
    for at, text in enumerate(texts[:COPIED_AMONG]):
        if _may_be_copy(text) and any(_stands_below(key, at, texts, keys) for key in _readings(text, keys, at)):
            found.add(rows[at])
        elif is_salutation(text) or (len(text) > LONGEST_TITLE and "。" in text):
            break  # the speech has begun
    return frozenset(found)


def find_copies_below(lines: Sequence[Line], rows: Sequence[int]) -> frozenset[int]:
    """Return which of the last ``rows`` of one text only copy its beginning: what sites that share documents show under it.

    >>> page = ["同志们:", "今天我们召开全区教育工作会议,主要任务是总结去年,部署今年工作。", "要抓好落实。", "谢谢!"]
    >>> page.append("1、同志们:今天我们召开全区教育工作会议,主要任务是总结去年,部署今年")
    >>> sorted(find_copies_below([Line(0, text) for text in page], range(5)))
    [4]
    """
    texts = [lines[row].text for row in rows]
    copies = [at for at in range(max(1, len(rows) - COPIED_AMONG), len(rows)) if _may_be_copy(texts[at])]
    if not copies:
        return frozenset()
    first = next((at for at, text in enumerate(texts[:COPIED_FROM]) if is_salutation(text) or _runs(text)), copies[0])
    opening = texts[first : min(first + LONGEST_OPENING, copies[0] - 1)]
    keys = [title_key(text) for text in opening]
    said = ((at, title_key(_NUMBER.sub("", texts[at]))) for at in copies)
    long = ((at, key) for at, key in said if len(key) >= SHORTEST_BARE_COPY)
    return frozenset(rows[at] for at, key in long if _stands_below(key, -1, opening, keys))


def _runs(text: str) -> bool:
    return len(text) >= SHORTEST_BARE_COPY and re.search("[,。]", text) is not None


def _may_be_copy(text: str) -> bool:
    """Whether a line has the form of a copy: it ends in dots, has a label, or is long and stops in mid-sentence."""
    if not SHORTEST_COPY <= len(text) <= LONGEST_COPY:
        return False
    if _DOTS.search(text):
        return True
    running = re.search(r"[,。;]", text) is not None  # a title has no pause
    return running and (_LABEL.match(text) is not None or (len(text) >= SHORTEST_BARE_COPY and text[-1] not in _CLOSED))


def _readings(text: str, keys: Sequence[str], at: int) -> Iterator[str]:
    """Yield what a line may copy: all of it, or what stands behind a label or a title that is said above it.

    What ends in dots may have any label: its first words are those that stand below.
    """
    dots, label = _DOTS.search(text), _LABEL.match(text)
    text = text[: dots.start()] if dots else text
    least = SHORTEST_COPY if dots or label else SHORTEST_BARE_COPY
    bodies = [text, *(text[found.end() :] for pattern in (_LABEL, _ANY_LABEL) if (found := pattern.match(text)))]
    for key in map(title_key, bodies):
        titles = (len(title) for title in keys[:at] if len(title) >= 6 and key.startswith(title))
        yield from (key[start:] for start in (0, *titles) if len(key) - start >= least)
    if dots and dots[0][0] in "….。":
        key, below = title_key(text), "".join(keys[at + 1 : at + 1 + COPIED_FROM])
        starts = range(1, min(LONGEST_LEAD, len(key) - least) + 1)
        yield from (key[start:] for start in [*filter(lambda start: key[start : start + least] in below, starts)][:1])


def _stands_below(key: str, at: int, texts: Sequence[str], keys: Sequence[str]) -> bool:
    """Whether ``key`` stands again from the beginning of a line below ``at`` on, and the text goes on behind it.

    A few lines may stand between its pieces: what the site left out of its copy.
    """
    for first in range(at + 1, min(at + 1 + COPIED_FROM, len(keys))):
        rest, left_out, said = key, MOST_LEFT_OUT, _salutation(texts[first])
        for text, line in zip(texts[first:], keys[first:], strict=True):
            line = line[said:] if rest == key and line[said:].startswith(key[:SHORTEST_COPY]) else line
            if line.startswith(rest) and len(line) > len(rest):
                if re.search(r"[,。;]", text) and _DOTS.search(text) is None:
                    return True
                break
            if rest.startswith(line):
                rest = rest[len(line) :]
            elif left_out and rest != key:
                left_out -= 1
            else:
                break
    return False


def _salutation(text: str) -> int:
    """Return how many letters of a line are the salutation before its text."""
    salutation, colon, _ = text.partition(":")
    return len(title_key(salutation)) if is_salutation(salutation + colon) else 0
