"""Whether texts are the pages of one document that a site paged over several files.

Files that are merely numbered are no pages. Pages say of themselves that they are (第2页, [1][2]下一页, 上一页), or all stand
under one title; a later page neither has a title of its own nor opens with a salutation, and repeats little of the others' text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.document.fold import fold
from cleaner.document.forms import names_a_speech, opens_speech
from cleaner.document.paging import Signs, signs_of
from cleaner.document.titles import SHORTEST_SURE_TITLE, is_repeated, title_key
from cleaner.model import Cleaned

# A title under which a collection goes on: 第二篇, 范文三.
_GOES_ON = re.compile(
    r"第 ?[二三四五六七八九十]{1,3} ?[篇则部]|[篇文稿][二三四五六七八九十2-9]|^[(]?[二三四五六七八九十]{1,3}[)、]"
)
HEAD = 10  # lines at a page's beginning in which such a title is looked for


def may_be_pages(texts: Sequence[str], *, addressed: bool) -> bool:
    """Whether it is worth cleaning ``texts`` to see if they are pages: each has links to pages, or the names will do."""
    return addressed or all(_linked(signs_of(fold(text).split("\n"))) for text in texts)


def _linked(signs: Signs) -> bool:
    return bool(signs.said or signs.linked or signs.back or signs.on)


def are_pages(pages: Sequence[Cleaned], *, addressed: bool = False) -> bool:
    """Whether documents, cleaned each by itself, in the order of their files' numbers, are evidently pages of one.

    ``addressed`` says that the files have the names that a site gives to pages (12345.htm, 12345_2.htm), so that one title
    above all of them is evidence enough.
    """
    signs = [signs_of(fold(page.document.text).split("\n")) for page in pages]
    if any(sign.said - {number} for number, sign in enumerate(signs, 1)):
        return False
    if any(_says_again(pages[:number], page) for number, page in enumerate(pages)):
        return False
    if all(sign.said for sign in signs):
        return True
    first, *later = (title_key(fold(_title(page))) for page in pages)
    titled = len(first) >= SHORTEST_SURE_TITLE and all(is_repeated(title, first) for title in later)
    if any(_stands_alone(page, title, first) for page, title in zip(pages[1:], later, strict=True)):
        return False
    opens = any(_opens(page) for page in pages[1:])
    if all(_has_links_of(number, sign, signs[0]) for number, sign in enumerate(signs, 1)) and (titled or not opens):
        return True
    chained = _linked(signs[0]) and all(sign.back for sign in signs[1:])
    return titled and (addressed or chained) and not opens


def _title(page: Cleaned) -> str:
    return page.metadata.get("title") or next((speech.title or "" for speech in page.speeches), "")


def _says_again(before: Sequence[Cleaned], page: Cleaned) -> bool:
    """Whether at least half of a text stands in earlier ones too: a copy or another version, and no page."""
    known = {paragraph.text for other in before for speech in other.speeches for paragraph in speech.paragraphs}
    texts = [paragraph.text for speech in page.speeches for paragraph in speech.paragraphs]
    return 2 * sum(len(text) for text in texts if text in known) >= max(sum(map(len, texts)), 1)


def _stands_alone(page: Cleaned, title: str, first: str) -> bool:
    """Whether a text has a title of its own, under which no collection goes on."""
    if not title or is_repeated(title, first) or not names_a_speech(title):
        return False
    head = [line.strip() for line in fold(page.document.text).split("\n") if line.strip()][:HEAD]
    return not any(_GOES_ON.search(line) for line in head)


def _opens(page: Cleaned) -> bool:
    """Whether a text begins as speeches begin."""
    opening = next((speech.paragraphs[0] for speech in page.speeches), None)
    return opening is not None and (opening.kind == "称谓" or opens_speech(fold(opening.text)))


def _has_links_of(number: int, signs: Signs, first: Signs) -> bool:
    """Whether a text has the links that the page of this number has; a first page has none back."""
    if number == 1:
        return signs.on or len(signs.linked) > 1
    return max(signs.linked, default=0) >= number and (signs.back or not first.on)
