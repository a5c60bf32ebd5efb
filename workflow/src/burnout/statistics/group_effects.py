"""Every customary effect size of a number between two or more groups.

Own arithmetic: neither scipy.stats nor statsmodels has these effect sizes or their intervals.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy

from burnout.statistics.change import Effect
from burnout.statistics.effects import with_interval
from burnout.statistics.groups import kruskal_wallis, mann_whitney, one_way_anova, student_t
from burnout.statistics.intervals import noncentrality_interval
from burnout.statistics.rank_sum import shift
from burnout.statistics.result import Array, Result, hedges_factor

NAN = float("nan")


def sums_of_squares(groups: Sequence[Array]) -> tuple[float, float]:
    """Sum of squares between groups and within them."""
    grand = float(np.concatenate(groups).mean())
    between = sum(len(g) * float(g.mean() - grand) ** 2 for g in groups)
    return between, sum(float(((g - g.mean()) ** 2).sum()) for g in groups)


def mean_effects(a: Array, b: Array, confidence: float) -> list[Effect]:
    """Standardised differences of two means, first minus second.

    Parameters
    ----------
    a, b : array of shape (n,)
        Values of both groups.
    confidence : float
        Level of the intervals.

    Returns
    -------
    list of Effect
        cohens-d (pooled standard deviation), hedges-g (times the exact factor) and hedges-g-approximate (times 1 - 3 /
        (4 df - 1), as several programs), all with intervals from the noncentral t of Student's test; glass-delta by the
        standard deviation of the second group. Empty where Student's test cannot be made. Cohen J. Statistical Power
        Analysis for the Behavioral Sciences, 2nd ed. 1988; Hedges LV. J Educ Stat 1981;6:107-128.
    """
    test = student_t(a, b)
    if test.status != "ok":
        return []
    df, scale = len(a) + len(b) - 2, np.sqrt(len(a) * len(b) / (len(a) + len(b)))
    low, high = noncentrality_interval(test.statistic, df, confidence)
    d = Effect("cohens-d", test.statistic / scale, low / scale, high / scale, "noncentral t")
    found = [d]
    for name, factor in (("hedges-g", hedges_factor(df)), ("hedges-g-approximate", 1 - 3 / (4 * df - 1))):
        if np.isfinite(factor):
            found.append(Effect(name, d.value * factor, d.low * factor, d.high * factor, "noncentral t"))
    spread = float(np.std(b, ddof=1))
    if spread > 0:
        found.append(Effect("glass-delta", float(a.mean() - b.mean()) / spread, NAN, NAN, ""))
    return found


def rank_effects(a: Array, b: Array, confidence: float) -> list[Effect]:
    """Effect sizes by ranks of two groups, first against second.

    Parameters
    ----------
    a, b : array of shape (n,)
        Values of both groups.
    confidence : float
        Level of the intervals.

    Returns
    -------
    list of Effect
        rank-biserial and common-language (the probability that somebody of the first group lies higher, ties half;
        interval from that of the rank-biserial correlation), r-from-z (the size of z by the root of n), hodges-lehmann,
        u-first, u-second and u-smaller (pairs won; R prints the first, SPSS the smaller). Empty where all are the same.
    """
    test = with_interval(mann_whitney(a, b), (len(a), len(b)), confidence)
    if test.status != "ok":
        return []
    r, low, high, apart = test.effect_size, test.effect_low, test.effect_high, shift(a, b, confidence)
    return [
        Effect("rank-biserial", r, low, high, test.effect_interval),
        Effect("common-language", (r + 1) / 2, (low + 1) / 2, (high + 1) / 2, test.effect_interval),
        Effect("r-from-z", abs(test.statistic) / float(np.sqrt(test.n)), NAN, NAN, ""),
        Effect("hodges-lehmann", apart.value, apart.low, apart.high, apart.method),
        Effect("u-first", apart.u_first, NAN, NAN, ""),
        Effect("u-second", apart.u_second, NAN, NAN, ""),
        Effect("u-smaller", min(apart.u_first, apart.u_second), NAN, NAN, ""),
    ]


def variance_effects(groups: Sequence[Array], confidence: float) -> list[Effect]:
    """Share of the variance that groups explain.

    Parameters
    ----------
    groups : sequence of array
        Values of each group.
    confidence : float
        Level of the interval of eta squared.

    Returns
    -------
    list of Effect
        eta-squared, omega-squared and epsilon-squared of the one-way analysis (the last two may be below zero);
        rank-epsilon-squared, H / (n - 1), and rank-eta-squared, (H - k + 1) / (n - k), of Kruskal-Wallis. Those that
        cannot be made are left out. Hays WL 1963; Kelley TL 1935; Tomczak M, Tomczak E. Trends Sport Sci 2014;1:19-25.
    """
    found, n, k = [], sum(len(g) for g in groups), len(groups)
    test = with_interval(one_way_anova(groups), [len(g) for g in groups], confidence)
    if test.status == "ok":
        between, within = sums_of_squares(groups)
        each = within / (n - k)
        found = [
            Effect("eta-squared", test.effect_size, test.effect_low, test.effect_high, test.effect_interval),
            Effect("omega-squared", (between - (k - 1) * each) / (between + within + each), NAN, NAN, ""),
            Effect("epsilon-squared", (between - (k - 1) * each) / (between + within), NAN, NAN, ""),
        ]
    ranks = kruskal_wallis(groups)
    if ranks.status == "ok":
        found.append(Effect("rank-epsilon-squared", ranks.effect_size, NAN, NAN, ""))
        if n > k:
            found.append(Effect("rank-eta-squared", (ranks.statistic - k + 1) / (n - k), NAN, NAN, ""))
    return found


def correlation_effect(result: Result, confidence: float) -> Effect:
    """A correlation with its interval."""
    told = with_interval(result, (result.n,), confidence)
    return Effect(told.effect_size_name, told.effect_size, told.effect_low, told.effect_high, told.effect_interval)


def mean_difference(a: Array, b: Array, result: Result, confidence: float) -> tuple[float, float, float, float]:
    """Difference of means, first minus second, its standard error and interval, as belongs to a t test.

    Parameters
    ----------
    a, b : array of shape (n,)
        Values of both groups.
    result : Result
        Student's or Welch's test of them.
    confidence : float
        Level of the interval.
    """
    estimate = float(a.mean() - b.mean())
    variances = np.array([np.var(a, ddof=1), np.var(b, ddof=1)])
    sizes = np.array([len(a), len(b)])
    if result.test == "student-t":
        variances = np.full(2, ((sizes - 1) * variances).sum() / (sizes.sum() - 2))
    error = float(np.sqrt((variances / sizes).sum()))
    half = float(scipy.special.stdtrit(result.df, (1 + confidence) / 2)) * error
    return estimate, error, estimate - half, estimate + half
