import pytest

from cleaner.formats.html_chrome import AREA, LINK, OUTSIDE, Page
from cleaner.formats.html_lines import MarkedLine, lines_of

BODY = "".join(
    f"<p>　　同志们，今天我们召开第{number}次会议，主要任务是分析形势，安排部署今后的工作。大家要认真学习，抓好落实。</p>"
    for number in range(1, 5)
)

SENTENCE = BODY.partition("</p>")[0] + "</p>"


def _lines(markup: str) -> list[MarkedLine]:
    from resiliparse.parse.html import HTMLTree

    return lines_of(HTMLTree.parse(markup))


def chrome(markup: str, title: str | None = None) -> dict[str, str]:
    lines = _lines(markup)
    row = next((number for number, line in enumerate(lines) if line.text == title), None)
    return {lines[number].text: reason for number, reason in Page(lines).chrome(row).items()}


STAYS = {
    "nothing but text": f"<div>{BODY}</div>",
    "a heading between paragraphs": f"<div>{BODY}<p>一、统一思想</p>{BODY}</div>",
    "a heading that is a link": f"<div>{BODY}<p><a href=x>一、统一思想</a></p>{BODY}</div>",
    "text in a box that is called nav": f"<div class=nav>{BODY}</div>",
    "text in a box that is called comment": f"<div id=comment>{BODY}</div>",
    "a link that was never closed": f"<a href=x><div>{BODY}</div>",
    "text in two boxes": f"<div><div>{BODY}</div><div>{BODY}</div></div>",
    "a last paragraph in a box of its own": f"<div><div><div>{BODY}</div></div></div><div><div><p>散会</p>{SENTENCE}</p></div></div>",
    "a signature under the box of the text": f"<div><div>{BODY}</div><p>某某县人民政府</p><p>2023年3月1日</p></div>",
    "speaker and date above the box of the text": f"<div><p>县委书记　李某某</p><p>（2023年3月1日）</p><div>{BODY}</div></div>",
    "too little text to tell": "<div><p>同志们：</p><p>今天开会，就到这里。</p></div><div><p>散会</p></div>",
    "a table in the text": f"<div>{BODY}<table><tr><td>甲镇</td><td>3000亩</td></tr></table>{BODY}</div>",
    "a signature without a date under the box of the text": f"<div><div>{BODY}</div><p>李某某</p></div>",
    "sections that each open with a link": "<div>"
    + "".join(f"<section><h4><a href=x>{n}、统一思想</a></h4>{SENTENCE}</section>" for n in "一二三")
    + f"{BODY}</div>",
    "two boxes of a link and a sentence": "<div>" + f"<div><a href=x>要点。</a>{SENTENCE}</div>" * 2 + f"{BODY}</div>",
    "words that begin like those of areas": f"<div class='content navy footnote'>{BODY}</div>",
}


@pytest.mark.parametrize("markup", STAYS.values(), ids=STAYS)
def test_text_stays(markup: str) -> None:
    assert chrome(markup) == {}


