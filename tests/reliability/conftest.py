"""What the tests of reliability share: a corpus of made-up pages in every format and encoding, built once a session.

CLEANER_FIXTURE sets how many pages the full one has, for a night that has less time.
"""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]
os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])

from tests.reliability.material import fixture_files, write_files  # noqa: E402 - needs the path above


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give ``full`` to tests that are run at a tenth of their counts on every commit, and in full every night."""
    if "full" in metafunc.fixturenames:
        nightly = pytest.param(True, marks=pytest.mark.nightly, id="full")
        metafunc.parametrize("full", [pytest.param(False, id="tenth"), nightly], scope="session")


@pytest.fixture(scope="session")
def folder(full: bool, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of 100 made-up pages in every format and encoding, or of 1,000."""
    return write_files(
        tmp_path_factory.mktemp("fixture") / "pages",
        fixture_files(int(os.environ.get("CLEANER_FIXTURE", "1000")) if full else 100),
    )


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with 12 pages, for tests that run the tool many times."""
    return write_files(tmp_path_factory.mktemp("small") / "pages", fixture_files(12))
