"""``cleaner rules test``: hold rules to their examples, and show the failing ones as a compiler shows errors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from unicodedata import east_asian_width

from cleaner.commands.rules.loading import load_chosen
from cleaner.config import Config
from cleaner.document.examples import Failure, check_examples
from cleaner.document.ruleset import builtin_rules

SHOWN_AROUND = 40  # code points of a long example that are shown on either side of what is wrong


def check_rules(config: Config | None = None, file: str | Path | None = None) -> tuple[int, list[Failure]]:
    """Check the examples of all rules, or of those in ``file``; return how many rules were checked and what failed.

    The rules of ``file`` are held to their examples together with all rules of ``config``.
    """
    ruleset, chosen = load_chosen(config or Config(), file)
    return len(chosen), check_examples(ruleset, chosen)


def failure_lines(failure: Failure) -> list[str]:
    """Return a failing example as a compiler would show it: the place, the line, carets under what is wrong, and help."""
    place, line = _place(failure)
    number = str(line)
    gutter = " " * len(number)
    lines = [f"error: rule '{failure.rule.id}': {_headline(failure)}", f"{gutter}--> {place}:{number}", f"{gutter} |"]
    for row, text in enumerate(failure.text.split("\n")):
        start = sum(len(one) + 1 for one in failure.text.split("\n")[:row])
        inside = [
            (max(a - start, 0), min(b - start, len(text)))
            for a, b in failure.ranges
            if a < start + len(text) and b > start
        ]
        shown, inside = _window(text, inside)
        lines.append(f"{number if row == 0 else gutter} | {shown}")
        if inside:
            lines.append(f"{gutter} | {_carets(shown, inside)}")
    return [*lines, f"{gutter} |", f"{gutter} = help: {failure.help or failure.what}", ""]


def _headline(failure: Failure) -> str:
    heads = {
        "unmarked": "takes what the example does not mark",
        "left": "leaves what the example marks",
        "lost": "a sentence that must stay would go",
        "unprotected": "does not protect this sentence",
    }
    return heads.get(failure.kind, f"in '{failure.key}': {failure.what}")


def _window(text: str, ranges: Sequence[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """Cut a long line to what is around the ranges; tabs and the like take one column."""
    text = "".join(char if char.isprintable() else "\ufffd" for char in text)
    if not ranges or len(text) <= 3 * SHOWN_AROUND:
        return text, list(ranges)
    first, last = max(ranges[0][0] - SHOWN_AROUND, 0), ranges[-1][1] + SHOWN_AROUND
    left, right = "…" if first else "", "…" if last < len(text) else ""
    shift = first - len(left)
    return left + text[first:last] + right, [(a - shift, b - shift) for a, b in ranges]


def _carets(text: str, ranges: Sequence[tuple[int, int]]) -> str:
    marks = [any(a <= i < b for a, b in ranges) for i in range(len(text))]
    line = "".join(("^" if mark else " ") * _columns(char) for char, mark in zip(text, marks, strict=True))
    return line.rstrip()


def _columns(char: str) -> int:
    """Return how many columns of a terminal a character takes; ambiguous quotation marks take one."""
    return 2 if east_asian_width(char) in "WF" else 1


def _place(failure: Failure) -> tuple[str, int]:
    """Return the file and the line in which an example is written, else where its rule begins."""
    rule = failure.rule
    path = builtin_rules() / rule.file if not Path(rule.file).is_file() else Path(rule.file)
    lines = _lines(path)
    first = _toml(failure.example.split("\n")[0])[:40]
    inside = False
    for number in range(rule.line, len(lines) + 1):
        text = lines[number - 1]
        if number > rule.line and re.match(r"\s*\[\[\s*rule\s*\]\]", text):
            break
        inside = (inside and not re.match(r"\s*\w+\s*=", text)) or re.match(rf"\s*{failure.key}\s*=", text) is not None
        if inside and first in text:
            return str(path), number
    return str(path), rule.line


@lru_cache(maxsize=64)
def _lines(path: Path) -> tuple[str, ...]:
    try:
        return tuple(path.read_text(encoding="utf-8-sig").split("\n"))
    except (OSError, UnicodeDecodeError):
        return ()


def _toml(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
