"""Tests of normality, as SPSS prints them: Shapiro-Wilk, and Kolmogorov-Smirnov with Lilliefors' correction."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.polynomial.polynomial import polyval

from burnout.statistics.result import Array

SMALL = 50
"""Largest group tested by Shapiro-Wilk; larger ones by Lilliefors, as such papers do."""

_STEPHENS = (
    (0.302, (1.0,)),
    (0.5, (2.76773, -19.828315, 80.709644, -138.55152, 81.218052)),
    (0.9, (-4.901232, 40.662806, -97.490286, 94.029866, -32.355711)),
    (1.31, (6.198765, -19.558097, 23.186922, -12.234627, 2.423045)),
)
"""P as polynomials of the modified statistic, each up to the statistic in front."""


def _sorted_unless_constant(values: Array, least: int) -> Array | None:
    x = np.sort(np.asarray(values, dtype=float))
    if len(x) < least or x[-1] - x[0] <= 1e-10 * max(1.0, abs(x[0])):
        return None
    return x


def shapiro_wilk(values: Array) -> tuple[float, float]:
    """W and P of the Shapiro-Wilk test.

    Parameters
    ----------
    values : array of shape (n,)
        A sample without missing values, 3 <= n <= 5000.

    Returns
    -------
    tuple of float
        W and P; NaN for fewer than 3 values or values that are all the same.
        Royston P. Appl Stat 1995;44:547-551 (algorithm AS R94), as in R and SPSS.
    """
    x = _sorted_unless_constant(values, 3)
    if x is None:
        return float("nan"), float("nan")
    found = scipy.stats.shapiro(x)
    return float(found.statistic), float(found.pvalue)


def lilliefors(values: Array) -> tuple[float, float]:
    """D and P of the Kolmogorov-Smirnov test of normality with estimated mean and standard deviation.

    Parameters
    ----------
    values : array of shape (n,)
        A sample without missing values, n >= 5.

    Returns
    -------
    tuple of float
        D and P; NaN for fewer than 5 values or values that are all the same. P by Dallal GE, Wilkinson L.
        Am Stat 1986;40:294-296, above 0.1 by Stephens' modified statistic, both as `nortest::lillie.test` of R. Written
        out, since statsmodels' reads P above 0.1 from a table, and takes longer to load than most studies to analyse.
        SPSS prints every P above 0.2 as 0.200.
    """
    x = _sorted_unless_constant(values, 5)
    if x is None:
        return float("nan"), float("nan")
    n, below = len(x), scipy.special.ndtr((x - x.mean()) / np.std(x, ddof=1))
    d = float(max(np.max(np.arange(1, n + 1) / n - below), np.max(below - np.arange(n) / n)))
    p = _small_p(d, n)
    return d, p if p <= 0.1 else _large_p(d, n)


def _small_p(d: float, n: int) -> float:
    size, root = (d, n) if n <= 100 else (d * (n / 100) ** 0.49, 100)
    power = -7.01256 * size**2 * (root + 2.78019) + 2.99587 * size * np.sqrt(root + 2.78019)
    return float(np.exp(power - 0.122119 + 0.974598 / np.sqrt(root) + 1.67997 / root))


def _large_p(d: float, n: int) -> float:
    k = (np.sqrt(n) - 0.01 + 0.85 / np.sqrt(n)) * d
    return next((float(polyval(k, terms)) for end, terms in _STEPHENS if k <= end), 0.0)


def looks_normal(values: Array, alpha: float) -> bool:
    """Whether normality is not rejected: Shapiro-Wilk up to 50 values, Lilliefors above.

    Fewer than 3 values, or values that are all the same, do not pass.
    """
    _, p = shapiro_wilk(values) if len(values) <= SMALL else lilliefors(values)
    return bool(p >= alpha)
