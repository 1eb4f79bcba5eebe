#!/usr/bin/env python3
r"""Hold cleaner beside trafilatura, jusText and a keyword filter, on the same made-up pages, measured alike.

    compare.py [--pages N] [--seed S] [--rounds N]

Each page of pages.py is written as text, which cleaner and the keyword filters read, and as markup, which trafilatura and
jusText read. The others give text, not offsets, so all are measured by their text. Blanks aside, the output is aligned
with the page: of all longest common subsequences the one with the least chrome and the fewest breaks, a break counting
as ten characters. What is aligned was kept; the gold says of each character of the page whether it is body or chrome.
Titles, headers, dates and speakers count for nobody, and cleaner's output is its paragraphs.

The markup is a helpful site's: class="related" for related, p for paragraphs of speeches, div for chrome. That is more than
any text tells. jusText minds neither; trafilatura also runs on plain markup: no class names, and each line a p.

body kept      share of the body's characters that are in the output
chrome taken   share of the chrome's characters that are not
pitfalls kept  share of the sentences of the body that look like chrome which are in the output whole
collections    share of the pages with several speeches that are split exactly
time           processor time a page, reading the file included, as a multiple of cleaner's: pages are dealt to the
               rounds, all ways work on the pages of a round in turning order, and the median of the rounds counts;
               rules are loaded and patterns compiled, and each page is new to everyone

Three outputs whose figures are known go through the same measure: without them right nothing is printed and the exit
status is 1. What cleaner says of its own offsets is measured too, with score_pages.py, to hold the two measures together.
"""

from __future__ import annotations

import argparse
import collections
import concurrent.futures
import dataclasses
import functools
import gc
import importlib
import json
import pathlib
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import pages as made
import score_pages
import speed

from cleaner.commands.file import clean_file, to_json
from cleaner.model import Cleaned

KEYWORDS = (
    "上一篇", "下一篇", "上一页", "下一页", "返回", "首页", "当前位置", "导航", "下载", "收藏", "打印", "分享", "推荐", "相关文章",
    "更多", "热门", "阅读全文", "浏览", "点击", "来源", "作者", "编辑", "发布", "版权", "转载", "声明", "免责", "侵权", "联系",
    "备案", "关注", "公众号", "二维码", "扫一扫", "微信", "微博", "登录", "注册", "评论", "广告", "关键词", "标签",
)  # fmt: skip
SHORT = 40  # code points: the longest line that the careful filter drops
# A third of jusText's lengths: a Chinese character says as much as three letters.
CHINESE_LENGTHS = {"length_low": 25, "length_high": 70}
WARM_UP = 40  # pages that nobody counts
KNOWN = 40  # pages on which outputs with known figures are measured
CLASS = re.compile(rb" class='[^']*'")
DIVISION = re.compile(rb"^<div>(.+)</div>$", re.MULTILINE)
PAIR, NEXT, LOW = 1 << 40, 10, -(1 << 60)  # a pair of characters, one that goes on from the last, none
UP, TAKEN, ON = 1, 2, 4
Count = collections.Counter[str]


@dataclasses.dataclass(frozen=True)
class Page:
    """A page as text and as markup, and its gold."""

    raw: pathlib.Path
    markup: pathlib.Path
    gold: score_pages.Gold

    @functools.cached_property
    def text(self) -> score_pages.Text:
        """The page as text."""
        return score_pages.Text(self.raw.read_bytes().decode())

    @functools.cached_property
    def labels(self) -> list[str]:
        """What the gold says of each character."""
        return self.text.labels(self.gold)


@dataclasses.dataclass(frozen=True)
class Way:
    """A way to clean a page: how to run it, and how to read what it returns."""

    run: Callable[[Page], Any]
    text: Callable[[Any], str] = str


# The measure.


