"""Several files at once, in their place, and what would change: nothing of a raw file is ever lost."""

import gzip
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from cleaner import cli
from cleaner.cli import main
from cleaner.commands.rewriting import expanded, keep_raw
from cleaner.errors import RefusedError, UsageError

Pages = Callable[[Mapping[str, str | bytes]], Path]
Tree = Callable[[Path], dict[str, bytes]]
Capture = pytest.CaptureFixture[str]
TEXT = "同志们：\n今天开会。\n上一篇：物理\n谢谢大家！\n"
CLEAN = "同志们：\n今天开会。\n谢谢大家！\n"


@pytest.fixture(autouse=True)
def _in_the_pages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    monkeypatch.chdir(tmp_path / "pages")
    monkeypatch.delenv("NO_COLOR", raising=False)


# ------------------------------------------------------------------------------------------------ several


def test_several_files_are_printed_one_after_the_other(pages: Pages, capsys: Capture) -> None:
    pages({"a.txt": TEXT, "b.txt": TEXT})
    assert main(["file", "a.txt", "b.txt"]) == 0
    assert capsys.readouterr().out == f"==> a.txt <==\n{CLEAN}==> b.txt <==\n{CLEAN}"


def test_several_files_are_a_line_of_json_each(pages: Pages, capsys: Capture) -> None:
    pages({"a.txt": TEXT, "b.txt": TEXT})
    assert main(["file", "a.txt", "b.txt", "--format", "json"]) == 0
    assert re.findall(r'^\{"source": "(.)', capsys.readouterr().out, re.MULTILINE) == ["a", "b"]


def test_a_bad_file_costs_only_itself(pages: Pages, capsys: Capture) -> None:
    pages({"a.txt": b"\x89PNG\r\n\x1a\n" + bytes(300), "b.txt": TEXT, "c.txt": ""})
    assert main(["file", "a.txt", "b.txt", "c.txt"]) == 1
    assert main(["file", "missing.txt", "b.txt"]) == 2
    told = capsys.readouterr()
    assert told.out.count(CLEAN) == 2
    assert [line.split()[1].rstrip(":") for line in told.err.splitlines()] == ["a.txt", "c.txt", "missing.txt"]


@pytest.mark.parametrize("output", ["a.txt", "./a.txt", "link.txt"])
def test_the_raw_file_is_not_the_output(pages: Pages, tree: Tree, capsys: Capture, output: str) -> None:
    folder = pages({"a.txt": TEXT})
    (folder / "link.txt").symlink_to("a.txt")
    before = tree(folder)
    assert main(["file", "a.txt", "--output", output]) == RefusedError.exit_code
    assert "is read, so it is not written: use --in-place" in capsys.readouterr().err
    assert tree(folder) == before


