"""Find the inputs of a run: files, folders, globs; and say of everything that is not read why not."""

from __future__ import annotations

import atexit
import errno
import glob
import os
import re
import shutil
import stat
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cleaner.errors import InputError, UsageError
from cleaner.folders import is_corpus
from cleaner.formats import is_page_of, reader_of
from cleaner.formats.archives import HEAD, INSIDE, SUFFIXES, is_archive
from cleaner.names import written
from cleaner.remote import files_at, is_address
from cleaner.store.commit import ATTEMPT

# Endings of files that hold bytes for another program; everything else can be read as text by whoever names it.
NO_TEXT = frozenset(
    {
        *("doc", "docx", "wps", "rtf", "pdf", "xls", "xlsx", "ppt", "pptx", "parquet", "epub", "warc"),
        *("dps", "odp", "ods", "xlsb", "caj", "ofd"),
        *("rar", "7z"),
        *("jpg", "jpeg", "png", "gif", "mp3", "mp4"),
    }
)
READ = "text, HTML, Word, rich text, Markdown, tables, JSON, Parquet, WARC and archives of them are read"
INSTEAD = {
    ".pdf": "save its text first, with `pdftotext -layout` or an office program",
    ".rar": "unpack it, or pack it as .zip",
    ".7z": "unpack it, or pack it as .zip",
    **dict.fromkeys((".ppt", ".pptx", ".dps", ".odp"), "save its text, with an office program"),
    **dict.fromkeys((".ods", ".xlsb"), "save it as .xlsx"),
    **dict.fromkeys((".caj", ".ofd"), "save its text, with the program that shows it"),
    ".epub": "rename it to .zip: it holds pages of markup",
}
IN_OUTPUT = "lies in the output folder"  # what is said of an input that a shell has named with all others
STDIN = "-"  # what stands for standard input among the inputs
STDIN_NAME = "stdin"  # how it is called as a source


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: where it is, its name relative to its input's root (with slashes), its size."""

    path: Path
    name: str
    size: int  # bytes


Files = tuple[Source, ...]  # the files of one document: one, or its pages in order

MOST_PAGES = 100  # of one document; a longer run of numbers is a series
LARGEST_PAGED = 16 << 20  # bytes of all pages of a document, which are read at once

_NO_FAULT = frozenset((0, errno.ENOENT, errno.ENOTDIR, errno.ELOOP))  # a pipe, or a link that leads nowhere

