"""Effect sizes' intervals, adjusted P and standardised differences.

Expected: R 4.2.2 (expected.json of each case, made by its script.R), definitions by scipy's own distributions, hand
arithmetic. Tolerance 1e-6 relative, but 1e-5 for the intervals of d: R's effectsize finds them by an optimiser that
stops at about six digits.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from burnout import statistics
from burnout.screen import screen
from burnout.statistics.result import hedges_factor
from helpers.analysis_study import groups, screening_study, survey_rows

HERE = Path(__file__).parent
UNIVARIATE, SMOKEBAN = (
    json.loads((HERE / case / "expected.json").read_text()) for case in ("classic_univariate", "smokeban_workers")
)
VALUES = pd.read_csv(HERE / "classic_univariate" / "data.csv", dtype={"group": str}).dropna()


def near(expected, rel=1e-6):
    return pytest.approx(expected, rel=rel, abs=1e-15)


def samples(name, levels):
    rows = VALUES[VALUES["dataset"] == name]
    return [rows.loc[rows["group"] == str(level), "value"].to_numpy() for level in levels]


@pytest.mark.parametrize("name", UNIVARIATE["two_group"])
def test_the_interval_of_g_is_that_of_d_in_r_times_the_correction(name):
    told = UNIVARIATE["two_group"][name]
    a, b = samples(name, told["group_levels"])
    found = statistics.with_interval(statistics.student_t(a, b), (len(a), len(b)), 0.95)
    factor = hedges_factor(len(a) + len(b) - 2)
    assert [found.effect_low / factor, found.effect_high / factor] == near(told["cohen_d_ci95_noncentral_t"], 1e-5)
    assert found.effect_interval == "noncentral t"


def test_the_interval_of_r_is_that_of_r():
    cars = pd.read_csv(HERE / "classic_univariate" / "data_mtcars_cor.csv")
    found = statistics.with_interval(statistics.pearson(cars["wt"].to_numpy(), cars["mpg"].to_numpy()), (32,), 0.95)
    assert [found.effect_low, found.effect_high] == near(UNIVARIATE["correlation_mpg_wt"]["pearson"]["ci95"])


def test_p_for_the_false_discovery_rate_is_that_of_r():
    told = SMOKEBAN["screening"]["multiplicity"]
    found = statistics.benjamini_hochberg([*told["raw"].values(), np.nan])
    assert list(found[:-1]) == near(list(told["BH"].values()))
    assert np.isnan(found[-1])


def test_the_interval_of_v_puts_the_statistic_at_the_tails():
    table = np.array(SMOKEBAN["screening"]["categorical"]["education"]["observed"])
    found = statistics.with_interval(statistics.pearson_chi_square(table), table.shape, 0.9)
    # Two columns, so V is sqrt(lambda / n).
    tails = [stats.ncx2.cdf(found.statistic, 4, 10_000 * v**2) for v in (found.effect_low, found.effect_high)]
    assert tails == pytest.approx([0.95, 0.05], abs=1e-9)
    assert found.effect_interval == "noncentral chi-square"


def test_an_interval_of_v_without_association_begins_at_zero_and_holds_v():
    found = statistics.with_interval(statistics.pearson_chi_square(np.array([[50, 50], [50, 51]])), (2, 2), 0.95)
    assert found.effect_low == 0
    assert found.effect_high >= found.effect_size
    exact = statistics.with_interval(statistics.fisher_exact(np.array([[3, 1], [1, 3]])), (2, 2), 0.95)
    assert np.isnan(exact.effect_low)
    assert exact.effect_interval == ""


def test_the_interval_of_eta_squared_puts_f_at_the_tails():
    told = UNIVARIATE["k_group"]["plantgrowth"]
    values = samples("plantgrowth", told["group_levels"])
    found = statistics.with_interval(statistics.one_way_anova(values), (10, 10, 10), 0.95)
    shifts = [30 * e / (1 - e) for e in (found.effect_low, found.effect_high)]
    assert [stats.ncf.cdf(told["anova"]["F"], 2, 27, s) for s in shifts] == pytest.approx([0.975, 0.025], abs=1e-9)


def test_the_interval_of_the_rank_biserial_correlation_by_hand():
    # 10 and 10 people: error sqrt(21 / 300) = 0.264575; atanh(0.5) = 0.549306; half width 1.959964 * 0.264575.
    result = statistics.Result("mann-whitney", 20, effect_size=0.5, effect_size_name="rank-biserial")
    found = statistics.with_interval(result, (10, 10), 0.95)
    assert (found.effect_low, found.effect_high) == pytest.approx((np.tanh(0.030749), np.tanh(1.067863)), abs=1e-6)


def test_standardised_differences_by_hand():
    # Means 2 and 4, both variances 1; shares 0.2 and 0.5: 0.3 / sqrt((0.16 + 0.25) / 2).
    assert statistics.standardised_difference(np.array([1.0, 2, 3]), np.array([3.0, 4, 5])) == pytest.approx(-2)
    found = statistics.standardised_difference_of_shares(np.array([8, 2]), np.array([5, 5]))
    assert found == pytest.approx(-0.3 / np.sqrt(0.205))
    # Three levels: shares (0.5, 0.3, 0.2) and (0.3, 0.3, 0.4); T = (0, -0.2), S = [[0.21, -0.09], [-0.09, 0.2]].
    three = statistics.standardised_difference_of_shares(np.array([5, 3, 2]), np.array([3, 3, 4]))
    assert three == pytest.approx(np.sqrt(0.04 * 0.21 / (0.21 * 0.2 - 0.09**2)))
    assert np.isnan(statistics.standardised_difference(np.array([1.0, 1]), np.array([2.0, 2])))
    assert np.isnan(statistics.standardised_difference_of_shares(np.array([5, 0]), np.array([0, 5])))


def test_the_screening_table_holds_them():
    outcome = groups(["No", "Yes"] * 20, ["No", "Yes"], ordered=True)
    data = survey_rows(outcome=outcome, score=np.arange(40.0) ** 1.1, band=groups(["a", "a", "b", "b"] * 10))
    table = screen(screening_study(["outcome"], ["score", "band"]), data).screening
    assert table[["effect_low", "effect_high", "standardised_difference", "p_bh"]].notna().all(axis=None)
    assert (table["effect_low"] <= table["effect_size"]).all()
    assert (table["effect_size"] <= table["effect_high"]).all()
    assert (table["p_bh"] >= table["p_value"] - 1e-15).all()
