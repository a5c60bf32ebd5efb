"""The upper tail of chi-square as a finite sum, against scipy: 1e-11 relative, since both round in some 1e-13."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import chdtrc

from burnout.statistics.result import chi_square_p


@pytest.mark.parametrize("df", [*range(1, 13), 25, 36, 99, 400, 2401])
def test_the_finite_sum_agrees_with_scipy_from_tiny_to_huge_statistics(df):
    statistics = [*np.geomspace(1e-10, 1300, 60), df - 1e-9, df + 1e-9]
    ours = [chi_square_p(df, x) for x in statistics]
    assert ours == pytest.approx([chdtrc(df, x) for x in statistics], rel=1e-11, abs=1e-300)
    assert all(0 <= p <= 1 for p in ours)


@pytest.mark.parametrize(("statistic", "p"), [(0.0, 1.0), (np.inf, 0.0), (1e6, 0.0)])
def test_the_ends_are_one_and_zero(statistic, p):
    assert [chi_square_p(df, statistic) for df in (1, 2, 7)] == [p] * 3


def test_without_a_statistic_there_is_no_p():
    assert np.isnan(chi_square_p(3, np.nan))
