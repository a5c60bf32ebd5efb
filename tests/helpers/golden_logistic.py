"""Which columns of the tables logistic, fit and diagnostics hold which of R's values (see helpers.golden)."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from helpers.golden import PLANS, Keys, P, check, row_of, tables

TERM: dict[str, Keys] = {"estimate": ("estimate",), "std_error": ("se",), "statistic": ("z",), "odds_ratio": ("OR",)}
TERM |= {"conf_low": ("or_wald_ci95", 0), "conf_high": ("or_wald_ci95", 1)}
LR: dict[str, Keys] = {"lr_statistic": ("chi2",), "lr_df": ("df",), "lr_p": P}
WALD: dict[str, Keys] = {"wald_statistic": ("chi2",), "wald_df": ("df",), "wald_p": P}
GROUPING = ("hosmer_lemeshow", "quantile_type7_cut")
FIT: dict[str, Keys] = {
    "n": ("n",), "events": ("n_events",), "log_likelihood": ("loglik",), "aic": ("aic",),
    "lr_statistic": ("lr_omnibus", "chi2"), "df": ("lr_omnibus", "df"), "p_value": ("lr_omnibus", "p"),
    "cox_snell_r2": ("r2", "cox_snell"), "nagelkerke_r2": ("r2", "nagelkerke"),
    "hosmer_lemeshow_statistic": (*GROUPING, "X2"), "hosmer_lemeshow_df": (*GROUPING, "df"),
    "hosmer_lemeshow_p": (*GROUPING, "p"), "auc": ("auc", "auc"), "auc_low": ("auc", "delong_ci95", 0),
    "auc_high": ("auc", "delong_ci95", 1),
}  # fmt: skip
WHOLE: dict[str, Keys] = {"brier": ("brier",), "mcfadden_r2": ("r2", "mcfadden"), "tjur_r2": ("r2", "tjur")}
NAMED_LEVELS = ("race", "ptl_any", "ftv3")


def term(row: pd.Series) -> str:
    """R's name of a coefficient: variables coded 0 and 1 are numbers there."""
    named = row["level"] if row["factor"] in NAMED_LEVELS else ""
    return "(Intercept)" if row["factor"] == "(intercept)" else row["factor"] + named


def coefficients(study: str, plan: str, model: str, kind: str, *factors: str) -> dict[str, pd.Series]:
    """Rows of a model by R's names."""
    rows = tables(study)["logistic"]
    rows = rows[(rows["plan"] == plan) & (rows["model"] == model) & (rows["kind"] == kind)]
    rows = rows[rows["factor"].isin(factors)] if factors else rows
    return {term(row): row for _, row in rows.iterrows()}


def check_model(study: str, model: str, block: Any) -> None:
    for plan in PLANS:
        rows = coefficients(study, plan, model, "multivariable")
        assert set(rows) == set(block["terms"])
        for name, row in rows.items():
            assert row["status"] == "ok"
            check(row, block["terms"][name], TERM)
            check(row, block["terms"][name], {"p_value": ("wald_p",)}, rel=5e-6)
            if row["factor"] in block["lr_type2"]:
                check(row, block["lr_type2"][row["factor"]], LR)
                check(row, block["wald_type2"][row["factor"]], WALD)
        check(row_of(study, "fit", plan=plan, model=model), block, FIT)
        for measure, path in WHOLE.items():
            row = row_of(study, "diagnostics", plan=plan, model=model, measure=measure)
            check(row, block, {"value": path})
        for factor, vif in block["vif_car_glm"].items():
            for measure, key in (("gvif", "gvif"), ("gvif_adjusted", "gvif_adj")):
                row = row_of(study, "diagnostics", plan=plan, model=model, measure=measure, factor=factor)
                assert row["value"] == pytest.approx(vif[key], rel=1e-6)
