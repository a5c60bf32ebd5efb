"""Variants of Wilcoxon's signed-rank test, and the pseudo-median of the changes with its interval.

Our own arithmetic, because scipy.stats has neither exact P with ties or with Pratt's zeros, nor Hodges and Lehmann's
interval. Differences are after minus before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy

from burnout.statistics.change import Effect
from burnout.statistics.result import Array, Result, failed, tied

EXACT_UP_TO = 200
"""Largest number of changed pairs whose exact distribution is summed (a fraction of a second)."""
NOBODY = "Nobody changed: all differences are zero."


@dataclass(frozen=True)
class Ranked:
    """Ranks of the changes that are not zero.

    Parameters
    ----------
    ranks : array of shape (changed,)
        Ranks of the sizes of the changes.
    rose : array of shape (changed,)
        Whether the value rose.
    """

    ranks: Array
    rose: Array

    @property
    def sum_rose(self) -> float:
        """Sum of the ranks of those who rose, V."""
        return float(self.ranks[self.rose].sum())

    @property
    def sum_fell(self) -> float:
        """Sum of the ranks of those who fell."""
        return float(self.ranks[~self.rose].sum())

    @property
    def scale(self) -> float:
        """Standard deviation of the sum of the ranks when every sign is equally likely."""
        return float(np.sqrt(np.sum(self.ranks**2)) / 2)

    def z(self, correction: float = 0.0) -> float:
        """Standardised sum of the ranks of those who rose, with ties in the variance."""
        gap = self.sum_rose - self.ranks.sum() / 2
        return float((gap - np.sign(gap) * correction) / self.scale)


def rank_changes(difference: Array, pratt: bool = False) -> Ranked:
    """Rank the sizes of the changes: without those who did not change, or (Pratt) with them, leaving their ranks out.

    Parameters
    ----------
    difference : array of shape (pairs,)
        After minus before.
    pratt : bool
        Pratt JW. J Am Stat Assoc 1959;54:655-667.
    """
    from scipy.stats import rankdata

    d = tied(difference)
    if not pratt:
        d = d[d != 0]
    ranks = rankdata(np.abs(d))
    return Ranked(ranks[d != 0], d[d != 0] > 0)


def exact_tails(ranked: Ranked) -> tuple[float, float, float]:
    """Exact P when every sign of every rank is equally likely, ties or not (Streitberg B, Roehmel J. 1986).

    Returns
    -------
    tuple of float
        Two-sided, that values rose, that they fell.
    """
    doubled = np.rint(2 * ranked.ranks).astype(int)
    ways = np.zeros(doubled.sum() + 1)
    ways[0] = 1.0
    for rank in doubled:
        shifted = np.zeros_like(ways)
        shifted[rank:] = ways[: len(ways) - rank]
        ways = (ways + shifted) / 2
    seen, places = round(2 * ranked.sum_rose), np.arange(len(ways))
    far = abs(seen - doubled.sum() / 2)
    both = ways[np.abs(places - doubled.sum() / 2) >= far - 1e-9].sum()
    return float(min(1.0, both)), float(min(1.0, ways[seen:].sum())), float(min(1.0, ways[: seen + 1].sum()))


def signed_rank_variants(difference: Array) -> dict[str, Result]:
    """The signed-rank test in the ways that other programs do it.

    Returns
    -------
    dict of str to Result
        wilcoxon-corrected: z with continuity correction, as R prints with ties or from 50 pairs on. wilcoxon-pratt
        and wilcoxon-pratt-exact: those who did not change take part in the ranking; z, and V with its exact P.
    """
    names = ("wilcoxon-corrected", "wilcoxon-pratt", "wilcoxon-pratt-exact")
    n = len(difference)
    if n == 0:
        return dict.fromkeys(names, failed(0, "too-few", "There are no pairs."))
    if not np.any(tied(difference)):
        return dict.fromkeys(names, failed(n, "constant", NOBODY))
    plain, pratt = rank_changes(difference), rank_changes(difference, pratt=True)
    found = {}
    for name, z in ((names[0], plain.z(0.5)), (names[1], pratt.z())):
        found[name] = Result(name, n, z, "z", p_value=float(2 * scipy.special.ndtr(-abs(z))))
    if len(pratt.ranks) > EXACT_UP_TO:
        return found | {names[2]: failed(n, "not-estimable", too_many())}
    p = exact_tails(pratt)[0]
    return found | {names[2]: Result(names[2], n, pratt.sum_rose, "V", p_value=p, note="Exact P.")}


def too_many() -> str:
    """Why there is no exact result."""
    return f"More than {EXACT_UP_TO} people changed: the asymptotic test is as good, and the exact one is not made."


def rank_effects(difference: Array, confidence: float) -> list[Effect]:
    """Effect sizes of the signed-rank test.

    Parameters
    ----------
    difference : array of shape (pairs,)
        After minus before.
    confidence : float
        Confidence level.

    Returns
    -------
    list of Effect
        rank-biserial with the interval by Fisher's z, as R's effectsize; r-pairs and r-answers, the size of z by the
        root of the number of pairs and of answers, without interval. Empty where nobody changed.
    """
    ranked, n = rank_changes(difference), len(difference)
    m = len(ranked.ranks)
    if m == 0:
        return []
    total, z = m * (m + 1) / 2, abs(ranked.z())
    r = (ranked.sum_rose - ranked.sum_fell) / total
    low, high, method = float("nan"), float("nan"), "no interval at +-1"
    if abs(r) < 1:
        half = -scipy.special.ndtri((1 - confidence) / 2) * np.sqrt((2 * m**3 + 3 * m**2 + m) / 6) / total
        low, high = (float(np.tanh(np.arctanh(r) + side)) for side in (-half, half))
        method = "Fisher's z"
    return [
        Effect("rank-biserial", r, low, high, method),
        Effect("r-pairs", z / np.sqrt(n), float("nan"), float("nan"), "no interval"),
        Effect("r-answers", z / np.sqrt(2 * n), float("nan"), float("nan"), "no interval"),
    ]


def pseudo_medians(difference: Array, confidence: float) -> list[Effect]:
    """Median of the means of every two changes, with the interval that the signed-rank test leaves.

    Hodges JL, Lehmann EL. Ann Math Stat 1963;34:598-611.

    Parameters
    ----------
    difference : array of shape (pairs,)
        After minus before.
    confidence : float
        Confidence level.

    Returns
    -------
    list of Effect
        hodges-lehmann: all pairs, by the exact distribution without ties (with ties or zeros the level is no longer
        exact); left out above 200 pairs. hodges-lehmann-asymptotic: as R's `wilcox.test` finds it without zeros, by
        the normal distribution, with continuity correction in the interval; right to a ten thousandth of a unit, as
        R's. Where so few pairs cannot give an interval of the level asked for, it is one of a lower level, as R's, and
        the method tells which. Empty where all changes are the same.
    """
    d = tied(difference)
    if len(d) < 2 or np.ptp(d) == 0:
        return []
    found = [_exact_median(d, confidence)] if len(d) <= EXACT_UP_TO else []
    moved = d[d != 0]
    return [*found, _asymptotic_median(moved, confidence)] if np.ptp(moved) > 0 else found


def _exact_median(d: Array, confidence: float) -> Effect:
    n, (i, j) = len(d), np.triu_indices(len(d))
    walsh = np.sort((d[i] + d[j]) / 2)
    ways = np.zeros(n * (n + 1) // 2 + 1)
    ways[0] = 1.0
    for rank in range(1, n + 1):
        shifted = np.zeros_like(ways)
        shifted[rank:] = ways[: len(ways) - rank]
        ways = (ways + shifted) / 2
    lowest = max(1, int(np.searchsorted(np.cumsum(ways), (1 - confidence) / 2 * (1 - 1e-12))))
    exact = len(np.unique(np.abs(d))) == n and not np.any(d == 0)
    method = "exact signed-rank distribution" + ("" if exact else ", which ties or zeros make approximate")
    reached = 1 - 2 * ways[0]
    if reached < confidence:
        method += f"; {_lower_level(reached)}"
    return Effect("hodges-lehmann", float(np.median(walsh)), float(walsh[lowest - 1]), float(walsh[-lowest]), method)


def _lower_level(level: float) -> str:
    return f"interval of {100 * level:.4g} %, the most that so few pairs allow"


def _asymptotic_median(d: Array, confidence: float) -> Effect:
    from scipy.stats import rankdata

    def standardised(shift: float, correction: float) -> float:
        moved = d - shift
        moved = moved[moved != 0]
        ranks = rankdata(np.abs(moved))
        spread = np.sqrt(np.sum(ranks**2) / 4)
        gap = ranks[moved > 0].sum() - ranks.sum() / 2
        return float((gap - np.sign(gap) * correction) / spread) if spread > 0 else 0.0

    low, high = float(d.min()), float(d.max())
    bottom, top = standardised(low, 0.5), standardised(high, 0.5)
    tail = 1 - confidence
    while bottom < -scipy.special.ndtri(tail / 2) or top > scipy.special.ndtri(tail / 2):
        tail *= 2
        if tail >= 1:
            break
    middle = _r_root(lambda shift: standardised(shift, 0.0), low, high)
    name, method = "hodges-lehmann-asymptotic", "normal, continuity correction, as R's wilcox.test"
    if tail >= 1:
        return Effect(name, middle, float("nan"), float("nan"), "normal; too few pairs for an interval")
    if tail > 1 - confidence:
        method += f"; {_lower_level(1 - tail)}"
    z = -float(scipy.special.ndtri(tail / 2))
    limits = [_r_root(lambda shift, at=at: standardised(shift, 0.5) - at, low, high) for at in (z, -z)]
    return Effect(name, middle, limits[0], limits[1], method)


def _r_root(f: Callable[[float], float], low: float, high: float, precision: float = 1e-4) -> float:
    """Root of a falling step function as R's `uniroot` finds it, step by step, so that digits agree with R.

    Brent RP. Algorithms for minimization without derivatives, 1973, chapter 4, in the form of the Netlib's zeroin.
    """
    a, b = low, high
    fa, fb = f(a), f(b)
    if fa == 0:
        return a
    if fb == 0:
        return b
    c, fc = a, fa
    for _ in range(1001):
        last = b - a
        if abs(fc) < abs(fb):
            a, b, c = b, c, b
            fa, fb, fc = fb, fc, fb
        least = 2 * np.finfo(float).eps * abs(b) + precision / 2
        step = (c - b) / 2
        if abs(step) <= least or fb == 0:
            break
        if abs(last) >= least and abs(fa) > abs(fb):
            step = _interpolated(a, b, c, fa, fb, fc, least, last)
        if abs(step) < least:
            step = least if step > 0 else -least
        a, fa = b, fb
        b += step
        fb = f(b)
        if (fb > 0) == (fc > 0) and fc != 0 and fb != 0:
            c, fc = a, fa
    return float(b)


def _interpolated(a: float, b: float, c: float, fa: float, fb: float, fc: float, least: float, last: float) -> float:
    """Next step by a line or an inverse parabola, or the half way where that goes too far."""
    wide = c - b
    if a == c:
        ratio = fb / fa
        p, q = wide * ratio, 1.0 - ratio
    else:
        q, first, second = fa / fc, fb / fc, fb / fa
        p = second * (wide * q * (q - first) - (b - a) * (first - 1.0))
        q = (q - 1.0) * (first - 1.0) * (second - 1.0)
    p, q = (p, -q) if p > 0 else (-p, q)
    near = p < 0.75 * wide * q - abs(least * q) / 2 and p < abs(last * q / 2)
    return p / q if near else wide / 2
