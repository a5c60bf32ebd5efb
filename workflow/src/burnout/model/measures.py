"""How well a logistic regression fits and discriminates."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from burnout.model.risk_groups import grouped, ties


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


def hosmer_lemeshow(y: np.ndarray, fitted: np.ndarray) -> HosmerLemeshow:
    """Hosmer-Lemeshow test on tenths of the fitted probability, grouped as R's ResourceSelection does.

    Parameters
    ----------
    y, fitted : ndarray, shape (n,)
        Outcome (0, 1) and fitted probability.

    Returns
    -------
    HosmerLemeshow
        Chi-square with (number of groups formed - 2) degrees of freedom; NaN with fewer than three groups.

    Notes
    -----
    The result depends on the grouping: the table goodness_of_fit has the others.
    """
    return HosmerLemeshow(*grouped(y, fitted, "deciles-type-7").test()[:3])


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
    cases, others = _by_probability(y, fitted)
    m, n = cases.sum(), others.sum()
    if m == 0 or n == 0:
        return Area(np.nan, np.nan, np.nan, np.nan)
    of_cases = _below(others) / n
    of_others = 1 - _below(cases) / m
    auc = float(cases @ of_cases / m)
    if m < 2 or n < 2:
        return Area(auc, np.nan, np.nan, np.nan)
    spread = [w @ (v - auc) ** 2 / (w.sum() - 1) / w.sum() for w, v in ((cases, of_cases), (others, of_others))]
    error = float(np.sqrt(sum(spread)))
    reach = float(ndtri((1 + confidence) / 2)) * error
    return Area(auc, max(0.0, auc - reach), min(1.0, auc + reach), error)


def _by_probability(y: np.ndarray, fitted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Participants with and without the event at each fitted probability, from the lowest."""
    _, place = ties(fitted)
    events = np.bincount(place, weights=y)
    return events, np.bincount(place) - events


def _below(counts: np.ndarray) -> np.ndarray:
    """Participants of a group with a lower fitted probability, ties by half."""
    return np.cumsum(counts) - counts / 2


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
