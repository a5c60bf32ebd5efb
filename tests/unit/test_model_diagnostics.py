"""The table diagnostics: influence, calibration, design effect, E-values, average marginal effects.

Influence and marginal effects are compared with statsmodels to 1e-8, E-values with printed examples, effects of a
factor with three levels with predictions and derivatives made by hand.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from statsmodels.discrete.discrete_model import Logit as StatsmodelsLogit
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM

from burnout.model import fit_models
from burnout.model.evalue import e_value
from helpers.studies import NUMBER, make_study, nominal, scored

VARIABLES = {
    "sex": nominal("male", "female"),
    "ward": nominal("A", "B", "C"),
    "age": NUMBER,
    "unit": nominal(*(f"u{i}" for i in range(15))),
}
OUTCOMES = {"burnout": {"label": "Burnout", "source": "age", "above": 40}}
N = 240


def study_of(factors: list[str], **parts):
    model = {"outcome": "burnout", "factors": factors, "forms": parts.pop("forms", {})}
    return make_study(variables=VARIABLES, outcomes=OUTCOMES, models={"m": model}, **parts)


def columns() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(11)
    drawn = {"sex": rng.choice(["male", "female"], N), "ward": rng.choice(list("ABC"), N)}
    drawn |= {"age": rng.normal(40, 9, N).round(), "unit": rng.choice([f"u{i}" for i in range(15)], N)}
    eta = -2 + 0.8 * (drawn["sex"] == "female") + 0.04 * drawn["age"] - 0.9 * (drawn["ward"] == "C")
    return drawn | {"burnout": (rng.random(N) < expit(eta)).astype(float)}


def diagnosed(factors: list[str], plan: str = "as-published", **parts) -> pd.DataFrame:
    study = study_of(factors, **parts)
    table = fit_models(study, scored(study, columns())).diagnostics
    return table[table["plan"] == plan]


def value(table: pd.DataFrame, measure: str, column: str = "value", **where: str) -> float:
    for name, wanted in {"measure": measure, **where}.items():
        table = table[table[name] == wanted]
    assert len(table) == 1
    return float(table[column].iloc[0])


def matrix_of(*names: str) -> np.ndarray:
    raw = columns()
    made = {"sex": raw["sex"] == "female", "age": raw["age"], "age2": raw["age"] ** 2}
    made |= {f"ward{level}": raw["ward"] == level for level in "BC"}
    return np.column_stack([np.ones(N), *(made[name] for name in names)]).astype(float)


def test_columns() -> None:
    wanted = ["plan", "outcome", "model", "factor", "measure", "value", "status", "note"]
    assert list(diagnosed(["sex"]).columns[:8]) == wanted


def test_influence_is_that_of_single_participants() -> None:
    table = diagnosed(["sex", "ward", "age"])
    fit = GLM(columns()["burnout"], matrix_of("sex", "wardB", "wardC", "age"), Binomial()).fit(tol=1e-14)
    influence = fit.get_influence(observed=False)
    cook = influence.cooks_distance[0]
    assert value(table, "cooks_distance_max") == pytest.approx(cook.max(), rel=1e-8)
    assert value(table, "influential_count") == (cook > 4 / N).sum()
    assert value(table, "pearson_residual_max") == pytest.approx(np.abs(influence.resid_studentized).max(), rel=1e-8)


def whole_matrices(matrix: np.ndarray, y: np.ndarray, p: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Kauermann and Carroll's covariance with the leverage matrix of each cluster written out."""
    spread = np.sqrt(p * (1 - p))
    weighted, residuals = matrix * spread[:, None], (y - p) / spread
    bread, meat = np.linalg.inv(weighted.T @ weighted), 0.0
    for name in set(clusters):
        at = np.flatnonzero(clusters == name)
        values, axes = np.linalg.eigh(np.eye(len(at)) - weighted[at] @ bread @ weighted[at].T)
        u = weighted[at].T @ (axes / np.sqrt(values)) @ axes.T @ residuals[at]
        meat = meat + np.outer(u, u)
    return bread @ meat @ bread


@pytest.mark.parametrize("cluster", [None, "unit"])
def test_marginal_effects_agree_with_statsmodels(cluster: str | None) -> None:
    """statsmodels changes one column at a time, so that levels against a reference agree for two levels only."""
    plan = "recommended" if cluster else "as-published"
    table = diagnosed(["sex", "age"], plan, sampling={"cluster": cluster} if cluster else {})
    y, matrix = columns()["burnout"], matrix_of("sex", "age")
    fit = StatsmodelsLogit(y, matrix).fit(disp=0, tol=1e-14)
    if cluster:
        fit._results.cov_params_default = whole_matrices(matrix, y, fit.predict(), columns()["unit"])
    margins = fit.get_margeff(dummy=True)
    for i, factor in enumerate(["sex", "age"]):
        of_factor = {"measure": "average_marginal_effect", "factor": factor}
        assert value(table, **of_factor) == pytest.approx(margins.margeff[i], rel=1e-8)
        assert value(table, **of_factor, column="std_error") == pytest.approx(margins.margeff_se[i], rel=1e-8)
        if not cluster:  # statsmodels takes the normal distribution also with clusters
            assert value(table, **of_factor, column="p_value") == pytest.approx(margins.pvalues[i], rel=1e-7)


