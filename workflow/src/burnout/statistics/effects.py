"""Confidence intervals of effect sizes, and the standardised difference of two groups.

Our own arithmetic on distribution functions of scipy.special: neither scipy.stats nor statsmodels has these intervals
for results that are already there. The bounds of a noncentrality are found by a root, because scipy's inverse functions
are right to few digits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import scipy

from burnout.statistics.intervals import noncentrality_interval
from burnout.statistics.result import Array, Result, hedges_factor

EXACT = ("fisher-exact", "fisher-freeman-halton")

Limits = tuple[float, float, str]
NONE: Limits = (float("nan"), float("nan"), "")


def with_interval(result: Result, sizes: Sequence[int], confidence: float) -> Result:
    """Give an effect size its confidence interval, where there is a method for it.

    Parameters
    ----------
    result : Result
        A test with its effect size.
    sizes : sequence of int
        People in each group; of a table of counts its numbers of rows and columns.
    confidence : float
        Level of the interval.

    Returns
    -------
    Result
        With `effect_low`, `effect_high` and `effect_interval`, the method:

        - Hedges' g: noncentral t of the pooled t statistic (Steiger JH, Fouladi RT 1997), equal variances;
        - Cramer's V: noncentral chi-square, V = sqrt(lambda / (n (k - 1))) (Smithson M 2003), not beside an exact test,
          which is taken where the chi-square distribution does not hold;
        - eta squared of the one-way analysis: noncentral F, lambda / (lambda + n) (Steiger JH. Psychol Methods
          2004;9:164-182), not beside Welch's test, whose F it is not;
        - rank-biserial correlation: Fisher's z with standard error sqrt((n1 + n2 + 1) / (3 n1 n2)), as R's effectsize;
        - Pearson's r: Fisher's z; Spearman's rho: Fisher's z with the standard error of Bonett DG, Wright TA.
          Psychometrika 2000;65:23-28.

        V and eta squared of a sample exceed those of the population on average; where the interval would end below the
        value itself, it is stretched to it.
    """
    if result.status != "ok" or not np.isfinite(result.effect_size):
        return result
    methods: dict[str, Callable[[Result, Sequence[int], float], Limits]] = {
        "hedges-g": _g,
        "cramers-v": _v,
        "eta-squared": _eta,
        "rank-biserial": _rank_biserial,
        "r": _r,
        "rho": _rho,
    }
    method = methods.get(result.effect_size_name)
    low, high, name = method(result, sizes, confidence) if method else NONE
    if not (np.isfinite(low) and np.isfinite(high)):
        return result
    return replace(result, effect_low=low, effect_high=high, effect_interval=name)


def _g(result: Result, sizes: Sequence[int], confidence: float) -> Limits:
    df, scale = sum(sizes) - 2, np.sqrt(sizes[0] * sizes[1] / sum(sizes))
    factor = hedges_factor(df)
    low, high = noncentrality_interval(result.effect_size / factor * scale, df, confidence)
    return low / scale * factor, high / scale * factor, "noncentral t"


def _v(result: Result, sizes: Sequence[int], confidence: float) -> Limits:
    if result.test in EXACT:
        return NONE
    df, most = (sizes[0] - 1) * (sizes[1] - 1), result.n * (min(sizes) - 1)
    chi_square = result.effect_size**2 * most

    def below(shift: float) -> float:
        return float(scipy.special.chndtr(chi_square, df, shift) if shift > 0 else scipy.special.chdtr(df, chi_square))

    low, high = (np.sqrt(shift / most) for shift in _noncentral(below, chi_square, confidence))
    return float(min(low, 1.0)), float(min(max(high, result.effect_size), 1.0)), "noncentral chi-square"


def _eta(result: Result, sizes: Sequence[int], confidence: float) -> Limits:
    if result.test != "one-way-anova":
        return NONE
    f, df, df2 = result.statistic, result.df, result.df2

    def below(shift: float) -> float:
        return float(scipy.special.ncfdtr(df, df2, shift, f) if shift > 0 else scipy.special.fdtr(df, df2, f))

    low, high = (shift / (shift + result.n) for shift in _noncentral(below, f * df, confidence))
    return low, max(high, result.effect_size), "noncentral F"


def _noncentral(below: Callable[[float], float], start: float, confidence: float) -> tuple[float, float]:
    """Both noncentralities that put the statistic at the tails; 0 where even the central one does."""
    tail = (1 - confidence) / 2
    bounds = []
    for p in (1 - tail, tail):
        if below(0.0) <= p:
            bounds.append(0.0)
            continue
        far = 2 * start + 30.0
        while below(far) > p:
            far *= 2
        bounds.append(float(scipy.optimize.brentq(lambda shift, p=p: below(shift) - p, 0.0, far, xtol=1e-12)))
    return bounds[0], bounds[1]


def _fisher_z(r: float, error: float, confidence: float, name: str) -> Limits:
    if not np.isfinite(error) or abs(r) >= 1:
        return NONE
    half = scipy.special.ndtri((1 + confidence) / 2) * error
    return float(np.tanh(np.arctanh(r) - half)), float(np.tanh(np.arctanh(r) + half)), name


def _rank_biserial(result: Result, sizes: Sequence[int], confidence: float) -> Limits:
    error = np.sqrt((sizes[0] + sizes[1] + 1) / (3 * sizes[0] * sizes[1]))
    return _fisher_z(result.effect_size, error, confidence, "Fisher z")


def _r(result: Result, sizes: Sequence[int], confidence: float) -> Limits:
    if result.n < 4:
        return NONE
    return _fisher_z(result.effect_size, 1 / np.sqrt(result.n - 3), confidence, "Fisher z")


def _rho(result: Result, sizes: Sequence[int], confidence: float) -> Limits:
    if result.n < 4:
        return NONE
    error = np.sqrt((1 + result.effect_size**2 / 2) / (result.n - 3))
    return _fisher_z(result.effect_size, error, confidence, "Fisher z (Bonett and Wright)")


def standardised_difference(a: Array, b: Array) -> float:
    """Difference of two means, first minus second, by the root of the average of the two variances.

    Austin PC. Stat Med 2009;28:3083-3107. NaN where there is no spread.
    """
    if min(len(a), len(b)) < 2:
        return float("nan")
    spread = np.sqrt((np.var(a, ddof=1) + np.var(b, ddof=1)) / 2)
    return float((a.mean() - b.mean()) / spread) if spread > 1e-12 * max(1.0, abs(a.mean())) else float("nan")


def standardised_difference_of_shares(first: Array, second: Array) -> float:
    """Standardised difference of two groups in a categorical variable.

    Parameters
    ----------
    first, second : array of shape (levels,)
        Counts of each level in the two groups.

    Returns
    -------
    float
        Two levels: difference of the shares of the last level, first group minus second, by the root of the average
        binomial variance. More levels: the Mahalanobis distance of the shares, which has no sign. Yang D, Dalton JE.
        SAS Global Forum 2012, paper 335. NaN where a variance is zero.
    """
    p, q = (counts[1:] / counts.sum() for counts in (first, second))
    spread = sum(np.diag(shares) - np.outer(shares, shares) for shares in (p, q)) / 2
    if np.linalg.matrix_rank(spread, tol=1e-10) < len(p):
        return float("nan")
    if len(p) == 1:
        return float((p[0] - q[0]) / np.sqrt(spread[0, 0]))
    return float(np.sqrt((p - q) @ np.linalg.solve(spread, p - q)))
