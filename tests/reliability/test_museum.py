"""Row 26: twelve bugs that corpus tools have had, each put back; the test that is named must turn red.

An exhibit is a patch, and the promise that it breaks. A promise that holds in spite of its bug is a test that cannot fail.
"""

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cleaner import formats, neardup
from cleaner.config import Config
from cleaner.formats import jsonl
from cleaner.neardup import Unit, find_near_duplicates, key, leaders
from cleaner.passes import cleaning, making, pieces, writing
from cleaner.pipeline import run
from cleaner.store import journal, records
from tests.reliability import recompute
from tests.reliability.material import (
    assert_conserved,
    assert_restored,
    errors,
    json_lines,
    lines,
    shards,
    speech,
    tree,
    write_files,
)

Patch = Callable[[pytest.MonkeyPatch], None]
Promise = Callable[[Path, pytest.MonkeyPatch], None]


def units(*texts: str) -> list[Unit]:
    return [Unit(f"{number:02}", 0, key(text), False, text) for number, text in enumerate(texts)]


# ------------------------------------------------------------------------------------------------ promises


def the_rest_of_a_file_is_read(folder: Path, _: pytest.MonkeyPatch) -> None:
    rows = json_lines([{"id": str(number), "text": speech(number)} for number in range(9)]).splitlines(keepends=True)
    rows[3] = b'{"text": "\xff\xfe\xfd"}\n'
    run([write_files(folder / "in", {"a.jsonl": b"".join(rows)})], folder / "out")
    assert len(shards(folder / "out", "corpus")) >= 8
    assert_restored(folder / "out", folder / "in", folder / "raw")


