import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleaner.neardup.bands import ALONE, BANDS, ROWS, band_keys, number_buckets
from cleaner.neardup.signatures import PERMUTATIONS


def test_no_signatures_have_no_keys() -> None:
    assert band_keys(np.zeros((0, PERMUTATIONS), dtype=np.uint32)).shape == (0, BANDS)


def test_a_band_is_the_same_only_where_all_its_rows_agree() -> None:
    signatures = np.arange(2 * PERMUTATIONS, dtype=np.uint32).reshape(2, PERMUTATIONS)
    signatures[1, 0:5] = signatures[0, 0:5]  # the whole of band 0
    signatures[1, 6:10] = signatures[0, 6:10]  # four of five rows of band 1
    signatures[1, 125:] = signatures[0, 125:]  # the three values no band uses
    keys = band_keys(signatures)
    assert (keys[0] == keys[1]).tolist() == [True] + [False] * (BANDS - 1)


def test_bands_of_the_same_values_have_the_same_key() -> None:
    signatures = np.tile(np.arange(ROWS, dtype=np.uint32), BANDS)
    assert len(set(band_keys(signatures[np.newaxis])[0].tolist())) == 1


@given(st.lists(st.integers(0, 5), max_size=20))
def test_keys_share_a_bucket_iff_they_are_equal(values: list[int]) -> None:
    buckets, count = number_buckets(np.array(values, dtype=np.uint32))
    for value, bucket in zip(values, buckets.tolist(), strict=True):
        assert (bucket == ALONE) == (values.count(value) == 1)
        assert [other for other, same in zip(values, buckets.tolist(), strict=True) if same == bucket != ALONE] == (
            [value] * values.count(value) if bucket != ALONE else []
        )
    assert set(buckets.tolist()) - {ALONE} == set(range(count))
