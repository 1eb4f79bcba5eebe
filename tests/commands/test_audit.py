"""A sheet is drawn evenly and defused, and read back into shares that can be trusted as far as they say."""

import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cleaner.cli import main
from cleaner.commands import audit as module
from cleaner.commands.audit import (
    COLUMNS,
    KEPT,
    REMOVED,
    Row,
    Sheet,
    audit,
    estimate,
    outcome_lines,
    read_audit,
    to_file,
)
from cleaner.config import Config
from cleaner.errors import OutputError, UsageError
from cleaner.pipeline import run

Pages = Callable[[dict[str, Any]], Path]
Speech = Callable[[int], str]


@pytest.fixture
def folder(pages: Pages, speech: Speech) -> Path:
    return pages({f"{n}.txt": speech(n) + ("责任编辑：李某\n" if n == 3 else "") for n in range(20)})


@pytest.fixture
def corpus(folder: Path, tmp_path: Path) -> Path:
    run([folder], tmp_path / "out", Config(near_duplicates="keep"))
    return tmp_path / "out"


def test_the_same_seed_draws_the_same_rows_from_a_corpus_and_from_its_raw_files(folder: Path, corpus: Path) -> None:
    assert audit([corpus], sample=30).rows == audit([folder], sample=30).rows
    assert audit([corpus], sample=30) == audit([corpus], sample=30)
    assert audit([corpus], sample=30, seed=1).rows != audit([corpus], sample=30).rows


def test_a_rare_rule_is_drawn_too_and_stands_for_itself(corpus: Path) -> None:
    sheet = audit([corpus], sample=10)
    rare = [row for row in sheet.rows if "李某" in row.text]
    assert [row.stands_for for row in rare] == [1.0]
    assert sum(row.stands_for for row in sheet.rows if row.kind == REMOVED) == sheet.removed
    assert Counter(row.kind for row in sheet.rows) == {REMOVED: 5, KEPT: 5}


def test_a_row_has_its_context_and_its_place(folder: Path) -> None:
    (row,) = (row for row in audit([folder], sample=500).rows if "李某" in row.text)
    text = (folder / "3.txt").read_text(encoding="utf-8")
    assert (row.source, text.split("\n")[row.line - 1]) == ("3.txt", row.text)
    assert row.before.endswith("⏎")
    assert row.category == "byline"


def test_every_line_is_removed_or_kept(pages: Pages, encoded_pages: dict[str, bytes]) -> None:
    sheet = audit([pages(dict(encoded_pages))], sample=9999)
    assert len(sheet.rows) == sheet.removed + sheet.kept
    assert all(row.text for row in sheet.rows)


def test_near_duplicates_that_were_dropped_are_neither(pages: Pages, speech: Speech, tmp_path: Path) -> None:
    folder = pages({"a.txt": speech(1), "b.txt": speech(1), "c.txt": speech(1)})
    run([folder], tmp_path / "out")
    assert audit([tmp_path / "out"]).kept * 3 == audit([folder]).kept


def test_a_ledger_without_old_text_cannot_be_audited(folder: Path, tmp_path: Path) -> None:
    run([folder], tmp_path / "out", Config(ledger="spans"))
    with pytest.raises(OutputError, match="raw files"):
        audit([tmp_path / "out"])


ROWS = (
    Row(REMOVED, "前", "=cmd|' /C calc'!A0", "\x07后\ud800", "prev-next", "navigation", "a.txt", 3, 10.0),
    Row(REMOVED, "", "+1 页", "", "page-links", "pagination", "@b.txt", 4, 2.5),
    Row(KEPT, "", "-谢谢大家！", "", "", "结尾", "c.txt", 9, 1.0),
)


