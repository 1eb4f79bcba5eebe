from pathlib import Path

import pytest

from cleaner.cli import main
from cleaner.commands.rules import check_rules, failure_lines
from cleaner.config import Config

FILE = """[[rule]]
id       = "mine"
category = "share"
scope    = "{scope}"
why      = "A test."
match    = '{match}'
removes  = [
  "[-分享到-]",
  "{removes}",
]
keeps    = ["{keeps}"]
"""


def shown(tmp_path: Path, match: str, removes: str, keeps: str, scope: str = "line") -> list[str]:
    path = tmp_path / "mine.toml"
    path.write_text(FILE.format(match=match, removes=removes, keeps=keeps, scope=scope), encoding="utf-8")
    _, failures = check_rules(Config(builtin_rules=False), path)
    return [line for failure in failures for line in failure_lines(failure)]


def test_what_holds_shows_nothing(tmp_path: Path) -> None:
    assert shown(tmp_path, "分享到(?:微信)?", "[-分享到微信-]", "分享到此为止。") == []


def test_carets_stand_under_what_goes_and_should_not(tmp_path: Path) -> None:
    assert shown(tmp_path, "分享到.{0,9}", "[-分享到：-]好友", "留下。")[:5] == [
        "error: rule 'mine': takes what the example does not mark",
        f" --> {tmp_path / 'mine.toml'}:9",
        "  |",
        "9 | 分享到：好友",
        "  |         ^^^^",
    ]


def test_carets_stand_under_what_stays_and_should_go(tmp_path: Path) -> None:
    lines = shown(tmp_path, "分享到(?:QQ)?", "到此。[-分享到QQ空间-]", "留下。", scope="inline")
    assert lines[0] == "error: rule 'mine': leaves what the example marks"
    assert lines[3:5] == ["9 | 到此。分享到QQ空间", "  |               ^^^^"]
    assert lines[6].startswith("  = help: widen")


def test_a_sentence_that_would_be_lost_is_shown_with_the_rule_that_takes_it(tmp_path: Path) -> None:
    lines = shown(tmp_path, "分享到(?:微信)?", "[-分享到微信-]", "分享到")
    assert lines[0] == "error: rule 'mine': a sentence that must stay would go"
    assert lines[1].endswith("mine.toml:11")
    assert lines[4] == "   | ^^^^^^"
    assert "'mine' would take it" in lines[6]


def test_marks_without_a_partner_are_told(tmp_path: Path) -> None:
    lines = shown(tmp_path, "分享到", "[-分享到", "留下。")
    assert "without its partner" in lines[0]


def test_a_long_line_is_cut_to_what_matters(tmp_path: Path) -> None:
    long = "好" * 300
    lines = shown(tmp_path, "分享到(?:QQ)?", f"{long}[-分享到QQ空间-]{long}", "留下。", scope="inline")
    assert lines[3].startswith("9 | …好")
    assert lines[3].endswith("好…")
    assert len(lines[3]) < 120
    at = lines[3].index("空间")
    columns = sum(2 if char >= "\u3000" else 1 for char in lines[3][:at])
    assert lines[4].index("^") == columns


def test_blocks_show_every_line(tmp_path: Path) -> None:
    path = tmp_path / "block.toml"
    path.write_text(
        FILE.format(match="分享到", removes="[-分享到\\n微信-]", keeps="留下。", scope="block").replace(
            "removes  = [", "until = '微博'\nwithin = 3\nremoves  = ["
        ),
        encoding="utf-8",
    )
    _, failures = check_rules(Config(builtin_rules=False), path)
    lines = failure_lines(failures[-1])
    assert [line.split("| ")[1] for line in lines if "| " in line] == ["分享到", "^^^^^^", "微信", "^^^^"]


def test_the_command_counts_and_says_no(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown(tmp_path, "分享到.{0,9}", "[-分享到：-]好友", "留下。")
    assert main(["rules", "test", str(tmp_path / "mine.toml")]) == 1
    printed = capsys.readouterr().out
    assert "^^^^" in printed
    assert "\n1 rules: 1 examples do not hold; " in printed  # and it takes a sentence of the keep-set
