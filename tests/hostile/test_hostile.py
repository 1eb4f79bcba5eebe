"""Row 4: one run over the whole set of hostile files; each comes out as it must, or is refused by a named error."""

import json
import os
import resource
import time
from pathlib import Path
from typing import Any

import pytest

from cleaner.commands.check import check
from cleaner.names import written
from tests.hostile.hostile import Hostile, hostile_set
from tests.reliability import material

LONGEST = 600  # seconds
MOST_MEMORY = 1.5 * (1 << 20)  # KiB
SET = hostile_set()


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("hostile")
    for each in SET:
        path = os.fsencode(folder / "pages") + b"/" + each.name
        os.makedirs(os.path.dirname(path), exist_ok=True)
        Path(os.fsdecode(path)).write_bytes(each.data)
    start = time.monotonic()
    done = material.run_command(
        "run", folder / "pages", "--out", folder / "out", "--pages", "off", "--near-duplicates", "tag", timeout=LONGEST
    )
    seconds = time.monotonic() - start
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {"folder": folder, "out": folder / "out", "done": done, "seconds": seconds, "memory": memory}


def test_there_are_enough_of_them() -> None:
    assert len(SET) >= 300


def test_the_run_ends_as_it_should(outcome: dict[str, Any]) -> None:
    assert outcome["done"].returncode == 1, outcome["done"].stderr[-3000:]
    assert outcome["seconds"] <= LONGEST
    assert outcome["memory"] <= MOST_MEMORY
    assert all(char.isprintable() or char in "\n\r" for char in outcome["done"].stdout)


def test_nothing_of_them_is_lost(outcome: dict[str, Any], tmp_path: Path) -> None:
    material.assert_conserved(outcome["out"])
    material.assert_whole(outcome["out"])
    assert check(outcome["out"]).findings == ()


def test_every_file_gives_what_it_must(outcome: dict[str, Any]) -> None:
    texts: dict[str, list[str]] = {}
    for record in material.shards(outcome["out"], "corpus"):
        texts.setdefault(record["source"].partition("!/")[0], []).append(
            (record["title"] or "") + "\n" + record["text"]
        )
    codes: dict[str, set[str]] = {}
    for row in material.errors(outcome["out"]):
        codes.setdefault(row["file"].partition("!/")[0], set()).add(row["code"])
    wrong = [trouble for each in SET if (trouble := _trouble(each, texts, codes))]
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
