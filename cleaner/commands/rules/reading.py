"""The documents of inputs, one after the other, as every action on rules reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cleaner.config import Config
from cleaner.errors import InputError
from cleaner.inputs import find_sources
from cleaner.model import Document
from cleaner.reading import cut, documents, read

STRETCH = 1 << 20  # bytes that are read at a time


@dataclass(slots=True)
class Readings:
    """Yields the documents of ``inputs``; ``failed`` says of each that cannot be read why not."""

    inputs: Sequence[str | Path]
    config: Config
    failed: list[InputError] = field(default_factory=list)

    def __iter__(self) -> Iterator[tuple[Document, Path]]:
        found = find_sources(self.inputs)
        self.failed += found.failed
        for files in documents(found.sources, self.config):
            pieces = (piece for stretch in cut(files, STRETCH, self.config) for piece in read(stretch, self.config))
            for piece in pieces:
                if piece.document is not None:
                    path = next((file.path for file in files if file.name == piece.source), Path(piece.source))
                    yield piece.document, path
                elif piece.error is not None:
                    self.failed.append(piece.error)
