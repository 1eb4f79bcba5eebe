"""The outcome of the data check as JUnit XML: a test case a kind of finding."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.commands.findings.outcome import Finding, Report, verdict
from cleaner.exports.markup import attributes, text

INTEGRITY = "integrity"  # the test case of what is wrong whatever its number


def to_junit(report: Report, corpus: str) -> str:
    """Return the outcome as the XML that test runners write and continuous integration reads."""
    cases = list(_cases(report))
    failed = sum(bool(message) for _, message, _ in cases)
    counts = attributes({"name": "cleaner check", "tests": len(cases), "failures": str(failed), "errors": "0"})
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites{counts}>", f"  <testsuite{counts}>"]
    for name, message, findings in cases:
        tag = attributes({"classname": corpus, "name": name, "time": "0"})
        if not message:
            lines.append(f"    <testcase{tag}/>")
            continue
        told = text("\n".join(f"{finding.source or finding.place}: {finding.what}" for finding in findings))
        failure = attributes({"message": message, "type": name})
        lines += [f"    <testcase{tag}>", f"      <failure{failure}>{told}</failure>", "    </testcase>"]
    return "\n".join([*lines, "  </testsuite>", "</testsuites>", ""])


def _cases(report: Report) -> Iterator[tuple[str, str, tuple[Finding, ...]]]:
    """Yield the name of each case, what is wrong in a few words, and one by one."""
    wrong = f"{len(report.findings):,} findings" if report.findings else ""
    yield INTEGRITY, wrong, report.findings
    for measure in report.measures:
        yield measure.kind, "" if measure.passed else verdict(measure), measure.findings
