"""Correlation of two numbers."""

from __future__ import annotations

import numpy as np

from burnout.statistics.result import Array, Result, average_ranks, failed, t_p_value


def _correlation(x: Array, y: Array, test: str, name: str) -> Result:
    n = len(x)
    if n < 3:
        return failed(n, "too-few", "A correlation needs at least three people.")
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return failed(n, "constant", "Everybody has the same value.")
    a, b = x - x.mean(), y - y.mean()
    r = float(np.clip(np.sum(a * b) / np.sqrt(np.sum(a**2) * np.sum(b**2)), -1, 1))
    df = n - 2
    if 1 - abs(r) < 1e-15:
        note = "The two rise or fall together without exception."
        return Result(test, n, float("nan"), "t", df, float("nan"), 0.0, r, name, note=note)
    t = r * np.sqrt(df / ((1 - r) * (1 + r)))
    return Result(test, n, float(t), "t", df, float("nan"), t_p_value(float(t), df), r, name)


def pearson(x: Array, y: Array) -> Result:
    """Pearson's correlation, tested with t on n - 2 degrees of freedom."""
    return _correlation(x, y, "pearson-correlation", "r")


def spearman(x: Array, y: Array) -> Result:
    """Spearman's rank correlation, tested with the t approximation (as SPSS)."""
    return _correlation(average_ranks(x)[0], average_ranks(y)[0], "spearman-correlation", "rho")
