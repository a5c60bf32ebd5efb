"""Counting codes: the same counts and order as the plain way, for few and for many people."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from burnout.tally import MANY, first_seen, tally


@pytest.mark.parametrize("n", [0, 1, 50, MANY, MANY + 1])
@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int64])
@pytest.mark.parametrize("levels", [1, 7, 127])
def test_every_code_is_counted_and_the_missing_ones_come_last(n, dtype, levels):
    codes = np.random.default_rng(n).integers(-1, levels, n).astype(dtype)
    expected = [np.count_nonzero(codes == code) for code in [*range(levels), -1]]
    assert tally(codes, levels).tolist() == expected
    assert tally(np.repeat(codes, 2)[::2], levels).tolist() == expected


@pytest.mark.parametrize(("n", "size"), [(0, 1), (1, 1), (100, 30), (100, 10**12), (5000, 300)])
def test_equal_keys_come_together_in_the_order_in_which_they_stand(n, size):
    key = np.random.default_rng(n).integers(0, size, n)
    first, place = first_seen(key, size)
    codes, different = pd.factorize(key)
    assert place.tolist() == codes.tolist()
    assert key[first].tolist() == different.tolist()
    assert first.tolist() == [key.tolist().index(value) for value in different]
