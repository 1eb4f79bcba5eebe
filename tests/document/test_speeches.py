"""Finding the speeches of a page: what stays one speech first, then splitting, then titles, dates and speakers."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.document.fold import fold
from cleaner.document.forms import LONGEST_TITLE, could_be_title, is_heading, is_salutation, opens_paragraph
from cleaner.document.headers import SHORTEST_SPEECH
from cleaner.document.headers import STYLES as HEADER_STYLES
from cleaner.document.speeches import Outline, Part, outline
from cleaner.document.strip import Line, lines_of
from cleaner.document.titles import title_key

BODY = (
    "同志们：\n今天我们召开这次会议，主要任务是总结去年的工作，安排今年的任务，请大家认真领会，抓好落实。\n谢谢大家！"
)


def read(text: str, **options: Any) -> Outline:
    return outline(lines_of(fold(text)), set(), (), **options)


def lifted(text: str, part: Part | None = None) -> list[tuple[str, str]]:
    """Return (field, value) of all that is lifted for a part, or for the page where there is none."""
    lines = lines_of(fold(text))
    lifts = read(text).lifts if part is None else part.lifts
    return [(lift.field, lines[row].text[lift.start : lift.end]) for row in sorted(lifts) for lift in lifts[row]]


def titles(text: str) -> list[str]:
    """Return the last title of each speech, or an empty string."""
    return [([""] + [v for f, v in lifted(text, part) if f == "title"])[-1] for part in read(text).parts]


def only(text: str) -> list[tuple[str, str]]:
    """Return what is lifted for the single speech of a page."""
    parts = read(text).parts
    assert len(parts) == 1
    return lifted(text, parts[0])


def collection(*headers: str, body: str = BODY) -> str:
    return "\n".join(f"{header}\n{body}" for header in headers)


LONG = "我们要坚持以发展为第一要务，统筹推进各项工作，确保全年目标任务圆满完成，让人民群众得到更多实惠。"
ONE_SPEECH = {
    "empty": "",
    "a single line": "同志们，大家好。",
    "parts with Chinese numerals": f"一、回顾\n{LONG}\n二、任务\n{LONG}\n三、要求\n{LONG}",
    "parts in brackets": f"（一）回顾\n{LONG}\n（二）任务\n{LONG}\n（三）要求\n{LONG}",
    "parts in half-width brackets": f"(1)回顾\n{LONG}\n(2)任务\n{LONG}",
    "counting with a comma": f"第一，回顾。\n{LONG}\n第二，任务。\n{LONG}\n第三，要求。\n{LONG}",
    "counting without a comma": f"第一\n{LONG}\n第二\n{LONG}",
    "chapters": f"第一章 总则\n{LONG}\n第二章 任务\n{LONG}",
    "sections": f"第一节 总则\n{LONG}\n第二节 任务\n{LONG}",
    "parts by name": f"第一部分 回顾\n{LONG}\n第二部分 任务\n{LONG}",
    "numbered points": f"1、回顾\n{LONG}\n2、任务\n{LONG}\n3.要求\n{LONG}",
    "firstly": f"一是回顾。\n{LONG}\n二是任务。\n{LONG}",
    "an article in a sentence": f"他的第一篇文章写得很好，大家都读过。\n{LONG}\n第二篇文章也写得很好，值得大家学习。\n{LONG}",
    "a sentence that begins with its number": f"第一篇文章，写的是发展。\n{LONG}\n第二篇文章，写的是改革。\n{LONG}",
    "three great articles": f"写好三篇大文章\n{LONG}\n第一篇，做好“水”的文章，把水资源变成发展的资本，这是我们最大的优势所在，也是大家的共识，必须长期坚持下去不动摇，一代一代干下去。\n{LONG}",
    "numbers that run backwards": f"第三篇 讲话\n{LONG}\n第二篇 讲话\n{LONG}\n第一篇 讲话",
    "numbers that begin at three": f"篇3：讲话\n{LONG}\n篇4：讲话\n{LONG}",
    "numbers that leap": f"篇1：讲话\n{LONG}\n篇9：讲话\n{LONG}",
    "a single header in a doubtful style": f"讲话稿1\n{LONG}",
    "a list of topics with nothing under them": f"篇1：讲话\n篇2：发言\n篇3：致辞\n{LONG}",
    "years": f"工作会议讲话2019\n{LONG}\n工作会议讲话2020\n{LONG}",
    "examples": f"警示教育讲话\n例一：某局长受贿\n{LONG}\n例二：某主任挪用公款\n{LONG}",
    "materials": f"关于案情的汇报\n材料一：谈话笔录\n{LONG}\n材料二：银行流水\n{LONG}",
    "points": f"在座谈会上的讲话\n其一：要有理想\n{LONG}\n其二：要有本领\n{LONG}",
    "reports that are heard": f"宣讲提纲\n报告一：新时代的成就\n{LONG}\n报告二：新时代的任务\n{LONG}",
    "one heading over several parts": f"工作总结\n主要工作（一）\n{LONG}\n主要工作（二）\n{LONG}\n主要工作（三）\n{LONG}",
    "parts that are named like speeches": f"工作报告\n第一部分：去年工作总结\n{LONG}\n第二部分：今年工作方案\n{LONG}",
    "headings named like speeches, under a title with 三篇": (
        f"写好三篇大文章的报告\n一、去年工作总结\n{LONG}\n二、整改意见\n{LONG}\n三、今年工作方案\n{LONG}"
    ),
    "annexes": f"关于印发文件的报告\n附件1：实施方案\n{LONG}\n附件2：工作总结\n{LONG}",
    "the head of printed pages": "\n".join(
        ["镇政府工作报告", *(f"{LONG[:-1]}\n镇政府工作报告 {number}\n，今后还要努力。{LONG}" for number in range(1, 6))]
    ),
}


@pytest.mark.parametrize("text", ONE_SPEECH.values(), ids=ONE_SPEECH.keys())
def test_stays_one_speech(text: str) -> None:
    found = read(text)
    assert len(found.parts) == 1
    assert (found.parts[0].first, found.parts[0].last) == (0, text.count("\n"))


@pytest.mark.parametrize("text", ONE_SPEECH.values(), ids=ONE_SPEECH.keys())
def test_running_text_is_never_lifted(text: str) -> None:
    lines = lines_of(fold(text))
    assert not [lines[row].text for row in read(text).lifted_lines() if lines[row].text.endswith(("。", ":"))]


STYLES = {
    "第一篇 with a title": (("第一篇 甲地会议讲话", "第二篇 乙地会议讲话"), ("甲地会议讲话", "乙地会议讲话")),
    "第一篇 with a colon": (("第一篇：甲地会议讲话", "第二篇：乙地会议讲话"), ("甲地会议讲话", "乙地会议讲话")),
    "第1篇 with a comma for lists": (("第1篇、甲地会议讲话", "第2篇、乙地会议讲话"), ("甲地会议讲话", "乙地会议讲话")),
    "第一篇 alone": (("第一篇", "第二篇", "第三篇"), ("", "", "")),
    "第一篇： alone": (("第一篇：", "第二篇："), ("", "")),
    "in lenticular brackets": (("【第一篇】甲地会议讲话", "【第二篇】乙地会议讲话"), ("甲地会议讲话", "乙地会议讲话")),
    "in square brackets": (("[篇1]甲地会议讲话", "［篇2］乙地会议讲话"), ("甲地会议讲话", "乙地会议讲话")),
    "篇一 with a colon": (("篇一：甲地会议讲话", "篇二：乙地会议讲话"), ("甲地会议讲话", "乙地会议讲话")),
    "篇1 alone": (("篇1", "篇2"), ("", "")),
    "范文一": (("范文一：甲地会议讲话", "范文二：乙地会议讲话"), ("甲地会议讲话", "乙地会议讲话")),
    "例文(1)": (("例文（1）：甲地会议讲话", "例文（2）：乙地会议讲话"), ("甲地会议讲话", "乙地会议讲话")),
    "发言稿1 alone": (("发言稿1", "发言稿2"), ("", "")),
    "title before 篇1": (("工作会议讲话稿篇1", "工作会议讲话稿篇2"), ("工作会议讲话稿", "工作会议讲话稿")),
    "title before 篇一": (("工作会议讲话稿篇一", "工作会议讲话稿篇二"), ("工作会议讲话稿", "工作会议讲话稿")),
    "title before (一)": (("工作会议讲话稿（一）", "工作会议讲话稿（二）"), ("工作会议讲话稿", "工作会议讲话稿")),
    "a number at the end": (("工作会议讲话稿一", "工作会议讲话稿二"), ("工作会议讲话稿", "工作会议讲话稿")),
    "in stars": (("★篇一：甲地会议讲话★", "★篇二：乙地会议讲话★"), ("甲地会议讲话", "乙地会议讲话")),
    "讲话一": (("讲话一：甲地会议讲话", "讲话二：乙地会议讲话"), ("甲地会议讲话", "乙地会议讲话")),
    "a title that names a book": (
        ("第一篇：学《论语》心得体会", "第二篇：乙地会议讲话"),
        ("学《论语》心得体会", "乙地会议讲话"),
    ),
    "between arrows": (("►篇一◄ 甲地会议讲话", "►篇二◄ 乙地会议讲话"), ("甲地会议讲话", "乙地会议讲话")),
    "第一则": (("第一则：甲地会议讲话", "第二则：乙地会议讲话"), ("甲地会议讲话", "乙地会议讲话")),
    "title in book marks": (("篇一：《甲地会议讲话》", "篇二：《乙地会议讲话》"), ("甲地会议讲话", "乙地会议讲话")),
    "Traditional": (("第一篇：甲地會議講話", "第二篇：乙地會議講話"), ("甲地会议讲话", "乙地会议讲话")),
    "indented": (("　　篇一：甲地会议讲话", "　　篇二：乙地会议讲话"), ("甲地会议讲话", "乙地会议讲话")),
    "the last of three in a list of two digits": (
        tuple(f"第{n}篇：讲话" for n in ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一")),
        ("讲话",) * 11,
    ),
}


@pytest.mark.parametrize(("headers", "wanted"), STYLES.values(), ids=STYLES.keys())
def test_splits_a_collection(headers: tuple[str, ...], wanted: tuple[str, ...]) -> None:
    text = collection(*headers)
    assert titles(text) == list(wanted)


@pytest.mark.parametrize(("headers", "wanted"), STYLES.values(), ids=STYLES.keys())
def test_parts_follow_one_another_without_a_gap(headers: tuple[str, ...], wanted: tuple[str, ...]) -> None:
    text = "前面有一行文字，是这一页的说明。\n" + collection(*headers) + "\n\n"
    parts = read(text).parts
    assert len(parts) == len(wanted)
    assert parts[0].first == 0
    assert parts[-1].last == text.count("\n")
    assert all(a.last + 1 == b.first for a, b in itertools.pairwise(parts))


def test_a_number_may_be_missing() -> None:
    assert len(read(collection("篇一：甲地讲话", "篇三：丙地讲话")).parts) == 2


def test_the_style_with_most_speeches_wins_over_points_inside_them() -> None:
    body = f"{BODY}\n讲话稿（一）\n{LONG}\n讲话稿（二）\n{LONG}"
    assert titles(collection("第一篇：甲地讲话", "第二篇：乙地讲话", "第三篇：丙地讲话", body=body)) == [
        *("甲地讲话", "乙地讲话", "丙地讲话")
    ]


def test_a_single_header_in_the_surest_style_at_the_top_is_a_title() -> None:
    assert titles(f"第一篇：甲地会议讲话\n{BODY}") == ["甲地会议讲话"]


def test_a_header_with_too_little_under_it_is_no_speech() -> None:
    text = f"篇一：甲地讲话\n{'字' * (SHORTEST_SPEECH - 1)}\n篇二：乙地讲话\n{BODY}"
    assert len(read(text).parts) == 1


def test_a_table_of_contents_is_lifted_and_splits_nothing() -> None:
    contents = "目录\n第一篇：甲地会议讲话\n第二篇：乙地会议讲话\n"
    text = contents + collection("第一篇：甲地会议讲话", "第二篇：乙地会议讲话")
    assert titles(text) == ["甲地会议讲话", "乙地会议讲话"]
    assert lifted(text) == [
        ("contents", "目录"),
        ("contents", "第一篇:甲地会议讲话"),
        ("contents", "第二篇:乙地会议讲话"),
    ]


def test_the_title_of_a_collection_belongs_to_the_page() -> None:
    text = "党建工作会议讲话稿两篇\n" + collection("篇一：甲地会议讲话", "篇二：乙地会议讲话")
    assert lifted(text) == [("title", "党建工作会议讲话稿两篇")]
    assert titles(text) == ["甲地会议讲话", "乙地会议讲话"]


def test_an_introduction_between_the_title_and_the_first_header_stays() -> None:
    text = "党建讲话稿两篇\n这里收集了两篇讲话，供大家参考。\n" + collection("篇一：甲地讲话", "篇二：乙地讲话")
    assert lifted(text) == [("title", "党建讲话稿两篇")]
    assert read(text).parts[0].first == 0


def test_a_title_repeated_below_its_header_is_lifted_with_it() -> None:
    text = collection("第一篇：2020年甲地党建工作会议讲话", "第二篇：乙地党建工作会议讲话").replace(
        "会议讲话\n同志们", "会议讲话\n甲地党建工作会议讲话\n同志们", 1
    )
    assert titles(text)[0] == "甲地党建工作会议讲话"
    assert 1 in read(text).parts[0].lifts


def test_a_title_below_a_header_without_one_is_lifted() -> None:
    assert titles(collection("第一篇\n在甲地会议上的讲话", "第二篇\n在乙地会议上的讲话")) == [
        *("在甲地会议上的讲话", "在乙地会议上的讲话")
    ]


def test_dates_below_a_header_belong_to_their_speech() -> None:
    text = collection("篇一：甲地讲话\n（2012年3月9日）", "篇二：乙地讲话\n二〇一二年三月十日")
    assert [dict(lifted(text, part)).get("date") for part in read(text).parts] == [
        *("(2012年3月9日)", "二〇一二年三月十日")
    ]


def test_without_splitting_a_collection_is_one_speech() -> None:
    found = read(collection("第一篇：甲地讲话", "第二篇：乙地讲话"), split=False)
    assert len(found.parts) == 1


NO_TITLE = {
    "a salutation first": BODY,
    "running text first": f"{LONG}\n{LONG}",
    "a numbered heading first": f"一、工作回顾\n{LONG}",
    "a title and nothing else": "在全区工作会议上的讲话",
    "two titles and nothing else": "在全区工作会议上的讲话\n在全县工作会议上的发言",
    "too short": f"讲话\n{BODY}",
    "too long": f"{'在全区党建工作会议上的讲话' * 5}\n{BODY}",
    "no Chinese": f"Speech at the Meeting\n{BODY}",
    "a clause": f"在全区工作会议上的讲话，\n{BODY}",
    "a line of running text that is broken": f"{LONG[:40]}\n{LONG[40:]}\n{LONG}",
    "a greeting": f"同学们好\n{BODY}",
    "spoken sentences": f"大家好\n我叫张三\n今天我演讲的题目是担当\n{BODY}",
    "ends in a colon": f"现将讲话稿印发如下：\n{BODY}",
}


@pytest.mark.parametrize("text", NO_TITLE.values(), ids=NO_TITLE.keys())
def test_lifts_no_title(text: str) -> None:
    assert titles(text) == [""]


TITLED = {
    "first line": (f"在全区工作会议上的讲话\n{BODY}", "在全区工作会议上的讲话"),
    "first line, blank lines about it": (f"\n\n在全区工作会议上的讲话\n\n\n{BODY}", "在全区工作会议上的讲话"),
    "below lines that are no titles": (f"某某网\n在全区工作会议上的讲话\n{BODY}", "在全区工作会议上的讲话"),
    "no title word, but the first line": (f"为政之要 重在落实\n{BODY}", "为政之要 重在落实"),
    "site behind a bar": (f"在全区工作会议上的讲话_某某网\n{BODY}", "在全区工作会议上的讲话"),
    "site behind a hyphen": (f"在全区工作会议上的讲话 - 某某文库\n{BODY}", "在全区工作会议上的讲话"),
    "a hyphen that belongs to it": (f"凝心聚力-在大会上的讲话\n{BODY}", "凝心聚力-在大会上的讲话"),
    "repeated, the first with a site": (
        f"在全区工作会议上的讲话_某某网\n在全区工作会议上的讲话\n{BODY}",
        "在全区工作会议上的讲话",
    ),
    "repeated as it is": (f"在全区工作会议上的讲话\n在全区工作会议上的讲话\n{BODY}", "在全区工作会议上的讲话"),
    "Traditional": (f"區委書記講話稿\n{BODY}", "区委书记讲话稿"),
    "in quotes": (f"《在全区工作会议上的讲话》\n{BODY}", "在全区工作会议上的讲话"),
    "the longest": (f"{'在全区工作会议上的讲话' * 5}共五次会议\n{BODY}", "在全区工作会议上的讲话" * 5 + "共五次会议"),
}


@pytest.mark.parametrize(("text", "title"), TITLED.values(), ids=TITLED.keys())
def test_lifts_the_title(text: str, title: str) -> None:
    assert len(title) <= LONGEST_TITLE
    assert titles(text) == [title]


def test_a_subtitle_belongs_to_its_title() -> None:
    text = f"凝心聚力 再创辉煌\n——在全区工作会议上的讲话\n{BODY}"
    assert only(text) == [("title", "凝心聚力 再创辉煌"), ("subtitle", "--在全区工作会议上的讲话")]


def test_both_lines_of_a_repeated_title_are_lifted() -> None:
    text = f"在全区工作会议上的讲话_某某网\n在全区工作会议上的讲话\n{BODY}"
    assert [field for field, _ in only(text)] == ["title", "title"]


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("（2012年3月9日）", "date", "(2012年3月9日)"),
        ("2012年3月", "date", "2012年3月"),
        ("2012-03-09", "date", "2012-03-09"),
        ("二〇一二年三月九日", "date", "二〇一二年三月九日"),
        ("二○一二年三月", "date", "二○一二年三月"),
        ("（2012年3月9日，北京）", "date", "(2012年3月9日,北京)"),
        ("（2012年3月9日在全区教育大会上）", "date", "(2012年3月9日在全区教育大会上)"),
        ("2012年3月9日 星期五", "date", "2012年3月9日 星期五"),
        ("民國一百零一年三月九日", "date", "民国一百零一年三月九日"),
        ("讲话时间：2012年3月9日", "date", "讲话时间:2012年3月9日"),
        ("讲话人：张三", "speaker", "张三"),
        ("（县长 ×××）", "speaker", "×××"),
        ("县委书记：王某某", "speaker", "王某某"),
        ("（主讲人：李四光）", "speaker", "李四光"),
        ("区委书记 张三", "speaker", "张三"),
        ("市长　李　四", "speaker", "李 四"),
        ("张三", "speaker", "张三"),
        ("高三（5）班  张三丰", "speaker", "张三丰"),
        ("演讲者：李四光", "speaker", "李四光"),
    ],
)
def test_lifts_dates_and_speakers_below_the_title(line: str, field: str, value: str) -> None:
    assert only(f"在全区工作会议上的讲话\n{line}\n{BODY}")[1:] == [(field, value)]


@pytest.mark.parametrize(
    "line",
    [
        *("区委办公室印发", "20*年10月", "会议于2012年3月9日召开", "今天", "书记讲了话"),
        *("尊敬的李市长 各位来宾", "某某公司董事长 新年致辞"),
    ],
)
def test_leaves_other_lines_below_the_title(line: str) -> None:
    assert [field for field, _ in only(f"在全区工作会议上的讲话\n{line}\n{BODY}")] == ["title"]


# Lines under a title, "-" before those that rules took out, and what is lifted.
WHEN = {
    "in figures above the salutation": (["2012-03-09"], {"date": "2012-03-09"}),
    "in figures above what rules took out": (["2019-03-04", "-来源：某某网"], {"published": "2019-03-04"}),
    "written out above what rules took out": (["二〇一二年三月九日", "-下载本文"], {"date": "二〇一二年三月九日"}),
    "in brackets above what rules took out": (["（2012年3月9日）", "-下载本文"], {"date": "(2012年3月9日)"}),
    "in figures below what rules took out": (["-来源：某某网", "2012-03-09"], {"date": "2012-03-09"}),
    "two, the latter in brackets": (
        ["2019-03-04", "本报记者", "（2012年3月9日）"],
        {"published": "2019-03-04", "date": "(2012年3月9日)"},
    ),
    "two in figures": (["2019-03-04", "本报记者", "2012-03-09"], {"published": "2019-03-04", "date": "2012-03-09"}),
}


@pytest.mark.parametrize(("below", "wanted"), WHEN.values(), ids=WHEN)
def test_the_date_of_a_speech_is_told_apart_from_that_of_its_page(below: list[str], wanted: dict[str, str]) -> None:
    texts = ["在全区工作会议上的讲话", *below, *BODY.split("\n")]
    lines = lines_of(fold("\n".join("" if text.startswith("-") else text for text in texts)))
    (part,) = outline(lines, set(), written=range(len(texts))).parts
    lifts = {lift.field: lines[row].text for row, found in part.lifts.items() for lift in found}
    assert lifts == {"title": "在全区工作会议上的讲话", **wanted}


LEAD = "这篇讲话写得很好，值得大家学习。"
BELOW_A_LEAD = {
    "a title": (f"免费下载，天天更新。\n在全区工作会议上的讲话\n{BODY}", {"title": "在全区工作会议上的讲话"}),
    "a title again": (
        f"在全区工作会议上的讲话\n{LEAD}\n在全区工作会议上的讲话\n{BODY}",
        {"title": "在全区工作会议上的讲话"},
    ),
    "a date and a speaker": (
        f"在全区工作会议上的讲话\n{LEAD}\n（2012年3月9日）\n区委书记 张三\n{BODY}",
        {"title": "在全区工作会议上的讲话", "date": "(2012年3月9日)", "speaker": "张三"},
    ),
    "nothing, where a line is said and no title": (
        f"在全区工作会议上的讲话\n{LEAD}\n是否同意先开始报告？\n{BODY}",
        {"title": "在全区工作会议上的讲话"},
    ),
    "nothing, where the text has begun": (
        f"在全区工作会议上的讲话\n一、工作回顾\n{LONG}\n（2012年3月9日）\n{BODY}",
        {"title": "在全区工作会议上的讲话"},
    ),
    "nothing, where there is no salutation": (
        f"在全区工作会议上的讲话\n{LONG}\n（2012年3月9日）\n{LONG}",
        {"title": "在全区工作会议上的讲话"},
    ),
}


@pytest.mark.parametrize("title", ["在全市教育大会上的讲话", "开学致辞"])
def test_a_date_between_copies_of_the_title_is_its_pages(title: str) -> None:
    """A short title was no heading, so the date stayed, and cleaning what was cleaned took it for the speech's."""
    page = f"{title}_东山\n东山\n{title}\n2019-03-08\n第三版\n{title}\n（2019年3月5日）\n同志们：\n{BODY}"
    found = only(page)
    assert ("published", "2019-03-08") in found
    assert ("date", "(2019年3月5日)") in found


