"""Bytes to text, on evidence: what cannot be explained is kept as damage or refused by name, never read as nonsense.

A byte-order mark decides; strict UTF-8 is its own proof. Everything else is a contest: each codec reads the bytes, and
the reading that costs the fewest nats, by how frequent its characters are in running Chinese, wins. Codecs and scripts
of other languages take part only to be recognised. A codec that drops one byte, or reads one pair wrongly, pays for it.
"""

from __future__ import annotations

import codecs
import contextlib
import difflib
import functools
import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from cleaner.errors import DecodingError, UsageError
from cleaner.model import Damage, Decoded, Segment

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),  # before UTF-16, whose mark it begins with
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "utf-8-sig": "utf-8",
}
_NO_FILES = ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7")
_LEGACY = ("gb18030", "big5hkscs")
_WIDE = ("utf-16-le", "utf-16-be")
_CHINESE = (*_LEGACY, *_WIDE, "euc_tw")
_FOREIGN = {
    "cp932": "Japanese (Shift_JIS)",
    "euc_jp": "Japanese (EUC-JP)",
    "cp949": "Korean (EUC-KR)",
    "johab": "Korean (Johab)",
    "cp1251": "Cyrillic (Windows-1251)",
    "koi8_u": "Cyrillic (KOI8)",
    "cp866": "Cyrillic (CP866)",
    "iso8859_5": "Cyrillic (ISO-8859-5)",
    "cp1253": "Greek (Windows-1253)",
    "cp1255": "Hebrew (Windows-1255)",
    "cp1256": "Arabic (Windows-1256)",
    "cp874": "Thai (TIS-620)",
    "cp1252": "Western European (Windows-1252)",
    "cp1250": "Central European (Windows-1250)",
    "cp1254": "Turkish (Windows-1254)",
    "cp850": "Western European (CP850)",
    "mac_roman": "Western European (Mac Roman)",
}
_BINARY = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"PK\x03\x04", "a zip archive (or docx, xlsx, epub)"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "a gzip file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\0", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document (.doc, .xls, .ppt)"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\0", "an SQLite database"),
)
_ADVICE = "name the encoding with --encoding if you know it"
_UNDECIDED = ("ambiguous", "unreadable")  # what a fallback may decide

_HOLE = "\udcff"  # stands for a damaged spot until the text is done; no strict codec makes a lone surrogate
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_SAMPLE = 4096  # bytes that the contest looks at; 1,000 characters settle it
_MARGIN = 5.0  # nats between first and second: one chance in 150 of the other
_PRIOR = 4.0  # what a foreign reading must make up for: the files are Chinese until shown otherwise
_COST_OF_DAMAGE = 12.0  # of a damaged spot, and of each further byte in it:
_COST_OF_BYTE = 7.0
_COST_OF_SWITCH = 16.0  # of a change of encoding: two bytes alone are no evidence for one
_EVIDENT = 8.4  # nats a character; a long reading as good as this needs no comparison with other languages
_HARDLY = 11.5  # above this not even rare characters: it is something else
_PLAUSIBLE = 9.6  # nats a character; Chinese prose costs 7 to 8, one read with the wrong codec 10 to 13


def decode(
    data: bytes, *, encoding: str | None = None, fallback: str | None = None, file: str | None = None
) -> Decoded:
    r"""Turn bytes into text and say how; raise ``DecodingError`` where no reading can be trusted.

    ``encoding`` decides everything; ``fallback`` only what would otherwise be a tie or unreadable.

    >>> decode("各位代表，现在开会。".encode("gbk"))
    Decoded(text='各位代表，现在开会。', encoding='gb18030', mark=b'', segments=(), damage=())
    >>> decode(b"\xef\xbb\xbfok\xff").damage
    (Damage(at=2, offset=5, raw=b'\xff'),)
    """
    chosen = None if encoding is None else _codec(encoding)
    spare = None if fallback is None else _codec(fallback)
    try:
        return _decode_as(data, chosen) if chosen else _detect_or(data, spare)
    except DecodingError as error:
        error.file = file
        raise


