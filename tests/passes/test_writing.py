import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner.config import Config
from cleaner.document.corrections import Correction, Corrections
from cleaner.exports import Origin
from cleaner.inputs import Found
from cleaner.neardup.strings import Strings
from cleaner.passes import writing
from cleaner.passes.making import Unwritten
from cleaner.passes.pieces import Pieces
from cleaner.passes.tally import COUNTS
from cleaner.passes.writing import Start, begun, opened
from cleaner.pipeline import run
from cleaner.store.manifest import DUPLICATES, REPOSTS

Pages = Callable[[dict[str, Any]], Path]
Speech = Callable[[int], str]
Objects = Callable[[Path], list[dict[str, Any]]]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_every_file_is_cleaned_or_listed(pages: Pages, speech: Speech, tmp_path: Path, entries: Objects) -> None:
    folder = pages(
        {
            "good.txt": speech(1),
            "empty.txt": "",
            "chrome.txt": "上一篇：物理\n",
            "binary.txt": bytes(range(256)) * 9,
            "empty.jsonl": b"",
            "blank.jsonl": b"\n\n",
            "bad.jsonl": b"no json\n",
            "c.pdf": b"x",
            ".hidden.txt": "x",
        }
    )
    summary = run([folder], tmp_path / "out")
    told = {row["file"] for row in summary.errors}
    cleaned = {
        entry["source"] for entry in entries(tmp_path / "out") if any("record" in s for s in entry.get("spans", ()))
    }
    assert cleaned == {"good.txt"}
    assert told == {path.name for path in folder.iterdir()} - cleaned
    assert summary.errors == tuple(lines(tmp_path / "out/errors.jsonl"))


def test_characters_in_are_characters_kept_and_in_the_ledger(
    pages: Pages, encoded_pages: dict[str, bytes], tmp_path: Path, entries: Objects
) -> None:
    counts = run([pages(dict(encoded_pages))], tmp_path / "out").counts
    assert counts["characters_in"] == counts["characters_kept"] + counts["characters_in_ledger"]
    spans = [span for entry in entries(tmp_path / "out") for span in entry.get("spans", ())]
    kept = sum(span["end"] - span["start"] for span in spans if "record" in span)
    assert counts["characters_kept"] == kept
    assert counts["characters_in"] == sum(span["end"] - span["start"] for span in spans)
    assert set(COUNTS) <= set(counts)


def test_a_text_that_is_all_chrome_is_an_error(pages: Pages, tmp_path: Path) -> None:
    summary = run([pages({"a.txt": "上一篇：物理\n下一篇：化学\n"})], tmp_path / "out")
    assert [(row["code"], row["file"]) for row in summary.errors] == [("all-chrome", "a.txt")]
    assert summary.failures == 1


def test_damage_is_listed_with_its_byte_and_the_rest_comes_through(
    pages: Pages, speech: Speech, tmp_path: Path, records: Objects
) -> None:
    text = speech(1) * 40
    at = text.encode().index("群众".encode()) if "群众" in text else text.encode().index("工作".encode())
    data = bytearray(text.encode())
    data[at] = 0xFF
    summary = run([pages({"a.txt": bytes(data), "b.txt": speech(2)})], tmp_path / "out")
    assert {(row["status"], row["file"], row["offset"]) for row in summary.errors} == {("damaged", "a.txt", at)}
    assert {record["source"]: bool(record["damaged"]) for record in records(tmp_path / "out")} == {
        "a.txt": True,
        "b.txt": False,
    }


@pytest.mark.parametrize("at", range(3, 400, 37))
def test_one_bad_byte_of_json_lines_costs_at_most_its_record(
    pages: Pages, speech: Speech, tmp_path: Path, records: Objects, at: int
) -> None:
    rows = [json.dumps({"id": n, "text": speech(n)}, ensure_ascii=False).encode() + b"\n" for n in range(4)]
    run([pages({"a.jsonl": b"".join(rows)})], tmp_path / "whole", Config(near_duplicates="keep"))
    data = bytearray(b"".join(rows))
    data[len(rows[0]) + at] = 0xFF
    run([pages({"a.jsonl": bytes(data)})], tmp_path / "hit", Config(near_duplicates="keep"))
    whole = {record["key"]: record for record in records(tmp_path / "whole")}
    hit = {record["key"]: record for record in records(tmp_path / "hit")}
    assert {key for key in whole if hit.get(key) != whole[key]} <= {"id:1"}
    offsets = {row["offset"] - len(rows[0]) for row in lines(tmp_path / "hit/errors.jsonl")}
    assert offsets
    assert offsets <= {0, *range(at - 2, at + 3)}, "the character that was hit has three bytes"