def marked(suffix: str, marks: list[str], path: Path) -> Path:
    """Write a sheet and mark it, as a person would in a spreadsheet."""
    data = to_file(Sheet(ROWS, 1, 2, 1), suffix)
    if suffix == ".csv":
        table = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        for row, mark in zip(table[1:], marks, strict=True):
            row[COLUMNS.index("判断")] = mark
        stream = io.StringIO(newline="")
        csv.writer(stream).writerows(table)
        path.write_bytes(stream.getvalue().encode("utf-8-sig"))
        return path
    book = pytest.importorskip("openpyxl").load_workbook(io.BytesIO(data))
    for number, mark in enumerate(marks, 2):
        book["抽检"].cell(number, COLUMNS.index("判断") + 1).value = mark
    book.save(path)
    return path


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_is_marked_is_read_back(tmp_path: Path, suffix: str) -> None:
    if suffix == ".xlsx":
        pytest.importorskip("openpyxl")
    outcome = read_audit(marked(suffix, ["对", "×", ""], tmp_path / f"a{suffix}"))
    assert (outcome.removals.rows, outcome.removals.marked, outcome.removals.counted) == (2, 2, 1)
    assert outcome.removals.share == pytest.approx(0.8)  # ten stand against two and a half
    assert {name: value.share for name, value in outcome.removals_by_category.items()} == {
        "navigation": 1.0,
        "pagination": 0.0,
    }
    assert outcome.missed.share is None
    assert outcome.unmarked == 1
    assert [(row.rule, row.text, row.line) for row in outcome.wrong] == [("page-links", "+1 页", 4)]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_no_cell_is_a_formula(tmp_path: Path, suffix: str) -> None:
    if suffix == ".csv":
        cells = [
            cell for row in csv.reader(io.StringIO(to_file(Sheet(ROWS, 1, 2, 1), suffix).decode())) for cell in row
        ]
    else:
        book = pytest.importorskip("openpyxl").load_workbook(marked(suffix, ["", "", ""], tmp_path / "a.xlsx"))
        found = [cell for row in book["抽检"].iter_rows() for cell in row]
        assert "f" not in {cell.data_type for cell in found}
        assert book["抽检"].data_validations.dataValidation[0].formula1 == '"对,错"'
        cells = [str(cell.value) for cell in found if cell.value]
    assert not [cell for cell in cells if cell[:1] in "=+-@" and cell]


BACK = {
    "saved as GBK": lambda text: text.encode("gb18030"),
    "with semicolons": lambda text: text.replace(",", ";").encode("utf-8-sig"),
    "with tabs, in UTF-16": lambda text: text.replace(",", "\t").encode("utf-16"),
    "with the rows turned round": lambda text: "\n".join(
        [text.split("\n")[0], *text.strip().split("\n")[:0:-1]]
    ).encode(),
}


@pytest.mark.parametrize("saved", BACK.values(), ids=BACK)
def test_a_sheet_may_come_back_otherwise(tmp_path: Path, saved: Callable[[str], bytes]) -> None:
    text = (
        "类型,内容,判断,规则,类别,代表条数\n删除,上一篇,对,r,navigation,3\n保留,谢谢,错,,结尾,2\n保留,再见,?,,结尾,2\n"
    )
    (tmp_path / "a.csv").write_bytes(saved(text))
    outcome = read_audit(tmp_path / "a.csv")
    assert (outcome.removals.share, outcome.missed.share, outcome.unmarked, outcome.unclear) == (1.0, 1.0, 1, 1)
    assert "1 of them with a mark" in outcome_lines(outcome)[-1]


NUMBERED = "编号,类型,内容,判断,规则,类别,文件,行,代表条数\n"
FIRST, OTHER = "1,删除,上一篇,{},r,navigation,a.txt,3,3\n", "2,删除,上一篇,{},r,navigation,b.txt,3,3\n"
TWICE = {  # rows, and then: rows, marked, right, unclear, repeated
    "two rows": (FIRST.format("对") + OTHER.format("对"), (2, 2, 2, 0, 0)),
    "of two samples": (FIRST.format("对") + FIRST.format("对").replace("a.txt", "c.txt"), (2, 2, 2, 0, 0)),
    "one three times": (FIRST.format("對") * 3 + OTHER.format("錯"), (2, 2, 1, 0, 2)),
    "marked once": (FIRST.format("") + FIRST.format("对"), (1, 1, 1, 0, 1)),
    "marked alike": (FIRST.format("对") + FIRST.format("√"), (1, 1, 1, 0, 1)),
    "marked otherwise": (FIRST.format("对") + FIRST.format("错") + OTHER.format("对"), (2, 1, 1, 1, 1)),
}


@pytest.mark.parametrize(("rows", "counts"), TWICE.values(), ids=TWICE)
def test_a_row_that_stands_twice_counts_once(tmp_path: Path, rows: str, counts: tuple[int, ...]) -> None:
    (tmp_path / "a.csv").write_text(NUMBERED + rows, encoding="utf-8")
    outcome = read_audit(tmp_path / "a.csv")
    found = outcome.removals
    assert (found.rows, found.marked, found.counted, outcome.unclear, outcome.repeated) == counts
    assert ("counted once" in outcome_lines(outcome)[-1]) == (outcome.repeated > 0)


