"""Further figures on scales: other alphas, sampling adequacy, sphericity, eigenvalues, correlations of scores.

Expected values are arithmetic. Three items with all correlations r have a partial correlation of r / (1 + r), so that
the Kaiser-Meyer-Olkin measure is (1 + r)^2 / ((1 + r)^2 + 1), eigenvalues 1 + 2r, 1 - r, 1 - r, and determinant
(1 + 2r) (1 - r)^2.
"""

from __future__ import annotations

import numpy as np
import pytest

from burnout.score.correlations import pearson
from burnout.score.dimension import (
    alpha_of,
    consistency,
    eigenvalues,
    item_checks,
    pairwise,
    sampling_adequacy,
    sphericity,
)
from burnout.score.summaries import DESCRIBED, description_of

EQUAL = np.full((3, 3), 0.5) + np.diag([0.5] * 3)
PEOPLE = np.array([[1, 2, 1], [2, 1, 3], [3, 3, 2], [4, 5, 5], [5, 4, 4], [2, 2, 2]], dtype=float)


def test_alpha_of_equal_correlations_is_spearman_brown():
    assert alpha_of(EQUAL) == pytest.approx(3 * 0.5 / (1 + 2 * 0.5))  # 0.75


def test_sampling_adequacy_and_sphericity_by_hand():
    whole, each = sampling_adequacy(EQUAL)
    assert [whole, *each] == pytest.approx([0.25 / (0.25 + 1 / 9)] * 4)  # partial correlations of 1/3
    found = sphericity(EQUAL, 30)
    assert found["bartlett_chi_square"] == pytest.approx(-np.log(2 * 0.25) * (29 - 11 / 6))
    assert found["bartlett_df"] == 3


def test_pairwise_covariances_use_all_who_answered_both():
    points = np.array([[1, 2, np.nan], [2, 4, 1], [3, 9, 2], [4, np.nan, 6]], dtype=float)
    covariance, correlation = pairwise(points)
    assert covariance[0, 0] == pytest.approx(5 / 3)
    assert covariance[0, 1] == pytest.approx(3.5)  # (1, 2), (2, 4), (3, 9): deviations -1, 0, 1 and -3, -1, 4
    assert correlation[0, 1] == pytest.approx(7 / np.sqrt(2 * 26))
    assert np.isnan(covariance[1, 2])  # two people only


def test_reversal_that_was_forgotten_shows_in_alpha_as_answered():
    answers = PEOPLE.copy()
    answers[:, 2] = 6 - answers[:, 2]
    found = consistency(PEOPLE, answers)
    assert found["alpha_as_answered"] < 0 < found["alpha_standardised"]
    assert (found["n_people"], found["checks_note"]) == (6, "")
    assert found["alpha_pairwise"] == pytest.approx(alpha_of(np.cov(PEOPLE, rowvar=False)))


def test_eigenvalues_sum_to_the_number_of_items():
    found, note = eigenvalues(PEOPLE)
    assert note == "" and found.sum() == pytest.approx(3) and np.all(np.diff(found) <= 0)


def test_an_item_taken_away():
    found = item_checks(PEOPLE)
    assert found["scale_mean_if_deleted"][0] == pytest.approx(34 / 6)  # sums 3, 4, 5, 10, 8, 4
    assert found["scale_variance_if_deleted"][0] == pytest.approx((230 - 34**2 / 6) / 5)
    assert found["mean_complete"][0] == pytest.approx(17 / 6)


@pytest.mark.parametrize(
    "points",
    [
        np.full((5, 3), np.nan),
        np.full((5, 3), 2.0),
        np.empty((0, 3)),
        PEOPLE[:2],
        PEOPLE[:, :1],
        PEOPLE[:, [0, 0, 1]],
        np.column_stack([PEOPLE, np.ones(6)]),
    ],
)
def test_what_cannot_be_estimated_is_empty_and_says_why(points):
    found = consistency(points, points)
    assert np.isnan(found["kmo"]) and np.isnan(found["bartlett_p"]) and found["checks_note"]
    values, note = eigenvalues(points)
    assert np.isnan(values).all() and note and len(values) == points.shape[1]
    assert all(len(column) == points.shape[1] for column in item_checks(points).values())


def test_correlation_of_two_scores_by_hand():
    x, y = np.array([1, 2, 3, 4, np.nan]), np.array([1, 3, 2, 4, 5.0])
    found = pearson(x, y, 0.95)
    assert (found["n"], found["df"], found["status"]) == (4, 2, "ok")
    assert found["r"] == pytest.approx(0.8)  # covariance 4/3, variances 5/3
    assert found["statistic"] == pytest.approx(0.8 * np.sqrt(2 / 0.36))
    assert found["p_value"] == pytest.approx(0.2)  # with two df, P is 1 - |r|
    half = 1.959963984540054
    assert found["conf_low"] == pytest.approx(np.tanh(np.arctanh(0.8) - half))


@pytest.mark.parametrize(
    ("y", "status"),
    [([1, 1, 1, 1], "constant"), ([1, 2, np.nan, np.nan], "too-few"), ([2, 4, 6, 8], "ok")],
)
def test_correlations_that_cannot_be_judged(y, status):
    found = pearson(np.array([1.0, 2, 3, 4]), np.array(y, dtype=float), 0.95)
    assert found["status"] == status and found["note"] and np.isnan(found["p_value"])


@pytest.mark.parametrize("values", [[], [np.nan], [3.0], [3.0, 3.0, 3.0], [1.0, 2.0]])
def test_description_of_hardly_anybody(values):
    found = description_of(np.array(values, dtype=float), 0.95)
    assert list(found) == DESCRIBED and np.isnan(found["lilliefors_p"])
