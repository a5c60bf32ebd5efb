"""Arms compared against R 4.2.2 (anorexia_arms/expected.json, made by its script.R).

Tolerance: 1e-6 relative throughout; they agree to 1e-11 (ordinary least squares). Tukey's limits, from which the pooled
standard errors of the changes are taken, are stored at full precision, but scipy's studentised range is right to 1e-6.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from scipy import stats

from burnout.paired import compare
from helpers.analysis_study import paired_rows, paired_study

HERE = Path(__file__).parent / "anorexia_arms"
TOLD = json.loads((HERE / "expected.json").read_text())
VALUES = pd.read_csv(HERE / "data.csv")
LEVELS = ["CBT", "Cont", "FT"]
ARM = {"arm": {"label": "Arm", "type": "nominal", "levels": LEVELS, "reference": "Cont"}}
RELATIVE = 1e-6
ESTIMATE = ["estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high"]


def compared(rows):
    arm = pd.Categorical(rows["arm"], categories=LEVELS)
    data = paired_rows(weight=(rows["pre"].values, rows["post"].values), arm=(arm, arm))
    data["arm"] = pd.Categorical(data["arm"], categories=LEVELS)
    return compare(paired_study(["weight"], variables=ARM, paired={"arm": "arm"}), data)


@pytest.fixture(scope="module")
def all_three():
    return compared(VALUES)


@pytest.fixture(scope="module")
def table(all_three):
    return all_three.paired_arms.set_index(["method", "arm"]).sort_index()


def near(expected):
    return pytest.approx(expected, rel=RELATIVE)


@pytest.mark.parametrize("arm", ["CBT", "FT"])
def test_ancova_is_as_in_r(table, arm):
    told = TOLD["ancova"]["coef"][f"arm{arm}"]
    row = table.loc[("ancova", arm)]
    assert list(row[ESTIMATE]) == near([told["estimate"], told["se"], told["t"], told["p"], *told["ci95"]])
    assert row["df"] == TOLD["ancova"]["residual_df"]
    assert row["reference"] == "Cont"


def test_all_arms_of_the_ancova_are_as_in_r(table):
    told, row = TOLD["ancova"]["type2"]["arm"], table.loc[("ancova", "")]
    found = list(row[["statistic", "df", "df2", "p_value", "partial_eta_squared"]])
    assert found == near([told["F"], told["df"], 68, told["p"], told["partial_eta2"]])


def test_adjusted_means_are_as_in_r(table):
    for told in TOLD["ancova"]["adjusted_means"]:
        row = table.loc[("ancova-mean", told["arm"])]
        found = list(row[["estimate", "std_error", "conf_low", "conf_high"]])
        assert found == near([told["mean"], told["se"], *told["ci95"]])


def test_slopes_are_as_in_r_and_their_difference_is_said(table):
    told, row = TOLD["ancova"]["slope_homogeneity"], table.loc[("ancova-slopes", "")]
    assert list(row[["statistic", "df", "df2", "p_value"]]) == near([told["F"], told["df1"], told["df2"], told["p"]])
    assert "differ" in table.loc[("ancova", "FT"), "note"]


def test_change_scores_are_as_in_r(table):
    told, row = TOLD["change_by_arm"]["anova"], table.loc[("change-score", "")]
    found = list(row[["statistic", "df", "df2", "p_value", "partial_eta_squared"]])
    assert found == near([told["F"], told["df1"], told["df2"], told["p"], told["eta2"]])
    wide = stats.studentized_range.ppf(0.95, 3, 69) / 2**0.5
    for arm in ("CBT", "FT"):
        tukey = TOLD["change_by_arm"]["tukey"][f"{arm}-Cont"]
        row = table.loc[("change-score", arm)]
        assert row["estimate"] == near(tukey["diff"])
        assert row["std_error"] == near((tukey["upr"] - tukey["lwr"]) / 2 / wide)


def test_difference_in_differences_is_welchs_test_of_the_changes(table):
    told, row = TOLD["change_by_arm"]["anova_welch"], table.loc[("difference-in-differences", "")]
    assert list(row[["statistic", "df", "df2", "p_value"]]) == near([told["F"], told["df1"], told["df2"], told["p"]])
    for arm in ("CBT", "FT"):
        case = TOLD[f"change_{arm.lower()}_vs_cont"]
        told, row = case["t_welch"], table.loc[("difference-in-differences", arm)]
        expected = [case["mean_diff"], told["se"], told["t"], told["p"], *told["ci95"]]
        assert list(row[ESTIMATE]) == near(expected)
        assert row["df"] == near(told["df"])


@pytest.mark.parametrize("arm", ["CBT", "FT"])
def test_with_two_arms_change_scores_are_students_test(arm):
    table = compared(VALUES[VALUES["arm"].isin([arm, "Cont"])]).paired_arms
    row = table[(table["method"] == "change-score") & (table["arm"] == arm)].iloc[0]
    case = TOLD[f"change_{arm.lower()}_vs_cont"]
    told = case["t_student"]
    assert list(row[ESTIMATE]) == near([case["mean_diff"], told["se"], told["t"], told["p"], *told["ci95"]])
    # The third arm is there in the study file, but nobody is in it.
    assert set(table.loc[table["status"] != "ok", "n_arm"]) == {0}


def test_each_arm_by_itself_is_as_in_r(all_three):
    table = all_three.paired_by_arm
    assert list(table.columns[:3]) == ["plan", "arm", "measure"]
    for arm, told in TOLD["paired_by_arm"].items():
        row = table[(table["plan"] == "recommended") & (table["arm"] == arm) & (table["test"] == "paired-t")].iloc[0]
        found = list(row[["n", "mean_difference", "statistic", "p_value", "conf_low", "conf_high"]])
        assert found == near([told["n_pairs"], told["mean_diff"], told["t"], told["p"], *told["ci95"]])
