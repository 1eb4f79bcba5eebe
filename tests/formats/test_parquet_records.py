from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner.errors import OutputError
from cleaner.formats import parquet_records
from cleaner.pipeline import run
from cleaner.store.records import RECORD_KEYS

pytest.importorskip("pyarrow")

Records = Callable[[Path], list[dict[str, Any]]]
Pages = Callable[[dict[str, Any]], Path]
Speech = Callable[[int], str]


@pytest.fixture
def rows(pages: Pages, speech: Speech, records: Records, tmp_path: Path) -> list[dict[str, Any]]:
    """Records of a run, one of them repeating another in part."""
    both = "\n".join([*speech(1).split("\n")[:4], *speech(2).split("\n")[2:]])
    run([pages({"a.txt": speech(1), "b.txt": both, "c.txt": speech(3)})], tmp_path / "out")
    found = records(tmp_path / "out")
    assert any(record["omitted"] for record in found)
    return found


def written(folder: Path, records: list[dict[str, Any]]) -> list[Path]:
    writer = parquet_records.Writer(folder)
    for record in records:
        writer.add(record)
    writer.close()
    return sorted(folder.iterdir())


def test_the_columns_are_the_keys_of_a_record() -> None:
    assert tuple(parquet_records.COLUMNS) == RECORD_KEYS


@pytest.mark.parametrize("limit", ["LARGEST_SHARD", "LARGEST_GROUP", "MOST_ROWS"])
def test_records_come_back_as_they_were(
    tmp_path: Path, rows: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(parquet_records, limit, 1)
    paths = written(tmp_path / "x", rows)
    assert len(paths) == (3 if limit == "LARGEST_SHARD" else 1)
    assert list(parquet_records.read_records(paths)) == rows
    assert [tuple(record) for record in parquet_records.read_records(paths)] == [RECORD_KEYS] * 3
    assert list(parquet_records.read_back(paths)) == [(record["id"], record["text"]) for record in rows]


def test_no_record_is_an_empty_shard(tmp_path: Path) -> None:
    paths = written(tmp_path / "x", [])
    assert [path.name for path in paths] == ["part-00000.parquet"]
    assert list(parquet_records.read_records(paths)) == []


def test_what_utf_8_cannot_write_is_spelled_out(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    odd = rows[0] | {"source": "\udcff.txt", "meta": [{"key": "讲", "value": "\ud800"}]}
    (told,) = parquet_records.read_records(written(tmp_path / "x", [odd]))
    assert told == rows[0] | {"source": "\\udcff.txt", "meta": [{"key": "讲", "value": "\\ud800"}]}


def test_the_same_records_are_the_same_bytes(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    (one,), (other,) = written(tmp_path / "x", rows), written(tmp_path / "y", rows)
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("data", [b"", b"PAR1", b"no parquet at all"])
def test_damage_is_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "part-00000.parquet").write_bytes(data)
    with pytest.raises(OutputError, match="damaged"):
        list(parquet_records.read_back([tmp_path / "part-00000.parquet"]))


def test_another_table_is_told(tmp_path: Path) -> None:
    import pyarrow
    from pyarrow import parquet

    parquet.write_table(pyarrow.table({"text": ["讲话"]}), tmp_path / "x.parquet")
    with pytest.raises(OutputError, match="damaged"):
        list(parquet_records.read_back([tmp_path / "x.parquet"]))
