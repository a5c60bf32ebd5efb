"""Multiple imputation against mice 3.15 of R (script.R in golden/imputation_birthwt; data sets of MASS, public).

Tolerances:

- pooling: five data sets completed by mice are fitted and pooled here; 1e-6 relative for every figure, with R's glm
  run to 1e-14. D1 is that of mice::D1.
- the regressions behind the draws: fitted to the same augmented rows as nnet::multinom and MASS::polr, 1e-4 absolute
  (both stop by the change of the deviance; their Hessians are numerical).
- agreement of the chained equations: both sides draw at random, 300 imputations there and 200 here, each with a fixed
  seed, so that the outcome of the test is fixed too. A pooled estimate varies by its Monte-Carlo error, the root of
  between / m; estimates must agree within four times the root of the sum of both squared errors, and 2 % of a standard
  error more, since mice draws levels of nominal variables without the uncertainty of the regression's coefficients and
  we with it (Rubin's rules ask for it). For the same reason our standard errors may be larger: by up to 8 %, and
  smaller by up to 3 % (Monte Carlo: the relative error of a variance between from m draws is the root of 2 / (m - 1),
  here 10 % and 8 %; half of both together times the fraction of missing information of 0.35 is 2.3 %).

Variables with levels in order are not compared with mice's "polr": with these data MASS::polr stops far from its
maximum inside mice (its predictions for those with and without the outcome are the same, those of polr itself differ by
0.12), so that ftv is imputed as nominal on both sides; our proportional odds regression is compared with polr itself.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from burnout.imputation import pool, whole_test
from burnout.imputation.levels import augment, fit_multinomial, fit_ordered
from burnout.model import fit_models
from burnout.model.design import design
from burnout.model.logit import fit_logit
from helpers.studies import NUMBER, make_study, nominal, scored

GOLDEN = Path(__file__).parent / "imputation_birthwt"
EXPECTED = json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))
BIRTHWT = {
    "age": NUMBER, "lwt": NUMBER, "race": nominal("white", "black", "other"), "smoke": nominal("no", "yes"),
    "ftv": nominal("none", "one", "more"),
}  # fmt: skip
PIMA = dict.fromkeys(["npreg", "glu", "bp", "skin", "bmi", "ped", "age"], NUMBER)


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(GOLDEN / name, keep_default_na=False, na_values=[""])


def study_of(variables: dict, outcome: str, number: int = 200):
    return make_study(
        variables=variables,
        outcomes={outcome: {"label": "Outcome", "source": "age", "below": 1}},
        models={"m": {"outcome": outcome, "factors": list(variables)}},
        plan={"primary": "recommended", "sensitivity": False, "bootstrap": 0, "imputation": {"number": number}},
    )


def cases(study, raw: pd.DataFrame, outcome: str) -> pd.DataFrame:
    columns = {name: raw[name] for name in study.variables}
    return scored(study, columns | {outcome: (raw[outcome] == "Yes").astype(float)})


@pytest.fixture(scope="module")
def pooled():
    study = study_of(BIRTHWT, "low")
    fits, made = [], None
    for _, part in read("completed.csv").groupby("imputation"):
        made = design(cases(study, part.reset_index(drop=True), "low"), list(BIRTHWT), {}, study)
        fits.append(fit_logit(made.matrix, (part["low"] == "Yes").to_numpy(dtype=float)))
    df = len(made.matrix) - len(made.columns)
    return made, pool(np.array([f.coef for f in fits]), np.array([f.cov for f in fits]), df)


def test_pooled_estimates_are_those_of_mice(pooled):
    _, found = pooled
    told = pd.DataFrame(EXPECTED["exact"]["terms"])
    pairs = {
        "estimate": found.estimate, "std_error": found.std_error, "statistic": found.statistic, "df": found.df,
        "conf_low": found.low, "conf_high": found.high, "riv": found.increase, "fmi": found.fraction,
        "monte_carlo_error": found.error,
    }  # fmt: skip
    for name, values in pairs.items():
        assert values == pytest.approx(told[name].to_numpy(), rel=1e-6), name
    assert found.p_value == pytest.approx(told["p_value"].to_numpy(), rel=1e-6)
    assert found.number == EXPECTED["exact"]["m"]


@pytest.mark.parametrize("factor", ["race", "ftv"])
def test_whole_factors_are_tested_as_by_mice(pooled, factor):
    made, found = pooled
    test, told = whole_test(found, made.at([factor])), EXPECTED["exact"]["D1"][factor]
    assert [test.statistic, test.df, test.df2] == pytest.approx([told["F"], told["df1"], told["df2"]], rel=1e-6)
    assert test.p_value == pytest.approx(told["p_value"], rel=1e-6)


@pytest.fixture(scope="module")
def augmented():
    whole = read("data.csv").dropna()
    codes = whole["ftv"].map({"none": 0, "one": 1, "more": 2}).to_numpy()
    scale = [(whole[n] - whole[n].mean()) / whole[n].std(ddof=1) for n in ("age", "lwt")]
    x = np.column_stack([np.ones(len(whole)), whole["low"] == "Yes", *scale, whole["smoke"] == "yes"]).astype(float)
    return augment(x, codes, 3)


def test_augmentation_and_multinomial_regression_are_those_of_r(augmented):
    told = EXPECTED["draws"]
    matrix, codes, weights = augmented
    assert len(codes) == told["rows"]
    assert weights.sum() == pytest.approx(told["weights"])
    coef, root = fit_multinomial(matrix, codes, weights, 3)
    assert coef == pytest.approx(np.array(told["multinomial"]), abs=1e-4)
    assert root @ root.T == pytest.approx(np.array(told["multinomial_cov"]), abs=1e-4)


def test_proportional_odds_regression_is_that_of_r(augmented):
    told = EXPECTED["draws"]
    matrix, codes, weights = augmented
    coef, root = fit_ordered(matrix[:, 1:], codes, weights, 3)
    assert coef == pytest.approx(np.array(told["odds"]), abs=1e-4)
    at = [told["odds_cov_order"].index(name) for name in told["order"]]
    assert root @ root.T == pytest.approx(np.array(told["odds_cov"])[np.ix_(at, at)], abs=1e-4)


@pytest.mark.parametrize(
    ("case", "file", "variables", "outcome"),
    [("agree", "data.csv", BIRTHWT, "low"), ("pima", "pima.csv", PIMA, "type")],
)
def test_chained_equations_agree_with_mice_within_monte_carlo_error(case, file, variables, outcome):
    study = study_of(variables, outcome)
    table = fit_models(study, cases(study, read(file), outcome)).imputation
    told = pd.DataFrame(EXPECTED[case]["terms"])
    assert len(table) == len(told)
    ours, theirs = table["monte_carlo_error"].to_numpy(), told["monte_carlo_error"].to_numpy()
    allowed = 4 * np.hypot(ours, theirs) + 0.02 * told["std_error"].to_numpy()
    assert np.all(np.abs(table["estimate"].to_numpy() - told["estimate"].to_numpy()) < allowed)
    ratio = table["std_error"].to_numpy() / told["std_error"].to_numpy()
    assert np.all((ratio > 0.97) & (ratio < 1.08)), ratio
