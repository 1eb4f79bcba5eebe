"""The weights of cleaner/document/likeness.json are what bench/likeness.py learns from the lines that are there."""

import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "bench"))
import likeness as learner


def apart(learnt: int | None, known: int | None) -> bool:
    """Whether two weights are more apart than another processor's rounding; the smallest are left out of the file."""
    if learnt is None or known is None:
        return abs(learnt or known or 0) > learner.SMALLEST + 1
    return abs(learnt - known) > 1


def test_the_weights_were_learnt_from_what_is_there() -> None:
    """Where they were not: make likeness."""
    assert learner.LEARNT.read_text(encoding="utf-8") == learner.fingerprint(learner.material())


@pytest.mark.nightly
def test_learning_gives_these_weights() -> None:
    learnt = learner.learn(learner.material())
    known = json.loads((ROOT / "cleaner" / "document" / "likeness.json").read_bytes())
    assert [key for key in sorted({*learnt, *known}) if apart(learnt.get(key), known.get(key))] == []
