"""What stamps betray of a page's site, and what a speaker says that betrays none."""

from __future__ import annotations

import pytest

from cleaner.document.stampednames import MOST_SET_IN, names_set_in, names_stamped, names_that_cut


def sure(lines: list[str]) -> list[str]:
    return sorted(met.name for met in names_stamped(lines) if met.sure)


STAMPED = {
    "a host amid two sentences": (["要负起责xsjct.cn任,抓好落实。", "我们(www.xsjct.cn)要带头。"], ["xsjct.cn"]),
    "an office's address in the midst of words": (
        ["要负起责xs.gov.cn任,抓好落实。", "我们www.xs.gov.cn要带头。"],
        ["xs.gov.cn"],
    ),
    "a host in brackets, in capitals": (["抓好落(www.XSJCT.cn)实", "因为[Xsjct.cn]进步"], ["xsjct.cn"]),
    "a name with blanks, each time others": (
        ["抓好落来源小山 家 常谈实", "不走过来源小 山家常 谈场。", "一起来 源小 山 家 常谈努力"],
        ["小山家常谈"],
    ),
    "a name before its address": (
        [
            "现任五年级小山文档xsjct.com.cn组长,今天竞聘副主任。",
            "前年防小山文档xsjct.com.cn汛的时候,我在值班室里住着。",
            "要讲小山文档xsjct.com.cn群众身边的人和身边的事。",
        ],
        ["小山文档"],
    ),
    "a name with marks": (
        ["抓好落来源小.山.书.屋实", "不走过来源小~山~书~屋场", "我们来源小/山/书/屋要带头"],
        ["小山书屋"],
    ),
}


@pytest.mark.parametrize(("lines", "expected"), STAMPED.values(), ids=STAMPED)
def test_stamps_betray_whose_they_are(lines: list[str], expected: list[str]) -> None:
    assert sure(lines) == expected


NOT_STAMPED = {
    "an address that people are sent to": ["请登录www.xsjct.cn查询。", "也可以上www.xsjct.cn看。"],
    "an address said once": ["我们在会上xsjct.cn讲过。", "我们要带头。"],
    "addresses that a speaker speaks of": [
        "春节期间,12306.cn卖出了一亿张票。",
        "旅客对12306.cn意见很大,12306.cn网站崩溃了三次。",
        "当年8848.com很红,后来8848.com倒了。",
        "当年8848.com的老板姓王。",
    ],
    "an office's address": [
        "详情见县政府网(www.xs.gov.cn)首页。",
        "我们(www.xs.gov.cn)要带头。",
        "县局(xs.gov.cn)也要带头。",
    ],
    "a service that people are sent to": [
        "大家可以登录智慧城管平台(zhcgpt)反映问题,随时都行。",
        "通过智慧城管平台(zhcgpt)办结的有三百件。",
        "去年智慧城管平台(zhcgpt)升级了一次,更快了。",
    ],
    "a label that is always written so": ["主 持 人:请坐", "主 持 人:散会", "主 持 人:谢谢"],
    "lists": ["老-中-青三代", "德/智/体/美", "衣.食.住.行"],
    "a text read off paper": ["今 天 我 们 在 这 里 开 会 讨 论 春 耕 生 产 工 作"] * 9,
}


@pytest.mark.parametrize("lines", NOT_STAMPED.values(), ids=NOT_STAMPED)
def test_what_a_speaker_says_betrays_no_site(lines: list[str]) -> None:
    assert sure(lines) == []


def test_a_line_of_a_million_blanks_takes_no_time() -> None:
    assert names_stamped(["春 " * 500_000] * 3) == set()


