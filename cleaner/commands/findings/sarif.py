"""The outcome of the data check as SARIF 2.1.0, which code scanning services read."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import cleaner
from cleaner.commands.findings.outcome import Finding, Report

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
HOME = "https://pypi.org/project/speech-cleaner/"
RULES = {
    "missing": "A file that the manifest names is not there.",
    "damaged": "A file or a record is damaged.",
    "ledger": "The ledger does not restore a file that was read.",
    "duplicates": "A row of duplicates.jsonl does not count again.",
    "schema": "A record is not as records are.",
    "empty": "The corpus holds no record.",
    "chrome": "Chrome of the page is left in the text.",
    "short": "A record is empty or short.",
    "near-duplicate": "A paragraph repeats another one.",
}


def to_sarif(report: Report, _: str) -> str:
    """Return all findings with file and line of the raw source; those within their threshold are notes."""
    told = list(report.told)
    names = sorted({finding.kind for finding, _ in told} | RULES.keys())
    rules = [{"id": name, "shortDescription": {"text": RULES.get(name, name)}} for name in names]
    driver = {"name": "cleaner", "version": cleaner.__version__, "informationUri": HOME, "rules": rules}
    results = [_result(finding, names.index(finding.kind), wrong=wrong) for finding, wrong in told]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _result(finding: Finding, rule: int, *, wrong: bool) -> dict[str, Any]:
    level = "error" if wrong else "note"
    message = {"text": f"{finding.place}: {finding.what}"}
    result = {"ruleId": finding.kind, "ruleIndex": rule, "level": level, "message": message}
    location: dict[str, Any] = {}
    if finding.file:
        place: dict[str, Any] = {"artifactLocation": {"uri": quote(finding.file.replace("\\", "/"))}}
        if finding.line is not None:
            place["region"] = {"startLine": finding.line}
        location["physicalLocation"] = place
    if finding.record:
        location["logicalLocations"] = [{"name": finding.record, "fullyQualifiedName": finding.place}]
    return {**result, "locations": [location]} if location else result
