"""Every golden case as a user would run it: a study file, and the result tables it makes.

The study files stand in `studies/config`; each chain (read, check, clean, score, screen, model, compare) runs once. A
check names the row of a result table and says which of its columns equals which key of the case's `expected.json`,
that is R's value (see each case's README and script.R). Nothing that we computed stands here as expected.

Tolerances, relative (absolute where R's value is 0):

- 1e-6 for everything that has a closed formula or a closed optimum, small P values included.
- 5e-6 for Wald P of logistic regressions: R's glm takes standard errors from the weights one iteration before its last,
  which moves them by up to 6e-7, and P by z squared times as much.
- 1e-4 for profile likelihood limits, on the log odds scale: R draws straight lines between points of a spline of the
  profile, and the penalised limits come from a numerical optimiser.
- 1e-4 for what plain maximum likelihood says of the other coefficients under separation, R's glm having stopped early,
  and for Tukey's and Games and Howell's intervals and P: R's ptukey is good for about eight digits of the quantile.
- 1e-5 for Lilliefors' P: R's nortest prints the coefficients of its approximation to a few digits.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from burnout import clean as cleaning
from burnout.config import load_instruments, load_study
from burnout.intake import read_file
from burnout.model import fit_models
from burnout.paired import compare
from burnout.score import score
from burnout.screen import screen

GOLDEN = Path(__file__).parent
CONFIG = GOLDEN / "studies" / "config"
PLANS = ("as-published", "recommended")
Keys = tuple[str | int, ...]


@cache
def instruments() -> dict[str, Any]:
    return load_instruments(CONFIG / "instruments")


@cache
def tables(name: str) -> dict[str, pd.DataFrame]:
    """All result tables of a study file, through the whole chain."""
    study, _ = load_study(name, CONFIG, instruments())
    raw = {key: read_file(key, spec, GOLDEN.parents[1]) for key, spec in study.files.items()}
    assert cleaning.check(study, instruments(), raw) == []
    scored = score(study, instruments(), cleaning.clean(study, instruments(), raw).data)
    found = dict(vars(scored))
    if "screen" in study.stages:
        found |= vars(screen(study, scored.data))
    if "model" in study.stages:
        found |= vars(fit_models(study, scored.data, found.get("screening"), instruments()))
    if "paired" in study.stages:
        found |= vars(compare(study, scored.data, instruments(), scored.reliability))
    return found


@cache
def expected(case: str) -> dict[str, Any]:
    return json.loads((GOLDEN / case / "expected.json").read_text(encoding="utf-8"))


def at(block: Any, *path: str | int) -> Any:
    """A value of expected.json."""
    for key in path:
        block = block[key]
    return float(block) if isinstance(block, str) else block


def row_of(study: str, table: str, **where: str) -> pd.Series:
    """The one row of a result table with these texts; '' also finds an empty cell."""
    rows = tables(study)[table]
    for column, text in where.items():
        rows = rows[rows[column].astype(object).where(rows[column].notna(), "").astype(str) == text]
    assert len(rows) == 1, f"{study} {table} {where}: {len(rows)} rows"
    return rows.iloc[0]


def check(row: pd.Series, block: Any, columns: Mapping[str, Keys], rel: float = 1e-6, sign: int = 1) -> None:
    """Columns of a row against keys of a block; with sign -1 R compares the other way round."""
    for column, path in columns.items():
        want = at(block, *path)
        turned = sign if column in SIGNED else 1
        assert float(row[column]) == pytest.approx(turned * want, rel=rel, abs=1e-12), (dict(row), column, path)


SIGNED = {"statistic", "effect_size", "estimate", "standardised_difference"}
P = ("p",)

# What stands in a row of the table screening, by the test that the plan chose.
TESTS: dict[str, dict[str, Keys]] = {
    "student-t": {
        "statistic": ("t_student", "t"), "df": ("t_student", "df"), "p_value": ("t_student", "p"),
        "effect_size": ("hedges_g_exact_J",),
    },
    "welch-t": {
        "statistic": ("t_welch", "t"), "df": ("t_welch", "df"), "p_value": ("t_welch", "p"),
        "effect_size": ("hedges_g_exact_J",),
    },
    "mann-whitney": {
        "statistic": ("mann_whitney", "z_no_cc"), "p_value": ("mann_whitney", "p_asymptotic_no_cc"),
        "effect_size": ("mann_whitney", "rank_biserial_first_minus_second"),
    },
    "one-way-anova": {
        "statistic": ("anova", "F"), "df": ("anova", "df1"), "df2": ("anova", "df2"), "p_value": ("anova", "p"),
        "effect_size": ("anova", "eta2"),
    },
    "welch-anova": {
        "statistic": ("anova_welch", "F"), "df": ("anova_welch", "df1"), "df2": ("anova_welch", "df2"),
        "p_value": ("anova_welch", "p"),
    },
    "kruskal-wallis": {
        "statistic": ("kruskal", "H"), "df": ("kruskal", "df"), "p_value": ("kruskal", "p"),
        "effect_size": ("kruskal", "epsilon2_H_over_Nminus1"),
    },
    "pearson-chi-square": {
        "statistic": ("chisq", "X2"), "df": ("chisq", "df"), "p_value": ("chisq", "p"), "effect_size": ("cramers_v",),
    },
    "yates-chi-square": {
        "statistic": ("chisq_yates", "X2"), "df": ("chisq_yates", "df"), "p_value": ("chisq_yates", "p"),
        "effect_size": ("cramers_v",),
    },
    "fisher-exact": {"p_value": ("fisher", "p_two_sided"), "effect_size": ("cramers_v",)},
    "fisher-freeman-halton": {"p_value": ("fisher", "p_two_sided"), "effect_size": ("cramers_v",)},
    "pearson-correlation": {
        "statistic": ("pearson", "t"), "p_value": ("pearson", "p"), "effect_size": ("pearson", "r"),
        "effect_low": ("pearson", "ci95", 0), "effect_high": ("pearson", "ci95", 1),
    },
    "spearman-correlation": {"p_value": ("spearman", "p_t_approx"), "effect_size": ("spearman", "rho")},
}  # fmt: skip
MOMENTS: dict[str, Keys] = {
    "n": ("n",), "mean": ("mean",), "sd": ("sd",), "median": ("median",), "p25": ("quartiles_type6", 0),
    "p75": ("quartiles_type6", 2), "skewness": ("skew_G1_spss",), "kurtosis": ("kurt_G2_spss",),
}  # fmt: skip
SPREAD = {
    "levene-mean": ("variance", "levene_mean"),
    "levene-median": ("variance", "levene_median_brown_forsythe"),
}


def check_screening(study: str, outcome: str, factor: str, block: Any, sign: int = 1) -> None:
    for plan in PLANS:
        row = row_of(study, "screening", plan=plan, outcome=outcome, factor=factor)
        assert row["status"] == "ok"
        check(row, block, TESTS[row["test"]], sign=sign if row["statistic_name"] in ("t", "z") else 1)
        if row["estimate_name"] == "mean-difference":
            test = block["t_student" if row["test"] == "student-t" else "t_welch"]
            check(row, block | test, {"estimate": ("mean_diff",), "std_error": ("se",)}, sign=sign)
            got = sorted(sign * row[["conf_low", "conf_high"]].astype(float))
            assert got == pytest.approx(test["ci95"], rel=1e-6)
        if block.get("odds_ratio_woolf_ci95"):
            assert row["estimate_name"] == "odds-ratio"
            got = sorted(row[["conf_low", "estimate", "conf_high"]].astype(float) ** sign)
            low, high = block["odds_ratio_woolf_ci95"]
            assert got == pytest.approx([low, block["odds_ratio_sample"], high], rel=1e-6)
        if "lr_G2" in block:
            check(row, block, {"lr_statistic": ("lr_G2", "G2"), "lr_df": ("lr_G2", "df"), "lr_p_value": ("lr_G2", "p")})


def check_groups(study: str, outcome: str, factor: str, block: Any, labels: Mapping[str, str], by: str) -> None:
    """Moments and assumptions of each group; `by` tells where the groups stand in the table descriptive."""
    place = {"outcome": outcome, "factor": factor}
    for name, group in block["groups"].items():
        label = labels.get(name, name)
        where = {"level": label, "group": ""} if by == "level" else {"level": "", "group": label}
        for statistic, path in MOMENTS.items():
            row = row_of(study, "descriptive", **place, **where, statistic=statistic)
            check(row, group, {"value": path})
        for test, key, statistic in (("shapiro-wilk", "shapiro", "W"), ("lilliefors", "lilliefors", "D")):
            if key in group and group[key] is not None:
                row = row_of(study, "assumptions", **place, group=label, test=test)
                check(row, group, {"statistic": (key, statistic)})
                check(row, group, {"p_value": (key, "p")}, rel=1e-5 if test == "lilliefors" else 1e-6)
    for test, path in SPREAD.items():
        row = row_of(study, "assumptions", **place, test=test)
        check(row, at(block, *path), {"statistic": ("F",), "df": ("df1",), "df2": ("df2",), "p_value": P})


def check_posthoc(study: str, outcome: str, factor: str, block: Any, labels: Mapping[str, str]) -> None:
    """Tukey's comparisons after an analysis of variance, Dunn's after Kruskal-Wallis; none unless significant."""
    place = {"outcome": outcome, "factor": factor, "plan": "as-published"}
    test = row_of(study, "screening", **place)
    rows = tables(study)["posthoc"]
    rows = rows[(rows["plan"] == "as-published") & (rows["outcome"] == outcome) & (rows["factor"] == factor)]
    assert (len(rows) > 0) == (test["p_value"] < 0.05)
    if not len(rows):
        return
    if test["test"] == "kruskal-wallis":
        for pair in block["dunn"]:
            names = {"group1": labels.get(pair["group1"], pair["group1"])}
            names |= {"group2": labels.get(pair["group2"], pair["group2"])}
            row = row_of(study, "posthoc", **place, **names, test="dunn", adjustment="bonferroni")
            columns = {"statistic": ("z",), "p_value": P, "p_adjusted": ("p_bonferroni",)}
            check(row, pair, columns, sign=-1)  # rstatix subtracts the first group from the second
        return
    for name, pair in block["tukey"].items():
        second, first = (labels.get(part, part) for part in name.split("-"))
        row = row_of(study, "posthoc", **place, test="tukey-hsd", group1=first, group2=second)
        check(row, pair, {"estimate": ("diff",)}, sign=-1)
        got = [-row["conf_high"], -row["conf_low"], row["p_adjusted"]]
        assert got == pytest.approx([pair["lwr"], pair["upr"], pair["p_adj"]], rel=1e-4, abs=1e-9), name


def check_cells(study: str, outcome: str, factor: str, block: Any, levels: list[str], groups: list[str]) -> None:
    """Expected counts and residuals, where the table is significant; counts always."""
    rows = tables(study)["cells"]
    told = len(rows[(rows["outcome"] == outcome) & (rows["factor"] == factor)]) > 0
    for i, level in enumerate(levels):
        for j, group in enumerate(groups):
            place = {"outcome": outcome, "factor": factor, "level": level, "group": group}
            row = row_of(study, "descriptive", **place, statistic="count")
            check(row, block, {"value": ("observed", i, j)})
            if told:
                columns: dict[str, Keys] = {"count": ("observed", i, j), "expected": ("expected", i, j)}
                columns |= {"adjusted_residual": ("adjusted_std_residuals", i, j)}
                check(row_of(study, "cells", **place), block, columns)


def check_trend(study: str, outcome: str, factor: str, block: Any) -> None:
    place = {"outcome": outcome, "factor": factor}
    key = "linear_by_linear_M2_equal_spaced"
    row = row_of(study, "trend", **place, test="linear-by-linear")
    check(row, block, {"statistic": (key, "M2"), "p_value": (key, "p")})
    assert abs(row["effect_size"]) == pytest.approx(abs(block[key]["r"]), rel=1e-6)
    if "cochran_armitage_trend_X2" in block:
        key = "cochran_armitage_trend_X2"
        row = row_of(study, "trend", **place, test="cochran-armitage")
        check(row, block, {"statistic": (key, "X2"), "df": (key, "df"), "p_value": (key, "p")})


# Logistic regression

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


@pytest.mark.parametrize("model", ["model_stata_manual", "model_final"])
def test_low_birth_weight_by_profile_likelihood(model: str) -> None:
    block = expected("lowbwt_logistic")[model]
    for plan in PLANS:
        rows = coefficients("lowbwt-profile", plan, model, "multivariable")
        for name, row in rows.items():
            want = block["terms"][name]
            check(row, want, {"estimate": ("estimate",), "std_error": ("se",), "odds_ratio": ("OR",)})
            got = np.log(row[["conf_low", "conf_high"]].astype(float)).tolist()
            assert got == pytest.approx(np.log(want["or_profile_ci95"]), rel=1e-4, abs=1e-4), name
            if name != "(Intercept)" and row["lr_df"] == 1:
                check(row, block["lr_type2"][row["factor"]], {"statistic": ("chi2",), "p_value": P})


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


def test_birth_weight_in_groups() -> None:
    block = expected("lowbwt_logistic")
    check_screening("lowbwt", "weight", "race", block["bwt_by_race"])
    check_groups("lowbwt", "weight", "race", block["bwt_by_race"], {}, by="level")
    check_posthoc("lowbwt", "weight", "race", block["bwt_by_race"], {})
    check_screening("lowbwt", "weight", "smoke", block["bwt_by_smoke"], sign=-1)
    names = {"smoker": "Yes", "non-smoker": "No"}
    check_groups("lowbwt", "weight", "smoke", block["bwt_by_smoke"], names, by="level")


# Numbers in groups

UNIVARIATE = [
    "toothgrowth", "mtcars_mpg_am", "hw_permeability", "plantgrowth", "insectsprays", "airquality_ozone_month",
    "chickwts", "iris_sepal", "hw_mucociliary", "quine_days_age", "moore_conformity_fcat",
]  # fmt: skip


@pytest.mark.parametrize("name", UNIVARIATE)
def test_numbers_in_groups(name: str) -> None:
    both = expected("classic_univariate")
    block = both["two_group"].get(name) or both["k_group"][name]
    place = ("univariate", name, f"{name}_group")
    check_screening(*place, block)
    check_groups(*place, block, {}, by="level")
    if name in both["k_group"]:
        check_posthoc(*place, block, {})


@pytest.mark.parametrize(("outcome", "factor", "by"), [("heavy", "treatment", "level"), ("treated", "weight", "group")])
def test_a_number_and_a_group_either_way_round(outcome: str, factor: str, by: str) -> None:
    block = expected("classic_univariate")["k_group"]["plantgrowth"]
    labels = {"ctrl": "Control", "trt1": "First", "trt2": "Second"}
    check_screening("plantgrowth", outcome, factor, block)
    check_groups("plantgrowth", outcome, factor, block, labels, by=by)
    check_posthoc("plantgrowth", outcome, factor, block, labels)


def test_two_numbers() -> None:
    check_screening("mtcars", "consumption", "wt", expected("classic_univariate")["correlation_mpg_wt"])


# Before and after

PAIRS: dict[str, Keys] = {
    "n": ("n_pairs",), "mean_pre": ("pre", "mean"), "sd_pre": ("pre", "sd"), "mean_post": ("post", "mean"),
    "sd_post": ("post", "sd"), "mean_difference": ("mean_diff",), "sd_difference": ("diff", "sd"),
    "conf_low": ("ci95", 0), "conf_high": ("ci95", 1),
}  # fmt: skip
BY_T: dict[str, Keys] = {"statistic": ("t",), "df": ("df",), "p_value": P, "effect_size": ("hedges_gz_exact_J",)}
SIGNED_RANKS: dict[str, Keys] = {"statistic": ("wilcoxon", "z_no_cc")}
SIGNED_RANKS |= {"effect_size": ("wilcoxon", "rank_biserial_matched")}
EXACT: dict[str, Keys] = {"p_value": ("wilcoxon", "p_exact_conditional_zeros_dropped")}
ASYMPTOTIC: dict[str, Keys] = {"p_value": ("wilcoxon", "p_normal_no_cc")}
EVERY_TEST: dict[str, dict[str, Keys]] = {
    "paired-t": {"n": ("n_pairs",), "statistic": ("t",), "df": ("df",), "p_value": P},
    "wilcoxon-asymptotic": {"statistic": ("wilcoxon", "z_no_cc"), **ASYMPTOTIC},
    "wilcoxon-exact": {"statistic": ("wilcoxon", "V_pos"), **EXACT},
    "sign": {"statistic": ("sign_test", "n_pos"), "p_value": ("sign_test", "p_exact")},
}
EFFECTS: dict[str, Keys] = {
    "cohens-dz": ("cohen_dz",), "hedges-gz": ("hedges_gz_exact_J",), "cohens-dav": ("cohen_d_av",),
    "cohens-drm": ("cohen_d_rm",), "glass-delta": ("cohen_d_pre_sd_glass",),
}  # fmt: skip


def check_pairs(study: str, table: str, block: Any, **where: str) -> None:
    """As-published one row, by the test it chose; recommended a t-test and an exact signed-rank test."""
    rows = tables(study)[table]
    for column, text in where.items():
        rows = rows[rows[column] == text]
    assert sorted(rows["plan"]) == ["as-published", "recommended", "recommended"]
    for _, row in rows.iterrows():
        check(row, block, PAIRS)
        ranks = SIGNED_RANKS | (EXACT if row["plan"] == "recommended" else ASYMPTOTIC)
        check(row, block, BY_T if row["test"] == "paired-t" else ranks)


def check_every_paired_test(study: str, measure: str, block: Any) -> None:
    for test, columns in EVERY_TEST.items():
        check(row_of(study, "paired_tests", measure=measure, test=test), block, columns)
    for effect, path in EFFECTS.items():
        row = row_of(study, "paired_effects", measure=measure, effect_size_name=effect)
        check(row, block, {"value": path})
    row = row_of(study, "paired_effects", measure=measure, effect_size_name="cohens-dz")
    # effectsize finds its limits with an optimiser
    limits: dict[str, Keys] = {"conf_low": ("cohen_dz_ci95_noncentral_t", 0)}
    check(row, block, limits | {"conf_high": ("cohen_dz_ci95_noncentral_t", 1)}, rel=1e-4)


SMALL = ["sleep", "immer", "shoes", "zeamays_self_cross", "pair65_ambient_heated", "intake", "hw_depression"]


@pytest.mark.parametrize("name", SMALL)
def test_small_paired_data(name: str) -> None:
    block = expected("classic_paired_small")["datasets"][name]
    check_pairs("paired-small", "paired", block, measure=name)
    check_every_paired_test("paired-small", name, block)


def test_pairs_of_a_wide_file_without_ids() -> None:
    block = expected("classic_paired_small")["datasets"]["sleep"]
    check_pairs("sleep", "paired", block, measure="gain")
    check_every_paired_test("sleep", "gain", block)


ARMS = {"Cont": "Control", "CBT": "Behavioural therapy", "FT": "Family therapy"}


@pytest.mark.parametrize("arm", ARMS)
def test_pairs_within_arms(arm: str) -> None:
    block = expected("anorexia_arms")["paired_by_arm"][arm]
    check_pairs("anorexia", "paired_by_arm", block, arm=ARMS[arm])


def test_arms_before_and_compared() -> None:
    case = expected("anorexia_arms")
    check_screening("anorexia", "weight_lb", "arm", case["pre_by_arm"])
    check_groups("anorexia", "weight_lb", "arm", case["pre_by_arm"], ARMS, by="level")
    check_posthoc("anorexia", "weight_lb", "arm", case["pre_by_arm"], ARMS)
    place: dict[str, str] = {"measure": "weight_lb"}
    compared: dict[str, Keys] = {"statistic": ("F",), "df": ("df1",), "df2": ("df2",), "p_value": P}
    whole: dict[str, Keys] = {"statistic": ("F",), "df": ("df",), "p_value": P}
    whole |= {"partial_eta_squared": ("partial_eta2",)}
    contrast: dict[str, Keys] = {"estimate": ("estimate",), "std_error": ("se",), "statistic": ("t",), "p_value": P}
    contrast |= {"conf_low": ("ci95", 0), "conf_high": ("ci95", 1)}
    mean: dict[str, Keys] = {"estimate": ("mean",), "std_error": ("se",)}
    mean |= {"conf_low": ("ci95", 0), "conf_high": ("ci95", 1)}
    row = row_of("anorexia", "paired_arms", **place, method="ancova", arm="")
    check(row, case["ancova"]["type2"]["arm"], whole)
    check(row, case["ancova"], {"df2": ("residual_df",)})
    slopes = row_of("anorexia", "paired_arms", **place, method="ancova-slopes", arm="")
    check(slopes, case["ancova"]["slope_homogeneity"], compared)
    for name in ("CBT", "FT"):
        row = row_of("anorexia", "paired_arms", **place, method="ancova", arm=ARMS[name])
        check(row, case["ancova"]["coef"][f"arm{name}"], contrast)
        change = case[f"change_{name.lower()}_vs_cont"]
        row = row_of("anorexia", "paired_arms", **place, method="difference-in-differences", arm=ARMS[name])
        check(row, change, {"estimate": ("mean_diff",), "n_arm": ("n", 0), "n_reference": ("n", 1)})
        welch: dict[str, Keys] = {"std_error": ("se",), "statistic": ("t",), "df": ("df",), "p_value": P}
        check(row, change["t_welch"], welch | {"conf_low": ("ci95", 0), "conf_high": ("ci95", 1)})
    for adjusted in case["ancova"]["adjusted_means"]:
        row = row_of("anorexia", "paired_arms", **place, method="ancova-mean", arm=ARMS[adjusted["arm"]])
        check(row, adjusted, mean)
    row = row_of("anorexia", "paired_arms", **place, method="change-score", arm="")
    check(row, case["change_by_arm"]["anova"], compared | {"partial_eta_squared": ("eta2",)})
    row = row_of("anorexia", "paired_arms", **place, method="difference-in-differences", arm="")
    check(row, case["change_by_arm"]["anova_welch"], compared)


# Tables of counts

SIZES = {
    "lady_tasting_tea": (2, 2), "twins_convictions": (2, 2), "job_satisfaction_4x4": (4, 4), "mehta_patel_3x9": (5, 7),
    "uc_berkeley_all": (2, 2), "titanic_class": (4, 2), "party_gender_3": (2, 3), "edge_zero_cell_a": (2, 2),
    "edge_zero_cell_b": (2, 2), "sleep_transport_workers": (3, 5),
}  # fmt: skip


@pytest.mark.parametrize("name", SIZES)
def test_tables_of_counts(name: str) -> None:
    block = expected("classic_2x2_fisher_mcnemar")[name]
    place = ("tables", name, f"{name}_row")
    check_screening(*place, block)
    rows, columns = ([f"{letter}{i + 1}" for i in range(k)] for letter, k in zip("rc", SIZES[name], strict=True))
    check_cells(*place, block, rows, columns)
    check_trend(*place, block)


MATCHED = [
    "approval_agresti", "tonsillectomy_hodgkin", "diabetes_mi_pairs", "edge_zero_discordant", "edge_b_equals_c",
    "edge_small_discordant", "edge_one_discordant", "edge_no_discordant",
]  # fmt: skip


MCNEMAR: dict[str, dict[str, Keys]] = {
    "mcnemar-exact": {"p_value": ("exact_binomial_p",)},
    "mcnemar-mid-p": {"p_value": ("mid_p",)},
    "mcnemar-asymptotic": {"statistic": ("chi2_no_cc", "X2"), "p_value": ("chi2_no_cc", "p")},
    "mcnemar-corrected": {"statistic": ("chi2_cc", "X2"), "df": ("chi2_cc", "df"), "p_value": ("chi2_cc", "p")},
}


@pytest.mark.parametrize("name", MATCHED)
def test_tables_of_pairs(name: str) -> None:
    block = expected("classic_2x2_fisher_mcnemar")[name]
    for plan in PLANS:
        row = row_of("matched-tables", "paired_rates", plan=plan, measure=name)
        check(row, block, {"n": ("n",), "lost": ("b",), "gained": ("c",)})
        assert row["pre_positive"] == block["a"] + block["b"]
        assert row["post_positive"] == block["a"] + block["c"]
        assert row["pre_positive"] / row["n"] == pytest.approx(block["marginal_p_level1_pre"])
        assert row["post_positive"] / row["n"] == pytest.approx(block["marginal_p_level1_post"])
    row = row_of("matched-tables", "paired_rates", plan="recommended", measure=name)
    assert row["test"] == "mcnemar-exact"
    where = {"measure": name}
    if not block["n_discordant"]:
        assert row_of("matched-tables", "paired_tests", **where, test="mcnemar-exact")["status"] == "constant"
        return
    check(row, block, {"p_value": ("exact_binomial_p",)})
    for test, columns in MCNEMAR.items():
        check(row_of("matched-tables", "paired_tests", **where, test=test), block, columns)
    row = row_of("matched-tables", "paired_effects", **where, effect_size_name="difference-of-shares")
    wald: dict[str, Keys] = {"conf_low": ("diff_wald_ci95", 0), "conf_high": ("diff_wald_ci95", 1)}
    check(row, block, {"value": ("diff_post_minus_pre",), **wald})
    row = row_of("matched-tables", "paired_effects", **where, effect_size_name="matched-odds-ratio")
    assert row["value"] == pytest.approx(block["c"] / block["b"] if block["b"] else np.inf)
    limits = [at(block, "or_b_over_c_exact_ci95", i) for i in (1, 0)]  # R gives the inverse
    assert row[["conf_low", "conf_high"]].tolist() == pytest.approx([1 / x if x else np.inf for x in limits], rel=1e-6)


# Separation

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


# A questionnaire

SCALES = ["agree", "conscientious", "extraversion", "neuroticism", "openness"]
RULES = {
    "full": "scale_sum_listwise", "part": "scale_mean_available_items", "half": "scale_mean_if_at_least_half_items",
    "prorated": "prorated_sum_if_at_least_half",
}  # fmt: skip
ITEM: dict[str, Keys] = {
    "n": ("n",), "mean": ("mean_all",), "sd": ("sd_all",), "alpha_if_deleted": ("alpha_if_deleted_listwise",),
    "item_rest_correlation": ("corrected_item_total_r_listwise",),
}  # fmt: skip
SCORE = {column: path for column, path in MOMENTS.items() if column not in ("skewness", "kurtosis")}
SCORE |= {"min": ("min",), "max": ("max",)}


@pytest.mark.parametrize("scale", SCALES)
def test_scores_of_a_questionnaire(scale: str) -> None:
    block = expected("bfi_scoring")["scales"][scale]
    for use, key in RULES.items():
        row = row_of("bfi", "scores", measure=f"{use}_{scale}")
        check(row, block[key], SCORE)
        if use != "full":  # R's listwise sums leave nobody to be missing
            check(row, block[key], {"n_missing": ("n_missing",)})
        row = row_of("bfi", "reliability", instrument=use, scale=scale)
        alpha: dict[str, Keys] = {"items": ("k",), "n": ("n_listwise",), "alpha": ("alpha_listwise",)}
        alpha |= {"conf_low": ("alpha_listwise_feldt_ci95", 0), "conf_high": ("alpha_listwise_feldt_ci95", 1)}
        check(row, block, alpha | {"omega": ("omega_total_1factor_ml", "omega")})
        for number, name in enumerate(block["items"], start=1 + 5 * SCALES.index(scale)):
            row = row_of("bfi", "items", instrument=use, scale=scale, item=str(number))
            check(row, block["items"][name], ITEM)


def test_scores_of_the_first_people() -> None:
    data = tables("bfi")["data"]
    for i, person in enumerate(expected("bfi_scoring")["scores_first10_mean_available"]):
        assert data.loc[i, [f"part_{scale}" for scale in SCALES]].tolist() == pytest.approx(list(person.values()))


@pytest.mark.parametrize("scale", SCALES)
def test_scores_in_groups(scale: str) -> None:
    case = expected("bfi_scoring")
    check_screening("bfi", scale, "gender", case["by_gender"][scale])
    check_groups("bfi", scale, "gender", case["by_gender"][scale], {}, by="level")
    check_screening("bfi", scale, "education", case["by_education"][scale])
    for test, path in SPREAD.items():
        row = row_of("bfi", "assumptions", outcome=scale, factor="education", test=test)
        check(row, at(case["by_education"][scale], *path), {"statistic": ("F",), "df2": ("df2",), "p_value": P})
    with_age = case["correlation_with_age"][scale]
    ranks = {"rho": with_age["spearman"]["rho"], "p_t_approx": with_age["spearman"]["p"]}  # another case's name of P
    check_screening("bfi", scale, "age", with_age | {"spearman": ranks})
