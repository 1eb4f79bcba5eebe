"""Row 3: one wrong byte costs its character, one wrong record itself, one wrong file itself."""

import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cleaner import clean_text
from cleaner.config import Config
from cleaner.document.decode import decode
from cleaner.pipeline import run
from tests.reliability.material import (
    assert_conserved,
    assert_restored,
    command,
    csv_table,
    errors,
    json_lines,
    shards,
    speech,
    write_files,
)

WRONG = 0xFF  # no byte of UTF-8


def places(data: bytes, count: int, draw: random.Random, end: bytes = b"\n") -> list[int]:
    """Return offsets of bytes inside Chinese characters, no two in one record; each closes with ``end``."""
    chosen: dict[bytes, int] = {}
    starts = [0]
    for record in data.split(end)[:-1]:
        starts.append(starts[-1] + len(record) + len(end))
    for number in draw.sample(range(len(starts) - 1), len(starts) - 1):
        record = data[starts[number] : starts[number + 1]]
        inside = [at for at, byte in enumerate(record) if byte >= 0x80]
        if inside:
            chosen[record] = starts[number] + draw.choice(inside)
        if len(chosen) == count:
            return sorted(chosen.values())
    raise AssertionError("too few places")


def damaged(data: bytes, at: list[int]) -> bytes:
    spoilt = bytearray(data)
    for place in at:
        spoilt[place] = WRONG
    return bytes(spoilt)


def rows(count: int) -> list[dict[str, Any]]:
    return [{"id": str(number), "text": speech(number, 1).replace("\n谢谢大家！", "")} for number in range(count)]


def outcomes(folder: Path, name: str, data: bytes) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    """Return the records by their ids, and the rows of errors.jsonl, of a run over one file."""
    write_files(folder / "pages", {name: data})
    run([folder / "pages"], folder / "out", Config(near_duplicates="keep"))
    assert_conserved(folder / "out")
    assert_restored(folder / "out", folder / "pages", folder / "raw")
    return {record["key"]: record for record in shards(folder / "out", "corpus")}, errors(folder / "out")


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_a_wrong_byte_costs_one_character_of_one_record(name: str, full: bool, tmp_path: Path) -> None:
    """As many places as are tried are damaged at once, each in a record of its own; all other records must be equal."""
    count, wrong = (10_000, 500) if full else (600, 30)
    data, end = (json_lines(rows(count)), b"\n") if name == "a.jsonl" else (csv_table(rows(count)), b"\r\n")
    right, listed = outcomes(tmp_path / "right", name, data)
    assert (len(right), listed) == (count, [])
    at = places(data, wrong, random.Random(3), end)
    got, listed = outcomes(tmp_path / "wrong", name, damaged(data, at))
    spoilt = [key for key in right if key in got and got[key]["damaged"]]
    assert len(spoilt) == wrong == len(listed)
    for row, place in zip(sorted(listed, key=lambda row: row["offset"]), at, strict=True):
        assert 0 <= place - row["offset"] < 3  # a spot begins with the character that was hit
    assert {(row["file"], row["code"], row["status"]) for row in listed} == {(name, "undecodable", "damaged")}
    assert [key for key in right if key not in spoilt and right[key] != got.get(key)] == []
    for key in spoilt:
        assert differing(right[key]["text"], got[key]["text"]) or right[key]["title"] != got[key]["title"]


def differing(right: str, got: str) -> bool:
    """Whether one text is the other with one character replaced by U+FFFD, or with a byte of it read as another."""
    if "\ufffd" not in got:
        return False
    at = got.index("\ufffd")
    return right[:at] == got[:at] and got[at + 1 :] in (right[at + 1 :], right[at:], got[at + 1 :])


