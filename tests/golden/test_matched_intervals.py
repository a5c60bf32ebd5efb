"""Intervals of matched shares and robust errors of arms against R 4.2.2 (matched_intervals/script.R).

Tolerance: 1e-6 relative throughout (closed formulas; Tango's limits are roots that both sides find to 1e-12). The first
table is the published example of Fagerland and others (Stat Med 2014;33:2850-2875), which prints three decimals.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from burnout.statistics.matched import matched_effects
from helpers.golden import row_of

HERE = Path(__file__).parent / "matched_intervals"
TOLD = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))
TABLES = pd.read_csv(HERE / "data.csv")


def found(number):
    row = TABLES.iloc[number]
    n = int(row.sum())
    effects = matched_effects(int(row["gained"]), int(row["lost"]), n, 0.95, int(row["both"]))
    return {effect.name.removeprefix("difference-of-shares-"): effect for effect in effects}


@pytest.mark.parametrize("number", range(len(TABLES)))
def test_intervals_of_the_difference_are_as_in_r(number):
    effects = found(number)
    for name, key in (("newcombe", "newcombe"), ("tango", "tango"), ("agresti-min", "agresti_min")):
        limits = [max(-1.0, min(1.0, value)) for value in TOLD["tables"][number][key]]
        assert [effects[name].low, effects[name].high] == pytest.approx(limits, rel=1e-6)


def test_the_published_example():
    effects = found(0)
    assert [round(v, 3) for v in (effects["newcombe"].low, effects["newcombe"].high)] == [0.026, 0.507]
    assert [round(v, 3) for v in (effects["tango"].low, effects["tango"].high)] == [0.026, 0.517]


@pytest.mark.parametrize(("arm", "label"), [("armCBT", "Behavioural therapy"), ("armFT", "Family therapy")])
def test_robust_errors_of_the_arms_are_those_of_sandwich(arm, label):
    row, told = row_of("anorexia", "paired_arms", method="ancova-robust", arm=label), TOLD["hc3"][arm]
    names = ["estimate", "std_error", "statistic", "p_value"]
    assert list(row[names]) == pytest.approx([told[key] for key in ("estimate", "se", "t", "p")], rel=1e-6)
