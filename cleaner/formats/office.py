"""Files of older office programs: LibreOffice turns them into Word files, where it is installed.

What merely bears such a name, a page of markup or rich text, is known by its content before.
"""

from __future__ import annotations

from collections.abc import Iterator
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


def read(stream: BinaryIO, source: str, start: int, end: int, config: Config) -> Iterator[Piece]:
    """Yield the file as one Piece, or a Piece for every row of its sheets."""
    data = stream.read()
    if not source.lower().endswith(xlsx.SUFFIXES):
        yield whole_file(data, source, lambda data: docx.document_of(_converted(data, source, "docx"), source))
        return
    try:
        found = list(xlsx.rows_of(_converted(data, source, "xlsx"), source, config))
    except InputError as error:
        yield Piece(source, 0, Frame("raw"), error=error)
        return
    yield whole(data, source)
    yield from pieces_of(found, source, 0, config)


def _converted(data: bytes, source: str, to: str) -> bytes:
    """Return what LibreOffice makes of the file; raises InputError, also where there is no LibreOffice."""
    import shutil
    import subprocess
    import tempfile

    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        what = f"{Path(source).suffix} files need LibreOffice, which is not installed"
        raise InputError(what, code="format", file=source, advice=f"install it, or save the file as .{to}")
    with tempfile.TemporaryDirectory(prefix="cleaner-") as folder:
        suffix = Path(source).suffix.lower()
        given = Path(folder, "given" + (suffix if suffix in (*SUFFIXES, *xlsx.SUFFIXES) else ".doc"))
        given.write_bytes(data)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"  # so that several can run at a time
        command = [program, profile, "--headless", "--norestore", "--convert-to", to, "--outdir", folder, str(given)]
        try:
            subprocess.run(command, capture_output=True, timeout=LONGEST, check=False)  # noqa: S603 - no shell, our own names
            return given.with_suffix(f".{to}").read_bytes()
        except (subprocess.TimeoutExpired, OSError):
            raise InputError(
                "LibreOffice cannot read it", code="office", file=source, advice=f"save it as .{to}"
            ) from None
