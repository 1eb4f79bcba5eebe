"""Sources that are withdrawn: nothing of theirs is left, what they displaced is there again, all else stays as it was."""

import json
import os
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from cleaner import growing
from cleaner.commands.check import check
from cleaner.commands.diff import diff
from cleaner.commands.export import export
from cleaner.commands.restore import restore
from cleaner.config import Config
from cleaner.errors import RefusedError, UsageError
from cleaner.growing import run_in_batches, update
from cleaner.pipeline import run
from cleaner.store.manifest import read_manifest
from tests.test_growing import Folders, grow, grown, records, rows, whole

Pages = Callable[[dict[str, Any]], Path]
Speech = Callable[[int], str]
Tree = Callable[[Path], dict[str, bytes]]


def withdraw(out: Path, *names: str, config: Config | None = None) -> None:
    update([], out, config, withdrawn=names)


def body(record: dict[str, Any]) -> list[str]:
    return str(record["text"]).split("\n")


def sources(out: Path) -> list[str]:
    return [str(item["source"]) for item in read_manifest(out).inputs]


# ------------------------------------------------------------------------------------------------ what comes back


def test_what_nobody_repeats_just_goes(tmp_path: Path, pages: Pages, speech: Speech) -> None:
    folder = pages({f"{number}.txt": speech(number) for number in range(4)})
    run([folder], tmp_path / "out")
    withdraw(tmp_path / "out", "2.txt")
    (folder / "2.txt").unlink()
    run([folder], tmp_path / "right")
    assert diff(tmp_path / "right", tmp_path / "out").same
    assert check(tmp_path / "out").findings == ()


@pytest.mark.parametrize("mode", ["drop", "reposts", "tag"])
def test_a_repost_comes_back_when_what_it_repeats_goes(tmp_path: Path, pages: Pages, speech: Speech, mode: str) -> None:
    """The speech that is kept is the one of the smaller id; whichever goes, the corpus is that of the other alone."""
    config = Config(near_duplicates=mode)
    for name, other in (("a.txt", "b.txt"), ("b.txt", "a.txt")):
        folder = pages({"a.txt": speech(1), "b.txt": speech(1)})
        out, right = tmp_path / f"out-{name}", tmp_path / f"right-{name}"
        run([folder], out, config)
        withdraw(out, name, config=config)
        run([folder / other], right, config)
        assert diff(right, out).same


@pytest.mark.parametrize("mode", ["drop", "tag"])
def test_a_paragraph_comes_back_at_its_place(tmp_path: Path, pages: Pages, speech: Speech, mode: str) -> None:
    """What repeats a paragraph below it names it by its new number."""
    config, out = Config(near_duplicates=mode, prefer=("site:first", "site:second")), tmp_path / "out"
    page, other, third = (speech(number).split("\n") for number in (1, 2, 3))
    mixed = [*other[:3], page[2], *other[3:]]  # the second paragraph of two
    files = {
        "first/a.txt": "\n".join(page),
        "second/b.txt": "\n".join(mixed),
        "third/c.txt": "\n".join([*third[:3], other[3], *third[3:]]),
    }
    run([pages(files)], out, config)
    before = {record["source"]: record for record in records(out)}
    assert (page[2] in body(before["second/b.txt"])) == (mode == "tag")
    withdraw(out, "first", config=config)
    after = {record["source"]: record for record in records(out)}
    assert body(after["second/b.txt"]) == mixed[1:-2]
    assert [(row["kind"], row["kept"]) for row in rows(out)] == [
        ("exact", {"id": after["second/b.txt"]["id"], "paragraph": 3})
    ]
    assert check(out).findings == ()


def test_it_goes_again_where_another_holds_it(tmp_path: Path, pages: Pages, speech: Speech) -> None:
    """Of three copies the second is kept when the first goes; it stands in the record that came back."""
    out = tmp_path / "out"
    run([pages({name: speech(1) for name in ("a.txt", "b.txt", "c.txt")})], out)
    first = records(out)[0]["source"]
    withdraw(out, first)
    (record,) = records(out)
    assert record["source"] in {"a.txt", "b.txt", "c.txt"} - {first}
    assert {row["kept"]["id"] for row in rows(out)} == {record["id"]}
    second = record["source"]
    withdraw(out, second)
    assert [record["source"] for record in records(out)] == sorted({"a.txt", "b.txt", "c.txt"} - {first, second})
    assert rows(out) == []


