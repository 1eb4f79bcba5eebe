"""Row 21: whatever the engine, the number of partitions, and what dies on the way, the corpus has the same bytes."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spark as bench

from cleaner.config import Config
from cleaner.engines.spark import Spark, holding
from cleaner.engines.spark.session import SETTINGS, own, refuse_without_spark
from cleaner.engines.spark.stages import Stages
from cleaner.errors import EngineError, RefusedError, UsageError
from cleaner.neardup.prints import OFTEN, slots_of
from cleaner.pipeline import run
from cleaner.store.commit import KEPT

try:
    refuse_without_spark()
except UsageError as error:
    pytest.skip(str(error), allow_module_level=True)

QUICK = {  # a small corpus is done before compilers, collectors and plans that adapt pay
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.driver.memory": "2g",
    "spark.driver.extraJavaOptions": (
        "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:MetaspaceSize=300m -Xms2g -Xmn1200m"
        " -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote"
    ),
    "spark.task.maxFailures": "1",
}
STAGE = "candidates"  # behind which a driver is killed


def test_spark_writes_what_one_machine_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One application for all, because starting one takes longest; and one run, which is broken off and goes on."""
    monkeypatch.setitem(SETTINGS, "spark.sql.adaptive.enabled", "false")
    session = bench.session("local[2]", **QUICK)
    try:
        _same_bytes_though_it_fails_once(session, tmp_path)
        _stages_that_are_whole_are_not_made_again(session, tmp_path / "阶段 [a]{b}%41")
        _who_asks_and_who_is_listed(session)
    finally:
        session.stop()


def _same_bytes_though_it_fails_once(session: Any, tmp_path: Path) -> None:
    source = bench.write_corpus(tmp_path / "in", 160, 2, 5)
    (source / "empty.jsonl").write_text("\n")
    lines = (source / "speeches-1.jsonl").read_text(encoding="utf-8").splitlines()
    known = next(found for line in lines if (found := json.loads(line).get("id", "the same")) != "the same")
    corrected, listed = tmp_path / "corrections.csv", tmp_path / "list.csv"
    rows = f"speeches-1.jsonl,{known},1,title,新的题目\nnowhere.txt,,1,title,没有\n"
    corrected.write_text(f"source,key,part,action,value\n{rows}", encoding="utf-8")
    listed.write_text(f"id,speaker\n{known},王某\nnobody,李某\n", encoding="utf-8")
    lists = Config(corrections=str(corrected), metadata=str(listed), metadata_key="id")
    config = replace(lists, workers=1, prefer=("earliest", "longest"))
    local = run([source], tmp_path / "local", config)
    assert local.counts["corrections"] == local.counts["stale_corrections"] == 1
    out = tmp_path / "语料 spark"

    def breaks(name: str) -> None:
        if name == "keys":
            session.sql("select raise_error('no room')").collect()

    with pytest.raises(EngineError, match=r"Spark failed: .*no room.*the same command goes on"):
        run([source], out, config, engine=Spark(session, 1, breaks))
    assert sorted(path.name for path in out.iterdir() if path.name != ".cleaner-lock") == [KEPT]
    whole = (out / KEPT / "pieces.whole").stat().st_mtime_ns
    again: list[int] = []

    def looks(_: str) -> None:
        again.append((out / KEPT / "pieces.whole").stat().st_mtime_ns)

    assert run([source], out, config, engine=Spark(session, 2, looks)) == local
    assert set(again) == {whole}
    assert bench.files_of(out) == bench.files_of(tmp_path / "local")
    with (tmp_path / "local" / "duplicates.jsonl").open(encoding="utf-8") as duplicates:
        kinds = {json.loads(line)["kind"] for line in duplicates}
    assert kinds == {"exact", "near", "contained", "repost", "template"}


def _stages_that_are_whole_are_not_made_again(session: Any, folder: Path) -> None:
    made: list[str] = []

    def rows(key: str) -> list[Any]:
        def make() -> Any:
            made.append(key)
            return session.range(5).repartition(2)

        table = Stages(own(session, 2), folder, key, 2).table("numbers", make)
        return sorted(row["id"] for row in table.collect())

    folder.mkdir()
    assert rows("one") == rows("one") == rows("other") == [0, 1, 2, 3, 4]
    assert made == ["one", "other"]
    part = next((folder / "numbers").glob("part-*"))
    part.write_bytes(part.read_bytes()[:-1])
    assert rows("other") == [0, 1, 2, 3, 4]
    note = folder / "numbers.whole"
    note.write_bytes(note.read_bytes()[:-1])
    assert rows("other") == [0, 1, 2, 3, 4]
    assert made == ["one", "other", "other", "other"]