def all_of_many_batches_are_there(folder: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(cleaning, "BATCH", 1 << 12)
    run([write_files(folder / "in", {f"{n:02}.txt": speech(n).encode() for n in range(20)})], folder / "out")
    assert len(shards(folder / "out", "corpus")) == 20
    assert_conserved(folder / "out")


def a_damaged_state_is_not_trusted(folder: Path, patch: pytest.MonkeyPatch) -> None:
    pages = write_files(folder / "in", {f"{n:02}.txt": speech(n).encode() for n in range(20)})
    patch.setattr(cleaning, "BATCH", 1 << 12)
    run([pages], folder / "right")
    real, calls = cleaning.clean_batch, [0]

    def clean_batch(*arguments: Any) -> Any:
        calls[0] += 1
        if calls[0] == 4:
            raise KeyboardInterrupt
        return real(*arguments)

    with patch.context() as inner:
        inner.setattr(cleaning, "clean_batch", clean_batch)
        with pytest.raises(KeyboardInterrupt):
            run([pages], folder / "out")
    spool = folder / "out" / ".cleaner-attempt-kept" / "pieces.jsonl"
    data = spool.read_bytes()
    spoilt = data.replace(b"\\u4eca\\u5e74", b"\\u53bb\\u5e74").replace("今年".encode(), "去年".encode())
    assert spoilt != data
    spool.write_bytes(spoilt)
    run([pages], folder / "out")
    assert tree(folder / "out") == tree(folder / "right")


def a_second_call_knows_nothing_of_the_first(folder: Path, _: pytest.MonkeyPatch) -> None:
    texts = [line for number in range(6) for line in speech(number).split("\n") if len(line) > 60]
    first = find_near_duplicates(units(*texts))
    assert first == find_near_duplicates(units(*texts)) == []


def what_is_unlike_stays(folder: Path, _: pytest.MonkeyPatch) -> None:
    run([write_files(folder / "in", {f"{n:02}.txt": speech(n).encode() for n in range(20)})], folder / "out")
    kept = "".join(record["text"] for record in shards(folder / "out", "corpus"))
    assert all(line in kept for number in range(20) for line in speech(number).split("\n")[2:8])
    assert lines(folder / "out" / "duplicates.jsonl") == []


def short_texts_are_not_one(folder: Path, _: pytest.MonkeyPatch) -> None:
    assert find_near_duplicates(units(*(f"要办好第{number}件实事。" for number in range(40)))) == []


def a_chain_keeps_its_ends(folder: Path, _: pytest.MonkeyPatch) -> None:
    base = [f"把{place}边的工作抓紧抓实抓好抓出成效" for place in "东南西北中左右前后内外高低大小长短新旧"]
    links = [
        "，".join("完全另外的一句话说的是别的事情" if at < 2 * link else each for at, each in enumerate(base))
        for link in range(8)
    ]
    gone = {twin.speech: twin for twin in find_near_duplicates(units(*links), threshold=0.75)}
    kept = [number for number in range(8) if f"{number:02}" not in gone]
    assert 0 in kept
    assert len(kept) >= 3
    assert all(f"{twin.kept_speech}" not in gone for twin in gone.values())


def every_removal_is_verified(folder: Path, _: pytest.MonkeyPatch) -> None:
    draw = random.Random(9)
    texts = []
    for number in range(60):
        words = speech(number // 2, 3).split("\n")[2:5]
        text = "".join(words)
        texts.append(text if number % 2 else "".join(char if draw.random() > 0.06 else "变" for char in text))
    files = {f"{number:02}.txt": f"讲话{number}\n同志们：\n{text}\n".encode() for number, text in enumerate(texts)}
    run([write_files(folder / "in", files)], folder / "out")
    assert list(recompute.wrong_rows(folder / "out")) == []


def rows_in_any_order_give_the_same(folder: Path, _: pytest.MonkeyPatch) -> None:
    texts = [speech(number // 2).replace("任务", "工作" if number % 2 else "任务", 1) for number in range(12)]
    found = []
    for shuffle in range(3):
        order = random.Random(shuffle).sample(range(12), 12)
        rows = [{"id": str(number), "text": texts[number]} for number in order]
        run([write_files(folder / f"in{shuffle}", {"a.jsonl": json_lines(rows)})], folder / f"out{shuffle}")
        found.append({json.dumps(record, sort_keys=True) for record in shards(folder / f"out{shuffle}", "corpus")})
    assert found[0] == found[1] == found[2]


def two_shards_are_two_files(folder: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(jsonl, "LARGEST_SHARD", 2000)
    run([write_files(folder / "in", {f"{n:02}.txt": speech(n).encode() for n in range(12)})], folder / "out")
    assert len(shards(folder / "out", "corpus")) == 12
    assert_restored(folder / "out", folder / "in", folder / "raw")


def counts_are_what_is_there(folder: Path, _: pytest.MonkeyPatch) -> None:
    rows: list[dict[str, Any]] = [{"id": None if n % 2 else str(n), "text": speech(n)} for n in range(10)]
    summary = run([write_files(folder / "in", {"a.jsonl": json_lines(rows)})], folder / "out")
    assert len(shards(folder / "out", "corpus")) == 10 == summary.counts["records"]
    assert_conserved(folder / "out")


def one_bad_line_costs_itself(folder: Path, _: pytest.MonkeyPatch) -> None:
    rows = json_lines([{"id": str(number), "text": speech(number)} for number in range(9)]).splitlines(keepends=True)
    rows[3:3] = [b"{\n", b"[1]\n", b'{"text": 5}\n']
    run([write_files(folder / "in", {"a.jsonl": b"".join(rows)})], folder / "out")
    assert len(shards(folder / "out", "corpus")) == 9
    assert len(errors(folder / "out")) == 3


# ------------------------------------------------------------------------------------------------ exhibits


def drop_the_rest(patch: pytest.MonkeyPatch) -> None:
    real = formats.jsonl.read

    def read(*arguments: Any) -> Iterator[Any]:
        for piece in real(*arguments):
            yield piece
            if piece.error is not None or (piece.document and piece.document.decoded.damage):
                return

    patch.setattr(formats.jsonl, "read", read)


def lose_the_last_batch(patch: pytest.MonkeyPatch) -> None:
    real = cleaning._batches
    patch.setattr(cleaning, "_batches", lambda *arguments: iter(list(real(*arguments))[:-1]))


def trust_what_is_there(patch: pytest.MonkeyPatch) -> None:
    class Trusting:
        def __init__(self, _: bytes) -> None: ...

        def hexdigest(self) -> str:
            return "0" * 64

    patch.setattr(journal, "hashlib", type("hashlib", (), {"sha256": Trusting}))


def keep_tables_between_calls(patch: pytest.MonkeyPatch) -> None:
    real = leaders.search
    before: list[Unit] = []

    def search(paragraphs: Any, **options: Any) -> Any:
        before.extend(
            Unit(f"{len(before)}-{unit.speech}", unit.index, unit.key, False, unit.text) for unit in paragraphs
        )
        return real(before, **options)

    patch.setattr(leaders, "search", search)


def invert_what_is_kept(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(making, "make_records", lambda *arguments, **options: [])


def sign_short_texts_alike(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(leaders, "search", _matching(lambda a, b: len(a.key) < 12 and len(b.key) < 12))


def close_transitively(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(leaders, "search", _matching(lambda a, b: _like(a, b) >= 0.7, chained=True))


def believe_every_candidate(patch: pytest.MonkeyPatch) -> None:
    real = neardup.search
    patch.setattr(neardup, "search", lambda units, **options: real(units, **{**options, "threshold": 0.01}))


def choose_by_position(patch: pytest.MonkeyPatch) -> None:
    numbers = iter(range(1 << 30))
    patch.setattr(pieces, "record_id", lambda source, name, part: f"{next(numbers):016x}-{part}")
    later = iter(range(1 << 30))
    patch.setattr(records, "record_id", lambda source, name, part: f"{next(later):016x}-{part}")


def share_a_name(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(jsonl, "SHARD", "part-00000.jsonl")


def drop_what_has_no_key(patch: pytest.MonkeyPatch) -> None:
    real = writing._Records.add_line

    def add_line(self: Any, line: bytes) -> None:
        if not json.loads(line)["key"].startswith("text:"):
            real(self, line)

    patch.setattr(writing._Records, "add_line", add_line)


def die_of_one_line(patch: pytest.MonkeyPatch) -> None:
    real = cleaning._clean_stretch

    def clean_stretch(stretch: Any, config: Config) -> Any:
        results = real(stretch, config)
        return [] if any(digest is None for _, digest, _ in results) else results

    patch.setattr(cleaning, "_clean_stretch", clean_stretch)


def _like(a: Unit, b: Unit) -> float:
    one, other = recompute.grams(a.text), recompute.grams(b.text)
    return len(one & other) / len(one | other)


def _matching(same: Callable[[Unit, Unit], bool], *, chained: bool = False) -> Callable[..., Any]:
    """Return a search that takes two for one as ``same`` says, through others too where ``chained``."""

    def search(paragraphs: Any, **_: Any) -> Any:
        kept: list[list[Unit]] = []
        twins = []
        for unit in paragraphs:
            family = next(
                (each for each in kept if any(same(unit, other) for other in (each if chained else each[:1]))), None
            )
            if family is None:
                kept.append([unit])
            else:
                family.append(unit)
                twins.append(leaders.Twin(unit.speech, 0, family[0].speech, 0, "near", 0.9))
        return leaders.Search(tuple(twins))

    return search


MUSEUM: dict[str, tuple[Patch, Promise]] = {
    "1 a decoding error drops the rest of a file": (drop_the_rest, the_rest_of_a_file_is_read),
    "2 the last batch is not flushed": (lose_the_last_batch, all_of_many_batches_are_there),
    "3 a partial file is trusted on resume": (trust_what_is_there, a_damaged_state_is_not_trusted),
    "4 hash tables are kept between calls": (keep_tables_between_calls, a_second_call_knows_nothing_of_the_first),
    "5 keep and drop are inverted": (invert_what_is_kept, what_is_unlike_stays),
    "6 short texts share one signature": (sign_short_texts_alike, short_texts_are_not_one),
    "7 transitive closure": (close_transitively, a_chain_keeps_its_ends),
    "8 a candidate is a duplicate without verification": (believe_every_candidate, every_removal_is_verified),
    "9 the survivor is chosen by position": (choose_by_position, rows_in_any_order_give_the_same),
    "10 parallel writers share a name": (share_a_name, two_shards_are_two_files),
    "11 keys that are null are dropped while the count says written": (drop_what_has_no_key, counts_are_what_is_there),
    "12 one bad line kills the batch": (die_of_one_line, one_bad_line_costs_itself),
}


@pytest.mark.parametrize("promise", [promise for _, promise in MUSEUM.values()], ids=MUSEUM)
def test_the_promise_holds(promise: Promise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    promise(tmp_path, monkeypatch)


@pytest.mark.parametrize(("bug", "promise"), MUSEUM.values(), ids=MUSEUM)
def test_the_bug_breaks_it(bug: Patch, promise: Promise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bug(monkeypatch)
    with pytest.raises(BaseException) as caught:  # noqa: PT011 - a bug may break anything
        promise(tmp_path, monkeypatch)
    assert not isinstance(caught.value, AttributeError | TypeError | NameError), "the exhibit does not fit the code"


def test_the_museum_is_whole() -> None:
    assert [name.split()[0] for name in MUSEUM] == [str(number) for number in range(1, 13)]
