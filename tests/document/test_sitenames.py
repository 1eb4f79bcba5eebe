"""What a page calls its site: names that speeches may be about are none, and a name is met in every form stamps have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.document.sitenames import (
    MOST_NAMES,
    Naming,
    SiteNames,
    betrayed,
    names_in,
    names_in_title,
    names_of_host,
)


def names(found: set[Naming]) -> list[str]:
    return sorted(naming.name for naming in found)


@pytest.mark.parametrize(
    "chrome",
    [
        pytest.param("", id="nothing"),
        pytest.param("版权所有 某某市人民政府", id="a government"),
        pytest.param("© 2019 东山大学", id="a university"),
        pytest.param("欢迎访问某某县教育局", id="an office"),
        pytest.param("由上而下推动", id="a phrase behind a preposition"),
        pytest.param("来自Join平台", id="a platform"),
        pytest.param("接入移动互联网", id="the Internet"),
        pytest.param("国家电网", id="the power grid"),
        pytest.param("本网站", id="a site without a name"),
        pytest.param("范文大全", id="a column"),
        pytest.param("优秀公文文库", id="a column that has a site's ending"),
        pytest.param("上一篇:在小山家常谈网开通仪式上的讲话", id="the title of a neighbour"),
        pytest.param("客服邮箱 service@foxmail.com", id="the host of a service for mail"),
        pytest.param("备案查询 www.beian.gov.cn", id="an authority's host"),
        pytest.param("客服QQ 10001@qq.com 微博 weibo.com/abc", id="hosts of services"),
    ],
)
def test_is_no_name_of_a_site(chrome: str) -> None:
    assert names(names_in(chrome)) == []


@pytest.mark.parametrize(
    ("chrome", "expected"),
    [
        ("欢迎光临小山演讲稿网!", ["小山演讲稿网"]),
        ("感谢您访问小山演讲稿网,祝您愉快", ["小山演讲稿网"]),
        ("Copyright (C) 2009-2019 小山文库 版权所有", ["小山文库"]),
        ("当前位置:小山家常谈网>讲话稿>正文", ["小山家常谈网"]),
        ("扫码关注小山文秘公众号", ["小山文秘"]),
        ("下载小山范文网APP", ["小山范文网"]),
        ("网址:HTTP://WWW.XSFW.CN", ["xsfw.cn"]),
        ("m.xsfw.com.cn 手机版", ["xsfw.com.cn"]),
        ("投诉建议:kefu@xsfw.cn", ["xsfw.cn"]),
        ("5068范文大全", ["5068范文大全"]),
    ],
)
def test_reads_names_off_chrome(chrome: str, expected: list[str]) -> None:
    assert sorted(naming.name for naming in names_in(chrome) if naming.sure) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("抓落实、促发展", []),
        ("抓落实--在全市大会上的讲话", []),
        ("在全市大会上的讲话_某某市人民政府", []),
        ("在全市大会上的讲话_小山文库", ["小山文库"]),
        ("在全市大会上的讲话-小山演讲稿网", ["小山演讲稿网"]),
        ("在全市大会上的讲话 | 青山书阁", ["青山书阁"]),
    ],
)
def test_reads_a_name_off_a_title(title: str, expected: list[str]) -> None:
    assert names(names_in_title(title)) == expected


@pytest.mark.parametrize(
    "title", ["在全市大会上的讲话-王小山", "在全市大会上的讲话-某某市教育局", "在全市大会上的讲话-要抓好落实,促发展"]
)
def test_a_person_and_an_office_behind_a_title_are_no_names_of_sites(title: str) -> None:
    assert names_in_title(title, ["在全市大会上的讲话"]) == set()


@pytest.mark.parametrize(
    "title", ["在全市大会上的讲话-写山吧", "在全市大会上的讲话_写山吧", "在全市大会上的讲话_发言_写山吧"]
)
def test_a_heading_without_it_proves_what_a_title_carries(title: str) -> None:
    assert not any(naming.sure for naming in names_in_title(title))
    assert names_in_title(title, ["在全市大会上的讲话"]) == {Naming("写山吧")}


@pytest.mark.parametrize(
    "chrome",
    [
        "青山书阁(www.qssg.cn)",
        "《发言》由青山书阁提供",
        "进入青山书阁小程序",
        "青山书阁提醒您:请收藏",
        "微信公众号:青山书阁",
        "本文来自:青山书阁",
        "青山书阁 Copyright(C)2011",
        "更多请在青山书阁上搜索",
        "青山书阁整理了春耕讲话稿,供大家参考",
    ],
)
def test_reads_a_doubtful_name_where_a_sites_name_stands(chrome: str) -> None:
    assert Naming("青山书阁", sure=False) in names_in(chrome)


@pytest.mark.parametrize("chrome", ["青山茶馆 - Powered by Discuz!", "Archiver|手机版|小黑屋|青山茶馆 ( 某ICP备1号 )"])
def test_what_software_for_forums_makes_around_a_name_proves_any(chrome: str) -> None:
    assert names_in(chrome) == {Naming("青山茶馆")}


def test_a_name_and_a_host_that_spells_it_prove_each_other() -> None:
    assert betrayed({Naming("qingshansg.cn"): {3}}, {}, {"青山书阁": 1}).names == (
        "qingshansg.cn",
        "qingshansg",
        "青山书阁",
    )
    assert betrayed({}, {}, {"青山书阁": 1, "qssg.cn": 0}).names == ("qssg.cn", "青山书阁")
    assert betrayed({}, {}, {"青山书阁": 1, "xssw.cn": 0}).names == ()


def test_a_name_of_any_form_is_believed_only_when_it_was_met_twice() -> None:
    doubtful = Naming("青山书阁", sure=False)
    assert betrayed({doubtful: {3}}).names == ()
    assert betrayed({doubtful: {3, 40}}).names == ("青山书阁",)
    assert betrayed({Naming("青山范文网"): {3}}).names == ("青山范文网", "青山范文", "青山网")


def test_a_name_with_the_end_of_a_sentence_before_it_is_none() -> None:
    assert betrayed({Naming("要抓好小山书屋网"): {3}, Naming("小山书屋网"): {5}}).names == ("小山书屋网",)


def test_what_is_set_in_sentences_is_a_name_where_chrome_begins_a_word_with_it() -> None:
    assert betrayed({}, {3: "小山阁 首页"}, {"小山阁": 2}).names == ("小山阁",)
    assert betrayed({}, {3: "大小山阁楼 首页"}, {"小山阁": 2}).names == ()
    assert betrayed({}, {3: "小山阁 首页"}, {"小山阁": 1}).names == ()


def test_a_host_of_an_address_is_a_name() -> None:
    assert names(names_of_host("www.xsfw.cn")) == ["xsfw.cn"]
    assert names_of_host(None) == names_of_host("") == names_of_host("localhost") == set()


@given(st.dictionaries(st.text("甲乙丙丁", min_size=4, max_size=6), st.frozensets(st.integers(0, 9), min_size=1)))
def test_which_names_count_depends_on_no_order(met: dict[str, frozenset[int]]) -> None:
    there = betrayed({Naming(name): rows for name, rows in met.items()})
    back = betrayed({Naming(name): met[name] for name in sorted(met, reverse=True)})
    assert there == back
    alone = [
        name for name in met if not any(name.find(other, 1) > 0 for other in met)
    ]  # else it may be the end of a sentence
    assert set(there.names) >= set(alone) or len(there.names) == MOST_NAMES


@pytest.mark.parametrize("line", ["", "小山", "小山范文", "xsfw", "www.other.cn"])
def test_does_not_find_what_is_only_like_a_name(line: str) -> None:
    assert not SiteNames(("小山范文网", "xsfw.cn")).found_in(line)


@pytest.mark.parametrize(
    "line",
    [
        "来自小山范文网",
        "小 山 范 文 网",
        "小山*范文网",
        "xsfw.cn",
        "WWW.XSFW.CN",
        "w w w . x s f w . c n",
        "http://m.xsfw.cn/a/1.html",
        "xsfw。cn",
    ],
)
def test_finds_a_name_in_every_form(line: str) -> None:
    assert SiteNames(("小山范文网", "xsfw.cn")).found_in(line)


@given(st.text(min_size=1, max_size=12))
def test_any_name_makes_a_pattern(name: str) -> None:
    text = name.encode("utf-8", "replace").decode()
    assert SiteNames((text,)).found_in(f"来自{text}") or "\n" in text or "\0" in text


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("www.xsjct.com.tw", "xsjct.com.tw"),
        ("speech.xsjct.com.hk", "speech.xsjct.com.hk"),
        ("m.xsjct.com.cn", "xsjct.com.cn"),
        ("bbs.m.xsjct.cn", "xsjct.cn"),
    ],
)
def test_only_the_front_of_a_host_is_left_out(host: str, name: str) -> None:
    """The m of com, before .tw, .hk or .cn, was taken for the front of a mobile site."""
    assert names(names_of_host(host)) == [name]


def test_the_first_word_of_a_trail_is_a_name_where_it_comes_again() -> None:
    met = {naming: [row] for row, line in enumerate(["小山茶座 > 文档交流 > 讲话"]) for naming in names_in(line)}
    assert betrayed(met, {0: "小山茶座 > 文档交流 > 讲话"}).names == ()
    assert betrayed(met, {0: "小山茶座 > 文档交流 > 讲话", 9: "与小山茶座立场无关"}).names == ("小山茶座",)
