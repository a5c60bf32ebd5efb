"""Post hoc, trend, assumptions and cells: when they are made, and what they say of odd data. Expected by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from burnout.screen import screen
from helpers.analysis_study import from_table, groups, make_study, screening_study, survey_rows

LOW, MIDDLE, HIGH = [1.0, 2, 3, 4, 5, 6], [4.0, 5, 6, 7, 8, 9], [11.0, 12, 13, 14, 15, 16]
BANDS = groups(["a"] * 6 + ["b"] * 6 + ["c"] * 6, ["a", "b", "c"], ordered=True)
TABLES = ("posthoc", "trend", "assumptions", "cells")


def screened(outcome, factor, **plan):
    return screen(screening_study(["outcome"], ["factor"], plan=plan), survey_rows(outcome=outcome, factor=factor))


def binary(events, sizes):
    """An outcome with this many events in each of the levels f0, f1 ... of an ordered factor."""
    made = from_table([[size - event, event] for event, size in zip(events, sizes, strict=True)])
    return made["outcome"], made["factor"].as_ordered()


def test_means_are_compared_two_by_two_as_each_plan_does():
    table = screened(LOW + MIDDLE + HIGH, BANDS).posthoc
    counted = table.groupby(["plan", "test", "adjustment"], sort=False).size().to_dict()
    assert counted == {
        ("as-published", "lsd", "none"): 3,
        ("as-published", "lsd", "bonferroni"): 3,
        ("as-published", "tukey-hsd", "tukey"): 3,
        ("recommended", "games-howell", "tukey"): 3,
    }
    first = table.iloc[0]
    # Every variance is 3.5, so the standard error is sqrt(3.5 / 3).
    assert (first["group1"], first["group2"], first["estimate"]) == ("a", "b", -3)
    assert first["statistic"] == pytest.approx(-3 / np.sqrt(3.5 / 3))
    assert first["df"] == 15
    assert (table["p_adjusted"] >= table["p_value"] - 1e-12).all()
    assert (table["conf_low"] < table["estimate"]).all()


def test_ranks_are_compared_by_dunn():
    skewed = [1.0, 1, 1, 1, 2, 90]
    table = screened(skewed + [v + 5 for v in skewed] + [v + 200 for v in skewed], BANDS, sensitivity=False).posthoc
    assert table.groupby("adjustment").size().to_dict() == {"bonferroni": 3, "holm": 3}
    assert set(table["test"]) == {"dunn"}
    assert table.loc[:2, "p_adjusted"].to_list() == pytest.approx((3 * table.loc[:2, "p_value"]).clip(upper=1))


def test_shares_are_compared_two_by_two():
    table = screened(*binary([10, 20, 30], [40, 40, 40])).posthoc
    odds = {("f0", "f1"): 1 / 3, ("f0", "f2"): 1 / 9, ("f1", "f2"): 1 / 3}
    for (plan, adjustment), rows in table.groupby(["plan", "adjustment"]):
        assert (plan, adjustment) in {("as-published", "bonferroni"), ("recommended", "holm")}
        found = rows.set_index(["group1", "group2"])["estimate"]
        assert {pair: found[pair] for pair in odds} == pytest.approx(odds)
    assert set(table["estimate_name"]) == {"odds-ratio"}


def test_a_table_with_many_columns_needs_no_random_tables():
    counts = [[30, 20, 3, 1], [5, 30, 12, 9], [2, 8, 30, 25]]
    made = from_table(counts)
    table = screened(made["outcome"], made["factor"]).posthoc
    assert len(table) == 6
    assert not table["note"].str.contains("Monte Carlo").any()
    assert table["p_value"].between(0, 1).all()
    assert table["estimate"].isna().all()


@pytest.mark.parametrize(
    ("outcome", "factor"),
    [
        ([1.0, 2, 3, 4, 5, 6] * 3, BANDS),
        (LOW + HIGH, groups(["a"] * 6 + ["b"] * 6)),
        (LOW + HIGH, [*LOW, *MIDDLE]),
    ],
)
def test_no_comparison_without_a_significant_test_of_three_groups(outcome, factor):
    assert screened(outcome, factor).posthoc.empty


def test_a_trend_is_tested_by_the_type_of_the_outcome():
    tests = {
        "number": (LOW + MIDDLE + HIGH, ["jonckheere-terpstra", "linear-contrast"]),
        "binary": (groups(["No", "Yes"] * 9, ["No", "Yes"], ordered=True), ["cochran-armitage", "linear-by-linear"]),
        "ordinal": (BANDS, ["linear-by-linear"]),
        "nominal": (groups(list("xyz") * 6), []),
    }
    for outcome, expected in tests.values():
        assert list(screened(outcome, BANDS).trend["test"]) == expected
    assert screened(LOW + MIDDLE + HIGH, groups(list(BANDS))).trend.empty


def test_a_rising_outcome_has_a_positive_trend():
    numbers = screened(LOW + MIDDLE + HIGH, BANDS).trend
    shares = screened(*binary([5, 10, 20], [40, 40, 40])).trend
    for table in (numbers, shares):
        assert (table["effect_size"] > 0).all()
        assert (table["p_value"] < 0.01).all()
    # 6 x 12 and 6 x 6 pairs; a against b: 4, 5, 6 tie with 4, 5, 6 and 3 + 2 + 1 pairs are turned.
    assert numbers.loc[0, "effect_size"] == pytest.approx((108 - 3 - 2 * 3) / 108)


def test_assumptions_are_tested_in_each_group_and_over_all():
    table = screened(LOW + MIDDLE + HIGH, BANDS).assumptions
    assert list(table["test"]) == [
        *["shapiro-wilk", "lilliefors"] * 3,
        *["levene-mean", "levene-median", "bartlett", "shapiro-wilk-residuals"],
    ]
    assert list(table["group"].dropna()) == ["a", "a", "b", "b", "c", "c"]
    levene = table.set_index("test").loc["levene-mean"]
    assert (levene["statistic"], levene["df"], levene["df2"]) == (pytest.approx(0, abs=1e-12), 2, 15)


def test_cells_that_stand_out_have_residuals():
    table = screened(*binary([10, 20, 30], [40, 40, 40])).cells
    assert len(table) == 6
    # (10 - 20) / sqrt(20 * (1 - 1/3) * (1 - 1/2))
    row = table[(table["level"] == "f0") & (table["group"] == "o1")].iloc[0]
    assert (row["count"], row["expected"]) == (10, 20)
    assert row["adjusted_residual"] == pytest.approx(-10 / np.sqrt(20 * 2 / 3 / 2))
    assert set(table["significant"]) == {"yes"}
    assert set(screened(*binary([20, 20, 20], [40, 40, 40])).cells["significant"]) == {"no"}


NO_EVENTS = binary([0, 0, 0], [6, 6, 6])
ONE_LEVEL = pd.Categorical(["a"] * 18, categories=["a", "b", "c"], ordered=True)
ABSENT = pd.Categorical([None] * 18, categories=["a", "b", "c"], ordered=True)
EVENTS = groups(["No", "Yes"] * 9, ["No", "Yes"], ordered=True)


@pytest.mark.parametrize(
    ("outcome", "factor", "status", "says", "tables"),
    [
        (*NO_EVENTS, "constant", "outcome (o0)", {"posthoc", "trend", "cells"}),
        (EVENTS, ONE_LEVEL, "constant", "factor (a)", {"posthoc", "trend", "cells"}),
        (EVENTS, ABSENT, "too-few", "Nobody", {"posthoc", "trend", "cells"}),
        (LOW * 3, ONE_LEVEL, "constant", "factor (a)", {"posthoc", "trend", "assumptions"}),
        (LOW * 3, ABSENT, "too-few", "Nobody", {"posthoc", "trend", "assumptions"}),
        ([2.0] * 18, BANDS, "constant", "outcome", {"posthoc", "trend", "assumptions"}),
        ([np.nan] * 18, BANDS, "too-few", "Nobody", {"posthoc", "trend", "assumptions"}),
    ],
)
def test_what_cannot_be_compared_is_a_row_with_a_plain_reason(outcome, factor, status, says, tables):
    found = screened(outcome, factor)
    for name in TABLES:
        table = getattr(found, name)
        assert len(table) == (0 if name not in tables else 2 if name == "posthoc" else 1), name
        assert set(table["status"]) <= {status}
        assert table["note"].str.contains(says, regex=False).all()
        assert table.select_dtypes("float").isna().all(axis=None)


def test_an_empty_cell_gives_an_unbounded_odds_ratio_that_is_said_so():
    table = screened(*binary([0, 10, 20], [20, 20, 20])).posthoc
    row = table[(table["group1"] == "f0") & (table["group2"] == "f1")].iloc[0]
    assert row["estimate"] == 0
    assert "A cell is empty" in row["note"]
    assert 0 < row["p_value"] < 0.01


def test_two_groups_in_which_everybody_answers_alike_are_said_so():
    table = screened(*binary([0, 0, 20], [20, 20, 20]), sensitivity=False).posthoc
    row = table[table["status"] != "ok"].iloc[0]
    assert (row["group1"], row["group2"], row["status"]) == ("f0", "f1", "constant")
    assert "same answer" in row["note"]
    # Two comparisons were done, so Bonferroni counts two.
    done = table[table["status"] == "ok"]
    assert done["p_adjusted"].to_list() == pytest.approx((2 * done["p_value"]).clip(upper=1))


def test_tiny_groups_are_said_so():
    found = screened([1.0, 2, 9, 9, 30], groups(["a", "a", "b", "b", "c"], ["a", "b", "c"], ordered=True))
    assert set(found.assumptions.loc[found.assumptions["test"] == "shapiro-wilk", "status"]) == {"too-few"}
    recommended = found.posthoc[found.posthoc["plan"] == "recommended"]
    assert list(recommended["status"]) == ["too-few"]
    lone = screened([1.0, 2, 3], groups(["a", "b", "c"], ["a", "b", "c"], ordered=True)).trend.set_index("test")
    assert lone.loc["none", "status"] == "too-few"


def test_levels_without_spread_are_said_so():
    found = screened([1.0] * 6 + [2.0] * 6 + [3.0] * 6, BANDS)
    assert set(found.assumptions["status"]) == {"constant", "not-estimable"}
    assert set(found.posthoc.loc[found.posthoc["plan"] == "recommended", "status"]) == {"not-estimable"}
    assert set(found.trend["status"]) == {"ok", "not-estimable"}


@pytest.mark.parametrize("n", [0, 1, 2, 3, 4])
def test_tiny_samples_never_crash(n):
    data = survey_rows(
        band=groups(["a", "b", "c", "a"][:n], ["a", "b", "c"], ordered=True),
        number=np.array([3.0, 1, 4, 1])[:n],
        event=groups(["No", "Yes", "No", "No"][:n], ["No", "Yes"], ordered=True),
        score=np.array([4.0, 1, 2, 2])[:n],
    )
    found = screen(screening_study(["event", "score"], ["band", "number"]), data)
    for name in TABLES:
        table = getattr(found, name)
        assert (table["status"].eq("ok") | table["note"].ne("")).all(), name


def test_a_study_without_screening_gives_empty_tables_with_columns():
    found = screen(make_study(), survey_rows(score=LOW))
    for name in TABLES:
        table = getattr(found, name)
        assert table.empty
        assert {"outcome", "factor", "status", "note"} <= set(table.columns)
