import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.cli import main
from cleaner.commands.rules import one_file, suggest_rules, write_drafts
from cleaner.commands.run import run
from cleaner.config import Config
from cleaner.document.examples import check_examples
from cleaner.document.ruleset import builtin_rules, load_rules, parse_rules
from cleaner.errors import UsageError

Speech = Callable[[int], str]
BARE = Config(builtin_rules=False)
SITES = {
    "north": (
        "欢迎来到北塔文库",
        "北塔文库 beita.example.com",
        "您看到的是北塔文库第{n}号文档",
        "（北塔文库 beita.example.com）",
    ),
    "south": ("南桥材料网 首页", "南桥频道", "南桥材料网 nanqiao.example.com 浏览：{n}次", "[来自南桥材料网]"),
    "west": ("西岭范文站", "西岭目录", "西岭范文站版权所有 {n}", "【西岭范文站整理】"),
}


@pytest.fixture
def corpus(tmp_path: Path, speech: Speech) -> Path:
    """Eight pages of each of three sites: chrome above and below, a stamp inside, formulas of speech in all of them."""
    number = 0
    for site, (first, second, last, stamp) in SITES.items():
        for _ in range(8):
            number += 1
            title, salutation, *body = speech(number).replace("上一篇：物理教学论文\n", "").strip().split("\n")
            body[0] = f"{number}次全体会议之后的今天，" + body[0].replace("。", f"{stamp}。", 1)
            lines = [
                first,
                second,
                title,
                salutation,
                "一、提高认识",
                *body,
                last.format(n=number * 37),
                f"下一篇：{title}的反响",
            ]
            path = tmp_path / "pages" / site / f"{number}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("\n".join(lines), encoding="utf-8")
    return tmp_path / "pages"


def patterns(text: str) -> list[str]:
    return [rule.match for rule in parse_rules([(text, "draft.toml")]).rules]


def test_formulas_of_speech_are_not_suggested(corpus: Path) -> None:
    rules = parse_rules([(one_file(suggest_rules([corpus], BARE)), "draft.toml")]).rules
    for line in ("同志们:", "谢谢大家!", "各位代表:", "一、提高认识", "老师们、同学们:"):
        assert [rule.id for rule in rules if rule.scope != "inline" and rule.pattern.fullmatch(line)] == []


def test_chrome_of_each_site_is_suggested(corpus: Path) -> None:
    by_site = {draft.site: draft for draft in suggest_rules([corpus], BARE)}
    assert set(by_site) >= set(SITES)
    rules = [rule for draft in by_site.values() for rule in parse_rules([(draft.text, "draft.toml")]).rules]
    for line in (
        "欢迎来到北塔文库",
        "您看到的是北塔文库第99号文档",
        "南桥频道",
        "西岭目录",
        "西岭范文站版权所有 12345",
    ):
        assert [rule.id for rule in rules if rule.pattern.fullmatch(line)], line


def test_stamps_in_sentences_are_suggested_inline(corpus: Path) -> None:
    inline = [
        rule
        for draft in suggest_rules([corpus], BARE)
        for rule in parse_rules([(draft.text, "draft.toml")]).rules
        if rule.scope == "inline"
    ]
    for stamp in ("(北塔文库 beita.example.com)", "[来自南桥材料网]", "【西岭范文站整理】"):
        assert any(rule.pattern.fullmatch(stamp) for rule in inline), stamp


def test_every_draft_loads_and_holds_its_examples(corpus: Path, tmp_path: Path) -> None:
    write_drafts(suggest_rules([corpus], BARE), tmp_path / "drafts")
    ruleset = load_rules([tmp_path / "drafts"], builtin=False)
    assert len(ruleset.rules) > 8
    assert check_examples(ruleset) == []
    assert {site.name for site in ruleset.sites} == set(SITES)


def test_a_draft_says_support_and_precision(corpus: Path) -> None:
    text = next(draft.text for draft in suggest_rules([corpus], BARE) if draft.site == "north")
    assert "# support: 8 of 8 documents (100%)" in text
    assert "# estimated precision: at least 0." in text


def test_what_the_rules_in_force_take_is_not_suggested(corpus: Path) -> None:
    assert any("下一篇" in pattern for pattern in patterns(one_file(suggest_rules([corpus], BARE))))
    assert not any("下一篇" in pattern for pattern in patterns(one_file(suggest_rules([corpus]))))


def test_the_same_pages_give_the_same_drafts(corpus: Path) -> None:
    assert suggest_rules([corpus], BARE) == suggest_rules([corpus], BARE)


def test_sites_are_told_apart_by_their_addresses_in_one_folder(corpus: Path, tmp_path: Path) -> None:
    flat = tmp_path / "flat"
    flat.mkdir()
    for path in corpus.rglob("*.txt"):
        path.rename(flat / path.name)
    names = {draft.site for draft in suggest_rules([flat], BARE)}
    assert {"beita.example.com", "nanqiao.example.com"} <= names


def test_a_corpus_folder_is_mined_by_its_raw_texts(corpus: Path, tmp_path: Path) -> None:
    run([corpus], tmp_path / "corpus", Config(workers=1))
    assert suggest_rules([tmp_path / "corpus"], BARE) == suggest_rules([corpus], BARE)


def test_a_few_pages_are_no_evidence(corpus: Path) -> None:
    assert suggest_rules(sorted((corpus / "north").iterdir())[:2], BARE) == []


def test_drafts_are_never_written_into_the_rules(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError, match="never written into the rules"):
        write_drafts([], builtin_rules() / "sites")
    assert main(["rules", "suggest", str(corpus), "--output", str(builtin_rules() / "x.toml")]) == 2
    assert "never written" in capsys.readouterr().err


def test_an_existing_draft_is_not_overwritten(corpus: Path, tmp_path: Path) -> None:
    found = suggest_rules([corpus], BARE)
    write_drafts(found, tmp_path / "drafts")
    with pytest.raises(UsageError, match="is there already"):
        write_drafts(found, tmp_path / "drafts")


def test_the_command_prints_toml(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "suggest", str(corpus), "--no-builtin-rules"]) == 0
    printed = capsys.readouterr()
    assert len(tomllib.loads(printed.out)["rule"]) > 8
    assert "read them before you use them" in printed.err


def test_a_share_that_is_none_is_told(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "suggest", str(corpus), "--share", "0"]) == 2
    assert "--share" in capsys.readouterr().err
