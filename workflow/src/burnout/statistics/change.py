"""Standardised changes of the same people, and the smallest change that a number of pairs can show.

Own arithmetic: neither scipy.stats nor statsmodels has these effect sizes or their intervals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from burnout.statistics.intervals import noncentrality_interval
from burnout.statistics.result import Array, hedges_factor, tied


@dataclass(frozen=True)
class Effect:
    """One effect size.

    Parameters
    ----------
    name : str
        ``cohens-dz`` and so on.
    value, low, high : float
        The effect size and its confidence interval; NaN where there is none.
    method : str
        How the interval was made, in words.
    """

    name: str
    value: float
    low: float
    high: float
    method: str


def paired_effects(before: Array, after: Array, confidence: float) -> list[Effect]:
    """Every customary effect size of a change.

    d_z divides the mean change by the SD of the changes, d_av by the root of the mean of both variances, Glass's delta
    by the SD before; d_rm is d_z times the root of 2(1 - r). g is d times Hedges' exact factor at n - 1 degrees of
    freedom.

    Parameters
    ----------
    before, after : array of shape (pairs,)
        Complete pairs, at least two, whose changes and whose values before are not all the same.
    confidence : float
        Level of the intervals. Of d_z and d_rm: noncentral t (Cumming G, Finch S. Educ Psychol Meas 2001;61:532-574),
        for d_rm with the correlation taken as known. Of d_av and delta: Bonett DG. Psychol Methods 2008;13:99-109.
    """
    change = tied(after - before)
    n, root = len(change), np.sqrt(len(change))
    mean, sd = float(change.mean()), float(np.std(change, ddof=1))
    first, second = float(np.var(before, ddof=1)), float(np.var(after, ddof=1))
    both = (first + second) / 2
    alike = (first + second - sd**2) / 2
    factor = hedges_factor(n - 1)
    z = float(scipy.special.ndtri((1 + confidence) / 2))
    found = []

    shift = noncentrality_interval(mean / sd * root, n - 1, confidence)
    d_z = Effect("cohens-dz", mean / sd, shift[0] / root, shift[1] / root, "noncentral t")
    found += [d_z, _times(d_z, factor, "hedges-gz", "noncentral t, Hedges' correction")]

    d_av = mean / np.sqrt(both)
    spread = d_av**2 * (first**2 + second**2 + 2 * alike**2) / (8 * (n - 1) * both**2) + sd**2 / ((n - 1) * both)
    of_av = Effect("cohens-dav", d_av, d_av - z * np.sqrt(spread), d_av + z * np.sqrt(spread), "Bonett")
    found += [of_av, _times(of_av, factor, "hedges-gav", "Bonett, Hedges' correction")]

    if second > 0:
        known = np.sqrt(max(0.0, 2 * (1 - alike / np.sqrt(first * second))))
        found.append(_times(d_z, float(known), "cohens-drm", "noncentral t, correlation taken as known"))

    delta = mean / np.sqrt(first)
    half = z * np.sqrt(delta**2 / (2 * (n - 1)) + sd**2 / ((n - 1) * first))
    return [*found, Effect("glass-delta", delta, delta - half, delta + half, "Bonett")]


def correlation(before: Array, after: Array, confidence: float) -> Effect:
    """Pearson's correlation of before and after, three pairs or more that vary, with Fisher's interval from four on."""
    r, n = float(np.corrcoef(before, after)[0, 1]), len(before)
    if n < 4 or abs(r) >= 1:
        return Effect("pearson-r", r, float("nan"), float("nan"), "no interval below four pairs or at +-1")
    half = float(scipy.special.ndtri((1 + confidence) / 2)) / np.sqrt(n - 3)
    low, high = (float(np.tanh(np.arctanh(r) + side)) for side in (-half, half))
    return Effect("pearson-r", r, low, high, "Fisher's z")


def _times(effect: Effect, factor: float, name: str, method: str) -> Effect:
    return Effect(name, effect.value * factor, effect.low * factor, effect.high * factor, method)


def smallest_detectable(n: int, alpha: float, power: float) -> float:
    """Smallest d_z that a two-sided paired t-test of n pairs detects with a given power; NaN below two pairs.

    Both tails of the noncentral t count, as in G*Power.

    Parameters
    ----------
    n : int
        Pairs.
    alpha : float
        Two-sided significance level.
    power : float
        Probability of a significant result, above alpha.
    """
    if n < 2:
        return float("nan")
    df, root = n - 1, np.sqrt(n)
    critical = float(scipy.special.stdtrit(df, 1 - alpha / 2))

    def missing(d: float) -> float:
        low, high = scipy.special.nctdtr(df, d * root, [-critical, critical])
        # Far from zero scipy gives NaN for the other tail, which holds nothing there.
        return float(1 - high + np.nan_to_num(low) - power)

    far = 1.0
    while missing(far / root) < 0:
        far *= 2
    return float(scipy.optimize.brentq(missing, 0.0, far / root, xtol=1e-12))
