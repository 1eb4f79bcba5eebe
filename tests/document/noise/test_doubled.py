"""Doubled lines: refrains stay, a sentence that comes twice in a row goes once."""

import pytest

from cleaner.document.fold import fold
from cleaner.document.noise import repeats

SENTENCE = fold("刚才，会议表彰了先进单位和先进个人，我代表区委向他们表示祝贺。")
REFRAINS = """
伟大的中国共产党万岁！⏎伟大的中国共产党万岁！
谢谢大家！⏎谢谢大家！
我有一个梦想。⏎我有一个梦想。
同志们，让我们携起手来，共同奋斗吧！⏎同志们，让我们携起手来，共同奋斗吧！
一、统一思想，提高认识，切实增强做好工作的责任感⏎一、统一思想，提高认识，切实增强做好工作的责任感
起来，不愿做奴隶的人们，把我们的血肉，筑成长城。⏎起来，不愿做奴隶的人们，把我们的血肉，筑成长城。⏎前进。⏎起来，不愿做奴隶的人们，把我们的血肉，筑成长城。
起来不愿做奴隶的人们把我们的血肉筑成新的长城。⏎起来不愿做奴隶的人们把我们的血肉筑成新的长城。
"""


@pytest.mark.parametrize("case", REFRAINS.strip().split("\n"))
def test_refrains_stay(case: str) -> None:
    assert repeats(fold(case).split("⏎")) == []


@pytest.mark.parametrize(
    "lines", [[SENTENCE] * 3, [SENTENCE, "好。", SENTENCE], [SENTENCE, SENTENCE, "好。", SENTENCE], [], [SENTENCE]]
)
def test_what_comes_again_elsewhere_is_a_refrain(lines: list[str]) -> None:
    assert repeats(lines) == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([SENTENCE, SENTENCE], [1]),
        (["同志们:", SENTENCE, SENTENCE, "谢谢。"], [2]),
        ([SENTENCE, SENTENCE, f"又{SENTENCE}", f"又{SENTENCE}"], [1, 3]),
        ([f"{SENTENCE}{SENTENCE[:-1]}!"] * 2, [1]),
        ([f"{SENTENCE * 3}下一步,我将从严"] * 2, [1]),
    ],
    ids=["nothing else", "inside a speech", "two sentences", "a long exclamation", "broken off at the end of a page"],
)
def test_a_sentence_that_comes_twice_goes_once(lines: list[str], expected: list[int]) -> None:
    assert repeats(lines) == expected
