"""Second pass on Spark: paragraphs that another speech holds within its own (``neardup.contained``), likewise by components.

Fingerprints are shuffled by their slots; of each the first holders are proposed to all that ask with it. What shares enough
is read again with its texts, and what those hold is an edge; components of these are judged whole, by the judge of one machine.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from cleaner.engines.spark.components import components
from cleaner.engines.spark.searching import GROUPS, OVERFULL, Texts, gone
from cleaner.engines.spark.stages import Stages
from cleaner.engines.spark.tables import Row, in_groups, map_columns, map_rows
from cleaner.neardup.contained import (
    MOST_HOLDERS,
    MOST_TRIED,
    SHARE,
    Holding,
    Paragraphs,
    asked_of,
    judge,
)
from cleaner.neardup.figures import figures
from cleaner.neardup.kernel import kernel
from cleaner.neardup.keys import code_table
from cleaner.neardup.prints import OFTEN, slot_bits, slots_of
from cleaner.neardup.verify import WINDOW

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyarrow import RecordBatch
    from pyspark.sql import DataFrame

HELD = "item bigint, kept bigint, kind string, similarity double, others array<int>, other_items array<bigint>"
JUDGED = "label", "preferred", "speech", "index", "item", "length", "text", "told", "kept", "candidates"


def contained_on(stages: Stages, paragraphs: DataFrame, found: DataFrame) -> DataFrame:
    """Return what is contained, and what stays although it is because it states more, in the form of ``HELD``."""
    prints = stages.table("fingerprints", lambda: _prints(paragraphs, found))
    slots = stages.table("slots", lambda: _slots(prints))
    asking = stages.table("asking", lambda: _asking(slots))
    sharing = stages.table("sharing", lambda: _sharing(stages, paragraphs, slots, asking))
    holding = stages.table("holding", lambda: _holding(stages, paragraphs, sharing))
    labels = components(stages, "held-components", holding.selectExpr("item as a", "other as b"))
    return stages.table("contained", lambda: _judged(stages, paragraphs, found, holding, labels))


def _prints(paragraphs: DataFrame, found: DataFrame) -> DataFrame:
    """Return the fingerprints of what the first walk kept."""
    aside = gone(found).select("item").unionByName(found.where(f"kind = '{OVERFULL}'").select("item"))
    kept = paragraphs.where("hash is not null").join(aside, "item", "left_anti")
    return map_rows(kept.select("item", "text"), _winnowed, "item bigint, prints array<bigint>")


def _winnowed(rows: Iterator[Row]) -> Iterator[Row]:
    while chunk := list(islice(rows, GROUPS)):
        texts = Texts()
        numbers = array("I", (texts.add(text) for _, text in chunk))
        _, counts, prints = kernel().winnow(texts.ready(), numbers, WINDOW)
        each = iter(array("I", prints))
        for (item, _), count in zip(chunk, array("I", counts), strict=True):
            yield item, list(islice(each, count))


def _slots(prints: DataFrame) -> DataFrame:
    """Return the slot of each fingerprint, its place among those of its paragraph, and how often the slot comes."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    [[total]] = prints.agg(f.sum(f.size("prints"))).collect()
    spread = map_columns(prints, partial(_spread, slot_bits(total or 0)), "item bigint, at int, slot bigint")
    return spread.withColumn("often", f.least(f.count("*").over(Window.partitionBy("slot")), f.lit(OFTEN)).cast("int"))


def _spread(bits: int, batch: RecordBatch) -> list[NDArray[Any]]:
    """Lay out the lists of a batch: item, place in its list, slot."""
    import numpy as np

    items, prints = batch.columns
    counts = np.diff(prints.offsets.to_numpy())
    values = prints.flatten().to_numpy().astype(np.uint32)
    places = np.arange(len(values)) - np.repeat(np.cumsum(counts) - counts, counts)
    return [np.repeat(items.to_numpy(), counts), places.astype(np.int32), slots_of(values, bits)]


