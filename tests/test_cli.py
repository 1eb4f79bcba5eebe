"""The command line as people meet it: what it prints, what it says when something is wrong, and how it ends."""

import argparse
import errno
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from cleaner import cli
from cleaner.arguments import parser
from cleaner.atomic import write_atomically
from cleaner.cli import main
from cleaner.commands.check import check
from cleaner.console import open_streams
from cleaner.errors import UsageError

Pages = Callable[[dict[str, Any]], Path]
Speech = Callable[[int], str]
Tree = Callable[[Path], dict[str, bytes]]
Capture = pytest.CaptureFixture[str]
TEXT = "同志们：\n今天开会。\n上一篇：物理\n谢谢大家！\n"
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Run in an empty folder, and give the signal back that ``main`` takes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(cli.__file__).parent.parent))
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, action in before.items():
        signal.signal(number, action)


def call(*arguments: str | Path) -> int:
    """Call ``main``; argparse exits by itself."""
    try:
        return main([str(argument) for argument in arguments])
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else -1


def process(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cleaner", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **options)


@pytest.fixture
def corpus(pages: Pages, speech: Speech, tmp_path: Path, capsys: Capture) -> Path:
    assert call("run", pages({"a.txt": speech(1), "b/c.txt": speech(2)}), "--out", tmp_path / "out", "--quiet") == 0
    assert capsys.readouterr().out == ""
    return tmp_path / "out"


# ------------------------------------------------------------------------------------------------ what works


def test_run_says_what_it_did(pages: Pages, speech: Speech, capsys: Capture) -> None:
    assert call("run", pages({"a.txt": speech(1)}), "--out", "out") == 0
    said = capsys.readouterr()
    assert "1 records of 1 documents in 1 files" in said.out
    assert "0 unaccounted for" in said.out
    assert said.err == "", "progress is for terminals"


def test_run_gives_its_counts_as_json(pages: Pages, speech: Speech, capsys: Capture) -> None:
    assert call("run", pages({"a.txt": speech(1)}), "--out", "out", "--json") == 0
    assert json.loads(capsys.readouterr().out)["records"] == 1


def test_file_prints_the_clean_text(pages: Pages, capsys: Capture) -> None:
    assert call("file", pages({"a.txt": TEXT}) / "a.txt") == 0
    assert capsys.readouterr() == ("同志们：\n今天开会。\n谢谢大家！\n", "")


def test_file_prints_json_on_one_line(pages: Pages, capsys: Capture) -> None:
    assert call("file", pages({"a.txt": TEXT}) / "a.txt", "--format", "json") == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out)["source"] == "a.txt"


def test_file_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode("gb18030"))))
    assert call("file", "-") == 0
    assert capsys.readouterr().out.startswith("同志们：")


def test_file_is_not_led_astray_by_a_format_of_the_corpus(pages: Pages, capsys: Capture) -> None:
    Path("cleaner.toml").write_text('format = "jsonl.gz"\n')
    assert call("file", pages({"a.txt": TEXT}) / "a.txt", "--format", "text") == 0


def test_explain_keeps_the_lines(pages: Pages, capsys: Capture) -> None:
    assert call("explain", pages({"a.txt": TEXT}) / "a.txt") == 0
    assert capsys.readouterr().out.count("\n") == TEXT.count("\n")
    assert call("explain", "pages/a.txt", "--line", "3") == 0
    assert capsys.readouterr().out.startswith("[-上一篇：物理-]<")


def test_check_passes_and_says_so(corpus: Path, capsys: Capture) -> None:
    assert call("check", corpus) == 0
    assert capsys.readouterr().out.endswith("passed\n")
    assert call("check", corpus, "--json") == 0
    assert json.loads(capsys.readouterr().out)["passed"] is True


def test_restore_gives_the_files_back(corpus: Path, tree: Tree, capsys: Capture) -> None:
    assert call("restore", corpus, "--to", "raw") == 0
    assert "2 files restored" in capsys.readouterr().out
    assert tree(Path("raw")) == tree(Path("pages"))