def test_wrong_settings_are_told_once(pages: Pages, capsys: Capture) -> None:
    pages({"a.txt": TEXT, "b.txt": TEXT})
    assert main(["file", "a.txt", "b.txt", "--rules", "nowhere"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_pattern_that_no_shell_expands_is_expanded(pages: Pages) -> None:
    pages({"b.txt": TEXT, "a.txt": TEXT, "c.md": TEXT, "[x].txt": TEXT})
    assert expanded(["*.txt", "-", "c.md"]) == ["[x].txt", "a.txt", "b.txt", "-", "c.md"]
    assert expanded(["[x].txt", "*.none"]) == ["[x].txt", "*.none"]


# ------------------------------------------------------------------------------------------------ in place


def test_the_clean_text_takes_the_place_of_the_raw_one_which_is_kept(pages: Pages, tree: Tree, capsys: Capture) -> None:
    folder = pages({"a.txt": TEXT.encode("gb18030"), "b.txt": TEXT})
    assert main(["file", "a.txt", "b.txt", "--in-place"]) == 0
    assert tree(folder) == {
        "a.txt": CLEAN.encode(),
        "a.txt.bak": TEXT.encode("gb18030"),
        "b.txt": CLEAN.encode(),
        "b.txt.bak": TEXT.encode(),
    }
    assert "a.txt: 24 characters before, 16 after; the raw file is a.txt.bak" in capsys.readouterr().out


def test_what_is_clean_is_left_as_it_is(pages: Pages, tree: Tree, capsys: Capture) -> None:
    folder = pages({"a.txt": CLEAN})
    assert main(["file", "a.txt", "--in-place"]) == 0
    assert tree(folder) == {"a.txt": CLEAN.encode()}
    assert capsys.readouterr().out == "a.txt: left as it is\n"


def test_what_is_all_chrome_is_left_as_it_is(pages: Pages, tree: Tree) -> None:
    folder = pages({"a.txt": "上一篇：物理\n"})
    assert main(["file", "a.txt", "--in-place"]) == 1
    assert tree(folder) == {"a.txt": "上一篇：物理\n".encode()}


def test_a_raw_file_that_was_kept_is_never_overwritten(pages: Pages, tree: Tree, capsys: Capture) -> None:
    folder = pages({"a.txt": TEXT, "a.txt.bak": "raw", "b.txt": TEXT})
    assert main(["file", "a.txt", "b.txt", "--in-place"]) == 4
    assert tree(folder) == {
        "a.txt": TEXT.encode(),
        "a.txt.bak": b"raw",
        "b.txt": CLEAN.encode(),
        "b.txt.bak": TEXT.encode(),
    }
    assert "a.txt.bak: is there already" in capsys.readouterr().err


def test_another_suffix_or_none(pages: Pages, tree: Tree) -> None:
    folder = pages({"a.txt": TEXT, "b.txt": TEXT})
    assert main(["file", "a.txt", "--in-place", "--backup", ".raw"]) == 0
    assert main(["file", "b.txt", "--in-place", "--backup", ""]) == 0
    assert sorted(tree(folder)) == ["a.txt", "a.txt.raw", "b.txt"]


def test_a_full_disk_leaves_everything_as_it_was(pages: Pages, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = pages({"a.txt": TEXT})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert main(["file", "a.txt", "--in-place"]) == 2
    assert tree(folder) == {"a.txt": TEXT.encode()}


def test_a_file_system_without_links_keeps_a_copy(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    pages({"a.txt": TEXT})

    def refuse(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert keep_raw(Path("a.txt"), ".bak").read_text("utf-8") == TEXT
    with pytest.raises(RefusedError):
        keep_raw(Path("a.txt"), ".bak")
    with pytest.raises(UsageError, match="no ending of a name"):
        keep_raw(Path("a.txt"), "/no/where")


def test_a_link_stays_a_link_and_the_mode_stays(pages: Pages) -> None:
    (pages({"a.txt": TEXT}) / "link.txt").symlink_to("a.txt")
    Path("a.txt").chmod(0o640)
    assert main(["file", "link.txt", "--in-place"]) == 0
    assert Path("link.txt").is_symlink()
    assert (Path("a.txt").read_text("utf-8"), Path("a.txt").stat().st_mode & 0o777) == (CLEAN, 0o640)
    assert Path("a.txt.bak").read_text("utf-8") == TEXT


REFUSED = {
    "a page of markup": ["a.html", "--in-place"],
    "an archive": ["a.gz", "--in-place"],
    "standard input": ["-", "--in-place"],
    "JSON in the place of a text": ["a.txt", "--in-place", "--format", "json"],
    "JSON of a difference": ["a.txt", "--diff", "--format", "json"],
    "several files into one": ["a.txt", "a.html", "--output", "x.txt"],
    "both at once": ["a.txt", "--in-place", "--diff"],
}


@pytest.mark.parametrize("arguments", REFUSED.values(), ids=REFUSED)
def test_what_makes_no_sense_is_refused_and_nothing_is_touched(
    pages: Pages, tree: Tree, capsys: Capture, arguments: list[str]
) -> None:
    folder = pages(
        {"a.txt": TEXT, "a.html": f"<html><body><p>{TEXT}</p></body></html>", "a.gz": gzip.compress(TEXT.encode())}
    )
    before = tree(folder)
    try:
        code: object = main(["file", *arguments])
    except SystemExit as end:
        code = end.code
    assert (code, tree(folder)) == (2, before)
    assert 1 <= capsys.readouterr().err.count("\n") <= 2


# ------------------------------------------------------------------------------------------------ what would change


def test_a_difference_is_a_patch(pages: Pages, capsys: Capture) -> None:
    pages({"a.txt": TEXT})
    assert main(["file", "a.txt", "--diff"]) == 0
    patch = capsys.readouterr().out
    assert (
        patch == "--- a.txt\n+++ a.txt (clean)\n@@ -1,4 +1,3 @@\n 同志们：\n 今天开会。\n-上一篇：物理\n 谢谢大家！\n"
    )
    subprocess.run(["patch", "--quiet", "a.txt"], input=patch, text=True, check=True)
    assert Path("a.txt").read_text("utf-8") == CLEAN


def test_a_clean_file_has_no_difference(pages: Pages, capsys: Capture) -> None:
    pages({"a.txt": CLEAN.replace("\n", "\r\n")})
    assert main(["file", "a.txt", "--diff"]) == 0
    assert capsys.readouterr().out == ""


def test_colours_are_for_terminals_and_for_those_who_ask(pages: Pages, capsys: Capture) -> None:
    pages({"a.txt": TEXT.replace("今天", "今天\x1b[2J")})
    assert main(["file", "a.txt", "--diff"]) == 0
    assert "\x1b[31m" not in capsys.readouterr().out
    assert main(["file", "a.txt", "--diff", "--color", "always"]) == 0
    told = capsys.readouterr().out
    assert "\x1b[31m-上一篇：物理\x1b[0m\n" in told
    assert "\x1b[2J" not in told, "the page's own controls must not reach a terminal"


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a terminal")
@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_a_terminal_is_coloured_unless_nobody_wants_it(pages: Pages, no_color: str, coloured: bool) -> None:
    pages({"a.txt": TEXT})
    ours, theirs = os.openpty()
    environment = {
        **os.environ,
        "NO_COLOR": no_color,
        "TERM": "xterm",
        "PYTHONPATH": str(Path(cli.__file__).parents[1]),
    }
    command = [sys.executable, "-m", "cleaner", "file", "a.txt", "--diff"]
    subprocess.run(command, stdout=theirs, env=environment, check=True, timeout=60)
    assert (b"\x1b[31m" in os.read(ours, 9999)) is coloured
