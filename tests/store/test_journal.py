import hashlib
import json
from contextlib import closing
from pathlib import Path

import pytest

from cleaner.store.journal import Journal, steps

STEPS: list[tuple[bytes, list[object]]] = [
    (b"one\n", [[4, None, ["a"]]]),
    (b"", []),
    (b"three\nfour\n", [[6, None, ["b"]], [5, None, []]]),
]
ADDED = [(lines, json.dumps(values).encode()) for lines, values in STEPS]


def written(spool: Path, key: str = "k") -> list[object]:
    """Write all steps that are not there; return those that were."""
    with closing(Journal(spool, key)) as journal:
        found = list(journal.finished())
        for lines, values in ADDED[len(found) :]:
            journal.add(lines, values)
    assert spool.read_bytes() == b"one\nthree\nfour\n"
    return found


def test_what_was_added_is_found_again(tmp_path: Path) -> None:
    assert written(tmp_path / "spool") == []
    assert written(tmp_path / "spool") == [values for _, values in STEPS]


def test_a_journal_that_is_whole_tells_its_steps(tmp_path: Path) -> None:
    written(tmp_path / "spool")
    assert list(steps(tmp_path / "spool")) == [values for _, values in STEPS]


def test_what_comes_after_goes_behind_what_is_there(tmp_path: Path) -> None:
    with closing(Journal(tmp_path / "spool", "k")) as journal:
        assert list(journal.finished()) == []
        journal.add(*ADDED[0])
    assert written(tmp_path / "spool") == [STEPS[0][1]]
    assert len(written(tmp_path / "spool")) == 3


@pytest.mark.parametrize("key", ["", "another"])
def test_another_run_begins_anew(tmp_path: Path, key: str) -> None:
    written(tmp_path / "spool")
    assert written(tmp_path / "spool", key) == []


def test_without_a_key_nothing_is_resumed(tmp_path: Path) -> None:
    written(tmp_path / "spool", "")
    assert written(tmp_path / "spool", "") == []


@pytest.mark.parametrize("name", ["spool", "spool.journal"])
def test_a_flipped_bit_ends_the_trust_there(tmp_path: Path, name: str) -> None:
    written(tmp_path / "spool")
    whole = {each: (tmp_path / each).read_bytes() for each in ("spool", "spool.journal")}
    for at in range(0, len(whole[name]), 5):
        for each, data in whole.items():
            (tmp_path / each).write_bytes(data)
        data = whole[name]
        (tmp_path / name).write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        found = written(tmp_path / "spool")
        assert found == [values for _, values in STEPS][: len(found)]
        assert len(found) < 3


@pytest.mark.parametrize("name", ["spool", "spool.journal"])
def test_a_truncation_ends_the_trust_there(tmp_path: Path, name: str) -> None:
    written(tmp_path / "spool")
    whole = {each: (tmp_path / each).read_bytes() for each in ("spool", "spool.journal")}
    for size in range(0, len(whole[name]), 5):
        for each, data in whole.items():
            (tmp_path / each).write_bytes(data[:size] if each == name else data)
        assert len(written(tmp_path / "spool")) < 3


def test_a_line_that_is_no_step_ends_the_trust_there(tmp_path: Path) -> None:
    written(tmp_path / "spool")
    path = tmp_path / "spool.journal"
    for odd in (b'"k"', b"7", b"null", b"{}", b"[]", b'["",1]', b'["",-1,[]]', b'["",1,[[1,[],[]]]]'):
        line = hashlib.sha256(odd).hexdigest().encode() + odd + b"\n"
        first, *rest = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(first + line + b"".join(rest))
        assert written(tmp_path / "spool") == []
