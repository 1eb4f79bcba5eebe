"""What a page's own stamps betray of its site: names written apart, hosts amid sentences, names between marks.

Nobody speaks so: what several sentences have in them, each time spelt otherwise, or with an address that nothing leads to, was
set there. What merely stands between marks is believed where the page's chrome has it as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from cleaner.document.sitenames import (
    BEFORE,
    CONTENT,
    DOMAIN,
    FRAMES_THAT_PROVE,
    GENERIC,
    SHOP,
    SHORTEST_NAME,
    Naming,
    host_name,
    may_name,
)

LONGEST_APART = 12  # code points before and behind a blank in which a name is looked for by its blanks alone
SPELLINGS_THAT_PROVE = 3  # in as many ways, and lines, a name must be written apart
SHARE_THAT_PROVES = 0.5  # of the lines with blanks inside
MOST_APART, MOST_GAPS = 60, 12  # lines with blanks inside, and blanks in a line; where there are more they mean nothing
NEAR_HOST = 8  # code points before a host that may lead to it
MOST_SET_IN = 24  # names between marks that are looked for in the chrome, the most frequent

_GAP = re.compile("(?<=[\u4e00-\u9fff])(?: |[*_.|/~…=+#^-])(?=[\u4e00-\u9fff])")
_LAST_HAN = re.compile("[\u4e00-\u9fff *_.|/~…=+#^-]+$")
_FIRST_HAN = re.compile("[\u4e00-\u9fff *_.|/~…=+#^-]+")
_NO_HAN = re.compile("[^\u4e00-\u9fff]")
_LEADS_TO = re.compile(
    "登[录陆]|访问|网[址站页]|官网|平台|主页|[邮信]箱|链接|地址|查|打开|点击|进入|[在到上见看是为叫用]$|@"
)
_SET_IN = re.compile(
    r"[一-龥,。;!?、](?:[(\[【<{*~/★◆※|]|--?) ?([\u4e00-\u9fff]{3,10}?)(?:整理|提供|首发|收集|手机版|原创| [^()\[\]【】]{2,8})? ?(?:[)\]】>}*~/★◆※|]|--?)"
    r"|[。!?…]\"? {0,2}(?:--?)?([\u4e00-\u9fff]{3,10}?)(?:$|,(?:您|你|让|伴|助|陪)[^。!?]{2,16}[!。~]?$)"
)
_SAID = re.compile(
    "(?:讲话|致辞|发言|报告|总结|材料|演讲|全文|附件|转载|出处|掌声|笑声|鼓掌|大家|同志|谢谢|们|了|的)$|^(?:谢谢|各位|同志|我|祝|让)"
)
_AMID = re.compile(
    rf"[\u4e00-\u9fff,;、][(\[【<《]?(?:www\.|m\.)?((?:[a-z0-9-]{{2,30}}\.){{1,2}}{DOMAIN})[)\]】>》]?[\u4e00-\u9fff]"
)


def names_stamped(lines: Sequence[str]) -> set[Naming]:
    """Return what a page's own stamps betray: names written apart, and hosts that stand in several of its sentences.

    >>> names_stamped(["要负起责xsjct.cn任,抓好落实。", "我们(www.xsjct.cn)要带头。"])
    {Naming(name='xsjct.cn', sure=True)}
    """
    rows: dict[str, set[int]] = {}
    for row, line in enumerate(lines):
        if "." in line and not line.isascii():
            for match in _AMID.finditer(line):
                before = line[max(0, match.start() - NEAR_HOST) : match.start() + 1]
                if not _LEADS_TO.search(before) and (host := host_name(match[1])):
                    rows.setdefault(host, set()).add(row)
    hosts = {Naming(host) for host, seen in rows.items() if len(seen) >= FRAMES_THAT_PROVE}
    set_in = Counter(name for line in lines for name in _set_in(line)).most_common(MOST_SET_IN)
    return hosts | names_apart(lines) | {Naming(name, sure=False) for name, _ in set_in}


def _set_in(line: str) -> Iterator[str]:
    """Yield what stands between marks amid a sentence or behind it, and may be the name of a site that chrome has too."""
    for match in _SET_IN.finditer(line):
        name = next(filter(None, match.groups()))
        if may_name(name) and not GENERIC.fullmatch(name) and not _SAID.search(name):
            yield name


def names_apart(lines: Sequence[str]) -> set[Naming]:
    """Return what folded lines of a page write with blanks inside it, in several lines and each time with others: its name.

    It is sure where it is called the source, or called as sites like to be.

    >>> names_apart(["抓好落小山 家 常谈实", "不走过小 山家常 谈场。", "请 同志们坐好", "一起小 山 家 常谈努力"])
    {Naming(name='小山家常谈', sure=False)}
    >>> names_apart(["抓好落来源小山 家 常谈实", "不走过来源小 山家常 谈场。", "一起来 源小 山 家 常谈努力"])
    {Naming(name='小山家常谈', sure=True)}
    >>> names_apart(["主 持 人：请坐", "主 持 人：散会", "主 持 人：谢谢"])
    set()
    """
    apart = [line for line in lines if _GAP.search(line)]
    if not SPELLINGS_THAT_PROVE <= len(apart) <= MOST_APART:  # where every line has blanks, it was read off paper
        return set()
    spellings: dict[str, set[str]] = {}
    rows: dict[str, set[int]] = {}
    for row, line in enumerate(apart):
        for name, spelling in _written_apart(line):
            spellings.setdefault(name, set()).add(spelling)
            rows.setdefault(name, set()).add(row)
    often = [
        name
        for name in rows
        if len(spellings[name]) >= SPELLINGS_THAT_PROVE and SHARE_THAT_PROVES * len(apart) <= len(rows[name])
    ]
    longest = max(often, key=lambda name: (len(name), len(rows[name]), name), default="")
    name = BEFORE.split(longest)[-1]
    sure = name != longest or SHOP.fullmatch(name) is not None  # words may be written apart as well
    known = len(name) >= SHORTEST_NAME and may_name(name) and not CONTENT.search(name)
    return {Naming(name, sure)} if known else set()


def _written_apart(line: str) -> Iterator[tuple[str, str]]:
    """Yield each run of Han characters that a name may be and that has a blank inside it, without and with its blanks."""
    gaps = [gap.start() for gap in _GAP.finditer(line)]
    for gap in gaps if len(gaps) <= MOST_GAPS else ():
        before, behind = line[max(0, gap - LONGEST_APART) : gap], line[gap : gap + LONGEST_APART]
        for first in _letters(before, _LAST_HAN.search(before)):
            for last in _letters(behind, _FIRST_HAN.match(behind)):
                spelling = before[first:] + behind[: last + 1]
                name = _NO_HAN.sub("", spelling)
                if len(name) >= SHORTEST_NAME:
                    yield name, spelling


def _letters(text: str, run: re.Match[str] | None) -> Iterator[int]:
    """Yield where in a text the characters of a run of Han characters and blanks stand, but for the blanks."""
    return (index for index in range(*run.span()) if not _NO_HAN.match(text[index])) if run else iter(())
