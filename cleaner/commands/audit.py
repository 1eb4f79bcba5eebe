"""``cleaner audit``: a sheet of what was removed and what was kept, for a person to mark; and what the marks say.

Removed pieces are drawn from each rule, kept lines from each place where chrome would hide. Since a rare rule is drawn as
often as a common one, each row says how many pieces it stands for, and what is estimated counts it as that many.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from heapq import heappush, heapreplace
from pathlib import Path
from typing import Any

from cleaner.commands.sampling import sampled
from cleaner.commands.sheets import SUFFIXES, plain, read_sheet, sheet_bytes
from cleaner.config import Config
from cleaner.document.clean import clean
from cleaner.draws import rank
from cleaner.errors import InputError, OutputError, UsageError
from cleaner.folders import MANIFEST
from cleaner.model import Edit
from cleaner.prepare import matcher, options
from cleaner.report.corpus import documents, opened, raw_files

SAMPLE = 200  # rows
MOST_ROWS = 10_000
PAGES = 2000  # pages of raw inputs that are cleaned for a sheet
CONTEXT = 60  # code points on either side
LONGEST = 600  # code points of a text that are shown
SHORT = 12  # code points of a kept line in which chrome would hide
EDGE = 3  # kept lines at either end of a document in which chrome would hide
LEAST_NOISE = 2  # letters; single characters of noise are no matter for a sheet

REMOVED, KEPT = "删除", "保留"
RIGHT, WRONG = "对", "错"
COLUMNS = ("编号", "类型", "前文", "内容", "后文", "判断", "规则", "类别", "文件", "行", "代表条数")
NEEDED = ("类型", "判断", "规则", "类别", "代表条数")
SHARES = {"短行": 0.25, "开头": 0.2, "结尾": 0.25, "正文": 0.3}  # of the kept lines, by where they stand; most are 正文
MARKS = {
    RIGHT: ("对", "對", "√", "✓", "✔", "是", "y", "yes", "ok", "1", "true"),
    WRONG: ("错", "錯", "×", "✗", "✘", "x", "否", "n", "no", "0", "false"),
}
NOTES = (
    f"每行一处。请只看“内容”（前后文供参考），在“判断”列选“{RIGHT}”或“{WRONG}”。",
    f"类型为“{REMOVED}”：{RIGHT} = 是网页噪声，该删；{WRONG} = 是讲话内容，误删。",
    f"类型为“{KEPT}”：{RIGHT} = 是讲话内容，该留；{WRONG} = 是网页噪声，漏删。",
    "拿不准的留空。行可以排序、筛选，不要改动其他列。",
    "标完存盘后运行：cleaner audit --read 文件名",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A piece that was removed or a line that was kept, where it stands, and how many it stands for."""

    kind: str
    before: str
    text: str
    after: str
    rule: str
    category: str
    source: str
    line: int
    stands_for: float = 1.0
    verdict: str = ""

    @property
    def stratum(self) -> tuple[str, str]:
        """What the row was drawn from: its rule, or for a kept line the place where it stands."""
        return self.kind, self.rule or self.category


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet, and of how many pages, removed pieces and kept lines they were drawn."""

    rows: tuple[Row, ...]
    pages: int
    removed: int
    kept: int


@dataclass(frozen=True, slots=True)
class _Page:
    source: str
    text: str
    edits: Sequence[Edit]


def audit(
    inputs: Sequence[str | Path],
    config: Config | None = None,
    *,
    sample: int = SAMPLE,
    seed: int = 0,
    failed: list[InputError] | None = None,
) -> Sheet:
    """Draw ``sample`` rows from a corpus folder, or from raw inputs, of which a sample of PAGES is cleaned.

    The same corpus and ``seed`` give the same rows. Inputs that cannot be read are added to ``failed``.
    """
    config, failed = config or Config(), [] if failed is None else failed
    if not 1 <= sample <= MOST_ROWS:
        raise UsageError(f"'--sample' must be a whole number from 1 to {MOST_ROWS}, not {sample}", code="sample")
    corpus = Path(inputs[0]) if len(inputs) == 1 and (Path(inputs[0]) / MANIFEST).is_file() else None
    pages = _corpus_pages(corpus) if corpus is not None else _raw_pages(inputs, config, failed)
    urn, count = _Urn(sample, seed), 0
    for page in pages:
        count += 1
        for piece in _pieces(page):
            urn.add(piece, page)
    if not urn.sizes:
        raise UsageError("there is nothing to audit", code="no-input", file=", ".join(map(str, inputs)))
    return Sheet(tuple(urn.draw()), count, urn.population(REMOVED), urn.population(KEPT))


def _raw_pages(inputs: Sequence[str | Path], config: Config, failed: list[InputError]) -> Iterator[_Page]:
    for drawn in sampled(inputs, config, PAGES, failed):
        cleaned = clean(drawn.document, matcher(config), options(config, drawn.document))
        yield _Page(drawn.place, drawn.document.text, cleaned.edits)


def _corpus_pages(corpus: Path) -> Iterator[_Page]:
    """Yield all documents of a corpus, out of its ledger and its records, which have the same order."""
    found = opened(corpus)
    if not found.full:
        advice = "it was written without --ledger full; audit the raw files instead"
        raise OutputError("the ledger holds no old text", code="ledger", file=str(corpus), advice=advice)
    for text in documents(found):
        for source, raw, edits in raw_files(text):
            yield _Page(f"{source}#{text.key}" if text.key else source, raw, edits)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Something that may become a row: a range of a page, and what is shown of it."""

    kind: str
    rule: str
    category: str
    start: int
    end: int
    text: str


