"""Correlation of two numbers, by scipy.stats."""

from __future__ import annotations

import numpy as np
import scipy

from burnout.statistics.result import Array, Result, failed, tied


def _problem(x: Array, y: Array) -> Result | None:
    n = len(x)
    if n < 3:
        return failed(n, "too-few", "A correlation needs at least three people.")
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return failed(n, "constant", "Everybody has the same value.")
    return None


def _result(r: float, p: float, n: int, test: str, name: str) -> Result:
    """Add the t behind P, which scipy does not give."""
    df = n - 2
    if 1 - abs(r) < 1e-15:
        note = "The two rise or fall together without exception."
        return Result(test, n, float("nan"), "t", df, float("nan"), 0.0, r, name, note=note)
    t = r * np.sqrt(df / ((1 - r) * (1 + r)))
    return Result(test, n, float(t), "t", df, float("nan"), p, r, name)


def pearson(x: Array, y: Array) -> Result:
    """Pearson's correlation, tested with t on n - 2 degrees of freedom."""
    problem = _problem(x, y)
    if problem:
        return problem
    found = scipy.stats.pearsonr(x, y)
    return _result(float(found.statistic), float(found.pvalue), len(x), "pearson-correlation", "r")


def spearman(x: Array, y: Array) -> Result:
    """Spearman's rank correlation, tested with the t approximation (as SPSS)."""
    x, y = tied(x), tied(y)
    problem = _problem(x, y)
    if problem:
        return problem
    found = scipy.stats.spearmanr(x, y)
    return _result(float(found.statistic), float(found.pvalue), len(x), "spearman-correlation", "rho")
