import gzip
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner.commands.check import check
from cleaner.config import Config
from cleaner.errors import OutputError
from cleaner.pipeline import run

Pages = Callable[[dict[str, Any]], Path]
Speech = Callable[[int], str]
Reseal = Callable[[Path], None]
P = "我们要坚持以经济建设为中心，大力推进产业结构调整，加快发展现代农业和先进制造业，努力提高人民生活水平。"


@pytest.fixture
def corpus(pages: Pages, speech: Speech, tmp_path: Path) -> Path:
    run([pages({f"{n}.txt": speech(n) for n in range(4)})], tmp_path / "out")
    return tmp_path / "out"


def kinds(out: Path, **settings: Any) -> set[str]:
    report = check(out, Config(**settings))
    return {finding.kind for finding in report.findings} | {m.kind for m in report.measures if not m.passed}


def rewrite(out: Path, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]], part: str = "corpus") -> None:
    path = out / part / "part-00000.jsonl"
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    path.write_bytes(b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in change(lines)))


def with_text(text: str) -> Callable[[list[dict[str, Any]]], list[dict[str, Any]]]:
    """Give the first record another text, and paragraphs that fit it."""

    def change(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        spans, position = [], 0
        for paragraph in text.split("\n"):
            spans.append({"start": position, "end": position + len(paragraph), "kind": "正文", "duplicate_of": None})
            position += len(paragraph) + 1
        return [{**lines[0], "text": text, "characters": len(text), "paragraphs": spans}, *lines[1:]]

    return change


def test_a_corpus_that_was_just_built_passes(corpus: Path) -> None:
    assert check(corpus).passed


@pytest.mark.parametrize("settings", [{"format": "jsonl.gz"}, {"format": "text"}, {"near_duplicates": "tag"}], ids=str)
def test_so_does_every_kind_of_corpus(pages: Pages, speech: Speech, tmp_path: Path, settings: dict[str, Any]) -> None:
    run([pages({f"{n}.txt": speech(n % 3) for n in range(4)})], tmp_path / "out", Config(**settings))
    assert kinds(tmp_path / "out") == set()


def test_what_is_no_corpus_cannot_be_checked(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        check(tmp_path)


def test_a_flipped_bit_is_found_wherever_it_is(corpus: Path) -> None:
    draw = random.Random(1)
    for path in sorted(path for path in corpus.rglob("*") if path.is_file() and path.stat().st_size):
        whole = path.read_bytes()
        for _ in range(8):
            at = draw.randrange(len(whole))
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << draw.randrange(8)]) + whole[at + 1 :])
            assert kinds(corpus) == {"damaged"}, (path, at)
        path.write_bytes(whole)
    assert check(corpus).passed


def test_a_truncation_is_found_and_the_file_named(corpus: Path) -> None:
    for name in ("corpus/part-00000.jsonl", "ledger/part-00000.jsonl", "README.md"):
        whole = (corpus / name).read_bytes()
        (corpus / name).write_bytes(whole[:-1])
        assert [finding.place for finding in check(corpus).findings] == [name]
        (corpus / name).write_bytes(whole)


def test_a_deleted_file_is_missed(corpus: Path) -> None:
    (corpus / "errors.jsonl").unlink()
    assert [(finding.kind, finding.place) for finding in check(corpus).findings] == [("missing", "errors.jsonl")]


LEDGER: dict[str, Callable[[list[dict[str, Any]]], list[dict[str, Any]]]] = {
    "a line deleted": lambda lines: lines[1:],
    "the last line deleted": lambda lines: lines[:-1],
    "a line doubled": lambda lines: [lines[0], *lines],
    "two lines exchanged": lambda lines: [lines[1], lines[0], *lines[2:]],
    "an old text edited": lambda lines: [
        {**lines[0], "spans": [{**s, "old": "伪" * len(s["old"])} if "old" in s else s for s in lines[0]["spans"]]},
        *lines[1:],
    ],
    "a span deleted": lambda lines: [{**lines[0], "spans": lines[0]["spans"][1:]}, *lines[1:]],
    "an encoding changed": lambda lines: [{**lines[0], "encoding": "gb18030"}, *lines[1:]],
    "a source renamed": lambda lines: [{**lines[0], "source": "x.txt"}, *lines[1:]],
    "every line deleted": lambda lines: [],
}


@pytest.mark.parametrize("change", LEDGER.values(), ids=LEDGER)
def test_a_ledger_that_does_not_restore_is_found(corpus: Path, reseal: Reseal, change: Any) -> None:
    rewrite(corpus, change, "ledger")
    reseal(corpus)
    assert not check(corpus).passed


