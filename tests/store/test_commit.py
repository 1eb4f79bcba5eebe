"""Whatever happens while a corpus is written, there is the old one, or none, or the new one; never half of one."""

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cleaner.commands.check import check
from cleaner.config import Config
from cleaner.errors import CleanerError, EngineError, OutputError, RefusedError
from cleaner.folders import MANIFEST, SPOOL
from cleaner.pipeline import run
from cleaner.store import commit
from cleaner.store.commit import ATTEMPT, KEPT, LOCK, SHARDS, attempt, check_folder, locked
from cleaner.store.journal import JOURNAL
from cleaner.store.manifest import read_manifest

Pages = Callable[[dict[str, str]], Path]
Speech = Callable[[int], str]
Tree = Callable[[Path], dict[str, bytes]]


class Killed(BaseException):
    """Stands for the end of the process."""


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, name: str, at: int, error: BaseException) -> Iterator[list[int]]:
    """Let the ``at``-th call (from 1) of ``os.name`` raise; yield a list that grows with every call."""
    real, calls = getattr(os, name), []

    def call(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) == at:
            raise error
        return real(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(os, name, call)
        yield calls


def sound(out: Path) -> bool:
    return not check(out).findings


@pytest.mark.parametrize("name", ["replace", "fsync", "unlink", "mkdir"])
@pytest.mark.parametrize("error", [Killed(), OSError(28, "No space left on device")], ids=["killed", "disk full"])
def test_a_first_run_that_fails_leaves_no_manifest_and_the_next_is_as_if_nothing_had_been(
    pages: Pages,
    speech: Speech,
    tree: Tree,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    error: BaseException,
) -> None:
    folder = pages({"a.txt": speech(1), "b.txt": speech(2)})
    run([folder], tmp_path / "right")
    for at in range(1, 40):
        out = tmp_path / f"out{at}"
        with failing(monkeypatch, name, at, error) as calls, suppress(Killed, OutputError):
            run([folder], out)
        if len(calls) < at:
            break
        assert not (out / MANIFEST).exists() or sound(out)
        run([folder], out)
        assert tree(out) == tree(tmp_path / "right")


@pytest.mark.parametrize("name", ["replace", "fsync", "unlink", "rmdir"])
@pytest.mark.parametrize("before", ["jsonl.gz", "text", "tei"])
def test_a_run_over_an_old_corpus_that_fails_leaves_the_old_or_no_corpus_and_nothing_of_it_in_the_new(
    pages: Pages,
    speech: Speech,
    tree: Tree,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    before: str,
) -> None:
    folder = pages({"a.txt": speech(1), "b.txt": speech(2)})
    run([folder], tmp_path / "right")
    for at in range(1, 40):
        out = tmp_path / f"out{at}"
        run([folder], out, Config(format=before))
        old = tree(out)
        with failing(monkeypatch, name, at, Killed()) as calls, suppress(Killed):
            run([folder], out, restart=True)
        if len(calls) < at:
            break
        assert not (out / MANIFEST).exists() or tree(out) == old or sound(out)
        run([folder], out, restart=True)
        assert tree(out) == tree(tmp_path / "right"), f"{name} {at}"


def test_temporary_files_are_gone_whatever_happens(tmp_path: Path) -> None:
    def killed_at_work() -> None:
        with attempt(tmp_path / "out") as work:
            (work.files / "x").write_text("x")
            raise Killed

    with pytest.raises(Killed):
        killed_at_work()
    assert [path.name for path in (tmp_path / "out").iterdir()] == [LOCK]


def test_what_a_killed_run_left_behind_is_removed_by_the_next(tmp_path: Path) -> None:
    stale = tmp_path / f"{ATTEMPT}0123"
    (stale / "files").mkdir(parents=True)
    (tmp_path / LOCK).touch()
    with attempt(tmp_path):
        assert not stale.exists()


REFUSED = {
    "a file in it": "notes.txt",
    "a folder of its own": "corpus/mine.jsonl",
    "a hidden file": ".git",
}


@pytest.mark.parametrize("name", REFUSED.values(), ids=REFUSED)
def test_a_folder_with_other_things_is_refused_and_not_touched(tmp_path: Path, tree: Tree, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine")
    with pytest.raises(RefusedError) as caught:
        check_folder(tmp_path)
    assert caught.value.exit_code == 4
    assert tree(tmp_path) == {name: b"mine"}


@pytest.mark.parametrize(("count", "told"), [(3, r"\(0, 1, 2\)"), (4, r"\(0, 1, 2 …\)")])
def test_of_other_things_three_are_named(tmp_path: Path, count: int, told: str) -> None:
    for number in range(count):
        (tmp_path / str(number)).touch()
    with pytest.raises(RefusedError, match=f"holds other things {told}"):
        check_folder(tmp_path)


def test_a_manifest_of_somebody_else_is_not_overwritten(pages: Pages, speech: Speech, tmp_path: Path) -> None:
    out = tmp_path / "site"
    out.mkdir()
    (out / MANIFEST).write_text('{"name": "my web app", "icons": []}')
    for restart in (False, True):
        with pytest.raises(CleanerError):
            run([pages({"a.txt": speech(1)})], out, restart=restart)
    assert "my web app" in (out / MANIFEST).read_text()


def test_our_manifest_when_damaged_can_be_replaced_with_restart(pages: Pages, speech: Speech, tmp_path: Path) -> None:
    folder, out = pages({"a.txt": speech(1)}), tmp_path / "out"
    run([folder], out)
    (out / MANIFEST).write_bytes((out / MANIFEST).read_bytes()[:-30])
    run([folder], out, restart=True)
    assert check(out).passed


def test_a_file_for_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(RefusedError), attempt(tmp_path / "out"):
        pass
    assert (tmp_path / "out").read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_told_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match="file"), attempt(tmp_path / "file" / "out"):
        pass


def test_a_second_run_is_refused_at_once(tmp_path: Path) -> None:
    with attempt(tmp_path / "out"), pytest.raises(RefusedError) as caught, attempt(tmp_path / "out"):
        pass
    assert (caught.value.code, caught.value.exit_code) == ("locked", 4)
    with attempt(tmp_path / "out"):
        pass


@pytest.mark.parametrize(
    ("number", "told"), [(errno.ENOLCK, "file system without locks"), (errno.EIO, "Input/output error")]
)
def test_a_lock_that_cannot_be_had_is_no_other_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, told: str
) -> None:
    def lock_file(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(commit, "_lock_file", lock_file)
    with pytest.raises(OutputError, match=told), attempt(tmp_path / "out"):
        pass


def test_what_a_refused_run_had_finished_is_not_kept(tmp_path: Path) -> None:
    def refused() -> None:
        with attempt(tmp_path / "out") as work:
            (work.kept() / "pieces.jsonl").touch()
            raise RefusedError("too much", code="guard")

    with pytest.raises(RefusedError, match="too much"):
        refused()
    assert [path.name for path in (tmp_path / "out").glob(f"{ATTEMPT}*")] == []


def test_folders_that_an_earlier_corpus_leaves_empty_go(pages: Pages, speech: Speech, tmp_path: Path) -> None:
    folder = pages({"a/b/x.txt": speech(1), "y.txt": speech(2)})
    run([folder], tmp_path / "out", Config(format="text"))
    assert [path for path in (tmp_path / "out" / "corpus").rglob("*") if path.is_dir()]
    run([folder], tmp_path / "out", restart=True)
    assert [path for path in (tmp_path / "out" / "corpus").rglob("*") if path.is_dir()] == []


@pytest.mark.parametrize("place", ["files", "corpus", "ledger"])
def test_a_folder_that_cannot_be_listed_loses_nothing(
    pages: Pages, speech: Speech, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """Path.rglob leaves out what may not be opened: a manifest without the corpus was published, and nobody told."""
    real = os.scandir

    def scandir(path: str | int) -> object:
        if isinstance(path, str | Path) and Path(path).name == place:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path)

    folder = pages({"a.txt": speech(1)})
    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(OutputError, match="Permission denied"):
        run([folder], tmp_path / "out")
    assert not (tmp_path / "out" / MANIFEST).exists()
    monkeypatch.undo()
    run([folder], tmp_path / "out")
    assert {item["path"].partition("/")[0] for item in read_manifest(tmp_path / "out").outputs} > {"corpus", "ledger"}


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    script = "import os, sys; from cleaner.store.commit import attempt\nwith attempt(__import__('pathlib').Path(sys.argv[1])): os._exit(9)"
    assert subprocess.run([sys.executable, "-c", script, tmp_path / "out"], check=False).returncode == 9
    with attempt(tmp_path / "out"):
        pass


def test_child_processes_do_not_keep_the_lock_of_a_killed_run(tmp_path: Path) -> None:
    """Forked workers share the lock's file; those of a killed run must not hold it on."""
    script = (
        "import os, sys, time; from pathlib import Path; from cleaner.engines.local import map_in_order\n"
        "from cleaner.store.commit import attempt\n"
        "with attempt(Path(sys.argv[1])):\n"
        "    for _ in map_in_order(len, ['x'] * 50, 2):\n"
        "        os._exit(9)\n"
    )
    killed = subprocess.Popen([sys.executable, "-c", script, tmp_path / "out"], start_new_session=True)
    assert killed.wait() == 9
    try:
        with attempt(tmp_path / "out"):
            pass
    finally:
        with suppress(ProcessLookupError):
            os.killpg(killed.pid, signal.SIGKILL)


def test_files_appear_only_with_their_manifest_last(
    pages: Pages, speech: Speech, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    targets: list[str] = []
    real = os.replace

    def note(source: Path, target: Path) -> None:
        targets.append(Path(target).name)
        real(source, target)

    monkeypatch.setattr(os, "replace", note)
    run([pages({"a.txt": speech(1)})], tmp_path / "out")
    assert targets[-1] == MANIFEST
    assert targets.count(MANIFEST) == 1
    assert len(targets) == 9


# ------------------------------------------------------------------------------------------------ without a run


@dataclass(frozen=True)
class Named:
    """A manifest that names files, whatever is in them."""

    outputs: Sequence[Mapping[str, Any]]

    def to_json(self) -> bytes:
        return json.dumps(list(self.outputs)).encode()


def named(*names: str) -> Any:
    return Named([{"path": name} for name in names])


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")


def names_in(out: Path) -> set[str]:
    return {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file() and path.name != LOCK}


OLD, NEW = "corpus/part-00000.jsonl", "corpus/part-00001.jsonl"


def publish_old(out: Path) -> None:
    with attempt(out) as work:
        put(work.files, OLD)
        work.publish(named(OLD))


def test_a_corpus_that_is_extended_has_what_the_manifest_names_and_its_pages(tmp_path: Path) -> None:
    """What is named by nobody goes, whether a run was killed before it named it or after it had replaced it."""
    with attempt(tmp_path) as work:
        put(work.files, OLD, "errors.jsonl", "batches/00001/errors.jsonl", "README.md", "report.html")
        work.publish(named(OLD, "errors.jsonl", "batches/00001/errors.jsonl"))
    (tmp_path / "corpus/part-00007.jsonl").write_text("of a run that was killed", encoding="utf-8")
    with any_manifest(), attempt(tmp_path) as work:
        put(work.files, NEW, "README.md")
        work.extend(named(OLD, NEW, "errors.jsonl"))
    assert names_in(tmp_path) == {MANIFEST, OLD, NEW, "errors.jsonl", "README.md", "report.html"}
    assert not (tmp_path / "batches").exists()
    assert json.loads((tmp_path / MANIFEST).read_bytes()) == [{"path": name} for name in (OLD, NEW, "errors.jsonl")]


@contextmanager
def any_manifest() -> Iterator[None]:
    """Take any manifest for one of ours."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commit, "read_manifest", lambda _: None)
        yield


def test_while_a_corpus_is_extended_the_manifest_that_is_there_names_nothing_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_old(tmp_path)
    steps: list[bool] = []
    real = os.replace

    def replace(*places: Any) -> None:
        real(*places)
        there = json.loads((tmp_path / MANIFEST).read_bytes())
        steps.append(all((tmp_path / item["path"]).is_file() for item in there))

    monkeypatch.setattr(os, "replace", replace)
    with any_manifest(), attempt(tmp_path) as work:
        put(work.files, NEW, "corpus/part-00002.jsonl")
        work.extend(named(NEW, "corpus/part-00002.jsonl"))
    assert steps == [True] * 3
    assert names_in(tmp_path) == {MANIFEST, NEW, "corpus/part-00002.jsonl"}


def test_what_is_finished_is_taken_to_what_is_published(tmp_path: Path) -> None:
    with attempt(tmp_path) as work:
        (work.kept() / "pieces.jsonl").write_text("done", encoding="utf-8")
        work.keep("pieces.jsonl")
        assert (work.files / "pieces.jsonl").read_text(encoding="utf-8") == "done"
        assert [item["path"] for item in work.outputs()] == ["pieces.jsonl"]
        assert work.outputs(["pieces.jsonl"]) == []


@pytest.mark.parametrize(
    ("error", "stays"),
    [(EngineError("the driver is lost"), True), (Killed(), True), (RefusedError("a guard"), False), (None, False)],
    ids=["an engine that failed", "killed", "refused", "done"],
)
def test_what_was_finished_is_kept_for_the_same_call_only_where_a_run_was_broken_off(
    tmp_path: Path, error: BaseException | None, stays: bool
) -> None:
    with suppress(CleanerError, Killed), attempt(tmp_path / "out") as work:
        (work.kept() / "pieces.jsonl").touch()
        if error is not None:
            raise error
    assert (tmp_path / "out" / KEPT / "pieces.jsonl").exists() is stays


def test_whoever_begins_anew_finds_nothing_kept(tmp_path: Path) -> None:
    with suppress(Killed), attempt(tmp_path) as work:
        (work.kept() / "pieces.jsonl").touch()
        raise Killed
    with attempt(tmp_path) as work:
        assert (work.kept() / "pieces.jsonl").exists()
        assert not (work.kept(anew=True) / "pieces.jsonl").exists()


def test_shares_are_to_be_merged_and_are_beside_what_is_merged(tmp_path: Path) -> None:
    (tmp_path / SHARDS).mkdir()
    check_folder(tmp_path, beside=SHARDS)
    with pytest.raises(RefusedError, match="holds shares of a run: merge them with `cleaner merge`"):
        check_folder(tmp_path)


def test_one_process_takes_a_lock_once(tmp_path: Path) -> None:
    """The system's locks do not keep a process from itself."""
    with locked(tmp_path):
        with pytest.raises(RefusedError, match="another run is at work"), locked(tmp_path):
            pass
        with pytest.raises(RefusedError, match="another run is at work"), locked(tmp_path / "." / "x" / ".."):
            pass
    with locked(tmp_path):
        pass


def test_a_folder_in_which_nothing_may_be_replaced_is_told_while_the_old_corpus_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_old(tmp_path)
    monkeypatch.setattr(os, "access", lambda path, _: Path(path).name != "corpus")

    def published_anew() -> None:
        with any_manifest(), attempt(tmp_path) as work:
            put(work.files, NEW)
            work.publish(named(NEW))

    with pytest.raises(OutputError, match="corpus: cannot be written: Permission denied"):
        published_anew()
    assert names_in(tmp_path) == {MANIFEST, OLD}


def test_a_folder_that_still_holds_something_stays(tmp_path: Path) -> None:
    put(tmp_path, "batches/00001/errors.jsonl", "batches/00001/index", "batches/00002/errors.jsonl")
    commit._remove(tmp_path, "batches/00001/errors.jsonl")
    assert names_in(tmp_path) == {"batches/00001/index", "batches/00002/errors.jsonl"}
    commit._remove(tmp_path, "batches/00001/index")
    assert [path.name for path in (tmp_path / "batches").iterdir()] == ["00002"]
    commit._remove(tmp_path, "batches/00002/errors.jsonl")
    assert tmp_path.is_dir()
    assert list(tmp_path.iterdir()) == []


def test_all_that_a_run_publishes_may_be_left_of_one_that_was_killed(tmp_path: Path) -> None:
    """The lock says that it is ours; one file of another name, or no lock, and it is somebody else's."""
    names = {MANIFEST, *commit.FOLDERS, *commit.PAGES, *commit.LISTS, SPOOL, JOURNAL}
    put(tmp_path, *names, LOCK)
    check_folder(tmp_path)
    put(tmp_path, "x")
    with pytest.raises(RefusedError, match="holds other things"):
        check_folder(tmp_path)
    (tmp_path / "x").unlink()
    (tmp_path / LOCK).unlink()
    with pytest.raises(RefusedError, match="holds other things"):
        check_folder(tmp_path)
