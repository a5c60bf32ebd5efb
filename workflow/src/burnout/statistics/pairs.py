"""Comparisons of the same people before and after. Differences are after minus before."""

from __future__ import annotations

import numpy as np
from scipy import special

from burnout.statistics.result import (
    Array,
    Result,
    average_ranks,
    failed,
    hedges_factor,
    t_p_value,
    z_p_value,
)

EXACT_UP_TO = 50
"""Largest number of non-zero differences for which the exact P of the signed-rank test is computed."""


def _clean(difference: Array) -> Array:
    """Differences rounded to ten decimals, so that equal decimals tie and equal answers differ by exactly zero."""
    return np.round(np.asarray(difference, dtype=float), 10)


def paired_t(difference: Array, confidence: float) -> Result:
    """Paired t-test; effect size is the mean over the SD of the differences with Hedges' correction, g_z.

    Parameters
    ----------
    difference : array of shape (pairs,)
        After minus before.
    confidence : float
        Confidence level of the effect size's interval, which comes from the noncentral t distribution and is
        corrected by the same factor. Cumming G, Finch S. Educ Psychol Meas 2001;61:532-574.
    """
    d = _clean(difference)
    n = len(d)
    if n < 2:
        return failed(n, "too-few", "At least two pairs are needed.")
    if np.ptp(d) == 0:
        if d[0] == 0:
            return failed(n, "constant", "Nobody changed: all differences are zero.")
        return failed(
            n,
            "not-estimable",
            "Everybody changed by the same amount, so there is no spread to test against.",
        )
    df = n - 1
    dz = float(d.mean() / d.std(ddof=1))
    t, factor = dz * np.sqrt(n), hedges_factor(df)
    tail = (1 - confidence) / 2
    low, high = (factor * noncentrality(t, df, p) / np.sqrt(n) for p in (1 - tail, tail))
    note = "The effect size needs at least three pairs." if df < 2 else ""
    return Result(
        "paired-t",
        n,
        t,
        "t",
        df,
        float("nan"),
        t_p_value(t, df),
        dz * factor,
        "hedges-gz",
        low,
        high,
        note=note,
    )


def noncentrality(t: float, df: float, p: float) -> float:
    """Noncentrality at which t has the cumulative probability p, found by bisection."""
    if t < 0:
        return -noncentrality(-t, df, 1 - p)
    width = 10 + t
    low, high = t - 4 * width, t + 4 * width
    for _ in range(200):
        middle = (low + high) / 2
        found = special.nctdtr(df, middle, t)
        low, high = (middle, high) if found > p else (low, middle)
        if high - low < 1e-12 * max(1.0, abs(middle)):
            break
    return float((low + high) / 2)


def wilcoxon(difference: Array, exact: bool) -> Result:
    """Wilcoxon's signed-rank test; zero differences are dropped, ties corrected, no continuity correction (as SPSS).

    Parameters
    ----------
    difference : array of shape (pairs,)
        After minus before.
    exact : bool
        P from the permutation distribution given the ties, up to 50 non-zero differences, instead of from z.

    Returns
    -------
    Result
        z; effect size is the matched-pairs rank-biserial correlation (positive: values rose).
        Kerby DS. Compr Psychol 2014;3:1.
    """
    d = _clean(difference)
    moved = d[d != 0]
    n, m = len(d), len(moved)
    if n < 1:
        return failed(n, "too-few", "There are no pairs.")
    if m == 0:
        return failed(n, "constant", "Nobody changed: all differences are zero.")
    ranks, ties = average_ranks(np.abs(moved))
    rose = float(ranks[moved > 0].sum())
    total = m * (m + 1) / 2
    sd = np.sqrt(m * (m + 1) * (2 * m + 1) / 24 - np.sum(ties.astype(float) ** 3 - ties) / 48)
    z = float((rose - total / 2) / sd)
    p = _signed_rank_p(ranks, rose) if exact and m <= EXACT_UP_TO else z_p_value(z)
    notes = [f"Zero differences left out: {n - m}."] if n > m else []
    if exact and m <= EXACT_UP_TO:
        notes.append("Exact P.")
    effect = 2 * rose / total - 1
    return Result(
        "wilcoxon",
        n,
        z,
        "z",
        p_value=p,
        effect_size=effect,
        effect_size_name="rank-biserial",
        note=" ".join(notes),
    )


def _signed_rank_p(ranks: Array, rose: float) -> float:
    """Two-sided exact P: every sign of every rank is equally likely (Streitberg B, Roehmel J. 1986)."""
    doubled = np.rint(2 * ranks).astype(int)
    ways = np.zeros(doubled.sum() + 1)
    ways[0] = 1.0
    for rank in doubled:
        shifted = np.zeros_like(ways)
        shifted[rank:] = ways[: len(ways) - rank]
        ways = (ways + shifted) / 2
    far = abs(round(2 * rose) - doubled.sum() / 2)
    return float(
        min(
            1.0,
            ways[np.abs(np.arange(len(ways)) - doubled.sum() / 2) >= far - 1e-9].sum(),
        )
    )


def mcnemar_exact(gained: int, lost: int, n: int) -> Result:
    """Exact McNemar test: a binomial test of those who changed.

    Parameters
    ----------
    gained, lost : int
        People who became positive, and who became negative.
    n : int
        Pairs.
    """
    changed = gained + lost
    if n == 0:
        return failed(n, "too-few", "There are no pairs.")
    if changed == 0:
        return Result("mcnemar-exact", n, p_value=1.0, note="Nobody changed.")
    p = min(1.0, 2 * float(special.bdtr(min(gained, lost), changed, 0.5)))
    return Result("mcnemar-exact", n, p_value=p)
