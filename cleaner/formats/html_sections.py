"""Sections of a page that a line above them names: related articles, comments, notices, whatever their boxes are called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, islice

from cleaner.formats.html_lines import Box, MarkedLine

LONGEST = 16  # characters of a line that names a section, without figures and punctuation
MOST = 0.35  # share of the page's sentences that a section may hold
BEHIND = 0.5  # share of the others that stands above comments, of which there may be any number
LEAST = 100  # characters of sentences that there must be above them
MOST_NAMES = 100  # of sections of a page
_LOWEST, _BELOW = "h9", "text"  # what is no heading ends no section

_KIND = (
    "相关|延伸|拓展|扩展|推荐|热门|热点|最新|最热|精彩|精选|更多|其[他它]|今日|本周|本月|本类|本站|频道|栏目|编辑|小编|猜[你您]|[为给][你您]|[你您]可能|大家"
    "|网友|用户|全部|所有|小时|近期|往期|随机|图文|视频|图片|友情|站内|同类|阅读|点击|评论|新闻|文章|文档|资讯|专题|通知|网站|重要"
)
_THING = (
    "阅读|文章|新闻|推荐|资讯|内容|链接|报道|稿件|排行榜?|总排行|文档|范文|主题|帖子|热文|专题|信息|动态|喜欢|在看|感兴趣|图片|视频|标签|热词|热搜|导航|搜索|公告"
    "|新帖|博文|热点|要闻|话题|作品|资料|模板|素材|解读|文件"
)
_TALK = "评论|留言板?|跟[贴帖]|回[帖复]|点评|讨论|回答|答案"
_NAME = re.compile(
    rf"(?:(?:{_KIND})+[也还都的]{{0,2}}(?:正?{_THING})+|热榜|要闻|公告|站内搜索|友情链接|扫一扫.*)(?:列表)?"
)
_COMMENTS = re.compile(
    rf"(?:最新|热门|精彩|精选|全部|所有|其[他它]|更多|网友|用户|读者|游客|发表|我要|我来|查看|文明|展开|收起|进入|参与)*(?:{_TALK}|说两句)(?:列表|区|重要提示.*)?"
)
_BESIDE = re.compile(
    r"[（(][^（()）]*[)）]\W*$|[\W\d_]+|共?有?[条则]|更多$|more$|换一[换批]$|查看(?:所有|全部|更多).*$", re.IGNORECASE
)


def names_a_section(text: str) -> bool:
    """Whether a line of a page is the name of a section beside the text.

    >>> [names_a_section(text) for text in ("【推荐阅读】", "网友评论（12条，与本站无关）", "加强推荐工作", "评论员文章")]
    [True, True, False, False]
    """
    name = _bare(text)
    return _NAME.fullmatch(name) is not None or _COMMENTS.fullmatch(name) is not None


def _bare(text: str) -> str:
    name = _BESIDE.sub("", text) if len(text) <= 3 * LONGEST else ""
    return name if len(name) <= LONGEST else ""


class Sections:
    """The named sections of a page, as the numbers of its lines.

    A section is the box that its name opens, or what follows the name up to the next heading; amid paragraphs only links are.
    """

    def __init__(
        self, lines: Sequence[MarkedLine], weights: Sequence[int], links: Sequence[bool], title: int | None
    ) -> None:
        """Read lines, of each the characters of its sentences and whether it is a link; boxes know their lines and weights."""
        self.lines, self.links, self.title = lines, links, title
        self.above = [0, *accumulate(weights)]  # by line, the characters of sentences above it
        self.paragraphs: dict[Box, int] = {}  # by box, the first sentence that stands in it and in no box beside others
        for number, line in enumerate(lines):
            if weights[number]:
                for box in islice(line.box.around(), 2):
                    self.paragraphs.setdefault(box, number)
        named = [number for number, line in enumerate(lines) if names_a_section(line.text) and number != title]
        self.names = dict.fromkeys(named[:MOST_NAMES])
        self.found: set[int] = set()
        for number in self.names:
            if number not in self.found:
                self._add(number)

    def _add(self, name: int) -> None:
        end = self._end(name)
        total, above = self.above[-1], self.above[name]
        inside = self.above[end + 1] - above
        talk = _COMMENTS.fullmatch(_bare(self.lines[name].text)) is not None
        if inside <= MOST * total or (talk and above >= max(LEAST, BEHIND * (total - inside))):
            self.found.update(range(name, end + 1))

    def _end(self, name: int) -> int:
        """Return the last line of the section that the line ``name`` names."""
        box = self.lines[name].box
        while box.parent is not None and box.parent.first == name and box.parent.prose <= MOST * self.above[-1]:
            box = box.parent
        if box.first == name and box.last > name:
            return box.last
        while box.last == name and box.parent is not None:
            box = box.parent
        flows = self.paragraphs.get(box, name) < name
        own = self.lines[name].heading or _LOWEST
        for below in range(name + 1, box.last + 1):
            heads = (self.lines[below].heading or _BELOW) <= own
            if below == self.title or (below not in self.names and (heads or (flows and not self.links[below]))):
                return below - 1
        return box.last
