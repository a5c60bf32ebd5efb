"""Other tests, effect sizes and detectable change.

Bonett's interval: the worked example of R's statpsych 1.8 (`ci.stdmean.ps`, help page). Detectable change: the worked
example of G*Power 3.1 (34 pairs, d_z 0.5, power 0.8077775) and statsmodels' power. The rest by hand.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.power import TTestPower

from burnout.paired import compare
from burnout.statistics import sign_test
from burnout.statistics.change import paired_effects, smallest_detectable
from burnout.statistics.result import hedges_factor
from helpers.analysis_study import paired_rows, paired_study, yes_no

BEFORE = [10.0, 12, 14, 9, 11, 13, 15, 10]
AFTER = [12.0, 13, 14, 12, 15, 14, 13, 16]


def with_moments(n, mean_1, mean_2, sd_1, sd_2, r):
    """Two columns with exactly these means, standard deviations and correlation."""
    draws = np.random.default_rng(1).normal(size=(n, 2))
    draws -= draws.mean(axis=0)
    white = draws @ np.linalg.inv(np.linalg.cholesky(np.cov(draws.T))).T
    first, second = white[:, 0], r * white[:, 0] + np.sqrt(1 - r**2) * white[:, 1]
    return mean_1 + sd_1 * first, mean_2 + sd_2 * second


def test_bonetts_intervals_are_those_of_the_worked_example():
    second, first = with_moments(25, 110.4, 102.1, 15.3, 14.6, 0.75)
    found = {effect.name: effect for effect in paired_effects(first, second, 0.95)}
    d_av, delta = found["cohens-dav"], found["glass-delta"]
    assert (d_av.value, d_av.low, d_av.high) == pytest.approx((0.5550319, 0.2394905, 0.8705732), abs=1e-6)
    # The standardiser is the second measurement of the example, which here is the first in time.
    assert (delta.value, delta.low, delta.high) == pytest.approx((0.5684932, 0.2366800, 0.9003063), abs=1e-6)


def test_the_correction_shrinks_value_and_interval_alike():
    first, second = np.array(BEFORE), np.array(AFTER)
    found = {effect.name: effect for effect in paired_effects(first, second, 0.9)}
    for plain, corrected in (("cohens-dz", "hedges-gz"), ("cohens-dav", "hedges-gav")):
        for part in ("value", "low", "high"):
            assert getattr(found[corrected], part) == pytest.approx(hedges_factor(7) * getattr(found[plain], part))


def test_detectable_change_is_that_of_gpower_and_statsmodels():
    assert smallest_detectable(34, 0.05, 0.8077775) == pytest.approx(0.5, abs=1e-7)
    for n in (3, 18, 200):
        smallest = smallest_detectable(n, 0.05, 0.8)
        assert TTestPower().power(smallest, n, 0.05) == pytest.approx(0.8, rel=1e-9)
    assert np.isnan(smallest_detectable(1, 0.05, 0.8))
    assert smallest_detectable(100_000, 0.05, 0.8) > 0


def test_detectable_change_stands_in_the_table_in_units_of_the_measure():
    found = compare(paired_study(["score"]), paired_rows(score=(BEFORE, AFTER)))
    table = found.paired_effects.set_index("effect_size_name")
    spread = np.std(np.subtract(AFTER, BEFORE), ddof=1)
    smallest = table.loc["smallest-detectable-dz", "value"]
    assert table.loc["smallest-detectable-change", "value"] == pytest.approx(smallest * spread)


@pytest.mark.parametrize(
    ("before", "after", "tests", "effects"),
    [
        ([], [], ["too-few"] * 7, ["too-few"] * 3),
        ([1.0], [2.0], ["too-few"] + ["ok"] * 6, ["too-few"] * 3 + ["ok"] * 3),
        (BEFORE, BEFORE, ["constant"] * 7, ["constant", "ok", "constant", "ok"]),
        (BEFORE, [v + 1 for v in BEFORE], ["not-estimable"] + ["ok"] * 6, ["constant", "ok", "constant"] + ["ok"] * 4),
        ([3.0] * 8, AFTER, ["ok"] * 7, ["constant", "ok", "ok"] + ["ok"] * 5),
        ([None] * 8, AFTER, ["too-few"] * 7, ["too-few"] * 3),
    ],
)
def test_what_cannot_be_tested_is_a_row_that_says_why(before, after, tests, effects):
    found = compare(paired_study(["score"]), paired_rows(score=(before, after)))
    assert list(found.paired_tests["status"]) == tests
    assert list(found.paired_effects["status"]) == effects
    for table in (found.paired_tests, found.paired_effects):
        assert (table.loc[table["status"] != "ok", "note"] != "").all()


def test_with_very_many_pairs_the_exact_test_gives_way():
    change = np.random.default_rng(2).normal(0.2, 1, 250)
    table = compare(paired_study(["score"]), paired_rows(score=(np.zeros(250), change))).paired_tests
    assert list(table["status"]) == ["ok", "ok", "not-estimable", "ok", "ok", "ok", "not-estimable"]


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=3, max_size=25).filter(
        lambda pairs: (
            len({a - b for b, a in pairs}) > 1 and len({b for b, _ in pairs}) > 1 and len({a for _, a in pairs}) > 1
        )
    )
)
@settings(max_examples=30, deadline=None)
def test_exchanging_the_occasions_turns_every_sign(pairs):
    before, after = np.array(pairs, dtype=float).T
    there, back = paired_effects(before, after, 0.95), paired_effects(after, before, 0.95)
    for one, other in zip(there[:5], back[:5], strict=True):
        assert (one.value, one.low, one.high) == pytest.approx(
            (-other.value, -other.high, -other.low), rel=1e-6, abs=1e-9, nan_ok=True
        )
    first, second = sign_test(after - before), sign_test(before - after)
    assert first.p_value == pytest.approx(second.p_value, nan_ok=True)


@pytest.mark.parametrize(
    ("before", "after", "tests", "effects"),
    [
        # gained 1, lost 3: exact 2 x 5/16, mid-P 5/8 - 4/16, chi-square (1 - 3)^2 / 4 and (2 - 1)^2 / 4
        ([0, 1, 1, 1, 1], [1, 0, 0, 0, 1], [0.625, 0.375, 0.3173105, 0.6170751, 0.6170751], ["ok"] * 7),
        ([0, 1, None], [0, 1, 1], [np.nan] * 5, ["constant"]),
        ([None, 1], [1, None], [np.nan] * 5, ["too-few"]),
    ],
)
def test_rates_have_their_tests_and_effects_too(before, after, tests, effects):
    found = compare(paired_study([], ["event"]), paired_rows(event=(yes_no(before), yes_no(after))))
    assert found.paired_tests["p_value"].tolist() == pytest.approx(tests, nan_ok=True)
    assert found.paired_effects["status"].tolist() == effects
    assert len(found.paired) == 0


def test_when_nobody_lost_the_odds_ratio_has_no_upper_limit():
    rows = paired_rows(event=(yes_no([0, 0, 1]), yes_no([1, 1, 1])))
    row = compare(paired_study([], ["event"]), rows).paired_effects.iloc[1]
    assert (row["effect_size_name"], row["conf_high"]) == ("matched-odds-ratio", np.inf)
    assert row["conf_low"] == pytest.approx(0.025**0.5 / (1 - 0.025**0.5))  # p^2 = 0.025
    assert "no upper limit" in row["note"]
