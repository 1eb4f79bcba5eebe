import io
import json
import shutil
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cleaner.config import Config
from cleaner.errors import CleanerError, RefusedError, UsageError
from cleaner.passes import cleaning
from cleaner.passes.sharing import Shard
from cleaner.pipeline import run
from cleaner.sharding import Cleaned, merge, run_shard
from cleaner.store.commit import KEPT, SHARDS, locked

Speech = Callable[[int], str]
Tree = Callable[[Path], dict[str, bytes]]


@pytest.fixture
def batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let small files be large."""
    monkeypatch.setattr(cleaning, "BATCH", 1 << 11)


@pytest.fixture
def folder(tmp_path: Path, speech: Speech, encoded_pages: dict[str, bytes], batch: None) -> Path:
    """Text in every encoding, a large file of lines and a table, an archive, pages of one speech, reposts, what is wrong."""
    rows = [{"id": str(number % 25), "text": speech(number % 22)} for number in range(40)]
    long = speech(50).split("\n")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as stream:
        for number in range(3):
            stream.writestr(f"in/{number}.txt", speech(60 + number))
    files: dict[str, bytes] = {
        **encoded_pages,
        "big.jsonl": b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows),
        "table.csv": ("text\n" + "".join(f'"{speech(70 + number)}"\n' for number in range(20))).encode(),
        "packed.zip": archive.getvalue(),
        "paged/x.htm": "\n".join([*long[:3], "[1] [2] 下一页"]).encode(),
        "paged/x_2.htm": "\n".join([*long[3:], "上一页 [1] [2]"]).encode(),
        "repost.txt": speech(1).encode(),
        "empty.jsonl": b"",
        "empty.txt": b"",
        "picture.png": b"\x89PNG",
        "mojibake.txt": ("锟斤拷" * 50).encode(),
    }
    for name, data in files.items():
        path = tmp_path / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "pages"


def shared(folder: Path, out: Path, count: int, config: Config | None = None) -> list[Cleaned]:
    """Clean all shares, the last one first."""
    return [run_shard([folder], out, Shard(number, count), config) for number in range(count, 0, -1)]


def assert_same(folder: Path, tmp_path: Path, tree: Tree, count: int, config: Config | None = None) -> None:
    run([folder], tmp_path / "right", config)
    shared(folder, tmp_path / "out", count, config and replace(config, workers=1))
    merge(tmp_path / "out")
    assert tree(tmp_path / "out") == tree(tmp_path / "right")


@pytest.mark.parametrize("count", [1, 3, 8, pytest.param(64, marks=pytest.mark.nightly)])
def test_shares_make_what_one_run_makes(folder: Path, tmp_path: Path, tree: Tree, count: int) -> None:
    assert_same(folder, tmp_path, tree, count)


@pytest.mark.parametrize("count", [3, pytest.param(8, marks=pytest.mark.nightly)])
def test_with_several_workers(folder: Path, tmp_path: Path, tree: Tree, count: int) -> None:
    run([folder], tmp_path / "right")
    shared(folder, tmp_path / "out", count, Config(workers=2))
    merge(tmp_path / "out")
    assert tree(tmp_path / "out") == tree(tmp_path / "right")


SETTINGS: dict[str, dict[str, Any]] = {
    "tag": {"near_duplicates": "tag"},
    "keep": {"near_duplicates": "keep", "ledger": "off"},
    "order": {"prefer": ("site:paged", "longest"), "format": "text", "pages": "off"},
    "parquet": {"near_duplicates": "reposts", "format": "parquet", "ledger": "spans"},
    "script": {"script": "traditional", "format": "tei", "split": "off"},
}


@pytest.mark.parametrize(
    "name", ["tag", "order", *(pytest.param(n, marks=pytest.mark.nightly) for n in ("keep", "parquet", "script"))]
)
def test_with_other_settings(folder: Path, tmp_path: Path, tree: Tree, name: str) -> None:
    assert_same(folder, tmp_path, tree, 4, Config(**SETTINGS[name]))


@pytest.fixture
def lists(tmp_path: Path, speech: Speech) -> Config:
    """Settings with a list of metadata, and references."""
    metadata = tmp_path / "list.csv"
    metadata.write_text("file,title\nutf-8.txt,题\nmark.txt,目\nnobody.txt,无\n", "utf-8")
    against = tmp_path / "known.jsonl"
    against.write_text(json.dumps({"text": speech(2)}, ensure_ascii=False) + "\n", "utf-8")
    return Config(metadata=str(metadata), metadata_key="file", against=(str(against),))


def test_with_lists_and_references(folder: Path, tmp_path: Path, tree: Tree, lists: Config) -> None:
    assert_same(folder, tmp_path, tree, 3, lists)


def test_with_corrections(folder: Path, tmp_path: Path, tree: Tree) -> None:
    table = tmp_path / "corrections.csv"
    table.write_text("source,key,part,action,value,sha256\nutf-8.txt,,,keep,同志们：,\nnone.txt,,,keep,甲,\n", "utf-8")
    assert_same(folder, tmp_path, tree, 3, Config(corrections=str(table)))


# ------------------------------------------------------------------------------------------------ going on


def count_batches(monkeypatch: pytest.MonkeyPatch, most: int = 1 << 30) -> list[int]:
    """Count the batches that are cleaned; after ``most`` of them somebody presses Ctrl-C."""
    real, done = cleaning.clean_batch, [0]

    def clean_batch(*arguments: Any) -> Any:
        if done[0] == most:
            raise KeyboardInterrupt
        done[0] += 1
        return real(*arguments)

    monkeypatch.setattr(cleaning, "clean_batch", clean_batch)
    return done


def test_a_share_that_was_broken_off_goes_on(
    folder: Path, tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    run([folder], tmp_path / "right")
    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        whole = count_batches(patch)
        run_shard([folder], tmp_path / "other", Shard(2, 3))
    for number in (1, 2, 3):
        with monkeypatch.context() as patch:
            count_batches(patch, 3)
            with pytest.raises(KeyboardInterrupt):
                run_shard([folder], out, Shard(number, 3))
        assert (out / SHARDS / f"{number}-of-3" / KEPT).exists()
        with pytest.raises(RefusedError, match="is not there, or not finished"):
            merge(out)
        with monkeypatch.context() as patch:
            done = count_batches(patch)
            run_shard([folder], out, Shard(number, 3))
        assert number != 2 or done[0] == whole[0] - 3
    merge(out)
    assert tree(out) == tree(tmp_path / "right")


def test_a_share_that_is_there_is_not_made_again(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    assert not run_shard([folder], out, Shard(1, 3)).already
    done = count_batches(monkeypatch)
    assert run_shard([folder], out, Shard(1, 3)).already
    assert done[0] == 0
    assert not run_shard([folder], out, Shard(1, 3), restart=True).already
    assert done[0] > 0


def test_a_share_that_is_damaged_is_made_again(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run_shard([folder], out, Shard(1, 3))
    spool = out / SHARDS / "1-of-3" / "pieces.jsonl"
    data = spool.read_bytes()
    spool.write_bytes(data[:-1])
    assert not run_shard([folder], out, Shard(1, 3)).already
    assert spool.read_bytes() == data


def test_one_at_a_time_but_all_together(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run_shard([folder], out, Shard(1, 3))
    with locked(out / SHARDS / "1-of-3"):
        with pytest.raises(RefusedError, match="another run is at work"):
            run_shard([folder], out, Shard(1, 3), restart=True)
        run_shard([folder], out, Shard(2, 3))
        run_shard([folder], out, Shard(3, 3))
        with pytest.raises(RefusedError, match="another run is at work"):
            merge(out)
    merge(out)


def test_an_input_that_changes_meanwhile_is_noticed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = cleaning.clean_batch

    def clean_batch(*arguments: Any) -> Any:
        data = (folder / "big.jsonl").read_bytes()
        (folder / "big.jsonl").write_bytes(data.replace(b'"24"', b'"42"'))
        return real(*arguments)

    monkeypatch.setattr(cleaning, "clean_batch", clean_batch)
    with pytest.raises(RefusedError, match="changed while it was read"):
        run_shard([folder], tmp_path / "out", Shard(1, 3))


# ------------------------------------------------------------------------------------------------ what does not fit


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(data)


def again(folder: Path, out: Path, config: Config | None = None) -> None:
    run_shard([folder], out, Shard(2, 3), config, restart=True)


def other_bytes(folder: Path, out: Path) -> None:
    path = folder / "big.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"24"', b'"42"'))
    again(folder, out)


def another_file(folder: Path, out: Path) -> None:
    (folder / "new.txt").write_text("同志们：\n今天开会。\n", "utf-8")
    again(folder, out)


def another_rule(folder: Path, out: Path) -> None:
    phrases = out.parent / "phrases.txt"
    phrases.write_text("本站声明第一条\n", "utf-8")
    again(folder, out, Config(phrases=(str(phrases),)))


def copied(out: Path) -> None:
    shutil.rmtree(out / SHARDS / "2-of-3")
    shutil.copytree(out / SHARDS / "1-of-3", out / SHARDS / "2-of-3")


SECOND = Path(SHARDS) / "2-of-3"
AGAIN = "run it again with --shard 2/3"
WRONG: dict[str, tuple[Callable[[Path, Path], object], str, str]] = {
    "missing": (lambda _, out: shutil.rmtree(out / SECOND), "share 2 of 3 is not there", AGAIN),
    "not finished": (lambda _, out: (out / SECOND / "manifest.json").unlink(), "is not there, or not finished", AGAIN),
    "the spool": (lambda _, out: flip(out / SECOND / "pieces.jsonl"), "share 2 of 3 is damaged", f"{AGAIN} --restart"),
    "the journal": (lambda _, out: flip(out / SECOND / "pieces.jsonl.journal"), "share 2 of 3 is damaged", AGAIN),
    "without a spool": (lambda _, out: (out / SECOND / "pieces.jsonl").unlink(), "share 2 of 3 is damaged", AGAIN),
    "the manifest": (lambda _, out: flip(out / SECOND / "manifest.json"), "damaged", AGAIN),
    "a manifest of something else": (
        lambda folder, out: (
            run([folder / "repost.txt"], out.parent / "x")
            and shutil.copy(out.parent / "x" / "manifest.json", out / SECOND)
        ),
        "damaged: 'number' is missing",
        AGAIN,
    ),
    "doubled": (lambda _, out: copied(out), "is a copy of share 1 of 3, not share 2", AGAIN),
    "several divisions": (lambda folder, out: shared(folder, out, 2), "several divisions: of 2, 3", "remove"),
    "other settings": (lambda folder, out: again(folder, out, Config(split="off")), "with other settings", "again"),
    "other rules": (another_rule, "with other rules", "run the one that is wrong again"),
    "other inputs": (another_file, "with other inputs", "run the one that is wrong again"),
    "other bytes": (other_bytes, "share 2 of 3 has read other bytes of it than share 1", "when nothing writes"),
}


@pytest.mark.parametrize(("change", "what", "advice"), WRONG.values(), ids=WRONG)
def test_shares_that_do_not_fit_are_refused(
    folder: Path, tmp_path: Path, change: Callable[[Path, Path], object], what: str, advice: str
) -> None:
    out = tmp_path / "out"
    shared(folder, out, 3)
    change(folder, out)
    with pytest.raises(RefusedError) as caught:
        merge(out)
    assert what in caught.value.what
    assert advice in caught.value.advice
    assert not (out / "manifest.json").exists()


def test_shares_of_another_version_are_refused(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared(folder, tmp_path / "out", 2)
    monkeypatch.setattr("cleaner.sharding.__version__", "99")
    with pytest.raises(RefusedError, match="this is 99"):
        merge(tmp_path / "out")


def test_a_share_of_something_else_is_not_replaced(folder: Path, tmp_path: Path) -> None:
    run_shard([folder], tmp_path / "out", Shard(1, 2))
    with pytest.raises(RefusedError, match="holds a share of other inputs, rules, settings or versions"):
        run_shard([folder], tmp_path / "out", Shard(1, 2), Config(split="off"))


def test_shares_are_no_input(folder: Path, tmp_path: Path) -> None:
    run([folder], tmp_path / "right")
    run_shard([folder], folder / "unfinished", Shard(1, 2))
    run([folder], tmp_path / "out")
    assert (tmp_path / "out" / "corpus" / "part-00000.jsonl").read_bytes() == (
        tmp_path / "right" / "corpus" / "part-00000.jsonl"
    ).read_bytes()
    assert b"is a corpus of an earlier run" in (tmp_path / "out" / "errors.jsonl").read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="knows no such limit")
def test_a_system_that_allows_too_few_open_files_is_told(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import resource

    run_shard([folder], tmp_path / "out", Shard(1, 1))
    monkeypatch.setattr(resource, "getrlimit", lambda _: (64, 128))
    with pytest.raises(RefusedError, match="259 files must be open at once, the system allows 128"):
        merge(tmp_path / "out")


def test_where_there_are_no_shares_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="holds no shares"):
        merge(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_run_does_not_go_where_shares_are(folder: Path, tmp_path: Path) -> None:
    run_shard([folder], tmp_path / "out", Shard(1, 2))
    with pytest.raises(RefusedError, match="holds shares of a run"):
        run([folder], tmp_path / "out")


def test_shares_do_not_go_where_other_things_are(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.docx").touch()
    with pytest.raises(RefusedError, match="holds other things"):
        run_shard([folder], tmp_path / "out", Shard(1, 2))


def test_standard_input_is_not_shared_out(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="standard input"):
        run_shard(["-"], tmp_path / "out", Shard(1, 2))


def test_a_corpus_of_other_inputs_is_replaced_only_when_asked(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run([folder / "repost.txt"], out)
    shared(folder, out, 2)
    with pytest.raises(RefusedError, match="holds a corpus of other inputs"):
        merge(out)
    summary, _ = merge(out, restart=True)
    assert summary.counts["files"] > 1


WIDE = """[[rule]]
id = "test-wide"
category = "share"
scope = "line"
why = "A test."
match = ".*次部署.*"
removes = ["[-这是第一次部署-]"]
"""


def test_what_a_guard_refuses_can_be_merged_when_it_is_allowed(
    folder: Path, tmp_path: Path, tree: Tree, speech: Speech
) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(WIDE, "utf-8")
    config = Config(rules=(str(rules),))
    with pytest.raises(CleanerError) as caught:
        run([folder], tmp_path / "right", config)
    out = tmp_path / "out"
    shared(folder, out, 2, config)
    with pytest.raises(RefusedError) as again:
        merge(out)
    assert str(again.value) == str(caught.value)
    merge(out, {"allow_rules": ["test-wide"]})
    run([folder], tmp_path / "right", replace(config, allow_rules=("test-wide",)))
    assert tree(out) == tree(tmp_path / "right")


def test_lists_that_lie_elsewhere_are_named_and_must_be_the_same(folder: Path, tmp_path: Path, lists: Config) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere.csv"
    shared(folder, out, 2, lists)
    Path(lists.metadata or "").rename(elsewhere)
    with pytest.raises(CleanerError, match="no such list of metadata"):
        merge(out)
    text = elsewhere.read_text("utf-8")
    elsewhere.write_text(text.replace("题", "目"), "utf-8")
    with pytest.raises(RefusedError, match="is not what the shares were made with"):
        merge(out, {"metadata": str(elsewhere)})
    elsewhere.write_text(text, "utf-8")
    summary, config = merge(out, {"metadata": str(elsewhere)})
    assert summary.counts["unlisted"]
    assert config.metadata_key == "file"
