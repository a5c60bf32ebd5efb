"""Comparing two groups by ranks in every customary way: exact and asymptotic P, and the shift between the groups."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy

from burnout.statistics.groups import mann_whitney
from burnout.statistics.result import Array, Result, failed, tied

EXACT_UP_TO = 49
"""Largest group for which the exact P is worked out, as in R (a tenth of a second)."""
MOST_PAIRS = 4_000_000
"""More pairs of people than this are not compared one by one for the shift."""


@dataclass(frozen=True)
class Shift:
    """How far one group lies above another.

    Parameters
    ----------
    u_first, u_second : float
        Pairs of people that the first and the second group win, ties counting half.
    value, low, high : float
        Median of all differences, first minus second (Hodges-Lehmann), and its interval; NaN where there are too many.
    method : str
        How the interval was made.
    """

    u_first: float
    u_second: float
    value: float
    low: float
    high: float
    method: str


def rank_sum_tests(a: Array, b: Array) -> dict[str, Result]:
    """Mann-Whitney's test in three ways.

    Parameters
    ----------
    a, b : array of shape (n,)
        Values of both groups.

    Returns
    -------
    dict of str to Result
        mann-whitney-asymptotic: z with ties corrected, without continuity correction (SPSS). mann-whitney-corrected:
        with continuity correction (R's default for larger groups). mann-whitney-exact: U of the first group (R's W),
        with P from the distribution of the rank sum given the ties; P is the probability of a sum at least as far from
        its expectation. It agrees with R's wilcox.test without ties and exactRankTests with them.
    """
    names = ("mann-whitney-asymptotic", "mann-whitney-corrected", "mann-whitney-exact")
    plain = mann_whitney(a, b)
    if plain.status != "ok":
        return dict.fromkeys(names, plain)
    n1, n2 = len(a), len(b)
    u = (plain.effect_size + 1) / 2 * n1 * n2
    away = u - n1 * n2 / 2
    spread = away / plain.statistic if plain.statistic else np.inf
    z = (away - np.sign(away) / 2) / spread
    corrected = replace(
        plain, test=names[1], statistic=float(z), p_value=float(min(1.0, 2 * scipy.special.ndtr(-abs(z))))
    )
    exact = replace(plain, test=names[2], statistic=u, statistic_name="U")
    if max(n1, n2) > EXACT_UP_TO:
        note = f"More than {EXACT_UP_TO} people in a group: the asymptotic test is as good, the exact one is not made."
        exact = failed(plain.n, "not-estimable", note)
    else:
        exact = replace(exact, p_value=_exact_p(tied(a), tied(b)))
    return {names[0]: replace(plain, test=names[0]), names[1]: corrected, names[2]: exact}


def _rank_sums(doubled: Array, size: int) -> Array:
    """Probability of each sum of `size` of the doubled ranks; our own, as scipy's exact P knows no ties."""
    ways = np.zeros((size + 1, int(np.sort(doubled)[-size:].sum()) + 1))
    ways[0, 0] = 1.0
    for rank in doubled:
        ways[1:, rank:] += ways[:-1, : ways.shape[1] - rank].copy()
    return ways[size] / ways[size].sum()


def _exact_p(a: Array, b: Array) -> float:
    small = a if len(a) <= len(b) else b
    doubled = np.rint(2 * scipy.stats.rankdata(np.concatenate([a, b]))).astype(int)
    mine = doubled[: len(a)] if small is a else doubled[len(a) :]
    chances = _rank_sums(doubled, len(small))
    away = np.abs(np.arange(len(chances)) - doubled.mean() * len(small))
    return float(min(1.0, chances[away >= abs(mine.sum() - doubled.mean() * len(small)) - 1e-9].sum()))


def shift(a: Array, b: Array, confidence: float) -> Shift:
    """Pairs won and the Hodges-Lehmann estimate of the shift.

    Parameters
    ----------
    a, b : array of shape (n,)
        Values of both groups.
    confidence : float
        Level of the interval: exact from the rank-sum distribution without ties and up to 49 people in a group (as R),
        else by its normal approximation. Hodges JL, Lehmann EL. Ann Math Stat 1963;34:598-611.
    """
    a, b = tied(a), tied(b)
    n1, n2 = len(a), len(b)
    ordered = np.sort(b)
    u = float(sum(np.searchsorted(ordered, a, side=side).sum() for side in ("left", "right"))) / 2
    if n1 * n2 > MOST_PAIRS:
        return Shift(u, n1 * n2 - u, np.nan, np.nan, np.nan, "")
    gaps = np.sort(np.subtract.outer(a, b).ravel())
    values, n = np.concatenate([a, b]), n1 + n2
    tail = (1 - confidence) / 2
    if max(n1, n2) <= EXACT_UP_TO and len(np.unique(values)) == n:
        chances = _rank_sums(2 * np.arange(1, n + 1), n1)[::2][n1 * (n1 + 1) // 2 :]
        rank, method = int(np.searchsorted(np.cumsum(chances), tail * (1 - 1e-12))), "exact rank-sum distribution"
    else:
        correction = scipy.stats.tiecorrect(scipy.stats.rankdata(values))
        half = scipy.special.ndtri(1 - tail) * np.sqrt(n1 * n2 * (n + 1) / 12 * correction)
        rank, method = int(np.floor(n1 * n2 / 2 - half)), "rank-sum distribution, normal approximation"
    rank = max(1, rank)
    if rank > len(gaps) - rank:
        return Shift(u, n1 * n2 - u, float(np.median(gaps)), np.nan, np.nan, "")
    low, high = gaps[rank - 1], gaps[len(gaps) - rank]
    return Shift(u, n1 * n2 - u, float(np.median(gaps)), float(low), float(high), method)
