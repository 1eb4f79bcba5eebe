import json
import os
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from cleaner.errors import OutputError
from cleaner.passes.tally import COUNTS
from cleaner.store.manifest import (
    DUPLICATES,
    ERRORS,
    MANIFEST,
    REPOSTS,
    SCHEMA,
    Manifest,
    file_sha256,
    read_manifest,
    sealed,
)

CONFIG = {"ledger": "full", "format": "jsonl", "near_duplicates": "drop", "script": "keep", "threshold": 0.8}
COUNTED = (*COUNTS, "errors", "damaged", "skipped", "mostly_chrome", "stale_corrections")
WHOLE = Manifest(
    SCHEMA,
    "1",
    {"x": "2"},
    CONFIG,
    {"sha256": "x", "count": 3},
    ({"source": "讲话", "bytes": 9, "sha256": "y"},),
    tuple({"path": name, "bytes": 0, "sha256": "z"} for name in (DUPLICATES, REPOSTS, ERRORS)),
    {**dict.fromkeys(COUNTED, 1), "removed_by_category": {}, "encodings": {"utf-8": 1}},
)


def write(folder: Path, data: bytes) -> Path:
    (folder / MANIFEST).write_bytes(data)
    return folder


def test_a_manifest_comes_back_the_same(tmp_path: Path) -> None:
    back = read_manifest(write(tmp_path, WHOLE.to_json()))
    assert back.to_json() == WHOLE.to_json()
    assert back.fingerprint() == WHOLE.fingerprint()


def test_a_manifest_whose_keys_stand_in_another_order_says_the_same(tmp_path: Path) -> None:
    value = json.loads(WHOLE.to_json())
    turned = json.dumps(dict(reversed(value.items()))).encode()
    assert read_manifest(write(tmp_path, turned)).fingerprint() == WHOLE.fingerprint()


def test_the_fingerprint_leaves_out_what_came_out() -> None:
    other = replace(WHOLE, outputs=({},), counts={})
    assert other.fingerprint() == WHOLE.fingerprint()


