"""What lies between the stages of a run: tables of Parquet, each with a note that it is whole.

A run that lost its driver goes on behind the last stage that is noted; what an executor loses Spark itself makes again. The
folder must be one that all machines see. Tables hold checksums of their pages, which reading verifies.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.engines.spark.tables import Row, map_rows
from cleaner.errors import UsageError
from cleaner.folders import files_below
from cleaner.store.commit import sync

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

DRIVER = "driver"  # the file that the driver writes for all to see
AS_IT_STANDS = {"__globPaths__": "false"}  # a folder may have brackets in its name
CHECKED = {"parquet.page.write-checksum.enabled": "true", "parquet.page.verify-checksum.enabled": "true"}


@dataclass(frozen=True)
class Stages:
    """The tables of one run in ``folder``; ``key`` is a hash of all that decides what is in them.

    ``heard`` is told the name of each stage that is done.
    """

    session: SparkSession
    folder: Path
    key: str
    partitions: int
    heard: Callable[[str], None] = lambda name: None

    def table(self, name: str, make: Callable[[], DataFrame]) -> DataFrame:
        """Return the table of a stage: as an earlier call of the run left it, or else made and written."""
        schema = self._schema(name)
        if schema is None:
            schema = self._write(name, make())
        self.heard(name)
        from pyspark.sql.types import StructType

        read = self.session.read.options(**CHECKED).schema(StructType.fromJson(json.loads(schema)))
        return read.options(**AS_IT_STANDS).parquet(self._address(name))

    def files(self, name: str) -> list[Path]:
        """Return the files of a table, in the order of its partitions."""
        return sorted(path for path in files_below(self._place(name)) if path.name.startswith("part-"))

    def _address(self, name: str) -> str:
        return f"file:///{self._place(name).as_posix().lstrip('/')}"  # no URI: Spark escapes nothing, and takes what is escaped as it stands

    def _place(self, name: str) -> Path:
        return self.folder.absolute() / name

    def _write(self, name: str, frame: DataFrame) -> str:
        place = self._place(name)
        shutil.rmtree(place, ignore_errors=True)
        frame.write.options(**CHECKED).mode("overwrite").parquet(self._address(name))
        schema = str(frame.schema.json())
        note = json.dumps([self.key, schema, self._sizes(name)]).encode("ascii")
        draft = place.with_suffix(".draft")
        draft.write_bytes(hashlib.sha256(note).hexdigest().encode("ascii") + note)
        sync(draft)
        os.replace(draft, place.with_suffix(".whole"))
        return schema

    def _schema(self, name: str) -> str | None:
        """Return the schema of a table that is whole; None where it is not, or of another run."""
        try:
            data = self._place(name).with_suffix(".whole").read_bytes()
        except FileNotFoundError:
            return None
        digest, note = data[:64], data[64:]
        if hashlib.sha256(note).hexdigest().encode("ascii") != digest:
            return None
        key, schema, sizes = json.loads(note)
        return str(schema) if key == self.key and sizes == self._sizes(name) else None

    def _sizes(self, name: str) -> list[list[Any]]:
        return [[path.name, path.stat().st_size] for path in self.files(name)]


def refuse_unshared(stages: Stages) -> None:
    """Raise UsageError where the machines of Spark do not see the folder of the stages as the driver does.

    What they write would be lost.
    """
    probe, token = stages.folder.absolute() / "probe", secrets.token_hex()
    shutil.rmtree(probe, ignore_errors=True)
    probe.mkdir(parents=True)
    (probe / DRIVER).write_text(token, encoding="ascii")
    tasks = stages.session.sparkContext.defaultParallelism
    spread = stages.session.range(tasks).repartition(tasks, "id")
    names = [row["name"] for row in map_rows(spread, partial(_probed, str(probe), token), "name string").collect()]
    if not all(name and (probe / name).is_file() for name in names):
        raise UsageError(
            "the machines of Spark do not see it as this one does",
            code="engine",
            file=str(stages.folder.parent),
            advice="name a folder with --out that all share",
        )
    shutil.rmtree(probe)


def _probed(folder: str, token: str, rows: Iterator[Row]) -> Iterator[Row]:
    """Look for what the driver wrote, and write a file; return its name, or nothing."""
    for _ in rows:
        try:
            seen = Path(folder, DRIVER).read_text(encoding="ascii") == token
            name = secrets.token_hex()
            Path(folder, name).touch()
        except OSError:
            seen, name = False, ""
        yield (name if seen else "",)


def read_in_order(files: Sequence[Path], columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a table's files, a few at a time in memory."""
    from pyarrow import parquet

    for path in files:
        with parquet.ParquetFile(path) as table:
            for batch in table.iter_batches(64, columns=list(columns)):
                yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
