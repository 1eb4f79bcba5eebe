"""One document's story on one screen: noise, rules and structure mark; then paragraphs are what is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from cleaner.document import script as scripts
from cleaner.document.corrections import Correction
from cleaner.document.dates import iso_date
from cleaner.document.edits import disjoint, overlay, without
from cleaner.document.fields import COLLECTION, collection, lifted, listed, site_names
from cleaner.document.fold import fold
from cleaner.document.matcher import Matcher
from cleaner.document.noise import find_noise, repeats
from cleaner.document.paragraphs import (
    STRUCTURE,
    Draft,
    Within,
    breaks_off,
    drafted,
    finished,
    in_script,
    layout,
    line_span,
    nothing_new_between,
    said_on,
    signed_on,
    with_closing,
)
from cleaner.document.revise import CAUSE as CORRECTION
from cleaner.document.revise import Passages, Revision, Talk, find_passages, touches
from cleaner.document.speeches import Outline, outline
from cleaner.document.strip import Line, Stripped, strip
from cleaner.document.titles import title_key
from cleaner.model import Cleaned, Document, Edit, Speech


@dataclass(frozen=True, slots=True)
class Options:
    """How a document is cleaned: ``script`` is keep, simplified or traditional; ``split`` allows several speeches.

    ``corrections`` are the rows that are meant for this document.
    """

    script: str = "keep"
    split: bool = True
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    """What noise, rules and structure say of a text; ``given`` are the marks that came with it.

    ``freed`` are lines that a correction keeps though they are titles or headers.
    """

    text: str
    noise: Sequence[Edit]
    given: Sequence[Edit]
    passages: Passages
    stripped: Stripped
    page: Outline
    breaks: tuple[int, ...]
    freed: frozenset[int]


def clean(document: Document, matcher: Matcher, options: Options | None = None) -> Cleaned:
    """Clean one document: say what goes, what comes and what is lifted, and which speeches that leaves."""
    options = options or Options()
    read = _read(document, matcher, options)
    whole, fields = listed(document.listed, lifted(document.fields, read.page, read.stripped, read.text))
    bodies, again = _bodies(read)
    revision = _revised(read, bodies, fields)
    for row in options.corrections:
        revision.apply(row)
    edits = _marks(read, revision, again)
    drafts, edits = _shaped(read, [talk.lines for talk in revision.talks], edits, options.script)
    speeches = _speeches(read.text, drafts, edits, [talk.fields for talk in revision.talks], matcher)
    metadata = whole | collection(read.page, speeches, whole)
    if options.script != "keep":
        speeches = tuple(_converted(speech, options.script) for speech in speeches)
        metadata = {k: scripts.convert(v, options.script) if k == COLLECTION else v for k, v in metadata.items()}
    sites = ",".join(sorted(read.stripped.sites)) or None
    outcomes = sorted((*read.passages.outcomes, *revision.outcomes), key=lambda outcome: outcome.line)
    return Cleaned(document, tuple(edits), speeches, metadata, sites, tuple(outcomes))


def _read(document: Document, matcher: Matcher, options: Options) -> _Read:
    """Let noise, rules and structure read a document, the latter two in turn."""
    text = document.text
    breaks = _breaks(document)
    structure = _Structure(document, breaks, split=options.split)
    given = [mark for mark in document.marks if mark.cause != "noise"]
    noise = overlay([mark for mark in document.marks if mark.cause == "noise"], find_noise(text))
    passages = find_passages(text, noise, options.corrections)
    noise = overlay(passages.dropped, without(noise, passages.kept))
    stripped = strip(
        text,
        matcher,
        noise=noise,
        kept=passages.kept,
        given=given,
        host=_host(document),
        arrange=lambda lines, *marked: structure(lines, *marked).arrangement(lines),
        breaks=breaks,
    )
    page = structure(stripped.lines, set(), {lift.row for lift in stripped.lifted})
    freed = frozenset(row for row in page.lifted_lines() if _touches(stripped, row, passages.kept))
    return _Read(text, noise, given, passages, stripped, page, breaks, freed)


class _Structure:
    """Reads the structure off the lines of one document, in every round; lines that have not changed are read once."""

    def __init__(self, document: Document, breaks: Sequence[int], *, split: bool) -> None:
        self._known = title_key(fold(document.fields.get("title", ""))) or None
        self._breaks, self._split = breaks, split
        self._written: set[int] = set()  # lines that held anything in some round
        self._last: tuple[list[Line], set[int], set[int], Outline] | None = None

    def __call__(self, lines: list[Line], done: set[int], dated: set[int]) -> Outline:
        if self._last is not None and self._last[:3] == (lines, done, dated):
            return self._last[3]
        self._written.update(row for row, line in enumerate(lines) if line.text)
        page = outline(
            lines,
            done,
            dated,
            split=self._split,
            title=self._known is None,
            known=self._known,
            breaks=self._breaks,
            written=self._written,
        )
        self._last = [*lines], {*done}, {*dated}, page
        return page


def _bodies(read: _Read) -> tuple[list[list[Line]], list[Line]]:
    """Return the lines of each speech that stay, and those that only say the one before them again."""
    lines, lifted = read.stripped.lines, read.page.lifted_lines() - read.freed
    bodies = [
        [lines[row] for row in range(part.first, part.last + 1) if lines[row].text and row not in lifted]
        for part in read.page.parts
    ]
    doubled = (body[number] for body in bodies for number in repeats([line.text for line in body]))
    again = [line for line in doubled if not touches(*line_span(line, read.stripped), read.passages.kept)]
    gone = frozenset(again)
    return [[line for line in body if line not in gone] for body in bodies], again


def _revised(read: _Read, bodies: Sequence[Sequence[Line]], fields: Sequence[Mapping[str, str]]) -> Revision:
    """Return the speeches as they are before a row of the corrections changes them."""
    talks = []
    for part, body, known in zip(read.page.parts, bodies, fields, strict=True):
        heads = (read.stripped.lines[row] for row in sorted(part.lifts))
        talks.append(Talk(tuple(body), tuple(line for line in heads if line.text and line not in body), known))
    return Revision([talk for talk in talks if talk.lines], [], set(), [])


def _marks(read: _Read, revision: Revision, again: Iterable[Line]) -> list[Edit]:
    """Return what noise, rules, corrections and structure take out, the weightier cause over the other."""
    stripped, passages = read.stripped, read.passages
    lifts = (stripped.lines[row] for row in read.page.lifted_lines() - read.freed)
    lifted = [
        Edit(*line_span(line, stripped), "", "lift", "metadata", STRUCTURE)
        for line in lifts
        if line not in revision.restored
    ]
    # only what the rules leave shows that a line says the one before it again
    doubled = [Edit(*line_span(line, stripped), "", "noise", "artefact", "doubled") for line in again]
    edits = overlay(stripped.edits, disjoint(lifted))
    edits = overlay(passages.dropped, overlay(edits, overlay(without(read.given, passages.kept), read.noise)))
    edits = overlay(edits, sorted(doubled, key=lambda edit: edit.start))
    return overlay(_drops(revision, stripped), edits)


def _shaped(
    read: _Read, bodies: Sequence[Sequence[Line]], edits: Sequence[Edit], script: str
) -> tuple[list[list[Draft]], list[Edit]]:
    """Make paragraphs of what is left; return them by speech, and all edits."""
    names = site_names(read.page, read.stripped)
    drafts, mended = drafted(read.text, bodies, read.stripped, read.breaks, names)
    edits = overlay(edits, mended)
    if script != "keep":
        edits = in_script(read.text, drafts, edits, script)
    return drafts, nothing_new_between(overlay(edits, layout(read.text, drafts)), drafts, mended)


def _touches(stripped: Stripped, row: int, marks: Sequence[Edit]) -> bool:
    line = stripped.lines[row]
    return bool(line.text and marks) and touches(*line_span(line, stripped), marks)


def _drops(revision: Revision, stripped: Stripped) -> list[Edit]:
    """Return the edits of lines that corrections take out by the speech."""
    edits = [Edit(*line_span(line, stripped), "", CORRECTION, CORRECTION, rule) for line, rule in revision.dropped]
    return sorted(edits, key=lambda edit: edit.start)


def _breaks(document: Document) -> tuple[int, ...]:
    """Return the lines at which the later pages of a document begin; their number is that of no view but of all."""
    folded = fold(document.text) if document.pages else ""
    return tuple(folded.count("\n", 0, page.start) for page in document.pages[1:])


def _host(document: Document) -> str | None:
    try:
        return urlsplit(document.listed.get("url") or document.fields.get("url", "")).hostname
    except ValueError:  # what is no address names no host
        return None


def _speeches(
    text: str,
    drafts: Sequence[Sequence[Draft]],
    edits: Sequence[Edit],
    known: Sequence[Mapping[str, str]],
    matcher: Matcher,
) -> tuple[Speech, ...]:
    speeches = []
    within = Within(edits)
    for body, fields in zip(drafts, known, strict=True):
        paragraphs = tuple(finished(text, within, draft, matcher) for draft in body)
        paragraphs = with_closing(paragraphs)
        speeches.append(
            Speech(
                title=fields.get("title"),
                date=iso_date(fold(fields.get("date", ""))) or said_on(paragraphs) or signed_on(paragraphs),
                published=iso_date(fold(fields.get("published", ""))),
                speaker=fields.get("speaker"),
                author=fields.get("author"),
                origin=fields.get("origin"),
                paragraphs=paragraphs,
                truncated=breaks_off(paragraphs),
            )
        )
    return tuple(speeches)


def _converted(speech: Speech, target: str) -> Speech:
    """Bring what was lifted into the script of the text."""

    def convert(value: str | None) -> str | None:
        return value and scripts.convert(value, target)

    return replace(
        speech,
        title=convert(speech.title),
        speaker=convert(speech.speaker),
        author=convert(speech.author),
        origin=convert(speech.origin),
    )