def _pieces(page: _Page) -> Iterator[_Piece]:
    """Yield what was removed from a page and what was kept of it."""
    for edit in page.edits:
        old = page.text[edit.start : edit.end]
        letters = sum(char.isalnum() for char in old)
        noise = edit.cause == "noise" and not edit.new and letters >= LEAST_NOISE
        if noise or (edit.cause in ("rule", "lift") and old.strip()):
            start = edit.start + len(old) - len(old.lstrip())
            yield _Piece(REMOVED, edit.rule, edit.category, start, start + len(old.strip()), old.strip())
    lines = _kept_lines(page)
    for number, (start, end, text) in enumerate(lines):
        edge = "结尾" if len(lines) - number <= EDGE else "开头" if number < EDGE else ""
        yield _Piece(KEPT, "", edge or ("短行" if len(text) <= SHORT else "正文"), start, end, text)


def _kept_lines(page: _Page) -> list[tuple[int, int, str]]:
    """Return, for each line of the raw text of which something is kept, its range and what is kept."""
    text = _one_line_end(page.text)
    lines: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    row = position = 0
    for edit in (*page.edits, Edit(len(text), len(text), "", "", "", "")):
        for number, part in enumerate(text[position : edit.start].split("\n")):
            row += number > 0
            lines[row].append((position, position + len(part), part))
            position += len(part) + 1
        lines[row].append((edit.start, edit.end, edit.new))
        row += text.count("\n", edit.start, edit.end)
        position = edit.end
    kept = ([part for part in lines[row] if part[2]] for row in sorted(lines))
    joined = ((parts[0][0], parts[-1][1], "".join(part[2] for part in parts).strip()) for parts in kept if parts)
    return [line for line in joined if line[2]]


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", " \n").replace("\r", "\n")


