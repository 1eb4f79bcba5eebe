"""How the outcome of the data check is told: a module a form, one table here names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cleaner.commands.findings.github import to_github
from cleaner.commands.findings.junit import to_junit
from cleaner.commands.findings.outcome import Report
from cleaner.commands.findings.plain import to_json, to_text
from cleaner.commands.findings.sarif import to_sarif

# Each makes a text of the outcome and the name of the corpus.
WRITERS: Mapping[str, Callable[[Report, str], str]] = {
    "text": to_text,
    "json": to_json,
    "junit": to_junit,
    "github": to_github,
    "sarif": to_sarif,
}
