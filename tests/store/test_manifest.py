import json
from pathlib import Path

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
