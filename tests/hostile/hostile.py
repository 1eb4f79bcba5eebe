"""A set of hostile files, made here: what each must give, or by which error it may be refused.

``keeps`` are sentences that must come out of it, ``codes`` the errors that it may have instead (without them it must be
cleaned), ``forbids`` what must not be in any record of it.
"""

import bz2
import gzip
import io
import json
import lzma
import random
import struct
import tarfile
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from tests.reliability.material import csv_table, json_lines, speech, tarred, zipped

ENOUGH = "今年以来我们围绕"  # begins every sentence of a speech that is made up
BAD = frozenset(
    {
        *("archive", "binary", "damaged", "double-encoded", "empty", "encoding", "foreign", "format", "json", "markup"),
        *("no-text-field", "parquet", "skipped", "table", "too-large", "undecodable", "unsupported", "all-chrome"),
        *("package", "warc", "nul", "tie", "short", "office", "rtf", "mhtml", "docx", "xlsx", "undecided", "extra"),
        *("not-text", "mojibake", "ambiguous", "unreadable", "encrypted", "same-name"),
    }
)


@dataclass(frozen=True)
class Hostile:
    """One file: its name as bytes, what is in it, and what may come of it."""

    name: bytes
    data: bytes
    keeps: tuple[str, ...] = ()
    codes: frozenset[str] = frozenset()
    forbids: tuple[str, ...] = ()


@cache
def hostile_set() -> list[Hostile]:
    """Return the whole set; no two files have one name."""
    makers = (
        encodings,
        controls,
        ends,
        lengths,
        wrong_names,
        pages,
        lines_of_json,
        tables,
        archives,
        packages,
        broken,
        names,
        characters,
        schemas,
        crawls,
    )
    made = [each for maker in makers for each in maker()]
    assert len({each.name for each in made}) == len(made)
    return made


def _of(
    name: str, data: bytes, keeps: Sequence[str] = (), codes: frozenset[str] = frozenset(), *forbids: str
) -> Hostile:
    return Hostile(name.encode(), data, tuple(keeps), codes, forbids)


def sentences(number: int) -> list[str]:
    """Return what must be kept of a speech."""
    return [line for line in speech(number).split("\n") if line.startswith(ENOUGH)]


