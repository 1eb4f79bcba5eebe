"""Batches decided one after the other: nothing old changes, all that goes has a living twin, and order means nothing."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.commands.recount import wrong
from cleaner.config import Config
from cleaner.neardup import Unit, Units, key
from cleaner.neardup.settled import add_settled
from cleaner.neardup.units import Settled
from cleaner.passes.making import template_rows
from cleaner.passes.preference import Facts
from cleaner.passes.searching import search
from cleaner.passes.settling import facts_of, write_index
from cleaner.progress import Silence
from cleaner.store.records import UNIQUE, Decision, Kept
from tests.neardup.test_settled import units_of

DRAW = random.Random(5)
CLAUSES = ["".join(chr(0x4E00 + DRAW.randrange(20000)) for _ in range(36)) for _ in range(5)]
# paragraphs that are the same, nearly the same, of one template, parts of each other, and short
PARAGRAPHS = (
    *CLAUSES,
    *(clause[:-1] + "甲" for clause in CLAUSES),
    *(f"{clause}共{number}亿元" for clause in CLAUSES[:2] for number in (12, 17)),
    *(CLAUSES[at] + CLAUSES[(at + 1) % 5] for at in range(5)),
    *("同志们", "谢谢大家"),
)
Speech = tuple[str, list[str]]  # id and paragraphs
Batches = list[list[Speech]]

speeches = st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=4)
sizes = st.lists(st.lists(speeches, min_size=1, max_size=4), min_size=1, max_size=4)


def named(batches: Sequence[Sequence[list[str]]]) -> Batches:
    names = iter(DRAW.sample([f"{number:016x}-1" for number in range(99)], sum(map(len, batches))))
    return [[(next(names), paragraphs) for paragraphs in batch] for batch in batches]


def decide(batch: list[Speech], settled: Sequence[Path], folder: Path, config: Config) -> dict[str, Decision]:
    units = units_of(folder, batch, settled)
    facts = {name: Facts(name, None, None, None, sum(map(len, paragraphs))) for name, paragraphs in batch}
    return search(units, facts, config, Silence())


def record(name: str, paragraphs: list[str], decision: Decision, mode: str) -> dict[str, Any] | None:
    """Return what a record has of a speech, as far as settling reads it."""
    if mode == "drop" and decision.duplicate_of is not None:
        return None
    kept = [(n, text) for n, text in enumerate(paragraphs) if mode == "tag" or n not in decision.twins]
    places, at = [], 0
    for number, text in kept:
        twin = decision.twins.get(number)
        places.append({"start": at, "end": at + len(text), "duplicate_of": twin and twin.name})
        at += len(text) + 1
    gone = sum(map(len, paragraphs)) - sum(len(text) for _, text in kept)
    return {
        "id": name,
        **dict.fromkeys(("site", "url", "date", "published")),
        "source": name,
        "text": "\n".join(text for _, text in kept),
        "paragraphs": places,
        "omitted": [{"characters": gone}],
        "duplicate_of": decision.duplicate_of,
    }


def grown(batches: Batches, folder: Path, config: Config) -> Iterator[tuple[dict[str, Decision], list[dict[str, Any]]]]:
    """Decide batch by batch; yield what was decided, and the records."""
    settled: list[Path] = []
    mode = config.near_duplicates
    for batch in batches:
        decided = decide(batch, settled, folder, config)
        made = [record(name, paragraphs, decided.get(name, UNIQUE), mode) for name, paragraphs in batch]
        records = [each for each in made if each is not None]
        settled.append(folder / f"index-{len(settled)}")
        write_index(records, config, folder, settled[-1])
        yield decided, records


def rows(decided: dict[str, Decision], texts: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    for name, decision in decided.items():
        for number, kept in decision.twins.items():
            place = {"id": kept.record, "paragraph": kept.paragraph, **({"others": kept.others} if kept.others else {})}
            yield {
                "removed": {"text": texts[name][number]},
                "kept": place,
                "kind": kept.kind,
                "similarity": kept.similarity,
            }
    yield from template_rows(decided)


@pytest.mark.parametrize("mode", ["drop", "tag"])
@given(sizes)
@settings(max_examples=25, deadline=None)
def test_all_that_goes_has_a_living_twin_and_nothing_old_goes(mode: str, drawn: list[list[list[str]]]) -> None:
    batches, config = named(drawn), Config(near_duplicates=mode)
    texts = {name: paragraphs for batch in batches for name, paragraphs in batch}
    paragraphs: dict[tuple[str, int], Unit] = {}
    with TemporaryDirectory() as folder:
        for batch, (decided, records) in zip(batches, grown(batches, Path(folder), config), strict=True):
            assert decided.keys() <= {name for name, _ in batch}
            alive = {name for name, _ in paragraphs}
            for each in records:
                for number, place in enumerate(each["paragraphs"]):
                    text = each["text"][place["start"] : place["end"]]
                    paragraphs[each["id"], number] = Unit(each["id"], number, key(text), False, text)
                    if place["duplicate_of"] is None:
                        alive.add(each["id"])
            for row in rows(decided, texts):
                assert wrong(row, paragraphs, set(texts), config.threshold) == ""
                assert row["kept"]["id"] in alive


@given(sizes)
@settings(max_examples=25, deadline=None)
def test_dropping_and_tagging_decide_alike(drawn: list[list[list[str]]]) -> None:
    """Only the numbers of what is kept differ."""
    batches, found = named(drawn), []
    for mode in ("drop", "tag"):
        with TemporaryDirectory() as folder:
            decided = [each for each, _ in grown(batches, Path(folder), Config(near_duplicates=mode))]
        found.append([{name: _unnumbered(each[name]) for name in sorted(each)} for each in decided])
    assert found[0] == found[1]


def _unnumbered(decision: Decision) -> Any:
    def of(kept: Kept) -> Any:
        return kept.record, kept.kind, kept.similarity, len(kept.others)

    twins = {number: of(kept) for number, kept in decision.twins.items()}
    return twins, decision.duplicate_of, decision.partial_duplicate_of, sorted(map(of, decision.templates.values()))


@given(sizes, st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_the_order_in_a_batch_means_nothing(drawn: list[list[list[str]]], shuffle: random.Random) -> None:
    batches = named(drawn)
    other = [shuffle.sample(batch, len(batch)) for batch in batches]
    config = Config(prefer=("longest",))
    with TemporaryDirectory() as one, TemporaryDirectory() as two:
        decided = [[each for each, _ in grown(b, Path(f), config)] for b, f in ((batches, one), (other, two))]
    assert decided[0] == decided[1]


@given(sizes)
@settings(max_examples=25, deadline=None)
def test_only_settled_paragraphs_that_share_a_fingerprint_matter(drawn: list[list[list[str]]]) -> None:
    batches, config, found = named(drawn), Config(near_duplicates="tag"), []
    for sharing in (Settled.sharing, lambda settled, _: list(range(len(settled)))):
        with TemporaryDirectory() as folder, patch.object(Settled, "sharing", sharing):
            found.append([decided for decided, _ in grown(batches, Path(folder), config)])
    assert found[0] == found[1]


def test_facts_are_those_that_cleaning_knew() -> None:
    told = record("a-1", ["甲" * 40, "乙" * 7], Decision({0: Kept("b-1", 0, "exact", 1.0)}), "drop")
    assert told is not None
    whole = {**told, "date": None, "published": "2019-03", "site": "x,y", "url": "http://x.cn/"}
    assert facts_of(whole) == Facts("a-1", "x,y", "http://x.cn/", "2019-03", 47)


def test_what_rules_protect_is_known_by_its_text(tmp_path: Path) -> None:
    texts = ["同志们：", "要把各项任务一件一件落到实处。"]
    told = record("a-1", texts, UNIQUE, "drop")
    assert told is not None
    write_index([told], Config(), tmp_path, tmp_path / "index")
    units = Units()
    add_settled(units, tmp_path / "index")
    assert units.settled is not None
    assert [bool(each) for each in units.settled.protected] == [True, False]
