"""Logistic regression through study files, and the screening before it: low birth weight, ten thousand workers (R's
glm, car, pROC).

Tolerances, relative (absolute where R's value is 0):

- 1e-6 for everything that has a closed formula or a closed optimum, small P values included.
- 5e-6 for Wald P of logistic regressions, and Wald chi-square of one factor: R's glm takes standard errors from the
  weights one iteration before its last, which moves them by up to 1e-6, and P by z squared times as much (so that an
  intercept far from 0 is compared within 1e-6 times z squared).
- 1e-4 for profile likelihood limits, on the log odds scale: R draws straight lines between points of a spline of the
  profile.
- 1e-4 for Tukey's intervals and P: R's ptukey is good for about eight digits of the quantile.
- 1e-5 for Lilliefors' P: R's nortest prints the coefficients of its approximation to a few digits.
"""

from __future__ import annotations

import numpy as np
import pytest

from helpers.golden import PLANS, Keys, P, at, check, expected, row_of, tables
from helpers.golden_logistic import LR, TERM, WALD, check_goodness, check_model, check_terms, coefficients, term
from helpers.golden_screen import check_cells, check_groups, check_posthoc, check_screening, check_trend
from helpers.ledger import unaccounted


@pytest.mark.parametrize("model", ["model_stata_manual", "model_final"])
def test_low_birth_weight(model: str) -> None:
    check_model("lowbwt", model, expected("lowbwt_logistic")[model])


def test_low_birth_weight_with_a_later_reference_level_and_a_number_as_outcome() -> None:
    check_model("lowbwt-mass", "model_hl_table_2_2", expected("lowbwt_logistic")["model_HL_table_2_2"])


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("factor", ["age", "lwt", "race", "smoke", "ht", "ui", "ptl_any", "ftv3"])
def test_low_birth_weight_by_one_factor(factor: str, plan: str) -> None:
    block = expected("lowbwt_logistic")["univariate_logistic"][factor]
    rows = coefficients("lowbwt", plan, "univariate", "univariable", factor)
    assert {*rows, "(Intercept)"} == set(block["terms"])
    for name, row in rows.items():
        check(row, block, {"n": ("n",), "events": ("n_events",)})
        check(row, block["terms"][name], TERM)
        check(row, block["terms"][name], {"p_value": ("wald_p",)}, rel=5e-6)
        check(row, block["lr_omnibus"], LR)
        check(row, block["lr_type2"][factor], LR)
        check(row, block["wald_type2"][factor], WALD, rel=5e-6)
    place = {"plan": plan, "model": "univariate", "kind": "univariable"}
    check_terms({"study": "lowbwt", **place}, block["terms"], factor)
    check_goodness("lowbwt", block, groups=False, factor=factor, **place)


@pytest.mark.parametrize("model", ["model_stata_manual", "model_final"])
def test_low_birth_weight_by_profile_likelihood(model: str) -> None:
    block = expected("lowbwt_logistic")[model]
    for plan in PLANS:
        rows = coefficients("lowbwt-profile", plan, model, "multivariable")
        for name, row in rows.items():
            want = block["terms"][name]
            check(row, want, {"estimate": ("estimate",), "std_error": ("se",), "odds_ratio": ("OR",)})
            got = np.log(row[["conf_low", "conf_high"]].astype(float)).tolist()
            ends = np.log([at(want, "or_profile_ci95", i) for i in (0, 1)])
            assert got == pytest.approx(ends, rel=1e-4, abs=1e-4), name
            if name != "(Intercept)" and row["lr_df"] == 1:
                check(row, block["lr_type2"][row["factor"]], {"statistic": ("chi2",), "p_value": P})


@pytest.mark.parametrize(("model", "key"), [("main", "model_main"), ("with_age_squared", "model_with_age2")])
def test_ten_thousand_workers(model: str, key: str) -> None:
    check_model("smokeban-models", model, expected("smokeban_workers")[key])


@pytest.mark.parametrize("plan", PLANS)
def test_probit_of_ten_thousand_workers(plan: str) -> None:
    want = expected("smokeban_workers")["probit_coef"]
    rows = tables("smokeban-models")["logistic_intervals"]
    rows = rows[(rows["plan"] == plan) & (rows["model"] == "with_age_squared") & (rows["method"] == "probit")]
    assert {term(row) for _, row in rows.iterrows()} == set(want)
    for _, row in rows.iterrows():
        check(row, want, {"estimate": (term(row),)})


