"""What a page calls its own site: names and hosts read off its chrome, for rules that say ``{site}``.

A stamp inside a sentence nearly always carries the name of the site it was set by, and that name stands in the page's
footer, its breadcrumb or behind its title as well. An institution that a speech is about must never count as one: a name
ends as names of sites do, or it was met twice where only a site's name stands and does not end as institutions do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import re2

from cleaner.document.hosts import DOMAIN
from cleaner.document.patterns import compiled
from cleaner.document.spelling import spells

PLACEHOLDER = "{site}"
STAND_IN = r"(?:某某范文网|www\.example\.cn)"  # what the placeholder means where no page is at hand
MARK = r"[^一-龥A-Za-z0-9_\s,。;!?、:()《》\"%….'-]"  # a sign that no sentence has
SHORTEST_NAME = 4  # code points
SHORTEST_FRAMED = 3  # of a name that ends in 网
SHORTEST_HEADING = 6  # code points of a heading that a browser's title must begin with to prove what is appended
LONGEST_WORD = 5  # code points of what may be a word of the language, where it is a name without its 网
LONGEST_BAR = 6  # of a name that ends in 吧, as questions do
MOST_NAMES = 12
MOST_JUDGED = 96  # names, the most frequent, that are compared with each other and looked for in all chrome
FRAMES_THAT_PROVE = 2  # lines in which a name must be met that does not end as names of sites do
FEWEST_CHROME = 3  # lines that show a text to be of a page
LONGEST_SOURCE = 300  # code points of a line of chrome that names are looked for in

_CHARS = "\u4e00-\u9fffA-Za-z0-9"
_WORD = f"[{_CHARS}]"
_SITE = (
    r"(?:网站?|文库|文秘|文苑|书屋|书院|公文易|(?:文档|资料|范文|素材)中心|(?:文|稿|书|秘|作|教|课|考|资料)吧|(?:资料|题|知识|素材|文档|范文|公文|稿)库"
    r"|(?:范文|公文|文秘|讲稿|作文|论文|课件|资料|文档)(?:大全|之家|在线|论坛|驿站|家园|社区|站))"
)
_END = (
    rf"(?=$|[^{_CHARS}]|(?<![A-Za-z0-9])[A-Za-z0-9]|版权|所有|欢迎|首页|主页|整理|提供|收集|小编|编辑|[为给替](?:您|你|大家)|官方|公众|微信|微博"
    r"|客服|客户端|手机|会员|用户|上传|保留|备案|网址|地址|[上中里不对的将并仅还])"
)
_SITE_NAME = re.compile(rf"{_WORD}{{1,16}}?{_SITE}{_END}")
_FRAMED = re.compile(
    rf"(?:©|[Cc]opy ?[Rr]ight|版权所有)[^{_CHARS}]{{0,8}}(?:[Cc]opy ?[Rr]ight)?[^{_CHARS}]{{0,8}}(?:\(?[Cc]?\)? ?(?:19|20)\d\d(?: ?[-~至] ?(?:20\d\d)?)?年? ?)?"
    rf"(?P<a>{_WORD}{{3,12}}?)(?=$|[^{_CHARS}]|版权|保留)"
    rf"|(?:^|[^{_CHARS}]|下面是|以下是|[由自在])(?P<b>{_WORD}{{3,12}}?)(?:版权所有|欢迎您|小编|首页|编辑部|旗下|频道为)"
    rf"|(?:欢迎(?:您|你)?(?:光临|来到|访问|登[录陆])|(?:敬请|请|欢迎)(?:访问|关注)|尽在)(?P<c>{_WORD}{{4,12}}?)(?=$|[^{_CHARS}]|(?:官方)?(?:微信)?公众|官方)"
    rf"|(?:下载|关注|打开|进入)(?P<d>{_WORD}{{3,12}}?)(?:官方|公众|微信|客户端|小程序|APP|[Aa]pp)"
    rf"|(?:^|[^{_CHARS}]|来自|来源于?|出自|选自|摘自|转自)(?P<e>[\u4e00-\u9fff]{{3,12}}) ?\(?(?:https?:|//|[Ww]{{3}}\.)"
    rf"|(?:位置|所在|您在|内容由|文章由|资料由|文档由|》由|》[来摘选转出]自|[本此]文[来摘选转出]自):? ?(?P<f>{_WORD}{{3,12}}?)(?= ?(?:[>»→,。》(]|-+>)|提供|整理|收集|上传|首发|$)"
    rf"|^[^{_CHARS}]*(?P<g>{_WORD}{{4,12}}?)(?:提醒您?|温馨提示)"
    rf"|公众号[:\"]{{1,2}} ?(?P<h>{_WORD}{{3,12}}?)(?=$|[^{_CHARS}])"
    rf"|(?:[下上]面|以[下上])[是由就]{{1,2}}(?P<i>{_WORD}{{3,12}}?)[为给替][您你大]|(?:与|代表|[,。]) ?(?P<j>{_WORD}{{3,12}}?)(?:无关|立场|不对其|提醒您)"
    rf"|(?:^|[^{_CHARS}])(?:来源|出处|主办|主办单位|微信|公众号|注明\"?来源|网站名称|站名|转自):\"?(?P<k>{_WORD}{{3,12}}?)(?=$|[^{_CHARS}])"
    rf"|(?:您?(?:正在)?(?:阅读|浏览|看到|访问)的?(?:内容|文章)?是?|今天,?|[本此该]文[系由是]|感谢(?:您|你|大家)?阅读|更多[^,。]{{0,8}}(?:请)?(?:关注|访问)|收藏|就到|加入)(?P<l>{_WORD}{{3,12}}?)(?=的?(?:这篇|文章)|提供|整理|上传|原创|会员|[为给][您你大]|,|。|$|首页|频道)"
    rf"|^(?P<n>{_WORD}{{3,12}}?)[ .·|-]{{0,3}}(?:©|\([Cc]\)|[Cc]opy ?[Rr]ight|COPYRIGHT|[\u4e00-\u9fff]ICP|(?:19|20)\d\d ?-|All [Rr]ights)"
    rf"|(?:小黑屋|[Aa]rchiver ?\| ?(?:手机版|WAP)) ?\| ?(?!小黑屋)(?P<q>{_WORD}{{3,12}}?) ?(?:\(|\||[\u4e00-\u9fff]ICP|$)|^(?P<r>{_WORD}{{3,12}}?) - Powered by"
    rf"|请在(?P<s>{_WORD}{{3,12}}?)[上中](?:搜索|查找|查看|阅读|浏览)|(?:^|[^{_CHARS}])(?P<t>[\u4e00-\u9fff]{{3,8}}?)(?:整理了|搜集了|收集了|精选了|为大家(?:整理|准备|带来))"
    rf"|[★☆※◆■【〖#_](?P<m>{_WORD}{{3,12}}?)[★☆※◆■】〗#_]|^\|(?P<o>{_WORD}{{3,12}}?)\|$"
    rf"|^[^{_CHARS}]{{0,3}}(?P<p>[\u4e00-\u9fff]{{2,8}}[A-Za-z0-9]{{0,4}}) ?(?:[»›>→_/]|-+>) ?[^»›>→_/]{{2,20}} ?(?:[»›>→_/]|-+>)"
)
_OWNERS = frozenset("afnqrs")  # frames in which only a site stands, even one that is called 文稿
_FORUMS = frozenset("qr")  # frames that software for forums makes around its name, even one that is called 茶馆
_INSTITUTION = re.compile(
    r".*(?:政府|委员会|办公室|[委局厅部院校办队会团厂店馆县市区镇乡省村国党们]|大学|[中小]学|公司|集团|银行|中心|医院|机关|[本通报学公作分合电旅杂]社|[0-9])|[我本各这该此为].*"
)
CONTENT = re.compile(
    r"(?:讲话|致辞|发言|报告|总结|材料|范文|文章|演讲|稿|内容|(?:优质|相关|下载|办公|公文|精品|更多|热门|推荐|免费|全部|所有)文档|附件|资料|全文|转载|出处|上传"
    r"|投稿|本站|查询|网址|地址|邮箱|备案|官网|链接|电话|热线|手机|关注|扫码|发表于|上传于|注册|登[录陆])$|^(?:更多|阅读|下载|点击|相关)"
)
GENERIC = re.compile(  # a column of a site, or what stands in every title
    r"(?:领导|最新|经典|优秀|精品|免费|实用|各类|工作|个人|年度|党政|机关|学习|常用|精选|热门|写作|公文|办公|应用|教学|校园|会议|竞聘|就职|述职|开幕|闭幕|欢迎|祝酒|经验|活动|思想|心得|调研|事迹|发言|演讲"
    r"|讲话|致辞|主持|总结|汇报|报告|材料|范文|文档|文章|正文|内容|全文|详情|模板|格式|大全|网|稿|词|体会|交流|方案|计划|推荐|资料|文秘|知识|频道|栏目|专栏|专题|列表|下载|阅读|在线|手机版|电脑版|首页|新闻|中心"
    r"|通知公告|动态|政务|公开|信息|文库|文件|要闻|媒体|聚焦|网站|人才|党建|理论|学术|教育|文化|原创|投稿|转载|图文|新|篇|页|第|[0-9一二三四五六七八九十])+"
)
BEFORE = re.compile(
    r"(?:资料|文章|内容|文档|材料|[本此原该全范]文)(?:[系是]?由|源于?)|料由|欢迎|感谢|光临|来到|访问|关注|登[录陆]|收藏|返回|来自|来源于?|转自|转载自?|摘自|出自|选自|版权(?:所有|归|属于)?|归属于?|关于|进入|联系|加入|尽在"
    r"|(?:[下上]面|以[下上])就?[是由]|就[上到]|请[上到]|使用|注明|信任|浏览|打开|下载|更多|搜索|点击|查看|您|你|大家|我们|扫码"
)
_ADDRESSED = re.compile(r"(?:https?|[Ww]{3}|[Hh]ttp)$")  # where an address begins
_LEADING = re.compile(r"[由在归至到向从经让与和及是](?!线)")
_NO_SITE = re.compile(
    r".*(?:互联|物联|因特|电|路|管|[官联组内外专公全入触织张法天渔上]|局域|骨干|政务外|光纤|宽带|移动|关系|(?:政务|办事|便民)服务|采购|招标|信用|就业|监管|公示|举报)网"
    r"|(?:本|该|各|各类|相关|政府|门户|官方|其他|范文|部分|友情|合作|旗下)*网站"
    r"|(?:优秀|精选|最新|经典|免费|实用|热门|推荐|各类|公文|党政|机关|领导|个人|办公|范文|作文|论文|讲稿)*(?:文秘|文库|大全|资料库|范文库|公文库|之家|在线|论坛)"
)
_PERSON = re.compile(
    "[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白"
    r"崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文].{1,2}"
)
_BEHIND = re.compile(r"(?:收集|搜集|整理|提供|原创|首发|独家|编辑|频道|小编|上传|发布|小程序|公众号|客户端|APP)+$")
SHOP = re.compile(
    r".{2,}[阁库吧屋斋苑轩坊社站网圈堂园铺盒豆啦秘稿友]"
)  # how sites like to be called, and people are not
_PLAIN_NAME = re.compile(f"{_WORD}{{3,14}}")
_NEIGHBOUR = re.compile(r"[-|·>»«◆【\[( ]*[上下前后]一?[篇页条]")
_TITLE_TAIL = re.compile(r"(?:(?P<sure>[_|]| [-@] )|[-]) ?([^-_|]{3,14})$")
_HOST = re.compile(
    rf"(?i)(?<![@A-Za-z0-9.-])((?:[A-Za-z0-9-]{{1,30}}\.){{1,3}}{DOMAIN})"
    r"(?![A-Za-z0-9-])"
)
_MAIL = re.compile(
    r"(?i)[a-z0-9._-]{2,20}@((?:[a-z0-9-]{2,30}\.){1,2}(?:com|cn|net|org|cc|info|top|me|tw|hk|mo)(?:\.(?:cn|tw|hk))?)(?![a-z0-9.-])"
)
_WHAT_IT_OFFERS = re.compile(
    "(?:范文|文秘|公文|作文|论文|课件|资料|文档|演讲稿|讲话稿|教学资源|文库|资源|秘书|写作)+(?=网$)"
)
_TRADE = re.compile("(.+(?:范文|公文|文秘|文档|范本|文稿|秘书|讲稿|写作|文书|代笔))(?:文档)?(?:网站?|站|论坛)$")
_NOT_ALONE = re.compile("(?:中国|国家|全国|中华|人民|世界|中央|华夏|教育|党建|机关|干部)网")
_FRONT = re.compile(r"^(?:(?:www|m|wap|3g|bbs)\.)+")
_LABEL = re.compile(rf"([a-z0-9-]+)\.{DOMAIN}$")
SHORTEST_LABEL = 6  # characters of what stands before the ending of a host, for a name
_MISSPELT = {
    ".": "(?:[.。,·_]|点|dot)",
    "o": "[o0]",
    "0": "[0o]",
    "l": "[l1]",
    "1": "[1l]",
    "-": "[-_ ]?",
}  # so that nobody finds them
_OFFICIAL = re.compile(r".+\.(?:gov|edu)\.(?:cn|tw|hk|mo)")
_NOBODYS = re.compile(
    r"(?:.*\.)?(?:(?:gov|edu)\.(?:cn|tw|hk|mo)|(?:miibeian|beian)\.\w+|(?:weibo|qq|baidu|163|126|139|189|sina|sohu|gmail|foxmail|outlook|hotmail|yahoo|aliyun|yeah|w3|12377)"
    r"\.(?:com|cn|org|net)(?:\.(?:cn|tw|hk))?)"
)


@dataclass(frozen=True, slots=True)
class Naming:
    """A name or host met in chrome; ``sure`` ones end as names of sites do."""

    name: str
    sure: bool = True


def names_in(chrome: str) -> set[Naming]:
    """Return the hosts and names of sites in a folded piece of chrome.

    >>> sorted({met.name for met in names_in("欢迎光临小山演讲稿网! 网址:www.xsyjg.cn")})
    ['xsyjg.cn', '小山演讲稿网']
    >>> names_in("版权所有 某某市人民政府"), names_in("移动互联网"), names_in("© 2019 青山书阁")
    (set(), set(), {Naming(name='青山书阁', sure=False)})
    """
    chrome = chrome[:LONGEST_SOURCE]
    if _NEIGHBOUR.match(chrome):  # the title of another text may end in anything
        return set()
    found = {Naming(name) for match in _SITE_NAME.finditer(chrome) if (name := _site_name(match[0]))}
    for match in _FRAMED.finditer(chrome):
        name = _BEHIND.sub("", _ADDRESSED.sub("", next(filter(None, match.groups()))))
        spoken = any(form.match(name) for form in (BEFORE, _LEADING))
        content = match.lastgroup not in _OWNERS and CONTENT.search(name)
        fits = match.lastgroup in _FORUMS or may_name(name)
        if fits and not spoken and not content and not GENERIC.fullmatch(name):
            found.add(Naming(name, sure=match.lastgroup in _FORUMS))
    hosts = (match[1] for form in (_HOST, _MAIL) for match in form.finditer(chrome))
    return found | {Naming(host) for name in hosts if (host := host_name(name))}


def names_in_title(title: str, headings: Iterable[str] = ()) -> set[Naming]:
    """Return the name that a browser's title carries behind the title itself.

    It is sure where one of the page's ``headings`` says the title again without it.

    >>> names_in_title("在全市大会上的讲话_小山文库"), names_in_title("抓落实--在全市大会上的讲话")
    ({Naming(name='小山文库', sure=True)}, set())
    >>> names_in_title("在全市大会上的讲话-青山书阁", ["在全市大会上的讲话"])
    {Naming(name='青山书阁', sure=True)}
    """
    tail = _TITLE_TAIL.search(title)
    if tail is None:
        return set()
    name = _BEHIND.sub("", tail[2].strip())
    if _SITE_NAME.fullmatch(name) and _NO_SITE.fullmatch(name) is None and len(name) >= SHORTEST_NAME:
        return {Naming(name)}
    if not may_name(name) or _PLAIN_NAME.fullmatch(name) is None or GENERIC.fullmatch(name):
        return set()
    front = title[: tail.start()]
    said = any(len(heading) >= SHORTEST_HEADING and _begins(front, heading) for heading in headings)
    telling = tail["sure"] and len(name) >= SHORTEST_NAME and not CONTENT.search(name)
    return {Naming(name, sure=said)} if said or telling else set()


def may_name(name: str) -> bool:
    """Whether a site may be called so: not an institution, not a person."""
    person = _PERSON.fullmatch(name) and not SHOP.fullmatch(name)
    return not (name.isascii() or person or _INSTITUTION.fullmatch(name))


def _begins(title: str, heading: str) -> bool:
    """Whether a title is a heading, perhaps with a column of the site behind it."""
    rest = title.removeprefix(heading) if title.startswith(heading) else "?"
    return not rest or rest.lstrip(" ")[:1] in "-_|"


def names_of_host(host: str | None) -> set[Naming]:
    """Return what rules may know of the host of an address."""
    name = host_name(host) if host else ""
    return {Naming(name)} if name else set()


def _site_name(run: str) -> str:
    """Return the name at the end of a run of characters, or the empty text if there is none."""
    name = BEFORE.split(run)[-1]
    name = _LEADING.sub("", name, count=1) if _LEADING.match(name) else name
    generic = len(name) < SHORTEST_NAME and GENERIC.fullmatch(name)
    shortest = SHORTEST_FRAMED if name.endswith("网") else SHORTEST_NAME
    said = name.endswith("吧") and len(name) > LONGEST_BAR  # a sentence that ends in 吧
    return "" if len(name) < shortest or generic or said or _NO_SITE.fullmatch(name) else name


def host_name(host: str, *, own: bool = False) -> str:
    """Return a host as rules know it, without www, or the empty text where it is nobody's own.

    Authorities and schools are somebody's ``own`` only where that is known.
    """
    host = _FRONT.sub("", host.lower(), count=1)
    nobodys = _NOBODYS.fullmatch(host) and not (own and _OFFICIAL.fullmatch(host))
    return "" if len(host) <= SHORTEST_NAME or "." not in host or nobodys else host


@dataclass(frozen=True)
class SiteNames:
    """The names and hosts that a page betrays, and the pattern that finds them, letter-spaced or broken up as well."""

    names: tuple[str, ...] = ()

    @cached_property
    def finder(self) -> Any:
        """The names as a compiled pattern."""
        return _with_names(PLACEHOLDER, self.names)

    def found_in(self, line: str) -> bool:
        """Whether one of the names stands in a folded line."""
        return bool(self.names) and self.finder.search(line) is not None

    def first_in(self, line: str) -> int:
        """Return where the first of the names begins in a folded line that has one."""
        encoded = line.encode()
        return len(encoded[: self.finder.search(encoded).start()].decode())

    def fill(self, pattern: str) -> Any:
        """Return a folded pattern with its placeholders filled in, compiled."""
        return _with_names(pattern, self.names)


def betrayed(
    met: Mapping[Naming, Iterable[int]],
    chrome: Mapping[int, str] | None = None,
    set_in: Mapping[str, int] | None = None,
) -> SiteNames:
    """Return the names that were met surely, or in several of the lines given for each; the most frequent, if too many.

    A line of ``chrome`` in which a name stands in any other place counts as well. What is ``set_in`` sentences of the page, in
    so many of its lines, needs one line of chrome that begins or ends a word with it; a host only that there is chrome. A name
    and a host that spells it prove each other.
    """
    chrome = chrome or {}
    lines: dict[str, set[int]] = {}
    for naming, rows in met.items():
        lines.setdefault(naming.name, set()).update(rows)
    sure = {naming.name for naming in met if naming.sure}
    for name in _most_frequent(lines.keys() - sure, lines, MOST_JUDGED):
        lines[name].update(row for row, text in chrome.items() if name in text)
    for name, count in (set_in or {}).items():
        of_page = "." in name and count > 0 and len(chrome) >= FEWEST_CHROME
        often = count >= 2 * FRAMES_THAT_PROVE  # so that it may stand anywhere
        rows = {row for row, text in chrome.items() if of_page or (often and name in text) or _stands_apart(name, text)}
        if rows:
            lines.setdefault(name, set()).update(rows)
            sure |= {name} if len(rows) + count > FRAMES_THAT_PROVE else set()
    for name in _spelt({**{name: set() for name in set_in or ()}, **lines}):
        lines.setdefault(name, set())
        sure.add(name)
    known = [name for name, rows in lines.items() if name in sure or len(rows) >= FRAMES_THAT_PROVE]
    known = _most_frequent(known, lines, MOST_JUDGED)
    known = [name for name in known if not any(_runs_into(name, other) for other in known)]
    for short in {short for name in known for short in _shortened(name)}.difference(lines):
        lines[short] = set()
        known.append(short)
    return SiteNames(tuple(sorted(_most_frequent(known, lines, MOST_NAMES), key=lambda name: (-len(name), name))))


def _spelt(lines: Mapping[str, set[int]]) -> set[str]:
    """Return the names that a host among them spells, and these hosts.

    >>> sorted(_spelt({"xswk.cn": set(), "小山文库": set(), "青山书阁": set()}))
    ['xswk.cn', '小山文库']
    """
    labels = {name: match[1] for name in lines if name.isascii() and (match := _LABEL.search(name))}
    names = _most_frequent(lines.keys() - labels.keys(), lines, MOST_JUDGED)
    pairs = {
        (host, name)
        for host in _most_frequent(labels, lines, MOST_JUDGED)
        for name in names
        if spells(labels[host], name)
    }
    return {one for pair in pairs for one in pair}


def _most_frequent(names: Iterable[str], lines: Mapping[str, set[int]], most: int) -> list[str]:
    return sorted(names, key=lambda name: (-len(lines[name]), name))[:most]


def _stands_apart(name: str, text: str) -> bool:
    """Whether a name begins or ends a word somewhere in a text.

    >>> _stands_apart("小山阁", "小山阁首页"), _stands_apart("小山阁", "大小山阁楼")
    (True, False)
    """
    text = text.lower() if name.isascii() else text
    at = text.find(name)
    while at >= 0:
        if not (text[at - 1 : at].isalnum() and text[at + len(name) : at + len(name) + 1].isalnum()):
            return True
        at = text.find(name, at + 1)
    return False


def _runs_into(name: str, other: str) -> bool:
    """Whether a name is another one with the end of a sentence before it."""
    at = name.find(other, 1)
    return at > 0 and len(other) >= SHORTEST_FRAMED and len(name) - at - len(other) < 2 and not other.isascii()


def _shortened(name: str) -> Iterator[str]:
    """Yield how a page calls its site for short: without what it offers, or without what ends the names of sites.

    >>> list(_shortened("小山范文网")), list(_shortened("中国青年网")), list(_shortened("www.xsjct8.cn"))
    (['小山网', '小山范文'], [], ['xsjct8'])
    """
    if name.isascii():
        label = _LABEL.search(name)
        yield from [label[1]] if label and len(label[1]) >= SHORTEST_LABEL else []
        return
    short = _WHAT_IT_OFFERS.sub("", name)
    if short != name and len(short) >= SHORTEST_FRAMED and not _NOT_ALONE.fullmatch(short):
        yield short
        alone = len(short) > LONGEST_WORD or (len(short) > SHORTEST_NAME and re.search("[A-Za-z0-9]", short))
        yield from [short[:-1]] if alone else []
    trade = _TRADE.match(name)
    if trade and len(trade[1]) >= SHORTEST_NAME and not GENERIC.fullmatch(trade[1]):
        yield trade[1]


@lru_cache(maxsize=512)  # some 45 KB each; pages of one site betray the same names
def _with_names(pattern: str, names: tuple[str, ...]) -> Any:
    return compiled(pattern.replace(PLACEHOLDER, f"(?:{'|'.join(map(_any_form, names))})"))


def _any_form(name: str) -> str:
    """Return a pattern for a name or a host as stamps write it: apart, with signs between, in capitals, with an address."""
    if not name.isascii():
        return f"(?: ?(?:[*_.·…、,。'-]|{MARK})? ?)".join(map(re2.escape, name))
    letters = " ?[*.|/~_^+-]? ?".join(_MISSPELT.get(char) or re2.escape(char) for char in name)
    return rf"(?i:(?:h ?t ?t ?p ?s? ?: ?/{{0,2}} ?)?(?:(?:w ?\.?w ?\.?w|m|wap|bbs) ?[.。,·] ?)?{letters}(?:/[a-z0-9./_-]*)?)"
