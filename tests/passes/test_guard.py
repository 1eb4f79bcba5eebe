"""The guards: against rules that eat speech, by the distinct sentences that they take; against near-duplicates that do."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any, Literal

import pytest

from cleaner.cli import main
from cleaner.commands.check import check
from cleaner.config import Config
from cleaner.document.clean import clean
from cleaner.document.ruleset import parse_rules
from cleaner.errors import ConfigError, RefusedError
from cleaner.model import Decoded, Document
from cleaner.neardup import Repost, Twin, Unit
from cleaner.passes import guard
from cleaner.passes.guard import Guard, Sentences, refuse_scattered_sources, sentences
from cleaner.passes.preference import Facts
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


@pytest.mark.parametrize(
    ("allowed", "advice"), [("eatr", "did you mean 'eater'?"), ("讲话", "see `cleaner rules list`")]
)
def test_a_rule_that_is_allowed_is_there(
    pages: Pages, speech: Speech, tmp_path: Path, eater: Callable[[str], Config], allowed: str, advice: str
) -> None:
    config = replace(eater("line"), allow_rules=("eater", allowed))
    with pytest.raises(ConfigError, match=f"there is no rule '{allowed}' to allow") as caught:
        run([pages({"a.txt": speech(1)})], tmp_path / "out", config)
    assert caught.value.advice == advice


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


# ------------------------------------------------------------------------------------------------ the keep-set

TAKER = """
[[rule]]
id = "{id}"
category = "advert"
scope = "{scope}"
why = "A rule that takes what speakers say."
match = '{match}'
removes = ["[-x-]"]
"""
TAKERS: dict[str, tuple[str, str, bool]] = {
    "a line of chrome": ("line", "某某网独家整理.*", False),
    "the word that begins a link, by itself": ("line", "更多", False),
    "a word inside lines": ("inline", "公众号|浏览量", True),
    "sentences": ("line", ".*会员日.*", True),
    "a tail of thanks": ("tail", "谢谢.*", True),
    "a head of addresses": ("head", "同学们,.*", True),
    "all the rest from a sentence on": ("block", "会员日.*", True),
    "the name of the page's site, by itself": ("inline", "{site}", True),
    "lines with the name of the page's site": ("line", ".*{site}.*", True),
    "a stamp with the name of the page's site": ("inline", "本文由{site}独家整理", False),
}


@pytest.mark.parametrize(("scope", "match", "touches"), TAKERS.values(), ids=TAKERS)
def test_which_rules_touch_the_keep_set(scope: str, match: str, touches: bool) -> None:
    toml = TAKER.format(id="mine", scope=scope, match=match)
    if scope == "block":
        toml += 'until = "$end"\nwithin = 99\n'
    found = guard.keep_set_touches(parse_rules([(toml, "mine.toml")]))
    assert [touch.rule.id for touch in found] == (["mine"] if touches else [])


def test_rules_that_want_the_same_are_all_named_and_those_of_sites_too() -> None:
    site = '[site]\nname = "s"\ndetect = ["示例讲话网"]\n'
    rules = "".join(TAKER.format(id=name, scope="line", match=".*会员日.*") for name in "ab")
    found = guard.keep_set_touches(parse_rules([(site + rules, "mine.toml")]))
    assert [touch.rule.id for touch in found] == ["a", "b"]
    assert found[0].kept.text in str(found[0])
    assert "mine.toml:" in str(found[0])


def test_a_site_file_with_the_name_of_the_site_is_seen() -> None:
    site = '[site]\nname = "s"\nhosts = ["www.example.cn"]\n'
    rule = TAKER.format(id="mine", scope="line", match=".*{site}.*")
    found = guard.keep_set_touches(parse_rules([(site + rule, "mine.toml")]))
    assert [touch.rule.id for touch in found] == ["mine"]


def test_built_in_rules_are_for_tests_to_hold() -> None:
    toml = TAKER.format(id="mine", scope="line", match=".*会员日.*")
    assert guard.keep_set_touches(parse_rules([], trusted=[(toml, "mine.toml")])) == []


@pytest.fixture
def taker(tmp_path: Path) -> Path:
    (tmp_path / "taker.toml").write_text(TAKER.format(id="taker", scope="line", match=".*会员日.*"), encoding="utf-8")
    return tmp_path / "taker.toml"


def test_a_run_with_a_rule_that_touches_the_keep_set_is_refused(
    pages: Pages, speech: Speech, tmp_path: Path, taker: Path
) -> None:
    with pytest.raises(RefusedError) as caught:
        run([pages({"a.txt": speech(1)})], tmp_path / "out", Config(rules=(str(taker),)))
    assert (caught.value.code, caught.value.exit_code) == ("keep-set", 4)
    for said in ("'taker'", "taker.toml:2", "会员日的销售额", "--allow-rule taker"):
        assert said in str(caught.value)
    assert not (tmp_path / "out").exists()
    run([tmp_path / "pages"], tmp_path / "out", Config(rules=(str(taker),), allow_rules=("taker",)))


def test_rules_test_names_it_too(taker: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fitting = taker.read_text(encoding="utf-8").replace("[-x-]", "[-会员日特惠-]")
    taker.write_text(fitting, encoding="utf-8")
    assert main(["rules", "test", str(taker)]) == 1
    said = capsys.readouterr().out
    assert "error: rule 'taker': would take what speakers say" in said
    assert said.endswith("1 rules: every example holds; 1 rules would take what speakers say\n")
    assert main(["rules", "test", str(taker), "--allow-rule", "taker"]) == 0


def test_checking_is_quick() -> None:
    rules = "".join(
        TAKER.format(id=f"r{n}", scope="line", match=f"某某网第{n}频道.*|.{{0,9}}下载.*") for n in range(50)
    )
    ruleset = parse_rules([(rules, "mine.toml")])
    guard.keep_set_touches(ruleset)
    start = perf_counter()
    guard.keep_set_touches(ruleset)
    assert perf_counter() - start < 0.5  # a tenth of it where nothing else runs


def test_where_there_is_no_keep_set_nothing_is_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "keep_set", lambda: ())
    assert guard.keep_set_touches(parse_rules([(TAKER.format(id="a", scope="line", match=".*会员日.*"), "a")])) == []


# ------------------------------------------------------------------------------------------------ mostly chrome

CHROME = "上一篇：物理教学论文\n下一篇：化学教学论文\n"
SHARES_TAKEN: dict[str, tuple[str, list[str]]] = {
    "a speech": (CHROME, []),
    "half chrome": (CHROME + "同志们，今天开会，请大家坐好。\n", []),
    "chrome around a remnant": (CHROME * 20 + "同志们，今天开会。\n", ["mostly-chrome"]),
    "nothing but chrome": (CHROME * 20, ["all-chrome"]),
}


@pytest.mark.parametrize(("text", "codes"), SHARES_TAKEN.values(), ids=SHARES_TAKEN)
def test_which_documents_are_mostly_chrome(
    pages: Pages, speech: Speech, tmp_path: Path, text: str, codes: list[str]
) -> None:
    page = speech(1) + text if not codes and text == CHROME else text
    summary = run([pages({"a.txt": page})], tmp_path / "out")
    assert [row["code"] for row in summary.errors] == codes
    assert summary.counts["mostly_chrome"] == codes.count("mostly-chrome")
    assert summary.failures == codes.count("all-chrome")


def test_what_is_mostly_chrome_is_named_and_no_failure(
    pages: Pages, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = pages({"a.txt": CHROME * 20 + "同志们，今天开会。\n"})
    assert main(["run", str(folder), "--out", str(tmp_path / "out")]) == 0
    assert "1 mostly chrome: see" in capsys.readouterr().out
    assert check(tmp_path / "out", Config(check_min_characters=0)).passed


def scattered(
    own: int, kind: Literal["exact", "near", "contained"] = "near", others: int = 20
) -> tuple[list[Unit], list[Twin], dict[str, Repost]]:
    """A speech with paragraphs like one each of others, and ``own`` characters that are nobody's."""
    units = [Unit("a", index, "甲" * 100) for index in range(others)] + [Unit("a", others, "乙" * own)]
    units += [Unit(f"b{index}", 0, "甲" * 100) for index in range(others)]
    twins = [Twin("a", index, f"b{index}", 0, kind, 0.9) for index in range(others)]
    return units, twins, {"a": Repost(False, "b0")}


