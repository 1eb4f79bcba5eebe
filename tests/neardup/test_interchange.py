from typing import Any

import numpy as np
import pytest

from cleaner.neardup.interchange import hash_of_gram, lean_minhash, minhash, signature, values_of
from cleaner.neardup.keys import key
from cleaner.neardup.signatures import permutations
from cleaner.neardup.verify import shingles

datasketch = pytest.importorskip("datasketch")

TEXT = "".join(chr(0x4E00 + 7 * number) for number in range(100))
NEAR = TEXT[:50] + "甲" + TEXT[51:]
OTHER = "".join(chr(0x7000 + 7 * number) for number in range(100))


def theirs(text: str) -> Any:
    """What datasketch itself makes of a key's 5-grams."""
    made = datasketch.MinHash(num_perm=128, scheme="affine32", hashfunc=hash_of_gram)
    made.update_batch([gram.encode("utf-8", "surrogatepass") for gram in shingles(key(text))])
    return made


def test_the_permutations_are_those_of_datasketch() -> None:
    assert np.array_equal(
        datasketch.MinHash(num_perm=128, scheme="affine32").permutations, [permutations()[:128], permutations()[128:]]
    )


@pytest.mark.parametrize("text", ["", "好", "为人民服务", TEXT, "二○○八年，×省𠮷" * 9])
def test_both_make_the_same_signature(text: str) -> None:
    assert np.array_equal(signature(text), theirs(text).hashvalues)
    assert minhash(text) == theirs(text)
    assert np.array_equal(values_of(lean_minhash(text)), signature(text))
    assert np.array_equal(values_of(theirs(text)), signature(text))


def test_an_index_of_one_answers_the_other() -> None:
    index = datasketch.MinHashLSH(num_perm=128, params=(25, 5))
    for name, made in (
        ("ours", minhash(TEXT)),
        ("lean", lean_minhash(TEXT)),
        ("theirs", theirs(TEXT)),
        ("other", theirs(OTHER)),
    ):
        index.insert(name, made)
    assert set(index.query(theirs(NEAR))) == set(index.query(minhash(NEAR))) == {"ours", "lean", "theirs"}
    assert index.query(lean_minhash(OTHER)) == ["other"]
    assert minhash(TEXT).jaccard(theirs(NEAR)) == theirs(TEXT).jaccard(minhash(NEAR)) > 0.7


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(lambda: datasketch.MinHash(num_perm=64, scheme="affine32"), id="length"),
        pytest.param(lambda: datasketch.MinHash(num_perm=128, scheme="legacy"), id="scheme"),
        pytest.param(lambda: datasketch.MinHash(num_perm=128, scheme="affine32", seed=2), id="seed"),
    ],
)
def test_what_cannot_be_compared_is_refused(other: object) -> None:
    with pytest.raises(ValueError, match="scheme, seed and length"):
        values_of(other())  # type: ignore[operator]
