"""Every printed number remembers the result table, row and column it comes from."""

from __future__ import annotations

import json
import math
import re

import numpy as np
import pandas as pd
import pytest

from burnout.manuscript.numbers import count, decimal, estimate, p_phrase, p_value, share
from burnout.manuscript.origin_page import origin_page
from burnout.manuscript.origins import clean, origin_frame
from burnout.manuscript.pipe import pipe_table
from burnout.manuscript.trace import (
    ROWS,
    Origin,
    TracedTables,
    marked_in,
    number_of,
    origins_of,
    records,
    traced_frame,
    tracing,
    unmark,
)
from burnout.render.escape import escape
from burnout.table_keys import key_columns, row_name

TABLE = pd.DataFrame(
    {
        "outcome": ["ill", "ill", "well"],
        "level": ["No", "Yes", "Yes"],
        "count": [6, 4, 3],
        "n": [10, 10, 12],
        "percent": [60.0, 40.0, 25.0],
        "p_value": [0.0004, 0.047, math.nan],
        "chosen": [True, False, False],
    }
)


def first(name: str) -> object:
    return traced_frame("prevalence", TABLE).iloc[1][name]


def test_a_traced_table_computes_like_the_plain_one():
    made = traced_frame("prevalence", TABLE)
    assert (made["p_value"] < 0.05).tolist() == [True, True, False]
    assert made["p_value"].isna().tolist() == [False, False, True]
    assert made["count"].sum() == 13
    assert made["percent"].max() == 60
    assert made["percent"].idxmax() == 0
    assert made["chosen"].dtype == bool
    assert TABLE["count"].dtype == np.int64
    assert made.sort_values("percent")["count"].tolist() == [3, 4, 6]
    assert isinstance(first("count"), int)
    assert isinstance(first("percent"), float)


def test_origins_survive_filters_joins_and_arithmetic():
    made = traced_frame("prevalence", TABLE)
    own = (Origin("prevalence", 1, "count"),)
    assert first("count").origins == own
    assert made[made["level"] == "Yes"].set_index("outcome").loc["ill", "count"].origins == own
    joined = made.merge(made, on="outcome", suffixes=("", "_other"))
    assert joined[(joined["level"] == "Yes") & (joined["level_other"] == "No")].iloc[0]["count"].origins == own
    whole = 100 * first("count") / first("n")
    assert float(whole) == 40
    assert whole.origins == (*own, Origin("prevalence", 1, "n"))
    assert [o.row for o in made["count"].sum().origins] == [0, 1, 2]
    assert origins_of(-first("percent"), abs(first("percent"))) == (Origin("prevalence", 1, "percent"),)


def test_numbers_are_marked_only_while_tracing():
    assert share(first("count"), first("n")) == "4 (40.00)"
    with tracing() as ledger:
        text = share(first("count"), first("n"))
        assert unmark(text) == "4 (40.00)"
        assert [number for number, _ in marked_in(text)] == ["4", "40.00"]
        assert [ledger.entries[place] for _, place in marked_in(text)] == [
            (Origin("prevalence", 1, "count"),),
            (Origin("prevalence", 1, "count"), Origin("prevalence", 1, "n")),
        ]
        assert unmark(p_phrase(first("p_value"))) == "*P* = 0.047"
        assert p_value(0.047) == "0.047"
        assert decimal(math.nan) == "–"
        assert unmark(estimate(first("percent"), first("count"), first("n"))) == "40.00 (4.00 to 10.00)"


def test_a_count_of_rows_names_the_rows():
    made = traced_frame("prevalence", TABLE)
    hits = number_of(made[made["level"] == "Yes"])
    assert hits == 2
    assert hits.origins == (Origin("prevalence", 1, ROWS), Origin("prevalence", 2, ROWS))
    assert number_of(TABLE) == 3
    assert number_of(made.iloc[:0]) == 0


def test_printed_numbers_are_compared_by_what_they_say():
    made = traced_frame("prevalence", TABLE)
    with tracing():
        least, most = count(made["n"].iloc[0]), count(made["n"].iloc[1])
        other = count(made["n"].iloc[2])
    assert str.__ne__(least, most)
    assert least == most == "10"
    assert least != other
    assert list(dict.fromkeys([least, most, other])) == ["10", "12"]


