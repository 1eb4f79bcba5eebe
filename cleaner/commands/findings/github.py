"""The outcome of the data check as annotations that GitHub Actions shows beside the files."""

from __future__ import annotations

from cleaner.commands.findings.outcome import EXAMPLES, Finding, Report, verdict


def to_github(report: Report, corpus: str) -> str:
    """Return workflow commands, an error a finding that is not within its threshold; GitHub shows ten of a step."""
    lines = [_command(finding) for finding in report.findings]
    for measure in report.measures:
        if not measure.passed:
            lines.append(f"::error title=cleaner check::{_escaped(f'{corpus}: {verdict(measure)}')}")
            lines += map(_command, measure.findings[:EXAMPLES])
    return "\n".join([*lines, f"{corpus}: {'passed' if report.passed else 'FAILED'}", ""])


def _command(finding: Finding) -> str:
    values = {"file": finding.file, "line": finding.line, "title": f"cleaner {finding.kind}"}
    settings = ",".join(f"{name}={_value(str(value))}" for name, value in values.items() if value)
    return f"::error {settings}::{_escaped(f'{finding.place}: {finding.what}')}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