class _Urn:
    """Draws rows evenly from all rules and places; of each it holds no more than could be drawn."""

    def __init__(self, sample: int, seed: int) -> None:
        self.sample, self.seed = sample, seed
        self.sizes: Counter[tuple[str, str]] = Counter()
        self.heaps: dict[tuple[str, str], list[tuple[int, int, Row]]] = defaultdict(list)

    def add(self, piece: _Piece, page: _Page) -> None:
        """Count a piece, and hold it where its number is among the smallest of its stratum."""
        stratum = piece.kind, piece.rule or piece.category
        self.sizes[stratum] += 1
        heap, number = self.heaps[stratum], -rank(self.seed, page.source, piece.start, piece.kind)
        if len(heap) < self.sample:
            heappush(heap, (number, self.sizes[stratum], _row(piece, page)))
        elif number > heap[0][0]:
            heapreplace(heap, (number, self.sizes[stratum], _row(piece, page)))

    def population(self, kind: str) -> int:
        """Return how many pieces of a kind there were."""
        return sum(size for stratum, size in self.sizes.items() if stratum[0] == kind)

    def draw(self) -> list[Row]:
        """Return the rows in an order that tells nothing."""
        removed = {s: len(self.heaps[s]) for s, _ in self.sizes.most_common() if s[0] == REMOVED}
        kept = {(KEPT, place): len(self.heaps.get((KEPT, place), ())) for place in SHARES}
        half = min(sum(removed.values()), max(self.sample // 2, self.sample - sum(kept.values())))
        counts = allocate(removed, half, dict.fromkeys(removed, 1.0))
        counts |= allocate(kept, self.sample - half, {(KEPT, place): share for place, share in SHARES.items()})
        rows = [
            replace(row, stands_for=self.sizes[stratum] / count)
            for stratum, count in counts.items()
            for _, _, row in sorted(self.heaps[stratum], key=lambda item: -item[0])[:count]
        ]
        return sorted(rows, key=lambda row: rank(self.seed, row.source, row.line, row.text, row.kind, row.before))


def allocate(
    sizes: Mapping[tuple[str, str], int], quota: int, weights: Mapping[tuple[str, str], float]
) -> dict[tuple[str, str], int]:
    """Share a quota out by weight, one after the other; no stratum gives more than it has, those that give none are left out.

    >>> allocate({("", "a"): 1, ("", "b"): 9, ("", "c"): 9}, 6, {("", "a"): 1, ("", "b"): 1, ("", "c"): 1})
    {('', 'a'): 1, ('', 'b'): 3, ('', 'c'): 2}
    """
    given = dict.fromkeys(sizes, 0)
    for _ in range(min(quota, sum(sizes.values()))):
        open_ = (stratum for stratum in sizes if given[stratum] < sizes[stratum])
        given[min(open_, key=lambda stratum: (given[stratum] + 1) / weights[stratum])] += 1
    return {stratum: count for stratum, count in given.items() if count}


def _row(piece: _Piece, page: _Page) -> Row:
    text = page.text
    before, after = text[max(piece.start - CONTEXT, 0) : piece.start], text[piece.end : piece.end + CONTEXT]
    line = _one_line_end(text[: piece.start]).count("\n") + 1
    shown = _shown(before), _shown(piece.text), _shown(after)
    return Row(piece.kind, *shown, piece.rule, piece.category, page.source, line)


def _shown(text: str) -> str:
    """Return a text on one line, with a sign for each line end; of a long one the beginning and the end."""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]} …… {text[-LONGEST // 2 :]}"
    return re.sub(r"\s*\n\s*", " ⏎ ", _one_line_end(text)).strip(" \t\u3000")


def to_file(sheet: Sheet, suffix: str) -> bytes:
    """Return the sheet as the bytes of an .xlsx or .csv file."""
    if suffix.lower() not in SUFFIXES:
        raise UsageError(f"a sheet is {' or '.join(SUFFIXES)}, not '{suffix}'", code="sheet")
    rows = [
        (number, r.kind, r.before, r.text, r.after, "", r.rule, r.category, r.source, r.line, round(r.stands_for, 2))
        for number, r in enumerate(sheet.rows, 1)
    ]
    return sheet_bytes(suffix, COLUMNS, rows, choices=("判断", (RIGHT, WRONG)), notes=NOTES)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the marks say of some rows: how many were marked, how many of these count, and their share.

    ``share`` counts each row as many as it stands for; ``low`` and ``high`` are its 95 % Wilson interval, with the number of
    rows that such weights are worth (Kish). All three are None where nothing is marked.
    """

    rows: int
    marked: int
    counted: int
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a marked sheet says: of removals the share that is right, of kept lines the share that is missed chrome.

    ``repeated`` rows stood there once more, and were not counted again.
    """

    removals: Estimate
    missed: Estimate
    removals_by_category: Mapping[str, Estimate]
    missed_by_place: Mapping[str, Estimate]
    unmarked: int
    unclear: int
    wrong: tuple[Row, ...]
    repeated: int = 0


def read_audit(path: str | Path) -> Outcome:
    """Read a marked sheet back. Raises UsageError where it is none of ours."""
    table = read_sheet(path, NEEDED)
    distinct = _distinct(table)
    marked = [_from_cells(cells) for cells in distinct]
    rows = [row for row, _ in marked]
    kinds = {kind: [row for row in rows if row.kind == kind] for kind in (REMOVED, KEPT)}
    return Outcome(
        removals=estimate(kinds[REMOVED], RIGHT),
        missed=estimate(kinds[KEPT], WRONG),
        removals_by_category=_by_category(kinds[REMOVED], RIGHT),
        missed_by_place=_by_category(kinds[KEPT], WRONG),
        unmarked=sum(not row.verdict for row in rows),
        unclear=sum(unclear for _, unclear in marked),
        wrong=tuple(row for row in rows if row.verdict == WRONG),
        repeated=len(table) - len(distinct),
    )


def _distinct(table: Iterable[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Return each numbered row once, as where sheets were put together; two marks that differ say nothing we know."""
    found: dict[object, Mapping[str, str]] = {}
    for position, cells in enumerate(table):
        own = tuple(cells.get(name, "") for name in COLUMNS if name != "判断")
        known = found.setdefault(own if cells.get("编号") else position, cells)
        if known is not cells and _verdict(known) != _verdict(cells):
            marks = [each["判断"] for each in (known, cells) if each["判断"]]
            found[own] = {**known, "判断": " / ".join(marks)}
    return list(found.values())


def _verdict(cells: Mapping[str, str]) -> str:
    """Return what the mark of a row says, nothing where it is none that we know."""
    mark = plain(cells["判断"]).strip().lower().removesuffix(".0")
    return next((verdict for verdict, marks in MARKS.items() if mark in marks), "")


def _from_cells(cells: Mapping[str, str]) -> tuple[Row, bool]:
    """Return the row, and whether its mark says nothing we know."""
    verdict = _verdict(cells)
    text = {name: plain(cells.get(name, "")) for name in COLUMNS}
    line = text["行"].removesuffix(".0")
    row = Row(
        *(text["类型"], text["前文"], text["内容"], text["后文"], text["规则"], text["类别"], text["文件"]),
        line=int(line) if line.isdecimal() else 0,
        stands_for=_number(text["代表条数"]),
        verdict=verdict,
    )
    return row, bool(plain(cells["判断"]).strip()) and not verdict


def _number(cell: str) -> float:
    try:
        return max(float(cell), 1.0)
    except ValueError:
        return 1.0


def _by_category(rows: Iterable[Row], counted: str) -> dict[str, Estimate]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.category].append(row)
    return {category: estimate(groups[category], counted) for category in sorted(groups)}


def estimate(rows: Sequence[Row], counted: str) -> Estimate:
    """Estimate the share of pieces whose verdict is ``counted``; what is not marked is taken to be like what is."""
    strata: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        strata[row.stratum].append(row)
    total = hits = squares = 0.0
    for group in strata.values():
        marked = [row for row in group if row.verdict]
        if marked:
            weight = sum(row.stands_for for row in group) / len(marked)
            total += weight * len(marked)
            squares += weight * weight * len(marked)
            hits += weight * sum(row.verdict == counted for row in marked)
    marked_rows = sum(bool(row.verdict) for row in rows)
    count = sum(row.verdict == counted for row in rows)
    if not total:
        return Estimate(len(rows), marked_rows, count)
    return Estimate(len(rows), marked_rows, count, hits / total, *wilson(hits / total, total * total / squares))


def wilson(share: float, count: float) -> tuple[float, float]:
    """Return the 95 % Wilson interval of a share that ``count`` trials gave.

    >>> [round(bound, 3) for bound in wilson(0.98, 100)]
    [0.93, 0.994]
    >>> [round(bound, 3) for bound in wilson(1.0, 30)]
    [0.886, 1.0]
    """
    z = 1.959964
    centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    reach = z / (1 + z * z / count) * (share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5
    return max(centre - reach, 0.0), min(centre + reach, 1.0)


def sheet_lines(sheet: Sheet, path: str) -> list[str]:
    """Return what was drawn, and what to do with it."""
    kinds = Counter(row.kind for row in sheet.rows)
    return [
        f"{path}: {len(sheet.rows)} rows: {kinds[REMOVED]} of {sheet.removed:,} removed pieces ({REMOVED})"
        f" and {kinds[KEPT]} of {sheet.kept:,} kept lines ({KEPT}), of {sheet.pages:,} pages",
        f"  mark each in the column 判断: {RIGHT} where it was rightly removed or kept, {WRONG} where not; then",
        f"  cleaner audit --read {path}",
    ]


def sheet_json(sheet: Sheet) -> dict[str, int]:
    """Return what was drawn as plain numbers."""
    kinds = Counter(row.kind for row in sheet.rows)
    drawn = {"rows": len(sheet.rows), "removed_rows": kinds[REMOVED], "kept_rows": kinds[KEPT]}
    return {**drawn, "pages": sheet.pages, "removed": sheet.removed, "kept": sheet.kept}


def outcome_lines(outcome: Outcome) -> list[str]:
    """Return what the marks say, for people."""
    lines = [f"removals that are right: {_told(outcome.removals)}"]
    lines += [f"  {name:12} {_told(value)}" for name, value in outcome.removals_by_category.items()]
    lines.append(f"kept lines that are missed chrome: {_told(outcome.missed)}")
    lines += [f"  {name:12} {_told(value)}" for name, value in outcome.missed_by_place.items()]
    if outcome.wrong:
        lines.append(f"marked {WRONG}:")
        lines += [
            f"  {row.kind} {row.source}:{row.line}: {row.text[:60]}" + (f" ({row.rule})" if row.rule else "")
            for row in outcome.wrong
        ]
    lines.append(f"{outcome.unmarked} rows are unmarked" + _unclear(outcome.unclear))
    if outcome.repeated:
        lines.append(f"{outcome.repeated} rows stand there once more and were counted once")
    return lines


def _unclear(count: int) -> str:
    return f", {count} of them with a mark that is neither {RIGHT} nor {WRONG}" if count else ""


def _told(value: Estimate) -> str:
    if value.share is None or value.low is None or value.high is None:
        return f"nothing is marked of {value.rows} rows"
    counted = f"{value.counted} of {value.marked} marked"
    return f"{value.share:.1%} ({counted}; 95 %: {value.low:.1%} to {value.high:.1%})"


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """Return what the marks say as plain objects."""
    return asdict(outcome)