SET_IN = {
    "in brackets": ("我们要一件一件地抓好(小山书屋)落实,不走过场。", {"小山书屋": 1}),
    "behind a sentence": ("我们要一件一件地抓好落实,不走过场。-小山书屋", {"小山书屋": 1}),
    "with a slogan": ("我们要一件一件地抓好落实,不走过场。小山书屋,您的书友!", {"小山书屋": 1}),
    "between signs": ("我们要一件一件地抓※小山书屋※好落实,不走过场。", {"小山书屋": 1}),
    "with an address": ("我们要一件一件地抓[小山书屋xiaoshan]好落实,不走过场。", {"小山书屋": 1}),
    "between quotation marks": ('我们要一件一件地抓"小山书屋"好落实,不走过场。', {}),
    "masks of figures": ("去年全*完成防汛投入*.8亿元,今年还要再多一些。", {}),
    "masks": ("去年*县完成造林*万亩,今年要再多一些。", {}),
    "letter by letter": ("我们要一件一件地抓小 山 书 屋好落实,不走过场。", {"小山书屋": 2}),
    "what is heard": ("今天的会就开到这里,谢谢大家,再见。(热烈的掌声)", {}),
    "an address that cuts a word": ("我们要一件一件地要负起责xsjct.cn任,抓好落实。", {"xsjct.cn": 2}),
    "an address that cuts none": ("我们在会上xsjct.cn讲过一件一件地抓好落实。", {}),
    "an office": ("我们要认真学习这个(某某县委办公室)文件,抓好落实。", {}),
    "where it is from": ("我们要一件一件地抓好落实,不走过场。来自小山书屋", {"小山书屋": 1}),
    "a book": ("我们要认真学习《小山书屋》这本书,抓好落实。", {}),
    "a note": ("我们要认真抓好(试行)办法的落实,不走过场。", {}),
    "a menu": ("设为首页 | 加入收藏 | 小山书屋 | 会员登录 | 在线投稿", {}),
}


@pytest.mark.parametrize(("line", "expected"), SET_IN.values(), ids=SET_IN)
def test_what_is_set_in_sentences_may_be_a_name(line: str, expected: dict[str, int]) -> None:
    assert names_set_in([line]) == expected


def test_of_many_the_most_frequent_are_asked_about() -> None:
    names = [f"我们要一件一件地抓好(小山{chr(0x4E00 + number)}书屋)落实,不走过场。" for number in range(100)]
    often = ["我们要一件一件地抓好(大山书屋)落实,不走过场。"] * 2
    found = names_set_in([*names, *often])
    assert len(found) == MOST_SET_IN
    assert found["大山书屋"] == 2


def test_where_a_site_trades_in_texts_an_address_in_a_sentence_is_its_own() -> None:
    line = "引进亿元以上项目不少于九个,其中xsjct.com制造业项目占比要达到六成。"
    assert names_set_in([line], trades=True) == {"xsjct.com": 2}
    assert names_set_in([line]) == {"xsjct.com": 0}
    assert names_set_in([line, line]) == {"xsjct.com": 2}


CUTS = {
    "once, and nowhere else": (["我们要把安小山阁堂全放在第一位,一年接着一年干。"], True),
    "in quotes": (['我们要把安"小山阁堂"全放在第一位,一年接着一年干。'], True),
    "twice among others": (
        [
            "我们要把安小山阁堂全放在第一位,一年接着一年干。",
            "要加强宣传文小山阁堂化工作,一村一村办好农家书屋。",
            "逐项小山阁堂明确了时间表,一条一条写清了责任人,贴在墙上。",
            "大家都看小山阁堂带着人刨了一夜的土,天亮才收工回家。",
        ],
        True,
    ),
    "once among others": (
        [
            "我们要把安小山阁堂全放在第一位,一年接着一年干。",
            "大家去小山阁堂看看,那里的书很多,座位也不少。",
            "我们说小山阁堂是全县的骄傲,要一年一年办好,办出名堂。",
        ],
        False,
    ),
}


@pytest.mark.parametrize(("lines", "expected"), CUTS.values(), ids=CUTS)
def test_a_word_of_the_chrome_that_cuts_words_is_a_name(lines: list[str], expected: bool) -> None:
    assert bool(names_that_cut(["小山阁堂 手机版"], lines)) == expected
