"""Texts of a corpus as a report shows them: on one line, cut, compared, and with nothing in them that plays tricks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from cleaner.document.fold import fold
from cleaner.report.figures import Piece

COMPARED = 1000  # characters of a text that are compared with another
AROUND = 24  # characters that are shown of a common stretch beside each difference
MOST_PIECES = 40
NAME = 200  # characters of a file's name with the key of a document in it

_LINE_END = re.compile(r"[ \t\xa0\u3000]*[\r\n][ \t\xa0\u3000\r\n]*")
_BLANKS = "\u3000\xa0"


def visible(text: str) -> str:
    r"""Return ``text`` with control, direction and other invisible characters escaped; blanks that Chinese uses stay.

    >>> visible("讲\u202e话\x1b\u3000。")
    '讲\\u202e话\\x1b\u3000。'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in _BLANKS else c.encode("unicode_escape").decode() for c in text)


def one_line(text: str, most: int) -> str:
    r"""Return the beginning of ``text`` with a sign for line ends.

    >>> one_line("同志们：\n　　今天", 9), one_line("同志们：今天", 4)
    ('同志们：⏎今天', '同志们…')
    """
    cut = text if len(text) <= most else f"{text[: most - 1]}…"
    return _LINE_END.sub("⏎", cut)


def ending(text: str, most: int) -> str:
    """Return the end of ``text``, likewise."""
    cut = text if len(text) <= most else f"…{text[1 - most :]}"
    return _LINE_END.sub("⏎", cut)


def place(source: str, key: str = "") -> str:
    """Return how a document is called: its file, and which of the file's documents it is.

    >>> place("a/pages.jsonl", "17")
    'a/pages.jsonl#17'
    """
    return ending(f"{source}#{key}" if key else source, NAME)


def compared(kept: str, other: str) -> tuple[Sequence[Piece], Sequence[Piece]]:
    """Return two texts as pieces that say where they differ but for script and width; long common stretches are cut.

    >>> [piece.text for piece in compared("增長8.1%以上", "增长7.9%以上")[1] if piece.kind == "new"]
    ['7', '9']
    """
    a, b = one_line(kept, COMPARED), one_line(other, COMPARED)
    codes = SequenceMatcher(None, fold(a), fold(b), autojunk=False).get_opcodes()
    left = [Piece("same" if kind == "equal" else "gone", a[i:j]) for kind, i, j, _, _ in codes if i < j]
    right = [Piece("same" if kind == "equal" else "new", b[i:j]) for kind, _, _, i, j in codes if i < j]
    return tuple(_shortened(left)), tuple(_shortened(right))


def _shortened(pieces: Sequence[Piece]) -> Iterator[Piece]:
    for number, piece in enumerate(pieces[:MOST_PIECES]):
        if piece.kind != "same":
            yield Piece(piece.kind, one_line(piece.text, 8 * AROUND))
            continue
        before = "" if number == 0 else piece.text[:AROUND]
        after = "" if number == len(pieces) - 1 else piece.text[-AROUND:]
        if not before and not after:
            yield Piece("same", one_line(piece.text, 8 * AROUND))
        elif len(piece.text) <= 2 * AROUND:
            yield piece
        elif number == len(pieces) - 1:
            yield Piece("same", one_line(piece.text, 2 * AROUND))
        else:
            yield Piece("same", f"{before}…{after}")
    if len(pieces) > MOST_PIECES:
        yield Piece("same", "…")
