"""What characters cost: the order that all judgements rest on."""

from __future__ import annotations

import pytest

from cleaner.document.decoding.costs import (
    EVIDENT,
    HOLE,
    PLAUSIBLE,
    REPLACEMENT,
    common_characters,
    cost,
    cost_in_any_language,
    mean_cost,
)


@pytest.mark.parametrize(
    ("cheaper", "dearer"),
    [
        ("的", "代"),
        ("代", "饕"),
        ("饕", "龘"),
        ("龘", REPLACEMENT),
        ("龘", "\ue000"),
        ("a", "é"),
        ("。", "?"),
        (" ", "\x01"),
        (HOLE, REPLACEMENT),
    ],
)
def test_the_rarer_costs_more(cheaper: str, dearer: str) -> None:
    assert cost(cheaper) < cost(dearer)


@pytest.mark.parametrize("letters", ["Правительство", "正しいこと", "정부는"])
def test_other_languages_cost_less_where_any_language_is_meant(letters: str) -> None:
    assert cost_in_any_language(letters) < cost(letters)


def test_the_mean_is_of_what_is_not_ascii() -> None:
    assert mean_cost("") == mean_cost("plain ASCII") == 0
    assert mean_cost("代表 A4 (b)") == mean_cost("代表") < EVIDENT < PLAUSIBLE < mean_cost("鐨勬槸")


def test_the_common_characters_are_those_of_both_scripts() -> None:
    assert 250 < len(common_characters()) < 350
    assert set("的我们我們这這，。") <= common_characters()
    assert not common_characters() & set("鐨勬槸锛銆ÃåçaA ")
