import io
import os
import shutil
import time
from pathlib import Path

import pytest

from cleaner import formats
from cleaner.config import Config
from cleaner.formats import office
from cleaner.model import Piece
from tests.formats.test_packages import body, word

LINES = ["在全县春耕生产动员会上的讲话", "同志们：", "今天我们召开会议，主要任务是分析形势，安排部署今后的工作。"]
RICH = "".join(char if char.isascii() else f"\\u{ord(char)}?" for char in "\\par ".join(LINES))
NEW = word(body("".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in LINES)))
OLD = formats.OLE + bytes(600)
real = pytest.mark.skipif(not any(map(shutil.which, office.PROGRAMS)), reason="LibreOffice is not installed")
scripts = pytest.mark.skipif(os.name == "nt", reason="a shell script stands for LibreOffice")


def read(data: bytes, name: str = "a.doc") -> Piece:
    (piece,) = formats.read(io.BytesIO(data), name, 0, len(data), Config())
    return piece


def install(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a shell script be what LibreOffice is."""
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@real
@pytest.mark.parametrize("suffix", ["doc", "odt", "wps"])
def test_an_old_file_gives_the_text_of_the_new_one_and_keeps_its_bytes(suffix: str) -> None:
    made = office._converted(f"{{\\rtf1\\ansi {RICH}}}".encode(), "a.doc", suffix.replace("wps", "doc"))
    piece = read(made, f"讲话.{suffix}")
    assert piece.document is not None
    assert piece.document.text.split("\n") == LINES
    assert piece.frame.before == made


@real
def test_what_is_no_document_is_a_named_error() -> None:
    error = read(OLD).error
    assert error is not None
    assert (error.code, error.file) == ("office", "a.doc")


@scripts
def test_what_the_program_makes_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "new.docx").write_bytes(NEW)
    install(tmp_path, f'mkdir "$7" && cp "{tmp_path}/new.docx" "$7/given.docx"', monkeypatch)
    piece = read(OLD, "a.wps")
    assert piece.document is not None
    assert piece.document.text.split("\n") == LINES


TROUBLE = {
    "it crashes": ("kill -SEGV $$", "broke off (-11)"),
    "it fails": ("exit 3", "broke off (3)"),
    "it makes nothing": ("exit 0", "cannot read it"),
    "it makes no document": ('mkdir "$7"; echo x > "$7/given.docx"', "is damaged"),
}


@scripts
@pytest.mark.parametrize(("script", "what"), TROUBLE.values(), ids=TROUBLE)
def test_trouble_is_a_named_error(script: str, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, script, monkeypatch)
    error = read(OLD).error
    assert error is not None
    assert (error.code, what in error.what, error.file) == ("office", True, "a.doc")


@scripts
def test_a_program_that_hangs_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, f'sleep 600 & echo $! > "{tmp_path}/child"; wait', monkeypatch)
    monkeypatch.setattr(office, "LONGEST", 1)
    error = read(OLD).error
    assert error is not None
    assert error.what == "LibreOffice needed more than 1 seconds for it"
    child = int((tmp_path / "child").read_text())
    for _ in range(100):  # whoever adopted it may not have taken note yet
        if not _runs(child):
            break
        time.sleep(0.05)
    assert not _runs(child)


def _runs(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        return not Path("/proc").is_dir()
    return state != "Z"