@pytest.mark.parametrize(("text", "wanted"), BELOW_A_LEAD.values(), ids=BELOW_A_LEAD)
def test_between_a_sites_lead_and_the_salutation_front_matter_goes_on(text: str, wanted: dict[str, str]) -> None:
    assert dict(only(text)) == wanted


NO_SITE_TALK = {
    "a menu": "【首页】【范文】【演讲】",
    "a menu with dots": "求职 · 教育 · 发言 · 职场",
    "a menu's entry": "演讲与口才 ▼",
    "breadcrumbs": "首页::讲话稿::浏览",
    "breadcrumbs between slashes": "全部分类 / 行业资料 / 公文 / 领导讲话",
    "breadcrumbs between dashes": "学习小山 - 范文大全 - 演讲致辞 - 领导讲话",
    "breadcrumbs without blanks": "小山先锋/党课开讲/致辞",
    "an address": "某某文档 www.example.com 免费范文",
    "a byline": "某某文秘 更新 2016-04-12 [领导讲话]",
    "what the site says": "您可能搜过：发言稿 主持词",
    "a site's name": "某某晚报数字报",
}


@pytest.mark.parametrize("line", NO_SITE_TALK.values(), ids=NO_SITE_TALK)
def test_the_title_is_found_below_what_a_site_says(line: str) -> None:
    assert titles(f"{line}\n在全区工作会议上的讲话\n{BODY}") == ["在全区工作会议上的讲话"]
    assert titles(f"{line}\n{line}\n在全区工作会议上的讲话\n{BODY}") == ["在全区工作会议上的讲话"]