def encode(decoded: Decoded) -> bytes:
    r"""Make the bytes again that a text was decoded from, the damaged ones included.

    HZ and some Big5 can be written in more than one way; there the result may differ from what was read.

    >>> encode(decode("现在开会\n".encode("gbk") * 200 + b"\xff")) == "现在开会\n".encode("gbk") * 200 + b"\xff"
    True
    """
    text, holes = decoded.text, iter((*decoded.damage, None))
    pieces, hole = [decoded.mark], next(holes)
    for segment in decoded.segments or (Segment(0, len(text), decoded.encoding),):
        at = segment.start
        while hole is not None and hole.at < segment.end:
            pieces += [text[at : hole.at].encode(segment.encoding), hole.raw]
            at, hole = hole.at + 1, next(holes)
        pieces.append(text[at : segment.end].encode(segment.encoding))
    return b"".join(pieces)


def _codec(name: str) -> str:
    """Return the codec to use for a name that a person gave."""
    try:
        found = codecs.lookup(name)
        if found.name in _NO_FILES:
            raise LookupError(name)  # noqa: TRY301
        with contextlib.suppress(UnicodeError):
            bytes(4).decode(name)  # a codec that makes no text of bytes, such as base64, is found only so
    except (LookupError, ValueError) as error:
        known = [*_SUPERSETS, *_LEGACY, *_WIDE, "utf-8", "hz", *_FOREIGN]
        close = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.5)
        advice = f"did you mean '{close[0]}'?" if close else "try utf-8, gb18030 or big5"
        raise UsageError(f"unknown encoding {name!r}", code="unknown-encoding", advice=advice) from error
    return _SUPERSETS.get(found.name, found.name)


# ------------------------------------------------------------------------------------------------ how Chinese is a text


class _Costs(dict[str, float]):
    """What a character costs, in nats: listed ones by their frequency, the others by the class they belong to."""

    def __init__(self, listed: dict[str, float], foreign: float) -> None:
        super().__init__(listed)
        self.foreign = foreign

    def __missing__(self, character: str) -> float:
        letter = 0x180 <= ord(character) < 0x3000 and character.isalpha()
        cost = self[character] = _cost_by_class(character) + (self.foreign if letter else 0.0)
        return cost


def _cost_by_class(character: str) -> float:
    """Judge a character that is not in the list by where the standards put it."""
    code = ord(character)
    if character == _HOLE:
        return _COST_OF_DAMAGE
    if character == _REPLACEMENT:
        return 18.0  # written on purpose by nobody
    if 0x4E00 <= code <= 0x9FFF:
        return _cost_of_ideograph(character)
    if code < 0x80:
        return 15.0 if code < 0x20 or code == 0x7F else 5.0
    if 0x3000 <= code <= 0x303F or 0xFF01 <= code <= 0xFF5E:
        return 9.5
    category = unicodedata.category(character)
    return {"Cn": 18.0, "Co": 17.0, "Cs": 18.0, "Cc": 15.0, "Ll": 9.0, "Lu": 10.0}.get(
        category, 11.0 if code < 0x3400 else 15.5
    )


def _cost_of_ideograph(character: str) -> float:
    for codec, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            if first <= character.encode(codec)[0] <= last:
                return 11.0  # on the first level of a standard, though not in the list
        except UnicodeEncodeError:
            continue
    for codec in ("gb2312", "big5"):
        try:
            character.encode(codec)
        except UnicodeEncodeError:
            continue
        return 13.0
    return 14.5


@functools.cache
def _costs(languages: str) -> _Costs:
    """Load the costs of characters; ``zh`` for readings that would be Chinese, ``all`` for any other."""
    costs = _Costs({"\n": 3.0, "\r": 3.0, "\t": 4.0, " ": 3.0, "\xa0": 6.0}, 1.5 if languages == "zh" else 0.0)
    costs.update(dict.fromkeys("abcdefghijklmnopqrstuvwxyz", 3.3))
    costs.update(dict.fromkeys("0123456789", 4.0))
    costs.update(dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 4.5))
    if languages == "all":  # KS X 1001 has rows for the syllables that Korean uses
        rows = bytes(byte for row in range(0xB0, 0xC9) for cell in range(0xA1, 0xFF) for byte in (row, cell))
        costs.update(dict.fromkeys(rows.decode("euc_kr"), 9.2))
    listing = Path(__file__).with_name("frequencies.txt").read_text("utf-8")
    for row in listing.split("\n"):
        if row and not row.startswith("#"):
            language, cost, characters = row.split(" ")
            if language in ("zh", languages) or languages == "all":
                costs.update(dict.fromkeys(characters, float(cost)))
    return costs