def encodings() -> Iterator[Hostile]:
    """Every encoding, whole, with a wrong mark, with wrong bytes, cut off in the middle of a character."""
    codecs = ("utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "hz")
    for number, codec in enumerate(codecs):
        text, keeps = speech(number), sentences(number)
        data = text.encode(codec, "ignore")
        kept = [line.encode(codec, "ignore").decode(codec) for line in keeps]
        yield _of(f"encodings/{codec}.txt", data, kept)
        yield _of(f"encodings/{codec}-cut.txt", data[:-3], kept[:-1], BAD)
        yield _of(f"encodings/{codec}-odd-start.txt", b"\xff" + data, kept[1:], BAD)
        middle = len(data) // 2 & ~3
        yield _of(f"encodings/{codec}-ff.txt", data[:middle] + b"\xff" + data[middle + 1 :], kept[:2], BAD)
        yield _of(f"encodings/{codec}-nul.txt", data[:middle] + b"\0\0\0\0" + data[middle:], kept[:2], BAD)
        if codec in ("utf-8", "gb18030"):
            yield _of(f"encodings/{codec}-utf-16-mark.txt", b"\xff\xfe" + data, (), BAD)
            yield _of(f"encodings/{codec}-two-marks.txt", b"\xef\xbb\xbf\xef\xbb\xbf" + data, kept[1:], BAD, "\ufeff")
    mixed = speech(20).encode("gb18030") + speech(21).encode() + speech(22).encode("gb18030")
    yield _of("encodings/mixed.txt", mixed, [*sentences(20), *sentences(21), *sentences(22)])
    for codec in ("koi8-r", "shift_jis", "euc-kr", "cp1251", "cp1256", "latin-1", "cp437"):
        words = {
            "shift_jis": "これは日本語の文章です。漢字とかなが混ざっています。",
            "euc-kr": "이것은 한국어 문장입니다. ",
        }
        text = words.get(
            codec, "Это русский текст без китайских слов. " if codec in ("koi8-r", "cp1251") else "Déjà vu. "
        )
        yield _of(f"encodings/foreign-{codec}.txt", (text * 20).encode(codec, "ignore"), (), BAD)
    yield _of("encodings/twice.txt", speech(30).encode().decode("latin-1").encode(), (), BAD)
    yield _of("encodings/wrong-before.txt", ("锟斤拷" * 40).encode(), (), BAD)
    yield _of("encodings/cesu.txt", speech(31).encode() + b"\xed\xa0\xbd\xed\xb8\x80\n" * 3, sentences(31), BAD)
    yield _of(
        "encodings/long-utf-8.txt",
        speech(32).encode() + b"\xc0\xaf\xe0\x80\xaf\xf8\x88\x80\x80\x80\n",
        sentences(32),
        BAD,
    )
    yield _of("encodings/all-bytes.txt", bytes(range(256)) * 16, (), BAD)


def controls() -> Iterator[Hostile]:
    """Each control, direction and other invisible character between and inside sentences."""
    invisible = [*range(1, 9), *range(11, 13), *range(14, 32), 0x7F, *range(0x80, 0xA0), 0xAD, 0x61C, 0x180E]
    invisible += [
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
        0xFFF9,
        0xFFFE,
        0xE0001,
    ]
    for number, point in enumerate(invisible):
        text = speech(100 + number).replace("，第", f"{chr(point)}，第")
        keeps = [line.partition("，第")[2] for line in sentences(100 + number)]
        yield _of(f"controls/{point:05x}.txt", text.encode(), keeps, BAD)
    text = speech(190)
    yield _of("controls/combining.txt", (text + "好" + "\u0301" * 50_000 + "\n").encode(), sentences(190))
    yield _of(
        "controls/surrogates.txt",
        text.encode() + "\ud800\udc00\udfff\n".encode("utf-8", "surrogatepass"),
        sentences(190),
    )
    yield _of("controls/private.txt", (text + "\ue000\uf8ff\U000f0000" * 500 + "\n").encode(), sentences(190))
    yield _of(
        "controls/bidi.txt",
        (text + "\u202e谢谢\u202c\u2066大家\u2069\n" * 50).encode(),
        sentences(190),
        frozenset(),
        "\u202e",
    )


def ends() -> Iterator[Hostile]:
    """Line ends of all kinds."""
    for number, end in enumerate(
        ("\r\n", "\r", "\n\r", "\r\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\n\n\n")
    ):
        text = speech(200 + number).replace("\n", end)
        keeps = sentences(200 + number)
        yield _of(f"ends/{number}.txt", text.encode(), keeps)
        yield _of(f"ends/{number}.jsonl", json_lines([{"text": text}]), keeps)
    yield _of("ends/none.txt", speech(220).rstrip().encode(), sentences(220))
    yield _of("ends/blank.txt", ("\n" * 8_000 + speech(221) + " \n" * 8_000).encode(), sentences(221))


def lengths() -> Iterator[Hostile]:
    """Very long and very many."""
    long = "".join(line for number in range(300, 340) for line in sentences(number))
    yield _of("lengths/line.txt", ("同志们：\n" + long * 20 + "\n").encode(), [sentences(300)[0]])
    yield _of("lengths/line.jsonl", json_lines([{"text": "同志们：\n" + long * 20}]), [sentences(300)[0]])
    yield _of("lengths/lines.txt", ("同志们：\n" + "好。\n" * 8_000 + speech(341)).encode(), sentences(341))
    yield _of("lengths/one-character.txt", ("好" * 300_000).encode(), (), BAD)
    yield _of("lengths/brackets.txt", (speech(342) + "（" * 60_000 + "\n").encode(), sentences(342))
    yield _of("lengths/numbers.txt", (speech(343) + "9" * 60_000 + "年" * 60_000 + "\n").encode(), sentences(343))
    yield _of(
        "lengths/headers.txt",
        "".join(f"第{n}篇：讲话\n{sentences(350)[0]}\n" for n in range(600)).encode(),
        [sentences(350)[0]],
    )
    for name, piece in {
        "tags": "<b>",
        "ends": "</p>",
        "entities": "&#x4e00;",
        "links": "[url=a]",
        "masks": "×",
        "dots": "…",
    }.items():
        codes = BAD if name == "masks" else frozenset[str]()  # as in text that was decoded wrongly
        yield _of(f"lengths/{name}.txt", (speech(344) + piece * 6_000 + "\n").encode(), sentences(344), codes)


SUFFIXES = (
    *(
        "txt",
        "text",
        "html",
        "htm",
        "md",
        "jsonl",
        "json",
        "csv",
        "tsv",
        "docx",
        "xlsx",
        "parquet",
        "warc",
        "rtf",
        "mhtml",
    ),
    *("zip", "tar", "gz", "bz2", "xz", "zst", "warc.gz", "jsonl.gz", "tar.gz"),
)


def wrong_names() -> Iterator[Hostile]:
    """What a name says and what is inside do not agree."""
    draw = random.Random(5)
    noise, zeros = draw.randbytes(1500), bytes(1500)
    sound = speech(400)
    for suffix in SUFFIXES:
        yield _of(f"names/empty.{suffix}", b"", (), BAD)
        yield _of(f"names/noise.{suffix}", noise, (), BAD)
        yield _of(f"names/zeros.{suffix}", zeros, (), BAD)
        yield _of(f"names/text.{suffix}", sound.encode(), (), BAD)
        yield _of(f"names/one-byte.{suffix}", b"\x80", (), BAD)
        yield _of(f"names/page.{suffix}", _html(sound).encode(), (), BAD)
        yield _of(f"names/packed.{suffix}", zipped({"in/a.txt": sound.encode()}), (), BAD)


def _html(text: str, head: str = "", tail: str = "") -> str:
    inner = "".join(f"<p>{line}</p>\n" for line in text.split("\n"))
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>讲话</title>{head}</head><body>{inner}{tail}</body></html>"


def pages() -> Iterator[Hostile]:
    """Markup: broken, lying, nested, endless, and entities that would fetch or explode."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    cases = {
        "unclosed": ("", "<div><p><b><i>"),
        "comment": ("", "<!-- " + "<!--" * 20_000),
        "cdata": ("", "<![CDATA[" * 2000),
        "deep": ("", "<div>" * 60_000),
        "deep-inline": ("", "<b>" * 30_000),
        "tables": ("", "<table><tr><td>" * 3000),
        "script": ("<script>var a='</p>谋杀';</script>", "<script>谋杀"),
        "style": ("<style>p{display:none}</style>", "<style>谋杀"),
        "template": ("", "<template><p>谋杀</p></template>"),
        "plaintext": ("", "<plaintext>"),
        "attributes": ("", "<p " + " ".join(f"a{n}=1" for n in range(1500)) + ">"),
        "entities": ("", "&" * 20_000 + "&#x110000;&#0;&#xD800;&bogus;"),
        "base": ("<base href='file:///etc/passwd'>", "<iframe src='http://127.0.0.1:1/'></iframe>"),
        "lying-charset": ("<meta http-equiv='content-type' content='text/html; charset=utf-16'>", ""),
        "handlers": ("", "<img src=x onerror=alert(1)><svg onload=alert(1)>"),
        "nulls": ("", "<p>\0\0</p>"),
        "xxe": ("", "&xxe;"),
    }
    for number, (name, (head, tail)) in enumerate(cases.items()):
        codes = BAD if name in ("attributes", "style") else frozenset[str]()
        yield _of(
            f"pages/{name}.html",
            _html(speech(500 + number), head, tail).encode(),
            sentences(500 + number),
            codes,
            "谋杀",
            "onerror",
        )
    evil = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "讲"><!ENTITY xxe SYSTEM "file:///etc/passwd">{laughs}]>'
    yield _of("pages/laughs.xhtml", (evil + _html(speech(530)) + "&l9;&xxe;").encode(), sentences(530), BAD, "root:")
    for codec in ("gb18030", "utf-16", "utf-8-sig"):
        yield _of(f"pages/{codec}.html", _html(speech(531)).encode(codec), sentences(531))
    whole = _html(speech(532)).encode()
    for at in (1, 20, len(whole) // 3, len(whole) // 2, len(whole) - 5):
        yield _of(f"pages/cut-{at}.html", whole[:at], (), BAD)


def lines_of_json() -> Iterator[Hostile]:
    """JSON Lines and JSON: beside each bad record stand sound ones, which must come out."""
    bad = {
        "none": b"{",
        "trailing": b'{"text": "a",}',
        "list": b"[" * 50_000,
        "deep": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        "digits": b'{"text": "a", "n": ' + b"7" * 10_000 + b"}",
        "nan": b'{"text": "a", "n": NaN, "m": -Infinity}',
        "keys": b'{"text": "a", "text": "b", "": "c", "__class__": "d"}',
        "lone": b'{"text": "\\ud800\\udfff\\ud83d"}',
        "null": b'{"text": "\\u0000\\u0000"}',
        "number": b'{"text": 1e400}',
        "object": b'{"text": {"text": "a"}}',
        "two": b'{"text": "a"}{"text": "b"}',
        "mark": b'\xef\xbb\xbf{"text": "a"}',
        "noise": random.Random(6).randbytes(200).replace(b"\n", b""),
        "utf-16": '{"text": "讲话"}'.encode("utf-16"),
        "ids": b'{"id": "1", "text": "' + sentences(600)[0].encode() + b'"}\n{"id": "1", "text": "b"}',
        "path": b'{"id": "../../x", "source": "/etc/passwd", "url": "file:///etc/passwd", "text": "a"}',
        "fields": b'{"text": "a", ' + b", ".join(b'"k%d": %d' % (n, n) for n in range(5000)) + b"}",
    }
    for number, (name, record) in enumerate(bad.items()):
        rows = json_lines(
            [{"id": "first", "text": speech(610 + number)}, {"id": "last", "text": speech(640 + number)}]
        ).splitlines()
        keeps = [*sentences(610 + number), *sentences(640 + number)]
        yield _of(f"json/{name}.jsonl", b"\n".join([rows[0], record, rows[1]]), keeps, BAD - {"too-large"})
        yield _of(f"json/{name}.json", record, (), BAD)
    yield _of("json/wide.jsonl", json_lines([{"text": speech(670)}]).decode().encode("utf-16"), (), BAD)
    yield _of("json/returns.jsonl", json_lines([{"text": speech(671)}]).replace(b"\n", b"\r"), sentences(671))
    half = json_lines([{"text": speech(672)}, {"text": speech(673)}])
    yield _of("json/cut.jsonl", half[:-40], sentences(672), BAD)
    yield _of(
        "json/array.json", json.dumps([{"text": speech(674)}, 7, None, {"text": ""}]).encode(), sentences(674), BAD
    )


def tables() -> Iterator[Hostile]:
    """Tables: quotes that never close, formulas, too many and too few cells."""
    sound = [{"id": str(number), "text": speech(700 + number)} for number in range(3)]
    data, keeps = csv_table(sound), [line for number in range(3) for line in sentences(700 + number)]
    yield _of("tables/sound.csv", data, keeps)
    yield _of("tables/ragged.csv", data + b"9\r\n" + b"," * 3000 + b"\r\n1,a,b,c\r\n", keeps, BAD)
    yield _of("tables/quote.csv", data + b'9,"' + "今天".encode() * 50, keeps, BAD)
    yield _of("tables/quotes.csv", data + b'9,""a""b"",c"\r\n', keeps, BAD)
    yield _of("tables/nul.csv", data + b"9,\0\0\0\r\n", (), BAD)
    yield _of("tables/formula.csv", data + '9,"=HYPERLINK(""http://x"",""点"")"\r\n'.encode(), keeps, BAD)
    yield _of("tables/ff.csv", data.replace("谢谢".encode(), b"\xff\xff", 1), keeps, BAD)
    yield _of("tables/header.csv", b"id,text\r\n", (), BAD)
    yield _of("tables/no-text.csv", b"id,x\r\n1,2\r\n", (), BAD)
    yield _of("tables/columns.csv", b"text," + b"a," * 20_000 + b"\r\nx\r\n", (), BAD)
    yield _of("tables/cell.csv", b'text\r\n"' + "好".encode() * 200_000 + b'"\r\n', (), BAD)
    for codec in ("utf-16", "gb18030", "utf-8-sig"):
        yield _of(f"tables/{codec}.csv", data.decode().encode(codec), keeps)
    yield _of("tables/semicolons.csv", data.replace(b",", b";", 4), (), BAD)


PACKERS: dict[str, Callable[[bytes], bytes]] = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}


def _packed_tar(files: Mapping[str, bytes]) -> bytes:
    return gzip.compress(tarred(files))


WRAPPERS: dict[str, Callable[[Mapping[str, bytes]], bytes]] = {"zip": zipped, "tar": tarred, "tar.gz": _packed_tar}


def archives() -> Iterator[Hostile]:
    """Archives: cut, wrong, hostile names, in themselves, and what is no file."""
    sound = {f"in/{number}.txt": speech(800 + number).encode() for number in range(3)}
    keeps = [line for number in range(3) for line in sentences(800 + number)]
    one, one_keeps = speech(804).encode(), sentences(804)
    for name, pack in PACKERS.items():
        packed = pack(one)
        yield _of(f"archives/sound.txt.{name}", packed, one_keeps)
        yield _of(f"archives/twice.txt.{name}.{name}", pack(packed), one_keeps)
        yield _of(f"archives/two.txt.{name}", packed + pack(speech(805).encode()), [*one_keeps, *sentences(805)])
        yield _of(f"archives/junk.txt.{name}", packed + b"junk at the end", (), BAD)
        for part in (3, 2):
            yield _of(f"archives/cut-{part}.txt.{name}", packed[: len(packed) * (part - 1) // part], (), BAD)
        spoilt = bytearray(packed)
        spoilt[len(spoilt) // 2] ^= 0x10
        yield _of(f"archives/bit.txt.{name}", bytes(spoilt), (), BAD)
        yield _of(f"archives/bomb.txt.{name}", pack(bytes(90 << 20)), (), BAD)
    for name, packed in {"zip": zipped(sound), "tar": tarred(sound), "tar.gz": gzip.compress(tarred(sound))}.items():
        yield _of(f"archives/sound.{name}", packed, keeps)
        yield _of(f"archives/cut.{name}", packed[: len(packed) * 2 // 3], (), BAD)
        evil = {
            "../../up.txt": one,
            "/abs.txt": one,
            "C:\\win.txt": one,
            "a/../../b.txt": one,
            ".hidden.txt": one,
            "x" * 300 + ".txt": one,
        }
        wrap = WRAPPERS[name]
        yield _of(f"archives/slip.{name}", wrap({**evil, **sound}), keeps, BAD)
        yield _of(
            f"archives/names.{name}",
            wrap({"a\nb.txt": one, "<b>.txt": speech(806).encode(), "=1+1.txt": speech(807).encode()}),
            one_keeps,
            BAD,
        )
    yield _of("archives/links.tar", _special_tar(), keeps[:1], BAD)
    yield _of("archives/same.zip", _same_names(), (), BAD)
    yield _of("archives/junk-before.zip", b"MZ" + bytes(500) + zipped(sound), (), BAD)
    yield _of("archives/encrypted.zip", _flagged(zipped(sound), 1), (), BAD)
    yield _of("archives/crc.zip", _wrong_crc(zipped(sound)), (), BAD)
    yield _of("archives/overlap.zip", overlapping(200), (), BAD)
    nested = zipped({"a.txt": one})
    for depth in range(40):
        nested = zipped({f"{depth}.zip": nested})
    yield _of("archives/forty.zip", nested, (), BAD)
    yield _of("archives/three.zip", zipped({"a.zip": zipped({"b.tar": tarred(sound)})}), keeps)
    yield _of("archives/itself.gz", _quine(), (), BAD)


def _special_tar() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for number, kind in enumerate(
            (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE)
        ):
            member = tarfile.TarInfo(f"special-{number}.txt")
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
        data = speech(800).encode()
        member = tarfile.TarInfo("in/a.txt")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return stream.getvalue()


def _same_names() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive, warnings.catch_warnings(action="ignore"):  # of the second name
        for number in range(3):
            archive.writestr(zipfile.ZipInfo("a.txt" if number else "A.txt"), speech(810 + number).encode())
    return stream.getvalue()


def _flagged(data: bytes, flag: int) -> bytes:
    changed = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = changed.find(mark)
        while place >= 0:
            changed[place + at] |= flag
            place = changed.find(mark, place + 4)
    return bytes(changed)


def _wrong_crc(data: bytes) -> bytes:
    changed = bytearray(data)
    place = changed.find(b"PK\x01\x02")
    changed[place + 16] ^= 0xFF
    return bytes(changed)


def overlapping(count: int, size: int = 1 << 20) -> bytes:
    """Return a zip archive whose ``count`` entries share one compressed stream."""
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = body.compress(bytes(size)) + body.flush()
    crc = zlib.crc32(bytes(size))
    common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, crc, len(packed), size, 5, 0)
    out = b"PK\x03\x04" + common + b"a.txt" + packed
    folder = b"".join(
        b"PK\x01\x02"
        + struct.pack("<H", 20)
        + common[:-4]
        + struct.pack("<HHHHHII", 9, 0, 0, 0, 0, 0, 0)
        + b"%05d.txt" % number
        for number in range(count)
    )
    return out + folder + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(folder), len(out), 0)


def _quine() -> bytes:
    data = b"a"
    for _ in range(30):
        data = gzip.compress(data, mtime=0)
    return data


@cache
def _table() -> bytes:
    import pyarrow
    from pyarrow import parquet

    stream = io.BytesIO()
    parquet.write_table(
        pyarrow.table({"text": [speech(900 + number) for number in range(5)]}), stream, row_group_size=2
    )
    return stream.getvalue()


@cache
def _sheet() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["id", "text"], *([str(number), speech(910 + number)] for number in range(3))):
        book.worksheets[0].append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def word(text: str, head: str = "") -> bytes:
    """Return a Word file."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    inner = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n"))
    body = f"{head}<w:document {space}><w:body>{inner}</w:body></w:document>"
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": body.encode()})


