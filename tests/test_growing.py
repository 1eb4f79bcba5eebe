"""A corpus that grows: ten updates are one run in ten batches, what was published stays, and a reader never sees a mixture."""

import json
import os
import random
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from cleaner.commands.check import check
from cleaner.commands.diff import diff
from cleaner.commands.export import export
from cleaner.commands.report import report
from cleaner.commands.restore import restore
from cleaner.config import Config
from cleaner.document.corrections import STALE, text_hash
from cleaner.errors import OutputError, RefusedError, UsageError
from cleaner.formats import NEEDS
from cleaner.growing import run_in_batches, update
from cleaner.pipeline import Summary, run
from cleaner.store.commit import ATTEMPT, KEPT, PAGES, locked
from cleaner.store.manifest import read_manifest

Speech = Callable[[int], str]
Tree = Callable[[Path], dict[str, bytes]]
Folders = list[Path]

MODES = ("drop", "reposts", "tag", "keep")


def grown(tmp_path: Path, speech: Speech, count: int, batches: int) -> Folders:
    """Write speeches that take over, change and hold paragraphs of each other into the folder of a batch each."""
    draw = random.Random(count)
    pages = [speech(number).split("\n") for number in range(count)]
    folders = [tmp_path / "raw" / f"batch{number}" for number in range(batches)]
    for number, page in enumerate(pages):
        body = page[2:-3]
        for _ in range(draw.randint(0, 3)):
            body.insert(draw.randrange(len(body) + 1), _taken_over(draw, pages[draw.randrange(count)][2:-3]))
        if draw.random() < 0.15:  # the whole of another
            body = pages[draw.randrange(count)][2:-3]
        path = folders[number % batches] / f"site{number % 3}" / f"{number:04}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([*page[:2], *body, *page[-3:]]), encoding="utf-8")
    return folders


