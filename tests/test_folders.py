import os
from pathlib import Path

import pytest

from cleaner.folders import files_below, ordinary


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a" / "b").mkdir(parents=True)
    for name in ("x.txt", "a/y.txt", "a/b/z.txt"):
        (tmp_path / name).touch()
    return tmp_path


def test_files_are_found_however_deep(folder: Path) -> None:
    assert {path.relative_to(folder).as_posix() for path in files_below(folder)} == {"x.txt", "a/y.txt", "a/b/z.txt"}


def test_a_link_to_a_folder_is_one_thing_and_not_entered(folder: Path) -> None:
    (folder / "a" / "up").symlink_to(folder)
    assert sum(path.name == "up" for path in files_below(folder)) == 1
    assert sum(path.name == "x.txt" for path in files_below(folder)) == 1


def test_where_there_is_no_folder_there_is_nothing(folder: Path) -> None:
    assert list(files_below(folder / "no")) == list(files_below(folder / "x.txt")) == []


def test_a_folder_that_cannot_be_read_is_no_empty_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.scandir

    def scandir(path: str) -> object:
        if Path(path).name == "b":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(PermissionError):
        list(files_below(folder))


def test_a_file_is_read_and_what_is_not_there_is_somebody_elses_error(folder: Path) -> None:
    assert ordinary(folder / "x.txt").read_bytes() == b""
    assert ordinary(folder / "nowhere") == folder / "nowhere"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_a_device_and_a_folder_are_not_read(folder: Path) -> None:
    """A pipe would be waited for, a device has no end."""
    os.mkfifo(folder / "pipe")
    (folder / "device").symlink_to("/dev/zero")
    for name in ("pipe", "device", "a"):
        with pytest.raises(OSError, match="is no ordinary file"):
            ordinary(folder / name)
