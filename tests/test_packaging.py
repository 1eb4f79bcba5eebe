"""What is built runs where there is no checkout: from the wheel, from the source distribution, and without a compiler."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import cleaner

ROOT = Path(__file__).parent.parent
BUILT = ("build", "dist", ".*", "*.egg-info", "*.so", "__pycache__")  # what a fresh clone does not have
OFFLINE = re.compile(r"NewConnectionError|Failed to establish|name resolution|ConnectTimeout|ProxyError")


@dataclass(frozen=True)
class Installed:
    """The installed command, in a folder with pages."""

    command: Path
    folder: Path

    def __call__(self, *words: str | Path, code: int = 0) -> str:
        """Call it; return what it printed, and before that what it complained of."""
        done = command(self.command, *words, folder=self.folder)
        assert done.returncode == code, (words, done.stdout, done.stderr)
        return done.stderr + done.stdout


def test_all_that_is_no_code_is_named() -> None:
    """A folder or ending that nobody names would be missing where it is installed, and nowhere else."""
    named = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]
    found = {file for package in named for pattern in named[package] for file in _folder(package).glob(pattern)}
    data = {
        path
        for path in (ROOT / "cleaner").rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc", ".so", ".pyd", ".c", ".h")
    }
    assert data - found == set()


def test_the_citation_names_this_version() -> None:
    assert f"\nversion: {cleaner.__version__}\n" in (ROOT / "CITATION.cff").read_text("utf-8")


def _folder(package: str) -> Path:
    places = {"cleaner.rules": ROOT / "rules", "cleaner.keep": ROOT / "tests" / "keep"}
    return places.get(package, ROOT.joinpath(*package.split(".")))


def command(*words: str | Path, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        env={**kept, "LC_ALL": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build both distributions out of a fresh copy."""
    clone = tmp_path_factory.mktemp("clone") / "cleaner"
    shutil.copytree(ROOT, clone, ignore=shutil.ignore_patterns(*BUILT))
    done = command(sys.executable, "-m", "build", "--no-isolation", "--outdir", clone / "dist", clone, folder=clone)
    assert done.returncode == 0, done.stdout + done.stderr
    return clone / "dist"


@pytest.fixture(scope="module")
def python(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an environment with all that the wheel depends on; skip where that cannot be fetched."""
    folder = tmp_path_factory.mktemp("venv")
    assert command(sys.executable, "-m", "venv", folder, folder=folder).returncode == 0
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    done = command(python, "-m", "pip", "install", *dist.glob("*.whl"), "setuptools>=77", folder=folder)
    if done.returncode and OFFLINE.search(done.stdout + done.stderr):
        pytest.skip("the dependencies cannot be fetched")
    assert done.returncode == 0, done.stderr
    return python


@pytest.fixture(scope="module", params=["wheel", "sdist", "sdist, no compiler"])
def installed(
    request: pytest.FixtureRequest, dist: Path, python: Path, tmp_path_factory: pytest.TempPathFactory
) -> Installed:
    """Install a distribution; return the command, and pages for it."""
    built = next(dist.glob("*.whl" if request.param == "wheel" else "*.tar.gz"))
    compiler = {"CC": "false"} if "no compiler" in request.param else {}
    options = ("--force-reinstall", "--no-deps", "--no-build-isolation", "--no-cache-dir")
    folder = tmp_path_factory.mktemp("work")
    done = command(python, "-m", "pip", "install", *options, built, folder=folder, **compiler)
    assert done.returncode == 0, done.stderr
    kernel = command(python, "-c", "import cleaner.neardup._kernel", folder=folder)
    assert (kernel.returncode == 0) == (not compiler), kernel.stderr
    shutil.copytree(ROOT / "seeds", folder / "pages")

    return Installed(python.with_name("cleaner"), folder)


@pytest.mark.nightly
def test_an_installed_cleaner_does_all_that_a_checkout_does(
    installed: Installed, tree: Callable[[Path], object]
) -> None:
    assert installed("--version").startswith("cleaner ")
    assert re.search(r"^[1-9][0-9]{2,} rules$", installed("rules", "list"), re.MULTILINE), (
        "the built-in rules are there"
    )
    assert installed("file", "pages/000_17c438e2104b96ce.txt")
    assert json.loads(installed("run", "pages", "--out", "corpus", "--json"))["records"]
    assert installed("check", "corpus").endswith("passed\n")
    assert "5 files restored" in installed("restore", "corpus", "--to", "raw")
    assert tree(installed.folder / "raw") == tree(ROOT / "seeds")
    assert installed("report", "corpus", "--to", "report.html")
    assert installed("dedup", "corpus/corpus/part-00000.jsonl", "--out", "duplicates.jsonl")
    assert installed("diff", "corpus", "corpus")
    assert installed("check", "corpus", "--format", "sarif")


@pytest.mark.nightly
def test_the_keep_set_is_installed(installed: Installed, tmp_path: Path) -> None:
    lines = (ROOT / "tests" / "keep" / "figures.txt").read_text("utf-8").split("\n")
    phrases = tmp_path / "phrases.txt"
    phrases.write_text(next(line for line in lines if line.strip() and not line.startswith("#")), "utf-8")
    assert "keep-set" in installed("file", "pages/000_17c438e2104b96ce.txt", "--phrases", phrases, code=2)


@pytest.mark.nightly
def test_a_wheel_holds_no_sources_of_the_kernel_and_no_tests(dist: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert not [name for name in names if name.endswith((".c", ".h")) or "test_" in name]
    assert [name for name in names if name.startswith("cleaner/keep/")]