def _taken_over(draw: random.Random, body: list[str]) -> str:
    one, other = draw.choice(body), draw.choice(body)
    return draw.choice(
        (one, one.replace("因为", "由于", 1), one + other, one.replace("第", "第9"), one[: len(one) // 2])
    )


def grow(folders: Folders, out: Path, config: Config) -> list[Summary]:
    first, *others = folders
    return [run([first], out, config), *(update([folder], out, config) for folder in others)]


@pytest.fixture
def folders(tmp_path: Path, speech: Speech) -> Folders:
    """Three batches."""
    return grown(tmp_path, speech, 24, 3)


def rows(out: Path, name: str = "duplicates.jsonl") -> list[dict[str, Any]]:
    return [
        json.loads(line) for path in read_manifest(out).lists(name) for line in (out / path).read_bytes().splitlines()
    ]


def records(out: Path) -> list[dict[str, Any]]:
    paths = read_manifest(out).files("corpus")
    return [json.loads(line) for path in paths for line in (out / path).read_bytes().splitlines()]


# ------------------------------------------------------------------------------------------------ one way


@pytest.mark.parametrize(
    ("config", "count", "batches"),
    [
        pytest.param(Config(), 80, 8, id="drop"),
        pytest.param(Config(near_duplicates="tag", prefer=("site:site1", "longest")), 60, 5, id="tag, with wishes"),
        pytest.param(Config(near_duplicates="reposts", format="jsonl.gz", ledger="spans"), 24, 3, id="reposts"),
        pytest.param(Config(near_duplicates="keep", ledger="off"), 12, 3, id="keep"),
        pytest.param(Config(format="parquet"), 24, 3, id="Parquet"),
        pytest.param(Config(prefer=("earliest",)), 600, 10, id="ten of many", marks=pytest.mark.nightly),
        pytest.param(Config(near_duplicates="tag"), 600, 10, id="ten of many, tagged", marks=pytest.mark.nightly),
    ],
)
def test_updates_are_one_run_in_these_batches(
    tmp_path: Path, speech: Speech, tree: Tree, config: Config, count: int, batches: int
) -> None:
    pytest.importorskip(NEEDS.get(config.format, ("json",))[0])
    folders = grown(tmp_path, speech, count, batches)
    grow(folders, tmp_path / "out", config)
    run_in_batches(folders[::-1], tmp_path / "full", tmp_path / "out", replace(config, workers=2))
    assert tree(tmp_path / "full") == tree(tmp_path / "out")
    assert check(tmp_path / "out").findings == ()
    assert len(read_manifest(tmp_path / "out").batches) == batches


def test_all_kinds_of_repetitions_lead_from_a_batch_to_earlier_ones(tmp_path: Path, speech: Speech) -> None:
    folders = grown(tmp_path, speech, 80, 4)
    grow(folders, tmp_path / "out", Config(near_duplicates="tag"))
    batch_of = {str(item["source"]): item["batch"] for item in read_manifest(tmp_path / "out").inputs}
    of_record = {record["id"]: batch_of[record["source"]] for record in records(tmp_path / "out")}
    kinds = Counter[str]()
    for row in rows(tmp_path / "out"):
        late, early = of_record[(row.get("tagged") or row["like"])["id"]], of_record[row["kept"]["id"]]
        assert early <= late
        kinds[row["kind"]] += early < late
    assert {kind for kind, count in kinds.items() if count} == {"exact", "near", "contained", "template", "repost"}


@pytest.mark.parametrize("mode", MODES)
def test_one_batch_is_a_run(tmp_path: Path, folders: Folders, mode: str) -> None:
    config = Config(near_duplicates=mode)
    run(folders, tmp_path / "one", config)
    run_in_batches(folders, tmp_path / "out", tmp_path / "one", config)
    assert diff(tmp_path / "one", tmp_path / "out").same


# ------------------------------------------------------------------------------------------------ what stays


@pytest.mark.parametrize("mode", MODES)
def test_what_was_published_stays_as_it_was(tmp_path: Path, folders: Folders, tree: Tree, mode: str) -> None:
    config, out = Config(near_duplicates=mode), tmp_path / "out"
    run(folders[:1], out, config)
    for folder in folders[1:]:
        before = {name: data for name, data in tree(out).items() if name not in (*PAGES, "manifest.json")}
        update([folder], out, config)
        assert before.items() <= tree(out).items()


def test_only_new_files_are_read(tmp_path: Path, folders: Folders) -> None:
    out = tmp_path / "out"
    run(folders[:1], out)
    added = update(folders[:2], out).added
    assert added is not None
    assert added["files"] == sum(path.is_file() for path in folders[1].rglob("*"))
    assert len(read_manifest(out).inputs) == sum(path.is_file() for each in folders[:2] for path in each.rglob("*"))


@pytest.mark.parametrize("start", [1, 2], ids=["a corpus of one run", "one that has grown"])
def test_nothing_new_changes_nothing(tmp_path: Path, folders: Folders, tree: Tree, start: int) -> None:
    out = tmp_path / "out"
    grow(folders[:start], out, Config())
    before = tree(out)
    assert update(folders[:start], out).added == {}
    assert tree(out) == before


def test_what_was_set_aside_is_told_once(tmp_path: Path, folders: Folders, tree: Tree) -> None:
    out = tmp_path / "out"
    for number, folder in enumerate(folders):
        (folder / f"scan{number}.pdf").write_bytes(b"%PDF")
        (folder / f"empty{number}.txt").write_bytes(b"")
    run(folders[:1], out)
    update(folders[:2], out)
    update(folders, out)
    told = Counter(row["file"] for row in rows(out, "errors.jsonl"))
    assert told == {
        f"{name}{number}.{end}": 1 for name, end in (("scan", "pdf"), ("empty", "txt")) for number in range(3)
    }
    run_in_batches(folders, tmp_path / "full", out)
    assert tree(tmp_path / "full") == tree(out)


def test_rows_of_lists_are_only_asked_about_new_documents(tmp_path: Path, folders: Folders) -> None:
    """The list of metadata grows with the corpus; a row that was used is not told as one that no document has."""
    out, table = tmp_path / "out", tmp_path / "list.csv"
    names = [[path.relative_to(folder).as_posix() for path in folder.rglob("*.txt")] for folder in folders]
    config = Config(metadata=str(table), metadata_key="file")
    for number, folder in enumerate(folders):
        lines = [f"{name},题目{name[-8:-4]}" for each in names[: number + 1] for name in each]
        table.write_text("\n".join(["file,title", *lines]), encoding="utf-8")
        (update if number else run)([folder], out, config)
    assert rows(out, "errors.jsonl") == []
    assert {record["title"] for record in records(out)} <= {f"题目{number:04}" for number in range(24)}


def test_what_is_not_named_again_stays_and_what_is_renamed_repeats_itself(tmp_path: Path, folders: Folders) -> None:
    out = tmp_path / "out"
    run(folders[:1], out)
    before = len(records(out))
    old = next(folders[0].rglob("*.txt"))
    new = old.rename(old.with_name("new.txt"))
    shutil.rmtree(folders[0] / "site2", ignore_errors=True)
    update(folders[:1], out)
    assert len(records(out)) == before
    assert new.relative_to(folders[0]).as_posix() not in {record["source"] for record in records(out)}
    update([], out, withdrawn=[old.relative_to(folders[0]).as_posix()])
    assert new.relative_to(folders[0]).as_posix() in {record["source"] for record in records(out)}


# ------------------------------------------------------------------------------------------------ corrections

HEADER = "source,key,part,action,value,sha256\n"


@pytest.fixture
def batches(tmp_path: Path, speech: Speech) -> Folders:
    """Two batches of two speeches."""
    for number in range(4):
        path = tmp_path / f"batch{number // 2}" / f"{number}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(speech(number), encoding="utf-8")
    return [tmp_path / "batch0", tmp_path / "batch1"]


@pytest.fixture
def table(tmp_path: Path) -> Callable[[str], Config]:
    """Return a way to write the table of corrections."""

    def write(text: str) -> Config:
        (tmp_path / "corrections.csv").write_text(HEADER + text, encoding="utf-8")
        return Config(corrections=str(tmp_path / "corrections.csv"))

    return write


Table = Callable[[str], Config]


def not_applied(summary: Summary) -> list[tuple[str, int | None, str]]:
    return [(row["file"], row["line"], row["message"]) for row in summary.errors if row["status"] == STALE]


def titles(out: Path) -> dict[str, str]:
    return {record["source"]: record["title"] for record in records(out)}


@pytest.mark.parametrize("new", [True, False], ids=["beside new files", "alone"])
def test_a_correction_of_what_is_there_is_told_until_it_is_read_anew(
    tmp_path: Path, batches: Folders, table: Table, tree: Tree, new: bool
) -> None:
    out, config = tmp_path / "out", table("1.txt,,1,title,新的题目,\n")
    run(batches[:1], out)
    before = tree(out)
    summary = update(batches if new else batches[:1], out, config)
    assert not_applied(summary) == [("corrections.csv", 2, "not applied: '1.txt' is in the corpus already")]
    assert "--withdraw '1.txt'" in summary.errors[0]["advice"]
    assert summary.failures == 1
    assert [row["line"] for row in rows(out, "errors.jsonl")] == [2] * new
    assert titles(out)["1.txt"] != "新的题目"
    if not new:
        assert tree(out) == before
    assert not_applied(update(batches[:1], out, config, withdrawn=["1.txt"])) == []
    assert titles(out)["1.txt"] == "新的题目"
    assert not_applied(update(batches[:1], out, config)) == []


@pytest.mark.parametrize("sha256", ["", "{}"], ids=["its hash is empty", "its hash was filled in"])
def test_a_correction_that_was_applied_is_not_told(tmp_path: Path, batches: Folders, table: Table, sha256: str) -> None:
    out, bound = tmp_path / "out", sha256.format(text_hash((batches[0] / "1.txt").read_text(encoding="utf-8")))
    run(batches[:1], out, table("1.txt,,1,title,新的题目,\n"))
    added = update(batches, out, table(f"3.txt,,1,title,也是新的,\n\n1.txt,,1,title,新的题目,{bound}\n"))
    assert not_applied(added) == []
    assert (titles(out)["1.txt"], titles(out)["3.txt"]) == ("新的题目", "也是新的")
    assert read_manifest(out).counts["corrections"] == 2


@pytest.mark.parametrize("text", ["1.txt,,1,title,另一个题目,\n", None], ids=["another row", "no table"])
def test_a_correction_that_is_gone_is_told_by_its_document(
    tmp_path: Path, batches: Folders, table: Table, text: str | None
) -> None:
    out = tmp_path / "out"
    run(batches[:1], out, table("1.txt,,1,title,新的题目,\n"))
    told = not_applied(update(batches, out, None if text is None else table(text)))
    assert told[-1] == ("1.txt", None, "was corrected by a row that the corrections do not have")
    assert len(told) == (1 if text is None else 2)


def test_rows_for_documents_of_one_file_are_told_apart_by_their_hashes(
    tmp_path: Path, speech: Speech, table: Table
) -> None:
    texts = [speech(number) for number in range(2)]
    first, second = (f"many.jsonl,,1,title,新的题目,{text_hash(text)}\n" for text in texts)
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    lines = [json.dumps({"text": text}) for text in texts]
    (folder / "many.jsonl").write_text("\n".join([*lines, ""]), encoding="utf-8")
    run([folder], out, table(first))
    assert [line for _, line, _ in not_applied(update([folder], out, table(first + second)))] == [3]


def test_rows_for_what_an_archive_holds_are_asked_about_once(
    tmp_path: Path, batches: Folders, speech: Speech, table: Table
) -> None:
    out, config = tmp_path / "out", table("b.zip!/x.txt,,1,title,新的题目,\nb.zip!/y.txt,,1,title,新的题目,\n")
    with ZipFile(batches[0] / "b.zip", "w") as archive:
        archive.writestr("x.txt", speech(9))
    told = not_applied(run(batches[:1], out, config))
    assert [line for _, line, _ in told] == [3]
    assert titles(out)["b.zip!/x.txt"] == "新的题目"
    told = not_applied(update(batches, out, config))
    assert told == [("corrections.csv", 3, "not applied: 'b.zip' is in the corpus already")]


def test_in_batches_rows_are_asked_about_their_own_batch(tmp_path: Path, batches: Folders, table: Table) -> None:
    """The table has grown with the corpus; made anew, nothing is told of rows whose batch is yet to come."""
    out, first = tmp_path / "out", "0.txt,,1,title,新的题目,\n"
    run(batches[:1], out, table(first))
    config = table(f"{first}2.txt,,1,title,也是新的,\nnowhere.txt,,1,title,没有,\n")
    told = not_applied(update(batches, out, config))
    assert [line for _, line, _ in told] == [4]
    made = not_applied(run_in_batches(batches, tmp_path / "full", out, config))
    assert {line for _, line, _ in made} == {4}
    assert titles(tmp_path / "full") == titles(out)


# ------------------------------------------------------------------------------------------------ readers


@pytest.mark.parametrize("mode", ["drop", "tag"])
def test_every_reader_reads_a_corpus_that_has_grown(tmp_path: Path, folders: Folders, tree: Tree, mode: str) -> None:
    out, config = tmp_path / "out", Config(near_duplicates=mode)
    grow(folders, out, config)
    assert check(out).findings == ()
    assert restore(out, tmp_path / "again").absent == []
    raw = {name: data for folder in folders for name, data in tree(folder).items()}
    assert tree(tmp_path / "again") == raw
    assert report(out, out / "report.html") == (out / "report.html").read_bytes()
    assert json.loads((out / "report.json").read_bytes())["counts"] == read_manifest(out).counts
    for other in ("drop", "reposts", "tag", "keep"):
        made = tmp_path / other
        grow(folders, made, replace(config, near_duplicates=other))
        export(out, "jsonl", tmp_path / f"to-{other}", near_duplicates=other)
        exported = b"".join(path.read_bytes() for path in sorted((tmp_path / f"to-{other}").iterdir()))
        assert exported == b"".join((made / name).read_bytes() for name in read_manifest(made).files("corpus"))


def test_check_finds_rot_in_what_a_batch_has(tmp_path: Path, folders: Folders) -> None:
    out = tmp_path / "out"
    grow(folders, out, Config())
    for name in ("batches/00000/index", "batches/00002/duplicates.jsonl"):
        sound = (out / name).read_bytes()
        (out / name).write_bytes(sound[:-1] + bytes([sound[-1] ^ 1]))
        assert [finding.place for finding in check(out).findings] == [name]
        (out / name).write_bytes(sound)


# ------------------------------------------------------------------------------------------------ refused


@pytest.mark.parametrize(
    "changes",
    [
        {"near_duplicates": "tag"},
        {"threshold": 0.9},
        {"prefer": ("longest",)},
        {"builtin_rules": False},
        {"split": "off"},
    ],
    ids=str,
)
def test_other_settings_are_refused(tmp_path: Path, folders: Folders, tree: Tree, changes: dict[str, Any]) -> None:
    out = tmp_path / "out"
    run(folders[:1], out)
    before = tree(out)
    with pytest.raises(RefusedError) as caught:
        update(folders[1:], out, replace(Config(), **changes))
    assert caught.value.code == "other-corpus"
    assert tree(out) == before


def test_an_index_of_another_scheme_is_refused(
    tmp_path: Path, folders: Folders, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    grow(folders[:2], out, Config())
    before = tree(out)
    monkeypatch.setattr("cleaner.neardup.stored.scheme", lambda: "another")
    with pytest.raises(RefusedError, match="makes other keys"):
        update(folders[2:], out)
    assert tree(out) == before


@pytest.mark.parametrize(
    "name",
    ["batches/00000/index", "corpus/part-00001.jsonl", "ledger/part-00000.jsonl", "batches/00001/reposts.jsonl"],
)
@pytest.mark.parametrize("withdrawn", [(), ("site0/0000.txt",)], ids=["added to", "withdrawn from"])
def test_a_corpus_that_is_not_whole_is_refused_by_the_file(
    tmp_path: Path, folders: Folders, name: str, withdrawn: tuple[str, ...]
) -> None:
    out = tmp_path / "out"
    grow(folders[:2], out, Config())
    sound = (out / name).read_bytes()
    for broken, what in ((None, "is missing"), (sound + b"\n", "is not as the manifest says")):
        (out / name).unlink() if broken is None else (out / name).write_bytes(broken)
        before = (out / "manifest.json").read_bytes()
        with pytest.raises(OutputError, match=what) as caught:
            update([] if withdrawn else folders[2:], out, withdrawn=withdrawn)
        assert caught.value.file == str(out / name)
        assert (out / "manifest.json").read_bytes() == before


def test_one_at_a_time_changes_a_corpus(tmp_path: Path, folders: Folders) -> None:
    run(folders[:1], tmp_path / "out")
    with locked(tmp_path / "out"), pytest.raises(RefusedError) as caught:
        update(folders[1:], tmp_path / "out")
    assert caught.value.code == "locked"


def test_a_file_that_has_changed_is_refused(tmp_path: Path, folders: Folders) -> None:
    out = tmp_path / "out"
    run(folders[:1], out)
    changed = next(folders[0].rglob("*.txt"))
    changed.write_text("同志们：\n换了一篇讲话。\n", encoding="utf-8")
    with pytest.raises(RefusedError) as caught:
        update(folders, out)
    assert (caught.value.code, caught.value.file) == ("input-changed", changed.relative_to(folders[0]).as_posix())


def test_what_cannot_grow_says_so(tmp_path: Path, folders: Folders) -> None:
    with pytest.raises(OutputError):
        update(folders, tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()
    run(folders[:1], tmp_path / "out", Config(format="text"))
    with pytest.raises(UsageError, match="cannot grow"):
        update(folders[1:], tmp_path / "out", Config(format="text"))


def test_batches_of_other_files_are_refused(tmp_path: Path, folders: Folders) -> None:
    run(folders[:2], tmp_path / "out")
    for inputs, what in ((folders, "in no batch"), (folders[:1], "not among the inputs")):
        with pytest.raises(UsageError, match=what):
            run_in_batches(inputs, tmp_path / "full", tmp_path / "out")


# ------------------------------------------------------------------------------------------------ all or nothing


def whole(out: Path) -> dict[str, Any]:
    """Return what the manifest says, if all that it names is there as it says."""
    assert [finding for finding in check(out).findings if finding.kind in ("missing", "damaged", "ledger")] == []
    return dict(read_manifest(out).counts)


def killed(inputs: Folders, out: Path, step: int, withdrawn: Sequence[str]) -> bool:
    """Update in a child that is killed before the step-th time it puts or removes something; whether it was."""
    child = os.fork()
    if child == 0:
        calls = 0

        def audit(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal calls
            places = [str(place) for place in arguments[:2] if str(place).startswith(str(out))]
            if event in ("os.rename", "os.remove") and any(ATTEMPT not in place for place in places):
                calls += 1
                if calls == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(audit)
        update(inputs, out, Config(workers=1), withdrawn=withdrawn)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed by signals")
@pytest.mark.parametrize("withdrawn", [(), ("site0/0000.txt",)], ids=["adding", "withdrawing as well"])
def test_killed_at_any_step_the_corpus_is_the_old_or_the_new_one(
    tmp_path: Path, speech: Speech, tree: Tree, withdrawn: Sequence[str]
) -> None:
    folders, config = grown(tmp_path, speech, 9, 3), Config(workers=1)
    grow(folders[:2], tmp_path / "old", config)
    shutil.copytree(tmp_path / "old", tmp_path / "new")
    update(folders[2:], tmp_path / "new", config, withdrawn=withdrawn)
    counts = [whole(tmp_path / name) for name in ("old", "new")]
    seen = []
    step = 1
    while True:
        out = tmp_path / f"out{step}"
        shutil.copytree(tmp_path / "old", out)
        if not killed(folders[2:], out, step, withdrawn):
            break
        seen.append(counts.index(whole(out)))
        if withdrawn and seen[-1]:
            with pytest.raises(UsageError, match="is no source"):
                update(folders[2:], out, config, withdrawn=withdrawn)
        else:
            update(folders[2:], out, config, withdrawn=withdrawn)
        assert tree(out) == tree(tmp_path / "new")
        step += 1
    assert seen == sorted(seen)
    assert set(seen) == ({0, 1} if withdrawn else {0})


def test_an_update_goes_on_where_it_was_broken_off(
    tmp_path: Path, folders: Folders, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    grow(folders, tmp_path / "right", Config())
    grow(folders[:2], out, Config())

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("cleaner.pipeline.search", interrupted)
        with pytest.raises(KeyboardInterrupt):
            update(folders[2:], out)
    assert (out / KEPT).is_dir()
    with monkeypatch.context() as patch:
        patch.setattr("cleaner.passes.cleaning.clean", interrupted)  # nothing is cleaned again
        update(folders[2:], out, Config(workers=1))
    assert tree(out) == tree(tmp_path / "right")
