import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner.commands.rules import check_rules, list_rules, rules_json, rules_lines
from cleaner.config import Config
from cleaner.errors import CleanerError, RuleError, UsageError

Pages = Callable[[dict[str, Any]], Path]
RULE = """
[[rule]]
id = "test-share"
category = "share"
scope = "line"
why = "A test."
match = "分享到某微.*"
removes = ["[-分享到某微-]"]
keeps = ["KEPT"]
"""


@pytest.fixture
def rules(tmp_path: Path) -> Callable[[str], Path]:
    def write(kept: str) -> Path:
        path = tmp_path / "site.toml"
        path.write_text(RULE.replace("KEPT", kept), encoding="utf-8")
        return path

    return write


def test_all_built_in_rules_are_listed_by_id() -> None:
    listed = [item.rule.id for item in list_rules()]
    assert listed == sorted(listed)
    assert len(listed) > 20


def test_hits_and_characters_are_counted(pages: Pages, rules: Callable[[str], Path]) -> None:
    folder = pages({"a.txt": "同志们：\n分享到某微博\n今天开会。\n分享到某微\n"})
    config = Config(rules=(str(rules("分享经验")),), builtin_rules=False)
    (item,) = list_rules(config, [folder])
    assert (item.hits, item.characters) == (2, 11)
    assert "2 hits" in rules_lines([item], counted=True)[0]
    assert json.loads(json.dumps(rules_json([item])))[0]["hits"] == 2


def test_inputs_that_cannot_be_read_are_left_out(
    pages: Pages, rules: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = pages({"a.txt": "同志们：\n分享到某微博\n", "b.txt": "分享到某微\n", "c.txt": b"\x89PNG" + bytes(99)})
    real = Path.open

    def refuse(self: Path, *args: Any, **kwargs: Any) -> Any:
        if self.name == "b.txt":
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, *args, **kwargs)

    config = Config(rules=(str(rules("分享经验")),), builtin_rules=False)
    monkeypatch.setattr(Path, "open", refuse)
    assert [item.hits for item in list_rules(config, [folder])] == [1]


def test_built_in_rules_keep_their_examples() -> None:
    count, failures = check_rules()
    assert count > 20
    assert [str(failure) for failure in failures] == []


def test_one_file_is_held_to_its_examples(rules: Callable[[str], Path]) -> None:
    assert check_rules(None, rules("分享经验，共同提高。")) == (1, [])


def test_an_example_that_does_not_hold_is_named(rules: Callable[[str], Path]) -> None:
    count, failures = check_rules(None, rules("分享到某微的经验"))
    assert count == 1
    assert "test-share" in str(failures[0])


def test_a_file_that_is_loaded_already_is_no_double(rules: Callable[[str], Path]) -> None:
    file = rules("分享经验")
    assert check_rules(Config(rules=(str(file),)), file) == (1, [])
    assert check_rules(Config(rules=(str(file.parent),)), file) == (1, [])


def test_a_file_that_is_missing_is_told() -> None:
    with pytest.raises(UsageError, match="no such rule file"):
        check_rules(None, "missing.toml")


@pytest.mark.parametrize("data", [b"\xff", b"[[rule]]\nmach = 1\n", b"rule = 3\n", b"[" * 9999])
def test_a_file_of_other_things_is_no_crash(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.toml").write_bytes(data)
    with pytest.raises(RuleError, match=r"x\.toml"):
        check_rules(None, tmp_path / "x.toml")


def test_a_folder_without_rules_is_told(tmp_path: Path) -> None:
    with pytest.raises(CleanerError):
        check_rules(None, tmp_path)
