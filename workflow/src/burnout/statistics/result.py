"""What every test gives back, and small helpers that all tests share."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import scipy

Array = np.ndarray


@dataclass(frozen=True)
class Result:
    """One test of one hypothesis.

    Parameters
    ----------
    test : str
        Stable name of the test, for example ``welch-t``; ``none`` when no test could be done.
    n : int
        People (or pairs) in it.
    statistic, df, df2, p_value : float
        As the test gives them; NaN where it has none.
    statistic_name : str
        What the statistic is: ``t``, ``F``, ``H``, ``z``, ``chi-square``.
    effect_size, effect_low, effect_high : float
        Effect size and, where one is computed, its confidence interval.
    effect_interval : str
        Method of that interval; empty where there is none.
    effect_size_name : str
        Name of the effect size.
    status : str
        ``ok``, or why there is no result: ``too-few``, ``constant``, ``not-estimable``.
    note : str
        What a reader should know, as plain sentences.
    """

    test: str
    n: int
    statistic: float = float("nan")
    statistic_name: str = ""
    df: float = float("nan")
    df2: float = float("nan")
    p_value: float = float("nan")
    effect_size: float = float("nan")
    effect_size_name: str = ""
    effect_low: float = float("nan")
    effect_high: float = float("nan")
    status: str = "ok"
    note: str = ""
    effect_interval: str = ""


def failed(n: int, status: str, note: str) -> Result:
    """Make a result that says why there is none."""
    return Result("none", n, status=status, note=note)


def sentences(*notes: str) -> str:
    """Join notes to one text, leaving empty ones out."""
    return " ".join(note for note in notes if note)


def hedges_factor(df: float) -> float:
    """Factor J that removes the small-sample bias of a standardised mean difference.

    Hedges LV. J Educ Stat 1981;6:107-128, the exact form with the gamma function (statsmodels has its approximation
    only); NaN below 2 degrees of freedom.
    """
    if df < 2:
        return float("nan")
    return float(np.exp(scipy.special.gammaln(df / 2) - scipy.special.gammaln((df - 1) / 2) - 0.5 * np.log(df / 2)))


def chi_square_p(df: int, statistic: float) -> float:
    """Upper tail of a chi-square distribution with whole degrees of freedom, as a finite sum.

    Abramowitz M, Stegun IA. Handbook of Mathematical Functions, 1964, 26.4.4 and 26.4.5. Own code, since it is wanted
    for nearly every table and scipy's distribution functions take a tenth of a second to load.
    """
    half = statistic / 2
    if df < 1 or not 0 < half < math.inf:
        return float(scipy.special.chdtrc(df, statistic))
    start = 1.0 if df % 2 == 0 else 1.5
    powers = (start - 1 + i for i in range((df - int(2 * start - 2)) // 2))
    terms = [math.exp(power * math.log(half) - half - math.lgamma(power + 1)) for power in powers]
    return min(1.0, math.fsum(terms) + (math.erfc(math.sqrt(half)) if df % 2 else 0.0))


def tied(values: Array) -> Array:
    """Values rounded to ten decimals, so that equal decimals (14.0 - 13.2 and 11.2 - 10.4) tie."""
    return np.round(np.asarray(values, dtype=float), 10)


def holm(p_values: Array) -> Array:
    """P values adjusted by Holm's step-down method; missing ones stay missing and do not count.

    Parameters
    ----------
    p_values : array of shape (m,)
        Raw P values; NaN where a test gave none.

    Returns
    -------
    array of shape (m,)
        Adjusted P values, at most 1. Holm S. Scand J Stat 1979;6:65-70. Own code: the function of statsmodels collects
        garbage at every call, which here cost more than all tests together.
    """
    adjusted = np.array(p_values, dtype=float)
    known = np.flatnonzero(~np.isnan(adjusted))
    ordered = known[np.argsort(adjusted[known], kind="stable")]
    steps = adjusted[ordered] * np.arange(len(ordered), 0, -1)
    adjusted[ordered] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return adjusted


def benjamini_hochberg(p_values: Array) -> Array:
    """P values adjusted for the false discovery rate; missing ones stay missing and do not count.

    Parameters
    ----------
    p_values : array of shape (m,)
        Raw P values; NaN where a test gave none.

    Returns
    -------
    array of shape (m,)
        Adjusted P values, at most 1. Benjamini Y, Hochberg Y. J R Stat Soc B 1995;57:289-300. Own code: the function of
        scipy loads all of scipy.stats, which takes a second.
    """
    adjusted = np.array(p_values, dtype=float)
    known = np.flatnonzero(~np.isnan(adjusted))
    ordered = known[np.argsort(adjusted[known], kind="stable")]
    steps = adjusted[ordered] * len(ordered) / np.arange(1, len(ordered) + 1)
    adjusted[ordered] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0)
    return adjusted


def bonferroni(p_values: Array) -> Array:
    """P values times their number, at most 1; missing ones stay missing and do not count."""
    values = np.array(p_values, dtype=float)
    return np.minimum(values * np.count_nonzero(~np.isnan(values)), 1.0)
