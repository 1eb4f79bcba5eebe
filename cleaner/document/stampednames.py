"""What a page's own stamps betray of its site: names written apart, hosts amid sentences, names between marks.

Nobody speaks so: what several sentences have in them, each time spelt otherwise, or with an address that nothing leads to, was
set there. What merely stands between marks is believed where the page's chrome has it as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from cleaner.document.hosts import DOMAIN
from cleaner.document.pairs import makes_word
from cleaner.document.sitenames import (
    BEFORE,
    CONTENT,
    FRAMES_THAT_PROVE,
    GENERIC,
    MARK,
    SHOP,
    SHORTEST_FRAMED,
    SHORTEST_NAME,
    Naming,
    host_name,
    may_name,
)

LONGEST_APART = 12  # code points before and behind a blank in which a name is looked for by its blanks alone
SPELLINGS_THAT_PROVE = 3  # in as many ways, and lines, a name must be written apart
SHARE_THAT_PROVES = 0.5  # of the lines with blanks inside
CUTS_THAT_PROVE, SHARE_OF_CUTS = 2, 0.3  # places in which a word cuts others in two, and their share of all its places
LINES_WITH_ADDRESS = 3  # in which the same name stands before the same address
MOST_APART, MOST_GAPS = 60, 12  # lines with blanks inside, and blanks in a line; where there are more they mean nothing
NEAR_HOST = 8  # code points before a host that may lead to it
MOST_WORDS = 96  # words of the chrome, the most frequent, that are looked for in the prose
MOST_SET_IN = 24  # names between marks that are looked for in the chrome, the most frequent
SHORTEST_PROSE = 20  # code points of a line in which names are set

# What stands before a name that is spoken of.
GOVERNS = frozenset("祝在到去来进上见看问录是为叫即用请至从及和与由向把被给让对名称《")

_GAP = re.compile("(?<=[\u4e00-\u9fff])(?: |[*_.|/~…=+#^-])(?=[\u4e00-\u9fff])")
_LAST_HAN = re.compile("[\u4e00-\u9fff *_.|/~…=+#^-]+$")
_FIRST_HAN = re.compile("[\u4e00-\u9fff *_.|/~…=+#^-]+")
_NO_HAN = re.compile("[^\u4e00-\u9fff]")
_LEADS_TO = re.compile(
    "登[录陆]|访问|网[址站页]|官网|平台|主页|[邮信]箱|链接|地址|查|打开|点击|进入|[在到上见看是叫用]$|(?<!因)为$|@"
)
OPENS, CLOSES = rf"(?:[(\[【<{{]|{MARK}{{1,3}}|--?)", rf"(?:[)\]】>}}]|{MARK}{{1,3}}|--?)"
_LATIN = r"[A-Za-z0-9][A-Za-z0-9 ._@/:-]{3,40}"  # an address, or what goes for one
SAYS = r"(?:(?:本|此|该|原)?(?:文章?|资料|内容)?(?:来自于?|来源于?|转载?[自于]|摘自|选自|出自|首发于?|由|版权归):? ?)?"
_SET_IN = re.compile(
    rf"[一-龥,。;!?、] ?(?:[(\[【<{{]|(?!\*){MARK}{{1,3}}|--?) ?{SAYS}([一-龥]{{3,10}}?|[A-Za-z]{{2,12}}[.·_-]?[一-龥]{{2,6}}|[一-龥]{{2,6}}[0-9]{{2,4}})(?:整理|提供|首发|收集|手机版|原创|网友提供|[:, ·|-]{{0,3}}{_LATIN}| [^()\[\]【】]{{2,8}})?"
    rf" ?(?:[)\]】>}}]|{MARK}{{1,3}}|--?)"
    r"|[。!?…]\"? {0,2}(?:--?)?([一-龥]{3,10}?)(?:$|,(?:您|你|让|伴|助|陪)[^。!?]{2,16}[!。~]?$)"
)
_LATIN_SET_IN = re.compile(
    rf"[一-龥,;、] ?(?:[(\[【<{{/\"]|{MARK}{{1,3}}) ?(?:{SAYS}|微信号|公众号|微信) ?([A-Za-z][A-Za-z0-9_-]{{6,24}}) ?(?:[)\]】>}}/\"]|{MARK}{{1,3}}) ?[一-龥]"
)
_LETTERS_APART = re.compile(
    "(?<! )(?<![a-z])([一-龥](?:( |[、,.*·|/_+~=^★-])[一-龥])(?:\\2[一-龥]){1,6})(?!\\2[一-龥])"
)
_WITH_ADDRESS = re.compile(
    rf"([一-龥]{{3,12}})[ :·|-]{{0,2}}[(\[【<{{]?(?:https?://)?(?:(?:www|m)\.)?((?:[a-z0-9-]{{2,30}}\.){{1,2}}{DOMAIN}|[a-z][a-z0-9_-]{{5,24}})[)\]】>}}]?(?=[一-龥,。;、!?]|$)",
    re.IGNORECASE,
)
_BEHIND_SIGN = re.compile("(?<=[一-龥])[@©|]([一-龥]{4,12})")
_HAN_RUN = re.compile("(?<![一-龥])[一-龥]{4,10}(?![一-龥])|(?<![A-Za-z])[A-Za-z]{2,12}[.·_-]?[一-龥]{2,6}(?![一-龥])")
_CLAUSE_ENDS = re.compile("[,。;、!?]")
_SENTENCE = re.compile("[。!?;,]")
_OPENED = re.compile(r" ?[(\[【<{]")
_SAID = re.compile(
    "(?:讲话|致辞|发言|报告|总结|材料|演讲|全文|附件|转载|出处|掌声|笑声|鼓掌|大家|同志|谢谢|们|了|的)$|^(?:谢谢|各位|同志|我|祝|让|[县市区镇乡村省局厅处科])"
)
_AMID = re.compile(
    rf"[\u4e00-\u9fff,;、]( ?{OPENS}? ?{SAYS}(?:https?://)?(?:(?:www|m|wap|bbs)\.)?((?:[a-z0-9-]{{2,30}}\.){{1,2}}{DOMAIN})(?:/[a-z0-9./_-]*)? ?{CLOSES}? ?)(?=[\u4e00-\u9fff])",
    re.IGNORECASE,
)


def names_stamped(lines: Sequence[str]) -> set[Naming]:
    """Return what a page's own stamps betray: names written apart, and hosts that stand in several of its sentences and cut a word.

    >>> names_stamped(["要负起责xsjct.cn任,抓好落实。", "我们(www.xsjct.cn)要带头。"])
    {Naming(name='xsjct.cn', sure=True)}
    """
    rows: dict[str, set[int]] = {}
    cutting = set()
    for row, line in enumerate(lines):
        for host, cuts in _hosts_amid(line):
            rows.setdefault(host, set()).add(row)
            cutting |= {host} if cuts else set()
    hosts = {Naming(host) for host in cutting if len(rows[host]) >= FRAMES_THAT_PROVE}
    return hosts | names_apart(lines) | {Naming(name) for name in _names_with_address(lines)}


def _names_with_address(lines: Sequence[str]) -> dict[str, int]:
    """Return what stands before the same address, or Latin name, in several lines, each time behind another word; how often."""
    before: dict[str, set[str]] = {}
    for line in lines:
        for match in _WITH_ADDRESS.finditer(line) if len(line) >= SHORTEST_PROSE else ():
            if not leads_to(match[1]):
                before.setdefault(match[2].lower(), set()).add(match[1])
    found = {}
    for words in before.values():
        name = _common_end(words)
        if len(words) >= LINES_WITH_ADDRESS and len(name) >= SHORTEST_NAME and _may_be_stamped(name):
            found[name] = len(words)
    return found


def _names_behind_sign(lines: Sequence[str]) -> dict[str, int]:
    """Return what several lines have behind the same sign that is glued to a word, each time before another one; how often.

    >>> _names_behind_sign(["我们要真抓@小山阁楼实干。", "一件一件@小山阁楼抓落实。"])
    {'小山阁楼': 2}
    """
    runs = sorted({match[1] for line in lines for match in _BEHIND_SIGN.finditer(line)})
    begun = Counter(_common_end({one[::-1], other[::-1]})[::-1] for one, other in pairwise(runs))
    return {name: times + 1 for name, times in begun.items() if len(name) >= SHORTEST_NAME and _may_be_stamped(name)}


def _common_end(words: Collection[str]) -> str:
    """Return what all words end in.

    >>> _common_end({"现任小山文档", "前年防小山文档"})
    '小山文档'
    """
    shortest = min(words, key=len)
    starts = range(len(shortest) + 1)
    return next(shortest[start:] for start in starts if all(word.endswith(shortest[start:]) for word in words))


def _hosts_amid(line: str) -> Iterator[tuple[str, bool]]:
    """Yield the hosts in a sentence that nothing leads to, and whether each stands in the midst of a word."""
    if "." not in line or line.isascii():
        return
    for match in _AMID.finditer(line):
        before = line[max(0, match.start() - NEAR_HOST) : match.start() + 1]
        if not leads_to(before) and (host := host_name(match[2], own=not _OPENED.match(match[1]))):
            yield host, makes_word(line[match.start()], line[match.end()])


def leads_to(before: str) -> bool:
    """Whether what stands before an address leads to it, in the same clause.

    >>> leads_to("欢迎大家访问"), leads_to("班中要查,班后要")
    (True, False)
    """
    return _LEADS_TO.search(_CLAUSE_ENDS.split(before)[-1]) is not None


def names_set_in(lines: Sequence[str], *, trades: bool = False) -> dict[str, int]:
    """Return what stands between marks amid sentences or behind them, or letter by letter, and may be the name of a site.

    The number of lines is how sure that is; letters set apart count for two, as does an address in the midst of a word, or
    anywhere in a sentence where the site ``trades`` in texts; any other one that nothing leads to counts where several
    lines have it.

    >>> names_set_in(["我们要一项一项[山阁]抓好[小山阁]落实,一件一件办。", "要真抓实干,一件一件小 山 阁去办,一年接着一年干。"])
    {'小山阁': 3}
    """
    found: Counter[str] = Counter()
    uncut: Counter[str] = Counter()
    for line in lines:
        if len(line) >= SHORTEST_PROSE and _SENTENCE.search(line):
            between = {BEFORE.split(next(filter(None, match.groups())))[-1] for match in _SET_IN.finditer(line)}
            between |= {match[1].lower() for match in _LATIN_SET_IN.finditer(line)}
            apart = {_NO_HAN.sub("", match[1]) for match in _LETTERS_APART.finditer(line)}
            found.update({name: 1 for name in between if len(name) >= SHORTEST_FRAMED and _may_be_stamped(name)})
            apart = {name for name in apart if _may_be_stamped(name)}
            hosts = dict(_hosts_amid(line))
            apart |= {host for host, cut in hosts.items() if cut or trades}
            found.update(dict.fromkeys(apart, FRAMES_THAT_PROVE))
            uncut.update(hosts.keys() - apart)
    found.update({host: times if times >= FRAMES_THAT_PROVE else 0 for host, times in uncut.items()})
    found.update(_names_with_address(lines))
    found.update(_names_behind_sign(lines))
    return dict(found.most_common(MOST_SET_IN))


def names_that_cut(chrome: Iterable[str], lines: Sequence[str]) -> dict[str, int]:
    """Return the words of a page's chrome that cut a word of its sentences in two, each worth two lines that have it in marks.

    >>> names_that_cut(["小山阁文 手机版"], ["我们要把安小山阁文全放在第一位,一件一件抓落实,一年接着一年干。"])
    {'小山阁文': 2}
    """
    words = Counter(word for text in chrome for word in _HAN_RUN.findall(text) if _may_be_stamped(word))
    often = sorted(words, key=lambda word: (-words[word], word))[:MOST_WORDS]
    prose = [line for line in lines if len(line) >= SHORTEST_PROSE and _SENTENCE.search(line)]
    whole = "\n".join(prose)
    return {word: FRAMES_THAT_PROVE for word in often if _cuts(word, whole)}


def _cuts(word: str, prose: str) -> bool:
    """Whether a word, or it in quotes, stands mostly between two letters that belong together, and to neither of them itself."""
    times = cuts = 0
    at = prose.find(word, 1)
    while at >= 0:
        before, behind = prose[at - 1], prose[at + len(word) : at + len(word) + 1]
        if before == behind == '"':
            before, behind = prose[at - 2 : at - 1], prose[at + len(word) + 1 : at + len(word) + 2]
        times += 1
        cuts += (
            before not in GOVERNS
            and makes_word(before, behind)
            and not (makes_word(before, word[0]) or makes_word(word[-1], behind))
        )
        at = prose.find(word, at + len(word))
    return cuts > SHARE_THAT_PROVES * times or (cuts >= CUTS_THAT_PROVE and cuts >= SHARE_OF_CUTS * times)


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
