"""Arms: what cannot be compared, and what exchanging arms or occasions does. Values in golden/test_arms_golden.py."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from burnout.errors import AnalysisError
from burnout.paired import compare
from helpers.analysis_study import paired_rows, paired_study

BEFORE = np.array([10.0, 12, 14, 9, 11, 13, 15, 10])
AFTER = np.array([12.0, 13, 14, 12, 15, 17, 16, 16])
ARMS = ["none"] * 4 + ["group"] * 4


def arms(before, after, arm, reference="none"):
    levels = ["none", "group"]
    variables = {"arm": {"label": "Arm", "type": "nominal", "levels": levels, "reference": reference}}
    data = paired_rows(score=(before, after), arm=(arm, [None] * len(arm)))
    data["arm"] = pd.Categorical(data["arm"], categories=levels)
    return compare(paired_study(["score"], variables=variables, paired={"arm": "arm"}), data)


def test_difference_in_differences_by_hand():
    table = arms(BEFORE, AFTER, ARMS).paired_arms.set_index(["method", "arm"])
    # Changes 2, 1, 0, 3 against 4, 4, 1, 6.
    assert table.loc[("difference-in-differences", "group"), "estimate"] == 3.75 - 1.5
    assert table.loc[("change-score", "group"), "std_error"] == pytest.approx(np.sqrt((5 + 12.75) / 6 / 2))
    assert list(table.loc[("change-score", "group"), ["n", "n_arm", "n_reference"]]) == [8, 4, 4]


def test_the_other_reference_turns_the_sign():
    first, second = (arms(BEFORE, AFTER, ARMS, r).paired_arms for r in ("none", "group"))
    for method in ("ancova", "change-score", "difference-in-differences"):
        there = first[(first["method"] == method) & (first["arm"] == "group")].iloc[0]
        back = second[(second["method"] == method) & (second["arm"] == "none")].iloc[0]
        assert (there["estimate"], there["p_value"]) == pytest.approx((-back["estimate"], back["p_value"]))


def test_for_two_arms_the_whole_and_the_one_arm_agree():
    table = arms(BEFORE, AFTER, ARMS).paired_arms.set_index(["method", "arm"])
    for method in ("ancova", "change-score", "difference-in-differences"):
        assert table.loc[(method, ""), "p_value"] == pytest.approx(table.loc[(method, "group"), "p_value"])
        assert table.loc[(method, ""), "statistic"] == pytest.approx(table.loc[(method, "group"), "statistic"] ** 2)


@pytest.mark.parametrize(
    ("before", "after", "arm", "statuses"),
    [
        ([], [], [], {"none": "too-few"}),
        (BEFORE, AFTER, ["none"] * 8, {"none": "too-few"}),
        (BEFORE, AFTER, ["none"] * 7 + ["group"], {"none": "too-few"}),
        (np.full(8, 3.0), AFTER, ARMS, {"ancova": "not-estimable", "change-score": "ok"}),
        (BEFORE, BEFORE + 1, ARMS, {"ancova": "not-estimable", "change-score": "not-estimable"}),
        (BEFORE, np.r_[BEFORE[:4] + 1, AFTER[4:]], ARMS, {"ancova": "ok", "change-score": "ok"}),
    ],
)
def test_what_cannot_be_compared_is_a_row_that_says_why(before, after, arm, statuses):
    table = arms(before, after, arm).paired_arms
    for method, status in statuses.items():
        assert set(table.loc[table["method"] == method, "status"]) == {status}
    assert (table.loc[table["status"] != "ok", "note"] != "").all()


def test_somebody_without_an_arm_is_not_compared():
    table = arms(BEFORE, AFTER, [None, *ARMS[1:]]).paired_arms
    assert set(table["n"]) == {7}


def test_without_arms_the_tables_have_columns_only():
    found = compare(paired_study(["score"]), paired_rows(score=(BEFORE, AFTER)))
    assert found.paired_arms.empty
    assert found.paired_by_arm.empty
    assert "arm" in found.paired_arms
    assert list(found.paired_by_arm.columns[:3]) == ["plan", "arm", "measure"]


def test_an_arm_that_is_not_there_is_named():
    with pytest.raises(AnalysisError, match="no column 'arm'"):
        compare(paired_study(["score"], paired={"arm": "arm"}), paired_rows(score=(BEFORE, AFTER)))
