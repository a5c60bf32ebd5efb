"""Whether the same people stand in other categories after than before: marginal homogeneity of a square table."""

from __future__ import annotations

import numpy as np
import scipy

from burnout.statistics.result import Array, Result, failed

MOST_OUTCOMES = 200_000
"""Largest number of possible tables over which the exact P is summed."""


def stuart_maxwell(table: Array) -> tuple[Result, float]:
    """Stuart-Maxwell test of a square table, by statsmodels.

    Categories that nobody left or entered do not count. Where categories fall into sets between which nobody moved, the
    sets are tested one by one and statistics and degrees of freedom added, because the joint matrix has no inverse. For
    two categories it is McNemar's chi-square without correction. Stuart A. Biometrika 1955;42:412-416. Maxwell AE.
    Br J Psychiatry 1970;116:651-655.

    Parameters
    ----------
    table : array of shape (categories, categories)
        Counts; rows before, columns after.

    Returns
    -------
    Result
        Chi-square.
    float
        Exact P: given who changed between which two categories, either direction is equally likely. NaN when more than
        200,000 tables are possible.
    """
    table = np.asarray(table, dtype=float)
    n, moved = int(table.sum()), table + table.T
    np.fill_diagonal(moved, 0)
    if n == 0:
        return failed(0, "too-few", "There are no pairs."), float("nan")
    if not moved.any():
        return failed(n, "constant", "Nobody changed category."), float("nan")
    statistic, df = _over_sets(table, moved)
    p = float(scipy.special.chdtrc(df, statistic))
    changed = int(moved.sum() / 2)
    note = f"Only {changed} people changed category: take the exact P." if changed < 10 else ""
    return Result("stuart-maxwell", n, statistic, "chi-square", df, p_value=p, note=note), _exact_p(table, moved)


def shift_tests(table: Array) -> dict[str, Result]:
    """Test a square table for a shift in three ways.

    Parameters
    ----------
    table : array of shape (categories, categories)
        Counts; rows before, columns after.

    Returns
    -------
    dict of str to Result
        stuart-maxwell; bhapkar, the same differences by their variance without the null hypothesis (Bhapkar VP. J Am
        Stat Assoc 1966;61:228-235); bowker, symmetry, which counts only pairs of categories between which somebody
        moved (Bowker AH. J Am Stat Assoc 1948;43:572-574), in R these pairs make the test fail.
    """
    first = stuart_maxwell(table)[0]
    names = ("stuart-maxwell", "bhapkar", "bowker")
    if first.status != "ok":
        return dict.fromkeys(names, first)
    table = np.asarray(table, dtype=float)
    return {names[0]: first, names[1]: _bhapkar(first), names[2]: _bowker(table)}


def _bhapkar(first: Result) -> Result:
    """From Stuart and Maxwell's chi-square X over n people: X / (1 - X / n) (Keefe TJ. J Am Stat Assoc 1982)."""
    share = first.statistic / first.n
    if share >= 1 - 1e-12:
        note = "Everybody moved the same way, so this test has no variance."
        return failed(first.n, "not-estimable", note)
    x2 = first.statistic / (1 - share)
    return Result("bhapkar", first.n, x2, "chi-square", first.df, p_value=float(scipy.special.chdtrc(first.df, x2)))


def _bowker(table: Array) -> Result:
    rows, columns = np.triu_indices(len(table), 1)
    there, back = table[rows, columns], table[columns, rows]
    moved = there + back > 0
    x2 = float(np.sum((there - back)[moved] ** 2 / (there + back)[moved]))
    df = int(moved.sum())
    return Result("bowker", int(table.sum()), x2, "chi-square", df, p_value=float(scipy.special.chdtrc(df, x2)))


def _over_sets(table: Array, moved: Array) -> tuple[float, int]:
    from scipy.sparse.csgraph import connected_components
    from statsmodels.stats.contingency_tables import SquareTable

    statistic, df = 0.0, 0
    count, sets = connected_components(moved)
    for which in range(count):
        inside = np.flatnonzero(sets == which)
        if len(inside) > 1:
            found = SquareTable(table[np.ix_(inside, inside)], shift_zeros=False).homogeneity("stuart_maxwell")
            statistic, df = statistic + float(found.statistic), df + int(found.df)
    return statistic, df


def _exact_p(table: Array, moved: Array) -> float:
    """Sum over all tables with the same number of people between each two categories."""
    pairs = [(i, j) for i, j in zip(*np.triu_indices(len(table), 1), strict=True) if moved[i, j]]
    sizes = np.array([int(moved[i, j]) for i, j in pairs])
    if np.prod(sizes + 1.0) > MOST_OUTCOMES:
        return float("nan")
    forward = np.indices(sizes + 1).reshape(len(pairs), -1).T
    weights = np.prod(scipy.special.binom(sizes, forward) / 2.0**sizes, axis=1)
    step = np.zeros((len(pairs), len(table)))
    for row, (i, j) in enumerate(pairs):
        step[row, i], step[row, j] = -1, 1
    inverse = np.linalg.pinv(np.diag(moved.sum(axis=0)) - moved, hermitian=True)
    shifts = (2 * forward - sizes) @ step
    distance = np.einsum("ij,jk,ik->i", shifts, inverse, shifts)
    seen = (2 * np.array([table[pair] for pair in pairs]) - sizes) @ step
    return float(min(1.0, weights[distance >= seen @ inverse @ seen - 1e-9].sum()))