def _cost(text: str, languages: str = "zh") -> float:
    costs = _costs(languages)
    return sum(costs[character] * count for character, count in Counter(text).items())


def _mean(text: str) -> float:
    """Return the mean cost of a character that is not ASCII, as Chinese; 0 where there is none."""
    count = Counter(text)
    costs = _costs("zh")
    beyond = {character: n for character, n in count.items() if character > "\x7f"}
    return sum(costs[character] * n for character, n in beyond.items()) / max(1, sum(beyond.values()))


# ------------------------------------------------------------------------------------------------ reading past damage


class _Spots(threading.local):
    """Where a reading met bytes it could not explain, by thread: codecs know their error handlers by name only."""

    def __init__(self) -> None:
        self.found: list[tuple[int, int]] = []


_SPOTS = _Spots()


def _leave_hole(error: UnicodeError) -> tuple[str, int]:
    """Note a damaged spot and go on behind it; touching spots are one."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    start, end = error.start, max(error.end, _resume(error.object, error.start, error.encoding))
    found = _SPOTS.found
    if found and found[-1][1] == start:
        found[-1] = (found[-1][0], end)
        return "", end
    found.append((start, end))
    return _HOLE, end


codecs.register_error("cleaner.leave-hole", _leave_hole)


_FOUR_BYTES = re.compile(rb"[\x81-\xff][0-9\xff][\x81-\xff][0-9\xff]")  # a long character of GB18030, one byte hit


def _resume(data: bytes, start: int, encoding: str) -> int:
    """Decide whether a bad byte takes the next one with it: it may have been the first half of a character.

    A wrong step would read every character up to the next ASCII byte from the wrong half.
    """
    if encoding not in _LEGACY or start + 1 >= len(data):  # the others find the next character by themselves
        return start + 1
    lead, trail = data[start], data[start + 1]
    if encoding == "gb18030" and _FOUR_BYTES.match(data, start):
        return start + 4
    if trail == 0xFF and 0x81 <= lead <= 0xFE:
        return start + 2
    if trail < 0x40 or trail == 0x7F:
        return start + 1
    if trail < 0x80:
        before, after = data[max(0, start - 2) : start], data[start + 2 : start + 3]
        in_chinese = not before.isascii() or (after >= b"\x80" and not before[-1:].strip())
        return start + 2 if in_chinese and not after.isalnum() else start + 1
    stop = start + 2 + 24
    line_end = data.find(b"\n", start + 2, stop)
    final = line_end >= 0 or stop >= len(data)
    stop = line_end if line_end >= 0 else stop
    decoder = codecs.getincrementaldecoder(encoding)
    one, two = (_cost(decoder("replace").decode(data[start + step : stop], final)) for step in (1, 2))
    return start + 2 if two < one else start + 1


def _read(data: bytes, encoding: str) -> tuple[str, list[tuple[int, int]]]:
    """Read with a hole for each damaged spot; also return where those are."""
    if encoding == "euc_tw":
        return _read_euc_tw(data), []
    _SPOTS.found = []
    text = data.decode(encoding, "cleaner.leave-hole")
    found, _SPOTS.found = _SPOTS.found, []
    return text, found


_WITHIN_WORDS = re.compile("(?<=[A-Za-z])[一-鿿]|[一-鿿](?=[A-Za-z])")  # an accented letter read with its neighbour
_IDEOGRAPHS = re.compile("[一-鿿]")  # which Korean hardly writes any more


def _price(data: bytes, encoding: str, languages: str | None = None) -> float:
    """What it costs to believe that bytes are in an encoding."""
    text, spots = _read(data, encoding)
    cost = _cost(text, languages or ("zh" if encoding in _CHINESE else "all"))
    if encoding in _LEGACY:
        cost += 3.0 * len(_WITHIN_WORDS.findall(text))
    elif encoding in ("cp949", "johab"):
        cost += 4.0 * len(_IDEOGRAPHS.findall(text))
    elif encoding == "euc_tw":
        cost += _PRIOR  # rare even where it comes from
    return cost + _COST_OF_BYTE * sum(end - start - 1 for start, end in spots)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _read_euc_tw(data: bytes) -> str:
    """Read EUC-TW well enough to judge it: CNS 11643 plane 1 is in the order of Big5, so counting leads across."""

    def to_big5(match: re.Match[bytes]) -> bytes:
        if len(match[0]) == 1:
            return b"\xff"
        if len(match[0]) == 4:
            return b"\xc9\x40"  # any of the rare characters of plane 2 and beyond
        row, cell = match[0]
        first, lead = (0xC4, 0xA4) if row >= 0xC4 else (0xA1, 0xA1)
        index = (row - first) * 94 + cell - 0xA1
        if row < 0xC4 and index >= 3 * 157:
            return b"\xff\xff"  # hardly a row between the signs and the ideographs is in use
        trail = index % 157
        return bytes((lead + index // 157, trail + (0x40 if trail < 63 else 0x62)))

    return re.sub(rb"\x8e[\xa1-\xb0][\xa1-\xfe]{2}|[\xa1-\xfe]{2}|[\x80-\xff]", to_big5, data).decode(
        "big5hkscs", "replace"
    )


def _build(pieces: Iterable[tuple[bytes, str]], mark: bytes = b"") -> Decoded:
    """Put pieces of bytes, each with its encoding, together to one text with its segments and its damage."""
    texts: list[str] = []
    segments: list[Segment] = []
    damage: list[Damage] = []
    at, offset = 0, len(mark)
    for data, encoding in _joined(pieces):
        text, spots = _read(data, encoding)
        hole = -1
        for start, end in spots:
            hole = text.index(_HOLE, hole + 1)
            damage.append(Damage(at + hole, offset + start, data[start:end]))
        segments.append(Segment(at, at + len(text), encoding))
        texts.append(text.replace(_HOLE, _REPLACEMENT) if spots else text)
        at, offset = at + len(text), offset + len(data)
    if len(segments) == 1:
        return Decoded(texts[0], segments[0].encoding, mark, (), tuple(damage))
    return Decoded("".join(texts), "mixed", mark, tuple(segments), tuple(damage))


def _joined(pieces: Iterable[tuple[bytes, str]]) -> Iterator[tuple[bytes, str]]:
    """Join neighbours of one encoding; ASCII belongs to whatever it stands beside."""
    run: list[bytes] = []
    current = ""
    for data, encoding in pieces:
        if current and encoding and encoding != current:
            yield b"".join(run), current
            run = []
        current = encoding or current
        run.append(data)
    yield b"".join(run), current or "utf-8"


# ------------------------------------------------------------------------------------------------ the story


def _detect_or(data: bytes, spare: str | None) -> Decoded:
    try:
        return _detect(data)
    except DecodingError as error:
        if spare is None or error.code not in _UNDECIDED:
            raise
        try:
            return _decode_as(data, spare)
        except DecodingError:
            raise error from None


def _decode_as(data: bytes, encoding: str) -> Decoded:
    """Read with one codec, come what may, as long as it explains nearly all of the bytes."""
    names = (encoding, f"{encoding}-le", f"{encoding}-be")
    mark, marked = next(((mark, name) for mark, name in _MARKS if data.startswith(mark) and name in names), (b"", ""))
    if encoding in ("utf-16", "utf-32"):
        encoding = marked or min(names[1:], key=lambda name: _price(data[:_SAMPLE], name))
    try:
        decoded = _build([(data[len(mark) :], encoding)], mark)
    except UnicodeError as error:
        offset = error.start if isinstance(error, UnicodeDecodeError) else 0
        raise _undecodable(encoding, len(mark) + offset) from error
    if _too_damaged(decoded, data):
        raise _undecodable(encoding, decoded.damage[0].offset)
    return decoded


def _undecodable(encoding: str, offset: int) -> DecodingError:
    what = f"the bytes are not {encoding}"
    return DecodingError(
        what, code="undecodable", offset=offset, advice="leave the encoding out, or name another with --encoding"
    )


def _too_damaged(decoded: Decoded, data: bytes) -> bool:
    """Say whether there are more damaged spots than one in a hundred lines, a long line counting as several.

    A spot with more bytes than a character has is more than one.
    """
    sizes = [len(spot.raw) for spot in decoded.damage]
    allowed = max(1, data.count(b"\n") // 100, len(data) // 10_000)
    return sum(-(-size // 4) for size in sizes) > allowed or 2 * sum(sizes) > len(data)


def _detect(data: bytes) -> Decoded:
    """Follow the order of proofs: mark, NULs, strict UTF-8, and the contest for all else."""
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", ""))
    if mark and encoding != "utf-8":
        return _without_mojibake(_decode_as(data, encoding), len(mark))
    body = data[len(mark) :]
    _refuse_binary(body)
    if b"\0" in body:
        try:
            return _detect_wide(body)
        except DecodingError:
            if body.isascii() or body.count(b"\0") * 100 > len(body):
                raise  # else a Chinese text into which a few NULs strayed; to judge it, go on
    text = _strict(body, "utf-8")
    if text is None:
        return _without_mojibake(_detect_legacy(body, mark), len(mark))
    if body.isascii() and (decoded := _detect_seven_bit(body)):
        return decoded
    return _without_mojibake(_rival_of_utf8(body, text) or Decoded(text, "utf-8", mark), len(mark))


def _refuse_binary(body: bytes) -> None:
    for magic, kind in _BINARY:
        if body.startswith(magic):
            raise DecodingError(f"this is {kind}, not text", code="binary", offset=0, advice="give the text inside it")
    if body[:4] == b"RIFF" and body[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        raise DecodingError(
            "this is a RIFF media file, not text", code="binary", offset=0, advice="give the text inside it"
        )


def _detect_wide(body: bytes) -> Decoded:
    """Read bytes with NULs among them: UTF-16 or UTF-32 without a mark, or nothing to read."""
    for encoding in ("utf-32-le", "utf-32-be"):
        text = _strict(body, encoding)
        if text is not None and "\0" not in text and _mean(text[:_SAMPLE]) <= _PLAUSIBLE:
            return Decoded(text, encoding)
    costs = {encoding: _price(body[:_SAMPLE], encoding) for encoding in _WIDE}
    first, second = sorted(_WIDE, key=costs.__getitem__)
    decoded = _build([(body, first)])
    offset = body.index(b"\0")
    if "\0" in decoded.text or _too_damaged(decoded, body) or _mean(decoded.text[:_SAMPLE]) > _PLAUSIBLE:
        raise DecodingError(
            "NUL bytes that are not UTF-16: this is no text", code="binary", offset=offset, advice=_ADVICE
        )
    if costs[second] - costs[first] < _MARGIN:
        raise _tie(first, second, 0)
    return decoded


_HZ = re.compile(rb"~\{(?:[!-w][!-~])+")
_ISO_2022 = re.compile(rb"\x1b\$[@AB()*+]")


def _detect_seven_bit(body: bytes) -> Decoded | None:
    """Look for Chinese behind ASCII: HZ writes it between ``~{`` and ``~}``, ISO-2022 behind escape sequences."""
    if escape := _ISO_2022.search(body):
        what = "ISO-2022 escape sequences: Chinese, Japanese or Korean mail"
        raise DecodingError(what, code="foreign", offset=escape.start(), advice=_ADVICE)
    hz = _HZ.search(body)
    if hz is None:
        return None
    decoded = _build([(body, "hz")])
    mean = _mean(decoded.text[:_SAMPLE])
    if _too_damaged(decoded, body) or not 0 < mean <= _HARDLY:
        return None
    if mean > _PLAUSIBLE:
        raise _tie("HZ", "ASCII", hz.start())
    return decoded


_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_BEYOND_TWO_BYTES = re.compile("[^\0-\u07ff\ufffd]")


def _rival_of_utf8(body: bytes, text: str) -> Decoded | None:
    """Find another reading of bytes that are UTF-8 by accident: a few characters of UTF-16 or GB18030 can be."""
    rivals: tuple[str, ...] = ()
    if body.isascii():
        rivals = _WIDE if len(body) <= 400 else ()
    elif len(body) <= 16 or (len(body) <= 64 and not _BEYOND_TWO_BYTES.search(text)):
        rivals = (*_WIDE, *_LEGACY)
    elif len(body) <= _SAMPLE and _CONTROLS.search(body):
        rivals = _WIDE
    readings = {encoding: other for encoding in rivals if (other := _strict(body, encoding))}
    prices = sorted((_cost(other), name) for name, other in readings.items() if _mean(other) <= _PLAUSIBLE)
    if not prices:
        return None
    cost, (best, first) = _cost(text, "all") + _COST_OF_SWITCH * _scripts_mixed(text), prices[0]
    if best + _MARGIN + (_PRIOR if body.isascii() else 0) < cost:
        return Decoded(readings[first], first)
    if best < cost and not body.isascii():
        raise _tie("utf-8", first, 0)
    return None


def _scripts_mixed(text: str) -> int:
    """Count the scripts beyond the first: Hebrew beside Greek and Cyrillic is no text.

    >>> _scripts_mixed("très"), _scripts_mixed("רҵҽ")
    (0, 1)
    """
    names = {unicodedata.name(character, "").split(" ")[0] for character in text if character > "\x7f"}
    return max(0, len(names) - 1)


def _tie(first: str, second: str, offset: int) -> DecodingError:
    what = f"could be {first} as well as {second}"
    return DecodingError(what, code="ambiguous", offset=offset, advice=f"{_ADVICE}, or set --fallback-encoding")


def _lines(body: bytes) -> list[bytes]:
    return re.findall(rb"[^\n]*\n|[^\n]+", body)


def _detect_legacy(body: bytes, mark: bytes) -> Decoded:
    """Read bytes that are not UTF-8 throughout: a legacy codec, UTF-8 with damage, or both in turns."""
    offset = len(mark) + _end_of_utf8(body)
    if not mark and len(body) <= _SAMPLE and (wide := _wide_without_nul(body, offset)):
        return _decode_as(body, wide)
    lines = _lines(body)
    beyond_ascii = [line for line in lines if not line.isascii()]
    rest = [line for line in beyond_ascii if _strict(line, "utf-8") is None]
    prior = _PRIOR if len(rest) == len(beyond_ascii) else 3 * _PRIOR
    try:
        base = _judge(_sample(rest), offset, prior)
    except DecodingError:
        decoded = _build([(body, "utf-8")], mark)
        sure = len(_BEYOND_TWO_BYTES.findall(decoded.text))
        if not _too_damaged(decoded, body) and (mark or sure >= 3 * len(decoded.damage)):
            return decoded
        raise
    uniform = base in _LEGACY and len(rest) == len(beyond_ascii) and _strict(body, base) is not None
    if uniform and all(length < _SURE for _, _, length in _utf8_stretches(body)):
        return _build([(body, base)], mark)
    decoded = _build(_assemble(lines, base, base if base in _LEGACY else _cheaper_legacy(rest)), mark)
    if _too_damaged(decoded, body):
        what = f"{len(decoded.damage)} places fit no encoding"
        raise DecodingError(what, code="damaged", offset=decoded.damage[0].offset, advice=_ADVICE)
    return decoded


def _end_of_utf8(body: bytes) -> int:
    """Find the first bytes that are not UTF-8."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return len(body)


