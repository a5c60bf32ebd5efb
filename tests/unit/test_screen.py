"""Screening: which test, what is said of odd input, and the descriptive table. Expected values by hand arithmetic."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from burnout.errors import AnalysisError
from burnout.screen import screen
from burnout.screen.table import COLUMNS
from helpers.analysis_study import from_table, groups, make_study, screening_study, survey_rows

BOTH = ["as-published", "recommended"]
RISING = [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]


def screened(outcome, factor, **plan) -> pd.DataFrame:
    study = screening_study(["outcome"], ["factor"], plan=plan)
    return screen(study, survey_rows(outcome=outcome, factor=factor)).screening.set_index("plan")


def halves(first: int, second: int) -> pd.Categorical:
    return groups(["No"] * first + ["Yes"] * second, ["No", "Yes"], ordered=True)


def test_columns_are_the_core_columns_behind_the_plan():
    table = screen(screening_study(["outcome"], ["factor"]), survey_rows(outcome=halves(6, 6), factor=RISING)).screening
    core = (
        "outcome factor test n n_missing statistic df df2 p_value p_adjusted effect_size effect_size_name status note"
    )
    assert list(table.columns) == COLUMNS
    assert COLUMNS[:15] == ["plan", *core.split()]
    assert list(table["plan"]) == BOTH


def test_one_plan_is_run_when_no_sensitivity_analysis_is_wanted():
    assert list(screened(halves(6, 6), RISING, sensitivity=False).index) == ["as-published"]


THREE = ["a"] * 4 + ["b"] * 4 + ["c"] * 4
TYPES = {
    "binary": halves(6, 6),
    "ordinal": groups(THREE, ["a", "b", "c"], ordered=True),
    "nominal": groups(THREE, ["a", "b", "c"]),
    "number": [2.0, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11],
}
FACTORS = {"nominal": groups(THREE[::-1]), "ordinal": TYPES["ordinal"], "number": RISING}
EXPECTED = {
    ("binary", "number"): ("student-t", "welch-t"),
    ("ordinal", "number"): ("one-way-anova", "welch-anova"),
    ("nominal", "number"): ("one-way-anova", "welch-anova"),
    ("number", "nominal"): ("one-way-anova", "welch-anova"),
    ("number", "ordinal"): ("one-way-anova", "welch-anova"),
    ("number", "number"): ("pearson-correlation", "pearson-correlation"),
}


@pytest.mark.parametrize("outcome", TYPES)
@pytest.mark.parametrize("factor", FACTORS)
def test_every_type_of_outcome_meets_every_type_of_factor(outcome, factor):
    table = screened(TYPES[outcome], FACTORS[factor])
    exact = ("fisher-freeman-halton", "fisher-freeman-halton")
    assert tuple(table["test"]) == EXPECTED.get((outcome, factor), exact)
    assert set(table["status"]) == {"ok"}
    assert table["p_value"].between(0, 1).all()


@pytest.mark.parametrize(
    ("table", "published", "recommended"),
    [
        ([[20, 10], [10, 20]], "pearson-chi-square", "pearson-chi-square"),  # smallest T 15
        ([[30, 4], [14, 2]], "yates-chi-square", "fisher-exact"),  # n 50, one T of four is 1.92
        ([[35, 1], [12, 0]], "fisher-exact", "fisher-exact"),  # T 0.25
        ([[8, 6], [6, 8]], "fisher-exact", "pearson-chi-square"),  # n 28, T 7
    ],
)
def test_two_by_two_tables_follow_the_textbook_rule(table, published, recommended):
    columns = from_table(table)
    found = screened(columns["outcome"], columns["factor"])["test"]
    assert list(found) == [published, recommended]


def test_a_table_too_large_for_the_exact_test_says_how_p_was_found():
    table = [[60, 40, 3, 1], [20, 35, 2, 0], [8, 8, 1, 0], [9, 9, 2, 1], [7, 30, 4, 2]]
    columns = from_table(table)
    first, again = (screened(columns["outcome"], columns["factor"], seed=7) for _ in range(2))
    assert set(first["test"]) == {"fisher-freeman-halton"}
    assert first["note"].str.contains("Monte Carlo from 50000 random tables \\(seed 7\\)").all()
    pd.testing.assert_frame_equal(first, again)


def test_skewed_numbers_are_compared_by_ranks_as_published_only():
    table = screened(halves(8, 8), [1.0, 1, 1, 2, 2, 3, 9, 60] * 2)
    assert list(table["test"]) == ["mann-whitney", "welch-t"]
    assert "No, Yes" in table.loc["as-published", "note"]


def test_skewed_numbers_are_correlated_by_ranks_as_published_only():
    table = screened([1.0, 2, 4, 8, 16, 32, 64, 900], [1.0, 3, 2, 4, 6, 5, 8, 7])
    assert list(table["test"]) == ["spearman-correlation", "pearson-correlation"]


@pytest.mark.parametrize(
    ("outcome", "factor", "status", "says"),
    [
        (halves(12, 0), groups(THREE), "constant", "outcome (No)"),
        (halves(12, 0), RISING, "constant", "outcome (No)"),
        (halves(6, 6), groups(["a"] * 12, ["a", "b"]), "constant", "factor (a)"),
        (halves(6, 6), [3.0] * 12, "constant", "factor"),
        ([3.0] * 12, groups(THREE), "constant", "outcome"),
        ([3.0] * 12, RISING, "constant", "outcome"),
        (RISING, [2.0] * 12, "constant", "factor"),
        (halves(6, 6), [np.nan] * 12, "too-few", "Nobody"),
        (RISING, [np.nan] * 12, "too-few", "Nobody"),
        (groups([None] * 12, ["No", "Yes"]), groups(THREE), "too-few", "Nobody"),
        (RISING, pd.Series(["free"] * 12, dtype="str"), "not-estimable", "Free text"),
    ],
)
def test_what_cannot_be_tested_is_a_row_with_a_plain_reason(outcome, factor, status, says):
    table = screened(outcome, factor)
    assert set(table["status"]) == {status}
    assert set(table["test"]) == {"none"}
    assert table["p_value"].isna().all()
    assert table["note"].str.contains(says, regex=False).all()


@pytest.mark.parametrize(
    ("outcome", "factor", "status"),
    [
        (halves(11, 1), RISING, "too-few"),
        (halves(6, 6), [1.0] * 6 + [2.0] * 6, "not-estimable"),
        (groups(["a", "a", "a", "b", "b", "c"]), [1.0, 2, 3, 1, 5, 9], "too-few"),
        (groups(["a", "a", "a", "b", "b", "c", "c"]), [1.0, 2, 3, 1, 5, 9, 9], "not-estimable"),
    ],
)
def test_groups_that_welch_cannot_weigh_are_said_so(outcome, factor, status):
    row = screened(outcome, factor).loc["recommended"]
    assert (row["status"], row["test"]) == (status, "none")
    assert row["note"]


@pytest.mark.parametrize("n", [0, 1, 2, 3])
@pytest.mark.parametrize("kind", ["groups", "number"])
def test_tiny_samples_never_crash(n, kind):
    factor = RISING[:n] if kind == "number" else groups(["a", "b", "a"][:n], ["a", "b"])
    outcomes = {"binary": groups(["No", "Yes", "Yes"][:n], ["No", "Yes"]), "score": np.array([4.0, 1.0, 2.0])[:n]}
    data = survey_rows(factor=factor, **outcomes)
    table = screen(screening_study(list(outcomes), ["factor"]), data).screening
    assert len(table) == 4
    assert (table["status"].eq("ok") | table["note"].ne("")).all()


def test_missing_answers_are_counted_pair_by_pair():
    table = screened(groups(["No", "Yes", None] * 8, ["No", "Yes"]), [np.nan, np.inf, *np.arange(22.0)])
    assert list(table["n"]) == [14, 14]
    assert list(table["n_missing"]) == [10, 10]


def test_levels_without_people_are_left_out_and_named():
    factor = groups(["a", "b"] * 30, ["a", "never", "b"])
    number = screened(np.arange(60.0), factor)
    table = screened(groups(["No", "No", "Yes", "Yes"] * 15), factor)
    assert number["note"].str.contains("never").all()
    assert table["note"].str.contains("never").all()
    assert set(table["df"]) == {1.0}


def test_p_is_adjusted_within_plan_and_outcome_over_tests_that_could_be_done():
    data = survey_rows(
        o1=halves(6, 6), o2=TYPES["number"], f1=RISING, f2=np.tile([1.0, 5, 2], 4), f3=[1.0] * 12, f4=groups(THREE)
    )
    table = screen(screening_study(["o1", "o2"], ["f1", "f2", "f3", "f4"]), data).screening
    for _, part in table.groupby(["plan", "outcome"]):
        p, adjusted = part["p_value"].dropna().to_numpy(), part["p_adjusted"].dropna().to_numpy()
        assert len(p) == 3
        ordered = np.argsort(p)
        by_hand = np.minimum(1, np.maximum.accumulate(p[ordered] * [3, 2, 1]))
        assert adjusted[ordered] == pytest.approx(by_hand)


def test_only_the_first_occasion_is_screened():
    data = survey_rows(outcome=halves(6, 6), factor=RISING)
    later = data.assign(occasion="later", factor=0.0)
    both = pd.concat([data.astype({"occasion": str}), later], ignore_index=True)
    study = screening_study(["outcome"], ["factor"])
    pd.testing.assert_frame_equal(screen(study, both).screening, screen(study, data).screening)


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(AnalysisError, match="no column 'factor'"):
        screen(screening_study(["outcome"], ["factor"]), survey_rows(outcome=RISING))


def test_a_study_without_screening_gives_empty_tables():
    found = screen(make_study(), survey_rows(score=RISING))
    assert [len(t) for t in (found.descriptive, found.screening, found.ranking, found.unit_rates)] == [0, 0, 0, 0]
    assert list(found.screening.columns) == COLUMNS


def described(outcome, factor) -> pd.DataFrame:
    study = screening_study(["outcome"], ["factor"])
    return screen(study, survey_rows(outcome=outcome, factor=factor)).descriptive


def value(table: pd.DataFrame, statistic: str, level=None, group=None) -> float:
    chosen = table["statistic"].eq(statistic)
    for name, wanted in (("level", level), ("group", group)):
        chosen &= table[name].isna() if wanted is None else table[name].eq(wanted)
    rows = table[chosen & (table["outcome"].notna() if group else table["outcome"].isna())]
    assert len(rows) == 1
    return float(rows["value"].iloc[0])


def test_numbers_are_described_with_spss_quartiles():
    table = described(halves(5, 5), np.arange(1.0, 11.0))
    assert list(table.columns[:4]) == ["factor", "level", "statistic", "value"]
    assert [value(table, s) for s in ("p25", "median", "p75")] == [2.75, 5.5, 8.25]
    assert value(table, "mean", group="Yes") == 8.0
    assert value(table, "sd", group="No") == pytest.approx(np.sqrt(2.5))


def test_levels_are_described_by_column_and_row_percent():
    columns = from_table([[3, 1], [1, 5]])
    table = described(columns["outcome"], columns["factor"])
    assert value(table, "count", "f0") == 4
    assert value(table, "percent", "f0") == 40
    assert value(table, "percent", "f0", "o0") == 75
    assert value(table, "row_percent", "f1", "o1") == pytest.approx(500 / 6)


def test_levels_nobody_chose_stay_in_the_description():
    table = described(halves(2, 2), groups(["a", "b", "a", None], ["a", "never", "b"]))
    assert value(table, "count", "never") == 0
    assert value(table, "percent", "never") == 0
    assert value(table, "n_missing") == 1
    never = table[(table["level"] == "never") & (table["statistic"] == "row_percent")]
    assert never["value"].isna().all()


def test_a_number_outcome_is_described_at_each_level():
    table = described([1.0, 2, 3, 10], groups(["a", "a", "a", "b"]))
    rows = table[table["outcome"] == "outcome"].set_index(["level", "statistic"])["value"]
    assert rows["a", "mean"] == 2
    assert rows["b", "mean"] == 10
    assert np.isnan(rows["b", "sd"])


def test_an_outcome_is_not_tested_against_the_variable_it_is_made_from():
    cut = {"label": "G", "type": "ordinal", "levels": ["a", "b"], "derive": {"source": "age", "cuts": [7]}}
    study = make_study(
        variables={"age": {"label": "Age", "type": "number"}, "group": cut},
        outcomes={"old": {"label": "Old", "source": "age", "at_least": 7}},
        factors=["age", "group", "other"],
        screening={},
    )
    rows = survey_rows(age=RISING, group=groups(["a"] * 6 + ["b"] * 6), old=halves(6, 6), other=RISING[::-1])
    table = screen(study, rows).screening
    assert list(table["status"]) == ["not-estimable", "not-estimable", "ok"] * 2
    assert table["p_value"].isna().tolist() == [True, True, False] * 2
    assert table["p_adjusted"].dropna().tolist() == table["p_value"].dropna().tolist()


def test_how_much_two_groups_differ_stands_beside_the_test():
    means = screened([1.0, 2, 3, 4, 5, 6, 7, 8], groups(["a"] * 4 + ["b"] * 4))
    assert list(means["test"]) == ["student-t", "welch-t"]
    assert list(means["estimate"]) == [-4, -4]
    # variance 5/3 in each group: standard error sqrt(5/6), t(6) = 2.446912
    assert means["std_error"].tolist() == pytest.approx([0.9128709] * 2)
    assert means["conf_low"].tolist() == pytest.approx([-6.2337146] * 2, abs=1e-6)
    columns = from_table([[20, 10], [10, 20]])
    odds = screened(columns["outcome"], columns["factor"])
    assert odds["estimate"].tolist() == pytest.approx([4, 4])  # 20 x 20 / (10 x 10)
    assert odds["std_error"].tolist() == pytest.approx([0.3**0.5] * 2)  # 1/20 + 1/10 + 1/10 + 1/20
    columns = from_table([[20, 0], [10, 20]])
    assert screened(columns["outcome"], columns["factor"])["estimate"].isna().all()
