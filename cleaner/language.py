"""In which language people are told, and how an English message becomes a Chinese one.

Messages are written in English where they arise, and that is how ``errors.jsonl``, JSON and the Python interface have them. Only
where they are printed they are looked up in ``cleaner.chinese``: as they are, or as a template whose numbers in braces are
filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from unicodedata import east_asian_width

from cleaner.errors import CleanerError

LANGUAGES = ("zh", "en")
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set decides
_HOLE = re.compile(r"\{\d+\}")


def language_of(arguments: Sequence[str], environment: Mapping[str, str], system: str = "") -> str:
    """Return the language that ``--lang`` names, or the locale of the environment, or that of the ``system``.

    >>> language_of(["file", "a.txt"], {"LANG": "zh_CN.UTF-8"}), language_of(["--lang=en"], {"LANG": "zh_CN.UTF-8"})
    ('zh', 'en')
    """
    named = [later for word, later in pairwise(arguments) if word == "--lang"]
    named += [word.partition("=")[2] for word in arguments if word.startswith("--lang=")]
    if named and named[0] in LANGUAGES:
        return named[0]
    place = next((environment[name] for name in VARIABLES if environment.get(name)), system)
    return "zh" if place.lower().startswith(("zh", "chinese")) else "en"


def said(text: str, language: str) -> str:
    """Return a message, or lines of them, in a language; what has no translation stays as it is.

    >>> said("there is no line 99; it has 8", "zh")
    '没有第 99 行，共 8 行'
    """
    if language == "en":
        return text
    return "\n".join(_line(line) for line in text.split("\n"))


def told(error: CleanerError, language: str) -> str:
    """Return an error in a language: where, what, and what to do."""
    if language == "en":
        return str(error)
    parts = (error.place, said(error.what, language), said(error.advice, language))
    return "：".join(part for part in parts if part).replace("？：", "？")


def _line(line: str) -> str:
    text = line.strip()
    start = line.index(text) if text else 0
    return line[:start] + _message(text) + line[start + len(text) :]


def _message(text: str) -> str:
    from cleaner.chinese import MESSAGES

    if text in MESSAGES:
        return MESSAGES[text]
    if not text.isascii() or " " in text:
        for literal, template, chinese in _templates():
            if literal in text:
                found = _pattern(template).fullmatch(text)
                if found:
                    return _filled(chinese, [_line(value) for value in found.groups()])
    return text


def _filled(template: str, values: Sequence[str]) -> str:
    return _HOLE.sub(lambda hole: values[int(hole[0][1:-1]) - 1], template)


@cache
def _templates() -> Sequence[tuple[str, str, str]]:
    """Return the templates, those that say most first, each with its longest literal piece."""
    from cleaner.chinese import MESSAGES

    found = [(english, chinese) for english, chinese in MESSAGES.items() if _HOLE.search(english)]
    found.sort(key=lambda pair: (-len(_HOLE.sub("", pair[0])), pair[0]))
    return [(max(_HOLE.split(english), key=len), english, chinese) for english, chinese in found]


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile("(.*?)".join(map(re.escape, _HOLE.split(template))), re.DOTALL)


def wrapped(text: str, columns: int) -> Iterator[str]:
    """Yield ``text`` in lines of so many columns, of which a Han character takes two; words of Latin letters stay whole.

    >>> list(wrapped("清理 one file", 8))
    ['清理 one', 'file']
    """
    line, room = "", columns
    for word in re.findall(r"[!-~]+|.", " ".join(text.split())):
        size = sum(2 if east_asian_width(char) in "WF" else 1 for char in word)
        if size > room and line and word not in "，。；：、）”":
            yield line.rstrip()
            line, room = "", columns
        if line or word != " ":
            line += word
            room -= size
    if line:
        yield line.rstrip()
