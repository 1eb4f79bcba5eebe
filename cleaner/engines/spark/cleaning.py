"""First pass on Spark: each stretch of the inputs is cleaned where it falls; out come pieces in their order, and paragraphs."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.config import Config
from cleaner.engines.local import map_in_order
from cleaner.engines.spark.stages import Stages
from cleaner.engines.spark.tables import Row, map_rows
from cleaner.inputs import Files, Source
from cleaner.model import record_id
from cleaner.neardup import MINIMUM, Profile
from cleaner.neardup.jsontext import rest_of_string
from cleaner.passes.cleaning import BATCH, NATIVE, clean_batch, lost, smaller
from cleaner.passes.digests import Digest
from cleaner.passes.guard import MOST_SENTENCES, Guard
from cleaner.passes.preference import Facts, sorting
from cleaner.prepare import deciding
from cleaner.reading import Stretch, archived, cut, documents

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

STRETCHES = "file bigint, number bigint, value string, start bigint, end bigint"
PARAGRAPH = "length:int,protected:boolean,hash:binary,bands:binary,text:binary"
PIECES = f"""
    file bigint, at bigint, line binary, names array<binary>, documents boolean, source binary, own_id binary,
    content string, row bigint, offset bigint, outcomes string, sentences array<bigint>,
    taken array<struct<rule:string,sentence:bigint>>, examples array<struct<rule:string,text:binary>>,
    speeches array<struct<preferred:binary,paragraphs:array<struct<{PARAGRAPH}>>>>, members string
"""
PARAGRAPHS = """
    file bigint, at bigint, source binary, preferred binary, speech string, index int, length int, protected boolean,
    hash binary, bands binary, text binary
