"""Find running heads: a line that returns on every page and stands, page after page, between two lines of one sentence.

No wording gives them away, for each document has its own; where they stand does. What returns between whole sentences (掌声,
the name of a speaker) is no running head.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from cleaner.document.forms import is_salutation, opens_paragraph
from cleaner.document.strip import Line

LONGEST_HEAD = 40  # code points
SHORTEST_HEAD = 4  # letters; what is shorter heads a column of a table
FEWEST_CUT = 3  # pages on which it must stand in mid-sentence, a third of all at least
SHORTEST_PAGE = 5  # lines between two of them
LONGER = 3  # times as long as usual may a page be, and what stands outside of all pages
SHORTEST_CUT = 15  # code points of the line above where a sentence goes over

_DIGITS = re.compile(r"\d+| ")
_NO_HEAD = re.compile(r"[。!?;,:、]|^[(\[【]|^[^\u4e00-\u9fffA-Za-z]*$")
_GOES_ON = re.compile('[\u4e00-\u9fff,。;、!?)》"]')
_CLOSED = frozenset('。!?:;…)】"')


def find_running_heads(lines: Sequence[Line]) -> frozenset[int]:
    """Return the rows of lines that are running heads; where the first of them cuts no sentence, it is a title, and stays.

    >>> page = "要抓好春耕生产,种子化肥都要备足,农技\\n春耕会议文件汇编 {}\\n人员要下到田间。\\n一\\n二\\n三\\n四\\n"
    >>> text = "".join(page.format(number) for number in range(1, 4))
    >>> sorted(find_running_heads([Line(0, line) for line in text.split("\\n")]))
    [1, 8, 15]
    """
    rows = [row for row, line in enumerate(lines) if line.text]
    places = defaultdict(list)
    for place, row in enumerate(rows):
        text = lines[row].text
        if len(text) <= LONGEST_HEAD and not (_NO_HEAD.search(text) or opens_paragraph(text)):
            places[_DIGITS.sub("", text)].append(place)
    found: set[int] = set()
    for key, at in places.items():
        if len(key) >= SHORTEST_HEAD and _on_all_pages(at, len(rows)):
            cut = {
                place for place in at if _cuts(place, [lines[row].text for row in rows[max(place - 1, 0) : place + 2]])
            }
            if len(cut) >= max(FEWEST_CUT, len(at) / 3):
                found.update(rows[place] for place in (*at[1:], *cut))
    return frozenset(found)


def _on_all_pages(places: Sequence[int], lines: int) -> bool:
    """Whether a line returns page after page, through the whole of a text; in a table it stands in one part of it."""
    if len(places) < FEWEST_CUT:
        return False
    pages = sorted(later - place for place, later in pairwise(places))
    usual = pages[len(pages) // 2]
    return (
        pages[0] >= SHORTEST_PAGE and pages[-1] <= LONGER * usual and places[-1] - places[0] + LONGER * usual >= lines
    )


def _cuts(place: int, around: Sequence[str]) -> bool:
    """Whether a sentence goes on from the line above to the line below."""
    if place == 0 or len(around) < 3:
        return False
    above, _, below = around
    whole = above[-1] in _CLOSED or opens_paragraph(below) or is_salutation(above) or not _GOES_ON.match(below)
    return len(above) >= SHORTEST_CUT and not whole
