"""A dataset folder as ``datasets.load_dataset(folder)`` loads it: Parquet shards, and a card that declares their columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cleaner.exports.origin import HOME, Origin
from cleaner.formats import parquet_records
from cleaner.formats.parquet_records import COLUMNS, Columns

# What the hub calls sizes, each with the number of rows that it ends at.
SIZES = {
    1_000: "n<1K",
    10_000: "1K<n<10K",
    100_000: "10K<n<100K",
    1_000_000: "100K<n<1M",
    10_000_000: "1M<n<10M",
    100_000_000: "10M<n<100M",
}
LARGEST = "100M<n<1B"
KNOWN = ("title", "date", "published", "speaker", "author", "origin", "url")

_CARD = """\
---
pretty_name: Clean Chinese speeches
language:
- zh
license: unknown
task_categories:
- text-generation
size_categories:
- {size}
configs:
- config_name: default
  data_files:
  - split: train
    path: data/train-*.parquet
dataset_info:
  features:
{features}
---

# Clean corpus of Chinese speeches · 讲话稿清洗语料

One row a speech. `text` is its paragraphs, a line each, without the title; `paragraphs` has their offsets in code points.

## Statistics · 统计

| | |
|---|---:|
| speeches · 篇 | {records:,} |
| paragraphs · 段落 | {paragraphs:,} |
| characters · 字符 | {characters:,} |
| paragraphs left out as near-duplicates · 省去的近似重复段落 | {omitted:,} |
| paragraphs that name a near-duplicate · 标出的近似重复段落 | {tagged:,} |
| speeches with undecodable bytes · 有无法解码字节的篇 | {damaged:,} |
{known}

Scripts · 字体: {scripts}.
Removed as chrome, in non-blank characters · 作为网页噪声删除的非空白字符: {removed}.

## Provenance · 来历

Cleaned by [speech-cleaner]({home}) {origin.version} out of {origin.files:,} files; rules `{origin.rules}`.
Near-duplicates: `{origin.near_duplicates}` from a similarity of {origin.threshold}; script: `{origin.script}`.
`source`, `url` and `origin` of each row say where its text is from; `removed` and `omitted` what was taken out of it.

## Licence · 许可

Cleaning gives no rights to texts: they belong to their speakers, authors and publishers.
`license: unknown` above stands until whoever publishes the dataset has found out what holds for the sites it is made of.
清洗并不产生文本的权利；发布前请核实各来源网站的授权，并改写上面的 `license`。
"""


class Writer:
    """Writes ``data/train-00000-of-00001.parquet`` and on, and ``README.md``."""

    def __init__(self, folder: Path, origin: Origin) -> None:
        self.folder, self.origin = folder, origin
        self.rows = parquet_records.Writer(folder / "data", shard="train-{:05}.parquet")
        self.counts: Counter[str] = Counter()
        self.known: Counter[str] = Counter()
        self.scripts: Counter[str] = Counter()
        self.removed: Counter[str] = Counter()

    def add(self, record: dict[str, Any]) -> None:
        """Write one speech, and count it."""
        self.rows.add(record)
        self.counts.update(
            records=1,
            paragraphs=len(record["paragraphs"]),
            characters=record["characters"],
            omitted=len(record["omitted"]),
            tagged=sum(paragraph["duplicate_of"] is not None for paragraph in record["paragraphs"]),
            damaged=record["damaged"] > 0,
        )
        self.known.update(name for name in KNOWN if record[name])
        self.scripts[record["script"]] += 1
        for item in record["removed"]:
            self.removed[item["category"]] += item["characters"]

    def close(self) -> None:
        """Close the last shard, give all shards their names, and write the card."""
        self.rows.close()
        for number, path in enumerate(self.rows.paths):
            path.rename(path.with_name(f"train-{number:05}-of-{len(self.rows.paths):05}.parquet"))
        (self.folder / "README.md").write_bytes(self._card().encode())

    def _card(self) -> str:
        records = self.counts["records"]
        known = [f"| with `{name}` · 有此项的篇 | {self.known[name]:,} |" for name in KNOWN]
        counts = {name: self.counts[name] for name in ("paragraphs", "characters", "omitted", "tagged", "damaged")}
        return _CARD.format(
            **counts,
            records=records,
            size=next((size for most, size in SIZES.items() if records < most), LARGEST),
            features="\n".join(_features(COLUMNS)),
            known="\n".join(known),
            scripts=_listed(self.scripts),
            removed=_listed(self.removed),
            home=HOME,
            origin=self.origin,
        )


def _features(columns: Columns, indent: str = "  ") -> Iterator[str]:
    """Yield the lines that declare the columns."""
    for name, kind in columns.items():
        yield f"{indent}- name: {name}"
        if isinstance(kind, str):
            yield f"{indent}  dtype: {kind}"
        else:
            yield f"{indent}  list:"
            yield from _features(kind, f"{indent}  ")


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items())) or "none"
