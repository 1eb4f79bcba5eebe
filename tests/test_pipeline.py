"""The promises of a whole run: the raw files come back, order means nothing, cleaning twice changes nothing."""

import json
import random
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.commands.check import check
from cleaner.commands.restore import restore
from cleaner.config import Config
from cleaner.document.clean import Options, clean
from cleaner.document.edits import apply_edits
from cleaner.document.matcher import Matcher
from cleaner.errors import CleanerError, OutputError, RefusedError, RuleError, UsageError
from cleaner.formats import NEEDS
from cleaner.model import Cleaned, Decoded, Document, Frame
from cleaner.passes.cleaning import clean_all
from cleaner.pipeline import run
from cleaner.prepare import matcher
from cleaner.store.ledger import document_entries, text_of
from cleaner.store.records import make_records

Pages = Callable[[dict[str, Any]], Path]
Speech = Callable[[int], str]
Tree = Callable[[Path], dict[str, bytes]]
Records = Callable[[Path], list[dict[str, Any]]]

RULE = """
[[rule]]
id = "test-share"
category = "share"
scope = "line"
why = "A test."
match = "{0}"
removes = ["[-{0}-]"]
"""

# ------------------------------------------------------------------------------------------------ restoring


@pytest.mark.parametrize("format_", ["jsonl", "jsonl.gz", "jsonl.zst", "parquet", "text", "tei"])
@pytest.mark.parametrize("mode", ["drop", "reposts", "tag"])
def test_every_source_comes_back_byte_for_byte(
    pages: Pages, encoded_pages: dict[str, bytes], tmp_path: Path, tree: Tree, format_: str, mode: str
) -> None:
    pytest.importorskip(NEEDS.get(format_, ("json",))[0])
    config = Config(format=format_, near_duplicates=mode)
    summary = run([pages({**encoded_pages, "again/utf-8.txt": encoded_pages["utf-8.txt"]})], tmp_path / "out", config)
    assert {row["code"] for row in summary.errors if row["status"] == "error"} == {"json"}
    assert restore(tmp_path / "out", tmp_path / "raw").absent == []
    assert tree(tmp_path / "raw") == tree(tmp_path / "pages")


@pytest.mark.parametrize("script", ["simplified", "traditional"])
def test_a_converted_corpus_comes_back_too(
    pages: Pages, encoded_pages: dict[str, bytes], tmp_path: Path, tree: Tree, script: str
) -> None:
    run([pages(dict(encoded_pages))], tmp_path / "out", Config(script=script))
    restore(tmp_path / "out", tmp_path / "raw")
    assert tree(tmp_path / "raw") == tree(tmp_path / "pages")


def test_the_project_itself_passes_its_check(pages: Pages, encoded_pages: dict[str, bytes], tmp_path: Path) -> None:
    run(
        [pages({name: data for name, data in encoded_pages.items() if name not in ("damaged.txt", "lines.jsonl")})],
        tmp_path / "out",
    )
    report = check(tmp_path / "out")
    assert report.passed, report


# ------------------------------------------------------------------------------------------------ order


@pytest.fixture
def hundred(pages: Pages, speech: Speech, encoded_pages: dict[str, bytes]) -> Path:
    """A folder with near-duplicates, reposts and many encodings."""
    parts = [speech(100 + n).split("\n") for n in range(30)]
    files: dict[str, Any] = {}
    for n in range(60):
        lines, other = parts[n % 30], parts[(n * 7 + 3) % 30]
        files[f"{n % 5}/{n:02}.txt"] = "\n".join([*lines[:3], *other[2:4], *lines[3:]])
    return pages({**files, **encoded_pages})


def test_files_in_any_order_with_any_workers_give_the_same_bytes(hundred: Path, tmp_path: Path, tree: Tree) -> None:
    files = [path for path in hundred.rglob("*") if path.is_file()]
    results = []
    for shuffle in range(5):
        random.Random(shuffle).shuffle(files)
        out = tmp_path / f"out{shuffle}"
        run(files, out, Config(workers=(1, 1, 1, 2, 4)[shuffle]))
        results.append(tree(out))
    assert all(result == results[0] for result in results)
    assert results[0]["duplicates.jsonl"].count(b"\n") > 20


def test_the_same_call_twice_gives_the_same_bytes(hundred: Path, tmp_path: Path, tree: Tree) -> None:
    run([hundred], tmp_path / "out")
    first = tree(tmp_path / "out")
    run([hundred], tmp_path / "out")
    assert tree(tmp_path / "out") == first


