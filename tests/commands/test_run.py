import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cleaner.commands.run import progress_on, run, summary_lines
from cleaner.pipeline import Summary

Pages = Callable[[dict[str, Any]], Path]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_what_is_no_terminal_hears_nothing(pages: Pages, encoded_pages: dict[str, bytes], tmp_path: Path) -> None:
    stream = io.StringIO()
    run([pages(dict(encoded_pages))], tmp_path / "out", progress=progress_on(stream, quiet=False))
    assert stream.getvalue() == ""


def test_a_bar_has_rate_and_remaining_time_and_is_gone_in_the_end() -> None:
    stream = Terminal()
    progress = progress_on(stream, quiet=False, said=str.upper)
    progress.stage("cleaning", 200, "B")
    progress.step(50)
    progress.stage("writing", 3, "documents")
    assert re.search(r"\rCLEANING: .*\[\d\d:\d\d<[^,]+, +[^]]*B/s\]", stream.getvalue())
    assert stream.getvalue().count("\n") == 0


def test_a_terminal_has_a_bar(pages: Pages, encoded_pages: dict[str, bytes], tmp_path: Path) -> None:
    stream = Terminal()
    run([pages(dict(encoded_pages))], tmp_path / "out", progress=progress_on(stream, quiet=False))
    assert "\r" in stream.getvalue()


def test_quiet_is_quiet() -> None:
    stream = Terminal()
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
    assert lines[-2:] == [
        "  2 errors, 1 skipped: see out/errors.jsonl",
        "  what became of the texts, with samples: out/report.html",
    ]


def test_failures_are_what_was_not_skipped() -> None:
    assert Summary({}, [{"status": "error"}, {"status": "damaged"}, {"status": "skipped"}]).failures == 2
