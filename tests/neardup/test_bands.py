import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleaner.neardup.bands import ALONE, BANDS, ROWS, buckets
from cleaner.neardup.signatures import PERMUTATIONS


def test_no_signatures_have_no_buckets() -> None:
    assert buckets(np.zeros((0, PERMUTATIONS), dtype=np.uint32)).shape == (0, BANDS)


def test_a_single_signature_is_alone_in_every_band() -> None:
    assert buckets(np.zeros((1, PERMUTATIONS), dtype=np.uint32)).tolist() == [[ALONE] * BANDS]


def test_a_band_meets_only_where_all_its_rows_agree() -> None:
    signatures = np.arange(2 * PERMUTATIONS, dtype=np.uint32).reshape(2, PERMUTATIONS)
    signatures[1, 0:5] = signatures[0, 0:5]  # the whole of band 0
    signatures[1, 6:10] = signatures[0, 6:10]  # four of five rows of band 1
    signatures[1, 125:] = signatures[0, 125:]  # the three values no band uses
    rows = buckets(signatures)
    assert rows[0].tolist() == rows[1].tolist() == [0] + [ALONE] * (BANDS - 1)


@given(st.lists(st.lists(st.integers(0, 2), min_size=BANDS, max_size=BANDS), max_size=8))
def test_two_share_a_bucket_iff_they_agree_in_its_band(values: list[list[int]]) -> None:
    signatures = np.zeros((len(values), PERMUTATIONS), dtype=np.uint32)
    signatures[:, : BANDS * ROWS : ROWS] = np.array(values, dtype=np.uint32).reshape(len(values), BANDS)
    rows = buckets(signatures).tolist()
    for number, row in enumerate(rows):
        for other, other_row in enumerate(rows):
            if number == other:
                continue
            agree = [a == b for a, b in zip(values[number], values[other], strict=True)]
            share = [a == b != ALONE for a, b in zip(row, other_row, strict=True)]
            assert share == agree
    used = [{row[band] for row in rows} - {ALONE} for band in range(BANDS)]
    assert sum(map(len, used)) == len(set[int]().union(*used))
