"""Words counted in a line: how many different ones, and how much of it they fill."""

from __future__ import annotations

import pytest

from cleaner.document.vocabulary import Vocabulary

WORDS = ("打印", "打印本页", "收藏", "关闭")
LINES = {
    "two words": ("打印 关闭", True),
    "one word": ("打印", False),
    "one word twice": ("打印 打印", False),
    "a word inside a longer one": ("打印本页", False),
    "a longer one and another": ("打印本页,收藏", True),
    "words in other text": ("请打印材料,收藏好以备查阅。", True),
    "nothing": ("", False),
}


@pytest.mark.parametrize(("line", "met"), LINES.values(), ids=LINES.keys())
def test_counts_different_words(line: str, met: bool) -> None:
    assert Vocabulary(WORDS, at_least=2, fills=0).met(line) is met


@pytest.mark.parametrize(
    ("line", "met"),
    [
        ("【打印】(1) 关闭>>", True),
        ("打印 好的", True),
        ("打印 好的好", False),
        ("12:30", False),
        ("打印机好用", False),
    ],
)
def test_fills_counts_letters_only(line: str, met: bool) -> None:
    assert Vocabulary(WORDS, at_least=1, fills=50).met(line) is met
