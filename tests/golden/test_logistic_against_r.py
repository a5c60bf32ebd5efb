"""Logistic regression against R (glm, car, pROC, logistf, brglm2; see each case's README and script.R).

Tolerances: 1e-6 relative for everything with a closed optimum, small P values included. Wald P values 5e-6 relative:
R's glm takes standard errors from the weights one iteration before its last, which moves them by up to 6e-7 relative,
and P a few times as much (statsmodels run to 1e-14 agrees with us to 14 digits: see test_model_numerics). Penalised
profile limits 1e-4 absolute on the log odds scale: the reference took them from a numerical optimiser. Profile limits
of maximum likelihood 1e-4 on the log odds scale (relative, absolute near 0): R's confint draws straight lines between
points of a spline of the profile, which misses the crossing by up to that much; that ours is the crossing itself is
tested with statsmodels in test_model_numerics.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from burnout.model import fit_models
from helpers.studies import NUMBER, make_study, nominal, scored

GOLDEN = Path(__file__).parent
CLOSE = {"rel": 1e-6, "abs": 1e-12}


def expected(case: str) -> dict:
    return json.loads((GOLDEN / case / "expected.json").read_text(encoding="utf-8"))


def binary(label: str = "1") -> dict:
    return nominal("0", label)


def lowbwt(factors: list[str], file: str = "data.csv", **plan):
    variables = {
        "age": NUMBER, "lwt": NUMBER, "ftv": NUMBER, "ptl": NUMBER, "race": nominal("white", "black", "other"),
        "smoke": binary(), "ht": binary(), "ui": binary(), "ptl_any": binary("1+"), "ftv3": nominal("0", "1", "2+"),
    }  # fmt: skip
    study = make_study(
        variables=variables,
        outcomes={"low": {"label": "Low birth weight", "source": "lwt", "below": 2500}},
        models={"low": {"outcome": "low", "factors": factors}},
        plan={"sensitivity": False, **plan},
    )
    raw = pd.read_csv(GOLDEN / "lowbwt_logistic" / file)
    columns = {name: raw[name] for name in ("age", "lwt", "ftv", "ptl", "race", "low")}
    columns |= {name: raw[name].astype(str) for name in ("smoke", "ht", "ui")}
    columns["ptl_any"] = np.where(raw["ptl"] > 0, "1+", "0")
    columns["ftv3"] = np.where(raw["ftv"] >= 2, "2+", raw["ftv"].astype(str))
    return fit_models(study, scored(study, columns))


def smokeban(forms: dict[str, str], **plan):
    labels = list(pd.read_csv(GOLDEN / "smokeban_workers" / "codebook.csv")["label"])
    variables = {
        "ban": binary(), "age": NUMBER, "education": nominal(*labels, kind="ordinal"), "afam": binary(),
        "hisp": binary(), "female": binary(),
    }  # fmt: skip
    study = make_study(
        variables=variables,
        outcomes={"smoker": {"label": "Smoker", "source": "age", "above": 0}},
        models={"smoker": {"outcome": "smoker", "factors": list(variables), "forms": forms}},
        plan={"sensitivity": False, **plan},
    )
    raw = pd.read_csv(GOLDEN / "smokeban_workers" / "data.csv")
    columns = {name: raw[name].astype(str) for name in ("ban", "afam", "hisp", "female")}
    columns |= {"age": raw["age"], "smoker": raw["smoker"], "education": [labels[e - 1] for e in raw["educ"]]}
    return fit_models(study, scored(study, columns))


def term(row: pd.Series) -> str:
    """R's name of a coefficient."""
    if row["factor"] == "(intercept)":
        return "(Intercept)"
    if row["level"] == "squared":
        return f"I({row['factor']}^2)"
    coded_0_1 = row["level"] == "1" and row["factor"] != "ftv3"
    return row["factor"] + ("" if coded_0_1 else row["level"])


def check_terms(table: pd.DataFrame, terms: dict) -> None:
    """Estimates, standard errors, z, P and Wald intervals of all coefficients of a model."""
    assert (table["status"] == "ok").all()
    assert {term(row) for _, row in table.iterrows()} == set(terms)
    for _, row in table.iterrows():
        want = terms[term(row)]
        got = row[["estimate", "std_error", "statistic", "odds_ratio", "conf_low", "conf_high"]]
        values = [*(want[k] for k in ("estimate", "se", "z", "OR")), *want["or_wald_ci95"]]
        assert got.astype(float).tolist() == pytest.approx(values, **CLOSE), term(row)
        assert row["p_value"] == pytest.approx(want["wald_p"], rel=5e-6), term(row)


