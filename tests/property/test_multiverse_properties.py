"""What holds for a multiverse of any data: the order of people and of choices changes nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from burnout.multiverse import explore
from burnout.multiverse.change import median_change
from helpers.studies import NUMBER, make_study, nominal, scored

SETS = {"none": [], "ward": ["ward"], "age": ["age"]}


def study_of(covariates, methods):
    return make_study(
        variables={
            "health": nominal("poor", "fair", "good", kind="ordinal"), "sick": nominal("no", "yes"),
            "ward": nominal("A", "B"), "age": NUMBER,
        },
        outcomes={"ill": {"label": "Ill", "source": "sick", "event": ["yes"]}},
        factors=["health", "ward", "age"],
        multiverse={
            "questions": {"q": {"outcome": "ill", "factor": "health"}}, "covariates": covariates, "methods": methods,
        },
    )  # fmt: skip


def data_of(study, seed, n=60):
    rng = np.random.default_rng(seed)
    sick = rng.random(n) < 0.5
    columns = {
        "health": rng.choice(["poor", "fair", "good"], n),
        "ward": rng.choice(["A", "B"], n),
        "age": rng.normal(40, 9, n).round(),
        "sick": np.where(sick, "yes", "no"),
        "ill": sick,
    }
    return scored(study, columns)


def told(study, data):
    table = explore(study, {}, data.drop(columns="ill"), data).multiverse
    keys = ["coding", "covariates", "method"]
    return table.drop(columns="specification").sort_values(keys).reset_index(drop=True)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000), order=st.permutations(list(SETS)))
def test_neither_the_order_of_people_nor_that_of_choices_changes_an_estimate(seed, order):
    methods = ["maximum-likelihood", "firth"]
    study = study_of(SETS, methods)
    data = data_of(study, seed)
    other = study_of({name: SETS[name] for name in order}, methods[::-1])
    shuffled = data.sample(frac=1, random_state=seed).reset_index(drop=True)
    pd.testing.assert_frame_equal(told(study, data), told(other, shuffled), rtol=1e-6, atol=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-20, 20), min_size=6, max_size=20), st.booleans())
def test_a_median_change_turns_its_sign_with_the_changes(values, exact):
    change = np.array(values, dtype=float) / 4
    one, two = median_change(change, exact, 0.95), median_change(-change, exact, 0.95)
    assert one.status == two.status
    np.testing.assert_allclose([one.estimate, one.low, one.high], [-two.estimate, -two.high, -two.low])
    if one.status == "ok" and not np.isnan(one.low):
        assert one.low <= one.estimate <= one.high
