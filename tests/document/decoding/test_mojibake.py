"""The quick look: ordinary texts pass without the costs of characters, misread ones do not."""

from __future__ import annotations

import pytest

from cleaner.document.decoding import costs
from cleaner.document.decoding.mojibake import refuse_mojibake
from cleaner.errors import DecodingError
from cleaner.model import Decoded

PROSE = "各位代表：\n现在，我代表市人民政府向大会报告工作，请予审议。\n"


@pytest.mark.parametrize("text", ["", "plain ASCII? yes\n", PROSE, PROSE * 100, PROSE + "饕餮\n"])
def test_ordinary_texts_need_no_costs(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(costs, "_costs", None)
    refuse_mojibake(Decoded(text, "utf-8"))


def test_the_place_is_that_of_the_first_misread_line() -> None:
    text = PROSE + PROSE.encode().decode("latin-1")
    with pytest.raises(DecodingError, match="utf-8 that was read as latin-1") as caught:
        refuse_mojibake(Decoded(text, "utf-8"))
    assert caught.value.code == "mojibake"
    assert caught.value.offset == len(PROSE.encode())


def test_question_marks_are_no_text() -> None:
    with pytest.raises(DecodingError, match="question marks"):
        refuse_mojibake(Decoded("???? ?????? ??, ???\n", "utf-8"))
