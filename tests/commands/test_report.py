"""A report is made again as the run made it, and a corpus is not touched."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from cleaner.cli import main
from cleaner.commands.check import check
from cleaner.commands.report import report
from cleaner.errors import OutputError, UsageError
from cleaner.pipeline import run

Pages = Callable[[Mapping[str, str | bytes]], Path]
Speech = Callable[[int], str]


@pytest.fixture
def corpus(pages: Pages, speech: Speech, tmp_path: Path) -> Path:
    run([pages({f"{number}.txt": speech(number) for number in range(3)})], tmp_path / "out")
    return tmp_path / "out"


def test_a_run_writes_a_report_that_the_manifest_names(corpus: Path) -> None:
    named = {item["path"] for item in json.loads((corpus / "manifest.json").read_bytes())["outputs"]}
    assert {"report.html", "report.json"} <= named
    assert check(corpus).passed


@pytest.mark.parametrize("name", ["report.html", "report.json"])
def test_the_same_bytes_come_again(name: str, corpus: Path, tmp_path: Path) -> None:
    assert report(corpus, tmp_path / name) == (corpus / name).read_bytes()
    assert report(corpus, corpus / name) == (corpus / name).read_bytes()


@pytest.mark.parametrize("name", ["report.html", "other.html", "corpus/report.html"])
def test_other_bytes_do_not_get_into_a_corpus(name: str, corpus: Path) -> None:
    with pytest.raises(UsageError, match="lies in a corpus folder"):
        report(corpus, corpus / name, "en")


def test_no_corpus_has_no_report(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no corpus"):
        report(tmp_path, tmp_path / "report.html")


def test_the_command_writes_a_file(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    to = tmp_path / "报告.html"
    assert main(["report", str(corpus), "--to", str(to), "--lang", "en"]) == 0
    assert b'<html lang="en" data-fixed>' in to.read_bytes()
    assert str(to) in capsys.readouterr().out


def test_an_unwritable_place_is_told(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(corpus), "--to", str(tmp_path / "nowhere" / "x.html")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_damaged_report_is_found_by_the_check_and_can_be_made_again(corpus: Path) -> None:
    (corpus / "report.html").write_bytes(b"")
    assert not check(corpus).passed
    assert main(["report", str(corpus), "--to", str(corpus / "report.html"), "--quiet"]) == 0
    assert check(corpus).passed
