"""Jamming of any alphabet at the rims of lines: what means something stays, and so does what nothing else proves."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.document.edits import apply_edits
from cleaner.document.noise.base import noise
from cleaner.document.noise.jammed_rims import unlike_runs

Left = Callable[[str], str]

STAYS = {
    "words and figures behind sentences": "请看材料。WTO\n请看材料。GDP 5.2%\n请看材料。Thank you\n请看材料。2023\n",
    "addresses behind sentences": "请看。www.a1b2.cn\n请看。http://x7y.example.com/a?b=1\n请看。q9w8@example.com\n",
    "letters to choose from": "选哪个？A B C D\n选哪个？A B C E\n选哪个？A C D E\n",
    "names of products before sentences": "MacBookPro14更轻。\niPhone15更快。\nChatGPT4会写诗。\n",
    "formulas on lines of their own": "同志们：\nE=mc2\nF=ma\na+b=b+a\nH2O+CO2\n",
    "serial numbers on lines of their own": "编号如下：\nSN20230001\nHT2023ABC01\nZJ2021A7\n",
    "standards and models before sentences": "ISO9001:2015很重要。\nWi-Fi6E更快。\nGB/T19001-2016要执行。\nHJ-291732/B是编号。\n",
    "one run alone": "要抓好落实。 TkB4JrBXYOGiRGI0l\n谢谢大家。\n",
    "the same run again and again": "要抓好落实。K7v^z\n要见行动。K7v^z\n要出成效。K7v^z\n",
}

GOES = {
    "figures of a hash": ("54441bdb10933854", "95cf1263dfe84337a681f0a7", "33317d771725f00d"),
    "capitals and figures": (" NT9 WH9CY U6TH4", " LIB KX54V 0WH4K", " BL78 5H11 87OO6 Y8WJ6"),
    "signs alone": ("?=?|-+%^:|", ":^!<|;#/<;#", "#/&^?|"),
    "letters of all kinds": ("TkB4JrBXYOGiRGI0l", "0WI1SRNwxz9RqzggYa", "bEt2aCLIpf1pVOGlX"),
    "single characters": ("- L D K z 1+ t Z", "& B 5+ h b 1 e", "* p@ n d i c t@ r"),
    "codes in brackets": ("[4p4effrs8wx]", "{ckgy6e8u2}", "[98xc6883fty]"),
    "the forum's own address among it": ("sK { +bbs.example.cn Z: 3", "- L D K z 1+ t Z", "4 0 %bbs.example.cn} DI !"),
}


@pytest.mark.parametrize("text", STAYS.values(), ids=STAYS)
def test_stays(text: str, left: Left) -> None:
    assert left(text) == text


@pytest.mark.parametrize("runs", GOES.values(), ids=GOES)
def test_runs_behind_sentences_prove_each_other(runs: tuple[str, ...], left: Left) -> None:
    gone = left("".join(f"各项工作要抓好落实。{run}\n" for run in runs))
    assert [line.rstrip(" ") for line in gone.splitlines()] == ["各项工作要抓好落实。"] * len(runs)


PROVED = "要抓好落实。 NT9 WH9CY U6TH4\n要见行动。 LIB KX54V 0WH4K\n要出成效。 8E1KJ SA930 89P\n"
BESIDE = {
    "before a sentence": ("& b# x} l E f 1? A h 水来了。", "水来了。"),
    "before a number, which stays": ("0; {z M {r U 2.要见行动。", "2.要见行动。"),
    "before a year, which stays": ("O> y +z G & q: 2024年", "2024年"),
    "behind a heading": ("一、提高认识  iN9 ~ W C G49 = 6", "一、提高认识"),
    "glued to a word": ("某某县人民政府办公室sc5AtWEx", "某某县人民政府办公室"),
    "on a line of its own": ("?+/=;=-=", ""),
    "before an indent": ("O EL << . \\ rMW - 　　把零碎的时间捡起来。", "把零碎的时间捡起来。"),
    "signs before a sentence": ("(q= o2` 千言万语汇成一句话。", "千言万语汇成一句话。"),
    "questions and answers, which stay": ("Q&A 环节请大家提问。", "Q&A 环节请大家提问。"),
    "a label before an indent, which stays": ("PPT　　把图做好。", "PPT　　把图做好。"),
    "a word on a line stays": ("Thank you", "Thank you"),
    "a telephone stays": ("联系电话：0700-1234567", "联系电话：0700-1234567"),
}


@pytest.mark.parametrize(("line", "clean"), BESIDE.values(), ids=BESIDE)
def test_beside_proof(line: str, clean: str, left: Left) -> None:
    assert left(f"{PROVED}{line}\n谢谢大家。").splitlines()[3].strip() == clean


def test_what_a_forum_writes_in_clear_goes_with_it(left: Left) -> None:
    owned = "本资料权属小山文秘社区,放上鼠标按照提示查看更多"
    assert left(f"现将要求通知如下：  =J U) > ?3{owned}@ ) bO\n") == "现将要求通知如下：\n"


@given(st.text("ab1 。！\n今天", max_size=80), st.booleans())
def test_ranges_lie_in_the_text_and_hold_no_han(text: str, proved: bool) -> None:
    runs = sorted(set(unlike_runs(text, proved=proved)))
    assert all(0 <= start < end <= len(text) and text[start:end].isascii() for start, end in runs)
    kept = apply_edits(
        text,
        [
            noise(*run, "jamming")
            for number, run in enumerate(runs)
            if run[0] >= max((end for _, end in runs[:number]), default=0)
        ],
    )
    assert [char for char in kept if not char.isascii()] == [char for char in text if not char.isascii()]
