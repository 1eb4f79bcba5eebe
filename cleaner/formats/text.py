"""Plain text: a file is a document; written as a tree of files, a speech each, with an index that Excel opens."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from cleaner.config import Config
from cleaner.document.decode import decode, encode
from cleaner.errors import InputError, OutputError
from cleaner.model import Decoded, Document, Frame, Piece

SUFFIXES = (".txt", ".text")
INDEX = "index.csv"
# In a class of a pattern: what a terminal obeys, and what turns a line; line ends and tabs are none of them.
UNSEEN = r"\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2060-\u206f"
COLUMNS = ("id", "file", "source", "part", "title", "date", "published", "speaker", "author", "origin", "characters")
LONGEST_CELL = 30_000  # characters; Excel takes 32,767
LONGEST_NAME = 120  # bytes of a file's name; file systems allow 255


def cut(path: Path, total: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield the one stretch that a text file of ``total`` bytes is."""
    yield 0, total


def read(stream: BinaryIO, source: str, start: int, end: int, config: Config) -> Iterator[Piece]:
    """Yield the file as one Piece."""
    data = stream.read()
    try:
        decoded = decode(data, encoding=config.encoding, fallback=config.fallback_encoding, file=source)
        if not decoded.text.strip():
            raise InputError("holds no text", code="empty", file=source, advice="nothing to clean")
    except InputError as error:
        yield Piece(source, 0, Frame("raw"), error=error)
    else:
        frame = Frame("plain") if _makes(decoded, data) else Frame("raw", data)
        yield Piece(source, 0, frame, Document(source, "", decoded))


def _makes(decoded: Decoded, data: bytes) -> bool:
    try:
        return encode(decoded) == data
    except UnicodeError:  # a codec that reads what it cannot write
        return False


class Writer:
    """Writes ``<source>/<part>-<title>.txt`` and ``index.csv``, which has a byte-order mark so that Excel reads it."""

    def __init__(self, folder: Path, format: str) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        self.taken: set[str] = set()
        self.index = (folder / INDEX).open("w", encoding="utf-8-sig", errors="backslashreplace", newline="")
        self.rows = csv.writer(self.index, lineterminator="\r\n")
        self.rows.writerow(COLUMNS)

    def add(self, record: dict[str, Any]) -> None:
        """Write one record's text to a file of its own."""
        name = f"{record['part']:02}-{safe_name(record['title'] or record['id'])}.txt"
        folder = Path(*(safe_name(part) for part in record["source"].split("/")))
        if folder.parts[0].lower() == INDEX:
            folder = Path(f"_{folder}")
        if record["key"]:
            name = f"{record['id'].split('-')[0]}-{name}"  # many documents of one file share its folder
        if (place := f"{folder}/{name}".lower()) in self.taken:  # some file systems know no capitals
            name = f"{record['id']}-{name}"
        self.taken.add(place)
        path = self.folder / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(record["text"].encode("utf-8"))
        row = {**record, "file": (folder / name).as_posix()}
        self.rows.writerow([defused(row[column]) for column in COLUMNS])

    def close(self) -> None:
        """Close the index."""
        self.index.close()


def read_records(paths: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """Yield of each record what the index says, which is among ``paths``, and its text, in the order they were written."""
    index = next((path for path in paths if path.name == INDEX), None)
    if index is None:
        raise OutputError("there is no index.csv", code="damaged", file="corpus")
    try:
        with index.open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.DictReader(stream):
                cells = {name: cell.removeprefix("'") if cell else None for name, cell in row.items()}
                yield {**cells, "text": _text_at(index.parent, str(cells["file"]))}
    except (OSError, ValueError, KeyError, AttributeError, csv.Error) as error:
        raise OutputError(f"cannot be read back: {error}", code="damaged", file=str(index)) from None


def _text_at(folder: Path, name: str) -> str:
    """Return the text of a file of the tree. Raises ValueError for one that lies elsewhere or is no ordinary file."""
    path = folder / name
    if Path(name).is_absolute() or ".." in Path(name).parts or not path.is_file():
        raise ValueError(f"there is no text {name}")
    return path.read_bytes().decode("utf-8")


def read_back(paths: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Yield (record id, text) in the order they were written."""
    for record in read_records(paths):
        yield record["id"], record["text"]


# What Windows refuses in a name, what nobody sees in one, and what no table in XML can say of a file (U+FFFE, U+FFFF).
_UNSAFE = re.compile(rf'[<>:"/\\|?*{UNSEEN}\t-\r\u2028\u2029\u200b-\u200f\ud800-\udfff\ufffe\uffff]')
_IN_CELLS = re.compile(rf"[{UNSEEN}\u200b\u200e\u200f\ufeff]")


def safe_name(name: str) -> str:
    """Return ``name`` as a file name that Windows takes too.

    >>> safe_name('在"一把手"会议上的讲话?'), safe_name("con"), safe_name("..")
    ('在_一把手_会议上的讲话_', '_con', '_')
    """
    name = _UNSAFE.sub("_", name)
    name = name.encode("utf-8")[:LONGEST_NAME].decode("utf-8", "ignore").rstrip(" .") or "_"
    reserved = re.fullmatch(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", name)
    return f"_{name}" if reserved else name


def defused(value: Any) -> str:
    """Return a cell that no spreadsheet takes for a formula; a quote in front says so, and is doubled where it stood.

    Control characters, which a terminal obeys, and those of direction and of no width give way to U+FFFD.

    >>> defused("=1+1"), defused("讲话"), defused(None), defused("讲\x1b话")
    ("'=1+1", '讲话', '', '讲\ufffd话')
    """
    cell = "" if value is None else " ".join(str(value).splitlines())[:LONGEST_CELL]
    cell = _IN_CELLS.sub("\ufffd", cell)
    return f"'{cell}" if re.match(r"\s*[=+\-@\t\r＝＋－＠']", cell) else cell