def test_what_names_a_kind_of_speech_goes_before_what_names_any_text() -> None:
    assert titles(f"汇聚百万篇优质范文\n在全区工作会议上的讲话\n{BODY}") == ["在全区工作会议上的讲话"]


def test_nothing_is_lifted_below_the_first_line_of_the_speech() -> None:
    text = f"在全区工作会议上的讲话\n{BODY}\n在全区工作会议上的讲话\n2012年3月9日\n区委书记 张三"
    assert only(text) == [("title", "在全区工作会议上的讲话")]


@pytest.mark.parametrize("refrain", ["合：我们毕业了", "向前进向前进", "感谢各位老师的教诲"])
def test_a_refrain_is_no_title(refrain: str) -> None:
    """What is repeated further down, with other lines between, belongs to the text."""
    text = f"毕业典礼主持词\n男：春天来了\n{refrain}\n男：时光飞逝\n女：岁月如歌\n{refrain}\n{LONG}"
    assert only(text) == [("title", "毕业典礼主持词")]


def test_no_title_is_lifted_where_the_input_names_it() -> None:
    assert read(f"在全区工作会议上的讲话\n{BODY}", title=False).lifted_lines() == frozenset()


def test_lines_that_are_done_are_no_titles() -> None:
    lines = lines_of(fold(f"某地会议讲话大全\n在全区工作会议上的讲话\n{BODY}"))
    assert list(outline(lines, {0}).parts[0].lifts) == [1]


