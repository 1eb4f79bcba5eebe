import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner.commands import run as module
from cleaner.commands.run import progress_on, run, summary_lines
from cleaner.pipeline import Summary

Pages = Callable[[dict[str, Any]], Path]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_plain_lines_for_what_is_no_terminal(
    pages: Pages, encoded_pages: dict[str, bytes], tmp_path: Path
) -> None:
    stream = io.StringIO()
    run([pages(dict(encoded_pages))], tmp_path / "out", progress=progress_on(stream, quiet=False))
    assert [line.split(" ")[0] for line in stream.getvalue().splitlines()] == ["cleaning", "comparing", "writing"]
    assert "\r" not in stream.getvalue()
    assert "\x1b" not in stream.getvalue()


def test_plain_lines_come_every_few_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "QUIET_SECONDS", -1.0)
    stream = io.StringIO()
    progress = progress_on(stream, quiet=False)
    progress.stage("cleaning", 200, "B")
    progress.step(50)
    progress.stage("nothing", 0, " documents")
    progress.step(0)
    assert "cleaning: 25 %" in stream.getvalue()


def test_a_terminal_has_a_bar(pages: Pages, encoded_pages: dict[str, bytes], tmp_path: Path) -> None:
    stream = Terminal()
    run([pages(dict(encoded_pages))], tmp_path / "out", progress=progress_on(stream, quiet=False))
    assert "\r" in stream.getvalue()


def test_quiet_is_quiet() -> None:
    stream = io.StringIO()
    progress = progress_on(stream, quiet=True)
    progress.stage("cleaning", 1, "B")
    progress.step(1)
    assert stream.getvalue() == ""


COUNTS: dict[str, Any] = {
    "records": 1200,
    "documents": 3,
    "files": 2,
    "characters_in": 9,
    "characters_kept": 7,
    "characters_in_ledger": 2,
    "near_duplicate_paragraphs": 4,
    "reposts": 1,
    "errors": 0,
    "damaged": 0,
    "skipped": 0,
}


def test_a_summary_without_troubles_names_none() -> None:
    lines = summary_lines(Summary(COUNTS, ()), "out")
    assert lines[0] == "out: 1,200 records of 3 documents in 2 files"
    assert not any("errors.jsonl" in line for line in lines)


def test_a_summary_counts_troubles_and_says_where_they_are_listed() -> None:
    lines = summary_lines(Summary({**COUNTS, "errors": 2, "skipped": 1}, ()), "out")
    assert lines[-1] == "  2 errors, 1 skipped: see out/errors.jsonl"


def test_failures_are_what_was_not_skipped() -> None:
    assert Summary({}, [{"status": "error"}, {"status": "damaged"}, {"status": "skipped"}]).failures == 2
