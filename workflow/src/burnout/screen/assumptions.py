"""The table of assumptions: normality and equal variances, where a number is compared between groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from burnout.screen.pair import Pair
from burnout.statistics import brown_forsythe, equality_of_variances, levene, lilliefors, shapiro_wilk

COLUMNS = ["outcome", "factor", "group", "test", "statistic", "df", "df2", "p_value", "status", "note", "n"]
_NUMBERS = ["statistic", "df", "df2", "p_value"]
LARGEST_SHAPIRO = 5000

Row = dict[str, Any]


def check_assumptions(pair: Pair) -> list[Row]:
    """Test normality of each group and equality of variances.

    Parameters
    ----------
    pair : Pair
        The two columns.

    Returns
    -------
    list of dict
        Rows without outcome and factor: for each group Shapiro-Wilk (3 to 5000 people) and Lilliefors (5 or more), and
        for all groups Levene's test about the means and about the medians (Brown-Forsythe), whose df belong to the F
        statistic, Bartlett's test, Shapiro-Wilk of the residuals, and of two groups the F test of their variances. One
        row that says why where nothing can be compared; none unless a number meets groups.
    """
    if pair.form != "groups":
        return []
    if pair.problem is not None:
        return [_failed("none", pair.n, pair.problem.status, pair.problem.note)]
    rows = []
    for level, values in zip(pair.levels, pair.groups, strict=True):
        rows += [{"group": level} | row for row in _normality(values)]
    return rows + [_variances(pair, test) for test in (levene, brown_forsythe)] + _whole(pair)


def _failed(test: str, n: int, status: str, note: str) -> Row:
    return {"test": test, "n": n, "status": status, "note": note}


def _normality(values: np.ndarray) -> list[Row]:
    n = len(values)
    if n < 3:
        return [_failed("shapiro-wilk", n, "too-few", "Normality needs at least three people in the group.")]
    rows = []
    if n <= LARGEST_SHAPIRO:
        rows.append(_one("shapiro-wilk", shapiro_wilk, values))
    if n >= 5:
        rows.append(_one("lilliefors", lilliefors, values))
    return rows


def _one(name: str, test: Callable[[np.ndarray], tuple[float, float]], values: np.ndarray) -> Row:
    statistic, p = test(values)
    if np.isnan(p):
        return _failed(name, len(values), "constant", "Everybody in the group has the same value.")
    return {"test": name, "n": len(values), "statistic": statistic, "p_value": p, "status": "ok", "note": ""}


def _variances(pair: Pair, test: Callable[[list[np.ndarray]], tuple[float, float]]) -> Row:
    name = "levene-mean" if test is levene else "levene-median"
    statistic, p = test(pair.groups)
    if np.isnan(p):
        note = "Too few people or no spread within the groups, so variances cannot be compared."
        return _failed(name, pair.n, "not-estimable", note)
    row = {"test": name, "n": pair.n, "statistic": statistic, "p_value": p, "status": "ok", "note": ""}
    return row | {"df": float(len(pair.groups) - 1), "df2": float(pair.n - len(pair.groups))}


def _whole(pair: Pair) -> list[Row]:
    """Bartlett's test, the F test of two variances, and normality of what the groups' means leave over."""
    note = "Too few people or no spread in a group, so variances cannot be compared."
    rows = []
    for name, (statistic, df, df2, p) in equality_of_variances(pair.groups).items():
        if np.isnan(p):
            rows.append(_failed(name, pair.n, "not-estimable", note))
            continue
        row = {"test": name, "n": pair.n, "statistic": statistic, "p_value": p, "status": "ok", "note": ""}
        rows.append(row | {"df": df, "df2": df2})
    if 3 <= pair.n <= LARGEST_SHAPIRO:
        left = np.concatenate([group - group.mean() for group in pair.groups])
        rows.append(_one("shapiro-wilk-residuals", shapiro_wilk, left))
        if rows[-1]["status"] != "ok":
            rows[-1]["note"] = "Within the groups everybody has the same value."
    return rows


def assumptions_table(rows: list[Row]) -> pd.DataFrame:
    """Make the table."""
    table = pd.DataFrame(rows, columns=COLUMNS)
    text = dict.fromkeys([c for c in COLUMNS if c not in (*_NUMBERS, "n")], "str")
    return table.astype(text | dict.fromkeys(_NUMBERS, "float64") | {"n": "int64"})