@pytest.fixture
def rows(speech: Speech) -> list[dict[str, Any]]:
    """Records with and without ids, with equal ids, equal texts, and equal texts of different titles."""
    rows: list[dict[str, Any]] = [{"id": n, "text": speech(n % 7)} for n in range(10)]
    rows += [{"text": speech(n % 3 + 20)} for n in range(6)]
    rows += [{"id": "same", "text": speech(n + 30)} for n in range(3)]
    return rows


def decided(out: Path, records: Records) -> tuple[set[str], set[str]]:
    found = {json.dumps(record, sort_keys=True) for record in records(out)}
    return found, set((out / "duplicates.jsonl").read_text(encoding="utf-8").splitlines())


def test_lines_in_another_order_give_the_same_records_and_decisions(
    pages: Pages, rows: list[dict[str, Any]], tmp_path: Path, records: Records
) -> None:
    results = []
    for shuffle in range(6):
        random.Random(shuffle).shuffle(rows)
        out = tmp_path / f"out{shuffle}"
        run([pages({"a.jsonl": "".join(json.dumps(row) + "\n" for row in rows)})], out)
        results.append(decided(out, records))
    assert all(result == results[0] for result in results)
    assert results[0][1]


def test_equal_texts_with_other_titles_keep_their_ids_when_lines_change_places(
    pages: Pages, speech: Speech, tmp_path: Path, records: Records
) -> None:
    rows = [{"text": speech(1), "title": title} for title in ("甲地讲话", "乙地讲话")]
    results: list[set[tuple[str, str]]] = []
    for order in (rows, rows[::-1]):
        folder = pages({"a.jsonl": "".join(json.dumps(row) + "\n" for row in order)})
        out = tmp_path / f"out{len(results)}"
        run([folder], out, Config(near_duplicates="keep"))
        results.append({(record["id"], record["title"]) for record in records(out)})
    assert results[0] == results[1]


# ------------------------------------------------------------------------------------------------ one run and the next


def test_another_corpus_is_refused_until_restart(pages: Pages, speech: Speech, tmp_path: Path, tree: Tree) -> None:
    run([pages({"a.txt": speech(1)})], tmp_path / "out")
    old = tree(tmp_path / "out")
    changes: list[tuple[dict[str, str], Config]] = [
        ({"a.txt": speech(1)}, Config(script="simplified")),
        ({"a.txt": speech(1) + "。"}, Config()),
        ({"a.txt": speech(1), "b.txt": speech(2)}, Config()),
    ]
    for files, config in changes:
        folder = pages(files)
        with pytest.raises(RefusedError) as caught:
            run([folder], tmp_path / "out", config)
        assert (caught.value.code, caught.value.exit_code) == ("other-corpus", 4)
        assert tree(tmp_path / "out") == old
    run([folder], tmp_path / "out", config, restart=True)
    assert check(tmp_path / "out").passed


def test_settings_that_decide_nothing_are_no_other_corpus(pages: Pages, speech: Speech, tmp_path: Path) -> None:
    run([pages({"a.txt": speech(1)})], tmp_path / "out")
    run([tmp_path / "pages"], tmp_path / "out", Config(workers=2, max_errors=5, check_max_short=0.5))


def test_the_place_of_a_rule_file_is_no_part_of_the_corpus(
    pages: Pages, speech: Speech, tmp_path: Path, tree: Tree
) -> None:
    folder = pages({"a.txt": speech(1)})
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "site.toml").write_text(RULE.format("分享到某微"), encoding="utf-8")
        run([folder], tmp_path / f"out-{name}", Config(rules=(str(tmp_path / name),)))
    assert tree(tmp_path / "out-one") == tree(tmp_path / "out-two")


def test_a_rule_file_edited_between_two_runs_is_read_again(
    pages: Pages, speech: Speech, tmp_path: Path, records: Records
) -> None:
    folder, rules = pages({"a.txt": speech(1) + "分享到某微\n分享到某博\n"}), tmp_path / "site.toml"
    for name, gone in (("one", "分享到某微"), ("two", "分享到某博")):
        rules.write_text(RULE.format(gone), encoding="utf-8")
        run([folder], tmp_path / name, Config(rules=(str(rules),), builtin_rules=False))
        (record,) = records(tmp_path / name)
        assert gone not in record["text"]


