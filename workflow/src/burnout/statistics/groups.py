"""Comparisons of a number between independent groups, by scipy.stats and statsmodels; effect sizes are our own.

Every function takes arrays without missing values and gives a `Result`. Differences are first group minus second.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
import scipy

from burnout.statistics.result import Array, Result, failed, hedges_factor, tied

NO_SPREAD = "Within the groups everybody has the same value, so the test has no spread to measure against."
TOO_FEW = "A group has fewer than two people; merge levels or leave the level out."


def _flat(variance: float, values: Array) -> bool:
    """Whether a variance is zero but for rounding."""
    return bool(variance <= (1e-12 * max(1.0, float(np.max(np.abs(values))))) ** 2)


def _hedges_g(a: Array, b: Array) -> float:
    df = len(a) + len(b) - 2
    pooled = ((len(a) - 1) * np.var(a, ddof=1) + (len(b) - 1) * np.var(b, ddof=1)) / df
    return float((a.mean() - b.mean()) / np.sqrt(pooled) * hedges_factor(df))


def _two_sample(a: Array, b: Array, test: str) -> Result:
    n1, n2, n = len(a), len(b), len(a) + len(b)
    if min(n1, n2) < 2:
        return failed(n, "too-few", TOO_FEW)
    v1, v2 = np.var(a, ddof=1), np.var(b, ddof=1)
    if _flat(max(v1, v2), np.concatenate([a, b])):
        return failed(n, "not-estimable", NO_SPREAD)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # one of the groups may have no spread
        found = scipy.stats.ttest_ind(a, b, equal_var=test == "student-t")
    return Result(
        test,
        n,
        float(found.statistic),
        "t",
        float(found.df),
        p_value=float(found.pvalue),
        effect_size=_hedges_g(a, b),
        effect_size_name="hedges-g",
    )


def student_t(a: Array, b: Array) -> Result:
    """Student's t for two independent groups with equal variances; effect size Hedges' g."""
    return _two_sample(a, b, "student-t")


def welch_t(a: Array, b: Array) -> Result:
    """Welch's t for two independent groups; effect size Hedges' g (pooled standard deviation).

    Welch BL. Biometrika 1947;34:28-35.
    """
    return _two_sample(a, b, "welch-t")


def one_way_anova(groups: Sequence[Array]) -> Result:
    """One-way analysis of variance; effect size eta squared."""
    n = sum(len(g) for g in groups)
    df1, df2 = len(groups) - 1, n - len(groups)
    if df2 < 1:
        return failed(n, "too-few", TOO_FEW)
    if _flat(max(float(np.var(g)) for g in groups), np.concatenate(groups)):
        return failed(n, "not-estimable", NO_SPREAD)
    f, p = (float(value) for value in scipy.stats.f_oneway(*groups))
    return Result("one-way-anova", n, f, "F", df1, df2, p, df1 * f / (df1 * f + df2), "eta-squared")


def welch_anova(groups: Sequence[Array]) -> Result:
    """Welch's analysis of variance for unequal variances; effect size eta squared (from the sums of squares).

    Welch BL. Biometrika 1951;38:330-336. By statsmodels, because scipy does not give the second degrees of freedom.
    """
    from statsmodels.stats.oneway import anova_oneway

    n = sum(len(g) for g in groups)
    if min(len(g) for g in groups) < 2:
        return failed(n, "too-few", TOO_FEW)
    if _flat(min(float(np.var(g, ddof=1)) for g in groups), np.concatenate(groups)):
        note = "In one group everybody has the same value, so Welch's test cannot weight it."
        return failed(n, "not-estimable", note)
    found = anova_oneway(groups, use_var="unequal")
    df1, df2 = (float(value) for value in found.df)
    f, p, eta = float(found.statistic), float(found.pvalue), one_way_anova(groups).effect_size
    return Result("welch-anova", n, f, "F", df1, df2, p, eta, "eta-squared")


def levene(groups: Sequence[Array]) -> tuple[float, float]:
    """F and P of Levene's test about the means (as SPSS prints); NaN where it cannot be computed."""
    return _levene(groups, "mean")


