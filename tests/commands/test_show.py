import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from cleaner.cli import main
from cleaner.commands.show import Piece, Wanted, removed, removed_json, removed_line
from cleaner.config import Config
from cleaner.errors import OutputError, UsageError
from cleaner.pipeline import run

Pages = Callable[[Mapping[str, str | bytes]], Path]
Speech = Callable[[int], str]


@pytest.fixture
def folder(pages: Pages, speech: Speech) -> Path:
    repeated = speech(1).replace("上一篇：物理教学论文", "下一篇：没有了")
    lines = json.dumps({"id": "甲", "text": speech(3), "url": "http://www.example.com/1"}, ensure_ascii=False)
    return pages({"a/1.txt": speech(1), "b/2.txt": repeated, "b/3.jsonl": f"{lines}\n"})


@pytest.fixture
def corpus(folder: Path, tmp_path: Path) -> Path:
    run([folder], tmp_path / "out")
    return tmp_path / "out"


def shown(places: list[Path], **wanted: str) -> list[tuple[str, str]]:
    return [(piece.source, piece.text) for piece in removed(places, Wanted(**wanted))]  # type: ignore[arg-type]


LAST = "上一篇：物理教学论文"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"rule": "no-such"}, []),
        ({"site": "c"}, []),
        ({"category": "navigation", "source": "*.html"}, []),
        ({"category": "navigation"}, [("a/1.txt", LAST), ("b/2.txt", "下一篇：没有了"), ("b/3.jsonl", LAST)]),
        ({"category": "navigation", "source": "b/*"}, [("b/2.txt", "下一篇：没有了"), ("b/3.jsonl", LAST)]),
        ({"category": "navigation", "site": "a"}, [("a/1.txt", LAST)]),
        ({"category": "navigation", "site": "example.com"}, [("b/3.jsonl", LAST)]),
        ({"category": "navigation", "rule": "neighbours", "source": "a/*"}, [("a/1.txt", LAST)]),
    ],
)
def test_only_what_is_asked_for_is_shown(
    corpus: Path, folder: Path, wanted: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert shown([corpus], **wanted) == expected
    assert shown([folder], **wanted) == expected


def test_near_duplicates_are_shown_and_blanks_and_joins_are_not(corpus: Path, folder: Path) -> None:
    found = list(removed([corpus], Wanted()))
    assert {piece.cause for piece in found} == {"rule", "lift", "near-duplicate"}
    assert all(piece.text.strip() for piece in found)
    # keys are known only once all of a file is read
    kept = [replace(piece, key="") for piece in found if piece.cause != "near-duplicate"]
    assert kept == list(removed([folder], Wanted()))


@pytest.mark.parametrize("context", [0, 3, 1000])
def test_pieces_stand_where_they_say(corpus: Path, folder: Path, context: int) -> None:
    for piece in removed([corpus], Wanted(source="*.txt", context=context)):
        text = (folder / piece.source).read_text(encoding="utf-8")
        at = text.index(piece.before + piece.text + piece.after) + len(piece.before)
        assert text.count("\n", 0, at) + 1 == piece.line
        assert piece.before == text[max(at - context, 0) : at]
        assert piece.after == text[at + len(piece.text) :][:context]


def test_a_piece_is_one_line_for_people() -> None:
    piece = Piece("a.jsonl", "甲", 3, "rule", "share", "share-words", "分享\r\n到", "", "前\n", "后")
    assert removed_line(piece) == "a.jsonl#甲:3: share/share-words: 前⏎[-分享⏎到-]后"


def test_a_json_line_plays_with_no_terminal() -> None:
    piece = Piece("a.txt", "", 1, "noise", "invisible", "noise", "\x1b[2J\u202e\x9b\U000e0001讲　话", "", "", "")
    line = removed_json(piece)
    assert all(char.isprintable() or char == "\u3000" for char in line)
    assert json.loads(line)["text"] == piece.text


def test_the_command_prints_a_line_a_piece(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "removed", str(corpus), "--category", "navigation", "--site", "a", "--context", "5"]) == 0
    assert capsys.readouterr().out == f"a/1.txt:7: navigation/neighbours: 谢大家！⏎[-{LAST}-]⏎\n"
    assert main(["show", "removed", str(corpus), "--category", "navigation", "--json"]) == 0
    assert [json.loads(line)["text"] for line in capsys.readouterr().out.splitlines()] == [LAST, "下一篇：没有了", LAST]


def test_inputs_that_cannot_be_read_are_told(pages: Pages, speech: Speech, capsys: pytest.CaptureFixture[str]) -> None:
    folder = pages({"a.txt": speech(1), "b.txt": bytes(range(256)) * 9})
    assert main(["show", "removed", str(folder)]) == 1
    told = capsys.readouterr()
    assert LAST in told.out
    assert "b.txt" in told.err


def test_a_corpus_without_old_text_is_told(folder: Path, tmp_path: Path) -> None:
    run([folder], tmp_path / "spans", Config(ledger="spans"))
    with pytest.raises(OutputError, match="no old text"):
        list(removed([tmp_path / "spans"], Wanted()))


def test_a_negative_context_is_told(corpus: Path) -> None:
    with pytest.raises(UsageError, match="negative"):
        list(removed([corpus], Wanted(context=-1)))
