"""No rule touches the keep-set: README.md beside this file says what that is."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.document.examples import marked
from cleaner.document.ruleset import RuleSet, Site, load_rules
from cleaner.document.speeches import outline
from cleaner.document.strip import Arrangement, Line, Matcher, strip
from cleaner.model import Edit

HERE = Path(__file__).parent
SPEECH = (
    "在全市重点工作推进会上的讲话",
    "同志们：",
    "今天召开这次会议，主要任务是总结前一阶段的工作，部署下一阶段的任务。",
    "一、认清形势，坚定信心",
    "去年以来，全市上下团结一心，各项事业都取得了新的成绩。",
    "二、突出重点，狠抓落实",
    "要以更大的决心、更实的举措，把各项任务一件一件落到实处。",
    "同志们，任务已经明确，关键在于落实。",
)
MIDDLE = 5


def sentences(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line.strip() and not line.startswith("#")]


FILES = sorted(HERE.glob("*.txt"))
TEXTS = sorted((HERE / "texts").glob("*.txt"))


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    """All rules of all sites at once, wherever they would hold."""
    rules = load_rules()
    everywhere = tuple(Site(site.name, (), ("",), site.file) for site in rules.sites)
    return Matcher(RuleSet(rules.rules, everywhere, rules.sha256))


def arrange(lines: list[Line], done: set[int], dated: set[int]) -> Arrangement:
    return outline(lines, done, dated).arrangement(lines)


def taken(text: str, matcher: Matcher) -> list[Edit]:
    return [*strip(text, matcher).edits, *strip(text, matcher, arrange=arrange).edits]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_sentences_survive(file: Path, matcher: Matcher) -> None:
    lost = []
    for sentence in sentences(file):
        first = "\n".join((sentence, *SPEECH))
        middle = "\n".join((*SPEECH[:MIDDLE], sentence, *SPEECH[MIDDLE:]))
        last = "\n".join((*SPEECH, sentence))
        for text in (sentence, first, middle, last):
            edits = taken(text, matcher)
            if edits:
                lost.append(f"{sorted({edit.rule for edit in edits})}: {marked(text, edits[:1])}")
                break
    assert not lost, "\n".join(lost)


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.stem)
def test_speeches_survive(file: Path, matcher: Matcher) -> None:
    text = file.read_text(encoding="utf-8")
    assert [(edit.rule, text[edit.start : edit.end]) for edit in taken(text, matcher)] == []


def test_the_set_is_large_enough() -> None:
    found = [sentence for file in FILES for sentence in sentences(file)]
    assert len(found) >= 600
    assert len(set(found)) == len(found)
