"""The outcome of the data check for people, and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from cleaner.commands.findings.outcome import EXAMPLES, Finding, Report, verdict


def report_lines(report: Report, corpus: str) -> list[str]:
    """Return the outcome for people."""
    lines = [f"{finding.kind}: {_line(finding)}" for finding in report.findings]
    for measure in report.measures:
        lines.append(verdict(measure))
        if not measure.passed:
            lines += [f"  {_line(finding)}" for finding in measure.findings[:EXAMPLES]]
            if measure.count > EXAMPLES:
                lines.append(f"  … and {measure.count - EXAMPLES:,} more")
    return [*lines, f"{corpus}: {'passed' if report.passed else 'FAILED'}"]


def _line(finding: Finding) -> str:
    source = f" ({finding.source})" if finding.record and finding.file else ""
    return f"{finding.place}{source}: {finding.what}"


def report_json(report: Report) -> dict[str, Any]:
    """Return the outcome as plain objects."""
    measures = [{**asdict(measure), "passed": measure.passed} for measure in report.measures]
    return {"passed": report.passed, "findings": [asdict(finding) for finding in report.findings], "measures": measures}


def to_text(report: Report, corpus: str) -> str:
    """Return the outcome for people, as one text."""
    return "\n".join(report_lines(report, corpus)) + "\n"


def to_json(report: Report, _: str) -> str:
    """Return the outcome as JSON."""
    return json.dumps(report_json(report), ensure_ascii=False, indent=1) + "\n"