def test_an_input_that_changes_during_the_run_is_noticed(
    pages: Pages, speech: Speech, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tree: Tree
) -> None:
    folder = pages({"a.txt": speech(1), "b.txt": speech(2)})

    def late(*args: Any) -> Any:
        (folder / "a.txt").write_text(speech(3), encoding="utf-8")
        return clean_all(*args)

    monkeypatch.setattr("cleaner.pipeline.clean_all", late)
    with suppress(CleanerError):
        summary = run([folder], tmp_path / "out")
        assert "a.txt" in {row["file"] for row in summary.errors} or check(tmp_path / "out").passed


def unreadable(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    real = Path.open

    def refuse(self: Path, *args: Any, **kwargs: Any) -> Any:
        if self.name == name:
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refuse)


def test_a_file_that_cannot_be_read_is_listed_and_stops_nothing(
    pages: Pages, speech: Speech, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, records: Records
) -> None:
    folder = pages({"a.txt": speech(1), "b.txt": speech(2)})
    unreadable(monkeypatch, "a.txt")
    summary = run([folder], tmp_path / "out")
    assert [(row["code"], row["file"]) for row in summary.errors] == [("unreadable", "a.txt")]
    assert [record["source"] for record in records(tmp_path / "out")] == ["b.txt"]


def test_the_output_folder_may_lie_in_the_input_folder(pages: Pages, speech: Speech, tree: Tree) -> None:
    folder = pages({"a.txt": speech(1)})
    run([folder], folder / "out")
    first = tree(folder / "out")
    run([folder], folder / "out")
    assert tree(folder / "out") == first


