import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner import inputs
from cleaner.errors import UsageError
from cleaner.inputs import MOST_PAGES, Found, addressed, find_sources, paged, unread

Pages = Callable[[dict[str, str | bytes]], Path]


def names(found: Found) -> list[str]:
    return [source.name for source in found.sources]


def skipped(found: Found) -> dict[str | None, str]:
    return {error.file: error.what for error in found.skipped}


def test_a_folder_gives_its_files_by_name_relative_to_it(pages: Pages) -> None:
    assert names(find_sources([pages({"b.txt": "", "a/c.jsonl": "", "a.txt": "", "a/B.TXT": ""})])) == [
        "a.txt",
        "a/B.TXT",
        "a/c.jsonl",
        "b.txt",
    ]


def test_a_file_is_called_by_its_last_name_and_is_text_whatever_its_ending(pages: Pages) -> None:
    folder = pages({"a/x.txt": "", "a/README": "", "a/y.讲话": ""})
    assert names(find_sources([folder / "a/x.txt", folder / "a/README", folder / "a/y.讲话"])) == [
        "README",
        "x.txt",
        "y.讲话",
    ]


def test_the_same_file_named_twice_is_read_once(pages: Pages) -> None:
    folder = pages({"a.txt": ""})
    assert names(find_sources([folder / "a.txt", folder, folder / "." / "a.txt"])) == ["a.txt"]


def test_two_files_of_one_name_are_refused_with_both_places(pages: Pages) -> None:
    folder = pages({"a/x.txt": "", "b/x.txt": ""})
    with pytest.raises(UsageError) as caught:
        find_sources([folder / "a", folder / "b"])
    assert "both called x.txt" in str(caught.value)
    assert str(folder / "a/x.txt") in str(caught.value)
    assert str(folder / "b/x.txt") in str(caught.value)


def test_globs_are_for_those_whose_shell_has_none(pages: Pages) -> None:
    folder = pages({"a1.txt": "", "a2.txt": "", "b.txt": "", "deep/er/a3.txt": ""})
    assert names(find_sources([f"{folder}/a*.txt"])) == ["a1.txt", "a2.txt"]
    assert names(find_sources([f"{folder}/**/a*.txt"])) == ["a1.txt", "a2.txt", "a3.txt"]


def test_a_name_with_the_signs_of_a_glob_is_a_name(pages: Pages) -> None:
    folder = pages({"a[1].txt": "", "a1.txt": ""})
    assert names(find_sources([folder / "a[1].txt"])) == ["a[1].txt"]


