"""What other tools read of this repository: the hooks of pre-commit and the GitHub Action, whose steps are run here."""

import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from cleaner.arguments import parser

ROOT = Path(__file__).parent.parent
Pages = Callable[[Mapping[str, str | bytes]], Path]
Speech = Callable[[int], str]


def load(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("hook", load(".pre-commit-hooks.yaml"), ids=lambda hook: str(hook["id"]))
def test_a_hook_calls_a_command_that_there_is(hook: dict[str, Any]) -> None:
    assert hook.keys() >= {"id", "name", "description", "entry", "language"}
    program, *arguments = shlex.split(hook["entry"])
    assert program == "cleaner"
    assert parser().parse_args([*arguments, "corpus"]).action


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return what the runner of the Action would set."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        **given,
    }


def values(step: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, str]:
    """Fill in the inputs of a step's environment."""
    found = {}
    for name, expression in step.get("env", {}).items():
        names = [part.strip().removeprefix("inputs.") for part in expression.strip("${} ").split("||")]
        found[name] = next((given[each] for each in names if given[each]), "")
    return found


def act(folder: Path, **given: str) -> list[subprocess.CompletedProcess[str]]:
    """Run the steps of the Action but for the set-up of Python and the installation; stop where one fails."""
    action = load("action.yml")
    inputs = {name: str(item["default"]) for name, item in action["inputs"].items()} | given
    done = []
    for step in action["runs"]["steps"]:
        if "run" not in step or step["name"] == "Install" or (step.get("if") and not inputs["inputs"]):
            continue
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        settings = environment(values(step, inputs))
        done.append(subprocess.run(command, cwd=folder, env=settings, capture_output=True, text=True, check=False))
        if done[-1].returncode:
            break
    return done


def test_the_action_cleans_and_passes(pages: Pages, speech: Speech, tmp_path: Path) -> None:
    pages({"a.txt": speech(1), "b.txt": speech(2)})
    done = act(tmp_path, inputs="pages", corpus="out")
    assert [each.returncode for each in done] == [0, 0], done[-1].stderr
    assert done[-1].stdout == "out: passed\n"
    assert (tmp_path / "cleaner.sarif").stat().st_size > 100
    assert (tmp_path / "cleaner-junit.xml").stat().st_size > 100


def test_the_action_fails_with_annotations(pages: Pages, speech: Speech, tmp_path: Path) -> None:
    pages({"a.txt": speech(1)})
    (tmp_path / "cleaner.toml").write_text("check_min_characters = 10000\n")
    cleaned, checked = act(tmp_path, inputs="pages", corpus="out")
    assert (cleaned.returncode, checked.returncode) == (0, 1)
    assert "::error file=pages/a.txt,line=" in checked.stdout
    assert "pages/a.txt" in (tmp_path / "cleaner.sarif").read_text("utf-8")


def test_the_action_checks_what_is_there_and_says_what_is_not(tmp_path: Path) -> None:
    (checked,) = act(tmp_path, corpus="nowhere", baseline="b.json")
    assert checked.returncode == 2
    assert "b.json: no such baseline" in checked.stderr
