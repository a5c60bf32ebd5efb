"""Separation through study files: endometrial cancer and sex2 (R's brglm2, logistf's method).

Tolerances, relative (absolute where R's value is 0): 1e-6 for everything that has a closed optimum; 1e-4 for penalised
profile limits, which come from a numerical optimiser, and for what plain maximum likelihood says of the other
coefficients, R's glm having stopped early.
"""

from __future__ import annotations

import numpy as np
import pytest

from helpers.golden import Keys, check, expected, row_of
from helpers.golden_logistic import coefficients
from helpers.golden_screen import check_cells, check_screening

FIRTH: dict[str, Keys] = {
    "estimate": ("firth_estimate",), "std_error": ("firth_se_wald",), "odds_ratio": ("firth_OR",),
    "statistic": ("penalised_lr_chi2",), "p_value": ("penalised_lr_p",),
}  # fmt: skip
SEPARATED = {
    "firth-endometrial": ("endometrial", "nv_level", ["Absent", "Present"], "endometrial_NV_by_HG", ("nv",)),
    "firth-data": ("endometrial", "nv_level", ["Absent", "Present"], "endometrial_NV_by_HG", ("nv",)),
    "firth-sex2": ("sex2", "dia_level", ["No", "Yes"], "sex2_dia_by_case", ("dia",)),
}


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
        assert limits == pytest.approx(want["penalised_profile_ci95"], rel=1e-4, abs=1e-4), low
    fit = row_of(study, "fit", plan="recommended", model="main")
    omnibus: dict[str, Keys] = {"lr_statistic": ("penalised_lr_omnibus", "chi2"), "df": ("penalised_lr_omnibus", "df")}
    check(fit, case[name], omnibus | {"n": ("n",), "events": ("n_events",)})
    for low, row in coefficients(study, "as-published", "main", "multivariable").items():
        plain, key = case[name]["plain_ml_reference"], terms[low.lower()]
        assert row["status"] == ("separation" if low in lost else "ok")
        if low not in lost:
            check(row, plain, {"estimate": ("estimates", key), "std_error": ("se", key)}, rel=1e-4)
    check_screening(study, "event", factor, case["cross_tabs"][crossed])
    check_cells(study, "event", factor, case["cross_tabs"][crossed], levels, ["No", "Yes"])
