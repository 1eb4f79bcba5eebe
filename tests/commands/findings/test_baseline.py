"""A baseline only ratchets down."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from cleaner.cli import main
from cleaner.commands.findings.baseline import held_against, ratcheted, read_baseline
from cleaner.commands.findings.outcome import Measure, Report
from cleaner.config import Config
from cleaner.errors import UsageError
from cleaner.pipeline import run

Pages = Callable[[Mapping[str, str | bytes]], Path]
Capture = pytest.CaptureFixture[str]
BASE = {"chrome": {"count": 3, "of": 100}}


def report(count: int, of: int, most: float = 0.0) -> Report:
    return Report((), (Measure("chrome", count, of, most),))


CASES = {
    "the same share": (3, 100, True, (3, 100)),
    "the same share of more": (9, 300, True, (3, 100)),
    "a lower share": (2, 100, True, (2, 100)),
    "more of many more": (4, 200, True, (4, 200)),
    "none": (0, 50, True, (0, 50)),
    "more": (4, 100, False, (3, 100)),
    "as many of fewer": (3, 99, False, (3, 100)),
}


@pytest.mark.parametrize(("count", "of", "passed", "after"), CASES.values(), ids=CASES)
def test_a_share_may_only_get_better(count: int, of: int, passed: bool, after: tuple[int, int]) -> None:
    held = held_against(report(count, of), BASE)
    assert held.passed is passed
    written = json.loads(ratcheted(held, BASE))["measures"]["chrome"]
    assert (written["count"], written["of"]) == after


def test_a_baseline_goes_before_the_budget() -> None:
    assert held_against(report(2, 100, most=0.0), BASE).passed
    assert not held_against(report(4, 100, most=0.5), BASE).passed


def test_what_the_baseline_does_not_know_is_held_against_the_budget() -> None:
    assert not held_against(report(1, 100), {"short": {"count": 9, "of": 10}}).passed
    assert json.loads(ratcheted(report(1, 100), {"short": {"count": 9, "of": 10}}))["measures"].keys() == {
        "short",
        "chrome",
    }


WRONG = [
    "",
    "[]",
    "{}",
    '{"schema": 2, "measures": {}}',
    '{"schema": 1, "measures": {"chrome": 3}}',
    '{"schema": 1, "measures": {"chrome": {"count": 1e999, "of": 1}}}',
    '{"schema": 1, "measures": {"chrome": {"count": -1, "of": 7}}}',
    '{"schema": 1, "measures": {"chrome": {"count": 1, "of": -7}}}',
    "\xff",
    "[" * 9999,
]


@pytest.mark.parametrize("text", WRONG, ids=ascii)
def test_what_is_no_baseline_is_told(text: str, tmp_path: Path) -> None:
    (tmp_path / "b.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError, match="is no baseline"):
        read_baseline(tmp_path / "b.json")


@pytest.fixture
def corpora(pages: Pages, tmp_path: Path) -> tuple[str, str]:
    """A corpus in which chrome is left, and one without."""
    folder = pages(
        {"a.txt": "同志们：\n今天我们召开全镇大会，部署春耕工作，请大家认真听。\n上一篇：物理\n谢谢大家！\n"}
    )
    run([folder], tmp_path / "worse", Config(builtin_rules=False))
    run([folder], tmp_path / "better")
    return str(tmp_path / "worse"), str(tmp_path / "better")


def test_a_baseline_from_the_first_run_to_the_last(
    corpora: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    worse, better = corpora
    assert main(["check", worse]) == 1
    assert main(["check", worse, "--baseline", "b.json"]) == 2
    assert main(["check", worse, "--update-baseline"]) == 2
    assert main(["check", worse, "--baseline", "b.json", "--update-baseline"]) == 0
    first = Path("b.json").read_bytes()
    assert main(["check", worse, "--baseline", "b.json"]) == 0
    assert main(["check", better, "--baseline", "b.json"]) == 0
    assert Path("b.json").read_bytes() == first, "only when it is asked for"
    Path("cleaner.toml").write_text('check_baseline = "b.json"\n')
    assert main(["check", better, "--update-baseline"]) == 0
    lowered = Path("b.json").read_bytes()
    assert lowered != first
    assert main(["check", worse, "--update-baseline"]) == 1
    assert Path("b.json").read_bytes() == lowered
    assert "TOO MANY" in capsys.readouterr().out
