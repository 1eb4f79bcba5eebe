import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cleaner.errors import OutputError, RefusedError
from cleaner.store.shards import ShardManifest, joined_inputs, read_shard

CONFIG = {"ledger": "full", "format": "jsonl", "near_duplicates": "drop", "script": "keep", "threshold": 0.8}
RULES = {"sha256": "x", "count": 3}
MADE = {"schema": 1, "version": "1", "versions": {}, "config": CONFIG, "rules": RULES, "listing": "x"}
SHARD = ShardManifest(1, 2, MADE, [{"source": "a", "bytes": 1, "sha256": "x"}], {"failed": []}, {"workers": 2})


def test_a_manifest_comes_back(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_bytes(SHARD.to_json())
    assert read_shard(tmp_path) == replace(SHARD, members=[], outputs=[])


@pytest.mark.parametrize("byte", range(0, 300, 7))
def test_a_damaged_manifest_is_refused(tmp_path: Path, byte: int) -> None:
    data = bytearray(SHARD.to_json())
    data[byte] ^= 1
    (tmp_path / "manifest.json").write_bytes(data)
    with pytest.raises(OutputError):
        read_shard(tmp_path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"settings": {"memroy": 1}}, "'settings.memroy' is no setting"),
        ({"settings": {"memory": "x"}}, "'settings.memory' is not possible"),
        ({"number": 0}, "'number' is no whole number from 1 on"),
        ({"inputs": [{"source": "a", "bytes": 1, "parts": [[0, 3]]}]}, "'inputs[0].parts[0]' is no list of 3"),
        ({"found": {"failed": [["what"]]}}, "'found.failed[0]' is no list of 6"),
        ({"made": {**MADE, "config": {}}}, "'made.config.format' is missing"),
    ],
)
def test_what_no_share_says_is_told_by_its_field(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    (tmp_path / "manifest.json").write_bytes(replace(SHARD, **change).to_json())
    with pytest.raises(OutputError) as caught:
        read_shard(tmp_path)
    assert caught.value.what == f"damaged: {said}"


DECISIVE: dict[str, dict[str, Any]] = {
    "number": {"number": 2},
    "count": {"count": 3},
    "rules": {"made": {**MADE, "rules": {"sha256": "y"}}},
    "inputs": {"inputs": []},
    "found": {"found": {}},
}


@pytest.mark.parametrize("change", DECISIVE.values(), ids=DECISIVE)
def test_what_decides_is_in_the_fingerprint(change: dict[str, Any]) -> None:
    assert replace(SHARD, **change).fingerprint() != SHARD.fingerprint()


def test_what_decides_nothing_is_not() -> None:
    other = replace(SHARD, settings={"workers": 9}, members=[{"source": "a"}], outputs=[{"path": "x"}])
    assert other.fingerprint() == SHARD.fingerprint()
    assert json.loads(other.to_json())["settings"] == {"workers": 9}


def shares(*parts: dict[str, Any]) -> list[ShardManifest]:
    named = [{"source": "a", "bytes": 9, **part} for part in parts]
    return [replace(SHARD, number=number, count=len(parts), inputs=[item]) for number, item in enumerate(named, 1)]


ONE, TWO, THREE = ([start, start + 3, f"{start}"] for start in (0, 3, 6))
WHOLE: dict[str, Any] = {"sha256": "x", "parts": [ONE, TWO, THREE]}


def test_parts_make_a_whole() -> None:
    assert joined_inputs(shares(WHOLE, {"part": TWO}, {"part": THREE})) == [{"source": "a", "bytes": 9, "sha256": "x"}]


MISFITS: dict[str, tuple[list[dict[str, Any]], str]] = {
    "another part": ([WHOLE, {"part": [3, 6, "other"]}, {"part": THREE}], "share 2 of 3"),
    "other bounds": ([WHOLE, {"part": TWO}, {"part": [5, 9, "6"]}], "share 3 of 3"),
    "one is missing": ([WHOLE, {"part": TWO}], "one of those after it"),
    "one too many": ([{"sha256": "x", "parts": [ONE, TWO]}, {"part": TWO}, {"part": THREE}], "share 3 of 3"),
    "the first has not divided it": ([{"sha256": "x"}, {"part": TWO}], "than share 2"),
}


@pytest.mark.parametrize(("parts", "what"), MISFITS.values(), ids=MISFITS)
def test_parts_that_make_no_whole_are_refused(parts: list[dict[str, Any]], what: str) -> None:
    with pytest.raises(RefusedError) as caught:
        joined_inputs(shares(*parts))
    assert what in caught.value.what
    assert caught.value.file == "a"
