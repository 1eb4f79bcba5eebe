"""What is written does not depend on where stretches of documents end, nor on who makes their lines."""

import json
import multiprocessing
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from cleaner.commands.file import clean_text
from cleaner.config import Config
from cleaner.model import Cleaned
from cleaner.passes import writing
from cleaner.passes.making import Made, Unwritten, Writers, _Sheaf, duplicate_rows, make, repost_rows
from cleaner.pipeline import run
from cleaner.store.records import UNIQUE, Decision, Kept, record_ids

Pages = Callable[[dict[str, str | bytes]], Path]


@pytest.fixture
def folder(pages: Pages, speech: Callable[[int], str]) -> Path:
    """Speeches of which some are reposts, some share a paragraph; records, one of which is broken; what is all chrome."""
    texts = {f"{number}.txt": speech(number % 4) + (speech(9) if number > 5 else "") for number in range(8)}
    rows = "".join(f'{{"id": {number}, "text": "{speech(number).splitlines()[1]}"}}\n' for number in range(3))
    return pages({**texts, "rows.jsonl": rows + "{broken\n\n", "chrome.txt": "上一篇：物理\n下一篇：化学\n"})


@pytest.mark.parametrize("mode", ["drop", "reposts", "tag"])
@pytest.mark.parametrize("format_", ["jsonl", "jsonl.gz", "text"])
def test_where_stretches_end_has_no_say(
    folder: Path,
    tmp_path: Path,
    tree: Callable[[Path], dict[str, bytes]],
    monkeypatch: pytest.MonkeyPatch,
    mode: str,
    format_: str,
) -> None:
    config = Config(near_duplicates=mode, format=format_, max_errors=9)
    whole = run([folder], tmp_path / "whole", config)
    monkeypatch.setattr(writing, "STRETCH", 1)
    cut = run([folder], tmp_path / "cut", config)
    assert tree(tmp_path / "cut") == tree(tmp_path / "whole")
    assert cut.errors == whole.errors != ()
    assert whole.counts["near_duplicate_paragraphs"] > 0
    assert whole.counts["reposts"] > 0


def _dies_in_a_worker(config: Config, stretch: Sequence[Unwritten]) -> Made:
    if multiprocessing.parent_process() is not None:
        os._exit(9)
    return make(config, stretch)


def test_a_worker_that_dies_costs_nothing(
    folder: Path, tmp_path: Path, tree: Callable[[Path], dict[str, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = Config(workers=2, max_errors=9)
    run([folder], tmp_path / "whole", config)
    monkeypatch.setattr(writing, "make", _dies_in_a_worker)
    run([folder], tmp_path / "out", config)
    assert tree(tmp_path / "out") == tree(tmp_path / "whole")


BODY = "今天开会，总结工作，研究部署下一步的任务。" * 5
COLLECTION = "".join(f"第{number}篇：甲乙丙丁{number}会上的讲话\n{BODY}\n" for number in "一二三四")
REPOST, TWIN = Decision(duplicate_of="other-1"), Kept("other-1", 3, "near", 0.9)


def named(*decisions: Decision) -> tuple[Cleaned, list[str], dict[str, Decision]]:
    """Return a document of four speeches, their names, and what is decided on each."""
    cleaned = clean_text(COLLECTION)
    names = record_ids(cleaned, "")
    return cleaned, names, dict(zip(names, decisions, strict=True))


@pytest.mark.parametrize(
    ("mode", "left_out"), [("keep", {}), ("tag", {}), ("reposts", {1: 10, 3: 11}), ("drop", {1: 10, 3: 11})]
)
def test_a_speech_that_is_left_out_says_behind_how_many_records_it_would_stand(
    mode: str, left_out: dict[int, int]
) -> None:
    cleaned, names, decided = named(REPOST, UNIQUE, REPOST, UNIQUE)
    rows = list(repost_rows(cleaned, "", decided, mode, 10))
    assert {row["record"]["part"]: row["after"] for row in rows} == left_out
    assert {row["record"]["id"] for row in rows} <= {names[0], names[2]}
    assert {row["record"]["duplicate_of"] for row in rows} <= {"other-1"}


def test_a_document_without_reposts_has_no_row() -> None:
    cleaned, _, decided = named(UNIQUE, Decision({0: TWIN}), UNIQUE, UNIQUE)
    assert list(repost_rows(cleaned, "", decided, "drop", 10)) == []


@pytest.mark.parametrize(
    ("mode", "done"),
    [("keep", "tagged"), ("tag", "tagged"), ("reposts", "tagged"), ("drop", "removed")],
)
def test_a_repetition_says_what_was_done(mode: str, done: str) -> None:
    cleaned, names, decided = named(UNIQUE, Decision({0: TWIN}), UNIQUE, UNIQUE)
    (row,) = duplicate_rows(names, cleaned, decided, mode)
    paragraph = cleaned.speeches[1].paragraphs[0]
    assert row == {
        done: {"id": names[1], "paragraph": 0, "kind": paragraph.kind, "text": paragraph.text},
        "kept": {"id": "other-1", "paragraph": 3},
        "kind": "near",
        "similarity": 0.9,
    }


def test_a_repost_is_told_by_its_title() -> None:
    cleaned, names, decided = named(REPOST, UNIQUE, UNIQUE, UNIQUE)
    (row,) = duplicate_rows(names, cleaned, decided, "drop")
    title = cleaned.speeches[0].title
    assert title
    assert row["removed"] == {"id": names[0], "paragraph": None, "text": title}
    assert row["kept"] == {"id": "other-1", "paragraph": None}
    assert (row["kind"], row["similarity"]) == ("repost", 1)


def test_families_of_templates_stand_together_and_are_counted() -> None:
    """Those like one kept paragraph follow each other, in the order of their places, however they were found."""
    first, second = Kept("a", 1, "template", 0.9), Kept("a", 2, "template", 0.8)
    found = _Sheaf()
    writers = Writers(Config(), _Sheaf(), _Sheaf(), found, _Sheaf())
    writers.add_templates({"d": Decision(templates={5: second, 4: first}), "c": Decision(templates={9: first})})
    rows = [json.loads(line) for line in found.lines]
    assert [(row["kept"]["paragraph"], row["like"]["id"], row["like"]["paragraph"]) for row in rows] == [
        (1, "c", 9),
        (1, "d", 4),
        (2, "d", 5),
    ]
    assert writers.counts["template_paragraphs"] == 3