"""
NUMBERED = 32
"""Bits of ``at`` in which the pieces of a stretch are numbered; above them stands the number of the stretch in its file."""


def clean_on(stages: Stages, sources: Sequence[Source], config: Config) -> DataFrame:
    """Return the table of pieces: what comes of each document, error and stretch between, by ``file`` and ``at`` in order."""
    return stages.table("pieces", lambda: _pieces(stages, sources, config))


def _pieces(stages: Stages, sources: Sequence[Source], config: Config) -> DataFrame:
    rows = [(number, _to_json(files)) for number, files in enumerate(documents(sources, config))]
    inputs = stages.session.createDataFrame(rows, "file bigint, value string").repartition(stages.partitions, "file")
    stretches = map_rows(inputs, partial(_stretches, config), STRETCHES)
    spread = stretches.repartition(stages.partitions, "file", "number")
    return map_rows(spread, partial(_clean_rows, config, deciding(config)), PIECES)


def _to_json(files: Files) -> str:
    return json.dumps([[str(file.path.absolute()), file.name, file.size] for file in files])


def _files(value: str) -> Files:
    return tuple(Source(Path(path), name, size) for path, name, size in json.loads(value))


def _stretches(config: Config, rows: Iterator[Row]) -> Iterator[Row]:
    """Cut files into stretches; what must be unpacked, or cannot be read, is left whole."""
    for file, value in rows:
        files = _files(value)
        if any(map(archived, files)):
            yield file, 0, value, None, None
            continue
        for number, stretch in enumerate(cut(files, BATCH, config)):
            whole = stretch.error is not None
            yield file, number, value, None if whole else stretch.start, None if whole else stretch.end


def _clean_rows(config: Config, began: tuple[str, str, str], rows: Iterator[Row]) -> Iterator[Row]:
    """Clean stretches, on an executor."""
    for file, number, value, start, end in rows:
        files = _files(value)
        members: list[dict[str, Any]] = []
        stretches: Iterable[Stretch] = (
            cut(files, BATCH, config, members) if start is None else [Stretch(files, start, end)]
        )
        apart = any(each.name.lower().endswith(NATIVE) for each in files)
        batches = ([stretch] for stretch in stretches)
        clean, given_up = partial(clean_batch, config, began), partial(lost, config)
        cleaned = map_in_order(clean, batches, 1, smaller=smaller, lost=given_up, together=_together, apart=apart)
        for here, (_, results) in enumerate(cleaned, number):
            for piece, (line, digest, names) in enumerate(results):
                yield file, here << NUMBERED | piece, line, list(map(_bytes, names)), *_told(line, digest, config), None
        if members:
            yield file, 0, None, [], False, *[None] * 10, json.dumps(members)


def _together(parts: Sequence[tuple[int, list[Any]]]) -> tuple[int, list[Any]]:
    """Return what came of the parts of a stretch as what came of it."""
    return sum(size for size, _ in parts), [result for _, results in parts for result in results]


def _told(line: bytes, digest: Digest | None, config: Config) -> Row:
    """Return what later passes must know of a piece."""
    if digest is None:
        return (False, *[None] * 10)
    judged = digest.sentences
    return (
        True,
        _bytes(digest.source),
        None if digest.own_id is None else _bytes(digest.own_id),
        digest.content,
        digest.row,
        digest.offset,
        json.dumps([astuple(outcome) for outcome in digest.corrected]) if digest.corrected else None,
        list(map(_signed, judged.lines)),
        [(rule, _signed(sentence)) for rule, lines in judged.taken.items() for sentence in lines],
        [(rule, _bytes(text)) for rule, text in judged.examples.items()],
        [
            (_preferred(facts, config.prefer), list(_paragraphs(line, found)))
            for facts, found in zip(digest.facts, digest.speeches, strict=True)
        ],
    )


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _signed(number: int) -> int:
    return number - (1 << 64) if number >> 63 else number


def _preferred(facts: Facts, prefer: Sequence[str]) -> bytes:
    """Return bytes that sort speeches as the wishes do."""
    return b"".join(_sortable(sorting(each)(facts)) for each in prefer)


def _sortable(value: Any) -> bytes:
    """Return bytes in the order of values.

    >>> values = [(False, ""), (False, "2019"), (False, "2019-03"), (True, "")]
    >>> sorted(values, key=_sortable) == values and _sortable(-3) < _sortable(-2)
    True
    """
    if isinstance(value, tuple):
        return b"".join(map(_sortable, value))
    if isinstance(value, bool):
        return bytes([value])
    if isinstance(value, int):
        return (value + (1 << 63)).to_bytes(8, "big")
    return _bytes(value).replace(b"\0", b"\0\xff") + b"\0\0"


def _paragraphs(line: bytes, found: Profile) -> Iterator[Row]:
    """Yield the paragraphs of a speech, with hash and bands where they take part."""
    bands, count = array("I", found.bands), len(found.hashes) // 16
    taking = 0
    for length, protected, place in zip(found.lengths, found.protected, found.places, strict=True):
        text = _bytes(rest_of_string(line, place, by_line=False))
        if length < MINIMUM or protected:
            yield length, bool(protected), None, None, text
            continue
        yield length, False, found.hashes[16 * taking : 16 * taking + 16], bands[taking::count].tobytes(), text
        taking += 1


def keys_on(stages: Stages, pieces: DataFrame) -> DataFrame:
    """Return the keys of documents, of those that share a file: their own id where unique, else their content, numbered."""
    return stages.table("keys", lambda: _keys(pieces))


def _keys(pieces: DataFrame) -> DataFrame:
    from pyspark.sql import functions as f
    from pyspark.sql.window import Window

    named = pieces.where("documents and (own_id is not null or content is not null)")
    named = named.select("file", "at", "source", "own_id", "content")
    bearers = named.where("own_id is not null").groupBy("source", "own_id").agg(f.count("*").alias("bearers"))
    judged = named.join(bearers, ["source", "own_id"], "left").withColumn(
        "own", f.coalesce(f.expr("bearers = 1"), f.lit(False))
    )
    own = judged.where("own").select("file", "at", f.concat(f.lit(b"id:"), "own_id").alias("key"))
    same = Window.partitionBy("source", "content").orderBy("file", "at")
    text = f.concat(f.lit("text:"), "content", f.lit(":"), f.row_number().over(same))
    rest = judged.where("not own and content is not null").select("file", "at", text.cast("binary").alias("key"))
    return own.unionByName(rest)


def paragraphs_on(stages: Stages, pieces: DataFrame, keys: DataFrame) -> DataFrame:
    """Return the table of paragraphs, each with a number of its own, ``item``."""
    return stages.table("paragraphs", lambda: _flat(pieces, keys))


def _flat(pieces: DataFrame, keys: DataFrame) -> DataFrame:
    from pyspark.sql import functions as f

    named = pieces.where("documents").select("file", "at", "source", "speeches").join(keys, ["file", "at"], "left")
    flat = map_rows(named, _named_paragraphs, PARAGRAPHS)
    return flat.withColumn("item", f.monotonically_increasing_id())


def _named_paragraphs(rows: Iterator[Row]) -> Iterator[Row]:
    for file, at, source, speeches, key in rows:
        name, document = (value.decode("utf-8", "surrogatepass") for value in (source, key or b""))
        for part, speech in enumerate(speeches, 1):
            own = record_id(name, document, part)
            for index, paragraph in enumerate(speech["paragraphs"]):
                yield file, at, source, speech["preferred"], own, index, *paragraph.values()


def guard_of(pieces: DataFrame) -> Guard:
    """Return what the guard against rules counts: different sentences, and those that each rule takes, in an even sample."""
    from pyspark.sql import functions as f

    seen = pieces.select(f.explode("sentences").alias("sentence")).distinct()
    seen = seen.withColumn("bits", f.length(f.bin("sentence")))
    counts = {row["bits"]: row["count"] for row in seen.groupBy("bits").count().collect()}
    bits = 64
    while sum(count for size, count in counts.items() if size <= bits) > MOST_SENTENCES:
        bits -= 1
    taken = pieces.select(f.explode("taken").alias("each")).select("each.rule", "each.sentence").distinct()
    small = taken.where(f.length(f.bin("sentence")) <= bits).orderBy("rule").collect()
    examples = pieces.select("file", "at", f.explode("examples").alias("each"))
    first = examples.groupBy("each.rule").agg(f.min_by("each.text", f.struct("file", "at")).alias("text"))
    return Guard(
        {row["sentence"] for row in seen.where(f.col("bits") <= bits).select("sentence").collect()},
        {rule: {row["sentence"] for row in rows} for rule, rows in groupby(small, key=lambda row: row["rule"])},
        {row["rule"]: bytes(row["text"]).decode("utf-8", "surrogatepass") for row in first.collect()},
        1 << bits,
    )
