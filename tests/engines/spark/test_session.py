"""What is said where Spark cannot run."""

import builtins
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cleaner.config import Config
from cleaner.engines.spark import Spark
from cleaner.engines.spark.passes import _reason
from cleaner.engines.spark.session import _java_version, refuse_without_spark
from cleaner.errors import UsageError


def _java(folder: Path, told: str) -> Path:
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho '{told}' >&2\n")
    program.chmod(0o755)
    return folder


@pytest.mark.skipif(os.name == "nt", reason="a script stands for Java")
@pytest.mark.parametrize(
    ("told", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('java version "21" 2023-09-19 LTS', 21),
        ('java version "1.8.0_202"', 8),
        ("no idea", None),
    ],
    ids=["17", "21 without a point", "8 says 1.8", "something else"],
)
def test_the_version_of_java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str, version: int | None) -> None:
    monkeypatch.setenv("JAVA_HOME", str(_java(tmp_path, told)))
    assert _java_version() == version


def test_a_java_home_without_java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert _java_version() is None


def test_without_pyspark_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without(name: str, *args: Any) -> Any:
        if name == "pyspark":
            raise ModuleNotFoundError(name=name)
        return imported(name, *args)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=r"needs pyspark.*pip install 'speech-cleaner\[spark\]'"):
        refuse_without_spark()


@pytest.mark.skipif(os.name == "nt", reason="a script stands for Java")
def test_an_old_java_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark", reason="pyspark is not installed")
    monkeypatch.setenv("JAVA_HOME", str(_java(tmp_path, 'java version "1.8.0_202"')))
    with pytest.raises(UsageError, match=r"needs Java 17 or newer, found 8: install a JDK"):
        refuse_without_spark()


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("Job aborted: no room\n\tat org.apache", "Job aborted: no room"),
        (
            "Lost:\nTraceback\n  File x\ncleaner.errors.RefusedError: a rule file changed\n SQLSTATE",
            "a rule file changed",
        ),
        ("", "ValueError"),
    ],
    ids=["Spark's own", "ours, from an executor", "nothing"],
)
def test_what_is_told_of_a_failure(told: str, reason: str) -> None:
    assert _reason(ValueError(told)) == reason


def test_references_do_not_go_with_spark() -> None:
    with pytest.raises(UsageError, match="--against does not go with --engine spark"):
        Spark().refuse_unfit(Config(against=("other.jsonl",)))


def test_the_module_loads_without_spark() -> None:
    code = "import cleaner.engines.spark, sys; sys.exit('pyspark' in sys.modules or 'pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
