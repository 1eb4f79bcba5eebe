"""Folding: every variant becomes one character, nothing else changes, and the way back is exact."""

from __future__ import annotations

from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaner.document import fold as fold_module
from cleaner.document.fold import fold, fold_table, opencc_pairs, radicals, script_characters, view

LOCK = Path(__file__).parents[2] / "requirements.lock"

UNCHANGED = {
    "Simplified text": "同志们,现在开会",
    "tortoise-shell brackets": "国发〔2012〕5号",
    "book title marks": "《人民日报》",
    "full stop and enumeration comma": "发展。教育、卫生",
    "mask": "×××同志",
    "letters keep their case": "GDP Gdp gdp",
    "ASCII punctuation": "(a) [b] {c} 1.5%; 3:2 #!?",
    "numerals in circles": "①②⑩",
    "unit and fraction signs": "㎡ ½ ℃",
    "characters with two Traditional forms": "里后发干",
    "line feed": "一\n二",
    "emoji": "好👍",
    "ellipsis": "……",
    "parts of characters that stand for none": "⺀⺌",
}

FOLDED = {
    "Traditional": ("區委書記講話稿發展農業", "区委书记讲话稿发展农业"),
    "Traditional beyond the basic plane": ("𠐊㑮", "𫝋𫝈"),
    "compatibility ideograph": ("\uf90a\uf92e", "金冷"),
    "full-width letters and digits": ("ＧＤＰ２０１２ａｚ", "GDP2012az"),
    "full-width punctuation": ("（１），；：！？％＋－＝／＂＇［］｛｝＜＞＿｜～", "(1),;:!?%+-=/\"'[]{}<>_|~"),
    "double quotes": ("“”„‟〝〞〟「」『』﹁﹂﹃﹄", '"' * 15),
    "single quotes": ("‘’‚‛", "''''"),
    "dashes": ("‐‑‒–—―─━﹣﹘−", "-" * 11),
    "tildes": ("〜∼˜", "~~~"),
    "dots between names": ("・•‧∙⋅･●▪◦∘", "·" * 10),
    "angle brackets": ("〈a〉‹b›", "<a><b>"),
    "lenticular brackets": ("〖一〗", "【一】"),
    "bars": ("︱│┃¦", "||||"),
    "colons": ("︰∶﹕", ":::"),
    "small forms": ("﹐﹔﹗﹖﹙﹚", ",;!?()"),
    "half-width CJK punctuation": ("｡､", "。、"),
    "crosses": ("✕✖╳", "×××"),
    "midline ellipsis": ("⋯", "…"),
    "Kangxi radicals": ("⾼⻘⼈", "高青人"),
    "radical of a Traditional character": ("⾨⾺", "门马"),
    "radical supplement": ("⻩⻓⻬", "黄长齐"),
    "ideographic blank": ("一\u3000二", "一 二"),
    "exotic blanks": ("\t\v\xa0\u1680\u2003\u202f\u205f\x85", " " * 8),
    "private-use blank of GB18030 mappings": ("\ue5e5", " "),
    "CRLF": ("一\r\n二", "一 \n二"),
    "CR alone": ("一\r二", "一\n二"),
    "CR, CRLF": ("一\r\r\n二", "一\n \n二"),
    "line and paragraph separator": ("一\u2028二\u2029三", "一\n二\n三"),
    "form feed": ("一\f二", "一\n二"),
    "lone surrogates": ("一\ud800\udfff二", "一\ufffd\ufffd二"),
}

# All that the table treats in a special way, and what is near it.
INTERESTING = "".join(FOLDED[name][0] for name in FOLDED) + "".join(UNCHANGED.values())
TEXTS = st.text(
    st.one_of(st.sampled_from(INTERESTING + "\r\n"), st.characters(codec=None, categories=None)), max_size=60
)


@pytest.mark.parametrize("text", UNCHANGED.values(), ids=UNCHANGED.keys())
def test_does_not_fold(text: str) -> None:
    assert fold(text) == text


