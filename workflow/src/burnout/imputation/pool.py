"""Rubin's rules: what several imputed data sets say together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc, stdtr, stdtrit


@dataclass(frozen=True)
class Pooled:
    """Pooled estimates.

    Parameters
    ----------
    estimate, std_error, statistic, df, p_value, low, high : ndarray, shape (k,)
        Pooled estimate with its standard error, t test and interval.
    increase : ndarray, shape (k,)
        Relative increase of the variance by missing values.
    fraction : ndarray, shape (k,)
        Fraction of missing information.
    efficiency : ndarray, shape (k,)
        Of so many imputations relative to very many (0 to 1).
    error : ndarray, shape (k,)
        Monte-Carlo standard error of the estimate: how much it would vary with other random numbers.
    within, between : ndarray, shape (k, k)
        Mean covariance within, and covariance between, imputed data sets.
    number : int
        Imputed data sets.
    complete_df : float or ndarray, shape (k,)
        Degrees of freedom of the analysis without missing values.
    """

    estimate: np.ndarray
    std_error: np.ndarray
    statistic: np.ndarray
    df: np.ndarray
    p_value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    increase: np.ndarray
    fraction: np.ndarray
    efficiency: np.ndarray
    error: np.ndarray
    within: np.ndarray
    between: np.ndarray
    number: int
    complete_df: float | np.ndarray


@dataclass(frozen=True)
class WholeTest:
    """Test of several coefficients at once: F with its degrees of freedom."""

    statistic: float = np.nan
    df: int = 0
    df2: float = np.nan
    p_value: float = np.nan


def pool(
    estimates: np.ndarray,
    covariances: np.ndarray,
    complete_df: float | np.ndarray = np.inf,
    confidence: float = 0.95,
) -> Pooled:
    """Pool estimates by Rubin's rules.

    Parameters
    ----------
    estimates : ndarray, shape (m, k)
        Estimates in each of m imputed data sets, two or more.
    covariances : ndarray, shape (m, k, k)
        Their covariances.
    complete_df : float or ndarray, shape (k,)
        Degrees of freedom of the analysis without missing values, of all estimates or of each: participants less
        parameters, or those that allow for clusters.
    confidence : float
        Confidence level.

    Notes
    -----
    Rubin, Multiple Imputation for Nonresponse in Surveys, 1987, chapter 3; degrees of freedom of Barnard and Rubin,
    Biometrika 1999. As mice, the share of the variance due to missing values counts as 0.0001 at least. Where each
    estimate has its own degrees of freedom, which few clusters make small, the fraction of missing information takes
    those of Rubin (1987), so that it tells of missing values and not of clusters.
    """
    m = len(estimates)
    centre = estimates.mean(axis=0)
    within = covariances.mean(axis=0)
    between = np.atleast_2d(np.cov(estimates, rowvar=False, ddof=1))
    inside, across = np.diag(within), np.diag(between)
    total = inside + (1 + 1 / m) * across
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (1 + 1 / m) * across / total
        increase = (1 + 1 / m) * across / inside
        df = degrees_of_freedom(m, share, complete_df)
        error = np.sqrt(total)
        t = centre / error
        large = df if np.ndim(complete_df) == 0 else degrees_of_freedom(m, share, np.inf)
        fraction = (increase + 2 / (large + 3)) / (increase + 1)
    reach = stdtrit(df, (1 + confidence) / 2) * error
    return Pooled(
        centre, error, t, df, 2 * stdtr(df, -np.abs(t)), centre - reach, centre + reach, increase, fraction,
        1 / (1 + fraction / m), np.sqrt(across / m), within, between, m, complete_df,
    )  # fmt: skip


def degrees_of_freedom(m: int, share: np.ndarray, complete_df: float | np.ndarray) -> np.ndarray:
    """Degrees of freedom of Barnard and Rubin (1999); of Rubin (1987) for a very large sample."""
    share = np.maximum(share, 1e-4)
    old = (m - 1) / share**2
    if np.isscalar(complete_df) and np.isinf(complete_df):
        return old
    observed = (complete_df + 1) / (complete_df + 3) * complete_df * (1 - share)
    return old * observed / (old + observed)


def whole_test(pooled: Pooled, at: list[int], hotelling: float | None = None) -> WholeTest:
    """Whether some coefficients are all zero: the pooled Wald test, also called D1.

    Parameters
    ----------
    pooled : Pooled
        Pooled estimates.
    at : list of int
        Positions of the coefficients, for example of all levels of a factor.
    hotelling : float, optional
        Of an analysis that allows for clusters: the denominator degrees of freedom of Hotelling's approximation without
        missing values, mean of the imputed data sets; NaN where there are too few clusters.

    Notes
    -----
    Li, Raghunathan and Rubin, Journal of the American Statistical Association 1991, with the degrees of freedom of
    Reiter, Biometrika 2007, for small samples. Of one coefficient it is the square of its t test.
    """
    q = len(at)
    if q == 1:
        i = at[0]
        return WholeTest(float(pooled.statistic[i] ** 2), 1, float(pooled.df[i]), float(pooled.p_value[i]))
    within, between = (matrix[np.ix_(at, at)] for matrix in (pooled.within, pooled.between))
    complete_df = float(np.min(pooled.complete_df)) if hotelling is None else hotelling
    if not (np.all(np.isfinite(within)) and np.all(np.isfinite(between)) and complete_df > 0):
        return WholeTest(df=q)
    m = pooled.number
    try:
        r = (1 + 1 / m) * float(np.trace(np.linalg.solve(within, between))) / q
        statistic = float(pooled.estimate[at] @ np.linalg.solve(within, pooled.estimate[at])) / (q * (1 + r))
    except np.linalg.LinAlgError:
        return WholeTest(df=q)
    df2 = _second_df(q, m, r, complete_df)
    if hotelling is not None:
        statistic *= hotelling / (hotelling + q - 1)
    return WholeTest(statistic, q, df2, float(fdtrc(q, df2, statistic)))


def _second_df(q: int, m: int, r: float, complete_df: float) -> float:
    """Denominator degrees of freedom of the pooled Wald test.

    Reiter's approximation needs more than 4 (1 + r) degrees of freedom without missing values; with fewer, those of
    Li, Raghunathan and Rubin and those of the observed data are combined as Barnard and Rubin do.
    """
    r = max(r, 1e-8)
    t = q * (m - 1)
    old = 4 + (t - 4) * (1 + (1 - 2 / t) / r) ** 2 if t > 4 else t * (1 + 1 / q) * (1 + 1 / r) ** 2 / 2
    if np.isinf(complete_df):
        return old
    reach = (complete_df + 1) / (complete_df + 3) * complete_df
    a = r * t / (t - 2) if t > 4 else np.nan
    c1, c2 = reach - 2 * (1 + a), reach - 4 * (1 + a)
    if not c2 > 0:
        observed = reach / (1 + r)
        return old * observed / (old + observed)
    z = 1 / c2 + (
        a**2 * c1 / ((1 + a) ** 2 * c2)
        + 8 * a**2 * c1 / ((1 + a) * c2**2)
        + 4 * a**2 / ((1 + a) * c2)
        + 4 * a**2 / (c2 * c1)
        + 16 * a**2 * c1 / c2**3
        + 8 * a**2 / c2**2
    ) / (t - 4)  # fmt: skip
    return 4 + 1 / z
