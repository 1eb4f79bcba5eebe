"""The contest: each codec reads a sample, and the reading that costs least wins, if it wins clearly.

Codecs and scripts of other languages take part only to be recognised. A codec that drops one byte, or reads one pair
wrongly, pays for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.document.decoding.costs import (
    COST_OF_BYTE,
    EVIDENT,
    MARGIN,
    PLAUSIBLE,
    cost,
    cost_in_any_language,
    mean_cost,
)
from cleaner.document.decoding.damage import read
from cleaner.document.decoding.euc_tw import read_euc_tw
from cleaner.document.decoding.refusals import refusal, tie

LEGACY = ("gb18030", "big5hkscs")
WIDE = ("utf-16-le", "utf-16-be")
FOREIGN = {
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
PRIOR = 4.0  # what a foreign reading must make up for: the files are Chinese until shown otherwise
SAMPLE = 4096  # bytes that the contest looks at; 1,000 characters settle it

_WITHIN_WORDS = re.compile("(?<=[A-Za-z])[一-鿿]|[一-鿿](?=[A-Za-z])")  # an accented letter read with its neighbour
_IDEOGRAPH = re.compile("[一-鿿]")


def sample_of(lines: list[bytes]) -> bytes:
    """Take lines from all over, some thousand bytes in all."""
    step = 1 + sum(min(len(line), SAMPLE) for line in lines) // SAMPLE
    return b"".join(lines[::step])[: 2 * SAMPLE]


def price(data: bytes, encoding: str, *, chinese: bool = False) -> float:
    """Return what it costs to believe that bytes are in an encoding, and Chinese if that is known."""
    text, spots = _read(data, encoding)
    total = COST_OF_BYTE * sum(end - start - 1 for start, end in spots)
    if encoding in LEGACY:
        total += 3.0 * len(_WITHIN_WORDS.findall(text))
    elif encoding in ("cp949", "johab"):
        total += 4.0 * len(_IDEOGRAPH.findall(text))  # which Korean hardly writes any more
    elif encoding == "euc_tw":
        total += PRIOR  # rare even where it comes from
    chinese = chinese or encoding in (*LEGACY, *WIDE, "euc_tw")
    return total + (cost(text) if chinese else cost_in_any_language(text))


def contest(sample: bytes, chinese: Sequence[str], prior: float = PRIOR) -> list[tuple[float, str]]:
    """Let Chinese and foreign codecs read a sample; return what each reading costs, the least surprising first.

    What is far behind the first may cost more than is said.
    """
    prices = sorted((price(sample, encoding), encoding) for encoding in chinese if encoding != "utf-8")
    if "utf-8" in chinese:
        least = COST_OF_BYTE * (len(sample) - len(sample.decode("utf-8", "ignore").encode()))  # each is in a hole
        far = least > prices[0][0] + MARGIN  # in GB18030 nearly every byte is one: no need to look at them
        prices = sorted([*prices, (least if far else price(sample, "utf-8"), "utf-8")])
    text, _ = _read(sample, prices[0][1])
    if len(_IDEOGRAPH.findall(text)) < 200 or mean_cost(text) > EVIDENT:
        prices += ((price(sample, encoding) + prior, encoding) for encoding in FOREIGN)
    return sorted(prices)


def judge(sample: bytes, offset: int, prior: float) -> str:
    """Name the codec, UTF-8 or a Chinese legacy one, in which a sample is written, or refuse."""
    (best, first), (next_best, second), *_ = contest(sample, ("utf-8", *LEGACY, "euc_tw"), prior)
    if first == "euc_tw":
        what, advice = "Traditional Chinese in EUC-TW, which Python cannot read", "iconv -f EUC-TW -t UTF-8"
        raise refusal("unreadable", what, offset, f"convert it first: {advice}")
    if first in FOREIGN:
        raise refusal("foreign", f"reads as {FOREIGN[first]}, not as Chinese", offset)
    if next_best - best < MARGIN:
        raise tie(first, second, offset)
    mean = mean_cost(read(sample, first)[0]) if first in LEGACY else 0.0
    if mean > PLAUSIBLE:
        raise refusal("unreadable", "no encoding makes Chinese of this", offset)
    if mean > EVIDENT and (other := _foreign_to_chardet(sample)):
        raise refusal("foreign", f"reads as {other}, not as Chinese", offset)
    return first


def _read(data: bytes, encoding: str) -> tuple[str, list[tuple[int, int]]]:
    return (read_euc_tw(data), []) if encoding == "euc_tw" else read(data, encoding)


def _foreign_to_chardet(sample: bytes) -> str | None:
    """Ask chardet about a doubtful sample: it knows more languages than the contest does."""
    import chardet  # costs more than all the rest, and few files need it

    found = chardet.detect(sample)
    name = (found["encoding"] or "").lower().replace("-", "").replace("_", "")
    if found["confidence"] < 0.5 or not name or name.startswith(("gb", "big5", "cp950", "hz", "utf", "ascii", "euctw")):
        return None
    return found["encoding"]
