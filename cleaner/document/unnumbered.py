"""Find the headers of a collection that has no numbers: titles above salutations, or lines that its table of contents names.

A heading of one speech is neither. Two such titles alone show nothing: the page must say how many speeches it holds, or name
them all above the first; of three or more each must say what kind of speech it is. Where a page says how many it holds, as many
titles between sentences are enough.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from cleaner.document.forms import (
    LONGEST_TITLE,
    could_be_title,
    ends_as_title,
    is_date,
    is_name,
    is_salutation,
    is_subtitle,
    names_a_speech,
    opens_paragraph,
    speaker_in,
)
from cleaner.document.strip import Line
from cleaner.document.titles import bare, title_key

BETWEEN = 3  # lines between a title and the salutation: a subtitle, a date, a speaker
LONGEST_CONTENTS = 60  # lines above the first salutation among which a table of contents stands
SHORTEST_LISTED = 6  # code points of a title that stands in a line with others
SHORTEST_SENTENCE = 20  # code points of a line under a title that no salutation opens
FEWEST_TITLES = 3  # that show by their words alone that there are several speeches

_MARKS = "●○◆◇■□★☆▲△▼◎※•·*#>-— "
_CONTENTS = re.compile("目 ?录|导航|导读|共收录|包括:|包含:")
_SENTENCE_END = re.compile('[。!?…~][")】]*$')


def find_titles(lines: Sequence[Line], rows: Sequence[int], announced: Collection[int]) -> list[int]:
    """Return the rows of the titles above the speeches of a page; nothing where it does not have several for sure.

    ``announced`` is how many speeches the page may say that it holds.
    """
    texts = [lines[row].text for row in rows]
    named = _named(texts)
    if len(named) > 1 and len(named) in announced:
        return [rows[place] for place in named]
    addressed = _above_salutations(texts)
    if not addressed:
        return []
    listed = _listed(texts, addressed[0])
    found = sorted({*addressed, *(place for place in listed if place > addressed[0])})
    if len(found) < 2:
        return []
    sure = len(found) in announced or {*found[1:]} <= {*listed}
    if sure or (len(found) >= FEWEST_TITLES and all(names_a_speech(texts[place]) for place in found)):
        return [rows[place] for place in found]
    return []


def _above_salutations(texts: Sequence[str]) -> list[int]:
    """Return where titles stand with a salutation below, behind a date or a speaker at most."""
    found = []
    for place, text in enumerate(texts):
        if is_salutation(text):
            above = place - 1
            while above > max(0, place - 1 - BETWEEN) and _is_between(texts[above]):
                above -= 1
            if above >= 0 and _may_be_title(texts[above]):
                found.append(above)
    return found


def _named(texts: Sequence[str]) -> list[int]:
    """Return where titles stand that end in the kind of speech that they name, the first of them and those between speeches."""
    found: list[int] = []
    for place, text in enumerate(texts[:-1]):
        title = text.strip(_MARKS)
        if _may_be_title(title) and ends_as_title(title):
            if place and _is_between_speeches(texts, place):
                found.append(place)
            elif not found or place - found[-1] <= 2:  # of titles of the page the last is the first speech's
                found[-1:] = [place] if _begins(texts[place + 1]) else found[-1:]
    return found


def _begins(below: str) -> bool:
    sentence = len(below) >= SHORTEST_SENTENCE or _SENTENCE_END.search(below) is not None
    return sentence or _is_between(below) or is_salutation(below)


def _is_between(text: str) -> bool:
    return is_date(text) or is_subtitle(text) or speaker_in(text) is not None or is_name(text)


def _may_be_title(text: str) -> bool:
    return could_be_title(bare(text)) and not opens_paragraph(text)


def _listed(texts: Sequence[str], first: int) -> list[int]:
    """Return where titles stand by themselves, between speeches, that lines above the ``first`` one name as well."""
    above = texts[max(0, first - LONGEST_CONTENTS) : first]
    alone = {title_key(text) for text in above if len(text) <= LONGEST_TITLE} - {""}
    together = [title_key(text) for text in above if _CONTENTS.search(text)]
    found = []
    for place in range(first, len(texts) - 1):
        key = title_key(texts[place])
        named = key in alone or (len(key) >= SHORTEST_LISTED and any(key in line for line in together))
        if named and _may_be_title(texts[place]) and (place == first or _is_between_speeches(texts, place)):
            found.append(place)
    return found


def _is_between_speeches(texts: Sequence[str], place: int) -> bool:
    """Whether a sentence ends above a line, or a signature with its date, and below it another or a salutation begins."""
    above, below = texts[place - 1], texts[place + 1]
    ended = _SENTENCE_END.search(above) is not None or is_date(above)
    return ended and _begins(below)