@pytest.mark.parametrize(("text", "folded"), FOLDED.values(), ids=FOLDED.keys())
def test_folds(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(TEXTS)
@settings(deadline=None, max_examples=200)
def test_the_length_is_kept(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(TEXTS)
@settings(deadline=None, max_examples=100)
def test_what_is_folded_can_be_read_by_re2(text: str) -> None:
    folded = fold(text)
    folded.encode("utf-8")
    assert not set(folded) & set("\r\f\t\v\xa0\u3000\u2028\u2029\x85")


def test_a_folded_character_is_folded() -> None:
    """A rule is folded once and so is the text: what one more folding would change could never meet."""
    changed = {char for char in map(chr, range(0x110000)) if fold(fold(char)) != fold(char)}
    assert changed <= {"薴"}, "OpenCC itself takes 薴 to 苧 and 苧 to 苎"


def test_every_radical_folds_like_its_character() -> None:
    assert {radical for radical, char in radicals().items() if fold(radical) != fold(char)} == set()


def test_the_table_maps_one_character_to_one() -> None:
    assert all(len(folded) == 1 for folded in fold_table().values())


def test_the_pairs_in_the_file_are_those_of_opencc() -> None:
    """Mended by ``python -m cleaner.document.fold > cleaner/document/fold.txt``; other releases have other tables."""
    if f"opencc=={version('opencc')}\n" not in LOCK.read_text(encoding="utf-8"):
        pytest.skip("the table is that of the OpenCC in requirements.lock")
    written = Path(fold_module.__file__).with_name("fold.txt").read_text(encoding="utf-8")
    assert written == "".join(f"{old}{new}\n" for old, new in opencc_pairs())


def test_characters_of_both_scripts_are_no_evidence_of_either() -> None:
    simplified, traditional = script_characters()
    assert not simplified & traditional
    assert not set("里后干面云") & (simplified | traditional)
    assert set("们说农发") <= simplified
    assert set("們說農發") <= traditional


@st.composite
def texts_with_changes(draw: st.DrawFn) -> tuple[str, list[tuple[int, int, str]]]:
    text = draw(TEXTS)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    taken = [draw(st.booleans()) for _ in cuts]
    news = st.sampled_from(["", "", "“", "\n", "\r", "ab"])
    return text, [(start, end, draw(news)) for (start, end), take in zip(pairwise(cuts), taken, strict=False) if take]


@given(texts_with_changes())
@example(("", []))
@example(("一二三", [(0, 3, "")]))
@example(("一二三", [(0, 3, "四五")]))
@example(("一二三", [(0, 1, ""), (1, 2, "“"), (2, 3, "")]))
@example(("一\r二\n", [(2, 3, "")]))
@settings(deadline=None, max_examples=300)
def test_a_view_leads_back_to_the_original(case: tuple[str, list[tuple[int, int, str]]]) -> None:
    """Held against a plain list that says of each character of the view which range it stands for."""
    text, changes = case
    chars: list[tuple[str, int, int]] = []
    for at in range(len(text)):
        change = next(((start, end, new) for start, end, new in changes if start <= at < end), None)
        if change is None:
            chars.append((fold(text)[at], at, at + 1))
        elif change[0] == at:
            chars += [(char, change[0], change[1]) for char in fold(change[2])]
    seen = view(text, changes)
    assert seen.text == "".join(char for char, _, _ in chars)
    assert [seen.original(offset) for offset in range(len(seen.text))] == [start for _, start, _ in chars]
    for start in range(len(chars)):
        for end in {start + 1, (start + 1 + len(chars)) // 2, len(chars)}:
            assert seen.span(start, end) == (chars[start][1], chars[end - 1][2])


def test_a_view_that_leaves_out_nothing_keeps_no_map() -> None:
    assert view("同志们").at is None
    assert view("同志们").span(0, 3) == (0, 3)


def test_a_span_reaches_over_what_was_left_out_inside_it_but_not_beside_it() -> None:
    seen = view("##谢#谢##", [(0, 2, ""), (3, 4, ""), (5, 7, "")])
    assert seen.text == "谢谢"
    assert seen.span(0, 2) == (2, 5)


def test_a_span_takes_what_was_replaced_as_a_whole() -> None:
    seen = view("好&ldquo;好&hellip;", [(1, 8, "“"), (9, 17, "……")])
    assert seen.text == '好"好……'
    assert [seen.span(at, at + 1) for at in range(5)] == [(0, 1), (1, 8), (8, 9), (9, 17), (9, 17)]
