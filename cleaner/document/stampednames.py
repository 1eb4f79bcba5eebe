"""What a page's own stamps betray of its site: names written apart, hosts amid sentences, names between marks.

Nobody speaks so: what several sentences have in them, each time spelt otherwise, or with an address that nothing leads to, was
set there. What merely stands between marks is believed where the page's chrome has it as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cleaner.document.pairs import makes_word
from cleaner.document.sitenames import (
    BEFORE,
    CONTENT,
    DOMAIN,
    FRAMES_THAT_PROVE,
    GENERIC,
    PLACEHOLDER,
    SHOP,
    SHORTEST_NAME,
    Naming,
    SiteNames,
    host_name,
    may_name,
)

LONGEST_APART = 12  # code points before and behind a blank in which a name is looked for by its blanks alone
SPELLINGS_THAT_PROVE = 3  # in as many ways, and lines, a name must be written apart
SHARE_THAT_PROVES = 0.5  # of the lines with blanks inside
MOST_APART, MOST_GAPS = 60, 12  # lines with blanks inside, and blanks in a line; where there are more they mean nothing
NEAR_HOST = 8  # code points before a host that may lead to it
MOST_SET_IN = 24  # names between marks that are looked for in the chrome, the most frequent
SHORTEST_SET = 10  # code points of a line in which a name is set
SHORTEST_PROSE = 20  # code points of a line in which names are set

_GAP = re.compile("(?<=[\u4e00-\u9fff])(?: |[*_.|/~…=+#^-])(?=[\u4e00-\u9fff])")
_LAST_HAN = re.compile("[\u4e00-\u9fff *_.|/~…=+#^-]+$")
_FIRST_HAN = re.compile("[\u4e00-\u9fff *_.|/~…=+#^-]+")
_NO_HAN = re.compile("[^\u4e00-\u9fff]")
_LEADS_TO = re.compile(
    "登[录陆]|访问|网[址站页]|官网|平台|主页|[邮信]箱|链接|地址|查|打开|点击|进入|[在到上见看是叫用]$|(?<!因)为$|@"
)
_MARK = r"[^一-龥A-Za-z0-9_\s,。;!?、:()《》\"%….'-]"  # a sign that no sentence has
_LATIN = r"[A-Za-z0-9][A-Za-z0-9 ._@/:-]{3,40}"  # an address, or what goes for one
_SAYS = (
    r"(?:(?:本|此|该|原)?(?:文章?|资料|内容)?(?:来自于?|来源于?|[转轉]载?[自于]|摘自|选自|出自|首发于?|由|版权归):? ?)?"
)
_SET_IN = re.compile(
    rf"[一-龥,。;!?、] ?(?:[(\[【<{{]|{_MARK}{{1,3}}|--?) ?{_SAYS}([一-龥]{{3,10}}?)(?:整理|提供|首发|收集|手机版|原创|网友提供|[:, ·|-]{{0,3}}{_LATIN}| [^()\[\]【】]{{2,8}})?"
    rf" ?(?:[)\]】>}}]|{_MARK}{{1,3}}|--?)"
    r"|[。!?…]\"? {0,2}(?:--?)?([一-龥]{3,10}?)(?:$|,(?:您|你|让|伴|助|陪)[^。!?]{2,16}[!。~]?$)"
)
_LATIN_SET_IN = re.compile(
    rf"[一-龥,;、] ?(?:[(\[【<{{/\"]|{_MARK}{{1,3}}) ?(?:{_SAYS}|微信号|公众号|微信) ?([A-Za-z][A-Za-z0-9_-]{{6,24}}) ?(?:[)\]】>}}/\"]|{_MARK}{{1,3}}) ?[一-龥]"
)
_LETTERS_APART = re.compile("(?<! )(?<![a-z])([一-龥](?:( |[、,.*·|/_-])[一-龥])(?:\\2[一-龥]){1,6})(?!\\2[一-龥])")
_SIGNED = re.compile("[©®@※★☆◆●■┊┆│|]")
_SENTENCE = re.compile("[。!?;,]")
_OPENED = re.compile(r" ?[(\[【<{]")
_HAN, _NO_LETTER = re.compile("[一-龥]"), re.compile("[^一-龥A-Za-z0-9]")
_OPENS, _CLOSES = rf"(?:[(\[【<{{]|{_MARK}{{1,3}}|--?)", rf"(?:[)\]】>}}]|{_MARK}{{1,3}}|--?)"
_SLOGAN = "(?:(?:整理|提供|收集|首发|原创|网友提供)(?:该文章)?|,(?:您|你|让|伴|助|陪)[^,。!?;]{2,10}?(?:助手|帮手|伙伴|朋友|专家|秘书|首选|顾问|参谋))"
_OWN_WORDS = r"(?:更多(?:请?[见看]|尽在)|(?:手机版)?(?:欢迎|请)访问|[Cc]opy ?right|来[自源]:|本站['\"]?|(?:本文|本资料|内容|文章)(?:来自于?|来源于?|转载?[自于]|摘自|选自|出自))"
_OWN = re.compile(_OWN_WORDS)
_NAME_SET = rf"[^ ]( ?(?:[\"/]|{_OPENS}? ?{_OWN_WORDS} ?|{_OPENS} ?{_SAYS})?{PLACEHOLDER}(?:[ :·|-]{{0,3}}{PLACEHOLDER})?{_SLOGAN}? ?(?:[\"/]|{_CLOSES})? ?)[^ ]"
_TRADES = re.compile("范文|文秘|小编|演讲稿|讲话稿|发言稿|作文|论文|VIP|Discuz|楼主|免费下载")
_PAUSES = frozenset(",;、。!?")
_GOVERNS = frozenset("在到上见看问录是为叫即用请至从及和与由向把被给让对名称《")
_GOES_WITH = frozenset("的记网站平栏公客上网")
_VERBS = _GOES_WITH | frozenset("要将会是在为与和里中同讯报发刊推开已也都让把被于从对等有举办")
_SAID = re.compile(
    "(?:讲话|致辞|发言|报告|总结|材料|演讲|全文|附件|转载|出处|掌声|笑声|鼓掌|大家|同志|谢谢|们|了|的)$|^(?:谢谢|各位|同志|我|祝|让|[县市区镇乡村省局厅处科])"
)
_AMID = re.compile(
    rf"[\u4e00-\u9fff,;、]( ?{_OPENS}? ?{_SAYS}(?:https?://)?(?:(?:www|m|wap|bbs)\.)?((?:[a-z0-9-]{{2,30}}\.){{1,2}}{DOMAIN})(?:/[a-z0-9./_-]*)? ?{_CLOSES}? ?)(?=[\u4e00-\u9fff])"
)


def names_stamped(lines: Sequence[str]) -> set[Naming]:
    """Return what a page's own stamps betray: names written apart, and hosts that stand in several of its sentences.

    >>> names_stamped(["要负起责xsjct.cn任,抓好落实。", "我们(www.xsjct.cn)要带头。"])
    {Naming(name='xsjct.cn', sure=True)}
    """
    rows: dict[str, set[int]] = {}
    for row, line in enumerate(lines):
        for host, _ in _hosts_amid(line):
            rows.setdefault(host, set()).add(row)
    hosts = {Naming(host) for host, seen in rows.items() if len(seen) >= FRAMES_THAT_PROVE}
    return hosts | names_apart(lines)


def _hosts_amid(line: str) -> Iterator[tuple[str, bool]]:
    """Yield the hosts in a sentence that nothing leads to, and whether each stands in the midst of a word."""
    if "." not in line or line.isascii():
        return
    for match in _AMID.finditer(line.lower()):
        before = line[max(0, match.start() - NEAR_HOST) : match.start() + 1]
        if not _LEADS_TO.search(before) and (host := host_name(match[2], own=not _OPENED.match(match[1]))):
            yield host, makes_word(line[match.start()], line[match.end()])


def names_set_in(lines: Sequence[str]) -> dict[str, int]:
    """Return what stands between marks amid sentences or behind them, or letter by letter, and may be the name of a site.

    The number of lines is how sure that is; letters set apart count for two, as does an address in the midst of a word.

    >>> names_set_in(["我们要一项一项[山阁]抓好[小山阁]落实,一件一件办。", "要真抓实干,一件一件小 山 阁去办,一年接着一年干。"])
    {'小山阁': 3}
    """
    found: Counter[str] = Counter()
    for line in lines:
        if len(line) >= SHORTEST_PROSE and _SENTENCE.search(line):
            between = {next(filter(None, match.groups())) for match in _SET_IN.finditer(line)}
            between |= {match[1].lower() for match in _LATIN_SET_IN.finditer(line)}
            apart = {_NO_HAN.sub("", match[1]) for match in _LETTERS_APART.finditer(line)}
            found.update({name: 1 for name in between if _may_be_stamped(name)})
            apart = {name for name in apart if _may_be_stamped(name)} | {host for host, cut in _hosts_amid(line) if cut}
            found.update(dict.fromkeys(apart, FRAMES_THAT_PROVE))
    return dict(found.most_common(MOST_SET_IN))


def _may_be_stamped(name: str) -> bool:
    if name.isascii():
        return len(name) > 9 or not name.isalpha()
    return may_name(name) and not GENERIC.fullmatch(name) and not _SAID.search(name)


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


@dataclass(frozen=True, slots=True)
class _Set:
    """A name in a line, with what goes with it; ``odd`` where no sentence has it so, ``loose`` where some may."""

    row: int
    start: int
    end: int
    odd: bool
    loose: bool


def set_amid(
    lines: Mapping[int, str], names: SiteNames, set_in: Mapping[str, int] | None = None, *, trades: bool = False
) -> Iterator[tuple[int, int, int]]:
    """Yield the line and the range of each name of the site that was set amid sentences, where the page does that for sure.

    A name between two letters of a word, between blanks or marks, or an address that nothing leads to is odd, and goes. Where
    that is so in several lines, or where the name was ``set_in`` several, it goes wherever nothing governs it; as it does where
    the site ``trades`` in texts, of which no speaker speaks.

    >>> lines = {3: "我们要把安小山文库全放在第一位。", 5: "一件一件抓落小山文库实。", 7: "要真抓小山文库实干。", 8: "大家到小山文库去看。"}
    >>> [*set_amid(lines, SiteNames(("小山文库",)))]
    [(3, 5, 9), (5, 6, 10), (7, 3, 7)]
    """
    found: dict[str, list[_Set]] = {}
    for row, line in lines.items():
        if len(line) >= SHORTEST_SET and names.found_in(line):
            for name, one in _names_set(row, line, names):
                found.setdefault(name, []).append(one)
    for name, sets in found.items():
        odd = {one.row for one in sets if one.odd}
        proven = len(odd) + (set_in or {}).get(name, 0) >= FRAMES_THAT_PROVE or trades
        yield from ((one.row, one.start, one.end) for one in sets if one.odd or (proven and one.loose))


def trades_in_texts(chrome: Mapping[int, str]) -> bool:
    """Whether the chrome of a page is that of a site which trades in texts: templates, documents, essays.

    >>> trades_in_texts({0: "范文大全 > 讲话稿", 9: "小编推荐"}), trades_in_texts({0: "人民政府 > 领导讲话"})
    (True, False)
    """
    return len({word for text in chrome.values() for word in _TRADES.findall(text)}) >= FRAMES_THAT_PROVE


def _names_set(row: int, line: str, names: SiteNames) -> Iterator[tuple[str, _Set]]:
    encoded = line.encode()
    for match in names.fill(_NAME_SET).finditer(encoded):
        start, end = (len(encoded[:offset].decode()) for offset in match.span(1))
        before, behind = line[:start], line[end:]
        whole = line[start:end]
        blank, latin = whole[:1] == whole[-1:] == " ", whole.isascii()
        whole = whole.strip(" ")
        marked = _SIGNED.match(whole) or (
            _NO_LETTER.match(whole[0]) and _NO_LETTER.match(whole[-1]) and (latin or whole[0] != '"')
        )
        a, b = before[-1:], behind[:1]
        if not (_HAN.match(a) or a in _PAUSES) or not (_HAN.match(b) or b in '"《'):
            continue
        led = _LEADS_TO.search(before[-NEAR_HOST:]) is not None
        cut = makes_word(a, b) and not makes_word(a, whole[0])
        says = _OWN.match(whole.lstrip("([【<{"))
        odd = bool(says) or (not led and bool(cut or marked or ((blank or latin) and _HAN.match(a))))
        loose = not led and a not in _GOVERNS and b not in (_GOES_WITH if _HAN.match(a) else _VERBS)
        yield _NO_LETTER.sub("", whole).lower(), _Set(row, start, end, odd, loose)
