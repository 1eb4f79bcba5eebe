import gzip
import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.neardup.keys import SLOT, key

SHARED = Path(__file__).resolve().parents[3] / "shared"

KEPT = [
    pytest.param("", "", id="empty"),
    pytest.param("同志们", "同志们", id="Han"),
    pytest.param("增长12", "增长12", id="digits"),
    pytest.param("GDP和gdp", "GDP和gdp", id="case is left alone"),
    pytest.param("①②", "①②", id="numbers in circles"),
    pytest.param("𠮷野家𠀀", "𠮷野家𠀀", id="astral Han"),
    pytest.param("\U00031350\U000323af", "\U00031350\U000323af", id="Han newer than the oldest Python we support"),
    pytest.param("\ue000人\U000f0001", "\ue000人\U000f0001", id="private use, characters of an old font"),
    pytest.param("X光和x轴", "X光和x轴", id="one X that is no mask"),
    pytest.param("iPhoneX市场和Max市", "iPhoneX市场和Max市", id="an X that ends a word"),
    pytest.param("一九八○年到二○○○年", "一九八〇年到二〇〇〇年", id="a circle as zero is a figure, not a mask"),
    pytest.param("一○○人和一○人", "一〇〇人和一〇人", id="circles as zeros keep their number"),
]

DROPPED = [
    pytest.param("同志们：\u3000大家\t好！", "同志们大家好", id="blanks and punctuation"),
    pytest.param("（一）“五位一体”——", "一五位一体", id="brackets, quotes, dashes"),
    pytest.param("增长12.5%＋￥3", "增长1253", id="symbols, and the decimal point too"),
    pytest.param("a_b", "ab", id="the underscore, a word character to re"),
    pytest.param("同\u200b志\ufeff们\u00ad", "同志们", id="characters of no width"),
    pytest.param("葛\U000e0100城", "葛城", id="variation selector"),
    pytest.param("好\ud800人\udfff", "好人", id="half a surrogate pair"),
    pytest.param("同\uffff志", "同志", id="the slot character in the text itself"),
    pytest.param("好😀人", "好人", id="emoji"),
]

MASKED = [
    pytest.param("×××省", "省", id="×"),
    pytest.param("**省", "省", id="asterisks"),
    pytest.param("＊省", "省", id="a full-width asterisk"),
    pytest.param("○○省", "省", id="circles"),
    pytest.param("XX省", "省", id="XX"),
    pytest.param("ＸＸＸ省", "省", id="full-width X"),
    pytest.param("X省", "省", id="one X before a unit"),
    pytest.param("x省", "省", id="one x before a unit"),
    pytest.param("xx省", "省", id="several x before a unit"),
    pytest.param("×XX*省", "省", id="mixed"),
    pytest.param("× × 省", "省", id="with blanks between"),
    pytest.param("××、××省", "省", id="with punctuation between"),
    pytest.param("XX同志", "同志", id="XX before a name"),
]


@pytest.mark.parametrize(("text", "expected"), KEPT)
def test_what_a_paragraph_says_stays(text: str, expected: str) -> None:
    assert key(text) == expected


@pytest.mark.parametrize(("text", "expected"), DROPPED)
def test_what_only_dresses_it_goes(text: str, expected: str) -> None:
    assert key(text) == expected


@pytest.mark.parametrize(("text", "behind"), MASKED)
def test_every_mask_is_the_same_slot(text: str, behind: str) -> None:
    assert key("在" + text) == "在" + SLOT + behind


@pytest.mark.parametrize("unit", "省市县区镇委局")
def test_one_x_is_a_mask_before_each_administrative_unit(unit: str) -> None:
    assert key("在x" + unit) == key("在Ｘ" + unit) == "在" + SLOT + unit


def test_a_year_with_a_hidden_digit() -> None:
    assert key("20*年×月") == f"20{SLOT}年{SLOT}月"


def test_traditional_full_width_and_spaced_text_has_the_simplified_key() -> None:
    assert key("各位代表：　現在，我代表國務院，向大會報告２０１３年的工作。") == key(
        "各位代表: 现在, 我代表国务院,向大会报告 2013 年的工作"
    )


@given(st.text())
def test_a_key_holds_letters_figures_masks_and_characters_unknown(text: str) -> None:
    assert {unicodedata.category(char)[0] for char in key(text).replace(SLOT, "")} <= set("LN") | {"C"}
    assert SLOT + SLOT not in key(text)
    assert not set(key(text)) & set("×*○\n\0\x7f\xad\u200b\ud800\ufffe")


@given(
    st.text(alphabet="同志们各位代表abcX12×○*𠮷", max_size=20),
    st.lists(st.sampled_from(" \u3000，。、“”—\u200b\n…"), max_size=20),
)
def test_blanks_and_punctuation_never_matter(text: str, marks: list[str]) -> None:
    dressed = "".join(char + mark for char, mark in zip(text, marks + [""] * len(text), strict=False))
    assert key(dressed) == key(text)


@given(st.text(alphabet="会员国话说这为对学习abcxyz0189!,()?:;", max_size=30))
def test_width_never_matters(text: str) -> None:
    assert key("".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)) == key(text)


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data")
def test_real_paragraphs_keep_their_key_in_simplified_script() -> None:
    from opencc import OpenCC

    path = SHARED / "data/corpora/taiwan-transcripts.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        paragraphs = json.loads(next(lines))["text"].split("\n")
    convert = OpenCC("t2s").convert
    same = sum(key(convert(paragraph)) == key(paragraph) for paragraph in paragraphs)
    # Where OpenCC reads whole words (乾隆, 著作) the two may differ: those pairs are near, not exact.
    assert same >= 0.97 * len(paragraphs)
