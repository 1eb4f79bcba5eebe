import pytest

from cleaner.formats.html_lines import lines_of
from cleaner.formats.html_marks import marks_of

TITLE = "在全县大会上的讲话"
BODY = "".join(
    f"<p>　　同志们，今天我们召开第{number}次会议，主要任务是分析形势，安排部署今后的工作。</p>"
    for number in range(1, 6)
)


def found(between: str, above: str = "") -> tuple[str, list[str]]:
    """Return when a page was published by its lines, and the line that says so."""
    from resiliparse.parse.html import HTMLTree

    lines = lines_of(HTMLTree.parse(f"<div>{above}<h1>{TITLE}</h1>{between}<div>{BODY}</div></div>"))
    text = "\n".join(line.text for line in lines)
    facts: dict[str, str] = {}
    marks = marks_of(lines, facts, TITLE)
    return facts.get("published", ""), [text[m.start : m.end] for m in marks if m.rule == "markup-byline"]


STAYS = {
    "when the speech was given": "<p>（2020年3月1日）</p>",
    "a date that nothing names": "<p>2020年3月1日</p>",
    "since when somebody is a member": "<div class=info>注册时间：2020-03-01</div>",
    "a sentence": "<div class=info>会议于2020年3月1日召开，时间半天。</div>",
}


@pytest.mark.parametrize("between", STAYS.values(), ids=STAYS)
def test_a_line_that_is_no_byline_stays(between: str) -> None:
    assert found(between) == ("", [])


BYLINES = {
    "with a clock": ("2020年3月1日 10:30", "2020-3-1"),
    "that is called so": ("发布日期：2020年3月1日", "2020-3-1"),
    "in figures": ("2020-03-01", "2020-03-01"),
    "a leaf of a calendar": ("202003/01 10:30:41", "2020-03-01"),
}


@pytest.mark.parametrize(("line", "date"), BYLINES.values(), ids=BYLINES)
def test_a_byline_tells_when_the_page_was_published(line: str, date: str) -> None:
    assert found(f"<p>{line}</p>") == (date, [line])


def test_the_box_of_the_text_may_hold_the_byline() -> None:
    from resiliparse.parse.html import HTMLTree

    facts: dict[str, str] = {}
    marks_of(lines_of(HTMLTree.parse(f"<div><h1>{TITLE}</h1><p class=date>2020-03-01</p>{BODY}</div>")), facts, TITLE)
    assert facts["published"] == "2020-03-01"


def test_a_date_above_the_title_counts_where_its_box_says_what_it_is() -> None:
    assert found("", "<p>今天是2020-03-01</p>") == ("", [])
    assert found("", "<h4 class=post-date>2020年3月1日</h4>") == ("2020-3-1", [])


@pytest.mark.parametrize(
    ("below", "expected"), [("时间：2020-03-01 来源：某报", TITLE), ("（2020年3月1日）", None), ("一、认识", None)]
)
def test_a_heading_above_a_byline_is_the_title_where_the_head_names_the_site(below: str, expected: str | None) -> None:
    from resiliparse.parse.html import HTMLTree

    markup = f"<h2>当前位置：<a href=x>首页</a></h2><h3>{TITLE}</h3><p>{below}</p>{BODY}"
    facts: dict[str, str] = {}
    marks_of(lines_of(HTMLTree.parse(markup)), facts, "内容管理系统")
    assert facts.get("title") == expected


ANSWERED = f"<div><h1>{{asks}}</h1><div>领导突然通知的，我一点头绪都没有，求帮忙。</div><div>最佳答案</div><p>{TITLE}</p><div>{BODY}</div></div>"


@pytest.mark.parametrize(
    ("asks", "title"),
    [("求一份大会讲话稿，急用", TITLE), ("大会讲话稿怎么写？", TITLE), ("全县大会讲话稿范文", "全县大会讲话稿范文")],
)
def test_an_answer_has_its_own_title_where_the_page_only_asks_for_one(asks: str, title: str) -> None:
    from resiliparse.parse.html import HTMLTree

    lines = lines_of(HTMLTree.parse(f"<title>{asks}</title>" + ANSWERED.format(asks=asks)))
    text = "\n".join(line.text for line in lines)
    facts: dict[str, str] = {"title": asks}
    gone = {text[mark.start : mark.end] for mark in marks_of(lines, facts, asks)}
    assert facts["title"] == title
    assert {"领导突然通知的，我一点头绪都没有，求帮忙。", "最佳答案"} <= gone
