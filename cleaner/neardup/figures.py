"""The figures of a paragraph, and whether two paragraphs of one wording state other facts.

Reports are written by filling in a template: two paragraphs may share nine tenths of their 5-grams and yet tell of
different years, sums and places. Such a pair is no duplicate. What counts as a figure is a number in digits, or a Chinese
numeral with its unit; 三个 and 3个, 二〇一九年 and 2019年, 3.5万亿 and 35000亿 are the same one. What only counts off the parts
of a text (一、 （一） 1. 第一 一是) is none, nor is what leaves the number open (几十个, 三四年, 千家万户).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from cleaner.neardup.kernel import kernel
from cleaner.neardup.keys import SLOT, fold_codes

LONGEST = 32
"""Characters of a number that are compared; longer runs of digits tell nobody a fact."""

_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "两": "2"}
_ZEROS = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_LONGEST_NUMERAL = 24  # characters; a longer run of numerals is no number

_HAN = "〇○零一二两三四五六七八九十百千万亿"
_UNIT = (
    "年|月|日|号|个百分点|百分点|季度|世纪|小时|分钟|公里|公斤|公顷|平方|立方|毫米|厘米|千瓦"
    "|[个名位人项次倍成届岁元块角户家所座条件篇场期批种类处县市区省乡镇村级层栋台辆艘架只头匹张份本册卷斤吨克亩里米点天周代起轮"
    "股支根颗棵株套幅首部门页例票款国口线对组步大字句道队厘寸尺丈秒度]"
)
_SAME_UNIT = {"年": "年", "月": "月", "日": "日", "号": "日", "%": "%", "个百分点": "%", "百分点": "%", "‰": "‰"}
# 第三届 tells a fact; 第三点, 第三章, 第三产业 do not.
_ORDINAL_UNITS = frozenset(["届", "次", "期", "批", "位", "名", "代", "季度", "世纪"])
_LINKS = ("-", "~", "至", "到", "、")  # 2018-2019年, 3至5万: what stands behind the last counts for all

# Two stars may be markup, so they hide a figure only next to digits or before what is counted; an X by itself likewise.
_COUNTED = "[年月日%万亿个名项元户次倍亩吨]|人(?!民)"
_MASK = re.compile(
    rf"(?:×|(?<![{_HAN}])○(?![{_HAN}])|[Xx]{{2,}}|_{{2,}}|(?<!某)某++(?=[年月日])"
    rf"|(?<![A-Za-z])[Xx](?={_COUNTED})|(?<=[0-9])\*+|(?<!\*)\*++(?=[0-9]|{_COUNTED}))+"
)
_MASKING = re.compile("[×○Xx_某*]")
_NAMED = re.compile("人民|[省市县区州盟旗镇乡村屯街路巷社委局院部厅处科所队站校厂矿公集学大中小同书主先女老教长]")
# The number of a part: at the start of the text or of a sentence, or in brackets.
_ENUMERATOR = re.compile(
    r"(?:(?<![^\n。;:!?])[ ]{0,4}\(?[0-9]{1,2}(?:[)、]|\.(?![0-9])|\.(?=[0-9]{4}年))|\([0-9]{1,2}\))"
)
_ENUMERATES = re.compile(r"[0-9][)、.]")  # so ends each; far quicker to look for

# It begins with one set of characters, which is far quicker to look for than a choice of two.
_NUMBER = re.compile(
    rf"[0-9{SLOT}{_HAN}](?:(?<=[0-9{SLOT}])[0-9{SLOT}]*(?:,[0-9]{{3}}(?![0-9]))*(?:\.[0-9{SLOT}]+)?|(?<=[{_HAN}])[{_HAN}]*)"
)
_DATE = re.compile(r"([0-9]{4})([-./])([0-9]{1,2})\2([0-9]{1,2})(?![0-9])")
_POINT = re.compile("点([〇○零一二三四五六七八九]+)(?![十百千年月日])")
_SCALE = re.compile(" ?([十百千万亿]+)")
_BEHIND = re.compile(rf"(?: ?[多余来])? ?({_UNIT}|[%‰])")
_PLAN = re.compile("十[一二三四五]五")
_EXACT = re.compile("[一二两三四五六七八九][百千万亿]")


class _Number(NamedTuple):
    """A number of a text: its digits, the zeros that a scale such as 万 adds, its unit, and where it stands."""

    digits: str
    zeros: int
    unit: str
    start: int
    end: int


def figures(text: str) -> frozenset[str]:
    """Return the figures of a text: each its value, with the unit if that is one of a date or share.

    Other units are left out: 3名 may be written 3位. A figure that is partly or wholly masked holds ``SLOT``.

    >>> sorted(figures("２０１９年新增贷款１.２万亿元，增长百分之三点五，建成三十二个园区"))
    ['1200000000000', '2019年', '3.5%', '32']
    >>> figures("一、加强领导。第一，提高认识，千方百计抓落实；二是狠抓几十个项目")
    frozenset()
    """
    folded = _folded(text)
    if _MASKING.search(folded):
        folded = _MASK.sub(SLOT, folded)
    return frozenset(_figures(_ENUMERATOR.sub("\n", folded) if _ENUMERATES.search(folded) else folded))


def _folded(text: str) -> str:
    """Fold a text as ``fold`` does, which looks up each character in a dict."""
    folded = kernel().fold(text, fold_codes())
    return folded.replace("\r\n", " \n").replace("\r", "\n") if "\r" in folded else folded


def other_facts(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether two paragraphs state other facts: each has a figure that the other lacks.

    A masked figure is the same as one other that has its unit and begins like it.

    >>> other_facts(figures("2019年增长5%"), figures("2020年增长6%"))
    True
    >>> other_facts(figures("2019年增长5%"), figures("20××年增长5%，新增3个"))
    False
    """
    return lacks(a, b) and lacks(b, a)


