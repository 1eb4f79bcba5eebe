"""Row 16: twice the input takes about twice the work, measured every night by processor time; no assertion on a clock by day.

On every commit the same inputs are cleaned once, at a size at which anything quadratic would be seen by whoever waits.
"""

import itertools
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import pytest

from cleaner import clean_text
from cleaner.config import Config
from cleaner.document.decode import decode
from cleaner.formats import read
from tests.reliability.material import speech

RATIO = 2.5  # at most, from n to 2n
LARGEST = 1_000_000  # characters
LONGEST = 5.0  # seconds of processor time at that size

REGEX = {
    "one character": "好",
    "a digit": "1",
    "blanks": " ",
    "full-width blanks": "\u3000",
    "tabs": "\t",
    "opening brackets": "（",
    "closing brackets": "）",
    "quotes": "“",
    "dots": "…",
    "full stops": "。",
    "commas": "，",
    "masks": "×X",
    "slashes": "http://",
    "dashes": "——",
    "labels": "来源：",
    "previous": "上一篇：",
    "pages": "[1][2]",
    "dates": "2019年3月",
    "headers": "第一篇：",
    "numbers": "一、",
    "editors": "责任编辑：",
    "a then b": "aab",
}
UNICODE = {"combining": "e\u0301\u0302", "invisible": "\u200b\u200d好", "emoji": "👨\u200d👩\ufe0f"}
SET_BETWEEN = {"signs of loss": "安\ufffd全", "private use": "安\ue004全。", "empty quotes": "好&ldquo;&rdquo;"}
LINES = {
    "many lines": "好。\n",
    "many blank lines": "\n",
    "headers in lines": "第一篇：讲话\n正文在此。\n",
    "labels in lines": "来源：某网\n",
    "bbcode": "[url=a]b[/url]",
    "escapes": "&nbsp;",
    "tags": "<p>好</p>",
}
# All unlike: what is remembered of each must not be compared with all others.
NUMBERED = {
    "names": "欢迎光临小{0}山网 www.{0}a.com\n今天开会，大{0}山网讨论了三件事。\n",
    "names and hosts that spell them": "版权所有{0}山文库 www.{0}swk.cn\n今天开会，我们xswk{0}.cn要讨论{0}山文库三件事。\n",
    "names behind a sign": "今天开会，我们要真抓@小{0}山阁楼实干，不走过场。\n",
    "names in jamming": "版权所有{0}山论坛\n今天开会，我们讨论了三件事。{0}山论坛G d; E=k( z :p\n",
    "titled speeches": "在{0}大会上的讲话\n同志们：\n今天我们召开{0}大会，主要任务是总结去年的工作。\n",
    "names that end alike": "版权所有{0}山文库\n今天开会，我们讨论了三件事。\n",
    "names in one line": "今天开会，本文由{0}山网整理我们讨论。",
    "titles": "在全市{0}工作会议上的讲话\n下载在全市{0}工作会议上的讲话\n版权所有{0}山网\n",
}
HTML = {
    "divs": "<div>",
    "bold": "<b>",
    "ends": "</div>",
    "comments": "<!--",
    "comment ends": "-->",
    "declarations": "<!",
    "brackets": "<",
    "cells": "<td>好",
    "tables": "<table><tr><td>",
    "folds": "<p>展开全文</p><div style='display:none'>好。",
    "links": "<a href='x'>好</a>",
    "paragraphs": "<p>今天开会。",
    "entities": "&amp;",
    "half entities": "&#",
    "scripts": "<script>a</script>",
}


def text_of(unit: str, size: int) -> Callable[[], object]:
    """Return the cleaning of a speech with so many characters of one kind after it."""
    text = speech(1) + unit * (size // len(unit)) + "\n"
    return lambda: clean_text(text)


def numbered(unit: str, size: int) -> Callable[[], object]:
    """Return the cleaning of a speech with so many characters of lines after it that differ in two characters."""
    rare = (chr(0x4E00 + first) + chr(0x4E00 + second) for first in range(1000) for second in range(0, 1000, 7))
    text = speech(1) + "".join(unit.format(each) for each in itertools.islice(rare, size // len(unit))) + "\n"
    return lambda: clean_text(text)


def page_of(unit: str, size: int) -> Callable[[], object]:
    import io

    data = f"<html><body><p>{speech(1)}</p>{unit * (size // len(unit))}</body></html>".encode()
    return lambda: list(read(io.BytesIO(data), "a.html", 0, len(data), Config()))


def bytes_of(unit: bytes, size: int) -> Callable[[], object]:
    data = speech(1).encode("gb18030") + unit * (size // len(unit))

    def work() -> object:
        try:
            return decode(data)
        except Exception as error:
            return error

    return work


BYTES = {
    "wrong": b"\xff",
    "half": b"\x81",
    "escapes": b"~{",
    "alternating": "中".encode() + b"\n" + "中".encode("gbk") + b"\n",
    "zeros": b"a\0",
}
WORK: dict[str, Callable[[int], Callable[[], object]]] = {
    **{f"text: {name}": partial(text_of, unit) for name, unit in {**REGEX, **UNICODE, **SET_BETWEEN, **LINES}.items()},
    **{f"text: {name}": partial(numbered, unit) for name, unit in NUMBERED.items()},
    **{f"page: {name}": partial(page_of, unit) for name, unit in HTML.items()},
    **{f"bytes: {name}": partial(bytes_of, raw) for name, raw in BYTES.items()},
}


def cost(work: Callable[[], object]) -> float:
    """Return the least processor time of two runs."""
    costs = []
    for _ in range(2):
        start = time.process_time()
        work()
        costs.append(time.process_time() - start)
    return min(costs)


def costs(name: str) -> list[float]:
    """Return what a quarter of the largest size, half of it and all of it cost, once the rules are loaded."""
    WORK[name](6_000)()
    return [cost(WORK[name](size)) for size in (LARGEST // 4, LARGEST // 2, LARGEST)]


@pytest.mark.parametrize("name", WORK)
def test_a_long_run_comes_to_an_end(name: str) -> None:
    WORK[name](6_000)()


@pytest.mark.nightly
@pytest.mark.parametrize("name", WORK)
def test_twice_the_size_takes_twice_the_time(name: str) -> None:
    """Small times are mostly noise, so the ratio counts from a tenth of a second on.

    Each input has a process of its own: what others leave in memory makes work dearer, by more than the size does.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        times = process.submit(costs, name).result()
    assert times[-1] <= LONGEST
    for shorter, longer in itertools.pairwise(times):
        assert longer <= RATIO * max(shorter, 0.1), [f"{each:.2f} s" for each in times]
