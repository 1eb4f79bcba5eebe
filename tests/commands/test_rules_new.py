import io

import pytest

from cleaner.cli import main
from cleaner.commands.rules import new_rule
from cleaner.document.examples import check_examples
from cleaner.document.ruleset import Rule, parse_rules
from cleaner.errors import UsageError


def made(line: str) -> Rule:
    ruleset = parse_rules([(new_rule(line), "new.toml")])
    assert check_examples(ruleset) == []
    return ruleset.rules[0]


@pytest.mark.parametrize(
    ("line", "scope", "category", "other"),
    [
        ("[-责任编辑：李某-]", "line", "byline", "责任编辑:王小某"),
        ("[-发布时间：2019-03-04 浏览：123次-]", "line", "byline", "发布时间:2021-11-30 浏览:9次"),
        (
            "要抓好落实。[-（来源：某某范文网 www.example.com）-]",
            "inline",
            "byline",
            "(来源:某某范文网 www.example.com)",
        ),
        ("[-下载《工作总结》.doc-]", "line", "download", "下载《述职报告》.doc"),
        ("　[-上一篇：在大会上的讲话-]", "line", "navigation", "上一篇:另一篇"),
        ("[-1[[-]2 下一页 (共5页)-]", "line", "pagination", "3[-]4 下一页 (共12页)"),
        ("[-「關於我們」｜隱私政策-]", "line", "copyright", '"关于我们"|隐私政策'),
    ],
)
def test_a_marked_line_becomes_a_rule(line: str, scope: str, category: str, other: str) -> None:
    rule = made(line)
    assert (rule.scope, rule.category) == (scope, category)
    assert rule.pattern.fullmatch(other)
    assert not rule.pattern.fullmatch("同志们:")


def test_a_sentence_of_the_keep_set_is_named() -> None:
    assert "责任编辑" in made("[-责任编辑：李某-]").keeps[0]


def test_what_to_write_as_a_reason_is_said() -> None:
    assert made("[-相关文章-]").why.startswith("Write")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "one line"),
        ("上一篇：无", "nothing is marked"),
        ("[-上一篇：无", "without its partner"),
        ("[-甲乙-]丙[-丁戊-]", "more than one piece"),
        ("[-的-]", "too little"),
        ("你好[-吗-]", "too little"),
        ("[-一行-]\n[-两行-]", "one line"),
        ("[-" + "长" * 2000 + "-]", "longer"),
    ],
)
def test_what_makes_no_rule_is_told(line: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        new_rule(line)


def test_the_command_reads_its_argument_or_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", "new", "[-相关文章-]", "--id", "mine"]) == 0
    printed = capsys.readouterr().out
    assert 'id       = "mine"' in printed
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("[-相关文章-]\n".encode())))
    assert main(["rules", "new", "--id", "mine"]) == 0
    assert capsys.readouterr().out == printed
    assert main(["rules", "new", "相关文章"]) == 2
