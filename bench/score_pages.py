#!/usr/bin/env python3
"""Score a command that cleans pages against the gold of pages.py, phenomenon by phenomenon.

    score_pages.py DIR --command "cleaner file {} --format json" [--json] [--half HALF] [--examples N]

The command runs once for each file of DIR/raw; {} is replaced by its path. It must print one JSON object with
"edits": [{"start", "end", "new"}] and "speeches": [{"title", "paragraphs": [{"start", "end"}]}], offsets in code
points of the raw text. Only non-blank characters count; a character is taken out when an edit with an empty "new"
covers it; metadata and optional spans are not scored. A speech's date is read from "date" or "speech_date", in the
speech or in its "metadata", as ISO or in Chinese.
"""

import argparse
import collections
import concurrent.futures
import dataclasses
import itertools
import json
import pathlib
import re
import shlex
import subprocess
import sys
from collections.abc import Iterable, Sequence
from typing import Any

Gold = dict[str, Any]
Result = dict[str, Any]
Count = collections.Counter[str]
BODY, UNSCORED = "", "-"
DATE = re.compile(r"(\d{4})\D{1,2}(\d{1,2})(?:\D{1,2}(\d{1,2}))?")
DIGITS = {ord(char): str(index) for index, char in enumerate("零一二三四五六七八九")} | {ord("〇"): "0"}
ONES = "[零〇一二三四五六七八九]"


@dataclasses.dataclass
class Tally:
    """Counts over some pages; `chrome` and `taken` count characters by phenomenon."""

    pages: int = 0
    chrome: Count = dataclasses.field(default_factory=collections.Counter)
    taken: Count = dataclasses.field(default_factory=collections.Counter)
    counts: Count = dataclasses.field(default_factory=collections.Counter)
    lost: list[str] = dataclasses.field(default_factory=list)
    left: dict[str, list[str]] = dataclasses.field(default_factory=lambda: collections.defaultdict(list))
    failed: list[str] = dataclasses.field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Add the counts of other pages."""
        self.pages += other.pages
        self.chrome.update(other.chrome)
        self.taken.update(other.taken)
        self.counts.update(other.counts)
        self.lost += other.lost
        self.failed += other.failed
        for name, texts in other.left.items():
            self.left[name] += texts


class Text:
    """A raw text with the offsets at which its lines start."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def range(self, span: dict[str, Any]) -> range:
        """Return the offsets of a span of the gold."""
        base = self.starts[span["line"] - 1]
        return range(base + span["start"], base + span["end"])

    def labels(self, gold: Gold) -> list[str]:
        """Return for each character its phenomenon, or that it is body, or not scored."""
        labels = [BODY] * len(self.text)
        for span in gold["spans"]:
            name = UNSCORED if span.get("keep_as") == "metadata" else span["phenomenon"]
            for i in self.range(span):
                labels[i] = name
        for span in gold["optional_spans"]:
            for i in self.range(span):
                labels[i] = UNSCORED
        return [UNSCORED if char.isspace() else label for char, label in zip(self.text, labels, strict=True)]

    def body_lines(self, gold: Gold) -> list[int]:
        """Return the numbers of the lines on which something outside the spans stands."""
        covered = bytearray(len(self.text))
        for span in gold["spans"]:
            for i in self.range(span):
                covered[i] = 1
        return [
            number
            for number, line in enumerate(self.lines, 1)
            if any(not char.isspace() and not covered[self.starts[number - 1] + i] for i, char in enumerate(line))
        ]

    def touched(self, numbers: Iterable[int], paragraph: dict[str, int]) -> list[int]:
        """Return which of the lines a paragraph touches."""
        start, end = paragraph["start"], paragraph["end"]
        return [number for number in numbers if self.starts[number - 1] < end and self.starts[number] - 1 > start]


def removed(length: int, edits: Iterable[dict[str, Any]]) -> bytearray:
    """Return a mark for each character that the edits take out."""
    gone = bytearray(length)
    for edit in edits:
        if edit["new"] == "":
            gone[edit["start"] : edit["end"]] = b"\1" * (edit["end"] - edit["start"])
    return gone