def lacks(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether ``a`` lacks a figure that ``b`` has; what is masked there is not known, so nobody lacks it."""
    rest = [figure for figure in b - a if SLOT not in figure]
    if not rest:
        return False
    masked = [_parts(figure) for figure in a if SLOT in figure]
    if not masked:
        return True
    masks = Counter((value.partition(SLOT)[0], unit) for value, unit in masked)
    for figure in sorted(rest):
        mask = _mask_of(*_parts(figure), masks)
        if mask is None:
            return True
        masks[mask] -= 1
    return False


def _mask_of(value: str, unit: str, masks: Counter[tuple[str, str]]) -> tuple[str, str] | None:
    """Return the mask that hides a figure, by its unhidden digits and unit; one without a unit may hide any."""
    for given in (unit, ""):
        for end in range(len(value), -1, -1):
            if masks[value[:end], given] > 0:
                return value[:end], given
    return None


def _parts(figure: str) -> tuple[str, str]:
    """Return value and unit of a figure."""
    return (figure[:-1], figure[-1]) if figure[-1] in "年月日%‰" else (figure, "")


def _figures(text: str) -> Iterator[str]:
    """Yield the figures of a folded text without enumerators, its masks made slots."""
    following: _Number | None = None
    masks: Counter[str] = Counter()
    for number in reversed(list(_numbers(text))):
        if following and not number.unit and not number.zeros and text[number.end : following.start] in _LINKS:
            number = number._replace(zeros=following.zeros, unit=following.unit)
        if SLOT in number.digits:
            known = number.digits.partition(SLOT)[0]
            masks[known + number.unit] += 1  # each mask is a member of its own, as it hides one figure
            yield f"{known[:LONGEST]}{SLOT}{masks[known + number.unit]}{number.unit}"
        elif number.digits[0].isascii():
            yield _plain(number.digits, number.zeros) + number.unit
        else:
            yield number.digits
        following = number


def _numbers(text: str) -> Iterator[_Number]:
    """Yield the numbers of a text that are figures, in order."""
    position = 0
    while match := _NUMBER.search(text, position):
        position = match.end()
        if match[0][0] not in _HAN:
            found = _date(match, text) or _in_digits(match, text)
        elif text.startswith("分之", position):
            found = _share(match, text)
        else:
            found = _in_han(match, text)
        yield from found
        position = found[-1].end if found else position


def _date(match: re.Match[str], text: str) -> list[_Number]:
    """Read 2019-3-5 as 2019年3月5日."""
    date = _DATE.match(text, match.start())
    parts = ((1, "年"), (3, "月"), (4, "日"))
    return [_Number(date[group], 0, unit, *date.span()) for group, unit in parts] if date else []


def _in_digits(match: re.Match[str], text: str) -> list[_Number]:
    start, end = match.span()
    scale = _SCALE.match(text, end)
    behind = _BEHIND.match(text, scale.end() if scale else end)
    unit = behind[1] if behind else ""
    if _is_ordinal(text, start, unit):
        return []
    if match[0] == SLOT and not scale and _NAMED.match(text, end):
        return []  # a name is hidden here, not a number
    digits, zeros = (match[0], 0) if SLOT in match[0] else (match[0], _zeros(scale[1] if scale else ""))
    return [
        _Number(
            digits, zeros, _SAME_UNIT.get(unit, ""), start, behind.end() if behind else scale.end() if scale else end
        )
    ]


def _in_han(match: re.Match[str], text: str) -> list[_Number]:
    start, end = match.span()
    point = _POINT.match(text, end)
    scale = _SCALE.match(text, point.end()) if point else None
    behind = _BEHIND.match(text, scale.end() if scale else point.end()) if point else None
    if point and not scale and not behind:
        point = None  # it belongs to what follows
    if point is None:
        behind = _BEHIND.match(text, end)
    unit = behind[1] if behind else ""
    if _is_ordinal(text, start, unit) or text[start - 1 : start] in ("几", "数") or text.startswith("几", end):
        return []
    if not unit and _PLAN.fullmatch(match[0]):
        value = match[0]
    elif not unit and not scale and not _EXACT.search(match[0]):
        return []  # 二是, 统一, 十分
    else:
        value = _decimal(match[0], point[1]) if point else numeral(match[0])
    zeros = _zeros(scale[1]) if scale else 0
    return [_Number(value, zeros, _SAME_UNIT.get(unit, ""), start, behind.end() if behind else end)] if value else []


def _is_ordinal(text: str, start: int, unit: str) -> bool:
    """Whether a number only counts off: 第三点, 第2章; 第三届 and 第2名 tell a fact."""
    return text[max(start - 2, 0) : start].rstrip(" ").endswith("第") and unit not in _ORDINAL_UNITS


def _share(match: re.Match[str], text: str) -> list[_Number]:
    """Read 百分之五 as 5%, 三分之一 as 1/3."""
    unit = {"百": "%", "千": "‰"}.get(match[0]) or numeral(match[0])
    part = _NUMBER.match(text, match.end() + len("分之"))
    if not unit or part is None:
        return []
    start, end = match.start(), part.end()
    value = part[0]
    if value[0] in _HAN:
        point = _POINT.match(text, end)
        value = "100" if value == "百" else _decimal(value, point[1]) if point else numeral(value)
        end = point.end() if point else end
    if unit not in "%‰":
        value, unit = f"{value}/{unit}" if value else "", ""
    return [_Number(value, 0, unit, start, end)] if value else []


def _decimal(whole: str, fraction: str) -> str:
    value = numeral(whole)
    return f"{value}.{''.join(_DIGITS[char] for char in fraction)}" if value else ""


def _zeros(scale: str) -> int:
    return sum(_ZEROS[char] for char in scale)


def numeral(text: str) -> str:
    """Return the value of a Chinese numeral in digits, or nothing where it leaves the number open.

    >>> [numeral(text) for text in ("二〇一九", "三百二十", "一万五", "十", "两", "三四", "千万")]
    ['2019', '320', '15000', '10', '2', '', '']
    """
    if len(text) > _LONGEST_NUMERAL:
        return ""
    if not any(char in _ZEROS for char in text):
        digits = "".join(_DIGITS[char] for char in text)
        return "" if len(digits) == 2 and int(digits[1]) == int(digits[0]) + 1 else digits
    if text[0] in "百千万亿":
        return ""  # 千家万户
    total = section = 0
    digit = -1  # the last one, while no scale has come for it
    for char in text:
        if char in _DIGITS:
            if digit > 0:
                return ""  # 二十三四
            digit = int(_DIGITS[char])
        elif char in "万亿":
            section += max(digit, 0)
            # 一万亿 is a number of 亿
            total, section = (total + section) * 10 ** _ZEROS[char] if char == "亿" else total + section * 10**4, 0
            digit = -1
        else:
            section += (digit if digit >= 0 else 1) * 10 ** _ZEROS[char]
            digit = -1
    if digit > 0 and text[-2] in "百千万亿":
        digit *= 10 ** (_ZEROS[text[-2]] - 1)  # 一万五 is 15000
    return str(total + section + max(digit, 0))


def _plain(digits: str, zeros: int = 0) -> str:
    """Return a decimal number times ten to the power of ``zeros``, without needless zeros.

    >>> _plain("007"), _plain("1,234.50"), _plain("3.14159", 4), _plain("0")
    ('7', '1234.5', '31415.9', '0')
    """
    whole, _, fraction = digits[: 2 * LONGEST].replace(",", "").partition(".")
    fraction = fraction.ljust(zeros, "0")
    whole, fraction = (whole + fraction[:zeros]).lstrip("0") or "0", fraction[zeros:].rstrip("0")
    return (f"{whole}.{fraction}" if fraction else whole)[:LONGEST]
