import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.cli import main

Pages = Callable[[dict[str, str]], Path]


@pytest.fixture
def folder(pages: Pages, speech: Callable[[int], str]) -> str:
    return str(pages({f"{number}.txt": speech(number) for number in range(5)}))


def test_two_shares_and_a_merge(folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "out")
    assert main(["run", folder, "--out", out, "--shard", "1/2", "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["run", folder, "--out", out, "--shard", "2/2"]) == 0
    assert "share 2 of 2 is cleaned: 2 documents in 2 files, 0 errors" in capsys.readouterr().out
    assert main(["run", folder, "--out", out, "--shard", "2/2"]) == 0
    assert "share 2 of 2 is there already" in capsys.readouterr().out
    assert main(["merge", out]) == 0
    assert "5 records of 5 documents in 5 files" in capsys.readouterr().out
    assert main(["check", out]) == 0


def test_a_merge_ends_as_a_run_does(folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (Path(folder) / "bad.txt").write_bytes("锟斤拷".encode() * 50)
    out = str(tmp_path / "out")
    assert main(["run", folder, "--out", out, "--shard", "1/1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"documents": 5, "errors": 1}
    assert main(["merge", out, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["errors"] == 1
    assert main(["run", folder, "--out", out, "--shard", "1/1", "--max-errors", "1", "--quiet"]) == 0
    assert main(["merge", out, "--quiet"]) == 0
    assert main(["run", folder, "--out", out, "--shard", "1/1", "--quiet"]) == 0
    assert main(["merge", out, "--quiet", "--max-errors", "1", "--memory", "512M"]) == 0


def test_what_is_missing_is_told(folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "out")
    assert main(["run", folder, "--out", out, "--shard", "1/2", "--quiet"]) == 0
    assert main(["merge", out]) == 4
    assert "share 2 of 2 is not there, or not finished: run it again with --shard 2/2" in capsys.readouterr().err


WRONG = {
    "no share": (["--shard", "3/2"], "'3/2' is no share of a run"),
    "a corpus that grows": (["--shard", "1/2", "--update"], "a corpus that grows is not shared out"),
}


@pytest.mark.parametrize(("options", "what"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_shared(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], what: str
) -> None:
    assert main(["run", folder, "--out", str(tmp_path / "out"), *options]) == 2
    assert what in capsys.readouterr().err
