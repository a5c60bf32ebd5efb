"""Which columns of the tables logistic, fit and diagnostics hold which of R's values (see helpers.golden)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from helpers.golden import PLANS, Keys, P, at, check, row_of, tables

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
NAMED_LEVELS = ("race", "ptl_any", "ftv3", "education")
VALUE: dict[tuple[str, str], dict[str, Keys]] = {
    ("log_likelihood", "maximum-likelihood"): {"value": ("loglik",)},
    ("log_likelihood_null", "maximum-likelihood"): {"value": ("loglik_null",)},
    ("lr_omnibus", "maximum-likelihood"): {
        "value": ("lr_omnibus", "chi2"), "df": ("lr_omnibus", "df"), "p_value": ("lr_omnibus", "p"),
    },
    ("deviance", ""): {"value": ("deviance",)},
    ("null_deviance", ""): {"value": ("null_deviance",)},
    ("aic", ""): {"value": ("aic",)},
    ("bic", ""): {"value": ("bic",)},
    ("brier", ""): {"value": ("brier",)},
    **{(f"{kind}_r2", ""): {"value": ("r2", kind)} for kind in ("cox_snell", "nagelkerke", "mcfadden", "tjur")},
    ("true_positives", "cut-0.5"): {"value": ("classification_cut_0.5", "tp")},
    ("false_positives", "cut-0.5"): {"value": ("classification_cut_0.5", "fp")},
    ("true_negatives", "cut-0.5"): {"value": ("classification_cut_0.5", "tn")},
    ("false_negatives", "cut-0.5"): {"value": ("classification_cut_0.5", "fn")},
}  # fmt: skip
DELONG: dict[str, Keys] = {"value": ("auc", "auc"), "std_error": ("auc", "delong_se")}
DELONG |= {"conf_low": ("auc", "delong_ci95", 0), "conf_high": ("auc", "delong_ci95", 1)}
CONVENTIONS = {
    "deciles-type-7": "quantile_type7_cut",
    "deciles-type-2": "quantile_type2_cut_stata",
    "equal-size": "rank_equal_size",
}


def term(row: pd.Series) -> str:
    """R's name of a coefficient: variables coded 0 and 1 are numbers there."""
    if row["level"] == "squared":
        return f"I({row['factor']}^2)"
    named = row["level"] if row["factor"] in NAMED_LEVELS else ""
    return "(Intercept)" if row["factor"] == "(intercept)" else row["factor"] + named


def coefficients(study: str, plan: str, model: str, kind: str, *factors: str) -> dict[str, pd.Series]:
    """Rows of a model by R's names."""
    rows = tables(study)["logistic"]
    rows = rows[(rows["plan"] == plan) & (rows["model"] == model) & (rows["kind"] == kind)]
    rows = rows[rows["factor"].isin(factors)] if factors else rows
    return {term(row): row for _, row in rows.iterrows()}


def check_terms(place: dict[str, str], terms: Any, factor: str = "") -> None:
    """Every coefficient by Wald and by profile likelihood, whatever the plan shows."""
    rows = tables(place["study"])["logistic_intervals"]
    for column, text in (*((c, place[c]) for c in ("plan", "model", "kind")), ("single_factor", factor)):
        rows = rows[rows[column] == text]
    for method in ("wald", "profile"):
        found = {term(row): row for _, row in rows[rows["method"] == method].iterrows()}
        assert set(found) == set(terms)
        for name, row in found.items():
            want = terms[name]
            assert row["status"] == "ok"
            check(row, want, {"estimate": ("estimate",), "std_error": ("se",), "odds_ratio": ("OR",)})
            if method == "wald":
                check(row, want, TERM)
                check(row, want, {"p_value": ("wald_p",)}, rel=max(5e-6, 1e-6 * at(want, "z") ** 2))
                continue
            ends = np.log([at(want, "or_profile_ci95", i) for i in (0, 1)])
            assert row[["estimate_low", "estimate_high"]].tolist() == pytest.approx(ends, rel=1e-4, abs=1e-4), name