def brown_forsythe(groups: Sequence[Array]) -> tuple[float, float]:
    """F and P of Levene's test about the medians; NaN where it cannot be computed.

    Brown MB, Forsythe AB. J Am Stat Assoc 1974;69:364-367.
    """
    return _levene(groups, "median")


def _levene(groups: Sequence[Array], center: str) -> tuple[float, float]:
    with np.errstate(all="ignore"):
        f, p = (float(value) for value in scipy.stats.levene(*groups, center=center))
    return (f, p) if np.isfinite(f) else (float("nan"), float("nan"))


def equality_of_variances(groups: Sequence[Array]) -> dict[str, tuple[float, float, float, float]]:
    """Bartlett's test, and of two groups the F test of their variances, first by second; both want normal values.

    Parameters
    ----------
    groups : sequence of array
        Values of each group.

    Returns
    -------
    dict of str to tuple of float
        bartlett (chi-square, df, none, P) and variance-ratio (F, df, df2, two-sided P), as R's bartlett.test and
        var.test; NaN where a group has fewer than two people or no spread. Bartlett MS. Proc R Soc Lond A 1937;160:268.
    """
    nothing = (float("nan"),) * 4
    possible = min(len(g) for g in groups) > 1 and not any(_flat(float(np.var(g, ddof=1)), g) for g in groups)
    found = {"bartlett": nothing}
    if possible:
        test = scipy.stats.bartlett(*groups)
        found["bartlett"] = (float(test.statistic), float(len(groups) - 1), float("nan"), float(test.pvalue))
    if len(groups) == 2:
        found["variance-ratio"] = nothing
        if possible:
            df, df2 = (float(len(g) - 1) for g in groups)
            f = float(np.var(groups[0], ddof=1) / np.var(groups[1], ddof=1))
            p = 2 * min(float(scipy.special.fdtr(df, df2, f)), float(scipy.special.fdtrc(df, df2, f)))
            found["variance-ratio"] = (f, df, df2, min(1.0, p))
    return found


def mann_whitney(a: Array, b: Array) -> Result:
    """Mann-Whitney rank-sum test: z with ties corrected, without continuity correction (as SPSS).

    z is worked out from U, since scipy gives U and P only. The effect size is the rank-biserial correlation,
    2U/(n1 n2) - 1 with U of the first group: the probability that the first group's value is larger minus the
    probability that it is smaller.
    """
    n1, n2, n = len(a), len(b), len(a) + len(b)
    a, b = tied(a), tied(b)
    ranks = scipy.stats.rankdata(np.concatenate([a, b]))
    if np.ptp(ranks) == 0:
        return failed(n, "constant", "Everybody has the same value.")
    found = scipy.stats.mannwhitneyu(a, b, use_continuity=False, method="asymptotic")
    u, sd = float(found.statistic), np.sqrt(n1 * n2 * (n + 1) / 12 * scipy.stats.tiecorrect(ranks))
    z = float((u - n1 * n2 / 2) / sd)
    effect = 2 * u / (n1 * n2) - 1
    return Result(
        "mann-whitney",
        n,
        z,
        "z",
        p_value=float(found.pvalue),
        effect_size=effect,
        effect_size_name="rank-biserial",
    )


def kruskal_wallis(groups: Sequence[Array]) -> Result:
    """Kruskal-Wallis test: H with ties corrected; effect size epsilon squared, H/(n - 1)."""
    n, groups = sum(len(g) for g in groups), [tied(g) for g in groups]
    if np.ptp(np.concatenate(groups)) == 0:
        return failed(n, "constant", "Everybody has the same value.")
    found = scipy.stats.kruskal(*groups)
    h = max(0.0, float(found.statistic))
    return Result(
        "kruskal-wallis",
        n,
        h,
        "H",
        len(groups) - 1,
        p_value=float(found.pvalue),
        effect_size=h / (n - 1),
        effect_size_name="epsilon-squared",
    )