def test_every_drop_has_its_row_and_its_span(pages: Pages, speech: Speech, tmp_path: Path, entries: Objects) -> None:
    folder = pages({"a.txt": speech(1), "b.txt": speech(1), "c.txt": speech(2)})
    counts = run([folder], tmp_path / "out").counts
    rows = lines(tmp_path / "out/duplicates.jsonl")
    spans = [s for entry in entries(tmp_path / "out") for s in entry["spans"] if s.get("cause") == "near-duplicate"]
    assert counts["reposts"] == sum(row["kind"] == "repost" for row in rows) == 1
    twins = [row for row in rows if row["kind"] != "repost"]
    assert counts["near_duplicate_paragraphs"] == len(twins) > 0
    assert {row["removed"]["text"] for row in twins} <= {span["old"] for span in spans}
    assert {row["removed"]["id"] for row in rows}.isdisjoint({row["kept"]["id"] for row in rows})


def test_the_card_tells_the_counts(pages: Pages, speech: Speech, tmp_path: Path) -> None:
    run([pages({"a.txt": speech(1)})], tmp_path / "out", Config(near_duplicates="tag"))
    card = (tmp_path / "out/README.md").read_text(encoding="utf-8")
    assert "| records (speeches) · 记录（篇） | 1 |" in card
    assert "(tag)" in card


def test_the_card_tells_where_an_export_is(pages: Pages, speech: Speech, tmp_path: Path) -> None:
    run([pages({"a.txt": speech(1)})], tmp_path / "out", Config(format="tei"))
    card = (tmp_path / "out/README.md").read_text(encoding="utf-8")
    assert "one record a speech (jsonl). `export/`: the same for tei." in card


@pytest.mark.parametrize("ledger", ["full", "spans", "off"])
def test_how_much_the_ledger_holds(pages: Pages, speech: Speech, tmp_path: Path, entries: Objects, ledger: str) -> None:
    run([pages({"a.txt": speech(1), "b.jsonl": b"bad\n"})], tmp_path / "out", Config(ledger=ledger))
    found = entries(tmp_path / "out")
    assert len(found) == (0 if ledger == "off" else 2)
    assert any("old" in span for entry in found for span in entry.get("spans", ())) is (ledger == "full")


@pytest.mark.parametrize(
    ("size", "counts"), [(1, [1] * 6), (10, [1] * 6), (20, [2, 2, 2]), (21, [3, 3]), (50, [5, 1]), (99, [6])]
)
def test_a_stretch_ends_with_the_line_that_fills_it(
    monkeypatch: pytest.MonkeyPatch, size: int, counts: list[int]
) -> None:
    monkeypatch.setattr(writing, "_unwritten", lambda *_: iter([Unwritten(b"0123456789")] * 6))
    monkeypatch.setattr(writing, "STRETCH", size)
    assert [len(stretch) for stretch in writing._stretches(Pieces(), {})] == counts


@pytest.mark.parametrize(("documents", "told"), [(2, 1), (1, 2)], ids=["more", "fewer"])
def test_other_documents_than_were_told_are_no_corpus(tmp_path: Path, documents: int, told: int) -> None:
    """A share that somebody changed may hold more documents than its journal tells, or fewer."""
    line = b'{"source":"a","offset":0,"frame":["raw","",""],"document":["a","",{},{}]}\n'
    spool = tmp_path / "spool"
    spool.write_bytes(line * documents)
    pieces = Pieces(spools=[spool])
    pieces.keys = Strings([""] * told)
    with pytest.raises(AssertionError, match="documents were cleaned than"):
        list(writing._stretches(pieces, {}))
    pieces.keys = Strings([""] * documents)
    assert [len(stretch) for stretch in writing._stretches(pieces, {})] == [documents]


def test_of_other_batches_no_correction_is_missed() -> None:
    """Their rows have met their documents, also those in archives, when these were read."""
    sources = ("a.txt", "b.zip!/b.txt", "c.txt")
    rows = tuple(Correction(line, source, "", None, "keep", "x", "") for line, source in enumerate(sources, 2))
    pieces = Pieces(corrections=Corrections("table.csv", rows))
    tally = begun(pieces, Found((), (), ()), Start(sources=("a.txt", "b.zip")))
    assert [error.line for error in tally.stale] == [4]
    assert [error.line for error in begun(pieces, Found((), (), ()), Start()).stale] == [2, 3, 4]


@pytest.mark.parametrize("lists", ["", "batches/00001"])
def test_a_batch_has_a_folder_for_its_lists(tmp_path: Path, lists: str) -> None:
    origin = Origin("0.1.0", "", 3, "tag", 0.8, "keep")
    opened(tmp_path, Config(), origin, Start(lists=lists)).close()
    assert {path.name for path in (tmp_path / lists).iterdir() if path.is_file()} == {DUPLICATES, REPOSTS}
