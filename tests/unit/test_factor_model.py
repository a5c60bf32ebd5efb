"""Confirmatory factor analysis: known structures, what cannot be fitted, and the table of a study."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from burnout.config import load_instruments
from burnout.score import score
from burnout.score.factor_model import factor_fit, fit_factors
from helpers.studies import make_study

INSTRUMENTS = load_instruments(Path(__file__).parents[2] / "config" / "instruments")
TWO = np.array([0, 0, 0, 1, 1, 1])


def answers(people: int = 400, seed: int = 0) -> np.ndarray:
    """Two factors that correlate 0.5, three items each."""
    rng = np.random.default_rng(seed)
    factors = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], people)
    return 0.7 * factors[:, TWO] + np.sqrt(0.51) * rng.standard_normal((people, 6))


def test_a_matrix_made_by_the_model_is_fitted_exactly():
    loadings, between = np.array([0.8, 0.7, 0.6, -0.5, 0.9, 0.4]), np.array([[1, 0.3], [0.3, 1]])
    implied = np.outer(loadings, loadings) * between[np.ix_(TWO, TWO)]
    np.fill_diagonal(implied, 1)
    found = fit_factors(implied, TWO)
    assert found.converged
    assert found.discrepancy == pytest.approx(0, abs=1e-10)
    signs = np.sign(found.loadings[[0, 4]] * loadings[[0, 4]])
    assert found.loadings * signs[TWO] == pytest.approx(loadings, abs=1e-6)
    assert found.correlations[0, 1] * signs.prod() == pytest.approx(0.3, abs=1e-6)
    assert found.uniquenesses == pytest.approx(1 - loadings**2, abs=1e-6)


def test_the_right_structure_fits_and_a_wrong_one_does_not():
    right, wrong = factor_fit(answers(), TWO), factor_fit(answers(), np.array([0, 1, 0, 1, 0, 1]))
    assert right.status == wrong.status == "ok"
    assert (right.df, right.parameters) == (8, 13)
    assert right.cfi > 0.98 > wrong.cfi
    assert right.rmsea < 0.05 < wrong.rmsea
    assert right.p_value > 0.01 > wrong.p_value
    assert right.rmsea_low <= right.rmsea <= right.rmsea_high


def test_units_directions_and_order_change_nothing():
    points = answers()
    straight = factor_fit(points, TWO)
    turned = points * np.array([1, -3, 1, 1, 2, -1])
    order = [5, 0, 3, 1, 4, 2]
    for other in (factor_fit(turned, TWO), factor_fit(points[::-1], TWO), factor_fit(points[:, order], TWO[order])):
        assert other.chi_square == pytest.approx(straight.chi_square, abs=1e-6)
        assert other.srmr == pytest.approx(straight.srmr, abs=1e-6)


@pytest.mark.parametrize(
    ("points", "factor_of", "note"),
    [
        (answers(59), TWO, "59 people answered all 6 items"),
        (answers(), np.array([0, 0, 0, 0, 0, 1]), "cannot be identified"),
        (answers()[:, :3], np.zeros(3, dtype=int), "cannot be identified"),
        (np.c_[answers()[:, :5], np.ones(400)], TWO, "same answer to at least one item"),
        (np.c_[answers()[:, :5], answers()[:, 0]], TWO, "follow exactly"),
        (np.full((400, 6), np.nan), TWO, "0 people"),
    ],
)
def test_what_cannot_be_fitted_says_why(points, factor_of, note):
    found = factor_fit(points, factor_of)
    assert found.status == "not-estimable"
    assert note in found.note
    assert np.isnan(found.chi_square)


def test_the_table_has_a_row_for_each_questionnaire():
    rng = np.random.default_rng(3)
    phq = np.clip(np.round(1.5 + 0.8 * rng.standard_normal((150, 1)) + 0.7 * rng.standard_normal((150, 9))), 0, 3)
    data = pd.DataFrame(phq, columns=[f"p_{n}" for n in range(1, 10)])
    data[[f"g_{n}" for n in range(1, 8)]] = phq[:, :7]
    data.loc[60:, [f"g_{n}" for n in range(1, 8)]] = np.nan
    data.insert(0, "participant", [str(i) for i in range(150)])
    data.insert(1, "occasion", "survey")
    uses = {"p": {"instrument": "phq-9", "columns": "p{n}"}, "g": {"instrument": "gad-7", "columns": "g{n}"}}
    found = score(make_study(instruments=uses), INSTRUMENTS, data).factor_fit.set_index("instrument")
    assert found["status"].to_dict() == {"p": "ok", "g": "not-estimable"}
    assert found.loc["p", ["factors", "items", "n", "df"]].tolist() == [1, 9, 150, 27]
    assert found.loc["g", "note"].startswith("Not fitted: 60 people")
