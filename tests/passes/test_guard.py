"""The guard against rules that eat speech: it judges a rule by the distinct sentences that it takes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner.commands.check import check
from cleaner.config import Config
from cleaner.document.clean import clean
from cleaner.errors import RefusedError
from cleaner.model import Decoded, Document
from cleaner.passes import guard
from cleaner.passes.guard import Guard, Sentences, sentences
from cleaner.pipeline import run
from cleaner.prepare import matcher

Pages = Callable[[dict[str, Any]], Path]
Speech = Callable[[int], str]
EATER = """
[[rule]]
id = "eater"
category = "advert"
scope = "{scope}"
why = "A rule that takes whole sentences of speech."
match = ".*工作。"
removes = ["[-这是第一次部署安全生产工作。-]"]
"""


@pytest.fixture
def eater(tmp_path: Path) -> Callable[[str], Config]:
    def write(scope: str) -> Config:
        (tmp_path / "eater.toml").write_text(EATER.format(scope=scope), encoding="utf-8")
        return Config(rules=(str(tmp_path / "eater.toml"),))

    return write


@pytest.mark.parametrize("scope", ["line", "inline"])
def test_a_rule_that_eats_speech_stops_the_run_and_is_named(
    pages: Pages, speech: Speech, tmp_path: Path, eater: Callable[[str], Config], scope: str
) -> None:
    folder = pages({f"{n}.txt": speech(n) for n in range(12)})
    with pytest.raises(RefusedError) as caught:
        run([folder], tmp_path / "out", eater(scope))
    assert caught.value.exit_code == 4
    assert "'eater'" in str(caught.value)
    assert "--allow-rule" in str(caught.value)
    assert not (tmp_path / "out/manifest.json").exists()


def test_the_corpus_of_before_is_left_alone(
    pages: Pages, speech: Speech, tmp_path: Path, eater: Callable[[str], Config]
) -> None:
    folder = pages({f"{n}.txt": speech(n) for n in range(12)})
    run([folder], tmp_path / "out")
    with pytest.raises(RefusedError):
        run([folder], tmp_path / "out", eater("line"), restart=True)
    assert check(tmp_path / "out").passed


def test_a_rule_that_is_allowed_may_take_much(
    pages: Pages, speech: Speech, tmp_path: Path, eater: Callable[[str], Config]
) -> None:
    folder, config = pages({f"{n}.txt": speech(n) for n in range(12)}), eater("line")
    run([folder], tmp_path / "out", Config(rules=config.rules, allow_rules=("eater",)))
    assert (tmp_path / "out/manifest.json").exists()


def test_one_disclaimer_on_every_page_is_one_sentence(pages: Pages, speech: Speech, tmp_path: Path) -> None:
    chrome = "本站部分文章来自网络，如果侵犯了您的权益，请及时与我们联系，我们会尽快删除！"
    rule = EATER.format(scope="line").replace(".*工作。", "本站部分.*").replace("这是第一次部署安全生产工作。", chrome)
    (tmp_path / "r.toml").write_text(rule, encoding="utf-8")
    folder = pages({f"{n}.txt": speech(n) + chrome + "\n" for n in range(30)})
    run([folder], tmp_path / "out", Config(rules=(str(tmp_path / "r.toml"),)))


def seen(text: str) -> Sentences:
    rules = matcher(Config())
    return sentences(
        clean(Document("", "", Decoded(text, "utf-8")), rules), {rule.id: rule for rule in rules.ruleset.rules}
    )


SENTENCE = "我们要坚持以经济建设为中心，大力推进产业结构调整，加快发展现代农业。"
COUNTED = {
    "nothing": ("", 0),
    "short lines": ("同志们：\n今天开会。\n", 0),
    "no end of a sentence": (SENTENCE.replace("。", "，") + "\n", 0),
    "a sentence": (SENTENCE, 1),
    "between blanks": (f"　　{SENTENCE}  \r\n", 1),
}


@pytest.mark.parametrize(("text", "count"), COUNTED.values(), ids=COUNTED)
def test_which_lines_count(text: str, count: int) -> None:
    assert len(seen(text).lines) == count


def test_indents_do_not_make_another_sentence() -> None:
    assert seen(f"　　{SENTENCE}\r\n").lines == seen(SENTENCE).lines


def of(lines: range, taken: range) -> Sentences:
    scattered = [number * 0x9E3779B97F4A7C15 % (1 << 64) for number in lines]
    return Sentences(tuple(scattered), {"r": tuple(scattered[number] for number in taken)}, {"r": "例"})


SHARES = {
    "nothing seen": ([], False),
    "nine of nine": ([of(range(9), range(9))], False),
    "five in a hundred": ([of(range(200), range(10))], False),
    "ten of a hundred": ([of(range(100), range(10))], True),
    "the same ten again and again": ([of(range(100), range(9))] * 50, False),
}


@pytest.mark.parametrize(("documents", "refused"), SHARES.values(), ids=SHARES)
def test_which_share_is_too_large(documents: list[Sentences], refused: bool) -> None:
    whole = Guard()
    for document in documents:
        whole.add(document)
    if refused:
        with pytest.raises(RefusedError):
            whole.check(())
    whole.check(("r",) if refused else ())


def test_memory_is_bounded_and_the_share_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_SENTENCES", 500)
    whole = Guard()
    for start in range(0, 20_000, 100):
        whole.add(of(range(start, start + 100), range(8)))
        assert len(whole.seen) <= 500
    assert 0.04 < len(whole.taken["r"]) / len(whole.seen) < 0.13