def test_a_wrong_byte_of_a_text_costs_one_character(full: bool) -> None:
    count, wrong = (10_000, 500) if full else (1000, 50)
    text = "".join(f"第{number}项工作要抓紧抓好，{speech(number, 1).split(chr(10))[2]}\n" for number in range(count))
    data = text.encode()
    for at in places(data, wrong, random.Random(4)):
        decoded = decode(damaged(data, [at]))
        first = at
        while data[first] & 0xC0 == 0x80:
            first -= 1
        index = len(data[:first].decode())
        (spot,) = decoded.damage
        assert spot.offset <= at < spot.offset + len(spot.raw)
        assert decoded.text[:index] == text[:index]
        assert decoded.text[-(len(text) - index - 1) :] == text[index + 1 :]
        assert decoded.text.count("\ufffd") == 1


def test_cleaning_goes_on_beside_a_wrong_byte() -> None:
    text = speech(1)
    data = text.encode()
    at = data.index("任务".encode())
    assert clean_text(decode(damaged(data, [at])).text).text == clean_text(text).text.replace("任", "\ufffd", 1)


RECORDS = {
    "no JSON": b"{text: 1}",
    "half a record": '{"text": "今天'.encode(),
    "a list": b"[1, 2]",
    "a number": b"7",
    "no text": b'{"title": "a"}',
    "a text that is a number": b'{"text": 7}',
    "a text that is null": b'{"text": null}',
    "an empty text": b'{"text": ""}',
    "nested too deep": b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "an integer of 5,000 digits": b'{"text": "a", "n": ' + b"9" * 5000 + b"}",
    "NUL bytes": b"\0" * 100,
    "bytes of no encoding": bytes(range(128, 256)) * 4,
    "another language": b'{"text": "' + "Это русский текст без китайских слов".encode("cp1251") + b'"}',
    "text that was decoded wrongly": '{"text": "锟斤拷锟斤拷锟斤拷锟斤拷锟斤拷锟斤拷"}'.encode(),
    "UTF-16 in the middle": '{"text": "讲话"}'.encode("utf-16-le"),
}


def test_a_record_that_is_none_costs_only_itself(tmp_path: Path) -> None:
    """Each is set between sound records, with which it shares the file."""
    sound = rows(3 * len(RECORDS))
    data = json_lines(sound)
    right, _ = outcomes(tmp_path / "right", "a.jsonl", data)
    whole, offsets = b"", []
    kept = data.splitlines(keepends=True)
    for number, bad in enumerate(RECORDS.values()):
        whole += b"".join(kept[3 * number : 3 * number + 3])
        offsets.append(len(whole))
        whole += bad + b"\n"
    got, listed = outcomes(tmp_path / "wrong", "a.jsonl", whole)
    assert {key: got.get(key) for key in right} == right
    wrong = {row["offset"] for row in listed if row["status"] in ("error", "damaged")}
    for name, first, last in zip(RECORDS, offsets, [*offsets[1:], len(whole)], strict=True):
        assert any(first <= offset < last for offset in wrong) or name.startswith("an integer"), name


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs to be somebody who may not read everything")
def test_what_may_not_be_read_costs_only_itself(tmp_path: Path) -> None:
    """A file, a folder that may not be listed, and one that may be listed and not entered."""
    text = speech(1).encode()
    folder = write_files(tmp_path / "pages", {"a.txt": text, "b.txt": text, "list/c.txt": text, "enter/d.txt": text})
    (folder / "b.txt").chmod(0)
    (folder / "list").chmod(0o300)
    (folder / "enter").chmod(0o600)
    held_back = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.getuid() == 0 else []
    try:
        done = subprocess.run([*held_back, *command("run", folder, "--out", tmp_path / "out")], check=False, timeout=60)
    finally:
        for name in ("list", "enter"):
            (folder / name).chmod(0o700)
    assert done.returncode == 1
    assert {row["file"] for row in errors(tmp_path / "out")} == {"b.txt", "list", "enter/d.txt"}
    assert {row["code"] for row in errors(tmp_path / "out")} == {"unreadable"}
    assert [record["source"] for record in shards(tmp_path / "out", "corpus")] == ["a.txt"]
