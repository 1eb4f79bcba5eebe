"""Second pass on Spark: near-duplicates, by components that are walked apart.

A paragraph's fate depends on leaders that are similar to it, and in buckets that may overflow on all that is in them; on
nothing else. So what different content hashes share is a graph: a pair of one bucket is an edge where its exact similarity
reaches the threshold, and a bucket of more than ``MOST_LEADERS`` keys, which alone can be overfull, ties all that is in it.
Each component is walked as a whole by the walk of one machine (``neardup.leaders.Walk``), several in one partition, so the
decisions are its decisions. Buckets are compared by streams of sorted rows: no machine holds one.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, combinations, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from cleaner.engines.spark.components import components
from cleaner.engines.spark.stages import Stages
from cleaner.engines.spark.tables import Row, in_groups, map_rows
from cleaner.neardup.bands import BANDS
from cleaner.neardup.kernel import kernel
from cleaner.neardup.keys import code_table
from cleaner.neardup.leaders import Walk
from cleaner.neardup.paragraphs import Paragraphs
from cleaner.neardup.reference import MOST_LEADERS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

FOUND = "item bigint, kept bigint, kind string, similarity double"
OVERFULL = "overfull"
GROUPS = 512
"""Texts that are compared at a time."""

CHUNK = 4096
"""Paragraphs that are handed to the kernel at a time."""


def walk_on(stages: Stages, paragraphs: DataFrame, threshold: float, memory: int) -> DataFrame:
    """Return the pairs that the first search finds, by ``item`` and ``kept``, and what stood in overfull buckets."""
    taking = paragraphs.where("hash is not null")
    keys = stages.table("keys-of-content", lambda: _distinct(taking))
    near = stages.table("candidates", lambda: _candidates(stages, keys))
    similar = stages.table("similar", lambda: _similar(stages, near, paragraphs, threshold))
    labels = components(stages, "components", similar)
    return stages.table("walked", lambda: _walked(stages, taking, keys, labels, threshold, memory))


def _distinct(taking: DataFrame) -> DataFrame:
    """Return each content hash with its first paragraph, how many share it, and its bands."""
    from pyspark.sql import functions as f

    grouped = taking.select("hash", "item", "bands").groupBy("hash")
    return grouped.agg(f.min("item").alias("first"), f.count("*").alias("copies"), f.first("bands").alias("bands"))


def _candidates(stages: Stages, keys: DataFrame) -> DataFrame:
    """Return pairs of keys that share a bucket; of a bucket that may overflow ``sure`` ones, of all others each once."""
    from pyspark.sql import functions as f

    shared = map_rows(keys.select("first", "bands"), _in_bands, "bucket bigint, first bigint")
    sorted_ = shared.repartition(stages.partitions, "bucket").sortWithinPartitions("bucket", "first")
    pairs = map_rows(sorted_, _pairs, "a bigint, b bigint, sure boolean")
    return pairs.groupBy("a", "b").agg(f.max("sure").alias("sure"))


def _in_bands(rows: Iterator[Row]) -> Iterator[Row]:
    for first, bands in rows:
        for band, key in enumerate(array("I", bands)):
            yield band << 32 | key, first


def _pairs(rows: Iterator[Row]) -> Iterator[Row]:
    for _, members in in_groups(rows):
        firsts = [first for _, first in islice(members, MOST_LEADERS + 1)]
        if len(firsts) <= MOST_LEADERS:
            yield from ((a, b, False) for a, b in combinations(firsts, 2))
        else:
            centre = firsts[0]
            yield from ((centre, other, True) for other in chain(firsts[1:], (first for _, first in members)))


def _similar(stages: Stages, near: DataFrame, paragraphs: DataFrame, threshold: float) -> DataFrame:
    """Return the candidates that are sure or similar enough, which their texts tell."""
    from pyspark.sql import functions as f

    texts = paragraphs.select("item", "text")
    asked = near.where("not sure").select("a", "b")
    own = asked.select("a").distinct().join(texts.withColumnRenamed("item", "a"), "a").withColumn("b", f.lit(None))
    other = asked.join(texts.withColumnRenamed("item", "b"), "b")
    rows = own.select("a", f.col("b").cast("bigint").alias("b"), "text").unionByName(other.select("a", "b", "text"))
    spread = rows.repartition(stages.partitions, "a").sortWithinPartitions("a", "b")  # nulls come first
    verified = map_rows(spread, partial(_verified, threshold), "a bigint, b bigint")
    return near.where("sure").select("a", "b").unionByName(verified)


def _verified(threshold: float, rows: Iterator[Row]) -> Iterator[Row]:
    """Yield the pairs that are similar; each paragraph comes before those that it is paired with."""
    texts, first, first_text = Texts(), -1, b""
    waiting: list[tuple[int, int, Row]] = []
    for a, b, text in rows:
        if b is None:
            first, first_text = texts.add(text), text
            continue
        waiting.append((first, texts.add(text), (a, b)))
        if len(waiting) == GROUPS:
            yield from _similar_pairs(threshold, texts, waiting)
            texts, waiting = Texts(), []
            first = texts.add(first_text)
    yield from _similar_pairs(threshold, texts, waiting)


def _similar_pairs(threshold: float, texts: Texts, waiting: Sequence[tuple[int, int, Row]]) -> Iterator[Row]:
    texts.ready()
    for one, other, row in waiting:
        _, common, first = texts.held(one, [other], 1)
        _, _, second = texts.held(other, [one], 1)
        if common / (first + second - common) >= threshold:
            yield row


class Texts:
    """Texts for the kernel, numbered as they are added."""

    def __init__(self, folder: Path | None = None) -> None:
        self.paragraphs = Paragraphs(folder=folder)
        self.places = array("Q")
        self.kernel: Any = None

    def add(self, text: bytes) -> int:
        """Add a text; return its number."""
        self.places.append(self.paragraphs.to_spool(text.decode("utf-8", "surrogatepass")))
        return len(self.places) - 1

    def ready(self) -> Any:
        """Nothing more is added; return the texts as the kernel reads them."""
        self.kernel = kernel().texts(self.places, self.paragraphs.walk_sources(), code_table(), False)
        return self.kernel

    def text(self, number: int) -> str:
        """Return a text."""
        return self.paragraphs.text_at(self.places[number])

    def held(self, number: int, others: Sequence[int], fewest: int) -> tuple[bytes, int, int]:
        """Return which of others hold a text, how many 5-grams of it they hold, and how many it has."""
        return kernel().hold(self.kernel, number, array("I", others), fewest)


def _walked(
    stages: Stages, taking: DataFrame, keys: DataFrame, labels: DataFrame, threshold: float, memory: int
) -> DataFrame:
    """Walk the components, each in one partition; what shares its content with nothing is not looked at."""
    from pyspark.sql import functions as f

    members = keys.join(labels.withColumnRenamed("node", "first"), "first", "left").where(
        "label is not null or copies > 1"
    )
    groups = members.select("hash", f.coalesce("label", "first").alias("label"))
    rows = taking.join(groups, "hash").select("label", "preferred", "speech", "index", "item", "hash", "bands", "text")
    spread = rows.repartition(stages.partitions, "label").drop("label")
    return map_rows(
        spread.sortWithinPartitions("preferred", "speech", "index").drop("preferred"),
        partial(_walk_rows, threshold, memory),
        FOUND,
    )


def _walk_rows(threshold: float, memory: int, rows: Iterator[Row]) -> Iterator[Row]:
    """Walk the paragraphs of a partition, which come in their order."""
    with TemporaryDirectory() as folder:
        held, items = Paragraphs(memory=memory, folder=Path(folder)), array("Q")
        for chunk in _speeches(rows):
            _add(held, chunk)
            items.extend(item for _, _, item, *_ in chunk)
        if items:
            walk = Walk(held, threshold=threshold)
            for pair in walk.pairs():
                yield items[pair.item], items[pair.kept], pair.kind, pair.similarity
            for item in walk.overfull():
                yield items[item], None, OVERFULL, None
            walk.close()
        held.close()


def _speeches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Yield rows, about CHUNK at a time; a speech is not cut."""
    chunk: list[Row] = []
    for row in rows:
        if len(chunk) >= CHUNK and row[0] != chunk[-1][0]:
            yield chunk
            chunk = []
        chunk.append(row)
    if chunk:
        yield chunk


def _add(held: Paragraphs, rows: Sequence[Row]) -> None:
    """Add the paragraphs of some speeches, a record each."""
    import numpy as np

    speeches, indices, _, hashes, bands, texts = zip(*rows, strict=True)
    begins = np.array([True, *(one != other for one, other in zip(speeches[1:], speeches, strict=False))])
    records = int(begins.sum())
    by_band = np.frombuffer(b"".join(bands), dtype=np.uint32).reshape(len(rows), BANDS).T
    held.add_columns(
        records,
        b"".join(hashes),
        by_band.tobytes(),
        array("Q", (held.to_spool(text.decode("utf-8", "surrogatepass")) for text in texts)),
        (np.cumsum(begins, dtype=np.uint32) - np.uint32(1)).tobytes(),
        array("I", indices),
        b"",
        array("I", bytes(4 * records)),
    )


def gone(found: DataFrame) -> DataFrame:
    """Return, of what is found, the paragraphs that go."""
    return found.where("kind in ('exact', 'near', 'contained')")