def test_marginal_effect_of_a_level_is_a_difference_of_predictions() -> None:
    """Everybody in ward C against everybody in ward A, and the delta method by differences."""
    table = diagnosed(["ward", "sex"])
    matrix = matrix_of("wardB", "wardC", "sex")
    fit = StatsmodelsLogit(columns()["burnout"], matrix).fit(disp=0, tol=1e-14)
    c, a = matrix.copy(), matrix.copy()
    a[:, 1:3] = 0
    c[:, 1:3] = [0, 1]
    effect = lambda b: float(np.mean(expit(c @ b) - expit(a @ b)))  # noqa: E731
    steps = 1e-6 * np.eye(4)
    gradient = np.array([(effect(fit.params + s) - effect(fit.params - s)) / 2e-6 for s in steps])
    place = {"measure": "average_marginal_effect", "factor": "ward", "level": "C"}
    assert value(table, **place) == pytest.approx(effect(fit.params), rel=1e-8)
    error = np.sqrt(gradient @ fit.cov_params() @ gradient)
    assert value(table, **place, column="std_error") == pytest.approx(error, rel=1e-6)


def test_marginal_effect_of_a_square_counts_both_columns() -> None:
    """Mean change of predictions when everybody is a millionth of a year older."""
    table = diagnosed(["age"], forms={"age": "quadratic"})
    matrix = matrix_of("age", "age2")
    fit = StatsmodelsLogit(columns()["burnout"], matrix).fit(disp=0, tol=1e-14, maxiter=100)
    age = columns()["age"]
    older = np.column_stack([np.ones(N), age + 1e-5, (age + 1e-5) ** 2])
    change = np.mean(expit(older @ fit.params) - expit(matrix @ fit.params)) / 1e-5
    assert value(table, "average_marginal_effect", factor="age") == pytest.approx(change, rel=1e-4)
    assert "e_value" not in set(table["measure"])


def test_e_values_of_the_paper() -> None:
    """VanderWeele and Ding 2017: RR 3.9 (1.8 to 8.7) gives 7.26 and 3.0; RR 0.80 gives 1.81."""
    assert round(e_value(3.9), 2) == 7.26
    assert round(e_value(1.8), 1) == 3.0
    assert round(e_value(0.80), 2) == 1.81
    assert e_value(1.0) == 1.0


def test_e_value_of_a_common_outcome_takes_the_root() -> None:
    table = diagnosed(["sex"])
    study = study_of(["sex"])
    odds = fit_models(study, scored(study, columns())).logistic.query("plan == 'as-published' and factor == 'sex'")
    row = odds[odds["kind"] == "multivariable"].iloc[0]
    assert value(table, "e_value", factor="sex") == pytest.approx(e_value(np.sqrt(row["odds_ratio"])))
    assert value(table, "e_value_limit", factor="sex") == pytest.approx(e_value(np.sqrt(row["conf_low"])))
    assert "square root" in table.loc[table["measure"] == "e_value", "note"].iloc[0]


def test_e_value_of_a_rare_outcome_takes_the_odds_ratio() -> None:
    """20 of 200 women, 8 of 200 men: OR = (20 * 192) / (180 * 8) = 2.6667, E = 2.6667 + sqrt(2.6667 * 1.6667)."""
    study = study_of(["sex"])
    data = {"sex": ["female"] * 200 + ["male"] * 200, "burnout": [1] * 20 + [0] * 180 + [1] * 8 + [0] * 192}
    table = fit_models(study, scored(study, data)).diagnostics
    ratio = 20 * 192 / (180 * 8)
    found = value(table[table["plan"] == "as-published"], "e_value", factor="sex")
    assert found == pytest.approx(ratio + np.sqrt(ratio * (ratio - 1)))


def test_interval_over_one_has_e_value_one() -> None:
    table = diagnosed(["ward"])
    assert value(table, "e_value_limit", factor="ward", level="B") == 1.0


def test_design_effect_is_the_ratio_of_variances() -> None:
    study = study_of(["sex", "age"], sampling={"cluster": "unit"})
    made = fit_models(study, scored(study, columns()))
    error = made.logistic.query("kind == 'multivariable' and factor == 'sex'").set_index("plan")["std_error"]
    ratio = (error["recommended"] / error["as-published"]) ** 2
    table = made.diagnostics
    assert value(table, "design_effect", plan="recommended", factor="sex") == pytest.approx(ratio, rel=1e-9)
    assert "design_effect" not in set(table.loc[table["plan"] == "as-published", "measure"])


def test_apparent_calibration_of_maximum_likelihood() -> None:
    table = diagnosed(["sex", "age"])
    assert value(table, "calibration_intercept") == pytest.approx(0, abs=1e-9)
    assert value(table, "calibration_slope") == pytest.approx(1, rel=1e-9)


def test_separation_and_failure_are_rows() -> None:
    study = study_of(["sex", "ward"])
    separated = columns() | {"burnout": np.where(columns()["ward"] == "C", 1.0, columns()["burnout"])}
    table = fit_models(study, scored(study, separated)).diagnostics
    published = table[table["plan"] == "as-published"]
    assert set(published.loc[published["value"].isna(), "status"]) == {"separation"}
    firth = table[table["plan"] == "recommended"]
    assert firth.loc[firth["status"] != "ok", "measure"].tolist() == ["mcfadden_r2"]
    assert value(firth, "calibration_slope") > 1, "Firth's method shrinks"
    nothing = fit_models(study, scored(study, columns() | {"burnout": np.zeros(N)})).diagnostics
    assert nothing["status"].tolist() == ["no-events", "no-events"]
    assert (table.loc[table["status"] != "ok", "note"] != "").all()
