"""Search helpers against statsmodels, scipy and hand arithmetic. Tolerance 1e-8: both sides iterate to convergence."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2, chi2_contingency
from statsmodels.discrete.discrete_model import Logit

from burnout.simulate.calibrate import (
    Panel,
    chi_square_p,
    descend,
    draw,
    fit_logistic,
    ranked_codes,
    score_p,
)
from burnout.simulate.polish import polish


@pytest.fixture
def panel():
    rng = np.random.default_rng(7)
    y = (rng.random(200) < 0.45).astype(float)
    panel = Panel({"ill": y})
    for name, counts in {"a": (80, 70, 50), "b": (120, 80)}.items():
        panel.add(name, ranked_codes(rng.random(200) + 0.3 * y, counts), len(counts))
    return panel


@pytest.mark.parametrize("df", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("statistic", [0.0, 0.4, 3.84, 25.0])
def test_the_tail_of_chi_square_agrees_with_scipy(statistic, df):
    assert chi_square_p(statistic, df) == pytest.approx(chi2.sf(statistic, df), rel=1e-10)


def test_the_fit_agrees_with_statsmodels(panel):
    fit = panel.fit("ill", ["a", "b"])
    expected = Logit(panel.outcomes["ill"], fit.design).fit(disp=0, tol=1e-12)
    assert fit.beta == pytest.approx(expected.params, abs=1e-8)
    assert fit.log_likelihood == pytest.approx(expected.llf, abs=1e-8)
    assert np.sqrt(np.diag(fit.covariance)) == pytest.approx(expected.bse, abs=1e-8)


def test_the_score_test_of_an_empty_model_is_pearsons_test(panel):
    y, a = panel.outcomes["ill"], panel.codes["a"]
    table = [[((a == level) & (y == value)).sum() for value in (0, 1)] for level in (1, 2, 3)]
    expected = chi2_contingency(table, correction=False).pvalue
    assert score_p(fit_logistic(np.ones((200, 1)), y), panel.columns["a"]) == pytest.approx(expected, rel=1e-8)


def test_removal_is_the_likelihood_ratio_test(panel):
    y = panel.outcomes["ill"]
    full = Logit(y, np.column_stack([np.ones(200), panel.columns["a"], panel.columns["b"]])).fit(disp=0)
    less = Logit(y, np.column_stack([np.ones(200), panel.columns["b"]])).fit(disp=0)
    assert panel.removal_p("ill", ["a", "b"], "a") == pytest.approx(chi2.sf(2 * (full.llf - less.llf), 2), abs=1e-8)


def test_swapping_twice_changes_nothing(panel):
    before, fit = panel.codes["a"].copy(), panel.fit("ill", ["a"]).beta
    panel.swap(("a",), 3, 150)
    panel.swap(("a",), 3, 150)
    assert (panel.codes["a"] == before).all()
    assert panel.fit("ill", ["a"]).beta == pytest.approx(fit)


def test_ranked_codes_have_exact_counts():
    codes = ranked_codes(np.array([0.3, 0.1, 0.9, 0.5]), (1, 3))
    assert codes.tolist() == [2, 1, 2, 2]


def miss(panel):
    return abs(float(panel.fit("ill", ["a", "b"]).beta[3]) - np.log(2.0))


def swap_b(rng):
    return ("b",), draw(rng, 200), draw(rng, 200)


def test_a_descent_keeps_counts_and_comes_near(panel):
    reached, _ = descend(panel, miss, swap_b, np.random.default_rng(1), 300)
    assert reached < 0.02
    assert (panel.codes["b"] == 2).sum() == 80


def test_polishing_reaches_the_wanted_odds_ratio(panel):
    wanted = np.array([np.nan, np.nan, np.log(2.0)])
    descend(panel, miss, swap_b, np.random.default_rng(1), 40)
    start = miss(panel)
    reached = polish(panel, "ill", ["a", "b"], wanted, miss, rounds=2, tried=20)
    assert reached == pytest.approx(miss(panel), abs=1e-8)
    assert reached < min(start, 0.005)
    assert np.bincount(panel.codes["a"])[1:].tolist() == [80, 70, 50]