def check_fit(fit: pd.Series, want: dict) -> None:
    assert fit["status"] == "ok"
    assert (fit["n"], fit["events"]) == (want["n"], want["n_events"])
    pairs = {
        "log_likelihood": want["loglik"],
        "aic": want["aic"],
        "lr_statistic": want["lr_omnibus"]["chi2"],
        "df": want["lr_omnibus"]["df"],
        "p_value": want["lr_omnibus"]["p"],
        "cox_snell_r2": want["r2"]["cox_snell"],
        "nagelkerke_r2": want["r2"]["nagelkerke"],
        "hosmer_lemeshow_statistic": want["hosmer_lemeshow"]["quantile_type7_cut"]["X2"],
        "hosmer_lemeshow_df": want["hosmer_lemeshow"]["quantile_type7_cut"]["df"],
        "hosmer_lemeshow_p": want["hosmer_lemeshow"]["quantile_type7_cut"]["p"],
        "auc": want["auc"]["auc"],
        "auc_low": want["auc"]["delong_ci95"][0],
        "auc_high": want["auc"]["delong_ci95"][1],
    }
    for name, value in pairs.items():
        assert float(fit[name]) == pytest.approx(value, **CLOSE), name


def check_factor_tests(table: pd.DataFrame, want: dict) -> None:
    for factor, lr in want["lr_type2"].items():
        row = table[table["factor"] == factor].iloc[0]
        wald = want["wald_type2"][factor]
        got = row[["lr_statistic", "lr_df", "lr_p", "wald_statistic", "wald_df", "wald_p"]].astype(float).tolist()
        assert got == pytest.approx([*lr.values(), *wald.values()], **CLOSE), factor


MODELS = {
    "model_HL_table_2_2": (["age", "lwt", "race", "ftv"], "data_mass.csv"),
    "model_stata_manual": (["age", "lwt", "race", "smoke", "ptl", "ht", "ui"], "data.csv"),
    "model_final": (["lwt", "race", "smoke", "ht", "ui", "ptl_any"], "data.csv"),
}


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("plan", ["as-published", "recommended"])
def test_low_birth_weight(name: str, plan: str) -> None:
    factors, file = MODELS[name]
    want = expected("lowbwt_logistic")[name]
    made = lowbwt(factors, file, primary=plan)
    table = made.logistic[made.logistic["kind"] == "multivariable"]
    check_terms(table, want["terms"])
    check_fit(made.fit.iloc[0], want)
    check_factor_tests(table, want)
    assert (table["inference"] == "wald").all()


def check_profile(table: pd.DataFrame, terms: dict) -> None:
    assert (table["status"] == "ok").all()
    assert set(table["inference"]) == {"profile"}
    assert set(table["estimator"]) == {"maximum-likelihood"}
    for _, row in table.iterrows():
        want = terms[term(row)]
        got = row[["conf_low", "conf_high"]].astype(float).tolist()
        assert np.log(got).tolist() == pytest.approx(np.log(want["or_profile_ci95"]), rel=1e-4, abs=1e-4), term(row)
        assert ((got[0] > 1) or (got[1] < 1)) == (row["p_value"] < 0.05), term(row)


@pytest.mark.parametrize("name", MODELS)
def test_profile_intervals_of_low_birth_weight(name: str) -> None:
    factors, file = MODELS[name]
    want = expected("lowbwt_logistic")[name]
    table = lowbwt(factors, file, intervals="profile").logistic
    table = table[table["kind"] == "multivariable"]
    check_profile(table, want["terms"])
    for factor, lr in want["lr_type2"].items():
        row = table[table["factor"] == factor].iloc[0]
        if row["lr_df"] == 1:  # the same test for the coefficient and for the factor
            assert [row["statistic"], row["p_value"]] == pytest.approx([lr["chi2"], lr["p"]], **CLOSE), factor


@pytest.mark.parametrize(("name", "forms"), [("model_main", {}), ("model_with_age2", {"age": "quadratic"})])
def test_profile_intervals_of_ten_thousand_workers(name: str, forms: dict[str, str]) -> None:
    table = smokeban(forms, intervals="profile").logistic
    check_profile(table[table["kind"] == "multivariable"], expected("smokeban_workers")[name]["terms"])


def check_diagnostics(table: pd.DataFrame, want: dict) -> None:
    """car::vif of the glm, Brier score, McFadden's and Tjur's R2."""
    assert (table["status"] == "ok").all()
    whole = table.set_index("measure")["value"]
    got = [whole[name] for name in ("brier", "mcfadden_r2", "tjur_r2")]
    assert got == pytest.approx([want["brier"], want["r2"]["mcfadden"], want["r2"]["tjur"]], **CLOSE)
    for factor, vif in want["vif_car_glm"].items():
        of_factor = table[table["factor"] == factor].set_index("measure")["value"]
        got = [of_factor["gvif"], of_factor["gvif_adjusted"]]
        # car::vif takes the covariance of R's glm, one iteration before its last: see the top of the file
        assert got == pytest.approx([vif["gvif"], vif["gvif_adj"]], rel=1e-6), factor


