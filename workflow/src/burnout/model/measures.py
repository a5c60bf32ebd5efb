"""How well a logistic regression fits and discriminates."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import chdtrc, ndtri


class HosmerLemeshow(NamedTuple):
    """Hosmer-Lemeshow test."""

    statistic: float
    df: int
    p_value: float


class Area(NamedTuple):
    """Area under the ROC curve with its interval."""

    auc: float
    low: float
    high: float
    std_error: float


def hosmer_lemeshow(y: np.ndarray, fitted: np.ndarray, groups: int = 10) -> HosmerLemeshow:
    """Hosmer-Lemeshow test on tenths of the fitted probability.

    Parameters
    ----------
    y, fitted : ndarray, shape (n,)
        Outcome (0, 1) and fitted probability.
    groups : int
        Number of groups aimed at.

    Returns
    -------
    HosmerLemeshow
        Chi-square with (number of groups formed - 2) degrees of freedom; NaN with fewer than three groups.

    Notes
    -----
    The result depends on the grouping. Here: cut points are the type 7 deciles of the fitted probabilities,
    intervals are closed on the right, participants with the same probability stay together (as R's
    ResourceSelection). SPSS keeps equal probabilities together too but fills groups of n/10 one after the other, so
    its value can differ where there are many ties. Hosmer and Lemeshow, Applied Logistic Regression, 2013, 5.2.
    """
    p = np.round(fitted, 12)
    group = np.searchsorted(np.unique(_deciles(p, groups))[1:], p, side="left")
    _, group = np.unique(group, return_inverse=True)
    n, observed, expected = (np.bincount(group, weights=w) for w in (np.ones(len(y)), y, fitted))
    formed = len(n)
    spread = expected * (1 - expected / n)
    if formed < 3 or np.any(spread <= 0):
        return HosmerLemeshow(np.nan, max(formed - 2, 0), np.nan)
    statistic = float(np.sum((observed - expected) ** 2 / spread))
    return HosmerLemeshow(statistic, formed - 2, float(chdtrc(formed - 2, statistic)))


def _deciles(p: np.ndarray, groups: int) -> np.ndarray:
    """Type 7 quantiles at 0, 1/groups ... 1; positions in whole numbers so that no rounding moves a cut point."""
    ordered = np.sort(p)
    position = (len(p) - 1) * np.arange(groups + 1)
    low, rest = position // groups, (position % groups) / groups
    high = np.minimum(low + 1, len(p) - 1)
    return ordered[low] + rest * (ordered[high] - ordered[low])


def area(y: np.ndarray, fitted: np.ndarray, confidence: float) -> Area:
    """Area under the ROC curve with DeLong's interval.

    Parameters
    ----------
    y, fitted : ndarray, shape (n,)
        Outcome (0, 1) and fitted probability; both outcomes occur.
    confidence : float
        Confidence level.

    Returns
    -------
    Area
        Limits are kept within 0 and 1; NaN where an outcome occurs less than twice.

    Notes
    -----
    DeLong, DeLong and Clarke-Pearson, Biometrics 1988, by the midranks of Sun and Xu, IEEE Signal Processing
    Letters 2014.
    """
    cases, others = fitted[y == 1], fitted[y == 0]
    m, n = len(cases), len(others)
    if m == 0 or n == 0:
        return Area(np.nan, np.nan, np.nan, np.nan)
    both = _midranks(np.concatenate([cases, others]))
    of_cases = (both[:m] - _midranks(cases)) / n
    of_others = 1 - (both[m:] - _midranks(others)) / m
    auc = float(of_cases.mean())
    if m < 2 or n < 2:
        return Area(auc, np.nan, np.nan, np.nan)
    error = float(np.sqrt(of_cases.var(ddof=1) / m + of_others.var(ddof=1) / n))
    reach = float(ndtri((1 + confidence) / 2)) * error
    return Area(auc, max(0.0, auc - reach), min(1.0, auc + reach), error)


def _midranks(values: np.ndarray) -> np.ndarray:
    _, place, counts = np.unique(np.round(values, 12), return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[place]


def pseudo_r2(loglik: float, loglik_null: float, n: int) -> tuple[float, float]:
    """Cox-Snell and Nagelkerke R2.

    Parameters
    ----------
    loglik, loglik_null : float
        Log-likelihood of the model and of the intercept alone.
    n : int
        Participants.

    Notes
    -----
    Cox and Snell, Analysis of Binary Data, 1989; Nagelkerke, Biometrika 1991.
    """
    cox_snell = max(0.0, 1 - np.exp(2 * (loglik_null - loglik) / n))  # rounding may give -1e-16 for an empty model
    most = 1 - np.exp(2 * loglik_null / n)
    return float(cox_snell), float(cox_snell / most) if most > 0 else float("nan")