def excerpts(text: str, positions: Sequence[int]) -> list[str]:
    """Return the pieces of text at the positions, joined where the gaps are small."""
    out: list[list[int]] = []
    for i in positions:
        if out and i - out[-1][1] <= 3:
            out[-1][1] = i
        else:
            out.append([i, i])
    return [text[start : end + 1] for start, end in out]


def score_characters(text: Text, gold: Gold, gone: bytearray, tally: Tally) -> None:
    """Count chrome taken, body kept and pitfalls kept."""
    lost: list[int] = []
    left: dict[str, list[int]] = collections.defaultdict(list)
    for i, label in enumerate(text.labels(gold)):
        if label == BODY:
            tally.counts.update(body=1, kept=not gone[i])
            lost += [i] if gone[i] else []
        elif label != UNSCORED:
            tally.chrome[label] += 1
            tally.taken[label] += gone[i]
            left[label] += [] if gone[i] else [i]
    for pitfall in gold["pitfalls"]:
        whole = not any(gone[i] and not text.text[i].isspace() for i in text.range(pitfall))
        tally.counts.update(pitfalls=1, pitfalls_kept=whole)
    tally.lost += [f"{gold['file']}: {piece}" for piece in excerpts(text.text, lost)]
    for label, positions in left.items():
        tally.left[label] += [f"{gold['file']}: {piece}" for piece in excerpts(text.text, positions)]


def joined(text: Text, gold: Gold, speeches: Iterable[dict[str, Any]]) -> set[tuple[int, int]]:
    """Return the pairs of neighbouring body lines that paragraphs span."""
    body = text.body_lines(gold)
    pairs: set[tuple[int, int]] = set()
    for speech in speeches:
        for paragraph in speech["paragraphs"]:
            pairs.update(itertools.pairwise(text.touched(body, paragraph)))
    return pairs


def iso_date(value: object) -> str:
    """Return a date in ISO form, from ISO, from figures or from Chinese numerals.

    >>> iso_date("（2021年3月5日）"), iso_date("二〇一九年十一月"), iso_date(None)
    ('2021-03-05', '2019-11', '')
    """
    text = re.sub(f"(?<!{ONES})十", "一十", str(value or ""))
    text = re.sub("十", "", re.sub(f"十(?!{ONES})", "〇", text)).translate(DIGITS)
    match = DATE.search(text)
    return "-".join([match[1], *(part.zfill(2) for part in match.groups()[1:] if part)]) if match else ""


def speech_date(speech: dict[str, Any]) -> str:
    """Return the date of a speech as the command gave it, in ISO form."""
    for place in (speech, speech.get("metadata") or {}):
        for key in ("date", "speech_date"):
            if place.get(key):
                return iso_date(place[key])
    return ""


def split_right(text: Text, gold: Gold, found: Sequence[dict[str, Any]]) -> bool:
    """Return whether there are as many speeches as in the gold, each with body lines of its own only."""
    if len(found) != len(gold["speeches"]):
        return False
    body = text.body_lines(gold)
    return all(
        wanted["start_line"] <= number <= wanted["end_line"]
        for wanted, speech in zip(gold["speeches"], found, strict=True)
        for paragraph in speech["paragraphs"]
        for number in text.touched(body, paragraph)
    )


def score_structure(text: Text, gold: Gold, result: Result, tally: Tally) -> None:
    """Count pages split exactly, titles, dates and joins."""
    wanted, found = gold["speeches"], result["speeches"]
    kind = "collections" if len(wanted) > 1 else "singles"
    tally.counts.update({kind: 1, f"{kind}_right": split_right(text, gold, found)})
    for index, speech in enumerate(wanted):
        other = found[index] if index < len(found) else {}
        if speech["title"] is not None:
            tally.counts.update(titles=1, titles_right=speech["title"] == other.get("title"))
        if speech.get("date"):
            tally.counts.update(dates=1, dates_right=speech_date(other) == speech["date"])
        else:
            tally.counts.update(dates_made_up=bool(speech_date(other)))
    joins = {(join["line"], join["with"]) for join in gold["joins"]}
    made = joined(text, gold, found)
    tally.counts.update(joins=len(joins), joins_right=len(made & joins), joins_made_up=len(made - joins))


def score_page(raw: str, gold: Gold, result: Result) -> Tally:
    """Return the counts of one page."""
    tally, text = Tally(pages=1), Text(raw)
    score_characters(text, gold, removed(len(raw), result["edits"]), tally)
    score_structure(text, gold, result, tally)
    return tally


