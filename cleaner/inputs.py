"""Find the inputs of a run: files, folders, globs; and say of everything that is not read why not."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cleaner.errors import InputError, UsageError
from cleaner.formats import reader_of
from cleaner.names import written
from cleaner.store.commit import ATTEMPT
from cleaner.store.manifest import MANIFEST

# Endings of files that hold bytes for another program; everything else can be read as text by whoever names it.
NO_TEXT = frozenset(
    {
        *("doc", "docx", "wps", "rtf", "pdf", "xls", "xlsx", "ppt", "pptx", "parquet", "epub", "warc"),
        *("zip", "gz", "bz2", "xz", "zst", "rar", "7z", "tar"),
        *("jpg", "jpeg", "png", "gif", "mp3", "mp4"),
    }
)
READ = "text files (.txt) and JSON Lines (.jsonl) are read"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: where it is, its name relative to its input's root (with slashes), its size."""

    path: Path
    name: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Found:
    """The files to read, ordered by name; those left alone, with the reason; and those that cannot be read."""

    sources: tuple[Source, ...]
    skipped: tuple[InputError, ...]
    failed: tuple[InputError, ...]


def find_sources(inputs: Sequence[str | Path], out: Path | None = None) -> Found:
    """Return every file that ``inputs`` name; what lies in ``out`` is never input.

    Raises UsageError where an input does not exist, nothing is found at all, or two files would bear the same name.
    """
    sources: dict[str, Source] = {}
    skipped: list[InputError] = []
    failed: list[InputError] = []
    for given in _expanded(inputs):
        if out is not None and _inside(given, out):
            skipped.append(InputError("lies in the output folder", code="skipped", file=written(str(given))))
            continue
        if _is_corpus(given):
            advice = "give the raw files, or restore them with `cleaner restore`"
            raise UsageError(
                "is a corpus that was made by `cleaner run`", code="corpus", file=str(given), advice=advice
            )
        found = _walk(given, out) if given.is_dir() else [_named(given)]
        for item in found:
            if isinstance(item, Source):
                if os.path.realpath(sources.get(item.name, item).path) != os.path.realpath(item.path):
                    other = sources[item.name].path
                    raise UsageError(
                        f"two inputs are both called {item.name}",
                        code="same-name",
                        file=str(item.path),
                        advice=f"the other one is {other}; name a folder that holds both",
                    )
                sources[item.name] = item
            else:
                (skipped if item.code in ("skipped", "unsupported") else failed).append(item)
    if not sources:
        if failed:
            raise UsageError(failed[0].what, code="no-input", file=failed[0].file, advice=failed[0].advice)
        what = f"no file to read among {len(skipped)} found" if skipped else "no file found"
        where = ", ".join(str(item) for item in inputs)
        raise UsageError(what, code="no-input", file=where, advice=READ)
    by_file = lambda error: error.file or ""  # noqa: E731
    return Found(
        tuple(sources[name] for name in sorted(sources)),
        tuple(sorted(skipped, key=by_file)),
        tuple(sorted(failed, key=by_file)),
    )


def _expanded(inputs: Sequence[str | Path]) -> Iterator[Path]:
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
    problem = _not_ordinary(path)
    if problem:
        return InputError(problem, code="unreadable", file=written(path.name))
    if reader_of(path.name) is None and path.suffix and _known_elsewhere(path.suffix):
        return InputError(f"{path.suffix} files are not read", code="format", file=written(path.name), advice=READ)
    return Source(path, written(path.name), path.stat().st_size)


def _known_elsewhere(suffix: str) -> bool:
    return suffix.lower().removeprefix(".") in NO_TEXT


def _walk(root: Path, out: Path | None) -> Iterator[Source | InputError]:
    """Yield what lies below a folder; links to folders are not followed, so a walk ends."""
    errors: list[OSError] = []
    for folder, folders, files in os.walk(root, onerror=errors.append):
        here = Path(folder)
        links = sorted(name for name in folders if (here / name).is_symlink())
        for name in links:
            yield InputError("is a link to a folder", code="skipped", file=_relative(here / name, root))
        folders[:] = sorted(name for name in folders if name not in links and _ours_to_enter(here / name, out))
        if here != root and _is_corpus(here):
            folders[:] = []
            yield InputError("is a corpus of an earlier run", code="skipped", file=_relative(here, root))
            continue
        for name in sorted(files):
            yield _judge(here / name, root)
    for error in errors:
        file = _relative(Path(error.filename or root), root)
        yield InputError(f"folder cannot be read: {error.strerror}", code="unreadable", file=file)


def _is_corpus(folder: Path) -> bool:
    return (folder / MANIFEST).is_file() and (folder / "corpus").is_dir()


def _ours_to_enter(folder: Path, out: Path | None) -> bool:
    return not folder.name.startswith(ATTEMPT) and (out is None or not _inside(folder, out))


def _inside(path: Path, folder: Path) -> bool:
    """Whether ``path`` is ``folder`` or lies in it; links are followed, a loop of them leads nowhere."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _judge(path: Path, root: Path) -> Source | InputError:
    name = _relative(path, root)
    if path.name.startswith("."):
        return InputError("is hidden", code="skipped", file=name)
    if path.is_symlink() and not _inside(path, root):
        return InputError("is a link that leads out of the folder", code="skipped", file=name)
    problem = _not_ordinary(path)
    if problem:
        return InputError(problem, code="skipped", file=name)
    if reader_of(path.name) is None:
        if _known_elsewhere(path.suffix):
            return InputError(f"{path.suffix} files are not read", code="unsupported", file=name, advice=READ)
        what = f"{path.suffix} is no ending of a text file" if path.suffix else "has no ending that says what it is"
        return InputError(what, code="unsupported", file=name, advice="name it on the command line to read it as text")
    return Source(path, name, path.stat().st_size)


def _not_ordinary(path: Path) -> str | None:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return None if stat.S_ISREG(mode) else "is no ordinary file"


def _relative(path: Path, root: Path) -> str:
    return written(path.relative_to(root).as_posix()) if path != root else "."
