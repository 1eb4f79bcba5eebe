"""Records as Parquet, with one schema for all shards, so that a column of nothing but nulls keeps its type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.errors import OutputError

if TYPE_CHECKING:
    import pyarrow

SHARD = "part-{:05}.parquet"
LARGEST_SHARD = 256 << 20  # characters of text
LARGEST_GROUP = 8 << 20  # characters of text; a group of rows is held in memory
MOST_ROWS = 10_000  # of a group

# The columns: a name and its type, or the columns of the objects in its list.
Columns = Mapping[str, "str | Columns"]
COLUMNS: Columns = {
    **dict.fromkeys(("id", "source", "key"), "string"),
    **dict.fromkeys(("part", "parts"), "int64"),
    **dict.fromkeys(("parent", "title", "date", "published", "speaker", "author", "origin", "url", "site"), "string"),
    **dict.fromkeys(("encoding", "script", "text"), "string"),
    "paragraphs": {"start": "int64", "end": "int64", "kind": "string", "duplicate_of": "string"},
    "removed": {"category": "string", "characters": "int64"},
    "omitted": {
        "after": "int64",
        "kept": "string",
        "kind": "string",
        "similarity": "float64",
        "characters": "int64",
    },
    **dict.fromkeys(("duplicate_of", "partial_duplicate_of"), "string"),
    "truncated": "bool",
    "damaged": "int64",
    "characters": "int64",
    "meta": {"key": "string", "value": "string"},
}


def schema() -> pyarrow.Schema:
    """Return the schema of a record."""
    import pyarrow

    return pyarrow.schema(_fields(COLUMNS))


def _fields(columns: Columns) -> list[pyarrow.Field]:
    import pyarrow

    names = {"string": pyarrow.string, "int64": pyarrow.int64, "float64": pyarrow.float64, "bool": pyarrow.bool_}
    return [
        pyarrow.field(name, names[kind]() if isinstance(kind, str) else pyarrow.list_(pyarrow.struct(_fields(kind))))
        for name, kind in columns.items()
    ]


class Writer:
    """Writes ``part-00000.parquet`` and on, a record a row; the first part is that of the number ``first``."""

    def __init__(
        self,
        folder: Path,
        format: str = "parquet",
        *,
        shard: str = SHARD,
        first: int = 0,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=first > 0)
        self.folder, self.shard, self.first = folder, shard, first
        self.schema = schema()
        self.paths: list[Path] = []
        self.rows: list[dict[str, Any]] = []
        self.held = self.written = 0
        self._next()

    def _next(self) -> None:
        from pyarrow import parquet

        self.paths.append(self.folder / self.shard.format(self.first + len(self.paths)))
        self.stream = parquet.ParquetWriter(self.paths[-1], self.schema, compression="zstd")
        self.written = 0

    def add(self, record: dict[str, Any]) -> None:
        """Append one record."""
        if self.written + self.held > LARGEST_SHARD:
            self._close_shard()
            self._next()
        self.rows.append(record)
        self.held += len(record["text"])
        if self.held > LARGEST_GROUP or len(self.rows) == MOST_ROWS:
            self._flush()

    def _flush(self) -> None:
        import pyarrow

        if self.rows:
            self.stream.write_table(pyarrow.Table.from_pylist(writable(self.rows), schema=self.schema))
        self.written += self.held
        self.rows, self.held = [], 0

    def _close_shard(self) -> None:
        self._flush()
        self.stream.close()

    def close(self) -> None:
        """Close the last shard."""
        self._close_shard()


def writable(value: Any) -> Any:
    """Return a value with what UTF-8 cannot write spelled out.

    >>> writable([{"title": "讲\\udcff"}])
    [{'title': '讲\\\\udcff'}]
    """
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, list):
        return [writable(item) for item in value]
    return {key: writable(item) for key, item in value.items()} if isinstance(value, dict) else value


def read_records(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Yield the records of these shards, in order; OutputError where one is damaged."""
    yield from _rows(paths, list(COLUMNS))


def read_back(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Yield (record id, text) in the order they were written."""
    for row in _rows(paths, ["id", "text"]):
        yield row["id"], row["text"]


def _rows(paths: Iterable[Path], columns: list[str]) -> Iterator[dict[str, Any]]:
    from pyarrow import parquet

    for path in paths:
        try:
            with parquet.ParquetFile(path) as file:
                if missing := set(columns) - set(file.schema_arrow.names):
                    raise ValueError(f"it has no column {min(missing)}")
                for batch in file.iter_batches(1000, columns=columns):
                    yield from batch.to_pylist()
        except (OSError, ValueError) as error:  # pyarrow's own errors are among these
            what = f"damaged: {' '.join(str(error).split())}"
            raise OutputError(what, code="damaged", file=str(path)) from None
