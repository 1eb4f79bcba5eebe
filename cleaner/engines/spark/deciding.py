"""Second pass on Spark, its end: what the searches found, made into decisions on speeches, which go to their documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cleaner.engines.spark.searching import gone
from cleaner.engines.spark.stages import Stages
from cleaner.engines.spark.tables import Row, in_groups, map_rows
from cleaner.neardup import MINIMUM, key
from cleaner.passes.guard import FEWEST_TAKEN, LARGEST_SCATTERED, MOST_NAMED, refuse_scattered

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

DECISION = (
    "speech",
    "index",
    "kept_speech",
    "kept_index",
    "kind",
    "similarity",
    "others",
    "whole",
)


def twins_on(stages: Stages, paragraphs: DataFrame, walked: DataFrame, contained: DataFrame) -> DataFrame:
    """Return all pairs, twins and templates, with the places of both paragraphs; what is contained goes before all else."""
    return stages.table("twins", lambda: _twins(paragraphs, walked, contained))


def _twins(paragraphs: DataFrame, walked: DataFrame, contained: DataFrame) -> DataFrame:
    from pyspark.sql import functions as f

    held = gone(contained)
    near = gone(walked).join(held.select("item"), "item", "left_anti")
    taken = near.select("item").unionByName(held.select("item"))
    pairs = walked.where("kind = 'template'").unionByName(
        contained.where("kind = 'template'"), allowMissingColumns=True
    )
    named = f.explode(
        f.concat(f.array("item", "kept"), f.coalesce("other_items", f.expr("cast(array() as array<bigint>)")))
    )
    untold = pairs.select("item", named.alias("named")).join(
        taken.withColumnRenamed("item", "named"), "named", "left_semi"
    )
    templates = pairs.join(untold.select("item").distinct(), "item", "left_anti")
    found = near.unionByName(held, allowMissingColumns=True).unionByName(templates, allowMissingColumns=True)
    places = paragraphs.select("item", "file", "at", "source", "preferred", "speech", "index", "length")
    kept = paragraphs.selectExpr(
        "item as kept", "speech as kept_speech", "index as kept_index", "preferred as kept_preferred"
    )
    return found.join(places, "item").join(kept, "kept")


def reposts_on(stages: Stages, paragraphs: DataFrame, twins: DataFrame) -> DataFrame:
    """Return, by ``speech``, the speech that it repeats (``of``), and whether it repeats it as a ``whole``."""
    return stages.table("reposts", lambda: _reposts(stages, paragraphs, gone(twins)))


def _reposts(stages: Stages, paragraphs: DataFrame, taken: DataFrame) -> DataFrame:
    from pyspark.sql import functions as f

    counts = (
        taken.where("kept_speech != speech").groupBy("file", "at", "speech", "kept_preferred", "kept_speech").count()
    )
    first = f.min(f.struct((-f.col("count")).alias("most"), "kept_preferred", "kept_speech"))
    others = counts.groupBy("file", "at", "speech").agg(first.alias("first"))
    others = others.select("file", "at", "speech", f.col("first.kept_speech").alias("of"))
    holders = taken.select(f.col("kept_speech").alias("speech")).distinct().withColumn("holds", f.lit(True))
    asked = others.select("speech", "of")
    units = paragraphs.select("item", "speech", "length", "protected", "hash", "text")
    left = units.where("not protected").join(taken.select("item"), "item", "left_anti").join(asked, "speech")
    short = units.where("hash is null").withColumnRenamed("speech", "of").join(asked, "of")
    rows = left.selectExpr("speech", "true as own", "length", "text").unionByName(
        short.selectExpr("speech", "false as own", "length", "text")
    )
    spread = rows.repartition(stages.partitions, "speech").sortWithinPartitions("speech", "own")
    own = map_rows(spread, _own_characters, "speech string, left bigint")
    judged = others.join(holders, "speech", "left").join(own, "speech", "left")
    whole = f.col("holds").isNull() & (f.coalesce("left", f.lit(0)) < MINIMUM)
    return judged.select("file", "at", "speech", "of", whole.alias("whole"))


def _own_characters(rows: Iterator[Row]) -> Iterator[Row]:
    """Count the key characters that a speech has left, and the other speech has not among its short paragraphs."""
    for (speech,), units in in_groups(rows):
        known: set[str] = set()
        left = 0
        for _, own, length, text in units:  # the other's come first
            if not own:
                known.add(_key(text))
            elif not known or _key(text) not in known:
                left += length
        yield speech, left


def _key(text: bytes) -> str:
    return key(text.decode("utf-8", "surrogatepass"))


def refuse_scattered_on(paragraphs: DataFrame, twins: DataFrame, reposts: DataFrame) -> None:
    """Raise RefusedError where near-duplicates would take nearly all of a source; see ``guard.refuse_scattered_sources``."""
    from pyspark.sql import functions as f

    judged = gone(twins).where("kind != 'exact'").join(reposts.select("speech", "of", "whole"), "speech")
    judged = judged.where("not whole and of != kept_speech")
    taken = judged.groupBy("source").agg(f.sum("length").alias("taken"), f.count("*").alias("paragraphs"))
    taken = taken.where(f.col("paragraphs") >= FEWEST_TAKEN)
    wholes = paragraphs.where("hash is not null").groupBy("source").agg(f.sum("length").alias("all"))
    scattered = taken.join(wholes, "source").where(f.col("taken") > f.col("all") * LARGEST_SCATTERED)
    count = scattered.count()
    if count:
        named = [row["source"] for row in scattered.orderBy("source").limit(MOST_NAMED).collect()]
        refuse_scattered([bytes(name).decode("utf-8", "surrogatepass") for name in named], count)


def decisions_on(stages: Stages, twins: DataFrame, reposts: DataFrame, *, shifted: bool) -> DataFrame:
    """Return what is decided on the speeches of each document; ``shifted`` numbers kept paragraphs as they stand then."""
    return stages.table("decisions", lambda: _decisions(_numbered(twins, shifted=shifted), reposts))


def templates_on(stages: Stages, twins: DataFrame, *, shifted: bool) -> DataFrame:
    """Return the pairs of one template, family by family."""
    return stages.table("templates", lambda: _families(_numbered(twins, shifted=shifted)))


def _families(numbered: DataFrame) -> DataFrame:
    order = "kept_speech", "kept_index", "speech", "index"
    return numbered.where("kind = 'template'").select(*order, "kind", "similarity", "others").orderBy(*order)


def _numbered(twins: DataFrame, *, shifted: bool) -> DataFrame:
    """Return the pairs with the numbers of paragraphs that stay, where what goes before them is left out."""
    from pyspark.sql import functions as f

    if not shifted:
        return twins
    missing = gone(twins).groupBy("speech").agg(f.collect_list("index").alias("missing"))
    theirs = missing.withColumnsRenamed({"speech": "kept_speech", "missing": "kept_missing"})
    known = twins.join(missing, "speech", "left").join(theirs, "kept_speech", "left")
    return known.withColumns(
        {
            "index": f.expr(f"if(kind = 'template', {_shift('index', 'missing')}, index)"),
            "kept_index": f.expr(_shift("kept_index", "kept_missing")),
            "others": f.expr(f"transform(others, other -> {_shift('other', 'kept_missing')})"),
        }
    )


def _shift(number: str, missing: str) -> str:
    return f"{number} - size(filter(coalesce({missing}, cast(array() as array<int>)), each -> each < {number}))"


def _decisions(numbered: DataFrame, reposts: DataFrame) -> DataFrame:
    from pyspark.sql import functions as f

    pairs = numbered.withColumn("whole", f.lit(None).cast("boolean"))
    speeches = reposts.selectExpr("file", "at", "speech", "of as kept_speech", "whole")
    rows = pairs.select("file", "at", *DECISION).unionByName(speeches, allowMissingColumns=True)
    return rows.groupBy("file", "at").agg(f.collect_list(f.struct(*DECISION)).alias("decisions"))
