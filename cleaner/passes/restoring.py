"""The bytes of the raw files again, out of records and ledger, which have one order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from cleaner.errors import OutputError
from cleaner.formats.frame import bytes_of
from cleaner.store import contents
from cleaner.store.ledger import decoded_of, frame_of, records_of, text_of
from cleaner.store.manifest import Manifest


def restored_files(corpus: Path, manifest: Manifest) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield each source with its bytes, stretch by stretch, in the order of the ledger."""
    shards = [corpus / name for name in manifest.files("corpus")]
    texts = _Texts(contents.texts(shards, manifest.config["format"]))
    entries = contents.entries(corpus / name for name in manifest.files("ledger"))
    for source, group in groupby(entries, key=itemgetter("source")):
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
        raise OutputError(what, code="ledger", file=entry["source"]) from None


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