def test_rules_are_listed(pages: Pages, capsys: Capture) -> None:
    assert call("rules", "list") == 0
    assert re.search(r"\d+ rules\n$", capsys.readouterr().out)
    assert call("rules", "list", "--json", pages({"a.txt": TEXT})) == 0
    assert json.loads(capsys.readouterr().out)


def test_version_names_what_decides(capsys: Capture) -> None:
    assert call("--version") == 0
    assert re.match(r"cleaner \S+ \(.*opencc .*Python 3\.", capsys.readouterr().out)


def commands(parser: argparse.ArgumentParser) -> Iterator[list[str]]:
    """Yield the words of each command that does something."""
    if parser.get_default("action"):
        yield parser.prog.split()[1:]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for subparser in action.choices.values():
                yield from commands(subparser)


@pytest.mark.parametrize("arguments", [[], *commands(parser())], ids=" ".join)
def test_help_has_an_example_of_the_command(arguments: list[str], capsys: Capture) -> None:
    assert call(*arguments, "--help") == 0
    assert f"example: {' '.join(['cleaner', *arguments])}" in capsys.readouterr().out


class Stream(io.TextIOWrapper):
    """A stream that is a console, or is not."""

    def __init__(self, *, console: bool) -> None:
        super().__init__(io.BytesIO(), encoding="gbk")
        self.console = console

    def isatty(self) -> bool:
        return self.console


@pytest.mark.parametrize(
    ("system", "console", "encoding"), [("nt", True, "gbk"), ("nt", False, "utf-8"), ("posix", True, "utf-8")]
)
def test_only_a_console_of_windows_keeps_its_encoding(
    monkeypatch: pytest.MonkeyPatch, system: str, console: bool, encoding: str
) -> None:
    stream = Stream(console=console)
    with monkeypatch.context() as patch:
        patch.setattr(os, "name", system)
        patch.setattr(sys, "stdout", stream)
        open_streams()
    assert (stream.encoding, stream.errors) == (encoding, "backslashreplace")
    stream.write("讲话\U0001f600")
    stream.flush()
    shown = "讲话\\U0001f600" if encoding == "gbk" else "讲话\U0001f600"
    assert stream.buffer.getvalue() == shown.encode(encoding)  # type: ignore[attr-defined]


# ------------------------------------------------------------------------------------------------ what does not

