"""The one commit point: a run writes under temporary names, syncs, renames, and publishes the manifest last.

What the manifest does not name does not exist. A folder that holds other things than a corpus of ours is never touched.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from cleaner.errors import CleanerError, EngineError, OutputError, RefusedError
from cleaner.folders import MANIFEST, SPOOL, files_below
from cleaner.store.journal import JOURNAL
from cleaner.store.manifest import BATCHES, DUPLICATES, ERRORS, REPOSTS, Manifest, file_sha256, read_manifest

LOCK = ".cleaner-lock"
ATTEMPT = ".cleaner-attempt-"
KEPT = f"{ATTEMPT}kept"  # what a run that was broken off had finished, for the same call to go on with
EXPORT = "export"  # the folder of the form that `--format` asks for beside the records
SHARDS = "shards"  # the folder of the shares of a run, each in a folder of its own, until they are merged
FOLDERS = ("corpus", "ledger", EXPORT, BATCHES)
LISTS = (DUPLICATES, REPOSTS, ERRORS)
PAGES = ("README.md", "report.html", "report.json")  # for people; those of a corpus that grew are not in its manifest


class Publishable(Protocol):
    """A manifest: it names outputs, and is published after them."""

    @property
    def outputs(self) -> Sequence[Mapping[str, Any]]:
        """Path, size in bytes and SHA-256 of every file."""

    def to_json(self) -> bytes:
        """Return the bytes of the file."""


class Attempt:
    """A folder of temporary files that become the corpus all at once, or not at all."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.folder = out / f"{ATTEMPT}{secrets.token_hex(6)}"
        self.files = self.folder / "files"
        self.scratch = self.folder / "scratch"
        self.files.mkdir(parents=True)
        self.scratch.mkdir()

    def kept(self, *, anew: bool = False) -> Path:
        """Return the folder for what the run has finished; unless ``anew``, with what one that was broken off left there."""
        folder = self.out / KEPT
        if anew:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(exist_ok=True)
        return folder

    def keep(self, name: str) -> None:
        """Take a file that is finished from what is kept to what is to be published."""
        os.replace(self.out / KEPT / name, self.files / name)

    def outputs(self, known: Collection[str] = ()) -> list[dict[str, object]]:
        """Return path, size in bytes and SHA-256 of every file written so far that is not ``known``, ordered by path."""
        return [
            {
                "path": name,
                "bytes": (self.files / name).stat().st_size,
                "sha256": file_sha256(self.files / name),
            }
            for name in self._written()
            if name not in known
        ]

    def _written(self) -> list[str]:
        return sorted(path.relative_to(self.files).as_posix() for path in files_below(self.files))

    def publish(self, manifest: Publishable) -> None:
        """Replace what an earlier run published by the files of this one; the manifest goes first and comes last."""
        staged = self._staged(manifest)
        new, old = {str(item["path"]) for item in manifest.outputs}, _published(self.out)
        _refuse_closed({(self.out / name).parent for name in new | old})
        (self.out / MANIFEST).unlink(missing_ok=True)
        for name in sorted(old - new):
            _remove(self.out, name)
        self._place(sorted(new))
        os.replace(staged, self.out / MANIFEST)
        sync(self.out)
        self._place(self._written())

    def extend(self, manifest: Manifest) -> None:
        """Publish a manifest that names files of this run and of the corpus that is there, which is there until then.

        New files have new names, so a reader finds the corpus as it was or as it is. Pages for people go before it, and what
        it names no more is removed after it: whoever is killed in between finds by the same call what is left to do.
        """
        staged = self._staged(manifest)
        self._place(self._written())
        os.replace(staged, self.out / MANIFEST)
        sync(self.out)
        self.sweep(manifest)

    def sweep(self, manifest: Manifest) -> None:
        """Remove what earlier runs have left in a corpus that its manifest does not name."""
        named = {str(item["path"]) for item in manifest.outputs}
        for name in sorted(_published(self.out) - named - {*PAGES}):
            _remove(self.out, name)

    def _staged(self, manifest: Publishable) -> Path:
        """Have all files of this run on the disk, and the manifest beside them."""
        staged = self.folder / MANIFEST
        staged.write_bytes(manifest.to_json())
        for path in (*files_below(self.files), staged):
            sync(path)
        return staged

    def _place(self, names: Sequence[str]) -> None:
        """Move files to where they belong."""
        for name in names:
            target = self.out / name
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(self.files / name, target)
        for folder in sorted({(self.out / name).parent for name in names}):
            sync(folder)