@pytest.mark.parametrize(
    "text", ["同志们:", "各位代表:", "尊敬的各位领导、同志们:", "女士们,先生们!", "老师们、同学们:"]
)
def test_knows_a_salutation(text: str) -> None:
    assert is_salutation(text)
    assert opens_paragraph(text)


@pytest.mark.parametrize("text", ["同志们都来了。", "会议指出:", "我代表全体同志向大家问好", "他说,同志们要努力。", ""])
def test_knows_what_is_no_salutation(text: str) -> None:
    assert not is_salutation(text)


@pytest.mark.parametrize(
    "text", ["一、回顾", "(一)回顾", "1.回顾", "2、任务", "第一,要", "第三章 总则", "①抓好", "(3)落实"]
)
def test_knows_a_numbered_opening(text: str) -> None:
    assert opens_paragraph(text)


@pytest.mark.parametrize("text", ["1.5万人", "一年来", "十分重要", "2012年", "第一次会议", "(区)财政局"])
def test_knows_what_opens_nothing(text: str) -> None:
    assert not opens_paragraph(text)


@pytest.mark.parametrize("text", ["一、回顾过去,展望未来", "加快发展", "(二)抓好落实"])
def test_knows_a_heading(text: str) -> None:
    assert is_heading(text)


@pytest.mark.parametrize(
    "text", ["加快发展。", "我们来了,他们走了", "同志们:", "加快发展," * 15, "“加快发展。”", "教育、"]
)
def test_knows_what_is_no_heading(text: str) -> None:
    assert not is_heading(fold(text))


