"""The one commit point: a run writes under temporary names, syncs, renames, and publishes the manifest last.

What the manifest does not name does not exist. A folder that holds other things than a corpus of ours is never touched.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from cleaner.errors import CleanerError, OutputError, RefusedError
from cleaner.store.manifest import MANIFEST, Manifest, file_sha256, read_manifest

LOCK = ".cleaner-lock"
ATTEMPT = ".cleaner-attempt-"
KEPT = f"{ATTEMPT}kept"  # what a run that was broken off had finished, for the same call to go on with
EXPORT = "export"  # the folder of the form that `--format` asks for beside the records
FOLDERS = ("corpus", "ledger", EXPORT)


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

    def outputs(self) -> list[dict[str, object]]:
        """Return path, size in bytes and SHA-256 of every file written so far, ordered by path."""
        paths = sorted(path for path in self.files.rglob("*") if path.is_file())
        return [
            {
                "path": path.relative_to(self.files).as_posix(),
                "bytes": path.stat().st_size,
                "sha256": file_sha256(path),
            }
            for path in paths
        ]

    def publish(self, manifest: Manifest) -> None:
        """Replace what an earlier run published by the files of this one; the manifest goes first and comes last."""
        for path in self.files.rglob("*"):
            if path.is_file():
                sync(path)
        staged = self.folder / MANIFEST
        staged.write_bytes(manifest.to_json())
        sync(staged)
        (self.out / MANIFEST).unlink(missing_ok=True)
        new = {str(item["path"]) for item in manifest.outputs}
        for name in sorted(_published(self.out) - new):
            _remove(self.out, name)
        for name in sorted(new):
            target = self.out / name
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(self.files / name, target)
        for folder in sorted({(self.out / name).parent for name in new}):
            sync(folder)
        os.replace(staged, self.out / MANIFEST)
        sync(self.out)


@contextlib.contextmanager
def attempt(out: Path) -> Iterator[Attempt]:
    """Prepare ``out`` for a run that no other run can disturb; temporary files are gone afterwards, whatever happens.

    What the run put into ``kept`` stays only where it was broken off: killed, interrupted, or for want of room or memory.
    Raises RefusedError where another run is at work there or where the folder holds something else, OutputError where
    it cannot be written.
    """
    check_folder(out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        with _lock(out):
            for stale in set(out.glob(f"{ATTEMPT}*")) - {out / KEPT}:
                shutil.rmtree(stale, ignore_errors=True)
            work = Attempt(out)
            try:
                yield work
                shutil.rmtree(out / KEPT, ignore_errors=True)
            except CleanerError:
                shutil.rmtree(out / KEPT, ignore_errors=True)
                raise
            finally:
                shutil.rmtree(work.folder, ignore_errors=True)
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror or error}", code="output", file=str(error.filename or out)
        ) from error


def check_folder(out: Path) -> None:
    """Refuse a folder that is none, or that holds things which no run of ours put there."""
    if out.exists() and not out.is_dir():
        raise RefusedError("is a file", code="output-folder", file=str(out), advice="name a folder with --out")
    if not out.is_dir() or _whole(out):
        return
    foreign = sorted(path.name for path in out.iterdir() if not path.name.startswith((LOCK, ATTEMPT)))
    published = {
        MANIFEST,
        *FOLDERS,
        "duplicates.jsonl",
        "reposts.jsonl",
        "errors.jsonl",
        "README.md",
        "report.html",
        "report.json",
    }
    if foreign and not ((out / LOCK).exists() and set(foreign) <= published):
        some = ", ".join(foreign[:3]) + (" …" if len(foreign) > 3 else "")
        raise RefusedError(
            f"the output folder holds other things ({some})",
            code="output-folder",
            file=str(out),
            advice="name an empty or a new folder with --out",
        )


_held: set[Path] = set()  # the locks of this process, from which the system's locks do not keep it


def _whole(out: Path) -> bool:
    try:
        read_manifest(out)
    except OutputError:
        return False
    return True


@contextlib.contextmanager
def _lock(out: Path) -> Iterator[None]:
    """Hold the folder's lock: the system frees it when the process ends, however it ends."""
    path = (out / LOCK).resolve()
    busy = RefusedError("another run is at work in this folder", code="locked", file=str(out))
    with path.open("a+b") as stream:
        if path in _held:
            raise busy
        try:
            _lock_file(stream.fileno())
        except OSError:
            raise busy from None
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


def _published(out: Path) -> set[str]:
    """Return what earlier runs left in the folders of a corpus, named by a manifest or not."""
    found = [path for name in FOLDERS for path in (out / name).rglob("*")]
    return {path.relative_to(out).as_posix() for path in found if not path.is_dir() or path.is_symlink()}


def _remove(out: Path, name: str) -> None:
    """Remove a file of an earlier run, and the folders that it leaves empty."""
    path = out / name
    path.unlink(missing_ok=True)
    for parent in path.parents:
        if parent == out or any(parent.iterdir()):
            break
        parent.rmdir()
