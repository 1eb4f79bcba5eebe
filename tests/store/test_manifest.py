import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cleaner.errors import OutputError
from cleaner.store.manifest import MANIFEST, SCHEMA, Manifest, file_sha256, read_manifest

WHOLE = Manifest(SCHEMA, "1", {"x": "2"}, {"ledger": "full"}, {"count": 3}, ({"source": "讲话"},), (), {"records": 1})


def write(folder: Path, data: bytes) -> Path:
    (folder / MANIFEST).write_bytes(data)
    return folder


def test_a_manifest_comes_back_the_same(tmp_path: Path) -> None:
    back = read_manifest(write(tmp_path, WHOLE.to_json()))
    assert back.to_json() == WHOLE.to_json()
    assert back.fingerprint() == WHOLE.fingerprint()


def test_the_fingerprint_leaves_out_what_came_out() -> None:
    other = Manifest(SCHEMA, "1", {"x": "2"}, {"ledger": "full"}, {"count": 3}, ({"source": "讲话"},), ({},), {})
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
    assert json.loads(WHOLE.to_json())["inputs"] == [{"source": "讲话"}]
    assert "讲话".encode() in WHOLE.to_json()


def test_files_of_batches_follow_each_other_whatever_their_numbers(tmp_path: Path) -> None:
    """A batch that was written anew has later parts than those behind it."""
    outputs = [
        {"path": path, "bytes": 0, "sha256": "", "batch": batch}
        for path, batch in (
            *(("corpus/part-00001.jsonl", 1), ("corpus/part-00002.jsonl", 0), ("corpus/part-00003.jsonl", 0)),
            *(("batches/00001/errors.jsonl", 1), ("batches/00002/errors.jsonl", 0), ("batches/00002/index", 0)),
        )
    ]
    grown = replace(WHOLE, outputs=outputs, batches=({"counts": {"records": 1}, "aside": []},) * 2)
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