def test_a_title_is_the_same_without_its_punctuation() -> None:
    assert title_key("在“三创”会议上的 讲话(2012)") == title_key("在三创会议上的讲话_2012_")


PIECES = st.sampled_from(
    [
        *(
            "第一篇：讲话",
            "第二篇：讲话",
            "第三篇",
            "篇一",
            "篇二：发言",
            "讲话稿（一）",
            "目录",
            "在会议上的讲话",
            "",
            "\u3000",
        ),
        "2012年3月9日",
        "区委书记 张三",
        "——副标题在此",
        "同志们：",
        "一、回顾",
        LONG,
        BODY,
        "讲话",
        "在会议上的讲话_某某网",
    ]
)


@given(st.lists(PIECES, max_size=16), st.booleans(), st.booleans())
@settings(deadline=None, max_examples=300)
def test_an_outline_covers_every_line_once(pieces: list[str], split: bool, title: bool) -> None:
    lines = lines_of(fold("\n".join(pieces)))
    found = outline(lines, set(), split=split, title=title)
    assert found.parts[0].first == 0
    assert found.parts[-1].last == len(lines) - 1
    assert all(a.last + 1 == b.first for a, b in zip(found.parts, found.parts[1:], strict=False))
    for part in found.parts:
        assert all(part.first <= row <= part.last for row in part.lifts)
    for lifts in (found.lifts, *(part.lifts for part in found.parts)):
        for row, values in lifts.items():
            assert all(0 <= lift.start <= lift.end <= len(lines[row].text) for lift in values)
            assert not lines[row].text.endswith("。")


