import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner.errors import RefusedError
from cleaner.folders import SPOOL
from cleaner.passes.sharing import Shard
from cleaner.passes.verifying import refuse_unsound
from cleaner.sharding import run_shard
from tests.forging import changed, share_of, write_share

Pages = Callable[[dict[str, str]], Path]
Speech = Callable[[int], str]


@pytest.fixture
def spool(pages: Pages, speech: Speech, tmp_path: Path) -> Path:
    rows = [json.dumps({"text": speech(number)}) for number in (3, 4)]
    folder = pages({"a.txt": speech(1), "b.jsonl": "\n".join(["", *rows, "no", ""])})
    run_shard([folder], tmp_path / "out", Shard(1, 1))
    return tmp_path / "out/shards/1-of-1" / SPOOL


def test_what_the_first_pass_makes_is_sound(spool: Path) -> None:
    refuse_unsound(spool, "")


WRONG: dict[str, tuple[str, int, Any, Any, str]] = {
    "a step without values": ("journal", 1, (2,), None, "journal:2: damaged: '[2]' is no list"),
    "a hash that is none": (
        "journal",
        1,
        (2, 0, 1, 3, 0, 0),
        "讲",
        "journal:2: damaged: '[2][0][1][3][0][0]' is not base64",
    ),
    "lengths of other paragraphs": ("journal", 1, (2, 0, 1, 3, 0, 0), "AAAA", "jsonl:1: damaged: its ranges"),
    "no document": ("journal", 1, (2, 0, 1), None, "jsonl:1: damaged: its ranges"),
    "an edit that is none": ("spool", 0, ("edits", 0), 7, r"jsonl:1: damaged: 'edits\[0\]' is no list of 6"),
    "an edit beyond the text": ("spool", 0, ("edits", 0, 1), 10**6, "jsonl:1: damaged: its ranges"),
    "an edit that begins later": ("spool", 0, ("edits", 0, 0), 1, "jsonl:1: damaged: its ranges"),
    "a paragraph of no kind": (
        "spool",
        0,
        ("speeches", 0, 6, 0, 3),
        "x",
        r"jsonl:1: damaged: 'speeches\[0\]\[6\]\[0\]\[3\]' is none of",
    ),
    "no edit": ("spool", 0, ("edits",), [], "jsonl:1: damaged: its ranges"),
    "no speech": ("spool", 0, ("speeches",), [], "jsonl:1: damaged: its ranges"),
    "a text that is none": ("spool", 0, ("text",), None, "jsonl:1: damaged: 'text' is no string"),
    "a codec for a number": ("spool", 2, ("decoded", 0), 8, r"jsonl:3: damaged: 'decoded\[0\]' is no string"),
}


@pytest.mark.parametrize(("kind", "line", "place", "new", "said"), WRONG.values(), ids=WRONG)
def test_what_it_never_makes_is_told_by_file_and_line(
    spool: Path, kind: str, line: int, place: Any, new: Any, said: str
) -> None:
    share = share_of(spool.parent)
    share[kind][line] = changed(share[kind][line], place, new)
    write_share(spool.parent, share, told_anew=kind == "spool")
    with pytest.raises(RefusedError, match=said.replace("[", r"\[") if "\\" not in said else said) as caught:
        refuse_unsound(spool, "run it again")
    assert caught.value.advice == "run it again"
