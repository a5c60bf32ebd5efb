"""Tests for a trend over ordered groups; our own arithmetic on scipy's distributions, which has none of them.

Groups and rows of tables come in their order, without empty ones, and are scored 1, 2, 3 ...
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy

from burnout.statistics.groups import NO_SPREAD, TOO_FEW
from burnout.statistics.result import Array, Result, failed, tied


def linear_by_linear(counts: Array) -> Result:
    """Linear-by-linear association (Mantel-Haenszel test for trend, as SPSS prints): M2 = (n - 1) r2.

    Parameters
    ----------
    counts : array of shape (rows, columns)
        Counts of two ordered variables without empty rows or columns.

    Returns
    -------
    Result
        M2 on 1 degree of freedom; effect size r, the correlation of the scores. Mantel N. J Am Stat Assoc
        1963;58:690-700.
    """
    r, n = _score_correlation(counts), int(counts.sum())
    return _chi_square("linear-by-linear", n, (n - 1) * r**2, r)


def cochran_armitage(counts: Array) -> Result:
    """Cochran-Armitage test for trend of a share: n r2, as R's prop.trend.test.

    Parameters
    ----------
    counts : array of shape (rows, 2)
        Counts of an ordered and a binary variable.

    Returns
    -------
    Result
        Chi-square on 1 degree of freedom; effect size r, positive where the share of the second column rises. Armitage
        P. Biometrics 1955;11:375-386.
    """
    r, n = _score_correlation(counts), int(counts.sum())
    return _chi_square("cochran-armitage", n, n * r**2, r)


def _score_correlation(counts: Array) -> float:
    rows, columns = (np.arange(size, dtype=float) for size in counts.shape)
    shares = counts / counts.sum()
    x, y = rows - shares.sum(axis=1) @ rows, columns - shares.sum(axis=0) @ columns
    spread = (shares.sum(axis=1) @ x**2) * (shares.sum(axis=0) @ y**2)
    return float(x @ shares @ y / np.sqrt(spread))


def _chi_square(test: str, n: int, statistic: float, r: float) -> Result:
    p = float(scipy.special.chdtrc(1, statistic))
    return Result(test, n, statistic, "chi-square", 1.0, p_value=p, effect_size=r, effect_size_name="r")


def jonckheere(groups: Sequence[Array]) -> Result:
    """Jonckheere-Terpstra test, do values rise or fall over the groups: z with ties corrected, without continuity.

    Parameters
    ----------
    groups : sequence of array
        Values of each group, in order, not all the same.

    Returns
    -------
    Result
        z, positive where values rise; effect size Somers' d: over all pairs of people of different groups, the
        probability that the one of the later group is higher minus the probability that it is lower. Variance:
        Hollander M, Wolfe DA, Chicken E. Nonparametric Statistical Methods, 3rd ed. 2014, 6.2; as SPSS.
    """
    groups = [tied(g) for g in groups]
    sizes, n = np.array([len(g) for g in groups], dtype=float), sum(len(g) for g in groups)
    values = np.concatenate(groups)
    if np.ptp(values) == 0:
        return failed(n, "constant", "Everybody has the same value.")
    j = 0.0
    for place in range(1, len(groups)):
        before = np.sort(np.concatenate(groups[:place]))
        left, right = (np.searchsorted(before, groups[place], side=side) for side in ("left", "right"))
        j += float((left + right).sum()) / 2
    pairs = float(n**2 - (sizes**2).sum()) / 2
    variance = _jonckheere_variance(sizes, np.unique(values, return_counts=True)[1].astype(float), float(n))
    if not variance > 0:
        return failed(n, "not-estimable", NO_SPREAD)
    z = (j - pairs / 2) / float(np.sqrt(variance))
    p = float(2 * scipy.special.ndtr(-abs(z)))
    return Result(
        "jonckheere-terpstra", n, z, "z", p_value=p, effect_size=2 * j / pairs - 1, effect_size_name="somers-d"
    )


def _jonckheere_variance(sizes: Array, ties: Array, n: float) -> float:
    def cubic(m: Array | float) -> Array | float:
        return m * (m - 1) * (2 * m + 5)

    first = (cubic(n) - np.sum(cubic(sizes)) - np.sum(cubic(ties))) / 72
    second = third = 0.0
    if n > 2:
        by_two = [np.sum(m * (m - 1) * (m - 2)) for m in (sizes, ties)]
        second = by_two[0] * by_two[1] / (36 * n * (n - 1) * (n - 2))
    if n > 1:
        by_one = [np.sum(m * (m - 1)) for m in (sizes, ties)]
        third = by_one[0] * by_one[1] / (8 * n * (n - 1))
    return float(first + second + third)


def linear_contrast(groups: Sequence[Array]) -> Result:
    """Linear contrast of the means of ordered groups, as SPSS's ONEWAY (unweighted), with the variance within groups.

    Parameters
    ----------
    groups : sequence of array
        Values of each group, in order.

    Returns
    -------
    Result
        t on n - k degrees of freedom, positive where means rise; effect size r = t / sqrt(t2 + df).
    """
    n, k = sum(len(g) for g in groups), len(groups)
    if n - k < 1:
        return failed(n, "too-few", TOO_FEW)
    weights = np.arange(k) - (k - 1) / 2
    sizes, means = np.array([len(g) for g in groups]), np.array([g.mean() for g in groups])
    within = sum(float(((g - g.mean()) ** 2).sum()) for g in groups) / (n - k)
    if within <= (1e-12 * max(1.0, float(np.abs(means).max()))) ** 2:
        return failed(n, "not-estimable", NO_SPREAD)
    t = float(weights @ means / np.sqrt(within * (weights**2 / sizes).sum()))
    p = float(2 * scipy.special.stdtr(n - k, -abs(t)))
    return Result(
        "linear-contrast",
        n,
        t,
        "t",
        float(n - k),
        p_value=p,
        effect_size=t / float(np.sqrt(t**2 + n - k)),
        effect_size_name="r",
    )