def rich(text: str) -> bytes:
    """Return a file in rich text."""
    units = "".join(
        rf"\u{int.from_bytes(char.encode('utf-16-le')[:2], 'little', signed=True)}?" if char != "\n" else r"\par "
        for char in text
    )
    return (r"{\rtf1\ansi\uc1 " + units + "}").encode()


def mail(text: str) -> bytes:
    """Return a saved page."""
    head = 'From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
    part = "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return (head + part + _html(text) + "\r\n--b--\r\n").encode()


def crawl(text: str) -> bytes:
    """Return an archive of a crawl with one page."""
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + _html(text).encode()
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Target-URI: http://a/\r\nContent-Type: application/http; msgtype=response\r\nWARC-Date: 2020-01-01T00:00:00Z\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body + b"\r\n\r\n"


def packages() -> Iterator[Hostile]:
    """Office files and other containers, sound and hostile."""
    yield _of("packages/sound.docx", word(speech(920)), sentences(920))
    xxe = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY a "aaaaaaaaaa">]>'
    yield _of("packages/xxe.docx", word(speech(921) + "&x;&a;", xxe), (), BAD, "root:")
    yield _of("packages/deep.docx", word("<w:p>" * 5000), (), BAD)
    yield _of("packages/no-document.docx", zipped({"a.xml": b"<a/>"}), (), BAD)
    yield _of("packages/bomb.docx", zipped({"word/document.xml": bytes(80 << 20)}), (), BAD)
    yield _of("packages/sound.xlsx", _sheet(), [line for number in range(3) for line in sentences(910 + number)])
    yield _of("packages/sound.parquet", _table(), [line for number in range(5) for line in sentences(900 + number)])
    yield _of("packages/sound.rtf", rich(speech(922)), sentences(922))
    yield _of("packages/deep.rtf", b"{\\rtf1 " + b"{" * 30_000, (), BAD)
    yield _of("packages/binary.rtf", b"{\\rtf1 \\bin999999999 a" + rich(speech(923))[7:], (), BAD)
    yield _of("packages/sound.mhtml", mail(speech(924)), sentences(924))
    yield _of("packages/nested.mhtml", b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" * 200, (), BAD)
    yield _of("packages/sound.warc", crawl(speech(925)), sentences(925))
    yield _of("packages/length.warc", crawl(speech(926)).replace(b"Content-Length: ", b"Content-Length: 99"), (), BAD)
    yield _of("packages/sound.md", speech(927).encode(), sentences(927))
    yield _of(
        "packages/links.md",
        ("[" * 5000 + "\n" + "> " * 5000 + "\n" + "* " * 5000 + "\n").encode() + speech(928).encode(),
        sentences(928),
        BAD,
    )


def broken() -> Iterator[Hostile]:
    """Each container cut at several places, and with bits flipped."""
    sound = {
        "docx": word(speech(930)),
        "xlsx": _sheet(),
        "parquet": _table(),
        "rtf": rich(speech(931)),
        "mhtml": mail(speech(932)),
        "warc": crawl(speech(933)),
        "zip": zipped({"a.txt": speech(934).encode()}),
        "tar": tarred({"a.txt": speech(935).encode()}),
    }
    draw = random.Random(8)
    for suffix, data in sound.items():
        for part in (1, 3, 5, 7):
            yield _of(f"broken/cut-{part}.{suffix}", data[: len(data) * part // 8], (), BAD)
        for number in range(4):
            spoilt = bytearray(data)
            for _ in range(1 + number):
                spoilt[draw.randrange(len(spoilt))] ^= 1 << draw.randrange(8)
            yield _of(f"broken/bits-{number}.{suffix}", bytes(spoilt), (), BAD)


def names() -> Iterator[Hostile]:
    """File names that would play with a shell, a terminal, a page or a table."""
    odd: tuple[bytes, ...] = (
        b"a\nb.txt",
        b"\xff\xfe.txt",
        b"-rf.txt",
        b"$(touch x).txt",
        b"`id`.txt",
        b"'\"; drop.txt",
        b"<script>alert(1)<.txt",
        b"=cmd|calc.txt",
    )
    odd += (
        "\u202etxt.exe.txt".encode(),
        " \u3000.txt".encode(),
        b"con.txt",
        b"a..txt",
        b"%2e%2e%2f.txt",
        b"x" * 240 + b".txt",
        "讲话（一）.txt".encode(),
        b"a\\b.txt",
        b"\x1b[31m.txt",
        b"*?.txt",
        b"@SUM(A1).txt",
        b"\xe4\xbd.txt",
    )
    for number, name in enumerate(odd):
        yield Hostile(b"odd/" + name, speech(1000 + number).encode(), tuple(sentences(1000 + number)))
    for number, name in enumerate(
        (b"Case.txt", b"case.txt", b"CASE.TXT", "e\u0301.txt".encode(), "\u00e9.txt".encode())
    ):
        yield Hostile(b"like/" + name, speech(1030 + number).encode(), tuple(sentences(1030 + number)))
    for number, name in enumerate((b"index.csv/a.txt", b"a\\x41.txt", b"aA.txt", b"%s{0}.txt", b"x" * 251 + b".txt")):
        yield Hostile(b"told/" + name, speech(1040 + number).encode(), tuple(sentences(1040 + number)))
    yield _of("told/manifest.json", b'{"outputs": []}', (), BAD)


def characters() -> Iterator[Hostile]:
    """What Unicode has besides: tags, selectors, joined emoji, marks of scripts that stack, halves of characters."""
    inside = {
        "tags": "\U000e0041\U000e0042\U000e007f",
        "selectors": "\ufe00\U000e0100",
        "joined": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        "keycap": "1\ufe0f\u20e3",
        "flags": "\U0001f1e8\U0001f1f3",
        "stacked": "\u0915\u094d\u0937" * 40,
        "ideographic": "\u2ff0\u6728\u6728",
        "beyond": "\U00030000\U0002f800",
    }
    for number, (name, odd) in enumerate(inside.items()):
        text = speech(1100 + number).replace("，第", f"{odd}，第")
        keeps = [line.partition("，第")[2] for line in sentences(1100 + number)]
        yield _of(f"characters/{name}.txt", text.encode(), keeps)
    half = json.dumps({"text": speech(1120)})[:-2].encode() + b'\\ud83d\\n\\udc00"}\n'
    yield _of("characters/halves.jsonl", half + json_lines([{"text": speech(1121)}]), sentences(1121), BAD)
    nul = speech(1122).replace("任务", "任\0务", 1)
    yield _of("characters/nul.txt", nul.encode(), sentences(1122)[1:])
    yield _of("characters/utf-7.txt", b"+T2BZfQ-" * 300, (), BAD)
    yield _of("characters/odd.txt", b"\xff\xfe" + speech(1123).encode("utf-16-le")[:-1], sentences(1123)[:-1], BAD)
    long = {
        "id": "x" * 100_000,
        "title": "题" * 100_000,
        "url": ["a"],
        "date": {"a": 1},
        "parts": "x",
        "text": speech(1124),
    }
    yield _of("characters/fields.jsonl", json_lines([long]), sentences(1124))


def schemas() -> Iterator[Hostile]:
    """Tables whose columns are not what they should be, and sheets that point nowhere."""
    import pyarrow
    from pyarrow import parquet

    text = speech(1200)
    columns: dict[str, tuple[list[object], frozenset[str]]] = {
        "numbers": ([1, 2], BAD),
        "lists": ([[text]], BAD),
        "bytes": ([text.encode(), b"\xff\xfe\xfd"], BAD),
        "nothing": ([None, None], BAD),
        "no-row": ([], BAD),
        "structs": ([{"text": text}], BAD),
    }
    for name, (values, codes) in columns.items():
        stream = io.BytesIO()
        parquet.write_table(pyarrow.table({"text": values}), stream)
        yield _of(f"schemas/{name}.parquet", stream.getvalue(), sentences(1200) if name == "bytes" else (), codes)
    stream = io.BytesIO()
    twice = [pyarrow.array([text]), pyarrow.array(["x"])]
    parquet.write_table(pyarrow.Table.from_arrays(twice, names=["text", "text"]), stream)
    yield _of("schemas/twice.parquet", stream.getvalue(), (), BAD)
    with zipfile.ZipFile(io.BytesIO(_sheet())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    sheet = (
        b'<worksheet %b><sheetData><row r="1"><c r="A1" t="s"><v>99999999</v></c></row></sheetData></worksheet>' % space
    )
    yield _of("schemas/nowhere.xlsx", zipped({**parts, "xl/worksheets/sheet1.xml": sheet}), (), BAD)
    yield _of("schemas/quote.csv", ('id,text\n1,"' + text + '"\n2,"' + speech(1201)).encode(), sentences(1200), BAD)
    yield _of("schemas/separator.csv", ('sep=;\nid;text\n1;"' + text + '"\n').encode(), (), BAD)


def crawls() -> Iterator[Hostile]:
    """Crawls and saved pages whose lengths and borders are wrong: what stands beside must come out."""
    for number, length in enumerate((b"0", b"-5", b"100", b"many")):
        wrong = _with_length(crawl(speech(1300 + number)), length)
        yield _of(f"crawls/length-{number}.warc", wrong + crawl(speech(1310 + number)), sentences(1310 + number), BAD)
    last = crawl(speech(1320)) + _with_length(crawl(speech(1321)), b"9" * 15)
    yield _of("crawls/endless.warc", last, sentences(1320), BAD)
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\nFFFFFFFFFFFF\r\nabc"
    yield _of("crawls/chunked.warc", crawl("").partition(b"HTTP/")[0].rpartition(b"Content-Length")[0]
              + b"Content-Length: %d\r\n\r\n" % len(chunked) + chunked + b"\r\n\r\n", (), BAD)  # fmt: skip
    head = b"MIME-Version: 1.0\r\nContent-Type: multipart/related"
    yield _of("crawls/no-border.mhtml", head + b"\r\n\r\n--a\r\nContent-Type: text/html\r\n\r\n<p>a</p>", (), BAD)
    yield _of(
        "crawls/same-border.mhtml",
        head + b'; boundary="a"\r\n\r\n' + (b"--a\r\n" + head + b'; boundary="a"\r\n\r\n') * 500,
        (),
        BAD,
    )
    bytes_of_picture = (
        b"{\\rtf1\\ansi {\\pict\\bin9999 " + b"}{\\" * 100 + b"} \\bin-5 \\u-70000? \\'zz " + rich(speech(1330))[7:]
    )
    yield _of("crawls/picture.rtf", bytes_of_picture, (), BAD)


def _with_length(record: bytes, length: bytes) -> bytes:
    before, _, after = record.partition(b"Content-Length: ")
    return before + b"Content-Length: " + length + after[after.index(b"\r\n") :]
