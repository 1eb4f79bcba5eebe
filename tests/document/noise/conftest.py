"""What the tests of the kinds share: the way to what is left, and a notation for what goes."""

import re
from collections.abc import Callable

import pytest

from cleaner.document.edits import apply_edits
from cleaner.document.noise import find_noise

Left = Callable[[str], str]
Goes = Callable[[str, str], None]

_MARKED = re.compile("⟦(.*?)(?:→([^⟧]*))?⟧", re.DOTALL)


def _left(text: str) -> str:
    return apply_edits(text, find_noise(text))


def _goes(case: str, rule: str) -> None:
    case = case.replace("⏎", "\n").replace("⍽", "\xa0")
    dirty, clean = _MARKED.sub(r"\1", case), _MARKED.sub(r"\2", case)
    assert _left(dirty) == clean
    assert _left(f"同志们：\n{dirty}\n谢谢大家。") == f"同志们：\n{clean}\n谢谢大家。"
    rules = {edit.rule for edit in find_noise(dirty)}
    assert rule in rules or rules <= {"markup", "invisible"}  # which may lie around it


@pytest.fixture(scope="session")
def left() -> Left:
    """Return what is left of a text."""
    return _left


@pytest.fixture(scope="session")
def goes() -> Goes:
    """Prove, alone and in a speech, that what stands between ⟦ and ⟧ goes, or gives way to what stands behind an arrow.

    ⏎ is a line end, ⍽ a blank that does not break. The rule is that of one edit at least.
    """
    return _goes
