"""Bands before and after. Values by hand arithmetic."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

from burnout.paired import compare
from burnout.statistics.homogeneity import stuart_maxwell
from helpers.analysis_study import paired_rows, paired_study

USE = {"mbi": {"instrument": "mbi-hss", "columns": "Q{n}"}}
LEVELS = ["Low", "Middle", "High"]


def bands(before, after):
    data = paired_rows(mbi_x_band=(before, after), score=(range(len(before)), range(len(after))))
    data["mbi_x_band"] = pd.Categorical(data["mbi_x_band"], categories=LEVELS, ordered=True)
    return compare(paired_study(["score"], instruments=USE), data)


def test_a_level_that_nobody_uses_costs_no_degree_of_freedom():
    # Six fell from Middle to Low, one rose: (6 - 1)^2 / 7 on 1 degree of freedom; exact P 2 (1 + 7) / 2^7.
    row = bands(["Middle"] * 6 + ["Low"], ["Low"] * 6 + ["Middle"]).paired_bands.iloc[0]
    assert (row["statistic"], row["df"]) == (pytest.approx(25 / 7), 1)
    assert row["p_exact"] == pytest.approx(2 * 8 / 2**7)
    assert row["n_changed"] == 7
    assert "exact P" in row["note"]


def test_sets_of_levels_that_nobody_crosses_are_tested_apart():
    table = np.zeros((4, 4))
    table[0, 1], table[1, 0], table[2, 3], table[3, 2], table[0, 0] = 5, 2, 4, 1, 9
    result, exact = stuart_maxwell(table)
    # (5 - 2)^2 / 7 + (4 - 1)^2 / 5 on 2 degrees of freedom.
    assert (result.statistic, result.df) == (pytest.approx(9 / 7 + 9 / 5), 2)
    assert 0 < exact < 1


def test_exact_p_counts_every_direction_of_every_person():
    moves = [(0, 1), (0, 1), (1, 2), (2, 0), (0, 2), (0, 2)]
    table = np.zeros((3, 3))
    for move in moves:
        table[move] += 1
    observed = stuart_maxwell(table)[0].statistic
    as_far = 0
    for turned in product((False, True), repeat=len(moves)):
        other = np.zeros((3, 3))
        for (i, j), turn in zip(moves, turned, strict=True):
            other[(j, i) if turn else (i, j)] += 1
        as_far += stuart_maxwell(other)[0].statistic >= observed - 1e-9
    assert stuart_maxwell(table)[1] == pytest.approx(as_far / 2 ** len(moves))


def test_exchanging_the_occasions_changes_nothing():
    table = np.array([[5, 3, 1], [0, 4, 2], [1, 0, 3]])
    (there, exact), (back, other) = stuart_maxwell(table), stuart_maxwell(table.T)
    assert (there.statistic, exact) == (pytest.approx(back.statistic), pytest.approx(other))


def test_with_very_many_changes_there_is_no_exact_p():
    table = np.full((4, 4), 50)
    table[0, 1] = 80
    result, exact = stuart_maxwell(table)
    assert result.status == "ok"
    assert np.isnan(exact)


@pytest.mark.parametrize(
    ("before", "after", "status"),
    [([], [], "too-few"), (["Low", "High"], ["Low", "High"], "constant"), ([None, None], ["Low", "High"], "too-few")],
)
def test_what_cannot_be_tested_is_a_row_that_says_why(before, after, status):
    row = bands(before, after).paired_bands.iloc[0]
    assert row["status"] == status
    assert row["note"]


def test_transitions_hold_every_cell_in_the_order_of_the_levels():
    table = bands(["Middle", "Low", None], ["Low", "Low", "High"]).paired_transitions
    assert list(table["before"].unique()) == list(table["after"].unique()) == LEVELS
    assert list(table["count"]) == [1, 0, 0, 1, 0, 0, 0, 0, 0]


def test_without_questionnaires_there_are_no_rows():
    found = compare(paired_study(["score"]), paired_rows(score=([1.0, 2], [2.0, 4])))
    assert found.paired_bands.empty
    assert found.paired_transitions.empty