def test_the_marks_of_a_stratum_speak_for_its_unmarked_rows() -> None:
    common = Row(REMOVED, "", "x", "", "common", "share", "", 1, 90.0, "对")
    rare = replace(common, rule="rare", stands_for=1.0)
    rows = [common, replace(common, verdict=""), *[replace(rare, verdict=mark) for mark in ("错", "错", "对", "")]]
    found = estimate(rows, "对")
    assert (found.rows, found.marked, found.counted) == (6, 4, 2)
    assert found.share == pytest.approx((180 + 4 / 3) / 184)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.3  # one row says nearly all there is to say
    assert found.share is not None
    assert found.high > found.share


NO_SHEETS = {
    "another header": ("a.csv", b"a,b\n1,2\n", "has no header of ours"),
    "no workbook": ("a.xlsx", b"hello", "is no sheet"),
    "nothing": ("a.csv", b"", "has no header of ours"),
    "no text": ("a.csv", b"\x89PNG" + bytes(99), "is no sheet"),
}


@pytest.mark.parametrize(("name", "data", "said"), NO_SHEETS.values(), ids=NO_SHEETS)
def test_what_is_no_sheet_is_told(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    if name.endswith("xlsx"):
        pytest.importorskip("openpyxl")
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UsageError, match=said):
        read_audit(tmp_path / name)


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(UsageError, match=r"speech-cleaner\[xlsx\]"):
        to_file(Sheet(ROWS, 1, 2, 1), ".xlsx")


def test_the_command_from_sheet_to_outcome(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "抽检.csv"
    assert main(["audit", str(corpus), "--sample", "20", "--out", str(sheet)]) == 0
    assert "20 rows: 10 of" in capsys.readouterr().out
    assert sheet.read_bytes().startswith(b"\xef\xbb\xbf")
    assert main(["audit", "--read", str(sheet), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["unmarked"] == 20


WRONG = {
    "nothing": ([], "what is to be audited?"),
    "no sheet named": (["CORPUS"], "--out FILE"),
    "both ways at once": (["CORPUS", "--read", "SHEET"], "--read goes by itself"),
    "a sheet that is there already": (["CORPUS", "--out", "SHEET"], "is there already"),
    "another kind of sheet": (["CORPUS", "--out", "a.ods"], ".xlsx or .csv"),
    "no row": (["CORPUS", "--out", "b.csv", "--sample", "0"], "--sample"),
}


@pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG)
def test_a_command_that_cannot_be_followed(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    (tmp_path / "a.csv").write_bytes(b"marked")
    given = [{"CORPUS": str(corpus), "SHEET": str(tmp_path / "a.csv")}.get(word, word) for word in arguments]
    assert main(["audit", *given]) == 2
    assert said in capsys.readouterr().err
    assert (tmp_path / "a.csv").read_bytes() == b"marked"


def test_a_damaged_corpus_is_told(corpus: Path) -> None:
    (corpus / "corpus/part-00000.jsonl").write_bytes(b"")
    with pytest.raises(OutputError, match="is not there"):
        audit([corpus])


def test_memory_is_bounded_by_the_sample(corpus: Path) -> None:
    urn = module._Urn(3, 0)
    for page in module._corpus_pages(corpus):
        for piece in module._pieces(page):
            urn.add(piece, page)
    assert max(len(heap) for heap in urn.heaps.values()) == 3
    assert sum(urn.sizes.values()) > 100


@pytest.mark.parametrize(
    "error",
    [OSError(28, "No space left on device"), type("E", (Exception,), {"__module__": "lxml.etree"})("IO_ENOSPC")],
    ids=["a system's error", "one of lxml"],
)
def test_a_full_folder_for_temporary_files_is_told(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    """openpyxl writes its sheets there first."""
    openpyxl = pytest.importorskip("openpyxl")

    def save(*_: object) -> None:
        raise error

    monkeypatch.setattr(openpyxl.Workbook, "save", save)
    assert main(["audit", str(corpus), "--out", str(tmp_path / "sheet.xlsx")]) == 2
    told = capsys.readouterr().err
    assert "the sheet cannot be made" in told
    assert "make room" in told
    assert not (tmp_path / "sheet.xlsx").exists()