def _asking(slots: DataFrame) -> DataFrame:
    """Return by which slots each paragraph asks for others (``asks``), the rarest, and the others of those that ask."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    own = Window.partitionBy("item")
    of_item = {
        "many": f.count("*").over(own).cast("int"),
        "alone": f.count(f.when(f.col("often") == 1, 1)).over(own),
        "rank": f.row_number().over(own.orderBy("often", "at")),
    }
    counts = slots.groupBy("item").agg(f.count("*").cast("int").alias("many")).select("many").distinct()
    needs = map_rows(counts, _needs, "many int, asked int, needed int")
    asking = slots.withColumns(of_item).join(f.broadcast(needs), "many").where("often > 1 and alone + needed <= asked")
    return asking.selectExpr("item", "needed", "slot", "often", "cast(rank <= asked as int) as asks")


def _needs(rows: Iterator[Row]) -> Iterator[Row]:
    yield from ((many, *asked_of(many)) for (many,) in rows)


def _sharing(stages: Stages, paragraphs: DataFrame, slots: DataFrame, asking: DataFrame) -> DataFrame:
    """Return, for each paragraph, those of the speeches that share most fingerprints with it, in their order (``place``)."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    place = "preferred", "speech", "index"
    meta = paragraphs.select("item", "length", *place)
    listed = asking.where(f"asks = 1 or often < {OFTEN}").select("slot").distinct()
    having = slots.select("slot", "item").join(listed, "slot", "left_semi").join(meta, "item")
    first = f.row_number().over(Window.partitionBy("slot").orderBy(f.desc("length"), *place))
    others = having.withColumn("first", first).where(f"first <= {MOST_HOLDERS}")
    others = others.select("slot", f.col("item").alias("other"), *place)
    own = meta.selectExpr("item", "speech as own_speech")
    by_slot = asking.select("item", "needed", "slot", "asks").join(own, "item")
    enough = (
        by_slot.where("asks = 1")
        .join(others, "slot")
        .where("speech != own_speech")
        .groupBy("item", "needed", "speech")
        .agg(f.count("*").alias("shared"))
        .where("shared >= needed")
        .select("item", "speech")
    )
    pairs = by_slot.join(enough.select("item").distinct(), "item", "left_semi").join(others, "slot")
    by_item = pairs.join(enough, ["item", "speech"]).groupBy("item", "needed", *place, "other")
    shared = by_item.agg(f.sum("asks").alias("shared"))
    spread = shared.repartition(stages.partitions, "item").sortWithinPartitions("item", *place)
    return map_rows(
        spread.select("item", "needed", "speech", "other", "shared"),
        _chosen,
        "item bigint, place int, speech int, other bigint",
    )


def _chosen(rows: Iterator[Row]) -> Iterator[Row]:
    """Choose of each paragraph's candidates those of the speeches that share most."""
    for (item, needed), candidates in in_groups(rows, 2):
        speeches = [list(group) for _, group in groupby(candidates, key=lambda row: row[2])]
        totals = [sum(row[4] for row in group) for group in speeches]
        most = sorted(range(len(speeches)), key=lambda at: -totals[at])
        place = 0
        for number, at in enumerate(sorted([at for at in most if totals[at] >= needed][:MOST_TRIED])):
            for *_, other, _ in speeches[at]:
                yield item, place, number, other
                place += 1


def _holding(stages: Stages, paragraphs: DataFrame, sharing: DataFrame) -> DataFrame:
    """Return, of these candidates, those of speeches that may hold enough of the paragraph.

    What each holds is counted in hashes of 5-grams, and summed over the speech: never less than what it holds, and what is
    missing never more, so none is lost that the judge would find. Holders are long, so each goes out once, with the
    paragraphs that ask for it.
    """
    from pyspark.sql import functions as f
    from pyspark.sql.window import Window

    texts = paragraphs.select("item", "text")
    own = sharing.select("other").distinct().join(texts.withColumnRenamed("item", "other"), "other")
    asking = sharing.join(texts, "item")
    rows = own.unionByName(asking, allowMissingColumns=True).repartition(stages.partitions, "other")
    counted = map_rows(
        rows.sortWithinPartitions("other", "item").select(
            "other", "item", "place", "speech", "text"
        ),  # nulls come first
        _counted,
        "item bigint, place int, speech int, other bigint, held int, hashes int, grams int",
    )
    missing = f.col("hashes") - f.sum("held").over(Window.partitionBy("item", "speech"))
    known = counted.withColumn("missing", f.greatest(missing, f.lit(0)))
    return known.where((f.col("grams") - f.col("missing")) / f.col("grams") >= SHARE)


