"""A session of Spark: begun where there is none, and set up as the stages need it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

from cleaner.errors import UsageError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

OLDEST_JAVA = 17
"""What PySpark 4 runs on."""

SETTINGS = {
    "spark.sql.adaptive.enabled": "true",  # skewed joins are cut, small partitions put together
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1000",
    "spark.sql.execution.arrow.maxBytesPerBatch": str(16 << 20),
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
}


def refuse_without_spark() -> None:
    """Raise UsageError, saying what to install, where PySpark or Java is missing."""
    advice = "pip install 'speech-cleaner[spark]'"
    try:
        import pyarrow  # noqa: F401
        import pyspark
    except ModuleNotFoundError as error:
        raise UsageError(f"--engine spark needs {error.name}", code="extra", advice=advice) from None
    if int(pyspark.__version__.split(".")[0]) < 4:
        raise UsageError(f"--engine spark needs PySpark 4, not {pyspark.__version__}", code="extra", advice=advice)
    version = _java_version()
    if version is None or version < OLDEST_JAVA:
        found = "found none" if version is None else f"found {version}"
        raise UsageError(
            f"--engine spark needs Java {OLDEST_JAVA} or newer, {found}",
            code="java",
            advice="install a JDK, such as openjdk-17-jre-headless or temurin-17, and let JAVA_HOME name its folder",
        )


def _java_version() -> int | None:
    """Return the version of Java that Spark would start; None where there is none."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else which("java")
    if java is None:
        return None
    try:
        told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603 - no shell
    except OSError:
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', told)  # 1.8 is 8
    return int(found[1]) if found else None


@contextmanager
def at_work(given: SparkSession | None) -> Iterator[SparkSession]:
    """The given session, or the one that runs; else one of its own, which ends with the block.

    That is on the cluster that Spark's own settings name, else on this machine.
    """
    from pyspark.sql import SparkSession

    session = given or SparkSession.getActiveSession()
    if session is not None:
        yield session
        return
    session = SparkSession.builder.appName("cleaner").config("spark.ui.showConsoleProgress", "false").getOrCreate()
    try:
        yield session
    finally:
        with suppress(
            Exception
        ):  # an interrupt leaves the way to Java in the midst of a call; it ends with this process
            session.stop()


def own(session: SparkSession, partitions: int) -> SparkSession:
    """Return a session beside a given one, on the same cluster, with settings of its own."""
    ours = session.newSession()
    for name, value in {**SETTINGS, "spark.sql.shuffle.partitions": str(partitions)}.items():
        ours.conf.set(name, value)
    return ours
