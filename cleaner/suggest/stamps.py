"""Stamps inside sentences: what a site sets into its texts holds the site's own name or address."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cleaner.document.fold import fold
from cleaner.suggest.mine import FEWEST, LEAST_WEIGHT, Suggestion
from cleaner.suggest.pages import Page, names_inside
from cleaner.suggest.quotes import plain_example
from cleaner.suggest.shapes import general, weight
from cleaner.suggest.speech import kept_sentences
from cleaner.suggest.words import category_of

REACH = 24  # code points to either side of a name that may belong to the stamp
AGREEING = 0.7  # share of the occurrences that must go on alike for a stamp to go on
MOST_OF_A_SITE = 6
MOST_NAMES = 20
SHOWN = 12  # code points of the sentence that an example shows on either side
_PAIRS = {")": "(", "]": "[", "】": "【", "〕": "〔", ">": "<", "}": "{"}
_ENDS = "。!?;\n"


@dataclass(frozen=True, slots=True)
class _Found:
    """An occurrence of a site's name in running text: the page, the folded line, its raw form, and the range."""

    page: int
    folded: str
    raw: str
    start: int
    end: int


def stamps(groups: Mapping[str, Sequence[Page]], taken: Sequence[Suggestion]) -> list[Suggestion]:
    """Return what stands inside the sentences of a site, around its name, in several documents."""
    texts = {name: "\n".join(page.folded() for page in pages) for name, pages in groups.items()}
    known = {(one.group, one.pattern) for one in taken}
    found = []
    for name, pages in groups.items():
        others = [text for other, text in texts.items() if other != name]
        if name and others:
            found += [
                one
                for one in _of_site(name, pages, names_inside(pages, others)[:MOST_NAMES])
                if (name, one.pattern) not in known
            ]
    return found


def _of_site(name: str, pages: Sequence[Page], literals: Sequence[str]) -> Iterator[Suggestion]:
    left = list(_occurrences(pages, literals))
    kept = [fold(sentence) for sentence in kept_sentences()]
    for _ in range(MOST_OF_A_SITE):
        best = _best(left)
        if best is None:
            return
        text, members = best
        gone = {(one.page, one.folded) for one in members}
        left = [one for one in left if (one.page, one.folded) not in gone]
        bare = "." not in text and text.isalnum()  # a site's name by itself may stand in a title
        if bare or weight(text) < LEAST_WEIGHT + 2 or any(text in sentence for sentence in kept):
            continue
        support = len({one.page for one in members})
        examples = tuple(dict.fromkeys(_example(one) for one in members))[:3]
        yield Suggestion(
            *(name, general(text), "inline", category_of(text, "body"), text, support, len(pages)),
            good=support,
            hits=support,
            lines=examples,
        )


def _occurrences(pages: Sequence[Page], literals: Sequence[str]) -> Iterator[_Found]:
    for number, page in enumerate(pages):
        for line in page.lines:
            if line.region == "body" and len(line.folded) == len(line.raw) and len(line.folded) > REACH:
                for literal in literals:
                    start = line.folded.find(literal)
                    if start >= 0:
                        yield _Found(number, line.folded, line.raw, start, start + len(literal))
                        break


def _best(left: Sequence[_Found]) -> tuple[str, list[_Found]] | None:
    """Return the stamp that most documents have, grown to both sides as far as they agree, with its occurrences."""
    by_literal: dict[str, list[_Found]] = defaultdict(list)
    for one in left:
        by_literal[one.folded[one.start : one.end]].append(one)
    grown = [_grown(members) for members in by_literal.values()]
    grown = [members for members in grown if len({one.page for one in members}) >= FEWEST]
    if not grown:
        return None
    members = max(grown, key=lambda members: (len({one.page for one in members}), members[0].folded))
    return members[0].folded[members[0].start : members[0].end], members


def _grown(members: list[_Found]) -> list[_Found]:
    for side in (-1, 1):
        for _ in range(REACH):
            nexts = Counter(_next(one, side) for one in members)
            char, count = nexts.most_common(1)[0]
            if not char or char in _ENDS or count < AGREEING * len(members):
                break
            members = [_wider(one, side) for one in members if _next(one, side) == char]
    return [_balanced(one) for one in members]


def _next(one: _Found, side: int) -> str:
    return one.folded[one.start - 1 : one.start] if side < 0 else one.folded[one.end : one.end + 1]


def _wider(one: _Found, side: int) -> _Found:
    start, end = (one.start - 1, one.end) if side < 0 else (one.start, one.end + 1)
    return _Found(one.page, one.folded, one.raw, start, end)


def _balanced(one: _Found) -> _Found:
    """Take a bracket that closes what lies outside, or opens what is not closed, off the ends; and commas."""
    start, end = one.start, one.end
    text = one.folded
    while start < end and (
        text[start] in ",、:" or (text[start] in _PAIRS and _PAIRS[text[start]] not in text[start:end])
    ):
        start += 1
    while start < end and (text[end - 1] in ",、" or text[end - 1] in _PAIRS.values()):
        end -= 1
    return _Found(one.page, text, one.raw, start, end)


def _example(one: _Found) -> str:
    before = one.raw[max(one.start - SHOWN, 0) : one.start]
    after = one.raw[one.end : one.end + SHOWN]
    marked = plain_example(one.raw[one.start : one.end])
    return f"{plain_example(before)}[-{marked}-]{plain_example(after)}"
