"""One document's story on one screen: noise, rules and structure mark; then paragraphs are what is left."""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from cleaner.document import script as scripts
from cleaner.document.corrections import Correction
from cleaner.document.dates import iso_date
from cleaner.document.edits import apply_edits, disjoint, overlay, without
from cleaner.document.fold import fold
from cleaner.document.forms import LONGEST_TITLE, is_heading, is_salutation
from cleaner.document.mend import joins
from cleaner.document.noise import find_noise, repeats
from cleaner.document.revise import CAUSE as CORRECTION
from cleaner.document.revise import Revision, Talk, find_passages, touches
from cleaner.document.speeches import Outline, Part, outline
from cleaner.document.strip import Line, Matcher, Stripped, strip
from cleaner.document.titles import title_key
from cleaner.model import Cleaned, Document, Edit, Paragraph, Speech

SENTENCE_ENDS = frozenset("。!?…:;)】》\"'~")
SHORTEST_SENTENCE = 20  # code points
COLLECTION = "collection"  # the key of the metadata that holds the title of a whole collection
FOUND = "found_"  # before the name of a field in the metadata: what was found where a list says otherwise
STRUCTURE = "structure"  # what stands in Edit.rule for edits that no rule file asked for


@dataclass(frozen=True, slots=True)
class Options:
    """How a document is cleaned: ``script`` is keep, simplified or traditional; ``split`` allows several speeches.

    ``corrections`` are the rows that are meant for this document.
    """

    script: str = "keep"
    split: bool = True
    corrections: tuple[Correction, ...] = ()


def clean(document: Document, matcher: Matcher, options: Options | None = None) -> Cleaned:
    """Clean one document: say what goes, what comes and what is lifted, and which speeches that leaves."""
    options = options or Options()
    text = document.text
    known = title_key(fold(document.fields.get("title", ""))) or None
    breaks = _breaks(document)

    def structure(lines: list[Line], done: set[int], dated: set[int]) -> Outline:
        return outline(lines, done, dated, split=options.split, title=known is None, known=known, breaks=breaks)

    given = [mark for mark in document.marks if mark.cause != "noise"]
    noise = overlay([mark for mark in document.marks if mark.cause == "noise"], find_noise(text))
    passages = find_passages(text, noise, options.corrections)
    kept = passages.kept
    noise = overlay(passages.dropped, without(noise, kept))
    stripped = strip(
        text,
        matcher,
        noise=noise,
        kept=kept,
        given=given,
        host=_host(document),
        arrange=lambda lines, *marked: structure(lines, *marked).arrangement(lines),
        breaks=breaks,
    )
    page = structure(stripped.lines, set(), {lift.row for lift in stripped.lifted})
    lifted = _listed(document.listed, _lifted(document.fields, page, stripped, text))
    freed = {row for row in page.lifted_lines() if _touches(stripped, row, kept)}
    bodies = [_body(part, page, stripped, freed) for part in page.parts]
    again = {body[n] for body in bodies for n in repeats([line.text for line in body])}
    again = {line for line in again if not touches(*_range(line, stripped), kept)}
    revision = _revised(page, stripped, [[line for line in body if line not in again] for body in bodies], lifted[1])
    for row in options.corrections:
        revision.apply(row)
    edits = overlay(stripped.edits, disjoint(_lift_edits(page, stripped, freed, revision.restored)))
    edits = overlay(passages.dropped, overlay(edits, overlay(without(given, kept), noise)))
    edits = overlay(edits, sorted((_doubled(line, stripped) for line in again), key=lambda edit: edit.start))
    edits = overlay(_drops(revision, stripped), edits)
    drafts, mended = _paragraphs(text, [talk.lines for talk in revision.talks], stripped, breaks)
    edits = overlay(edits, mended)
    if options.script != "keep":
        edits = _in_script(text, drafts, edits, options.script)
    edits = _nothing_new_between(overlay(edits, _layout(text, drafts)), drafts, mended)
    speeches = _speeches(text, drafts, edits, [talk.fields for talk in revision.talks], matcher)
    metadata = lifted[0] | _collection(page, speeches, lifted[0])
    if options.script != "keep":
        speeches = tuple(_converted(speech, options.script) for speech in speeches)
        metadata = {k: scripts.convert(v, options.script) if k == COLLECTION else v for k, v in metadata.items()}
    sites = ",".join(sorted(stripped.sites)) or None
    outcomes = sorted((*passages.outcomes, *revision.outcomes), key=lambda outcome: outcome.line)
    return Cleaned(document, tuple(edits), speeches, metadata, sites, tuple(outcomes))


def _collection(page: Outline, speeches: Sequence[Speech], whole: Mapping[str, str]) -> dict[str, str]:
    """Return the title of a collection as a whole, which is none of its speeches'."""
    title = whole.get("title")
    return {COLLECTION: title} if title and len(page.parts) > 1 and len(speeches) > 1 else {}


def _range(line: Line, stripped: Stripped) -> tuple[int, int]:
    """Return where a line stands in the text."""
    return stripped.view.span(line.start, line.start + len(line.text))


