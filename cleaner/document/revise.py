"""Carry out the corrections of one document: passages that stay or go, speeches that are joined, cut or left out, fields.

Passages are found in the raw text before any rule reads it. Speeches are rearranged as lists of lines, before lines are
mended; numbers of speeches are those that the rows above leave.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cleaner.document.corrections import EMPTY, FIELDS, Correction
from cleaner.document.dates import DATED, given_date
from cleaner.document.edits import apply_edits, overlay
from cleaner.document.fold import fold, view
from cleaner.document.noise import find_noise
from cleaner.document.strip import Line
from cleaner.model import Edit, Outcome

CAUSE = "correction"
OWN = ("title", "date", "speaker")  # what speeches of one page do not share
_NOT_FOUND = "copy it from the page as it is, as one line or several, or delete the row"


@dataclass(frozen=True, slots=True)
class Passages:
    """What stays whatever else wants it, what goes first of all, as sorted and disjoint edits; and how the rows fared."""

    kept: Sequence[Edit] = ()
    dropped: Sequence[Edit] = ()
    outcomes: tuple[Outcome, ...] = ()


def find_passages(text: str, noise: Sequence[Edit], rows: Iterable[Correction]) -> Passages:
    """Find the passages that ``rows`` keep or drop; where two speak of the same characters, the lower row decides."""
    marks: list[Edit] = []
    outcomes = []
    for row in rows:
        if row.action == "keep" or (row.action == "drop" and row.part is None):
            places = _places(text, noise, row)
            marks = overlay([Edit(*place, "", CAUSE, row.action, row.rule) for place in places], marks)
            outcomes.append(_told(row, "" if places else f"the text does not have: {row.value[:60]}", _NOT_FOUND))
    kept = [mark for mark in marks if mark.category == "keep"]
    dropped = [replace(mark, category=CAUSE) for mark in marks if mark.category == "drop"]
    return Passages(kept, dropped, tuple(outcomes))


def _told(row: Correction, problem: str = "", advice: str = "") -> Outcome:
    return Outcome(row.line, problem, advice if problem else "")


def _places(text: str, noise: Sequence[Edit], row: Correction) -> list[tuple[int, int]]:
    """Return where a passage stands, line by line; as people read it, or else as it stands, noise included.

    Noise inside a passage that people read is no part of what stays.
    """
    read = _found(text, noise, apply_edits(row.value, find_noise(row.value)))
    if row.action == "keep":
        read = [piece for place in read for piece in _between(*place, noise)]
    return read or _found(text, (), row.value)


def _found(text: str, noise: Sequence[Edit], value: str) -> list[tuple[int, int]]:
    lines = _lines(value)
    if not lines:
        return []
    seen = view(text, ((edit.start, edit.end, edit.new) for edit in noise))
    places = []
    for match in re.finditer(r" *\n\s*".join(map(re.escape, lines)), seen.text):
        for piece in re.finditer(r"[^\n]+", match[0]):
            places.append(seen.span(match.start() + piece.start(), match.start() + piece.end()))
    return places


def _between(start: int, end: int, noise: Sequence[Edit]) -> Iterable[tuple[int, int]]:
    """Yield the stretches of a range that are not noise."""
    for edit in noise:
        if edit.start < end and start < edit.end:
            if start < edit.start:
                yield start, edit.start
            start = edit.end
    if start < end:
        yield start, end


def _lines(value: str) -> list[str]:
    return [line.strip() for line in fold(value).split("\n") if line.strip()]


def touches(start: int, end: int, marks: Iterable[Edit]) -> bool:
    """Whether any of ``marks`` has a character of a range."""
    return any(mark.start < end and start < mark.end for mark in marks)


@dataclass(frozen=True, slots=True)
class Talk:
    """A speech to be: the lines that stay, those that structure lifted out of it, what is known of it."""

    lines: tuple[Line, ...]
    lifted: tuple[Line, ...]
    fields: Mapping[str, str]


@dataclass(slots=True)
class Revision:
    """The speeches of a document under the hands of its rows.

    ``dropped`` are lines that go, with the row that wants it; ``restored`` those that are no titles and headers any more.
    """

    talks: list[Talk]
    dropped: list[tuple[Line, str]]
    restored: set[Line]
    outcomes: list[Outcome]

    def apply(self, row: Correction) -> None:
        """Carry out one row, unless it is about passages."""
        if row.action == "keep" or (row.action == "drop" and row.part is None):
            return
        if row.part is not None and row.part > len(self.talks):
            there = f"it has {len(self.talks)}" if self.talks else "nothing is left of the document"
            problem = f"there is no speech {row.part}: {there}"
            self.outcomes.append(_told(row, problem, "parts are counted as the rows above leave them"))
            return
        if row.action in FIELDS:
            problem, advice = self.set_field(row)
        elif row.action == "merge":
            problem, advice = self.merge(row)
        elif row.action == "split":
            problem, advice = self.split(row)
        else:
            problem, advice = self.drop(row)
        self.outcomes.append(_told(row, problem, advice))

    def chosen(self, row: Correction) -> list[int]:
        """Return which speeches a row speaks of, from 0."""
        return list(range(len(self.talks))) if row.part is None else [row.part - 1]

    def set_field(self, row: Correction) -> tuple[str, str]:
        """Set or empty a field; this and the other actions return what is wrong and what to do, or nothing."""
        chosen = self.chosen(row)
        if not chosen:
            return "nothing is left of the document", "delete the row"
        if row.action == "title" and len(chosen) > 1:
            return f"the document has {len(chosen)} speeches", "write into the column part which one is meant"
        for number in chosen:
            talk = self.talks[number]
            fields = {name: value for name, value in talk.fields.items() if name != row.action}
            if row.value != EMPTY:
                fields[row.action] = given_date(row.value) if row.action in DATED else row.value
            self.talks[number] = replace(talk, fields=fields)
        return "", ""

    def merge(self, row: Correction) -> tuple[str, str]:
        """Join a speech onto the one before; its title and header become text again."""
        number = (row.part or 0) - 1
        before, after = self.talks[number - 1], self.talks[number]
        lines = sorted((*before.lines, *after.lifted, *after.lines), key=lambda line: line.start)
        self.restored.update(after.lifted)
        self.talks[number - 1 : number + 1] = [replace(before, lines=tuple(lines))]
        return "", ""

    def split(self, row: Correction) -> tuple[str, str]:
        """Let a speech begin at a line, which stays in it."""
        found = [(number, at) for number in self.chosen(row) for at in _runs(self.talks[number], row.value)]
        within = [(number, at) for number, at in found if at > 0]
        if len(within) != 1:
            if found and not within:
                return f"a speech begins there already: {row.value[:60]}", "delete the row"
            if not found:
                return f"no line of a speech is: {row.value[:60]}", "copy the whole line from the record"
            what = f"{len(within)} lines are: {row.value[:60]}"
            return what, "put the line after it into the same cell too, or say in the column part which speech"
        number, at = within[0]
        talk = self.talks[number]
        shared = {name: value for name, value in talk.fields.items() if name not in OWN}
        self.talks[number : number + 1] = [
            replace(talk, lines=talk.lines[:at]),
            Talk(talk.lines[at:], (), shared),
        ]
        return "", ""

    def drop(self, row: Correction) -> tuple[str, str]:
        """Leave a whole speech out, or, with a value, lines of it."""
        number = (row.part or 0) - 1
        talk = self.talks[number]
        length = len(_lines(row.value))
        gone = {at + i for at in _runs(talk, row.value) for i in range(length)} if row.value else range(len(talk.lines))
        if not gone:
            advice = "copy the whole line; to drop a passage inside a line, empty the column part"
            return f"no line of speech {row.part} is: {row.value[:60]}", advice
        self.dropped += [(talk.lines[at], row.rule) for at in sorted(gone)]
        left = tuple(line for at, line in enumerate(talk.lines) if at not in gone)
        self.talks[number : number + 1] = [replace(talk, lines=left)] if left else []
        return "", ""


def _runs(talk: Talk, value: str) -> list[int]:
    """Return where in a speech the lines of ``value`` stand one under the other."""
    wanted = _lines(apply_edits(value, find_noise(value)))
    texts = [line.text for line in talk.lines]
    return [at for at in range(len(texts)) if wanted and texts[at : at + len(wanted)] == wanted]
