import pytest

from cleaner.document.keepset import keep_set
from cleaner.suggest.speech import is_formula
from cleaner.suggest.words import category_of, speech_words, strong_sign


@pytest.mark.parametrize(
    ("line", "category"),
    [
        ("上一篇:没有了", "navigation"), ("相关文章", "related"), ("责任编辑:李某", "byline"), ("分享到:微信 微博", "share"),
        ("版权所有 京ICP备1号", "copyright"), ("点击下载文档", "download"), ("共5页 下一页", "pagination"), ("发表评论", "comments"),
        ("文中观点不代表本站", "disclaimer"), ("发布时间:2020-01-02", "date"),
    ],
)  # fmt: skip
def test_words_name_the_category(line: str, category: str) -> None:
    assert category_of(line) == category


@pytest.mark.parametrize(
    "line", ["同志们:", "谢谢大家!", "各位代表,", "一、提高认识", "(一)加强领导", "2023年2月18日", "(热烈鼓掌)", "此致"]
)
def test_formulas_of_speech_are_known(line: str) -> None:
    assert is_formula(line) or speech_words(line)


def test_a_sentence_of_the_keep_set_is_a_formula_of_speech() -> None:
    assert all(is_formula(line.text) for line in keep_set()[:50])


@pytest.mark.parametrize("line", ["讲话", "主要任务", "抓好落实"])
def test_ordinary_words_are_no_sign(line: str) -> None:
    assert not strong_sign(line)
