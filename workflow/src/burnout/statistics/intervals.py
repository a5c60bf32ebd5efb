"""Confidence intervals, by scipy."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import scipy

from burnout.statistics.result import Array


def mean_interval(values: Array, confidence: float) -> tuple[float, float]:
    """Confidence interval of a mean by Student's t, of two values or more; no width where all are the same.

    Written out, since scipy's loads all of scipy.stats and works out a test beside it.
    """
    if np.ptp(values) == 0:
        return float(values[0]), float(values[0])
    n, mean = len(values), float(np.mean(values))
    half = float(scipy.special.stdtrit(n - 1, (1 + confidence) / 2) * np.std(values, ddof=1) / np.sqrt(n))
    return mean - half, mean + half


def share_interval(count: int, n: int, confidence: float) -> tuple[float, float]:
    """Confidence interval of a share, 0 to 1: the score interval without continuity correction; n > 0.

    Wilson EB. J Am Stat Assoc 1927;22:209-212.
    """
    low, high = share_intervals(np.array(count), np.array(n), confidence)
    return float(low), float(high)


def share_intervals(counts: Array, n: Array, confidence: float) -> tuple[Array, Array]:
    """The same for many shares at once.

    Written out, since scipy's loads all of scipy.stats and works out a test beside it.

    Parameters
    ----------
    counts, n : array of the same shape
        Number with the property, and of all.
    confidence : float
        Confidence level.
    """
    z2, share = NormalDist().inv_cdf((1 + confidence) / 2) ** 2, counts / n
    centre, half = share + z2 / (2 * n), np.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n**2)))
    low, high = (centre - half) / (1 + z2 / n), (centre + half) / (1 + z2 / n)
    return np.where(counts <= 0, 0.0, low), np.where(counts >= n, 1.0, high)


def noncentrality_interval(t: float, df: float, confidence: float) -> tuple[float, float]:
    """Confidence interval of the noncentrality of a t distribution; NaN where it cannot be found (t in thousands).

    By a root of scipy's distribution function, because its inverse (`scipy.special.nctdtrinc`) is right to few digits.
    The root lies between the normal quantile, which is the bound for t = 0, and t times a far quantile of the
    chi distribution plus a far normal quantile.
    """
    tail, size = (1 - confidence) / 2, abs(t)
    lowest = scipy.special.ndtri(tail) - 1
    highest = size * np.sqrt(scipy.special.chdtri(df, tail / 4) / df) - scipy.special.ndtri(tail / 4)
    low, high = (_noncentrality(size, df, p, (lowest, highest)) for p in (1 - tail, tail))
    return (low, high) if t >= 0 else (-high, -low)


def _noncentrality(t: float, df: float, p: float, bracket: tuple[float, float]) -> float:
    def excess(shift: float) -> float:
        return float(scipy.special.nctdtr(df, shift, t) - p)

    if np.isnan([excess(end) for end in bracket]).any():
        return float("nan")
    return float(scipy.optimize.brentq(excess, *bracket, xtol=1e-12))