def _cheaper_legacy(rest: list[bytes]) -> str:
    sample = _sample(rest)
    return min(_LEGACY, key=lambda encoding: _price(sample, encoding))


def _sample(lines: list[bytes]) -> bytes:
    """Take lines from all over, some thousand bytes in all."""
    step = 1 + sum(min(len(line), _SAMPLE) for line in lines) // _SAMPLE
    return b"".join(lines[::step])[: 2 * _SAMPLE]


def _contest(sample: bytes, chinese: Iterable[str], prior: float) -> list[tuple[float, str]]:
    """Let the codecs read a sample; return what each reading costs, the least surprising first."""
    prices = sorted((_price(sample, encoding), encoding) for encoding in chinese)
    text, _ = _read(sample, prices[0][1])
    if len(_IDEOGRAPHS.findall(text)) < 200 or _mean(text) > _EVIDENT:
        prices += ((_price(sample, encoding) + prior, encoding) for encoding in _FOREIGN)
    return sorted(prices)


def _wide_without_nul(body: bytes, offset: int) -> str | None:
    """Recognise UTF-16 that has neither mark nor ASCII nor line ends, so no NUL: a few words at most."""
    (best, first), (next_best, _), *_ = _contest(body, ("utf-8", *_CHINESE), _PRIOR)
    if first not in _WIDE or _mean(_read(body, first)[0]) > _PLAUSIBLE:
        return None
    if next_best - best < _MARGIN:
        raise _tie("UTF-16", "a legacy encoding", offset)
    return first