@pytest.mark.parametrize("bit", range(8))
def test_a_flipped_bit_is_found_wherever_it_is(tmp_path: Path, bit: int) -> None:
    data = WHOLE.to_json()
    for at in range(bit % 7, len(data), 7):
        flipped = bytearray(data)
        flipped[at] ^= 1 << bit
        with pytest.raises(OutputError) as caught:
            read_manifest(write(tmp_path, bytes(flipped)))
        assert caught.value.code == "damaged", at


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{}", b"\xff", b"[" * 100_000, b'{"checksum": 1}'])
def test_what_is_no_manifest_is_called_damaged(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(OutputError) as caught:
        read_manifest(write(tmp_path, data))
    assert caught.value.code == "damaged"
    assert str(tmp_path) in str(caught.value)


def test_every_truncation_is_found(tmp_path: Path) -> None:
    data = WHOLE.to_json()
    for length in range(0, len(data) - 1, 5):
        with pytest.raises(OutputError):
            read_manifest(write(tmp_path, data[:length]))


FORGED = {
    "a file above the corpus": {"outputs": [{"path": "../x", "bytes": 0, "sha256": "z"}]},
    "a number for a name": {"outputs": [{"path": 5}]},
    "an output without a name": {"outputs": [{}]},
    "a number for inputs": {"inputs": 7},
    "numbers as inputs": {"inputs": [7]},
    "a number for settings": {"config": 7},
    "a list of counts": {"counts": []},
}


@pytest.mark.parametrize("said", FORGED.values(), ids=FORGED)
def test_a_manifest_that_somebody_has_sealed_is_looked_at(tmp_path: Path, said: dict[str, Any]) -> None:
    """Its checksum is right; a file that it names outside of the corpus would be read, published or removed."""
    read_manifest(write(tmp_path, WHOLE.to_json()))
    with pytest.raises(OutputError, match="damaged: '"):
        read_manifest(write(tmp_path, sealed(asdict(WHOLE) | said)))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_no_manifest(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / MANIFEST)
    with pytest.raises(OutputError, match="no ordinary file"):
        read_manifest(tmp_path)


def test_a_folder_without_manifest_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        read_manifest(tmp_path)
    assert caught.value.code == "no-corpus"


def test_a_file_is_no_corpus_either(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(OutputError) as caught:
        read_manifest(file)
    assert caught.value.code == "no-corpus"


def test_another_schema_is_another_version(tmp_path: Path) -> None:
    other = Manifest(SCHEMA + 1, "1", {}, {}, {}, (), (), {})
    with pytest.raises(OutputError) as caught:
        read_manifest(write(tmp_path, other.to_json()))
    assert caught.value.code == "version"


def test_the_checksum_of_a_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abc")
    assert file_sha256(tmp_path / "x").startswith("ba7816bf")


def test_the_file_is_json_that_people_can_read() -> None:
    assert json.loads(WHOLE.to_json())["inputs"] == list(WHOLE.inputs)
    assert "讲话".encode() in WHOLE.to_json()


def test_files_of_batches_follow_each_other_whatever_their_numbers(tmp_path: Path) -> None:
    """A batch that was written anew has later parts than those behind it."""
    outputs = [
        {"path": path, "bytes": 0, "sha256": "", "batch": batch}
        for path, batch in (
            *(("corpus/part-00001.jsonl", 1), ("corpus/part-00002.jsonl", 0), ("corpus/part-00003.jsonl", 0)),
            *(
                (f"batches/0000{folder}/{name}", 2 - folder)
                for name in (ERRORS, DUPLICATES, REPOSTS)
                for folder in (1, 2)
            ),
            ("batches/00002/index", 0),
        )
    ]
    inputs = [{**item, "batch": 0} for item in WHOLE.inputs]
    grown = replace(WHOLE, inputs=inputs, outputs=outputs, batches=({"counts": WHOLE.counts, "aside": []},) * 2)
    assert grown.files("corpus") == [f"corpus/part-0000{number}.jsonl" for number in (2, 3, 1)]
    assert grown.files("corpus", 1) == ["corpus/part-00001.jsonl"]
    assert grown.lists("errors.jsonl") == ["batches/00002/errors.jsonl", "batches/00001/errors.jsonl"]
    assert grown.lists("errors.jsonl", 1) == ["batches/00001/errors.jsonl"]
    assert read_manifest(write(tmp_path, grown.to_json())).to_json() == grown.to_json()


def test_a_corpus_of_one_run_says_nothing_of_batches() -> None:
    assert "batches" not in json.loads(WHOLE.to_json())
    assert replace(WHOLE, outputs=({"path": "errors.jsonl"},)).lists("errors.jsonl") == ["errors.jsonl"]
    assert replace(WHOLE, outputs=({"path": "corpus/errors.jsonl"},)).lists("errors.jsonl") == []


def test_members_stand_with_their_archive_and_have_no_say_in_the_fingerprint() -> None:
    whole = replace(WHOLE, inputs=({"source": "a.zip", "sha256": "1"}, {"source": "b.txt", "sha256": "2"}))
    found = whole.with_members([{"archive": "a.zip", "source": "a.zip!/c.txt", "bytes": 3, "sha256": "4"}])
    member = {"source": "a.zip!/c.txt", "bytes": 3, "sha256": "4"}
    assert found.inputs == [{"source": "a.zip", "sha256": "1", "members": [member]}, {"source": "b.txt", "sha256": "2"}]
    assert found.sources() == {"a.zip!/c.txt": "4", "b.txt": "2"}
    assert found.checksums() == {"a.zip": "1", "b.txt": "2", "a.zip!/c.txt": "4"}
    assert found.fingerprint() == whole.fingerprint()


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param({"counts": {"files": 2}, "outputs": [{"path": "x"}]}, [], id="what came of it"),
        pytest.param({"inputs": [{"source": "a", "members": []}]}, [], id="what an archive was found to hold"),
        pytest.param(
            {"config": {"prefer": ["longest"], "near_duplicates": "tag"}}, ["--near-duplicates"], id="a setting"
        ),
        pytest.param({"rules": {"sha256": "1", "corrections": {"sha256": "3"}}}, ["--corrections"], id="a table"),
        pytest.param({"rules": {"sha256": "2"}}, ["rules", "--corrections"], id="rules, and no table"),
        pytest.param({"inputs": [{"source": "b"}], "version": "2"}, ["version", "inputs"], id="inputs and version"),
    ],
)
def test_what_differs_is_named(changes: dict[str, Any], names: list[str]) -> None:
    config, rules = {"prefer": ("longest",), "near_duplicates": "drop"}, {"sha256": "1", "corrections": {"sha256": "2"}}
    whole = Manifest(SCHEMA, "1", {}, config, rules, [{"source": "a"}], (), {})
    other = replace(whole, **changes)
    assert sorted(whole.differences(other)) == sorted(other.differences(whole)) == sorted(names)
    assert (whole.fingerprint() == other.fingerprint()) is (not names)


def test_corrections_stand_with_their_input_and_have_no_say_in_the_fingerprint() -> None:
    whole = replace(WHOLE, inputs=[{"source": "a.txt"}, {"source": "b.txt"}])
    found = whole.with_corrections({"a.txt": [{"action": "keep"}], "c.txt": [{"action": "drop"}]})
    assert found.inputs == [{"source": "a.txt", "corrections": [{"action": "keep"}]}, {"source": "b.txt"}]
    assert found.fingerprint() == whole.fingerprint()


DECISIVE: dict[str, Any] = {
    "version": "2",
    "versions": {"x": "3"},
    "config": {"ledger": "off"},
    "rules": {"count": 4},
    "inputs": ({"source": "讲话", "sha256": "1"},),
}


@pytest.mark.parametrize("field", DECISIVE)
def test_whatever_decides_the_result_has_a_say_in_the_fingerprint(field: str) -> None:
    assert replace(WHOLE, **{field: DECISIVE[field]}).fingerprint() != WHOLE.fingerprint()


def test_the_order_of_settings_has_no_say_in_the_fingerprint() -> None:
    one, other = ({"a": 1, "b": 2}, {"b": 2, "a": 1})
    assert replace(WHOLE, config=one).fingerprint() == replace(WHOLE, config=other).fingerprint()
