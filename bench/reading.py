#!/usr/bin/env python3
r"""Measure what reading costs: every format that is read, beside the library that reads the same files and nothing more.

    reading.py [--pages N] [--seed S] [--rounds N] [--only FORMAT ...] [--folder DIR]

The same made-up pages (pages.py, the development half) are written in each format: text, markup, Word and the like as a
file a page, all others as one file. Reading is what `cleaner run` does before it cleans: know the kind of a file, cut it
into stretches, unpack, decode on evidence, find text and fields, and keep what the ledger needs to make the bytes again.
The bare way is told it all: the format, the encoding, the field. Both must come to the same texts, blanks and marks of
Markdown aside, or there are no results.

A round reads each format both ways, in turning order; ratios are of one round, and the median of all counts. Time is
processor time of one process. DIR (default: build/reading) holds the files.
"""

from __future__ import annotations

import argparse
import base64
import bz2
import csv
import email
import functools
import gzip
import io
import itertools
import json
import lzma
import pathlib
import re
import statistics
import sys
import tarfile
import zipfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import pages as made
import speed

from cleaner.config import Config
from cleaner.inputs import Source
from cleaner.passes.cleaning import BATCH
from cleaner.reading import cut, documents, read

HALF = "development"
MARKUP = 0.02  # the share of a text that marks of Markdown are at most
MANY = 3.0  # times the bare way: formats above are named
FIELDS = ("id", "title", "url", "text")
ESCAPED = re.compile("_x000[dD]_")  # noise of pages, which is a line end in a sheet
EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Page:
    """A made-up page: a name, what its records say, its text without blank lines and indents, and the page in markup."""

    name: str
    title: str
    url: str
    text: str
    markup: str

    @property
    def record(self) -> dict[str, str]:
        """The page as a record of a table."""
        return {"id": self.name, "title": self.title, "url": self.url, "text": self.text}


Files = Mapping[str, bytes]
Paths = Sequence[pathlib.Path]


@dataclass(frozen=True)
class Format:
    """A format: how its files are made of pages, what reads them without cleaner, and what of that to tell.

    Of Markdown, ``marked``, the marks stay in what cleaner reads, as edits that are to be applied later.
    """

    make: Callable[[Sequence[Page]], Files]
    bare: Callable[[Paths], list[str]]
    told: str
    marked: bool = False


def make_pages(seed: int, count: int) -> list[Page]:
    """Return so many pages, the same for the same seed."""
    found = []
    for number in range(1, count + 1):
        text, gold, page = made.make_page(seed, HALF, number)
        lines = "\n".join(line.strip() for line in ESCAPED.sub("", text).splitlines() if line.strip())
        name = f"{number:05}"
        title = str(gold["speeches"][0]["title"] or "")
        found.append(
            Page(name, title, f"http://{gold['host']}/{name}.html", lines, ESCAPED.sub("", made.as_html(page)))
        )
    return found


# Files.


def each(suffix: str, data: Callable[[Page], bytes]) -> Callable[[Sequence[Page]], Files]:
    """Return what writes a file a page."""
    return lambda pages: {f"p{page.name}{suffix}": data(page) for page in pages}


def one(name: str, data: Callable[[Sequence[Page]], bytes]) -> Callable[[Sequence[Page]], Files]:
    """Return what writes all pages into one file."""
    return lambda pages: {name: data(pages)}


def json_lines(pages: Sequence[Page]) -> bytes:
    """Return a record a line."""
    return b"".join(json.dumps(page.record, ensure_ascii=False).encode() + b"\n" for page in pages)


def json_list(pages: Sequence[Page]) -> bytes:
    """Return one list of records."""
    return json.dumps([page.record for page in pages], ensure_ascii=False).encode()


def cells(separator: str) -> Callable[[Sequence[Page]], bytes]:
    """Return what writes a table as text."""

    def write(pages: Sequence[Page]) -> bytes:
        stream = io.StringIO(newline="")
        table = csv.writer(stream, delimiter=separator)
        table.writerow(FIELDS)
        table.writerows(page.record.values() for page in pages)
        return stream.getvalue().encode()

    return write


