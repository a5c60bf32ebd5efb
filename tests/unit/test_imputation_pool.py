"""Rubin's rules by hand arithmetic. Tolerance: rounding of floating-point numbers (1e-12)."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from burnout.imputation import imputations_needed, pool, whole_test

THREE = np.array([[1.0], [2.0], [3.0]])
ONE = np.ones((3, 1, 1))


def test_three_estimates_by_hand():
    found = pool(THREE, ONE)
    # mean 2; within 1; between 1; total 1 + 4/3 = 7/3; increase 4/3; share 4/7; df 2 / (4/7)^2 = 6.125
    assert found.estimate[0] == pytest.approx(2)
    assert found.std_error[0] == pytest.approx(np.sqrt(7 / 3))
    assert found.increase[0] == pytest.approx(4 / 3)
    assert found.df[0] == pytest.approx(6.125)
    assert found.fraction[0] == pytest.approx((4 / 3 + 2 / 9.125) / (7 / 3))
    assert found.efficiency[0] == pytest.approx(1 / (1 + found.fraction[0] / 3))
    assert found.error[0] == pytest.approx(np.sqrt(1 / 3))
    assert found.p_value[0] == pytest.approx(2 * stats.t.sf(2 / np.sqrt(7 / 3), 6.125))
    half = stats.t.ppf(0.975, 6.125) * np.sqrt(7 / 3)
    assert [found.low[0], found.high[0]] == pytest.approx([2 - half, 2 + half])


def test_degrees_of_freedom_of_barnard_and_rubin_by_hand():
    found = pool(THREE, ONE, complete_df=20)
    observed = 21 / 23 * 20 * (1 - 4 / 7)
    assert found.df[0] == pytest.approx(6.125 * observed / (6.125 + observed))
    each = pool(np.hstack([THREE, THREE]), np.tile(np.eye(2), (3, 1, 1)), np.array([20.0, 5.0]))
    assert each.df[0] == pytest.approx(found.df[0])
    assert each.df[1] < 5, "never more than without missing values"


def test_without_variance_between_it_is_the_analysis_of_the_complete_data():
    found = pool(np.full((4, 1), 2.0), np.full((4, 1, 1), 0.25), complete_df=30)
    assert found.std_error[0] == pytest.approx(0.5)
    assert found.error[0] == 0
    assert found.df[0] == pytest.approx(31 / 33 * 30, rel=1e-3)


def test_pooled_wald_test_by_hand():
    estimates = np.array([[1.0, 2.0], [2.0, 1.0], [3.0, 3.0]])
    found = pool(estimates, np.tile(np.eye(2), (3, 1, 1)))
    # between: variances 1 and 1, trace 2; r = (4/3) * 2 / 2 = 4/3; F = (2^2 + 2^2) / (2 * 7/3) = 12/7; t = 4
    test = whole_test(found, [0, 1])
    assert test.statistic == pytest.approx(12 / 7)
    assert (test.df, test.df2) == (2, pytest.approx(4 * 1.5 * (1 + 3 / 4) ** 2 / 2))
    assert test.p_value == pytest.approx(stats.f.sf(12 / 7, 2, test.df2))


def test_of_one_coefficient_the_pooled_wald_test_is_its_t_test():
    found = pool(THREE, ONE, 20)
    test = whole_test(found, [0])
    assert (test.statistic, test.df2, test.p_value) == (found.statistic[0] ** 2, found.df[0], found.p_value[0])


def test_pooled_wald_test_stays_defined_with_very_few_degrees_of_freedom():
    estimates = np.random.default_rng(1).normal(size=(20, 3))
    test = whole_test(pool(estimates, np.tile(np.eye(3), (20, 1, 1)), 4.0), [0, 1, 2])
    assert 0 < test.df2 < 4
    assert 0 < test.p_value <= 1
    assert np.isnan(whole_test(pool(estimates, np.tile(np.eye(3), (20, 1, 1)), 4.0), [0, 1], np.nan).p_value)


def test_hotelling_scales_the_statistic_of_clusters():
    found = pool(np.array([[1.0, 2.0], [1.0, 2.0]]), np.tile(np.eye(2), (2, 1, 1)), np.array([9.0, 9.0]))
    assert whole_test(found, [0, 1], 8.0).statistic == pytest.approx(2.5 * 8 / 9)


@pytest.mark.parametrize(("incomplete", "n", "expected"), [(0, 100, 20), (10, 100, 20), (101, 400, 26), (5, 0, 20)])
def test_as_many_imputations_as_per_cent_incomplete(incomplete, n, expected):
    assert imputations_needed(incomplete, n) == expected


def test_few_clusters_do_not_pass_for_missing_information():
    estimates = np.random.default_rng(2).normal(size=(20, 2)) * 1e-3
    covariances = np.tile(np.eye(2), (20, 1, 1))
    assert pool(estimates, covariances, np.array([4.0, 4.0])).fraction == pytest.approx([0, 0], abs=1e-3)
    assert pool(estimates, covariances, 4.0).fraction[0] > 0.2, "mice takes the degrees of freedom of the sample"