def test_what_comes_back_is_the_newest(tmp_path: Path, pages: Pages, speech: Speech) -> None:
    """Of a chain A ~ B ~ C the middle went for A; when A goes, it goes for C, which was published after it."""
    head, *_, thanks, _, _ = speech(1).split("\n")
    letters = "".join(chr(0x4E00 + 7 * step) for step in range(60))
    chain = (letters, letters[4:] + "甲乙丙丁", letters[8:] + "甲乙丙丁戊己庚辛")
    folder = pages(
        {f"{number}/{number}.txt": f"{head}\n同志们：\n{text}\n{thanks}\n" for number, text in enumerate(chain)}
    )
    out = tmp_path / "out"
    grow([folder / number for number in "012"], out, Config())
    (middle,) = (row for row in rows(out) if row["kind"] == "near")
    assert middle["kept"]["id"] == next(record["id"] for record in records(out) if record["source"] == "0.txt")
    withdraw(out, "0.txt")
    (middle,) = (row for row in rows(out) if row["kind"] == "near")
    assert middle["removed"]["text"] == chain[1]
    assert middle["kept"]["id"] == next(record["id"] for record in records(out) if record["source"] == "2.txt")


# ------------------------------------------------------------------------------------------------ whatever goes


@pytest.mark.parametrize("mode", ["drop", "reposts", "tag", "keep"])
def test_whatever_goes_the_rest_is_whole(tmp_path: Path, speech: Speech, tree: Tree, mode: str) -> None:
    folders = grown(tmp_path, speech, 40, 3)
    raw = {name: data for folder in folders for name, data in tree(folder).items()}
    out, config, draw = tmp_path / "out", Config(near_duplicates=mode, prefer=("longest",)), random.Random(mode)
    grow(folders, out, config)
    for step in range(3):
        gone = draw.sample(sources(out), 4)
        withdraw(out, *gone, config=config)
        for name in gone:
            del raw[name]
        assert check(out).findings == ()
        restore(out, tmp_path / f"raw{step}")
        assert tree(tmp_path / f"raw{step}") == raw
        run([tmp_path / f"raw{step}"], tmp_path / f"right{step}", config)
        assert_counts_alike(out, tmp_path / f"right{step}")
        named = {record["id"] for record in records(out)}
        assert {row["kept"]["id"] for row in rows(out)} <= named


def assert_counts_alike(out: Path, right: Path) -> None:
    """What does not hang on the order of decisions is counted as in a run over the rest."""
    mine, others = read_manifest(out).counts, read_manifest(right).counts
    for name in ("files", "documents", "speeches", "characters_in", "removed_by_category", "encodings", "errors"):
        assert mine[name] == others[name]
    assert mine["characters_in"] == mine["characters_kept"] + mine["characters_in_ledger"]
    found = [row["kind"] for row in rows(out)]
    assert mine["reposts"] == found.count("repost")
    assert mine["template_paragraphs"] == sum("like" in row for row in rows(out))
    assert mine["records"] == len(records(out))


def test_batches_that_do_not_change_keep_their_files(tmp_path: Path, pages: Pages, speech: Speech) -> None:
    folder = pages({f"{number}/{number}.txt": speech(number) for number in range(3)})
    out = tmp_path / "out"
    grow([folder / number for number in "012"], out, Config())
    before = {item["path"]: item for item in read_manifest(out).outputs}
    withdraw(out, "1.txt")
    after = {item["path"]: item for item in read_manifest(out).outputs}
    assert {item["batch"] for path, item in before.items() if path not in after} == {1}
    assert all(after[path] == item for path, item in before.items() if item["batch"] != 1)
    assert not any((out / path).exists() for path in before.keys() - after.keys())


def test_a_changed_file_is_withdrawn_and_added_at_once(tmp_path: Path, pages: Pages, speech: Speech) -> None:
    folder, out = pages({"a.txt": speech(1), "b.txt": speech(1), "c.txt": speech(2)}), tmp_path / "out"
    run([folder], out)
    (folder / "a.txt").write_text(speech(5), encoding="utf-8")
    update([folder], out, withdrawn=["a.txt"])
    assert check(out).findings == ()
    assert [(item["source"], item["batch"]) for item in read_manifest(out).inputs] == [
        *(("b.txt", 0), ("c.txt", 0)),
        ("a.txt", 1),
    ]
    assert len(records(out)) == 3
    restore(out, tmp_path / "raw")
    assert (tmp_path / "raw/a.txt").read_text(encoding="utf-8") == speech(5)


