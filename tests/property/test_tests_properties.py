"""What must hold of screening and before-after comparisons for any data."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from burnout.paired import compare
from burnout.screen import screen
from helpers.analysis_study import groups, paired_rows, paired_study, screening_study, survey_rows, yes_no

scores = st.one_of(st.none(), st.integers(0, 12).map(float))
level = st.sampled_from(["a", "b", "c", None])
answer = st.sampled_from([0, 1, None])
people = st.lists(st.tuples(answer, scores, level, scores), min_size=0, max_size=30)
pairs = st.lists(st.tuples(scores, scores, answer, answer), min_size=0, max_size=20)
STUDY = screening_study(["event", "score"], ["level", "number"])
PAIRED = paired_study(["score"], ["event"])
FEW = settings(max_examples=30, deadline=None)


def survey(rows) -> pd.DataFrame:
    event, score, levels, number = ([row[i] for row in rows] for i in range(4))
    return survey_rows(
        event=yes_no(event),
        score=np.array(score, dtype=float),
        level=groups(levels, ["a", "b", "c"]),
        number=np.array(number, dtype=float),
    )


def two_occasions(rows, swapped: bool = False) -> pd.DataFrame:
    first, second, pre, post = ([row[i] for row in rows] for i in range(4))
    sides = [(np.array(first, dtype=float), yes_no(pre)), (np.array(second, dtype=float), yes_no(post))]
    (a, x), (b, y) = sides[::-1] if swapped else sides
    return paired_rows(score=(a, b), event=(x, y))


@FEW
@given(people)
def test_every_pair_has_a_row_with_p_in_range_or_a_reason(rows):
    table = screen(STUDY, survey(rows)).screening
    done = table["status"] == "ok"
    assert len(table) == 8
    assert table.loc[done, "p_value"].between(0, 1).all()
    assert table.loc[~done, "p_value"].isna().all()
    assert (table.loc[~done, "note"] != "").all()
    assert (table["p_adjusted"].fillna(0) >= table["p_value"].fillna(0)).all()
    assert (table["n"] + table["n_missing"] == len(rows)).all()


@FEW
@given(people, st.randoms())
def test_order_of_rows_is_irrelevant(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    first, second = (screen(STUDY, survey(r)) for r in (rows, shuffled))
    pd.testing.assert_frame_equal(first.screening, second.screening, rtol=1e-8, atol=1e-10)
    pd.testing.assert_frame_equal(first.descriptive, second.descriptive, rtol=1e-8, atol=1e-10)


@FEW
@given(people, st.permutations(["a", "b", "c"]))
def test_names_and_order_of_levels_are_irrelevant_to_p(rows, order):
    data = survey(rows)
    renamed = data.assign(
        level=data["level"].cat.reorder_categories(order).cat.rename_categories(lambda n: f"level {n}")
    )
    first, second = (screen(STUDY, d).screening for d in (data, renamed))
    same = ["test", "n", "df", "p_value", "p_adjusted", "status"]
    pd.testing.assert_frame_equal(first[same], second[same], rtol=1e-8, atol=1e-10)


@FEW
@given(pairs)
def test_swapping_before_and_after_flips_the_sign(rows):
    there, back = (compare(PAIRED, two_occasions(rows, swapped)) for swapped in (False, True))
    for name in ("mean_difference", "statistic", "effect_size"):
        np.testing.assert_allclose(there.paired[name], -back.paired[name], rtol=1e-8, atol=1e-10)
    for low, high in (("conf_low", "conf_high"), ("effect_low", "effect_high")):
        np.testing.assert_allclose(there.paired[low], -back.paired[high], rtol=1e-7, atol=1e-8)
    same = ["plan", "measure", "n", "test", "df", "p_value", "status"]
    pd.testing.assert_frame_equal(there.paired[same], back.paired[same], rtol=1e-8, atol=1e-10)
    pd.testing.assert_frame_equal(there.paired_rates[["p_value", "status"]], back.paired_rates[["p_value", "status"]])
    assert list(there.paired_rates["gained"]) == list(back.paired_rates["lost"])


@FEW
@given(pairs, st.randoms())
def test_order_of_rows_is_irrelevant_before_and_after(rows, random):
    data = two_occasions(rows)
    order = list(range(len(data)))
    random.shuffle(order)
    first, second = compare(PAIRED, data), compare(PAIRED, data.iloc[order])
    for name in ("paired", "paired_rates", "attrition", "change", "losses", "regression_to_mean"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))


@FEW
@given(pairs)
def test_before_and_after_has_p_in_range_or_a_reason(rows):
    found = compare(PAIRED, two_occasions(rows))
    for table in (found.paired, found.paired_rates):
        done = table["status"] == "ok"
        assert table.loc[done, "p_value"].between(0, 1).all()
        assert (table.loc[~done, "note"] != "").all()
