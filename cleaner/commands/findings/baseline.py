"""A baseline: the figures that a corpus had, which the next one may only better."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cleaner.commands.findings.outcome import Measure, Report
from cleaner.errors import UsageError
from cleaner.folders import ordinary

SCHEMA = 1
Baseline = Mapping[str, Mapping[str, int]]
"""By kind of measure, its ``count`` and what it is ``of``."""


def read_baseline(path: Path) -> Baseline:
    """Return the figures of a baseline file; UsageError where it is missing or is none."""
    try:
        value: Any = json.loads(ordinary(path).read_bytes())
        if value["schema"] != SCHEMA:
            raise ValueError("it was written by another version")
        return {str(kind): _figures(figures) for kind, figures in value["measures"].items()}
    except FileNotFoundError:
        advice = "write it with --update-baseline"
        raise UsageError("no such baseline", code="baseline", file=str(path), advice=advice) from None
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", code="baseline", file=str(path)) from None
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        advice = "mend it, or remove it and write it with --update-baseline"
        raise UsageError(f"is no baseline: {error}", code="baseline", file=str(path), advice=advice) from None


def _figures(value: Any) -> Mapping[str, int]:
    figures = {name: int(value[name]) for name in ("count", "of")}
    if min(figures.values()) < 0:
        raise ValueError(f"a count below zero: {min(figures.values())}")
    return figures


def held_against(report: Report, baseline: Baseline) -> Report:
    """Return the outcome with the figures of the baseline as thresholds, where it has them."""
    return replace(report, measures=tuple(_held(measure, baseline) for measure in report.measures))


def _held(measure: Measure, baseline: Baseline) -> Measure:
    figures = baseline.get(measure.kind)
    return measure if figures is None else replace(measure, most=Measure("", figures["count"], figures["of"], 0).share)


def ratcheted(report: Report, baseline: Baseline) -> bytes:
    """Return the baseline file after a check: figures that are better now are lowered, none is raised, new ones are added."""
    figures = {kind: dict(value) for kind, value in baseline.items()}
    for measure in report.measures:
        known = figures.get(measure.kind)
        if known is None or measure.share < Measure("", known["count"], known["of"], 0).share:
            figures[measure.kind] = {"count": measure.count, "of": measure.of}
    return json.dumps({"schema": SCHEMA, "measures": dict(sorted(figures.items()))}, indent=1).encode() + b"\n"
