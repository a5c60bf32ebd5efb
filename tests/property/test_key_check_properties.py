"""The wrong-key detector finds what was turned round in simulated one-factor data, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from burnout.score.item_analysis import item_rest
from burnout.score.key_check import check_direction
from burnout.score.reliability import cronbach_alpha

FEW = settings(max_examples=25, deadline=None)


def one_factor_answers(seed: int, items: int, people: int, low: float = 0.6) -> np.ndarray:
    """Answers from 1 to 5 to items that share one factor; loadings from `low` to 0.9."""
    rng = np.random.default_rng(seed)
    loadings = rng.uniform(low, 0.9, items)
    factor = rng.standard_normal((people, 1))
    latent = factor * loadings + rng.standard_normal((people, items)) * np.sqrt(1 - loadings**2)
    return np.clip(np.round(3 + 1.2 * latent), 1, 5)


@FEW
@given(seed=st.integers(0, 10**6), items=st.integers(3, 12), people=st.integers(200, 400), data=st.data())
def test_one_item_turned_round_is_always_found(seed, items, people, data):
    answers = one_factor_answers(seed, items, people)
    wrong = data.draw(st.integers(0, items - 1))
    keyed = answers.copy()
    keyed[:, wrong] = 6 - keyed[:, wrong]
    found = check_direction(keyed, 0.95)
    assert found.against == (wrong,)
    assert found.clear
    assert not found.halves
    assert found.alpha == pytest.approx(cronbach_alpha(keyed))
    assert found.alpha_if_flipped == pytest.approx(cronbach_alpha(answers))
    assert item_rest(keyed).correlation[wrong] < 0


@FEW
@given(seed=st.integers(0, 10**6), items=st.integers(3, 12), people=st.integers(200, 400))
def test_a_right_key_is_not_accused(seed, items, people):
    found = check_direction(one_factor_answers(seed, items, people), 0.95)
    assert found.against == ()
    assert found.alpha == found.alpha_if_flipped


@FEW
@given(seed=st.integers(0, 10**6), items=st.integers(5, 12), data=st.data())
def test_any_minority_turned_round_is_found(seed, items, data):
    answers = one_factor_answers(seed, items, 300)
    wrong = sorted(data.draw(st.sets(st.integers(0, items - 1), min_size=1, max_size=(items - 1) // 2)))
    answers[:, wrong] = 6 - answers[:, wrong]
    assert check_direction(answers, 0.95).against == tuple(wrong)


@FEW
@given(seed=st.integers(0, 10**6), half=st.integers(2, 5))
def test_two_halves_are_told_apart_but_not_judged(seed, half):
    answers = one_factor_answers(seed, 2 * half, 300)
    answers[:, :half] = 6 - answers[:, :half]
    found = check_direction(answers, 0.95)
    assert found.halves
    assert found.against == tuple(range(half, 2 * half))


@FEW
@given(seed=st.integers(0, 10**6), items=st.integers(3, 8), people=st.integers(3, 60))
def test_a_flip_raises_alpha_exactly_when_the_item_runs_against_the_rest(seed, items, people):
    rng = np.random.default_rng(seed)
    answers = rng.integers(1, 6, (people, items)).astype(float)
    if answers.sum(axis=1).var() < 1e-9:
        return
    correlation = item_rest(answers).correlation
    alpha = cronbach_alpha(answers)
    for item in range(items):
        turned = answers.copy()
        turned[:, item] = 6 - turned[:, item]
        if np.isfinite(correlation[item]) and abs(correlation[item]) > 1e-9 and turned.sum(axis=1).var() > 1e-9:
            assert (cronbach_alpha(turned) > alpha) == (correlation[item] < 0)


@FEW
@given(seed=st.integers(0, 10**6), items=st.integers(3, 8))
def test_row_order_and_gaps_change_nothing(seed, items):
    answers = one_factor_answers(seed, items, 150)
    answers[:, 0] = 6 - answers[:, 0]
    gap = np.full((1, items), 3.0)
    gap[0, -1] = np.nan
    assert check_direction(answers[::-1], 0.95).against == check_direction(np.vstack([gap, answers]), 0.95).against
