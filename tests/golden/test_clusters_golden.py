"""Cluster-robust inference against R: whole leverage matrices written out, and clubSandwich where it is the same.

Tolerance 1e-8 relative: closed formulas at a maximum that both sides find to 1e-12 or so.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from burnout.model.design import Column, Design
from burnout.model.estimate import Estimates, estimate

CASE = Path(__file__).parent / "clustered_bacteria"
EXPECTED = json.loads((CASE / "expected.json").read_text(encoding="utf-8"))
COLUMNS = {
    "(Intercept)": Column("(intercept)", "", ""),
    "trtdrug": Column("trt", "drug", "placebo"),
    "trtdrug+": Column("trt", "drug+", "placebo"),
    "late": Column("late", "1", "0"),
}
MODELS = {"by_treatment": list(COLUMNS)[:3], "with_week": list(COLUMNS)}


def fitted(names: list[str]) -> Estimates:
    data = pd.read_csv(CASE / "data.csv")
    values = {"(Intercept)": np.ones(len(data)), "late": data["late"].to_numpy(float)}
    values |= {f"trt{level}": (data["trt"] == level).to_numpy(float) for level in ("drug", "drug+")}
    matrix = np.column_stack([values[name] for name in names])
    made = Design(matrix, [COLUMNS[name] for name in names], np.ones(len(data), dtype=bool), [], {})
    return estimate(made, data["present"].to_numpy(float), 0.95, clusters=data["id"].to_numpy(str))


@pytest.mark.parametrize("model", MODELS)
def test_against_whole_matrices(model: str) -> None:
    found = fitted(MODELS[model])
    assert found.inference == "cluster-robust"
    for i, name in enumerate(MODELS[model]):
        want = EXPECTED[model]["terms"][name]
        got = [found.coef[i], found.std_error[i], found.statistic[i], found.df[i], found.p_value[i]]
        assert got == pytest.approx([want[key] for key in ("estimate", "se", "t", "df", "p")], rel=1e-8), name
        assert [found.low[i], found.high[i]] == pytest.approx(want["ci95"], rel=1e-8)
    for factor, want in EXPECTED[model]["whole"].items():
        test = found.factors[factor]
        assert (test.wald, test.wald_p) == pytest.approx((want["wald"], want["p"]), rel=1e-8)


def test_against_clubsandwich() -> None:
    found, want = fitted(MODELS["by_treatment"]), EXPECTED["clubSandwich"]
    assert found.std_error.tolist() == pytest.approx(list(want["se"].values()), rel=1e-8)
    assert found.df.tolist() == pytest.approx(list(want["df"].values()), rel=1e-8)
    assert found.factors["trt"].wald_p == pytest.approx(want["p"], rel=1e-8)


def test_one_person_a_cluster_has_the_leverage_of_a_person() -> None:
    """With everybody a cluster the correction divides each residual by the root of one minus its leverage (HC2)."""
    from burnout.model.logit import fit_logit
    from burnout.model.robust import robust

    rng = np.random.default_rng(4)
    matrix = np.column_stack([np.ones(60), rng.normal(size=60)])
    y = (rng.random(60) < 0.5).astype(float)
    fit = fit_logit(matrix, y)
    spread = fit.fitted * (1 - fit.fitted)
    leverage = spread * np.einsum("ij,jk,ik->i", matrix, fit.cov, matrix)
    left = matrix * ((y - fit.fitted) / np.sqrt(1 - leverage))[:, None]
    by_hand = fit.cov @ left.T @ left @ fit.cov
    assert robust(matrix, y, fit.fitted, fit.cov, np.arange(60)).cov == pytest.approx(by_hand, rel=1e-10)
