"""What must hold for every instrument, key and answer, whatever the numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from burnout.config import load_instruments
from burnout.instruments import score_bounds
from burnout.score.bands import band_of, meets
from burnout.score.items import recode, reverse
from burnout.score.reliability import reliability
from burnout.score.scales import ScaleScores, score_all
from burnout.score.summaries import distribution_of
from burnout.statistics.intervals import share_interval

INSTRUMENTS = load_instruments(Path(__file__).parents[2] / "config" / "instruments")
KEYS = [(name, key) for name, instrument in INSTRUMENTS.items() for key in instrument.keys]
FEW = settings(max_examples=10, deadline=None)


def answers_of(name: str, people: int = 6, missing: bool = True) -> st.SearchStrategy[np.ndarray]:
    """Answers on the range of each item; some are missing."""
    instrument = INSTRUMENTS[name]
    ranges = [instrument.answers_of(item) for item in range(1, instrument.items + 1)]
    low, high = (np.array([getattr(r, end) for r in ranges], dtype=float) for end in ("low", "high"))
    share = st.integers(0, 59)
    cells = st.one_of(share, share, share, st.just(-1)) if missing else share
    drawn = arrays(int, (people, instrument.items), elements=cells, fill=st.nothing())
    return drawn.map(lambda a: np.where(a < 0, np.nan, low + np.floor(a / 60 * (high - low + 1))))


@FEW
@given(
    answers=arrays(float, 20, elements=st.integers(-5, 9).map(float)),
    low=st.integers(-5, 3),
    width=st.integers(1, 9),
)
def test_reversing_twice_changes_nothing(answers, low, width):
    assert np.array_equal(reverse(reverse(answers, low, low + width), low, low + width), answers)


@pytest.mark.parametrize(("name", "key"), KEYS)
@given(data=st.data())
@FEW
def test_scores_stay_in_their_range(name, key, data):
    instrument = INSTRUMENTS[name]
    answers = data.draw(answers_of(name))
    for rule in instrument.missing_rules.values():
        for scale, scores in score_all(answers, instrument, instrument.keys[key], rule).items():
            low, high = score_bounds(instrument, instrument.keys[key], scale)
            found = scores.score[~np.isnan(scores.score)]
            assert np.all((found >= low - 1e-9) & (found <= high + 1e-9))


@pytest.mark.parametrize(("name", "key"), KEYS)
@given(data=st.data())
@FEW
def test_row_order_is_irrelevant(name, key, data):
    instrument = INSTRUMENTS[name]
    answers = data.draw(answers_of(name))
    order = np.array(data.draw(st.permutations(range(len(answers)))))
    for rule in instrument.missing_rules.values():
        straight = score_all(answers, instrument, instrument.keys[key], rule)
        shuffled = score_all(answers[order], instrument, instrument.keys[key], rule)
        for scale, scores in straight.items():
            assert np.array_equal(scores.score[order], shuffled[scale].score, equal_nan=True)


@pytest.mark.parametrize(("name", "key"), KEYS)
@given(data=st.data())
@FEW
def test_a_higher_answer_moves_a_scale_one_way_only(name, key, data):
    instrument = INSTRUMENTS[name]
    chosen, rule = instrument.keys[key], instrument.missing_rules["complete"]
    answers = data.draw(answers_of(name, people=2, missing=False))
    item = data.draw(st.integers(1, instrument.items))
    raised = answers.copy()
    raised[:, item - 1] = np.minimum(raised[:, item - 1] + 1, instrument.answers_of(item).high)
    before, after = (score_all(a, instrument, chosen, rule) for a in (answers, raised))
    for scale, found in chosen.scales.items():
        change = after[scale].score - before[scale].score
        if item not in found.items:
            assert np.array_equal(change, np.zeros(2))
        else:
            assert np.all(change <= 1e-9 if item in found.reverse else change >= -1e-9)


@pytest.mark.parametrize(("name", "key"), KEYS)
@given(data=st.data())
@FEW
def test_missing_rules_score_only_whom_they_allow(name, key, data):
    instrument = INSTRUMENTS[name]
    answers = data.draw(answers_of(name))
    for rule in instrument.missing_rules.values():
        scores = score_all(answers, instrument, instrument.keys[key], rule)
        for scale, found in instrument.keys[key].scales.items():
            gaps = np.isnan(answers[:, [n - 1 for n in found.items]]).sum(axis=1)
            least = rule.minimum_answered.get(scale)
            share = round(rule.max_missing_share * len(found.items), 6)
            allowed = gaps <= (share if least is None else len(found.items) - least)
            allowed &= gaps < len(found.items)
            assert np.array_equal(~np.isnan(scores[scale].score), allowed)
            assert np.array_equal(scores[scale].prorated, allowed & (gaps > 0))


@pytest.mark.parametrize("size", [5, 4])
def test_composite_bands_agree_with_exact_arithmetic(size):
    """All combinations of the three sums; 200 times the index is a whole number, its limits are 300 and 700."""
    first, second, third = (a.ravel() for a in np.meshgrid(range(31), range(6 * size + 1), range(37)))
    exact = 16 * first + (60 // size) * second + 10 * (36 - third)
    index = 0.4 * (first / 5) + 0.3 * (second / size) + 0.3 * (6 - third / 6)
    bands = INSTRUMENTS["mbi-gs-15"].cutoffs["kalimo_2003"].scales["index"]
    found = band_of(ScaleScores(index, index, index, np.zeros(len(index), dtype=bool)), bands).codes
    assert np.array_equal(found, (exact >= 300).astype(int) + (exact >= 700).astype(int))


@FEW
@given(values=arrays(float, 8, elements=st.one_of(st.integers(0, 30).map(float), st.just(np.nan))))
def test_limits_split_the_present_values(values):
    present = ~np.isnan(values)
    for bound in (0, 11, 11.5):
        assert np.array_equal(meets(values, "at_least", bound) | meets(values, "below", bound), present)
        assert np.array_equal(meets(values, "at_most", bound) | meets(values, "above", bound), present)
        assert not np.any(meets(values, "at_least", bound) & meets(values, "below", bound))


@FEW
@given(answers=arrays(float, 12, elements=st.one_of(st.integers(0, 3).map(float), st.just(np.nan))))
def test_recoding_to_itself_changes_nothing(answers):
    assert np.array_equal(recode(answers, {0: 0, 1: 1, 2: 2, 3: 3}), answers, equal_nan=True)


@FEW
@given(points=arrays(float, (30, 5), elements=st.integers(0, 6).map(float)))
def test_alpha_and_omega_are_below_one_and_row_order_is_irrelevant(points):
    straight, turned = reliability(points, 0.95), reliability(points[::-1], 0.95)
    assert straight.status == turned.status
    if straight.status != "not-estimable":
        assert straight.conf_low < straight.alpha < straight.conf_high <= 1 or np.isclose(straight.alpha, 1)
        assert straight.alpha == pytest.approx(turned.alpha, abs=1e-9)
    if straight.status == "ok":
        assert 0 <= straight.omega <= 1


@given(n=st.integers(1, 400), data=st.data())
@FEW
def test_wilson_holds_the_share_and_is_symmetric(n, data):
    count = data.draw(st.integers(0, n))
    low, high = share_interval(count, n, 0.95)
    assert 0 <= low <= count / n <= high <= 1
    assert share_interval(n - count, n, 0.95) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@FEW
@given(values=arrays(float, 15, elements=st.one_of(st.integers(0, 30).map(float), st.just(np.nan))))
def test_distribution_is_in_order(values):
    found = distribution_of(values, 0, 30)
    assert found["n"] == int((~np.isnan(values)).sum())
    if found["n"]:
        ordered = [found[name] for name in ("min", "p25", "median", "p75", "max")]
        assert ordered == sorted(ordered)
        assert pd.Series(values).mean() == pytest.approx(found["mean"])
