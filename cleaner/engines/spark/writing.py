"""Third pass on Spark: executors make the lines of each document, the driver only puts them into their files, in order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from cleaner.config import Config
from cleaner.engines.spark.stages import Stages, read_in_order
from cleaner.engines.spark.tables import Row, map_rows
from cleaner.passes.making import Made, Unwritten, Writers, make
from cleaner.passes.tally import Tally
from cleaner.progress import Progress
from cleaner.store.records import Decision, Kept

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

COLUMNS = "records", "entries", "duplicates", "reposts", "tally"
LINES = "records array<binary>, entries array<binary>, duplicates array<binary>, reposts array<binary>, tally string"
STRETCH = 64
"""Pieces that become one row."""


def lines_on(
    stages: Stages, pieces: DataFrame, keys: DataFrame, decisions: DataFrame | None, config: Config
) -> DataFrame:
    """Return what is to be written, document by document."""
    return stages.table("lines", lambda: _lines(stages, pieces, keys, decisions, config))


def _lines(
    stages: Stages, pieces: DataFrame, keys: DataFrame, decisions: DataFrame | None, config: Config
) -> DataFrame:
    from pyspark.sql import functions as f

    known = pieces.where("line is not null").select("file", "at", "line").join(keys, ["file", "at"], "left")
    if decisions is None:
        known = known.withColumn("decisions", f.lit(None).cast("string"))
    else:
        known = known.join(decisions, ["file", "at"], "left")
    spread = known.repartitionByRange(stages.partitions, "file", "at").sortWithinPartitions("file", "at")
    return map_rows(spread, partial(_line_rows, config), LINES)


def _line_rows(config: Config, rows: Iterator[Row]) -> Iterator[Row]:
    """Make the lines of pieces, on an executor."""
    unwritten = (
        Unwritten(line, (key or b"").decode("utf-8", "surrogatepass"), _decided(decisions or ()))
        for _, _, line, key, decisions in rows
    )
    while stretch := list(islice(unwritten, STRETCH)):
        made = make(config, stretch)
        yield made.records, made.entries, made.duplicates, made.reposts, json.dumps(made.tally.to_values())


def _decided(rows: Sequence[dict[str, Any]]) -> dict[str, Decision]:
    """Return the decisions on the speeches of a document."""
    found: dict[str, _Speech] = {}
    for row in rows:
        speech = found.setdefault(row["speech"], _Speech())
        if row["whole"] is not None:
            speech.repost = (row["kept_speech"], None) if row["whole"] else (None, row["kept_speech"])
            continue
        kept = _kept(row["kept_speech"], row["kept_index"], row["kind"], row["similarity"], row["others"])
        (speech.templates if kept.kind == "template" else speech.twins)[row["index"]] = kept
    return {name: Decision(speech.twins, *speech.repost, speech.templates) for name, speech in found.items()}


def _kept(speech: str, index: int, kind: str, similarity: float, others: Sequence[int] | None) -> Kept:
    return Kept(speech, index, kind, similarity, tuple(others or ()))


@dataclass(slots=True)
class _Speech:
    """The decision on a speech, as it grows."""

    twins: dict[int, Kept] = field(default_factory=dict)
    templates: dict[int, Kept] = field(default_factory=dict)
    repost: tuple[str | None, str | None] = (None, None)


def write_on(stages: Stages, templates: DataFrame | None, tally: Tally, writers: Writers, progress: Progress) -> None:
    """Put what executors made into its files, by streaming, and count it into ``tally``."""
    with closing(writers):
        for records, entries, duplicates, reposts, told in read_in_order(stages.files("lines"), COLUMNS):
            made = Made(records, entries, duplicates, reposts, Tally.from_values(json.loads(told)))
            writers.put(made)
            tally.merge(made.tally)
            progress.step(made.tally.counts["documents"])
        if templates is not None:
            rows = read_in_order(stages.files("templates"), templates.columns)
            for kept_speech, kept_index, speech, index, *how in rows:
                writers.add_templates({speech: Decision(templates={index: _kept(kept_speech, kept_index, *how)})})
    tally.counts.update(writers.counts)