FACTS = {name: Facts(f"{name[0]}.txt", None, None, None, 100) for name in ("a", *(f"b{index}" for index in range(20)))}


@pytest.mark.parametrize(
    ("units", "twins", "reposts"),
    [
        pytest.param(*scattered(own=31), id="nearly all of a file"),
        pytest.param(*scattered(own=31, kind="contained"), id="contained"),
    ],
)
def test_a_file_that_many_others_would_take_is_refused(
    units: list[Unit], twins: list[Twin], reposts: dict[str, Repost]
) -> None:
    with pytest.raises(RefusedError, match=r"a\.txt"):
        refuse_scattered_sources(units, twins, reposts, FACTS)


@pytest.mark.parametrize(
    ("units", "twins", "reposts"),
    [
        pytest.param(*scattered(own=300), id="enough is left"),
        pytest.param(*scattered(own=31, kind="exact"), id="exact copies"),
        pytest.param(scattered(31)[0], scattered(31)[1], {"a": Repost(True, "b0")}, id="a whole repost"),
        pytest.param(
            scattered(31)[0],
            [Twin("a", index, "b0", 0, "near", 0.9) for index in range(20)],
            {"a": Repost(False, "b0")},
            id="a repost in part",
        ),
        pytest.param(*scattered(own=31, others=10), id="few paragraphs"),
    ],
)
def test_what_a_file_may_lose(units: list[Unit], twins: list[Twin], reposts: dict[str, Repost]) -> None:
    refuse_scattered_sources(units, twins, reposts, FACTS)
