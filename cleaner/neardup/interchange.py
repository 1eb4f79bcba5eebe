"""Signatures handed to datasketch and taken from it: the same values, so an index of one answers queries of the other.

datasketch must hash the same things the same way: the set is that of the key's 5-grams, and the hash of a 5-gram is
MurmurHash3 of its code points, which ``hash_of_gram`` computes for ``datasketch.MinHash(hashfunc=hash_of_gram)``.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cleaner.neardup.kernel import kernel
from cleaner.neardup.keys import code_table
from cleaner.neardup.signatures import PERMUTATIONS, permutations
from cleaner.neardup.verify import WINDOW

if TYPE_CHECKING:
    import numpy as np
    from datasketch import LeanMinHash, MinHash
    from numpy.typing import NDArray

SCHEME = "affine32"
SEED = 1


def signature(text: str) -> NDArray[np.uint32]:
    """Return the 128 values of the signature of a text's key."""
    import numpy as np

    values = kernel().profiles([text], code_table(), 0, WINDOW, permutations(), True)[3]
    return np.frombuffer(values, dtype=np.uint32)


def minhash(text: str) -> MinHash:
    """Return the signature of a text's key as a MinHash of datasketch, to which more 5-grams can be added."""
    from datasketch import MinHash

    return MinHash(
        num_perm=PERMUTATIONS, seed=SEED, scheme=SCHEME, hashfunc=hash_of_gram, hashvalues=signature(text).copy()
    )


def lean_minhash(text: str) -> LeanMinHash:
    """Return the signature of a text's key as a LeanMinHash of datasketch, which is what an index stores."""
    from datasketch import LeanMinHash

    return LeanMinHash(minhash(text))


def values_of(other: MinHash | LeanMinHash) -> NDArray[np.uint32]:
    """Return the values of a signature of datasketch, as this project computes them.

    Raises ValueError for one of another scheme, seed or length, with which nothing here can be compared.
    """
    import numpy as np

    found = (other.scheme, other.seed, len(other.hashvalues))
    if found != (SCHEME, SEED, PERMUTATIONS):
        raise ValueError(f"scheme, seed and length are {found}, not {(SCHEME, SEED, PERMUTATIONS)}")
    return np.asarray(other.hashvalues, dtype=np.uint32)


def hash_of_gram(gram: bytes) -> int:
    """Return the input hash of a 5-gram in UTF-8, as datasketch passes it on.

    >>> hash_of_gram("为人民服务".encode())
    2637961927
    """
    return int.from_bytes(kernel().gram_hashes(gram.decode("utf-8", "surrogatepass")), sys.byteorder)
