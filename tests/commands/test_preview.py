"""A preview shows a fixed sample, before and after, and writes nothing."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner.cli import main
from cleaner.commands.colours import colour_on
from cleaner.commands.columns import cut, padded, width
from cleaner.commands.preview import Page, preview, preview_lines
from cleaner.config import Config
from cleaner.errors import InputError, UsageError

Pages = Callable[[dict[str, Any]], Path]
Speech = Callable[[int], str]
Tree = Callable[[Path], dict[str, bytes]]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def sites(pages: Pages, speech: Speech) -> Path:
    """Three sites of very different size."""
    names = [f"big/{n}.txt" for n in range(30)] + ["small/1.txt", "small/2.txt", "tiny/deep/1.txt"]
    return pages({name: speech(number) for number, name in enumerate(names)})


def places(found: list[Page]) -> list[str]:
    return [page.place for page in found]


def test_a_sample_is_the_same_each_time_and_spread_over_folders(sites: Path) -> None:
    found = places(preview([sites], sample=6))
    assert found == places(preview([sites], sample=6))
    assert [sum(place.startswith(name) for place in found) for name in ("big", "small", "tiny")] == [3, 2, 1]


def test_a_larger_sample_begins_with_the_smaller_one_and_ends_with_all(sites: Path) -> None:
    assert places(preview([sites], sample=9))[:4] == places(preview([sites], sample=4))
    assert len(preview([sites], sample=99)) == 33
    assert len(preview([sites], sample=10**30)) == 33


def test_the_documents_of_one_file_are_spread_over_their_sites(pages: Pages, speech: Speech) -> None:
    hosts = ["a.example"] * 40 + ["b.example"] * 2
    rows = [
        json.dumps({"id": f"{host}-{n}", "url": f"http://{host}/", "text": speech(n)}) for n, host in enumerate(hosts)
    ]
    found = places(preview([pages({"all.jsonl": "\n".join(rows)})], sample=4))
    assert sum("b.example" in place for place in found) == 2


def test_a_large_file_is_read_in_places_all_over_it(
    pages: Pages, speech: Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaner.commands.sampling.STRETCH", 4000)
    rows = "\n".join(json.dumps({"id": n, "text": speech(n)}) for n in range(300))
    numbers = [int(place.split("#")[1]) for place in places(preview([pages({"all.jsonl": rows})], sample=8))]
    assert len(set(numbers)) == 8
    assert max(numbers) - min(numbers) > 100


def test_what_cannot_be_read_is_told_and_another_page_takes_its_place(pages: Pages, speech: Speech) -> None:
    failed: list[InputError] = []
    folder = pages({"a.txt": speech(1), "b.txt": bytes(range(256)) * 9, "c.txt": speech(2)})
    assert sorted(places(preview([folder], sample=3, failed=failed))) == ["a.txt", "c.txt"]
    assert [error.file for error in failed] == ["b.txt"]


def test_a_page_says_what_goes_and_why(pages: Pages, speech: Speech) -> None:
    (page,) = preview([pages({"a.txt": speech(1)})])
    assert ("上一篇：物理教学论文", "neighbours") in [(gone.text, gone.why) for gone in page.gone]
    assert 0 < page.kept < page.characters
    assert "上一篇：物理教学论文" in page.before
    assert "上一篇：物理教学论文" not in page.after


PAGE = Page(
    "a\x1b[2J.txt", "utf-8", ("题目",), ("2012-03-09",), 100, 80, (), tuple("一二三四五六七八"), tuple("三四五六七")
)
SHOWN = {
    "one above the other": (100, "   | 一"),
    "side by side": (120, "   一" + " " * 55 + " | 三"),
}


@pytest.mark.parametrize(("columns", "line"), SHOWN.values(), ids=SHOWN)
def test_before_and_after(columns: int, line: str) -> None:
    lines = list(preview_lines([PAGE], lines=1, columns=columns))
    assert line in lines
    assert any("… 6 lines …" in line for line in lines)
    assert all(width(line) <= columns for line in lines)
    assert not any(char < " " for line in lines for char in line)


def test_colour_is_for_terminals() -> None:
    assert any("\x1b[1m" in line for line in preview_lines([PAGE], colour=True))
    assert "\x1b[2J" not in "".join(preview_lines([PAGE], colour=True))
    assert not colour_on(io.StringIO(), {})
    assert colour_on(Terminal(), {"NO_COLOR": ""})
    assert not colour_on(Terminal(), {"NO_COLOR": "1"})
    assert not colour_on(Terminal(), {"TERM": "dumb"})


def test_columns_are_counted_as_a_terminal_counts_them() -> None:
    assert cut("e\u0301" * 3, 3) == "e\u0301" * 3
    assert padded("讲话讲话", 5) == "讲话…"


@pytest.mark.parametrize("option", ["sample", "lines"])
def test_numbers_that_make_no_sense_are_told(pages: Pages, speech: Speech, option: str) -> None:
    folder = pages({"a.txt": speech(1)})
    with pytest.raises(UsageError, match=f"--{option}"):
        list(preview_lines(preview([folder], sample=0 if option == "sample" else 1), lines=0))


def test_the_command_writes_nothing(
    sites: Path, tmp_path: Path, tree: Tree, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = tree(tmp_path)
    assert main(["preview", str(sites), "--sample", "2", "--lines", "1"]) == 0
    said = capsys.readouterr()
    assert said.out.count("── ") == 2
    assert "nothing was written" in said.out
    assert "\x1b" not in said.out
    assert tree(tmp_path) == before


def test_a_folder_of_which_no_page_can_be_read_is_a_finding(pages: Pages, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["preview", str(pages({"a.txt": b"\x89PNG" + bytes(99)}))]) == 1
    assert "a.txt" in capsys.readouterr().err


def test_phrases_are_previewed(pages: Pages, speech: Speech, tmp_path: Path) -> None:
    (tmp_path / "删除语.txt").write_text("某某站独家整理\n", encoding="utf-8")
    folder = pages({"a.txt": speech(1) + "某某站独家整理\n"})
    (page,) = preview([folder], Config(phrases=(str(tmp_path / "删除语.txt"),)))
    assert "phrase-删除语-1" in [gone.why for gone in page.gone]
