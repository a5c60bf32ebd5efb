"""Stepwise selection on the low birth weight data.

What is known from R (expected.json): the score test of a factor against the empty model is Pearson's chi-square without
correction, and the likelihood ratio tests for removal from the full model are those of car::Anova type II. Tolerance
1e-6 relative: both are closed forms at an optimum found to rounding. The whole path is checked against a plain
re-implementation on statsmodels (GLM score_test and log-likelihoods), to 1e-6.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM

from burnout.model import fit_models
from burnout.model.design import design
from burnout.model.selection import forward_lr
from helpers.studies import NUMBER, make_study, nominal, scored

CASE = Path(__file__).parent / "lowbwt_logistic"
FACTORS = ["lwt", "race", "smoke", "ht", "ui", "ptl_any"]
CLOSE = {"rel": 1e-6}


def low_birth_weight(**model):
    raw = pd.read_csv(CASE / "data.csv")
    yes = {name: nominal("0", "1") for name in ("smoke", "ht", "ui")}
    study = make_study(
        variables={
            "age": NUMBER,
            "lwt": NUMBER,
            "race": nominal("white", "black", "other"),
            "ptl_any": nominal("0", "1"),
        }
        | yes,
        outcomes={"low": {"label": "Low birth weight", "source": "lwt", "below": 2500}},
        models={"low": {"outcome": "low", "candidates": ["age", *FACTORS], **model}},
        plan={"sensitivity": False},
    )
    columns = {name: raw[name] for name in ("age", "lwt", "race", "low")}
    columns |= {name: raw[name].astype(str) for name in yes} | {"ptl_any": np.where(raw["ptl"] > 0, "1", "0")}
    return study, scored(study, columns)


def known() -> dict:
    return json.loads((CASE / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("factor", ["race", "smoke", "ht", "ui", "ptl_any"])
def test_first_score_test_is_pearsons_chi_square(factor: str) -> None:
    study, data = low_birth_weight()
    made = design(data, [factor], {}, study)
    y = (data["low"] == "Yes").to_numpy(dtype=float)
    step = forward_lr(made, y, entry=0.999, removal=1.0).steps[0]
    want = known()["screening"]["categorical"][factor]["chisq"]
    assert [step["statistic"], step["df"], step["p_value"]] == pytest.approx(list(want.values()), **CLOSE)
    assert (step["action"], step["test"], step["n"]) == ("enter", "score", 189)


def test_removal_tests_are_those_of_the_full_model() -> None:
    study, data = low_birth_weight(candidates=FACTORS, selection="backward-lr")
    made = design(data, FACTORS, {}, study)
    y = (data["low"] == "Yes").to_numpy(dtype=float)
    steps = {s["factor"]: s for s in forward_lr(made, y, entry=0.999, removal=1.0).steps if s["action"] == "stay"}
    for factor, want in known()["model_final"]["lr_type2"].items():
        got = [steps[factor]["statistic"], steps[factor]["df"], steps[factor]["p_value"]]
        assert got == pytest.approx(list(want.values()), **CLOSE), factor


def by_statsmodels(blocks: dict[str, np.ndarray], y: np.ndarray, entry: float, removal: float) -> list[tuple]:
    """Forward selection the long way round."""
    from scipy.stats import chi2

    def fit(names):
        parts = [np.ones((len(y), 1)), *(blocks[n] for n in names)]
        return GLM(y, np.hstack(parts), family=Binomial()).fit(tol=1e-13, maxiter=200)

    inside, path = [], []
    while True:
        tests = {
            n: fit(inside).model.score_test(fit(inside).params, exog_extra=blocks[n]) for n in blocks if n not in inside
        }
        best = min(tests, key=lambda n: tests[n][1], default=None)
        if best is None or tests[best][1] >= entry:
            return path
        inside.append(best)
        path.append(("enter", best, float(np.squeeze(tests[best][0]))))
        ratios = {n: 2 * (fit(inside).llf - fit([i for i in inside if i != n]).llf) for n in inside}
        p = {n: chi2.sf(ratio, blocks[n].shape[1]) for n, ratio in ratios.items()}
        worst = max(p, key=p.get)
        if p[worst] > removal:
            inside.remove(worst)
            path.append(("remove", worst, ratios[worst]))


@pytest.mark.parametrize(("entry", "removal"), [(0.05, 0.1), (0.2, 0.25)])
def test_whole_path_agrees_with_statsmodels(entry: float, removal: float) -> None:
    study, data = low_birth_weight()
    names = ["age", *FACTORS]
    made = design(data, names, {}, study)
    y = (data["low"] == "Yes").to_numpy(dtype=float)
    ours = [s for s in forward_lr(made, y, entry, removal).steps if s["action"] in ("enter", "remove")]
    theirs = by_statsmodels({n: made.matrix[:, made.at([n])] for n in names}, y, entry, removal)
    assert [(s["action"], s["factor"]) for s in ours] == [t[:2] for t in theirs]
    assert [s["statistic"] for s in ours] == pytest.approx([t[2] for t in theirs], **CLOSE)


def test_backward_ends_where_no_factor_can_go() -> None:
    study, data = low_birth_weight(selection="backward-lr")
    made = fit_models(study, data)
    steps = made.selection
    assert steps.loc[steps["action"] == "remove", "factor"].tolist()[0] == "age"
    stay = steps[steps["action"] == "stay"]
    assert (stay["p_value"] <= 0.10).all()
    assert (steps.loc[steps["action"] == "remove", "p_value"] > 0.10).all()
    multivariable = made.logistic[made.logistic["kind"] == "multivariable"]
    assert set(multivariable["factor"]) == {"(intercept)", *stay["factor"]}


def test_a_factor_that_enters_and_leaves_for_ever_ends_the_search() -> None:
    """With entry over removal, the same model would come up again and again."""
    study, data = low_birth_weight()
    made = design(data, ["age", *FACTORS], {}, study)
    y = (data["low"] == "Yes").to_numpy(dtype=float)
    steps = forward_lr(made, y, entry=0.2, removal=0.1).steps
    moves = [(s["action"], s["factor"]) for s in steps if s["action"] in ("enter", "remove")]
    assert ("remove", moves[-1][1]) in moves
    assert len(moves) < 20
