"""What is refused, and in what words."""

from __future__ import annotations

import codecs

from cleaner.errors import DecodingError

PDF_BEGINS = 4096  # bytes in which a PDF document has its first object
ADVICE = "name the encoding with --encoding if you know it"

_BINARY = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"RIFF", "a RIFF media file"),
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


def refuse_binary(body: bytes) -> None:
    """Refuse what shows by its first bytes that it is no text."""
    for magic, kind in _BINARY:
        if body.startswith(magic) and not _may_be_said(magic, body):
            raise refusal("binary", f"this is {kind}, not text", 0, "give the text inside it")


def _may_be_said(magic: bytes, body: bytes) -> bool:
    """Whether what begins so may be a text all the same: a word of it, or the first line that a conversion left."""
    if magic == b"RIFF":
        return body[8:12] not in (b"WEBP", b"WAVE", b"AVI ")
    return magic == b"%PDF-" and b" obj" not in body[:PDF_BEGINS] and _has_han(body[:PDF_BEGINS])


def _has_han(data: bytes) -> bool:
    """Whether there are Han characters in what is UTF-8 but for a last character that is cut."""
    try:
        return any("\u4e00" <= char <= "\u9fff" for char in codecs.getincrementaldecoder("utf-8")().decode(data))
    except UnicodeDecodeError:
        return False


def refusal(code: str, what: str, offset: int, advice: str = ADVICE) -> DecodingError:
    """Return the error for bytes of which nothing trustworthy can be made, ready to be raised."""
    return DecodingError(what, code=code, offset=offset, advice=advice)


def tie(first: str, second: str, offset: int) -> DecodingError:
    """Return the error for two readings of which neither is much better."""
    what = f"could be {first} as well as {second}"
    return refusal("ambiguous", what, offset, f"{ADVICE}, or set --fallback-encoding")
