import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner.commands.run import Growth, progress_on, run, run_or_grow, summary_lines
from cleaner.config import Config
from cleaner.errors import UsageError
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


def test_a_summary_of_an_update_tells_what_it_added() -> None:
    added = {**COUNTS, "records": 5, "skipped": 1}
    lines = summary_lines(Summary(COUNTS, (), added, 2, "batches/00001/errors.jsonl"), "out")
    assert lines[0] == "out: 1,200 records of 3 documents in 2 files"
    assert lines[3:6] == [
        "  withdrawn: 2 files",
        "  added: 5 records of 3 documents in 2 files",
        "  1 skipped: see out/batches/00001/errors.jsonl",
    ]
    assert "  added: nothing, all of it is there already" in summary_lines(Summary(COUNTS, (), {}), "out")


@pytest.mark.parametrize(
    ("inputs", "growth", "restart"),
    [
        pytest.param((), Growth(), False, id="nothing to clean"),
        pytest.param((), Growth(update=True), False, id="nothing to add"),
        pytest.param(("a.txt",), Growth(withdrawn=("b.txt",)), False, id="something to add, and no --update"),
        pytest.param(("a.txt",), Growth(update=True), True, id="add to what is to be replaced"),
        pytest.param(("a.txt",), Growth(update=True, batches=Path("c")), False, id="add, in batches"),
    ],
)
def test_what_does_not_go_together_is_refused(
    inputs: tuple[str], growth: Growth, restart: bool, tmp_path: Path
) -> None:
    with pytest.raises(UsageError):
        run_or_grow(inputs, tmp_path / "out", Config(), growth, restart=restart)
    assert not (tmp_path / "out").exists()


def test_a_corpus_is_made_added_to_and_made_again(
    pages: Pages, encoded_pages: dict[str, bytes], tmp_path: Path, tree: Callable[[Path], dict[str, bytes]]
) -> None:
    folder = pages({f"{number % 2}/{name}": data for number, (name, data) in enumerate(encoded_pages.items())})
    inputs = [str(folder / "0"), str(folder / "1")]
    run_or_grow(inputs[:1], tmp_path / "out", Config(), Growth())
    assert run_or_grow(inputs, tmp_path / "out", Config(), Growth(update=True)).own["files"] == 8
    run_or_grow(inputs, tmp_path / "again", Config(), Growth(batches=tmp_path / "out"))
    assert tree(tmp_path / "again") == tree(tmp_path / "out")


def test_failures_are_what_was_not_skipped() -> None:
    assert Summary({}, [{"status": "error"}, {"status": "damaged"}, {"status": "skipped"}]).failures == 2
