"""Read the dates of pages and speeches as ISO 8601, truncated to what is known."""

from __future__ import annotations

import re
from datetime import date

_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "O": "0"}
_CHINESE = "〇零○O一二三四五六七八九"
_PART = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"
# A year of the Republic of China counts from 1911; three figures are one where a month and a day follow.
_DATE = re.compile(
    rf"(?:(?:中华)?民国\s*(?P<republic>\d{{1,3}}|[零百十一二三四五六七八九]{{1,5}})\s*年"
    rf"|(?<!\d)(?P<three>1[0-4]\d)(?=\s*[-/.年]\s*\d{{1,2}}\s*[-/.月]\s*\d{{1,2}}(?!\d))\s*[-/.年]"
    rf"|(?P<year>\d{{4}})\s*[-/.年]|(?P<spelt>[{_CHINESE}]{{4}})年)"
    rf"\s*(?:{_PART}\s*(?:[-/.月]\s*(?:{_PART}(?![\d一二三四五六七八九十]))?)?)?"
)
_YEAR_ALONE = re.compile(r"\s*[12１２]\d{3}\s*")
REPUBLIC = 1911  # the year before the Republic's first
DATED = ("date", "published")  # the fields that hold dates


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
    >>> iso_date("民国108年3月4日")
    '2019-03-04'
    """
    found = _DATE.search(folded)
    if found is None:
        return None
    parts = [_year(found), *(chinese_number(part) for part in found.groups()[4:] if part)]
    try:
        date(*([*parts, 1, 1])[:3])
    except ValueError:
        return None
    return "-".join((f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:])))


def given_date(value: str) -> str:
    """Return what was given for a date, not read out of a text: there a figure of four digits alone is a year.

    >>> [given_date(value) for value in ("2023", "2023-03", "昨天")]
    ['2023年', '2023-03', '昨天']
    """
    return f"{value.strip()}年" if _YEAR_ALONE.fullmatch(value) else value


def _year(found: re.Match[str]) -> int:
    republic = found["republic"] or found["three"]
    if republic:
        return REPUBLIC + chinese_number(republic)
    return int(found["year"] or "".join(_DIGITS[char] for char in found["spelt"]))
