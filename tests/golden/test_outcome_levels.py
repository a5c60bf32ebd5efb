"""Ordinal and multinomial regressions through study files, against R (case outcome_levels).

Tolerances, relative (absolute where R's value is 0):

- 1e-6 for estimates, standard errors, intervals, statistics, log-likelihoods and small P values included.
- 1e-4 for profile limits, on the log odds scale: R's confint draws a spline through points of the profile.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from helpers.golden import GOLDEN, PLANS, tables

CASES = json.loads((GOLDEN / "outcome_levels" / "expected.json").read_text(encoding="utf-8"))
STUDIES = {
    "housing_ordinal": "housing", "housing_multinomial": "housing", "birthwt_ordinal": "birthwt-groups",
    "birthwt_multinomial": "birthwt-groups", "pneumo_ordinal": "pneumo", "pneumo_multinomial": "pneumo",
}  # fmt: skip
ORDINAL = [name for name in STUDIES if name.endswith("ordinal")]
ROBUST = [(name, "recommended") for name in STUDIES if name.startswith("housing")]
PLAIN = [(name, plan) for name in STUDIES for plan in PLANS if (name, plan) not in ROBUST]
R_NAMES = {"influence": "Infl", "kind": "Type", "contact": "Cont", "smoke": "smoke"}


def rows_of(model: str, table: str, plan: str) -> pd.DataFrame:
    rows = tables(STUDIES[model])[table]
    return rows[(rows["plan"] == plan) & (rows["model"] == model)]


def factor_of(name: str) -> str:
    return R_NAMES.get(name, name)


def term(row: Any) -> str:
    """R's name of a coefficient: level of the factor behind it; in multinomial models the outcome level before it."""
    if row.factor == "(threshold)":
        return row.level.replace(" | ", "|")
    name = factor_of(row.factor) + ("" if row.factor == "smoke" else row.level)
    name = "(Intercept)" if row.factor == "(intercept)" else name
    return f"{row.outcome_level}:{name}" if row.outcome_level else name


def close(got: Any, want: Any, rel: float = 1e-6) -> None:
    assert np.asarray(got, dtype=float) == pytest.approx(np.asarray(want, dtype=float), rel=rel, abs=1e-12)


def by_term(model: str, plan: str) -> dict[str, Any]:
    rows = rows_of(model, "logistic", plan)
    rows = rows[rows["kind"] == "multivariable"]
    return {term(row): row for row in rows.itertuples()}


@pytest.mark.parametrize(("model", "plan"), PLAIN)
def test_coefficients(model: str, plan: str) -> None:
    want, found = CASES[model], by_term(model, plan)
    assert set(found) == set(want["terms"])
    for name, row in found.items():
        r = want["terms"][name]
        assert (row.status, row.family) == ("ok", model.split("_")[1])
        close([row.estimate, row.std_error, row.odds_ratio], [r["estimate"], r["se"], r["OR"]])
        if row.inference == "wald":
            close([row.statistic, row.p_value, row.conf_low, row.conf_high], [r["z"], r["p"], *r["or_wald_ci95"]])
        elif "or_profile_ci95" in r:
            got = np.log([row.conf_low, row.conf_high])
            assert got == pytest.approx(np.log(r["or_profile_ci95"]), rel=1e-4, abs=1e-4)
        if row.factor not in ("(threshold)", "(intercept)"):
            for prefix, key in (("lr", "lr_type2"), ("wald", "wald_type2")):
                test = want[key][factor_of(row.factor)]
                got = [getattr(row, f"{prefix}_{part}") for part in ("statistic", "df", "p")]
                close(got, [test["chi2"], test["df"], test["p"]])
            assert row.factor_p == row.lr_p


@pytest.mark.parametrize(("model", "plan"), ROBUST)
def test_coefficients_with_clusters(model: str, plan: str) -> None:
    want = CASES[model]
    for name, row in by_term(model, plan).items():
        r = want["cluster_robust"][name]
        assert (row.status, row.inference) == ("ok", "cluster-robust")
        got = [row.estimate, row.std_error, row.statistic, row.p_value, row.conf_low, row.conf_high]
        close(got, [want["terms"][name]["estimate"], r["se"], r["t"], r["p"], *r["or_ci95"]])
        close(row.statistic_df, r["df"])
        if row.factor not in ("(threshold)", "(intercept)"):
            test = want["cluster_wald"][factor_of(row.factor)]
            close([row.wald_statistic, row.wald_df, row.wald_p, row.factor_p], [*test.values(), test["p"]])


@pytest.mark.parametrize("model", STUDIES)
@pytest.mark.parametrize("plan", PLANS)
def test_fit(model: str, plan: str) -> None:
    want = CASES[model]
    (row,) = rows_of(model, "fit", plan).itertuples()
    assert row.status == "ok" and pd.isna(row.events)
    got = [row.n, row.log_likelihood, row.lr_statistic, row.df, row.p_value]
    close(got, [want["n"], want["loglik"], *want["lr_omnibus"].values()])
    close([row.aic, row.cox_snell_r2, row.nagelkerke_r2], [want["aic"], want["cox_snell"], want["nagelkerke"]])
    diagnostics = rows_of(model, "diagnostics", plan)
    close(diagnostics.loc[diagnostics["measure"] == "mcfadden_r2", "value"], [want["mcfadden"]])


@pytest.mark.parametrize("model", ORDINAL)
@pytest.mark.parametrize("plan", PLANS)
def test_parallel_lines(model: str, plan: str) -> None:
    want, rows = CASES[model], rows_of(model, "diagnostics", plan)
    factors = [name for name in want["lr_type2"]]
    for measure in ("lr", "score", "brant"):
        found = rows[rows["measure"] == f"parallel_lines_{measure}"]
        by_factor = {factor_of(row.factor) or "overall": row for row in found.itertuples()}
        assert list(by_factor) == ["overall", *factors]
        for name, row in by_factor.items():
            test = want[f"parallel_{measure}"][name]
            close([row.value, row.df], [test["chi2"], test["df"]])
            if row.status == "ok":
                close(row.p_value, test["p"])
            else:  # R warns of these fits: not all thresholds are increasing
                assert (model, name, measure, row.status) == ("birthwt_ordinal", "overall", "lr", "not-valid")
    for factor, value in want.get("gvif", {}).items():
        (row,) = rows[(rows["measure"] == "gvif") & (rows["factor"].map(factor_of) == factor)].itertuples()
        close(row.value, value)


@pytest.mark.parametrize("model", ORDINAL)
def test_odds_ratios_at_each_cut(model: str) -> None:
    rows = rows_of(model, "parallel_lines", "as-published")
    cuts = list(dict.fromkeys(rows["cut"]))
    assert cuts == [name.replace("|", " | ") for name in CASES[model]["terms"] if "|" in name]
    for cut, terms in zip(cuts, CASES[model]["cuts"], strict=True):
        part = rows[rows["cut"] == cut]
        assert len(part) == len(terms)
        for row in part.itertuples():
            want = terms[factor_of(row.factor) + ("" if row.factor == "smoke" else row.level)]
            close([row.odds_ratio, row.estimate, row.std_error], [want["OR"], want["estimate"], want["se"]])
            if row.inference == "wald":
                close([row.p_value, row.conf_low, row.conf_high], [want["p"], *want["or_wald_ci95"]], rel=5e-6)
