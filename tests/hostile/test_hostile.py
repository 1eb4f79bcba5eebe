"""Row 4: one run over the whole set of hostile files; each comes out as it must, or is refused by a named error."""

import json
import os
import resource
import time
from pathlib import Path

from cleaner.commands.check import check
from cleaner.names import written
from tests.hostile.hostile import Hostile, hostile_set
from tests.reliability import material

LONGEST = 600  # seconds
MOST_MEMORY = 1.5 * (1 << 20)  # KiB


def test_there_are_enough_of_them() -> None:
    assert len(hostile_set()) >= 300


def test_one_run_over_all_of_them(tmp_path: Path) -> None:
    """It ends as it should, in time and memory; nothing is lost; every file gives what it must."""
    for each in hostile_set():
        path = os.fsencode(tmp_path / "pages") + b"/" + each.name
        os.makedirs(os.path.dirname(path), exist_ok=True)
        Path(os.fsdecode(path)).write_bytes(each.data)
    out = tmp_path / "out"
    options = ("--pages", "off", "--near-duplicates", "tag")
    start = time.monotonic()
    done = material.run_command("run", tmp_path / "pages", "--out", out, *options, timeout=LONGEST)
    assert time.monotonic() - start <= LONGEST
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= MOST_MEMORY
    assert done.returncode == 1, done.stderr[-3000:]
    assert all(char.isprintable() or char in "\n\r" for char in done.stdout)
    material.assert_conserved(out)
    material.assert_whole(out)
    assert check(out).findings == ()
    assert_as_expected(out)


def assert_as_expected(out: Path) -> None:
    """Every file gives the text that it must, or the error that it may."""
    texts: dict[str, list[str]] = {}
    for record in material.shards(out, "corpus"):
        texts.setdefault(record["source"].partition("!/")[0], []).append(
            (record["title"] or "") + "\n" + record["text"]
        )
    codes: dict[str, set[str]] = {}
    for row in material.errors(out):
        codes.setdefault(row["file"].partition("!/")[0], set()).add(row["code"])
    wrong = [trouble for each in hostile_set() if (trouble := _trouble(each, texts, codes))]
    assert wrong == [], json.dumps(wrong, ensure_ascii=False, indent=1)


def _trouble(each: Hostile, texts: dict[str, list[str]], codes: dict[str, set[str]]) -> str:
    """Return what is wrong with the outcome of one file."""
    name = written(os.fsdecode(each.name))
    text, found = "\n".join(texts.get(name, [])), codes.get(name, set())
    if any(word in text for word in each.forbids):
        return f"{name}: holds what is forbidden"
    if found - each.codes - {"mostly-chrome", "undecodable"}:
        return f"{name}: {sorted(found)}"
    if not text and not found:
        return f"{name}: neither text nor error"
    missing = [line for line in each.keeps if line not in text]
    if missing and not found & each.codes:
        return f"{name}: {len(missing)} sentences lost, such as {missing[0][:50]}; {sorted(found)}"
    return ""
