"""Two corpora are compared for people and for programs, with the exit codes of diff."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from cleaner.cli import main
from cleaner.commands.diff import diff, difference_json, difference_lines
from cleaner.config import Config
from cleaner.pipeline import run

Pages = Callable[[Mapping[str, str | bytes]], Path]
Speech = Callable[[int], str]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def corpora(pages: Pages, speech: Speech, tmp_path: Path) -> tuple[str, str]:
    folder = pages({f"{number}.txt": speech(number) for number in range(3)})
    run([folder], tmp_path / "old")
    run([folder], tmp_path / "new", Config(builtin_rules=False))
    return str(tmp_path / "old"), str(tmp_path / "new")


def test_the_same_corpus_ends_with_nothing(corpora: tuple[str, str], capsys: Capture) -> None:
    assert main(["diff", corpora[0], corpora[0]]) == 0
    assert capsys.readouterr().out == "the same came out of both\n"


def test_people_are_told_what_and_where(corpora: tuple[str, str], capsys: Capture) -> None:
    assert main(["diff", *corpora]) == 1
    told = capsys.readouterr().out
    assert "setting builtin_rules: True -> False\n" in told
    assert "documents: 3 -> 3 (-0 +0, 3 differ)\n" in told
    went = "text that now stays: navigation/.* -> kept: 3 pieces, 30 characters, in 3 documents\n"
    assert re.search(went, told)
    assert "  + 0.txt: 上一篇：物理教学论文\n" in told


def test_quiet_says_it_by_the_exit_code_alone(corpora: tuple[str, str], capsys: Capture) -> None:
    assert main(["diff", *corpora, "--quiet"]) == 1
    assert capsys.readouterr() == ("", "")


def test_programs_get_everything(corpora: tuple[str, str], capsys: Capture) -> None:
    assert main(["diff", *corpora, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads(json.dumps(difference_json(diff(*corpora))))
    assert (told["same"], told["documents"]["changed"], told["fates"][0]["what"]) == (False, 3, "restored")


def test_without_text_in_the_ledger_that_is_said(pages: Pages, speech: Speech, tmp_path: Path) -> None:
    folder = pages({"a.txt": speech(1)})
    run([folder], tmp_path / "old", Config(ledger="spans"))
    (tmp_path / "x.toml").write_text(
        '[[rule]]\nid = "dup"\ncategory = "advert"\nscope = "line"\nwhy = "A test."\n'
        'match = "上一篇:物理教学论文"\nremoves = ["[-上一篇：物理教学论文-]"]\n',
        encoding="utf-8",
    )
    settings = {"builtin_rules": False, "rules": (str(tmp_path / "x.toml"),), "ledger": "spans"}
    run([folder], tmp_path / "new", Config(**settings))  # type: ignore[arg-type]
    assert "  ~ a.txt: (the ledger holds no text)" in list(difference_lines(diff(tmp_path / "old", tmp_path / "new")))


@pytest.mark.parametrize("missing", [0, 1])
def test_no_corpus_cannot_be_compared(corpora: tuple[str, str], missing: int, capsys: Capture) -> None:
    given = [*corpora]
    given[missing] = "nowhere"
    assert main(["diff", *given]) == 2
    assert "nowhere: no manifest.json" in capsys.readouterr().err
