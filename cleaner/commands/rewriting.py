"""``cleaner file`` on files where they lie: which are meant, what would change, and the raw ones kept beside the clean ones."""

from __future__ import annotations

import difflib
import glob
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from cleaner import formats
from cleaner.commands.colours import BOLD, CYAN, GREEN, RED, painted, plain
from cleaner.errors import RefusedError, UsageError
from cleaner.formats import text
from cleaner.formats.archives import is_archive
from cleaner.model import Cleaned
from cleaner.remote import is_address

_COLOURS = {"---": BOLD, "+++": BOLD, "@": CYAN, "-": RED, "+": GREEN}


def expanded(paths: Iterable[str]) -> list[str]:
    """Return the files that are meant: a pattern that no shell has expanded, as on Windows, stands for what fits it."""
    found: list[str] = []
    for path in paths:
        fitting = [] if path == "-" or os.path.lexists(path) else sorted(glob.glob(path, recursive=True))
        found += fitting or [path]
    return found


def refuse_rewriting(path: str) -> None:
    """Raise UsageError where the clean text cannot take the place of a file."""
    if path == "-":
        raise UsageError("standard input cannot be rewritten", code="in-place", advice="leave --in-place out")
    if is_address(path):
        raise UsageError("an address cannot be rewritten", code="in-place", file=path, advice="leave --in-place out")
    with suppress(OSError), open(path, "rb") as stream:  # reading it will say what is wrong
        head = stream.read(formats.HEAD)
        if is_archive(head) or formats.reader_for(path, head) is not text:
            advice = "name another file with --output, or use `cleaner run`"
            raise UsageError(
                "is no plain text, which is what would be written", code="in-place", file=path, advice=advice
            )


def keep_raw(path: Path, suffix: str) -> Path:
    """Keep the raw file under its name and ``suffix``; an earlier one is never overwritten."""
    if Path(f"x{suffix}").name != f"x{suffix}":
        raise UsageError(f"{suffix!r} is no ending of a name", code="suffix", advice="name another --backup")
    backup = path.with_name(path.name + suffix)
    if os.path.lexists(backup):
        advice = "an earlier raw file may be in it: move it away, or name another --backup"
        raise RefusedError("is there already", code="backup", file=str(backup), advice=advice)
    try:
        try:
            os.link(path, backup)
        except OSError:  # a file system without links
            shutil.copy2(path, backup)
    except OSError as error:
        what = f"cannot be written: {error.strerror}"
        raise UsageError(what, code="output", file=str(backup)) from None
    return backup


def clean_bytes(cleaned: Cleaned) -> bytes:
    """Return the clean text as a file of it: UTF-8, with a line end at its end."""
    return f"{cleaned.text}\n".encode("utf-8", "replace")


def diff_lines(cleaned: Cleaned, path: str, shown: Callable[[str], str] = str, *, colour: bool) -> Iterator[str]:
    """Yield the lines of a unified diff from the raw text to the clean one, whatever ends a line, each as ``shown``."""
    before = cleaned.document.text.replace("\r\n", "\n").replace("\r", "\n")
    sides = (before.removesuffix("\n").split("\n"), cleaned.text.split("\n"))
    paint: Callable[[str, str], str] = painted if colour else plain
    for line in difflib.unified_diff(*sides, fromfile=path, tofile=f"{path} (clean)", lineterm=""):
        code = next((code for start, code in _COLOURS.items() if line.startswith(start)), "")
        yield paint(code, shown(line)) if code else shown(line)