def test_a_file_of_many_documents_is_revived_document_by_document(tmp_path: Path, pages: Pages, speech: Speech) -> None:
    lines = [json.dumps({"text": speech(number)}, ensure_ascii=False) for number in (3, 1, 4)]
    folder = pages({"a.txt": speech(1), "many.jsonl": "\n".join([lines[0], "no json", *lines[1:], ""])})
    out, config = tmp_path / "out", Config(prefer=("site:x", "longest"))
    run([folder / "a.txt"], out, config)
    update([folder], out, config)
    assert [row["kind"] for row in rows(out)].count("repost") == 1
    withdraw(out, "a.txt", config=config)
    run([folder / "many.jsonl"], tmp_path / "right", config)
    assert diff(tmp_path / "right", out).same
    restore(out, tmp_path / "raw")
    assert (tmp_path / "raw/many.jsonl").read_bytes() == (folder / "many.jsonl").read_bytes()


def test_what_an_archive_holds_goes_and_comes_back_with_it(tmp_path: Path, pages: Pages, speech: Speech) -> None:
    folder, out, config = pages({"a.txt": speech(1)}), tmp_path / "out", Config(prefer=("site:x", "longest"))
    for name, numbers in (("b.zip", (1, 2)), ("c.zip", (3, 2))):
        with ZipFile(folder / name, "w") as archive:
            for number in numbers:
                archive.writestr(f"{number}.txt", speech(number))
    run([folder / "a.txt"], out, config)
    update([folder / "b.zip"], out, config)
    update([folder / "c.zip"], out, config)
    assert [row["kind"] for row in rows(out)].count("repost") == 2
    withdraw(out, "a.txt", config=config)
    assert check(out).findings == ()
    withdraw(out, "b.zip", config=config)
    assert check(out).findings == ()
    run([folder / "c.zip"], tmp_path / "right", config)
    assert diff(tmp_path / "right", out).same
    assert restore(out, tmp_path / "raw").files == ["c.zip"]


@pytest.mark.parametrize("mode", ["drop", "keep"])
def test_a_corpus_of_which_all_is_withdrawn_is_an_empty_one_that_can_grow(
    tmp_path: Path, speech: Speech, tree: Tree, mode: str
) -> None:
    folders, out, config = grown(tmp_path, speech, 12, 2), tmp_path / "out", Config(near_duplicates=mode)
    grow(folders, out, config)
    withdraw(out, *sources(out), config=config)
    assert [finding.kind for finding in check(out).findings] == ["empty"]
    assert restore(out, tmp_path / "nothing").files == []
    export(out, "jsonl", tmp_path / "exported", near_duplicates=mode)
    assert set(tree(tmp_path / "exported").values()) <= {b""}
    update(folders, out, config)
    assert check(out).findings == ()
    restore(out, tmp_path / "again")
    run([tmp_path / "again"], tmp_path / "right", config)
    assert diff(tmp_path / "right", out).same
    run_in_batches(folders, tmp_path / "anew", out, config)
    assert diff(tmp_path / "anew", out).same


@pytest.mark.parametrize("mode", ["drop", "tag"])
def test_what_is_withdrawn_and_added_again_is_the_newest(
    tmp_path: Path, pages: Pages, speech: Speech, mode: str
) -> None:
    config, out = Config(near_duplicates=mode), tmp_path / "out"
    folder = pages({"a.txt": speech(1), "b.txt": speech(2), "c.txt": speech(3)})
    run([folder], out, config)
    withdraw(out, "a.txt", config=config)
    update([folder], out, config)
    run([folder], tmp_path / "right", config)
    assert [record["source"] for record in records(out)] == ["b.txt", "c.txt", "a.txt"]
    assert diff(tmp_path / "right", out).same


# ------------------------------------------------------------------------------------------------ lists

ROW = "source,key,part,action,value\nb.txt,,1,title,新的题目\n"


@pytest.fixture
def repost(tmp_path: Path, pages: Pages, speech: Speech) -> tuple[Path, Config]:
    """Return a speech, a repost of it that has another title in lists, and settings that name the lists."""
    folder = pages({"site/a.txt": speech(1), "b.txt": speech(1), "c.txt": speech(2)})
    (tmp_path / "corrections.csv").write_text(ROW, encoding="utf-8")
    (tmp_path / "list.csv").write_text("file,speaker\nb.txt,王某\n", encoding="utf-8")
    corrections, metadata = str(tmp_path / "corrections.csv"), str(tmp_path / "list.csv")
    return folder, Config(corrections=corrections, metadata=metadata, metadata_key="file", prefer=("site:site",))


def test_what_comes_back_is_corrected_as_it_was(tmp_path: Path, repost: tuple[Path, Config]) -> None:
    folder, config = repost
    run([folder], tmp_path / "out", config)
    assert "b.txt" not in {record["source"] for record in records(tmp_path / "out")}
    withdraw(tmp_path / "out", "site/a.txt", config=config)
    (found,) = (record for record in records(tmp_path / "out") if record["source"] == "b.txt")
    assert (found["title"], found["speaker"]) == ("新的题目", "王某")
    assert check(tmp_path / "out").findings == ()