def align(page: str, chrome: NDArray[np.bool_], output: str) -> NDArray[np.bool_]:
    """Return which characters of the page the output kept.

    Of the longest common subsequences it takes the one with the least chrome and the fewest breaks. A break counts as ten
    characters of chrome: so chrome is not taken for stray characters of body, nor a line for its copy further on.

    >>> align("下载谢谢大家谢谢大家", np.array([True] * 2 + [False] * 4 + [True] * 4), "谢谢大家").astype(int)
    array([0, 0, 1, 1, 1, 1, 0, 0, 0, 0])
    """
    gain = PAIR + ~chrome
    where: dict[str, list[int]] = collections.defaultdict(list)
    for column, char in enumerate(page):
        where[char].append(column)
    columns = {char: np.array(found, np.int64) for char, found in where.items()}
    nowhere = at = np.zeros(0, np.int64)
    choices = np.zeros((len(output), len(page)), np.uint8)
    best = np.zeros(len(page) + 1, np.int64)  # by the number of characters of the page that are used up
    paired = np.full(len(page) + 1, LOW, np.int64)  # the same, where the last of them is a pair with the output's last
    for row, char in enumerate(output):
        before, at = at, columns.get(char, nowhere)
        onward, afresh = paired[at] + NEXT, best[at]
        pair = np.maximum(onward, afresh) + gain[at]
        now = best.copy()
        now[at + 1] = np.maximum(now[at + 1], pair)
        np.maximum.accumulate(now, out=now)
        choices[row] = now[1:] == best[1:]
        choices[row, at] |= ((pair == now[at + 1]) * TAKEN + (onward >= afresh) * ON).astype(np.uint8)
        paired[before + 1] = LOW
        paired[at + 1], best = pair, now
    return _traced(choices)


