"""Make paragraphs of lines: join what is broken, cover what lies between, convert the script, say of what kind each is."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from cleaner.document import script as scripts
from cleaner.document.dates import iso_date
from cleaner.document.edits import apply_edits, overlay
from cleaner.document.fold import fold
from cleaner.document.forms import LONGEST_TITLE, is_heading, is_salutation
from cleaner.document.matcher import Matcher
from cleaner.document.mend import behind_stop, joins
from cleaner.document.strip import Line, Stripped
from cleaner.model import Edit, Paragraph

STRUCTURE = "structure"  # what stands in Edit.rule for edits that no rule file asked for
SENTENCE_ENDS = frozenset("。!?…:;)】》\"'~")
SHORTEST_SENTENCE = 20  # code points
OPENING = 6  # paragraphs of a speech in which it is said what day it is
WIDEST_INDENT = 60  # code points before a line's first character, noise among them
LONGEST_REST = 15  # code points that rules may leave of a stamp


def line_span(line: Line, stripped: Stripped) -> tuple[int, int]:
    """Return where a line stands in the text."""
    return stripped.view.span(line.start, line.start + len(line.text))


@dataclass(frozen=True, slots=True)
class Draft:
    """A paragraph to be: its range in the text and its folded line; of lines that were joined, the beginning."""

    start: int
    end: int
    folded: str


_TODAY = re.compile(
    r"(?<![\"'《])今天(?:[,(]|是|这个日子[:,是])(?:公元)?"
    r"(\d{4}年\d{1,2}月\d{1,2}日|[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
)
_INDENT = re.compile(r"\s{2}|\u3000")


def _behind_chrome(text: str, lines: Sequence[Line], stripped: Stripped) -> list[bool]:
    """Return of each line whether anything that is gone stood, on lines of its own, between it and the line before it.

    What begins with an indent is a paragraph of its own.
    """
    found, end = [], 0
    for number, line in enumerate(lines):
        start, stop = line_span(line, stripped)
        between = text[end : start + 1].splitlines() if number else []
        found.append(any(map(str.strip, between[1:-1])) and not _INDENT.match(between[-1]))
        end = stop
    return found


def drafted(
    text: str, bodies: Sequence[Sequence[Line]], stripped: Stripped, breaks: Sequence[int], names: Collection[str]
) -> tuple[list[list[Draft]], list[Edit]]:
    """Make paragraphs of lines; return them by speech, and the joins as edits (over which all others go)."""
    drafts: list[list[Draft]] = []
    mended: list[Edit] = []
    places = [stripped.lines[row].start for row in breaks]
    turns = [[bisect_right(places, line.start) for line in lines] for lines in bodies] if breaks else ()
    cut = [[_carries_stamp(line, stripped, names) for line in lines] for lines in bodies]
    chrome = [_behind_chrome(text, lines, stripped) for lines in bodies]
    indented = [[_is_indented(text, line_span(line, stripped)[0]) for line in lines] for lines in bodies]
    decisions = joins([[line.text for line in lines] for lines in bodies], turns, cut, chrome, indented)
    for lines, joined in zip(bodies, decisions, strict=True):
        drafts.append([])
        above = ""
        for line, goes_on in zip(lines, [False, *joined], strict=False):
            start, end = line_span(line, stripped)
            if goes_on:
                before = drafts[-1].pop()
                glue = _glue(above, line.text, text[before.end - 1])
                mended.append(Edit(before.end, start, glue, "join", "layout", STRUCTURE))
                start, folded = before.start, (before.folded + glue + line.text)[: LONGEST_TITLE * 2]
            else:
                folded = line.text
            drafts[-1].append(Draft(start, end, folded))
            above = line.text
    return drafts, mended


def _is_indented(text: str, start: int) -> bool:
    """Whether the line of the text in which something starts begins with blanks."""
    least = max(0, start - WIDEST_INDENT)
    begins = text.rfind("\n", least, start) + 1
    return (begins > 0 or least == 0) and _INDENT.match(text, begins) is not None


def _carries_stamp(line: Line, stripped: Stripped, names: Collection[str]) -> bool:
    """Whether behind the last full stop of a line a site is named, or stands what rules left of a stamp."""
    stop = behind_stop(line.text)
    rest = line.text[stop:]
    if not stop or not rest:
        return False
    start, end = stripped.view.span(line.start + stop - 1, line.start + len(line.text))
    after = bisect_left(stripped.edits, start, key=lambda edit: edit.start)
    took = any(edit.start <= end for edit in stripped.edits[after : after + 1])
    return (took and len(rest) <= LONGEST_REST) or any(name in rest for name in names)


def _glue(above: str, below: str, mark: str) -> str:
    """Return a blank where two Latin words meet, behind a comma too; ``mark`` is how the upper line ends before folding."""
    if mark in (",", ";") and above[-2:-1].isalpha() and below[0].isalpha():
        above = above[:-1]
    meeting = above[-1:] + below[0]
    return " " if meeting.isascii() and meeting.isalnum() else ""


def in_script(text: str, drafts: Iterable[Sequence[Draft]], edits: Sequence[Edit], target: str) -> list[Edit]:
    """Convert each paragraph that is in the other script; ranges are carried back through the edits inside it."""
    taiwan = scripts.is_taiwanese(text)
    changed: list[Edit] = []
    found: list[Edit] = []
    within = Within(edits)
    for draft in (draft for body in drafts for draft in body):
        inside = within(draft.start, draft.end)
        places: list[int | Edit] = []  # where each character that is written comes from: the text, or an edit
        position = draft.start
        for edit in inside:
            places += [*range(position, edit.start), *([edit] * len(edit.new))]
            position = edit.end
        places += range(position, draft.end)
        written = apply_edits(text, inside, draft.start, draft.end)
        for start, end, new in scripts.changes(written, target, taiwan=taiwan):
            first, last = places[start], places[end - 1]
            if isinstance(first, int) and isinstance(last, int):
                found.append(Edit(first, last + 1, new, "script", "script", target))
            elif isinstance(first, Edit) and len(first.new) == 1 and first is last:
                changed.append(replace(first, new=new))
    rewritten = {edit.start: edit for edit in changed}
    return overlay([rewritten.get(edit.start, edit) for edit in edits], found)


class Within:
    """Edits, sorted and disjoint, asked for by the range that they stand in."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits, self._starts = edits, [edit.start for edit in edits]

    def __call__(self, start: int, end: int) -> Sequence[Edit]:
        """Return the edits that begin in ``[start, end)``."""
        return self._edits[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def layout(text: str, drafts: Iterable[Sequence[Draft]]) -> list[Edit]:
    """Cover all that lies between the paragraphs: blanks, indents, line ends."""
    gaps = []
    position = 0
    for draft in sorted((draft for body in drafts for draft in body), key=lambda draft: draft.start):
        gaps.append((position, draft.start))
        position = draft.end
    gaps.append((position, len(text)))
    return [Edit(start, end, "", "layout", "layout", STRUCTURE) for start, end in gaps if start < end]


def nothing_new_between(edits: Sequence[Edit], drafts: Iterable[Sequence[Draft]], mended: list[Edit]) -> list[Edit]:
    """Let noise only go where it stands outside the paragraphs or where lines are joined.

    An entity may stand for a blank at a line's end, a tag for a line end; the join has its own glue.
    """
    places = sorted((draft.start, draft.end) for body in drafts for draft in body)
    seams = sorted((join.start, join.end) for join in mended)
    return [
        replace(edit, new="") if edit.cause == "noise" and _between(edit.start, places, seams) else edit
        for edit in edits
    ]


def _between(offset: int, places: Sequence[tuple[int, int]], seams: Sequence[tuple[int, int]]) -> bool:
    def inside(ranges: Sequence[tuple[int, int]]) -> bool:
        before = bisect_right(ranges, (offset, sys.maxsize)) - 1
        return before >= 0 and offset < ranges[before][1]

    return not inside(places) or inside(seams)


def finished(text: str, within: Within, draft: Draft, matcher: Matcher) -> Paragraph:
    """Return a paragraph as it is written, with its kind."""
    written = apply_edits(text, within(draft.start, draft.end), draft.start, draft.end)
    kind = "称谓" if is_salutation(draft.folded) else "标题" if is_heading(draft.folded) else "正文"
    return Paragraph(draft.start, draft.end, written, kind, matcher.protects(draft.folded))


def with_closing(paragraphs: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    """Name the last lines 落款 where they hold a date, and the name above it."""
    last = paragraphs[-1]
    if len(paragraphs) < 3 or last.kind != "标题" or iso_date(fold(last.text)) is None:
        return paragraphs
    first = -2 if paragraphs[-2].kind == "标题" else -1
    return paragraphs[:first] + tuple(replace(paragraph, kind="落款") for paragraph in paragraphs[first:])


def signed_on(paragraphs: Sequence[Paragraph]) -> str | None:
    """Return the date, as ISO, in the 落款 that a speech ends in, or None."""
    last = paragraphs[-1]
    return iso_date(fold(last.text)) if last.kind == "落款" else None


def said_on(paragraphs: Sequence[Paragraph]) -> str | None:
    """Return the date, as ISO, of which the speaker says near the beginning that it is today, or None."""
    for paragraph in paragraphs[:OPENING]:
        if today := _TODAY.search(fold(paragraph.text)):
            return iso_date(today[1])
    return None


def breaks_off(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether the text stops in mid-sentence: a last paragraph of running text with nothing that ends one.

    Dots end none: sites set them where they cut a text off.
    """
    last = fold(paragraphs[-1].text).rstrip(" .…")
    prose = len(last) >= SHORTEST_SENTENCE and any(pause in last for pause in ",。;")
    return paragraphs[-1].kind == "正文" and prose and last[-1] not in SENTENCE_ENDS
