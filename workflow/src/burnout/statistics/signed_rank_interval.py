"""The median change with the interval that belongs to Wilcoxon's signed-rank test of `burnout.statistics.pairs`.

Our own arithmetic, because no library inverts the test with ties, by the exact distribution and by z alike.
"""

from __future__ import annotations

import numpy as np
import scipy

from burnout.statistics.change import Effect
from burnout.statistics.pairs import EXACT_UP_TO, wilcoxon
from burnout.statistics.result import Array, Result, tied
from burnout.statistics.signed_ranks import exact_tails, rank_changes

STEP = 1e-10
"""Differences are told apart to so much; a limit that its own test rejects stands so far inside."""
MANY = 2_000
"""Changed pairs from which the median of all means of two is found by the test instead of by making them all."""
NAME = "hodges-lehmann"


def median_change(difference: Array, exact: bool, confidence: float, result: Result | None = None) -> Effect:
    """Median of the means of every two changes, with the interval of all shifts that the test does not reject.

    Hodges JL, Lehmann EL. Ann Math Stat 1963;34:598-611; R's ``wilcox.test(conf.int = TRUE, correct = FALSE)``.

    Parameters
    ----------
    difference : array of shape (pairs,)
        After minus before.
    exact : bool
        As of `wilcoxon`: exact P up to 50 changed pairs, or z.
    confidence : float
        Confidence level.
    result : Result, optional
        What `wilcoxon` gave, if it is known.

    Returns
    -------
    Effect
        Of those who changed, as the test. Zero lies outside the limits exactly when P is under 1 - confidence: where
        ties make the test of no change differ from that of a shift just beside it, the limit on that side is zero.
        NaN where the test could not be done; no limits where so few people changed that it can never reject.
    """
    result = result or wilcoxon(difference, exact)
    if result.status != "ok":
        return Effect(NAME, float("nan"), float("nan"), float("nan"), "no interval")
    changes, alpha = np.sort(tied(difference[tied(difference) != 0])), 1 - confidence
    exact = exact and len(changes) <= EXACT_UP_TO
    middle = _median(changes)
    low, high = _limit(changes, exact, middle, alpha), -_limit(-changes[::-1], exact, -middle, alpha)
    if np.isnan(low) or np.isnan(high):
        return Effect(NAME, middle, float("nan"), float("nan"), "too few changed for an interval")
    if result.p_value >= alpha:
        low, high = min(low, 0.0), max(high, 0.0)
    elif low <= 0 <= high:
        low, high = (STEP, max(high, STEP)) if result.statistic > 0 else (min(low, -STEP), -STEP)
    method = f"inverted signed-rank test, {'exact' if exact else 'normal'}"
    return Effect(NAME, middle, low, high, method)


def _median(changes: Array) -> float:
    """Median of the means of every two changes, each with itself too."""
    if len(changes) > MANY:
        low, high = changes[0], changes[-1]
        while high - low > STEP:
            middle = (low + high) / 2
            low, high = (middle, high) if rank_changes(changes - middle).z() > 0 else (low, middle)
        return _nearest_mean(changes, low)
    i, j = np.triu_indices(len(changes))
    return float(np.median((changes[i] + changes[j]) / 2))


def _limit(changes: Array, exact: bool, middle: float, alpha: float) -> float:
    """Smallest shift that is not rejected, a mean of two changes; NaN where none is rejected."""
    low, high = float(changes[0]) - 1, middle
    if not _p(changes - low, exact) < alpha:
        return float("nan")
    while high - low > STEP:
        between = (low + high) / 2
        low, high = (between, high) if _p(changes - between, exact) < alpha else (low, between)
    return _nearest_mean(changes, high)


def _p(changes: Array, exact: bool) -> float:
    ranked = rank_changes(changes)
    if len(ranked.ranks) == 0:
        return 1.0
    return exact_tails(ranked)[0] if exact else float(2 * scipy.special.ndtr(-abs(ranked.z())))


def _nearest_mean(changes: Array, shift: float) -> float:
    """The mean of two changes that lies nearest to a shift; the changes are sorted."""
    wanted = 2 * shift - changes
    right = np.clip(np.searchsorted(changes, wanted), 1, max(len(changes) - 1, 1))
    partners = changes[np.minimum([right - 1, right], len(changes) - 1)]
    means = ((changes + partners) / 2).ravel()
    return float(tied(means[np.argmin(np.abs(means - shift))]))
