"""The built-in rules on the seeds: nine speeches, all chrome gone, not one character of a speech lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cleaner.document.clean import Options, clean
from cleaner.document.decode import decode
from cleaner.document.matcher import Matcher
from cleaner.document.ruleset import load_rules
from cleaner.document.script import script_of
from cleaner.model import Cleaned, Document

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT.parent / "shared" / "data" / "seeds-gold"
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
needs_gold = pytest.mark.skipif(not GOLD.is_dir(), reason="the labels are not part of the project")

TITLES = {
    "000": ["加强全镇宣传思想工作范文"],
    "001": ["區委書記全區工作會議講話稿"],
    "002": ["工作动员大会讲话稿"],
    "003": [
        "在全县(区)机关党建工作会议上的讲话",
        "在全区党建工作会议上的讲话",
        "在全区党建工作会议上的讲话",
        "在全区党建群团工作会议上的讲话",
        "在全区社区党建工作会议上的讲话",
    ],
    "004": ["为政之要 重在落实"],
}


@cache
def matcher() -> Matcher:
    return Matcher(load_rules())


@cache
def cleaned(number: str, script: str = "keep") -> Cleaned:
    """Clean the seed whose name begins with ``number``."""
    (path,) = (path for path in SEEDS if path.name.startswith(number))
    return clean(Document(path.name, "", decode(path.read_bytes())), matcher(), Options(script=script))


def lines_of(number: str) -> tuple[list[str], list[int]]:
    """Return the raw lines and where each of them starts."""
    lines = cleaned(number).document.text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    return lines, starts


def gold(number: str) -> dict[str, Any]:
    (path,) = GOLD.glob(f"{number}*.json")
    labels: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return labels


def marked(number: str, spans: list[dict[str, Any]]) -> Iterator[int]:
    _, starts = lines_of(number)
    for span in spans:
        yield from range(starts[span["line"] - 1] + span["start"], starts[span["line"] - 1] + span["end"])


def taken_out(number: str) -> set[int]:
    return {at for edit in cleaned(number).edits if edit.new == "" for at in range(edit.start, edit.end)}


def filled(number: str, places: set[int]) -> set[int]:
    text = cleaned(number).document.text
    return {at for at in places if not text[at].isspace()}


def shown(number: str, places: set[int]) -> str:
    """Return the characters at ``places``, for a message."""
    return "".join(cleaned(number).document.text[at] for at in sorted(places))[:200]


def test_there_are_five_seeds() -> None:
    assert [path.name[:3] for path in SEEDS] == sorted(TITLES)


@pytest.mark.parametrize("number", TITLES)
def test_every_speech_is_found_with_its_title(number: str) -> None:
    assert [speech.title for speech in cleaned(number).speeches] == TITLES[number]


@needs_gold
@pytest.mark.parametrize("number", TITLES)
def test_the_titles_are_those_of_the_labels(number: str) -> None:
    assert [speech["title"] for speech in gold(number)["speeches"]] == TITLES[number]


@needs_gold
@pytest.mark.parametrize("number", TITLES)
def test_nothing_of_a_speech_is_lost(number: str) -> None:
    labels = gold(number)
    labelled = set(marked(number, labels["spans"] + labels.get("optional_spans", [])))
    lost = filled(number, taken_out(number) - labelled)
    assert shown(number, lost) == ""


@needs_gold
@pytest.mark.parametrize("number", TITLES)
def test_all_chrome_is_taken_out(number: str) -> None:
    chrome = [span for span in gold(number)["spans"] if span.get("keep_as") != "metadata"]
    left = filled(number, set(marked(number, chrome)) - taken_out(number))
    assert shown(number, left) == ""


@needs_gold
@pytest.mark.parametrize("number", TITLES)
def test_speeches_begin_and_end_where_the_labels_say(number: str) -> None:
    _, starts = lines_of(number)
    for speech, label in zip(cleaned(number).speeches, gold(number)["speeches"], strict=True):
        own = [paragraph for paragraph in speech.paragraphs if not paragraph.text.endswith("......")]
        first, last = own[0].start, own[-1].end
        assert starts[label["start_line"] - 1] <= first < starts[label["start_line"]]
        assert starts[label["end_line"] - 1] < last < starts[label["end_line"]] + 1


@needs_gold
@pytest.mark.parametrize("number", TITLES)
def test_broken_lines_are_joined_and_no_others(number: str) -> None:
    lines, starts = lines_of(number)
    wanted = {(join["line"], join["with"]) for join in gold(number)["joins"]}
    made: set[tuple[int, int]] = set()
    for speech in cleaned(number).speeches:
        for paragraph in speech.paragraphs:
            rows = [row for row, line in enumerate(lines, 1) if line.strip()]
            inside = [
                row
                for row in rows
                if starts[row - 1] < paragraph.end and starts[row - 1] + len(lines[row - 1]) > paragraph.start
            ]
            made.update(pairwise(inside))
    assert made == wanted


@needs_gold
def test_there_are_thirteen_joins() -> None:
    assert sum(len(gold(number)["joins"]) for number in TITLES) == 13


GONE = (
    *(
        "上一篇",
        "下一篇",
        "公务员之家",
        "写写帮",
        "小编",
        "导语",
        "導語",
        "本文来源",
        "网友上传",
        "網友上傳",
        "下载本文",
    ),
    *(
        "会员上传",
        "迅雷",
        "word格式",
        ".doc",
        "侵权",
        "涉嫌版权",
        "相关范文",
        "类似文章",
        "评论公约",
        "360doc",
        "分享到",
    ),
    *(
        "于涛",
        "第一篇",
        "第二篇",
        "第五篇",
        "大全5篇",
        "青青",
        "2021-02-05",
        "2022-05-08",
        "2022-05-30",
    ),
)


@pytest.mark.parametrize("words", GONE)
def test_chrome_is_not_in_the_output(words: str) -> None:
    assert [number for number in TITLES if words in cleaned(number).text] == []


KEPT = {
    "000": ("这次全区科学发展总结表彰大会", "造一支活力足、能力强、肯干事的干部队伍。"),
    "001": ("同志們:", "以優異的成績迎接黨的十七大勝利召開!"),
    "002": ("根据市委、旗委的部署", "20*年10月底", "文明、和谐的新XX作出新的更大的贡献!"),
    "003": ("更多的市民", "时间非常紧", "突出以诚信为", "裕文明美丽和谐新×××作出新的更大贡献。", "共享共用"),
    "004": ("为政之要,重在落实。", "一要抓住中心。"),
}


@pytest.mark.parametrize(("number", "words"), [(number, words) for number in KEPT for words in KEPT[number]])
def test_what_was_said_is_in_the_output(number: str, words: str) -> None:
    assert words in cleaned(number).text


def test_dates_of_pages_and_of_speeches_are_told_apart() -> None:
    assert [[(speech.date, speech.published) for speech in cleaned(number).speeches] for number in TITLES] == [
        [(None, None)],
        [(None, "2022-05-30")],
        [(None, "2022-05-08")],
        [(None, "2021-02-05")] * 3 + [("2012-03-09", "2021-02-05"), (None, "2021-02-05")],
        [(None, "2020-03-22")],
    ]


def test_the_speech_that_the_site_cut_off_is_known() -> None:
    """The fifth ends with what may be a teaser, or a sixth that the site cut off: it stays, as the labels say."""
    assert [speech.truncated for speech in cleaned("003").speeches] == [False, False, True, False, True]


def test_the_collection_has_a_title_of_its_own() -> None:
    assert cleaned("003").metadata["title"] == "2020年在全县(区)机关党建工作会议上的讲话[大全5篇]"


def test_the_sites_are_recognized_from_the_pages() -> None:
    assert cleaned("000").site is None
    assert cleaned("001").site == "公务员之家"


def test_the_output_keeps_its_script_unless_asked() -> None:
    assert script_of(cleaned("001").text) == "traditional"
    converted = cleaned("001", "simplified").text
    assert "同志们:" in converted
    assert "以优异的成绩迎接党的十七大胜利召开!" in converted


@pytest.mark.parametrize("number", ["000", "002", "003", "004"])
def test_simplified_seeds_are_not_touched_by_conversion(number: str) -> None:
    assert cleaned(number, "simplified").text == cleaned(number).text


@pytest.mark.parametrize("number", TITLES)
def test_cleaning_a_clean_speech_again_changes_nothing(number: str) -> None:
    for speech in cleaned(number).speeches:
        text = "\n".join([str(speech.title), *(paragraph.text for paragraph in speech.paragraphs)])
        again = clean(Document("again.txt", "", decode(text.encode())), matcher())
        assert again.text == text


@pytest.mark.parametrize("number", TITLES)
def test_windows_line_ends_give_the_same_speeches(number: str) -> None:
    text = cleaned(number).document.text.replace("\r\n", "\n").replace("\n", "\r\n")
    assert clean(Document("crlf.txt", "", decode(text.encode())), matcher()).text == cleaned(number).text


def test_of_all_teasers_only_the_last_line_stays() -> None:
    """It opens like a speech and the page ends there; the seven teasers above it go."""
    kept = [p.text for speech in cleaned("003").speeches for p in speech.paragraphs]
    assert [n for n, text in enumerate(kept) if "......" in text] == [len(kept) - 1]
