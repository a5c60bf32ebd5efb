"""Confirmatory factor analysis against lavaan (printed figures) and R's factanal (full precision).

Tolerances: lavaan's figures are printed with three decimals, hence 5e-4 (half a unit of the last place). The loadings
of factanal come from an optimiser that stops at a relative change of about 1e-7 of its criterion, hence 1e-4 for single
loadings, which answer to the square root of that.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from burnout.score.factor_model import factor_fit, fit_factors

HERE = Path(__file__).parent
FACTORS = np.repeat([0, 1, 2], 3)


def test_three_factors_as_lavaan():
    points = pd.read_csv(HERE / "holzinger_cfa" / "data.csv").to_numpy(float)
    expected = json.loads((HERE / "holzinger_cfa" / "expected.json").read_text(encoding="utf-8"))
    found = factor_fit(points, FACTORS)
    assert (found.n, found.items, found.factors, found.parameters, found.status) == (301, 9, 3, 21, "ok")
    for name, value in expected["fit"].items():
        assert getattr(found, name) == pytest.approx(value, abs=5.001e-4), name
    solution = fit_factors(np.corrcoef(points, rowvar=False), FACTORS)
    assert solution.loadings == pytest.approx(expected["loadings"], abs=5.001e-4)
    pairs = solution.correlations[np.triu_indices(3, 1)]
    assert pairs == pytest.approx(list(expected["correlations"].values()), abs=5.001e-4)


@pytest.mark.parametrize("scale", ["agree", "conscientious", "extraversion", "neuroticism", "openness"])
def test_one_factor_as_factanal(scale):
    expected = json.loads((HERE / "bfi_scoring" / "expected.json").read_text(encoding="utf-8"))["scales"][scale]
    loadings = expected["omega_total_1factor_ml"]["loadings"]
    answers = pd.read_csv(HERE / "bfi_scoring" / "data.csv")[list(loadings)].dropna()
    for item in set(answers) & set(np.atleast_1d(expected["reverse_items"])):
        answers[item] = 7 - answers[item]
    solution = fit_factors(np.corrcoef(answers.to_numpy(float), rowvar=False), np.zeros(5, dtype=int))
    sign = np.sign(solution.loadings.sum() * sum(loadings.values()))
    assert sign * solution.loadings == pytest.approx(list(loadings.values()), abs=1e-4)