def test_a_record_that_lost_a_character_does_not_restore(corpus: Path, reseal: Reseal) -> None:
    rewrite(corpus, lambda lines: [{**lines[0], "text": lines[0]["text"][:-1]}, *lines[1:]])
    reseal(corpus)
    assert kinds(corpus) & {"ledger", "schema"}


CHROME = {
    "what a rule takes": "上一篇：物理教学论文",
    "an address": "详见http://www.example.com/a.html",
    "a tag": "<div>讲话</div>",
    "a licence": "京ICP备12345678号",
}


@pytest.mark.parametrize("line", CHROME.values(), ids=CHROME)
def test_chrome_that_is_left_is_found(pages: Pages, tmp_path: Path, reseal: Reseal, speech: Speech, line: str) -> None:
    run([pages({"a.txt": speech(1), "b.txt": speech(2)})], tmp_path / "out", Config(ledger="off"))
    rewrite(tmp_path / "out", with_text(f"同志们：\n{P}\n{line}\n谢谢大家！"))
    reseal(tmp_path / "out")
    assert kinds(tmp_path / "out") == {"chrome"}
    assert kinds(tmp_path / "out", check_max_chrome=0.5) == set()


RECORDS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "empty": ("", "short", {"check_max_short": 0.5}),
    "short": ("谢谢大家！", "short", {"check_min_characters": 3}),
    "damaged": (f"{P}\n\ufffd{P[:20]}", "damaged", {"check_max_damaged": 0.5}),
    "mojibake": (f"同志们：\n锟斤拷{P}", "damaged", {"check_max_damaged": 0.5}),
}


@pytest.mark.parametrize(("text", "kind", "allowed"), RECORDS.values(), ids=RECORDS)
def test_records_that_are_bad_are_found_and_can_be_allowed(
    pages: Pages, tmp_path: Path, reseal: Reseal, speech: Speech, text: str, kind: str, allowed: dict[str, Any]
) -> None:
    run([pages({"a.txt": speech(1), "b.txt": speech(2)})], tmp_path / "out", Config(ledger="off"))
    rewrite(tmp_path / "out", with_text(text))
    reseal(tmp_path / "out")
    assert kinds(tmp_path / "out") == {kind}
    assert kinds(tmp_path / "out", **allowed) == set()


def test_near_duplicates_that_are_left_are_found(pages: Pages, tmp_path: Path, reseal: Reseal, speech: Speech) -> None:
    run([pages({"a.txt": speech(1), "b.txt": f"同志们：\n{P}\n谢谢大家！"})], tmp_path / "out", Config(ledger="off"))
    rewrite(tmp_path / "out", with_text(f"同志们：\n{P}\n谢谢大家！"))
    reseal(tmp_path / "out")
    assert kinds(tmp_path / "out") == {"near-duplicate"}
    assert kinds(tmp_path / "out", check_max_near_duplicates=0.5) == set()


SCHEMA: dict[str, dict[str, Any]] = {
    "a key too many": {"extra": 1},
    "a text that is none": {"text": None},
    "an id that is none": {"id": 7},
    "a wrong length": {"characters": 1},
    "paragraphs that do not fit": {"paragraphs": [{"start": 0, "end": 1}]},
    "no paragraphs": {"paragraphs": []},
    "paragraphs of another kind": {"paragraphs": 3},
    "paragraphs without ends": {"paragraphs": [{}]},
}


@pytest.mark.parametrize("change", SCHEMA.values(), ids=SCHEMA)
def test_damage_to_the_schema_is_found(
    pages: Pages, tmp_path: Path, reseal: Reseal, speech: Speech, change: dict[str, Any]
) -> None:
    run([pages({"a.txt": speech(1), "b.txt": speech(2)})], tmp_path / "out", Config(ledger="off"))
    rewrite(tmp_path / "out", lambda lines: [{**lines[0], **change}, *lines[1:]])
    reseal(tmp_path / "out")
    assert "schema" in kinds(tmp_path / "out", check_max_short=1.0)


def test_two_records_of_one_id_are_found(corpus: Path, reseal: Reseal) -> None:
    rewrite(corpus, lambda lines: [*lines, lines[-1]])
    reseal(corpus)
    assert "schema" in kinds(corpus)


def test_no_record_at_all_is_found(pages: Pages, tmp_path: Path) -> None:
    run([pages({"a.txt": "上一篇：物理\n"})], tmp_path / "out")
    assert kinds(tmp_path / "out") == {"empty"}


def test_a_file_that_the_manifest_does_not_name_does_not_exist(corpus: Path) -> None:
    (corpus / "corpus/part-00001.jsonl").write_bytes(b"not ours\n")
    (corpus / "corpus/part-00000.jsonl.gz").write_bytes(gzip.compress(b"{}\n"))
    assert check(corpus).passed
