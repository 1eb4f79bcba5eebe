import http.server
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from cleaner.commands.check import check
from cleaner.commands.file import clean_file
from cleaner.commands.restore import restore
from cleaner.config import Config
from cleaner.errors import CleanerError, UsageError
from cleaner.inputs import find_sources
from cleaner.pipeline import run
from cleaner.remote import files_at, is_address, place_of

fsspec = pytest.importorskip("fsspec")
Pages = Callable[[dict[str, str | bytes]], Path]
Objects = Callable[[Path], list[dict[str, Any]]]


@pytest.fixture
def memory(speech: Callable[[int], str]) -> Iterator[str]:
    """The address of a folder in memory: two speeches, one of them a folder further down, and a picture."""
    system = fsspec.filesystem("memory")
    files = {"a.txt": speech(1).encode("gb18030"), "b/c.txt": speech(2).encode(), "b/d.png": b"\x89PNG"}
    for name, data in files.items():
        system.pipe_file(f"/speeches/{name}", data)
    yield "memory://speeches"
    system.rm("/speeches", recursive=True)


@pytest.fixture
def site(pages: Pages, speech: Callable[[int], str]) -> Iterator[str]:
    """The address of a server on this machine."""
    pytest.importorskip("aiohttp")
    text = speech(3)
    lines = "".join(f"<p>{line}</p>" for line in text.splitlines())
    folder = pages({"s/a.txt": text, "s/page": f"<!DOCTYPE html><html><body>{lines}</body></html>"})
    handler = partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize("name", ["a.txt", "/a/b.txt", "C:\\a.txt", "C:/a", "-", "a:b//c", "x/http://a"])
def test_what_is_no_address(name: str) -> None:
    assert not is_address(name)


def test_a_folder_at_an_address_is_read_and_restored_by_its_address(
    memory: str, tmp_path: Path, records: Objects
) -> None:
    summary = run([memory], tmp_path / "out")
    assert {record["source"] for record in records(tmp_path / "out")} == {f"{memory}/a.txt", f"{memory}/b/c.txt"}
    assert [(row["code"], row["file"]) for row in summary.errors] == [("unsupported", f"{memory}/b/d.png")]
    restore(tmp_path / "out", tmp_path / "raw")
    for name in ("a.txt", "b/c.txt"):
        data = fsspec.filesystem("memory").cat_file(f"/speeches/{name}")
        assert (tmp_path / "raw" / "memory" / "speeches" / name).read_bytes() == data
    assert not check(tmp_path / "out").findings


def test_a_pattern_and_a_file_may_name_the_same(memory: str) -> None:
    found = find_sources([f"{memory}/*.txt", f"{memory}/a.txt", memory])
    assert [source.name for source in found.sources] == [f"{memory}/a.txt", f"{memory}/b/c.txt"]


def test_a_folder_of_the_disk_by_its_address(pages: Pages, tmp_path: Path) -> None:
    folder = pages({"a.txt": "各位同志，今天开会。\n"})
    (source,) = find_sources([folder.as_uri()]).sources
    assert source.name == f"{folder.as_uri()}/a.txt"


def test_pages_of_a_site_are_known_by_their_content(site: str, tmp_path: Path, records: Objects) -> None:
    run([f"{site}/s/a.txt", f"{site}/s/page"], tmp_path / "out", Config(near_duplicates="keep"))
    one, other = records(tmp_path / "out")
    assert one["text"] == other["text"]
    assert clean_file(f"{site}/s/page").document.source == f"{site}/s/page"


def test_what_cannot_be_fetched_costs_only_itself(site: str, tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9/a.txt"
    summary = run([f"{site}/s/a.txt", nowhere], tmp_path / "out")
    assert [(row["code"], row["file"]) for row in summary.errors] == [("unreadable", nowhere)]
    assert summary.counts["records"] == 1


WRONG = {
    "nothing there": ("memory://nothing", "no such file or folder", 2),
    "a system that nobody knows": ("nosuchsystem://a", "is no address that can be read", 2),
    "nobody answers": ("http://127.0.0.1:9/a.txt", "cannot be fetched", 1),
}


@pytest.mark.parametrize(("address", "what", "code"), WRONG.values(), ids=WRONG)
def test_a_wrong_address_is_told(address: str, what: str, code: int, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=what):
        run([address], tmp_path / "out")
    with pytest.raises(CleanerError, match=what) as caught:
        clean_file(address)
    assert (caught.value.exit_code, caught.value.file) == (code, address)


def test_a_page_that_is_not_there_is_told(site: str) -> None:
    with pytest.raises(CleanerError, match="nothing is there") as caught:
        clean_file(f"{site}/none.txt")
    assert caught.value.file == f"{site}/none.txt"


@pytest.mark.parametrize("library", ["fsspec", "aiohttp"])
def test_a_library_that_is_missing_is_named(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fsspec.get_filesystem_class("http").clear_instance_cache()
    for name in [name for name in sys.modules if name.partition(".")[0] == "fsspec"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(UsageError) as caught:
        list(files_at("http://127.0.0.1:9/a.txt"))
    assert (caught.value.code, "[remote]" in caught.value.advice) == ("extra", True)


def test_places_of_long_and_odd_addresses_are_names_of_files() -> None:
    long = f"https://a.cn/b?{'x' * 900}"
    places = [place_of(address) for address in (long, f"{long}y", "https://a.cn", "https://a.cn/b/", "s3::http://a/b")]
    assert len(set(places)) == len(places)
    assert all(len(part.encode()) <= 255 and part not in ("", "..") for place in places for part in place.split("/"))