def test_rows_as_mappings_keep_their_origins():
    row = records(traced_frame("prevalence", TABLE))[1]
    assert row["count"].origins == (Origin("prevalence", 1, "count"),)
    assert row["level"] == "Yes"


def test_nobody_can_forge_a_mark():
    with tracing():
        text = count(first("n"))
    assert escape(f"label {text}").replace("\\", "") == "label 10"


def test_text_becomes_spans_and_cells_keep_their_place():
    with tracing() as ledger:
        row = traced_frame("prevalence", TABLE).iloc[1]
        values = {"prevalence.ill.percent": f"{decimal(row['percent'])}%"}
        table = pipe_table(
            ["Level", "n (%)"],
            [["*a* \\| b", "{{< var prevalence.ill.percent >}}"], ["Yes", share(row["count"], row["n"])]],
            caption=f"Levels (n = {count(row['n'])}).",
            label="levels",
        )
        text = f"Of {count(row['n'])}, {{{{< var prevalence.ill.percent >}}}} were ill.\n\n{table}"
    made = clean("prevalence", text, values)
    assert "Of 10, {{< var prevalence.ill.percent >}} were ill." in made.plain
    assert "{.traced" not in made.plain
    assert 'Of [10]{.traced key="prevalence.' in made.linked
    assert '[{{< var prevalence.ill.percent >}}]{.traced key="prevalence.ill.percent"} were ill.' in made.linked
    assert "| Yes | 4 (40.00) |" in made.linked
    frame = origin_frame(made.printed, ledger, {"prevalence": TABLE})
    cells = frame[frame["place"] == "tbl-levels"]
    assert cells[["key", "line", "column", "number"]].drop_duplicates().to_numpy().tolist() == [
        ["tbl-levels.1.2", 1, 2, "40.00"],
        ["tbl-levels.2.2", 2, 2, "4"],
        ["tbl-levels.2.2", 2, 2, "40.00"],
    ]
    told = frame[frame["key"] == "prevalence.ill.percent"].iloc[0]
    assert (told["text"], told["table"], told["table_row"], told["table_column"]) == (
        "40.00%",
        "prevalence",
        2,
        "percent",
    )
    assert (told["table_key"], told["value"]) == ("outcome = ill, level = Yes", 40.0)


def test_the_page_carries_origins_as_data_and_nothing_can_break_out():
    hostile = TABLE.assign(level=["</script><b>", "Yes", "No"])
    with tracing() as ledger:
        cell = count(traced_frame("prevalence", hostile).iloc[0]["count"])
    made = clean("prevalence", f"{cell} people.", {})
    page = origin_page(origin_frame(made.printed, ledger, {"prevalence": hostile}), "go();\n")
    assert page.count("</script>") == 2
    data = json.loads(re.search(r'id="origins">(.*?)</script>', page)[1])
    assert data["rows"] == [["prevalence", 1, "outcome = ill, level = </script><b>"]]
    assert data["numbers"]["prevalence.1"] == [["6", 0, 0, 6]]
    assert origin_page(pd.DataFrame(), "go();") == ""


def test_tables_are_traced_when_asked_for():
    tables = TracedTables({"prevalence": TABLE})
    assert tables.get("fit") is None
    assert tables["prevalence"] is tables.get("prevalence")
    assert tables["prevalence"].iloc[0]["n"].origins == (Origin("prevalence", 0, "n"),)


@pytest.mark.parametrize(
    ("columns", "keys"),
    [
        ({"a": ["x", "y"], "b": ["p", "p"], "v": [1.5, 2.5]}, ["a"]),
        ({"a": ["x", "x"], "b": ["p", "q"], "status": ["ok", "bad"]}, ["a", "b"]),
        ({"step": [1, 2], "a": ["x", "x"], "v": [1.5, 1.5]}, ["step", "a"]),
        ({"a": ["x", "x"], "v": [1.5, 2.5]}, ["a"]),
    ],
)
def test_keys_are_what_tells_rows_apart(columns, keys):
    assert key_columns(pd.DataFrame(columns)) == keys


def test_a_row_is_named_by_the_cells_that_are_there():
    assert row_name({"a": "x", "b": None, "c": math.nan, "d": "", "step": 2}) == "a = x, step = 2"
