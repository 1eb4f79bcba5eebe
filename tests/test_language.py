"""Everything that people read is there in Chinese, and says the same."""

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleaner import cli
from cleaner.chinese import MESSAGES

PACKAGE = Path(cli.__file__).parent
# Who makes errors, and what stands in for them: their texts and advice are arguments.
ERRORS = re.compile(r"^_?(?:[A-Za-z]*Error|[a-z_]*(?:error|wrong|hole|complain|tell|refused?)|Finding|Problem|Lint|Outcome|Trouble|Refusal)$")
OTHERS = {"ValueError", "TypeError", "ArgumentTypeError", "AttributeError", "OSError", "MemoryError", "KeyError", "RuntimeError", "ImportError"}
# Functions whose texts are all for people.
TELLING = re.compile(r"_lines?$|^_(?:sides|fates|marked|value|one_file|rewrite|run|rules_test|rules_suggest|report|restore|check)$|^verdict$|^wrong$|^_wrong$")
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
    inner = {id(part) for node in ast.walk(function) if isinstance(node, ast.JoinedStr | ast.BinOp) for part in ast.walk(node) if part is not node}
    formats = {id(part) for node in ast.walk(function) if isinstance(node, ast.FormattedValue) and node.format_spec for part in ast.walk(node.format_spec)}
    for node in ast.walk(function):
        filled = isinstance(node, ast.Constant) and id(node) in inner and id(node) in formats
        if isinstance(node, ast.Constant) and (node.value == docstring or filled or id(node) in inner):
            continue
        if isinstance(node, ast.JoinedStr | ast.Constant) and id(node) not in formats:
            yield from (found for found in template(node, {}) if " " in found.strip())


def said() -> dict[str, str]:
    """Return every message of the package, with the module that says it."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        place = str(path.relative_to(PACKAGE))
        if place.startswith("report/") or place == "chinese.py":
            continue
        for function in functions(ast.parse(path.read_text(encoding="utf-8"))):
            told = [*of_errors(function)]
            if place == "cli.py" or place.startswith("commands/"):
                told += of_telling(function) if TELLING.search(function.name) else ()
            for message in told:
                for line in message.splitlines():
                    if WORDS.search(re.sub(r"\{\d+\}", "", line)):
                        found.setdefault(line.strip(), place)
    return found
