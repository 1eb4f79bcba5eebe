import random
from itertools import pairwise

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.neardup.signatures import BATCH, PERMUTATIONS, gram_hashes, signatures

MASK = 0xFFFFFFFF


def murmur3(data: bytes) -> int:
    """MurmurHash3 x86 of 32 bits, seed 0, one integer at a time; whole words only."""
    value = 0
    for start in range(0, len(data), 4):
        word = int.from_bytes(data[start : start + 4], "little") * 0xCC9E2D51 & MASK
        word = (word << 15 | word >> 17) & MASK
        value ^= word * 0x1B873593 & MASK
        value = (value << 13 | value >> 19) & MASK
        value = (value * 5 + 0xE6546B64) & MASK
    value ^= len(data)
    value = (value ^ value >> 16) * 0x85EBCA6B & MASK
    value = (value ^ value >> 13) * 0xC2B2AE35 & MASK
    return value ^ value >> 16


def by_datasketch(key: str) -> MinHash:
    grams = {key[start : start + 5].encode("utf-32-le", "surrogatepass") for start in range(len(key) - 4)}
    sketch = MinHash(num_perm=PERMUTATIONS, scheme="affine32", hashfunc=murmur3)
    sketch.update_batch(grams)
    return sketch


def random_keys(count: int, longest: int) -> list[str]:
    chance = random.Random(7)
    return ["".join(chance.choices("为人民服务改革发展𠮷😀", k=chance.randrange(longest))) for _ in range(count)]


def test_no_keys_have_no_signatures() -> None:
    assert signatures([]).shape == (0, PERMUTATIONS)


@pytest.mark.parametrize("key", ["", "为", "为人民服", "\U0002000b\U0002000b"])
def test_keys_under_five_characters_have_the_signature_of_the_empty_set(key: str) -> None:
    assert len(gram_hashes(key)) == 0
    assert np.array_equal(signatures([key])[0], MinHash(num_perm=PERMUTATIONS, scheme="affine32").digest())


def test_the_input_hash_is_murmur3_of_utf_32() -> None:
    text = "全心全意为人民服务𠮷😀abc\uffff12"
    expected = [murmur3(text[start : start + 5].encode("utf-32-le")) for start in range(len(text) - 4)]
    assert gram_hashes(text).tolist() == expected


@settings(deadline=None)
@given(st.lists(st.text(max_size=40), max_size=6))
def test_signatures_are_datasketch_s_bit_by_bit(keys: list[str]) -> None:
    expected = [by_datasketch(key).digest().tolist() for key in keys]
    assert signatures(keys).tolist() == expected


def test_signatures_are_datasketch_s_across_batches() -> None:
    keys = [*random_keys(400, 200), "为人民服务" * BATCH, "", "改革发展" * 30]
    assert sum(map(len, keys)) > 3 * BATCH
    assert np.array_equal(signatures(keys), [by_datasketch(key).digest() for key in keys])


def test_a_key_has_one_signature_in_any_company() -> None:
    keys = random_keys(60, 100)
    together = signatures(keys)
    assert np.array_equal(together, np.concatenate([signatures([key]) for key in keys]))


def test_repeated_grams_change_nothing() -> None:
    assert all(np.array_equal(a, b) for a, b in pairwise(signatures(["为人民服务" * n for n in (2, 3, 9)])))
