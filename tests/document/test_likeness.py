"""What reads like chrome, and what never may: weights that are learnt, held to what must always be so."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.document.fold import fold
from cleaner.document.keepset import keep_set
from cleaner.document.likeness import features, likeness, reads_like_chrome


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("同志们，我们要抓好落实。", id="a sentence"),
        pytest.param("我们的网站办得怎么样，群众最有发言权。", id="a sentence with a page's word"),
        pytest.param("希望大家喜欢今天的演出。", id="a wish"),
        pytest.param("谢谢大家！", id="thanks"),
    ],
)
def test_speech_does_not_read_like_chrome(line: str) -> None:
    assert not reads_like_chrome(fold(line), 50)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("点击下载Word文档", id="a button"),
        pytest.param("本文由网友老李头上传，如需下载请先登录", id="a notice"),
        pytest.param("文／老李头　2019-03-04　1234人已读", id="facts in a row"),
    ],
)
def test_chrome_does(line: str) -> None:
    assert reads_like_chrome(fold(line), 80)


def test_hardly_a_sentence_of_the_keep_set_reads_like_chrome() -> None:
    taken = [line.text for line in keep_set() if reads_like_chrome(fold(line.text), 80)]
    assert len(taken) <= len(keep_set()) // 100


def test_a_button_glued_to_speech_does_not_take_it_along() -> None:
    button = "点击下载Word文档，收藏本页！"
    assert reads_like_chrome(button, 80)
    assert not reads_like_chrome("同志们，我们要抓好落实。" + button, 50)


@given(st.text(), st.integers(1, 98))
def test_who_is_surer_is_sure_of_less(line: str, percent: int) -> None:
    assert math.isfinite(likeness(line))
    assert reads_like_chrome(line, percent) or not reads_like_chrome(line, percent + 1)


@given(st.text(alphabet="第0123456789页", min_size=1))
def test_figures_count_as_one(line: str) -> None:
    assert not any(char in "123456789" for feature in features(line) for char in feature)
