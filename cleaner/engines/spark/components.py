"""Connected components of a graph that no machine holds, by rounds of joins.

The rounds are those of R. Kiveris, S. Lattanzi, V. Mirrokni, V. Rastogi, S. Vassilvitskii, "Connected components in MapReduce
and beyond", 2014: each node hands its neighbours the least of them, first to the greater ones, then to the others, until
every node of a component is tied to its least. Before and between, each process makes a forest of the edges that it has, so
a small graph needs no round. Each round is a stage of its own, so a lost driver costs one round.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from cleaner.engines.spark.stages import Stages
from cleaner.engines.spark.tables import Row, map_rows

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


CHUNK = 1 << 20
"""Edges of which one process makes a forest at a time."""


def components(stages: Stages, name: str, edges: DataFrame) -> DataFrame:
    """Return ``node`` and ``label``, the least node of its component, of all that ``edges``, from ``a`` to ``b``, tie."""
    from pyspark.sql import functions as f

    tied = stages.table(f"{name}-0", lambda: _contracted(_directed(edges)))
    number = 0
    while not _are_stars(tied):
        number += 1
        tied = stages.table(f"{name}-{number}", partial(_round, tied))
    nodes = tied.select(f.col("b").alias("node"), f.col("a").alias("label"))
    return nodes.unionByName(tied.select(f.col("a").alias("node"), f.col("a").alias("label")).distinct())


def _round(edges: DataFrame) -> DataFrame:
    return _contracted(_small_star(_large_star(edges)))


def _are_stars(edges: DataFrame) -> bool:
    """Whether each node is the centre of a star or on one end of one edge: then all are tied to their least."""
    nodes = edges.select("b").unionAll(edges.select("a").distinct())
    return bool(nodes.groupBy("b").count().where("count > 1").isEmpty())


def _contracted(edges: DataFrame) -> DataFrame:
    """Replace the edges of a partition by stars that tie the same."""
    return map_rows(edges, _forest, "a bigint, b bigint")


def _forest(rows: Iterator[Row]) -> Iterator[Row]:
    while chunk := list(islice(rows, CHUNK)):
        above: dict[int, int] = {}
        for a, b in chunk:
            one, other = sorted((_least(above, a), _least(above, b)))
            above[other] = one
        for node in above:
            if (least := _least(above, node)) != node:
                yield least, node


def _least(above: dict[int, int], node: int) -> int:
    """Return the least node that one is tied to; ``above`` leads there, and is shortened on the way."""
    while (up := above.setdefault(node, node)) != node:
        above[node] = node = above[up]
    return node


def _directed(edges: DataFrame) -> DataFrame:
    """Return each edge once, from the smaller node to the greater."""
    from pyspark.sql import functions as f

    return edges.select(f.least("a", "b").alias("a"), f.greatest("a", "b").alias("b")).where("a < b").distinct()


def _large_star(edges: DataFrame) -> DataFrame:
    """Tie the greater neighbours of each node to the least of it and all its neighbours."""
    both = edges.unionByName(edges.selectExpr("b as a", "a as b"))
    return _tied(both, "b > a")


def _small_star(edges: DataFrame) -> DataFrame:
    """Tie each node and its smaller neighbours to the least of these."""
    from pyspark.sql import functions as f

    downwards = edges.select(f.greatest("a", "b").alias("a"), f.least("a", "b").alias("b")).distinct()
    itself = downwards.select("a").distinct().selectExpr("a", "a as b")
    return _tied(downwards.unionByName(itself), "true")


def _tied(neighbours: DataFrame, chosen: str) -> DataFrame:
    """Tie the chosen neighbours ``b`` of each node ``a`` to the least of them all and itself."""
    from pyspark.sql import functions as f
    from pyspark.sql.window import Window

    least = f.least("a", f.min("b").over(Window.partitionBy("a")))
    return _directed(neighbours.withColumn("least", least).where(chosen).selectExpr("least as a", "b"))