@pytest.mark.parametrize("name", MODELS)
def test_diagnostics_of_low_birth_weight(name: str) -> None:
    factors, file = MODELS[name]
    check_diagnostics(lowbwt(factors, file).diagnostics, expected("lowbwt_logistic")[name])


def test_diagnostics_of_ten_thousand_workers() -> None:
    check_diagnostics(smokeban({}).diagnostics, expected("smokeban_workers")["model_main"])


def test_low_birth_weight_univariable() -> None:
    want = expected("lowbwt_logistic")["univariate_logistic"]
    made = lowbwt(list(want))
    for factor, one in want.items():
        table = made.logistic[(made.logistic["kind"] == "univariable") & (made.logistic["factor"] == factor)]
        check_terms(table, {k: v for k, v in one["terms"].items() if k != "(Intercept)"})
        row = table.iloc[0]
        assert row["lr_statistic"] == pytest.approx(one["lr_omnibus"]["chi2"], **CLOSE)
        assert (row["n"], row["events"]) == (one["n"], one["n_events"])


@pytest.mark.parametrize(("name", "forms"), [("model_main", {}), ("model_with_age2", {"age": "quadratic"})])
def test_ten_thousand_workers(name: str, forms: dict[str, str]) -> None:
    want = expected("smokeban_workers")[name]
    made = smokeban(forms)
    table = made.logistic[made.logistic["kind"] == "multivariable"]
    check_terms(table, want["terms"])
    check_fit(made.fit.iloc[0], want)


SEPARATED = {
    "endometrial": ("data_endometrial.csv", "HG", ["NV", "PI", "EH"]),
    "sex2": ("data_sex2.csv", "case", ["age", "oc", "vic", "vicl", "vis", "dia"]),
}


def separated(name: str, plan: str):
    file, outcome, factors = SEPARATED[name]
    raw = pd.read_csv(GOLDEN / "firth_separation" / file)
    study = make_study(
        variables={f.lower(): NUMBER for f in factors},
        outcomes={"event": {"label": "Event", "source": factors[0].lower(), "above": 0}},
        models={"event": {"outcome": "event", "factors": [f.lower() for f in factors]}},
        plan={"sensitivity": False, "primary": plan},
    )
    made = fit_models(study, scored(study, {"event": raw[outcome], **{f.lower(): raw[f] for f in factors}}))
    table = made.logistic[made.logistic["kind"] == "multivariable"].set_index("factor")
    return made, table, {("(intercept)" if t == "(Intercept)" else t.lower()): t for t in expected_terms(name)}


def expected_terms(name: str) -> dict:
    return expected("firth_separation")[name]["terms"]


@pytest.mark.parametrize("name", SEPARATED)
def test_firth(name: str) -> None:
    want = expected("firth_separation")[name]
    made, table, names = separated(name, "recommended")
    assert (table["inference"] == "profile").all()
    assert (table["status"] == "ok").all()
    for factor, key in names.items():
        row, r = table.loc[factor], want["terms"][key]
        values = [r["firth_estimate"], r["firth_se_wald"], r["firth_OR"], r["penalised_lr_chi2"], r["penalised_lr_p"]]
        got = row[["estimate", "std_error", "odds_ratio", "statistic", "p_value"]].astype(float).tolist()
        assert got == pytest.approx(values, rel=1e-6, abs=1e-9), factor
        limits = np.log(row[["conf_low", "conf_high"]].astype(float)).tolist()
        assert limits == pytest.approx(r["penalised_profile_ci95"], abs=1e-4), factor
    fit = made.fit.iloc[0]
    assert fit["lr_statistic"] == pytest.approx(want["penalised_lr_omnibus"]["chi2"], rel=1e-6)
    assert np.isnan(fit["aic"])


def test_separation_as_published_keeps_the_finite_part() -> None:
    """R's glm stops far out for NV; what it gives for the other factors is the finite part of the limit."""
    want = expected("firth_separation")["endometrial"]["plain_ml_reference"]
    made, table, names = separated("endometrial", "as-published")
    assert table.loc["nv", "status"] == "separation"
    assert table.loc["nv", ["estimate", "odds_ratio", "p_value", "conf_low", "conf_high"]].isna().all()
    assert "Separation" in table.loc["nv", "note"]
    for factor in ("(intercept)", "pi", "eh"):
        got = table.loc[factor, ["estimate", "std_error"]].astype(float).tolist()
        # glm stopped with its default tolerance of 1e-8 on the deviance
        assert got == pytest.approx([want["estimates"][names[factor]], want["se"][names[factor]]], rel=1e-5)
    assert made.fit.iloc[0]["status"] == "separation"
