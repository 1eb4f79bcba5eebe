"""Writes options.md and options.zh-CN.md out of the parser, Config and the tables of the READMEs: `make options`."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from cleaner import arguments, config, console  # noqa: E402 - of this checkout

ROW = re.compile(r"^\| `(\w+)` \| (.+?) \| (.+) \|$", re.MULTILINE)


@dataclass(frozen=True)
class Words:
    """What a page says in its language."""

    page: str
    readme: str
    title: str
    links: str
    opening: str
    commands: str
    arguments: str
    settings: str
    columns: str
    about_settings: str
    more_than_once: str
    wanted: str


ENGLISH = Words(
    page="options.md",
    readme="README.md",
    title="Options and settings",
    links="[README](../README.md) · [中文](options.zh-CN.md) · [Tutorial](tutorial.md)",
    opening="This page is made from the tool itself: by `make options`, and a test holds it to what the tool has.",
    commands="Commands",
    arguments="| argument | values | meaning |\n|---|---|---|",
    settings="Settings",
    columns="| key | default | values | options | meaning |\n|---|---|---|---|---|",
    about_settings=(
        "A key of `cleaner.toml`, or of `[tool.cleaner]` in `pyproject.toml`, is also a field of `cleaner.Config`; "
        "`profile` is a key alone. An option goes before the file."
    ),
    more_than_once="one or more",
    wanted="required",
)
CHINESE = Words(
    page="options.zh-CN.md",
    readme="README.zh-CN.md",
    title="选项和设置",
    links="[说明](../README.zh-CN.md) · [English](options.md) · [教程](tutorial.zh-CN.md)",
    opening="本页由程序本身生成（`make options`），并有测试核对它与程序一致。",
    commands="命令",
    arguments="| 参数 | 取值 | 含义 |\n|---|---|---|",
    settings="设置",
    columns="| 键 | 默认值 | 取值 | 选项 | 含义 |\n|---|---|---|---|---|",
    about_settings=(
        "`cleaner.toml` 里的键（或 `pyproject.toml` 里 `[tool.cleaner]` 的键）也是 `cleaner.Config` 的字段，只有 `profile` 仅仅是键。"
        "命令行选项优先于配置文件。"
    ),
    more_than_once="一个或多个",
    wanted="必需",
)
LANGUAGES = {"en": ENGLISH, "zh": CHINESE}


def page(language: str) -> str:
    """Return the page of a language, ``en`` or ``zh``."""
    words = LANGUAGES[language]
    commands = list(_commands(_parser(language)))
    parts = [f"# {words.title}", words.links, words.opening, f"## {words.settings}", words.about_settings]
    parts += ["\n".join([words.columns, *_settings(commands, words)]), f"## {words.commands}"]
    for command in commands:
        parts += [f"### {command.prog}", command.description or "", f"```text\n{_example(command)}\n```"]
        rows = [_argument(action, words) for action in command._actions if action.dest != "help"]
        parts.append("\n".join([words.arguments, *rows]))
    return "\n\n".join(parts) + "\n"


def _parser(language: str) -> argparse.ArgumentParser:
    before = console.spoken()
    console.speak(language)
    try:
        return arguments.parser()
    finally:
        console.speak(before)


def _commands(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Yield the parsers of all commands that do something, in the order of the help."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                below = list(_commands(command))
                yield from below or [command]


def _example(command: argparse.ArgumentParser) -> str:
    """Return the example of a command, an alternative a line."""
    text = re.sub(r"^\w+[:：]\s*", "", command.epilog or "")
    return "\n".join(part.strip() for part in text.split("   |   "))


def _argument(action: argparse.Action, words: Words) -> str:
    name = ", ".join(f"`{option}`" for option in action.option_strings) or f"`{action.metavar}`"
    values = [_values(action)] if action.nargs != 0 else []
    values += [words.more_than_once] if action.nargs == "+" else []
    values += [words.wanted] if action.required and action.option_strings else []
    return f"| {name} | {_cell(', '.join(filter(None, values)))} | {_cell(action.help or '')} |"


def _values(action: argparse.Action) -> str:
    if action.choices:
        return " ".join(f"`{choice}`" for choice in action.choices)
    return f"`{action.metavar or action.dest.upper()}`" if action.option_strings else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("[", "\\[").replace("*", "\\*")


def _settings(commands: list[argparse.ArgumentParser], words: Words) -> Iterator[str]:
    rows = {key: (default, meaning) for key, default, meaning in ROW.findall(_text(words.readme))}
    for key in ("profile", *(field.name for field in fields(config.Config))):
        default, meaning = rows[key]
        yield f"| `{key}` | {default} | {_possible(key)} | {_options(key, commands)} | {meaning} |"


def _text(readme: str) -> str:
    return (ROOT / readme).read_text("utf-8")


def _possible(key: str) -> str:
    """Return what the value of a key may be."""
    if key == "profile":
        return " ".join(f"`{name}`" for name in config.PROFILES)
    if key in config._CHOICES:
        return " ".join(f"`{name}`" for name in config._CHOICES[key])
    if key in config._RANGES:
        low, high = config._RANGES[key]
        return f"{low:,} – {high:,}"
    default = getattr(config.Config(), key)
    return "`true` `false`" if isinstance(default, bool) else '`["…"]`' if isinstance(default, tuple) else '`"…"`'


def _options(key: str, commands: list[argparse.ArgumentParser]) -> str:
    """Return the options that set a key in any command; a positional argument is none."""
    found = {
        option: None
        for command in commands
        for action in command._actions
        for option in action.option_strings
        if action.dest == key and not (key == "format" and not set(action.choices or ()) & {"jsonl"})
    }
    return " ".join(f"`{option}`" for option in found)


def main() -> None:
    """Write both pages."""
    for language, words in LANGUAGES.items():
        (Path(__file__).parent / words.page).write_text(page(language), "utf-8")


if __name__ == "__main__":
    main()