def _counted(rows: Iterator[Row]) -> Iterator[Row]:
    """Count the hashes of 5-grams that a paragraph shares with one before it, which stands for itself: none asks there."""
    import numpy as np

    held = np.zeros(0, dtype=np.uint32)
    for other, item, place, speech, text in rows:
        hashes = np.frombuffer(kernel().gram_hashes(kernel().key(_text(text), code_table())), dtype=np.uint32)
        own = np.unique(hashes)
        if item is None:
            held = own
            continue
        common = held[np.minimum(np.searchsorted(held, own), len(held) - 1)] == own
        yield item, place, speech, other, int(np.count_nonzero(common)), len(own), len(hashes)


def _judged(
    stages: Stages, paragraphs: DataFrame, found: DataFrame, holding: DataFrame, labels: DataFrame
) -> DataFrame:
    from pyspark.sql import functions as f

    meta = paragraphs.select("item", "preferred", "speech", "index", "length", "text")
    templates = found.where("kind = 'template'")
    told = (
        templates.select("item")
        .unionByName(templates.selectExpr("kept as item"))
        .distinct()
        .withColumn("told", f.lit(True))
    )
    candidate = f.struct("place", f.col("speech").alias("group"), "other")
    candidates = holding.groupBy("item").agg(f.sort_array(f.collect_list(candidate)).alias("candidates"))
    nodes = labels.withColumnRenamed("node", "item").join(meta, "item").join(told, "item", "left")
    nodes = nodes.join(candidates, "item", "left").withColumn("kept", f.lit(None).cast("bigint"))
    asking = labels.join(candidates.selectExpr("item as node"), "node").withColumnRenamed("node", "kept")
    followers = gone(found).select("item", "kept").join(asking, "kept").join(meta, "item")
    followers = followers.withColumns({"told": f.lit(None).cast("boolean"), "candidates": f.lit(None)})
    followers = followers.withColumn("candidates", f.col("candidates").cast(nodes.schema["candidates"].dataType))
    rows = nodes.select(*JUDGED).unionByName(followers.select(*JUDGED))
    spread = rows.repartition(stages.partitions, "label").sortWithinPartitions(
        f.desc("length"), "preferred", "speech", "index"
    )
    return map_rows(spread.drop("label"), _judge_rows, HELD)


def _judge_rows(rows: Iterator[Row]) -> Iterator[Row]:
    """Judge the components of a partition; its rows come longest key first."""
    with TemporaryDirectory() as folder:
        texts = Texts(Path(folder))
        items, indices, speeches = array("Q"), array("I"), array("I")
        names: dict[tuple[bytes, str], int] = {}
        told: set[int] = set()
        named: defaultdict[int, list[int]] = defaultdict(list)
        followed: list[tuple[int, int]] = []
        candidates: list[tuple[int, Sequence[Sequence[int]]]] = []
        for preferred, speech, index, item, _, text, is_told, kept, others in rows:
            number = texts.add(text)
            items.append(item)
            indices.append(index)
            speeches.append(names.setdefault((preferred, speech), len(names)))
            if is_told:
                told.add(number)
            if kept is not None:
                followed.append((kept, number))
            if others:
                groups = groupby(others, key=lambda other: other["group"])
                candidates.append((number, [[other["other"] for other in group] for _, group in groups]))
        if not items:
            return
        numbers = {item: number for number, item in enumerate(items)}
        for kept, number in followed:
            named[numbers[kept]].append(number)
        order = array("I", bytes(4 * len(names)))
        for rank, name in enumerate(sorted(names)):
            order[names[name]] = rank
        among = Paragraphs(
            texts=texts.ready(),
            figures=lambda number: figures(texts.text(number)),
            speeches=speeches,
            indices=indices,
            ranks=order,
        )
        asked = ((number, [[numbers[other] for other in group] for group in groups]) for number, groups in candidates)
        outcome = judge(asked, among, named=named, told=told)
        for kind, holdings in (("contained", outcome.gone), ("template", outcome.templates)):
            yield from (_told(holding, kind, items, indices) for holding in holdings)


def _told(holding: Holding, kind: str, items: Sequence[int], indices: Sequence[int]) -> Row:
    kept, *others = holding.holders
    return (
        items[holding.item],
        items[kept],
        kind,
        holding.share,
        [indices[other] for other in others],
        [items[other] for other in others],
    )


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")
