"""Scripts: which one a text is in, and what conversion changes; Simplified text is never touched on the way to Simplified."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.document.script import changes, is_taiwanese, script_of


def converted(text: str, target: str, *, taiwan: bool = False) -> str:
    out, position = "", 0
    for start, end, new in changes(text, target, taiwan=taiwan):
        out += text[position:start] + new
        position = end
    return out + text[position:]


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("", "neutral"),
        ("2012", "neutral"),
        ("大家好", "neutral"),
        ("后里干面", "neutral"),
        ("同志们，现在开会", "simplified"),
        ("乾安县的同志们", "simplified"),
        ("各位同志，現在開會", "traditional"),
        ("皇后大道與區議會", "traditional"),
        ("同志们们们们们們", "simplified"),
        ("同志們們們們們们", "traditional"),
        ("同志们們", "mixed"),
        ("现在开会，現在開會", "mixed"),
    ],
)
def test_tells_the_script(text: str, script: str) -> None:
    assert script_of(text) == script


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("", "simplified"),
        ("大家好", "simplified"),
        ("大家好", "traditional"),
        ("乾安县的同志们发展经济", "simplified"),
        ("乾隆年间的旧事，我们现在还记得", "simplified"),
        ("各位同志，現在開會", "traditional"),
        ("皇后與太后來到區議會", "traditional"),
    ],
)
def test_leaves_text_that_is_not_in_the_other_script(text: str, target: str) -> None:
    assert list(changes(text, target)) == []


@pytest.mark.parametrize(
    ("text", "simplified"),
    [
        ("區委書記講話", "区委书记讲话"),
        ("乾隆年間的舊事，我們現在還記得", "乾隆年间的旧事，我们现在还记得"),
        ("頭髮與發展", "头发与发展"),
        ("我們瞭望遠方，也瞭解農村", "我们瞭望远方，也了解农村"),
        ("𠏢們來開會", "𠉗们来开会"),
    ],
)
def test_converts_to_simplified_by_words(text: str, simplified: str) -> None:
    assert converted(text, "simplified") == simplified


@pytest.mark.parametrize(
    ("text", "traditional"),
    [
        ("区委书记讲话", "區委書記講話"),
        ("头发与发展", "頭髮與發展"),
        ("我们说里面与公里", "我們說裏面與公里"),
        ("我们说皇后与以后", "我們說皇后與以後"),
    ],
)
def test_converts_to_traditional_by_words(text: str, traditional: str) -> None:
    assert converted(text, "traditional") == traditional


def test_rights_the_particle_on_pages_from_taiwan() -> None:
    text = "我們看著國家發展，讀著名的著作"
    assert is_taiwanese(text)
    assert converted(text, "simplified", taiwan=True) == "我们看着国家发展，读著名的著作"


@pytest.mark.parametrize("text", ["", "我們看着國家發展", "他看着著名的著作", "大家好"])
def test_a_text_that_writes_the_particle_as_elsewhere_is_not_from_taiwan(text: str) -> None:
    assert not is_taiwanese(text)


@given(st.text(st.sampled_from("區委書記講話乾隆髮發展后後里裏着著，。ABC 12会议们"), max_size=40), st.booleans())
@settings(deadline=None, max_examples=200)
def test_changes_are_sorted_disjoint_and_real(text: str, taiwan: bool) -> None:
    for target in ("simplified", "traditional"):
        position = 0
        for start, end, new in changes(text, target, taiwan=taiwan):
            assert position <= start < end <= len(text)
            assert text[start:end] != new
            position = end


@given(st.text(st.sampled_from("區委書記講話會議發展農業們"), min_size=1, max_size=30))
@settings(deadline=None, max_examples=100)
def test_what_is_converted_is_not_converted_again(text: str) -> None:
    assert list(changes(converted(text, "simplified"), "simplified")) == []
