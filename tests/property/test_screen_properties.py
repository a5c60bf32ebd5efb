"""What must hold of the tables beside the screening table for any data."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from burnout.screen import screen
from helpers.analysis_study import groups, screening_study, survey_rows, yes_no

scores = st.one_of(st.none(), st.integers(0, 12).map(float))
person = st.tuples(st.sampled_from([0, 1, None]), scores, st.sampled_from(["a", "b", "c", "d", None]))
people = st.lists(person, min_size=0, max_size=40)
# A high significance level, so that comparisons are often made.
STUDY = screening_study(["event", "score", "grade"], ["level", "number"], plan={"alpha": 0.4})
TABLES = ("posthoc", "trend", "assumptions", "cells")
FEW = settings(max_examples=30, deadline=None)


def survey(rows) -> pd.DataFrame:
    event, score, level = ([row[i] for row in rows] for i in range(3))
    return survey_rows(
        event=yes_no(event),
        score=np.array(score, dtype=float),
        level=groups(level, ["a", "b", "c", "d"], ordered=True),
        grade=groups(level[::-1], ["a", "b", "c", "d"], ordered=True),
        number=np.array(score[::-1], dtype=float),
    )


@FEW
@given(people)
def test_every_row_has_a_p_in_range_or_a_reason(rows):
    found = screen(STUDY, survey(rows))
    for name in ("posthoc", "trend", "assumptions"):
        table = getattr(found, name)
        done = table["status"] == "ok"
        assert table.loc[done, "p_value"].between(0, 1).all(), name
        assert (table.loc[~done, "note"] != "").all(), name
        assert table.loc[~done, "p_value"].isna().all(), name
    adjusted = found.posthoc[found.posthoc["status"] == "ok"]
    assert (adjusted["p_adjusted"] >= adjusted["p_value"] - 1e-9).all()
    assert adjusted["p_adjusted"].between(0, 1).all()
    cells = found.cells[found.cells["status"] == "ok"]
    assert np.isfinite(cells[["expected", "adjusted_residual"]].to_numpy(dtype=float)).all()


@FEW
@given(people)
def test_an_interval_holds_its_effect_size(rows):
    table = screen(STUDY, survey(rows)).screening.dropna(subset=["effect_low"])
    assert (table["effect_low"] <= table["effect_size"] + 1e-9).all()
    assert (table["effect_size"] <= table["effect_high"] + 1e-9).all()
    assert (table["effect_interval"] != "").all()


@FEW
@given(people, st.randoms())
def test_order_of_people_is_irrelevant(rows, random):
    data = survey(rows)
    order = list(range(len(data)))
    random.shuffle(order)
    first, second = screen(STUDY, data), screen(STUDY, data.iloc[order].reset_index(drop=True))
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name), rtol=1e-7, atol=1e-9)


@FEW
@given(people)
def test_turning_the_levels_round_turns_the_trend_round(rows):
    data = survey(rows)
    turned = data.assign(level=data["level"].cat.reorder_categories(["d", "c", "b", "a"], ordered=True))
    first, second = (screen(STUDY, d).trend for d in (data, turned))
    assert list(first["test"]) == list(second["test"])
    assert second["effect_size"].to_numpy() == pytest.approx(-first["effect_size"].to_numpy(), abs=1e-9, nan_ok=True)
    assert second["p_value"].to_numpy() == pytest.approx(first["p_value"].to_numpy(), abs=1e-9, nan_ok=True)
