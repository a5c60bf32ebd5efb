"""Everybody enrolled: the mixed model.

Without missing answers a random-intercept model by REML is the paired t-test (balanced data), whose values in R 4.2.2
stand in golden/classic_paired_small. With missing answers it is compared to the restricted likelihood written out
here over dense matrices and maximised by scipy. Tolerance: 1e-6 relative.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import optimize

from burnout.paired import compare
from burnout.statistics.mixed import mixed_change
from helpers.analysis_study import groups, paired_rows, paired_study

GOLDEN = Path(__file__).parents[1] / "golden" / "classic_paired_small"
CASE = json.loads((GOLDEN / "expected.json").read_text())["datasets"]
VALUES = pd.read_csv(GOLDEN / "data.csv")
BEFORE = np.array([10.0, 12, 14, 9, 11, 13, 15, 10, 8, 16])
AFTER = np.array([12.0, 13, 16, 10, 11, 15, 16, 13, 9, 16])
ENDED = {"ended": {"label": "End", "type": "nominal", "levels": ["completed", "transferred"]}}
ATTRITION = {"attrition": {"variable": "ended", "completed": ["completed"]}}


@pytest.mark.parametrize("name", CASE)
def test_without_missing_answers_it_is_the_paired_t_test_of_r(name):
    told, rows = CASE[name], VALUES[VALUES["dataset"] == name]
    data = paired_rows(score=(rows["pre"].values, rows["post"].values))
    table = compare(paired_study(["score"]), data).paired_itt.set_index("method")
    expected = [told["mean_diff"], told["se"], *told["ci95"], told["p"], told["t"], told["df"]]
    names = ["estimate", "std_error", "conf_low", "conf_high", "p_value", "statistic", "df"]
    assert list(table.loc["complete-case", names]) == pytest.approx(expected, rel=1e-6)
    if told["pearson_r_pre_post"] <= 0:
        assert table.loc["mixed-model", "status"] == "not-estimable"
        assert "not positively related" in table.loc["mixed-model", "note"]
    else:
        assert list(table.loc["mixed-model", names]) == pytest.approx(expected, rel=1e-6)
        assert table.loc["mixed-model", "n_rows"] == 2 * told["n_pairs"]


def by_hand(before, after):
    """Estimate and standard error at the maximum of the restricted likelihood."""
    known = np.concatenate([~np.isnan(before), ~np.isnan(after)])
    y = np.concatenate([before, after])[known]
    person = np.tile(np.arange(len(before)), 2)[known]
    x = np.column_stack([np.ones(len(y)), np.repeat([0.0, 1.0], len(before))[known]])
    same = person[:, None] == person[None, :]

    def solved(icc):
        inverse = np.linalg.inv(np.where(same, icc, 0) + (1 - icc) * np.eye(len(y)))
        cross = x.T @ inverse @ x
        beta = np.linalg.solve(cross, x.T @ inverse @ y)
        scale = (y - x @ beta) @ inverse @ (y - x @ beta) / (len(y) - 2)
        return inverse, cross, beta, scale

    def minus_twice(icc):
        inverse, cross, _, scale = solved(icc)
        return (len(y) - 2) * np.log(scale) - np.linalg.slogdet(inverse)[1] + np.linalg.slogdet(cross)[1]

    icc = optimize.minimize_scalar(minus_twice, bounds=(0, 0.9999), method="bounded", options={"xatol": 1e-10}).x
    _, cross, beta, scale = solved(icc)
    return beta[1], np.sqrt(scale * np.linalg.inv(cross)[1, 1]), icc


def test_with_missing_answers_the_restricted_likelihood_is_at_its_highest():
    before, after = BEFORE.copy(), AFTER.copy()
    after[[1, 4, 7]], before[9] = np.nan, np.nan
    found, (estimate, error, icc) = mixed_change(before, after), by_hand(before, after)
    assert (found.estimate, found.std_error, found.icc) == pytest.approx((estimate, error, icc), rel=1e-5)
    assert found.df == 5
    # Not simply the complete pairs:
    assert found.estimate != pytest.approx(np.nanmean(after - before), rel=1e-3)


def test_everybody_enrolled_counts_whatever_became_of_them():
    data = paired_rows(score=(BEFORE, AFTER))
    data["ended"] = groups((["completed"] * 7 + ["transferred"] * 3) * 2, ["completed", "transferred"])
    # One of those lost answered the second time nevertheless; two did not.
    data = data.drop(index=[18, 19])
    table = compare(paired_study(["score"], variables=ENDED, paired=ATTRITION), data).paired_itt.set_index("method")
    assert list(table.loc["complete-case", ["n_people", "n_rows", "n_pairs"]]) == [7, 14, 7]
    assert list(table.loc["mixed-model", ["n_people", "n_rows", "n_pairs"]]) == [10, 18, 8]
    first = np.append(AFTER[:8], [np.nan, np.nan])
    assert table.loc["mixed-model", "estimate"] == pytest.approx(by_hand(BEFORE, first)[0], rel=1e-5)
    assert "missing at random" in table.loc["mixed-model", "note"]


def test_those_without_a_first_answer_were_not_enrolled():
    data = paired_rows(score=(BEFORE, AFTER)).drop(index=[0])
    table = compare(paired_study(["score"]), data).paired_itt
    assert list(table["n_people"]) == [9, 9]


@pytest.mark.parametrize(
    ("before", "after", "status"),
    [
        ([], [], "too-few"),
        ([1.0, np.nan], [2.0, 3.0], "too-few"),
        (BEFORE, BEFORE + 2, "not-estimable"),
        (BEFORE, 30 - BEFORE + np.arange(10) % 2, "not-estimable"),
        ([np.nan] * 3, [np.nan] * 3, "too-few"),
    ],
)
def test_what_cannot_be_estimated_is_a_row_that_says_why(before, after, status):
    row = compare(paired_study(["score"]), paired_rows(score=(before, after))).paired_itt.iloc[1]
    assert row["status"] == status
    assert row["note"]
    assert np.isnan(row["estimate"])


def test_exchanging_the_occasions_turns_the_sign():
    after = AFTER.copy()
    after[:3] = np.nan
    there, back = mixed_change(BEFORE, after), mixed_change(after, BEFORE)
    assert (there.estimate, there.std_error) == pytest.approx((-back.estimate, back.std_error), rel=1e-6)
