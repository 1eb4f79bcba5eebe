"""``cleaner diff``: what two runs over the same pages do differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cleaner.compare import Difference, compare
from cleaner.compare.figures import Fate, Sample, Sides

MOST = 40  # ways of treating text that are told one by one
SHORT = 24  # characters of a value: of a hash the beginning is enough
WHAT = {
    "removed": "now goes",
    "restored": "now stays",
    "reason": "goes for another reason",
    "rewritten": "is written otherwise",
}
SIGNS = {"removed": "-", "restored": "+", "reason": "~", "rewritten": "~"}


def diff(old: str | Path, new: str | Path) -> Difference:
    """Return what the corpus folder ``new`` has otherwise than ``old``; OutputError where one is no corpus."""
    return compare(Path(old), Path(new))


def difference_json(difference: Difference) -> dict[str, Any]:
    """Return the difference as plain objects."""
    return {"same": difference.same, **asdict(difference)}


def difference_lines(difference: Difference) -> Iterator[str]:
    """Yield the difference for people: what only the old corpus has after ``-``, what only the new one has after ``+``."""
    for setting in difference.settings:
        yield f"setting {setting.name}: {_value(setting.old)} -> {_value(setting.new)}"
    yield from _sides("inputs", difference.inputs)
    if difference.same:
        yield "the same came out of both"
        return
    yield from _sides("errors", difference.errors)
    yield from _sides("documents", difference.documents)
    yield from _sides("speeches", difference.records)
    yield from _sides("paragraphs", difference.paragraphs)
    for field in difference.fields:
        yield f"field {field.name}: {field.records:,} records"
        for _, source, old, new in field.samples:
            yield f"    {source}: {_value(old)} -> {_value(new)}"
    if difference.fates is None:
        yield "text: not compared, because a ledger is missing (--ledger off)"
    yield from _fates(difference.fates or ())
    for kind, sides in difference.near_duplicates.items():
        yield from _sides(f"near-duplicates ({kind})", sides)


def _sides(name: str, sides: Sides) -> Iterator[str]:
    if sides.same:
        return
    changed = f", {sides.changed:,} differ" if sides.changed else ""
    yield f"{name}: {sides.old:,} -> {sides.new:,} (-{sides.only_old:,} +{sides.only_new:,}{changed})"
    yield from (f"  - {shown}" for shown in sides.old_samples)
    yield from (f"  + {shown}" for shown in sides.new_samples)


def _fates(fates: Sequence[Fate]) -> Iterator[str]:
    for fate in fates[:MOST]:
        why = f"{fate.old} -> {fate.new}"
        size = f"{fate.pieces:,} pieces, {fate.characters:,} characters, in {fate.documents:,} documents"
        yield f"text that {WHAT[fate.what]}: {why}: {size}"
        yield from (f"  {SIGNS[fate.what]} {sample.source}: {_marked(sample)}" for sample in fate.samples)
    if len(fates) > MOST:
        yield f"… and {len(fates) - MOST:,} more ways: see --json"


def _marked(sample: Sample) -> str:
    if not sample.text:
        return "(the ledger holds no text)"
    beside = sample.before or sample.after
    return f"{sample.before}[{sample.text}]{sample.after}" if beside else sample.text


def _value(value: Any) -> str:
    shown = "none" if value is None else str(value)
    return shown if len(shown) <= 2 * SHORT else f"{shown[:SHORT]}…"
