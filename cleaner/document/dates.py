"""Read the dates of pages and speeches as ISO 8601, truncated to what is known."""

from __future__ import annotations

import re
from datetime import date

_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "O": "0"}
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(?:(\d{1,2})\s*(?:[-/.月]\s*(?:(\d{1,2})(?!\d))?)?)?")
_CHINESE_DATE = re.compile(
    r"([〇零○O一二三四五六七八九]{4})年(?:([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})日)?)?"
)


def chinese_number(numeral: str) -> int:
    """Read a Chinese or ASCII numeral below 1,000.

    >>> [chinese_number(n) for n in ("7", "十", "二十一", "三", "一百零五")]
    [7, 10, 21, 3, 105]
    """
    if numeral.isdigit() and numeral.isascii():
        return int(numeral)
    total = digit = 0
    for char in numeral:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = int(_DIGITS.get(char, "0"))
    return total + digit


def iso_date(folded: str) -> str | None:
    """Return the first date in a folded text as ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``, or None.

    >>> [iso_date(t) for t in ("时间:2022-05-08 09:16:00", "二〇一二年三月九日", "2012年3月", "20*年10月", "2021-02-31")]
    ['2022-05-08', '2012-03-09', '2012-03', None, None]
    """
    found = _DATE.search(folded)
    if found is not None:
        parts = [int(part) for part in found.groups() if part]
    else:
        found = _CHINESE_DATE.search(folded)
        if found is None:
            return None
        year = int("".join(_DIGITS[char] for char in found[1]))
        parts = [year] + [chinese_number(part) for part in found.groups()[1:] if part]
    try:
        date(*([*parts, 1, 1])[:3])
    except ValueError:
        return None
    return "-".join((f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:])))