def _traced(choices: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Walk back through the choices; what makes a pair goes on to the pair before where it was made so."""
    row, column = choices.shape
    kept = np.zeros(column, np.bool_)
    bound = False
    while row and column:
        choice = int(choices[row - 1, column - 1])
        if bound or choice & TAKEN:
            bound = bool(choice & ON)
            row, column = row - 1, column - 1
            kept[column] = True
        elif choice & UP:
            row -= 1
        else:
            column -= 1
    return kept


def score_text(page: Page, output: str) -> Count:
    """Return the counts of an output; `strange` are its characters that the page does not have there."""
    places = [i for i, char in enumerate(page.text.text) if not char.isspace()]
    letters = "".join(page.text.text[i] for i in places)
    body = np.array([page.labels[i] == score_pages.BODY for i in places], np.bool_)
    chrome = np.array([page.labels[i] not in {score_pages.BODY, score_pages.UNSCORED} for i in places], np.bool_)
    output = "".join(output.split())
    kept = align(letters, chrome, output)
    there = {i for i, here in zip(places, kept, strict=True) if here}
    whole = [
        all(i in there or page.text.text[i].isspace() for i in page.text.range(pitfall))
        for pitfall in page.gold["pitfalls"]
    ]
    return collections.Counter(
        body=int(body.sum()), kept=int((body & kept).sum()), chrome=int(chrome.sum()), taken=int((chrome & ~kept).sum()),
        pitfalls=len(whole), pitfalls_kept=sum(whole), output=len(output), strange=len(output) - int(kept.sum()),
    )  # fmt: skip


def without_chrome(text: score_pages.Text, gold: score_pages.Gold) -> str:
    """Return what is left of a page without its chrome."""
    stays = {score_pages.BODY, score_pages.UNSCORED}
    return "".join(char for char, label in zip(text.text, text.labels(gold), strict=True) if label in stays)


ORACLES: dict[str, tuple[Callable[[Page], str], float, float]] = {
    "perfect output": (lambda page: without_chrome(page.text, page.gold), 1.0, 1.0),
    "the page as it is": (lambda page: page.text.text, 1.0, 0.0),
    "no output": (lambda page: "", 0.0, 1.0),
}


def oracles(found: Sequence[Page]) -> Iterator[tuple[str, float, float, bool]]:
    """Yield outputs with known figures: body kept, chrome taken, and whether they are as they must be."""
    for name, (output, *wanted) in ORACLES.items():
        total: Count = sum((score_text(page, output(page)) for page in found), collections.Counter())
        figures = [total["kept"] / total["body"], total["taken"] / total["chrome"]]
        yield name, figures[0], figures[1], figures == wanted


# The ways.


def clean_text(cleaned: Cleaned) -> str:
    """Return the paragraphs of a cleaned page."""
    return "\n".join(paragraph.text for speech in cleaned.speeches for paragraph in speech.paragraphs)


@functools.cache
def keywords() -> tuple[str, ...]:
    """Return the words of the filter in every script of the pages."""
    return tuple(dict.fromkeys(made.converter(script)(word) for script in ("s", "t", "tw") for word in KEYWORDS))


def without_keywords(text: str, longest: int = sys.maxsize) -> str:
    """Drop every line that holds a keyword and is not too long.

    >>> without_keywords("谢谢大家！\\n上一篇：讲话\\n来源：网络")
    '谢谢大家！'
    """
    lines = text.split("\n")
    return "\n".join(
        line for line in lines if len(line.strip()) > longest or not any(word in line for word in keywords())
    )


def named(page: Page) -> bytes:
    """Return the markup of a page."""
    return page.markup.read_bytes()


def plain(page: Page) -> bytes:
    """Return the markup of a page whose site names no areas and writes every line as a paragraph."""
    return DIVISION.sub(rb"<p>\1</p>", CLASS.sub(b"", named(page)))


def ways() -> dict[str, Way]:
    """Return all that is compared, cleaner first."""
    extract = importlib.import_module("trafilatura").extract
    justext = importlib.import_module("justext").justext

    def by_trafilatura(markup: Callable[[Page], bytes], **options: bool) -> Way:
        return Way(lambda page: extract(markup(page), **options), lambda text: text or "")

    def by_justext(**options: int) -> Way:  # without a stop list for Chinese: its language-independent mode
        return Way(
            lambda page: justext(named(page), frozenset(), stopwords_low=0, stopwords_high=0, **options),
            lambda paragraphs: "\n".join(part.text for part in paragraphs if not part.is_boilerplate),
        )

    def by_keywords(longest: int) -> Way:
        return Way(lambda page: without_keywords(page.raw.read_text(encoding="utf-8"), longest))

    return {
        "cleaner": Way(lambda page: clean_file(page.raw), clean_text),
        "trafilatura": by_trafilatura(named),
        "trafilatura, precision": by_trafilatura(named, favor_precision=True),
        "trafilatura, recall": by_trafilatura(named, favor_recall=True),
        "trafilatura, plain markup": by_trafilatura(plain),
        "jusText": by_justext(),
        "jusText, lengths for Chinese": by_justext(**CHINESE_LENGTHS),
        "keyword filter": by_keywords(sys.maxsize),
        f"keyword filter, lines ≤ {SHORT}": by_keywords(SHORT),
    }


# The comparison.


@dataclasses.dataclass
class Tally:
    """What one way did to the pages of one half; `times` by round."""

    counts: Count = dataclasses.field(default_factory=collections.Counter)
    times: list[float] = dataclasses.field(default_factory=list)

    def share(self, part: str, whole: str) -> str:
        """Return a share for the table."""
        return f"{self.counts[part] / self.counts[whole]:.2%}" if self.counts[whole] else "–"


Tallies = dict[tuple[str, str], Tally]


@dataclasses.dataclass(frozen=True)
class Output:
    """What a way returned for a page, as text, with what only offsets tell."""

    name: str
    page: Page
    text: str
    offsets: Count


def run_round(found: Sequence[Page], compared: dict[str, Way], number: int, tallies: Tallies) -> Iterator[Output]:
    """Let all ways clean the pages of a round by the clock, and yield what they returned."""
    for name in speed.turning(list(compared), number):
        spent: dict[str, float] = collections.defaultdict(float)
        outputs = []
        gc.collect()
        for page in found:
            start = time.process_time()
            outputs.append(compared[name].run(page))
            spent[page.gold["half"]] += time.process_time() - start
        for half, seconds in spent.items():
            tallies[half, name].times.append(seconds)
        for page, output in zip(found, outputs, strict=True):
            offsets = by_offsets(page, output) if isinstance(output, Cleaned) else Count()
            yield Output(name, page, compared[name].text(output), offsets)


def by_offsets(page: Page, cleaned: Cleaned) -> Count:
    """Return what only cleaner's own offsets tell: speeches split, and body and chrome for comparison."""
    tally = score_pages.score_page(page.text.text, page.gold, to_json(cleaned))
    names = ("collections", "collections_right")
    own = {"own_kept": tally.counts["kept"], "own_taken": tally.taken.total()}
    return collections.Counter({**{name: tally.counts[name] for name in names}, **own})


def compare(found: Sequence[Page], rounds: int) -> Tallies:
    """Return the tallies by half and way; every page is cleaned once by each way."""
    compared = ways()
    tallies = {(half, name): Tally() for half in made.HALVES for name in compared}
    outputs: list[Output] = []
    for number in range(rounds):
        dealt = [page for i, page in enumerate(found) if i // 2 % rounds == number]
        outputs += run_round(dealt, compared, number, tallies)
    with concurrent.futures.ProcessPoolExecutor() as pool:
        scores = pool.map(score_text, [o.page for o in outputs], [o.text for o in outputs], chunksize=20)
        for output, counts in zip(outputs, scores, strict=True):
            tallies[output.page.gold["half"], output.name].counts.update(counts + output.offsets)
    return tallies


def write_pages(folder: pathlib.Path, seed: int, count: int) -> list[Page]:
    """Write pages and return them; the halves take turns."""
    plan = list(made.plan(count, None))
    made.write_pages(folder, seed, plan, with_html=True)
    names = [f"{half[0]}{seed}-{number:04}" for half, number in plan]
    return [
        Page(
            folder / "raw" / f"{name}.txt",
            folder / "html" / f"{name}.html",
            json.loads((folder / "gold" / f"{name}.json").read_text(encoding="utf-8")),
        )
        for name in names
    ]


def warm_up(found: Sequence[Page]) -> None:
    """Let every way load and compile what it needs, on pages that do not count."""
    for way in ways().values():
        for page in found:
            way.run(page)


def rows(tallies: Tallies) -> Iterator[list[str]]:
    """Yield the rows of the table, half by half."""
    for (half, name), tally in tallies.items():
        base = tallies[half, "cleaner"].times
        yield [
            half,
            name,
            tally.share("kept", "body"),
            tally.share("taken", "chrome"),
            tally.share("pitfalls_kept", "pitfalls"),
            tally.share("collections_right", "collections") if name == "cleaner" else "n/a",
            "1×" if name == "cleaner" else str(speed.ratio(tally.times, base)),
        ]


def notes(tallies: Tallies) -> Iterator[str]:
    """Yield what the table does not say: output that is not on the page, and cleaner by its own offsets."""
    for half in made.HALVES:
        own = tallies[half, "cleaner"]
        yield (
            f"- cleaner by its own offsets, {half}: body kept {own.share('own_kept', 'body')}, "
            f"chrome taken {own.share('own_taken', 'chrome')}; "
            f"{own.counts['collections']} collections, {own.counts['pitfalls']} pitfalls"
        )
    names = dict.fromkeys(name for _, name in tallies)
    strange = {name: sum(tallies[half, name].counts["strange"] for half in made.HALVES) for name in names}
    yield "- characters of outputs that the page does not have there: " + ", ".join(
        f"{name} {count}" for name, count in strange.items()
    )


def main() -> int:
    """Print the section of the results that compares, or say which known output is measured wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=240)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--rounds", type=int, default=6)
    args = parser.parse_args()
    if args.rounds < 1 or args.pages < 2 * args.rounds:
        parser.error("a round needs a page of each half")
    with tempfile.TemporaryDirectory() as name:
        found = write_pages(pathlib.Path(name), args.seed, args.pages)
        known = list(oracles(found[:KNOWN]))
        if not all(right for *_, right in known):
            print(f"the measure is wrong about known outputs: {known}", file=sys.stderr)
            return 1
        warm_up(write_pages(pathlib.Path(name), args.seed + 1, WARM_UP))
        tallies = compare(found, args.rounds)
    print("## cleaner beside others\n")
    print(
        f"{speed.command()}: {args.pages} pages of seed {args.seed}, {args.rounds} rounds. Known outputs, as measured:\n"
    )
    print(
        speed.table(
            ["known output", "body kept", "chrome taken"], [[n, f"{b:.0%}", f"{c:.0%}"] for n, b, c, _ in known]
        )
    )
    print()
    head = ["half", "way", "body kept", "chrome taken", "pitfalls kept", "collections split", "time a page"]
    print(speed.table(head, rows(tallies), texts=2))
    print("", *notes(tallies), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