class Counted(list[Line]):
    """Lines that count how often one of them is read."""

    reads = 0

    def __getitem__(self, at: Any) -> Any:
        self.reads += 1
        return super().__getitem__(at)


MANY = {
    "headers that all begin anew": lambda n: "篇1\n" * n,
    "headers that begin anew, with a speech": lambda n: f"篇1：讲话\n{LONG}\n" * n,
    "titles that are repeated": lambda n: "在会议上的讲话\n" * n,
    "running text": lambda n: f"{LONG}\n" * n,
    "salutations": lambda n: "同志们：\n" * n,
}


@pytest.mark.parametrize("page", MANY.values(), ids=MANY.keys())
def test_the_work_grows_no_faster_than_the_page(page: Callable[[int], str]) -> None:
    small, large = (Counted(lines_of(fold(page(n)))) for n in (200, 800))
    outline(small, set())
    outline(large, set())
    assert large.reads <= 5 * small.reads


def numbered_like_headings() -> str:
    titles = ("在全市教育大会上的讲话", "开学典礼致辞", "镇党委书记述职报告")
    return "\n".join(f"{number}、{title}\n{BODY}" for number, title in zip("一二三", titles, strict=True))


def test_headings_split_a_page_that_says_how_many_speeches_it_holds() -> None:
    assert len(read(f"领导讲话稿范文（精选3篇）\n{numbered_like_headings()}").parts) == 3


