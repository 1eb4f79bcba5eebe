"""Records of other people's files for the near-duplicate search: JSON Lines, plain or compressed, Parquet, our corpora."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.errors import InputError, RefusedError, UsageError
from cleaner.folders import ordinary
from cleaner.neardup.jsontext import as_json
from cleaner.neardup.paragraphs import BATCH, Fields, Paragraphs, Record

if TYPE_CHECKING:
    from cleaner.neardup.units import Units

_DECODER = json.JSONDecoder(parse_constant=str)  # ``json.loads`` would make another one for each line

LINES = (".jsonl", ".ndjson", ".json")
COMPRESSED = tuple(f"{suffix}{packed}" for suffix in LINES for packed in (".gz", ".bz2", ".xz", ".zst"))
TABLES = (".parquet",)


@dataclass(slots=True)
class Gathering:
    """Reads files into ``paragraphs``; what cannot be read is listed, by the number of its record too, and costs only itself."""

    paragraphs: Paragraphs
    fields: Fields = field(default_factory=Fields)
    step: Callable[[int], None] | None = None
    errors: list[InputError] = field(default_factory=list)
    wrong: set[int] = field(default_factory=set)

    def add(self, path: Path) -> None:
        """Read one file. Raises InputError where it cannot be opened, UsageError where its kind is not known."""
        name = path.name.lower()
        try:
            ordinary(path)
            if name.endswith(LINES):
                odd = self._record_of(str(path))
                self.paragraphs.add_file(path, self.fields, odd, step=self.step)
            elif name.endswith(COMPRESSED):
                self._add_all(path, self._lines(path))
            elif name.endswith(TABLES):
                self._add_all(path, self._rows(path))
            else:
                advice = f"name files that end in {', '.join((*LINES, *COMPRESSED, *TABLES))}"
                raise UsageError("files of this kind are not read", code="format", file=str(path), advice=advice)
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror or error}", code="unreadable", file=str(path)) from None

    def refer(self, path: Path) -> None:
        """Read one file of references, or an index of them. Raises as ``add``, and UsageError where an index does not fit."""
        from cleaner.neardup.stored import UnfitIndexError, add_index, is_index

        try:
            if not is_index(ordinary(path)):
                self.add(path)
                return
            add_index(self.paragraphs, path)
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror or error}", code="unreadable", file=str(path)) from None
        except UnfitIndexError as error:
            advice = (
                f"build it again: cleaner index build --unit {'paragraph' if self.paragraphs.by_line else 'record'}"
            )
            raise UsageError(str(error), code="index", file=str(path), advice=advice) from None
        if self.step:
            self.step(path.stat().st_size)

    def _add_all(self, path: Path, records: Iterator[Record]) -> None:
        self.paragraphs.add_source(path)
        while batch := list(islice(records, BATCH)):
            self.paragraphs.add_records(batch)
        if self.step:
            self.step(path.stat().st_size)

    def _lines(self, path: Path) -> Iterator[Record]:
        from cleaner.formats.compressed import opened

        odd = self._record_of(str(path))
        number = 0
        try:
            with path.open("rb") as packed:
                for number, line in enumerate(opened(packed, str(path)), 1):
                    yield odd(line, number, self.paragraphs.records + (number - 1) % BATCH)
        except InputError as error:
            error.line = number + 1
            self.errors.append(error)

    def _rows(self, path: Path) -> Iterator[Record]:
        try:
            import pyarrow
            from pyarrow import parquet
        except ModuleNotFoundError:
            advice = "pip install 'speech-cleaner[parquet]'"
            raise UsageError("Parquet needs pyarrow", code="extra", file=str(path), advice=advice) from None
        try:
            table = parquet.ParquetFile(path)
            names = table.schema_arrow.names
            if self.fields.text not in names:
                what = f"no column '{self.fields.text}'"
                raise InputError(what, code="no-text-field", file=str(path), advice=f"it has {', '.join(names[:8])}")
            columns = [name for name in (self.fields.text, self.fields.id) if name in names]
            number = 0
            for batch in table.iter_batches(BATCH, columns=columns):
                for row in batch.to_pylist():
                    number += 1
                    yield self._record(row, str(path), number, self.paragraphs.records + (number - 1) % BATCH)
        except pyarrow.ArrowException as error:
            what = str(error).splitlines()[0]
            raise InputError(f"is not Parquet: {what}", code="parquet", file=str(path)) from None

    def _record_of(self, name: str) -> Callable[[bytes, int, int], Record]:
        def record_of(line: bytes, number: int, here: int) -> Record:
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
                values = json.loads(text) if text.startswith("\ufeff") else _DECODER.decode(text)
            except UnicodeDecodeError as error:
                return self._list("is not UTF-8", "encoding", name, number, here, error.start)
            except RecursionError:
                return self._list("is nested too deep", "json", name, number, here)
            except json.JSONDecodeError as error:
                if not line.strip():
                    return self._nothing(here)
                return self._list(f"is not JSON: {error}", "json", name, number, here, advice=_advice(line, number))
            except ValueError:
                return self._list("holds a number of thousands of digits", "json", name, number, here)
            if not isinstance(values, dict):
                return self._list("is JSON but no object", "json", name, number, here, advice=_advice(line, number))
            return self._record(values, name, number, here)

        return record_of

    def _record(self, values: dict[str, Any], name: str, number: int, record: int) -> Record:
        text, own = values.get(self.fields.text), values.get(self.fields.id)
        if not isinstance(text, str):
            what = f"field '{self.fields.text}' is no string" if text is not None else f"no field '{self.fields.text}'"
            return self._list(what, "no-text-field", name, number, record)
        # an id that is no plain string or number is none
        is_id = isinstance(own, str) or (isinstance(own, int) and not isinstance(own, bool))
        texts = list(enumerate(text.split("\n"))) if self.paragraphs.by_line else [(0, text)]
        return Record(as_json(own) if is_id else b"", texts)

    def _list(
        self, what: str, code: str, name: str, number: int, record: int, offset: int | None = None, advice: str = ""
    ) -> Record:
        advice = f"it starts at byte {offset} of the line" if offset is not None else advice
        self.errors.append(InputError(what, code=code, file=name, line=number, advice=advice))
        return self._nothing(record)

    def _nothing(self, record: int) -> Record:
        self.wrong.add(record)
        return Record()


def _advice(line: bytes, number: int) -> str:
    """Return what to do about a first line that is no object."""
    listed = number == 1 and line.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")
    return "a list is not read here: write its objects as .jsonl, one a line" if listed else ""


def refer(units: Units, against: Iterable[str], text_field: str | None) -> None:
    """Read the references of a run, of which each line of a text is a paragraph.

    Raises UsageError where one cannot be read whole: what is not read is not compared.
    """
    places = list(map(Path, against))
    for place in places:
        if not place.exists():
            raise UsageError("no such file or folder", code="no-input", file=str(place))
    units.held.by_line = bool(places)
    gathered = Gathering(units.held, Fields(text_field or "text"))
    for path in files_of(places):
        try:
            gathered.refer(path)
        except InputError as unread:
            gathered.errors.append(unread)
    for error in gathered.errors:
        raise UsageError(error.what, code=error.code, file=error.file, line=error.line, advice=error.advice)
    units.end_references()


def settle(units: Units, settled: Iterable[Path]) -> None:
    """Read what earlier batches of a growing corpus have kept. Raises RefusedError where a file of it does not fit."""
    from cleaner.neardup.settled import add_settled
    from cleaner.neardup.stored import UnfitIndexError
    from cleaner.store import contents

    for path in settled:
        contents.refuse_odd(path)
        try:
            add_settled(units, path)
        except UnfitIndexError as error:
            advice = "see `cleaner check`; if the files are whole, the corpus must be made anew: cleaner run --batches"
            raise RefusedError(str(error), code="index", file=str(path), advice=advice) from None


def files_of(references: Iterable[Path]) -> Iterator[Path]:
    """Yield the files behind names of files, of corpora of ours, and of folders with records."""
    for place in references:
        if not place.is_dir():
            yield place
            continue
        folder = place / "corpus" if (place / "corpus").is_dir() else place
        found = sorted(path for path in folder.iterdir() if path.name.lower().endswith((*LINES, *COMPRESSED, *TABLES)))
        if not found:
            raise UsageError("the folder holds no records", code="no-input", file=str(place))
        yield from found
