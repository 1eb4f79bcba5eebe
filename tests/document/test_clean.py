"""A document's whole story, on small documents: what is left, what is lifted, and that every character is accounted for."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaner import clean_text
from cleaner.document.clean import Options, clean
from cleaner.document.matcher import Matcher
from cleaner.document.ruleset import parse_rules
from cleaner.model import CAUSES, Cleaned, Decoded, Document


def table(name: str, scope: str, match: str, **more: str | int | bool | list[str]) -> str:
    keys = {"id": name, "category": "related", "scope": scope, "why": "A test.", "match": match, **more}
    if not more.get("protects"):
        keys.setdefault("removes", ["[-x-]"])
    return "[[rule]]\n" + "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in keys.items())


SITE = '[site]\nname = "example"\nhosts = ["example.org"]\ndetect = ["示例讲话网"]\n'
MATCHER = Matcher(
    parse_rules(
        [
            (
                table("next", "line", "[上下]一篇:.*")
                + table("stamp", "inline", r"\(本文来自某网\)")
                + table("list", "block", "相关阅读", until="阅读完毕", within=5)
                + table("crumb", "head", ".{0,20}>.{0,20}")
                + table("author", "tail", "作者:(?P<author>.+)", lifts="author")
                + table(
                    "source",
                    "line",
                    r"来源:(?P<origin>\S+)(?: +时间:(?P<published>.+))?",
                    lifts=["origin", "published"],
                )
                + table("speaker", "line", "主讲:(?P<speaker>.+)", lifts="speaker")
                + table("thanks", "line", "谢谢大家!?", protects=True, keeps=["谢谢大家！"]),
                "common.toml",
            ),
            (SITE + table("ranks", "line", "阅读排行"), "site.toml"),
        ]
    )
)


def cleaned(text: str, options: Options | None = None, **fields: str) -> Cleaned:
    return clean(Document("a.txt", "", Decoded(text, "utf-8"), fields), MATCHER, options)


def paragraphs(text: str, options: Options | None = None, **fields: str) -> list[list[str]]:
    return [[paragraph.text for paragraph in speech.paragraphs] for speech in cleaned(text, options, **fields).speeches]


def written(result: Cleaned, start: int, end: int) -> str:
    """Apply the edits to a range of the raw text one character at a time."""
    raw, out = result.document.text, ""
    for at in range(start, end):
        edit = next((edit for edit in result.edits if edit.start <= at < edit.end), None)
        out += raw[at] if edit is None else edit.new if edit.start == at else ""
    return out


BODY = "同志们：\n今天我们开会，总结去年的工作，安排今年的任务，请大家认真领会，抓好落实。\n谢谢大家！"
BODY_LINES = BODY.split("\n")

UNTOUCHED = {
    "one sentence": "同志们，大家好。",
    "a speech without a title": BODY,
    "Simplified, kept": "乾安县的同志们：\n我们发展经济。",
    "Traditional, kept": "同志們：\n我們發展經濟。",
    "masks": "×××同志在20*年10月到XX县。",
    "verse": "红军不怕远征难\n万水千山只等闲\n五岭逶迤腾细浪",
    "quotes and dashes as they are": "他说：「发展——是硬道理」，“对”。",
    "full-width digits": "增长１２．５％。",
    "a rule's word in a sentence": "翻到上一篇：这里是原话。",
}


@pytest.mark.parametrize("text", UNTOUCHED.values(), ids=UNTOUCHED.keys())
def test_changes_nothing_but_line_ends(text: str) -> None:
    result = cleaned(text)
    assert result.text == text
    assert {edit.cause for edit in result.edits} <= {"layout"}


@pytest.mark.parametrize("text", ["", " \n\u3000\r\n", "上一篇：别处", "\ufeff", "相关阅读\n甲\n阅读完毕"])
def test_what_holds_no_speech_gives_none(text: str) -> None:
    result = cleaned(text)
    assert result.speeches == ()
    assert sum(edit.end - edit.start for edit in result.edits) == len(text)


CLEANED = {
    "a line goes": (f"{BODY}\n上一篇：别处", BODY_LINES),
    "a stamp goes": (BODY.replace("会，", "会，（本文来自某网）"), BODY_LINES),
    "a line goes once its stamp has gone": (f"{BODY}\n上一篇（本文来自某网）：别处", BODY_LINES),
    "a block goes": (f"相关阅读\n甲\n阅读完毕\n{BODY}", BODY_LINES),
    "blank lines and indents go": ("\n\n　　" + BODY.replace("\n", "\n\n　　") + "\n\n", BODY_LINES),
    "Windows line ends": (BODY.replace("\n", "\r\n") + "\r\n上一篇：别处\r\n", BODY_LINES),
    "old Mac line ends": (BODY.replace("\n", "\r"), BODY_LINES),
    "line separators": (BODY.replace("\n", "\u2028"), BODY_LINES),
    "noise goes": (BODY.replace("会，", "会\u200b，\ufeff"), BODY_LINES),
    "noise inside a chrome line": (f"{BODY}\n上\u200b一篇：别处", BODY_LINES),
    "a broken line is mended": (BODY.replace("请大家", "请大\n\n　　家"), BODY_LINES),
    "a break at a chrome line is mended": (BODY.replace("请大家", "请大\n上一篇：别处\n家"), BODY_LINES),
}


@pytest.mark.parametrize(("text", "lines"), CLEANED.values(), ids=CLEANED.keys())
def test_cleans(text: str, lines: list[str]) -> None:
    assert paragraphs(text) == [lines]


def test_a_paragraph_never_holds_a_line_end() -> None:
    """A tag that ends a line ends a paragraph."""
    assert paragraphs("同志们：<br>今天开会，大家都来了。<br/>谢谢大家！") == [
        ["同志们：", "今天开会，大家都来了。", "谢谢大家！"]
    ]


def test_an_entity_is_read_as_what_it_stands_for() -> None:
    assert paragraphs(f"{BODY}\n上一篇&#65306;别处") == [BODY_LINES]


def test_a_line_broken_between_latin_words_gets_a_blank() -> None:
    text = "我们要大力发展人工智能产业，推动实体经济转型升级，加快建设数据中心，完善法律法规，学习各地的先进经验，尤其是 Silicon\nValley，好。"
    broken = text.replace("数据中心，", "数据中心，\n")
    assert paragraphs(f"同志们：\n{broken}") == [["同志们：", text.replace("\n", " ")]]


def test_title_date_and_speaker_are_lifted_out_of_the_text() -> None:
    result = cleaned(f"在全区工作会议上的讲话\n（2012年3月9日）\n区委书记 张三\n{BODY}")
    (speech,) = result.speeches
    assert (speech.title, speech.date, speech.speaker) == ("在全区工作会议上的讲话", "2012-03-09", "张三")
    assert [paragraph.text for paragraph in speech.paragraphs] == BODY_LINES
    assert result.text == f"在全区工作会议上的讲话\n{BODY}"


def test_date_and_speaker_above_the_title_are_lifted_where_nothing_else_is_there() -> None:
    """They stayed, and went when the clean record with its title was cleaned again."""
    page = "县委书记 李某某\n（2020年1月1日）\n警示教育大会上的讲话\n同志们：\n今天我们召开会议，总结去年的工作，部署今年的任务。"
    (speech,) = cleaned(page).speeches
    assert (speech.title, speech.date, speech.speaker) == ("警示教育大会上的讲话", "2020-01-01", "李某某")


def test_the_number_of_an_official_text_is_no_title() -> None:
    (speech,) = cleaned(f"关于做好春耕工作的通知\n某政发〔2013〕88号\n{BODY}").speeches
    assert speech.title == "关于做好春耕工作的通知"
    assert [paragraph.text for paragraph in speech.paragraphs] == ["某政发〔2013〕88号", *BODY_LINES]


def test_a_subtitle_is_part_of_the_title() -> None:
    (speech,) = cleaned(f"凝心聚力 再创辉煌\n——在全区工作会议上的讲话\n{BODY}").speeches
    assert speech.title == "凝心聚力 再创辉煌——在全区工作会议上的讲话"


def test_a_title_is_written_as_it_stands() -> None:
    assert cleaned(f"　　區委書記“三創”講話（稿）\n{BODY}").speeches[0].title == "區委書記“三創”講話（稿）"


def test_a_title_with_the_name_of_its_site_goes_where_it_is_repeated() -> None:
    assert cleaned(f"在全区会议上的讲话_某某网\n在全区会议上的讲话\n{BODY}").text == f"在全区会议上的讲话\n{BODY}"


def test_rules_lift_what_the_page_says() -> None:
    (speech,) = cleaned(f"在全区会议上的讲话\n来源：某网 时间：2012年3月10日 09:16\n{BODY}\n作者：张三").speeches
    assert (speech.origin, speech.published, speech.author, speech.date) == ("某网", "2012-03-10", "张三", None)


def test_the_first_lift_wins() -> None:
    (speech,) = cleaned(f"来源：甲网\n来源：乙网\n{BODY}").speeches
    assert speech.origin == "甲网"


def test_what_the_input_says_wins_over_what_is_lifted() -> None:
    (speech,) = cleaned(f"来源：甲网\n{BODY}", origin="乙网").speeches
    assert speech.origin == "乙网"


def test_a_title_that_the_input_gives_is_taken_and_no_line_lost() -> None:
    (speech,) = cleaned(f"在全区会议上的讲话\n{BODY}", title="讲话全文").speeches
    assert speech.title == "讲话全文"
    assert [paragraph.text for paragraph in speech.paragraphs] == ["在全区会议上的讲话", *BODY_LINES]


@pytest.mark.parametrize(("url", "gone"), [("https://www.example.org/1.html", True), ("https://example.com/", False)])
def test_a_url_names_the_site(url: str, gone: bool) -> None:
    result = cleaned(f"{BODY}\n阅读排行", url=url)
    assert result.site == ("example" if gone else None)
    assert ("阅读排行" not in result.text) is gone


@pytest.mark.parametrize("url", ["", "no url", "http://[", "//", "https://例子.中国/a"])
def test_any_url_will_do(url: str) -> None:
    assert cleaned(BODY, url=url).text == BODY


def test_a_year_alone_is_a_date_where_the_input_or_a_list_says_so_and_no_date_in_the_text() -> None:
    said = Document("a.txt", "", Decoded(BODY, "utf-8"), {"published": "2021"}, listed={"date": "2023"})
    (speech,) = clean(said, MATCHER).speeches
    assert (speech.published, speech.date) == ("2021", "2023")
    assert cleaned(f"来源:某网 时间:2012\n{BODY}").speeches[0].published is None


def test_a_page_betrays_its_site() -> None:
    result = cleaned(f"{BODY}\n阅读排行\n欢迎来到示例讲话网。")
    assert result.site == "example"
    assert "阅读排行" not in result.text


COLLECTION = f"党建讲话两篇\n主讲：王五\n第一篇：甲地会议讲话\n（2012年3月9日）\n{BODY}\n作者：甲\n第二篇：乙地会议讲话\n{BODY}\n上一篇：别处"


def test_a_collection_is_split() -> None:
    result = cleaned(COLLECTION)
    assert [speech.title for speech in result.speeches] == ["甲地会议讲话", "乙地会议讲话"]
    assert paragraphs(COLLECTION) == [BODY_LINES, BODY_LINES]
    assert result.metadata["title"] == "党建讲话两篇"
    assert result.text == f"甲地会议讲话\n{BODY}\n\n乙地会议讲话\n{BODY}"


def test_a_date_belongs_to_one_speech_of_a_collection() -> None:
    assert [speech.date for speech in cleaned(COLLECTION).speeches] == ["2012-03-09", None]


def test_heads_and_tails_are_peeled_of_each_speech() -> None:
    assert "作者" not in cleaned(COLLECTION).text
    text = COLLECTION.replace("乙地会议讲话\n", "乙地会议讲话\n首页>讲话\n")
    assert paragraphs(text) == [BODY_LINES, BODY_LINES]


def test_a_speech_without_a_title_does_not_take_that_of_its_collection() -> None:
    result = cleaned(f"党建讲话稿两篇\n第一篇\n{BODY}\n第二篇\n{BODY}")
    assert [speech.title for speech in result.speeches] == [None, None]
    assert result.metadata["collection"] == "党建讲话稿两篇"


def test_the_title_of_a_collection_is_told_apart_from_those_of_its_speeches() -> None:
    assert cleaned(COLLECTION).metadata["collection"] == "党建讲话两篇"
    assert cleaned(COLLECTION, Options("traditional")).metadata["collection"] == "黨建講話兩篇"
    assert cleaned(COLLECTION, title="讲话汇编").metadata["collection"] == "讲话汇编"


@pytest.mark.parametrize("text", [f"党建讲话\n{BODY}", COLLECTION.removeprefix("党建讲话两篇\n主讲：王五\n")])
def test_one_speech_or_a_page_without_a_title_is_no_collection_with_a_title(text: str) -> None:
    assert "collection" not in cleaned(text).metadata


BLANKS = {
    "two words": ("the work of the committee and", "the people", "and the people"),
    "behind a comma": ("it is a pleasure to be here today,", "and I thank you", "today, and"),
    "a figure with a comma": ("the committee has spent in all about 20,", "000 dollars", "20,000"),
    "a comma of Chinese text": ("我们要坚持对外开放，积极加入各种组织，包括WTO，", "APEC等等。", "WTO，APEC"),
    "a word before Chinese text": (
        "我们要坚持对外开放，积极加入各种组织，包括在WTO",
        "和其他组织中发言。",
        "WTO和其他",
    ),
}


@pytest.mark.parametrize(("above", "below", "joined"), BLANKS.values(), ids=BLANKS)
def test_a_blank_comes_only_where_two_latin_words_meet(
    above: str, below: str, joined: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "cleaner.document.paragraphs.joins", lambda bodies, *_: [[True] * (len(body) - 1) for body in bodies]
    )
    assert joined in cleaned(f"{above}\n{below}").text


def test_a_collection_stays_whole_when_asked() -> None:
    result = cleaned(COLLECTION, Options(split=False))
    assert len(result.speeches) == 1
    assert "第二篇：乙地会议讲话" in result.text


def test_paragraphs_are_of_a_kind() -> None:
    text = "在全区会议上的讲话\n同志们：\n一、抓好落实\n" + BODY_LINES[1] + "\n某某区人民政府\n2012年3月9日"
    (speech,) = cleaned(text).speeches
    assert [paragraph.kind for paragraph in speech.paragraphs] == ["称谓", "标题", "正文", "落款", "落款"]


def test_formulas_are_protected() -> None:
    (speech,) = cleaned(BODY).speeches
    assert [paragraph.protected for paragraph in speech.paragraphs] == [False, False, True]


@pytest.mark.parametrize(
    ("last", "truncated"),
    [
        (BODY_LINES[1] * 2, False),
        ((BODY_LINES[1] * 2)[:-1], True),
        ((BODY_LINES[1] * 2)[:-1] + "……", True),
        (BODY_LINES[1] * 2 + "……", False),
        ((BODY_LINES[1] * 2)[:-1] + "”", False),
        ("谢谢大家", False),
    ],
)
def test_a_speech_that_stops_in_mid_sentence_is_known(last: str, truncated: bool) -> None:
    (speech,) = cleaned(f"同志们：\n{BODY_LINES[1]}\n{last}").speeches
    assert speech.truncated is truncated


SCRIPTS = {
    "kept by default": ("keep", "我們發展經濟，里程與裡面。", "我們發展經濟，里程與裡面。"),
    "to Simplified": ("simplified", "我們發展經濟，乾隆年間。", "我们发展经济，乾隆年间。"),
    "Simplified stays": ("simplified", "乾安县的同志们发展经济。", "乾安县的同志们发展经济。"),
    "from Taiwan": ("simplified", "我們看著國家發展，讀著名的書。", "我们看着国家发展，读著名的书。"),
    "to Traditional": ("traditional", "我们理发，发展经济。", "我們理髮，發展經濟。"),
    "Traditional stays": ("traditional", "我們發展經濟，皇后來了。", "我們發展經濟，皇后來了。"),
    "over noise": ("simplified", "我們發\u200b展經\ufeff濟。", "我们发展经济。"),
    "over a stamp": ("simplified", "我們發（本文來自某網）展經濟。", "我们发展经济。"),
    "an entity that means a character": (
        "simplified",
        "我們發&#23637;經濟，我們開&#26371;。",
        "我们发展经济，我们开会。",
    ),
    "a radical that means a character": ("simplified", "我們發展經濟，這是專⾨會議。", "我们发展经济，这是专门会议。"),
}


@pytest.mark.parametrize(("script", "text", "wanted"), SCRIPTS.values(), ids=SCRIPTS.keys())
def test_converts_the_script(script: str, text: str, wanted: str) -> None:
    assert paragraphs(text, Options(script=script)) == [[wanted]]


@pytest.mark.parametrize("script", ["keep", "simplified", "traditional"])
def test_a_lone_surrogate_comes_through(script: str) -> None:
    (lines,) = paragraphs("同志們：\n我們發展\ud800經濟。", Options(script=script))
    assert "\ud800" in lines[1]


def test_each_paragraph_is_converted_by_itself() -> None:
    text = "乾安县的同志们：\n我們發展經濟。"
    assert paragraphs(text, Options(script="simplified")) == [["乾安县的同志们：", "我们发展经济。"]]


def test_a_mended_paragraph_is_converted_over_the_break() -> None:
    text = "同志們：\n我們今天召開這次會議，總結去年的工作，安排今年的任務，請大家認真學習，抓好落實，把發\n展經濟放在首位。"
    wanted = "我们今天召开这次会议，总结去年的工作，安排今年的任务，请大家认真学习，抓好落实，把发展经济放在首位。"
    assert paragraphs(text, Options(script="simplified")) == [["同志们：", wanted]]


def test_a_title_is_in_the_script_of_its_text() -> None:
    result = cleaned("區委書記講話稿\n同志們：\n我們發展經濟。", Options(script="simplified"))
    assert result.text == "区委书记讲话稿\n同志们：\n我们发展经济。"


PIECES = (
    *(
        "在全区工作会议上的讲话",
        "在全區工作會議上的講話_某某網",
        "第一篇：甲地讲话",
        "第二篇：乙地讲话",
        "篇一",
        "篇二",
        "目录",
    ),
    *(
        "同志们：",
        "同志們：",
        "一、抓好落实",
        "（二）加快发展",
        "谢谢大家！",
        "2012年3月9日",
        "区委书记 张三",
        "——副标题在此",
    ),
    *(
        "上一篇：别处",
        "下一篇：",
        "相关阅读",
        "阅读完毕",
        "首页>讲话",
        "作者：张三",
        "来源：某网 时间：2012年",
        "阅读排行",
    ),
    *(
        BODY_LINES[1],
        BODY_LINES[1][:-4],
        "今天（本文来自某网）开会。",
        "我們發展經濟，乾隆年間",
        "Silicon",
        "Valley，好。",
        "××",
        "×院。",
    ),
    *(
        "",
        "　　",
        "会\u200b议",
        "&nbsp;&nbsp;开会。",
        "上一篇&#65306;别处&hellip;",
        "今天开会，<br>散会。",
        "&ldquo;好&rdquo;",
        "专⻓",
        "<p>开会。</p>",
        "好<br>的",
        "\U00020000𠀁。",
        "上一\ufeff篇：甲",
    ),
)
ENDS = ("\n", "\n", "\n\n", "\r\n", "\r", "\u2028", "\n　　", "")
TEXTS = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(ENDS)), max_size=14).map(
    lambda drawn: "".join(piece + end for piece, end in drawn)
)
OPTIONS = st.builds(Options, script=st.sampled_from(["keep", "simplified", "traditional"]), split=st.booleans())


@given(TEXTS, OPTIONS)
@example(COLLECTION, Options("traditional"))
@settings(deadline=None, max_examples=250)
def test_every_character_is_kept_or_accounted_for(text: str, options: Options) -> None:
    result = cleaned(text, options)
    edits = result.edits
    assert all(edit.start < edit.end for edit in edits)
    assert all(a.end <= b.start for a, b in itertools.pairwise(edits))
    assert {edit.cause for edit in edits} <= set(CAUSES)
    kept = [paragraph for speech in result.speeches for paragraph in speech.paragraphs]
    assert all(a.end <= b.start for a, b in itertools.pairwise(kept))
    covered = bytearray(len(text))
    for start, end in [(edit.start, edit.end) for edit in edits] + [(p.start, p.end) for p in kept]:
        covered[start:end] = b"\1" * (end - start)
    assert all(covered), "what is neither in a paragraph nor in an edit is lost from the ledger"


@given(TEXTS, OPTIONS)
@example("今天开会，<br>散会。\n今天又开会，<br>又散会。", Options())
@settings(deadline=None, max_examples=250)
def test_a_paragraph_is_its_range_with_the_edits_applied(text: str, options: Options) -> None:
    result = cleaned(text, options)
    for speech in result.speeches:
        for paragraph in speech.paragraphs:
            assert paragraph.text == written(result, paragraph.start, paragraph.end)
            assert paragraph.text.strip()
            assert "\n" not in paragraph.text


@given(TEXTS)
@settings(deadline=None, max_examples=200)
def test_conversion_changes_no_decision(text: str) -> None:
    kept, simplified = cleaned(text), cleaned(text, Options("simplified"))
    assert [[(p.start, p.end, p.kind) for p in s.paragraphs] for s in kept.speeches] == [
        [(p.start, p.end, p.kind) for p in s.paragraphs] for s in simplified.speeches
    ]


SANE = st.lists(
    st.sampled_from(
        [
            BODY_LINES[1],
            "一、抓好落实",
            "（二）加快发展",
            "今天（本文来自某网）开会。",
            "上一篇：别处",
            "",
            "阅读排行",
            "会\u200b议结束了。",
            "相关阅读\n甲\n阅读完毕",
            "我們發展經濟。",
            "&nbsp;&nbsp;开会。",
            "上一篇&#65306;别处&hellip;",
            "今天开会，<br>散会。",
            "——发展是硬道理。",
            "他说：“好。”",
        ]
    ),
    min_size=1,
    max_size=8,
    unique=True,
)


@given(st.sampled_from(["", "在全区工作会议上的讲话\n", "凝心聚力\n——在会上的讲话\n", "讲话_某某网\n\n"]), SANE)
@settings(deadline=None, max_examples=250)
def test_cleaning_a_clean_record_again_changes_nothing(title: str, lines: list[str]) -> None:
    once = cleaned(title + "同志们：\n" + "\n".join(lines) + "\n谢谢大家！")
    twice = cleaned(once.text)
    assert twice.text == once.text
    assert [speech.title for speech in twice.speeches] == [speech.title for speech in once.speeches]


def test_a_doubled_paragraph_that_chrome_sets_apart_is_dealt_with_at_once() -> None:
    once = cleaned(f"同志们：\n{BODY_LINES[1]}\n上一篇：别处\n{BODY_LINES[1]}\n谢谢大家！").text
    assert cleaned(once).text == once


@given(TEXTS)
@example(f"{BODY_LINES[1]}\n{BODY_LINES[1]}\n")
@settings(deadline=None, max_examples=100)
def test_line_ends_do_not_matter(text: str) -> None:
    unix = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    assert cleaned(unix).text == cleaned(unix.replace("\n", "\r\n")).text == cleaned(unix.replace("\n", "\r")).text


BROKEN_BY_CHROME = "各位邻居：\n我们去年办成了三件实事，第一件就是把水引到了\n上一篇：讲话\n{indent}山顶上的梯田里，大家都说好。\n谢谢大家！"


@pytest.mark.parametrize(("indent", "count"), [("", 3), ("　　", 4)])
def test_a_sentence_that_chrome_broke_is_whole_again_but_for_what_begins_a_paragraph(indent: str, count: int) -> None:
    """The line of chrome stood right above the rest of the sentence, which once was not seen."""
    result = cleaned(BROKEN_BY_CHROME.format(indent=indent))
    assert len(result.speeches[0].paragraphs) == count
    assert ("引到了山顶上" in result.text) is (count == 3)


def test_a_speech_without_another_date_has_that_of_its_signature() -> None:
    signed = "在春耕会上的讲话\n{date}各位邻居：\n种子要备足。\n谢谢大家！\n某某村委会\n2019年3月2日"
    assert cleaned(signed.format(date="")).speeches[0].date == "2019-03-02"
    assert cleaned(signed.format(date="（2019年2月1日）\n")).speeches[0].date == "2019-02-01"


def test_words_of_a_sentence_before_a_name_that_is_known_later_stay() -> None:
    """A rule that guesses where a name begins takes them with it; the page's chrome tells better."""
    chrome = "版权所有 小山书屋网 www.xsjct.cn\n友情链接 | 联系我们\n"
    page = (
        f"在春耕会上的讲话\n{chrome}各位邻居：\n那时我在外地开会，没能见小山书屋网www.xsjct.cn上母亲一面。\n谢谢大家！"
    )
    assert "没能见上母亲一面。" in clean_text(page).text