@pytest.mark.parametrize("title", ["领导讲话稿范文", "领导讲话稿范文（精选5篇）"])
def test_headings_split_no_page_that_says_nothing_or_something_else(title: str) -> None:
    unaddressed = numbered_like_headings().replace("同志们：\n", "")
    assert len(read(f"{title}\n{unaddressed}").parts) == 1


HEADINGS = (
    "{C}、{t}",
    "（{C}）{t}",
    "{N}．{t}",
    "【{N}】{t}",
    "0{N}｜{t}",
    "第{C}讲：{t}",
    "第{C}部分：{t}",
    "{N}/3 {t}",
    "{t}（第{N}稿）",
    "0{N}\n{t}",
    "{F}、\n{t}",
    "{R}\n{t}",
)


@pytest.mark.parametrize("style", HEADINGS)
def test_headings_split_a_page_where_a_salutation_stands_under_each(style: str) -> None:
    """The headings of each speech itself, which begin with 一、 again, do not."""
    titles = ("在全市教育大会上的讲话", "开学典礼致辞", "镇党委书记述职报告")
    numerals = [{"C": "一二三"[n], "F": "壹贰叁"[n], "R": "ⅠⅡⅢ"[n], "N": n + 1} for n in range(3)]
    heads = [style.format(t=title, **each) for title, each in zip(titles, numerals, strict=True)]
    own = BODY.replace("谢谢大家！", "一、统一思想，提高对讲话的认识\n要抓好落实。\n谢谢大家！")
    page = read("领导讲话稿范文\n" + "\n".join(f"{head}\n{own}" for head in heads))
    assert len(page.parts) == 3


def test_every_style_is_tried_above() -> None:
    heads = [
        *(headers[0] for headers, _ in STYLES.values()),
        *(style.format(C="一", F="壹", R="Ⅰ", N=1, t="甲地讲话").partition("\n")[0] for style in HEADINGS),
    ]
    for style in HEADER_STYLES:
        assert any(style.fullmatch(fold(head).strip()) for head in heads)


def fields(text: str) -> dict[str, str]:
    page = read(text)
    lines = lines_of(fold(text))
    lifts = page.lifts | page.parts[0].lifts
    return {lines[row].text: lift.field for row, found in lifts.items() for lift in found}


BROWSER, SPEECH = (
    "在全区教育工作会议上的讲话_小山文库",
    "同志们：\n今天我们召开全区教育工作会议，主要任务是总结去年的工作。",
)


def test_the_last_of_several_headings_is_the_one_above_the_text() -> None:
    text = f"{BROWSER}\n首页\n在全区教育工作会议上的讲话\n发布者\n浏览\n在全区教育工作会议上的讲话\n{SPEECH}"
    assert read(text).heading == 5


@pytest.mark.parametrize(
    "between",
    [
        pytest.param("同志们：", id="a salutation"),
        pytest.param("今天我们开会。", id="a sentence"),
        pytest.param("一、提高认识", id="a numbered heading"),
        pytest.param("长" * 70, id="a long line"),
    ],
)
def test_a_title_said_again_in_the_text_is_no_heading(between: str) -> None:
    text = f"{BROWSER}\n首页\n在全区教育工作会议上的讲话\n{between}\n在全区教育工作会议上的讲话\n{SPEECH}"
    assert read(text).heading == 2


def test_a_title_said_again_under_a_text_without_sentences_is_no_heading() -> None:
    title = "在全区教育工作会议上的讲话"
    assert read(f"{BROWSER}\n{title}\n春天来了\n花儿开了\n{title}\n上一篇").heading == 1


def test_date_and_speaker_between_two_headings_are_the_speech_s() -> None:
    title = "在全区教育工作会议上的讲话"
    found = fields(f"{BROWSER}\n首页\n（2019年3月4日）\n区长 王小明\n{title}\n{SPEECH}")
    assert found["(2019年3月4日)"] == "date"
    assert found["区长 王小明"] == "speaker"
    assert "首页" not in found


@pytest.mark.parametrize(
    "text",
    [
        "在位置数据应用座谈会上的发言",
        "在首页改版启动仪式上的讲话",
        "在东山论坛上的致辞",
        "办好专业的图书馆——在揭牌仪式上的讲话",
        "让写作更有温度",
    ],
)
def test_titles_that_have_a_site_s_words(text: str) -> None:
    assert could_be_title(fold(text))


