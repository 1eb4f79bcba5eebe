"""What executors do with the rows of a partition: buckets, pairs, and the walk; no Spark is needed."""

import json
import random
from array import array
from collections.abc import Sequence
from itertools import combinations, pairwise

import pytest

from cleaner.engines.spark.searching import CHUNK, OVERFULL, _in_bands, _pairs, _speeches, _verified, _walk_rows
from cleaner.engines.spark.tables import Row
from cleaner.neardup import Unit, find_near_duplicates, key, profile
from cleaner.neardup.reference import MOST_LEADERS
from cleaner.neardup.verify import jaccard, shingles

WORDS = [
    "水渠",
    "道路",
    "学校",
    "粮食",
    "山林",
    "企业",
    "医院",
    "桥梁",
    "社区",
    "书屋",
    "码头",
    "牧场",
    "电站",
    "河道",
    "大棚",
    "茶园",
]


def _text(number: int) -> str:
    draw = random.Random(number)
    return "".join(f"{draw.choice(WORDS)}和{draw.choice(WORDS)}的{draw.choice(WORDS)}，" for _ in range(12))


TEXTS = [_text(number) for number in range(8)]


def test_a_small_bucket_proposes_every_pair() -> None:
    rows = [(1, first) for first in range(MOST_LEADERS)] + [(2, 7), (3, 8), (3, 9)]
    found = list(_pairs(iter(rows)))
    assert found == [(a, b, False) for a, b in combinations(range(MOST_LEADERS), 2)] + [(8, 9, False)]


def test_a_bucket_that_may_overflow_ties_all_that_is_in_it() -> None:
    rows = [(1, first) for first in range(MOST_LEADERS + 3)]
    assert list(_pairs(iter(rows))) == [(0, other, True) for other in range(1, MOST_LEADERS + 3)]


def test_bands_are_told_apart() -> None:
    assert list(_in_bands(iter([(5, array("I", [9, 9]).tobytes())]))) == [(9, 5), ((1 << 32) + 9, 5)]


@pytest.mark.parametrize("threshold", [0.5, 0.8])
def test_what_is_similar_enough_is_an_edge(threshold: float) -> None:
    texts = [TEXTS[0], f"{TEXTS[0]}完", TEXTS[0] + TEXTS[1][:60], TEXTS[2]]
    rows: list[Row] = [(0, None, texts[0].encode())]
    rows += [(0, other, text.encode()) for other, text in enumerate(texts[1:], 1)]
    expected = [
        (0, other)
        for other in range(1, 4)
        if jaccard(shingles(key(texts[0])), shingles(key(texts[other]))) >= threshold
    ]
    assert list(_verified(threshold, iter(rows))) == expected
    assert expected == [(0, 1), (0, 2)][: 2 if threshold < 0.6 else 1]


def test_a_speech_is_not_cut() -> None:
    rows = [(f"s{number // 7}", number) for number in range(2 * CHUNK)]
    chunks = list(_speeches(iter(rows)))
    assert [row for chunk in chunks for row in chunk] == rows
    assert len(chunks) > 1
    assert all(one[-1][0] != other[0][0] for one, other in pairwise(chunks))


def _rows(speeches: Sequence[tuple[str, Sequence[str]]]) -> list[Row]:
    """Return the rows of speeches as Spark would sort them; an item is numbered by its place here."""
    rows: list[Row] = []
    for speech, texts in sorted(speeches):
        found = profile([(text, False) for text in texts], b"".join(map(_literal, texts)))
        bands, count = array("I", found.bands), len(texts)
        for index, text in enumerate(texts):
            hash_ = found.hashes[16 * index : 16 * index + 16]
            rows.append((speech, index, len(rows), hash_, bands[index::count].tobytes(), text.encode()))
    return rows


def _literal(text: str) -> bytes:
    return json.dumps(text).encode()


def test_the_walk_decides_as_it_does_on_one_machine() -> None:
    near = [f"{text}完" for text in TEXTS]
    speeches = [("a-1", TEXTS[:4]), ("b-1", [near[1], TEXTS[5], TEXTS[5]]), ("c-1", [TEXTS[0], near[5], TEXTS[7]])]
    units = [
        Unit(speech, index, key(text), text=text) for speech, texts in speeches for index, text in enumerate(texts)
    ]
    rows = _rows(speeches)
    places = [(speech, index) for speech, index, *_ in rows]
    found = [
        (*places[item], *places[kept], kind, similarity)
        for item, kept, kind, similarity in _walk_rows(0.8, 1 << 20, iter(rows))
        if kind not in (OVERFULL, "template")
    ]
    twins = find_near_duplicates(units)
    assert found == [(t.speech, t.index, t.kept_speech, t.kept_index, t.kind, t.similarity) for t in twins]
    assert {twin.kind for twin in twins} == {"exact", "near"}


def test_an_empty_partition_is_walked_as_well() -> None:
    assert list(_walk_rows(0.8, 1 << 20, iter([]))) == []