WRONG: dict[str, tuple[Sequence[str], int, str]] = {
    "nothing at all": ([], 2, "required"),
    "a misspelt command": (["rnu", "x"], 2, "did you mean 'run'?"),
    "a misspelt option": (["file", "a.txt", "--formt", "json"], 2, "--format"),
    "an option of another command": (
        ["file", "a.txt", "--json"],
        2,
        "cleaner file: unrecognized arguments: --json\nTry",
    ),
    "a wrong choice": (["file", "a.txt", "--format", "jsn"], 2, "did you mean 'json'?"),
    "no output folder": (["run", "a.txt"], 2, "--out"),
    "a missing file": (["file", "missing.txt"], 2, "missing.txt: no such file"),
    "a missing input": (["run", "missing", "--out", "out"], 2, "missing: no such file or folder"),
    "a missing corpus": (["check", "missing"], 2, "missing: no manifest.json"),
    "a file for a corpus": (["check", "a.txt"], 2, "a.txt"),
    "a missing corpus to restore": (["restore", "missing", "--to", "raw"], 2, "missing"),
    "a folder for a file": (["file", "."], 2, "is a folder"),
    "a missing configuration": (["file", "a.txt", "--config", "x.toml"], 2, "x.toml"),
    "missing rules": (["file", "a.txt", "--rules", "nowhere"], 2, "nowhere"),
    "an unknown encoding": (["file", "a.txt", "--encoding", "gbkk"], 2, "gbk"),
    "a line that is not there": (["explain", "a.txt", "--line", "99"], 2, "no line 99"),
    "a threshold out of range": (["run", "a.txt", "--out", "out", "--threshold", "2"], 2, "from 0.5 to 1.0"),
    "a threshold that is no number": (["run", "a.txt", "--out", "out", "--threshold", "nan"], 2, "threshold"),
    "a share out of range": (["check", ".", "--max-chrome", "7"], 2, "check_max_chrome"),
    "a picture": (["file", "a.png"], 1, "a.png"),
    "an output folder that is a file": (["run", "a.txt", "--out", "a.png"], 4, "a.png: is a file"),
    "an output folder that leads nowhere": (["run", "a.txt", "--out", "dangling"], 4, "is a link that leads nowhere"),
    "drafts into a page": (["rules", "suggest", "a.txt", "--output", "a.txt"], 2, "a.txt: is no folder: name a .toml"),
    "an output folder below a file": (["run", "a.txt", "--out", "a.png/out"], 2, "a.png"),
    "an output folder with other things": (["run", "a.txt", "--out", "pages"], 4, "other things"),
    "a place to restore to below a file": (["restore", "out", "--to", "a.png/raw"], 2, "a.png"),
    "an output file in no folder": (["file", "a.txt", "--output", "no/where.txt"], 2, "where.txt"),
    "an output file that is a folder": (["file", "a.txt", "--output", "out"], 2, "out"),
    "an empty name": (["file", ""], 2, "argument PATH: an empty name"),
    "a page without a name": (["explain", ""], 2, "argument PATH: an empty name"),
    "a corpus without a name": (["check", ""], 2, "argument DIR: an empty name"),
    "rules without a name": (["file", "a.txt", "--rules", ""], 2, "'rules' must be a list of non-empty strings"),
    "a column of no list": (["run", "a.txt", "--out", "o", "--key", "文件名"], 2, "--key names a column of no list"),
    "a list without a name": (["run", "a.txt", "--out", "o", "--metadata", ""], 2, "must be a non-empty string"),
    "an input without a name": (["run", "", "--out", "out"], 2, "an input has an empty name"),
    "an output folder without a name": (["run", "a.txt", "--out", ""], 2, "--out: an empty name"),
    "a missing rule file": (["rules", "test", "x.toml"], 2, "x.toml"),
}


