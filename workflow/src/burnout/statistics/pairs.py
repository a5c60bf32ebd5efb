"""Comparisons of the same people before and after, by scipy.stats. Differences are after minus before."""

from __future__ import annotations

import numpy as np
import scipy

from burnout.statistics.intervals import noncentrality_interval
from burnout.statistics.result import Array, Result, failed, hedges_factor, tied
from burnout.statistics.signed_ranks import Ranked, exact_tails

EXACT_UP_TO = 50
"""Largest number of non-zero differences for which the exact P of the signed-rank test is computed."""


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
    d = tied(difference)
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
    found, factor = scipy.stats.ttest_1samp(d, 0), hedges_factor(n - 1)
    t, df = float(found.statistic), n - 1
    low, high = noncentrality_interval(t, df, confidence)
    note = "The effect size needs at least three pairs." if df < 2 else ""
    return Result(
        "paired-t",
        n,
        t,
        "t",
        df,
        p_value=float(found.pvalue),
        effect_size=factor * t / np.sqrt(n),
        effect_size_name="hedges-gz",
        effect_low=factor * low / np.sqrt(n),
        effect_high=factor * high / np.sqrt(n),
        note=note,
    )


def wilcoxon(difference: Array, exact: bool, exact_up_to: int = EXACT_UP_TO) -> Result:
    """Wilcoxon's signed-rank test; zero differences are dropped, ties corrected, no continuity correction (as SPSS).

    Parameters
    ----------
    difference : array of shape (pairs,)
        After minus before.
    exact : bool
        P from the permutation distribution given the ties, instead of from z.
    exact_up_to : int
        Largest number of non-zero differences for which the exact P is computed; above it P comes from z.

    Returns
    -------
    Result
        z; effect size is the matched-pairs rank-biserial correlation (positive: values rose).
        Kerby DS. Compr Psychol 2014;3:1.
    """
    d = tied(difference)
    moved = d[d != 0]
    n, m = len(d), len(moved)
    if n < 1:
        return failed(n, "too-few", "There are no pairs.")
    if m == 0:
        return failed(n, "constant", "Nobody changed: all differences are zero.")
    ranks = scipy.stats.rankdata(np.abs(moved))
    rose = float(ranks[moved > 0].sum())
    total = m * (m + 1) / 2
    found = scipy.stats.wilcoxon(moved, correction=False, method="asymptotic")
    z = float(np.copysign(found.zstatistic, rose - total / 2))
    exact = exact and m <= exact_up_to
    p = exact_tails(Ranked(ranks, moved > 0))[0] if exact else float(found.pvalue)
    notes = [f"Zero differences left out: {n - m}."] if n > m else []
    if exact:
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


def sign_test(difference: Array) -> Result:
    """Sign test: a binomial test of those who rose among those who changed; zero differences are dropped.

    Parameters
    ----------
    difference : array of shape (pairs,)
        After minus before.

    Returns
    -------
    Result
        The statistic is the number of people who rose, S.
    """
    d = tied(difference)
    n, rose, changed = len(d), int(np.sum(d > 0)), int(np.sum(d != 0))
    if n == 0:
        return failed(n, "too-few", "There are no pairs.")
    if changed == 0:
        return failed(n, "constant", "Nobody changed: all differences are zero.")
    note = f"Zero differences left out: {n - changed}." if n > changed else ""
    p = float(scipy.stats.binomtest(rose, changed).pvalue)
    return Result("sign", n, float(rose), "S", p_value=p, note=note)


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
    return Result("mcnemar-exact", n, p_value=float(scipy.stats.binomtest(gained, changed).pvalue))
