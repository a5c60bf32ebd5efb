"""Post hoc comparisons, trend tests, residuals and shape against R 4.2.2 (expected.json of each case, by its script.R).

Tolerance 1e-6 relative; P values of Tukey's test also 1e-9 absolute, because R's ptukey is right to about ten digits
after the point only and prints 0 for smaller ones. Games-Howell is in no case: two groups are compared with R's Welch
t, the studentised range behind it with scipy's.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from burnout import statistics
from burnout.screen import screen
from burnout.screen.describe import moments
from burnout.statistics import posthoc, trend
from burnout.statistics.counts import adjusted_residuals
from burnout.statistics.studentised import range_quantile, range_tail
from helpers.analysis_study import groups, screening_study, survey_rows

HERE = Path(__file__).parent


def load(case):
    return json.loads((HERE / case / "expected.json").read_text())


UNIVARIATE, SMOKEBAN = load("classic_univariate"), load("smokeban_workers")
VALUES = pd.read_csv(HERE / "classic_univariate" / "data.csv", dtype={"group": str}).dropna()
TABLES = {n: t for n, t in load("classic_2x2_fisher_mcnemar").items() if n != "_meta" and t["kind"] != "mcnemar"}
TABLES["education"] = SMOKEBAN["screening"]["categorical"]["education"]
CASES = UNIVARIATE["k_group"] | {"age_by_education": SMOKEBAN["age_by_education"]}


def near(expected, absolute=1e-15):
    return pytest.approx(expected, rel=1e-6, abs=absolute)


def samples(name, levels):
    if name == "age_by_education":
        rows = pd.read_csv(HERE / "smokeban_workers" / "data.csv")
        return [rows.loc[rows["educ"] == code, "age"].to_numpy(dtype=float) for code in range(1, 6)]
    rows = VALUES[VALUES["dataset"] == name]
    return [rows.loc[rows["group"] == str(level), "value"].to_numpy() for level in levels]


@pytest.mark.parametrize("name", CASES)
def test_tukeys_differences_are_those_of_r(name):
    told = CASES[name]
    levels = [str(level) for level in told["group_levels"]]
    found = posthoc.tukey_hsd(samples(name, levels), 0.95)
    assert len(found) == len(told["tukey"])
    for one in found:
        # R takes second minus first.
        expected = told["tukey"][f"{levels[one.second]}-{levels[one.first]}"]
        assert one.estimate == near(-expected["diff"], 1e-12)
        assert one.p_adjusted == near(expected["p_adj"], 1e-9)
        assert [-one.conf_high, -one.conf_low] == near([expected["lwr"], expected["upr"]], 1e-8)
        assert one.adjustment == "tukey"


@pytest.mark.parametrize("name", CASES)
def test_dunns_comparisons_are_those_of_r(name):
    told = CASES[name]
    levels = [str(level) for level in told["group_levels"]]
    found = posthoc.adjust(posthoc.dunn(samples(name, levels)), "bonferroni")
    for one, expected in zip(found, told["dunn"], strict=True):
        assert (levels[one.first], levels[one.second]) == (str(expected["group1"]), str(expected["group2"]))
        assert (one.statistic, one.p_value) == near((-expected["z"], expected["p"]), 1e-12)
        assert one.p_adjusted == near(expected["p_bonferroni"])


def test_the_least_significant_difference_of_two_groups_is_students_t():
    told = UNIVARIATE["two_group"]["toothgrowth"]
    one = posthoc.lsd(samples("toothgrowth", told["group_levels"]), 0.95)[0]
    t = told["t_student"]
    assert (one.estimate, one.statistic, one.df, one.p_value) == near((told["mean_diff"], t["t"], t["df"], t["p"]))
    assert [one.conf_low, one.conf_high] == near(t["ci95"])


def test_games_and_howell_of_two_groups_are_welchs_t():
    # The range of two groups is the root of 2 times |t|.
    told = UNIVARIATE["two_group"]["mtcars_mpg_am"]
    one = posthoc.games_howell(samples("mtcars_mpg_am", told["group_levels"]), 0.95)[0]
    t = told["t_welch"]
    assert (one.estimate, one.statistic / np.sqrt(2), one.df) == near((told["mean_diff"], t["t"], t["df"]))
    assert (one.p_value, one.p_adjusted) == near((t["p"], t["p"]))
    assert [one.conf_low, one.conf_high] == near(t["ci95"])


def test_the_studentised_range_is_that_of_scipy():
    q, df = np.array([0.0, 0.5, 2.0, 3.6, 6.0]), np.array([1.0, 3.4, 12.0, 40.0, 500.0])
    for k in (3, 14):
        assert range_tail(q, k, df) == pytest.approx(stats.studentized_range.sf(q, k, df), rel=1e-9, abs=1e-11)
    many = np.linspace(5, 60, 20)
    some = stats.studentized_range.ppf(0.95, 5, many[[0, 7, 19]])
    assert range_quantile(0.95, 5, many)[[0, 7, 19]] == pytest.approx(some, rel=1e-7)


def test_two_rows_of_a_table_are_tested_as_a_table_of_their_own():
    # By the golden 2 x 2 table itself: odds ratio a d / (b c) of the first column.
    name, told = next((n, t) for n, t in TABLES.items() if t.get("chisq_yates") and t["min_expected"] >= 5)
    counts = np.vstack([np.array(told["observed"]), [[10, 10]]])
    one = posthoc.pairwise_tables(counts, "recommended")[0]
    assert one.statistic == near(told["chisq"]["X2"]), name
    assert one.estimate == near(1 / told["odds_ratio_sample"])


@pytest.mark.parametrize("name", TABLES)
def test_trend_and_likelihood_ratio_of_tables_are_those_of_r(name):
    told = TABLES[name]
    counts = np.array(told["observed"])
    found, expected = trend.linear_by_linear(counts), told["linear_by_linear_M2_equal_spaced"]
    assert (found.effect_size, found.statistic, found.p_value) == near(
        (expected["r"], expected["M2"], expected["p"]), 1e-12
    )
    assert statistics.likelihood_ratio(counts) == near((told["lr_G2"]["G2"], told["lr_G2"]["p"]))
    if "cochran_armitage_trend_X2" in told:
        found, expected = trend.cochran_armitage(counts), told["cochran_armitage_trend_X2"]
        assert (found.statistic, found.p_value) == near((expected["X2"], expected["p"]), 1e-12)


@pytest.mark.parametrize("name", TABLES)
def test_residuals_of_tables_are_those_of_r(name):
    expected, residuals = adjusted_residuals(np.array(TABLES[name]["observed"]))
    assert expected == near(np.array(TABLES[name]["expected"]))
    assert residuals == near(np.array(TABLES[name]["adjusted_std_residuals"]), 1e-10)


def test_jonckheere_is_kendalls_test_with_ties():
    # With every different weight as a group its z is that of Kendall's tau b, which R gives.
    cars = pd.read_csv(HERE / "classic_univariate" / "data_mtcars_cor.csv")
    found = trend.jonckheere([rows["mpg"].to_numpy() for _, rows in cars.groupby("wt")])
    told = UNIVARIATE["correlation_mpg_wt"]["kendall_tau_b"]
    assert (found.statistic, found.p_value) == near((told["z"], told["p"]))


def test_a_linear_contrast_of_three_groups_compares_the_outer_two():
    told = UNIVARIATE["k_group"]["plantgrowth"]
    found = trend.linear_contrast(samples("plantgrowth", told["group_levels"]))
    within = told["anova"]["SS_within"] / told["anova"]["df2"]
    assert found.statistic == near(told["tukey"]["trt2-ctrl"]["diff"] / np.sqrt(within / 5))
    assert found.df == 27


@pytest.mark.parametrize("name", {**UNIVARIATE["two_group"], **CASES})
def test_shape_and_brown_forsythe_are_those_of_r(name):
    told = {**UNIVARIATE["two_group"], **CASES}[name]
    values = samples(name, told["group_levels"])
    for level, group in zip(told["group_levels"], values, strict=True):
        expected, found = told["groups"][str(level)], moments(group)
        assert (found["skewness"], found["kurtosis"]) == near(
            (expected["skew_G1_spss"], expected["kurt_G2_spss"]), 1e-12
        )
    expected = told["variance"]["levene_median_brown_forsythe"]
    assert statistics.brown_forsythe(values) == near((expected["F"], expected["p"]))


def test_ten_thousand_workers_through_a_study_file():
    data = pd.read_csv(HERE / "smokeban_workers" / "data.csv")
    labels = pd.read_csv(HERE / "smokeban_workers" / "codebook.csv").set_index("code")["label"]
    education = pd.Categorical(data["educ"].map(labels), categories=list(labels), ordered=True)
    smoker = groups(list(data["smoker"].map({1: "yes", 0: "no"})), ["yes", "no"], ordered=True)
    study = screening_study(["age", "smoker"], ["education"])
    found = screen(study, survey_rows(age=data["age"].astype(float), smoker=smoker, education=education))
    rows = found.posthoc[(found.posthoc["test"] == "dunn") & (found.posthoc["adjustment"] == "bonferroni")]
    told = SMOKEBAN["age_by_education"]["dunn"]
    assert list(rows["p_adjusted"]) == near([one["p_bonferroni"] for one in told])
    trends, told = found.trend.set_index(["outcome", "test"])["statistic"], TABLES["education"]
    assert trends["smoker", "cochran-armitage"] == near(told["cochran_armitage_trend_X2"]["X2"])
    assert trends["smoker", "linear-by-linear"] == near(told["linear_by_linear_M2_equal_spaced"]["M2"])
    row = found.screening.query("outcome == 'smoker' and plan == 'as-published'").iloc[0]
    assert (row["lr_statistic"], row["lr_df"], row["lr_p_value"]) == near(
        tuple(told["lr_G2"][k] for k in ("G2", "df", "p"))
    )
    residuals = found.cells["adjusted_residual"].to_numpy().reshape(5, 2)
    assert residuals == near(np.array(told["adjusted_std_residuals"]))
