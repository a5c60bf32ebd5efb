"""Separation through study files: endometrial cancer and sex2 (R's brglm2, logistf's method).

Tolerances, relative (absolute where R's value is 0): 1e-6 for everything that has a closed optimum; 1e-4 for penalised
profile limits, which come from a numerical optimiser, and for what plain maximum likelihood says of the other
coefficients, R's glm having stopped early.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from helpers.golden import PLANS, Keys, P, at, check, expected, row_of, tables
from helpers.golden_logistic import coefficients, term
from helpers.golden_screen import check_cells, check_screening
from helpers.ledger import unaccounted

FIRTH: dict[str, Keys] = {
    "estimate": ("firth_estimate",), "std_error": ("firth_se_wald",), "odds_ratio": ("firth_OR",),
    "statistic": ("penalised_lr_chi2",), "p_value": ("penalised_lr_p",),
}  # fmt: skip
SEPARATED = {
    "firth-endometrial": ("endometrial", "nv_level", ["Absent", "Present"], "endometrial_NV_by_HG", ("nv",)),
    "firth-data": ("endometrial", "nv_level", ["Absent", "Present"], "endometrial_NV_by_HG", ("nv",)),
    "firth-sex2": ("sex2", "dia_level", ["No", "Yes"], "sex2_dia_by_case", ("dia",)),
}


MEDIAN: dict[str, Keys] = {"estimate": ("median_br_estimate",), "std_error": ("median_br_se",)}


def check_side_by_side(study: str, wanted: Any, terms: dict[str, str]) -> None:
    """Firth's method and median bias reduction under both plans, whatever the plan shows."""
    rows = tables(study)["logistic_intervals"]
    for plan in PLANS:
        for method, columns in (("firth-profile", FIRTH), ("median-bias-reduced", MEDIAN)):
            found = rows[(rows["plan"] == plan) & (rows["kind"] == "multivariable") & (rows["method"] == method)]
            assert len(found) == len(wanted)
            for _, row in found.iterrows():
                check(row, wanted[terms[term(row).lower()]], columns)


@pytest.mark.parametrize("study", SEPARATED)
def test_separation(study: str) -> None:
    name, factor, levels, crossed, lost = SEPARATED[study]
    case = expected("firth_separation")
    terms = {t.lower(): t for t in case[name]["terms"]}
    for low, row in coefficients(study, "recommended", "main", "multivariable").items():
        want = case[name]["terms"][terms[low.lower()]]
        assert (row["status"], row["estimator"]) == ("ok", "firth")
        check(row, want, FIRTH)
        limits = np.log(row[["conf_low", "conf_high"]].astype(float)).tolist()
        ends = [at(want, "penalised_profile_ci95", i) for i in (0, 1)]
        assert limits == pytest.approx(ends, rel=1e-4, abs=1e-4), low
        ends = [at(want, "or_penalised_profile_ci95", i) for i in (0, 1)]
        assert limits == pytest.approx(np.log(ends), rel=1e-4, abs=1e-4), low
        ends = [at(want, "logistf", "ci", i) for i in (0, 1)]
        assert limits == pytest.approx(ends, rel=1e-4, abs=1e-4), low
        check(row, want["logistf"], {"estimate": ("estimate",), "p_value": P})
    fit = row_of(study, "fit", plan="recommended", model="main")
    omnibus: dict[str, Keys] = {"lr_statistic": ("penalised_lr_omnibus", "chi2"), "df": ("penalised_lr_omnibus", "df")}
    check(fit, case[name], omnibus | {"n": ("n",), "events": ("n_events",), "log_likelihood": ("penalised_loglik",)})
    check_side_by_side(study, case[name]["terms"], terms)
    for low, row in coefficients(study, "as-published", "main", "multivariable").items():
        plain, key = case[name]["plain_ml_reference"], terms[low.lower()]
        assert row["status"] == ("separation" if low in lost else "ok")
        if low not in lost:
            check(row, plain, {"estimate": ("estimates", key), "std_error": ("se", key)}, rel=1e-4)
    check_screening(study, "event", factor, case["cross_tabs"][crossed])
    check_cells(study, "event", factor, case["cross_tabs"][crossed], levels, ["No", "Yes"])
    assert unaccounted("firth_separation", "cross_tabs", crossed) == []


def test_every_value_is_compared_or_excused() -> None:
    for study in ("firth-endometrial", "firth-sex2"):
        test_separation(study)
    assert [place for block in ("endometrial", "sex2") for place in unaccounted("firth_separation", block)] == []
