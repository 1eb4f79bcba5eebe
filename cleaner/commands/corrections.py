"""``cleaner corrections``: tie the rows of a table of corrections to the texts that they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cleaner.commands.rules.reading import Readings
from cleaner.config import Config
from cleaner.document.clean import clean
from cleaner.document.corrections import Corrections, add_outcomes, header, stale, text_hash
from cleaner.errors import InputError
from cleaner.model import Outcome
from cleaner.prepare import corrections, matcher, options
from cleaner.tables import read_tables, with_cells

SHA256 = "sha256"


@dataclass(frozen=True, slots=True)
class Bound:
    """What became of a table: its bytes with hashes filled in, or None where none was missing, and how the rows stand.

    ``applied`` rows fit the texts of today, of which ``filled`` got their hash now; ``stale`` says of the others why they
    do not; ``failed`` are inputs that cannot be read.
    """

    table: bytes | None
    applied: int
    filled: int
    stale: Sequence[InputError]
    failed: Sequence[InputError]


def bind(path: Path, inputs: Sequence[str | Path], config: Config | None = None) -> Bound:
    """Fill in the hashes that are missing in the table at ``path``, for rows that fit a document of ``inputs``.

    Nothing is written. Raises ConfigError for a wrong row, UsageError where the table or an input is not there.
    """
    config = replace(config or Config(), corrections=str(path))
    rows = corrections(config)
    outcomes: dict[int, Outcome] = {}
    texts: dict[int, set[str]] = defaultdict(set)
    seen = set()
    readings = Readings(inputs, config)
    for document, _ in readings:
        seen.add(document.source)
        settings = options(config, document)
        if not settings.corrections:
            continue
        corrected = clean(document, matcher(config), settings).corrected
        add_outcomes(outcomes, corrected)
        for outcome in corrected:
            if not outcome.problem:
                texts[outcome.line].add(text_hash(document.text))
    outcomes |= _ambiguous(texts)
    hashes = _missing(rows, outcomes, texts)
    applied = sum(not outcome.problem for outcome in outcomes.values())
    table = _filled(path, hashes) if hashes else None
    return Bound(table, applied, len(hashes), stale(rows, seen, outcomes), readings.failed)


def _ambiguous(texts: Mapping[int, set[str]]) -> dict[int, Outcome]:
    """Say of the rows that would fit several texts that it must be one."""
    advice = "write the sha256 of the one that is meant, as `cleaner file --format json` tells it (text_sha256)"
    return {
        line: Outcome(line, f"{len(found)} documents are called so", advice)
        for line, found in texts.items()
        if len(found) > 1
    }


def _missing(rows: Corrections, outcomes: Mapping[int, Outcome], texts: Mapping[int, set[str]]) -> dict[int, str]:
    """Return the hashes to be filled in, by row."""
    return {
        row.line: next(iter(texts[row.line]))
        for row in rows.rows
        if not row.sha256 and row.line in outcomes and not outcomes[row.line].problem
    }


def _filled(path: Path, hashes: Mapping[int, str]) -> bytes:
    """Return the table with hashes by row; it gets the column where it has none."""
    table = read_tables(path)[0]
    top = next(number for number, row in enumerate(table, 1) if any(cell.strip() for cell in row))
    columns = header(table[top - 1], top, str(path))
    column = columns.index(SHA256) + 1 if SHA256 in columns else len(columns) + 1
    return with_cells(path, {(top, column): SHA256} | {(line, column): value for line, value in hashes.items()})


def bound_lines(bound: Bound, file: str) -> list[str]:
    """Return the outcome for people."""
    return [
        f"{file}: rows that fit: {bound.applied:,} (sha256 filled in: {bound.filled:,}), that do not: {len(bound.stale):,}"
    ]
