import time

import pytest

from cleaner.formats.html_chrome import Page
from cleaner.formats.html_lines import lines_of

BODY = "".join(
    f"<p>　　同志们，今天我们召开第{number}次会议，主要任务是分析形势，安排部署今后的工作。大家要认真学习，抓好落实。</p>"
    for number in range(1, 9)
)
TEASER = "昨天上午，全县召开会议，总结前一阶段的工作，安排下一阶段的任务。"
COMMENT = "写得真好，我们单位也开了这样的会，领导讲得很实在，收藏了慢慢学习。"


def sections(markup: str) -> set[str]:
    from resiliparse.parse.html import HTMLTree

    lines = lines_of(HTMLTree.parse(markup))
    return {lines[number].text for number in Page(lines).named}


STAYS = {
    "paragraphs behind a name amid them": (f"<div>{BODY}<p>推荐阅读</p>{BODY}</div>", {"推荐阅读"}),
    "the same where breaks part the lines": (
        f"<td>{BODY.replace('<p>', '').replace('</p>', '<br>')}相关链接<br>第二部分，各位代表要把会议精神带回去。</td>",
        {"相关链接"},
    ),
    "the text under the name of its column": (f"<div><h3>新闻动态</h3><div>{BODY}</div></div>", set()),
    "the text under a button for comments": (f"<div><ul><li><a href=1>回复</a></ul><div>{BODY}</div></div>", set()),
    "a heading that has more to say": (f"<div>{BODY}<p>三、关于评论工作</p></div>", set()),
    "the text behind a column's name and a heading": (
        f"<div><h3>通知公告</h3><p>{TEASER}</p><h3>讲话全文</h3>{BODY}</div>",
        {"通知公告", TEASER},
    ),
}


@pytest.mark.parametrize(("markup", "expected"), STAYS.values(), ids=STAYS)
def test_text_is_in_no_section(markup: str, expected: set[str]) -> None:
    assert sections(markup) == expected


GOES = {
    "a box that a name opens": (
        f"<div>{BODY}<div><b>猜你喜欢</b><div>{TEASER}</div></div></div>",
        {"猜你喜欢", TEASER},
    ),
    "what follows a name beside the text": (
        f"<div><div>{BODY}</div><h3>相关新闻</h3><div>{TEASER}</div></div>",
        {"相关新闻", TEASER},
    ),
    "links behind a name amid paragraphs": (
        f"<div>{BODY}<p>延伸阅读：</p><p><a href=1>甲</a></p>{BODY}</div>",
        {"延伸阅读：", "甲"},
    ),
    "comments under what a site says of them": (
        f"<div><div>{BODY}</div><h4>展开网友讨论（与本站立场无关！）</h4><p>{COMMENT}</p></div>",
        {"展开网友讨论（与本站立场无关！）", COMMENT},
    ),
    "any number of comments": (
        f"<div><div>{BODY}</div><div><p>网友评论（40条）</p>{f'<p>{COMMENT}</p>' * 40}</div></div>",
        {"网友评论（40条）", COMMENT},
    ),
}


@pytest.mark.parametrize(("markup", "expected"), GOES.values(), ids=GOES)
def test_named_sections_go(markup: str, expected: set[str]) -> None:
    assert sections(markup) == expected


def test_a_page_of_nothing_but_names_takes_no_time() -> None:
    start = time.process_time()
    sections("<div>推荐阅读</div><h1>甲</h1>" * 20_000)
    assert time.process_time() - start < 60  # what is quadratic takes hours
