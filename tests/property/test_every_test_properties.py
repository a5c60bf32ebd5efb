"""What must hold of every customary test, effect size and comparison, for any data."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from burnout.screen import screen
from helpers.analysis_study import groups, screening_study, survey_rows, yes_no

score = st.one_of(st.none(), st.integers(0, 9).map(float), st.just(float("inf")))
person = st.tuples(st.sampled_from([0, 1, None]), score, st.sampled_from(["a", "b", "c", None]))
people = st.lists(person, min_size=0, max_size=30)
STUDY = screening_study(["event", "score"], ["level", "number", "again"])
TABLES = ("screening_tests", "screening_effects", "screening_posthoc")
FEW = settings(max_examples=30, deadline=None)


def survey(rows, levels=("a", "b", "c")) -> pd.DataFrame:
    event, values, level = ([row[i] for row in rows] for i in range(3))
    numbers = np.array([np.nan if v is None else v for v in values], dtype=float)
    again = yes_no([None if v is None else int(v > 4) for v in values])
    return survey_rows(
        event=yes_no(event), score=numbers, level=groups(level, list(levels)), number=numbers, again=again
    )


@FEW
@given(people)
def test_every_row_is_an_estimate_in_range_or_a_reason(rows):
    found = screen(STUDY, survey(rows))
    tests, effects, two = (getattr(found, name) for name in TABLES)
    for table in (tests, effects, two):
        failed = table["status"] != "ok"
        assert (table.loc[failed, "note"] != "").all()
        assert table[failed].select_dtypes("float").isna().all(axis=None)
    for table in (tests, two):
        done = table[table["status"] == "ok"]
        p = done[[c for c in done if c.startswith("p_")]]
        assert ((p >= 0) & (p <= 1) | p.isna()).all(axis=None)
        assert p.notna().any(axis=1).all()
    known = effects.dropna(subset=["conf_low"])
    assert (known["conf_low"] <= known["value"] + 1e-9).all()
    assert (known["value"] <= known["conf_high"] + 1e-9).all()
    assert (known["method"] != "").all()


@FEW
@given(people, st.randoms())
def test_order_of_people_is_irrelevant(rows, random):
    data = survey(rows)
    order = list(range(len(data)))
    random.shuffle(order)
    first, second = screen(STUDY, data), screen(STUDY, data.iloc[order].reset_index(drop=True))
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name), rtol=1e-7, atol=1e-9)


SIGNED = ["cohens-d", "hedges-g", "hedges-g-approximate", "rank-biserial", "hodges-lehmann"]


@FEW
@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), st.integers(0, 9).map(float)), min_size=4, max_size=30))
def test_swapping_two_groups_flips_signs_and_nothing_else(rows):
    level, values = ([row[i] for row in rows] for i in range(2))
    study = screening_study(["score"], ["level"])
    there, back = (
        screen(study, survey_rows(score=np.array(values), level=groups(level, order)))
        for order in (["a", "b"], ["b", "a"])
    )
    one, other = (found.screening_tests.set_index("test") for found in (there, back))
    pd.testing.assert_series_equal(one["p_value"], other["p_value"], rtol=1e-9)
    signed = [test for test in one.index if test not in ("none", "mann-whitney-exact")]
    for column in ("statistic", "estimate"):
        pd.testing.assert_series_equal(one.loc[signed, column], -other.loc[signed, column], rtol=1e-9, atol=1e-12)
    one, other = (found.screening_effects.set_index("effect_size_name") for found in (there, back))
    for name in set(SIGNED) & set(one.index) & set(other.index):
        assert np.isclose(one.loc[name, "value"], -other.loc[name, "value"], atol=1e-9)
        assert np.isclose(one.loc[name, "conf_low"], -other.loc[name, "conf_high"], atol=1e-6, equal_nan=True)
    if "u-first" in one.index:
        assert one.loc["u-first", "value"] == other.loc["u-second", "value"]
