"""How much two groups differ, in units of the outcome or as an odds ratio, beside the test of the difference."""

from __future__ import annotations

import numpy as np

from burnout.screen.pair import Pair
from burnout.statistics.group_effects import mean_difference
from burnout.statistics.odds_interval import odds_interval
from burnout.statistics.result import Array, Result

Row = dict[str, float | str]


def difference(pair: Pair, result: Result, confidence: float) -> Row:
    """Estimate, standard error and interval that belong to a test of two groups.

    Parameters
    ----------
    pair : Pair
        The two columns.
    result : Result
        The test that a plan chose.
    confidence : float
        Confidence level.

    Returns
    -------
    dict
        estimate, estimate_name, std_error, conf_low, conf_high. Student's and Welch's t: first group's mean minus the
        second's, with the test's own standard error and degrees of freedom. A 2 x 2 table: the odds ratio of the
        outcome's second level, the factor's second level against its first, with the interval of all odds ratios that
        the test does not reject; the standard error of its logarithm (Woolf B. Ann Hum Genet 1955;19:251-253)
        describes the table and is not what the interval is made from. Empty for other tests, and for tables with an
        empty cell.
    """
    if result.status != "ok":
        return {}
    if result.test in ("student-t", "welch-t"):
        return _row("mean-difference", *mean_difference(*pair.groups, result, confidence))
    if pair.form == "table" and pair.counts.shape == (2, 2) and pair.counts.min() > 0:
        return _odds(pair.counts, result, confidence)
    return {}


def _odds(table: Array, result: Result, confidence: float) -> Row:
    (a, b), (c, d) = table.astype(float)
    error = float(np.sqrt((1 / table).sum()))
    return _row("odds-ratio", a * d / (b * c), error, *odds_interval(table, result.test, result.p_value, confidence))


def _row(name: str, estimate: float, error: float, low: float, high: float) -> Row:
    found = {"estimate": float(estimate), "std_error": error, "conf_low": float(low), "conf_high": float(high)}
    return {"estimate_name": name, **found}
