"""``cleaner restore``: the raw files again, byte for byte, out of records and ledger."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any

from cleaner.errors import OutputError, RefusedError
from cleaner.formats import WRITERS, jsonl
from cleaner.formats.frame import bytes_of
from cleaner.names import original
from cleaner.store.ledger import decoded_of, frame_of, records_of, text_of
from cleaner.store.manifest import Manifest, read_manifest


@dataclass(frozen=True, slots=True)
class Restored:
    """The sources that were written, and those of which the corpus holds nothing because they were not cleaned."""

    files: Sequence[str]
    absent: Sequence[str]


def restore(corpus: str | Path, to: str | Path) -> Restored:
    """Write every raw file that went into ``corpus`` below the folder ``to``, which must be new or empty.

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
    done = []
    try:
        to.mkdir(parents=True, exist_ok=True)
        sources = manifest.sources()
        for source, chunks in restored_files(corpus, manifest):
            _write(to, source, chunks, expected(sources, source))
            done.append(source)
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror}", code="output", file=str(error.filename or to)
        ) from None
    return Restored(done, sorted(sources.keys() - set(done)))


def restored_files(corpus: Path, manifest: Manifest) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield each source with its bytes, stretch by stretch, in the order of the ledger."""
    shards = [corpus / name for name in manifest.files("corpus")]
    texts = _Texts(WRITERS[manifest.config["format"]].read_back(shards))
    entries = jsonl.read_records(corpus / name for name in manifest.files("ledger"))
    for source, group in groupby(entries, key=lambda entry: str(entry.get("source"))):
        yield source, (_bytes(entry, texts) for entry in group)


def expected(sources: Mapping[str, str | None], source: str) -> str:
    """Return the SHA-256 that the manifest's ``sources`` give for one."""
    if source in sources:
        return str(sources[source])
    raise OutputError("the ledger names a source that the manifest does not", code="ledger", file=source)


def _bytes(entry: Mapping[str, Any], texts: _Texts) -> bytes:
    try:
        frame = frame_of(entry)
        if "spans" not in entry or frame.form == "raw":
            return frame.before
        return bytes_of(frame, decoded_of(entry, text_of(entry, texts.of(records_of(entry)))))
    except (LookupError, ValueError, TypeError, AttributeError) as error:
        what = f"an entry of the ledger makes no sense: {error!r}"
        raise OutputError(what, code="ledger", file=str(entry.get("source"))) from None


class _Texts:
    """The records' texts, read alongside the ledger, which has the same order."""

    def __init__(self, records: Iterator[tuple[str, str]]) -> None:
        self.records = records
        self.read: dict[str, str] = {}

    def of(self, names: Sequence[str]) -> Mapping[str, str]:
        """Return the texts of these records, of which the next page of a document may need one; others are forgotten."""
        found: dict[str, str] = {}
        for name in names:
            while name not in self.read:
                try:
                    key, text = next(self.records)
                except StopIteration:
                    raise OutputError(f"record {name} is missing", code="corpus", file="corpus") from None
                self.read[key] = text
            found[name] = self.read[name]
        if names:
            self.read = found
        return found


def _write(to: Path, source: str, chunks: Iterator[bytes], sha256: str) -> None:
    """Write one file under a temporary name; it gets its own once it is known to be right."""
    name = PurePosixPath(original(source))
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
