"""Correlation of two numbers, by scipy.stats."""

from __future__ import annotations

import numpy as np
import scipy

from burnout.statistics.result import Array, Result, failed, tied

PERFECT = 1e-14
"""How far from 1 rounding can bring a correlation of numbers that lie on a line."""

SMALLEST_SPREAD = 1e-12
"""Smallest range of values, as a share of their size, of which a correlation can be worked out."""


def _problem(x: Array, y: Array) -> Result | None:
    n = len(x)
    if n < 3:
        return failed(n, "too-few", "A correlation needs at least three people.")
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return failed(n, "constant", "Everybody has the same value.")
    if any(np.ptp(v) < SMALLEST_SPREAD * np.abs(v).max() for v in (x, y)):
        return failed(n, "constant", "The values differ by less than a computer can tell apart reliably.")
    return None


def _result(r: float, p: float, n: int, test: str, name: str) -> Result:
    """Add the t behind P, which scipy does not give."""
    df = n - 2
    if 1 - abs(r) < PERFECT:
        r = float(np.sign(r))
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


def kendall(x: Array, y: Array) -> Result:
    """Kendall's tau-b, tested with z and the variance given the ties, as R's cor.test without exact P and SPSS.

    scipy gives tau and P only; z is worked out here. Kendall MG. Rank Correlation Methods, 4th ed. 1970, chapter 4.
    """
    x, y = tied(x), tied(y)
    problem = _problem(x, y)
    if problem:
        return problem
    found = scipy.stats.kendalltau(x, y, method="asymptotic")
    n = len(x)
    ties = [np.unique(v, return_counts=True)[1].astype(float) for v in (x, y)]
    alike = [float((t * (t - 1)).sum()) for t in ties]
    score = float(found.statistic) * np.sqrt((n * (n - 1) - alike[0]) * (n * (n - 1) - alike[1])) / 2
    cubic = n * (n - 1) * (2 * n + 5) - sum(float((t * (t - 1) * (2 * t + 5)).sum()) for t in ties)
    three = [float((t * (t - 1) * (t - 2)).sum()) for t in ties]
    variance = cubic / 18 + alike[0] * alike[1] / (2 * n * (n - 1)) + three[0] * three[1] / (9 * n * (n - 1) * (n - 2))
    z = float(score / np.sqrt(variance))
    p = float(2 * scipy.special.ndtr(-abs(z)))
    tau = float(found.statistic)
    return Result("kendall-tau-b", n, z, "z", p_value=p, effect_size=tau, effect_size_name="tau-b")
