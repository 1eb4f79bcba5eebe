"""Files of older office programs: LibreOffice turns them into Word files, where it is installed.

What merely bears such a name, a page of markup or rich text, is known by its content before.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from cleaner.config import Config
from cleaner.errors import InputError
from cleaner.formats import docx, text, xlsx
from cleaner.formats.extracted import whole_file
from cleaner.formats.rows import pieces_of, whole
from cleaner.model import Frame, Piece

SUFFIXES = (".doc", ".wps", ".odt")
cut = text.cut
PROGRAMS = ("soffice", "libreoffice")
LONGEST = 120  # seconds
START = b"mimetypeapplication/vnd.oasis.opendocument"  # of the first member of an .odt, behind its header
# By what the directory of an older file names it is known what it holds.
TEXT, SHEETS, SLIDES, ENCRYPTED = (
    name.encode("utf-16-le") for name in ("WordDocument", "Workbook", "PowerPoint Document", "EncryptedPackage")
)
# No macros, and nothing is fetched that a file refers to.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


def read(stream: BinaryIO, source: str, start: int, end: int, config: Config) -> Iterator[Piece]:
    """Yield the file as one Piece, or a Piece for every row of its sheets."""
    data = stream.read()
    if not _holds_sheets(data, source):
        yield whole_file(data, source, lambda data: docx.document_of(_converted(data, source, "docx"), source))
        return
    try:
        found = list(xlsx.rows_of(_converted(data, source, "xlsx"), source, config))
    except InputError as error:
        yield Piece(source, 0, Frame("raw"), error=error)
        return
    yield whole(data, source)
    yield from pieces_of(found, source, 0, config)


def _holds_sheets(data: bytes, source: str) -> bool:
    """Whether a file holds sheets and no text, by what is in it; by its name where that does not tell."""
    text, sheets = TEXT in data, SHEETS in data  # one may lie in the other
    return sheets if text != sheets else source.lower().endswith(xlsx.SUFFIXES)


def _refuse(data: bytes, source: str) -> None:
    """Raise InputError for what LibreOffice would not, or not rightly, read."""
    if ENCRYPTED in data:
        raise InputError("is encrypted", code="encrypted", file=source, advice="save it without a password")
    if SLIDES in data and TEXT not in data and SHEETS not in data:
        advice = "save its text, with an office program"
        raise InputError("holds slides, which are not read", code="format", file=source, advice=advice)


def _converted(data: bytes, source: str, to: str) -> bytes:
    """Return what LibreOffice makes of the file; raises InputError, also where there is no LibreOffice."""
    import shutil
    import tempfile

    _refuse(data, source)
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        what = f"{Path(source).suffix} files need LibreOffice, which is not installed"
        raise InputError(what, code="format", file=source, advice=f"install it, or save the file as .{to}")
    with tempfile.TemporaryDirectory(prefix="cleaner-", ignore_cleanup_errors=True) as folder:
        suffix = Path(source).suffix.lower()
        given = Path(folder, f"given{'.xls' if to == 'xlsx' else suffix if suffix in SUFFIXES else '.doc'}")
        given.write_bytes(data)
        profile = Path(folder, "profile")  # of its own, so that several can run at a time
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
        out = Path(folder, "out")
        options = ["--headless", "--norestore", "--convert-to", to, "--outdir", str(out), str(given)]
        failed = _failure([program, f"-env:UserInstallation={profile.as_uri()}", *options])
        made = out / f"given.{to}"
        if failed is None and made.is_file():
            return made.read_bytes()
        what = failed or "LibreOffice cannot read it"
        advice = "save it as .xlsx, or install LibreOffice Calc" if to == "xlsx" else f"save it as .{to}"
        raise InputError(what, code="office", file=source, advice=advice)


def _failure(command: list[str]) -> str | None:
    """Run LibreOffice; return what went wrong, or None. Whatever it started has ended then."""
    import signal
    import subprocess

    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)  # noqa: S603 - no shell, our own names
    except OSError as error:
        return f"LibreOffice cannot be started: {error.strerror}"
    try:
        code = process.wait(LONGEST)
    except subprocess.TimeoutExpired:
        return f"LibreOffice needed more than {LONGEST} seconds for it"
    finally:
        if hasattr(os, "killpg"):  # what was started is a script, which leaves the program behind
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
    return f"LibreOffice broke off ({code})" if code else None
