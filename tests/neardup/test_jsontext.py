"""Texts in JSON are read where they stand, from memory and from a file that is not to be in it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.neardup import jsontext
from cleaner.neardup.jsontext import rest_of_string, rest_of_string_at

texts = st.text(alphabet='甲"\\\n\u2028\U00020000\x01a/u0', max_size=20)


@settings(deadline=None)
@given(st.lists(texts, min_size=1, max_size=4), st.booleans(), st.booleans(), st.integers(1, 9))
def test_a_file_says_what_memory_says(
    tmp_path_factory: pytest.TempPathFactory, found: list[str], by_line: bool, ascii_only: bool, ahead: int
) -> None:
    """However little is read at a time: windows end within escapes and characters, and at the end of the file."""
    path = tmp_path_factory.mktemp("texts") / "a.json"
    literals = [json.dumps(text, ensure_ascii=ascii_only).encode() for text in found]
    path.write_bytes(b"[" + b",".join(literals))
    offset = 2
    with path.open("rb") as stream, pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsontext, "_AHEAD", ahead)
        for text, literal in zip(found, literals, strict=True):
            own = text.split("\n")[0] if by_line else text
            assert rest_of_string_at(stream.fileno(), offset, by_line=by_line) == own
            assert rest_of_string(path.read_bytes(), offset, by_line=by_line) == own
            offset += len(literal) + 1
