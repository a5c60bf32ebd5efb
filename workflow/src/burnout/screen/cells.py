"""The table of cells: in which cells of a table do people stand out?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from burnout.screen.pair import Pair
from burnout.statistics.counts import adjusted_residuals
from burnout.statistics.result import Result

COLUMNS = [
    "outcome",
    "factor",
    "level",
    "group",
    "count",
    "expected",
    "adjusted_residual",
    "status",
    "note",
    "significant",
]

Row = dict[str, Any]


def cells(pair: Pair, results: list[Result], alpha: float) -> list[Row]:
    """Counts, expected counts and adjusted standardised residuals of a table.

    Parameters
    ----------
    pair : Pair
        The two columns.
    results : list of Result
        The tests of the table, one for each plan.
    alpha : float
        Significance level.

    Returns
    -------
    list of dict
        Rows without outcome and factor, one for each cell; `level` is the factor's and `group` the outcome's.
        `significant` tells whether a plan's test over the table is; where none is, cells that stand out do so by
        chance. One row that says why where the table cannot be tested.
    """
    if pair.form != "table":
        return []
    if pair.problem is not None:
        return [{"status": pair.problem.status, "note": pair.problem.note, "significant": ""}]
    significant = "yes" if any(result.p_value < alpha for result in results) else "no"
    expected, residuals = adjusted_residuals(pair.counts)
    return [
        {
            "level": level,
            "group": group,
            "count": int(pair.counts[i, j]),
            "expected": float(expected[i, j]),
            "adjusted_residual": float(residuals[i, j]),
            "status": "ok",
            "note": "" if expected[i, j] >= 5 else "Fewer than 5 expected, so the residual is a rough guide.",
            "significant": significant,
        }
        for i, level in enumerate(pair.levels)
        for j, group in enumerate(pair.outcomes)
    ]


def cells_table(rows: list[Row]) -> pd.DataFrame:
    """Make the table."""
    table = pd.DataFrame(rows, columns=COLUMNS)
    text = dict.fromkeys(["outcome", "factor", "level", "group", "status", "note", "significant"], "str")
    return table.astype(text | dict.fromkeys(["expected", "adjusted_residual"], "float64") | {"count": "Int64"})
