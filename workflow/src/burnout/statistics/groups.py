"""Comparisons of a number between independent groups.

Every function takes arrays without missing values and gives a `Result`. Differences are first group minus second.
"""

from __future__ import annotations

from collections.abc import Sequence

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
    if test == "student-t":
        df = n - 2.0
        error = np.sqrt(((n1 - 1) * v1 + (n2 - 1) * v2) / df * (1 / n1 + 1 / n2))
    else:
        error = np.sqrt(v1 / n1 + v2 / n2)
        df = float(error**4 / ((v1 / n1) ** 2 / (n1 - 1) + (v2 / n2) ** 2 / (n2 - 1)))
    t = float((a.mean() - b.mean()) / error)
    return Result(
        test,
        n,
        t,
        "t",
        df,
        p_value=t_p_value(t, df),
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


def _sums_of_squares(groups: Sequence[Array]) -> tuple[float, float, int]:
    values = np.concatenate(groups)
    between = float(sum(len(g) * (g.mean() - values.mean()) ** 2 for g in groups))
    within = float(sum(np.sum((g - g.mean()) ** 2) for g in groups))
    return between, within, len(values)


def one_way_anova(groups: Sequence[Array]) -> Result:
    """One-way analysis of variance; effect size eta squared."""
    between, within, n = _sums_of_squares(groups)
    df1, df2 = len(groups) - 1, n - len(groups)
    if df2 < 1:
        return failed(n, "too-few", TOO_FEW)
    if _flat(within / df2, np.concatenate(groups)):
        return failed(n, "not-estimable", NO_SPREAD)
    f = (between / df1) / (within / df2)
    p, eta = float(special.fdtrc(df1, df2, f)), between / (between + within)
    return Result("one-way-anova", n, f, "F", df1, df2, p, eta, "eta-squared")


def welch_anova(groups: Sequence[Array]) -> Result:
    """Welch's analysis of variance for unequal variances; effect size eta squared (from the sums of squares).

    Welch BL. Biometrika 1951;38:330-336.
    """
    n = sum(len(g) for g in groups)
    if min(len(g) for g in groups) < 2:
        return failed(n, "too-few", TOO_FEW)
    variances = np.array([np.var(g, ddof=1) for g in groups])
    if _flat(float(variances.min()), np.concatenate(groups)):
        note = "In one group everybody has the same value, so Welch's test cannot weight it."
        return failed(n, "not-estimable", note)
    k, sizes = len(groups), np.array([len(g) for g in groups])
    weights = sizes / variances
    means = np.array([g.mean() for g in groups])
    centre = np.sum(weights * means) / weights.sum()
    lack = np.sum((1 - weights / weights.sum()) ** 2 / (sizes - 1)) / (k**2 - 1)
    f = float(np.sum(weights * (means - centre) ** 2) / (k - 1) / (1 + 2 * (k - 2) * lack))
    df1, df2 = k - 1, float(1 / (3 * lack))
    between, within, _ = _sums_of_squares(groups)
    p, eta = float(special.fdtrc(df1, df2, f)), between / (between + within)
    return Result("welch-anova", n, f, "F", df1, df2, p, eta, "eta-squared")


def levene(groups: Sequence[Array]) -> tuple[float, float]:
    """F and P of Levene's test about the means (as SPSS prints); NaN where it cannot be computed."""
    distances = [np.abs(g - g.mean()) for g in groups]
    between, within, n = _sums_of_squares(distances)
    df1, df2 = len(groups) - 1, n - len(groups)
    if df2 < 1 or within <= 0:
        return float("nan"), float("nan")
    f = (between / df1) / (within / df2)
    return f, float(special.fdtrc(df1, df2, f))


def mann_whitney(a: Array, b: Array) -> Result:
    """Mann-Whitney rank-sum test: z with ties corrected, without continuity correction (as SPSS).

    The effect size is the rank-biserial correlation, 2U/(n1 n2) - 1 with U of the first group: the probability that
    the first group's value is larger minus the probability that it is smaller.
    """
    n1, n2, n = len(a), len(b), len(a) + len(b)
    ranks, ties = average_ranks(np.concatenate([a, b]))
    u = float(ranks[:n1].sum() - n1 * (n1 + 1) / 2)
    variance = n1 * n2 / 12 * ((n + 1) - np.sum(ties.astype(float) ** 3 - ties) / (n * (n - 1)))
    if variance <= 0:
        return failed(n, "constant", "Everybody has the same value.")
    z = float((u - n1 * n2 / 2) / np.sqrt(variance))
    effect = 2 * u / (n1 * n2) - 1
    return Result(
        "mann-whitney",
        n,
        z,
        "z",
        p_value=z_p_value(z),
        effect_size=effect,
        effect_size_name="rank-biserial",
    )


def kruskal_wallis(groups: Sequence[Array]) -> Result:
    """Kruskal-Wallis test: H with ties corrected; effect size epsilon squared, H/(n - 1)."""
    n = sum(len(g) for g in groups)
    ranks, ties = average_ranks(np.concatenate(groups))
    correction = 1 - np.sum(ties.astype(float) ** 3 - ties) / (n**3 - n)
    if correction <= 0:
        return failed(n, "constant", "Everybody has the same value.")
    parts = np.split(ranks, np.cumsum([len(g) for g in groups])[:-1])
    h = float(12 / (n * (n + 1)) * sum(r.sum() ** 2 / len(r) for r in parts) - 3 * (n + 1)) / float(correction)
    h, df = max(0.0, h), len(groups) - 1
    p = float(special.chdtrc(df, h))
    return Result(
        "kruskal-wallis",
        n,
        h,
        "H",
        df,
        p_value=p,
        effect_size=h / (n - 1),
        effect_size_name="epsilon-squared",
    )