@pytest.mark.parametrize("factor", ["age", "lwt", "ftv"])
def test_screening_of_numbers_for_low_birth_weight(factor: str) -> None:
    """Our order is no event, event; R subtracts the other way round."""
    block = expected("lowbwt_logistic")["screening"]["numeric"][factor]
    check_screening("lowbwt", "low_weight", factor, block, sign=-1)
    check_groups("lowbwt", "low_weight", factor, block, {"low": "Yes", "normal": "No"}, by="group")


LEVELS = {"race": ["white", "black", "other"], "ptl_any": ["0", "1+"], "ftv3": ["0", "1", "2+"]}


@pytest.mark.parametrize("factor", ["race", "smoke", "ht", "ui", "ptl_any", "ftv3"])
def test_screening_of_groups_for_low_birth_weight(factor: str) -> None:
    """Our order of the outcome is no event, event; R has the other one."""
    block = expected("lowbwt_logistic")["screening"]["categorical"][factor]
    check_screening("lowbwt", "low_weight", factor, block, sign=-1)
    check_cells("lowbwt", "low_weight", factor, block, LEVELS.get(factor, ["No", "Yes"]), ["Yes", "No"])
    if factor in ("ptl_any", "ftv3"):
        check_trend("lowbwt", "low_weight", factor, block)


def test_adjusted_p_of_the_screening() -> None:
    """Welch's test of numbers and Pearson's of tables, whatever the plans chose, adjusted over all factors."""
    block = expected("lowbwt_logistic")["screening"]["multiplicity"]
    for factor in block["raw"]:
        test = "welch-t" if factor in ("age", "lwt", "ftv") else "pearson-chi-square"
        row = row_of("lowbwt", "screening_tests", outcome="low_weight", factor=factor, test=test)
        columns: dict[str, Keys] = {"p_value": ("raw", factor), "p_bonferroni": ("bonferroni", factor)}
        check(row, block, columns | {"p_holm": ("holm", factor), "p_bh": ("BH", factor)})


def test_birth_weight_in_groups() -> None:
    block = expected("lowbwt_logistic")
    check_screening("lowbwt", "weight", "race", block["bwt_by_race"])
    check_groups("lowbwt", "weight", "race", block["bwt_by_race"], {}, by="level")
    check_posthoc("lowbwt", "weight", "race", block["bwt_by_race"], {})
    check_screening("lowbwt", "weight", "smoke", block["bwt_by_smoke"], sign=-1)
    names = {"smoker": "Yes", "non-smoker": "No"}
    check_groups("lowbwt", "weight", "smoke", block["bwt_by_smoke"], names, by="level")


MODELS = {
    "lowbwt_logistic": ["model_stata_manual", "model_final", "model_HL_table_2_2", "univariate_logistic"],
    "smokeban_workers": ["model_main", "model_with_age2", "probit_coef"],
}


def test_every_value_of_the_models_is_compared_or_excused() -> None:
    case = expected("lowbwt_logistic")
    for model in ("model_stata_manual", "model_final"):
        test_low_birth_weight(model)
    test_low_birth_weight_with_a_later_reference_level_and_a_number_as_outcome()
    for factor in case["univariate_logistic"]:
        test_low_birth_weight_by_one_factor(factor, PLANS[0])
    for model, key in (("main", "model_main"), ("with_age_squared", "model_with_age2")):
        test_ten_thousand_workers(model, key)
    test_probit_of_ten_thousand_workers(PLANS[0])
    assert [place for name, blocks in MODELS.items() for block in blocks for place in unaccounted(name, block)] == []


def test_every_value_of_the_screening_is_compared_or_excused() -> None:
    for factor in ("age", "lwt", "ftv"):
        test_screening_of_numbers_for_low_birth_weight(factor)
    for factor in ("race", "smoke", "ht", "ui", "ptl_any", "ftv3"):
        test_screening_of_groups_for_low_birth_weight(factor)
    test_adjusted_p_of_the_screening()
    test_birth_weight_in_groups()
    for block in ("screening", "bwt_by_race", "bwt_by_smoke"):
        assert unaccounted("lowbwt_logistic", block) == []
