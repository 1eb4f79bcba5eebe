"""No rule touches the keep-set: README.md beside this file says what that is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from cleaner.document.matcher import Matcher
from cleaner.document.ruleset import RuleSet, Site, load_rules
from cleaner.document.speeches import outline
from cleaner.document.strip import Arrangement, Line, strip
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
ABOVE = ("当前位置：首页 > 讲话稿", "发布时间：2023-05-04 10:20 浏览：128次 【字体：大 中 小】")
BELOW = ("上一篇：物理课论文", "版权所有 小山家常谈网", "ICP备案：京ICP备12345678号")


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


def taken_on_a_page(speech: Sequence[str], matcher: Matcher) -> list[Edit]:
    """Return what goes of a speech between chrome, which makes whatever stands beside it suspicious."""
    text = "\n".join((*ABOVE, *speech, *BELOW))
    start, end = len("\n".join(ABOVE)), len(text) - len("\n".join(BELOW))
    return [edit for edit in strip(text, matcher, arrange=arrange).edits if start < edit.end and edit.start < end]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_sentences_survive(file: Path, matcher: Matcher) -> None:
    lost = []
    for sentence in sentences(file):
        first, last = (sentence, *SPEECH), (*SPEECH, sentence)
        middle = (*SPEECH[:MIDDLE], sentence, *SPEECH[MIDDLE:])
        found = [edit for speech in ((sentence,), first, middle, last) for edit in taken("\n".join(speech), matcher)]
        found += [
            edit for speech in (middle, (SPEECH[0], *middle[1:], sentence)) for edit in taken_on_a_page(speech, matcher)
        ]
        if found:
            lost.append(f"{sorted({edit.rule for edit in found})}: {sentence}")
    assert not lost, "\n".join(lost)


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.stem)
def test_speeches_survive(file: Path, matcher: Matcher) -> None:
    text = file.read_text(encoding="utf-8")
    assert [(edit.rule, text[edit.start : edit.end]) for edit in taken(text, matcher)] == []


def test_the_set_is_large_enough() -> None:
    found = [sentence for file in FILES for sentence in sentences(file)]
    assert len(found) >= 600
    assert len(set(found)) == len(found)