@pytest.mark.parametrize(
    "text",
    [
        "欢迎光临小山演讲稿网",
        "您好，欢迎来到小山文库",
        "小山文库——让写作更简单",
        "小山论坛 | 专注公文写作",
        "国内最专业的公文写作平台",
        "当前位置：首页 > 讲话稿",
        "首页 | 公文 | 讲话 | 致辞",
        "网站首页",
        "文章来源：小山日报",
        "讲话稿分类：",
    ],
)
def test_what_a_site_says_is_no_title(text: str) -> None:
    assert not could_be_title(fold(text))


SIGNED = "某某县人民政府办公室\n2021年3月5日"


@pytest.mark.parametrize(
    ("below", "signed"),
    [
        (f"\n{SIGNED}\n相关文章\n某某文章", "2021年3月5日"),
        ("\n倡议单位：某某街道\n二〇二一年三月五日", "二〇二一年三月五日"),
        ("\n某某市总工会　某某市服务中心\n2021年3月5日【小山稿网】", "2021年3月5日【小山稿网】"),
        (f"\n附件：1.自查表\n2.清单\n{SIGNED}", "2021年3月5日"),
        ("\n版权所有 某某县人民政府\n2021年3月5日", None),
        ("\n某某县人民政府办公室\n2021-03-05", None),
        (f"\n{'某某文章' * 3}\n2021年3月5日", None),
        ("", None),
    ],
)
def test_no_tail_reaches_above_the_date_of_a_signature(below: str, signed: str | None) -> None:
    lines = lines_of(fold(BODY + below))
    (region,) = read(BODY + below).arrangement(lines).regions
    assert (None if region.signed < 0 else lines[region.signed].text) == signed


def test_how_many_speeches_there_are_is_no_number_of_one() -> None:
    """As 3 it took the place of the second header, which a rule for other texts then took."""
    text = (
        "工作会议讲话稿范文第1篇\n"
        + BODY
        + "\n工作会议讲话稿（精选3篇）\n工作会议讲话稿范文第2篇\n"
        + BODY
        + "\n工作会议讲话稿范文第3篇\n"
        + BODY
    )
    assert len(read(text).parts) == 3


@pytest.mark.parametrize(
    ("gone", "above"), [((0, 1, 4), 3), ((0, 4), 0), ((0, 1), 0)], ids=["amid chrome", "little above", "none below"]
)
def test_above_a_title_amid_chrome_there_is_only_the_head_of_the_page(gone: tuple[int, ...], above: int) -> None:
    texts = [
        "首页",
        "范文大全",
        "婚礼致辞",
        "在全区工作会议上的讲话",
        "更新：2007/11/21　人气：2729",
        *BODY.split("\n"),
    ]
    lines = lines_of(fold("\n".join("" if row in gone else text for row, text in enumerate(texts))))
    assert outline(lines, set(), written=range(len(texts))).heading == above


@pytest.mark.parametrize(
    "text", ["家长代表　晏远舟", "（副县长 蔚望川）", "第一书记 钮立冬", "{小山先锋", "市委组织部}"]
)
def test_who_speaks_and_what_stands_in_braces_is_no_title(text: str) -> None:
    assert not could_be_title(fold(text))


@pytest.mark.parametrize(
    ("date", "signs"), [("中華民國110年3月24日", True), ("二〇一九年三月五日", True), ("2019年3月5日", False)]
)
def test_a_date_written_out_in_full_is_the_texts_own_whoever_signs(date: str, signs: bool) -> None:
    texts = [*BODY.split("\n"), "祝福大家身體健康，謝謝！", date, "友善列印"]
    lines = lines_of(fold("\n".join(texts)))
    (region,) = outline(lines, set()).arrangement(lines).regions
    assert (region.signed == len(texts) - 2) == signs


@pytest.mark.parametrize(
    ("below", "kept"),
    [
        (["附件：1. 重点任务分工表", "2. 值班安排表", "3. 联系人名单"], 3),
        (["附件：1. 重点任务分工表", "5. 热门文章"], 0),
        (["2. 热门文章"], 0),
    ],
)
def test_a_list_of_what_is_attached_belongs_to_its_text(below: list[str], kept: int) -> None:
    texts = [*BODY.split("\n"), "请认真抓好落实。", *below, "上一篇：工作总结"]
    lines = lines_of(fold("\n".join(texts)))
    (region,) = outline(lines, set()).arrangement(lines).regions
    assert region.signed == (len(texts) - 2 if kept else -1)


def test_a_table_of_contents_is_lifted_where_headers_say_no_titles() -> None:
    text = f"会议讲话范文\n目录\n1、甲地会议讲话\n2、乙地会议讲话\n◎第一篇◎\n{BODY}\n◎第二篇◎\n{BODY}"
    found = read(text)
    assert [row for row, lifts in found.lifts.items() if lifts[0].field == "contents"] == [1, 2, 3]
