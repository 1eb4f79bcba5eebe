"""The kernel and its reference give the same bytes; where the kernel is not built there is only the reference to test."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import sysconfig
from array import array
from collections.abc import Iterable
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.document.fold import fold_table
from cleaner.neardup import reference
from cleaner.neardup.bands import ALONE, BANDS
from cleaner.neardup.jsontext import rest_of_string
from cleaner.neardup.keys import code_table, fold_codes, key
from cleaner.neardup.leaders import Walk
from cleaner.neardup.paragraphs import Paragraphs, Record
from cleaner.neardup.signatures import permutations
from cleaner.neardup.verify import WINDOW

ROOT = Path(__file__).resolve().parents[2]

built: ModuleType | None
try:
    built = import_module("cleaner.neardup._kernel")
except ImportError:
    built = None

KERNELS: list[ModuleType] = [reference] if built is None else [reference, built]
both = pytest.mark.parametrize("kernel", KERNELS, ids=lambda module: module.__name__.split(".")[-1])
needs_both = pytest.mark.skipif(built is None, reason="the kernel is not built")

ODD = [
    "",
    "好",
    "六个字的文本",
    "为人民服务",
    "\ud800好人\udfff" * 9,
    "𠮷野家𠀀\U000f0001" * 8,
    "二○○八年×省X市xx县Max市**，一○人3.5％和35、３．５" * 3,
    "\0\uffff\x7f\r\n" * 10,
    "字" * 1_000_000,
    "".join(map(chr, range(0x4E00, 0x9000))) * 3,
]
texts = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="为人民服务发展改革×○*Xx省县A〇一二1.2．。， \n\r\u3000𠮷\ud800\uffff", max_size=120),
    st.sampled_from(ODD[:-2]),
)


@needs_both
@settings(deadline=None)
@given(texts)
def test_every_text_has_the_key_that_python_gives_it(text: str) -> None:
    assert built is not None
    assert built.key(text, code_table()) == key(text)


@needs_both
@settings(deadline=None)
@given(texts)
def test_texts_are_folded_alike(text: str) -> None:
    assert built is not None
    assert built.fold(text, fold_codes()) == reference.fold(text, fold_codes()) == text.translate(fold_table())


@needs_both
def test_every_character_has_the_key_that_python_gives_it() -> None:
    assert built is not None
    for first in range(0, 0x110000, 0x1000):
        text = "字".join(map(chr, range(first, first + 0x1000)))
        assert built.key(text, code_table()) == key(text)


@needs_both
@settings(deadline=None)
@given(st.lists(texts, max_size=6), st.sampled_from([0, 1, 5, 30]), st.booleans())
def test_profiles_are_the_same(given: list[str], minimum: int, keys: bool) -> None:
    assert built is not None
    arguments = (given, None if keys else code_table(), minimum, WINDOW, permutations(), True)
    assert built.profiles(*arguments) == reference.profiles(*arguments)
    assert [built.gram_hashes(text) for text in given] == [reference.gram_hashes(text) for text in given]


@needs_both
def test_profiles_of_odd_texts_are_the_same() -> None:
    assert built is not None
    arguments = (ODD, code_table(), 0, WINDOW, permutations(), True)
    assert built.profiles(*arguments) == reference.profiles(*arguments)


@both
def test_a_decimal_point_is_no_part_of_a_key_but_of_what_is_an_exact_copy(kernel: ModuleType) -> None:
    texts = ["增长3.5％" * 9, "增长35％" * 9, "增长３．５%" * 9, "增长3.,5" * 9]
    lengths, hashes, *_ = kernel.profiles(texts, code_table(), 0, WINDOW, permutations(), False)
    found = [hashes[16 * at : 16 * at + 16] for at in range(4)]
    assert len(set(array("I", lengths))) == 1
    assert found[0] == found[2] != found[1] == found[3]


@both
@settings(deadline=None)
@given(st.data())
def test_order_groups_and_distinct_keys(kernel: ModuleType, data: st.DataObject) -> None:
    ids = data.draw(st.lists(st.one_of(st.none(), st.integers(-20, 20), st.text(alphabet="ab0-文", max_size=4))))
    literals = [b"" if each is None else json.dumps(each, ensure_ascii=False).encode() for each in ids]
    ends = array("Q", (len(b"".join(literals[: at + 1])) for at in range(len(ids))))
    order = kernel.order_records(b"".join(literals), ends)
    names = [(each is None, "" if each is None else str(each)) for each in ids]
    expected = sorted(range(len(ids)), key=lambda record: (names[record][0], names[record][1].encode(), record))
    assert list(array("I", order)) == expected
    places = array("I", kernel.places(order))
    assert [expected[place] for place in places] == list(range(len(ids)))
    assert array("Q", kernel.ends(array("I", map(len, literals)))) == ends

    counts = data.draw(st.lists(st.integers(0, 3), min_size=len(ids), max_size=len(ids)))
    records = array("I", (record for record, count in enumerate(counts) for _ in range(count)))
    items = array("I", kernel.order_items(records, order))
    assert [records[item] for item in items] == [record for record in expected for _ in range(counts[record])]
    assert all(a < b for a, b in pairwise(items) if records[a] == records[b])

    values = data.draw(st.lists(st.integers(0, 3), min_size=len(items), max_size=len(items)))
    hashes = b"".join(value.to_bytes(16, sys.byteorder) for value in values)
    numbers, firsts = (array("I", found) for found in kernel.distinct(hashes, items))
    distinct = list(dict.fromkeys(values[item] for item in items))
    assert [distinct[number] for number in numbers] == values
    assert list(firsts) == [next(item for item in items if values[item] == value) for value in distinct]

    keys = array("I", data.draw(st.lists(st.integers(0, 4), min_size=len(items), max_size=len(items))))
    result = array("I", bytes(4 * len(firsts)))
    count = kernel.group(keys, firsts, result, bytearray(24 * len(firsts) + 256))
    assert (bytes(result), count) == _grouped(keys, firsts)


def _grouped(keys: array[int], firsts: array[int]) -> tuple[bytes, int]:
    result = array("I", bytes(4 * len(firsts)))
    count = reference.group(keys, firsts, result, b"")
    return result.tobytes(), count


@both
def test_a_column_is_shifted_in_place(kernel: ModuleType) -> None:
    column = array("I", [1, 2, 3])
    kernel.shift(column, 5)
    assert list(column) == [6, 7, 8]


def scanned(data: bytes | bytearray, *, by_line: bool = False, minimum: int = 0) -> tuple[Any, ...]:
    assert built is not None
    found: tuple[Any, ...] = built.scan(
        data, 0, len(data), 100, b"text", b"id", by_line, minimum, WINDOW, code_table(), permutations()
    )
    return found


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@needs_both
@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(["a", "text", "id", "文", "b\\"]), values, max_size=4),
    texts,
    st.sampled_from([None, 0, 12, "a", "文-1", 'a"b', True, 1.5]),
    st.booleans(),
    st.booleans(),
)
def test_a_line_that_is_scanned_says_what_python_reads(
    others: dict[str, Any], text: str, own: Any, ascii_only: bool, by_line: bool
) -> None:
    row = others | {"text": text} | ({} if own is None else {"id": own})
    try:
        line = json.dumps(row, ensure_ascii=ascii_only).encode() + b"\n"
    except UnicodeEncodeError:
        line = json.dumps(row).encode() + b"\n"
    next_, records, hashes, bands, places, numbers, indices, ids, id_lengths, *prints = scanned(line, by_line=by_line)
    if next_ == 0:
        return  # left to Python
    assert (next_, records, list(array("I", numbers))) == (len(line), 1, [0] * (len(numbers) // 4))
    paragraphs = text.split("\n") if by_line else [text]
    lengths, expected, columns, _, *fingerprints = reference.profiles(
        paragraphs, code_table(), 0, WINDOW, permutations(), False
    )
    assert (hashes, bands, list(array("I", indices))) == (expected, columns, list(range(len(paragraphs))))
    assert prints == [lengths, *fingerprints]
    literal = json.dumps(row.get("id"), ensure_ascii=ascii_only).encode()
    assert ids == (literal if isinstance(row.get("id"), str | int) else b"")
    assert list(array("I", id_lengths)) == [len(ids)]
    held = Paragraphs(by_line=by_line)
    for place, paragraph in zip(array("Q", places), paragraphs, strict=True):
        assert rest_of_string(line, place - 100, by_line=held.by_line) == paragraph


LEFT_TO_PYTHON = [
    b'{"text": "a}\n',
    b'{"text": "a"\n',
    b'{"text": "a",}\n',
    b'{"text": "a"} x\n',
    b'{"text": "a"}{"text": "b"}\n',
    b'{"text": "a", "n": 01}\n',
    b'{"text": "a", "n": NaN}\n',
    b'{"text": "a", "n": 1.}\n',
    b'{"text": "a", "n": -}\n',
    b'{"text": "a", "n": [1, 2}\n',
    b'{"text": "a", "n": {"x" 1}}\n',
    b'{"text": "a", "n": tru}\n',
    b'{"text": "a\x01"}\n',
    b'{"text": "a\\x"}\n',
    b'{"text": "a\\u12"}\n',
    b'{"text": "\xff"}\n',
    b'{"text": "\xed\xa0\x80"}\n',
    b'{"text": "\xc0\x80"}\n',
    b'{"text": "\xf5\x80\x80\x80"}\n',
    b'{"text": "\xe4\xb8"}\n',
    b'{"n": "\xff", "text": "a"}\n',
    b'{"text": "a", "text": "b"}\n',
    b'{"text": null}\n',
    b'{"te\\u0078t": "a"}\n',
    b'["text"]\n',
    b"{}\n",
    b'{"text": "a", "n":\n1}\n',
    b'{"text": "a", "n": ' + b"[" * 250 + b"]" * 250 + b"}\n",
    b'{"text": "a", "n": ' + b"9" * 5000 + b"}\n",
]


@needs_both
@pytest.mark.parametrize("line", LEFT_TO_PYTHON)
def test_what_is_wrong_or_odd_is_left_to_python(line: bytes) -> None:
    sound = b'{"id": "x", "text": "b"}\n'
    assert scanned(sound + line + sound)[:2] == (len(sound), 1)


@needs_both
def test_nothing_is_read_beyond_the_end() -> None:
    line = '{"id": 1, "n": [{"a": -1.5e+3}, true, "\\ud83d\\ude00"], "text": "为人民服务\\n好"} '.encode()
    for end in range(1, len(line) - 1):
        assert scanned(bytearray(line[:end]))[0] == 0
    assert scanned(line)[:2] == (len(line), 1)


def walk_of_one(kernel: Any, buckets: Iterable[tuple[int, array[int]]]) -> Any:
    """Prepare a walk over one paragraph, which nobody takes a step of."""
    zero = array("I", [0])
    return kernel.walk(*[zero] * 5, array("Q", [0]), buckets, [(0, 0, b"")], None, False, 0.8, 0, None, None)


@needs_both
def test_buckets_are_taken_a_band_at_a_time() -> None:
    given = ((0, array("I", [ALONE])) for _ in range(BANDS))
    assert walk_of_one(built, given) is not None
    assert next(given, None) is None


@needs_both
@pytest.mark.parametrize(
    "call",
    [
        lambda k: k.scan(b"abc", 0, 4, 0, b"t", b"i", False, 0, 16, code_table(), permutations()),
        lambda k: k.scan(b"abc", 2, 1, 0, b"t", b"i", False, 0, 16, code_table(), permutations()),
        lambda k: k.scan(b"abc", 0, 3, 0, b"t", b"i", False, 0, 16, b"", permutations()),
        lambda k: k.scan(b"abc", 0, 3, 0, b"t", b"i", False, 0, 12, code_table(), permutations()),
        lambda k: k.scan(b"abc", 0, 3, 0, b"t", b"i", False, 0, 16, code_table(), b"1234"),
        lambda k: k.profiles(["a"], b"1234", 0, 16, permutations(), False),
        lambda k: k.profiles(["a"], code_table(), 0, 12, permutations(), False),
        lambda k: k.order_records(b"ab", array("Q", [1, 3])),
        lambda k: k.order_records(b"ab", array("Q", [2, 1])),
        lambda k: k.order_records(b"ab", b"123"),
        lambda k: k.ends(b"123"),
        lambda k: k.places(array("I", [0, 2])),
        lambda k: k.places(array("I", [1, 1])),
        lambda k: k.order_items(array("I", [0, 5]), array("I", [0])),
        lambda k: k.order_items(array("I", [1, 0]), array("I", [0, 1])),
        lambda k: k.order_items(array("I", [0, 1]), array("I", [0, 0])),
        lambda k: k.distinct(bytes(16), array("I", [1])),
        lambda k: k.distinct(bytes(15), array("I", [0])),
        lambda k: k.group(array("I", [1]), array("I", [1]), array("I", [0]), bytearray(280)),
        lambda k: k.group(array("I", [1]), array("I", [0]), array("I", [0, 0]), bytearray(280)),
        lambda k: k.group(array("I", [1]), array("I", [0]), bytes(4), bytearray(280)),
        lambda k: k.group(array("I", [1]), array("I", [0]), array("I", [0]), bytearray(272)),
        lambda k: k.lines(array("I", [0, 1, 0, 1, 1]), 0, array("I", [0]), b"ab", array("Q", [2]), 0),
        lambda k: k.lines(array("I", [0, 0, 9, 1, 1]), 0, array("I", [0]), b"ab", array("Q", [2]), 0),
        lambda k: k.lines(array("I", [0, 0, 0, 1, 1]), 0, array("I", [0]), b"ab", array("Q", [3]), 0),
        lambda k: k.lines(array("I", [0, 0, 0, 1, 1]), 0, array("I", [1]), b"ab", array("Q", [2, 1]), 0),
        lambda k: k.walk(*[array("I", [7])] * 5, array("Q", [0]), [], [], None, False, 0.8, 0, None, None),
        lambda k: walk_of_one(k, [(0, array("I", [ALONE]))] * (BANDS - 1)),
        lambda k: walk_of_one(k, iter([(0, array("I", [ALONE]))] * (BANDS + 1))),
        lambda k: walk_of_one(k, [(1, array("I", [1]))] * BANDS),
        lambda k: walk_of_one(k, [(2, array("I", [0]))] * BANDS),
        lambda k: walk_of_one(k, [(-1, array("I", [0]))] * BANDS),
        lambda k: walk_of_one(k, [(1, array("I", [0, 0]))] * BANDS),
    ],
)
def test_buffers_that_do_not_fit_are_refused(call: Any) -> None:
    with pytest.raises((ValueError, BufferError)):
        call(built)


@needs_both
@settings(deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 2**31))
def test_a_line_says_what_python_says(common: int, union: int) -> None:
    assert built is not None
    rows = array("I", [1, 0, 1, common, union, 0, 1, 2, 1, 1, 0, 2, 0, 1, 1])
    found, at = built.lines(rows, 0, array("I", [0, 1, 2]), b'"a"17', array("Q", [3, 5, 5]), 0)
    expected = f'{{"removed":{{"id":17}},"kept":{{"id":"a"}},"kind":"near","jaccard":{common / union!r}}}\n'
    expected += '{"kept":{"id":"a"},"like":{"id":17},"kind":"template","jaccard":1.0}\n'
    assert (found.decode(), at) == (expected, 2)  # the third has no id


def corpus(seed: int) -> list[Record]:
    """Records of mutated paragraphs, some families of which have many members with other figures."""
    chance = random.Random(seed)
    base = [
        "".join(chance.choices("为人民服务改革发展稳定大局一二三〇年月", k=chance.choice((30, 60, 90))))
        for _ in range(5)
    ]
    records = []
    for _ in range(chance.choice((5, 40, 160))):
        paragraphs = []
        for index in range(chance.choice((1, 1, 3))):
            text = list(chance.choice(base))
            for _ in range(chance.choice((0, 0, 1, 2))):
                text[chance.randrange(len(text))] = chance.choice("𠮷甲乙丙丁，×")
            figures = f"增长{chance.randrange(1000)}.{chance.randrange(9)}%" if chance.random() < 0.7 else ""
            paragraphs.append((index, "".join(text) + figures))
        records.append(Record(b"", paragraphs))
    return records


def walked(records: list[Record], kernel: ModuleType, patch: pytest.MonkeyPatch, references: int) -> tuple[Any, ...]:
    for module in ("leaders", "paragraphs"):
        patch.setattr(f"cleaner.neardup.{module}.kernel", lambda: kernel)
    held = Paragraphs()
    held.add_records(records[:references])
    held.end_references()
    held.add_records(records[references:])
    walk = Walk(held)
    rows = list(walk.pairs())
    return rows, sorted(walk.capped())


@needs_both
@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32), st.sampled_from([0, 3]), st.sampled_from([2, 64]))
def test_the_walks_are_the_same(seed: int, references: int, most: int) -> None:
    records = corpus(seed)
    with pytest.MonkeyPatch.context() as patch:
        by_reference = walked(records, reference, patch, references)
        assert built is not None
        assert walked(records, built, patch, references) == by_reference


def held_texts(kernel: ModuleType, keys: list[str]) -> Any:
    held = Paragraphs(keys=True)
    places = array("Q", [held.to_spool(key) for key in keys])
    return kernel.texts(places, held.walk_sources(), None, False)


def overlapping(chance: random.Random, count: int) -> list[str]:
    """Return keys with runs in common, some of them long."""
    runs = [
        "".join(chance.choices("为人民服务发展改革一二三\uffff𠮷", k=chance.choice((7, 30, 90)))) for _ in range(12)
    ]
    keys = ["".join(chance.choices(runs, k=chance.randrange(1, 6))) for _ in range(count)]
    return [*keys, "".join(chance.choices(runs, k=400)), "短", ""]


@needs_both
@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 2**32), st.sampled_from([0, 3]), st.sampled_from([2, 16]), st.sampled_from([0.2, 1 / 3, 1.0]),
    st.sampled_from([0.0, 0.3, 0.7]), st.sampled_from([0, 1, 8]), st.sampled_from([30, 150]),
)  # fmt: skip
def test_what_may_hold_what_is_the_same(
    seed: int, first_own: int, most: int, rarest: float, least: float, fewest: int, count: int
) -> None:
    assert built is not None
    chance = random.Random(seed)
    keys = overlapping(chance, count)
    items = array("I", sorted(chance.sample(range(len(keys)), count - 5)))
    told = bytes(chance.choices((0, 1), (4, 1), k=len(items)))
    speeches = array("I", [chance.randrange(8) for _ in keys])
    ranks, indices = array("I", chance.sample(range(8), 8)), array("I", range(len(keys)))
    results = []
    for kernel, workers in ((reference, 1), (built, 1), (built, 2), (built, 5)):
        texts = held_texts(kernel, keys)
        found = kernel.winnow(texts, array("I", range(len(keys))), 16)
        columns = (items, told, *found[:2], bytearray(found[2]), speeches, ranks, indices)
        rows = kernel.sharers(texts, *columns, first_own, most, most, fewest, rarest, least, 0.9, workers)
        everyone = array("I", range(len(keys) - 2))
        held = [kernel.hold(texts, item, everyone[: item + 1][:-1], fewest) for item in items for fewest in (1, 20)]
        more = [kernel.has_more_numerals(texts, item, everyone[item : item + 3]) for item in items]
        results.append((found, rows, held, more))
    assert all(result == results[0] for result in results)


@needs_both
@pytest.mark.parametrize("workers", [1, 3])
def test_what_one_of_the_threads_finds_wrong_is_raised(workers: int) -> None:
    assert built is not None
    keys = overlapping(random.Random(7), 150)
    everyone = array("I", range(len(keys)))
    held = Paragraphs(keys=True)
    places = array("Q", [held.to_spool(key) for key in keys])
    texts = built.texts(places, held.walk_sources(), None, False)
    lengths, counts, prints = built.winnow(texts, everyone, 16)
    spool = held.spool.view()
    spool[len(spool) // 2 :] = bytes(len(spool) - len(spool) // 2)
    columns = (everyone, bytes(len(keys)), lengths, counts, bytearray(prints), everyone, everyone, everyone)
    with pytest.raises(ValueError, match="not what it was"):
        built.sharers(texts, *columns, 0, 16, 16, 8, 1 / 3, 0.3, 0.9, workers)


@needs_both
def test_a_long_text_holds_what_is_in_it() -> None:
    assert built is not None
    chance = random.Random(3)
    long = "".join(chance.choices([chr(0x4E00 + number) for number in range(3000)], k=60_000))
    keys = [long, long[500:700], long[900:1000] + "".join(chance.choices("天地玄黄宇宙洪荒", k=100))]
    items, ones = array("I", range(3)), array("I", range(3))
    for kernel in (reference, built):
        texts = held_texts(kernel, keys)
        lengths, counts, prints = kernel.winnow(texts, items, 16)
        columns = (items, bytes(3), lengths, counts, bytearray(prints), ones, ones, array("I", [0, 0, 0]))
        rows = array("I", kernel.sharers(texts, *columns, 0, 16, 16, 8, 1 / 3, 0.3, 0.9, 2))
        assert rows.tolist() == [1, 1, 0]
        assert kernel.hold(texts, 1, array("I", [2, 0]), 20) == (array("I", [0]).tobytes(), 196, 196)


@needs_both
@pytest.mark.parametrize(
    "call",
    [
        pytest.param(
            lambda kernel, texts, one: kernel.winnow(texts, array("I", [1]), 16), id="an item beyond the texts"
        ),
        pytest.param(lambda kernel, texts, one: kernel.winnow(texts, one, 12), id="a window that is no power of two"),
        pytest.param(lambda kernel, texts, one: kernel.hold(texts, 1, one, 1), id="a text that is not there"),
        pytest.param(
            lambda kernel, texts, one: kernel.hold(texts, 0, array("I", [7]), 1), id="others that are not there"
        ),
        pytest.param(
            lambda kernel, texts, one: kernel.sharers(
                texts, one, b"0", one, array("I", [2]), one, one, one, one, 0, 1, 1, 1, 0, 0, 0, 1
            ),
            id="more fingerprints than there are",
        ),
        pytest.param(
            lambda kernel, texts, one: kernel.sharers(
                texts, one, b"0", one, array("I", [1]), one, array("I", [5]), one, one, 0, 1, 1, 1, 0, 0, 0, 1
            ),
            id="a speech without a rank",
        ),
        pytest.param(
            lambda kernel, texts, one: kernel.sharers(
                texts, one, b"", one, array("I", [1]), one, one, one, one, 0, 1, 1, 1, 0, 0, 0, 1
            ),
            id="not told of each whether it is a template",
        ),
        pytest.param(
            lambda kernel, texts, one: kernel.sharers(
                texts, one, b"0", one, array("I", [1]), one, one, one, one, 0, 1, 1, 1, 2.0, 0, 0, 1
            ),
            id="more than all fingerprints",
        ),
        pytest.param(
            lambda kernel, texts, one: kernel.sharers(
                texts, one, b"0", one, array("I", [1]), one, one, one, one, 0, 1, 1, 1, 0, 0, 0, 0
            ),
            id="nobody to do the work",
        ),
        pytest.param(
            lambda kernel, texts, one: kernel.sharers(
                texts, array("I", [0, 0]), b"00", one, array("I", [1]), one, one, one, one, 0, 1, 1, 1, 0, 0, 0, 1
            ),
            id="an item twice",
        ),
        pytest.param(
            lambda kernel, texts, one: kernel.has_more_numerals(texts, 0, array("I", [7])),
            id="holders that are not there",
        ),
    ],
)
def test_columns_that_do_not_fit_are_refused(call: Any) -> None:
    with pytest.raises(ValueError, match=r"texts|winnow|sharers"):
        call(built, held_texts(built, ["为人民服务" * 9]), array("I", [0]))  # type: ignore[arg-type]


@both
def test_a_family_of_one_template_is_capped_and_told(kernel: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.neardup.leaders.kernel", lambda: kernel)
    text = (
        "".join(chr(0x4E10 + 7 * step) for step in range(99))
        + "生产总值{}万元"
        + "".join(chr(0x7010 + 7 * step) for step in range(99))
    )
    held = Paragraphs()
    held.add_records([Record(b"", [(0, text.format(10_007 * number))]) for number in range(100, 400)])
    held.add_records([Record(b"", [(0, text.format(10_007 * 390) + "啊")])])
    walk = Walk(held)
    pairs = list(walk.pairs())
    assert [pair.kind for pair in pairs] == ["template"] * 299 + ["near"]
    assert (pairs[-1].item, pairs[-1].kept) == (300, 290)
    [family, *_] = walk.capped()
    assert "生产总值" in held.text(family.item)
    assert family.leaders > 100


SANITIZERS = [
    pytest.param("address,undefined", ("libasan.so", "libubsan.so"), (), (), id="memory and behaviour"),
    # its shadow memory wants addresses that are not drawn at random, and it takes its time
    pytest.param(
        "thread",
        ("libtsan.so",),
        ("setarch", "-R"),
        ("-k", "what_may_hold_what"),
        marks=pytest.mark.skipif(shutil.which("setarch") is None, reason="no setarch, which is of Linux"),
        id="threads",
    ),
]


@pytest.mark.nightly
@pytest.mark.skipif(shutil.which("gcc") is None, reason="no compiler")
@pytest.mark.parametrize(("sanitizers", "libraries", "within", "chosen"), SANITIZERS)
def test_sanitizers_find_nothing(
    sanitizers: str, libraries: tuple[str, ...], within: tuple[str, ...], chosen: tuple[str, ...], tmp_path: Path
) -> None:
    """Build the kernel with sanitizers and run the tests of this file with it."""
    package = tmp_path / "cleaner"
    shutil.copytree(ROOT / "cleaner", package, ignore=shutil.ignore_patterns("*.so", "*.pyd", "__pycache__"))
    flags = ["-O1", "-g", "-fno-omit-frame-pointer", f"-fsanitize={sanitizers}", "-fno-sanitize-recover=all"]
    include = sysconfig.get_path("include")
    source, target = package / "neardup" / "_kernel.c", package / "neardup" / "_kernel.abi3.so"
    subprocess.run(
        ["gcc", "-std=c99", "-shared", "-fPIC", *flags, f"-I{include}", str(source), "-o", str(target)], check=True
    )
    runtimes = [
        subprocess.run(["gcc", f"-print-file-name={name}"], capture_output=True, text=True, check=True).stdout.strip()
        for name in libraries
    ]
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *chosen, str(Path(__file__))]
    done = subprocess.run(
        [*within, *command],
        cwd=tmp_path,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(tmp_path),
            "LD_PRELOAD": " ".join(runtimes),
            "ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1",
            "TSAN_OPTIONS": "halt_on_error=1",
            "PYTHONMALLOC": "malloc",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]


def test_a_checkout_without_the_kernel_works() -> None:
    code = (
        "from cleaner.neardup import Unit, find_near_duplicates; from cleaner.neardup.kernel import kernel;"
        "t = '为人民服务改革发展' * 5; print(kernel().__name__);"
        "print([w.kept_speech for w in find_near_duplicates([Unit('a', 0, t), Unit('b', 0, t)])])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"CLEANER_REFERENCE": "1", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["cleaner.neardup.reference", "['a']"]


def test_the_columns_of_bands_are_as_many_as_paragraphs() -> None:
    held = Paragraphs()
    held.add_records([Record(b"", [(0, "为人民服务" * 8), (1, "短")])])
    assert (len(held), len(held.bands), {column.size for column in held.bands}) == (1, BANDS, {4})