def sheet(pages: Sequence[Page]) -> bytes:
    """Return a workbook; a cell of Excel holds 32,767 characters."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    rows = book.create_sheet()
    rows.append(FIELDS)
    for page in pages:
        rows.append([value[:32_767] for value in page.record.values()])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def columns(pages: Sequence[Page]) -> bytes:
    """Return a Parquet file."""
    import pyarrow
    from pyarrow import parquet

    stream = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist([page.record for page in pages]), stream, compression="zstd")
    return stream.getvalue()


def word(page: Page) -> bytes:
    """Return a Word file, a paragraph a line."""
    import docx

    document = docx.Document()
    for line in page.text.split("\n"):
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def rich(page: Page) -> bytes:
    """Return rich text, with the numbers of the characters as Word writes them."""
    escaped = page.text.translate({ord("\\"): "\\\\", ord("{"): "\\{", ord("}"): "\\}", ord("\n"): "\\par\n"})
    body = re.sub(r"[^\x00-\x7f]", lambda match: numbers(match[0]), escaped)
    return f"{{\\rtf1\\ansi\\ansicpg936\\uc1 {body}}}".encode("ascii")


def numbers(character: str) -> str:
    """Return a character as rich text has it."""
    units = array("h", character.encode(f"utf-16-{sys.byteorder[0]}e"))
    return "".join(f"\\u{unit}?" for unit in units)


def saved(page: Page) -> bytes:
    """Return a page as browsers save it in one file."""
    body = base64.encodebytes(page.markup.encode()).decode()
    head = f"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\nSnapshot-Content-Location: {page.url}\n\n"
    part = f"--b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\nContent-Location: {page.url}\n\n"
    return f"{head}{part}{body}\n--b--\n".encode()


def marked(page: Page) -> bytes:
    """Return Markdown: the first line is a heading, a paragraph a line."""
    return f"# {page.text}".replace("\n", "\n\n").encode()


def crawl(kind: str, content: str, data: Callable[[Page], bytes]) -> Callable[[Sequence[Page]], bytes]:
    """Return what writes an archive of a crawl."""

    def write(pages: Sequence[Page]) -> bytes:
        found = []
        for page in pages:
            body = data(page)
            head = (
                f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-0000000{page.name}>\r\n"
                f"WARC-Date: 2024-01-01T00:00:00Z\r\nWARC-Target-URI: {page.url}\r\n"
                f"Content-Type: {content}\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            found.append(head.encode() + body + b"\r\n\r\n")
        return b"".join(found)

    return write


def answer(page: Page) -> bytes:
    """Return what a server says."""
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page.markup.encode()


def zipped(pages: Sequence[Page]) -> bytes:
    """Return a zip archive of text files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for page in pages:
            archive.writestr(zipfile.ZipInfo(f"p{page.name}.txt", EPOCH), page.text.encode(), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def tarred(pages: Sequence[Page]) -> bytes:
    """Return a compressed tar archive of text files."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for page in pages:
            member = tarfile.TarInfo(f"p{page.name}.txt")
            member.size = len(data := page.text.encode())
            archive.addfile(member, io.BytesIO(data))
    return gzip.compress(stream.getvalue(), mtime=0)


def zstandard_of(data: bytes) -> bytes:
    """Return bytes compressed with Zstandard."""
    import zstandard

    return zstandard.ZstdCompressor().compress(data)


# Bare ways.


def decoded(encoding: str) -> Callable[[Paths], list[str]]:
    """Return what reads text files."""
    return lambda paths: [path.read_bytes().decode(encoding) for path in paths]


def plain(markup: str) -> str:
    """Return the whole text of a page by resiliparse."""
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(markup, main_content=False, list_bullets=False, alt_texts=False))


def markup_of(paths: Paths) -> list[str]:
    """Read pages."""
    return [plain(path.read_bytes().decode()) for path in paths]


def saved_of(paths: Paths) -> list[str]:
    """Read pages that were saved in one file each."""
    messages = (email.message_from_bytes(path.read_bytes()) for path in paths)
    parts = (next(part for part in each.walk() if part.get_content_type() == "text/html") for each in messages)
    return [plain(bytes(part.get_payload(decode=True)).decode()) for part in parts]


def markdown_of(paths: Paths) -> list[str]:
    """Read Markdown."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt()
    parsed = (parser.parse(path.read_bytes().decode()) for path in paths)
    return ["\n".join(token.content for token in tokens if token.type == "inline") for tokens in parsed]


def lines_of(stream: Iterable[bytes]) -> list[str]:
    """Read JSON Lines."""
    import orjson

    return [orjson.loads(line)["text"] for line in stream]


def unpacked(opened: Callable[[pathlib.Path], Any]) -> Callable[[Paths], list[str]]:
    """Return what reads JSON Lines that something unpacks."""

    def read_lines(paths: Paths) -> list[str]:
        with opened(paths[0]) as stream:
            return lines_of(stream)

    return read_lines


def opened_zstandard(path: pathlib.Path) -> Any:
    """Open a file that is compressed with Zstandard."""
    import zstandard

    return io.BufferedReader(zstandard.open(path, "rb"))


def list_of(paths: Paths) -> list[str]:
    """Read a list of records in JSON."""
    import orjson

    return [record["text"] for record in orjson.loads(paths[0].read_bytes())]


def table_of(separator: str) -> Callable[[Paths], list[str]]:
    """Return what reads a table as text."""

    def read_table(paths: Paths) -> list[str]:
        csv.field_size_limit(1 << 26)
        with paths[0].open(encoding="utf-8", newline="") as stream:
            rows = csv.reader(stream, delimiter=separator)
            column = next(rows).index("text")
            return [row[column] for row in rows]

    return read_table


def sheet_of(paths: Paths) -> list[str]:
    """Read a workbook."""
    import openpyxl

    rows = openpyxl.load_workbook(paths[0], read_only=True, data_only=True).worksheets[0].iter_rows(values_only=True)
    column = next(rows).index("text")
    return [str(row[column]) for row in rows]


def columns_of(paths: Paths) -> list[str]:
    """Read a Parquet file."""
    from pyarrow import parquet

    return list(parquet.read_table(paths[0])["text"].to_pylist())


def word_of(paths: Paths) -> list[str]:
    """Read Word files."""
    import docx

    return ["\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs) for path in paths]


def rich_of(paths: Paths) -> list[str]:
    """Read rich text."""
    from striprtf import striprtf

    read_rich: Callable[..., str] = striprtf.rtf_to_text
    return [read_rich(path.read_bytes().decode("latin-1"), encoding="gb18030") for path in paths]


def crawl_of(kind: str, text: Callable[[str], str]) -> Callable[[Paths], list[str]]:
    """Return what reads an archive of a crawl."""

    def read_crawl(paths: Paths) -> list[str]:
        from fastwarc import warc

        with paths[0].open("rb") as stream:
            records = warc.ArchiveIterator(stream, record_types=getattr(warc.WarcRecordType, kind))
            return [text(record.reader.read().decode()) for record in records]

    return read_crawl


def zip_of(paths: Paths) -> list[str]:
    """Read a zip archive of text files."""
    with zipfile.ZipFile(paths[0]) as archive:
        return [archive.read(name).decode() for name in archive.namelist()]


def tar_of(paths: Paths) -> list[str]:
    """Read a compressed tar archive of text files."""
    with tarfile.open(paths[0], "r|gz") as archive:
        return [archive.extractfile(member).read().decode() for member in archive]  # type: ignore[union-attr]


LINES = "orjson a line, its field `text`"
FORMATS: Mapping[str, Format] = {
    "text": Format(each(".txt", lambda page: page.text.encode()), decoded("utf-8"), "`bytes.decode()`"),
    "text, GB18030": Format(
        each(".txt", lambda page: page.text.encode("gb18030")), decoded("gb18030"), '`bytes.decode("gb18030")`'
    ),
    "text, one file": Format(
        one("all.txt", lambda pages: "\n".join(page.text for page in pages).encode()), decoded("utf-8"), "`bytes.decode()`"
    ),
    "HTML": Format(each(".html", lambda page: page.markup.encode()), markup_of, "decode, resiliparse `extract_plain_text`"),
    "MHTML": Format(each(".mht", saved), saved_of, "email, decode, resiliparse `extract_plain_text`"),
    "Markdown": Format(each(".md", marked), markdown_of, "decode, markdown-it-py `parse`, its inline tokens", marked=True),
    "Word": Format(each(".docx", word), word_of, "python-docx, the text of the paragraphs"),
    "rich text": Format(each(".rtf", rich), rich_of, "striprtf `rtf_to_text`"),
    "JSON Lines": Format(one("all.jsonl", json_lines), unpacked(lambda path: path.open("rb")), LINES),
    "JSON": Format(one("all.json", json_list), list_of, "orjson, the field `text` of each record"),
    "CSV": Format(one("all.csv", cells(",")), table_of(","), "csv `reader`, the column `text`"),
    "TSV": Format(one("all.tsv", cells("\t")), table_of("\t"), "csv `reader`, the column `text`"),
    "Excel": Format(one("all.xlsx", sheet), sheet_of, "openpyxl `read_only`, the column `text`"),
    "Parquet": Format(one("all.parquet", columns), columns_of, "pyarrow `read_table`, the column `text`"),
    "WARC": Format(
        one("all.warc", crawl("response", "application/http; msgtype=response", answer)),
        crawl_of("response", plain),
        "fastwarc, decode, resiliparse `extract_plain_text`",
    ),
    "WET": Format(
        one("all.wet", crawl("conversion", "text/plain", lambda page: page.text.encode())),
        crawl_of("conversion", str),
        "fastwarc, decode",
    ),
    "zip of text": Format(one("all.zip", zipped), zip_of, "zipfile, decode"),
    "tar.gz of text": Format(one("all.tar.gz", tarred), tar_of, "tarfile, as a stream, decode"),
    "JSON Lines, gzip": Format(
        one("all.jsonl.gz", lambda pages: gzip.compress(json_lines(pages), mtime=0)), unpacked(gzip.open), f"gzip, {LINES}"
    ),
    "JSON Lines, Zstandard": Format(
        one("all.jsonl.zst", lambda pages: zstandard_of(json_lines(pages))),
        unpacked(opened_zstandard),
        f"zstandard, {LINES}",
    ),
    "JSON Lines, bzip2": Format(
        one("all.jsonl.bz2", lambda pages: bz2.compress(json_lines(pages))), unpacked(bz2.open), f"bz2, {LINES}"
    ),
    "JSON Lines, xz": Format(
        one("all.jsonl.xz", lambda pages: lzma.compress(json_lines(pages))), unpacked(lzma.open), f"lzma, {LINES}"
    ),
}  # fmt: skip


# Measuring.


def write(folder: pathlib.Path, files: Files) -> list[pathlib.Path]:
    """Write files into a folder of their own, and return where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in files]


def texts_of(paths: Paths) -> list[str]:
    """Read files as a run does, and return the texts of their documents; raises what an input is listed with."""
    config = Config()
    sources = [Source(path, path.name, path.stat().st_size) for path in paths]
    found = []
    for files in documents(sources, config):
        for piece in itertools.chain.from_iterable(read(stretch, config) for stretch in cut(files, BATCH, config)):
            if piece.error is not None:
                raise piece.error
            if piece.document is not None:
                found.append(piece.document.text)
    return found


def ink(text: str) -> str:
    """Return a text without its blanks."""
    return "".join(text.split())


def differing(own: Sequence[str], other: Sequence[str], *, marked: bool) -> Iterator[int]:
    """Yield the numbers of the texts that are not the same."""
    for number, (one_, two) in enumerate(itertools.zip_longest(map(ink, own), map(ink, other))):
        if marked and one_ and two:
            if abs(len(one_) - len(two)) > MARKUP * len(one_):
                yield number
        elif one_ != two:
            yield number


def measure(name: str, paths: Paths, rounds: int) -> tuple[list[object], speed.Ratio]:
    """Return a row of the table, and how many times the bare way it took; raises SystemExit where the texts differ."""
    format_ = FORMATS[name]
    own, other = texts_of(paths), format_.bare(paths)  # libraries are loaded here, out of the clock
    wrong = next(differing(own, other, marked=format_.marked), None)
    if wrong is not None:
        raise SystemExit(f"{name}: text {wrong} is not that of the bare way")
    tasks: dict[str, speed.Task] = {
        "cleaner": lambda: functools.partial(texts_of, paths),
        "bare": lambda: functools.partial(format_.bare, paths),
    }
    times = speed.paired(tasks, rounds)
    size = sum(len(text.encode()) for text in own)
    rates = (speed.figure(size / 1e6 / statistics.median(times[way])) for way in tasks)
    found = speed.ratio(times["cleaner"], times["bare"])
    disk = sum(path.stat().st_size for path in paths)
    return [name, format_.told, len(paths), f"{disk / 1e6:.2f}", *rates, found], found


def main() -> int:
    """Print the section of the results that is about reading."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--seed", type=int, default=51)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=FORMATS, nargs="+", default=list(FORMATS), metavar="FORMAT")
    parser.add_argument("--folder", type=pathlib.Path, default=HERE.parent / "build" / "reading")
    args = parser.parse_args()
    pages = make_pages(args.seed, args.pages)
    size = sum(len(page.text.encode()) for page in pages)
    print("## Reading\n")
    print(
        f"{speed.command()}: {len(pages)} pages of seed {args.seed}, {size / 1e6:.2f} MB of text; {args.rounds} paired "
        f"rounds. {speed.about_machine()}. MB are those of the files, MB/s those of the text.\n"
    )
    found = {}
    for name in args.only:
        paths = write(args.folder / f"{args.pages}-{args.seed}" / name, FORMATS[name].make(pages))
        print(f"  {name}", file=sys.stderr, flush=True)
        found[name] = measure(name, paths, args.rounds)
    head = ["format", "bare way", "files", "MB", "MB/s", "bare MB/s", "time : bare"]
    print(speed.table(head, [row for row, _ in found.values()], texts=2))
    above = [name for name, (_, ratio) in found.items() if ratio.median > MANY]
    print(f"\nMore than {MANY:g} times the bare way: {'; '.join(above) or 'none'}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