def _judge(sample: bytes, offset: int, prior: float) -> str:
    """Name the codec, UTF-8 or a Chinese legacy one, in which a sample is written, or refuse."""
    (best, first), (next_best, second), *_ = _contest(sample, ("utf-8", *_LEGACY, "euc_tw"), prior)
    if first == "euc_tw":
        what = "Traditional Chinese in EUC-TW, which Python cannot read"
        raise DecodingError(
            what, code="unsupported", offset=offset, advice="convert it first: iconv -f EUC-TW -t UTF-8"
        )
    if first in _FOREIGN:
        raise DecodingError(
            f"reads as {_FOREIGN[first]}, not as Chinese", code="foreign", offset=offset, advice=_ADVICE
        )
    if next_best - best < _MARGIN:
        raise _tie(first, second, offset)
    mean = _mean(_read(sample, first)[0]) if first in _LEGACY else 0.0
    if mean > _PLAUSIBLE:
        raise DecodingError("no encoding makes Chinese of this", code="unreadable", offset=offset, advice=_ADVICE)
    if mean > _EVIDENT and (other := _foreign_to_chardet(sample)):
        raise DecodingError(f"reads as {other}, not as Chinese", code="foreign", offset=offset, advice=_ADVICE)
    return first


def _foreign_to_chardet(sample: bytes) -> str | None:
    """Ask chardet about a doubtful sample: it knows more languages than the contest does."""
    import chardet  # costs more than all the rest, and few files need it

    found = chardet.detect(sample)
    name = (found["encoding"] or "").lower().replace("-", "").replace("_", "")
    if found["confidence"] < 0.5 or not name or name.startswith(("gb", "big5", "cp950", "hz", "utf", "ascii", "euctw")):
        return None
    return found["encoding"]


