from pathlib import Path

import pytest

from cleaner.cli import main
from cleaner.commands.rules import lint_lines, lint_rules
from cleaner.config import Config
from cleaner.document.keepset import keep_set
from cleaner.errors import UsageError
from cleaner.suggest import speech

RULE = """
[[rule]]
id       = "{id}"
category = "share"
scope    = "{scope}"
why      = "A test."
match    = '{match}'
removes  = ["{removes}"]
"""


def lint(tmp_path: Path, match: str, removes: str, scope: str = "line", *, builtin: bool = False) -> list[str]:
    path = tmp_path / "mine.toml"
    path.write_text(RULE.format(id="mine", scope=scope, match=match, removes=removes), encoding="utf-8")
    return [problem.check for problem in lint_rules(Config(builtin_rules=builtin), path).problems]


def test_a_narrow_rule_has_no_problem(tmp_path: Path) -> None:
    assert lint(tmp_path, "分享到：(?:微信|微博)[0-9]{1,4}", "[-分享到：微信12-]") == []


def test_full_width_literals_are_fine(tmp_path: Path) -> None:
    assert lint(tmp_path, "【分享】（.{1,20}）", "[-【分享】（某某）-]") == []


@pytest.mark.parametrize(
    ("match", "removes", "scope", "check"),
    [
        (r"[0-9]{4}年[甲乙丙丁戊己庚辛壬癸]?", "[-2020年-]", "line", None),
        (r"[甲-癸]{2}[0-9]{3,9}", "[-甲乙123-]", "line", "no-literal"),
        (r"癸(?:壬)?", "好[-癸-]", "inline", "no-literal"),
        (r"分享至.*", "[-分享至微信-]", "line", "too-wide"),
        (r"转贴到[^!]+", "[-转贴到微信-]", "line", "too-wide"),
        (r"转贴到[^。]+", "[-转贴到微信-]", "line", None),
        (r"转贴到[ .*_]微信", "[-转贴到*微信-]", "line", None),
        (r"[。!].*?(?P<goes>转贴到微信)", "好。[-转贴到微信-]", "inline", None),
        (r"[。!?](?P<goes>[(][^()]{2,9}[)])$", "好。[-（转贴）-]", "inline", None),
        (r"分享至.{0,900}", "[-分享至微信-]", "line", "too-wide"),
        (r"分享到\.\*", "[-分享到.*-]", "line", None),
        (r"分享到\s?微信", "[-分享到 微信-]", "line", "not-portable"),
        (r"分享到\w{0,4}", "[-分享到qq-]", "line", "not-portable"),
        (r"分享到[[:digit:]]{1,3}", "[-分享到12-]", "line", "not-portable"),
        (r"分享\\w", "[-分享\\\\w-]", "line", None),
        (r"谢谢(?:大家|各位)", "好。[-谢谢大家-]", "inline", "keep-set"),
    ],
)
def test_each_weak_spot_is_found(tmp_path: Path, match: str, removes: str, scope: str, check: str | None) -> None:
    assert lint(tmp_path, match, removes, scope) == ([check] if check else [])


def test_a_rule_that_adds_nothing_is_shadowed(tmp_path: Path) -> None:
    assert lint(tmp_path, "上一篇:没有了", "[-上一篇：没有了-]", builtin=True) == ["shadowed"]
    assert lint(tmp_path, "上一篇:没有了", "[-上一篇：没有了-]") == []


def test_a_keep_set_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.commands.rules.linting.keep_set", tuple)
    path = tmp_path / "mine.toml"
    path.write_text(
        RULE.format(id="mine", scope="line", match="分享到微信", removes="[-分享到微信-]"), encoding="utf-8"
    )
    linted = lint_rules(Config(builtin_rules=False), path)
    assert "keep-set (tests/keep) is not here" in lint_lines(linted)[0]


def test_the_keep_set_is_read() -> None:
    kept = {line.text for line in keep_set()}
    assert "同志们：" in kept
    assert kept <= set(speech.kept_sentences())


def test_the_command_says_yes_or_no(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(RULE.format(id="mine", scope="line", match="分享.*", removes="[-分享-]"), encoding="utf-8")
    assert main(["rules", "lint", str(path)]) == 1
    assert f"{path}:2: too-wide: rule 'mine'" in capsys.readouterr().out
    path.write_text(RULE.format(id="mine", scope="line", match="分享某某", removes="[-分享某某-]"), encoding="utf-8")
    assert main(["rules", "lint", str(path)]) == 0


def test_a_file_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such rule file"):
        lint_rules(Config(), tmp_path / "none.toml")
