"""The names that people give to encodings."""

from __future__ import annotations

import codecs
import contextlib
import difflib

from cleaner.errors import UsageError

_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "utf-8-sig": "utf-8",
}
_NO_FILES = ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7")
_KNOWN = (*_SUPERSETS, "gb18030", "big5hkscs", "utf-8", "utf-16-le", "utf-16-be", "hz", "shift_jis", "euc_kr", "cp1252")


def codec_named(name: str) -> str:
    """Return the codec to use for a name; ``gb2312`` and ``gbk`` mean gb18030, which contains them.

    >>> codec_named("GBK")
    'gb18030'
    """
    try:
        found = codecs.lookup(name)
        if found.name in _NO_FILES:
            raise LookupError(name)
        with contextlib.suppress(UnicodeError):
            bytes(4).decode(name)  # a codec that makes no text of bytes, such as base64, is found only so
    except (LookupError, ValueError) as error:
        close = difflib.get_close_matches(name.lower(), _KNOWN, n=1, cutoff=0.5)
        advice = f"did you mean '{close[0]}'?" if close else "try utf-8, gb18030 or big5"
        raise UsageError(f"unknown encoding {name!r}", code="unknown-encoding", advice=advice) from error
    return _SUPERSETS.get(found.name, found.name)