@contextlib.contextmanager
def attempt(out: Path, *, beside: str = "") -> Iterator[Attempt]:
    """Prepare ``out`` for a run that no other run can disturb; temporary files are gone afterwards, whatever happens.

    ``beside`` is the name of something else that may be there.
    What the run put into ``kept`` stays only where it was broken off: killed, interrupted, or for want of room or memory.
    Raises RefusedError where another run is at work there or where the folder holds something else, OutputError where
    it cannot be written.
    """
    check_folder(out, beside=beside)
    try:
        out.mkdir(parents=True, exist_ok=True)
        with locked(out):
            for stale in set(out.glob(f"{ATTEMPT}*")) - {out / KEPT}:
                shutil.rmtree(stale, ignore_errors=True)
            work = Attempt(out)
            try:
                yield work
                shutil.rmtree(out / KEPT, ignore_errors=True)
            except EngineError:
                raise
            except CleanerError:
                shutil.rmtree(out / KEPT, ignore_errors=True)
                raise
            finally:
                shutil.rmtree(work.folder, ignore_errors=True)
    except ChildProcessError:  # that is not about the folder
        raise
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror or error}", code="output", file=str(error.filename or out)
        ) from error


def check_folder(out: Path, *, beside: str = "") -> None:
    """Refuse a folder that is none, or that holds things which no run of ours put there; ``beside`` may be there too."""
    if os.path.lexists(out) and not out.is_dir():
        what = "is a file" if out.exists() else "is a link that leads nowhere"
        raise RefusedError(what, code="output-folder", file=str(out), advice="name a folder with --out")
    if not out.is_dir() or _whole(out):
        return
    there = {path.name for path in out.iterdir() if not path.name.startswith((LOCK, ATTEMPT))} - {beside}
    if SHARDS in there:
        advice = "merge them with `cleaner merge`, or name another folder with --out"
        raise RefusedError("holds shares of a run", code="output-folder", file=str(out), advice=advice)
    foreign = sorted(there)
    published = {
        *(MANIFEST, *FOLDERS, *PAGES),
        *(*LISTS, SPOOL, JOURNAL),
    }
    if foreign and not ((out / LOCK).exists() and set(foreign) <= published):
        some = ", ".join(foreign[:3]) + (" …" if len(foreign) > 3 else "")
        raise RefusedError(
            f"the output folder holds other things ({some})",
            code="output-folder",
            file=str(out),
            advice="name an empty or a new folder with --out",
        )


HELD = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)  # what systems say of a lock that another has
NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)
_held: set[Path] = set()  # the locks of this process, from which the system's locks do not keep it


def _whole(out: Path) -> bool:
    try:
        read_manifest(out)
    except OutputError:
        return False
    return True


@contextlib.contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold the folder's lock: the system frees it when the process ends, however it ends. Raises RefusedError where it is held."""
    path = (out / LOCK).resolve()
    busy = RefusedError("another run is at work in this folder", code="locked", file=str(out))
    with path.open("a+b") as stream:
        if path in _held:
            raise busy
        try:
            _lock_file(stream.fileno())
        except OSError as error:
            if error.errno in NO_LOCKS:
                what, advice = "is on a file system without locks", "write to another, and copy the result there"
                raise OutputError(what, code="no-locks", file=str(out), advice=advice) from None
            if error.errno in HELD:
                raise busy from None
            raise
        _held.add(path)
        try:
            yield
        finally:
            _held.discard(path)


def _lock_file(descriptor: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # not flock, which forked workers would hold on to


def sync(path: Path) -> None:
    """Have the system write a file or folder to the disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows has no handle on folders to sync
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refuse_closed(folders: set[Path]) -> None:
    """Raise PermissionError for a folder in which nothing may be replaced, while what it holds is still a corpus."""
    for folder in sorted(folders):
        if os.path.isdir(folder) and not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))


def _published(out: Path) -> set[str]:
    """Return what earlier runs left of a corpus, named by a manifest or not, but for pages."""
    found = [path for name in FOLDERS for path in files_below(out / name)]
    found += [path for path in (out / name for name in LISTS) if path.is_file()]
    return {path.relative_to(out).as_posix() for path in found}


def _remove(out: Path, name: str) -> None:
    """Remove a file of an earlier run, and the folders that it leaves empty."""
    path = out / name
    path.unlink(missing_ok=True)
    for parent in path.parents:
        if parent == out or any(parent.iterdir()):
            break
        parent.rmdir()
