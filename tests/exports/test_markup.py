from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import model
from cleaner.exports import markup


@given(st.text())
def test_every_text_comes_back_from_a_parser(value: str) -> None:
    element = ElementTree.fromstring(f'<p n="{markup.value(value)}">{markup.text(value)}</p>')
    fit = markup.UNFIT.sub("\ufffd", value)
    assert (element.text or "") == fit.replace("\r", "\n")
    assert element.get("n") == " ".join(fit.split())


@pytest.mark.parametrize("value", [None, ""])
def test_an_attribute_without_a_value_is_left_out(value: str | None) -> None:
    assert markup.attributes({"title": value}) == ""


def test_a_new_file_begins_between_two_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "LARGEST_SHARD", 10)
    shards = markup.Shards(tmp_path / "x", "{:02}.xml")
    for text in ("1234", "567890", "a", "b"):
        shards.add([text])
    shards.close()
    assert [path.read_text() for path in sorted((tmp_path / "x").iterdir())] == ["1234\n567890\n", "a\nb\n"]


def test_every_kind_of_paragraph_that_a_corpus_can_have_has_a_name() -> None:
    assert set(markup.KINDS) == set(model.KINDS)
