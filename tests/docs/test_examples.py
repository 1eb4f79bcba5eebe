"""What README and tutorial tell people to type works as it stands there, in an empty folder, and prints what they say."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "README.zh-CN.md", "docs/tutorial.md", "docs/tutorial.zh-CN.md")
BLOCK = re.compile(r"^```([a-z]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"(?:[Ss]ave this as|存成) `([^`]+)`[^\n]*\n+\Z|\n`(page\.txt)`[^\n`]*[:：]\n+\Z")  # above a block
SAVED = re.compile(r"\n*(?:Save this as|存成) `([^`]+)`")  # below it
PRINTS = re.compile(r"\n`(cleaner [^`]+)` (?:prints:|的输出：)\n+\Z")
BETWEEN = ("", "This prints:", "输出：")  # stands between a block and what it prints
NOT_RUN = re.compile(r"<!-- not run: .+ -->\n\Z")
RUN = ("sh", "console", "python")
SKIPPED = "…"  # stands for lines that are not shown

# What the READMEs speak of as the reader's own.
OWN = {
    "删除语.txt": "欢迎访问某某讲话稿网\n",
    "texts.jsonl": '{"id": "a", "text": "各村要把春耕生产作为头等大事来抓，早安排、早动手、早见效，确保全年粮食丰收。"}\n',
}
ROWS = (("文件名", "标题"), ("page.txt", "在全镇春耕生产动员会上的讲话"))


@dataclass(frozen=True)
class Step:
    """What a reader does: save a file, or run a block; and what must come of it."""

    line: int
    kind: str
    text: str
    file: str = ""
    shown: str = ""


def steps(page: str) -> Iterator[Step]:
    """Yield the steps of a page, in order."""
    text = (ROOT / page).read_text("utf-8")
    blocks = list(BLOCK.finditer(text))
    for number, block in enumerate(blocks):
        before, line = text[: block.start()], text.count("\n", 0, block.start()) + 1
        named = NAMED.search(before) or SAVED.match(text, block.end())
        prints = PRINTS.search(before)
        if named and block[1] not in RUN:
            yield Step(line, "file", block[2], file=next(filter(None, named.groups())))
        elif prints:
            yield Step(line, "sh", prints[1], shown=block[2])
        elif block[1] in RUN and not NOT_RUN.search(before):
            after = blocks[number + 1] if number + 1 < len(blocks) else None
            shown = after is not None and after[1] == "text" and text[block.end() : after.start()].strip() in BETWEEN
            yield Step(line, block[1], block[2], shown=after[2] if after is not None and shown else "")


def run(step: Step, folder: Path) -> str:
    """Run a block as a reader would; return what it printed."""
    words = [sys.executable, "-c", step.text] if step.kind == "python" else ["bash", "-ec", step.text]
    path = os.pathsep.join([str(folder.parent / "bin"), os.environ["PATH"]])
    done = subprocess.run(
        words,
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (step.line, step.text, done.stdout, done.stderr)
    return done.stdout


def assert_shown(step: Step, printed: str) -> None:
    """Hold what was printed to what the page shows; a line of SKIPPED stands for any number of lines."""
    parts = [re.escape(line) for line in step.shown.split("\n")]
    pattern = "\n".join(parts).replace(re.escape(SKIPPED) + "\n", "(?:.*\n)*?")
    assert re.fullmatch(pattern, printed), (step.line, step.shown, printed)


@pytest.mark.parametrize("page", [page for page in PAGES if ".zh-CN" not in page])
def test_the_chinese_page_says_to_type_the_same(page: str) -> None:
    english, chinese = (
        [(step.kind, step.file, step.text.replace(" --lang zh", "")) for step in steps(name)]
        for name in (page, page.replace(".md", ".zh-CN.md"))
    )
    assert chinese == english


@pytest.mark.nightly
@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_says_to_type_works(page: str, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("pyarrow")
    folder, command = tmp_path / "empty", tmp_path / "bin" / "cleaner"
    folder.mkdir()
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m cleaner "$@"\n')
    command.chmod(0o755)
    todo = list(steps(page))
    if page.startswith("README"):  # a reference, not to be read from top to bottom
        todo.sort(key=lambda step: step.kind != "file")
        shutil.copytree(ROOT / "seeds", folder / "seeds")
        for name, text in OWN.items():
            (folder / name).write_text(text, "utf-8")
        book = openpyxl.Workbook()
        for row in ROWS:
            book.active.append(row)
        book.save(folder / "清单.xlsx")
    ran = 0
    for step in todo:
        if step.kind == "file":
            for place in (step.file, f"pages/{step.file}") if step.file == "page.txt" else (step.file,):
                (folder / place).parent.mkdir(parents=True, exist_ok=True)
                (folder / place).write_text(step.text, "utf-8")
        elif step.kind != "python" or "datasets" not in step.text or find_spec("datasets"):
            printed = run(step, folder)
            ran += 1
            if step.shown:
                assert_shown(step, printed)
    assert ran > 8