@pytest.mark.parametrize("missing", [{"corrections": None}, {"metadata": None}], ids=["corrections", "metadata"])
def test_what_would_come_back_otherwise_is_refused(
    tmp_path: Path, repost: tuple[Path, Config], tree: Tree, missing: dict[str, Any]
) -> None:
    folder, config = repost
    out, without = tmp_path / "out", replace(config, **missing)
    run([folder], out, config)
    before = tree(out)
    with pytest.raises(RefusedError, match="comes out otherwise") as caught:
        withdraw(out, "site/a.txt", config=without)
    assert caught.value.file == "b.txt"
    assert tree(out) == before
    withdraw(out, "site/a.txt", "b.txt", config=without)
    assert [record["source"] for record in records(out)] == ["c.txt"]


def test_corrections_of_what_is_withdrawn_do_not_count(tmp_path: Path, repost: tuple[Path, Config]) -> None:
    folder, config = repost
    run([folder], tmp_path / "out", config)
    withdraw(tmp_path / "out", "c.txt", config=config)
    assert read_manifest(tmp_path / "out").counts["corrections"] == 1
    withdraw(tmp_path / "out", "b.txt", config=config)
    assert read_manifest(tmp_path / "out").counts["corrections"] == 0


# ------------------------------------------------------------------------------------------------ refused, and killed


@pytest.mark.parametrize(
    ("name", "advice"),
    [("1/0001.text", "did you mean"), ("nothing", "the manifest has the names")],
    ids=["near", "far"],
)
def test_what_is_not_there_is_refused(tmp_path: Path, pages: Pages, speech: Speech, name: str, advice: str) -> None:
    run([pages({"1/0001.txt": speech(1), "1/0002.txt": speech(2)})], tmp_path / "out")
    with pytest.raises(UsageError, match="is no source") as caught:
        withdraw(tmp_path / "out", name)
    assert advice in caught.value.advice


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
@pytest.mark.parametrize(
    "name", [r"b\xff.txt", "b\udcff.txt", r"c\\d.txt", r"c\d.txt", "e\udcff/f.txt", "e\udcff", "e\udcff/"]
)
def test_a_file_goes_by_its_own_name_and_by_that_of_its_source(
    tmp_path: Path, pages: Pages, speech: Speech, name: str
) -> None:
    names = ("b\udcff.txt", r"c\d.txt", "e\udcff/f.txt", "g.txt")
    run([pages({each: speech(number) for number, each in enumerate(names)})], tmp_path / "out")
    before = sources(tmp_path / "out")
    withdraw(tmp_path / "out", name)
    (gone,) = {*before} - {*sources(tmp_path / "out")}
    assert gone[0] == name[0]


def test_without_the_raw_text_nothing_can_be_withdrawn(tmp_path: Path, pages: Pages, speech: Speech) -> None:
    config = Config(ledger="spans")
    run([pages({"a.txt": speech(1)})], tmp_path / "out", config)
    with pytest.raises(RefusedError, match="--ledger full"):
        withdraw(tmp_path / "out", "a.txt", config=config)


def test_pages_of_one_speech_go_together(tmp_path: Path, pages: Pages) -> None:
    def page(number: int) -> str:
        text = f"全县的第{number}项工作要抓紧抓好，同志们要认真谋划，因为群众看在眼里，也记在心里，等不得也慢不得。"
        return f"在全县工作会议上的讲话\n第{number}页/共2页\n{text}\n"

    run([pages({"x.txt": page(1), "x_2.txt": page(2)})], tmp_path / "out")
    assert len(records(tmp_path / "out")) == 1
    with pytest.raises(RefusedError, match="is a page"):
        withdraw(tmp_path / "out", "x_2.txt")
    withdraw(tmp_path / "out", "x.txt", "x_2.txt")
    assert records(tmp_path / "out") == []


def test_a_withdrawal_that_is_broken_off_changes_nothing(
    tmp_path: Path, speech: Speech, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders: Folders = grown(tmp_path, speech, 12, 2)
    out = tmp_path / "out"
    grow(folders, out, Config())
    before = tree(out)

    def broken(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(growing, "_write_pages", broken)
        with pytest.raises(MemoryError):
            withdraw(out, sources(out)[0])
    left = {name: data for name, data in tree(out).items() if not name.startswith(".")}
    assert left == before
    assert whole(out) == read_manifest(out).counts