def check_goodness(study: str, block: Any, *, groups: bool, **place: str) -> None:
    """Every measure of fit; where R groups participants, every grouping with its counts."""
    for (measure, method), columns in VALUE.items():
        check(row_of(study, "goodness_of_fit", **place, measure=measure, method=method), block, columns)
    if not groups:
        return
    check(row_of(study, "goodness_of_fit", **place, measure="auc"), block, DELONG)
    for method, key in CONVENTIONS.items():
        want = block["hosmer_lemeshow"][key]
        row = row_of(study, "goodness_of_fit", **place, measure="hosmer_lemeshow", method=method)
        check(row, want, {"value": ("X2",), "df": ("df",), "p_value": P})
        where = {"plan": place["plan"], "model": place["model"], "method": method}
        for i in range(int(at(want, "groups"))):
            row = row_of(study, "calibration", **where, group=str(i + 1))
            check(row, want, {"n": ("n", i), "observed": ("obs1", i), "expected": ("exp1", i)})


def check_squares(study: str, plan: str, model: str, block: Any) -> None:
    """A number and its square are one factor for us, two terms for R: its tests are those of the coefficients."""
    place = {"plan": plan, "model": model}
    for name in block["terms"]:
        if not name.startswith("I("):
            continue
        for key, level in ((name[2:-3], ""), (name, "squared")):
            where = {"factor": name[2:-3], "level": level}
            row = row_of(study, "logistic_intervals", **place, **where, kind="multivariable", method="profile")
            check(row, block["lr_type2"][key], {"statistic": ("chi2",), "p_value": P})
            row = row_of(study, "logistic_intervals", **place, **where, kind="multivariable", method="wald")
            want = block["wald_type2"][key]
            assert row["statistic"] ** 2 == pytest.approx(at(want, "chi2"), rel=5e-6)
            assert row["p_value"] == pytest.approx(at(want, "p"), rel=5e-6)
            assert at(block["lr_type2"][key], "df") == at(want, "df") == 1
            row = row_of(study, "diagnostics", **place, **where, measure="vif_model")
            vif = block["vif_car_glm"][key]
            check(row, vif, {"value": ("gvif",)})
            assert (row["value"] ** 0.5, 1) == pytest.approx((at(vif, "gvif_adj"), at(vif, "df")), rel=1e-6)


def check_model(study: str, model: str, block: Any) -> None:
    for plan in PLANS:
        place = {"study": study, "plan": plan, "model": model, "kind": "multivariable"}
        check_terms(place, block["terms"])
        del place["study"]
        check_goodness(study, block, groups=True, factor="", **place)
        rows = coefficients(study, plan, model, "multivariable")
        assert set(rows) == set(block["terms"])
        for name, row in rows.items():
            assert row["status"] == "ok"
            check(row, block["terms"][name], TERM)
            stopped_early = max(5e-6, 1e-6 * at(block["terms"][name], "z") ** 2)
            check(row, block["terms"][name], {"p_value": ("wald_p",)}, rel=stopped_early)
            if row["factor"] in block["lr_type2"] and f"I({row['factor']}^2)" not in block["terms"]:
                check(row, block["lr_type2"][row["factor"]], LR)
                check(row, block["wald_type2"][row["factor"]], WALD, rel=stopped_early)
        check(row_of(study, "fit", plan=plan, model=model), block, FIT)
        for measure, path in WHOLE.items():
            row = row_of(study, "diagnostics", plan=plan, model=model, measure=measure)
            check(row, block, {"value": path})
        check_squares(study, plan, model, block)
        for factor, vif in block["vif_car_glm"].items():
            if f"I({factor}^2)" in block["terms"] or factor not in tables(study)["logistic"]["factor"].tolist():
                continue
            if not isinstance(vif, dict):  # no factor of three levels or more: R's car gives plain inflation factors
                row = row_of(study, "diagnostics", plan=plan, model=model, measure="gvif", factor=factor)
                check(row, block["vif_car_glm"], {"value": (factor,)})
                continue
            for measure, key in (("gvif", "gvif"), ("gvif_adjusted", "gvif_adj")):
                row = row_of(study, "diagnostics", plan=plan, model=model, measure=measure, factor=factor)
                check(row, vif, {"value": (key,)})
            check(next(row for row in rows.values() if row["factor"] == factor), vif, {"wald_df": ("df",)})
        inflation = tables(study)["diagnostics"]
        inflation = inflation[(inflation["plan"] == plan) & (inflation["model"] == model)]
        found = {term(row): row for _, row in inflation[inflation["measure"] == "vif"].iterrows()}
        assert set(found) == set(block["vif_ols_design_columns"])
        for name, row in found.items():
            check(row, block["vif_ols_design_columns"], {"value": (name,)})
