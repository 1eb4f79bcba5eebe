from typing import Any

import pytest

from cleaner.formats.html_facts import facts_of, said_lines, title_line
from cleaner.formats.html_lines import lines_of


def facts(markup: str) -> dict[str, str]:
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(markup)
    notes: list[Any] = []
    lines_of(tree, notes)
    return facts_of(tree, notes)


def meta(name: str, content: str, key: str = "name") -> str:
    return f'<meta {key}="{name}" content="{content}">'


FACTS = {
    "nothing said": ("<p>讲话</p>", {}),
    "an author that is the site": (meta("author", "某某新闻网") + meta("author", "chinanews"), {}),
    "an empty name": (meta("PubDate", " "), {}),
    "a government's names": (
        meta("ArticleTitle", "讲话") + meta("PubDate", "2022-04-17 14:46") + meta("ContentSource", "办公室"),
        {"title": "讲话", "published": "2022-04-17 14:46", "origin": "办公室"},
    ),
    "open graph": (
        meta("og:title", "讲话", "property") + meta("article:published_time", "2021-05-04T10:00:00+08:00", "property"),
        {"title": "讲话", "published": "2021-05-04T10:00:00+08:00"},
    ),
    "a person": (meta("author", "李某某"), {"author": "李某某"}),
    "linked data": (
        '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "讲话",'
        ' "datePublished": "2020-01-02", "author": [{"name": "李某某"}]}]}</script>',
        {"title": "讲话", "published": "2020-01-02", "author": "李某某"},
    ),
    "linked data that is none": ('<script type="application/ld+json">{' + "[" * 9999 + "</script>", {}),
    "a canonical address": (
        '<link rel="canonical" href="//www.a.cn/x.html">' + meta("og:url", "http://b.cn/", "property"),
        {"url": "http://www.a.cn/x.html"},
    ),
    "where it was saved from": (
        "<!-- saved from url=(0022)http://www.a.cn/b.html --><html>",
        {"url": "http://www.a.cn/b.html"},
    ),
    "a base": ('<base href="http://www.a.cn/">', {"url": "http://www.a.cn/"}),
    "an address that is none": ('<link rel="canonical" href="http://[">', {}),
    "a date that is none": (meta("pubdate", "x") + meta("publishdate", "2020-01-02"), {"published": "2020-01-02"}),
    "the time of a comment": ('<time datetime="2020-01-02">', {}),
    "an element for when it was published": (
        '<time class="updated" datetime="2021-01-02"></time><time class="published" datetime="2020-01-02"></time>',
        {"published": "2020-01-02"},
    ),
    "scripts of a page among others": (
        """<script>a={"pubTime":"2020-01-02"};b={"pubTime":"2020-01-03"}</script>""",
        {},
    ),
    "a script": ("""<script>var publish_time = "2020-1-2" || "";</script>""", {"published": "2020-1-2"}),
    "seconds in a script": (
        """<link rel="canonical" href="http://mp.weixin.qq.com/s?a=1"><script>var ct = "1577894400";</script>""",
        {"url": "http://mp.weixin.qq.com/s?a=1", "published": "2020-01-02"},
    ),
    "a date in the address": (
        '<link rel="canonical" href="http://a.gov.cn/202204/t20220417_974894.shtml">',
        {"url": "http://a.gov.cn/202204/t20220417_974894.shtml", "published": "2022-04-17"},
    ),
    "keywords": (meta("keywords", "春耕"), {"keywords": "春耕"}),
}


@pytest.mark.parametrize(("markup", "expected"), FACTS.values(), ids=FACTS)
def test_facts(markup: str, expected: dict[str, str]) -> None:
    assert facts(markup) == expected


TITLES = {
    "no line is the title": ("<p>甲乙丙丁</p>", "", "讲话_某网", None),
    "a menu's word that opens the title": ("<p><a href=x>讲话</a></p><p>正</p>", "", "讲话稿范文_某网", None),
    "the browser's title without the site": ("<p>首页</p><p>在大会上的讲话</p>", "", "在大会上的讲话_某网", 1),
    "a heading that opens the browser's title": ("<h2>关于春耕</h2>", "", "关于春耕的讲话", 0),
    "what the page says": ("<h1>某网</h1><p>在大会上的讲话</p>", "在大会上的讲话", "某网", 1),
    "of two that say it the heading": ("<p>讲话全文</p><h1>讲话全文</h1>", "", "讲话全文", 1),
    "the only heading": ("<h1>在大会上的讲话</h1>", "", "某网", 0),
    "a heading that is the site": ("<h1>某某新闻网</h1>", "", "新闻_某某新闻网", None),
}


@pytest.mark.parametrize(("markup", "said", "browser", "expected"), TITLES.values(), ids=TITLES)
def test_the_line_of_the_title(markup: str, said: str, browser: str, expected: int | None) -> None:
    from resiliparse.parse.html import HTMLTree

    lines = lines_of(HTMLTree.parse(markup))
    assert title_line(lines, len(lines), said, browser) == expected


SAID = {
    "a word of the menu": ("<p>讲话</p>", "讲话_某网", []),
    "a link": ("<p><a href=x>在全县大会上的讲话</a></p>", "在全县大会上的讲话_某网", []),
    "wherever it stands": ("<p>甲</p><p>在全县大会上的讲话</p>", "在全县大会上的讲话_某网", [1]),
    "behind the name of a newspaper": ("<p>在全县大会上的讲话</p>", "某某日报数字报-在全县大会上的讲话", [0]),
}


@pytest.mark.parametrize(("markup", "browser", "expected"), SAID.values(), ids=SAID)
def test_the_lines_that_say_the_title(markup: str, browser: str, expected: list[int]) -> None:
    from resiliparse.parse.html import HTMLTree

    assert said_lines(lines_of(HTMLTree.parse(markup)), "", browser) == expected
