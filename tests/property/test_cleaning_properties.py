"""Properties of cleaning: row order is irrelevant, nothing is lost, cleaning what was cleaned changes nothing."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from burnout.clean import Cleaned, clean
from burnout.errors import DataError
from burnout.intake import RawTable
from helpers.cleaning_studies import AGE, SEX, instruments, study, table

STATUS = {"label": "Consent", "type": "nominal", "levels": {1: "Given", 0: "Withdrawn"}, "column": "ok"}
COLUMNS = ("id", "sex", "age", "ok", "q1", "q2")
CELLS = st.tuples(
    st.sampled_from(["1", "2", "3", "4", "5", "6", 7.0, None]),
    st.sampled_from(["1", 2.0, "9", "3", None]),
    st.sampled_from(["20", 41.0, "３０", "99", "x", None]),
    st.sampled_from([1.0, "1", "01", "0", None]),
    st.sampled_from(["0", 6.0, "7", " ", None]),
    st.sampled_from(["0", 3.0, "-1", None]),
)
ROWS = st.lists(CELLS, min_size=1, max_size=12)
ACTIONS = st.sampled_from(["quarantine", "blank"])


def small(action):
    rules = {
        "duplicates": "quarantine",
        "out_of_range": action,
        "minimum_answered": 0.5,
        "required": ["sex"],
        "exclude": [{"variable": "ok", "levels": ["Withdrawn"], "reason": "withdrew consent"}],
    }
    return study(variables={"sex": SEX, "age": AGE, "ok": STATUS}, cleaning=rules)


def attempt(action, raw: RawTable) -> Cleaned | None:
    try:
        return clean(small(action), instruments(), {"main": raw})
    except DataError:
        return None


@settings(max_examples=25, deadline=None)
@given(rows=ROWS, action=ACTIONS)
def test_every_row_received_is_in_the_data_or_set_aside(rows, action):
    result = attempt(action, table(rows, COLUMNS))
    if result is None:
        return
    assert len(result.data) + len(result.quarantine) == len(rows)
    flow = result.flow.set_index("stage")["n"]
    assert flow["received"] == len(rows) and flow["analysed"] == len(result.data)
    assert result.flow.loc[result.flow["stage"] == "excluded", "n"].sum() == len(result.quarantine)
    assert result.quarantine["row"].is_unique
    assert not result.data.duplicated(["participant", "occasion"]).any()


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(CELLS, min_size=1, max_size=9), action=ACTIONS, data=st.data())
def test_row_order_is_irrelevant(rows, action, data):
    rows = [(str(i), *row[1:]) for i, row in enumerate(rows)]
    one = attempt(action, table(rows, COLUMNS))
    other = attempt(action, table(data.draw(st.permutations(rows)), COLUMNS))
    assert (one is None) == (other is None)
    if one is None or other is None:
        return
    sorted_ = [r.data.sort_values("participant", ignore_index=True) for r in (one, other)]
    pd.testing.assert_frame_equal(*sorted_)
    pd.testing.assert_frame_equal(one.flow, other.flow)
    aside = [sorted(r.quarantine[["participant", "reason", "answers"]].values.tolist()) for r in (one, other)]
    assert aside[0] == aside[1]


@settings(max_examples=25, deadline=None)
@given(rows=ROWS, action=ACTIONS)
def test_cleaning_what_is_left_sets_nothing_aside(rows, action):
    raw = table(rows, COLUMNS)
    first = attempt(action, raw)
    if first is None:
        return
    left = RawTable(raw.name, raw.path, raw.frame.drop(index=first.quarantine["row"]))
    second = attempt(action, left)
    assert second is not None
    pd.testing.assert_frame_equal(second.data, first.data)
    assert second.quarantine.empty
