"""The table cluster_sensitivity: estimating equations against the formulas written out a second time, to 1e-6."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from burnout.model import fit_models
from burnout.model.clusters import fit_gee
from burnout.model.logit import fit_logit
from helpers.studies import NUMBER, make_study, nominal, scored


def survey(groups: int, each: int, seed: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    clusters = np.repeat(np.arange(groups), each + np.arange(groups) % 3)
    n = len(clusters)
    matrix = np.column_stack([np.ones(n), rng.normal(size=n), rng.integers(0, 2, n)])
    eta = -0.3 + 0.6 * matrix[:, 1] + 0.9 * rng.normal(size=groups)[clusters]
    return matrix, (rng.random(n) < expit(eta)).astype(float), clusters.astype(str)


def by_hand(
    matrix: np.ndarray, y: np.ndarray, clusters: np.ndarray, corrected: bool
) -> tuple[np.ndarray, np.ndarray, float]:
    """Liang and Zeger 1986 with moment estimate of the correlation; Mancl and DeRouen 2001, formula of the sandwich."""
    n, k = matrix.shape
    beta, alpha = np.zeros(k), 0.0
    groups = [np.flatnonzero(clusters == name) for name in np.unique(clusters)]
    pairs = sum(len(at) * (len(at) - 1) / 2 for at in groups)
    for _ in range(300):
        bread, score, parts = np.zeros((k, k)), np.zeros(k), []
        for at in groups:
            p = expit(matrix[at] @ beta)
            spread = np.sqrt(p * (1 - p))
            d = matrix[at] * (p * (1 - p))[:, None]
            within = np.outer(spread, spread) * (alpha + (1 - alpha) * np.eye(len(at)))
            inverse = np.linalg.inv(within)
            bread += d.T @ inverse @ d
            score += d.T @ inverse @ (y[at] - p)
            parts.append((d, inverse, y[at] - p))
        step = np.linalg.solve(bread, score)
        beta = beta + step
        products = squares = 0.0
        for at in groups:
            p = expit(matrix[at] @ beta)
            r = (y[at] - p) / np.sqrt(p * (1 - p))
            products += (r.sum() ** 2 - (r**2).sum()) / 2
            squares += (r**2).sum()
        alpha = products / (pairs - k) / (squares / (n - k))
        if np.abs(step).max() < 1e-13:
            break
    cov = np.linalg.inv(bread)
    meat = np.zeros((k, k))
    for d, inverse, r in parts:
        leverage = d @ cov @ d.T @ inverse
        left = np.linalg.solve(np.eye(len(r)) - leverage, r) if corrected else r
        u = d.T @ inverse @ left
        meat += np.outer(u, u)
    return beta, np.sqrt(np.diag(cov @ meat @ cov)), alpha


@pytest.mark.parametrize(("groups", "corrected"), [(12, True), (60, False)])
def test_equations_by_hand(groups: int, corrected: bool) -> None:
    matrix, y, clusters = survey(groups, 6)
    found = fit_gee(matrix, y, clusters)
    assert found is not None
    assert found.corrected == corrected
    beta, errors, alpha = by_hand(matrix, y, clusters, corrected)
    assert found.coef == pytest.approx(beta, rel=1e-6)
    assert found.std_error == pytest.approx(errors, rel=1e-6)
    assert found.correlation == pytest.approx(alpha, rel=1e-5)


def test_everybody_a_cluster_is_maximum_likelihood() -> None:
    matrix, y, _ = survey(12, 6)
    found = fit_gee(matrix, y, np.arange(len(y)).astype(str))
    assert found is not None
    assert found.correlation == 0
    assert found.coef == pytest.approx(fit_logit(matrix, y).coef, rel=1e-6)


VARIABLES = {"sex": nominal("male", "female"), "age": NUMBER, "unit": nominal(*(f"u{i}" for i in range(12)))}


def study_of(**parts):
    return make_study(
        variables=VARIABLES,
        outcomes={"burnout": {"label": "Burnout", "source": "age", "above": 40}},
        models={"m": {"outcome": "burnout", "factors": ["sex", "age"]}},
        plan={"bootstrap": 0},
        **parts,
    )


def people(study, n: int = 180) -> pd.DataFrame:
    rng = np.random.default_rng(9)
    sex, unit = rng.choice(["male", "female"], n), rng.integers(0, 12, n)
    y = rng.random(n) < expit(-0.3 + 0.8 * (sex == "female") + 0.6 * rng.normal(size=12)[unit])
    names = [f"u{i}" for i in unit]
    return scored(study, {"sex": sex, "age": rng.integers(25, 60, n), "unit": names, "burnout": y.astype(float)})


CLUSTERED = {"sampling": {"cluster": "unit"}}


def test_rows_of_a_study() -> None:
    study = study_of(**CLUSTERED)
    table = fit_models(study, people(study)).cluster_sensitivity
    assert list(table.columns[:12]) == [
        "plan", "outcome", "model", "factor", "level", "method", "odds_ratio", "conf_low", "conf_high", "p_value",
        "status", "note",
    ]  # fmt: skip
    assert table["factor"].tolist() == ["sex", "age"] * 4
    assert table["method"].tolist() == (["gee-exchangeable"] * 2 + ["sandwich-cr1"] * 2) * 2
    assert (table["status"] == "ok").all()
    outside = (table["conf_low"] > 1) | (table["conf_high"] < 1)
    assert (outside == (table["p_value"] < 0.05)).all()
    assert set(table["clusters"]) == {12}


def test_without_clusters_the_table_is_empty() -> None:
    study = study_of()
    assert fit_models(study, people(study)).cluster_sensitivity.empty


def test_what_cannot_be_fitted_is_a_row() -> None:
    study = study_of(**CLUSTERED)
    data = people(study)
    one = data.assign(unit=pd.Categorical(["u1"] * len(data), categories=data["unit"].cat.categories))
    told = data.assign(burnout=data["burnout"].where(data["sex"] == "male", "Yes"))
    never = data.assign(burnout=data["burnout"].where(data["age"] > 99, "No"))
    for broken, status in ((one, "one-cluster"), (told, "separation"), (never, "no-events")):
        table = fit_models(study, broken).cluster_sensitivity
        assert set(table["status"]) == {status}
        assert (table["note"] != "").all()
        assert table["odds_ratio"].isna().all()


def test_people_without_a_cluster_are_counted() -> None:
    study = study_of(**CLUSTERED)
    data = people(study)
    data.loc[:9, "unit"] = None
    table = fit_models(study, data).cluster_sensitivity
    published = table[table["plan"] == "as-published"]
    assert published["note"].str.startswith("10 participants").all()
    assert published["odds_ratio"].tolist() == pytest.approx(
        table[table["plan"] == "recommended"]["odds_ratio"].tolist()
    )
