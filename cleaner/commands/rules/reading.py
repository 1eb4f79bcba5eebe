"""The documents of inputs, one after the other, as every action on rules reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cleaner.config import Config
from cleaner.errors import InputError
from cleaner.formats import reader_of, text
from cleaner.inputs import find_sources
from cleaner.model import Document


@dataclass(slots=True)
class Readings:
    """Yields the documents of ``inputs``; ``failed`` says of each that cannot be read why not."""

    inputs: Sequence[str | Path]
    config: Config
    failed: list[InputError] = field(default_factory=list)

    def __iter__(self) -> Iterator[tuple[Document, Path]]:
        found = find_sources(self.inputs)
        self.failed += found.failed
        for source in found.sources:
            reader = reader_of(source.name) or text
            try:
                with source.path.open("rb") as stream:
                    for piece in reader.read(stream, source.name, 0, source.path.stat().st_size, self.config):
                        if piece.document is not None:
                            yield piece.document, source.path
                        elif piece.error is not None:
                            self.failed.append(piece.error)
            except OSError as error:
                what = f"cannot be read: {error.strerror}"
                self.failed.append(InputError(what, code="unreadable", file=source.name))
