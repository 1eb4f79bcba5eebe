"""Everything that people read is there in Chinese, and says the same."""

import argparse
import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import arguments as command_line
from cleaner import cli
from cleaner.chinese import MESSAGES
from cleaner.commands.columns import width
from cleaner.language import language_of, said, wrapped

PACKAGE = Path(cli.__file__).parent
PROMPT = ("arguments.py", "cli.py", "console.py")
# Who makes errors, and what stands in for them: their texts and advice are arguments.
ERRORS = re.compile(
    r"^_?(?:[A-Za-z]*Error|[a-z_]*(?:error|wrong|hole|complain|tell|refused?)|Finding|Problem|Lint|Outcome|Trouble|Refusal|Failure|_failure)$"
)
OTHERS = {
    "ValueError",
    "TypeError",
    "ArgumentTypeError",
    "AttributeError",
    "OSError",
    "MemoryError",
    "KeyError",
    "RuntimeError",
    "ImportError",
}
# Functions whose texts are all for people.
TELLING = re.compile(
    r"_lines?$|^_(?:sides|fates|marked|value|one_file|rewrite|run|rules_test|rules_suggest|report|restore|check)$|^verdict$|^_told$|^_unclear$|^wrong$|^_wrong$"
)
WORDS = re.compile(r"[A-Za-z]{2}")


def template(node: ast.expr, names: dict[str, list[ast.expr]]) -> Iterator[str]:
    """Yield the texts that an expression may give, with numbers in braces for what is filled in."""
    if isinstance(node, ast.IfExp):
        yield from template(node.body, names)
        yield from template(node.orelse, names)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from template(value, names)
    elif isinstance(node, ast.Name) and node.id in names:
        for value in names[node.id]:
            yield from template(value, {})
    else:
        parts = list(pieces(node))
        if any(part is not None and WORDS.search(part) for part in parts):
            yield numbered(parts)


def pieces(node: ast.expr) -> Iterator[str | None]:
    """Yield literal pieces, and None for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        for value in node.values:
            yield from pieces(value)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from pieces(node.left)
        yield from pieces(node.right)
    else:
        yield None


def numbered(parts: list[str | None]) -> str:
    found, count = "", 0
    for part in parts:
        if part is None:
            count += 1
        found += f"{{{count}}}" if part is None else part
    return found


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def assigned(function: ast.FunctionDef) -> dict[str, list[ast.expr]]:
    """Return what the names of a function stand for."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
    return found


def of_errors(function: ast.FunctionDef) -> Iterator[str]:
    names = assigned(function)
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if called in OTHERS or not ERRORS.match(called):
            continue
        given = [*node.args, *(word.value for word in node.keywords if word.arg in ("advice", "what"))]
        for value in given:
            yield from template(value, names)


def of_telling(function: ast.FunctionDef) -> Iterator[str]:
    """Yield all texts of a function; what is part of a greater one is no text of its own."""
    docstring = ast.get_docstring(function, clean=False)
    inner = {
        id(part)
        for node in ast.walk(function)
        if isinstance(node, ast.JoinedStr | ast.BinOp)
        for part in ast.walk(node)
        if part is not node
    }
    formats = {
        id(part)
        for node in ast.walk(function)
        if isinstance(node, ast.FormattedValue) and node.format_spec
        for part in ast.walk(node.format_spec)
    }
    for node in ast.walk(function):
        filled = isinstance(node, ast.Constant) and id(node) in inner and id(node) in formats
        if isinstance(node, ast.Constant) and (node.value == docstring or filled or id(node) in inner):
            continue
        if isinstance(node, ast.JoinedStr | ast.Constant) and id(node) not in formats:
            yield from (found for found in template(node, {}) if " " in found.strip())