@pytest.mark.parametrize("name", ["missing.txt", "missing*", "no/such/folder"])
def test_what_is_missing_is_told_by_name(pages: Pages, name: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_sources([pages({"a.txt": ""}) / name])
    assert name in str(caught.value)


def test_nothing_to_read_is_an_error_that_says_what_is_read(pages: Pages) -> None:
    for files in ({}, {"a.pdf": "", "b": ""}):
        with pytest.raises(UsageError, match="are read"):
            find_sources([pages(dict(files))])


def test_everything_that_is_not_read_is_listed(pages: Pages) -> None:
    folder = pages({"a.txt": "", "b.pdf": "", "c": "", ".hidden.txt": ""})
    assert set(skipped(find_sources([folder]))) == {"b.pdf", "c", ".hidden.txt"}


def test_a_format_that_is_not_read_fails_when_named(pages: Pages) -> None:
    folder = pages({"a.txt": "", "b.pdf": "", "c.rar": ""})
    found = find_sources([folder / "a.txt", folder / "b.pdf", folder / "c.rar"])
    assert [(error.code, error.file) for error in found.failed] == [("format", "b.pdf"), ("format", "c.rar")]
    assert "pdftotext" in found.failed[0].advice
    assert "unpack" in found.failed[1].advice


@pytest.mark.parametrize(
    ("name", "word"),
    [("a.pptx", "office"), ("a.ods", ".xlsx"), ("a.EPUB", ".zip"), ("a.caj", "program"), ("a.7z", "unpack")],
)
def test_whoever_has_it_is_told_what_to_do(name: str, word: str, pages: Pages) -> None:
    folder = pages({"b.txt": "", name: ""})
    for error in (*find_sources([folder]).skipped, *find_sources([folder / "b.txt", folder / name]).failed):
        assert word in error.advice
    assert names(find_sources([folder])) == ["b.txt"]


def test_what_lies_in_the_output_folder_is_no_input(pages: Pages) -> None:
    folder = pages({"a.txt": "", "out/corpus/part-00000.jsonl": "", "out/x.txt": ""})
    assert names(find_sources([folder], folder / "out")) == ["a.txt"]


@pytest.mark.parametrize("given", ["out", "out/x.txt", "o*", "out/corpus"])
def test_what_lies_in_the_output_folder_is_passed_over_even_when_named(pages: Pages, given: str) -> None:
    """A shell makes `cleaner run * --out out` name it."""
    folder = pages({"a.txt": "", "out/corpus/part-00000.jsonl": "", "out/x.txt": ""})
    found = find_sources([folder / "a.txt", str(folder / given)], folder / "out")
    assert names(found) == ["a.txt"]
    assert "output folder" in found.skipped[0].what


@pytest.mark.parametrize(("given", "out"), [("", ""), ("raw", ""), ("raw/a.txt", "raw"), ("link", "")])
def test_where_nothing_but_the_output_is_named_that_is_said(pages: Pages, given: str, out: str) -> None:
    """`cleaner run speeches --out speeches`: its own output would be read by the next run."""
    folder = pages({"raw/a.txt": "", "b.txt": ""})
    (folder / "link").symlink_to("raw")
    with pytest.raises(UsageError, match=r"lies in the output folder .*: name another folder with --out"):
        find_sources([folder / given], folder / out)


def test_a_corpus_cannot_be_named(pages: Pages) -> None:
    folder = pages({"a.txt": "", "old/manifest.json": "{}", "old/corpus/y.jsonl": ""})
    with pytest.raises(UsageError, match="corpus"):
        find_sources([folder / "old"])


def test_an_output_folder_reached_by_a_link_is_no_input(pages: Pages) -> None:
    folder = pages({"a.txt": "", "out/x.txt": ""})
    (folder.parent / "link").symlink_to(folder / "out")
    assert names(find_sources([folder], folder.parent / "link")) == ["a.txt"]


def test_the_corpus_of_an_earlier_run_is_no_input(pages: Pages) -> None:
    folder = pages({"a.txt": "", "old/manifest.json": "{}", "old/ledger/x.jsonl": "", "old/corpus/y.jsonl": ""})
    found = find_sources([folder])
    assert names(found) == ["a.txt"]
    assert "old" in skipped(found)


def test_a_link_inside_the_folder_is_read_and_one_out_of_it_is_not(pages: Pages) -> None:
    folder = pages({"a.txt": "x"})
    (folder.parent / "secret.txt").write_text("secret")
    (folder / "in.txt").symlink_to("a.txt")
    (folder / "out.txt").symlink_to("../secret.txt")
    found = find_sources([folder])
    assert names(found) == ["a.txt", "in.txt"]
    assert "out.txt" in skipped(found)


LINKS = {
    "a loop of one": {"b.txt": "b.txt"},
    "a loop of two": {"b.txt": "c.txt", "c.txt": "b.txt"},
    "dangling": {"b.txt": "x"},
}


@pytest.mark.parametrize("links", LINKS.values(), ids=LINKS)
def test_a_link_that_leads_nowhere_is_listed_and_stops_nothing(pages: Pages, links: dict[str, str]) -> None:
    folder = pages({"a.txt": ""})
    for name, target in links.items():
        (folder / name).symlink_to(target)
    found = find_sources([folder])
    assert names(found) == ["a.txt"]
    assert set(links) <= set(skipped(found)) | {error.file for error in found.failed}
    assert [error.code for error in find_sources([folder / "a.txt", folder / "b.txt"]).failed] == ["unreadable"]


def test_a_file_the_system_fails_on_is_an_error_and_not_passed_over(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, stat = pages({"a.txt": "", "b.txt": ""}), Path.stat

    def failing(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if path.name == "b.txt":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return stat(path, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", failing)
    found = find_sources([folder])
    assert names(found) == ["a.txt"]
    assert [(error.file, error.code) for error in found.failed] == [("b.txt", "unreadable")]


def test_linked_folders_end_no_walk_and_are_listed(pages: Pages) -> None:
    folder = pages({"a/x.txt": ""})
    (folder / "a" / "up").symlink_to("..")
    (folder / "other").symlink_to("/usr")
    found = find_sources([folder])
    assert names(found) == ["a/x.txt"]
    assert {"a/up", "other"} <= set(skipped(found))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_opened(pages: Pages) -> None:
    folder = pages({"a.txt": ""})
    os.mkfifo(folder / "pipe.txt")
    found = find_sources([folder])
    assert names(found) == ["a.txt"]
    assert skipped(found)["pipe.txt"] == "is no ordinary file"
    assert [error.code for error in find_sources([folder, folder / "pipe.txt"]).failed] == ["unreadable"]


def test_a_link_that_may_not_be_read_costs_only_itself(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ended the whole run."""
    folder = pages({"a.txt": ""})
    (folder / "link").symlink_to("a.txt")
    real = os.path.realpath

    def failing(path: str | Path) -> str:
        if Path(path).name == "link":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return real(path)

    monkeypatch.setattr(os.path, "realpath", failing)
    found = find_sources([folder])
    assert names(found) == ["a.txt"]
    assert [(error.code, error.file) for error in found.failed] == [("unreadable", "link")]


def test_a_folder_that_cannot_be_read_is_listed(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = pages({"a.txt": "", "closed/b.txt": ""})
    real = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = find_sources([folder])
    assert names(found) == ["a.txt"]
    assert [(error.code, error.file) for error in found.failed] == [("unreadable", "closed")]


NAMES = {
    "Chinese stays": ("讲话.txt".encode(), "讲话.txt"),
    "a backslash": (b"a\\b.txt", "a\\\\b.txt"),
    "a line end": (b"a\nb.txt", None),
    "an escape": (b"\x1b[31m.txt", None),
    "no UTF-8": (b"\xff\xc4.txt", "\\xff\\xc4.txt"),
}


@pytest.mark.parametrize(("raw", "shown"), NAMES.values(), ids=NAMES)
def test_any_name_is_read(pages: Pages, raw: bytes, shown: str | None) -> None:
    folder = pages({})
    Path(os.fsdecode(os.path.join(os.fsencode(folder), raw))).write_text("x")
    (name,) = names(find_sources([folder]))
    name.encode()
    assert shown is None or name == shown


def together(pages: Pages, *names: str, size: int = 1) -> list[list[str]]:
    return [
        [file.name for file in files]
        for files in paged(find_sources([pages(dict.fromkeys(names, "x" * size))]).sources)
    ]


APART = {
    "one file": ["a.txt"],
    "a gap": ["a.txt", "a_2.txt", "a_4.txt"],
    "no first page": ["a_2.txt", "a_3.txt"],
    "the second alone": ["a_2.txt"],
    "zeros": ["a.txt", "a_02.txt"],
    "a long series": [f"a_{number}.txt" for number in range(1, MOST_PAGES + 2)],
}


@pytest.mark.parametrize("names", APART.values(), ids=APART)
def test_files_that_are_not_numbered_on_from_a_first_one_stay_by_themselves(pages: Pages, names: list[str]) -> None:
    assert sorted(together(pages, *names)) == sorted([name] for name in names)


def test_a_file_belongs_to_one_series_only(pages: Pages) -> None:
    assert together(pages, "a.txt", "a-2.txt", "a_2.txt") == [["a.txt", "a-2.txt"], ["a_2.txt"]]


def test_files_numbered_on_are_put_together_in_order(pages: Pages) -> None:
    names = ("b.txt", "a_1.txt", "a_2.txt", "a.b/x.txt", "a.b/x_2.txt", "c_9.txt", "d(1).txt", "d(2).txt")
    assert together(pages, *names) == [
        ["a.b/x.txt", "a.b/x_2.txt"],
        ["a_1.txt", "a_2.txt"],
        ["b.txt"],
        ["c_9.txt"],
        ["d(1).txt", "d(2).txt"],
    ]


def test_pages_too_large_to_be_read_at_once_stay_by_themselves(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "LARGEST_PAGED", 100)
    assert together(pages, "a.txt", "a_2.txt", size=50) == [["a.txt", "a_2.txt"]]
    assert together(pages, "a.txt", "a_2.txt", size=51) == [["a.txt"], ["a_2.txt"]]


NAMED_BY_SITES = {
    "a site's own": (["12345.txt", "12345_2.txt"], True),
    "no first page without a number": (["12345_1.txt", "12345_2.txt"], False),
    "a title": (["讲话.txt", "讲话_2.txt"], False),
}


@pytest.mark.parametrize(("names", "by_site"), NAMED_BY_SITES.values(), ids=NAMED_BY_SITES)
def test_whether_a_site_named_them(pages: Pages, names: list[str], by_site: bool) -> None:
    (files,) = paged(find_sources([pages(dict.fromkeys(names, "x"))]).sources)
    assert addressed(files) is by_site


@pytest.mark.parametrize(
    ("name", "advice"), [("a/b.log", "name it on the command line"), ("a.zip!/b.log", "unpack it, and name it on the")]
)
def test_how_a_text_of_another_name_is_read_depends_on_where_it_is(name: str, advice: str) -> None:
    error = unread(name)
    assert error is not None
    assert error.advice.startswith(advice)
