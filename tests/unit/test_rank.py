"""Ranking of units. Expected values by hand arithmetic."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from burnout.screen import screen
from burnout.statistics.shrinkage import shrink, simulated_ranks
from helpers.analysis_study import groups, make_study, survey_rows, yes_no

OUTCOMES = {
    "score": {"label": "Score", "source": "score"},
    "burnout": {"label": "Burnout", "source": "score", "at_least": 5},
}
VARIABLES = {"unit": {"label": "Unit", "type": "nominal", "levels": ["a", "b", "c", "d"]}}


def ranked(units: dict[str, list[float]], **ranking) -> pd.DataFrame:
    return found(units, **ranking).ranking.set_index("unit")


def found(units: dict[str, list[float]], **ranking):
    names = [name for name, values in units.items() for _ in values]
    scores = np.concatenate([np.array(v, dtype=float) for v in units.values()])
    study = make_study(
        variables=VARIABLES, outcomes=OUTCOMES, ranking={"unit": "unit", "outcome": "score", "minimum_n": 3} | ranking
    )
    burnout = yes_no([None if np.isnan(s) else int(s >= 5) for s in scores])
    return screen(study, survey_rows(unit=groups(names, list("abcd")), score=scores, burnout=burnout))


FAR = {"a": [1, 2, 3, 2], "b": [9, 10, 11, 10], "c": [4, 5, 6, 5]}


def test_shrinkage_follows_the_analysis_of_variance_method():
    # Three units of 4: MSB = 4 * var(2, 10, 5) = 4 * 49/3, within 2/3; between = (MSB - 2/3)/4 = 49/3 - 1/6.
    units = shrink(np.array([2.0, 10, 5]), np.array([4, 4, 4]), 2 / 3)
    between = 49 / 3 - 1 / 6
    reliability = between / (between + 1 / 6)
    assert units.between == pytest.approx(between)
    assert units.reliability == pytest.approx([reliability] * 3)
    centre = 17 / 3
    assert units.mean == pytest.approx(centre + reliability * (np.array([2, 10, 5]) - centre))
    assert units.centre_variance == pytest.approx((between + 1 / 6) / 3)


def test_smaller_units_are_pulled_further():
    units = shrink(np.array([10.0, 10, 2, 3]), np.array([4, 40, 30, 30]), 9.0)
    assert units.mean[0] < units.mean[1] < 10


def test_clearly_different_units_are_ranked_without_doubt():
    table = ranked(FAR)
    assert list(table.index) == ["b", "c", "a"]
    assert list(table["rank"]) == [1, 2, 3]
    assert table.loc["b", ["rank_low", "rank_high"]].tolist() == [1, 1]
    assert table.loc["b", "probability_worst"] == 1
    assert list(table["chosen"]) == [True, False, False]
    assert table.loc["b", "mean"] == 10
    # t interval: 10 +- 3.182446 * sqrt(2/3) / 2 (t(3) at 0.975 from a printed table)
    assert table.loc["b", "conf_high"] == pytest.approx(10 + 3.182446 * np.sqrt(2 / 3) / 2, abs=1e-6)


def test_the_lowest_is_the_worst_when_the_study_says_so():
    table = ranked(FAR, choose="lowest")
    assert list(table.index) == ["a", "c", "b"]
    assert table.loc["a", "chosen"]


def test_units_that_differ_by_chance_only_may_hold_any_rank():
    table = ranked({"a": [1, 5, 9], "b": [2, 5, 8], "c": [0, 5, 10.3]})
    assert set(table["rank_low"]) == {1}
    assert set(table["rank_high"]) == {3}
    assert table["probability_worst"].to_numpy() == pytest.approx([1 / 3] * 3, abs=0.02)
    assert "chance" in table["note"].iloc[0]


def test_small_units_are_neither_shown_nor_ranked():
    table = ranked(FAR | {"d": [99, 99]})
    assert table.loc["d", "status"] == "too-few"
    assert table.loc["d", "n"] == 2
    assert table.loc["d", ["mean", "shrunken_mean", "rank"]].isna().all()
    assert not table.loc["d", "chosen"]
    pd.testing.assert_frame_equal(table.drop("d"), ranked(FAR))


def test_missing_scores_and_empty_units_take_no_part():
    table = ranked(FAR | {"a": [1, 2, 3, 2, np.nan]})
    assert table.loc["a", "n"] == 4
    assert "d" not in table.index


@pytest.mark.parametrize("units", [{"a": [1, 2, 3]}, {"a": [2, 2, 2], "b": [3, 3, 3]}, {"a": [1], "b": [2]}])
def test_nothing_is_ranked_when_that_is_impossible(units):
    table = ranked(units)
    assert not table["chosen"].any()
    assert (table["status"] != "ok").all()
    assert (table["note"] != "").all()


def test_nobody_with_a_score_gives_no_rows():
    assert ranked({"a": [np.nan, np.nan]}).empty


def test_draws_repeat_with_the_same_seed():
    units = shrink(np.array([2.0, 3, 5]), np.array([4, 9, 4]), 4.0)
    assert np.array_equal(simulated_ranks(units, 1, 5, 100), simulated_ranks(units, 1, 5, 100))
    assert set(simulated_ranks(units, 1, 5, 100).ravel()) == {1, 2, 3}


def test_rates_of_each_unit_have_wilson_intervals():
    rates = found(FAR | {"d": [9]}).unit_rates.set_index(["unit", "level"])
    # 3 of 4 (c: 4, 5, 6, 5 with burnout from 5): Wilson 0.3006 to 0.9544 (Newcombe's formula by hand)
    row = rates.loc[("c", "Yes")]
    assert row["count"] == 3
    assert row["percent"] == 75
    assert [row["conf_low"], row["conf_high"]] == pytest.approx([30.06, 95.44], abs=0.01)
    hidden = rates.xs("d", level="unit")
    assert list(hidden["status"]) == ["too-few"]
    assert hidden["count"].isna().all()
