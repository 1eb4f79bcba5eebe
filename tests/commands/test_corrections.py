"""A table of corrections at work: in runs and on single files, and tied to the texts that it is about."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from cleaner.cli import main
from cleaner.commands.check import check
from cleaner.commands.corrections import bind
from cleaner.commands.explain import explain
from cleaner.commands.file import clean_file
from cleaner.commands.restore import restore
from cleaner.config import Config, load_config
from cleaner.document.corrections import text_hash
from cleaner.errors import ConfigError, InputError, RefusedError, UsageError
from cleaner.passes.cleaning import _batches
from cleaner.pipeline import run
from cleaner.tables import openpyxl, read_tables

Pages = Callable[[Mapping[str, str | bytes]], Path]
Speech = Callable[[int], str]
Records = Callable[[Path], list[dict[str, Any]]]
Tree = Callable[[Path], dict[str, bytes]]

HEADER = "source,key,part,action,value,sha256\r\n"
PAGE = "在全镇工作会议上的讲话\n同志们：\n今天召开会议，主要任务是部署春耕生产，大家要高度重视。\n上一篇：工作报告\n"
KEEP = "a.txt,,,keep,上一篇：工作报告,\r\n"
DROP = "a.txt,,,drop,大家要高度重视。,\r\n"


@pytest.fixture
def table(tmp_path: Path) -> Callable[[str], Path]:
    def write(rows: str) -> Path:
        path = tmp_path / "corrections.csv"
        path.write_text(HEADER + rows, encoding="utf-8-sig", newline="")
        return path

    return write


Write = Callable[[str], Path]


def corrected(path: Path) -> Config:
    return Config(corrections=str(path))


def listed(out: Path, status: str) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in (out / "errors.jsonl").read_bytes().splitlines()]
    return [row for row in rows if row["status"] == status]


# ------------------------------------------------------------------------------------------------ runs


def test_a_run_applies_them_and_everything_can_be_restored(
    pages: Pages, table: Write, tmp_path: Path, records: Records, tree: Tree
) -> None:
    folder = pages({"a.txt": PAGE.encode("gb18030"), "b.txt": PAGE.replace("春耕", "秋收")})
    rows = f"{KEEP}{DROP}b.txt,,1,title,讲话,\r\nb.txt,,,speaker,张三,\r\n"
    summary = run([folder], tmp_path / "out", corrected(table(rows)))
    one, two = records(tmp_path / "out")
    assert one["text"].split("\n")[1:] == ["今天召开会议，主要任务是部署春耕生产，", "上一篇：工作报告"]
    assert (two["title"], two["speaker"]) == ("讲话", "张三")
    assert {"category": "correction", "characters": 8} in one["removed"]
    assert (summary.counts["corrections"], summary.counts["stale_corrections"], summary.failures) == (4, 0, 0)
    restore(tmp_path / "out", tmp_path / "raw")
    assert tree(tmp_path / "raw") == tree(folder)


def test_the_ledger_names_the_row(pages: Pages, table: Write, tmp_path: Path, entries: Records) -> None:
    run([pages({"a.txt": PAGE})], tmp_path / "out", corrected(table(KEEP + DROP)))
    (span,) = [span for span in entries(tmp_path / "out")[0]["spans"] if span.get("cause") == "correction"]
    assert (span["old"], span["new"], span["rule"]) == ("大家要高度重视。", "", "correction:3")


def test_stale_rows_are_listed_and_counted_and_change_nothing(
    pages: Pages, table: Write, tmp_path: Path, records: Records
) -> None:
    folder = pages({"a.txt": PAGE})
    rows = f"c.txt,,,keep,x,\r\na.txt,,,drop,大家,{'0' * 64}\r\na.txt,,,drop,没有,\r\na.txt,,7,merge,,\r\n"
    summary = run([folder], tmp_path / "out", corrected(table(rows)))
    run([folder], tmp_path / "plain")
    assert records(tmp_path / "out") == records(tmp_path / "plain")
    found = listed(tmp_path / "out", "stale-correction")
    assert [(row["file"], row["line"]) for row in found] == [("corrections.csv", line) for line in (2, 3, 4, 5)]
    assert all(row["message"].startswith("not applied: ") and row["advice"] for row in found)
    assert (summary.failures, summary.counts["corrections"]) == (4, 0)


def test_rows_without_a_hash_are_applied_and_told(pages: Pages, table: Write, tmp_path: Path) -> None:
    rows = KEEP + DROP.replace(",\r\n", f",{text_hash(PAGE)}\r\n")
    assert run([pages({"a.txt": PAGE})], tmp_path / "out", corrected(table(rows))).failures == 0
    assert [row["line"] for row in listed(tmp_path / "out", "unbound-correction")] == [2]


def test_a_speech_that_a_row_dropped_is_no_error(pages: Pages, table: Write, tmp_path: Path) -> None:
    folder = pages({"a.txt": PAGE, "b.txt": PAGE.replace("春耕", "秋收")})
    summary = run([folder], tmp_path / "out", corrected(table("a.txt,,1,drop,,\r\n")))
    assert (summary.counts["records"], summary.failures) == (1, 0)


def test_documents_of_one_file_are_told_apart(pages: Pages, table: Write, tmp_path: Path, records: Records) -> None:
    texts = [PAGE.replace("春耕", season) for season in ("春耕", "夏收", "秋收")]
    lines = [{"id": 7, "text": texts[0]}, {"id": "八", "text": texts[1]}, {"text": texts[2]}]
    folder = pages({"a.jsonl": "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)})
    rows = (
        "a.jsonl,7,,speaker,甲,\r\na.jsonl,id:八,,speaker,乙,\r\n"
        f"a.jsonl,,,speaker,丙,{text_hash(texts[2])}\r\na.jsonl,,,speaker,丁,\r\n"
    )
    run([folder], tmp_path / "out", corrected(table(rows)))
    assert [record["speaker"] for record in records(tmp_path / "out")] == ["甲", "乙", "丙"]
    assert [row["line"] for row in listed(tmp_path / "out", "stale-correction")] == [5]


def test_workers_and_order_do_not_matter(
    pages: Pages, table: Write, speech: Speech, tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaner.passes.cleaning.BATCH", 2000)
    folder = pages({f"{n:02}.txt": speech(n) for n in range(12)})
    rows = "".join(f"{n:02}.txt,,,keep,上一篇：物理教学论文,\r\n" for n in range(14))
    config = corrected(table(rows))
    run([folder], tmp_path / "one", config)
    run(sorted(folder.iterdir(), reverse=True), tmp_path / "two", Config(corrections=config.corrections, workers=2))
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_other_corrections_are_another_corpus(pages: Pages, table: Write, tmp_path: Path) -> None:
    folder, out = pages({"a.txt": PAGE}), tmp_path / "out"
    run([folder], out, corrected(table(KEEP)))
    manifest = json.loads((out / "manifest.json").read_bytes())
    assert manifest["rules"]["corrections"]["count"] == 1
    run([folder], out, corrected(table(KEEP)))
    with pytest.raises(RefusedError, match="other inputs, rules"):
        run([folder], out, corrected(table(KEEP + DROP)))
    with pytest.raises(RefusedError):
        run([folder], out)


def test_corrections_that_change_during_the_run_are_noticed(
    pages: Pages, table: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def edit_first(*arguments: Any) -> Any:
        table(KEEP + DROP)
        return _batches(*arguments)

    config = corrected(table(KEEP))
    monkeypatch.setattr("cleaner.passes.cleaning._batches", edit_first)
    with pytest.raises(RefusedError, match="the corrections changed during the run"):
        run([pages({"a.txt": PAGE})], tmp_path / "out", config)


def test_the_check_knows_what_is_kept(pages: Pages, table: Write, tmp_path: Path) -> None:
    for name, format_ in (("out", "jsonl"), ("tree", "text")):
        config = Config(corrections=str(table(KEEP)), format=format_)
        run([pages({"a.txt": PAGE})], tmp_path / name, config)
        assert check(tmp_path / name, config).passed
        assert not check(tmp_path / name).passed


# ------------------------------------------------------------------------------------------------ single files


def test_explain_shows_the_row(pages: Pages, table: Write) -> None:
    shown = explain(pages({"x/a.txt": PAGE}) / "x" / "a.txt", corrected(table(KEEP + DROP))).split("\n")
    assert shown[2].endswith("[-大家要高度重视。-]<correction:3>")
    assert shown[3] == "上一篇：工作报告"


def test_a_single_file_tells_what_is_stale_and_only_of_itself(pages: Pages, table: Write) -> None:
    told: list[InputError] = []
    config = corrected(table(f"{KEEP}a.txt,,,drop,没有,\r\nb.txt,,,drop,没有,\r\na.txt,,,drop,x,{'0' * 64}\r\n"))
    clean_file(pages({"a.txt": PAGE}) / "a.txt", config, stale=told)
    assert [error.line for error in told] == [3, 5]


def test_a_table_that_is_not_there_or_wrong_is_told_before_anything_is_read(
    pages: Pages, table: Write, tmp_path: Path
) -> None:
    folder = pages({"a.txt": PAGE})
    with pytest.raises(ConfigError, match="no such file"):
        run([folder], tmp_path / "out", corrected(tmp_path / "nothing.csv"))
    with pytest.raises(ConfigError, match=r"corrections\.csv:2: unknown action"):
        run([folder], tmp_path / "out", corrected(table("a.txt,,,kep,x,\r\n")))
    assert not (tmp_path / "out").exists()


def test_a_configuration_file_names_them_as_seen_from_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "cleaner.toml").write_text('corrections = "c.csv"\n', encoding="utf-8")
    assert load_config(tmp_path / "cleaner.toml", {}).corrections == str(tmp_path / "c.csv")
    assert load_config(tmp_path / "cleaner.toml", {"corrections": "d.csv"}).corrections == "d.csv"


# ------------------------------------------------------------------------------------------------ binding


def filled(path: Path, data: bytes | None) -> list[dict[str, str]]:
    assert data is not None
    path.write_bytes(data)
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_hashes_that_are_missing_are_filled_in(pages: Pages, table: Write) -> None:
    folder, path = pages({"a.txt": PAGE.encode("gb18030")}), table(f"{KEEP}{DROP}c.txt,,,keep,x,\r\n")
    bound = bind(path, [folder])
    assert (bound.applied, bound.filled, [error.line for error in bound.stale]) == (2, 2, [4])
    assert [row["sha256"] for row in filled(path, bound.table)] == [text_hash(PAGE)] * 2 + [""]
    again = bind(path, [folder])
    assert (again.table, again.applied, again.filled) == (None, 2, 0)


def test_after_the_page_changes_a_row_is_stale(pages: Pages, table: Write) -> None:
    path = table(KEEP)
    filled(path, bind(path, [pages({"a.txt": PAGE})]).table)
    (error,) = bind(path, [pages({"a.txt": PAGE.replace("春耕", "秋收")})]).stale
    assert "has changed" in str(error)


def test_the_column_is_added_where_there_is_none(pages: Pages, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes("source;action;value\r\na.txt;keep;上一篇：工作报告\r\n".encode("gbk"))
    bound = bind(path, [pages({"a.txt": PAGE})])
    assert bound.table is not None
    path.write_bytes(bound.table)
    assert read_tables(path)[0][0] == ["source", "action", "value", "sha256"]
    assert bind(path, [tmp_path / "pages"]).table is None


def test_a_workbook_is_bound_too(pages: Pages, tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    book = openpyxl().Workbook()
    for row in (["source", "part", "action", "value"], ["a.txt", 1, "title", "讲话"]):
        book.active.append(row)
    book.save(path)
    bound = bind(path, [pages({"a.txt": PAGE})])
    assert bound.table is not None
    path.write_bytes(bound.table)
    assert read_tables(path)[0][1] == ["a.txt", "1", "title", "讲话", text_hash(PAGE)]


def test_a_row_that_fits_two_documents_is_not_bound(pages: Pages, table: Write) -> None:
    lines = [{"id": 7, "text": PAGE}, {"id": 7, "text": PAGE.replace("春耕", "秋收")}]
    folder = pages({"a.jsonl": "".join(json.dumps(line) + "\n" for line in lines)})
    bound = bind(table("a.jsonl,7,,speaker,甲,\r\n"), [folder])
    assert (bound.table, "2 documents" in str(bound.stale[0])) == (None, True)


def test_an_input_that_is_not_there_is_told(table: Write, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        bind(table(KEEP), [tmp_path / "nothing"])


def test_the_command_writes_the_table_and_exits_1_where_a_row_is_stale(
    pages: Pages, table: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, path = pages({"a.txt": PAGE}), table(KEEP)
    assert main(["corrections", str(path), str(folder)]) == 0
    assert text_hash(PAGE) in path.read_text(encoding="utf-8-sig")
    pages({"a.txt": PAGE.replace("春耕", "秋收")})
    assert main(["corrections", str(path), str(folder)]) == 1
    assert "corrections.csv:2: not applied: the text of 'a.txt' has changed" in capsys.readouterr().err


def test_the_command_line_tells_what_is_stale(
    pages: Pages, table: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, option = pages({"a.txt": PAGE}) / "a.txt", str(table("a.txt,,,drop,没有,\r\n"))
    assert main(["run", str(path), "--out", str(tmp_path / "out"), "--corrections", option]) == 1
    assert main(["file", str(path), "--corrections", option]) == 0
    assert main(["explain", str(path), "--corrections", option]) == 0
    told = capsys.readouterr()
    assert told.err.count("corrections.csv:2: not applied: the text does not have: 没有") == 3
    assert "corrections: 0 rows applied, 1 not" in told.out
