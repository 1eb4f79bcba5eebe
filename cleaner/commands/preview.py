"""``cleaner preview``: what cleaning would do, on a sample of pages, before and after; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cleaner.commands.colours import BOLD, DIM, RED, painted, plain
from cleaner.commands.columns import cut, padded, printable, width
from cleaner.commands.sampling import sampled
from cleaner.config import Config
from cleaner.document.clean import clean
from cleaner.document.paragraphs import STRUCTURE
from cleaner.errors import InputError, UsageError
from cleaner.model import Cleaned, Edit
from cleaner.prepare import matcher, options
from cleaner.store.records import TAKING

PAGES = 20
LINES = 3
PLAIN_COLUMNS = 100  # of what is no terminal
SIDE_BY_SIDE = 110  # columns from which before and after stand beside each other


@dataclass(frozen=True, slots=True)
class Gone:
    """What goes: the text, the rule's id (or what else takes it), and how many times that happens."""

    text: str
    why: str
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page before and after: its titles and dates, the share of its characters that stays, what goes, all its lines."""

    place: str
    encoding: str
    titles: tuple[str, ...]
    dates: tuple[str, ...]
    characters: int
    kept: int
    gone: tuple[Gone, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]


def preview(
    inputs: Sequence[str | Path],
    config: Config | None = None,
    *,
    sample: int = PAGES,
    failed: list[InputError] | None = None,
) -> list[Page]:
    """Clean a sample of the pages of ``inputs``, spread over folders and sites, the same each time.

    Only the pages of the sample are read and cleaned. Those that cannot be read are added to ``failed``; others take their
    places.
    """
    config, failed = config or Config(), [] if failed is None else failed
    if sample < 1:
        raise UsageError(f"'--sample' must be a whole number from 1, not {sample}", code="sample")
    return [
        _page(clean(drawn.document, matcher(config), options(config, drawn.document)), drawn.place)
        for drawn in sampled(inputs, config, sample, failed)
    ]


def _page(cleaned: Cleaned, place: str) -> Page:
    text = cleaned.document.text
    return Page(
        place=place,
        encoding=cleaned.document.decoded.encoding,
        titles=tuple(speech.title for speech in cleaned.speeches if speech.title),
        dates=tuple(dict.fromkeys(speech.date or speech.published or "" for speech in cleaned.speeches)),
        characters=_ink(text),
        kept=sum(_ink(paragraph.text) for speech in cleaned.speeches for paragraph in speech.paragraphs),
        gone=tuple(_gone(cleaned.edits, text)),
        before=_filled(text.replace("\r", "\n")),
        after=_filled(cleaned.text),
    )


def _ink(text: str) -> int:
    return len("".join(text.split()))


def _filled(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.split("\n") if line.strip())


def _gone(edits: Iterable[Edit], text: str) -> Iterator[Gone]:
    """Yield what goes: first what rules take, then what is lifted, each in the order of the page.

    What goes several times is told once, and noise once a kind.
    """
    found: dict[tuple[str, str], tuple[str, int]] = {}
    for edit in sorted(edits, key=lambda edit: edit.rule == STRUCTURE):
        old = text[edit.start : edit.end].strip()
        if old and edit.cause in TAKING:
            why = "lifted" if edit.rule == STRUCTURE else edit.rule
            key = (why, "" if edit.cause == "noise" else old)
            first, count = found.get(key, (old, 0))
            found[key] = first, count + 1
    yield from (Gone(old, why, count) for (why, _), (old, count) in found.items())


def preview_lines(
    pages: Sequence[Page],
    *,
    lines: int = LINES,
    columns: int = PLAIN_COLUMNS,
    colour: bool = False,
    said: Callable[[str], str] = str,
) -> Iterator[str]:
    """Yield the pages for people: of each, what goes, and the first and last lines before and after; words as ``said``."""
    if lines < 1:
        raise UsageError(f"'--lines' must be a whole number from 1, not {lines}", code="lines")
    columns = max(columns, 40)
    paint = painted if colour else plain
    for number, page in enumerate(pages, 1):
        yield paint(BOLD, cut(f"── {number}/{len(pages)}  {page.place}", columns))
        for what, values in (("title", page.titles), ("date", page.dates)):
            shown = [printable(value) for value in values if value]
            more = said(f" … {len(shown)} in all") if len(shown) > lines else ""
            yield f"   {padded(said(what), 5)}  {cut(' · '.join(shown[:lines]) or '-', columns - 10 - len(more))}{more}"
        share = page.kept / max(page.characters, 1)
        yield said(f"   kept   {share:.0%} of {page.characters:,} characters ({page.encoding})")
        yield from (paint(code, line) for code, line in _gone_lines(page.gone, lines * 4, columns, said))
        yield from _both(page, lines, columns, paint, said)
        yield ""
    size = sum(page.characters for page in pages)
    kept = sum(page.kept for page in pages) / max(size, 1)
    yield said(f"{len(pages)} pages; {kept:.0%} of their {size:,} characters stay; nothing was written")


def _gone_lines(gone: Sequence[Gone], most: int, columns: int, said: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Yield (colour, line) for what goes: the text, the rule, how many times."""
    if not gone:
        yield DIM, said("   nothing goes")
    room = min(max(width(printable(piece.why)) for piece in gone[:most]), 32) if gone else 0
    for piece in gone[:most]:
        times = f" ×{piece.count}" if piece.count > 1 else ""
        yield RED, f"   - {padded(piece.why, room)}  {cut(piece.text, columns - room - len(times) - 7)}{times}"
    if len(gone) > most:
        yield DIM, said(f"   … and {len(gone) - most} more")


def _both(
    page: Page, lines: int, columns: int, paint: Callable[[str, str], str], said: Callable[[str], str]
) -> Iterator[str]:
    """Yield the first and last lines before and after: beside each other where there is room, else one above the other."""
    before, after = _ends(page.before, lines, said), _ends(page.after, lines, said) or [said("(nothing is left)")]
    if columns < SIDE_BY_SIDE:
        for name, shown in (("before", before), ("after", after)):
            yield paint(DIM, f"   {said(name)}")
            yield from (f"   | {cut(line, columns - 5)}" for line in shown)
        return
    half = (columns - 6) // 2
    yield paint(DIM, f"   {padded(said('before'), half)} | {said('after')}")
    for row in range(max(len(before), len(after))):
        left = before[row] if row < len(before) else ""
        yield f"   {padded(left, half)} | {cut(after[row] if row < len(after) else '', half)}".rstrip()


def _ends(lines: Sequence[str], count: int, said: Callable[[str], str]) -> list[str]:
    """Return the first and the last lines, and how many are between them."""
    if len(lines) <= 2 * count + 1:
        return list(lines)
    return [*lines[:count], said(f"… {len(lines) - 2 * count} lines …"), *lines[-count:]]
