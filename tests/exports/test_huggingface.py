from pathlib import Path
from typing import Any

import pytest

from cleaner.exports import Origin, huggingface
from cleaner.formats import parquet_records

pytest.importorskip("pyarrow")


@pytest.fixture
def folder(
    tmp_path: Path, origin: Origin, speech_record: dict[str, Any], record: Any, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A dataset of two shards: in the first all that may be null is, and lists are empty; the second has all there is."""
    monkeypatch.setattr(parquet_records, "LARGEST_SHARD", 3)
    bare = [record(("正文", text), id=f"0-{n}") for n, text in enumerate(("大家好。", ""), 1)]
    filled = {
        "parent": "98b34ae951dc4e5d",
        "removed": [{"category": "navigation", "characters": 10}],
        "omitted": [{"after": 1, "kept": "0-1#0", "kind": "near", "similarity": 0.9, "characters": 40}],
        "duplicate_of": "0-1",
        "partial_duplicate_of": "0-1",
    }
    writer = huggingface.Writer(tmp_path / "dataset", origin)
    for each in (bare[1], bare[0], speech_record | filled):
        writer.add(each)
    writer.close()
    return tmp_path / "dataset"


def test_the_card_says_what_there_is(folder: Path, origin: Origin) -> None:
    card = (folder / "README.md").read_text(encoding="utf-8")
    said = (
        "speeches · 篇 | 3 |",
        "with `title` · 有此项的篇 | 1 |",
        "navigation 10",
        f"`{origin.rules}`",
        "`tag`",
        "n<1K",
    )
    assert [words for words in said if words not in card] == []
    assert "license: unknown" in card


def test_the_shards_have_one_schema_and_say_how_many_they_are(folder: Path) -> None:
    from pyarrow import parquet

    shards = sorted((folder / "data").iterdir())
    assert [path.name for path in shards] == ["train-00000-of-00002.parquet", "train-00001-of-00002.parquet"]
    tables = [parquet.read_table(path) for path in shards]
    assert [table.num_rows for table in tables] == [2, 1]
    assert tables[0]["title"].null_count == 2
    assert tables[0].schema == tables[1].schema == parquet_records.schema()


@pytest.mark.nightly
def test_load_dataset_needs_no_options(folder: Path, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    loaded = datasets.load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))
    assert list(loaded) == ["train"]
    assert loaded["train"].features.arrow_schema.equals(parquet_records.schema())
    rows = list(loaded["train"])
    assert rows == list(parquet_records.read_records(sorted((folder / "data").iterdir())))
    assert [row["title"] is None for row in rows] == [True, True, False]
    assert rows[2]["omitted"][0]["similarity"] == 0.9


@pytest.mark.nightly
@pytest.mark.parametrize("number", [0, 1])
def test_a_shard_by_itself_loads_too(folder: Path, tmp_path: Path, number: int) -> None:
    datasets = pytest.importorskip("datasets")
    shard = sorted((folder / "data").iterdir())[number]
    loaded = datasets.load_dataset("parquet", data_files=str(shard), cache_dir=str(tmp_path / "cache"), split="train")
    assert loaded.features.arrow_schema.equals(parquet_records.schema())
