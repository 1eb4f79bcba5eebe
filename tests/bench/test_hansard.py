"""The count of page headers and cut sentences must itself be right; the text here is made up."""

import json
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "bench"))

import hansard

from cleaner.commands.file import clean_text

ABOVE = "主席，我們認為政府應該在這方面多做一點工作，讓市民可以安心地在本"
BELOW = "港居住和工作，這是所有議員的共同願望，也是市民一直以來的期望所在。"
HEADER = "立法會  ─  2031年 1月 9日  \n \n3015 \n"


def page(above: str = ABOVE, below: str = BELOW) -> str:
    return f"{above}\n{HEADER}{below}\n"


def test_header_and_number_are_found_wherever_the_number_stands() -> None:
    for text in (page(), page().replace(HEADER, "3015 \n立法會  ─  2031年 1月 9日  \n")):
        (found,) = hansard.breaks(text)
        assert (found.header.text.strip(), found.number and found.number.text) == ("立法會  ─  2031年 1月 9日", "3015 ")


WHOLE = {
    "a sentence that ends": (ABOVE[:-1] + "。", BELOW),
    "a short line": ("主席，我們認為政府", BELOW),
    "an indent": (ABOVE, " " + BELOW),
    "a speaker": (ABOVE, "運輸局局長：主席，我多謝議員的質詢，我們一直都十分關注這個問題的發展。"),
    "a number": (ABOVE, "(二) 港居住和工作，這是所有議員的共同願望。"),
}


@pytest.mark.parametrize(("above", "below"), WHOLE.values(), ids=WHOLE)
def test_no_sentence_is_cut(above: str, below: str) -> None:
    assert [found.cut for found in hansard.breaks(page(above, below))] == [None]


def test_a_sentence_is_cut() -> None:
    (found,) = hansard.breaks(page())
    assert found.cut is not None
    assert [line.text for line in found.cut] == [ABOVE, BELOW]


def test_a_speech_about_the_council_is_no_header() -> None:
    assert list(hansard.breaks("立法會在 2031年 1月 9日開會。\n立法會 ─ 今天開會\n")) == []


def test_what_is_gone_and_mended_is_told_from_what_is_not() -> None:
    (found,) = hansard.breaks(page())
    assert found.cut is not None
    joined, apart = clean_text(ABOVE + BELOW), clean_text(f"{ABOVE}。\n{BELOW}")
    above, below = hansard.Line(0, ABOVE), hansard.Line(len(ABOVE), BELOW)
    assert hansard.mended(joined, above, below)
    assert not hansard.mended(apart, above, hansard.Line(len(ABOVE) + 2, BELOW))
    assert not hansard.gone(apart, above)
    assert hansard.gone(clean_text(page()), found.header)


def test_without_the_text_nothing_is_measured(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["hansard.py", str(tmp_path / "nothing.jsonl.gz")])
    assert hansard.main() == 0
    assert "nothing is measured" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("pages", "code"), [([page()] * 3, 0), ([f"{ABOVE}\n立法會 ─ 2031年 1月 9日\n{BELOW[:9]}"], 1)]
)
def test_the_exit_code_says_whether_the_claims_hold(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, pages: list[str], code: int
) -> None:
    path = tmp_path / "record.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in pages), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["hansard.py", str(path)])
    monkeypatch.setattr(hansard, "mended", lambda *_: code == 0)
    assert hansard.main() == code
