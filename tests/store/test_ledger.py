"""The ledger is a partition of every text, from which the text and its bytes can be made again."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cleaner.commands.file import clean_text
from cleaner.commands.restore import restore
from cleaner.config import Config
from cleaner.document.clean import clean
from cleaner.document.decode import decode
from cleaner.errors import OutputError
from cleaner.formats.frame import bytes_of
from cleaner.model import Cleaned, Decoded, Document, Frame, Page, record_id
from cleaner.pipeline import run
from cleaner.prepare import matcher, options
from cleaner.store.ledger import decoded_of, document_entries, frame_of, raw_entry, records_of, text_of
from cleaner.store.records import Decision, Kept, make_records

TWIN = Kept("other-1", 0, "near", 0.875)
NAME = record_id("", "", 1)
TEXTS = {
    "nothing to remove": "同志们：\n今天开会。",
    "one character": "好",
    "chrome first and last": "上一篇：物理\n同志们：\n今天开会。\n上一篇：物理",
    "all chrome": "上一篇：物理\n",
    "blanks everywhere": "\n\n　　同志们： \r\n\t今天开会。\u2028谢谢大家！\x85\f\n",
    "noise inside paragraphs": "同志\u200b们：\n今\u200b天开\u200b会。\n\u200b\n",
    "joined lines": "同志们：\n"
    + "我们要坚持以经济建设为中心，大力推进产业结构调整，\n加快发展现代农业和先进制造业，\n" * 2
    + "好。",
    "astral and combining": "同志们：\n\U00020000\U0001f600e\u0301。\n谢谢！",
    "title, date and speaker": "在全县工作会议上的讲话\n（2023年5月8日）\n县委书记 张三\n同志们：\n今天开会。",
    "two speeches": "第一篇：甲乙丙丁讲话\n"
    + "今天开会，总结工作。" * 5
    + "\n第二篇：戊己庚辛讲话\n"
    + "明天开会，部署任务。" * 5,
}
DECISIONS: dict[str, Decision] = {
    "nothing": Decision(),
    "first dropped": Decision({0: TWIN}),
    "second dropped": Decision({1: TWIN}),
    "first and last dropped": Decision({0: TWIN, 2: TWIN}),
    "a repost": Decision({0: TWIN}, "other-1"),
}


def entry_and_texts(
    cleaned: Cleaned, decision: Decision, mode: str, *, full: bool = True
) -> tuple[dict[str, Any], Mapping[str, str]]:
    present = {number: kept for number, kept in decision.twins.items() if number < len(_first(cleaned))}
    decisions = {NAME: Decision(present, decision.duplicate_of)}
    (entry,) = document_entries(cleaned, "", 0, Frame("plain"), decisions, mode, full=full)
    return entry, {record["id"]: record["text"] for record in make_records(cleaned, "", decisions, mode, "")}


def _first(cleaned: Cleaned) -> tuple[object, ...]:
    return cleaned.speeches[0].paragraphs if cleaned.speeches else ()


@pytest.mark.parametrize("mode", ["drop", "tag"])
@pytest.mark.parametrize("script", ["keep", "simplified", "traditional"])
@pytest.mark.parametrize("decision", DECISIONS.values(), ids=DECISIONS)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_spans_cover_every_character_once_and_restore_the_text(
    text: str, decision: Decision, script: str, mode: str
) -> None:
    cleaned = clean_text(text, Config(script=script))
    entry, texts = entry_and_texts(cleaned, decision, mode)
    position = 0
    for span in entry["spans"]:
        assert span["start"] == position < span["end"]
        position = span["end"]
    assert position == len(text)
    assert text_of(entry, texts) == text
    assert set(records_of(entry)) <= set(texts)


BYTES = {
    "UTF-8": "同志们：今天我们召开会议。\n".encode(),
    "a mark": "同志们：今天我们召开会议。\n".encode("utf-8-sig"),
    "UTF-16": "同志们：今天我们召开会议。\n".encode("utf-16"),
    "GB18030 with four-byte characters": ("同志们：今天我们召开会议。\n" * 9 + "㐀𠀀\n").encode("gb18030"),
    "Big5": "各位領導、同志們：今天召開這個會議，主要是總結去年的工作。\n".encode("big5hkscs"),
    "two encodings": "同志们：今天我们召开全县工作会议。\n".encode("gb18030") * 3 + "大家好，今天开会。\n".encode() * 3,
    "a damaged spot": "同志们：今天我们召开全县工作会议。\n".encode() * 120 + b"\xff\xfe",
    "CRLF": "同志们：\r\n今天我们召开会议。\r\n".encode(),
}


@pytest.mark.parametrize("data", BYTES.values(), ids=BYTES)
def test_an_entry_makes_the_bytes_again(data: bytes) -> None:
    document = Document("", "", decode(data))
    cleaned = clean(document, matcher(Config()), options(Config(), document))
    entry, texts = entry_and_texts(cleaned, Decision({0: TWIN}), "drop")
    assert bytes_of(frame_of(entry), decoded_of(entry, text_of(entry, texts))) == data


def test_hz_is_kept_as_bytes_because_it_can_be_written_in_more_than_one_way() -> None:
    entry = raw_entry("a", 3, Frame("raw", "今天".encode("hz")))
    assert frame_of(entry).before == "今天".encode("hz")


def test_a_dropped_paragraph_names_its_twin_and_keeps_its_old_text() -> None:
    entry, _ = entry_and_texts(clean_text("同志们：\n今天开会。"), Decision({1: TWIN}), "drop")
    (span,) = [span for span in entry["spans"] if span.get("cause") == "near-duplicate"]
    assert (span["old"], span["twin"], span["similarity"]) == ("今天开会。", "other-1#0", 0.875)


def test_each_dropped_paragraph_names_its_own_twin() -> None:
    twins = {number: Kept(f"other-{number}", number, "near", 0.9) for number in (0, 1, 2)}
    entry, _ = entry_and_texts(clean_text("同志们：\n今天开会。\n明天开会。"), Decision(twins), "drop")
    named = [(span["old"], span["twin"]) for span in entry["spans"] if span.get("cause") == "near-duplicate"]
    assert named == [("同志们：", "other-0#0"), ("今天开会。", "other-1#1"), ("明天开会。", "other-2#2")]


def test_noise_goes_before_near_duplicate_and_all_of_the_paragraph_goes() -> None:
    entry, texts = entry_and_texts(clean_text("同志们：\n今\u200b天开会。"), Decision({1: TWIN}), "drop")
    assert texts[NAME] == "同志们："
    causes = [span["cause"] for span in entry["spans"] if "cause" in span and span.get("old", "").strip()]
    assert causes == ["near-duplicate", "noise", "near-duplicate"]


def test_every_cause_is_told_with_category_and_rule() -> None:
    entry, _ = entry_and_texts(clean_text(TEXTS["title, date and speaker"]), Decision(), "drop")
    for span in entry["spans"]:
        assert ("record" in span) is not {"new", "cause", "category", "rule", "old"}.issubset(span)


def test_without_full_an_entry_holds_no_old_text_and_cannot_restore() -> None:
    entry, texts = entry_and_texts(clean_text(TEXTS["chrome first and last"]), Decision(), "drop", full=False)
    assert not any("old" in span for span in entry["spans"])
    with pytest.raises(OutputError, match="ledger"):
        text_of(entry, texts)


HOLES = {
    "a span is missing": lambda spans: spans[1:],
    "a span is double": lambda spans: spans[:1] + spans,
    "two are exchanged": lambda spans: [spans[1], spans[0], *spans[2:]],
    "a span is shorter": lambda spans: [{**spans[0], "end": spans[0]["end"] - 1}, *spans[1:]],
    "old text is longer": lambda spans: [{**span, "old": "xx" * 9} if "old" in span else span for span in spans],
    "kept text is elsewhere": lambda spans: [{**span, "at": 99} if "at" in span else span for span in spans],
}


@pytest.mark.parametrize("damage", HOLES.values(), ids=HOLES)
def test_a_ledger_with_holes_restores_nothing(damage: Any) -> None:
    entry, texts = entry_and_texts(clean_text(TEXTS["chrome first and last"]), Decision(), "drop")
    entry["spans"] = damage(entry["spans"])
    with pytest.raises(OutputError):
        text_of(entry, texts)


def test_what_noise_became_in_a_dropped_paragraph_shifts_no_other(tmp_path: Path) -> None:
    """The next kept paragraph's place was counted from the dropped one's entities, and restore failed."""
    twice = (
        "全镇上下要牢固树立&ldquo;绿水青山就是金山银山&rdquo;的理念，坚定不移走生态优先绿色发展的道路，建设美丽家园。"
    )
    ends = (
        "今年是实施规划的关键之年，也是爬坡过坎的攻坚之年，任务十分繁重。",
        "各级各部门要把安全生产放在首位，压实责任，排查隐患。",
    )
    folder = tmp_path / "pages"
    folder.mkdir()
    for n, end in enumerate(ends):
        (folder / f"{n}.txt").write_text(f"同志们：\n{twice}\n{end}\n谢谢大家！\n", encoding="utf-8")
    run([folder], tmp_path / "out")
    restore(tmp_path / "out", tmp_path / "raw")
    for name in ("0.txt", "1.txt"):
        assert (tmp_path / "raw" / name).read_bytes() == (folder / name).read_bytes()


def pages_of(*texts: str) -> Document:
    starts = [sum(len(text) + 1 for text in texts[:number]) for number in range(len(texts))]
    pages = tuple(
        Page(f"{number}.txt", start, Frame("plain"), Decoded(text, "utf-8"))
        for number, (text, start) in enumerate(zip(texts, starts, strict=True))
    )
    return Document("0.txt", "", Decoded("\n".join(texts), "utf-8"), pages=pages)


PAGED = {
    "a sentence that goes on": ("同志们：\n我们要坚持以经济建设为中心，大力推进", "产业结构调整。\n"),
    "line ends at the turn": ("同志们：\n我们要坚持以经济建设为中心，大力推进\n\n", "\n　　产业结构调整。\n"),
    "words that a blank parts": ("各位来宾，we must work hard, for a better", "future of all of us, dear friends."),
    "chrome at both ends": (
        "上一篇：物理\n同志们：\n今天开会。\n上一篇：物理",
        "上一篇：物理\n明天开会。\n上一篇：物理",
    ),
    "a page that is all chrome": ("同志们：\n今天开会。", "上一篇：物理", "明天开会。"),
    "speeches that begin on any page": (
        "第一篇：甲乙丙丁讲话\n" + "今天开会，总结工作。" * 5,
        "今天继续开会。\n第二篇：戊己庚辛讲话\n" + "明天开会，部署任务。" * 5,
        "明天继续开会。",
    ),
}


@pytest.mark.parametrize("decision", DECISIONS.values(), ids=DECISIONS)
@pytest.mark.parametrize("texts", PAGED.values(), ids=PAGED)
def test_each_file_has_an_entry_that_covers_its_text_and_no_more(texts: tuple[str, ...], decision: Decision) -> None:
    cleaned = clean(pages_of(*texts), matcher(Config()))
    decisions = {record_id("0.txt", "", 1): decision}
    if any(number >= len(_first(cleaned)) for number in decision.twins):
        decisions = {}
    entries = document_entries(cleaned, "", 0, Frame("plain"), decisions, "drop", full=True)
    records = {record["id"]: record["text"] for record in make_records(cleaned, "", decisions, "drop", "")}
    assert [entry["source"] for entry in entries] == [page.source for page in cleaned.document.pages]
    assert [(entry["page"], entry["offset"]) for entry in entries] == [(n, 0) for n in range(1, len(texts) + 1)]
    assert [text_of(entry, records) for entry in entries] == [*texts]


def test_what_comes_in_the_stead_of_the_first_character_of_a_page_is_told_there() -> None:
    cleaned = clean(pages_of("同志们：\n今天开会。\n", "&ldquo;明天&rdquo;开会。\n"), matcher(Config()))
    _, second = document_entries(cleaned, "", 0, Frame("plain"), {}, "drop", full=True)
    assert [(span["old"], span["new"]) for span in second["spans"] if span.get("new")] == [
        ("&ldquo;", "“"),
        ("&rdquo;", "”"),
    ]


def test_what_comes_between_two_pages_is_in_the_ledger_although_nothing_of_a_file_goes() -> None:
    cleaned = clean(pages_of(*PAGED["words that a blank parts"]), matcher(Config()))
    first, second = document_entries(cleaned, "", 0, Frame("plain"), {}, "drop", full=True)
    assert [(span["start"], span["end"], span["old"], span["new"]) for span in first["spans"] if "old" in span] == [
        (36, 36, "", " ")
    ]
    assert second["spans"][0]["at"] == 37
