"""The passes of a run on Spark, on one screen."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.config import Config
from cleaner.document.corrections import add_outcomes
from cleaner.engines.spark.cleaning import clean_on, guard_of, keys_on, paragraphs_on
from cleaner.engines.spark.deciding import decisions_on, refuse_scattered_on, reposts_on, templates_on, twins_on
from cleaner.engines.spark.holding import contained_on
from cleaner.engines.spark.searching import walk_on
from cleaner.engines.spark.session import at_work, own, refuse_without_spark
from cleaner.engines.spark.stages import Stages, refuse_unshared
from cleaner.engines.spark.writing import lines_on, write_on
from cleaner.errors import EngineError, RefusedError, UsageError
from cleaner.exports import Origin
from cleaner.formats.archives import INSIDE
from cleaner.inputs import Found
from cleaner.model import Outcome
from cleaner.passes.pieces import Pieces
from cleaner.passes.tally import Tally
from cleaner.passes.writing import Start, begun, ended, opened
from cleaner.prepare import corrections, deciding, listing
from cleaner.progress import Progress

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

BYTES_A_PARTITION = 32 << 20
"""Bytes of input for each partition, by default."""

LONGEST_REASON = 300
"""Characters of what Spark says of a failure."""

_RAISED = re.compile(r"^(?:cleaner\.[\w.]*)?[A-Z]\w*(?:Error|Exception): (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Spark:
    """The engine: on a ``session`` of the user's, or on one of its own; in ``partitions``, 0 for as many as pay.

    ``heard`` is told the name of each stage that is done. All files, the output folder too, must be seen by all machines
    under the same paths, and cleaner be installed on all.
    """

    session: SparkSession | None = None
    partitions: int = 0
    heard: Callable[[str], None] = lambda name: None

    def refuse_unfit(self, config: Config) -> None:
        """Raise UsageError for what is missing, and for settings that do not go with Spark."""
        if config.against:
            raise UsageError("--against does not go with --engine spark", code="engine", advice="leave one of them out")
        if self.session is None:
            refuse_without_spark()

    def stages(self, session: SparkSession, folder: Path, key: str, size: int) -> Stages:
        """Return what keeps the stages of a run on a session; ``size`` is the bytes of its inputs."""
        at_least = session.sparkContext.defaultParallelism
        partitions = self.partitions or max(at_least, -(-size // BYTES_A_PARTITION))
        return Stages(own(session, partitions), folder, key, partitions, self.heard)


@dataclass(frozen=True)
class Searched:
    """What was decided: by document, and the pairs of one template."""

    decisions: DataFrame
    templates: DataFrame


def as_executors_see(config: Config) -> Config:
    """Return settings that name files by their whole paths."""

    def place(path: str | None) -> str | None:
        return None if path is None else str(Path(path).absolute())

    rules, phrases = ([str(Path(path).absolute()) for path in paths] for paths in (config.rules, config.phrases))
    named = replace(config, corrections=place(config.corrections), metadata=place(config.metadata))
    return replace(named, rules=tuple(rules), phrases=tuple(phrases))


def clean_and_gather(stages: Stages, found: Found, config: Config) -> tuple[DataFrame, Pieces]:
    """Clean all documents; return the table of pieces, and what the driver must know of them, which does not grow with them.

    It does with what is wrong: documents that are not in the list of metadata, and inputs that hold nothing.
    """
    began = deciding(config)
    try:
        table = clean_on(stages, found.sources, config)
    finally:
        if deciding(config) != began:
            what = "a rule file or the corrections changed during the run, so nothing was written"
            raise RefusedError(what, code="rules-changed")
    pieces = Pieces(corrections=corrections(config), listing=listing(config))
    pieces.guard = guard_of(table)
    if pieces.corrections.rows:
        for row in table.where("outcomes is not null").orderBy("file", "at").select("outcomes").collect():
            add_outcomes(pieces.outcomes, (Outcome(*values) for values in json.loads(row["outcomes"])))
    if pieces.listing.rows:
        matched = table.where("row is not null").select("row").distinct().collect()
        pieces.listed.update(row["row"] for row in matched)
        for row in table.where("documents and row is null").orderBy("file", "at").select("source", "offset").collect():
            pieces.unlisted.append((_text(row["source"]), row["offset"]))
    for row in table.where("members is not null").orderBy("file", "at").select("members").collect():
        pieces.members += json.loads(row["members"])
    pieces.empty = _empty(table, [*(source.name for source in found.sources), *(m["source"] for m in pieces.members)])
    return table, pieces


def _empty(table: DataFrame, known: Sequence[str]) -> list[str]:
    """Return the names of sources that held neither a document nor an error."""
    from pyspark.sql import functions as f

    answered = table.select(f.explode("names").alias("name")).distinct()
    archives = answered.select(f.expr(f"split_part(cast(name as string), '{INSIDE}', 1)").cast("binary").alias("name"))
    rows = [(bytearray(name.encode("utf-8", "surrogatepass")),) for name in known]
    names = table.sparkSession.createDataFrame(rows, "name binary")
    left = names.join(answered, "name", "left_anti").join(archives, "name", "left_anti")
    return sorted(_text(row["name"]) for row in left.collect())


def _text(data: Any) -> str:
    return bytes(data).decode("utf-8", "surrogatepass")


def search_on(stages: Stages, pieces: DataFrame, keys: DataFrame, config: Config) -> Searched | None:
    """Decide which paragraphs and speeches repeat others. Raises RefusedError as the local search does."""
    if config.near_duplicates == "keep":
        return None
    dropping = config.near_duplicates == "drop"
    paragraphs = paragraphs_on(stages, pieces, keys)
    walked = walk_on(stages, paragraphs, config.threshold, config.memory)
    contained = contained_on(stages, paragraphs, walked)
    twins = twins_on(stages, paragraphs, walked, contained)
    reposts = reposts_on(stages, paragraphs, twins)
    if dropping:
        refuse_scattered_on(paragraphs, twins, reposts)
    decisions = decisions_on(stages, twins, reposts, shifted=dropping)
    return Searched(decisions, templates_on(stages, twins, shifted=dropping))


def run_on(
    engine: Spark,
    found: Found,
    config: Config,
    folder: Path,
    key: str,
    files: Path,
    origin: Origin,
    progress: Progress,
    unchanged: Callable[[], None],
) -> tuple[Pieces, Tally]:
    """Run all passes into the folder ``files``; tables between them lie in ``folder``, for a call of the same ``key`` to go on with.

    ``origin`` is what an export says of its making, ``unchanged`` refuses inputs that changed while they were read. Raises
    EngineError where Spark fails, and what the local passes raise.
    """
    with failures_told(), at_work(engine.session) as session:
        size = sum(source.size for source in found.sources)
        stages = engine.stages(session, folder, key, size)
        refuse_unshared(stages)
        there = as_executors_see(config)
        progress.stage("cleaning", size, "B")
        table, pieces = clean_and_gather(stages, found, there)
        unchanged()
        pieces.guard.check(config.allow_rules)
        progress.stage("comparing", 0, "paragraphs")
        keys = keys_on(stages, table)
        searched = search_on(stages, table, keys, there)
        documents = table.where("documents").count()
        progress.stage("writing", documents, "documents")
        lines_on(stages, table, keys, None if searched is None else searched.decisions, there)
        tally = begun(pieces, found, Start())
        templates = None if searched is None else searched.templates
        write_on(stages, templates, tally, opened(files, config, origin, Start()), progress)
        if tally.counts["documents"] != documents:
            raise AssertionError(f"{documents} documents were cleaned, {tally.counts['documents']} written")
        ended(tally, config, files, Start())
        return pieces, tally


@contextmanager
def failures_told() -> Iterator[None]:
    """Raise EngineError for what goes wrong in Spark, which keeps what is whole for the same call."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (Py4JError, PySparkException) as error:
        advice = "look into its log; the same command goes on behind the last stage that is whole"
        raise EngineError(f"Spark failed: {_reason(error)}", code="engine", advice=advice) from error


def _reason(error: Exception) -> str:
    """Return what Spark says, without its trace: the error of our own code that it reports, or else its first line."""
    java = getattr(error, "java_exception", None)
    told = str(java.getMessage() if java is not None else error)
    ours = _RAISED.findall(told)
    lines = ours[-1:] or [line for line in told.splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:LONGEST_REASON]
