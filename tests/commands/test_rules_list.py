import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.cli import main
from cleaner.commands.rules import list_rules, rules_lines

Pages = Callable[[dict[str, str]], Path]
SPEECH = "在大会上的讲话\n同志们：\n今天我们召开这次会议，主要任务是总结去年的工作，部署今年的任务。\n"


@pytest.fixture
def folder(pages: Pages) -> Path:
    return pages({f"{n}.txt": f"{SPEECH}上一篇：第{n}篇旧文\n下一篇：没有了\n" for n in range(5)})


def test_hits_documents_characters_and_samples_are_counted(folder: Path) -> None:
    listed = list_rules(inputs=[folder])
    found = next(item for item in listed if any(sample.text == "上一篇：第0篇旧文" for sample in item.samples))
    assert (found.hits, found.documents) >= (5, 5)
    assert found.characters >= 5 * len("上一篇：第0篇旧文")
    assert len(found.samples) == 3
    assert (found.samples[0].file, found.samples[0].line) == (str(folder / "0.txt"), 4)
    assert found.samples[0].text == "上一篇：第0篇旧文"


def test_rules_that_never_fire_come_last(folder: Path) -> None:
    lines = rules_lines(list_rules(inputs=[folder]), counted=True)
    assert " hits " in lines[0]
    assert lines[-2].startswith("   never fired")
    assert "never did" in lines[-1]


def test_inputs_may_be_named_twice_and_either_way(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "list", "--hits", str(folder / "0.txt"), "--hits", str(folder / "1.txt"), "--json"]) == 0
    by_option = json.loads(capsys.readouterr().out)
    assert main(["rules", "list", "--json", str(folder / "0.txt"), str(folder / "1.txt")]) == 0
    assert json.loads(capsys.readouterr().out) == by_option
    assert max(item["documents"] for item in by_option) == 2


def test_without_inputs_nothing_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "list"]) == 0
    printed = capsys.readouterr().out
    assert "never fired" not in printed
    assert " hits " not in printed