# The number in the name of a later page, with what stands around it: x_2, x-2, x(2), x_p2, x_page_2, x第2页.
_NUMBERED = re.compile(
    r"(?P<stem>.+?)(?P<opening>[_-](?:p|page[_-]?)?| ?[(（]|[_-]?第)(?P<number>[1-9]\d{0,2})(?P<closing>[)）]|页)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """The files to read, ordered by name; those left alone, with the reason; and those that cannot be read."""

    sources: tuple[Source, ...]
    skipped: tuple[InputError, ...]
    failed: tuple[InputError, ...]


def find_sources(inputs: Sequence[str | Path], out: Path | None = None) -> Found:
    """Return every file that ``inputs`` name; what lies in ``out`` is never input.

    What an address names is fetched. Raises UsageError where an input does not exist or has no name, nothing is found at all, or
    two files would bear the same name.
    """
    if any(item == "" for item in inputs):  # would be the current folder
        advice = "name files or folders; is a variable of the shell not set?"
        raise UsageError("an input has an empty name", code="no-input", advice=advice)
    sources: dict[str, Source] = {}
    skipped: list[InputError] = []
    failed: list[InputError] = []
    for item in _all_found([item for item in inputs if str(item) != STDIN], out):
        if not isinstance(item, Source):
            (skipped if item.code in ("skipped", "unsupported") else failed).append(item)
            continue
        same = is_address(item.name)  # which was fetched twice
        if not same and os.path.realpath(sources.get(item.name, item).path) != os.path.realpath(item.path):
            other = sources[item.name].path
            raise UsageError(
                f"two inputs are both called {item.name}",
                code="same-name",
                file=str(item.path),
                advice=f"the other one is {other}; name a folder that holds both",
            )
        sources[item.name] = item
    if any(str(item) == STDIN for item in inputs):
        source = _from_stdin()
        sources[source.name] = source
    if not sources:
        if failed:
            raise UsageError(failed[0].what, code="no-input", file=failed[0].file, advice=failed[0].advice)
        aside = [error.file for error in skipped if error.what == IN_OUTPUT]
        if out is not None and aside:
            what = f"lies in the output folder {out}, which is never read"
            advice = "name another folder with --out, one that holds no input"
            raise UsageError(what, code="no-input", file=aside[0], advice=advice)
        what = f"no file to read among {len(skipped)} found" if skipped else "no file found"
        where = ", ".join(str(item) for item in inputs)
        raise UsageError(what, code="no-input", file=where, advice=READ)
    return Found(
        tuple(sources[name] for name in sorted(sources)),
        tuple(sorted(skipped, key=_file)),
        tuple(sorted(failed, key=_file)),
    )


def _file(error: InputError) -> str:
    return error.file or ""


def _all_found(inputs: Sequence[str | Path], out: Path | None) -> Iterator[Source | InputError]:
    addresses = dict.fromkeys(str(item) for item in inputs if is_address(str(item)))
    for given in _expanded(item for item in inputs if str(item) not in addresses):
        if out is not None and _inside(given, out):
            yield InputError(IN_OUTPUT, code="skipped", file=written(str(given)))
        elif is_corpus(given):
            advice = "give the raw files, or restore them with `cleaner restore`"
            raise UsageError(
                "is a corpus that was made by `cleaner run`", code="corpus", file=str(given), advice=advice
            )
        else:
            yield from _walk(given, out) if given.is_dir() else [_named(given)]
    for address in addresses:
        yield from _at(address)


def _at(address: str) -> Iterator[Source | InputError]:
    """Yield what an address names; a file that was named by itself is judged as one on the disk."""
    try:
        for file in files_at(address):
            name = written(file.address)
            problem = _unread_by_name(name) if file.address == address else unread(name)
            if problem is None:
                path = file.fetch()
                yield Source(path, name, path.stat().st_size)
            else:
                yield problem
    except InputError as error:
        yield error


def paged(sources: Sequence[Source]) -> list[Files]:
    """Put together the files that by their names may be the pages of one document; all others stay by themselves.

    Such are files of one folder and one ending, numbered on without a gap from a first page that is there: x.htm, x_2.htm,
    x_3.htm, or x_1.htm and so on. Whether they are pages their texts must tell.
    """
    series: dict[tuple[str, ...], dict[int, Source]] = defaultdict(dict)
    first_pages = {source.name: source for source in sources}
    for source in sources:
        folder, stem, suffix = _name_parts(source)
        found = _NUMBERED.fullmatch(stem)
        if found is not None:
            form = (folder, found["stem"], found["opening"].lower(), found["closing"] or "", suffix)
            series[form][int(found["number"])] = source
    taken: dict[str, Files] = {}
    for folder, stem, opening, closing, suffix in sorted(series, key=lambda form: (-len(form[1]), form)):
        numbers = series[folder, stem, opening, closing, suffix]
        files = _in_a_row(first_pages.get(f"{folder}{stem}{suffix}"), numbers)
        if not any(file.name in taken for file in files):
            taken |= dict.fromkeys((file.name for file in files), files)
    alone = [(source,) for source in sources if source.name not in taken]
    return sorted([*alone, *set(taken.values())], key=lambda files: files[0].name)


def _name_parts(source: Source) -> tuple[str, str, str]:
    """Return the folder of a source with a slash behind it, its name without the ending, and the ending."""
    folder, slash, name = source.name.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    return folder + slash, stem or name, dot + suffix if stem else ""


def _in_a_row(first: Source | None, numbers: dict[int, Source]) -> Files:
    """Return the files of a series in order, or nothing where a number is missing or there is no first page."""
    expected = [*range(1, len(numbers) + 1)] if first is None or 1 in numbers else [*range(2, len(numbers) + 2)]
    if sorted(numbers) != expected:
        return ()
    files = (*(() if first is None else (first,)), *(numbers[number] for number in expected))
    sizes = sum(file.size for file in files)
    alike = len({file.path.parent for file in files}) == 1
    return files if 1 < len(files) <= MOST_PAGES and sizes <= LARGEST_PAGED and alike else ()


def addressed(files: Files) -> bool:
    """Whether a site named these files: one name in ASCII, without a number on the first page.

    Who saves speeches under their titles numbers those of one title too.
    """
    _, stem, _ = _name_parts(files[0])
    return stem.isascii() and all(_name_parts(file)[1].startswith(stem) for file in files)


def _from_stdin() -> Source:
    """Copy standard input to a file that is removed in the end: an input is read more than once."""
    with tempfile.NamedTemporaryFile(prefix="cleaner-", delete=False) as copy:
        atexit.register(Path(copy.name).unlink, missing_ok=True)
        shutil.copyfileobj(sys.stdin.buffer, copy)
    path = Path(copy.name)
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    name = STDIN_NAME if is_archive(head) else f"{STDIN_NAME}{suffix_of(head)}"
    return Source(path, name, path.stat().st_size)


def suffix_of(head: bytes) -> str:
    """Return the ending that a file without a name should have, by its first bytes.

    >>> suffix_of(b'{"text": "..."}'), suffix_of(b"<html>"), suffix_of("讲话".encode())
    ('.jsonl', '.html', '.txt')
    """
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return ".jsonl" if head.startswith(b"{") else ".html" if is_page_of(head) else ".txt"


def _expanded(inputs: Iterable[str | Path]) -> Iterator[Path]:
    for item in inputs:
        path = Path(item)
        if os.path.lexists(path):
            yield path
            continue
        matches = sorted(glob.glob(str(item), recursive=True)) if glob.has_magic(str(item)) else []
        if not matches:
            raise UsageError("no such file or folder", code="no-input", file=str(item))
        yield from map(Path, matches)


def _named(path: Path) -> Source | InputError:
    """Judge a file that was named by itself: a name without a known ending is text."""
    problem, _ = _not_ordinary(path)
    if problem:
        return InputError(problem, code="unreadable", file=written(path.name))
    return _unread_by_name(written(path.name)) or Source(path, written(path.name), path.stat().st_size)


def _unread_by_name(name: str) -> InputError | None:
    """Return why a file that was named by itself is not read; None where it is, as text if need be."""
    suffix = Path(name).suffix
    if reader_of(name) is not None or not _known_elsewhere(suffix):
        return None
    advice = INSTEAD.get(suffix.lower(), READ)
    return InputError(f"{suffix} files are not read", code="format", file=name, advice=advice)


def _known_elsewhere(suffix: str) -> bool:
    return suffix.lower().removeprefix(".") in NO_TEXT


def _walk(root: Path, out: Path | None) -> Iterator[Source | InputError]:
    """Yield what lies below a folder; links to folders are not followed, so a walk ends."""
    errors: list[OSError] = []
    for folder, folders, files in os.walk(root, onerror=errors.append):
        here = Path(folder)
        links = sorted(name for name in folders if os.path.islink(here / name))
        for name in links:
            yield InputError("is a link to a folder", code="skipped", file=_relative(here / name, root))
        folders[:] = sorted(name for name in folders if name not in links and _ours_to_enter(here / name, out))
        if here != root and is_corpus(here):
            folders[:] = []
            yield InputError("is a corpus of an earlier run", code="skipped", file=_relative(here, root))
            continue
        for name in sorted(files):
            yield _judge(here / name, root)
    for error in errors:
        file = _relative(Path(error.filename or root), root)
        yield InputError(f"folder cannot be read: {error.strerror}", code="unreadable", file=file)


def _ours_to_enter(folder: Path, out: Path | None) -> bool:
    return not folder.name.startswith(ATTEMPT) and (out is None or not _inside(folder, out))


def _inside(path: Path, folder: Path) -> bool:
    """Whether ``path`` is ``folder`` or lies in it; links are followed, a loop of them leads nowhere."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _judge(path: Path, root: Path) -> Source | InputError:
    name = _relative(path, root)
    try:
        leads_out = os.path.islink(path) and not _inside(path, root)
    except OSError as error:  # as links in /proc are, which only their owner may read
        return InputError(f"is a link that cannot be read: {error.strerror}", code="unreadable", file=name)
    if leads_out:
        return InputError("is a link that leads out of the folder", code="skipped", file=name)
    problem, number = _not_ordinary(path)
    if problem:
        passed = number in _NO_FAULT and os.access(path.parent, os.X_OK)
        return InputError(problem, code="skipped" if passed else "unreadable", file=name)
    return unread(name) or Source(path, name, path.stat().st_size)


def unread(name: str) -> InputError | None:
    """Return why a file in a folder or an archive is not read, as far as its name tells; None where it is."""
    last = name.rpartition("/")[2]
    suffix = Path(last).suffix
    if last.startswith("."):
        return InputError("is hidden", code="skipped", file=name)
    if reader_of(last) is not None or last.lower().endswith(SUFFIXES):
        return None
    if _known_elsewhere(suffix):
        advice = INSTEAD.get(suffix.lower(), READ)
        return InputError(f"{suffix} files are not read", code="unsupported", file=name, advice=advice)
    what = f"{suffix} is no ending of a text file" if suffix else "has no ending that says what it is"
    if INSIDE in name:
        advice = "unpack it, and name it on the command line to read it as text"
    else:
        advice = "name it on the command line to read it as text"
    return InputError(what, code="unsupported", file=name, advice=advice)


def _not_ordinary(path: Path) -> tuple[str, int]:
    """Return why a path is no file to be read, empty if it is one, and the system's number for that, if it has one."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return f"cannot be read: {error.strerror}", error.errno or 0
    return ("", 0) if stat.S_ISREG(mode) else ("is no ordinary file", 0)


def _relative(path: Path, root: Path) -> str:
    return written(path.relative_to(root).as_posix()) if path != root else "."