@cache
def said_in_the_package() -> dict[str, str]:
    """Return every message of the package, with the module that says it."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        place = str(path.relative_to(PACKAGE))
        if place.startswith("report/") or place == "chinese.py":
            continue
        for function in functions(ast.parse(path.read_text(encoding="utf-8"))):
            told = [*of_errors(function)]
            if place in PROMPT or place.startswith("commands/"):
                told += of_telling(function) if TELLING.search(function.name) else ()
            for message in told:
                for line in message.splitlines():
                    bare = re.sub(r"\{\d+\}", "", line).strip()
                    if WORDS.search(bare) and (" " in line.strip() or place in PROMPT):
                        found.setdefault(line.strip(), place)
    return found


def helps() -> Iterator[str]:
    """Yield what the help of each command says."""
    waiting: list[argparse.ArgumentParser] = [command_line.parser()]
    while waiting:
        parser = waiting.pop()
        yield from filter(None, [parser.description])
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                waiting += action.choices.values()
                yield from (listed.help or "" for listed in action._choices_actions)
            elif action.help:
                yield action.help


def test_the_messages_are_found() -> None:
    found = said_in_the_package()
    assert {"no such file", "unknown key '{1}'", "known keys: {1}", "there is no line {1}; it has {2}"} <= found.keys()
    assert len(found) > 350


@pytest.mark.parametrize("place", sorted(set(said_in_the_package().values())))
def test_every_message_of_a_module_is_there_in_chinese(place: str) -> None:
    assert [text for text, where in said_in_the_package().items() if where == place and text not in MESSAGES] == []


def test_every_help_is_there_in_chinese() -> None:
    assert sorted({text for text in helps() if text not in MESSAGES}) == []


HOLE = re.compile(r"\{\d+\}")


def test_what_is_filled_in_agrees() -> None:
    assert [e for e, chinese in MESSAGES.items() if sorted(HOLE.findall(e)) != sorted(HOLE.findall(chinese))] == []


def test_commands_and_options_are_the_same_in_both() -> None:
    said = command_line.parser().format_help()
    for english, chinese in MESSAGES.items():
        if english in said:
            continue
        options = set(re.findall(r"--[a-z-]+[a-z]", english)), set(re.findall(r"--[a-z-]+[a-z]", chinese))
        assert options[0] <= options[1] | {"--format"}, english


def test_chinese_has_chinese_punctuation() -> None:
    assert [
        text for text in MESSAGES.values() if re.search(r"[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]", text)
    ] == []


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        pytest.param("讲话.txt", "讲话.txt", id="a name"),
        pytest.param("今天, we said", "今天, we said", id="what is no message"),
        pytest.param("", "", id="nothing"),
        pytest.param("  nothing goes", "  没有要删的", id="indented"),
        pytest.param("did you mean 'match'?", "是不是想写“match”？", id="a template"),
        pytest.param("cannot be read: Permission denied", "无法读取：没有权限", id="a message within one"),
        pytest.param(
            "'threshold' must be a number from 0.5 to 1.0, not 2.0",
            "“threshold”须为 0.5 到 1.0 的数，不能是 2.0",
            id="templates within one",
        ),
        pytest.param("3 rules\n4 rules", "3 条规则\n4 条规则", id="lines"),
        pytest.param("no field '{1}'", "没有字段“{1}”", id="a value with braces"),
    ],
)
def test_messages_are_translated(text: str, chinese: str) -> None:
    assert said(text, "zh") == chinese
    assert said(text, "en") == text


@given(st.text())
def test_any_text_is_said(text: str) -> None:
    assert said(text, "en") == text
    said(text, "zh")


@given(st.sampled_from(sorted(MESSAGES)), st.lists(st.text(st.characters(categories=["Lo"]), min_size=1), min_size=9))
def test_what_is_filled_in_comes_out_again(english: str, values: list[str]) -> None:
    """A template finds its own values, but for those that no pattern can tell apart."""
    fill = HOLE.sub(lambda hole: values[int(hole[0][1:-1]) - 1], english)
    if "\n" not in fill:
        shown = said(fill, "zh")
        assert all(values[int(hole[1:-1]) - 1] in shown for hole in HOLE.findall(english))


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "C.UTF-8"}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_TW"}, "zh"),
        ([], {"LANG": "zh_CN", "LC_MESSAGES": "en_GB"}, "en"),
        ([], {"LANG": "en_GB", "LC_MESSAGES": "de_DE", "LC_ALL": "zh_CN.GB18030"}, "zh"),
        ([], {"LANG": "zh_CN", "LC_ALL": ""}, "zh"),
        (["file", "--lang", "zh", "x"], {"LANG": "en_GB"}, "zh"),
        (["--lang=en", "file"], {"LANG": "zh_CN"}, "en"),
        (["--lang=fr", "file"], {"LANG": "zh_CN"}, "zh"),
        (["file", "--lang"], {}, "en"),
    ],
    ids=str,
)
def test_the_language_is_that_of_option_or_locale(
    arguments: list[str], environment: dict[str, str], language: str
) -> None:
    assert language_of(arguments, environment) == language


def test_windows_says_its_language_otherwise() -> None:
    assert language_of([], {}, "Chinese (Simplified)_China") == "zh"
    assert language_of([], {}, "English_United Kingdom") == "en"


@pytest.mark.parametrize("columns", [20, 40, 78])
def test_chinese_help_keeps_within_its_columns(columns: int) -> None:
    for text in MESSAGES.values():
        for line in wrapped(text, columns):
            words = re.findall(r"[!-~]+", line)
            assert width(line) <= max([columns, *map(len, words)]) + 4, line


def call(*arguments: str) -> int:
    try:
        return cli.main([*arguments])
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else -1


CALLS = {
    "a question": (["audit"], "cleaner: 要抽检什么？给出语料"),
    "a missing file": (["file", "x.txt"], "cleaner: x.txt：没有这个文件\n"),
    "a misspelt command": (["fiel"], "是不是想写“file”？"),
    "a misspelt option": (["file", "x", "--formt", "json"], "不认识的参数：--formt json；是不是想写 --format？"),
    "nothing at all": ([], "缺少必需的参数：COMMAND"),
    "no corpus": (["check", "x"], "x：没有 manifest.json，不是语料文件夹：请给出 `cleaner run --out` 写成的文件夹"),
    "a wrong choice": (["file", "x", "--format", "jsn"], "参数 --format：不能是 'jsn'"),
    "a wrong setting": (["run", "x", "--out", "o", "--threshold", "9"], "“threshold”须为 0.5 到 1.0 的数，不能是 9.0"),
}


@pytest.mark.parametrize(("arguments", "told"), CALLS.values(), ids=CALLS)
def test_errors_are_told_in_chinese(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call("--lang", "zh", *arguments) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("before", [True, False])
def test_the_option_stands_before_or_after_the_command(before: bool, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--lang", "zh", "file", "--help"] if before else ["file", "--lang", "zh", "--help"]
    assert call(*given) == 0
    told = capsys.readouterr().out
    assert told.startswith("用法：cleaner file")
    assert "清洗一个或几个文件" in told
    assert "示例：cleaner file" in told
    assert "options:" not in told


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(
        "同志们：\n今天我们召开全镇大会，部署春耕工作，请大家认真听。\n", encoding="utf-8"
    )
    (tmp_path / "in/b.txt").write_bytes(bytes(range(256)) * 9)
    assert call("run", "in", "--out", "out", "--max-errors", "1", "--lang", "zh") == 0
    return capsys.readouterr().out


def test_outcomes_are_told_in_chinese(corpus: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert corpus.startswith("out：2 个文件，1 个文档，1 条记录\n  字符：读入 ")
    assert not re.search("[a-z]{3,} [a-z]{2,} [a-z]{2,}", corpus)
    for arguments in (["check", "out"], ["diff", "out", "out"], ["restore", "out", "--to", "raw"]):
        assert call(*arguments, "--lang", "zh") == 0
        assert not re.search("[a-z]{3,} [a-z]{2,} [a-z]{2,}", capsys.readouterr().out), arguments


@pytest.mark.usefixtures("corpus")
def test_what_programs_read_is_the_same_in_both(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [json.loads(line) for line in Path("out/errors.jsonl").read_bytes().splitlines()]
    assert all(row["message"].isascii() for row in rows)
    forms = [["check", "out", "--format", form] for form in ("json", "junit", "github", "sarif")]
    for arguments in (*forms, ["diff", "out", "out", "--json"], ["file", "in/a.txt"], ["explain", "in/a.txt"]):
        told = []
        for language in ("zh", "en"):
            assert call(*arguments, "--lang", language) == 0
            told.append(capsys.readouterr().out)
        assert told[0] == told[1]