@pytest.mark.parametrize(("arguments", "code", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_in_a_line_and_an_exit_code(
    pages: Pages, speech: Speech, capsys: Capture, arguments: Sequence[str], code: int, said: str
) -> None:
    call("run", pages({"a.txt": speech(1)}), "--out", "out", "--quiet")
    Path("a.txt").write_text(TEXT)
    Path("a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(300))
    Path("dangling").symlink_to("nowhere")
    capsys.readouterr()
    assert call(*arguments) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert "Traceback" not in told.err
    assert 1 <= told.err.count("\n") <= 3


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the folder of a process")
def test_a_current_folder_that_is_gone_is_told(pages: Pages) -> None:
    pages({"a.txt": TEXT})
    command = 'mkdir gone; cd gone; rmdir ../gone; "$0" -m cleaner run ../pages --out ../out'
    done = subprocess.run(["sh", "-c", command, sys.executable], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr == "cleaner: the current folder: No such file or directory\n"


def test_a_wrong_rule_file_is_told_with_file_line_and_suggestion(pages: Pages, capsys: Capture) -> None:
    Path("mine.toml").write_text("# mine\n\n[[rule]]\nid = 'x'\nmach = 'y'\n")
    assert call("file", pages({"a.txt": TEXT}) / "a.txt", "--rules", "mine.toml") == 2
    assert re.search(r"mine\.toml:5: .*unknown key 'mach': did you mean 'match'\?", capsys.readouterr().err)


def test_an_unknown_key_of_the_configuration_is_told_with_its_file(pages: Pages, capsys: Capture) -> None:
    Path("cleaner.toml").write_text("skript = 'keep'\n")
    assert call("file", pages({"a.txt": TEXT}) / "a.txt") == 2
    assert "cleaner.toml: unknown key 'skript': did you mean 'script'?" in capsys.readouterr().err


def test_a_file_that_is_all_chrome_is_no_success(pages: Pages) -> None:
    assert call("file", pages({"a.txt": "上一篇：物理\n"}) / "a.txt") != 0


def test_an_empty_file_is_no_crash(pages: Pages, capsys: Capture) -> None:
    call("file", pages({"a.txt": ""}) / "a.txt")
    assert "Traceback" not in capsys.readouterr().err


def test_a_run_with_bad_inputs_ends_with_one_unless_they_are_allowed(pages: Pages, speech: Speech) -> None:
    folder = pages({"a.txt": speech(1), "b.txt": "", "c.txt": bytes(range(256)) * 9})
    assert call("run", folder, "--out", "out", "--quiet") == 1
    assert call("run", folder, "--out", "out", "--quiet", "--max-errors", "1") == 1
    assert call("run", folder, "--out", "out", "--quiet", "--max-errors", "2") == 0


def test_findings_end_with_one(corpus: Path, capsys: Capture) -> None:
    (corpus / "README.md").write_text("x")
    assert call("check", corpus) == 1
    assert "FAILED" in capsys.readouterr().out
    assert call("check", corpus, "--quiet") == 1
    assert capsys.readouterr() == ("", "")


def test_other_inputs_are_refused_with_four(corpus: Path, pages: Pages, speech: Speech, capsys: Capture) -> None:
    pages({"d.txt": speech(4)})
    assert call("run", "pages", "--out", corpus, "--quiet") == 4
    assert "--restart" in capsys.readouterr().err
    assert call("run", "pages", "--out", corpus, "--quiet", "--restart") == 0


def test_a_full_folder_to_restore_to_is_refused_with_four(corpus: Path) -> None:
    assert call("restore", corpus, "--to", "pages") == 4


def test_two_inputs_of_one_name_are_told(pages: Pages, speech: Speech, capsys: Capture) -> None:
    folder = pages({"a/x.txt": speech(1), "b/x.txt": speech(2)})
    assert call("run", folder / "a", folder / "b", "--out", "out") == 2
    assert "both called x.txt" in capsys.readouterr().err


def test_a_bug_of_ours_ends_with_three_and_a_traceback(
    pages: Pages, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(cli, "load_config", lambda *_: 1 // 0)
    assert call("file", pages({"a.txt": TEXT}) / "a.txt") == 3
    told = capsys.readouterr().err
    assert "ZeroDivisionError" in told
    assert "please report" in told


# ------------------------------------------------------------------------------------------------ names


NAMES = [
    b"a\nb.txt",
    b"\x1b[31mred.txt",
    "\u202etxt.exe.txt".encode(),
    b"\xff\xc4.txt",
    b"a\rb.txt",
    b"-rf.txt",
    b"=1.txt",
]


@pytest.mark.parametrize("raw", NAMES, ids=ascii)
def test_any_name_is_shown_safely(raw: bytes, capsys: Capture) -> None:
    name = os.fsdecode(raw)
    for arguments in (["file", f"./{name}"], ["run", f"./{name}", "--out", "out"], ["check", f"./{name}"]):
        assert call(*arguments) != 0
        told = capsys.readouterr()
        assert not CONTROLS.search(told.out + told.err)
        assert told.err.count("\n") == 1, "a name must not begin a line of its own"


@pytest.mark.parametrize("raw", NAMES, ids=ascii)
def test_any_name_of_a_folder_is_shown_safely(raw: bytes, speech: Speech, capsys: Capture) -> None:
    name = f"./{os.fsdecode(raw)}"
    Path("a.txt").write_text(speech(1))
    for arguments in (["run", "a.txt", "--out", name], ["check", name], ["restore", name, "--to", f"{name}2"]):
        assert call(*arguments) == 0
        told = capsys.readouterr()
        assert not CONTROLS.search(told.out + told.err)


@pytest.mark.parametrize("raw", NAMES, ids=ascii)
@pytest.mark.parametrize("format_", ["jsonl", "text"])
def test_a_file_of_any_name_is_cleaned_and_comes_back(
    raw: bytes, format_: str, speech: Speech, capsys: Capture
) -> None:
    Path("in").mkdir()
    (Path("in") / os.fsdecode(raw)).write_text(speech(1))
    assert call("run", "in", "--out", "out", "--format", format_) == 0
    assert call("restore", "out", "--to", "raw") == 0
    told = capsys.readouterr()
    assert not CONTROLS.search(told.out + told.err)
    (back,) = Path("raw").iterdir()
    assert back.read_text() == speech(1)


def test_arguments_that_are_wrong_are_shown_safely(capsys: Capture) -> None:
    assert call("file", "a.txt", "--\x1b[31m\u202e") == 2
    assert not CONTROLS.search(capsys.readouterr().err)


def test_rules_of_strangers_are_shown_safely(capsys: Capture) -> None:
    Path("x.toml").write_text(
        '[[rule]]\nid = "x"\ncategory = "share"\nscope = "line"\nwhy = "\\u001b[31m\\u202e"\n'
        'match = "分享到某微"\nremoves = ["[-分享到某微-]"]\n'
    )
    assert call("rules", "list", "--rules", "x.toml", "--no-builtin-rules") == 0
    assert not CONTROLS.search(capsys.readouterr().out)


def test_control_characters_of_a_text_are_explained_safely(pages: Pages, capsys: Capture) -> None:
    assert call("explain", pages({"a.txt": "同志们：\n今天\x1b[31m开会\u202e。\n"}) / "a.txt") == 0
    assert not CONTROLS.search(capsys.readouterr().out)


# ------------------------------------------------------------------------------------------------ output


def test_an_output_file_is_there_whole_or_not_at_all(
    pages: Pages, tree: Tree, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    target = tmp_path / "clean.txt"
    target.write_text("old")
    assert call("file", pages({"a.txt": TEXT}) / "a.txt", "--output", target) == 0
    assert target.read_text() == "同志们：\n今天开会。\n谢谢大家！\n"
    for name in ("fsync", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(os, name, _disk_full)
            with pytest.raises(UsageError, match="No space left"):
                write_atomically(target, b"new")
        assert target.read_text().startswith("同志们")
    assert sorted(tree(tmp_path)) == ["clean.txt", "pages/a.txt"]


def _disk_full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_an_output_file_that_is_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to("real.txt")
    write_atomically(tmp_path / "link.txt", b"new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_device_or_a_pipe_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_atomically(pipe, b"new")
    assert os.read(reader, 10) == b"new"
    assert pipe.is_fifo()
    os.close(reader)


def test_an_output_file_keeps_its_mode(pages: Pages, tmp_path: Path) -> None:
    target = tmp_path / "clean.txt"
    target.touch(mode=0o640)
    target.chmod(0o640)
    write_atomically(target, b"x")
    assert target.stat().st_mode & 0o777 == 0o640


def test_output_is_utf8_whatever_the_locale(pages: Pages) -> None:
    pages({"a.txt": TEXT})
    done = subprocess.run(
        [sys.executable, "-m", "cleaner", "file", "pages/a.txt"],
        env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode("utf-8").startswith("同志们：")


# ------------------------------------------------------------------------------------------------ processes


def test_as_a_process_it_reads_standard_input_and_ends_with_its_code() -> None:
    done = process("file", "-", input=TEXT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "同志们：\n今天开会。\n谢谢大家！\n", "")
    assert process("file", "missing.txt").returncode == 2


STREAMS = {
    "nowhere to print to": ("file pages/a.txt", ">&-", 0, ""),
    "a full disk to print to": ("file pages/a.txt", "> /dev/full", 2, "standard output: No space left on device"),
    "a full disk for the help": ("--help", "> /dev/full", 2, "standard output: No space left on device"),
    "a full disk for that of a command": ("run --help", "> /dev/full", 2, "standard output: No space left on device"),
    "a full disk for much": ("rules list --json", "> /dev/full", 2, "standard output: No space left on device"),
    "nothing to read": ("rules new", "<&-", 2, "one line is needed"),
    "nothing at all": ("file pages/none.txt", "<&- >&- 2>&-", 2, ""),
}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize(("arguments", "streams", "code", "told"), STREAMS.values(), ids=STREAMS)
def test_streams_that_are_closed_or_full_are_no_bug(
    pages: Pages, arguments: str, streams: str, code: int, told: str
) -> None:
    pages({"a.txt": TEXT})
    done = subprocess.run(
        ["sh", "-c", f'"$0" -m cleaner {arguments} {streams}', sys.executable],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == code
    assert told in done.stderr
    assert done.stderr.count("\n") <= 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="lets os.fork fail, which this system has not")
def test_too_few_processes_are_no_fault_of_the_folder(
    pages: Pages, speech: Speech, monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path
) -> None:
    def fork() -> int:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(os, "fork", fork)
    out = str(tmp_path / "out")
    assert main(["run", str(pages({"a.txt": speech(1)})), "--out", out, "--workers", "2", "--quiet"]) == 2
    said = capsys.readouterr().err
    assert "no worker can be started" in said
    assert "--workers 1" in said
    assert out not in said


def test_too_little_memory_is_no_bug(pages: Pages, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(cli, "load_config", full)
    assert call("file", pages({"a.txt": TEXT}) / "a.txt") == 2
    assert "not enough memory" in capsys.readouterr().err


def test_a_reader_that_has_had_enough_is_no_error(pages: Pages) -> None:
    pages({"a.txt": "同志们：\n" + "今天开会，总结工作，部署任务。\n" * 50_000})
    with subprocess.Popen(
        [sys.executable, "-m", "cleaner", "file", "pages/a.txt"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.read(10)
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_links_and_pipes_in_a_folder_hang_nothing(pages: Pages, speech: Speech) -> None:
    folder = pages({"a/x.txt": speech(1)})
    (folder / "a/up").symlink_to("..")
    (folder / "zero.txt").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.txt")
    done = process("run", "pages", "--out", "out", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    listed = [json.loads(line)["file"] for line in Path("out/errors.jsonl").read_bytes().splitlines()]
    assert {"pipe.txt", "zero.txt"} <= set(listed)


ENDS = {
    "interrupted": (signal.SIGINT, {130, -signal.SIGINT}),
    "terminated": (signal.SIGTERM, {143}),
    "hung up": (signal.SIGHUP, {129}),
}


@pytest.mark.parametrize(("number", "codes"), ENDS.values(), ids=ENDS)
def test_a_run_that_is_stopped_ends_soon_and_leaves_nothing(
    pages: Pages, speech: Speech, tree: Tree, number: int, codes: set[int]
) -> None:
    pages({f"{n}.txt": speech(n) * 10 for n in range(300)})
    command = [sys.executable, "-m", "cleaner", "run", "pages", "--out", "out", "--workers", "2", "--quiet"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True) as running:
        while running.poll() is None and not list(Path().glob("out/.cleaner-attempt-kept/*")):
            time.sleep(0.01)
        running.send_signal(number)
        start = time.monotonic()
        try:
            assert running.wait(20) in codes
            assert time.monotonic() - start < 5
            assert not alive(running.pid), "a worker outlives the run, and holds its lock"
        finally:
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
    shutil.rmtree("out/.cleaner-attempt-kept")  # what it had finished, for the same call to go on with
    assert tree(Path("out")) == {}


def alive(group: int) -> bool:
    """Whether any process of a group is there a second from now."""
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.02)
    return True


def test_of_two_runs_at_once_one_is_refused_and_the_corpus_is_right(pages: Pages, speech: Speech, tree: Tree) -> None:
    pages({f"{n}.txt": speech(n) * 3 for n in range(60)})
    command = [sys.executable, "-m", "cleaner", "run", "pages", "--quiet", "--out", "out"]
    for _ in range(2):
        both = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
        codes = []
        for running in both:
            _, err = running.communicate(timeout=60)
            codes.append(running.returncode)
            assert running.returncode == 0 or b"another run is at work" in err
        assert codes in ([0, 0], [0, 4], [4, 0])
        assert not check("out").findings
