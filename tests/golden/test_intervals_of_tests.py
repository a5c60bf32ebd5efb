"""Intervals that invert a test against R: odds ratios of tables of two by two, and medians of changes.

Odds ratios to 1e-6, relative. Median changes by z to 1e-9: R searches their limits to 1e-10. Made by
``Rscript tests/golden/intervals_of_tests/make_expected.R``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from burnout.statistics import fisher_exact, pearson_chi_square, yates
from burnout.statistics.odds_interval import odds_interval
from burnout.statistics.signed_rank_interval import median_change

TOLD = pd.read_csv(Path(__file__).parent / "intervals_of_tests" / "expected.csv").rename(columns={"values": "data"})
TESTS = {"pearson-chi-square": pearson_chi_square, "yates-chi-square": yates, "fisher-exact": fisher_exact}
ROWS = [pytest.param(row, id=f"{row.kind} {row.data}") for row in TOLD.itertuples()]


@pytest.mark.parametrize("row", ROWS)
def test_limits_are_those_of_r(row):
    values = np.array([float(value) for value in row.data.split()])
    if row.kind in TESTS:
        table = values.astype(int).reshape(2, 2)
        found = odds_interval(table, row.kind, TESTS[row.kind](table).p_value, 0.95)
        assert found == pytest.approx((row.low, row.high), rel=1e-6)
    else:
        effect = median_change(values, exact=row.kind == "wilcoxon-exact", confidence=0.95)
        assert (effect.low, effect.high) == pytest.approx((row.low, row.high), abs=1e-9)
