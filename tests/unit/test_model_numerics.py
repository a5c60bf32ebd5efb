"""The numerics of the stage model against second implementations: statsmodels and firthmodels.

Maximum likelihood is compared to 1e-9 relative: both run Newton's method to rounding.
"""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.discrete.discrete_model import Logit as StatsmodelsLogit

from burnout.model.firth import fit_firth, profile_interval
from burnout.model.logit import cluster_covariance, collapse, fit_logit
from burnout.model.measures import area, hosmer_lemeshow, pseudo_r2
from burnout.model.profile import profile_limits
from burnout.model.separation import direction, limit, suspicious
from burnout.model.task import few_events


@pytest.fixture(scope="module")
def survey() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Design with a number, its square, and three groups; outcome; 25 clusters."""
    rng = np.random.default_rng(20)
    n = 400
    age = rng.integers(20, 60, n).astype(float)
    group = rng.integers(0, 3, n)
    matrix = np.column_stack([np.ones(n), age, age**2, group == 1, group == 2]).astype(float)
    eta = -4 + 0.12 * age - 0.001 * age**2 + 0.7 * (group == 1)
    y = (rng.random(n) < 1 / (1 + np.exp(-eta))).astype(float)
    return matrix, y, rng.integers(0, 25, n)


def test_newton_agrees_with_statsmodels(survey) -> None:
    matrix, y, _ = survey
    ours = fit_logit(matrix, y)
    theirs = StatsmodelsLogit(y, matrix).fit(disp=0, tol=1e-14, maxiter=100)
    assert ours.converged
    assert ours.coef == pytest.approx(theirs.params, rel=1e-9)
    assert np.sqrt(np.diag(ours.cov)) == pytest.approx(theirs.bse, rel=1e-9)
    assert ours.loglik == pytest.approx(theirs.llf, rel=1e-12)


def test_counted_patterns_give_the_same_fit(survey) -> None:
    matrix, y, _ = survey
    patterns = collapse(matrix, y)
    assert len(patterns.trials) < len(y)
    assert patterns.trials.sum() == len(y)
    assert patterns.events.sum() == y.sum()
    assert (patterns.matrix[patterns.index] == matrix).all()
    one, many = fit_logit(patterns.matrix, patterns.rate, patterns.trials), fit_logit(matrix, y)
    assert one.coef == pytest.approx(many.coef, rel=1e-10)
    assert one.loglik == pytest.approx(many.loglik, rel=1e-12)


def test_cluster_robust_agrees_with_statsmodels(survey) -> None:
    matrix, y, clusters = survey
    ours = fit_logit(matrix, y)
    cov = cluster_covariance(matrix, y - ours.fitted, ours.cov, clusters)
    how = {"groups": clusters, "use_correction": True}
    theirs = StatsmodelsLogit(y, matrix).fit(disp=0, tol=1e-14, maxiter=100, cov_type="cluster", cov_kwds=how)
    assert np.sqrt(np.diag(cov)) == pytest.approx(theirs.bse, rel=1e-8)


@pytest.mark.parametrize("j", [0, 1, 3])
def test_profile_limits_are_where_the_likelihood_has_fallen_enough(survey, j: int) -> None:
    """Half the 95 % quantile of chi-square with 1 df, 3.841458820694124, by a restricted fit of statsmodels."""
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM

    matrix, y, _ = survey
    patterns = collapse(matrix, y)
    fit = fit_logit(patterns.matrix, patterns.rate, patterns.trials)
    low, high = profile_limits(patterns, fit, j, 0.95)
    assert low < fit.coef[j] < high
    for value in (low, high):
        rest = np.delete(matrix, j, axis=1)
        held = GLM(y, rest, Binomial(), offset=matrix[:, j] * value).fit(tol=1e-12)
        assert 2 * (fit.loglik - held.llf) == pytest.approx(3.841458820694124, rel=1e-7)


@pytest.mark.parametrize("seed", range(4))
def test_firth_agrees_with_firthmodels(seed: int) -> None:
    from firthmodels import FirthLogisticRegression, detect_separation

    rng = np.random.default_rng(seed)
    n = 60
    x = np.column_stack([rng.integers(0, 2, n), rng.normal(size=n), rng.integers(0, 2, n)]).astype(float)
    y = (rng.random(n) < 1 / (1 + np.exp(-x[:, 1]))).astype(float)
    y[x[:, 0] == 1] = 1.0  # everybody in this group has the event
    matrix = np.column_stack([np.ones(n), x])
    patterns = collapse(matrix, y)
    away = limit(patterns, direction(patterns)).infinite
    found = detect_separation(x, y)
    assert away.tolist() == [found.directions[-1], *found.directions[:-1]]
    ours = fit_firth(matrix, y, np.ones(n))
    tight = {"backend": "numpy", "gtol": 1e-7, "xtol": 1e-7, "max_iter": 500}
    theirs = FirthLogisticRegression(**tight).fit(x, y)
    assert ours.coef == pytest.approx([theirs.intercept_, *theirs.coef_], rel=1e-6)
    limits = theirs.conf_int(method="pl", features=[1], max_iter=100, tol=1e-8)[1]
    assert profile_interval(matrix, y, np.ones(n), ours, 2, 0.95) == pytest.approx(limits, rel=1e-5)


def test_no_separation_is_seen_without_a_linear_programme(survey) -> None:
    matrix, y, _ = survey
    assert not suspicious(fit_logit(matrix, y))
    assert not direction(collapse(matrix, y)).any()


def test_complete_separation_leaves_nothing_finite() -> None:
    matrix = np.column_stack([np.ones(6), [1, 2, 3, 4, 5, 6]]).astype(float)
    y = np.array([0, 0, 0, 1, 1, 1.0])
    assert suspicious(fit_logit(matrix, y))
    patterns = collapse(matrix, y)
    end = limit(patterns, direction(patterns))
    assert end.infinite.tolist() == [-1, 1]
    assert np.isnan(end.fit.coef).all()
    assert end.fit.loglik == 0.0


def test_two_by_two_table_by_hand() -> None:
    """10 of 40 against 20 of 30: log odds ratio log((20/10) / (10/30)) = log 6, variance 1/20+1/10+1/10+1/30."""
    matrix = np.array([[1.0, 0.0], [1.0, 1.0]])
    fit = fit_logit(matrix, np.array([10 / 40, 20 / 30]), np.array([40.0, 30.0]))
    assert fit.coef[1] == pytest.approx(np.log(6), rel=1e-12)
    assert fit.cov[1, 1] == pytest.approx(1 / 20 + 1 / 10 + 1 / 10 + 1 / 30, rel=1e-12)


def test_firth_of_a_saturated_model_adds_a_half_to_each_cell() -> None:
    """Known result (Heinze and Schemper 2002): 0 of 1 and 2 of 2 become 0.5 against 1.5, and 2.5 against 0.5."""
    fit = fit_firth(np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([0.0, 1.0]), np.array([1.0, 2.0]))
    low = np.log(0.5 / 1.5)
    assert fit.coef == pytest.approx([low, np.log(2.5 / 0.5) - low], rel=1e-8)


def test_area_by_hand() -> None:
    """Pairs won: 0.9 beats all three, 0.4 beats two and ties none -> 5 of 6."""
    assert area(np.array([1, 1, 0, 0, 0]), np.array([0.9, 0.4, 0.5, 0.2, 0.1]), 0.95).auc == pytest.approx(5 / 6)


def test_measures_where_nothing_can_be_said() -> None:
    y = np.array([1.0, 0.0, 1.0, 0.0])
    assert np.isnan(hosmer_lemeshow(y, np.full(4, 0.5)).p_value)
    assert area(y, np.full(4, 0.5), 0.95).auc == 0.5
    assert np.isnan(area(np.ones(4), np.full(4, 0.5), 0.95).auc)
    assert pseudo_r2(-1.0, -1.0, 4)[0] == 0.0


@pytest.mark.parametrize(
    ("events", "people", "parameters", "few"),
    [
        (40, 100, 8, False),
        (39, 100, 8, True),
        (60, 99, 8, True),
        (20, 60, 1, False),
        (19, 60, 1, True),
        (5, 60, 0, False),
    ],
)
def test_events_are_few_below_five_for_each_parameter_and_below_twenty(events, people, parameters, few) -> None:
    y = np.repeat([1.0, 0.0], [events, people - events])
    assert few_events(y, parameters, 5) == few
    assert not few_events(y, parameters, 0)
