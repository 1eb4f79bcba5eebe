"""Rows of Arrow tables, as functions on partitions take and give them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame

ROWS = 4096
"""Rows of a batch, at most."""

BYTES = 8 << 20
"""Bytes in the widest column of a batch after which it ends."""

Row = tuple[Any, ...]
OnColumns = Callable[["pyarrow.RecordBatch"], Iterable[Any]]
OnRows = Callable[[Iterator[Row]], Iterable[Row]]


def map_rows(frame: DataFrame, function: OnRows, schema: str) -> DataFrame:
    """Return what a function makes of the rows of each partition; ``schema`` is that of its rows, as Spark writes it."""
    return _mapped(frame, partial(_on_rows, function), schema)


def map_columns(frame: DataFrame, function: OnColumns, schema: str) -> DataFrame:
    """Return the columns that a function makes of each batch of Arrow rows; ``schema`` is theirs, as Spark writes it."""
    return _mapped(frame, partial(_on_columns, function), schema)


def _mapped(frame: DataFrame, function: Callable[..., Iterator[pyarrow.RecordBatch]], schema: str) -> DataFrame:
    from pyspark.sql.pandas.types import to_arrow_schema
    from pyspark.sql.types import StructType

    made = cast(StructType, StructType.fromDDL(schema))
    return frame.mapInArrow(partial(function, to_arrow_schema(made)), made)


def _on_columns(
    function: OnColumns, schema: pyarrow.Schema, batches: Iterator[pyarrow.RecordBatch]
) -> Iterator[pyarrow.RecordBatch]:
    import pyarrow

    for batch in batches:
        arrays = [pyarrow.array(column, field.type) for column, field in zip(function(batch), schema, strict=True)]
        yield pyarrow.RecordBatch.from_arrays(arrays, schema=schema)


def _on_rows(
    function: OnRows, schema: pyarrow.Schema, batches: Iterator[pyarrow.RecordBatch]
) -> Iterator[pyarrow.RecordBatch]:
    """Run on an executor: turn batches into rows, and what comes of these into batches."""
    import pyarrow

    rows: list[Row] = []
    size = 0
    for row in function(_rows(batches)):
        rows.append(row)
        size += sum(len(value) for value in row if isinstance(value, bytes | list))
        if len(rows) == ROWS or size >= BYTES:
            yield _packed(pyarrow, rows, schema)
            rows, size = [], 0
    yield _packed(pyarrow, rows, schema)


def _rows(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[Row]:
    for batch in batches:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _packed(pyarrow: Any, rows: list[Row], schema: pyarrow.Schema) -> pyarrow.RecordBatch:
    columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
    arrays = [pyarrow.array(list(column), field.type) for column, field in zip(columns, schema, strict=True)]
    return pyarrow.RecordBatch.from_arrays(arrays, schema=schema)


def in_groups(rows: Iterator[Row], columns: int = 1) -> Iterator[tuple[Row, Iterator[Row]]]:
    """Yield sorted rows by what stands in their first columns."""
    from itertools import groupby

    yield from groupby(rows, key=lambda row: row[:columns])
