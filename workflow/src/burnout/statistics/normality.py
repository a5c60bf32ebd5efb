"""Tests of normality, as SPSS prints them: Shapiro-Wilk, and Kolmogorov-Smirnov with Lilliefors' correction."""

from __future__ import annotations

import numpy as np
from numpy.polynomial.polynomial import polyval
from scipy import special

from burnout.statistics.result import Array

SMALL = 50
"""Largest group tested by Shapiro-Wilk; larger ones by Lilliefors, as such papers do."""

_A1 = (0.0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056)
_A2 = (0.0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633)
_SMALL_MEAN = (0.544, -0.39978, 0.025054, -6.714e-4)
_SMALL_LOG_SD = (1.3822, -0.77857, 0.062767, -0.0020322)
_LARGE_MEAN = (-1.5861, -0.31082, -0.083751, 0.0038915)
_LARGE_LOG_SD = (-0.4803, -0.082676, 0.0030302)
_GAMMA = (-2.273, 0.459)


def _weights(n: int) -> Array:
    """Royston's approximation of the Shapiro-Wilk coefficients of the upper half of the sample, largest first."""
    half = n // 2
    if n == 3:
        return np.array([np.sqrt(0.5)])
    m = -special.ndtri((np.arange(1, half + 1) - 0.375) / (n + 0.25))
    total = 2 * np.sum(m**2)
    first = polyval(1 / np.sqrt(n), _A1) + m[0] / np.sqrt(total)
    fixed = [first]
    if n > 5:
        fixed.append(polyval(1 / np.sqrt(n), _A2) + m[1] / np.sqrt(total))
    k = len(fixed)
    scale = np.sqrt((total - 2 * np.sum(m[:k] ** 2)) / (1 - 2 * np.sum(np.square(fixed))))
    return np.concatenate([fixed, m[k:] / scale])


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
    x = np.sort(np.asarray(values, dtype=float))
    n = len(x)
    if n < 3 or x[-1] - x[0] <= 1e-10 * max(1.0, abs(x[0])):
        return float("nan"), float("nan")
    a = _weights(n)
    w = float(np.sum(a * (x[::-1][: n // 2] - x[: n // 2])) ** 2 / np.sum((x - x.mean()) ** 2))
    w = min(w, 1.0)
    return w, _shapiro_p(w, n)


def _shapiro_p(w: float, n: int) -> float:
    if n == 3:
        return float(max(0.0, 6 / np.pi * (np.arcsin(np.sqrt(w)) - np.arcsin(np.sqrt(0.75)))))
    if w >= 1.0:
        return 1.0
    y = np.log1p(-w)
    if n <= 11:
        gamma = polyval(n, _GAMMA)
        if y >= gamma:
            return 1e-99
        y, mean, sd = (
            -np.log(gamma - y),
            polyval(n, _SMALL_MEAN),
            np.exp(polyval(n, _SMALL_LOG_SD)),
        )
    else:
        mean, sd = (
            polyval(np.log(n), _LARGE_MEAN),
            np.exp(polyval(np.log(n), _LARGE_LOG_SD)),
        )
    return float(special.ndtr(-(y - mean) / sd))


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
        Am Stat 1986;40:294-296, and above 0.1 by Stephens' modified statistic, as `nortest::lillie.test` of R.
        SPSS prints every P above 0.2 as 0.200.
    """
    x = np.sort(np.asarray(values, dtype=float))
    n = len(x)
    if n < 5 or x[-1] - x[0] <= 1e-10 * max(1.0, abs(x[0])):
        return float("nan"), float("nan")
    p = special.ndtr((x - x.mean()) / x.std(ddof=1))
    steps = np.arange(1, n + 1)
    d = float(max(np.max(steps / n - p), np.max(p - (steps - 1) / n)))
    return d, _lilliefors_p(d, n)


def _lilliefors_p(d: float, n: int) -> float:
    scaled, size = (d, n) if n <= 100 else (d * (n / 100) ** 0.49, 100)
    p = np.exp(
        -7.01256 * scaled**2 * (size + 2.78019)
        + 2.99587 * scaled * np.sqrt(size + 2.78019)
        - 0.122119
        + 0.974598 / np.sqrt(size)
        + 1.67997 / size
    )
    if p <= 0.1:
        return float(p)
    k = (np.sqrt(n) - 0.01 + 0.85 / np.sqrt(n)) * d
    if k <= 0.302:
        return 1.0
    if k <= 0.5:
        return float(polyval(k, (2.76773, -19.828315, 80.709644, -138.55152, 81.218052)))
    if k <= 0.9:
        return float(polyval(k, (-4.901232, 40.662806, -97.490286, 94.029866, -32.355711)))
    if k <= 1.31:
        return float(polyval(k, (6.198765, -19.558097, 23.186922, -12.234627, 2.423045)))
    return 0.0


def looks_normal(values: Array, alpha: float) -> bool:
    """Whether normality is not rejected: Shapiro-Wilk up to 50 values, Lilliefors above.

    Fewer than 3 values, or values that are all the same, do not pass.
    """
    _, p = shapiro_wilk(values) if len(values) <= SMALL else lilliefors(values)
    return bool(p >= alpha)
