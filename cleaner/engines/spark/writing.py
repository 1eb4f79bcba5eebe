"""Third pass on Spark: executors make the lines of each document, the driver only puts them into their files, in order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from cleaner.config import Config
from cleaner.engines.spark.stages import Stages, read_in_order
from cleaner.engines.spark.tables import Row, map_rows
from cleaner.passes.writing import Tally, Writers
from cleaner.progress import Progress
from cleaner.store import spool
from cleaner.store.records import Decision, Kept

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

COLUMNS = "records", "entries", "duplicates", "reposts", "tally"
LINES = """
    file bigint, at bigint, records array<binary>, entries array<binary>, duplicates array<binary>, reposts array<binary>,
    tally string
"""
TOLD = 256
"""Pieces after which an executor tells its counts."""


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


class _Sink:
    """Takes what is added, as lines of JSON, until it is emptied."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []

    def add(self, value: dict[str, Any]) -> None:
        """Take a value."""
        self.lines.append(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))

    def emptied(self) -> list[bytes]:
        """Return what has come since the last call."""
        lines, self.lines = self.lines, []
        return lines

    def close(self) -> None:
        """Nothing is open."""


def _line_rows(config: Config, rows: Iterator[Row]) -> Iterator[Row]:
    """Make the lines of pieces, on an executor."""
    sinks = _Sink(), _Sink(), _Sink(), _Sink()
    writers, tally, untold = Writers(config, *sinks), Tally(), 0
    for file, at, line, key, decisions in rows:
        piece = spool.from_line(line)
        writers.written = 0  # the driver knows how many come before
        if piece.cleaned is None:
            tally.add_failure(piece.error)
            writers.add_bytes(piece)
        else:
            name = (key or b"").decode("utf-8", "surrogatepass")
            tally.add(piece, *writers.add(piece, piece.cleaned, name, _decided(decisions or ())))
        untold += 1
        told = None
        if untold == TOLD:
            told, tally, untold = _told(writers, tally), Tally(), 0
        yield file, at, *(sink.emptied() for sink in sinks), told
    if untold:
        yield file, at, [], [], [], [], _told(writers, tally)


def _told(writers: Writers, tally: Tally) -> str:
    """Return what is counted since the last call."""
    tally.counts.update(writers.counts)
    writers.counts.clear()
    return json.dumps(tally.to_values())


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
            for lines, sink in (
                (entries, writers.entries),
                (duplicates, writers.duplicates),
            ):
                for line in lines:
                    sink.add(json.loads(line))
            for line in reposts:
                row = json.loads(line)
                writers.reposts.add({**row, "after": writers.written + row["after"]})
            for line in records:
                writers.records.add(json.loads(line))
            writers.written += len(records)
            if told is not None:
                counted = Tally.from_values(json.loads(told))
                tally.merge(counted)
                progress.step(counted.counts["documents"])
        if templates is not None:
            rows = read_in_order(stages.files("templates"), templates.columns)
            for kept_speech, kept_index, speech, index, *how in rows:
                writers.add_templates({speech: Decision(templates={index: _kept(kept_speech, kept_index, *how)})})
    tally.counts.update(writers.counts)
