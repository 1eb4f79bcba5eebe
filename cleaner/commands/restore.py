"""``cleaner restore``: the raw files again, byte for byte, out of records and ledger."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cleaner.errors import OutputError, RefusedError
from cleaner.formats.archives import INSIDE
from cleaner.names import original
from cleaner.passes.restoring import expected, restored_files
from cleaner.remote import place_of
from cleaner.store.manifest import read_manifest


@dataclass(frozen=True, slots=True)
class Restored:
    """The sources that were written, and those of which the corpus holds nothing because they were not cleaned."""

    files: Sequence[str]
    absent: Sequence[str]


def restore(corpus: str | Path, to: str | Path) -> Restored:
    """Write every raw file that went into ``corpus`` below the folder ``to``, which must be new or empty; archives as they were.

    Each file is compared with the checksum in the manifest before it gets its name. Raises OutputError where corpus or
    ledger are damaged or incomplete, RefusedError where ``to`` holds anything.
    """
    corpus, to = Path(corpus), Path(to)
    manifest = read_manifest(corpus)
    if manifest.config.get("ledger") != "full":
        advice = "it was written without --ledger full"
        raise OutputError("the ledger holds no old text", code="ledger", file=str(corpus), advice=advice)
    if os.path.lexists(to) and (not to.is_dir() or any(to.iterdir())):
        raise RefusedError("is not empty", code="output-folder", file=str(to), advice="name a new folder with --to")
    done: dict[str, None] = {}
    try:
        to.mkdir(parents=True, exist_ok=True)
        checksums = manifest.checksums()
        for source, chunks in restored_files(corpus, manifest):
            if source.partition(INSIDE)[0] in done:  # what an archive holds is in the archive, which goes before it
                deque(chunks, maxlen=0)  # texts are read alongside
                continue
            _write(to, source, chunks, expected(checksums, source))
            done[source] = None
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror}", code="output", file=str(error.filename or to)
        ) from None
    absent = (source for source in manifest.sources() if source.partition(INSIDE)[0] not in done)
    return Restored(list(done), sorted(source for source in absent if source not in done))


def _write(to: Path, source: str, chunks: Iterator[bytes], sha256: str) -> None:
    """Write one file under a temporary name; it gets its own once it is known to be right."""
    name = PurePosixPath(place_of(original(source)))
    parts = name.parts
    if not parts or ".." in parts or "\0" in source or name.is_absolute() or (os.name == "nt" and ":" in parts[0]):
        raise OutputError("leads out of the folder", code="ledger", file=source)
    target = to.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{hashlib.sha256(source.encode()).hexdigest()[:16]}.part")
    digest = hashlib.sha256()
    try:
        with temporary.open("wb") as stream:
            for chunk in chunks:
                digest.update(chunk)
                stream.write(chunk)
        if digest.hexdigest() != sha256:
            raise OutputError("restored, but not to the bytes that were read", code="ledger", file=source)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
