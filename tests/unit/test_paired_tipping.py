"""Shifted imputations: by arithmetic a shift of those lost moves the mean change by the shift times their share."""

from __future__ import annotations

import numpy as np
import pytest

from burnout.paired import compare
from helpers.analysis_study import paired_rows, paired_study


def table(before, after, **plan):
    study = paired_study(["score"], plan={"imputation": {"number": 40}} | plan)
    compared = compare(study, paired_rows(score=(np.asarray(before), np.asarray(after))))
    return compared.paired_tipping, compared.paired_itt.set_index("method")


def rising(change: float = 3.0, lost: int = 15, n: int = 60) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(5)
    before = random.normal(30, 6, n)
    after = before + random.normal(change, 4, n)
    after[:lost] = np.nan
    return before, after


def test_a_shift_moves_the_change_by_the_share_of_those_lost():
    before, after = rising()
    rows, itt = table(before, after)
    steps = rows[rows["tipping"] == "no"].set_index("delta_sd")
    assert list(steps.index) == [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1]
    plain = itt.loc["multiple-imputation"]
    assert list(steps.loc[0.0, ["estimate", "std_error", "p_value"]]) == pytest.approx(
        list(plain[["estimate", "std_error", "p_value"]].astype(float))
    )
    assert list(steps["delta"]) == pytest.approx(list(np.array(steps.index) * before.std(ddof=1)))
    assert list(steps["estimate"]) == pytest.approx(list(plain["estimate"] + steps["delta"] * 15 / 60))
    assert (rows["n_lost"] == 15).all()


@pytest.mark.parametrize("change", [2.0, -2.0, 0.5, 1.5])
def test_at_the_tipping_point_p_crosses_the_level(change):
    rows, _ = table(*rising(change))
    plain = rows[rows["delta_sd"] == 0].iloc[0]
    found = rows[rows["tipping"] == "yes"].iloc[0]
    assert (found["p_value"] < 0.05) != (plain["p_value"] < 0.05)
    assert found["p_value"] == pytest.approx(0.05, abs=5e-4), "a thousandth of a standard deviation"
    way = np.sign(plain["estimate"]) * (1 if plain["p_value"] >= 0.05 else -1)
    assert np.sign(found["delta"]) == way, "against a significant change, along one that is not"


def test_nothing_within_three_standard_deviations():
    rows, _ = table(*rising(change=12.0, lost=2))
    found = rows[rows["tipping"] == "yes"].iloc[0]
    assert found["status"] == "none-found"
    assert "No shift of up to 3 standard deviations" in found["note"]


def test_no_rows_when_nobody_is_lost_and_a_sentence_when_it_cannot_be_done():
    before, after = rising(lost=0)
    assert table(before, after)[0].empty
    assert table(*rising(), imputation={"number": 0})[0].empty
    few = table([1.0, 2, 3], [2.0, np.nan, np.nan])[0]
    assert list(few["status"]) == ["too-few"]
    first = np.where(np.arange(60) < 5, np.nan, before)
    only_before = table(first, after)[0]
    assert list(only_before["status"]) == ["not-run"]
    assert only_before["note"].iloc[0] == "No answer after was imputed."