def run_page(raw: pathlib.Path, gold: Gold, command: Sequence[str]) -> Tally:
    """Run the command on one page and return its counts; a page that fails counts as left alone."""
    run = subprocess.run(
        [part.replace("{}", str(raw)) for part in command], capture_output=True, encoding="utf-8", check=False
    )  # fmt: skip
    with raw.open(encoding="utf-8", newline="") as stream:
        text = stream.read()
    try:
        result = json.loads(run.stdout)
        return score_page(text, gold, result)
    except (ValueError, KeyError, TypeError) as error:
        tally = score_page(text, gold, {"edits": [], "speeches": []})
        tally.failed.append(f"{gold['file']}: exit {run.returncode}, {error!r}: {run.stderr.strip()[-200:]}")
        return tally


def share(part: int, whole: int) -> float | None:
    """Return a share, or nothing where there is nothing to share."""
    return part / whole if whole else None


def summary(tally: Tally) -> dict[str, Any]:
    """Return the figures of some pages."""
    counts = tally.counts
    shares = {
        "body_kept": ("kept", "body"), "collections_split": ("collections_right", "collections"),
        "singles_whole": ("singles_right", "singles"), "titles_right": ("titles_right", "titles"),
        "joins_right": ("joins_right", "joins"), "pitfalls_kept": ("pitfalls_kept", "pitfalls"),
        "dates_right": ("dates_right", "dates"),
    }  # fmt: skip
    return {
        "pages": tally.pages,
        "phenomena": {
            name: {"chrome": chrome, "taken": tally.taken[name], "share": share(tally.taken[name], chrome)}
            for name, chrome in sorted(tally.chrome.items())
        },
        "taken": share(tally.taken.total(), tally.chrome.total()),
        **{name: share(counts[part], counts[whole]) for name, (part, whole) in shares.items()},
        "body_lost": counts["body"] - counts["kept"],
        "joins_made_up": share(counts["joins_made_up"], counts["joins_made_up"] + counts["joins_right"]),
        "dates_made_up": counts["dates_made_up"],
        "counts": dict(sorted(counts.items())),
        "failed": tally.failed,
    }


def percent(value: float | None) -> str:
    """Return a share for the table."""
    return "     -" if value is None else f"{value:6.1%}"


def print_table(tally: Tally, examples: int) -> None:
    """Print the figures, phenomenon by phenomenon, then over all."""
    figures = summary(tally)
    for name, row in sorted(figures["phenomena"].items(), key=lambda item: item[1]["share"]):
        print(f"{name:18} taken {percent(row['share'])} of {row['chrome']}")
        for piece in sorted(tally.left[name], key=len, reverse=True)[:examples]:
            print(f"    left: {piece[:120]!r}")
    for piece in sorted(tally.lost, key=len, reverse=True)[:examples]:
        print(f"    lost body: {piece[:120]!r}")
    for line in tally.failed:
        print("FAILED", line)
    print(f"pages {tally.pages}, body kept {figures['body_kept']:.3%} ({figures['body_lost']} characters lost)")
    for name in (
        "taken", "collections_split", "singles_whole", "titles_right", "joins_right", "joins_made_up", "pitfalls_kept",
        "dates_right",
    ):  # fmt: skip
        print(f"{name:18} {percent(figures[name])}")


def main() -> int:
    """Score the pages of a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, metavar="DIR", help="what pages.py wrote")
    parser.add_argument("--command", required=True, help="what cleans one file, {} standing for its path")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--half", choices=("development", "measuring"), help="score only sites of this half")
    parser.add_argument("--examples", type=int, default=0, help="show the N longest pieces left, and of body lost")
    args = parser.parse_args()
    golds = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((args.folder / "gold").glob("*.json"))]
    golds = [gold for gold in golds if args.half in {None, gold["half"]}]
    if not golds:
        parser.error(f"no pages of that kind in {args.folder}")
    command, total = shlex.split(args.command), Tally()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for tally in pool.map(lambda gold: run_page(args.folder / "raw" / gold["file"], gold, command), golds):
            total.add(tally)
    if args.json:
        print(json.dumps(summary(total), ensure_ascii=False))
    else:
        print_table(total, args.examples)
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