def _who_asks_and_who_is_listed(session: Any) -> None:
    """A paragraph asks with its rarest slots, one that has too many of its own asks for none, 16 holders are listed."""
    own = [(1, 0, 1)] + [(1, at, often) for at, often in enumerate([*range(2, 29), OFTEN, OFTEN], 1)]
    lonely = [(2, at, often) for at, often in enumerate([1] * 6 + [2] * 4)]
    rows = [(item, at, 100 * item + at, often) for item, at, often in own + lonely]
    slots = session.createDataFrame(rows, "item bigint, at int, slot bigint, often int")
    asked = {row["slot"] - 100: bool(row["asks"]) for row in holding._asking(slots).collect()}
    assert asked == {at: at < 10 for at in range(1, 30)}
    prints = session.createDataFrame(
        [(item, [7, 2**32 - 1 - item]) for item in range(70)] + [(70, [])], "item bigint, prints array<bigint>"
    )
    found = {(row["item"], row["at"]): (row["slot"], row["often"]) for row in holding._slots(prints).collect()}
    expected = slots_of(np.array([7, *(2**32 - 1 - item for item in range(70))], dtype=np.uint32), 16).tolist()
    assert len(found) == 140
    assert {found[item, 0] for item in range(70)} == {(expected[0], OFTEN)}
    assert found[5, 1] == (expected[6], 1)


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the bench corpus of 20,000 paragraphs, and what one machine makes of it."""
    folder = tmp_path_factory.mktemp("spark")
    source = bench.write_corpus(folder / "in", 20_000, 100, 61)
    run([source], folder / "local", Config(max_errors=10))
    return source, folder / "local"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two workers, each a process of its own."""
    session = bench.session(bench.MASTER)
    yield session
    session.stop()


@pytest.mark.nightly
@pytest.mark.parametrize("partitions", [1, 2, 7, 64])
def test_any_number_of_partitions(corpora: tuple[Path, Path], cluster: Any, tmp_path: Path, partitions: int) -> None:
    source, local = corpora
    run([source], tmp_path / "out", engine=Spark(cluster, partitions))
    assert bench.record_counts(tmp_path / "out") == bench.record_counts(local)
    assert bench.files_of(tmp_path / "out") == bench.files_of(local)


@pytest.mark.nightly
@pytest.mark.parametrize("mode", ["reposts", "tag", "keep"])
def test_any_variant(cluster: Any, tmp_path: Path, mode: str) -> None:
    source, config = bench.write_corpus(tmp_path / "in", 1500, 20, 7), Config(near_duplicates=mode)
    run([source], tmp_path / "local", config)
    run([source], tmp_path / "out", config, engine=Spark(cluster, 3))
    assert bench.files_of(tmp_path / "out") == bench.files_of(tmp_path / "local")


@pytest.mark.nightly
def test_a_file_that_is_scattered_over_others_is_refused_alike(cluster: Any, tmp_path: Path) -> None:
    texts = bench.paragraphs(2000, 3)
    long = [text for text in texts if 100 < len(text) < 400][:60]
    folder = tmp_path / "in"
    (folder / "gov").mkdir(parents=True)
    rows = [{"id": f"d{at}", "text": "\n".join(("同志们：", *long[at : at + 2]))} for at in range(0, 60, 2)]
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    (folder / "gov" / "a.jsonl").write_text("".join(lines), encoding="utf-8")
    (folder / "b.txt").write_text("\n".join(("同志们：", *(f"{text}完" for text in long[::2]))), encoding="utf-8")
    config, told = Config(prefer=("site:gov",)), []
    for engine in (None, Spark(cluster, 2)):
        with pytest.raises(RefusedError, match="would take nearly all of 1 files") as caught:
            run([folder], tmp_path / "out", config, engine=engine)
        told.append(str(caught.value))
    assert told[0] == told[1]


@pytest.mark.nightly
def test_executors_killed_in_the_midst_of_20_stages(corpora: tuple[Path, Path], cluster: Any, tmp_path: Path) -> None:
    source, local = corpora
    killer = bench.Killer(20)
    run([source], tmp_path / "out", engine=Spark(cluster, 7, killer))
    assert killer.killed >= 15
    assert bench.record_counts(tmp_path / "out") == bench.record_counts(local)
    assert bench.files_of(tmp_path / "out") == bench.files_of(local)


@pytest.mark.nightly
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that Windows has not")
def test_a_driver_that_is_killed_costs_a_stage(corpora: tuple[Path, Path], tmp_path: Path) -> None:
    source, local = corpora
    out = tmp_path / "out"
    command = [sys.executable, "-m", "cleaner", "run", str(source), "--out", str(out), "--engine", "spark"]
    environment = {**os.environ, "PYSPARK_SUBMIT_ARGS": "--master local[2] pyspark-shell"}
    driver = subprocess.Popen([*command, "--quiet"], env=environment, start_new_session=True)
    while not (out / KEPT / f"{STAGE}.whole").exists():
        assert driver.poll() is None
        time.sleep(0.1)
    os.killpg(driver.pid, signal.SIGKILL)
    driver.wait()
    assert not (out / "manifest.json").exists()
    done = subprocess.run([*command, "--quiet", "--max-errors", "10"], env=environment, check=False)
    assert done.returncode == 0
    assert bench.files_of(out) == bench.files_of(local)