GOES = {
    "a menu": (f"<ul><li><a href=1>首页</a><li><a href=2>要闻</a></ul><div>{BODY}</div>", {"首页": LINK, "要闻": LINK}),
    "a list of links in the text": (
        f"<div>{BODY}<p><a href=1>甲</a></p><p><a href=2>乙</a></p><p><a href=3>丙</a></p>{BODY}</div>",
        {"甲": LINK, "乙": LINK, "丙": LINK},
    ),
    "a link under the text": (f"<div>{BODY}<p><a href=1.doc>会议日程.doc</a></p></div>", {"会议日程.doc": LINK}),
    "a trail of crumbs": (
        f"<div class=weizhi>当前位置：<a href=1>首页</a>&gt;正文</div><div>{BODY}</div>",
        {"当前位置：首页>正文": AREA},
    ),
    "sentences of a footer": (
        f"<div><div>{BODY}</div><div class=footer><p>本网站所有内容，未经许可不得转载，违者必究其责任。</p></div></div>",
        {"本网站所有内容，未经许可不得转载，违者必究其责任。": AREA},
    ),
    "comments": (
        f"<div><div>{BODY}</div><div id=comments><p>写得真好，很受启发，谢谢楼主的无私分享，收藏了。</p></div></div>",
        {"写得真好，很受启发，谢谢楼主的无私分享，收藏了。": AREA},
    ),
    "a link between paragraphs": (
        f"<div>{BODY}<p><a href=1>在大会上的讲话</a></p>{BODY}</div>",
        {"在大会上的讲话": LINK},
    ),
    "teasers near the text": (
        f"<div><div>{BODY}</div>"
        + "".join(
            f"<div class=i><a href=x>会议{n}</a><p>昨天上午召开会议{n}，总结了前一阶段的工作。</p></div>"
            for n in "甲乙丙"
        )
        + "</div>",
        {
            line: reason
            for n in "甲乙丙"
            for line, reason in ((f"会议{n}", LINK), (f"昨天上午召开会议{n}，总结了前一阶段的工作。", AREA))
        },
    ),
    "the posts below the first": (
        f"<div><div class=post><p>小山 2006-4-9 13:49</p>{BODY}</div>"
        + "".join(
            f"<div class=post><p>{n} 2006-4-9 22:10</p><p>写材料写到半夜，看到这篇总算有了思路，感谢。</p></div>"
            for n in "甲乙"
        )
        + "</div>",
        {
            line: AREA
            for n in "甲乙"
            for line in (f"{n} 2006-4-9 22:10", "写材料写到半夜，看到这篇总算有了思路，感谢。")
        },
    ),
    "what lies far from the text": (
        f"<div><div><div>{BODY}</div><p>落款</p></div></div><div><div>今天是星期二</div><div>关于我们 | 网站地图</div></div>",
        {"今天是星期二": OUTSIDE, "关于我们 | 网站地图": OUTSIDE},
    ),
}


@pytest.mark.parametrize(("markup", "expected"), GOES.values(), ids=GOES)
def test_chrome_goes(markup: str, expected: dict[str, str]) -> None:
    assert chrome(markup) == expected


def test_sentences_above_what_the_page_says_is_its_title_go() -> None:
    teaser = "<p>昨天上午，全县召开会议，总结前一阶段的工作，安排下一阶段的任务。</p>"
    markup = f"<div><div>{teaser * 3}</div><div><p>在全县大会上的讲话</p>{BODY}</div></div>"
    title = next(number for number, line in enumerate(_lines(markup)) if line.text == "在全县大会上的讲话")
    assert Page(_lines(markup)).chrome(title) == {}
    assert set(Page(_lines(markup), [title]).chrome(title)) == set(range(title))


def test_a_short_text_below_its_title_is_known_among_teasers() -> None:
    teasers = "".join(
        f"<div><a href=x>会议{n}</a><p>昨天上午召开会议{n}，总结了前一阶段的工作。</p></div>" for n in "甲乙丙丁"
    )
    text = "<div><h1>关于召开会议的通知</h1><p>各村居：根据上级要求，定于本周五上午九点召开防汛工作会议，请准时参加。</p><p>特此通知。</p></div>"
    lines = _lines(f"<div>{teasers}</div>{text}")
    title = next(number for number, line in enumerate(lines) if line.heading)
    assert set(Page(lines, [title]).chrome(title)) == set(range(title))


def test_a_line_below_much_text_is_no_title_of_it() -> None:
    lines = _lines(f"<div>{BODY}<p>在全县大会上的讲话</p>{BODY}</div>")
    assert Page(lines, [4]).chrome(4) == {}


def test_between_title_and_text_rules_decide() -> None:
    markup = f"<div>某某网</div><div><h1>讲话</h1><div>来源：某报</div><div>{BODY}</div></div>"
    assert chrome(markup, "讲话") == {"某某网": OUTSIDE}


def test_a_heading_behind_an_advert_between_two_boxes_of_text_stays() -> None:
    second = f"<div><p>甲</p><p>乙</p><p>丙</p><p>丁</p><p>一、统一思想</p>{SENTENCE}</div>"
    assert chrome(f"<div><div>{BODY}</div><div class=ad>广告</div>{second}</div>") == {"广告": AREA}
