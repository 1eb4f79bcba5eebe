"""Row 22: every near-duplicate removal is computed anew by a script that shares no code with the search; labelled pairs."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import neardup_truth
import pytest
from neardup_exact import THRESHOLD, grams

from cleaner.config import Config
from cleaner.document.script import convert
from cleaner.neardup import MINIMUM, Unit, find_near_duplicates, key
from cleaner.pipeline import run
from tests.reliability import recompute
from tests.reliability.material import lines, page, shards, speech, write_files


def shared(count: int) -> dict[str, bytes]:
    """Return speeches that share paragraphs: exactly, nearly, in parts, and as wholes."""
    files = {}
    for number in range(count):
        own = speech(number, 6).split("\n")
        other = speech((number * 7 + 3) % count, 6).split("\n")
        own[3] = other[2]
        own[4] = "".join(speech(number // 2 + 5000, 4).split("\n")[2:6]).replace(
            "按期", "如期" if number % 2 else "按期", 1
        )
        own[5] = other[5] + "大家要再接再厉，把各项工作抓得更紧更实，争取更大的成绩。"
        files[f"{number:03}.txt"] = "\n".join(own).encode()
        if number % 5 == 0:
            files[f"copy-{number:03}.txt"] = page(number).encode()
            files[f"again-{number:03}.txt"] = page(number).encode()
            files[f"joined-{number:03}.txt"] = (
                "\n".join(own[:2]) + "\n" + "".join(own[2:5]) + "\n谢谢大家！\n"
            ).encode()
    return files


@pytest.mark.parametrize("threshold", [0.8, 0.6])
def test_every_removal_is_right(full: bool, threshold: float, tmp_path: Path) -> None:
    folder = write_files(tmp_path / "pages", shared(400 if full else 40))
    run([folder], tmp_path / "out", Config(threshold=threshold))
    kinds = {row["kind"] for row in lines(tmp_path / "out" / "duplicates.jsonl")}
    assert {"exact", "near", "repost"} <= kinds
    assert list(recompute.wrong_rows(tmp_path / "out")) == []


def test_every_removal_of_the_fixture_is_right(folder: Path, tmp_path: Path) -> None:
    run([folder], tmp_path / "out")
    assert list(recompute.wrong_rows(tmp_path / "out")) == []


def test_a_chain_keeps_its_ends(tmp_path: Path) -> None:
    """Each link is nearly the next, the ends are unlike: none may go for the sake of one that went."""
    sentences = [
        f"第{number}件事是我们要把{place}的工作抓紧抓实抓好，"
        for number, place in enumerate("东南西北中左右前后内外高低大小")
    ]
    files = {}
    for link in range(8):
        words = [
            f"换了说法的另一句话{at}，内容完全不同，" if at < link else sentence
            for at, sentence in enumerate(sentences)
        ]
        files[f"{link}.txt"] = f"在会议上的讲话{link}\n同志们：\n{''.join(words)}\n谢谢大家！\n".encode()
    run([write_files(tmp_path / "pages", files)], tmp_path / "out")
    assert list(recompute.wrong_rows(tmp_path / "out")) == []
    kept = "".join(record["text"] for record in shards(tmp_path / "out", "corpus"))
    first, last = files["0.txt"].decode().split("\n")[2], files["7.txt"].decode().split("\n")[2]
    assert first in kept or last in kept
    assert sum(record["text"].count("件事") > 0 for record in shards(tmp_path / "out", "corpus")) >= 2


def test_short_lines_are_nobody_s_twins(tmp_path: Path) -> None:
    short = [f"要抓好第{number}件。" for number in range(50)]
    files = {
        f"{number}.txt": ("\n".join([f"讲话{number}", "同志们：", *short, "谢谢大家！"])).encode()
        for number in range(2)
    }
    run([write_files(tmp_path / "pages", files)], tmp_path / "out")
    records = shards(tmp_path / "out", "corpus")
    assert [sum(line in record["text"] for line in short) for record in records] == [50, 50]


def test_the_script_finds_what_is_wrong(tmp_path: Path) -> None:
    run([write_files(tmp_path / "pages", shared(20))], tmp_path / "out")
    place = tmp_path / "out" / "duplicates.jsonl"
    text = place.read_text(encoding="utf-8")
    assert '"similarity":1.0' in text
    place.write_text(text.replace('"similarity":1.0', '"similarity":0.9', 1), encoding="utf-8")
    assert list(recompute.wrong_rows(tmp_path / "out"))


# ------------------------------------------------------------------------------------------------ labelled pairs

PRECISION, RECALL = 0.99, 0.95
PAIRS = Path(__file__).with_name("pairs.txt")
WIDE = {ord(char): ord(char) + 0xFEE0 for char in "0123456789%.,"}


class Labelled(NamedTuple):
    """Two paragraphs, and whether they are the same one, published twice."""

    first: str
    second: str
    same: bool


def labelled() -> Iterator[Labelled]:
    """Yield the pairs of `pairs.txt`; each paragraph in other forms, and beside the next seven, which are others."""
    blocks = [block.split("\n") for block in PAIRS.read_text(encoding="utf-8").split("\n\n")[1:]]
    texts = [block[0] for block in blocks]
    for text, *others in blocks:
        for line in filter(None, others):
            second = text
            for change in line[2:].split("|"):
                old, _, new = change.partition("→")
                assert old.strip() in second, line
                second = second.replace(old.strip(), new.strip(), 1)
            yield Labelled(text, second, line[0] == "=")
        yield Labelled(text, convert(text, "traditional"), True)
        yield Labelled(text, text.translate(WIDE), True)
        yield Labelled(text, re.sub("(?<=[一-龥])(?=[一-龥])", " ", text).replace("。", "."), True)
    for distance in range(1, 8):
        for first, second in zip(texts, texts[distance:], strict=False):
            yield Labelled(first, second, False)


def judged(pairs: Iterable[Labelled]) -> tuple[float, float, list[Labelled]]:
    """Return precision and recall of the search, which sees each pair by itself, and the pairs that it gets wrong."""
    found = {pair: _is_found(pair) for pair in pairs}
    right = sum(pair.same for pair, got in found.items() if got)
    wrong = [pair for pair, got in found.items() if pair.same != got]
    return right / sum(found.values()), right / sum(pair.same for pair in found), wrong


def _is_found(pair: Labelled) -> bool:
    units = [Unit(name, 0, key(text), False, text) for name, text in (("a", pair.first), ("b", pair.second))]
    return bool(find_near_duplicates(units))


def test_labelled_pairs() -> None:
    pairs = list(labelled())
    assert len(set(pairs)) >= 500
    precision, recall, wrong = judged(pairs)
    assert precision >= PRECISION, [pair for pair in wrong if not pair.same]
    assert recall >= RECALL, [pair for pair in wrong if pair.same]


@pytest.mark.nightly
@pytest.mark.skipif(
    not neardup_truth.CORPORA.exists(), reason="needs crawls of work reports, which are not ours to give"
)
def test_labelled_pairs_of_real_crawls() -> None:
    """All pairs of paragraphs of three crawls that are half alike; those are the same that have four fifths in common.

    The labels count punctuation, the search does not: pairs that would be on the other side without it are left out.
    """
    paragraphs = {unit.place: unit for unit in neardup_truth.read(neardup_truth.REPORTS)}
    pairs = []
    for line in (neardup_truth.CORPORA / "near-duplicate-pairs.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        first, second = (paragraphs[f"{side['corpus']}/{side['doc']}", side["line"]] for side in (row["a"], row["b"]))
        one, other = grams(first.key), grams(second.key)
        same = row["jaccard_char5"] >= THRESHOLD
        if min(len(first.key), len(second.key)) >= MINIMUM and same == (
            len(one & other) / len(one | other) >= THRESHOLD
        ):
            pairs.append(Labelled(first.text, second.text, same))
    assert len(pairs) >= 500
    precision, recall, _ = judged(pairs)
    assert precision >= PRECISION
    assert recall >= RECALL
