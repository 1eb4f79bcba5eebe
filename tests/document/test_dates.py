"""Dates as ISO 8601, truncated to what is known; never a date that was not written."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.document.dates import chinese_number, given_date, iso_date
from cleaner.document.fold import fold

NO_DATE = {
    "empty": "",
    "no digits": "今年春天",
    "a masked year": "20*年10月",
    "a masked year with crosses": "20××年10月3日",
    "a day that is not in the calendar": "2021-02-31",
    "a thirteenth month": "2021年13月1日",
    "month nought": "2021年0月",
    "the year nought": "0000年1月1日",
    "a number with four digits": "文号2012",
    "a figure of four digits alone": "2012",
    "a time of day": "09:16:00",
    "a telephone number": "0511-8888888",
    "a short year": "12年3月9日",
    "a Chinese number that is no year": "一百二十年",
    "three figures and a month": "108.3",
    "a number of three figures": "共120年3次",
}
# What was given for a date, and the date that it is.
GIVEN = {
    "a year alone": ("2023", "2023"),
    "a year alone, full-width": ("２０２３", "2023"),
    "a year alone between blanks": (" 2023 ", "2023"),
    "a year and a month": ("2023-03", "2023-03"),
    "a day": ("2023年3月1日", "2023-03-01"),
    "four digits that are no year": ("0315", None),
    "more digits": ("20230", None),
    "a year among words": ("文号2012", None),
}
DATES = {
    "digits and words": ("2012年3月9日", "2012-03-09"),
    "padded": ("2012年03月09日", "2012-03-09"),
    "year and month": ("2012年3月", "2012-03"),
    "year": ("2012年", "2012"),
    "hyphens": ("2012-3-9", "2012-03-09"),
    "slashes": ("2012/03/09", "2012-03-09"),
    "dots": ("2012.03.09", "2012-03-09"),
    "with a time behind it": ("时间：2022-05-08 09:16:00", "2022-05-08"),
    "with a time and no blank": ("2022-05-08T09:16:00", "2022-05-08"),
    "with blanks": ("2012 年 3 月 9 日", "2012-03-09"),
    "full-width": ("２０１２年３月９日", "2012-03-09"),
    "Chinese": ("二〇一二年三月九日", "2012-03-09"),
    "Chinese with a circle": ("二○一二年十二月三十一日", "2012-12-31"),
    "Chinese with 零": ("二零一二年十月", "2012-10"),
    "Chinese with a letter": ("二O一二年二十月", None),
    "Chinese, year only": ("一九四九年", "1949"),
    "Chinese with twenty": ("二〇一二年三月二十日", "2012-03-20"),
    "leap day": ("2012年2月29日", "2012-02-29"),
    "the first of two": ("2012年3月9日至2013年4月1日", "2012-03-09"),
    "in brackets": ("（2012年3月9日）", "2012-03-09"),
    "Chinese month behind a year in figures": ("2012年三月九日", "2012-03-09"),
    "figures behind a Chinese year": ("二〇一二年3月9日", "2012-03-09"),
    "of the Republic": ("中華民國108年3月4日", "2019-03-04"),
    "of the Republic, spelt": ("民國一百零八年三月四日", "2019-03-04"),
    "of the Republic, its first year": ("民國1年1月1日", "1912-01-01"),
    "three figures": ("發布日期：108-03-04", "2019-03-04"),
    "three figures with dots": ("108.3.4", "2019-03-04"),
}


@pytest.mark.parametrize(("value", "iso"), GIVEN.values(), ids=GIVEN)
def test_a_year_alone_is_a_date_where_it_was_given(value: str, iso: str | None) -> None:
    assert iso_date(fold(given_date(value))) == iso


@pytest.mark.parametrize("text", NO_DATE.values(), ids=NO_DATE.keys())
def test_reads_no_date(text: str) -> None:
    assert iso_date(fold(text)) is None


@pytest.mark.parametrize(("text", "iso"), DATES.values(), ids=DATES.keys())
def test_reads_a_date(text: str, iso: str | None) -> None:
    assert iso_date(fold(text)) == iso


NUMERALS = "零一二三四五六七八九"


def spell(number: int) -> str:
    """Write a number below 1,000 in Chinese, as people do."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    out = f"{NUMERALS[hundreds]}百" if hundreds else ""
    if tens:
        out += ("" if tens == 1 and not hundreds else NUMERALS[tens]) + "十"
    elif hundreds and ones:
        out += "零"
    return out + (NUMERALS[ones] if ones or not number else "")


@given(st.dates(min_value=date(1000, 1, 1)))
@settings(deadline=None, max_examples=200)
def test_every_way_to_write_a_day_gives_the_same(day: date) -> None:
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
    for text in (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}-{day.month:02}-{day.day:02}",
        f"{day.year}/{day.month}/{day.day}",
        f"{year}年{spell(day.month)}月{spell(day.day)}日",
    ):
        assert iso_date(text) == day.isoformat()


@given(st.integers(0, 999))
@settings(deadline=None, max_examples=200)
def test_reads_the_numbers_that_people_write(number: int) -> None:
    assert chinese_number(spell(number)) == number
    assert chinese_number(str(number)) == number


@given(st.text(st.sampled_from("0123456789年月日-/.二〇一○O零三十百 "), max_size=20))
@settings(deadline=None, max_examples=300)
def test_what_is_read_is_a_date_or_its_beginning(text: str) -> None:
    iso = iso_date(text)
    if iso is not None:
        assert date.fromisoformat((iso + "-01-01")[:10]).isoformat().startswith(iso)
