"""Screening against R 4.2.2 (expected.json of each case, made by its script.R).

Tolerance: 1e-6 relative. Statistics and P values agree to 1e-10 or better; Lilliefors P values carry a few digits less
because R and this library sum the normal distribution in different order, and stored values have 15 digits. Monte Carlo
P values are not compared here: every table in these cases is small enough to be exact.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from burnout import statistics
from burnout.screen import screen
from burnout.screen.describe import moments
from burnout.statistics.counts import cramers_v
from burnout.statistics.freeman_halton import exact_p, monte_carlo_p
from helpers.analysis_study import from_table, groups, screening_study, survey_rows

HERE = Path(__file__).parent
RELATIVE = 1e-6


def load(case: str) -> dict:
    return json.loads((HERE / case / "expected.json").read_text())


UNIVARIATE = load("classic_univariate")
TABLES = {n: t for n, t in load("classic_2x2_fisher_mcnemar").items() if n != "_meta" and t["kind"] != "mcnemar"}
SMOKEBAN = load("smokeban_workers")
VALUES = pd.read_csv(HERE / "classic_univariate" / "data.csv", dtype={"group": str})


def near(expected: float) -> object:
    return pytest.approx(expected, rel=RELATIVE, abs=1e-15)


def samples(name: str, levels: list) -> list[np.ndarray]:
    rows = VALUES[(VALUES["dataset"] == name) & VALUES["value"].notna()]
    return [rows.loc[rows["group"] == str(level), "value"].to_numpy() for level in levels]


def screened(name: str, levels: list, plan: str) -> pd.Series:
    rows = VALUES[VALUES["dataset"] == name]
    data = survey_rows(
        factor=groups(list(rows["group"]), [str(level) for level in levels]), outcome=rows["value"].values
    )
    study = screening_study(["outcome"], ["factor"], plan={"primary": plan, "sensitivity": False})
    return screen(study, data).screening.iloc[0]


GROUPED = {**UNIVARIATE["two_group"], **UNIVARIATE["k_group"]}


@pytest.mark.parametrize("name", GROUPED)
def test_groups_are_described_as_in_r(name):
    expected = GROUPED[name]
    for level, values in zip(expected["group_levels"], samples(name, expected["group_levels"]), strict=True):
        told, found = expected["groups"][str(level)], moments(values)
        assert [found[k] for k in ("n", "mean", "sd", "median")] == near(
            [told[k] for k in ("n", "mean", "sd", "median")]
        )
        assert [found["p25"], found["median"], found["p75"]] == near(told["quartiles_type6"])
        assert statistics.shapiro_wilk(values) == near((told["shapiro"]["W"], told["shapiro"]["p"]))
        if told.get("lilliefors"):
            assert statistics.lilliefors(values) == near((told["lilliefors"]["D"], told["lilliefors"]["p"]))


@pytest.mark.parametrize("name", GROUPED)
def test_levene_about_the_mean_is_as_in_r(name):
    told = GROUPED[name]["variance"]["levene_mean"]
    assert statistics.levene(samples(name, GROUPED[name]["group_levels"])) == near((told["F"], told["p"]))


@pytest.mark.parametrize("name", UNIVARIATE["two_group"])
def test_two_groups_are_as_in_r(name):
    told = UNIVARIATE["two_group"][name]
    a, b = samples(name, told["group_levels"])
    for result, key in ((statistics.student_t(a, b), "t_student"), (statistics.welch_t(a, b), "t_welch")):
        assert (result.statistic, result.df, result.p_value) == near((told[key]["t"], told[key]["df"], told[key]["p"]))
        assert result.effect_size == near(told["hedges_g_exact_J"])
    ranks, told = statistics.mann_whitney(a, b), told["mann_whitney"]
    assert (ranks.statistic, ranks.p_value) == near((told["z_no_cc"], told["p_asymptotic_no_cc"]))
    assert ranks.effect_size == near(told["rank_biserial_first_minus_second"])


@pytest.mark.parametrize("name", UNIVARIATE["k_group"])
def test_several_groups_are_as_in_r(name):
    told = UNIVARIATE["k_group"][name]
    values = samples(name, told["group_levels"])
    anova, welch, ranks = (
        f(values) for f in (statistics.one_way_anova, statistics.welch_anova, statistics.kruskal_wallis)
    )
    keys = ("F", "df1", "df2", "p")
    assert (anova.statistic, anova.df, anova.df2, anova.p_value) == near(tuple(told["anova"][k] for k in keys))
    assert anova.effect_size == near(told["anova"]["eta2"])
    assert (welch.statistic, welch.df, welch.df2, welch.p_value) == near(tuple(told["anova_welch"][k] for k in keys))
    assert (ranks.statistic, ranks.df, ranks.p_value) == near(tuple(told["kruskal"][k] for k in ("H", "df", "p")))
    assert ranks.effect_size == near(told["kruskal"]["epsilon2_H_over_Nminus1"])


@pytest.mark.parametrize(
    ("name", "test", "key"),
    [
        ("mtcars_mpg_am", "welch-t", "t_welch"),
        ("hw_permeability", "student-t", "t_student"),
        ("toothgrowth", "mann-whitney", "mann_whitney"),
        ("plantgrowth", "one-way-anova", "anova"),
        ("airquality_ozone_month", "kruskal-wallis", "kruskal"),
    ],
)
def test_as_published_plan_chooses_as_spss_users_do(name, test, key):
    # Chosen by R's own Shapiro-Wilk and Levene P values in expected.json.
    told = GROUPED[name]
    row = screened(name, told["group_levels"], "as-published")
    assert row["test"] == test
    assert row["p_value"] == near(told[key]["p_asymptotic_no_cc" if key == "mann_whitney" else "p"])
    assert row["status"] == "ok"


@pytest.mark.parametrize(("name", "key"), [("toothgrowth", "t_welch"), ("plantgrowth", "anova_welch")])
def test_recommended_plan_is_welch(name, key):
    told = GROUPED[name]
    row = screened(name, told["group_levels"], "recommended")
    assert row["test"] == {"t_welch": "welch-t", "anova_welch": "welch-anova"}[key]
    assert row["p_value"] == near(told[key]["p"])


def test_correlations_are_as_in_r():
    cars = pd.read_csv(HERE / "classic_univariate" / "data_mtcars_cor.csv")
    x, y, told = cars["wt"].to_numpy(), cars["mpg"].to_numpy(), UNIVARIATE["correlation_mpg_wt"]
    r, rho = statistics.pearson(x, y), statistics.spearman(x, y)
    assert (r.effect_size, r.statistic, r.df, r.p_value) == near(
        tuple(told["pearson"][k] for k in ("r", "t", "df", "p"))
    )
    assert (rho.effect_size, rho.p_value) == near((told["spearman"]["rho"], told["spearman"]["p_t_approx"]))


@pytest.mark.parametrize("name", TABLES)
def test_tables_of_counts_are_as_in_r(name):
    told = TABLES[name]
    table = np.array(told["observed"])
    result = statistics.pearson_chi_square(table)
    assert (result.statistic, result.df, result.p_value) == near(tuple(told["chisq"][k] for k in ("X2", "df", "p")))
    assert cramers_v(table) == near(told["cramers_v"])
    if "chisq_yates" in told:
        corrected = statistics.yates(table)
        assert (corrected.statistic, corrected.p_value) == near((told["chisq_yates"]["X2"], told["chisq_yates"]["p"]))


@pytest.mark.parametrize("name", [n for n, t in TABLES.items() if "fisher" in t])
def test_exact_tests_are_as_in_r(name):
    table, told = np.array(TABLES[name]["observed"]), TABLES[name]["fisher"]["p_two_sided"]
    found = statistics.fisher_exact(table).p_value if table.shape == (2, 2) else exact_p(table, limit=10**8)
    assert found == near(told)


def test_monte_carlo_comes_close_to_the_exact_p():
    # 50,000 tables: standard error of P = 0.78 is 0.002; four of them are allowed.
    told = TABLES["job_satisfaction_4x4"]
    assert monte_carlo_p(np.array(told["observed"]), 1, 50_000) == pytest.approx(
        told["fisher"]["p_two_sided"], abs=0.008
    )


@pytest.mark.parametrize(
    ("name", "published", "recommended"),
    [
        ("lady_tasting_tea", "fisher-exact", "fisher-exact"),
        ("twins_convictions", "fisher-exact", "pearson-chi-square"),
        ("uc_berkeley_all", "pearson-chi-square", "pearson-chi-square"),
        ("mehta_patel_3x9", "fisher-freeman-halton", "fisher-freeman-halton"),
        ("titanic_class", "pearson-chi-square", "pearson-chi-square"),
    ],
)
def test_plans_choose_the_test_of_a_table_by_expected_counts(name, published, recommended):
    data = survey_rows(**from_table(TABLES[name]["observed"]))
    table = screen(screening_study(["outcome"], ["factor"]), data).screening.set_index("plan")
    assert list(table.loc[["as-published", "recommended"], "test"]) == [published, recommended]


def test_ten_thousand_workers_are_screened_as_in_r():
    data = pd.read_csv(HERE / "smokeban_workers" / "data.csv")
    labels = pd.read_csv(HERE / "smokeban_workers" / "codebook.csv").set_index("code")["label"]
    factors = ["age", "ban", "education", "afam", "hisp", "female"]
    columns = {
        name: groups(list(data[name].map({1: "yes", 0: "no"})), ["yes", "no"]) for name in factors if name in data
    }
    columns["age"] = data["age"].astype(float)
    columns["education"] = pd.Categorical(data["educ"].map(labels), categories=list(labels), ordered=True)
    columns["smoker"] = groups(list(data["smoker"].map({1: "yes", 0: "no"})), ["yes", "no"], ordered=True)
    study = screening_study(["smoker"], factors, plan={"primary": "recommended"})
    table = screen(study, survey_rows(**columns)).screening
    rows, told = table[table["plan"] == "recommended"].set_index("factor"), SMOKEBAN["screening"]
    for name, cell in told["categorical"].items():
        assert rows.loc[name, "test"] == "pearson-chi-square"
        assert rows.loc[name, "statistic"] == near(cell["chisq"]["X2"])
        assert rows.loc[name, "effect_size"] == near(cell["cramers_v"])
    age = told["numeric"]["age"]
    assert list(rows.loc["age", ["statistic", "df"]]) == near([age["t_welch"]["t"], age["t_welch"]["df"]])
    for name in factors:
        assert rows.loc[name, "p_value"] == near(told["multiplicity"]["raw"][name])
        assert rows.loc[name, "p_adjusted"] == near(told["multiplicity"]["holm"][name])
    published = table[(table["plan"] == "as-published") & (table["factor"] == "age")].iloc[0]
    assert published["test"] == "mann-whitney"
    assert published["p_value"] == near(age["mann_whitney"]["p_asymptotic_no_cc"])