def test_a_wrong_rule_file_is_told_before_anything_is_written(pages: Pages, speech: Speech, tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("[[rule]]\nid = 'x'\nmach = 'y'\n")
    with pytest.raises(RuleError):
        run([pages({"a.txt": speech(1)})], tmp_path / "out", Config(rules=(str(tmp_path / "x.toml"),)))
    assert not (tmp_path / "out").exists()


def test_a_missing_input_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        run([tmp_path / "missing"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_corpus_without_ledger_cannot_be_restored(pages: Pages, speech: Speech, tmp_path: Path) -> None:
    for ledger in ("spans", "off"):
        run([pages({"a.txt": speech(1)})], tmp_path / ledger, Config(ledger=ledger))
        assert check(tmp_path / ledger).passed
        with pytest.raises(OutputError, match="--ledger full"):
            restore(tmp_path / ledger, tmp_path / "raw")


# ------------------------------------------------------------------------------------------------ any document at all

LINES = (
    *(
        "同志们：",
        "各位代表，",
        "今天我们召开会议，总结工作。",
        "一、提高认识，加强领导",
        "（一）要抓好落实",
        "谢谢大家！",
    ),
    *("第一篇：在全县工作会议上的讲话", "第二篇：某某局长发言稿", "目录", "工作会议讲话稿", "--在大会上的讲话"),
    *(
        "上一篇：物理课论文",
        "来源：新华网",
        "作者：张三",
        "发布时间：2022-05-08 09:16",
        "分享到微博",
        "推荐阅读：",
        "1/5",
    ),
    *("2023年5月8日", "县委书记　张三", "导语：本文介绍", "关键词：讲话 工作", "http://www.gov.cn/a.html", "（完）"),
    *(
        "　　全区要把思想统一到中央决策部署上来；",
        "×××",
        "各位領導、同志們：區委書記",
        "A B C",
        "&nbsp;你好",
        "<p>段落</p>",
    ),
    *(
        "\u200b零宽",
        "e\u0301组合",
        "\U0001f600\U00020000",
        "\u202ertl\u202c",
        "\ufeff标记",
        "\ufffd坏",
        "\x85乱",
        "\x0b",
        "\t",
        "  ",
    ),
    "我们要坚持以经济建设为中心，大力推进产业结构调整，加快发展现代农业和先进制造业，努力提高人民生活水平，确保",
)
ENDS = ("\n", "\n", "\n", "\r\n", "\r", "\n\n", "\u2028", "\f", "")
TEXTS = st.lists(st.tuples(st.sampled_from(LINES) | st.text(max_size=12), st.sampled_from(ENDS)), max_size=14).map(
    lambda pairs: "".join(line + end for line, end in pairs).replace("\0", "").encode("utf-8", "replace").decode()
)
PROPERTY = settings(max_examples=300, deadline=None, derandomize=True)


def rules() -> Matcher:
    return matcher(Config())


def cleaned(text: str, **options: Any) -> Cleaned:
    return clean(Document("a.txt", "", Decoded(text, "utf-8")), rules(), Options(**options))


@PROPERTY
@given(TEXTS, st.sampled_from(["keep", "simplified", "traditional"]))
def test_the_ledger_restores_any_text(text: str, script: str) -> None:
    whole = cleaned(text, script=script)
    (entry,) = document_entries(whole, "", 0, Frame("plain"), {}, "drop", full=True)
    spans = entry["spans"]
    assert [0, *(span["end"] for span in spans)] == [*(span["start"] for span in spans), len(text)]
    records = make_records(whole, "", {}, "drop", "")
    assert text_of(entry, {record["id"]: record["text"] for record in records}) == text


@PROPERTY
@given(TEXTS)
def test_no_character_is_in_two_edits_and_none_is_lost(text: str) -> None:
    whole = cleaned(text)
    position = 0
    covered: set[int] = set()
    for edit in whole.edits:
        assert position <= edit.start < edit.end <= len(text)
        position = edit.end
        covered.update(range(edit.start, edit.end))
    for speech in whole.speeches:
        for paragraph in speech.paragraphs:
            covered.update(range(paragraph.start, paragraph.end))
    assert covered == set(range(len(text)))


@PROPERTY
@given(TEXTS, st.sampled_from(["keep", "simplified"]))
def test_a_paragraph_is_its_range_with_its_edits_applied(text: str, script: str) -> None:
    whole = cleaned(text, script=script)
    position = 0
    for paragraph in (paragraph for speech in whole.speeches for paragraph in speech.paragraphs):
        assert position <= paragraph.start < paragraph.end
        position = paragraph.end
        inside = [edit for edit in whole.edits if paragraph.start <= edit.start < paragraph.end]
        assert all(edit.end <= paragraph.end for edit in inside)
        assert apply_edits(text, inside, paragraph.start, paragraph.end) == paragraph.text
        assert paragraph.text.strip()


@PROPERTY
@given(TEXTS)
def test_a_paragraph_is_one_line(text: str) -> None:
    for speech in cleaned(text).speeches:
        assert not any("\n" in paragraph.text for paragraph in speech.paragraphs)


@PROPERTY
@given(TEXTS)
def test_what_is_taken_from_no_paragraph_is_blank_or_has_a_reason(text: str) -> None:
    for edit in cleaned(text).edits:
        if edit.cause == "layout":
            assert all(char.isspace() or unicodedata.category(char)[0] == "C" for char in text[edit.start : edit.end])
        else:
            assert edit.rule


@PROPERTY
@given(TEXTS)
def test_cleaning_what_is_clean_changes_nothing(text: str) -> None:
    for record in make_records(cleaned(text), "", {}, "drop", ""):
        fields = {"title": record["title"]} if record["title"] else {}
        document = Document("a.txt", "", Decoded(record["text"], "utf-8"), fields)
        again = clean(document, rules(), Options(split=False))
        assert [p.text for speech in again.speeches for p in speech.paragraphs] == record["text"].split("\n")


def test_cleaning_the_records_of_a_corpus_changes_nothing(hundred: Path, tmp_path: Path, records: Records) -> None:
    run([hundred], tmp_path / "out")
    for record in records(tmp_path / "out"):
        document = Document("a.txt", "", Decoded(record["text"], "utf-8"), {"title": record["title"] or ""})
        again = clean(document, rules(), Options(split=False))
        assert "\n".join(p.text for speech in again.speeches for p in speech.paragraphs) == record["text"]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(texts=st.lists(TEXTS.filter(str.strip), min_size=1, max_size=4), data=st.data())
def test_any_files_come_back(tmp_path_factory: pytest.TempPathFactory, texts: list[str], data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "in").mkdir()
    for number, text in enumerate(texts):
        encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))
        (folder / "in" / f"{number}.txt").write_bytes(text.encode(encoding))
    config = replace(Config(), format=data.draw(st.sampled_from(["jsonl", "text"])))
    run([folder / "in"], folder / "out", config)
    back = restore(folder / "out", folder / "raw")
    for name in back.files:
        assert (folder / "raw" / name).read_bytes() == (folder / "in" / name).read_bytes()
    listed = [json.loads(line)["file"] for line in (folder / "out/errors.jsonl").read_bytes().splitlines()]
    assert set(back.absent) <= set(listed)
