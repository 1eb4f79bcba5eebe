#!/usr/bin/env python3
r"""Measure page headers on printed pages: how many go, and how many of the sentences that they cut are whole again.

    hansard.py FILE [--show N]

FILE is a JSON Lines file (perhaps .gz) of the verbatim record of the Legislative Council of Hong Kong as text drawn from
PDF: lines of print, with a header (立法會 ─ 2013年 1月 9日) and a page number in mid-sentence. It is not part of the
project; without it nothing is measured.

What is counted here knows nothing of the rules and of mending:

header    a line of its own: the council, a dash, a date
number    the line of figures right after it, or right before it
cut       the lines around both are prose, full to the margin, the upper one without a mark at its end, the lower one
          without an indent and without a speaker, number or bracket at its start
mended    the last character above and the first below stand in one paragraph, with nothing of the header between

Claims: at least 99 % of the headers go, and of the cut sentences at least 99 % are mended.
"""

from __future__ import annotations

import argparse
import gzip
import json
import pathlib
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

from cleaner import Config
from cleaner.document.clean import clean
from cleaner.model import Cleaned, Decoded, Document
from cleaner.prepare import matcher

CLAIM = 0.99
FULL = 24  # characters of a line of print that is full to the margin
_HEADER = re.compile(r"\s*立法會\s*[─—–-]+\s*\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*")
_NUMBER = re.compile(r"\s*\d{1,5}\s*")
_HAN = re.compile(r"[㐀-鿿]")
_OPENS = re.compile(
    r"\s|\(|（|[一二三四五六七八九十\d]+[、.．]|第\s*[一二三四五六七八九十百\d]+\s*[條章項]|.{2,16}[：:]"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of print and where it stands in the text."""

    start: int
    text: str

    @property
    def blank(self) -> bool:
        """Whether nothing is printed on it."""
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class Break:
    """A page break: header, page number (or None), and the lines around them if a sentence goes on there."""

    header: Line
    number: Line | None
    cut: tuple[Line, Line] | None


def lines_of(text: str) -> list[Line]:
    """Cut a text at its line feeds."""
    lines, start = [], 0
    for line in text.split("\n"):
        lines.append(Line(start, line))
        start += len(line) + 1
    return lines


def breaks(text: str) -> Iterator[Break]:
    """Find the page breaks of a text."""
    lines = [line for line in lines_of(text) if not line.blank]
    for at, line in enumerate(lines):
        if not _HEADER.fullmatch(line.text):
            continue
        before, after = at - 1, at + 1
        number = None
        if after < len(lines) and _NUMBER.fullmatch(lines[after].text):
            number, after = lines[after], after + 1
        elif before >= 0 and _NUMBER.fullmatch(lines[before].text):
            number, before = lines[before], before - 1
        around = (lines[before], lines[after]) if before >= 0 and after < len(lines) else None
        yield Break(line, number, around if around and _goes_on(*around) else None)


def _goes_on(above: Line, below: Line) -> bool:
    full = len(_HAN.findall(above.text)) >= FULL
    ends = above.text.rstrip()[-1]
    return full and bool(_HAN.match(ends) or ends in "，、") and not _OPENS.match(below.text)


def gone(cleaned: Cleaned, line: Line) -> bool:
    """Whether nothing that is printed on a line is left in a paragraph."""
    printed = {line.start + at for at, char in enumerate(line.text) if not char.isspace()}
    for edit in cleaned.edits:
        if edit.start < line.start + len(line.text) and line.start < edit.end:
            printed -= set(range(edit.start, edit.end))
    return not printed


def mended(cleaned: Cleaned, above: Line, below: Line) -> bool:
    """Whether the sentence that two lines share stands in one paragraph."""
    last = above.start + len(above.text.rstrip()) - 1
    first = below.start + len(below.text) - len(below.text.lstrip())
    paragraphs = (paragraph for speech in cleaned.speeches for paragraph in speech.paragraphs)
    return any(paragraph.start <= last and first < paragraph.end for paragraph in paragraphs)


def measure(texts: Sequence[str], show: int) -> Counter[str]:
    """Clean the texts and count; print the first few that were missed."""
    rules = matcher(Config())
    counts: Counter[str] = Counter()
    for text in texts:
        cleaned = clean(Document("page.txt", "", Decoded(text, "utf-8")), rules)
        for found in breaks(text):
            counts["headers"] += 1
            outcomes = {"headers gone": gone(cleaned, found.header)}
            if found.number is not None:
                counts["numbers"] += 1
                outcomes["numbers gone"] = gone(cleaned, found.number)
            if found.cut is not None:
                counts["cut"] += 1
                outcomes["mended"] = mended(cleaned, *found.cut)
            counts.update(name for name, good in outcomes.items() if good)
            for name, good in outcomes.items():
                if not good and counts[f"not {name}"] < show:
                    counts[f"not {name}"] += 1
                    place = found.cut[0].start if found.cut else found.header.start
                    print(f"not {name}: {text[max(place - 20, 0) : place + 160]!r}", file=sys.stderr)
    return counts


def table(counts: Counter[str]) -> list[str]:
    """Return the figures as a table."""
    rows = [("page headers", "headers", "headers gone"), ("page numbers", "numbers", "numbers gone")]
    rows.append(("cut sentences", "cut", "mended"))
    lines = ["| | there | right | share |", "|---|---:|---:|---:|"]
    for name, whole, part in rows:
        share = f"{counts[part] / counts[whole]:.2%}" if counts[whole] else "n/a"
        lines.append(f"| {name} | {counts[whole]:,} | {counts[part]:,} | {share} |")
    return lines


def main() -> int:
    """Measure and print one table; 1 where a claim does not hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N of each kind that were missed")
    arguments = parser.parse_args()
    if not arguments.file.is_file():
        print(f"{arguments.file}: not there, nothing is measured")
        return 0
    data = arguments.file.read_bytes()
    data = gzip.decompress(data) if arguments.file.suffix == ".gz" else data
    counts = measure([json.loads(line)["text"] for line in data.splitlines()], arguments.show)
    print("\n".join(table(counts)))
    held = all(
        counts[part] >= CLAIM * counts[whole] for whole, part in (("headers", "headers gone"), ("cut", "mended"))
    )
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