def _touches(stripped: Stripped, row: int, marks: Sequence[Edit]) -> bool:
    line = stripped.lines[row]
    return bool(line.text and marks) and touches(*_range(line, stripped), marks)


def _revised(
    page: Outline, stripped: Stripped, bodies: Sequence[Sequence[Line]], fields: Sequence[Mapping[str, str]]
) -> Revision:
    """Return the speeches as they are before a row of the corrections changes them."""
    lifted = [
        tuple(stripped.lines[row] for row in sorted(part.lifts) if stripped.lines[row].text) for part in page.parts
    ]
    talks = [
        Talk(tuple(body), tuple(line for line in lines if line not in body), known)
        for body, lines, known in zip(bodies, lifted, fields, strict=True)
    ]
    return Revision([talk for talk in talks if talk.lines], [], set(), [])


def _drops(revision: Revision, stripped: Stripped) -> list[Edit]:
    """Return the edits of lines that corrections take out by the speech."""
    edits = [Edit(*_range(line, stripped), "", CORRECTION, CORRECTION, rule) for line, rule in revision.dropped]
    return sorted(edits, key=lambda edit: edit.start)


def _breaks(document: Document) -> tuple[int, ...]:
    """Return the lines at which the later pages of a document begin; their number is that of no view but of all."""
    folded = fold(document.text) if document.pages else ""
    return tuple(folded.count("\n", 0, page.start) for page in document.pages[1:])


def _doubled(line: Line, stripped: Stripped) -> Edit:
    """Take out a line that only says the one before it again; only what the rules leave shows that."""
    return Edit(*_range(line, stripped), "", "noise", "artefact", "doubled")


def _host(document: Document) -> str | None:
    try:
        return urlsplit(document.listed.get("url") or document.fields.get("url", "")).hostname
    except ValueError:  # what is no address names no host
        return None


def _lift_edits(page: Outline, stripped: Stripped, freed: Set[int], restored: Set[Line]) -> Iterable[Edit]:
    for row in page.lifted_lines() - freed:
        line = stripped.lines[row]
        if line not in restored:
            yield Edit(*_range(line, stripped), "", "lift", "metadata", STRUCTURE)


def _body(part: Part, page: Outline, stripped: Stripped, freed: Set[int]) -> list[Line]:
    """Return the lines of a speech that stay; ``freed`` are lines that are kept though they are titles or headers."""
    gone = page.lifted_lines() - freed
    rows = range(part.first, part.last + 1)
    return [stripped.lines[row] for row in rows if stripped.lines[row].text and row not in gone]


@dataclass(frozen=True, slots=True)
class _Draft:
    """A paragraph to be: its range in the text and its folded line; of lines that were joined, the beginning."""

    start: int
    end: int
    folded: str


def _paragraphs(
    text: str, bodies: Sequence[Sequence[Line]], stripped: Stripped, breaks: Sequence[int]
) -> tuple[list[list[_Draft]], list[Edit]]:
    """Make paragraphs of lines; return them by speech, and the joins as edits (over which all others go)."""
    drafts: list[list[_Draft]] = []
    mended: list[Edit] = []
    places = [stripped.lines[row].start for row in breaks]
    turns = [[bisect_right(places, line.start) for line in lines] for lines in bodies] if breaks else ()
    decisions = joins([[line.text for line in lines] for lines in bodies], turns)
    for lines, joined in zip(bodies, decisions, strict=True):
        drafts.append([])
        above = ""
        for line, goes_on in zip(lines, [False, *joined], strict=False):
            start, end = _range(line, stripped)
            if goes_on:
                before = drafts[-1].pop()
                glue = _glue(above, line.text, text[before.end - 1])
                mended.append(Edit(before.end, start, glue, "join", "layout", STRUCTURE))
                start, folded = before.start, (before.folded + glue + line.text)[: LONGEST_TITLE * 2]
            else:
                folded = line.text
            drafts[-1].append(_Draft(start, end, folded))
            above = line.text
    return drafts, mended


def _glue(above: str, below: str, mark: str) -> str:
    """Return a blank where two Latin words meet, behind a comma too; ``mark`` is how the upper line ends before folding."""
    if mark in (",", ";") and above[-2:-1].isalpha() and below[0].isalpha():
        above = above[:-1]
    meeting = above[-1:] + below[0]
    return " " if meeting.isascii() and meeting.isalnum() else ""


def _in_script(text: str, drafts: Iterable[Sequence[_Draft]], edits: Sequence[Edit], target: str) -> list[Edit]:
    """Convert each paragraph that is in the other script; ranges are carried back through the edits inside it."""
    taiwan = scripts.is_taiwanese(text)
    changed: list[Edit] = []
    found: list[Edit] = []
    for draft in (draft for body in drafts for draft in body):
        inside = _inside(edits, draft.start, draft.end)
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


def _inside(edits: Sequence[Edit], start: int, end: int) -> Sequence[Edit]:
    first = bisect_left(edits, start, key=lambda edit: edit.start)
    return edits[first : bisect_left(edits, end, key=lambda edit: edit.start)]


