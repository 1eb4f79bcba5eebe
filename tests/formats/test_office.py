import io
import os
import shutil
import time
from pathlib import Path

import pytest

from cleaner import formats
from cleaner.config import Config
from cleaner.errors import InputError
from cleaner.formats import office
from cleaner.model import Piece
from tests.formats.test_packages import body, word

LINES = ["在全县春耕生产动员会上的讲话", "同志们：", "今天我们召开会议，主要任务是分析形势，安排部署今后的工作。"]
RICH = "".join(char if char.isascii() else f"\\u{ord(char)}?" for char in "\\par ".join(LINES))
NEW = word(body("".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in LINES)))
NEW_TEXT = "\n".join(LINES)
OLD = formats.OLE + bytes(600)
real = pytest.mark.skipif(not any(map(shutil.which, office.PROGRAMS)), reason="LibreOffice is not installed")
scripts = pytest.mark.skipif(os.name == "nt", reason="a shell script stands for LibreOffice")


def book() -> bytes:
    """Return a workbook of today, a row a line."""
    workbook = pytest.importorskip("openpyxl").Workbook()
    for line in ("正文", *LINES[1:]):
        workbook.active.append([line])
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def pieces(data: bytes, name: str) -> list[Piece]:
    return list(formats.read(io.BytesIO(data), name, 0, len(data), Config()))


def read(data: bytes, name: str = "a.doc") -> Piece:
    (piece,) = pieces(data, name)
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
@pytest.mark.parametrize("name", ["名单.xls", "名单.et", "名单.doc", "名单.xlsx"])
def test_an_old_sheet_gives_its_rows_whatever_it_is_called(name: str) -> None:
    try:
        made = office._converted(book(), "a.odt", "xls")
    except InputError:
        pytest.skip("LibreOffice has no Calc")
    found = pieces(made, name)
    assert [piece.document.text for piece in found if piece.document is not None] == LINES[1:]
    assert found[0].frame.before == made


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


KINDS = {
    "a sheet that is called a text": ("a.doc", OLD + office.SHEETS, "xlsx"),
    "a text that is called a sheet": ("a.xls", OLD + office.TEXT, "docx"),
    "a text in which a sheet lies": ("a.doc", OLD + office.TEXT + office.SHEETS, "docx"),
    "a sheet in which a text lies": ("a.et", OLD + office.TEXT + office.SHEETS, "xlsx"),
    "a sheet by its name": ("a.et", OLD, "xlsx"),
    "a text in which slides lie": ("a.doc", OLD + office.TEXT + office.SLIDES, "docx"),
}


@scripts
@pytest.mark.parametrize(("name", "data", "to"), KINDS.values(), ids=KINDS)
def test_what_a_file_holds_goes_before_its_name(
    name: str, data: bytes, to: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "new.docx").write_bytes(NEW)
    (tmp_path / "new.xlsx").write_bytes(book())
    install(tmp_path, f'mkdir "$7" && cp "{tmp_path}/new.$5" "$7/given.$5"', monkeypatch)
    texts = [piece.document.text for piece in pieces(data, name) if piece.document is not None]
    assert texts == ([NEW_TEXT] if to == "docx" else LINES[1:])


REFUSED = {
    "a password": (office.ENCRYPTED, "encrypted", "is encrypted"),
    "slides": (office.SLIDES, "format", "holds slides, which are not read"),
}


@pytest.mark.parametrize("name", ["a.doc", "a.docx", "a.xls", "a.xlsx", "a.ppt"])
@pytest.mark.parametrize(("found", "code", "what"), REFUSED.values(), ids=REFUSED)
def test_what_no_program_is_asked_to_read(
    found: bytes, code: str, what: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    error = read(OLD + found, name).error
    assert error is not None
    assert (error.code, error.what, error.file) == (code, what, name)
    assert error.advice


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
