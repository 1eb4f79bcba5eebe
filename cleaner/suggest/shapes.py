"""What lines have in common: words that recur stay, digits and dates become classes, all else becomes a bounded gap."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from cleaner.suggest.words import CUTS

LONGEST_LINE = 160  # code points; longer lines are taken only as they are
LONGEST_GAP = 90

_TOKEN = re.compile(
    r"(?P<date>[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?![0-9])|[0-9]{4}年[0-9]{1,2}月(?:[0-9]{1,2}日)?)"
    r"|(?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9]))|(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?)|(?P<latin>[A-Za-z]+)"
    r"|(?P<blank> +)|(?P<word>[^\W0-9A-Za-z_]+)|(?P<mark>[\W_])"
)
_CLASSES = {
    "date-": r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}",
    "date年": r"\d{4}年\d{1,2}月(?:\d{1,2}日)?",
    "time": r"\d{1,2}:\d{2}(?::\d{2})?",
    "number": r"\d[\d.,]{0,14}",
}
_META = re.compile(r"[\\.+*?()|\[\]{}^$]")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a line: ``kind`` is word, mark, or the name of a class; ``key`` is what it is counted as."""

    kind: str
    key: str
    text: str


def tokens(folded: str) -> list[Token]:
    """Cut a folded line into words, marks, and members of classes.

    >>> [token.key for token in tokens("点击:12次 2019-02-03")]
    ['点击', ':', '<number>', '次', '<blank>', '<date->']
    """
    found = []
    for match in _TOKEN.finditer(folded):
        kind, text = str(match.lastgroup), match[0]
        if kind == "date":
            kind = "date年" if "年" in text else "date-"
        if kind == "word":
            found += [Token("word", piece, piece) for piece in CUTS.split(text) if piece]
        elif kind in _CLASSES or kind == "blank":
            found.append(Token(kind, f"<{kind}>", text))
        else:
            found.append(Token("word" if kind == "latin" else "mark", text, text))
    return found


@dataclass(frozen=True, slots=True)
class Shape:
    """A line with gaps: pieces of pattern, None for a gap; ``literal`` is all that is fixed, without marks and blanks."""

    pieces: tuple[str | None, ...]
    literal: str

    @property
    def gaps(self) -> int:
        """How many gaps there are."""
        return self.pieces.count(None)

    def pattern(self, widest: int, *, sentences: bool = False) -> str:
        """Return the shape as a pattern whose gaps take at most ``widest`` characters, ends of sentences if ``sentences``."""
        inner = f"{'.' if sentences else '[^。]'}{{1,{widest}}}"
        found = [inner if piece is None else piece for piece in self.pieces]
        if self.pieces[0] is None:
            found[0] = f"[^。!?;,]{{1,{widest}}}"
        return "".join(found)


def escaped(literal: str) -> str:
    """Return ``literal`` as RE2 reads it.

    >>> print(escaped("[1](a)"))
    \\[1\\]\\(a\\)
    """
    return _META.sub(lambda match: f"\\{match[0]}", literal)


class Counts:
    """In how many documents each word and each pair of neighbours stands."""

    def __init__(self) -> None:
        self.words: Counter[str] = Counter()
        self.pairs: Counter[tuple[str, str]] = Counter()

    def add(self, lines: Iterable[Sequence[Token]]) -> None:
        """Count one document."""
        words: set[str] = set()
        pairs: set[tuple[str, str]] = set()
        for line in lines:
            words.update(token.key for token in line)
            pairs.update((a.key, b.key) for a, b in pairwise(line))
        self.words.update(words)
        self.pairs.update(pairs)

    def frequent(self, least: float) -> tuple[Set[str], Set[tuple[str, str]]]:
        """Return the words and pairs that stand in at least ``least`` documents."""
        return (
            {word for word, count in self.words.items() if count >= least},
            {pair for pair, count in self.pairs.items() if count >= least},
        )


def shape_of(line: Sequence[Token], words: Set[str], pairs: Set[tuple[str, str]]) -> Shape:
    """Return the shape of a line: frequent words stay, marks stay beside what stays, the rest are gaps."""
    fixed = _fixed(line, words, pairs)
    pieces: list[str | None] = []
    literal = []
    for token, stays in zip(line, fixed, strict=True):
        if stays:
            pieces.append(_written(token))
            literal.append(token.text if token.kind == "word" else "\n")
        elif not pieces or pieces[-1] is not None:
            pieces.append(None)
            literal.append("\n")
    return Shape(tuple(pieces), "".join(literal).strip("\n"))


_FIGURES = ("number", "time", "date-", "date年")


def _fixed(line: Sequence[Token], words: Set[str], pairs: Set[tuple[str, str]]) -> list[bool]:
    """Return for each token whether it stays. Figures stay between tokens that stay, or at an end of the line."""
    figures = [token.kind in _FIGURES for token in line]
    while True:
        fixed = [token.kind == "word" and token.key in words for token in line]
        fixed = [a or b for a, b in zip(fixed, figures, strict=True)]
        for order in (range(1, len(line)), range(len(line) - 2, -1, -1)):
            for i in order:
                if line[i].kind in ("mark", "blank") and not fixed[i]:
                    before = i > 0 and fixed[i - 1] and (line[i - 1].key, line[i].key) in pairs
                    after = i + 1 < len(line) and fixed[i + 1] and (line[i].key, line[i + 1].key) in pairs
                    fixed[i] = before or after
        for i in (0, len(line) - 1):
            fixed[i] = fixed[i] or (line[i].kind == "mark" and line[i].key in words)
        loose = [
            i for i, figure in enumerate(figures) if figure and not all(fixed[max(i - 1, 0) : i] + fixed[i + 1 : i + 2])
        ]
        if not loose:
            return fixed
        for i in loose:
            figures[i] = False


def general(folded: str) -> str:
    r"""Return a line as a pattern in which only digits, dates and blanks are general.

    >>> print(general("点击:12次 (2019-02-03)"))
    点击:\d[\d.,]{0,14}次 ?\(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\)
    """
    return "".join(map(_written, tokens(folded)))


def _written(token: Token) -> str:
    if token.kind == "blank":
        return " ?" if len(token.text) == 1 else " {0,9}"
    return _CLASSES[token.kind] if token.kind in _CLASSES else escaped(token.text)


def weight(literal: str) -> int:
    """Return how much a literal says: two for a Han character, one for any other letter.

    >>> weight("首页"), weight("TOP\\n")
    (4, 3)
    """
    return sum(2 if char >= "\u3400" else char.isalnum() for char in literal)