def _layout(text: str, drafts: Iterable[Sequence[_Draft]]) -> list[Edit]:
    """Cover all that lies between the paragraphs: blanks, indents, line ends."""
    gaps = []
    position = 0
    for draft in sorted((draft for body in drafts for draft in body), key=lambda draft: draft.start):
        gaps.append((position, draft.start))
        position = draft.end
    gaps.append((position, len(text)))
    return [Edit(start, end, "", "layout", "layout", STRUCTURE) for start, end in gaps if start < end]


def _nothing_new_between(edits: Sequence[Edit], drafts: Iterable[Sequence[_Draft]], mended: list[Edit]) -> list[Edit]:
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


def _lifted(
    given: Mapping[str, str], page: Outline, stripped: Stripped, text: str
) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Return what is known of the page and of each speech: the input's own word, then lifts in order, the first wins.

    Where a title is repeated the last one counts: the first may carry a site's name.
    """
    firsts = [part.first for part in page.parts]
    whole: dict[str, str] = dict(given)
    parts: list[dict[str, str]] = [{} for _ in firsts]
    for name, row, value in _structure_values(page, stripped, text):
        target = whole if row in page.lifts else parts[bisect_right(firsts, row) - 1]
        target[name] = value if name == "title" else target.get(name, value)
    for lift in sorted(stripped.lifted, key=lambda lift: lift.start):
        part = bisect_right(firsts, lift.row) - 1
        (parts[part] if part > 0 else whole).setdefault(lift.field, lift.value)
    if len(parts) == 1:
        whole = parts[0] | whole
    return whole, [whole | part if len(parts) == 1 else _inherit(whole, part) for part in parts]


def _listed(
    said: Mapping[str, str], found: tuple[dict[str, str], list[dict[str, str]]]
) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Let what a list says of the document go before what was found, which stays beside it."""
    whole, parts = found
    beside = {FOUND + name: whole[name] for name, value in said.items() if whole.get(name, value) != value}
    own = said if len(parts) == 1 else _inherit(said, {})
    return {**whole, **said, **beside}, [{**part, **own} for part in parts]


def _inherit(whole: Mapping[str, str], part: Mapping[str, str]) -> dict[str, str]:
    """A speech of a collection has the page's facts, but a title, date and speaker of its own."""
    return {name: value for name, value in whole.items() if name not in ("title", "date", "speaker")} | dict(part)


def _structure_values(page: Outline, stripped: Stripped, text: str) -> Iterable[tuple[str, int, str]]:
    lifts = dict(page.lifts)
    for part in page.parts:
        lifts |= part.lifts
    title = ""
    for row in sorted(lifts):
        for lift in lifts[row]:
            if lift.end <= lift.start:
                continue
            at = stripped.lines[row].start
            start, end = stripped.view.span(at + lift.start, at + lift.end)
            value = text[start:end].strip()
            if lift.field == "subtitle":
                yield "title", row, title + value
            else:
                yield lift.field, row, value
            title = value if lift.field == "title" else title


def _speeches(
    text: str,
    drafts: Sequence[Sequence[_Draft]],
    edits: Sequence[Edit],
    known: Sequence[Mapping[str, str]],
    matcher: Matcher,
) -> tuple[Speech, ...]:
    speeches = []
    for body, fields in zip(drafts, known, strict=True):
        paragraphs = tuple(_paragraph(text, edits, draft, matcher) for draft in body)
        paragraphs = _with_closing(paragraphs)
        speeches.append(
            Speech(
                title=fields.get("title"),
                date=iso_date(fold(fields.get("date", ""))),
                published=iso_date(fold(fields.get("published", ""))),
                speaker=fields.get("speaker"),
                author=fields.get("author"),
                origin=fields.get("origin"),
                paragraphs=paragraphs,
                truncated=_truncated(paragraphs),
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


def _paragraph(text: str, edits: Sequence[Edit], draft: _Draft, matcher: Matcher) -> Paragraph:
    written = apply_edits(text, _inside(edits, draft.start, draft.end), draft.start, draft.end)
    kind = "称谓" if is_salutation(draft.folded) else "标题" if is_heading(draft.folded) else "正文"
    return Paragraph(draft.start, draft.end, written, kind, matcher.protects(draft.folded))


def _with_closing(paragraphs: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    """Name the last lines 落款 where they hold a date, and the name above it."""
    last = paragraphs[-1]
    if len(paragraphs) < 3 or last.kind != "标题" or iso_date(fold(last.text)) is None:
        return paragraphs
    first = -2 if paragraphs[-2].kind == "标题" else -1
    return paragraphs[:first] + tuple(replace(paragraph, kind="落款") for paragraph in paragraphs[first:])


def _truncated(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether the text stops in mid-sentence: a last paragraph of running text with nothing that ends one."""
    last = fold(paragraphs[-1].text).rstrip()
    prose = len(last) >= SHORTEST_SENTENCE and any(pause in last for pause in ",。;")
    return paragraphs[-1].kind == "正文" and prose and last[-1] not in SENTENCE_ENDS