_UTF8_RUN = re.compile(rb"(?:\xc2\xa0)*(?:[\xe1-\xef][\x80-\xbf]{2})+")
_SURE = 9  # bytes: three characters of UTF-8 in a row are no accident; hardly a pair in use in GB18030 has the shape


def _utf8_stretches(line: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield start and end of each stretch of UTF-8, and how many of its bytes are ideographs and the like."""
    start = stop = length = 0
    for run in _UTF8_RUN.finditer(line):
        if length and _strict(line[stop : run.start()], "utf-8") is None:
            yield start, stop, length
            length = 0
        start = start if length else run.start()
        stop, length = run.end(), length + len(run[0])
    if length:
        yield start, stop, length


def _assemble(lines: list[bytes], base: str, legacy: str) -> list[tuple[bytes, str]]:
    """Give each line its encoding, or cut it where it changes: the cheapest way through all lines.

    A line of two characters may read well in the wrong codec, so a change costs something and its neighbours count.
    """
    states = ("utf-8", legacy)
    best = {state: float(state != base) for state in states}
    steps: list[dict[str, tuple[str, list[tuple[bytes, str]]]]] = []
    for line in lines:
        totals: dict[str, float] = {}
        step: dict[str, tuple[str, list[tuple[bytes, str]]]] = {}
        for cost, parts in _ways(line, legacy):
            for before in states:
                first, last = parts[0][1] or before, parts[-1][1] or before
                total = best[before] + cost + (_COST_OF_SWITCH if first != before else 0.0)
                if last not in totals or total < totals[last]:
                    totals[last], step[last] = total, (before, parts)
        best = totals
        steps.append(step)
    state = min(states, key=best.__getitem__)
    pieces: list[tuple[bytes, str]] = []
    for step in reversed(steps):
        state, parts = step[state]
        pieces += reversed(parts)
    return pieces[::-1]


def _ways(line: bytes, legacy: str) -> list[tuple[float, list[tuple[bytes, str]]]]:
    """Price the ways to read a line; a page that is Chinese elsewhere is Chinese here, so foreign letters cost."""
    if line.isascii():
        return [(0.0, [(line, "")])]
    stretches = list(_utf8_stretches(line))
    sure = [(start, stop) for start, stop, length in stretches if length >= _SURE]
    at_an_end = stretches and (line[: stretches[0][0]].isascii() or line[stretches[-1][1] :].isascii())
    scattered = not at_an_end and sum(length for _, _, length in stretches) * 8 < len(line)
    plain = "utf-8" if sure else legacy if scattered else ""
    if plain and _strict(line, plain) is not None and (plain == "utf-8" or _strict(line, "utf-8") is None):
        other = "utf-8" if plain == legacy else legacy
        return [(0.0, [(line, plain)]), (_COST_OF_DAMAGE * 10, [(line, other)])]  # saves the reading
    ways = [[(line, legacy)], [(line, "utf-8")]]
    for ends in (slice(0), slice(1), slice(-1, None), slice(None, None, max(1, len(stretches) - 1))):
        chosen = sorted({*sure, *((start, stop) for start, stop, _ in stretches[ends])})
        parts = _cut(line, chosen, legacy)
        if len(parts) > 1 and parts not in ways:
            ways.append(parts)
    return [(_COST_OF_SWITCH * (len(way) - 1) + sum(_price(*part, "zh") for part in way), way) for way in ways]


def _cut(line: bytes, stretches: list[tuple[int, int]], legacy: str) -> list[tuple[bytes, str]]:
    """Cut a line into its stretches of UTF-8 and what is between them; ASCII goes with the UTF-8 it touches."""
    parts: list[tuple[bytes, str]] = []
    end = 0
    for start, stop in stretches:
        if line[end:start].isascii() and not parts:
            start = end
        if start > end:
            parts.append((line[end:start], legacy))
        parts.append((line[start:stop], "utf-8"))
        end = stop
    if line[end:].isascii() and parts:
        parts[-1] = (parts[-1][0] + line[end:], "utf-8")
    elif end < len(line):
        parts.append((line[end:], legacy))
    return parts


_FROM_CP1252 = {
    ord(bytes((byte,)).decode("cp1252")): byte for byte in range(0x80, 0xA0) if byte not in b"\x81\x8d\x8f\x90\x9d"
}


def _without_mojibake(decoded: Decoded, start: int) -> Decoded:
    """Pass on a text unless a good part of it was decoded wrongly before these bytes were written."""
    questions = decoded.text.count("?")
    if questions > 8 and questions * 3 > len(decoded.text):
        what = "the characters were replaced by question marks before this was written"
        raise DecodingError(what, code="mojibake", offset=start, advice="get the original again")
    lines = [line[:2048] for line in decoded.text.split("\n") if not line.isascii()]
    lines = lines[:: 1 + sum(map(len, lines)) // 32768]
    beyond = sum(_beyond_ascii(line) for line in lines)
    lost = [line for line in lines if _REPLACEMENT in line or "锟斤拷" in line]
    lost_count = sum(line.count(_REPLACEMENT) + 3 * line.count("锟斤拷") for line in lost) - len(decoded.damage)
    if lost_count * 2 > beyond or (lost_count > 8 and lost_count * 20 > beyond):
        what = "characters were lost before this was written (锟斤拷 or U+FFFD)"
        raise DecodingError(what, code="mojibake", offset=_offset(decoded, lost[0]), advice="get the original again")
    misread = [(line, pair) for line in lines if (pair := _misreading(line))]
    if sum(_beyond_ascii(line) for line, _ in misread) * 10 > beyond:
        line, (right, wrong) = misread[0]
        what = f"{right} that was read as {wrong} and saved so"
        raise DecodingError(what, code="mojibake", offset=_offset(decoded, line), advice="get the original again")
    return decoded


def _beyond_ascii(line: str) -> int:
    return len(line) - len(line.encode("ascii", "ignore"))


def _offset(decoded: Decoded, line: str) -> int:
    at = decoded.text.index(line)
    damage = tuple(spot for spot in decoded.damage if spot.at < at)
    return len(encode(Decoded(decoded.text[:at], decoded.encoding, decoded.mark, decoded.segments, damage)))


def _misreading(line: str) -> tuple[str, str] | None:
    """Name the codec a line is in and the one it was read with, if undoing that makes it Chinese."""
    if _mean(line) <= 9.0:
        return None
    for wrong in ("gb18030", "big5hkscs", "latin-1"):
        raw = (line.translate(_FROM_CP1252) if wrong == "latin-1" else line).encode(wrong, "replace")
        for right in ("utf-8", *_LEGACY):
            if right != wrong:
                fixed = "?".join(_reread(piece, right) for piece in raw.split(b"?"))
                enough = len(_IDEOGRAPHS.findall(fixed)) * 4 > max(8, _beyond_ascii(line))
                if enough and _mean(fixed) <= _PLAUSIBLE and _cost(fixed) + 2 * _MARGIN < 0.8 * _cost(line):
                    return right, wrong
    return None


def _reread(piece: bytes, encoding: str) -> str:
    """Read bytes behind a lost one, which may have been the first half of a character."""
    first, second = (piece[skip:].decode(encoding, "replace") for skip in (0, 1))
    return second if _cost(second) + _COST_OF_BYTE < _cost(first) else first
